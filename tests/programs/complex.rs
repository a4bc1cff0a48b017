//! Programs of complex numbers: parts that are assigned to, functions that share their work, types of results.

use fusexpr::{CompileError, DType, ErrorKind, Expr, Options, Threads, Tier, c64, c128, eval, outputs, run, vars};
use ndarray::{Array1, array};

fn numbers(length: usize) -> Array1<c128> {
    (0..length).map(|i| c128::new((i as f64).sin(), (i as f64 * 0.7).cos() * 3.0)).collect()
}

#[test]
fn a_part_is_assigned_to() {
    let mut z = numbers(2000);
    let x: Array1<f64> = (0..2000).map(f64::from).collect();
    let expected: Array1<c128> = z.iter().zip(&x).map(|(z, &x)| c128::new(x + 1.0, z.im * 2.0)).collect();
    run("z.real = x + 1; z.imag *= 2", &vars! { x }, &mut outputs! { z }).expect("the parts are those of z");
    assert_eq!(z, expected);
    run("z.imag = 0.5", &vars! {}, &mut outputs! { z }).expect("one value is one for all");
    assert!(z.iter().zip(&expected).all(|(z, before)| *z == c128::new(before.re, 0.5)));
    let made = eval::<c128>("w = z*1; w.imag = -w.imag; w", &vars! { z }).expect("a temporary has parts as well");
    assert!(made.iter().zip(&z).all(|(w, z)| *w == z.conj()));
}

#[test]
fn parts_of_real_numbers_are_not_assigned_to() {
    let mut x = array![1.0, 2.0];
    for text in ["x.real = 1", "x.imag = 1"] {
        let error = run(text, &vars! {}, &mut outputs! { x }).expect_err(text);
        assert!(matches!(error.kind(), ErrorKind::Compile(CompileError::UnsupportedTypes { .. })), "{error}");
    }
    let mut z = numbers(3);
    run("z.real = x", &vars! { x }, &mut outputs! { z }).expect_err("the lengths differ");
    run("z.real = 2j", &vars! {}, &mut outputs! { z }).expect_err("a part is real");
    run("z.size = 2", &vars! {}, &mut outputs! { z }).expect_err("that is no part of an element");
}

#[test]
fn an_imaginary_power_of_e_is_on_the_circle_to_the_bit() {
    let mut x: Vec<f64> = (0..3000).map(|i| f64::from(i) * 0.37 - 500.0).collect();
    x.extend([0.0, -0.0, 1e9, -1e300, f64::INFINITY, f64::NAN, f64::MIN_POSITIVE]);
    let x = Array1::from(x);
    let narrow = x.mapv(|x| x as f32);
    // The same where nobody knows that the exponent is imaginary.
    let factors = Array1::from_elem(x.len(), c128::new(0.0, 2.5));
    let narrow_factors = Array1::from_elem(x.len(), c64::new(0.0, 2.5));
    let found = eval::<c128>("exp(2.5j*x)", &vars! { x }).expect("it is an expression");
    let expected = eval::<c128>("exp(factors*x)", &vars! { x, factors }).expect("it is an expression");
    let same = |x: f64, y: f64| x.to_bits() == y.to_bits() || x.is_nan() && y.is_nan();
    for ((found, expected), x) in found.iter().zip(&expected).zip(&x) {
        assert!(same(found.re, expected.re) && same(found.im, expected.im), "{x}: {found} and {expected}");
    }
    let found = eval::<c64>("exp(x*2.5j)", &vars! { x: &narrow }).expect("it is an expression");
    let expected = eval::<c64>("exp(x*factors)", &vars! { x: &narrow, factors: &narrow_factors }).expect("it is one");
    for ((found, expected), x) in found.iter().zip(&expected).zip(&narrow) {
        let [found, expected] = [found, expected].map(|z| [z.re, z.im].map(f64::from));
        assert!(same(found[0], expected[0]) && same(found[1], expected[1]), "{x}: {found:?} and {expected:?}");
    }
}

#[test]
fn machine_code_leaves_complex_numbers_to_kernels() {
    let (z, x) = (numbers(5000), Array1::<f64>::linspace(-1.0, 1.0, 5000));
    let text = "sum(abs(z*x + 2j)*x + x*x - 1) + sum(where(x > 0, z, z*z).real)";
    let by = |tier| {
        let options = Options::new().tier(tier).threads(Threads::Serial);
        Expr::parse(text)
            .expect("it is an expression")
            .with(options)
            .eval::<f64>(&vars! { z, x })
            .expect("it has a value")
    };
    assert_eq!(by(Tier::Native), by(Tier::Kernels));
    let both = eval::<c128>("sin(z) + cos(z)", &vars! { z }).expect("it has a value");
    let apart = eval::<c128>("s = sin(z); s + cos(z)", &vars! { z }).expect("it has a value");
    assert_eq!(both, apart);
}

#[test]
fn types_are_numpys() {
    let (z, w) = (array![c64::new(1.0, 2.0)], array![c128::new(1.0, 2.0)]);
    let (x, i) = (array![1.0_f32], array![1_i32]);
    for (text, dtype) in [
        ("x*2j", DType::C64),
        ("i*2j", DType::C128),
        ("z*x", DType::C64),
        ("z*i", DType::C128),
        ("z*1.5", DType::C64),
        ("w*x", DType::C128),
        ("2j + 1", DType::C128),
        ("z.real", DType::F32),
        ("abs(w)", DType::F64),
        ("angle(z)", DType::F32),
        ("complex(x, 1)", DType::C64),
        ("complex(x, i)", DType::C128),
        ("var(z)", DType::F32),
        ("norm(z)", DType::F32),
        ("mean(z)", DType::C64),
        ("sum(z, dtype=c128)", DType::C128),
        ("z == 1", DType::Bool),
        ("full(3, 2j)", DType::C128),
        ("zeros(3, dtype=c64)", DType::C64),
        ("roll(z, 1) + shift(z, 1)", DType::C64),
    ] {
        let expr = Expr::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let value = expr.eval_any(&vars! { z, w, x, i }).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(value.dtype(), dtype, "{text}");
    }
}
