//! What is refused leaves every output as it was, whichever statement is at fault, and the message can be shown.

use fusexpr::{Error, Expr, Output, Outputs, Vars, vars};
use ndarray::{Array1, Array2};

const PATTERN: f64 = -12345.678;

/// The outputs that the programs here may use.
struct Given {
    u: Array2<f64>,
    v: Array2<f32>,
    i: Array1<i64>,
    b: Array1<u8>,
}

impl Given {
    fn new() -> Self {
        Self {
            u: Array2::from_elem((3, 4), PATTERN),
            v: Array2::from_elem((3, 4), PATTERN as f32),
            i: Array1::from_elem(5, -77),
            b: Array1::from_elem(5, 77),
        }
    }

    fn is_untouched(&self) -> bool {
        let new = Given::new();
        (&self.u, &self.v, &self.i, &self.b) == (&new.u, &new.v, &new.i, &new.b)
    }
}

/// What goes wrong with a program that has the outputs of these names.
fn refused(source: &str, names: &str) {
    let (x, row, column) = (Array2::<f64>::ones((3, 4)), Array1::<f64>::ones(4), Array2::<f64>::ones((3, 1)));
    let (line, mask, five) = (Array1::<i64>::ones(5), Array1::from_elem(5, true), Array1::<f64>::ones(5));
    let vars = vars! { x, row, column, line, mask, five, n: 2, half: 0.5, large: 300 };
    let mut given = Given::new();
    let Given { u, v, i, b } = &mut given;
    let all = [("u", Output::from(u)), ("v", Output::from(v)), ("i", Output::from(i)), ("b", Output::from(b))];
    let mut outputs = Outputs::new();
    for (name, output) in all.into_iter().filter(|(name, _)| names.split_whitespace().any(|given| given == *name)) {
        outputs.insert(name, output);
    }
    let run = |outputs: &mut Outputs<'_>| Expr::parse(source)?.run(&vars, outputs);
    show(source, run(&mut outputs));
    drop(outputs);
    assert!(given.is_untouched(), "{source:?} has written into an output");
}

fn show<T>(source: &str, result: Result<T, Error>) {
    match result {
        Ok(_) => panic!("{source:?} should be refused"),
        Err(error) => assert!(!error.report().to_string().is_empty()),
    }
}

#[test]
fn names_that_stand_for_nothing_or_are_of_no_use() {
    refused("u = x; v = y", "u v");
    refused("u = t; t = x; v = t", "u v");
    refused("t += x; u = t", "u");
    refused("u = x; t = x + 1", "u");
    refused("t = x; u = x", "u");
    refused("u = x", "u v");
    refused("u = x; x = u", "u");
    refused("u = x; x += 1", "u");
    refused("u = x; x[0] = 1", "u");
    refused("u = x; n = 3", "u");
    refused("t[0] = 1; u = x", "u");
}

#[test]
fn expressions_that_go_nowhere() {
    refused("x + 1", "u");
    refused("u = x; x + 1", "u");
    refused("x + 1; u = x", "u");
    refused("u = x; x; v = x", "u v");
    refused("", "u");
    refused("# nothing", "u");
}

#[test]
fn what_is_no_target() {
    for source in [
        "u = x = x",
        "x + u = x",
        "1 = x",
        "(u) = x + 1 = 2",
        "abs(u) = x",
        "u[0][1] = 1",
        "u.real = x",
        "u, v = x",
        "-u = x",
        "u =",
        "= x",
        "u + = x",
        "u[0 = x",
        "u = x u = x",
        "u == x",
        "u =+= x",
        "\"u\" = x",
        "u = x;; = 1",
    ] {
        refused(source, "u");
    }
}

#[test]
fn shapes_that_do_not_fit() {
    refused("v = x; u = five", "u v");
    refused("v = x; u = x[None] * x[:, None]", "u v");
    refused("v = x; u = x + x[:, 1:]", "u v");
    refused("u[0] = row; u[1:] = x", "u");
    refused("u[:, 0] = row", "u");
    refused("u[1:-1, 1:-1] = x", "u");
    refused("u[5:] = row[:2]", "u");
    refused("u += five", "u");
    refused("u[0, 0] = row", "u");
    refused("i = arange(4)", "i");
    refused("i[1:3] = arange(3)", "i");
    refused("u = x + linspace(0, 1, 5)", "u");
}

#[test]
fn types_that_do_not_fit() {
    refused("u = x; i = five", "u i");
    refused("u = x; i[0] = 1.5", "u i");
    refused("i += half", "i");
    refused("i[1:] *= five[1:]", "i");
    refused("b = line", "b");
    refused("b[0] = line[0]", "b");
    refused("b[0] = 300", "b");
    refused("b[0] = -1", "b");
    refused("b[1:] = large", "b");
    refused("u = x; b += 256", "u b");
    refused("i /= 2", "i");
    refused("u &= 1", "u");
}

#[test]
fn indices_that_are_wrong() {
    for source in [
        "x[3]",
        "x[-4]",
        "x[0, 4]",
        "x[0, 0, 0]",
        "x[0, 0, :]",
        "x[..., 0, 0, 0]",
        "x[..., ...]",
        "x[::0]",
        "x[:, ::0]",
        "x[1.5]",
        "x[0:2.0]",
        "x[half]",
        "x[half:]",
        "x[mask]",
        "x[line]",
        "x[x > 0]",
        "x[line[0]]",
        "x[]",
        "x[0",
        "x[0:1:2:3]",
        "x[True]",
        "x[\"a\"]",
        "n[0]",
        "row[x[0, 0]:]",
        "row[inf:]",
        "x[[0, 1]]",
        "x[arange(2)]",
        "x[9999999999999999999999]",
    ] {
        refused(&format!("v = x; u = x * {source}"), "u v");
    }
    for source in
        ["u[3] = 1", "u[0, 0, 0] = 1", "u[::0] = 1", "u[mask] = 1", "u[x > 0] = 1", "u[half:] = 1", "u[line] = 1"]
    {
        refused(&format!("v = x; {source}"), "u v");
    }
}

#[test]
fn moves_and_generators_that_are_wrong() {
    for source in [
        "roll(x, 1)",
        "roll(x)",
        "roll(x, 1, axis=2)",
        "roll(x, 1, axis=-3)",
        "roll(x, 1.5, axis=0)",
        "roll(x, half, axis=0)",
        "roll(x, line, axis=0)",
        "roll(x, 1, axis=half)",
        "roll(n, 1, axis=0)",
        "roll(x[0, 0], 1, axis=0)",
        "roll(x, 1, axes=0)",
        "roll(x, 1, 0, 0)",
        "shift(x, 1)",
        "shift(x, 1, axis=0, mode=\"edge\")",
        "shift(x, 1, axis=0, mode=nearest)",
        "shift(x, 1, axis=0, mode=1)",
        "shift(x, 1, axis=0, mode=\"nearest)",
        "shift(x, 1, axis=5)",
        "shift(x, 1, axis=0, value=\"wrap\")",
        "shift(x, 1, axis=0, mode=\"Wrap\")",
        "arange()",
        "arange(0, 4, 0)",
        "arange(0.0, 1.0, 0.0)",
        "arange(x)",
        "arange(row)",
        "arange(1, 2, 3, 4)",
        "arange(nan)",
        "arange(inf)",
        "linspace(0, 1)",
        "linspace(0, 1, -1)",
        "linspace(0, 1, 2.5)",
        "linspace(0, 1, line)",
        "index()",
        "index(2)",
        "index(-3)",
        "index(half)",
        "index(x)",
        "index(0, 1)",
    ] {
        refused(&format!("v = x; u = x * {source}"), "u v");
    }
}

#[test]
fn programs_without_a_result() {
    let x = [1.0, 2.0];
    for source in ["y = x", "y = x; z = y", "x; y = x", "x; x", "t = x; x", "x = x; x", "y = x; x[0] = 1; y"] {
        show(source, Expr::parse(source).and_then(|expr| expr.eval_any(&vars! { x })));
        show(source, Expr::parse(source).and_then(|expr| expr.eval::<f64>(&vars! { x })));
        let mut out = [7.0; 2];
        show(source, Expr::parse(source).and_then(|expr| expr.evaluate(&vars! { x }, &mut out)));
        assert_eq!(out, [7.0; 2], "{source:?} has written into the output");
    }
}

#[test]
fn results_too_large_for_memory() {
    for source in [
        "arange(9223372036854775807)",
        "linspace(0, 1, 9223372036854775807)",
        "arange(-9223372036854775807, 9223372036854775807)",
    ] {
        show(source, Expr::parse(source).and_then(|expr| expr.eval_any(&Vars::new())));
    }
}
