//! Round places on an axis of dates: the beginnings of years, months, days, hours, …, and dates as written there.

use super::axis::{Range, Ticks};
use fusexpr::{Datetime, TimeUnit};

/// Steps between two places: so many of a unit, the first being at a multiple of so many, plus `from`.
struct Step {
    unit: TimeUnit,
    count: i64,
    from: i64,
}

/// The steps from a unit on, in the order of their lengths.
fn steps(unit: TimeUnit) -> impl Iterator<Item = Step> {
    use TimeUnit::{Attosecond, Day, Femtosecond, Hour, Microsecond, Millisecond, Minute, Month, Nanosecond};
    use TimeUnit::{Picosecond, Second, Year};
    const DECIMALS: &[i64] = &[1, 2, 5, 10, 20, 50, 100, 200, 500];
    const YEARS: &[i64] = &[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
    let table: [(TimeUnit, &[i64]); 12] = [
        (Attosecond, DECIMALS),
        (Femtosecond, DECIMALS),
        (Picosecond, DECIMALS),
        (Nanosecond, DECIMALS),
        (Microsecond, DECIMALS),
        (Millisecond, DECIMALS),
        (Second, &[1, 2, 5, 10, 15, 30]),
        (Minute, &[1, 2, 5, 10, 15, 30]),
        (Hour, &[1, 2, 3, 6, 12]),
        (Day, &[1, 2, 7, 14]),
        (Month, &[1, 3, 6]),
        (Year, YEARS),
    ];
    // Longer units come first in their order, and weeks are counted as days.
    let finest = if unit == TimeUnit::Week { Day } else { unit };
    let known = table.into_iter().filter(move |(step, _)| *step <= finest);
    // Weeks begin on Mondays, and day 0 is a Thursday; years are written from the year 0 on, and counted from 1970.
    let from = |unit, count| match unit {
        Day if count % 7 == 0 => 4,
        Year => -1970,
        _ => 0,
    };
    known.flat_map(move |(unit, counts)| counts.iter().map(move |&count| Step { unit, count, from: from(unit, count) }))
}

/// At most `most` places, as close as they can be.
pub fn ticks(range: &Range, unit: TimeUnit, most: usize) -> Ticks {
    let marks = steps(unit).find_map(|step| step.places(range, unit, most.max(1)));
    let ends = || [range.low.ceil(), range.high.floor()].map(|end| (end, Datetime(end as i64).text(unit)));
    Ticks { marks: marks.unwrap_or_else(|| ends().to_vec()), offset: None }
}

impl Step {
    /// The places within a range of dates in a unit, unless they are more than `most`.
    fn places(&self, range: &Range, unit: TimeUnit, most: usize) -> Option<Vec<(f64, String)>> {
        let low = Datetime(range.low.ceil() as i64).in_unit(unit, self.unit)?.0;
        let mut next = low.checked_sub(self.from)?.div_euclid(self.count) * self.count + self.from;
        let mut places = Vec::new();
        loop {
            let place = Datetime(next).in_unit(self.unit, unit)?.0 as f64;
            if place > range.high {
                // One place alone does not say how far it is to the next.
                return (places.len() > 1).then_some(places);
            }
            if place >= range.low {
                places.push((place, Datetime(next).text(self.unit)));
            }
            if places.len() > most {
                return None;
            }
            next = next.checked_add(self.count)?;
        }
    }
}
