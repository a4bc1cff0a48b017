//! NumPy as it is typed: modules, methods, types and shapes, and that a variable's name comes before all of them.

use fusexpr::{AnyArray, DType, Error, Expr, vars};
use ndarray::{Array1, Array2, arr2};

fn value(source: &str) -> Result<AnyArray, Error> {
    let (x, f) = ([0.5, -1.5, 4.0], [0.25_f32, 0.5, 0.75]);
    let (m, u, a) = ([true, false, true], [1_u8, 2, 250], arr2(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]));
    Expr::parse(source)?.eval_any(&vars! { x, f, m, u, a, n: 2, c: 2.5 })
}

/// Both are the same, type, shape and elements.
fn same(written: &str, meant: &str) {
    let found = value(written).unwrap_or_else(|error| panic!("{written}: {error:?}"));
    assert_eq!(found, value(meant).expect("it is right"), "{written} is {meant}");
}

#[test]
fn modules_are_read_past() {
    for (written, meant) in [
        ("np.sqrt(a)", "sqrt(a)"),
        ("numpy.maximum(x, 0)", "maximum(x, 0)"),
        ("math.cos(c)", "cos(c)"),
        ("xp.pi*x", "pi*x"),
        ("cmath.e + np.inf - numpy.tau", "e + inf - tau"),
        ("np.linalg.norm(x)", "norm(x)"),
        ("x[np.newaxis] + x[:, np.newaxis]", "x[None] + x[:, None]"),
        ("np.float32(x)", "f32(x)"),
        ("np.where(np.isnan(x), np.nan, x)", "where(isnan(x), nan, x)"),
    ] {
        same(written, meant);
    }
}

#[test]
fn a_method_is_the_function() {
    for (written, meant) in [
        ("x.mean()", "mean(x)"),
        ("a.mean(axis=0)", "mean(a, axis=0)"),
        ("abs(x).sum()", "sum(abs(x))"),
        ("(x - 1).clip(0, 1).max()", "max(clip(x - 1, 0, 1))"),
        ("x.std(ddof=1)", "std(x, ddof=1)"),
        ("x.round(1).copy().conj()", "conj(copy(round(x, 1)))"),
        ("x[1:].sum(keepdims=True)", "sum(x[1:], keepdims=True)"),
        ("a[0].dot(a[1])", "dot(a[0], a[1])"),
        ("np.abs(x).max()", "max(abs(x))"),
    ] {
        same(written, meant);
    }
}

#[test]
fn parameters_have_numpys_names_too() {
    for (written, meant) in [
        ("np.linspace(0, 1, num=3)", "linspace(0, 1, 3)"),
        ("np.full((2,), fill_value=7)", "full(2, 7)"),
        ("np.clip(x, a_min=0, a_max=1)", "clip(x, 0, 1)"),
        ("np.sum(a=x)", "sum(x)"),
        ("np.roll(x, shift=n)", "roll(x, 2)"),
    ] {
        same(written, meant);
    }
    // In NumPy the second argument is an order, here an axis.
    assert!(value("np.linalg.norm(a, 1)").is_err() && value("norm(a, ord=1)").is_err() && value("norm(a, 1)").is_ok());
}

#[test]
fn types_are_written_in_many_ways() {
    for name in
        ["f32", "float32", "np.float32", "single", "np.single", "\"f4\"", "\"<f4\"", "'float32'", "f.dtype", "'f'"]
    {
        let found = value(&format!("x.astype({name})")).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(found.dtype(), DType::F32, "{name}");
        assert_eq!(value(&format!("zeros(3, dtype={name})")).expect("it is right").dtype(), DType::F32, "{name}");
        assert_eq!(value(&format!("np.zeros((3,), {name})")).expect("it is right").dtype(), DType::F32, "{name}");
    }
    for (name, dtype) in [
        ("float", DType::F64),
        ("int", DType::I64),
        ("bool", DType::Bool),
        ("complex", DType::C128),
        ("\"<i8\"", DType::I64),
        ("\"|u1\"", DType::U8),
        ("\"?\"", DType::Bool),
        ("\"c16\"", DType::C128),
        ("i8", DType::I8),
        ("np.intp", DType::I64),
    ] {
        assert_eq!(value(&format!("x.astype({name})")).expect("it is right").dtype(), dtype, "{name}");
    }
    // In NumPy eight bytes, here eight bits.
    assert!(value("x.astype(\"i8\")").is_err_and(|error| error.help().is_some_and(|help| help.contains("int64"))));
    assert!(
        value("np.float32 + 1").is_err() && value("sqrt(float32)").is_err() && value("sum(x, keepdims=bool)").is_err()
    );
}

#[test]
fn shapes_are_known() {
    for (written, meant) in [
        ("a.shape[0]*x", "2*x"),
        ("f/len(f)", "f/3"),
        ("f*f.size", "f*3"),
        ("a.ndim + a.shape[-1]", "5"),
        ("np.zeros(a.shape)", "zeros(2, 3)"),
        ("np.zeros(a.shape[1:])", "zeros(3)"),
        ("np.arange(len(a))", "arange(2)"),
        ("x[:len(x)//2]", "x[:1]"),
        ("x[x.size - 1]", "x[2]"),
        ("a.sum()/a.size", "mean(a)"),
        ("np.linspace(0, 1, x.shape[0])", "linspace(0, 1, 3)"),
        ("(a + 1).T.shape[0]", "3"),
    ] {
        same(written, meant);
    }
}

#[test]
fn a_variable_comes_first() {
    let np = Array1::from_vec(vec![3.0, 4.0]);
    let with_np = |source: &str| Expr::parse(source).and_then(|expr| expr.eval::<f64>(&vars! { np: &np }));
    assert_eq!(with_np("np.sum()").expect("it is a method").first(), Some(&7.0));
    assert_eq!(with_np("np.size + 0.0").expect("it is an attribute").first(), Some(&2.0));
    assert!(with_np("np.sqrt(4.0)").is_err(), "two arguments are too many");
    // Assigned in the program itself.
    let assigned = Expr::parse("np = a + 1; np.max()").and_then(|expr| expr.eval::<f64>(&vars! { a: 1.0 }));
    assert_eq!(assigned.expect("it is a value").first(), Some(&2.0));
}

#[test]
fn arrays_are_written_out() {
    for (written, meant) in [
        ("[1, 2, 3]*f", "f*(index(0) + 1)"),
        ("u + [1, 2, 3]", "u + u8(index(0) + 1)"),
        ("[[1, 2], [3, 4]][1, 0]", "3"),
        ("[1, 2.5, n][::-1]", "np.array([2, 2.5, 1.0])"),
        ("u < [1, 2, 300]", "u < array([1, 2, 300])"),
        ("[x.min(), c, 1].sum()", "min(x) + c + 1"),
        ("np.array([[1, 0], [0, 1]], dtype=np.uint8)", "u8([[1, 0], [0, 1]])"),
        ("[]", "zeros(0)"),
    ] {
        let found = value(written).unwrap_or_else(|error| panic!("{written}: {error:?}"));
        assert_eq!(found.shape(), value(meant).map(|meant| meant.shape().to_vec()).unwrap_or(found.shape().to_vec()));
        if !meant.contains("index") {
            same(written, meant);
        }
    }
    assert_eq!(value("[1, 2, 3]*f").expect("it is right").dtype(), DType::F32);
    for source in
        ["[[1, 2], [3]]", "[1, [2]]", "u + [1, 2, 256]", "[1, x]", "[None]", "[\"a\", 1]", "[1, 2] + [1, 2, 3]"]
    {
        assert!(value(source).is_err(), "{source} is refused");
    }
}

#[test]
fn conditions_choose_what_is_reduced() {
    for (written, meant) in [
        ("mean(x[x > 0])", "sum(where(x > 0, x, 0))/2"),
        ("x[m].max()", "max(x, where=m)"),
        ("a[[True, False]].sum()", "sum(a[0])"),
        ("sum(a, axis=0, where=a > 2)", "sum(where(a > 2, a, 0), axis=0)"),
        ("var(x, where=m)", "var(x[::2])"),
        ("std(x[m], ddof=1)", "std(x[::2], ddof=1)"),
        ("any(x > 3, where=[True, True, False])", "False"),
        ("argmax(x, where=x < 1)", "0"),
        ("argmin(x, where=x > 9)", "-1"),
        ("max(x, initial=9)", "9.0"),
        ("min(x, where=x > 9)", "inf"),
        ("prod(x, where=x > 9)", "1.0"),
        ("sum(u, initial=1)", "u64(254)"),
        ("norm(x[m])", "norm(x[::2])"),
    ] {
        same(written, meant);
    }
    for source in [
        "x[m] + 1",
        "sum(x[m]*2)",
        "y = x[m]; sum(y)",
        "argmax(x[m])",
        "sum(a[a > 1], axis=0, keepdims=True)",
        "x[m, 0]",
        "sum(x[a > 1])",
        "sum(x, where=x)",
        "sum(x, where=a > 1)",
        "max(x[:0])",
        "cumsum(x[m])",
        "x[m].size",
    ] {
        assert!(value(source).is_err(), "{source} is refused");
    }
}

#[test]
fn a_large_array_that_is_written_out_takes_linear_time() {
    let row: Vec<_> = (0..100).map(|i| i.to_string()).collect();
    let source = format!("[{}]", vec![format!("[{}]", row.join(", ")); 500].join(", "));
    let found = Expr::parse(&source).and_then(|expr| expr.eval::<i64>(&vars! {})).expect("it is right");
    let expected = Array2::from_shape_fn((500, 100), |(_, j)| j as i64);
    assert_eq!(found, expected.into_dyn());
}
