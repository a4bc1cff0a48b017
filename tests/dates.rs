//! Dates and lengths of time as a user of the library gives and takes them: arrays of integers with a unit, values,
//! outputs, and what is refused.

use fusexpr::{
    AnyArray, BindError, DType, Datetime, Error, ErrorKind, Expr, Operand, Output, Scalar, TimeUnit, Timedelta, Vars,
    evaluate, vars,
};
use ndarray::{Array1, array};

fn eval(source: &str, vars: &Vars<'_>) -> Result<AnyArray, Error> {
    Expr::parse(source)?.eval_any(vars)
}

/// Dates in seconds.
fn seconds(ticks: &Array1<i64>) -> Operand<'_> {
    Operand::from(ticks).view(DType::Datetime64(TimeUnit::Second)).expect("integers are seen as dates")
}

fn numbers(array: AnyArray) -> Vec<i64> {
    let array = array.view(DType::I64).expect("dates are seen as integers");
    array.get::<i64>().expect("it is i64").iter().copied().collect()
}

#[test]
fn integers_are_seen_as_dates_and_back() {
    let ticks = array![0, 86_399, i64::MIN, -1];
    let day = eval(r#"datetime64(t, "D")"#, &vars! { t: seconds(&ticks) }).expect("it is right");
    assert_eq!(day.dtype(), DType::Datetime64(TimeUnit::Day));
    assert_eq!(day.get::<Datetime>().expect("they are dates")[[2]].0, Datetime::NAT.0);
    assert_eq!(numbers(day), [0, 0, i64::MIN, -1]);

    // A view of a view, by the strides that it has.
    let wide = Array1::from_iter(0..10);
    let every_third = Operand::from(wide.slice(ndarray::s![..;-3])).view(DType::Timedelta64(TimeUnit::Hour));
    let spans = eval("2*x", &vars! { x: every_third.expect("they are integers") }).expect("it is right");
    assert_eq!((spans.dtype(), numbers(spans)), (DType::Timedelta64(TimeUnit::Hour), vec![18, 12, 6, 0]));
}

#[test]
fn other_elements_are_not_seen_as_dates() {
    let (floats, narrow) = ([1.0], [1_i32]);
    for operand in [Operand::from(&floats), Operand::from(&narrow)] {
        let refused = operand.view(DType::Datetime64(TimeUnit::Day)).expect_err("they are none");
        assert!(matches!(refused.kind(), ErrorKind::Bind(BindError::View { .. })), "{refused}");
    }
    assert!(AnyArray::from(array![1.0]).view(DType::I64).is_err());
    assert!(Output::from(&mut [1_u64]).view(DType::Datetime64(TimeUnit::Day)).is_err());
}

#[test]
fn values_keep_their_unit() {
    let start = Scalar::datetime64(Datetime(10), TimeUnit::Hour);
    let step = Scalar::timedelta64(Timedelta(30), TimeUnit::Minute);
    let later = eval("start + n*step", &vars! { start, step, n: 3 }).expect("it is right");
    assert_eq!(later.to_scalar(), Some(Scalar::datetime64(Datetime(690), TimeUnit::Minute)));
    assert_eq!(later.to_scalar().map(|value| value.to_string()).as_deref(), Some("1970-01-01T11:30"));
    // The same text with other units is another program.
    let step = Scalar::timedelta64(Timedelta(30), TimeUnit::Second);
    let later = eval("start + n*step", &vars! { start, step, n: 3 }).expect("it is right");
    assert_eq!(later.to_scalar(), Some(Scalar::datetime64(Datetime(36_090), TimeUnit::Second)));
}

#[test]
fn outputs_take_dates_of_their_unit() {
    let ticks = array![0, 3_599, 3_600, -1];
    let mut hours = [0_i64; 4];
    let hour = DType::Datetime64(TimeUnit::Hour);
    evaluate("t", &vars! { t: seconds(&ticks) }, Output::from(&mut hours).view(hour).expect("they are integers"))
        .expect("units are of one kind");
    assert_eq!(hours, [0, 0, 1, -1]);

    let refused = evaluate("t", &vars! { t: seconds(&ticks) }, &mut hours).expect_err("a date is no integer");
    assert!(refused.to_string().contains("datetime64[s]"), "{refused}");
    let mut new = AnyArray::zeros(DType::Timedelta64(TimeUnit::Millisecond), &[4]);
    evaluate("t - t[0]", &vars! { t: seconds(&ticks) }, &mut new).expect("they are lengths of time");
    assert_eq!(numbers(new), [0, 3_599_000, 3_600_000, -1_000]);
}

#[test]
fn updates_go_in_place() {
    let mut ticks = array![1, 2, 3];
    let dtype = DType::Datetime64(TimeUnit::Day);
    let step = Expr::parse(r#"t += timedelta64(1, "W")"#).expect("it is right");
    let output = Output::from(&mut ticks).view(dtype).expect("they are integers");
    step.run(&Vars::new(), &mut fusexpr::Outputs::new().with("t", output)).expect("it is right");
    assert_eq!(ticks, array![8, 9, 10]);
}

#[test]
fn types_are_read_and_written() {
    for dtype in ["datetime64[s]", "timedelta64[ms]", "datetime64", "timedelta64[Y]"] {
        assert_eq!(dtype.parse::<DType>().expect("it is a type").to_string(), dtype);
    }
    for text in ["datetime64[q]", "f64[s]", "datetime64[s", "datetime64[]"] {
        assert!(text.parse::<DType>().is_err(), "{text}");
    }
}

/// What is refused says why.
#[test]
fn refusals() {
    let ticks = array![1, 2, 3];
    let span = Operand::from(&ticks).view(DType::Timedelta64(TimeUnit::Month)).expect("they are integers");
    let t = seconds(&ticks);
    let vars = vars! { t, m: span, x: 1.5 };
    for (source, message) in [
        ("t + t", "`+` is not defined for datetime64[s] and datetime64[s]"),
        ("t * 2", "`*` is not defined for datetime64[s] and i64"),
        ("t < 5", "`<` is not defined for datetime64[s] and i64"),
        ("t == x", "`==` is not defined for datetime64[s] and f64"),
        ("t + m", "datetime64[s] and timedelta64[M] have no conversion: months differ in length"),
        (r#"datetime64(t, "as")"#, "datetime64[s] and datetime64[as] have no conversion: 64 bits hold too few"),
        ("timedelta64(t)", "datetime64[s] and timedelta64 have no conversion: a date is no length of time"),
        ("datetime64(5)", "a number becomes a datetime64 only with a unit"),
        (r#"timedelta64(5, "sec")"#, "there is no unit of time `sec`"),
        (r#"timedelta64("5 s")"#, "\"5 s\" is no length of time"),
        (r#"datetime64("2024-02-30")"#, "\"2024-02-30\" is no date: there is no such day"),
        (r#"datetime64("May")"#, "\"May\" is no date: it is not written as a date"),
        ("sum(t)", "`sum` is not defined for datetime64[s]"),
        ("std(m)", "`std` is not defined for timedelta64[M]"),
        ("prod(m)", "`prod` is not defined for timedelta64[M]"),
        ("cumsum(t)", "`cumsum` is not defined for datetime64[s]"),
        ("sqrt(t)", "`sqrt` is not defined for datetime64[s]"),
        ("arctan2(m, True)", "`arctan2` is not defined for timedelta64[M] and bool"),
        ("linspace(t[0], t[1])", "`linspace` is not defined for datetime64[s]"),
        ("year(m)", "`year` is not defined for timedelta64[M]"),
        ("t and t", "`and` takes bool operands, not datetime64[s]"),
    ] {
        let error = eval(source, &vars).expect_err(source);
        assert!(error.to_string().starts_with(message), "{source}: {error}");
    }
}
