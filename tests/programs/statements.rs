//! Statements one by one: what names stand for, what may be static, how programs are written and run.

use fusexpr::{AnyArray, DType, Expr, Options, Outputs, Vars, outputs, vars};
use ndarray::{Array1, Array2, ArrayD, array, s};

fn parse(source: &str) -> Expr {
    Expr::parse(source).unwrap_or_else(|error| panic!("{}", error.report()))
}

fn run(source: &str, vars: &Vars<'_>, outputs: &mut Outputs<'_>) {
    parse(source).run(vars, outputs).unwrap_or_else(|error| panic!("{}", error.report()));
}

fn eval(source: &str, vars: &Vars<'_>) -> ArrayD<f64> {
    parse(source).eval(vars).unwrap_or_else(|error| panic!("{}", error.report()))
}

#[test]
fn a_step_with_its_error() {
    let g = array![1.0, 4.0, 9.0];
    let (mut next, mut err) = (Array1::<f64>::zeros(3), vec![0.0_f32; 3]);
    let source = "lap = roll(g, 1, axis=0) - g\nnext = g + 0.5*lap\nerr = abs(next - g)";
    run(source, &vars! { g }, &mut outputs! { next, err });
    assert_eq!(next, array![5.0, 2.5, 6.5]);
    assert_eq!(err, [4.0, 1.5, 2.5]);
}

/// What only broadcasts is compiled once for all lengths; outputs of one rank are not of one length for that.
#[test]
fn outputs_of_different_lengths() {
    let (short, long) = (vec![1.0, 2.0], vec![10.0, 20.0, 30.0]);
    let values = parse("x = 1; y = 1 + 1");
    let sums = parse("x = a + 1; y = b + 1; z = a * 2");
    for (first, second) in [(2, 3), (3, 2), (2, 2), (1, 3), (0, 3), (4, 4), (7, 2)] {
        let (mut x, mut y) = (vec![0.0; first], vec![0.0; second]);
        values.run(&Vars::new(), &mut outputs! { x, y }).unwrap_or_else(|error| panic!("{}", error.report()));
        assert_eq!((x, y), (vec![1.0; first], vec![2.0; second]));
        let (a, b) = (vec![4.0; first], vec![5.0; second]);
        let made = sums.eval_all(&vars! { a: &a, b: &b }).unwrap_or_else(|error| panic!("{}", error.report()));
        let expected = [("x", vec![5.0; first]), ("y", vec![6.0; second]), ("z", vec![8.0; first])];
        assert_eq!(made, expected.map(|(name, elements)| (name.to_owned(), Array1::from(elements).into())));
    }
    let (mut rows, mut columns) = (Array2::<f64>::zeros((2, 3)), Array2::<f64>::zeros((3, 2)));
    let (a, b) = (array![[1.0, 2.0, 3.0]], array![[1.0], [2.0], [3.0]]);
    run("rows = a; columns = b", &vars! { a: &a, b: &b }, &mut outputs! { rows, columns });
    assert_eq!((rows, columns), (array![[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], array![[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]));
    // Lengths that do not fit are told as they are.
    let (mut x, mut y) = ([0.0; 3], [0.0; 2]);
    let error = sums.run(&vars! { a: &short, b: &long }, &mut outputs! { x, y }).expect_err("they do not fit");
    assert!(error.to_string().contains("(3,)") && error.to_string().contains("(2,)"), "{error}");
}

#[test]
fn programs_are_written_in_many_ways() {
    let expected = [3.0, 5.0];
    for source in [
        "t = a + 1; y = t + a",
        "t = a + 1;y = t + a",
        "t = a + 1\ny = t + a",
        "t = a + 1\n\n\ny = t + a\n",
        "\n\nt = a + 1\ny = t + a",
        "# a comment\nt = a + 1  # and another; y = 0\ny = t + a # the last",
        "t=a+1\ny=t+a",
        "t = a; t += 1; y = t + a",
        "y = a; y += a + 1",
        "t = (a +\n     1)\ny = t + a",
        "größe = a + 1\ny = größe + a",
    ] {
        let mut y = [0.0; 2];
        run(source, &vars! { a: [1.0, 2.0] }, &mut outputs! { y });
        assert_eq!(y, expected, "{source:?}");
    }
}

#[test]
fn every_augmented_operator() {
    let cases: [(&str, i64); 12] = [
        ("u += 3", 20),
        ("u -= 3", 14),
        ("u *= 3", 51),
        ("u //= 3", 5),
        ("u %= 3", 2),
        ("u **= 2", 289),
        ("u &= 3", 1),
        ("u |= 6", 23),
        ("u ^= 3", 18),
        ("u <<= 2", 68),
        ("u >>= 2", 4),
        ("u -= 3 - 1", 15),
    ];
    for (source, expected) in cases {
        let mut u = [17_i64, 17];
        run(source, &Vars::new(), &mut outputs! { u });
        assert_eq!(u, [expected; 2], "{source}");
        let mut part = [17_i64, 17];
        run(&source.replacen('u', "u[1:]", 1), &Vars::new(), &mut outputs! { u: part });
        assert_eq!(part, [17, expected], "{source} of a part");
    }
    let mut u = [17.0];
    run("u /= 2", &Vars::new(), &mut outputs! { u });
    assert_eq!(u, [8.5]);
}

#[test]
fn names_can_be_bound_again() {
    let mut y = [0.0; 3];
    run("t = a; t = t + 1; t = t * t; y = t - a", &vars! { a: [1.0, 2.0, 3.0] }, &mut outputs! { y });
    assert_eq!(y, [3.0, 7.0, 13.0]);
    run("y = a; t = y + 1; y = t * y", &vars! { a: [1.0, 2.0, 3.0] }, &mut outputs! { y });
    assert_eq!(y, [2.0, 6.0, 12.0]);
}

/// A name that is both is read from the variable until it is assigned.
#[test]
fn a_variable_and_an_output_of_one_name() {
    let before = [1.0, 2.0];
    let (mut next, mut twice) = ([-1.0; 2], [-1.0; 2]);
    run("next = next * 10 + 1; twice = next * 2", &vars! { next: before }, &mut outputs! { next, twice });
    assert_eq!((next, twice), ([11.0, 21.0], [22.0, 42.0]));
}

#[test]
fn outputs_are_read_before_they_are_assigned() {
    let (mut a, mut b) = ([1, 2, 3], [10, 20, 30]);
    run("a = roll(b, 1); b = roll(a, 1)", &Vars::new(), &mut outputs! { a, b });
    assert_eq!((a, b), ([30, 10, 20], [20, 30, 10]));
}

#[test]
fn what_an_output_keeps_for_later_statements() {
    // As a whole, the value in its own type.
    let (mut y, mut back) = ([0.0_f32; 1], [0.0_f64; 1]);
    run("y = x * 0.1; back = y * 10", &vars! { x: [1.0] }, &mut outputs! { y, back });
    assert_eq!((y, back), ([0.1], [1.0]));
    // After a part, the array.
    let mut y = [0.0_f32; 1];
    run("y[:] = x * 0.1; back = y * 10.0", &vars! { x: [1.0] }, &mut outputs! { y, back });
    assert_eq!((y, back), ([0.1], [f64::from(0.1_f32 * 10.0)]));
}

#[test]
fn a_part_of_an_array_leaves_the_rest() {
    let mut u = Array2::from_shape_fn((4, 5), |(i, j)| (10 * i + j) as i32);
    let before = u.clone();
    run("u[1:-1, ::2] = -u[1:-1, ::2]", &Vars::new(), &mut outputs! { u });
    for ((i, j), &element) in u.indexed_iter() {
        let negated = (1..3).contains(&i) && j % 2 == 0;
        assert_eq!(element, if negated { -before[[i, j]] } else { before[[i, j]] });
    }
    run("u[0] = 7; u[..., -1] = row[:4]; u[2, 3] += 100", &vars! { row: [1, 2, 3, 4, 5] }, &mut outputs! { u });
    assert_eq!(u.row(0), array![7, 7, 7, 7, 1]);
    assert_eq!(u.column(4), array![1, 2, 3, 4]);
    assert_eq!(u[[2, 3]], before[[2, 3]] + 100);
}

#[test]
fn literals_written_into_a_part_take_its_type() {
    let mut u = [0_u8; 3];
    run("u[0] = 255; u[1] = 1 + 2; u[2] = True", &Vars::new(), &mut outputs! { u });
    assert_eq!(u, [255, 3, 1]);
}

#[test]
fn outputs_may_be_views_and_single_elements() {
    let mut base = Array2::<f64>::from_elem((4, 6), -1.0);
    let mut total = 0.0;
    let x = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let mut view = base.slice_mut(s![..;2, ..;-2]);
    run("view = x * 2; total = view[1, 2] + view[0, 0]", &vars! { x }, &mut outputs! { view, total });
    assert_eq!(total, 14.0);
    assert_eq!(base.slice(s![..;2, ..;-2]), &x * 2.0);
    let (rows, columns) = (base.slice(s![1..;2, ..]), base.slice(s![.., ..;2]));
    assert!(rows.iter().chain(&columns).all(|&element| element == -1.0));
}

/// A temporary has no array to take the shape from: it is that of the temporary and the right-hand side together.
#[test]
fn an_index_in_an_augmented_assignment_counts_along_the_whole() {
    let x = array![[10.0], [20.0]];
    assert_eq!(eval("t = x * 1; t += index(0); t", &vars! { x }), array![[10.0], [21.0]].into_dyn());
    let row = array![1.0, 2.0, 3.0];
    let expected = array![[10.0, 30.0, 50.0], [20.0, 60.0, 100.0]];
    assert_eq!(eval("t = x * 1; t *= row; t += row * 0 + index(1) * x; t", &vars! { x, row }), expected.into_dyn());
}

#[test]
fn outputs_named_at_run_time() {
    let x = [1.0, 2.0];
    let mut results: Vec<(String, Vec<f64>)> = (0..40).map(|i| (format!("y{i}"), vec![0.0; 2])).collect();
    let source: Vec<String> = (0..40).map(|i| format!("y{i} = x + {i}")).collect();
    let mut outputs = Outputs::new();
    for (name, array) in &mut results {
        outputs.insert(name.clone(), array);
    }
    run(&source.join("\n"), &vars! { x }, &mut outputs);
    drop(outputs);
    for (i, (_, array)) in results.iter().enumerate() {
        assert_eq!(array, &[1.0 + i as f64, 2.0 + i as f64]);
    }
}

#[test]
fn programs_that_end_in_an_expression() {
    let source = "d = u[1:] - u[:-1]  # differences\nm = d * d; roll(m, 1)";
    let u = array![1.0, 3.0, 6.0, 10.0];
    let expected = array![16.0, 4.0, 9.0];
    assert_eq!(eval(source, &vars! { u: u }), expected.clone().into_dyn());
    assert_eq!(parse(source).eval_any(&vars! { u }).unwrap(), AnyArray::from(expected.clone()));
    let mut out = [0.0_f32; 3];
    parse(source).evaluate(&vars! { u }, &mut out).unwrap();
    assert_eq!(out, [16.0, 4.0, 9.0]);
    let mut u = u;
    parse("t = roll(u, 1); t - u").evaluate_in_place("u", &Vars::new(), &mut u).unwrap();
    assert_eq!(u, array![9.0, -2.0, -3.0, -4.0]);
}

// ---------------------------------------------------------------------------------------------------------------
// Static arguments and generators.

#[test]
fn static_arguments_are_integers_known_before_the_run() {
    let x = Array1::from_iter(0..10).mapv(f64::from);
    for source in ["x[3:7]", "x[2 + 1:10 - 3]", "x[lo:hi]", "x[-7:-3]", "x[lo:-3]", "x[0b11:0x7]", "x[6 // 2:14 // 2]"]
    {
        assert_eq!(eval(source, &vars! { x, lo: 3, hi: 7_u8 }), x.slice(s![3..7]).into_dyn(), "{source}");
    }
    for source in
        ["roll(x, 3)", "roll(x, k)", "roll(x, 1 + 2)", "roll(x, -7)", "roll(x, 10000000003)", "roll(x, 3, axis=-1)"]
    {
        assert_eq!(eval(source, &vars! { x, k: 3 })[3], 0.0, "{source}");
    }
}

/// One program, compiled for one set of static arguments, meets others.
#[test]
fn a_program_runs_again_with_other_arguments() {
    let expr = parse("roll(x[n:], k, axis=0) + arange(m)").with(Options::new());
    let x = Array1::from_iter(0_i64..12);
    for (n, k) in [(0_i64, 0_i64), (0, 1), (1, 1), (5, -2), (1, 1), (0, 7), (11, 3)] {
        let length = 12 - n;
        let found = expr.eval::<i64>(&vars! { x, n, k, m: length }).unwrap();
        let expected = (0..length).map(|i| n + (i - k).rem_euclid(length) + i);
        assert_eq!(found, Array1::from_iter(expected).into_dyn(), "n = {n}, k = {k}");
    }
    // Other types and shapes.
    let y = Array2::from_shape_fn((4, 3), |(i, j)| (i * 3 + j) as f32);
    let found = expr.eval_any(&vars! { x: y, n: 1, k: 1, m: 3 }).unwrap();
    assert_eq!((found.dtype(), found.shape()), (DType::F64, &[3, 3][..]));
    assert_eq!(found.get::<f64>().unwrap()[[0, 2]], 13.0);
}

#[test]
fn numbers_far_beyond_any_array() {
    let x = array![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    let (large, low) = ("9223372036854775807", "-9223372036854775807");
    let both = |text: &str| [text.replace('N', large), text.replace('N', low)];
    for source in both("x[N:]").iter().chain(&both("x[:N]")).chain(&both("x[::N]")).chain(&both("x[N::N]")) {
        let found = eval(source, &vars! { x });
        assert!(found.len() <= x.len(), "{source}");
    }
    for (k, source) in [i64::MAX, -i64::MAX].into_iter().zip(both("roll(x, N)")) {
        let first = x[(-i128::from(k)).rem_euclid(7) as usize];
        assert_eq!(eval(&source, &vars! { x })[0], first, "{source}");
    }
    for mode in ["constant", "nearest", "reflect", "mirror", "wrap"] {
        for source in both(&format!("shift(x, N, mode=\"{mode}\")")) {
            assert_eq!(eval(&source, &vars! { x }).len(), 7, "{source}");
        }
    }
    assert_eq!(eval("arange(0, 9223372036854775807, 9223372036854775806) + 0.0", &vars! {}).len(), 2);
    assert_eq!(eval("arange(9223372036854775807)[-1] + x[:1]", &vars! { x })[0], 9_223_372_036_854_775_807.0);
}

#[test]
fn the_index_along_an_axis() {
    let x = Array2::<i64>::zeros((2, 3));
    assert_eq!(
        eval("x + 10*index(0) + index(1)", &vars! { x }),
        array![[0.0, 1.0, 2.0], [10.0, 11.0, 12.0]].into_dyn()
    );
    assert_eq!(eval("x + index(-1)", &vars! { x }), eval("x + index(1)", &vars! { x }));
    // Its frame is the output.
    let mut y = Array2::<i64>::zeros((2, 3));
    run("y = 10*index(0) + index(1)", &Vars::new(), &mut outputs! { y });
    assert_eq!(y, array![[0, 1, 2], [10, 11, 12]]);
    run("y = row + index(0)", &vars! { row: [5_i64, 6, 7] }, &mut outputs! { y });
    assert_eq!(y, array![[5, 6, 7], [6, 7, 8]]);
    // Of an assigned part, the frame is the part.
    run("y[:, 1:] = 10*index(0) + index(1)", &Vars::new(), &mut outputs! { y });
    assert_eq!(y, array![[5, 0, 1], [6, 10, 11]]);
    // It can be moved as an array of length 1 along the other axes.
    run("y = roll(index(1), 1, axis=1) + roll(index(0), 1, axis=1)", &Vars::new(), &mut outputs! { y });
    assert_eq!(y, array![[2, 0, 1], [3, 1, 2]]);
}

#[test]
fn generators_have_types_of_their_own() {
    for (source, dtype) in [
        ("arange(3)", DType::I64),
        ("arange(0.0, 3)", DType::F64),
        ("arange(3) + i", DType::I64),
        ("arange(3) + f", DType::F64),
        ("linspace(0, 1, 3) + f", DType::F64),
        ("f + index(0)", DType::F64),
        ("i + index(0)", DType::I64),
        ("roll(f, 1)", DType::F32),
        ("shift(i, 1, value=2)", DType::I32),
        ("f[::-1]", DType::F32),
    ] {
        let found = parse(source).eval_any(&vars! { i: [1_i32, 2, 3], f: [1.0_f32, 2.0, 3.0] }).unwrap();
        assert_eq!(found.dtype(), dtype, "{source}");
    }
}

/// A pass that reads an output at a distance from where it writes it has an order of its own: a reduction of the same
/// shape that is ready then has a pass to itself.
#[test]
fn a_reduction_beside_an_output_that_is_updated_in_place() {
    let a = [3.0, 1.0, 4.0, 1.5, 9.0, 2.0];
    for (update, expected) in [
        ("shift(t, -1, mode=\"nearest\")", [2.0, 8.0, 3.0, 18.0, 4.0, 4.0]),
        ("roll(t, 2)", [18.0, 4.0, 6.0, 2.0, 8.0, 3.0]),
        ("t[::-1]", [4.0, 18.0, 3.0, 8.0, 2.0, 6.0]),
        ("t", [6.0, 2.0, 8.0, 3.0, 18.0, 4.0]),
    ] {
        let (mut t, mut most) = ([0.0; 6], ndarray::arr0(0_i64));
        let text = format!("t = 2*a; t[:] = {update}; most = argmax(roll(a, 1))");
        run(&text, &vars! { a }, &mut outputs! { t, most });
        assert_eq!((t, most[()]), (expected, 5), "{update}");
    }
}

/// Which of two zeros an extreme is depends on the order, so it joins no pass that another value cuts into pieces.
#[test]
fn an_extreme_beside_a_shift_has_the_bits_that_it_has_alone() {
    let (c, mut w) = ([-0.0, -8.0, 0.0], [1.0, 2.0, 3.0]);
    for fold in ["max", "nanmax"] {
        let alone = eval(&format!("{fold}(c)"), &vars! { c })[[]];
        let (mut shifted, mut most) = ([0.0; 3], ndarray::arr0(1.0_f64));
        let text = format!("shifted = shift(w, -1); most = {fold}(c)");
        run(&text, &vars! { c, w }, &mut outputs! { shifted, most });
        assert_eq!(most[()].to_bits(), alone.to_bits(), "{fold}");
        run(&format!("w = shift(w, -1); most = {fold}(c)"), &vars! { c }, &mut outputs! { w, most });
        assert_eq!(most[()].to_bits(), alone.to_bits(), "{fold}");
    }
}

/// A fold that an output has held is still there when the output is written over.
#[test]
fn a_fold_outlives_the_output_that_held_it() {
    let a = array![[1.0]];
    let (mut t0, mut t1, mut t3) = (array![false], ndarray::arr0(5.0), array![[5.0]]);
    let text = "t0 = any(a, axis=1); t1 = sum(t0 != a)\nt0[:] = False; t3 = t1 + 2\nt1 = 1";
    run(text, &vars! { a }, &mut outputs! { t0, t1, t3 });
    assert_eq!((t0, t1, t3), (array![false], ndarray::arr0(1.0), array![[2.0]]));
}
