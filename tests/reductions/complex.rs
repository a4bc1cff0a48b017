//! Reductions of complex numbers, against those of their parts.

use crate::common::arrays::{Array, Layout, Mood, elements};
use crate::common::{Value, available_levels};
use fusexpr::{AnyArray, CompileError, DType, ErrorKind, Expr, Options, Threads, Vars, eval};
use ndarray::array;

const SHAPES: [&[usize]; 5] = [&[1], &[31], &[2049], &[40, 33], &[3, 70, 11]];

fn arrays() -> impl Iterator<Item = Array> {
    let types = [DType::C64, DType::C128];
    let pairs = types.into_iter().flat_map(|dtype| SHAPES.iter().map(move |shape| (dtype, *shape)));
    pairs.flat_map(|(dtype, shape)| {
        (0..4).map(move |layout| Array::of(dtype, Layout::new(shape, layout, true), Mood::Wild, layout))
    })
}

fn run(source: &str, z: &Array, options: Options) -> AnyArray {
    let expr = Expr::parse(source).unwrap_or_else(|error| panic!("{source}: {error}")).with(options);
    expr.eval_any(&Vars::new().with("z", z.operand())).unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn parts(values: &[Value]) -> [Vec<Value>; 2] {
    let of = |value: &Value| match *value {
        Value::C64(z) => [Value::F32(z.re), Value::F32(z.im)],
        Value::C128(z) => [Value::F64(z.re), Value::F64(z.im)],
        real => panic!("{real:?} is no complex number"),
    };
    values.iter().map(of).map(|[re, im]| (re, im)).unzip::<_, _, Vec<_>, Vec<_>>().into()
}

fn assert_same(found: &[Value], expected: &[Value], what: &str) {
    let differ = found.iter().zip(expected).position(|(x, y)| !x.is_same(*y));
    assert!(found.len() == expected.len() && differ.is_none(), "{what}: {found:?}, not {expected:?}");
}

#[test]
fn sums_are_those_of_the_parts() {
    for z in arrays() {
        let axes = (0..z.shape().len()).map(|axis| format!(", axis={axis}"));
        for axis in std::iter::once(String::new()).chain(axes) {
            for fold in ["sum", "cumsum"] {
                if fold == "cumsum" && axis.is_empty() && z.shape().len() > 1 {
                    continue;
                }
                let whole = run(&format!("{fold}(z{axis})"), &z, Options::new());
                let [re, im] = parts(&elements(&whole));
                for (part, found) in [("real", re), ("imag", im)] {
                    let source = format!("{fold}(z.{part}{axis})");
                    assert_same(&found, &elements(&run(&source, &z, Options::new())), &source);
                }
            }
        }
    }
}

#[test]
fn variances_are_real_and_those_of_the_parts_together() {
    for (dtype, tolerance) in [(DType::C64, 1e-4), (DType::C128, 1e-12)] {
        for shape in SHAPES {
            let z = Array::of(dtype, Layout::new(shape, 1, false), Mood::Moderate, 3);
            for (found, expected) in [
                ("var(z*(1 + 2j))", "var(z.real) + var(2*z.real)"),
                ("std(z, axis=0)", "sqrt(var(z.real, axis=0) + var(z.imag, axis=0))"),
                ("nanvar(z*1j, ddof=1)", "var(z.real, ddof=1)"),
            ] {
                let what = format!("{found} of {dtype} {shape:?}");
                let [found, expected] = [found, expected].map(|source| run(source, &z, Options::new()));
                assert_eq!(found.dtype(), dtype.part());
                let number = |value: &Value| match value.cast(DType::F64) {
                    Value::F64(x) => x,
                    _ => unreachable!("it was cast"),
                };
                for (x, y) in elements(&found).iter().zip(&elements(&expected)) {
                    let (x, y) = (number(x), number(y));
                    assert!((x - y).abs() <= tolerance * y.abs() || x.is_nan() && y.is_nan(), "{what} is {x}, not {y}");
                }
            }
        }
    }
}

#[test]
fn neither_threads_nor_blocks_nor_levels_change_a_bit() {
    for z in arrays() {
        for source in ["sum(z)", "prod(z)", "mean(z, axis=0)", "var(z)", "sum(z*z)", "nansum(z)"] {
            let first = elements(&run(source, &z, Options::new().threads(Threads::Serial)));
            for level in available_levels() {
                for options in [Options::new().threads(Threads::Exactly(3)), Options::new().block_len(256)] {
                    assert_same(&elements(&run(source, &z, options.level(level))), &first, source);
                }
            }
        }
    }
}

#[test]
fn what_needs_an_order_is_refused() {
    let z = array![fusexpr::c128::new(1.0, 2.0), fusexpr::c128::new(3.0, 4.0)];
    let vars = Vars::new().with("z", &z);
    for source in [
        "min(z)",
        "max(z)",
        "ptp(z)",
        "argmin(z)",
        "argmax(z)",
        "nanmin(z)",
        "nanargmax(z)",
        "z < 1",
        "z >= 2j",
        "z // 2",
        "z % 2",
        "floor(z)",
        "minimum(z, 1)",
        "clip(z, 0, 1)",
        "fmod(z, 2)",
    ] {
        let error = eval::<f64>(source, &vars).expect_err(source);
        assert!(matches!(error.kind(), ErrorKind::Compile(CompileError::UnsupportedTypes { .. })), "{source}: {error}");
        assert!(error.help().is_some_and(|help| help.contains("no order")), "{source}: {:?}", error.help());
    }
    assert_eq!(eval::<f64>("max(abs(z))", &vars).expect("sizes have an order").sum(), 5.0);
}
