//! What is refused leaves every output as it was, and the message can be shown.

use fusexpr::{Error, Expr, Output, Outputs, vars};
use ndarray::{Array1, Array2, Array3, s};

const PATTERN: f64 = -12345.678;

/// Evaluates into one output and, as a statement among others, into several; both must refuse it and write nothing.
fn refused(source: &str) {
    let (x, line, one) = (Array2::<f64>::ones((3, 4)), Array1::<f64>::ones(5), Array1::<f64>::ones(1));
    let (empty, flat, no_rows) = (Array1::<f64>::ones(0), Array2::<f64>::ones((3, 0)), Array2::<f64>::ones((0, 4)));
    let (cube, mask, i) = (Array3::<f64>::ones((2, 3, 4)), Array1::from_elem(5, true), Array1::<i64>::ones(5));
    let vars = vars! { x, line, one, empty, flat, no_rows, cube, mask, i, half: 0.5, n: 7 };

    let mut base = Array2::from_elem((9, 9), PATTERN);
    let out = Output::from(base.slice_mut(s![..6;2, 1..;-2]));
    show(source, Expr::parse(source).and_then(|expr| expr.evaluate(&vars, out)));
    assert!(base.iter().all(|&x| x == PATTERN), "{source:?} has written into the output");
    show(source, Expr::parse(source).and_then(|expr| expr.eval_any(&vars)));

    let program = format!("u = x; v = sum(x, axis=0); w = {source}");
    let (mut u, mut v, mut w) = (Array2::from_elem((3, 4), PATTERN), [PATTERN; 4], [PATTERN; 4]);
    let mut outputs = Outputs::new();
    outputs.insert("u", &mut u).insert("v", &mut v).insert("w", &mut w);
    show(&program, Expr::parse(&program).and_then(|expr| expr.run(&vars, &mut outputs)));
    drop(outputs);
    let untouched = u.iter().chain(&v).chain(&w).all(|&x| x == PATTERN);
    assert!(untouched, "{program:?} has written into an output");
}

fn show<T>(source: &str, result: Result<T, Error>) {
    match result {
        Ok(_) => panic!("{source:?} should be refused"),
        Err(error) => assert!(!error.report().to_string().is_empty()),
    }
}

fn all_refused(sources: &[&str]) {
    sources.iter().for_each(|source| refused(source));
}

#[test]
fn axes_that_there_are_not() {
    all_refused(&[
        "sum(x, axis=2)",
        "sum(x, axis=-3)",
        "sum(x, axis=(0, 2))",
        "sum(x, axis=(0, 0))",
        "sum(x, axis=(0, -2))",
        "sum(cube, axis=(1, 0, -2))",
        "max(cube, axis=(0, 1, 2, 0))",
        "sum(line, axis=1)",
        "sum(x, 2)",
        "mean(x, axis=n)",
        "argmin(x, axis=2)",
        "cumsum(x, axis=2)",
        "sum(x, axis=9223372036854775807)",
        "sum(x, axis=-9223372036854775808)",
        "sum(x, axis=18446744073709551615)",
    ]);
}

#[test]
fn what_is_no_axis() {
    all_refused(&[
        "sum(x, axis=1.0)",
        "sum(x, axis=half)",
        "sum(x, axis=x)",
        "sum(x, axis=i)",
        "sum(x, axis=i[0])",
        "sum(x, axis=\"rows\")",
        "sum(x, axis=(0, 1.5))",
        "sum(x, axis=(0, None))",
        "sum(x, axis=(0, (1, 0)))",
        "sum(x, axis=:)",
        "sum(x, axis=...)",
        "sum(x, axis=nan)",
        "sum(x, axis=(0, 1)",
        "sum(x, axis=)",
        "argmin(x, axis=(0, 1))",
        "nanargmax(cube, axis=(0, 2))",
        "cumsum(x, axis=(0, 1))",
        "cumsum(x)",
        "cumprod(cube)",
        "cumsum(x, axis=None)",
    ]);
}

#[test]
fn arguments_that_are_wrong() {
    all_refused(&[
        "sum()",
        "sum(axis=0)",
        "sum(x, axes=0)",
        "sum(x, axis=0, axis=1)",
        "sum(x, x=x)",
        "sum(x, keepdims=x)",
        "sum(x, keepdims=\"yes\")",
        "sum(x, keepdims=mask[0])",
        "sum(x, ddof=1)",
        "sum(x, dtype=f65)",
        "sum(x, dtype=x)",
        "sum(x, dtype=1)",
        "sum(x, dtype=f64(x))",
        "min(x, dtype=f64)",
        "argmax(x, dtype=i64)",
        "any(x, ddof=0)",
        "var(x, ddof=x)",
        "var(x, ddof=\"one\")",
        "sum(\"x\")",
        "sum(None)",
        "summ(x)",
        "numsum(x)",
        "sum(zz)",
        "sum(x) sum(x)",
        "sum[x]",
        "dtype",
        "f64",
        "keepdims",
    ]);
}

#[test]
fn extremes_of_nothing() {
    for name in ["min", "max", "argmin", "argmax", "nanmin", "nanmax", "nanargmin", "nanargmax"] {
        for operand in ["empty", "flat", "no_rows", "x[3:]", "empty + 1", "x[:, :0]", "arange(0)"] {
            refused(&format!("{name}({operand})"));
            refused(&format!("0 * {name}({operand}) + 1"));
        }
        refused(&format!("{name}(no_rows, axis=0)"));
        refused(&format!("{name}(flat, axis=1)"));
        refused(&format!("{name}(flat, axis=-1, keepdims=True)"));
    }
    all_refused(&["max(no_rows, axis=(0, 1))", "min(x[1:1], axis=0) + x"]);
}

#[test]
fn operands_that_do_not_fit() {
    all_refused(&[
        "dot(line, line[1:])",
        "dot(line, one)",
        "dot(line, empty)",
        "dot(line)",
        "dot(line, line, line)",
        "dot(x, x)",
        "dot(line, x)",
        "dot(x[0, 0], line)",
        "dot(line, 2)",
        "sum(x + line)",
        "sum(x * cube[:, 1:])",
        "x + sum(x, axis=1)",
        "x - mean(cube, axis=0, keepdims=True)[..., :2]",
        "where(any(mask), x, line)",
        "sum(x and x)",
        "sum(x & 1)",
        "not sum(x)",
        "x[sum(i)]",
        "x[argmax(line):]",
        "roll(x, sum(i), axis=0)",
        "arange(sum(i))",
    ]);
}

/// A statement of many that is wrong stops all of them, and so does an output that does not fit.
#[test]
fn programs_with_one_fault() {
    let x = Array2::<f64>::ones((3, 4));
    for source in [
        "u = x - mean(x); s = min(x[:, 4:])",
        "u = x; s = sum(x, axis=2)",
        "s = sum(u); u = u - s; s = dot(x[0], x[:, 0])",
        "u = cumsum(x)[::-1]; s = 1",
        "u = x; s = sum(x, axis=0)",
        "u = sum(x, axis=1); s = 1",
        "u = x; s = x > mean(x)",
        "u = x; s = mean(x); t = sum(s)",
        "u[0] = sum(x, axis=1); s = 1",
        "u = argmax(x, axis=(0, 1)); s = 1",
        "u = x; s = sum(x); max(x)",
    ] {
        let (mut u, mut s) = (Array2::from_elem((3, 4), PATTERN), PATTERN);
        let mut outputs = Outputs::new();
        outputs.insert("u", &mut u).insert("s", &mut s);
        show(source, Expr::parse(source).and_then(|expr| expr.run(&vars! { x }, &mut outputs)));
        drop(outputs);
        assert!(u.iter().chain([&s]).all(|&x| x == PATTERN), "{source:?} has written into an output");
    }
}

/// Results that their output cannot take.
#[test]
fn results_of_a_type_that_does_not_fit() {
    let (x, i) = ([1.5, 2.5], [1_i32, 2]);
    let refuses = |source: &str, out: Output<'_>| {
        let expr = Expr::parse(source).expect("the expression is right");
        show(source, expr.evaluate(&vars! { x, i }, out));
    };
    let mut place = [7_i32];
    for source in ["mean(i)", "sum(x)", "i / sum(i)", "std(i)", "norm(i)"] {
        refuses(source, Output::from(&mut place[0]));
    }
    assert_eq!(place, [7]);
    let mut truth = [true];
    for source in ["sum(i)", "argmax(x)", "count_nonzero(x)", "sum(x > 0)"] {
        refuses(source, Output::from(&mut truth[0]));
    }
    assert_eq!(truth, [true]);
}

/// What stands next to the errors and is none.
#[test]
fn what_is_right_is_not_refused() {
    let (x, line) = (Array2::<f64>::ones((3, 4)), Array1::from_vec(vec![1.0, 3.0]));
    let (empty, flat) = (Array1::<f64>::ones(0), Array2::<f64>::ones((3, 0)));
    let vars = vars! { x, line, empty, flat, n: 1 };
    for (source, expected) in [
        ("var(line, ddof=-1)", 2.0 / 3.0),
        ("var(line, ddof=n)", 2.0),
        ("std(line, ddof=0)", 1.0),
        ("var(line, ddof=2)", f64::INFINITY),
        ("sum(x, axis=None)", 12.0),
        ("sum(x, axis=(0, -1))", 12.0),
        ("sum(x, axis=(n, 0))", 12.0),
        ("sum(x, keepdims=False)", 12.0),
        ("sum(empty)", 0.0),
        ("prod(empty)", 1.0),
        ("norm(empty)", 0.0),
        ("dot(empty, empty)", 0.0),
        ("sum(max(flat, axis=0))", 0.0),
        ("count_nonzero(flat)", 0.0),
        ("dot(line, line[::-1])", 6.0),
        ("sum(sum(x, axis=0))", 12.0),
        ("max(line) if any(line > 2) else 0", 3.0),
    ] {
        let found = Expr::parse(source).and_then(|expr| expr.eval::<f64>(&vars));
        let found = found.unwrap_or_else(|error| panic!("{source}: {error}"));
        let value = found.first().copied().expect("it is one number");
        let same = value == expected || (value - expected).abs() <= 4.0 * f64::EPSILON * expected.abs();
        assert!(found.ndim() == 0 && same, "{source} is {found}, not {expected}");
    }
    for source in ["mean(empty)", "var(empty)", "nanmean(empty)", "mean(flat)", "std(flat, ddof=1)"] {
        let found = Expr::parse(source).and_then(|expr| expr.eval::<f64>(&vars));
        assert!(found.is_ok_and(|found| found.first().is_some_and(|x| x.is_nan())), "{source} should be NaN");
    }
    // A name may be a variable and a function.
    let both = Expr::parse("sum(sum) + min").and_then(|expr| expr.eval::<f64>(&vars! { sum: [1.0, 2.0], min: 4.0 }));
    assert_eq!(both.expect("variables and functions have names of their own").first(), Some(&7.0));
}
