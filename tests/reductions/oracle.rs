//! Random reductions over small arrays of any rank, type and strides against the interpreter.

use super::interpreter::{Call, NAMES, Outcome};
use crate::arrays::{Array, Layout, difference, elements};
use crate::common::{Random, Value, available_levels};
use crate::interpret::Typed;
use fusexpr::{AnyArray, DType, Expr, Kind, Options, Threads, Vars};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What is reduced.
#[derive(Clone, Copy, Debug)]
enum Operand {
    Array,
    /// Read backwards along its first axis.
    Reversed,
    /// The larger of two arrays, element by element.
    Larger,
    /// Along its first axis the last two come first. This and the next two are computed in several pieces.
    Rolled,
    /// Along its last axis the first one comes twice, and the last one is lost.
    Shifted,
    /// The first along the first axis is that of another array.
    Replaced,
}

#[derive(Clone, Debug)]
struct Case {
    call: Call,
    operand: Operand,
    arrays: [Array; 2],
    options: Options,
    /// The seed of the layout of an output; none for a new array.
    output: Option<u64>,
}

/// A case before its parts are made to fit each other.
#[derive(Clone, Debug)]
struct Loose {
    shape: Vec<usize>,
    dtype: DType,
    name: &'static str,
    /// Whether there is an `axis=`, how many axes it has, and numbers for each of them.
    axes: Option<(usize, [isize; 3])>,
    keepdims: bool,
    ddof: i64,
    result: Option<DType>,
    operand: Operand,
    has_nan: bool,
    layouts: [u64; 2],
    values: u64,
    output: Option<u64>,
    way: usize,
}

fn loose() -> impl Strategy<Value = Loose> {
    let axis = prop_oneof![1 => Just(0_usize), 9 => 1_usize..6];
    let shape = prop_oneof![
        12 => prop::collection::vec(axis, 0..=3),
        2 => (1_usize..700).prop_map(|n| vec![n]),
        1 => (1_usize..5, 1_usize..150).prop_map(|(n, m)| vec![n, m]),
        1 => (1_usize..150, 1_usize..5).prop_map(|(n, m)| vec![n, m]),
    ];
    // One in many is no axis of the array.
    let number = prop_oneof![30 => -3_isize..3, 1 => Just(5_isize), 1 => Just(-7_isize)];
    let axes = prop::option::weighted(0.7, (1_usize..4, prop::array::uniform3(number)));
    let result =
        prop::option::weighted(0.2, prop::sample::select(vec![DType::F64, DType::F32, DType::I64, DType::I32]));
    let operand = prop::sample::select(vec![
        Operand::Array,
        Operand::Array,
        Operand::Reversed,
        Operand::Larger,
        Operand::Rolled,
        Operand::Shifted,
        Operand::Replaced,
    ]);
    let layout = || prop_oneof![1 => Just(0_u64), 2 => any::<u64>()];
    let call = (prop::sample::select(NAMES.to_vec()), axes, any::<bool>(), -2_i64..4, result);
    let rest = (operand, prop::bool::weighted(0.3), [layout(), layout()], any::<u64>(), prop::option::of(layout()));
    (shape, prop::sample::select(DType::ALL), call, rest, any::<usize>()).prop_map(
        |(shape, dtype, (name, axes, keepdims, ddof, result), (operand, has_nan, layouts, values, output), way)| {
            Loose { shape, dtype, name, axes, keepdims, ddof, result, operand, has_nan, layouts, values, output, way }
        },
    )
}

/// An array of small integers, or of factors of which no product is rounded; some are NaN.
fn array(loose: &Loose, call: &Call, number: usize) -> Array {
    let count: usize = loose.shape.iter().product();
    let mut random = Random(loose.values ^ number as u64);
    let mut array = Array::random(loose.dtype, Layout::new(&loose.shape, loose.layouts[number], false), 0);
    let mut element = || {
        let integer = match call.is_product() {
            true if random.below(24) == 0 => 0,
            true if count > 100 => 2 * random.below(2) as i128 - 1,
            true => [-2, -1, 1, 2][random.below(4)],
            false => random.below(17) as i128 - 8,
        };
        match loose.dtype.kind() {
            Kind::Float if loose.has_nan && random.below(4) == 0 => Value::F64(f64::NAN),
            Kind::Unsigned => Value::Int(integer.abs()),
            Kind::Bool => Value::Bool(integer % 3 != 0),
            _ => Value::Int(integer),
        }
    };
    let values: Vec<Value> = (0..count).map(|_| element()).collect();
    array.write(&values);
    array
}

/// Makes a case of its parts.
fn fit(loose: &Loose) -> Case {
    let rank = loose.shape.len() as isize;
    let call = Call { name: loose.name, axes: None, keepdims: false, ddof: 0, dtype: None };
    let most = if call.is_place() || call.is_scan() { 1 } else { 3 };
    // Mostly axes of the array, each only once.
    let within = |axis: isize| if (-3..3).contains(&axis) { axis.clamp(-rank, rank - 1) } else { axis };
    let axes = loose.axes.filter(|_| rank > 0).map(|(count, numbers)| {
        let mut axes: Vec<isize> = numbers[..count.min(most)].iter().map(|&axis| within(axis)).collect();
        if !loose.values.is_multiple_of(16) {
            let mut seen = Vec::new();
            axes.retain(|axis| {
                let axis = axis.rem_euclid(rank);
                !seen.contains(&axis) && {
                    seen.push(axis);
                    true
                }
            });
        }
        axes
    });
    let takes_type = matches!(call.name, "sum" | "prod" | "mean" | "nansum" | "nanprod" | "nanmean");
    let is_mean = call.name.ends_with("mean");
    let fits = |dtype: &DType| dtype.kind() == Kind::Float || !(is_mean || loose.dtype.kind() == Kind::Float);
    let call = Call {
        axes,
        keepdims: loose.keepdims && !call.is_scan(),
        ddof: if call.is_variance() { loose.ddof } else { 0 },
        dtype: loose.result.filter(|dtype| takes_type && fits(dtype)),
        ..call
    };
    let threads = [Threads::Serial, Threads::Exactly(1), Threads::Exactly(2), Threads::Exactly(3), Threads::Pool];
    let blocks = [None, Some(1), Some(7), Some(64)];
    let levels = available_levels();
    let options = Options::new().threads(threads[loose.way % 5]).level(levels[loose.way / 5 % levels.len()]);
    Case {
        arrays: [array(loose, &call, 0), array(loose, &call, 1)],
        operand: if rank == 0 { Operand::Array } else { loose.operand },
        options: blocks[loose.way / 16 % 4].into_iter().fold(options, Options::block_len),
        output: loose.output,
        call,
    }
}

impl Case {
    fn source(&self) -> String {
        let Call { name, axes, keepdims, ddof, dtype } = &self.call;
        let mut arguments = vec![match self.operand {
            Operand::Array => "x".to_owned(),
            Operand::Reversed => "x[::-1]".to_owned(),
            Operand::Larger => "maximum(x, y)".to_owned(),
            Operand::Rolled => "roll(x, 2, axis=0)".to_owned(),
            Operand::Shifted => "shift(x, 1, axis=-1, mode=\"reflect\")".to_owned(),
            Operand::Replaced => "t".to_owned(),
        }];
        match axes.as_deref() {
            None => {}
            Some([axis]) => arguments.push(format!("axis={axis}")),
            Some(axes) => {
                let axes: Vec<String> = axes.iter().map(isize::to_string).collect();
                arguments.push(format!("axis=({})", axes.join(", ")));
            }
        }
        if *keepdims {
            arguments.push("keepdims=True".to_owned());
        }
        if *ddof != 0 {
            arguments.push(format!("ddof={ddof}"));
        }
        arguments.extend(dtype.map(|dtype| format!("dtype={dtype}")));
        let before = if matches!(self.operand, Operand::Replaced) { "t = x\nt[:1] = y[:1]\n" } else { "" };
        format!("{before}{name}({})", arguments.join(", "))
    }

    /// The elements that are reduced.
    fn operand(&self) -> Typed {
        let [x, y] = self.arrays.each_ref().map(Array::typed);
        match self.operand {
            Operand::Array => x,
            Operand::Reversed => {
                let row = x.shape[1..].iter().product::<usize>().max(1);
                Typed { elements: x.elements.rchunks(row).flatten().copied().collect(), ..x }
            }
            Operand::Rolled => {
                let (row, mut elements) = (x.shape[1..].iter().product::<usize>(), x.elements);
                let by = (2 * row).checked_rem(elements.len()).unwrap_or(0);
                elements.rotate_right(by);
                Typed { elements, ..x }
            }
            Operand::Shifted => {
                let length = x.shape[x.shape.len() - 1].max(1);
                let shifted = |i: usize| x.elements[if i.is_multiple_of(length) { i } else { i - 1 }];
                Typed { elements: (0..x.elements.len()).map(shifted).collect(), ..x }
            }
            Operand::Replaced => {
                let row = x.elements.len() / x.shape[0].max(1);
                let elements = y.elements[..row].iter().chain(&x.elements[row..]).copied().collect();
                Typed { elements, ..x }
            }
            Operand::Larger => {
                let elements = x.elements.iter().zip(&y.elements).map(|(&x, &y)| larger(x, y)).collect();
                Typed { elements, ..x }
            }
        }
    }

    /// What is wrong.
    fn run(&self, counts: &Counts) -> Result<(), String> {
        let outcome = self.call.interpret(&self.operand());
        let what = match &outcome {
            Outcome::Value(..) => self.call.name,
            Outcome::Refused => "refused",
            Outcome::Unspecified => return Ok(()),
        };
        *counts.borrow_mut().entry(what).or_default() += 1;
        let source = self.source();
        let mut vars = Vars::new().with("x", self.arrays[0].operand());
        if matches!(self.operand, Operand::Larger | Operand::Replaced) {
            vars.insert("y", self.arrays[1].operand());
        }
        let refused = |error: fusexpr::Error| error.report().to_string();
        let expr = Expr::parse(&source).map_err(refused)?.with(self.options.clone());
        match (outcome, self.output) {
            (Outcome::Unspecified, _) => Ok(()),
            (Outcome::Refused, _) => match expr.eval_any(&vars) {
                Ok(found) => Err(format!("it should be refused, but is {found:?}")),
                Err(_) => Ok(()),
            },
            (Outcome::Value(expected, bound), None) => {
                let found = expr.eval_any(&vars).map_err(refused)?;
                let kinds = [(found.dtype(), found.shape()), (expected.dtype, &expected.shape)];
                if kinds[0] != kinds[1] {
                    return Err(format!("the result is {:?} instead of {:?}", kinds[0], kinds[1]));
                }
                near(&elements(&found), &expected.elements, self.bound(bound))
            }
            (Outcome::Value(expected, bound), Some(seed)) => {
                let mut before = Array::random(expected.dtype, Layout::new(&expected.shape, seed, false), seed);
                let mut after = before.clone();
                expr.evaluate(&vars, after.output()).map_err(refused)?;
                let found = after.typed().elements;
                near(&found, &expected.elements, self.bound(bound))?;
                before.write(&found);
                let beside = difference(&after.all_elements(), &before.all_elements());
                beside.map_or(Ok(()), |difference| Err(format!("beside the output {difference}")))
            }
        }
    }

    /// The bound of a variance for the result's own name: a root near zero doubles the digits that are lost.
    fn bound(&self, bound: f64) -> impl Fn(f64) -> f64 {
        let is_root = self.call.name.ends_with("std");
        move |expected| if is_root { bound / expected.max(bound.sqrt()).max(f64::MIN_POSITIVE) } else { bound }
    }
}

/// `maximum` of two elements of a type.
fn larger(x: Value, y: Value) -> Value {
    let is_larger = match (x, y) {
        (Value::Bool(x), Value::Bool(y)) => x >= y,
        (Value::Int(x), Value::Int(y)) => x >= y,
        (Value::F32(x), Value::F32(y)) => x.is_nan() || x >= y,
        (Value::F64(x), Value::F64(y)) => x.is_nan() || x >= y,
        _ => panic!("both are of one type"),
    };
    if is_larger { x } else { y }
}

/// Compares to the bit, but for finite floats with a bound.
fn near(found: &[Value], expected: &[Value], bound: impl Fn(f64) -> f64) -> Result<(), String> {
    let agrees = |found: Value, expected: Value| {
        let (x, y) = match (found, expected) {
            (Value::F32(x), Value::F32(y)) => (x.into(), y.into()),
            (Value::F64(x), Value::F64(y)) => (x, y),
            _ => return found.is_same(expected),
        };
        found.is_same(expected) || (y.is_finite() && (x - y).abs() <= bound(y) && bound(y) > 0.0)
    };
    let wrong = found.iter().zip(expected).position(|(&found, &expected)| !agrees(found, expected));
    match wrong {
        Some(i) => Err(format!("element {i} is {:?} instead of {:?}", found[i], expected[i])),
        None if found.len() != expected.len() => Err(format!("{} elements, not {}", found.len(), expected.len())),
        None => Ok(()),
    }
}

/// How often each was tested, so that a generator that has stopped making something is noticed.
type Counts = RefCell<BTreeMap<&'static str, usize>>;

#[test]
fn random_reductions_agree_with_the_interpreter() {
    const CASES: u32 = 20_000;
    let counts = Counts::default();
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_time: 20_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let tested = runner.run(&loose(), |loose| {
        let case = fit(&loose);
        case.run(&counts).map_err(|reason| {
            let arrays =
                case.arrays.each_ref().map(|array| (array.dtype(), array.shape().to_vec(), array.typed().elements));
            let [x, y] = arrays.map(|(dtype, shape, elements)| format!("{dtype} {shape:?} {elements:?}"));
            let (source, options) = (case.source(), &case.options);
            TestCaseError::fail(format!("{source}\n{reason}\n  x = {x}\n  y = {y}\n  with {options:?}"))
        })
    });
    if let Err(failure) = tested {
        panic!("{failure}");
    }
    let counts = counts.borrow();
    println!("{counts:?}");
    for name in NAMES.into_iter().chain(["refused"]) {
        let count = counts.get(name).copied().unwrap_or(0);
        assert!(count > CASES as usize / 100, "only {count} cases of {name}");
    }
}

/// The interpreter itself, on what can be done by hand.
#[test]
fn the_interpreter_is_right_about_a_few() {
    let array =
        |elements: &[f64]| AnyArray::from(ndarray::arr2(&[[elements[0], elements[1]], [elements[2], elements[3]]]));
    let x = array(&[1.0, f64::NAN, -2.0, 5.0]);
    let operand = Typed {
        dtype: DType::F64,
        weak: false,
        constant: false,
        exact: true,
        shape: vec![2, 2],
        elements: elements(&x),
    };
    let give = |name: &'static str, axes: Option<Vec<isize>>, ddof| match (Call {
        name,
        axes,
        keepdims: false,
        ddof,
        dtype: None,
    })
    .interpret(&operand)
    {
        Outcome::Value(value, _) => value.elements.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(" "),
        Outcome::Refused => "refused".to_owned(),
        Outcome::Unspecified => "unspecified".to_owned(),
    };
    assert_eq!(give("nansum", None, 0), "F64(4.0)");
    assert_eq!(give("sum", Some(vec![0]), 0), "F64(-1.0) F64(NaN)");
    assert_eq!(give("nanmean", Some(vec![-1]), 0), "F64(1.0) F64(1.5)");
    assert_eq!(give("nanvar", Some(vec![1]), 1), "F64(NaN) F64(24.5)");
    assert_eq!(give("var", Some(vec![0]), 2), "F64(inf) F64(NaN)");
    assert_eq!(give("argmax", None, 0), "Int(1)");
    assert_eq!(give("nanargmin", Some(vec![0]), 0), "Int(1) Int(1)");
    assert_eq!(give("cumsum", Some(vec![0]), 0), "F64(1.0) F64(NaN) F64(-1.0) F64(NaN)");
    assert_eq!(give("cumsum", None, 0), "refused");
    assert_eq!(give("count_nonzero", Some(vec![0, -2]), 0), "refused");
    assert_eq!(give("count_nonzero", Some(vec![0, -1]), 0), "Int(4)");
    assert_eq!(give("max", Some(vec![2]), 0), "refused");
}
