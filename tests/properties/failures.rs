//! After an error the output is untouched, and the error says what it should.

use fusexpr::{
    BindError, Casting, CompileError, Error, ErrorKind, Expr, Level, Operand, Options, Output, SyntaxError, Vars,
    evaluate, vars,
};
use ndarray::{Array2, s};

const PATTERN: f64 = -12345.678;

/// Evaluates into a strided view of a patterned array, expects an error, and looks at all of the array.
fn refused(source: &str, vars: &Vars<'_>, options: &Options) -> Error {
    let mut base = Array2::from_elem((8, 9), PATTERN);
    let error = match Expr::parse(source) {
        Err(error) => error,
        Ok(expr) => expr
            .with(options.clone())
            .evaluate(vars, base.slice_mut(s![..;2, 1..;-2]))
            .expect_err(&format!("{source} should be refused")),
    };
    assert!(base.iter().all(|&x| x == PATTERN), "{source} has written into the output");
    // The long form must be printable, whatever the place.
    assert!(!error.report().to_string().is_empty());
    error
}

macro_rules! assert_refused {
    ($source:expr, $vars:expr, $options:expr, $kind:pat) => {{
        let error = refused($source, &$vars, &$options);
        assert!(matches!(error.kind(), $kind), "{}: {:?}", $source, error.kind());
    }};
    ($source:expr, $vars:expr, $kind:pat) => {
        assert_refused!($source, $vars, Options::new(), $kind)
    };
}

#[test]
fn errors_leave_the_output_untouched() {
    let x = Array2::<f64>::ones((4, 4));
    let i = Array2::<i64>::ones((4, 4));
    let small = Array2::<u8>::ones((4, 4));
    let tall = Array2::<f64>::ones((5, 4));
    let cube = ndarray::Array3::<f64>::ones((2, 4, 4));

    assert_refused!("x +", vars! { x }, ErrorKind::Syntax(SyntaxError::UnexpectedEnd { .. }));
    assert_refused!("(x", vars! { x }, ErrorKind::Syntax(SyntaxError::UnclosedBracket { .. }));
    assert_refused!("x + z", vars! { x }, ErrorKind::Bind(BindError::UnknownVariable { .. }));
    assert_refused!("x * sinn(x)", vars! { x }, ErrorKind::Compile(CompileError::UnknownFunction { .. }));
    assert_refused!("x > 1 & x < 2", vars! { x }, ErrorKind::Compile(CompileError::UnsupportedTypes { .. }));
    assert_refused!("x and x", vars! { x }, ErrorKind::Compile(CompileError::NotBool { .. }));
    assert_refused!("x + tall", vars! { x, tall }, ErrorKind::Bind(BindError::ShapeMismatch { .. }));
    assert_refused!("x * cube", vars! { x, cube }, ErrorKind::Bind(BindError::OutputShape { .. }));
    assert_refused!("small + 256", vars! { small }, ErrorKind::Compile(CompileError::IntegerDoesNotFit { .. }));
    for c in [256, -1] {
        assert_refused!(
            "x + (small + c)",
            vars! { x, small, c },
            ErrorKind::Compile(CompileError::IntegerDoesNotFit { .. })
        );
    }
    assert_refused!("i ** -1", vars! { i }, ErrorKind::Compile(CompileError::NegativeIntegerPower { .. }));
    assert_refused!("x in (1, x)", vars! { x }, ErrorKind::Compile(CompileError::NotConstant));
    let strict = Options::new().casting(Casting::No);
    assert_refused!("f32(x)", vars! { x }, strict, ErrorKind::Compile(CompileError::CannotCast { .. }));
    for level in Level::ALL.iter().copied().filter(|level| !level.is_available()) {
        let options = Options::new().level(level);
        assert_refused!("x + 1", vars! { x }, options, ErrorKind::Bind(BindError::LevelUnavailable { .. }));
    }
}

#[test]
fn an_update_in_place_that_is_refused_changes_nothing() {
    let refused = |source: &str, vars: &Vars<'_>, out: &mut [i32]| {
        let before = out.to_vec();
        let error = Expr::parse(source).and_then(|expr| expr.evaluate_in_place("x", vars, &mut *out));
        assert!(error.is_err(), "{source} should be refused");
        assert_eq!(out, before, "{source} has written into the output");
    };
    let mut x = [1, 2, 3];
    refused("x + x", &vars! { x: [1] }, &mut x);
    refused("x / 2", &vars! {}, &mut x);
    refused("x + y", &vars! { y: [1, 2] }, &mut x);
    refused("x + y", &vars! { y: [[1], [2]].map(|row| row[0]) }, &mut x);
    refused("x + y", &vars! { y: ndarray::array![[1, 2, 3], [4, 5, 6]] }, &mut x);
    refused("x + y", &vars! { y: i64::MAX }, &mut x);
    refused("x + y", &vars! {}, &mut x);
}

#[test]
fn a_value_beyond_i64_fits_no_smaller_type() {
    let large = u64::MAX;
    let mut out = [7_i8; 2];
    let error = evaluate("x + v", &vars! { x: [1_i8, 2], v: large }, &mut out).expect_err("it does not fit");
    assert!(matches!(error.kind(), ErrorKind::Bind(_) | ErrorKind::Compile(_)));
    assert!(error.to_string().contains("18446744073709551615"), "the message names another value: {error}");
    assert_eq!(out, [7, 7]);

    let mut wide = [0_u64; 2];
    evaluate("x + v", &vars! { x: [0_u64, 1], v: large }, &mut wide).expect("it fits");
    assert_eq!(wide, [u64::MAX, 0]);
}

#[test]
fn a_cancelled_run_says_so() {
    let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let expr = Expr::parse("x + 1").expect("it is an expression").with(Options::new().cancel(flag));
    let error = expr.eval::<f64>(&vars! { x: vec![1.0; 100_000] }).expect_err("it is cancelled");
    assert!(matches!(error.kind(), ErrorKind::Cancelled));
}

#[test]
fn an_output_of_any_type_is_left_alone() {
    macro_rules! try_each {
        ($($type:ty)*) => {$(
            let mut out = [<$type>::default(); 3];
            let target: Output<'_> = Output::from(&mut out);
            let operand: Operand<'_> = Operand::from(&[1.5, 2.5]);
            assert!(evaluate("x + y", &Vars::new().with("x", operand).with("y", 1), target).is_err());
            assert_eq!(out, [<$type>::default(); 3]);
        )*};
    }
    try_each!(bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64);
}
