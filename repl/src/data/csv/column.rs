//! A column of cells, whose type is found as they come.
//!
//! ```text
//!            integer      larger than i64   float, or empty   true, false   date     anything else
//! none yet   i64          u64               f64               bool          date     text
//! i64        i64          u64 (if none < 0) f64               refused       refused  mixed
//! u64        u64 (if ≥ 0) u64               f64               refused       refused  mixed
//! f64        f64          f64               f64               refused       refused  mixed
//! bool       refused      refused           refused           bool          refused  mixed
//! date       refused      refused           date if empty     refused       date     mixed
//! text       text         text              text              text          text     text
//! ```
//!
//! An integer that 64 bits cannot hold is a float. An empty cell and what pandas takes for a missing one are NaN, among
//! dates NaT, and an empty text among texts. Dates are written as in ISO 8601, from the month on; they are counted in
//! the shortest unit that one has.
//!
//! Of what began as numbers, truth values or dates the texts are not kept. Where such a column turns out to be one of
//! texts it is *mixed*, and read again as texts from the first row on.

use super::header::shown;
use crate::data::texts::Texts;
use crate::data::{Reason, out_of_memory};
use fusexpr::{AnyArray, Datetime, TimeUnit};
use ndarray::Array1;
use std::collections::TryReserveError;

/// The cells so far.
#[derive(Default)]
pub enum Column {
    #[default]
    New,
    /// Nothing but so many empty cells.
    Missing(usize),
    Bool(Vec<bool>),
    I64(Vec<i64>),
    U64(Vec<u64>),
    F64(Vec<f64>),
    Date(Vec<Datetime>, TimeUnit),
    Text(Texts),
    /// Texts behind others: the first of them, and its line.
    Mixed(String),
    /// Why cells of these sorts do not go together, unless there is a text among them.
    Refused(String),
    /// Why no texts can be read.
    Broken(String),
}

/// What a cell holds.
#[derive(Clone, Copy)]
enum Cell {
    Missing,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Date(Datetime, TimeUnit),
    Text,
}

/// Whether a cell holds a number.
pub fn is_number(cell: &[u8]) -> bool {
    matches!(parse(cell), Cell::Integer(_) | Cell::Float(_))
}

/// Whether a cell says that there is no value.
pub fn is_missing(cell: &[u8]) -> bool {
    matches!(parse(cell), Cell::Missing)
}

fn parse(cell: &[u8]) -> Cell {
    let Ok(text) = str::from_utf8(cell) else { return Cell::Text };
    match text.trim_ascii() {
        "" | "NA" | "N/A" | "n/a" | "#N/A" | "#N/A N/A" | "#NA" | "<NA>" | "NULL" | "null" | "None" | "NaN" | "nan"
        | "-NaN" | "-nan" | "NaT" | "1.#IND" | "-1.#IND" | "1.#QNAN" | "-1.#QNAN" => Cell::Missing,
        "true" | "True" | "TRUE" => Cell::Bool(true),
        "false" | "False" | "FALSE" => Cell::Bool(false),
        text => {
            let integer = text.parse::<i64>().map(i128::from).or_else(|_| text.parse::<u64>().map(i128::from));
            let number = integer.map(Cell::Integer).or_else(|_| text.parse().map(Cell::Float));
            number.unwrap_or_else(|_| date(text))
        }
    }
}

/// A date, of a month at least: fewer digits are a number. Nothing else begins so.
fn date(text: &str) -> Cell {
    let begins_so =
        matches!(text.as_bytes(), [a, b, c, d, b'-', ..] if [a, b, c, d].iter().all(|x| x.is_ascii_digit()));
    match Datetime::parse(text, None) {
        Ok((date, unit)) if begins_so => Cell::Date(date, unit),
        _ => Cell::Text,
    }
}

impl Column {
    /// Adds a cell. Fails if memory does not suffice; the column is then lost.
    pub fn push(&mut self, cell: &[u8], line: u64) -> Result<(), TryReserveError> {
        let value = parse(cell);
        *self = match (std::mem::take(self), value) {
            (Self::Mixed(place), _) => Self::Mixed(place),
            (Self::Broken(reason), _) => Self::Broken(reason),
            (Self::Text(texts), value) => with_text(texts, value, cell, line)?,
            (Self::New, Cell::Text) => with_text(Texts::default(), value, cell, line)?,
            (Self::Missing(count), Cell::Text) => with_text(Texts::empty(count)?, value, cell, line)?,
            (_, Cell::Text) => Self::Mixed(format!("{} in line {line}", shown(cell))),
            (Self::Refused(reason), _) => Self::Refused(reason),
            (Self::New, Cell::Missing) => Self::Missing(1),
            (Self::Missing(count), Cell::Missing) => Self::Missing(count + 1),
            (Self::New, Cell::Bool(value)) => Self::Bool(vec![value]),
            (Self::Bool(values), Cell::Bool(value)) => Self::Bool(with(values, value)?),
            (Self::New, Cell::Integer(value)) => match (i64::try_from(value), u64::try_from(value)) {
                (Ok(value), _) => Self::I64(vec![value]),
                (_, Ok(value)) => Self::U64(vec![value]),
                _ => Self::F64(vec![value as f64]),
            },
            (Self::I64(values), Cell::Integer(value)) => match i64::try_from(value) {
                Ok(value) => Self::I64(with(values, value)?),
                Err(_) if values.iter().all(|value| *value >= 0) => {
                    Self::U64(with(converted(values, |value| value as u64), value as u64)?)
                }
                Err(_) => Self::F64(with(converted(values, |value| value as f64), value as f64)?),
            },
            (Self::U64(values), Cell::Integer(value)) => match u64::try_from(value) {
                Ok(value) => Self::U64(with(values, value)?),
                Err(_) => Self::F64(with(converted(values, |value| value as f64), value as f64)?),
            },
            (Self::Bool(_), Cell::Missing) | (Self::Missing(_), Cell::Bool(_)) => {
                Self::Refused(format!("truth values of which some are missing are not supported: line {line}"))
            }
            (Self::New, Cell::Date(date, unit)) => Self::Date(vec![date], unit),
            (Self::Missing(count), Cell::Date(date, unit)) => {
                Self::Date(with(missing(count, Datetime::NAT)?, date)?, unit)
            }
            (Self::Date(dates, unit), Cell::Missing) => Self::Date(with(dates, Datetime::NAT)?, unit),
            (Self::Date(dates, unit), Cell::Date(date, its_unit)) => match of_one_unit(dates, unit, date, its_unit) {
                Some((dates, date, unit)) => Self::Date(with(dates, date)?, unit),
                None => Self::Refused(format!(
                    "dates of {unit} and {its_unit} in one column are too far apart: line {line}"
                )),
            },
            (Self::Date(..), _) | (_, Cell::Date(..)) => Self::Refused(format!(
                "dates and others in one column are not supported: {} in line {line}",
                shown(cell)
            )),
            (Self::Bool(_), _) | (_, Cell::Bool(_)) => Self::Refused(format!(
                "truth values and others in one column are not supported: {} in line {line}",
                shown(cell)
            )),
            (column, Cell::Missing) => column.with_float(f64::NAN)?,
            (column, Cell::Integer(value)) => column.with_float(value as f64)?,
            (column, Cell::Float(value)) => column.with_float(value)?,
        };
        Ok(())
    }

    /// The column of numbers as floats, with one more.
    fn with_float(self, value: f64) -> Result<Self, TryReserveError> {
        let floats = match self {
            Self::Missing(count) => missing(count, f64::NAN)?,
            Self::I64(values) => converted(values, |value| value as f64),
            Self::U64(values) => converted(values, |value| value as f64),
            Self::F64(values) => values,
            Self::New
            | Self::Bool(_)
            | Self::Date(..)
            | Self::Text(_)
            | Self::Mixed(_)
            | Self::Refused(_)
            | Self::Broken(_) => Vec::new(),
        };
        Ok(Self::F64(with(floats, value)?))
    }

    /// The cells as an array, or why there is none.
    pub fn finish(self) -> Result<AnyArray, Reason> {
        Ok(match self {
            Self::New => Array1::<f64>::from_vec(Vec::new()).into(),
            Self::Missing(count) => Array1::from_vec(missing(count, f64::NAN).map_err(out_of_memory)?).into(),
            Self::Bool(values) => Array1::from_vec(values).into(),
            Self::I64(values) => Array1::from_vec(values).into(),
            Self::U64(values) => Array1::from_vec(values).into(),
            Self::F64(values) => Array1::from_vec(values).into(),
            Self::Date(dates, unit) => AnyArray::Datetime64(Array1::from_vec(dates).into_dyn(), unit),
            Self::Text(texts) => texts.array().map_err(Reason::Unusable)?,
            Self::Mixed(place) => {
                return Err(Reason::Unusable(format!(
                    "texts behind other cells, {place}, take a second look, and a pipe gives its data once; save it first"
                )));
            }
            Self::Refused(reason) | Self::Broken(reason) => return Err(Reason::Unusable(reason)),
        })
    }
}

/// Texts and a cell of a line.
fn with_text(mut texts: Texts, value: Cell, cell: &[u8], line: u64) -> Result<Column, TryReserveError> {
    let text = match (value, str::from_utf8(cell)) {
        (Cell::Missing, _) => "",
        (_, Ok(text)) => text,
        (_, Err(_)) => {
            let reason = "is not UTF-8, but perhaps ISO-8859-1; convert the file to UTF-8";
            return Ok(Column::Broken(format!("{} in line {line} {reason}", shown(cell))));
        }
    };
    texts.push(text)?;
    Ok(Column::Text(texts))
}

fn with<T>(mut values: Vec<T>, value: T) -> Result<Vec<T>, TryReserveError> {
    values.try_reserve(1)?;
    values.push(value);
    Ok(values)
}

/// So many values that stand for none.
fn missing<T: Copy>(count: usize, nothing: T) -> Result<Vec<T>, TryReserveError> {
    let mut values = Vec::new();
    values.try_reserve(count)?;
    values.resize(count, nothing);
    Ok(values)
}

/// Dates and one more in the shorter one of their units, if that holds them.
fn of_one_unit(
    dates: Vec<Datetime>,
    unit: TimeUnit,
    date: Datetime,
    its_unit: TimeUnit,
) -> Option<(Vec<Datetime>, Datetime, TimeUnit)> {
    if unit >= its_unit {
        return Some((dates, date.in_unit(its_unit, unit)?, unit));
    }
    let dates = dates.into_iter().map(|date| date.in_unit(unit, its_unit)).collect::<Option<_>>()?;
    Some((dates, date, its_unit))
}

/// Of types of one size this happens where the values are, without memory for others.
fn converted<T, S>(values: Vec<T>, convert: impl Fn(T) -> S) -> Vec<S> {
    values.into_iter().map(convert).collect()
}
