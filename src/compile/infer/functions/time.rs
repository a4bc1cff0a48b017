//! Dates and lengths of time: made of a text or a number of units, or converted to another unit.

use super::arguments::Arguments;
use super::parameters::{TIME, UNIT};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::Infer;
use crate::element::{DType, Kind, Scalar};
use crate::error::{CompileError, Error};
use crate::time::{self, TimeUnit, Timedelta};

/// A date.
pub(super) fn datetime64(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    of_type(infer, given, DType::Datetime64, Kind::Datetime, written_date)
}

/// A length of time.
pub(super) fn timedelta64(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    of_type(infer, given, DType::Timedelta64, Kind::Timedelta, written_span)
}

/// The value of a text, in a unit that may be asked for.
type Written = fn(&str, Option<TimeUnit>) -> Result<Scalar, CompileError>;

fn of_type(
    infer: &mut Infer<'_>,
    given: &Arguments,
    dtype: fn(TimeUnit) -> DType,
    kind: Kind,
    written: Written,
) -> Result<NodeId, Error> {
    let unit = given.unit(infer, &UNIT)?;
    if let Some((text, place)) = given.text(infer, &TIME) {
        let value = written(text, unit).map_err(|error| Error::compile(error, place))?;
        return Ok(infer.arrays.constant(value));
    }
    let x = given.value(infer, &TIME)?;
    let own = infer.dtype(x);
    let asked = match unit {
        Some(unit) => dtype(unit),
        None if own.kind() == kind => own,
        None => dtype(TimeUnit::Generic),
    };
    infer.convert(x, asked)
}

fn written_date(text: &str, unit: Option<TimeUnit>) -> Result<Scalar, CompileError> {
    match time::datetime(text, unit) {
        Ok((date, unit)) => Ok(Scalar::datetime64(date, unit)),
        Err(reason) => Err(CompileError::NotADate { text: text.to_owned(), reason }),
    }
}

/// A number is written as one, so that NaT alone is a text.
fn written_span(text: &str, unit: Option<TimeUnit>) -> Result<Scalar, CompileError> {
    match text.is_empty() || text.eq_ignore_ascii_case("nat") {
        true => Ok(Scalar::timedelta64(Timedelta::NAT, unit.unwrap_or(TimeUnit::Generic))),
        false => Err(CompileError::NotALengthOfTime { text: text.to_owned() }),
    }
}
