//! Dates and lengths of time, counted one by one: nothing here asks the engine.
//!
//! A unit is so many attoseconds, or so many months; which units have one in common is worked out of that. Where a
//! number leaves 64 bits on the way nothing is said of the result.

use super::elementwise::common;
use super::typed::{Refusal, Typed, known_of_all};
use crate::common::Value;
use crate::common::references::reference;
use fusexpr::{Casting, DType, TimeUnit};
use std::cmp::Ordering;

pub const NAT: i64 = i64::MIN;

pub fn is_time(dtype: DType) -> bool {
    matches!(dtype, DType::Datetime64(_) | DType::Timedelta64(_))
}

fn is_span(dtype: DType) -> bool {
    matches!(dtype, DType::Timedelta64(_))
}

fn unit(dtype: DType) -> TimeUnit {
    match dtype {
        DType::Datetime64(unit) | DType::Timedelta64(unit) => unit,
        other => unreachable!("{other} has no unit"),
    }
}

/// How long a unit is.
#[derive(Clone, Copy, PartialEq)]
enum Length {
    Months(i128),
    Attoseconds(i128),
    /// It is none.
    Nothing,
}

fn length(unit: TimeUnit) -> Length {
    const SECOND: i128 = 1_000_000_000_000_000_000;
    Length::Attoseconds(match unit {
        TimeUnit::Year => return Length::Months(12),
        TimeUnit::Month => return Length::Months(1),
        TimeUnit::Week => 604_800 * SECOND,
        TimeUnit::Day => 86_400 * SECOND,
        TimeUnit::Hour => 3_600 * SECOND,
        TimeUnit::Minute => 60 * SECOND,
        TimeUnit::Second => SECOND,
        TimeUnit::Millisecond => SECOND / 1_000,
        TimeUnit::Microsecond => SECOND / 1_000_000,
        TimeUnit::Nanosecond => SECOND / 1_000_000_000,
        TimeUnit::Picosecond => 1_000_000,
        TimeUnit::Femtosecond => 1_000,
        TimeUnit::Attosecond => 1,
        TimeUnit::Generic => return Length::Nothing,
    })
}

/// The unit of two in which both can be counted; `is_date` of dates, which a calendar brings from months to days.
fn common_unit(x: TimeUnit, y: TimeUnit, is_date: bool) -> Option<TimeUnit> {
    const LIMIT: i128 = 1 << 56;
    let is_fine = |long: i128, short: i128| long / short < LIMIT;
    match (length(x), length(y)) {
        (Length::Nothing, _) => Some(y),
        (_, Length::Nothing) => Some(x),
        (Length::Months(a), Length::Months(b)) => Some(if a < b { x } else { y }),
        (Length::Attoseconds(a), Length::Attoseconds(b)) if is_fine(a.max(b), a.min(b)) => {
            Some(if a < b { x } else { y })
        }
        (Length::Attoseconds(_), Length::Attoseconds(_)) => None,
        (Length::Months(_), Length::Attoseconds(a)) => {
            (is_date && is_fine(86_400_000_000_000_000_000_000, a)).then_some(y)
        }
        (Length::Attoseconds(a), Length::Months(_)) => {
            (is_date && is_fine(86_400_000_000_000_000_000_000, a)).then_some(x)
        }
    }
}

/// The type that two have in common, one of which is a date or a length of time.
pub fn result_type(x: DType, y: DType) -> Option<DType> {
    match (x, y) {
        (DType::Datetime64(x), DType::Datetime64(y)) => common_unit(x, y, true).map(DType::Datetime64),
        (DType::Timedelta64(x), DType::Timedelta64(y)) => common_unit(x, y, false).map(DType::Timedelta64),
        (DType::Timedelta64(_), DType::Bool) => Some(x),
        (DType::Bool, DType::Timedelta64(_)) => Some(y),
        (DType::Timedelta64(_), other) => (other.is_integer() && other != DType::U64).then_some(x),
        (other, DType::Timedelta64(_)) => (other.is_integer() && other != DType::U64).then_some(y),
        _ => None,
    }
}

/// The days from 1970 to the first of a month, which is counted from January 1970.
fn days_before(months: i128) -> i128 {
    let (years, month) = (months.div_euclid(12), months.rem_euclid(12));
    let (eras, year) = ((years - 30).div_euclid(400), (years - 30).rem_euclid(400));
    let is_leap = |year: i128| year % 4 == 0 && (year % 100 != 0 || year == 0);
    let mut days = 10_957 + eras * 146_097;
    days += (0..year).map(|year| 365 + i128::from(is_leap(year))).sum::<i128>();
    let lengths = [31, 28 + i128::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30];
    days + lengths[..month as usize].iter().sum::<i128>()
}

/// The month that a day is in: the last one that begins no later, found by halving.
fn month_of(days: i128) -> i128 {
    let (mut low, mut high) = (days / 32 * 12 / 13 - 10_000, days / 27 + 10_000);
    if low > high {
        (low, high) = (high - 20_000, low + 20_000);
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match days_before(middle).cmp(&days) {
            Ordering::Greater => high = middle,
            _ => low = middle,
        }
    }
    low
}

/// A number of units of one kind in another one; none where 64 bits may be left on the way.
fn moved(ticks: i64, from: TimeUnit, to: TimeUnit) -> Option<i64> {
    const SAFE: i128 = 1 << 55;
    const DAY: i128 = 86_400_000_000_000_000_000_000;
    if ticks == NAT || from == to {
        return Some(ticks);
    }
    let ticks = i128::from(ticks);
    let checked = |ticks: i128| i64::try_from(ticks).ok().filter(|ticks| *ticks != NAT);
    let is_safe = ticks.abs() < SAFE;
    match (length(from), length(to)) {
        (Length::Nothing, _) | (_, Length::Nothing) => checked(ticks),
        (Length::Months(a), Length::Months(b)) if a >= b => checked(ticks * (a / b)),
        (Length::Months(a), Length::Months(b)) => checked(ticks.div_euclid(b / a)),
        (Length::Attoseconds(a), Length::Attoseconds(b)) if a >= b => checked(ticks * (a / b)),
        (Length::Attoseconds(a), Length::Attoseconds(b)) => checked(ticks.div_euclid(b / a)),
        (Length::Months(a), Length::Attoseconds(b)) if is_safe => {
            let days = days_before(ticks * a);
            checked(if b > DAY { days.div_euclid(b / DAY) } else { days.checked_mul(DAY / b)? })
        }
        (Length::Attoseconds(a), Length::Months(b)) if is_safe => {
            let days = if a > DAY { ticks * (a / DAY) } else { ticks.div_euclid(DAY / a) };
            checked(month_of(days).div_euclid(b))
        }
        _ => None,
    }
}

fn ticks(value: Value) -> i64 {
    match value {
        Value::Datetime(ticks) | Value::Timedelta(ticks) => ticks,
        other => unreachable!("{other:?} is no time"),
    }
}

fn of_type(dtype: DType, ticks: i64) -> Value {
    if is_span(dtype) { Value::Timedelta(ticks) } else { Value::Datetime(ticks) }
}

/// A value as one of another type; one of the two types is of dates or lengths of time.
pub fn converted(x: &Typed, dtype: DType) -> Result<Typed, Refusal> {
    if !is_time(dtype) {
        let elements = x.elements.iter().map(|x| x.cast(dtype)).collect();
        return Ok(Typed { dtype, elements, slack: x.unknown_where_open(), ..x.clone() });
    }
    if !is_time(x.dtype) {
        if dtype == DType::Datetime64(TimeUnit::Generic) {
            return Err("a date without a unit".into());
        }
        let elements = match &x.integer {
            Some(value) => vec![of_type(dtype, i64::try_from(value).map_err(|_| "an integer that does not fit")?)],
            None => x.elements.iter().map(|x| x.cast(dtype)).collect(),
        };
        return Ok(Typed { dtype, integer: None, elements, slack: x.unknown_where_open(), ..x.clone() });
    }
    let (from, to) = (unit(x.dtype), unit(dtype));
    if is_span(x.dtype) != is_span(dtype) {
        return Err("a date is no length of time".into());
    }
    if common_unit(from, to, !is_span(dtype)).is_none() {
        return Err("units without a conversion".into());
    }
    let moved: Vec<Option<i64>> = x.elements.iter().map(|&x| moved(ticks(x), from, to)).collect();
    let mut result = Typed { dtype, weak: false, slack: x.unknown_where_open(), ..x.clone() };
    result.elements = moved.iter().map(|ticks| of_type(dtype, ticks.unwrap_or(0))).collect();
    if moved.contains(&None) {
        let own = result.slack.unwrap_or_else(|| vec![0.0; moved.len()]);
        let open = |(moved, own): (&Option<i64>, f64)| if moved.is_none() { f64::INFINITY } else { own };
        result.slack = Some(moved.iter().zip(own).map(open).collect());
    }
    Ok(result)
}

/// Whether a value of a type may be written into an array of another one, of which one is of dates or lengths of time.
pub fn can_cast(from: DType, to: DType, casting: Casting) -> bool {
    let is_safe = result_type(from, to) == Some(to);
    let is_number = |dtype: DType| !is_time(dtype);
    match casting {
        Casting::No | Casting::Equiv => from == to,
        Casting::Safe => is_safe,
        Casting::SameKind => match (from, to) {
            _ if is_safe => true,
            (DType::Datetime64(_), DType::Datetime64(to)) => to != TimeUnit::Generic,
            (DType::Timedelta64(from), DType::Timedelta64(to)) => {
                let is_of_months = |unit| matches!(length(unit), Length::Months(_));
                let has_unit = |unit| unit != TimeUnit::Generic;
                has_unit(to) && (!has_unit(from) || is_of_months(from) == is_of_months(to))
            }
            (from, DType::Timedelta64(_)) => from.is_integer() || from == DType::Bool,
            _ => false,
        },
        Casting::Unsafe => is_number(from) || is_number(to) || is_span(from) == is_span(to),
    }
}

/// An operation, if it is one on dates or lengths of time.
pub fn apply(name: &str, operands: &[Typed]) -> Result<Option<Typed>, Refusal> {
    let first = usize::from(name == "where");
    if operands.len() <= first || !operands[first..].iter().any(|x| is_time(x.dtype)) {
        return Ok(None);
    }
    match (name, operands) {
        ("add" | "subtract" | "multiply" | "divide" | "floor_divide" | "remainder", [x, y]) => {
            arithmetic(name, x, y).map(Some)
        }
        ("where", [condition, x, y]) => {
            let dtype = common_type(&[x, y])?;
            let operands = [condition.converted(DType::Bool)?, converted_to(x, dtype)?, converted_to(y, dtype)?];
            by_reference(name, &operands, dtype).map(Some)
        }
        (
            "less" | "less_equal" | "greater" | "greater_equal" | "equal" | "not_equal" | "minimum" | "maximum"
            | "fmin" | "fmax" | "clip",
            _,
        ) => {
            let dtype = common_type(&operands.iter().collect::<Vec<_>>())?;
            let operands: Vec<Typed> = operands.iter().map(|x| converted_to(x, dtype)).collect::<Result<_, _>>()?;
            by_reference(name, &operands, dtype).map(Some)
        }
        (_, [x]) => of_one(name, x).map(Some),
        _ => Err(format!("{name} of dates").into()),
    }
}

fn converted_to(x: &Typed, dtype: DType) -> Result<Typed, Refusal> {
    if x.dtype == dtype { Ok(x.clone()) } else { converted(x, dtype) }
}

/// The type that operands have in common; weak integers have that of what they meet.
fn common_type(operands: &[&Typed]) -> Result<DType, Refusal> {
    let strong: Vec<DType> = operands.iter().filter(|x| !x.weak).map(|x| x.dtype).collect();
    let numbers: Vec<DType> = strong.iter().copied().filter(|&dtype| !is_time(dtype)).collect();
    let has_float = |dtypes: &[DType]| dtypes.iter().any(|&dtype| !dtype.is_integer() && dtype != DType::Bool);
    let weak: Vec<DType> = operands.iter().filter(|x| x.weak).map(|x| x.dtype).collect();
    let mut all = None;
    for &dtype in &strong {
        all = Some(match all {
            None => dtype,
            Some(all) if is_time(all) || is_time(dtype) => result_type(all, dtype).ok_or("no type in common")?,
            Some(all) => super::types::result_type(all, dtype),
        });
    }
    let all: DType = all.ok_or("dates are not weak")?;
    if has_float(&numbers) || has_float(&weak) || (!weak.is_empty() && !is_span(all)) {
        return Err("no type in common".into());
    }
    Ok(all)
}

fn by_reference(name: &str, operands: &[Typed], dtype: DType) -> Result<Typed, Refusal> {
    let compute = reference(name, operands.len()).unwrap_or_else(|| panic!("{name} has no reference")).compute;
    let is_truth =
        matches!(name, "less" | "less_equal" | "greater" | "greater_equal" | "equal" | "not_equal" | "isnat");
    let is_number = matches!(name, "year" | "month" | "day" | "hour" | "minute" | "second" | "weekday");
    let result = if is_truth {
        DType::Bool
    } else if is_number {
        DType::I64
    } else {
        dtype
    };
    each(operands, result, |values| compute(values, 64).expect("there is a reference for times").cast(result))
}

/// The result of a function of the operands' elements.
fn each(operands: &[Typed], dtype: DType, of: impl Fn(&[Value]) -> Value) -> Result<Typed, Refusal> {
    let stretched = common(operands)?;
    let count = stretched[0].elements.len();
    let at = |i: usize| stretched.iter().map(|x| x.elements[i]).collect::<Vec<_>>();
    let elements = (0..count).map(|i| of(&at(i))).collect();
    let mut result = Typed::array(dtype, stretched[0].shape.clone(), elements);
    result.known = known_of_all(operands);
    result.moved = operands.iter().any(|x| x.moved);
    let is_open = |i: usize| stretched.iter().any(|x| x.slack.as_ref().is_some_and(|slack| slack[i] > 0.0));
    let slack: Vec<f64> = (0..count).map(|i| if is_open(i) { f64::INFINITY } else { 0.0 }).collect();
    result.slack = slack.iter().any(|&slack| slack > 0.0).then_some(slack);
    Ok(result)
}

fn of_one(name: &str, x: &Typed) -> Result<Typed, Refusal> {
    let dtype = x.dtype;
    let nothing = |of: fn(i64) -> bool| each(std::slice::from_ref(x), DType::Bool, |x| Value::Bool(of(ticks(x[0]))));
    let number = |of: fn(i64) -> i64| each(std::slice::from_ref(x), dtype, |x| of_type(dtype, of(ticks(x[0]))));
    match name {
        "isnat" | "isnan" => nothing(|x| x == NAT),
        "isfinite" => nothing(|x| x != NAT),
        "isinf" => nothing(|_| false),
        "copy" | "real" => number(|x| x),
        "ones_like" => number(|_| 1),
        "zeros_like" | "imag" => number(|_| 0),
        "positive" if is_span(dtype) => number(|x| x),
        "negative" if is_span(dtype) => number(i64::wrapping_neg),
        "absolute" if is_span(dtype) => number(i64::wrapping_abs),
        "sign" if is_span(dtype) => number(i64::signum),
        "year" | "month" | "day" | "hour" | "minute" | "second" | "weekday" if !is_span(dtype) => {
            if unit(dtype) == TimeUnit::Generic {
                return Err("a date without a unit".into());
            }
            // Through the unit that the engine needs, which not all units have a way to.
            let needed = match name {
                "year" => TimeUnit::Year,
                "month" => TimeUnit::Month,
                "hour" => TimeUnit::Hour,
                "minute" => TimeUnit::Minute,
                "second" => TimeUnit::Second,
                _ => TimeUnit::Day,
            };
            let seconds = converted(&converted_to(x, DType::Datetime64(needed))?, DType::Datetime64(TimeUnit::Second))?;
            by_reference(name, &[seconds], dtype)
        }
        cast => match super::types::outcome(cast) {
            Some(to) if to.name() == cast => Ok(Typed { weak: false, ..converted(x, to)? }),
            _ => Err(format!("{name} of {dtype}").into()),
        },
    }
}

/// `+ - * / // %`
fn arithmetic(name: &str, x: &Typed, y: &Typed) -> Result<Typed, Refusal> {
    let refused = || Refusal::Refused(format!("{name} of {} and {}", x.dtype, y.dtype));
    let is_count = |x: &Typed| x.dtype.is_integer() || x.dtype == DType::Bool;
    let is_float = |x: &Typed| matches!(x.dtype, DType::F16 | DType::F32 | DType::F64);
    match (name, is_time(x.dtype), is_time(y.dtype)) {
        ("add", _, true) if !is_span(y.dtype) => return moved_date(y, x, |date, span| date.wrapping_add(span)),
        ("add", true, _) if !is_span(x.dtype) => return moved_date(x, y, |date, span| date.wrapping_add(span)),
        ("subtract", true, true) if !is_span(x.dtype) && !is_span(y.dtype) => {
            let dtype = result_type(x.dtype, y.dtype).ok_or_else(refused)?;
            let (x, y) = (converted_to(x, dtype)?, converted_to(y, dtype)?);
            let dtype = DType::Timedelta64(unit(dtype));
            return each(&[x, y], dtype, |x| with_nat(dtype, x, |x, y| x.wrapping_sub(y)));
        }
        ("subtract", true, _) if !is_span(x.dtype) => return moved_date(x, y, |date, span| date.wrapping_sub(span)),
        _ => {}
    }
    if [x, y].iter().any(|x| is_time(x.dtype) && !is_span(x.dtype)) {
        return Err(refused());
    }
    match (name, is_time(x.dtype), is_time(y.dtype)) {
        ("add" | "subtract", true, true) => {
            let dtype = result_type(x.dtype, y.dtype).ok_or_else(refused)?;
            added(name, &converted_to(x, dtype)?, &converted_to(y, dtype)?)
        }
        ("add" | "subtract", true, false) if is_count(y) => added(name, x, &converted(y, x.dtype)?),
        ("add" | "subtract", false, true) if is_count(x) => added(name, &converted(x, y.dtype)?, y),
        ("multiply", true, false) => times(x, y).ok_or_else(refused)?,
        ("multiply", false, true) => times(y, x).ok_or_else(refused)?,
        ("divide" | "floor_divide", true, false) if is_count(y) && y.dtype != DType::Bool => {
            let counts = y.converted(DType::I64)?;
            each(&[x.clone(), counts], x.dtype, |values| match (ticks(values[0]), values[1]) {
                (NAT, _) | (_, Value::Int(0)) => of_type(x.dtype, NAT),
                (span, Value::Int(count)) => of_type(x.dtype, span.wrapping_div(count as i64)),
                _ => unreachable!("it was converted"),
            })
        }
        ("divide" | "floor_divide", true, false) if is_float(y) => scaled(x, y, |span, by| span / by),
        ("divide" | "floor_divide" | "remainder", true, true) => {
            let dtype = result_type(x.dtype, y.dtype).ok_or_else(refused)?;
            divided(name, &[converted_to(x, dtype)?, converted_to(y, dtype)?], dtype)
        }
        _ => Err(refused()),
    }
}

/// A number of two, unless one is NaT.
fn with_nat(dtype: DType, values: &[Value], of: fn(i64, i64) -> i64) -> Value {
    let (x, y) = (ticks(values[0]), ticks(values[1]));
    of_type(dtype, if x == NAT || y == NAT { NAT } else { of(x, y) })
}

fn moved_date(date: &Typed, span: &Typed, of: fn(i64, i64) -> i64) -> Result<Typed, Refusal> {
    let (date, span) = if is_span(span.dtype) {
        let unit = common_unit(unit(date.dtype), unit(span.dtype), true).ok_or("units without one in common")?;
        (converted_to(date, DType::Datetime64(unit))?, converted_to(span, DType::Timedelta64(unit))?)
    } else if is_time(span.dtype) || !(span.dtype.is_integer() || span.dtype == DType::Bool) {
        return Err("a date is moved by lengths of time and integers".into());
    } else {
        (date.clone(), converted(span, DType::Timedelta64(unit(date.dtype)))?)
    };
    let dtype = date.dtype;
    each(&[date, span], dtype, |values| with_nat(dtype, values, of))
}

fn added(name: &str, x: &Typed, y: &Typed) -> Result<Typed, Refusal> {
    let of: fn(i64, i64) -> i64 = if name == "add" { i64::wrapping_add } else { i64::wrapping_sub };
    each(&[x.clone(), y.clone()], x.dtype, |values| with_nat(x.dtype, values, of))
}

fn times(span: &Typed, number: &Typed) -> Option<Result<Typed, Refusal>> {
    Some(match number.dtype {
        DType::F16 | DType::F32 | DType::F64 => scaled(span, number, |span, by| span * by),
        dtype if dtype.is_integer() || dtype == DType::Bool => number.converted(DType::I64).and_then(|counts| {
            each(&[span.clone(), counts], span.dtype, |values| match (ticks(values[0]), values[1]) {
                (NAT, _) => of_type(span.dtype, NAT),
                (x, Value::Int(count)) => of_type(span.dtype, x.wrapping_mul(count as i64)),
                _ => unreachable!("it was converted"),
            })
        }),
        _ => return None,
    })
}

fn scaled(span: &Typed, number: &Typed, of: fn(f64, f64) -> f64) -> Result<Typed, Refusal> {
    let number = number.converted(DType::F64)?;
    each(&[span.clone(), number], span.dtype, |values| match (ticks(values[0]), values[1]) {
        (NAT, _) => of_type(span.dtype, NAT),
        (x, Value::F64(by)) => Value::F64(of(x as f64, by)).cast(span.dtype),
        _ => unreachable!("it was converted"),
    })
}

/// Two lengths of time of one unit.
fn divided(name: &str, operands: &[Typed; 2], dtype: DType) -> Result<Typed, Refusal> {
    let result = match name {
        "divide" => DType::F64,
        "floor_divide" => DType::I64,
        _ => dtype,
    };
    each(operands, result, |values| {
        let (x, y) = (ticks(values[0]), ticks(values[1]));
        let is_nothing = x == NAT || y == NAT;
        let quotient = |x: i64, y: i64| i128::from(x).div_euclid(i128::from(y).abs()) * i128::from(y.signum());
        let floor = |x: i64, y: i64| if y < 0 { (-i128::from(x)).div_euclid(-i128::from(y)) } else { quotient(x, y) };
        match name {
            "divide" if is_nothing => Value::F64(f64::NAN),
            "divide" => Value::F64(x as f64 / y as f64),
            "floor_divide" if is_nothing || y == 0 => Value::Int(0),
            "floor_divide" => Value::Int(floor(x, y)).cast(DType::I64),
            _ if is_nothing || y == 0 => of_type(dtype, NAT),
            _ => of_type(dtype, (i128::from(x) - floor(x, y) * i128::from(y)) as i64),
        }
    })
}

/// The reduction of the terms of each element of a result.
pub fn reduced(name: &str, x: &Typed, shape: Vec<usize>, places: &[Vec<usize>]) -> Result<Typed, Refusal> {
    let dtype = x.dtype;
    let result = match name {
        "any" | "all" => DType::Bool,
        "argmin" | "argmax" | "nanargmin" | "nanargmax" | "count_nonzero" => DType::I64,
        "ptp" => DType::Timedelta64(unit(dtype)),
        "sum" | "mean" | "nansum" | "nanmean" if is_span(dtype) => dtype,
        "min" | "max" | "nanmin" | "nanmax" => dtype,
        _ => return Err(format!("{name} of {dtype}").into()),
    };
    let mut elements = Vec::new();
    let mut slack = Vec::new();
    for cell in places {
        let terms: Vec<i64> = cell.iter().map(|&place| ticks(x.elements[place])).collect();
        if terms.is_empty()
            && matches!(
                name,
                "min" | "max" | "nanmin" | "nanmax" | "ptp" | "argmin" | "argmax" | "nanargmin" | "nanargmax"
            )
        {
            return Err("nothing to compare".into());
        }
        let is_open = cell.iter().any(|&place| x.slack.as_ref().is_some_and(|slack| slack[place] > 0.0));
        let value = term(name, result, &terms);
        slack.push(if is_open || value.is_none() { f64::INFINITY } else { 0.0 });
        elements.push(value.unwrap_or_else(|| Value::Int(0).cast(result)));
    }
    let mut reduced = Typed::array(result, shape, elements);
    reduced.slack = slack.iter().any(|&slack| slack > 0.0).then_some(slack);
    Ok(reduced)
}

/// One reduction; nothing is said of a sum that leaves 64 bits.
fn term(name: &str, dtype: DType, terms: &[i64]) -> Option<Value> {
    let has_nat = terms.contains(&NAT);
    let numbers = || terms.iter().copied().filter(|&term| term != NAT);
    let extreme = |is_max: bool| if is_max { numbers().max() } else { numbers().min() };
    let place = |is_max: bool| {
        let wanted = if has_nat { Some(NAT) } else { extreme(is_max) };
        Value::Int(terms.iter().position(|&term| Some(term) == wanted).expect("it is one of them") as i128)
    };
    let total: i128 = numbers().map(i128::from).sum();
    let is_small = numbers().map(|term| i128::from(term).abs()).sum::<i128>() < i128::from(i64::MAX);
    Some(match name {
        "any" => Value::Bool(terms.iter().any(|&term| term != 0)),
        "all" => Value::Bool(terms.iter().all(|&term| term != 0)),
        "count_nonzero" => Value::Int(terms.iter().filter(|&&term| term != 0).count() as i128),
        "argmin" | "nanargmin" => place(false),
        "argmax" | "nanargmax" => place(true),
        "nanmin" | "nanmax" => of_type(dtype, extreme(name == "nanmax").unwrap_or(NAT)),
        _ if has_nat => of_type(dtype, NAT),
        "min" | "max" => of_type(dtype, extreme(name == "max").expect("there is one")),
        "ptp" => of_type(dtype, extreme(true)?.wrapping_sub(extreme(false)?)),
        _ if !is_small => return None,
        "sum" | "nansum" => of_type(dtype, total as i64),
        _ if terms.is_empty() => of_type(dtype, NAT),
        _ => of_type(dtype, (total / terms.len() as i128) as i64),
    })
}
