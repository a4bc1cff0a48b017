//! A column of cells, whose type is found as they come.
//!
//! ```text
//!            integer      larger than i64   float, or empty   true, false   anything else
//! none yet   i64          u64               f64               bool          text
//! i64        i64          u64 (if none < 0) f64               text          text
//! u64        u64 (if ≥ 0) u64               f64               text          text
//! f64        f64          f64               f64               text          text
//! bool       text         text              text              bool          text
//! ```
//!
//! An integer that 64 bits cannot hold is a float. An empty cell, `NA` and `nan` are NaN. A text is no operand: what is
//! kept of it is the first cell that made the column one, for the message.

use crate::data::shorten;
use fusexpr::AnyArray;
use ndarray::Array1;

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
    /// Why the column cannot be an operand.
    Text(String),
}

/// What a cell holds.
enum Cell {
    Missing,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text,
}

/// Whether a cell holds a number.
pub fn is_number(text: &str) -> bool {
    matches!(parse(text.as_bytes()), Cell::Integer(_) | Cell::Float(_))
}

fn parse(cell: &[u8]) -> Cell {
    let Ok(text) = str::from_utf8(cell) else { return Cell::Text };
    match text {
        "" | "NA" => return Cell::Missing,
        "true" | "True" | "TRUE" => return Cell::Bool(true),
        "false" | "False" | "FALSE" => return Cell::Bool(false),
        _ => {}
    }
    match (text.parse::<i64>(), text.parse::<u64>(), text.parse::<f64>()) {
        (Ok(integer), ..) => Cell::Integer(integer.into()),
        (_, Ok(integer), _) => Cell::Integer(integer.into()),
        (.., Ok(float)) => Cell::Float(float),
        _ => Cell::Text,
    }
}

impl Column {
    /// Adds a cell.
    pub fn push(&mut self, cell: &[u8], line: u64) {
        let value = parse(cell);
        *self = match (std::mem::take(self), value) {
            (Self::Text(reason), _) => Self::Text(reason),
            (Self::New, Cell::Missing) => Self::Missing(1),
            (Self::Missing(count), Cell::Missing) => Self::Missing(count + 1),
            (Self::New, Cell::Bool(value)) => Self::Bool(vec![value]),
            (Self::Bool(values), Cell::Bool(value)) => Self::Bool(with(values, value)),
            (Self::New, Cell::Integer(value)) => match (i64::try_from(value), u64::try_from(value)) {
                (Ok(value), _) => Self::I64(vec![value]),
                (_, Ok(value)) => Self::U64(vec![value]),
                _ => Self::F64(vec![value as f64]),
            },
            (Self::I64(values), Cell::Integer(value)) => match i64::try_from(value) {
                Ok(value) => Self::I64(with(values, value)),
                Err(_) => match values.iter().map(|&value| u64::try_from(value)).collect() {
                    Ok(unsigned) => Self::U64(with(unsigned, value as u64)),
                    Err(_) => Self::F64(with(floats(&values), value as f64)),
                },
            },
            (Self::U64(values), Cell::Integer(value)) => match u64::try_from(value) {
                Ok(value) => Self::U64(with(values, value)),
                Err(_) => Self::F64(with(values.iter().map(|&value| value as f64).collect(), value as f64)),
            },
            (column, Cell::Missing) => column.with_float(f64::NAN, "empty", line),
            (column, Cell::Integer(value)) => column.with_float(value as f64, &shown(cell), line),
            (column, Cell::Float(value)) => column.with_float(value, &shown(cell), line),
            (_, Cell::Bool(_) | Cell::Text) => Self::text(&shown(cell), line),
        }
    }

    /// The column as floats, with one more; `shown` is how that one is called.
    fn with_float(self, value: f64, shown: &str, line: u64) -> Self {
        Self::F64(match self {
            Self::New => vec![value],
            Self::Missing(count) => with(vec![f64::NAN; count], value),
            Self::I64(values) => with(floats(&values), value),
            Self::U64(values) => with(values.iter().map(|&value| value as f64).collect(), value),
            Self::F64(values) => with(values, value),
            Self::Bool(_) | Self::Text(_) => return Self::text(shown, line),
        })
    }

    fn text(shown: &str, line: u64) -> Self {
        Self::Text(format!("not a column of one kind of numbers or truth values: {shown} in line {line}"))
    }

    /// The cells as an array, or why there is none.
    pub fn finish(self) -> Result<AnyArray, String> {
        Ok(match self {
            Self::New => Array1::<f64>::from_vec(Vec::new()).into(),
            Self::Missing(count) => Array1::from_vec(vec![f64::NAN; count]).into(),
            Self::Bool(values) => Array1::from_vec(values).into(),
            Self::I64(values) => Array1::from_vec(values).into(),
            Self::U64(values) => Array1::from_vec(values).into(),
            Self::F64(values) => Array1::from_vec(values).into(),
            Self::Text(reason) => return Err(reason),
        })
    }
}

fn with<T>(mut values: Vec<T>, value: T) -> Vec<T> {
    values.push(value);
    values
}

fn floats(values: &[i64]) -> Vec<f64> {
    values.iter().map(|&value| value as f64).collect()
}

fn shown(cell: &[u8]) -> String {
    format!("`{}`", shorten(&String::from_utf8_lossy(cell)))
}
