//! Dates and lengths of time as NumPy counts them: 64-bit integers of a unit.
//!
//! - [`unit`] has the units, the factors between them, and the unit that two have in common;
//! - [`calendar`] turns days into years and months, and back;
//! - [`ticks`] is what memory holds, where one number stands for no time at all (NaT);
//! - [`text`] reads and writes ISO 8601 as NumPy does.
//!
//! The unit is a part of an array's type and of no element, so what is computed of elements is arithmetic on integers
//! that knows NaT; where units differ, one conversion with a constant factor stands in between.

mod calendar;
mod text;
mod ticks;
mod unit;

pub(crate) use calendar::{day_of_month, days_of_months, months_of_days};
pub use text::ParseTimeError;
pub(crate) use text::{datetime, show_datetime, show_timedelta};
pub use ticks::{Datetime, Timedelta};
pub(crate) use unit::{NoCommonUnit, Step, common_datetime_unit, common_timedelta_unit, steps};
pub use unit::{ParseUnitError, TimeUnit};
