//! New arrays: in which order they are made, and those that the caller makes.

use fusexpr::{
    AnyArray, BindError, CallbackError, DType, ErrorKind, Expr, NewOutput, Operand, Options, Output, Vars, vars,
};
use ndarray::{Array2, ArrayD, ArrayView, Axis, IxDyn, ShapeBuilder, array};

/// A shape and strides in elements.
type Lying = (&'static [usize], &'static [isize]);

/// Operands, and the order of axes of their sum, from the outermost in memory to the innermost, in NumPy 2.4:
/// `sorted(range(r.ndim), key=lambda axis: -r.strides[axis])` of `r = numpy.add(x, y)`, or of `numpy.positive(x)`.
const ORDERS: &[(&[Lying], &[usize])] = &[
    (&[(&[2, 3, 4], &[12, 4, 1])], &[0, 1, 2]),
    (&[(&[2, 3, 4], &[12, 1, 3])], &[0, 2, 1]),
    (&[(&[2, 3, 4], &[4, 8, 1])], &[1, 0, 2]),
    (&[(&[2, 3, 4], &[1, 8, 2])], &[1, 2, 0]),
    (&[(&[2, 3, 4], &[3, 1, 6])], &[2, 0, 1]),
    (&[(&[2, 3, 4], &[1, 2, 6])], &[2, 1, 0]),
    (&[(&[2, 3, 4], &[-1, 2, -6])], &[2, 1, 0]),
    (&[(&[2, 3, 4], &[1, 2, 6]), (&[2, 3, 4], &[1, 2, 6])], &[2, 1, 0]),
    (&[(&[2, 3, 4], &[1, 2, 6]), (&[2, 3, 4], &[12, 4, 1])], &[0, 1, 2]),
    (&[(&[2, 3, 4], &[3, 1, 6]), (&[2, 3, 4], &[3, 1, 6])], &[2, 0, 1]),
    (&[(&[2, 3, 4], &[4, 8, 1]), (&[2, 3, 4], &[12, 4, 1])], &[0, 1, 2]),
    (&[(&[2, 3, 4], &[3, 1, 6]), (&[2, 3, 4], &[1, 2, 6])], &[2, 0, 1]),
    (&[(&[2, 3, 4], &[1, 8, 2]), (&[2, 3, 4], &[1, 2, 6])], &[1, 2, 0]),
    (&[(&[2, 3, 4], &[1, 2, 6]), (&[3, 4], &[1, 3])], &[2, 1, 0]),
    (&[(&[2, 3, 4], &[1, 2, 6]), (&[3, 4], &[4, 1])], &[1, 2, 0]),
    (&[(&[3, 4], &[1, 3]), (&[2, 1, 1], &[1, 1, 1])], &[0, 2, 1]),
    (&[(&[3, 4], &[1, 0])], &[0, 1]),
    (&[(&[2, 4, 5], &[1, 2, 0]), (&[2, 4, 1], &[1, 2, 1])], &[1, 0, 2]),
    (&[(&[5, 1, 3], &[1, 5, 5])], &[1, 2, 0]),
];

/// An operand that lies so in memory.
fn lying<'a>(memory: &'a [i64], (shape, strides): Lying) -> Operand<'a> {
    let sizes: Vec<usize> = strides.iter().map(|stride| stride.unsigned_abs()).collect();
    let mut view = ArrayView::from_shape(IxDyn(shape).strides(IxDyn(&sizes)), memory).expect("it lies in the memory");
    for (axis, _) in strides.iter().enumerate().filter(|(_, stride)| **stride < 0) {
        view.invert_axis(Axis(axis));
    }
    view.into()
}

#[test]
fn new_arrays_lie_as_numpys() {
    let memory: Vec<i64> = (0..40).map(|i| i * i % 19).collect();
    for (operands, axes) in ORDERS {
        let x = lying(&memory, operands[0]);
        let y = operands.get(1).map(|&y| lying(&memory, y));
        let vars = y.into_iter().fold(Vars::new().with("x", x), |vars, y| vars.with("y", y));
        let expr = Expr::parse(if operands.len() == 1 { "x*2" } else { "x*2 + y" }).unwrap();
        let result = expr.eval::<i64>(&vars).unwrap();
        // Where an axis of length 1 lies means nothing.
        let long = |axis: &usize| result.shape()[*axis] != 1;
        let mut found: Vec<usize> = (0..result.ndim()).collect();
        found.sort_by_key(|&axis| -result.strides()[axis]);
        let agrees = found.iter().copied().filter(long).eq(axes.iter().copied().filter(long));
        assert!(agrees, "{operands:?}: {found:?} instead of {axes:?}");
        assert_eq!(result.len(), result.as_slice_memory_order().expect("it has no gaps").len());
        // The caller is told the same, and the values do not depend on it.
        let mut told = (Vec::new(), Vec::new());
        let mut plain = ArrayD::<i64>::default(result.shape());
        let outcome = expr.eval_with(&vars, |output| {
            told = (output.axes().collect(), output.strides());
            Ok(Output::from(&mut plain))
        });
        outcome.unwrap();
        assert!(told.0.iter().copied().filter(long).eq(axes.iter().copied().filter(long)), "{operands:?}: {told:?}");
        let strides = result.strides().iter().map(|stride| stride * 8);
        let told = told.1.into_iter().enumerate().zip(strides);
        assert!(told.clone().all(|((axis, x), y)| x == y || result.shape()[axis] == 1), "{operands:?}");
        assert_eq!(result, plain);
    }
}

#[test]
fn results_of_operands_in_fortran_order() {
    let x = Array2::from_shape_fn((3, 4).f(), |(i, j)| (10 * i + j) as f32);
    for result in [
        Expr::parse("x*x + 1").unwrap().eval::<f32>(&vars! { x }).unwrap(),
        Expr::parse("roll(x, 1, axis=0) - x").unwrap().eval(&vars! { x }).unwrap(),
        Expr::parse("x - mean(x, axis=0)").unwrap().eval(&vars! { x }).unwrap(),
        Expr::parse("x*2").unwrap().eval_any(&vars! { x }).unwrap().into_typed().unwrap(),
        Expr::parse("x*2")
            .unwrap()
            .with(Options::new().unfused(true))
            .eval_any(&vars! { x })
            .unwrap()
            .into_typed()
            .unwrap(),
        Expr::parse("y = x*2").unwrap().eval_all(&vars! { x }).unwrap().remove(0).1.into_typed().unwrap(),
    ] {
        assert_eq!((result.shape(), result.strides()), (&[3, 4][..], &[1, 3][..]));
    }
    // An operand that is no more than a part of the result's shape says nothing of it.
    let part = Expr::parse("x[1:]").unwrap().eval::<f32>(&vars! { x }).unwrap();
    assert_eq!(part.strides(), [4, 1]);
}

#[test]
fn all_outputs_made_by_the_caller() {
    let program = Expr::parse("low = a - b; s = sum(a); a > b").unwrap();
    let (a, b) = (array![[1.0_f32, 5.0], [2.0, 2.0]], [3.0_f32, 2.0]);
    let (mut low, mut s, mut out) = (Array2::<f32>::zeros((2, 2)), 0.0_f32, Array2::from_elem((2, 2), false));
    let mut asked = Vec::new();
    let outcome = program.eval_all_with(&vars! { a, b }, |outputs| {
        asked =
            outputs.iter().map(|output| (output.name().to_owned(), output.dtype(), output.shape().to_vec())).collect();
        Ok(vec![Output::from(&mut low), Output::from(&mut s), Output::from(&mut out)])
    });
    outcome.unwrap();
    let expected = [("low", DType::F32, vec![2, 2]), ("s", DType::F32, vec![]), ("out", DType::Bool, vec![2, 2])];
    assert_eq!(asked, expected.map(|(name, dtype, shape)| (name.to_owned(), dtype, shape)));
    assert_eq!((low, s, out), (array![[-2.0, 3.0], [-1.0, 0.0]], 10.0, array![[false, true], [false, false]]));
    let made = program.eval_all(&vars! { a, b }).unwrap();
    assert_eq!(made[1].1, AnyArray::from(ndarray::arr0(10.0_f32)));
}

#[test]
fn what_a_caller_makes_must_be_what_was_asked_for() {
    let expr = Expr::parse("a + 1").unwrap();
    let refused = |allocate: &dyn Fn(&NewOutput<'_>) -> Result<Output<'static>, CallbackError>| {
        expr.eval_with(&vars! { a: [1, 2, 3] }, |output| allocate(output)).unwrap_err()
    };
    let error = refused(&|_| Ok(Output::from(Box::leak(Box::new([0_i32; 4])))));
    assert_eq!(error.to_string(), "the output `out` is to be i32 of shape (3,), not i32 of shape (4,)");
    let error = refused(&|_| Ok(Output::from(Box::leak(Box::new([0_i64; 3])))));
    assert_eq!(error.to_string(), "the output `out` is to be i32 of shape (3,), not i64 of shape (3,)");
    let error = refused(&|_| Err(Box::new(std::io::Error::other("no more pages"))));
    assert_eq!(error.to_string(), "no more pages");
    let ErrorKind::Bind(BindError::Allocation { cause }) = error.kind() else { panic!("{error}") };
    assert!(cause.get_ref().is::<std::io::Error>());
    let error = Expr::parse("b = a; c = a").unwrap().eval_all_with(&vars! { a: [1] }, |_| Ok(Vec::new())).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Bind(BindError::OutputCount { asked: 2, given: 0 }));
    // The operands are found before anything is asked for.
    let mut was_asked = false;
    let outcome = expr.eval_with(&vars! {}, |_| {
        was_asked = true;
        Err("nothing".into())
    });
    assert!(outcome.is_err() && !was_asked);
}
