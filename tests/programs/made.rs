//! Outputs that the library makes: which there are, how they are called, and that they hold what `run` would write.

use fusexpr::{AnyArray, DType, Expr, Vars, outputs, vars};
use ndarray::{Array1, Array2, array};

fn parse(source: &str) -> Expr {
    Expr::parse(source).unwrap_or_else(|error| panic!("{}", error.report()))
}

fn all(source: &str, vars: &Vars<'_>) -> Vec<(String, AnyArray)> {
    parse(source).eval_all(vars).unwrap_or_else(|error| panic!("{}", error.report()))
}

fn names(source: &str, vars: &Vars<'_>) -> String {
    all(source, vars).iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" ")
}

fn report(source: &str, vars: &Vars<'_>) -> String {
    parse(source).eval_all(vars).expect_err("it is refused").report().to_string()
}

#[test]
fn what_counts_as_an_output() {
    let x = [1.0, 2.0];
    assert_eq!(names("x + 1", &vars! { x }), "out");
    assert_eq!(names("y = x + 1", &vars! { x }), "y");
    assert_eq!(names("y = x + 1; z = y * 2", &vars! { x }), "z");
    assert_eq!(names("y = x + 1; z = x * y; y = z - x", &vars! { x }), "y");
    assert_eq!(names("b = x; a = x * 2; b + 1", &vars! { x }), "a out");
    assert_eq!(names("b = x; a = x * 2", &vars! { x }), "b a");
    assert_eq!(names("x = x * 2; y = x + 1", &vars! { x }), "x y");
    assert_eq!(names("y = x[0]; x += 1; x[0] = y", &vars! { x }), "x");
    assert_eq!(names("y = x[0]; x += 1", &vars! { x }), "y x");
    assert_eq!(names("pi = 3; r = pi * x", &vars! { x }), "r");
    assert_eq!(names("out = x + 1; 2 * out", &vars! { x }), "out");
    assert_eq!(names("out = x + 1", &vars! { x }), "out");
    assert_eq!(names("`two words` = x", &vars! { x }), "two words");
}

#[test]
fn outputs_have_types_and_shapes_of_their_own() {
    let (x, row) = (array![[1_i16], [2]], array![0.5_f32, 1.0, 1.5]);
    let outputs = all("i = x * 2; s = x + row; f = row > 0.75; k = 3; m = mean(s, axis=0)", &vars! { x, row });
    let kinds: Vec<_> = outputs.iter().map(|(name, array)| (name.as_str(), array.dtype(), array.shape())).collect();
    let expected: [(&str, DType, &[usize]); 4] =
        [("i", DType::I16, &[2, 1]), ("f", DType::Bool, &[3]), ("k", DType::I64, &[]), ("m", DType::F32, &[3])];
    assert_eq!(kinds, expected);
    assert_eq!(outputs[3].1, AnyArray::from(array![2.0_f32, 2.5, 3.0]));
}

/// An array that is made is read again by a pass of another shape, whose lengths it alone may tell.
#[test]
fn an_output_is_read_by_later_statements() {
    let (row, column) = (Array1::from_iter((0..5).map(f64::from)), Array2::from_shape_fn((3, 1), |(i, _)| i as f64));
    let outputs = all("row = exp(row); y = row + column; z = row * 2", &vars! { row, column });
    let exp = parse("exp(row)").eval::<f64>(&vars! { row }).unwrap();
    assert_eq!(outputs[0].1, exp.clone().into());
    assert_eq!(outputs[1].1, (&exp + &column).into());
    assert_eq!(outputs[2].1, (&exp * 2.0).into());
}

#[test]
fn a_variable_that_is_updated_keeps_its_elements() {
    let u = array![0.0, 1.0, 5.0, 3.0];
    let updated = |source: &str| all(source, &vars! { u }).remove(0);
    let smooth = updated("u[1:-1] = (u[:-2] + u[2:]) / 2");
    assert_eq!(smooth, ("u".to_string(), array![0.0, 2.5, 2.0, 3.0].into()));
    assert_eq!(updated("u += 1").1, array![1.0, 2.0, 6.0, 4.0].into());
    assert_eq!(updated("u += index(0)").1, array![0.0, 2.0, 7.0, 6.0].into());
    assert_eq!(updated("u = u[1:]").1, array![1.0, 5.0, 3.0].into());
    assert_eq!(updated("u = 7").1, AnyArray::from(ndarray::arr0(7_i64)));
    assert_eq!(u, array![0.0, 1.0, 5.0, 3.0]);
    assert_eq!(all("n += 1; y = roll(u, n)", &vars! { u, n: 1 })[1].1, array![5.0, 3.0, 0.0, 1.0].into());
}

#[test]
fn one_type_for_all() {
    let (x, y) = ([1_i32, 2], [0.5, 1.5]);
    let program = parse("s = x + y; d = x > y");
    let outputs = program.eval_all_as(DType::F32, &vars! { x, y }).unwrap();
    let expected = [("s", array![1.5_f32, 3.5]), ("d", array![1.0_f32, 1.0])];
    assert_eq!(outputs, expected.map(|(name, array)| (name.to_string(), array.into())));
    let error = program.eval_all_as(DType::I32, &vars! { x, y }).unwrap_err();
    assert!(error.report().to_string().contains("cannot be written into an output of type i32"), "{}", error.report());
}

/// A program compiled for one size runs on another; one kept for a single result is used again.
#[test]
fn programs_run_again() {
    let program = parse("a = x + 1; b = x[:1] * 2; a = a * 2");
    for length in [3, 1, 0, 5] {
        let x = Array1::from_iter((0..length).map(f64::from));
        let outputs = program.eval_all(&vars! { x });
        let outputs = outputs.unwrap_or_else(|error| panic!("{}", error.report()));
        assert_eq!(outputs[0].1, ((&x + 1.0) * 2.0).into());
        assert_eq!(outputs[1].1.len(), usize::from(length > 0));
    }
    let single = parse("x * 2");
    let x = [1.0, 2.0];
    let result = single.eval_any(&vars! { x }).unwrap();
    assert_eq!(single.eval_all(&vars! { x }).unwrap(), [("out".to_string(), result)]);
    let mut y = [0.0; 2];
    parse("y = x * 2").run(&vars! { x }, &mut outputs! { y }).unwrap();
    assert_eq!(y, [2.0, 4.0]);
}

#[test]
fn what_is_refused() {
    let x = [1.0, 2.0];
    for (source, first) in [
        ("out = x; x + 1", "error: there is no output for the result of this expression"),
        ("t = x; t = x + 1; y = t", "error: the value of `t` is never used"),
        ("t += x", "error: `t` is read before"),
        ("t[0] = 1", "error: `t` is read before"),
        ("y = x + z", "error: there is no variable `z`"),
        ("y = x; z = x + [[1], 2]", "error:"),
        ("a = x; b = x + w", "error: operands of shapes (2,) and (3,)"),
        ("a = arange(10**15); b = x", "error: "),
    ] {
        let found = Expr::parse(source).map(|_| report(source, &vars! { x, w: [1.0, 2.0, 3.0] }));
        let found = found.unwrap_or_else(|error| error.report().to_string());
        assert!(found.starts_with(first), "{source}: {found}");
    }
    let help = report("out = x; x + 1", &vars! { x });
    assert!(help.contains("help: `out` is its name: assign to another name above"), "{help}");
}

/// As many outputs as a program may have are still made in a time that grows with their number alone.
#[test]
fn thousands_of_outputs() {
    let source: Vec<String> = (0..20_000).map(|i| format!("y{i} = x + {i}")).collect();
    let outputs = all(&source.join("\n"), &vars! { x: [1.0] });
    assert_eq!(outputs.len(), 20_000);
    assert_eq!(outputs[19_999], ("y19999".to_string(), array![20_000.0].into()));
}
