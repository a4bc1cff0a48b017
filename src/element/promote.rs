//! Type promotion, NumPy 2's `result_type`.
//!
//! The rule goes by kinds and widths. It is worked out for all pairs when the crate is compiled; what is asked at run
//! time is a table.

use super::elem::Elem;
use super::{DType, Kind};

const COUNT: usize = Elem::ALL.len();

/// The smallest elements that hold the values of both, for each pair.
static PROMOTED: [[Elem; COUNT]; COUNT] = {
    let mut table = [[Elem::Bool; COUNT]; COUNT];
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

/// The smallest type that holds the values of both.
///
/// ```
/// use fusexpr::{DType, promote};
///
/// assert_eq!(promote(DType::I32, DType::F32), DType::F64);
/// assert_eq!(promote(DType::U8, DType::I8), DType::I16);
/// assert_eq!(promote(DType::U64, DType::I64), DType::F64);
/// assert_eq!(promote(DType::U8, DType::F16), DType::F16);
/// ```
pub fn promote(a: DType, b: DType) -> DType {
    PROMOTED[a.elem() as usize][b.elem() as usize].dtype()
}

impl DType {
    /// The type of complex numbers whose parts are of this type, or hold its values.
    ///
    /// ```
    /// use fusexpr::DType;
    ///
    /// assert_eq!(DType::F16.complex(), DType::C64);
    /// assert_eq!(DType::F64.complex(), DType::C128);
    /// ```
    pub const fn complex(self) -> DType {
        promoted(self.elem(), Elem::C64).dtype()
    }
}

const fn promoted(a: Elem, b: Elem) -> Elem {
    match (a.kind(), b.kind()) {
        (Kind::Bool, _) => b,
        (_, Kind::Bool) => a,
        (Kind::Complex, _) | (_, Kind::Complex) => match promoted(a.part(), b.part()) {
            Elem::F64 => Elem::C128,
            _ => Elem::C64,
        },
        (Kind::Float, Kind::Float) | (Kind::Signed, Kind::Signed) | (Kind::Unsigned, Kind::Unsigned) => {
            if a.size() >= b.size() { a } else { b }
        }
        (Kind::Float, Kind::Signed | Kind::Unsigned) => with_integer(a, b),
        (Kind::Signed | Kind::Unsigned, Kind::Float) => with_integer(b, a),
        (Kind::Signed, Kind::Unsigned) => with_unsigned(a, b),
        (Kind::Unsigned, Kind::Signed) => with_unsigned(b, a),
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

/// The smallest type that holds the values of all: integers are promoted with the widest float (or complex number)
/// there is, one by one, so that i16, u16 and f32 give f32 although i16 and u16 alone give i32.
pub fn promote_all(dtypes: impl Iterator<Item = DType> + Clone) -> Option<DType> {
    let is_float = |dtype: &DType| match dtype.kind() {
        Kind::Float | Kind::Complex => true,
        Kind::Bool | Kind::Unsigned | Kind::Signed => false,
    };
    let float = dtypes.clone().filter(is_float).reduce(promote);
    dtypes.map(|dtype| float.map_or(dtype, |float| promote(dtype, float))).reduce(promote)
}

/// The common type of `strong` and a weak operand (a literal, a constant, a scalar given by value) whose own type
/// would be `weak`: the strong type, unless the weak one is of a higher kind. A float beside a weak complex number
/// becomes a complex number of its own precision.
pub fn promote_weak(strong: DType, weak: DType) -> DType {
    match (strong.kind(), weak.kind()) {
        (Kind::Float, Kind::Complex) => strong.complex(),
        _ if weak.kind().rank() > strong.kind().rank() => weak,
        _ => strong,
    }
}
