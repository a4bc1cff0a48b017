//! Dates and lengths of time as texts: ISO 8601, read and written as NumPy does.
//!
//! A date's unit is that of the last thing that it says, `2024-05` a month, `2024-05-01T12:30` a minute; digits behind
//! the second's point are read in threes. A zone (`Z`, `+02:00`) is taken off. What 64 bits cannot hold is refused, where
//! NumPy wraps, and so are `now` and `today`: what an expression gives is decided by its text and its operands.

use super::calendar::{day_of_month, days_of_months, months_of_days};
use super::ticks::{Datetime, Timedelta};
use super::unit::{Step, TimeUnit, steps};

/// A text that is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseTimeError {
    /// It is not written as a date is.
    #[error("it is not written as a date: 2024-05-01, or 2024-05-01T12:30:00.5")]
    Form,
    /// There is no such month, day, hour, minute or second.
    #[error("there is no such {0}")]
    Range(&'static str),
    /// It is more units from 1970 than 64 bits hold.
    #[error("it is too far from 1970 for its unit")]
    Overflow,
}

use ParseTimeError::{Form, Overflow, Range};

/// What is left of a text.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn eat(&mut self, byte: u8) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// The digits that come next, `most` of them.
    fn digits(&mut self, most: usize) -> &[u8] {
        let count = self.0.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(count);
        self.0 = rest;
        digits
    }

    /// A number of two digits, below a limit.
    fn two(&mut self, what: &'static str, least: i64, limit: i64) -> Result<i64, ParseTimeError> {
        let digits = self.digits(2);
        if digits.len() != 2 {
            return Err(Form);
        }
        let number = number(digits)?;
        if (least..limit).contains(&number) { Ok(number) } else { Err(Range(what)) }
    }
}

fn number(digits: &[u8]) -> Result<i64, ParseTimeError> {
    let digit = |number: i64, byte: &u8| number.checked_mul(10)?.checked_add(i64::from(byte - b'0'));
    digits.iter().try_fold(0_i64, |number, byte| digit(number, byte).ok_or(Overflow))
}

/// A date and time in pieces, with the unit of the last piece that is there.
struct Pieces {
    months: i64,
    /// From 0.
    day: i64,
    minutes: i64,
    seconds: i64,
    /// In units of the fraction's own, below a second.
    fraction: i64,
    unit: TimeUnit,
}

impl Datetime {
    /// Reads a date as it is written in ISO 8601, with its unit: the one asked for, or that of the last thing it says.
    ///
    /// ```
    /// use fusexpr::{Datetime, TimeUnit};
    ///
    /// assert_eq!(Datetime::parse("1970-01-02", None), Ok((Datetime(1), TimeUnit::Day)));
    /// assert_eq!(Datetime::parse("1970-01-02", Some(TimeUnit::Hour)), Ok((Datetime(24), TimeUnit::Hour)));
    /// assert!(Datetime::parse("1970-02-30", None).is_err());
    /// ```
    ///
    /// # Errors
    /// A [`ParseTimeError`] that says what is wrong with the text.
    pub fn parse(text: &str, unit: Option<TimeUnit>) -> Result<(Datetime, TimeUnit), ParseTimeError> {
        datetime(text, unit)
    }

    /// The same date in another unit, rounded down; none if 64 bits cannot hold it.
    ///
    /// ```
    /// use fusexpr::{Datetime, TimeUnit};
    ///
    /// assert_eq!(Datetime(50).in_unit(TimeUnit::Hour, TimeUnit::Day), Some(Datetime(2)));
    /// ```
    pub fn in_unit(self, from: TimeUnit, to: TimeUnit) -> Option<Datetime> {
        if self.is_nat() {
            return Some(self);
        }
        converted(self.0, from, to).ok().filter(|ticks| *ticks != i64::MIN).map(Datetime)
    }

    /// The date as NumPy writes it: `2024-05-01T12:30`, down to its unit.
    pub fn text(self, unit: TimeUnit) -> String {
        show_datetime(self, unit)
    }
}

/// The date that a text is, in its own unit or in one that is asked for.
pub(crate) fn datetime(text: &str, unit: Option<TimeUnit>) -> Result<(Datetime, TimeUnit), ParseTimeError> {
    if text.is_empty() || text.eq_ignore_ascii_case("nat") {
        return Ok((Datetime::NAT, unit.unwrap_or(TimeUnit::Generic)));
    }
    let pieces = parse(text.trim_ascii_start())?;
    let own = counted(&pieces)?;
    let Some(unit) = unit else { return Ok((Datetime(own), pieces.unit)) };
    converted(own, pieces.unit, unit).map(|ticks| (Datetime(ticks), unit))
}

/// A number of units of one kind in another one.
fn converted(ticks: i64, from: TimeUnit, to: TimeUnit) -> Result<i64, ParseTimeError> {
    let steps = steps(from, to).map_err(|_| Overflow)?;
    steps.iter().try_fold(ticks, |ticks, (step, _)| match *step {
        Step::Times(factor) => ticks.checked_mul(factor).ok_or(Overflow),
        Step::Over(factor) => Ok(ticks.div_euclid(factor)),
        Step::DaysToMonths => Ok(months_of_days(ticks)),
        Step::MonthsToDays => Ok(days_of_months(ticks)),
    })
}

fn parse(text: &str) -> Result<Pieces, ParseTimeError> {
    let mut rest = Rest(text.as_bytes());
    let is_negative = match rest.eat(b'-') {
        true => true,
        false => {
            rest.eat(b'+');
            false
        }
    };
    let digits = rest.digits(usize::MAX);
    if digits.is_empty() {
        return Err(Form);
    }
    let year = number(digits)?;
    let year = if is_negative { -year } else { year };
    let months = year.checked_sub(1970).and_then(|year| year.checked_mul(12)).ok_or(Overflow)?;
    let mut pieces = Pieces { months, day: 0, minutes: 0, seconds: 0, fraction: 0, unit: TimeUnit::Year };
    if rest.0.is_empty() {
        return Ok(pieces);
    }
    if !rest.eat(b'-') {
        return Err(Form);
    }
    pieces.months = months.checked_add(rest.two("month", 1, 13)? - 1).ok_or(Overflow)?;
    pieces.unit = TimeUnit::Month;
    if rest.0.is_empty() {
        return Ok(pieces);
    }
    if !rest.eat(b'-') {
        return Err(Form);
    }
    let length = days_of_months(pieces.months.wrapping_add(1)).wrapping_sub(days_of_months(pieces.months));
    pieces.day = rest.two("day", 1, length + 1)? - 1;
    pieces.unit = TimeUnit::Day;
    if rest.0.is_empty() {
        return Ok(pieces);
    }
    if !rest.eat(b'T') && !rest.eat(b' ') {
        return Err(Form);
    }
    clock(&mut rest, &mut pieces)?;
    if rest.0.is_empty() { Ok(pieces) } else { Err(Form) }
}

/// What stands behind a day: hours at least.
fn clock(rest: &mut Rest<'_>, pieces: &mut Pieces) -> Result<(), ParseTimeError> {
    pieces.minutes = 60 * rest.two("hour", 0, 24)?;
    pieces.unit = TimeUnit::Hour;
    if rest.eat(b':') {
        pieces.minutes += rest.two("minute", 0, 60)?;
        pieces.unit = TimeUnit::Minute;
        if rest.eat(b':') {
            pieces.seconds = rest.two("second", 0, 60)?;
            pieces.unit = TimeUnit::Second;
            if rest.eat(b'.') {
                fraction(rest, pieces)?;
            }
        }
    }
    zone(rest, pieces)
}

/// The digits behind the second's point, filled up to a number of them that a unit has.
fn fraction(rest: &mut Rest<'_>, pieces: &mut Pieces) -> Result<(), ParseTimeError> {
    let digits = rest.digits(usize::MAX).to_vec();
    let units = TimeUnit::ALL.iter().filter(|unit| unit.decimals() >= digits.len().max(1));
    let unit = *units.min_by_key(|unit| unit.decimals()).ok_or(Form)?;
    let missing = (unit.decimals() - digits.len()) as u32;
    pieces.fraction = number(&digits)? * 10_i64.pow(missing);
    pieces.unit = unit;
    Ok(())
}

/// What a clock is ahead of UTC by.
fn zone(rest: &mut Rest<'_>, pieces: &mut Pieces) -> Result<(), ParseTimeError> {
    if rest.eat(b'Z') {
        return Ok(());
    }
    let sign = match rest.0.first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Ok(()),
    };
    rest.0 = &rest.0[1..];
    let mut ahead = 60 * rest.two("hour of a zone", 0, 24)?;
    rest.eat(b':');
    if !rest.0.is_empty() {
        ahead += rest.two("minute of a zone", 0, 60)?;
    }
    pieces.minutes -= sign * ahead;
    pieces.unit = pieces.unit.max(TimeUnit::Minute);
    Ok(())
}

/// The number of the pieces' units since 1970 began.
fn counted(pieces: &Pieces) -> Result<i64, ParseTimeError> {
    let Pieces { months, day, minutes, seconds, fraction, unit } = *pieces;
    match unit {
        TimeUnit::Year => return Ok(months.div_euclid(12)),
        TimeUnit::Month => return Ok(months),
        _ => {}
    }
    const MOST_MONTHS: i64 = i64::MAX / 64;
    if months.abs() > MOST_MONTHS {
        return Err(Overflow);
    }
    let wide = |days: i64| (i128::from(days) * 1440 + i128::from(minutes)) * 60 + i128::from(seconds);
    let in_seconds = wide(days_of_months(months) + day);
    let ticks = match unit {
        TimeUnit::Day | TimeUnit::Hour | TimeUnit::Minute => {
            in_seconds.div_euclid(converted(1, unit, TimeUnit::Second)?.into())
        }
        _ => {
            let whole = in_seconds.checked_mul(10_i128.pow(unit.decimals() as u32)).ok_or(Overflow)?;
            whole + i128::from(fraction)
        }
    };
    i64::try_from(ticks).ok().filter(|ticks| *ticks != i64::MIN).ok_or(Overflow)
}

/// A date as NumPy writes it: `2024-05-01T12:30`, down to its unit.
pub(crate) fn show_datetime(date: Datetime, unit: TimeUnit) -> String {
    if date.is_nat() {
        return "NaT".to_owned();
    }
    let year = |months: i64| format!("{:04}", i128::from(months.div_euclid(12)) + 1970);
    let month = |months: i64| format!("{}-{:02}", year(months), months.rem_euclid(12) + 1);
    match unit {
        TimeUnit::Generic => return date.to_string(),
        TimeUnit::Year => return format!("{:04}", i128::from(date.0) + 1970),
        TimeUnit::Month => return month(date.0),
        _ => {}
    }
    let (mut days, mut rest, mut per_day) = (date.0, 0, 1_i128);
    match unit {
        TimeUnit::Week => days = days.wrapping_mul(7),
        TimeUnit::Day => {}
        _ => {
            let units = TimeUnit::ALL[TimeUnit::Day as usize..unit as usize].iter();
            per_day = units.map(|unit| i128::from(steps_to_next(*unit))).product();
            days = i128::from(date.0).div_euclid(per_day) as i64;
            rest = i128::from(date.0).rem_euclid(per_day);
        }
    }
    let day = format!("{}-{:02}", month(months_of_days(days)), day_of_month(days));
    if unit <= TimeUnit::Day {
        return day;
    }
    let of = |part: i128| rest * part / per_day;
    let mut text = format!("{day}T{:02}", of(24));
    if unit >= TimeUnit::Minute {
        text += &format!(":{:02}", of(1440) % 60);
    }
    if unit >= TimeUnit::Second {
        text += &format!(":{:02}", of(86_400) % 60);
    }
    if unit.decimals() > 0 {
        let fraction = rest % (per_day / 86_400);
        text += &format!(".{fraction:0width$}", width = unit.decimals());
    }
    text
}

/// How many of the next shorter unit one is, from days down.
fn steps_to_next(unit: TimeUnit) -> i64 {
    let next = TimeUnit::ALL[unit as usize + 1];
    converted(1, unit, next).unwrap_or(1)
}

/// A length of time as NumPy writes it: `3 hours`.
pub(crate) fn show_timedelta(span: Timedelta, unit: TimeUnit) -> String {
    if span.is_nat() {
        return "NaT".to_owned();
    }
    match unit {
        TimeUnit::Generic => span.to_string(),
        _ => format!("{} {}", span.0, unit.plural()),
    }
}

#[cfg(test)]
mod tests {
    use super::TimeUnit::*;
    use super::*;

    /// NumPy 2.4's texts of some numbers of each unit; the greatest year wraps there.
    #[test]
    fn dates_are_written_as_numpy_writes_them() {
        let written: &[(TimeUnit, &[(i64, &str)])] = &[
            (Year, &[(0, "1970"), (-1, "1969"), (8030, "10000"), (-3000, "-1030"), (i64::MAX, "9223372036854777777")]),
            (Month, &[(0, "1970-01"), (-1, "1969-12"), (123_456, "12258-01"), (-123_456, "-8318-01")]),
            (Week, &[(0, "1970-01-01"), (-1, "1969-12-25"), (123_456, "4336-01-30"), (-123_456, "-397-12-04")]),
            (Day, &[(-1, "1969-12-31"), (123_456, "2308-01-06"), (-123_456, "1631-12-28"), (-719_893, "-001-01-01")]),
            (Hour, &[(0, "1970-01-01T00"), (-1, "1969-12-31T23"), (123_456, "1984-02-01T00")]),
            (Minute, &[(1, "1970-01-01T00:01"), (-123_456, "1969-10-07T06:24")]),
            (Second, &[(-1, "1969-12-31T23:59:59"), (i64::MIN + 1, "-292277022657-01-27T08:29:53")]),
            (Millisecond, &[(1, "1970-01-01T00:00:00.001"), (i64::MAX, "292278994-08-17T07:12:55.807")]),
            (Microsecond, &[(-1, "1969-12-31T23:59:59.999999")]),
            (Nanosecond, &[(123_456, "1970-01-01T00:00:00.000123456")]),
            (Picosecond, &[(-123_456, "1969-12-31T23:59:59.999999876544")]),
            (Femtosecond, &[(-1, "1969-12-31T23:59:59.999999999999999")]),
            (Attosecond, &[(1, "1970-01-01T00:00:00.000000000000000001")]),
            (Generic, &[(i64::MIN, "NaT")]),
        ];
        for (unit, pairs) in written {
            for (ticks, text) in *pairs {
                assert_eq!(show_datetime(Datetime(*ticks), *unit), *text, "{ticks} {unit}");
                let is_year_beyond = *unit == Year && *ticks == i64::MAX; // whose months are beyond 64 bits
                if *unit != Week && !is_year_beyond {
                    let read = datetime(text, Some(*unit)).map(|(date, _)| date.0);
                    assert_eq!(read, Ok(*ticks), "{text} in {unit}");
                }
            }
        }
        assert_eq!(show_timedelta(Timedelta(-3), Hour), "-3 hours");
        assert_eq!(show_timedelta(Timedelta(1), Nanosecond), "1 nanoseconds");
        assert_eq!(show_timedelta(Timedelta(5), Generic), "5");
        assert_eq!(show_timedelta(Timedelta::NAT, Second), "NaT");
    }

    #[test]
    fn what_64_bits_cannot_hold_is_refused() {
        for text in ["99999999999999999999", "9223372036854775807", "2024-05-01T12:34:56.789123456789123456"] {
            assert_eq!(datetime(text, None), Err(Overflow), "{text}");
        }
        assert_eq!(datetime("2024", Some(Attosecond)), Err(Overflow));
        assert_eq!(datetime("1e5", None), Err(Form));
        assert_eq!(datetime("now", None), Err(Form));
        assert_eq!(datetime("2024-05-01T12:34:56.1234567890123456789", None), Err(Form));
        assert_eq!(datetime("2024-05-01T12:00+02:00", None), Ok((Datetime(28_575_960), Minute)));
        assert_eq!(datetime("2024-05-01T12:00:00-0130", None), Ok((Datetime(1_714_570_200), Second)));
    }
}
