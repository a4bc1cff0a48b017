//! The units that time is counted in.
//!
//! From weeks down, each unit is so many of the next one. A month is no fixed number of days: dates go through the
//! calendar there, and lengths of time have no conversion. A factor of 2^56 or more is none, as in NumPy: hardly any
//! number would survive it.

use std::fmt;
use std::str::FromStr;

macro_rules! units {
    ($($(#[doc = $doc:literal])+ $unit:ident = $symbol:literal $plural:literal, $next:literal $decimals:literal;)*) => {
        /// What dates and lengths of time are counted in (NumPy's units).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum TimeUnit {
            $($(#[doc = $doc])+ $unit,)*
        }

        impl TimeUnit {
            /// All units, the longest first; the one that is none comes last.
            pub const ALL: &'static [TimeUnit] = &[$(TimeUnit::$unit,)*];

            /// The sign that it is written by: `ms`.
            pub const fn symbol(self) -> &'static str {
                match self { $(TimeUnit::$unit => $symbol,)* }
            }

            /// The word behind a number of them: `milliseconds`.
            pub const fn plural(self) -> &'static str {
                match self { $(TimeUnit::$unit => $plural,)* }
            }

            /// How many of the next shorter unit it is; 0 where that is no fixed number.
            const fn of_next(self) -> i64 {
                match self { $(TimeUnit::$unit => $next,)* }
            }

            /// How many digits behind the second's point it reaches.
            pub(super) const fn decimals(self) -> usize {
                match self { $(TimeUnit::$unit => $decimals,)* }
            }
        }
    };
}

units! {
    /// Years.
    Year = "Y" "years", 12 0;
    /// Months.
    Month = "M" "months", 0 0;
    /// Weeks, from Thursday on, as 1970 began.
    Week = "W" "weeks", 7 0;
    /// Days.
    Day = "D" "days", 24 0;
    /// Hours.
    Hour = "h" "hours", 60 0;
    /// Minutes.
    Minute = "m" "minutes", 60 0;
    /// Seconds.
    Second = "s" "seconds", 1000 0;
    /// Thousandths of a second.
    Millisecond = "ms" "milliseconds", 1000 3;
    /// Millionths of a second.
    Microsecond = "us" "microseconds", 1000 6;
    /// Billionths of a second.
    Nanosecond = "ns" "nanoseconds", 1000 9;
    /// 10^-12 seconds.
    Picosecond = "ps" "picoseconds", 1000 12;
    /// 10^-15 seconds.
    Femtosecond = "fs" "femtoseconds", 1000 15;
    /// 10^-18 seconds.
    Attosecond = "as" "attoseconds", 0 18;
    /// None: a number that takes the unit of what it meets.
    Generic = "generic" "generic time units", 0 0;
}

impl TimeUnit {
    /// The unit of a type whose unit is left open.
    pub(crate) const OPEN: TimeUnit = TimeUnit::Generic;
    /// The unit that stands for all of them in lists of types.
    pub(crate) const SAMPLE: TimeUnit = TimeUnit::Second;

    /// Whether it is a number of months, whose lengths differ.
    fn is_of_months(self) -> bool {
        self <= TimeUnit::Month
    }
}

impl fmt::Display for TimeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.symbol())
    }
}

/// A text that names no unit of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no unit of time `{name}`; the units are Y M W D h m s ms us ns ps fs as")]
pub struct ParseUnitError {
    name: String,
}

impl FromStr for TimeUnit {
    type Err = ParseUnitError;

    /// Reads the sign of a unit.
    fn from_str(name: &str) -> Result<TimeUnit, ParseUnitError> {
        let named = TimeUnit::ALL.iter().copied().find(|unit| unit.symbol() == name || unit.plural() == name);
        named.ok_or_else(|| ParseUnitError { name: name.to_owned() })
    }
}

/// How many of the shorter unit the longer one is, if that is a number below 2^56.
fn factor(longer: TimeUnit, shorter: TimeUnit) -> Option<i64> {
    const TOO_LARGE: i64 = 1 << 56;
    let mut from_next = TimeUnit::ALL[longer as usize..shorter as usize].iter().map(|unit| unit.of_next());
    let factor = from_next.try_fold(1_i64, |all, next| all.checked_mul(next).filter(|&factor| factor < TOO_LARGE));
    factor.filter(|&factor| factor > 0)
}

/// Why two units have none in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoCommonUnit {
    /// Months are no fixed number of days.
    Months,
    /// A number of the longer unit is too large a one of the shorter.
    Overflow,
}

/// The unit in which dates of two units can both be counted.
pub(crate) fn common_datetime_unit(x: TimeUnit, y: TimeUnit) -> Result<TimeUnit, NoCommonUnit> {
    let (longer, shorter) = (x.min(y), x.max(y));
    if shorter == TimeUnit::Generic || longer == shorter {
        return Ok(longer);
    }
    if shorter.is_of_months() {
        return Ok(shorter);
    }
    // Of months the days count: the calendar is gone through for the rest.
    let longer = if longer.is_of_months() { shorter.min(TimeUnit::Day) } else { longer };
    factor(longer, shorter).map(|_| shorter).ok_or(NoCommonUnit::Overflow)
}

/// The unit in which lengths of time of two units can both be counted.
pub(crate) fn common_timedelta_unit(x: TimeUnit, y: TimeUnit) -> Result<TimeUnit, NoCommonUnit> {
    let (longer, shorter) = (x.min(y), x.max(y));
    match (longer.is_of_months(), shorter.is_of_months()) {
        (true, false) if shorter != TimeUnit::Generic => Err(NoCommonUnit::Months),
        _ => common_datetime_unit(x, y),
    }
}

/// A step on the way from one unit to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Each is so many of the new unit.
    Times(i64),
    /// So many are one of the new unit; rounded down.
    Over(i64),
    /// Days become months, by the calendar.
    DaysToMonths,
    /// Months become days, the first of each.
    MonthsToDays,
}

/// The steps that convert a date, or a length of time, from one unit to another; each with the unit that it leads to.
pub(crate) fn steps(from: TimeUnit, to: TimeUnit) -> Result<Vec<(Step, TimeUnit)>, NoCommonUnit> {
    if from == to || from == TimeUnit::Generic || to == TimeUnit::Generic {
        return Ok(Vec::new());
    }
    let mut steps = Vec::new();
    let mut at = from;
    let mut go = |at: &mut TimeUnit, to: TimeUnit| {
        let step = match (*at).cmp(&to) {
            std::cmp::Ordering::Less => factor(*at, to).map(Step::Times),
            std::cmp::Ordering::Greater => factor(to, *at).map(Step::Over),
            std::cmp::Ordering::Equal => return Ok(()),
        };
        steps.push((step.ok_or(NoCommonUnit::Overflow)?, to));
        *at = to;
        Ok(())
    };
    match (from.is_of_months(), to.is_of_months()) {
        (true, true) | (false, false) => go(&mut at, to)?,
        (true, false) => {
            go(&mut at, TimeUnit::Month)?;
            at = TimeUnit::Day;
            go(&mut at, to)?;
            let months = steps.iter().take_while(|(_, unit)| *unit == TimeUnit::Month).count();
            steps.insert(months, (Step::MonthsToDays, TimeUnit::Day));
        }
        (false, true) => {
            go(&mut at, TimeUnit::Day)?;
            at = TimeUnit::Month;
            go(&mut at, to)?;
            let years = steps.iter().filter(|(_, unit)| *unit == TimeUnit::Year).count();
            steps.insert(steps.len() - years, (Step::DaysToMonths, TimeUnit::Month));
        }
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::TimeUnit::*;
    use super::*;

    #[test]
    fn factors_are_those_of_the_clock() {
        assert_eq!(factor(Week, Second), Some(7 * 86_400));
        assert_eq!(factor(Year, Month), Some(12));
        assert_eq!(factor(Day, Day), Some(1));
        assert_eq!(factor(Month, Day), None);
        assert_eq!(factor(Hour, Picosecond), Some(3_600_000_000_000_000));
        assert_eq!(factor(Day, Picosecond), None);
    }

    /// For each pair of units, the longer one first: `.` where NumPy 2.4 has the shorter one in common, `o` where it
    /// says that the factor overflows, `m` where it says that months have no number of days.
    #[test]
    fn common_units_are_those_of_numpy() {
        let datetime = "..........ooo ..........ooo ..........ooo ..........ooo ...........oo ............o \
                        ............o ............. ............. ............. ............. ............. \
                        .............";
        for (i, row) in datetime.split(' ').enumerate() {
            for (j, sign) in row.chars().enumerate().skip(i) {
                let (x, y) = (TimeUnit::ALL[i], TimeUnit::ALL[j]);
                let expected = if sign == 'o' { Err(NoCommonUnit::Overflow) } else { Ok(y) };
                assert_eq!(common_datetime_unit(x, y), expected, "{x} and {y}");
                assert_eq!(common_datetime_unit(y, x), expected, "{y} and {x}");
                let of_months = i < 2 && j >= 2;
                let expected = if of_months { Err(NoCommonUnit::Months) } else { expected };
                assert_eq!(common_timedelta_unit(x, y), expected, "{x} and {y}");
                assert_eq!(common_timedelta_unit(y, x), expected, "{y} and {x}");
            }
            assert_eq!(common_timedelta_unit(TimeUnit::ALL[i], Generic), Ok(TimeUnit::ALL[i]));
        }
    }

    #[test]
    fn steps_go_through_the_calendar_once() {
        let of = |from, to| steps(from, to).unwrap();
        assert_eq!(of(Second, Second), []);
        assert_eq!(of(Day, Second), [(Step::Times(86_400), Second)]);
        assert_eq!(of(Millisecond, Week), [(Step::Over(604_800_000), Week)]);
        assert_eq!(of(Month, Day), [(Step::MonthsToDays, Day)]);
        assert_eq!(of(Year, Hour), [(Step::Times(12), Month), (Step::MonthsToDays, Day), (Step::Times(24), Hour)]);
        assert_eq!(of(Second, Year), [(Step::Over(86_400), Day), (Step::DaysToMonths, Month), (Step::Over(12), Year)]);
        assert_eq!(of(Week, Month), [(Step::Times(7), Day), (Step::DaysToMonths, Month)]);
        assert_eq!(of(Month, Week), [(Step::MonthsToDays, Day), (Step::Over(7), Week)]);
        assert_eq!(steps(Second, Attosecond), Err(NoCommonUnit::Overflow));
    }
}
