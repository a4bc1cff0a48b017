//! What is computed by fewer or cheaper operations has the bits that it has by those that are written.

use fusexpr::{Element, Expr, vars};

/// An expression of x and y, and what it is by Rust's own operators.
type Row<T> = (&'static str, fn(T, T) -> T);

/// The rows for a type: divisors whose inverse is exact, and some whose is not or has not all its digits.
macro_rules! rows {
    ($T:ty) => {{
        let rows: &[Row<$T>] = &[
            ("where(x < y, x, x)", |x, _| x),
            ("-(-x)", |x, _| x),
            ("abs(abs(x - y))", |x, y| (x - y).abs()),
            ("abs(-(x - y))", |x, y| (x - y).abs()),
            ("x + -y", |x, y| x + -y),
            ("-x + y", |x, y| -x + y),
            ("-x + -y", |x, y| -x + -y),
            ("x - -y", |x, y| x - -y),
            ("-x - -y", |x, y| -x - -y),
            ("x - 0.0", |x, _| x - 0.0),
            ("x + 0.0", |x, _| x + 0.0),
            ("x * 1", |x, _| x),
            ("1 * x", |x, _| x),
            ("x / 1", |x, _| x),
            ("x / 4", |x, _| x / 4.0),
            ("x / -0.125", |x, _| x / -0.125),
            ("x / 3", |x, _| x / 3.0),
            ("x / 2.0**126", |x, _| x / (2.0 as $T).powi(126)),
            ("x / 2.0**127", |x, _| x / (2.0 as $T).powi(127)),
            ("x / 2.0**-126", |x, _| x / (2.0 as $T).powi(-126)),
            ("x / 2.0**-127", |x, _| x / ((2.0 as $T).powi(-126) / 2.0)),
            ("x / 2.0**-149", |x, _| x / ((2.0 as $T).powi(-126) / 2.0_f32.powi(23) as $T)),
            ("x / inf", |x, _| x / <$T>::INFINITY),
            ("x / 0", |x, _| x / 0.0),
        ];
        rows
    }};
}

/// Evaluates each row for all pairs of some numbers.
fn check<T: Element + std::fmt::Debug>(rows: &[Row<T>], numbers: &[T], bits: fn(T) -> Option<u64>) {
    let pairs = || numbers.iter().flat_map(|&x| numbers.iter().map(move |&y| (x, y)));
    let (x, y): (Vec<T>, Vec<T>) = pairs().unzip();
    for (text, of) in rows {
        let mut out = vec![T::default(); x.len()];
        let expr = Expr::parse(text).unwrap_or_else(|error| panic!("{}", error.report()));
        expr.evaluate(&vars! { x: &x, y: &y }, &mut out).unwrap_or_else(|error| panic!("{}", error.report()));
        for (got, (x, y)) in out.into_iter().zip(pairs()) {
            let expected = of(x, y);
            assert_eq!(bits(got), bits(expected), "{text} of {x:?} and {y:?}: {got:?} instead of {expected:?}");
        }
    }
}

#[test]
fn cheaper_forms_have_the_same_bits() {
    let numbers = |least: f64, subnormal: f64, most: f64| {
        let positive = [0.0, subnormal, 3.0 * subnormal, least, 0.1, 0.5, 1.0, 1.5, 3.0, 1e10, most, f64::INFINITY];
        positive.into_iter().flat_map(|x| [x, -x]).chain([f64::NAN])
    };
    let doubles: Vec<f64> = numbers(f64::MIN_POSITIVE, 5e-324, f64::MAX).collect();
    check(rows!(f64), &doubles, |x| (!x.is_nan()).then_some(x.to_bits()));
    let singles: Vec<f32> =
        numbers(f32::MIN_POSITIVE.into(), f32::from_bits(1).into(), f32::MAX.into()).map(|x| x as f32).collect();
    check(rows!(f32), &singles, |x| (!x.is_nan()).then_some(x.to_bits().into()));
}
