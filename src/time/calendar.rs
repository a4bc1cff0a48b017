//! The proleptic Gregorian calendar: days since 1970-01-01, and months since January 1970.
//!
//! Howard Hinnant's algorithms (`days_from_civil`, `civil_from_days`; "chrono-Compatible Low-Level Date Algorithms",
//! <https://howardhinnant.github.io/date_algorithms.html>): years begin in March, so that the day that comes and goes
//! is the last one, and 400 years are always 146,097 days. All is free of branches. Numbers so large that a step of it
//! leaves 64 bits wrap, as they do in NumPy.

/// Days of 400 years.
const ERA: i64 = 146_097;
/// Months of 400 years.
const ERA_MONTHS: i64 = 4_800;
/// Days from the first of March of the year 0 to the first of January 1970.
const EPOCH: i64 = 719_468;
/// Months from March of the year 0 to January 1970.
const EPOCH_MONTHS: i64 = 1970 * 12 - 2;

/// The day on which a month begins.
#[inline(always)]
pub(crate) fn days_of_months(months: i64) -> i64 {
    let months = months.wrapping_add(EPOCH_MONTHS);
    let (era, month) = (months.div_euclid(ERA_MONTHS), months.rem_euclid(ERA_MONTHS));
    let (year, month) = (month / 12, month % 12);
    let day = 365 * year + year / 4 - year / 100 + (153 * month + 2) / 5;
    era.wrapping_mul(ERA).wrapping_add(day).wrapping_sub(EPOCH)
}

/// The day's number of 400-year eras, months from March of the first of them, and the day of the month from 0.
#[inline(always)]
fn split(days: i64) -> (i64, i64, i64) {
    let days = days.wrapping_add(EPOCH);
    let (era, day) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    (era, 12 * year + month, day - (153 * month + 2) / 5)
}

/// The month that a day is in.
#[inline(always)]
pub(crate) fn months_of_days(days: i64) -> i64 {
    let (era, month, _) = split(days);
    era.wrapping_mul(ERA_MONTHS).wrapping_add(month).wrapping_sub(EPOCH_MONTHS)
}

/// The number of a day in its month, from 1.
#[inline(always)]
pub(crate) fn day_of_month(days: i64) -> i64 {
    split(days).2 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(year: i64, month: i64) -> i64 {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        match month {
            1 => 28 + i64::from(is_leap),
            3 | 5 | 8 | 10 => 30,
            _ => 31,
        }
    }

    /// Day after day, as one turns the pages of a calendar.
    #[test]
    fn days_follow_each_other() {
        let (mut year, mut month, mut day) = (-400, 0, 1);
        let first = days_of_months((year - 1970) * 12);
        for days in first..first + 3 * ERA {
            let months = (year - 1970) * 12 + month;
            assert_eq!((months_of_days(days), day_of_month(days)), (months, day), "day {days}");
            if day == 1 {
                assert_eq!(days_of_months(months), days, "{year}-{}", month + 1);
            }
            day += 1;
            if day > length(year, month) {
                (day, month) = (1, month + 1);
            }
            if month == 12 {
                (month, year) = (0, year + 1);
            }
        }
        assert_eq!(days_of_months(0), 0);
    }
}
