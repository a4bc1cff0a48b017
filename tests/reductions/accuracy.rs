//! The error of sums, against exact ones.
//!
//! A sum of n terms in the order given may err by `n u sum(|terms|)`, u being half of epsilon; a tree errs by the
//! logarithm of n instead. Here 8 epsilon must do for all lengths up to ten million, a figure that a running sum misses
//! in f32 by far: [`the_bound_tells_a_running_sum`] shows it.

use super::exact::ExactSum;
use crate::common::{Random, available_levels};
use fusexpr::{Element, Expr, Options, Threads, Vars, vars};
use ndarray::{Array2, ArrayD, Axis};

const LENGTH: usize = 10_000_000;

/// How many epsilon of the sum of the absolute values a sum may err by.
const ALLOWED: f64 = 8.0;

/// A type of floats.
trait Float: Element {
    const EPSILON: f64;
    fn of(x: f64) -> Self;
    fn wide(self) -> f64;
}

macro_rules! floats {
    ($($type:ident)*) => {$(
        impl Float for $type {
            const EPSILON: f64 = $type::EPSILON as f64;

            fn of(x: f64) -> Self {
                x as $type
            }

            fn wide(self) -> f64 {
                self.into()
            }
        }
    )*};
}
floats!(f32 f64);

/// A uniform number from 0 to 1.
fn uniform(random: &mut Random) -> f64 {
    (random.next() >> 11) as f64 / (1_u64 << 53) as f64
}

/// Terms that are hard to sum, each in its own way.
const KINDS: [&str; 6] = ["positive", "both signs", "alternating", "cancelling", "constant", "of all sizes"];

fn terms<T: Float>(kind: &str, length: usize) -> Vec<T> {
    let mut random = Random(length as u64);
    let random = &mut random;
    let mut terms: Vec<T> = (0..length)
        .map(|i| {
            T::of(match kind {
                "positive" => uniform(random),
                "both signs" => uniform(random) - 0.5,
                "alternating" => (1.0 + i as f64 * 1e-7) * if i % 2 == 0 { 1.0 } else { -1.0 },
                // The second half takes the first one away, but for the last digits.
                "cancelling" => (uniform(random) - 0.5) * 2_f64.powi((i % 60) as i32 - 30),
                "constant" => 0.1,
                "of all sizes" => uniform(random) * 2_f64.powi((random.next() % 100) as i32 - 70),
                other => panic!("there are no terms {other}"),
            })
        })
        .collect();
    if kind == "cancelling" {
        let (first, second) = terms.split_at_mut(length / 2);
        for (x, y) in first.iter().rev().zip(second) {
            *y = T::of(-x.wide() * (1.0 + uniform(random) * 1e-6));
        }
    }
    terms
}

/// Evaluates to one number.
fn number<T: Float>(source: &str, vars: &Vars<'_>, options: &Options) -> f64 {
    let expr = Expr::parse(source).unwrap_or_else(|error| panic!("{source}: {error}")).with(options.clone());
    let value: ArrayD<T> = expr.eval(vars).unwrap_or_else(|error| panic!("{source}: {error}"));
    assert_eq!(value.ndim(), 0, "{source} should be one number");
    value.first().expect("it is one number").wide()
}

/// Fails if a number is further from a sum than allowed; `size` is the sum of the terms' absolute values.
fn assert_near(found: f64, exact: &ExactSum, size: f64, epsilon: f64, what: &str) {
    let (error, unit) = (exact.distance(found), epsilon * size);
    assert!(error <= ALLOWED * unit, "{what} errs by {:.1} epsilon of the terms' size", error / unit);
}

fn size<T: Float>(terms: &[T]) -> f64 {
    terms.iter().map(|x| x.wide().abs()).sum()
}

fn sums_are_accurate<T: Float>() {
    for kind in KINDS {
        for length in [1, 2, 3, 7, 127, 128, 129, 1000, 4097, 100_003, LENGTH] {
            let x = terms::<T>(kind, length);
            let (exact, size) = (ExactSum::of(x.iter().map(|x| x.wide())), size(&x));
            let what = format!("the sum of {length} {} terms ({kind})", T::DTYPE);
            let vars = vars! { x };
            let sum = number::<T>("sum(x)", &vars, &Options::new());
            assert_near(sum, &exact, size, T::EPSILON, &what);
            assert_near(number::<T>("nansum(x)", &vars, &Options::new()), &exact, size, T::EPSILON, &what);
            // Dividing rounds once more.
            let mean = number::<T>("mean(x)", &vars, &Options::new()) * length as f64;
            assert_near(mean, &exact, size * (1.0 + 1.0 / ALLOWED), T::EPSILON, &what.replace("sum", "mean"));
        }
    }
}

#[test]
fn sums_of_f64_are_accurate() {
    sums_are_accurate::<f64>();
}

#[test]
fn sums_of_f32_are_accurate() {
    sums_are_accurate::<f32>();
}

#[test]
fn the_bound_tells_a_running_sum() {
    let x = terms::<f32>("constant", LENGTH);
    let running: f32 = x.iter().sum();
    let error = ExactSum::of(x.iter().map(|x| x.wide())).distance(running.into());
    assert!(error > 100.0 * ALLOWED * f64::from(f32::EPSILON) * size(&x), "a running sum errs by {error} only");
}

#[test]
fn sums_are_accurate_at_every_level() {
    let (x, y) = (terms::<f32>("cancelling", 1_000_003), terms::<f64>("cancelling", 1_000_003));
    let exact = (ExactSum::of(x.iter().map(|x| x.wide())), ExactSum::of(y.iter().copied()));
    for level in available_levels() {
        for threads in [Threads::Serial, Threads::Exactly(3)] {
            let options = Options::new().level(level).threads(threads);
            let what = format!("the sum at {level} with {threads:?}");
            let sums =
                (number::<f32>("sum(x)", &vars! { x }, &options), number::<f64>("sum(y)", &vars! { y }, &options));
            assert_near(sums.0, &exact.0, size(&x), f32::EPSILON.into(), &what);
            assert_near(sums.1, &exact.1, size(&y), f64::EPSILON, &what);
        }
    }
}

#[test]
fn sums_of_f32_in_f64_have_the_error_of_f64() {
    for kind in KINDS {
        let x = terms::<f32>(kind, 1_000_003);
        let exact = ExactSum::of(x.iter().map(|x| x.wide()));
        let found = number::<f64>("sum(x, dtype=f64)", &vars! { x }, &Options::new());
        assert_near(found, &exact, size(&x), f64::EPSILON, kind);
    }
}

/// Sums over either axis of a long array: along the rows and across them the additions run in another order.
fn sums_along_axes_are_accurate<T: Float>() {
    for kind in KINDS {
        for shape in [(3, 300_001), (300_001, 3), (509, 613)] {
            let x = Array2::from_shape_vec(shape, terms::<T>(kind, shape.0 * shape.1)).expect("a term for each place");
            for axis in 0..2 {
                let expr = Expr::parse(&format!("sum(x, axis={axis})")).expect("it is right");
                let sums: ArrayD<T> = expr.eval(&vars! { x }).expect("it can be evaluated");
                let lanes = x.lanes(Axis(axis));
                assert_eq!(sums.len(), lanes.into_iter().len());
                for (i, (lane, sum)) in x.lanes(Axis(axis)).into_iter().zip(&sums).enumerate() {
                    let what = format!("sum {i} of {kind} {} terms of shape {shape:?} along {axis}", T::DTYPE);
                    let size = lane.iter().map(|x| x.wide().abs()).sum();
                    assert_near(sum.wide(), &ExactSum::of(lane.iter().map(|x| x.wide())), size, T::EPSILON, &what);
                }
            }
        }
    }
}

#[test]
fn sums_of_f64_along_axes_are_accurate() {
    sums_along_axes_are_accurate::<f64>();
}

#[test]
fn sums_of_f32_along_axes_are_accurate() {
    sums_along_axes_are_accurate::<f32>();
}

/// Sums of what is computed on the way: the products are rounded, which errs by half an epsilon at most.
fn sums_of_products_are_accurate<T: Float>() {
    let (x, y) = (terms::<T>("cancelling", 1_000_003), terms::<T>("both signs", 1_000_003));
    let mut exact = ExactSum::default();
    x.iter().zip(&y).for_each(|(x, y)| exact.add_product(x.wide(), y.wide()));
    let size: f64 = x.iter().zip(&y).map(|(x, y)| (x.wide() * y.wide()).abs()).sum();
    for source in ["sum(x*y)", "dot(x, y)"] {
        let found = number::<T>(source, &vars! { x, y }, &Options::new());
        assert_near(found, &exact, size, T::EPSILON, &format!("{source} of {}", T::DTYPE));
    }

    let mut squares = ExactSum::default();
    y.iter().for_each(|y| squares.add_product(y.wide(), y.wide()));
    let norm = squares.value().sqrt();
    let found = number::<T>("norm(y)", &vars! { y }, &Options::new());
    assert!((found - norm).abs() <= ALLOWED * T::EPSILON * norm, "norm(y) of {} is {found}, not {norm}", T::DTYPE);
}

#[test]
fn sums_of_products_of_f64_are_accurate() {
    sums_of_products_are_accurate::<f64>();
}

#[test]
fn sums_of_products_of_f32_are_accurate() {
    sums_of_products_are_accurate::<f32>();
}

/// The variance of numbers far from zero: the difference of two large sums would have no correct digit.
fn variances_are_accurate<T: Float>(offset: f64) {
    const COUNT: usize = 1_000_003;
    let mut random = Random(7);
    let x: Vec<T> = (0..COUNT).map(|_| T::of(offset + uniform(&mut random))).collect();
    let (mut sum, mut squares) = (ExactSum::default(), ExactSum::default());
    for x in &x {
        let moved = x.wide() - offset; // exact, as the two are near each other
        sum.add(moved);
        squares.add_product(moved, moved);
    }
    let count = COUNT as f64;
    let exact = squares.value() / count - (sum.value() / count).powi(2);
    // To first order the error of the mean cancels; what an update of running moments leaves of it is allowed here.
    let allowed = ALLOWED * T::EPSILON * (exact + 2.0 * offset * exact.sqrt());
    assert!(allowed < exact / 3.0, "the test would accept anything");
    for (source, expected, allowed) in [
        ("var(x)", exact, allowed),
        ("var(x, ddof=1)", exact * (count / (count - 1.0)), allowed),
        ("nanvar(x)", exact, allowed),
        ("std(x)", exact.sqrt(), allowed / exact.sqrt()),
        ("mean((x - mean(x))**2)", exact, allowed),
    ] {
        let found = number::<T>(source, &vars! { x }, &Options::new());
        assert!((found - expected).abs() <= allowed, "{source} of {} is {found}, not {expected}", T::DTYPE);
    }
}

#[test]
fn variances_far_from_zero_are_accurate() {
    variances_are_accurate::<f64>(1e8);
    variances_are_accurate::<f32>(4096.0);
}

/// The partial sums of each prefix of a running sum; it may take the terms one after the other.
#[test]
fn running_sums_are_accurate() {
    let x = terms::<f64>("both signs", 100_003);
    let sums: ArrayD<f64> = Expr::parse("cumsum(x)").and_then(|expr| expr.eval(&vars! { x })).expect("it is right");
    let (mut exact, mut size) = (ExactSum::default(), 0.0);
    for (i, (x, sum)) in x.iter().zip(&sums).enumerate() {
        exact.add(*x);
        size += x.abs();
        let allowed = i as f64 * f64::EPSILON / 2.0 * size;
        assert!(exact.distance(*sum) <= allowed, "the running sum of {} terms", i + 1);
    }
}
