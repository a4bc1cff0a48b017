//! Threads, block length and level never change a bit.
//!
//! The arrays are large enough for the work to be spread, and of lengths that end in the middle of a block.

use crate::common::arrays::{Array, Layout, Mood, elements};
use crate::common::{Value, available_levels};
use fusexpr::{DType, Expr, Operation, Options, Threads, Vars, operations, vars};
use ndarray::{ArrayD, IxDyn, Zip};

const LENGTH: usize = 70_003;

const NAMES: [&str; 3] = ["a", "b", "c"];

/// As [`Value::is_same`], but NaNs must be the same ones.
fn same_bits(x: &[Value], y: &[Value]) -> bool {
    let bits = |value: &Value| match *value {
        Value::Bool(x) => x.into(),
        Value::Int(x) => x,
        Value::F16(x) => x.to_bits().into(),
        Value::F32(x) => x.to_bits().into(),
        Value::F64(x) => x.to_bits().into(),
        Value::C64(x) => i128::from(x.re.to_bits()) << 32 | i128::from(x.im.to_bits()),
        Value::C128(x) => i128::from(x.re.to_bits()) << 64 | i128::from(x.im.to_bits()),
        Value::Datetime(x) | Value::Timedelta(x) => x.into(),
    };
    x.len() == y.len() && x.iter().map(bits).eq(y.iter().map(bits))
}

fn evaluate(source: &str, operands: &[Array], options: Options) -> Vec<Value> {
    let expr = Expr::parse(source).unwrap_or_else(|error| panic!("{source}: {error}")).with(options);
    elements(&expr.eval_any(&vars_of(operands)).unwrap_or_else(|error| panic!("{source}: {error}")))
}

fn vars_of(operands: &[Array]) -> Vars<'_> {
    NAMES.into_iter().zip(operands).fold(Vars::new(), |vars, (name, array)| vars.with(name, array.operand()))
}

fn operands(operation: Operation, dtype: DType) -> Vec<Array> {
    let array = |i| Array::random(operation.parameter(i, dtype), Layout::new(&[LENGTH], 0, false), i as u64);
    (0..operation.parameters().len()).map(array).collect()
}

/// The types that an operation is applied in to one element each: a text is several.
fn types(operation: Operation) -> impl Iterator<Item = DType> {
    operation.types().filter(|dtype| !dtype.is_text())
}

#[test]
fn threads_and_blocks_never_change_a_bit_of_any_operation() {
    // One operation is not worth spreading at this length. What is computed beside it in the same pass is.
    let busy = Array::of(DType::F64, Layout::new(&[LENGTH], 0, false), Mood::Moderate, 4);
    for operation in operations() {
        let dtype = types(operation).last().expect("every operation computes in some type");
        let arrays = operands(operation, dtype);
        let call = format!("{}({})", operation.name(), NAMES[..arrays.len()].join(", "));
        let source = format!("busy = sin(w)*cos(w/2)*exp(w/100)*tanh(w)*cbrt(w)*arctan(w)*expm1(w/100); r = {call}");
        let vars = vars_of(&arrays).with("w", busy.operand());
        let results = |options: Options| -> Vec<Vec<Value>> {
            let expr = Expr::parse(&source).unwrap_or_else(|error| panic!("{source}: {error}")).with(options);
            let results = expr.eval_all(&vars).unwrap_or_else(|error| panic!("{source}: {error}"));
            results.iter().map(|(_, array)| elements(array)).collect()
        };
        let reference = results(Options::new().threads(Threads::Serial));
        for (threads, block) in [
            (Threads::Serial, 7),
            (Threads::Exactly(2), 256),
            (Threads::Exactly(3), 1000),
            (Threads::Pool, LENGTH / 5),
            (Threads::Exactly(2), LENGTH / 2),
        ] {
            let results = results(Options::new().threads(threads).block_len(block));
            let same = reference.iter().zip(&results).all(|(x, y)| same_bits(x, y));
            assert!(same, "{call} in {dtype} with {threads:?} and blocks of {block}");
        }
    }
}

#[test]
fn levels_never_change_a_bit_of_an_exact_operation() {
    for operation in operations().filter(|operation| operation.ulp() == 0.5) {
        for dtype in types(operation) {
            let arrays = operands(operation, dtype);
            let source = format!("{}({})", operation.name(), NAMES[..arrays.len()].join(", "));
            let results: Vec<_> = available_levels()
                .into_iter()
                .map(|level| evaluate(&source, &arrays, Options::new().level(level)))
                .collect();
            let same = |pair: &[Vec<Value>]| pair[0].iter().zip(&pair[1]).all(|(x, y)| x.is_same(*y));
            assert!(results.windows(2).all(same), "{source} in {dtype} differs between levels");
        }
    }
}

#[test]
fn a_function_of_a_constant_has_the_bits_of_the_function_of_an_array() {
    for operation in operations().filter(|operation| operation.ulp() > 0.5) {
        let given = ["0.7", "-1.3"];
        let names = NAMES[..operation.parameters().len()].join(", ");
        let constants = given[..operation.parameters().len()].join(", ");
        let arrays: Vec<_> = given.iter().map(|text| vec![text.parse::<f64>().expect("a number"); 3]).collect();
        let vars = arrays.iter().zip(NAMES).fold(Vars::new(), |mut vars, (array, name)| {
            vars.insert(name, array);
            vars
        });
        for level in available_levels() {
            let value = |arguments: &str| {
                let source = format!("{}({arguments})", operation.name());
                let expr = Expr::parse(&source).expect("the call is right").with(Options::new().level(level));
                elements(&expr.eval_any(&vars).expect("it can be evaluated"))
            };
            let (folded, computed) = (value(&constants), value(&names));
            assert!(same_bits(&folded, &computed[..1]), "{operation:?} at {level}: {folded:?}, {computed:?}");
        }
    }
}

#[test]
fn sharing_work_between_sine_and_cosine_never_changes_a_bit() {
    for dtype in [DType::F32, DType::F64] {
        let array = Array::random(dtype, Layout::new(&[LENGTH], 0, false), 1);
        let arrays = [array];
        for level in available_levels() {
            let value = |source: &str| evaluate(source, &arrays, Options::new().level(level));
            for (shared, alone) in
                [("where(sin(a) > 2, a, cos(a))", "cos(a)"), ("where(cos(a) > 2, a, sin(a))", "sin(a)")]
            {
                assert!(same_bits(&value(shared), &value(alone)), "{shared} in {dtype} at {level}");
            }
        }
    }
}

/// Rows that are gathered together are those that an element by element walk sees.
#[test]
fn operands_in_any_order_of_axes() {
    let shape = [150, 33, 70];
    let base = |order: [usize; 3]| {
        let mut lengths = [0; 3];
        (0..3).for_each(|axis| lengths[order[axis]] = shape[axis]);
        ArrayD::from_shape_fn(IxDyn(&lengths), |place| {
            order.iter().fold(0.0, |number, &axis| number * 151.0 + place[axis] as f64)
        })
    };
    let y = ArrayD::from_shape_fn(IxDyn(&shape), |place| (place[0] * 7 + place[1] * 5 + place[2]) as f32);
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let base = base(order);
        let x = base.view().permuted_axes(IxDyn(&order));
        let expected = Zip::from(&x).and(&y).map_collect(|&x, &y| 2.0 * x - f64::from(y));
        for (threads, block) in [(Threads::Serial, 300), (Threads::Exactly(3), 64), (Threads::Pool, 5000)] {
            let expr = Expr::parse("2*x - y").unwrap().with(Options::new().threads(threads).block_len(block));
            assert_eq!(expr.eval::<f64>(&vars! { x: x, y }).unwrap(), expected, "{order:?} with {threads:?}");
            // Where it is written decides in which order memory is walked.
            let mut out = ArrayD::<f64>::zeros(base.shape());
            let mut view = out.view_mut().permuted_axes(IxDyn(&order));
            expr.evaluate(&vars! { x: x, y }, &mut view).unwrap();
            assert_eq!(view, expected, "into {order:?} with {threads:?}");
        }
    }
}
