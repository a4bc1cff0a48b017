//! NumPy's casting rules: which type may be written into which.

use super::promote;
use crate::element::{DType, Kind};
use crate::time::{self, NoCommonUnit, TimeUnit};
use std::fmt;
use std::str::FromStr;

/// How far an output's type may be from the result's (NumPy's names).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Casting {
    /// The very same type.
    No,
    /// The same type; byte order never matters here, so this is as `No`.
    Equiv,
    /// A type that holds every value.
    Safe,
    /// A safe cast, or one within a kind: f64 into f32, i64 into f32, but not f64 into i64.
    #[default]
    SameKind,
    /// Any type, but no date for a length of time.
    Unsafe,
}

impl Casting {
    /// All rules, the strictest first.
    pub const ALL: &'static [Casting] =
        &[Casting::No, Casting::Equiv, Casting::Safe, Casting::SameKind, Casting::Unsafe];
}

/// A text that names no casting rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no casting rule `{name}`; the rules are no, equiv, safe, same_kind and unsafe")]
pub struct ParseCastingError {
    name: String,
}

impl FromStr for Casting {
    type Err = ParseCastingError;

    fn from_str(name: &str) -> Result<Casting, ParseCastingError> {
        let named = Casting::ALL.iter().copied().find(|casting| casting.to_string() == name);
        named.ok_or_else(|| ParseCastingError { name: name.to_owned() })
    }
}

impl fmt::Display for Casting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Casting::No => "no",
            Casting::Equiv => "equiv",
            Casting::Safe => "safe",
            Casting::SameKind => "same_kind",
            Casting::Unsafe => "unsafe",
        })
    }
}

/// Whether a value of type `from` may be written into an array of type `to` under a rule.
///
/// ```
/// use fusexpr::{Casting, DType, can_cast};
///
/// assert!(can_cast(DType::F64, DType::F32, Casting::SameKind));
/// assert!(!can_cast(DType::F64, DType::F32, Casting::Safe));
/// assert!(!can_cast(DType::I64, DType::U8, Casting::SameKind));
/// ```
pub fn can_cast(from: DType, to: DType, casting: Casting) -> bool {
    let safe = promote(from, to) == Some(to);
    match casting {
        Casting::No | Casting::Equiv => from == to,
        Casting::Safe => safe,
        Casting::SameKind => safe || is_within_kind(from, to),
        Casting::Unsafe => {
            !matches!((from.kind(), to.kind()), (Kind::Datetime, Kind::Timedelta) | (Kind::Timedelta, Kind::Datetime))
        }
    }
}

/// Whether a cast goes from a type to another of its kind, or of a higher one.
fn is_within_kind(from: DType, to: DType) -> bool {
    match (from, to) {
        (DType::Datetime64(_), DType::Datetime64(unit)) => unit != TimeUnit::Generic,
        (DType::Timedelta64(from), DType::Timedelta64(to)) => {
            to != TimeUnit::Generic && time::common_timedelta_unit(from, to) != Err(NoCommonUnit::Months)
        }
        _ => match (from.kind(), to.kind()) {
            (Kind::Bool | Kind::Unsigned | Kind::Signed, Kind::Timedelta) => true,
            (Kind::Datetime | Kind::Timedelta, _) | (_, Kind::Datetime | Kind::Timedelta) => false,
            (Kind::Signed, Kind::Unsigned) => false,
            (from, to) => from.rank() <= to.rank(),
        },
    }
}
