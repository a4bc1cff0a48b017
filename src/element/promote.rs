//! Type promotion, NumPy 2's `result_type`.

use super::{DType, Kind};

/// The smallest type that holds the values of both.
///
/// ```
/// use fusexpr::{DType, promote};
///
/// assert_eq!(promote(DType::I32, DType::F32), DType::F64);
/// assert_eq!(promote(DType::U8, DType::I8), DType::I16);
/// assert_eq!(promote(DType::U64, DType::I64), DType::F64);
/// ```
pub fn promote(a: DType, b: DType) -> DType {
    let wider = if a.size() >= b.size() { a } else { b };
    match (a.kind(), b.kind()) {
        (x, y) if x == y => wider,
        (Kind::Bool, _) => b,
        (_, Kind::Bool) => a,
        (Kind::Float, _) => with_integer(a, b),
        (_, Kind::Float) => with_integer(b, a),
        (Kind::Signed, _) => with_unsigned(a, b),
        (_, _) => with_unsigned(b, a),
    }
}

/// The smallest type that holds the values of all: integers are promoted with the widest float there is, one by one,
/// so that i16, u16 and f32 give f32 although i16 and u16 alone give i32.
pub fn promote_all(dtypes: impl Iterator<Item = DType> + Clone) -> Option<DType> {
    let float = dtypes.clone().filter(|dtype| dtype.kind() == Kind::Float).reduce(promote);
    dtypes.map(|dtype| float.map_or(dtype, |float| promote(dtype, float))).reduce(promote)
}

/// A float holds the integers of at most half its width; the widest float has to hold all others.
fn with_integer(float: DType, integer: DType) -> DType {
    match float.size().max(2 * integer.size()) {
        ..=2 => DType::F16,
        ..=4 => DType::F32,
        _ => DType::F64,
    }
}

/// A signed type holds the unsigned ones below its width; nothing but f64 holds both i64 and u64.
fn with_unsigned(signed: DType, unsigned: DType) -> DType {
    if signed.size() > unsigned.size() {
        return signed;
    }
    match unsigned.size() {
        1 => DType::I16,
        2 => DType::I32,
        4 => DType::I64,
        _ => DType::F64,
    }
}

/// The common type of `strong` and a weak operand (a literal, a constant, a scalar given by value) whose own type
/// would be `weak`: the strong type, unless the weak one is of a higher kind.
pub fn promote_weak(strong: DType, weak: DType) -> DType {
    if weak.kind().rank() > strong.kind().rank() { weak } else { strong }
}
