//! Arrays made of a shape alone: values from an implementation of SplitMix64 in Python, moments, the same bits however
//! they are computed, and the ways to give a shape.

use fusexpr::{DType, Expr, Level, Options, Threads, eval, vars};
use ndarray::{ArrayD, array};

fn value(source: &str) -> ArrayD<f64> {
    eval::<f64>(source, &vars! {}).unwrap_or_else(|error| panic!("{source}: {error}"))
}

/// `random(4)` of some seeds, and the millionth number of seed 0.
///
/// ```python
/// M = (1 << 64) - 1
/// def mix(z):
///     z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
///     z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
///     return z ^ (z >> 31)
/// def output(state, i): return mix((state + i * 0x9E3779B97F4A7C15) & M)
/// def random(n, seed): return [(output(output(seed, 1), i + 1) >> 11) * 2.0**-53 for i in range(n)]
/// ```
#[test]
fn random_numbers_are_those_of_the_generator() {
    for (seed, expected) in [
        ("0", [0.6524484863740322, 0.7012121095215252, 0.3871241409757855, 0.656413707073071]),
        ("1", [0.36818951565166946, 0.9435642308648544, 0.04525699773739167, 0.7774369184800852]),
        ("-1", [0.3662420901697574, 0.7408050620013817, 0.510562089893682, 0.9269618291063265]),
        ("9223372036854775808", [0.5267879311465462, 0.35978012631979606, 0.02179269988418875, 0.9979226308046073]),
    ] {
        let row = value(&format!("random(4, seed={seed})"));
        assert_eq!(row, array![expected[0], expected[1], expected[2], expected[3]].into_dyn(), "{seed}");
        // The same in any shape, element by element, and in any part of it.
        assert_eq!(
            value(&format!("random(2, 2, seed={seed})")),
            row.clone().into_shape_with_order([2, 2]).unwrap().into_dyn()
        );
        assert_eq!(value(&format!("random(4, 1, seed={seed})[2, 0]")), value(&format!("random(9, seed={seed})[2]")));
        assert_eq!(
            value(&format!("random((1, 4), seed={seed})[0, ::-1]")),
            value(&format!("random(4, seed={seed})[::-1]"))
        );
    }
    assert_eq!(value("random(10)"), value("random(10, seed=0)"));
    assert_eq!(value("random(1000, 1000)[-1, -1]"), array![0.1087421514943594].into_dyn().sum_axis(ndarray::Axis(0)));
}

#[test]
fn random_numbers_are_spread_evenly() {
    for seed in 0..8_i64 {
        let x = eval::<f64>("random(1000000, seed=seed)", &vars! { seed }).unwrap();
        let n = x.len() as f64;
        assert!(x.iter().all(|x| (0.0..1.0).contains(x)));
        // Five standard deviations of each estimate.
        let moment = |power: i32| x.iter().map(|x| (x - 0.5).powi(power)).sum::<f64>() / n;
        assert!(moment(1).abs() < 5.0 * (1.0 / 12.0 / n).sqrt(), "mean of seed {seed}");
        assert!((moment(2) - 1.0 / 12.0).abs() < 5.0 * (1.0 / 180.0 / n).sqrt(), "variance of seed {seed}");
        let x = x.as_slice().unwrap();
        let covariance = x.windows(2).map(|pair| (pair[0] - 0.5) * (pair[1] - 0.5)).sum::<f64>() / n;
        assert!(covariance.abs() < 5.0 * (1.0 / 144.0 / n).sqrt(), "neighbours of seed {seed}");
        let mut bins = [0.0; 256];
        x.iter().for_each(|x| bins[(x * 256.0) as usize] += 1.0);
        let chi_squared: f64 = bins.iter().map(|count| (count - n / 256.0).powi(2) / (n / 256.0)).sum();
        assert!((150.0..370.0).contains(&chi_squared), "bins of seed {seed}: {chi_squared}");
    }
    let apart = value("mean((random(100000, seed=1) - 0.5) * (random(100000, seed=2) - 0.5))").sum();
    assert!(apart.abs() < 5.0 * (1.0_f64 / 144.0 / 1e5).sqrt(), "seeds 1 and 2");
}

#[test]
fn nothing_changes_a_bit() {
    let sources =
        ["random(300, 211, seed=7)", "random(63300, seed=7) + ones(63300)", "full(300, 211, 0.1) * zeros(211)"];
    for source in sources {
        let expected = value(source);
        for level in Level::ALL.iter().copied().filter(|level| level.is_available()) {
            for threads in [Threads::Serial, Threads::Exactly(2), Threads::Exactly(5)] {
                for length in [1, 7, 256, 100_000] {
                    let options = Options::new().level(level).threads(threads).block_len(length);
                    let expr = Expr::parse(source).unwrap().with(options);
                    assert!(expr.eval::<f64>(&vars! {}).unwrap() == expected, "{source} {level} {threads:?} {length}");
                }
            }
        }
    }
}

#[test]
fn a_shape_is_given_by_lengths_or_a_tuple() {
    let n = 3_i64;
    for source in [
        "zeros(3, 4)",
        "zeros((3, 4))",
        "zeros((3, 4,))",
        "zeros(shape=(3, 4))",
        "zeros(n, n + 1)",
        "ones((n, 4)) - 1",
        "full(n, 4, 0.0)",
        "full((n, 4), 0.0)",
        "full(n, 4, value=0.0)",
        "full(shape=(3, 4), value=0.0)",
        "full((3, 4), zeros(4))",
        "floor(random(3, 4))",
        "floor(random((n, 4), seed=n))",
    ] {
        let x = eval::<f64>(source, &vars! { n }).unwrap_or_else(|error| panic!("{source}: {error:?}"));
        assert_eq!(x, ArrayD::zeros(vec![3, 4]), "{source}");
    }
    for (source, shape) in [("ones(0)", vec![0]), ("random(3, 0, 2)", vec![3, 0, 2]), ("ones(1)", vec![1])] {
        assert_eq!(value(source), ArrayD::ones(shape), "{source}");
    }
    assert_eq!(value("sum(ones(1000, 1000, 1000)[0])").sum(), 1e6);
}

#[test]
fn types_are_those_of_numpy() {
    for (source, dtype) in [
        ("zeros(2)", DType::F64),
        ("ones(2, dtype=f32)", DType::F32),
        ("zeros(2, dtype=bool)", DType::Bool),
        ("full(2, 7)", DType::I64),
        ("full(2, 0.5)", DType::F64),
        ("full(2, True)", DType::Bool),
        ("full(2, 2.75, dtype=u8)", DType::U8),
        ("full(2, f32(1))", DType::F32),
        ("ones(2, dtype=f32) * 2.5", DType::F32),
        ("random(2)", DType::F64),
    ] {
        assert_eq!(Expr::parse(source).unwrap().eval_any(&vars! {}).unwrap().dtype(), dtype, "{source}");
    }
    assert_eq!(value("full(2, 2.75, dtype=u8)"), array![2.0, 2.0].into_dyn());
    assert_eq!(eval::<f64>("full(2, mean(x))", &vars! { x: [1.0, 2.0] }).unwrap(), array![1.5, 1.5].into_dyn());
}
