//! Type promotion, NumPy 2's `result_type`.
//!
//! The rule goes by kinds and widths. It is worked out for all pairs when the crate is compiled; what is asked at run
//! time is a table.

use super::elem::Elem;
use super::{DType, Kind};
use crate::time;

const COUNT: usize = Elem::ALL.len();

/// The smallest elements that hold the values of both, for each pair; none where there are none.
static PROMOTED: [[Option<Elem>; COUNT]; COUNT] = {
    let mut table = [[None; COUNT]; COUNT];
    let mut i = 0;
    while i < COUNT {
        let mut j = 0;
        while j < COUNT {
            table[i][j] = promoted(Elem::ALL[i], Elem::ALL[j]);
            j += 1;
        }
        i += 1;
    }
    table
};

/// The smallest type that holds the values of both; none where nothing does, as for a date and a number.
///
/// ```
/// use fusexpr::{DType, TimeUnit, promote};
///
/// assert_eq!(promote(DType::I32, DType::F32), Some(DType::F64));
/// assert_eq!(promote(DType::U8, DType::I8), Some(DType::I16));
/// assert_eq!(promote(DType::U64, DType::I64), Some(DType::F64));
/// assert_eq!(promote(DType::U8, DType::F16), Some(DType::F16));
/// let [days, seconds] = [TimeUnit::Day, TimeUnit::Second].map(DType::Datetime64);
/// assert_eq!(promote(days, seconds), Some(seconds));
/// assert_eq!(promote(days, DType::F64), None);
/// ```
pub fn promote(a: DType, b: DType) -> Option<DType> {
    match (a, b) {
        (DType::Datetime64(x), DType::Datetime64(y)) => time::common_datetime_unit(x, y).ok().map(DType::Datetime64),
        (DType::Timedelta64(x), DType::Timedelta64(y)) => {
            time::common_timedelta_unit(x, y).ok().map(DType::Timedelta64)
        }
        _ => {
            let elem = PROMOTED[a.elem() as usize][b.elem() as usize]?;
            // The parameter of a type stays where the other one has none.
            Some([a, b].into_iter().find(|dtype| dtype.elem() == elem).unwrap_or(elem.dtype()))
        }
    }
}

impl DType {
    /// The type of complex numbers whose parts are of this type, or hold its values; it must be one of numbers.
    ///
    /// ```
    /// use fusexpr::DType;
    ///
    /// assert_eq!(DType::F16.complex(), DType::C64);
    /// assert_eq!(DType::F64.complex(), DType::C128);
    /// ```
    pub const fn complex(self) -> DType {
        match promoted(self.elem(), Elem::C64) {
            Some(Elem::C64) => DType::C64,
            _ => DType::C128,
        }
    }
}

const fn promoted(a: Elem, b: Elem) -> Option<Elem> {
    Some(match (a.kind(), b.kind()) {
        (Kind::Datetime, Kind::Datetime) | (Kind::Timedelta, Kind::Timedelta) => a,
        (Kind::Datetime, _) | (_, Kind::Datetime) => return None,
        (Kind::Timedelta, Kind::Float | Kind::Complex) | (Kind::Float | Kind::Complex, Kind::Timedelta) => return None,
        // Integers are numbers of the unit; those of u64 may be too many.
        (Kind::Timedelta, Kind::Bool | Kind::Signed | Kind::Unsigned) => return counted_with(a, b),
        (Kind::Bool | Kind::Signed | Kind::Unsigned, Kind::Timedelta) => return counted_with(b, a),
        (Kind::Bool, _) => b,
        (_, Kind::Bool) => a,
        (Kind::Complex, _) | (_, Kind::Complex) => match promoted(a.part(), b.part()) {
            Some(Elem::F64) => Elem::C128,
            _ => Elem::C64,
        },
        (Kind::Float, Kind::Float) | (Kind::Signed, Kind::Signed) | (Kind::Unsigned, Kind::Unsigned) => {
            if a.size() >= b.size() { a } else { b }
        }
        (Kind::Float, Kind::Signed | Kind::Unsigned) => with_integer(a, b),
        (Kind::Signed | Kind::Unsigned, Kind::Float) => with_integer(b, a),
        (Kind::Signed, Kind::Unsigned) => with_unsigned(a, b),
        (Kind::Unsigned, Kind::Signed) => with_unsigned(b, a),
    })
}

/// A length of time holds the integers that i64 holds.
const fn counted_with(time: Elem, number: Elem) -> Option<Elem> {
    match number {
        Elem::U64 => None,
        _ => Some(time),
    }
}

/// A float holds the integers of at most half its width; the widest float has to hold all others.
const fn with_integer(float: Elem, integer: Elem) -> Elem {
    let (own, needed) = (float.size(), 2 * integer.size());
    match if own >= needed { own } else { needed } {
        ..=2 => Elem::F16,
        3..=4 => Elem::F32,
        _ => Elem::F64,
    }
}

/// A signed type holds the unsigned ones below its width; nothing but f64 holds both i64 and u64.
const fn with_unsigned(signed: Elem, unsigned: Elem) -> Elem {
    if signed.size() > unsigned.size() {
        return signed;
    }
    match unsigned.size() {
        1 => Elem::I16,
        2 => Elem::I32,
        4 => Elem::I64,
        _ => Elem::F64,
    }
}

/// There is no type that holds the values of all.
#[derive(Clone, Copy, Debug)]
pub struct NoCommonType;

/// The smallest type that holds the values of all, if there are any: integers are promoted with the widest float (or
/// complex number) there is, one by one, so that i16, u16 and f32 give f32 although i16 and u16 alone give i32.
pub fn promote_all(dtypes: impl Iterator<Item = DType> + Clone) -> Result<Option<DType>, NoCommonType> {
    let is_float = |dtype: &DType| match dtype.kind() {
        Kind::Float | Kind::Complex => true,
        Kind::Bool | Kind::Unsigned | Kind::Signed | Kind::Datetime | Kind::Timedelta => false,
    };
    let float = dtypes.clone().filter(is_float).reduce(|a, b| promote(a, b).unwrap_or(a));
    let mut all = None;
    for dtype in dtypes {
        let dtype = float.map_or(Some(dtype), |float| promote(dtype, float)).ok_or(NoCommonType)?;
        all = Some(all.map_or(Some(dtype), |all| promote(all, dtype)).ok_or(NoCommonType)?);
    }
    Ok(all)
}

/// The common type of `strong` and a weak operand (a literal, a constant, a scalar given by value) whose own type
/// would be `weak`: the strong type, unless the weak one is of a higher kind. A float beside a weak complex number
/// becomes a complex number of its own precision. None where nothing is common to both.
pub fn promote_weak(strong: DType, weak: DType) -> Option<DType> {
    match (strong.kind(), weak.kind()) {
        (Kind::Timedelta, Kind::Bool | Kind::Unsigned | Kind::Signed) => Some(strong),
        (Kind::Datetime | Kind::Timedelta, _) | (_, Kind::Datetime | Kind::Timedelta) => promote(strong, weak),
        (Kind::Float, Kind::Complex) => Some(strong.complex()),
        _ => Some(if weak.kind().rank() > strong.kind().rank() { weak } else { strong }),
    }
}
