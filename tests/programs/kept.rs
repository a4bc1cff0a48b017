//! Values that are read at several places around each, and so costly that they are kept for a tile.
//!
//! Each program is compared, to the bit, with the same one over an array that holds the costly value already: there
//! nothing is kept. The arrays are several tiles large, and no multiple of one.

use super::oracle::case::Way;
use super::ways;
use fusexpr::inspect::{Spec, Updates};
use fusexpr::{DType, Expr, Options, Threads, Vars};
use ndarray::ArrayD;

/// Operations enough to be worth keeping.
const COSTLY: &str = "(((a*2 + 1)*a - 3)*(a + 0.1) + (a - 1)*(a*a + b))";

const SHAPES: [&[usize]; 3] = [&[150_001], &[301, 407], &[41, 53, 67]];

fn numbers(shape: &[usize], seed: u64) -> ArrayD<f64> {
    let mut state = seed;
    ArrayD::from_shape_simple_fn(shape, || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 12) as f64 / (1_u64 << 50) as f64 - 2.0
    })
}

/// Programs over `T`, by the rank of the arrays.
fn programs(rank: usize) -> Vec<String> {
    let axes = || (0..rank).map(|axis| format!("axis={axis}"));
    let sum = |terms: Vec<String>| terms.join(" + ");
    let all = |first: &str, second: &str| {
        let part = |axis: usize, slice: &str| {
            let slices: Vec<_> = (0..rank).map(|i| if i == axis { slice } else { "1:-1" }).collect();
            format!("T[{}]", slices.join(", "))
        };
        sum((0..rank).flat_map(|axis| [part(axis, first), part(axis, second)]).collect())
    };
    let inside = vec!["1:-1"; rank].join(", ");
    vec![
        format!("{} - 4*T[{inside}]", all("2:", ":-2")),
        sum(axes().flat_map(|axis| [format!("roll(T, 1, {axis})"), format!("roll(T, -1, {axis})")]).collect()),
        sum(axes().map(|axis| format!("shift(T, 2, {axis}, mode=\"reflect\")")).collect()) + " - T",
        sum(axes().map(|axis| format!("shift(T, -3, {axis}, value=0.5)")).collect()) + " + roll(T, 5, axis=0)",
        "roll(T, 2, axis=-1) * shift(T, -1, axis=0, mode=\"mirror\") - T*T".to_owned(),
        "T[::-1] + T - shift(T, 1, axis=0, mode=\"nearest\")".to_owned(),
        "S = roll(T, 1, axis=0) - T\nroll(S, 1, axis=-1) + S*2 - shift(S, 1, axis=0, mode=\"wrap\")".to_owned(),
    ]
}

fn same(x: &ArrayD<f64>, y: &ArrayD<f64>) -> bool {
    x.shape() == y.shape() && x.iter().zip(y).all(|(x, y)| x.to_bits() == y.to_bits())
}

fn eval(text: &str, vars: &Vars<'_>, options: Options) -> ArrayD<f64> {
    let expr = Expr::parse(text).expect("the program is right").with(options);
    expr.eval::<f64>(vars).unwrap_or_else(|error| panic!("{error:?}"))
}

#[test]
fn what_is_kept_is_what_would_be_computed() {
    for shape in SHAPES {
        let (a, b) = (numbers(shape, 1), numbers(&shape[shape.len() - 1..], 2));
        let t = eval(COSTLY, &Vars::new().with("a", &a).with("b", &b), Options::new());
        for program in programs(shape.len()) {
            let expected = eval(&program, &Vars::new().with("T", &t), Options::new().threads(Threads::Serial));
            for text in [program.replace('T', COSTLY), format!("T = {COSTLY}\n{program}")] {
                for options in ways().into_iter().filter(|way| way.block != Some(1)).map(Way::options) {
                    let way = format!("{options:?}");
                    let found = eval(&text, &Vars::new().with("a", &a).with("b", &b), options);
                    assert!(same(&found, &expected), "{text}\n over {shape:?} with {way}");
                }
            }
        }
    }
}

#[test]
fn the_interior_goes_in_tiles_and_the_edges_do_not() {
    let array = |shape: &[usize]| Spec::Array { dtype: DType::F64, shape: shape.to_vec() };
    let tiles = |text: &str, shape: &[usize]| {
        let explained = Expr::parse(text).and_then(|expr| expr.explain(&[("x", array(shape))], Updates::IntoNew));
        explained.expect("the program is right").to_string().matches("each tile").count()
    };
    assert_eq!(tiles("roll(exp(x), 1) + roll(exp(x), -1)", &[100_000]), 1);
    assert_eq!(tiles("roll(exp(x), 1) + roll(sin(x), -1) - exp(x)*sin(x)", &[100_000]), 2);
    // Cheap, or only one place, or places far apart, or a short array: computed again.
    assert_eq!(tiles("roll(x*2, 1) + roll(x*2, -1)", &[100_000]), 0);
    assert_eq!(tiles("roll(exp(x), 1)", &[100_000]), 0);
    assert_eq!(tiles("roll(exp(x), 5000) + exp(x)", &[100_000]), 0);
    assert_eq!(tiles("roll(exp(x), 1) + roll(exp(x), -1)", &[10]), 0);
}

#[test]
fn an_update_in_place_keeps_nothing() {
    let u = numbers(&[301, 207], 3);
    let text = "roll(sqrt(abs(u)), 1, axis=0) + roll(sqrt(abs(u)), -1, axis=1) - sqrt(abs(u))";
    let expected = eval(text, &Vars::new().with("u", &u), Options::new());
    for options in ways().into_iter().map(Way::options) {
        let mut updated = u.clone();
        let expr = Expr::parse(&format!("u = {text}")).expect("the program is right").with(options);
        expr.evaluate_in_place("u", &Vars::new(), &mut updated).expect("the operands fit");
        assert!(same(&updated, &expected));
    }
}
