//! Which element types an operation has kernels for, and into which it takes the others.

use crate::dtype::{DType, Kind};

/// The types that an operation computes in (NumPy's loops).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Every type.
    Any,
    /// Every type but bool, which is taken as i8.
    Numbers,
    /// Every type but bool, which is refused.
    NonBool,
    /// f32 and f64; bool and integers of up to 16 bits are taken as f32, wider ones as f64.
    Floats,
    /// f32 and f64; integers and bool are taken as f64.
    Quotient,
    /// Integers; bool is taken as i8, floats are refused.
    Integers,
    /// Bool and integers; floats are refused.
    Bits,
    /// bool alone.
    Bools,
}

impl Domain {
    /// The type that operands of the common type `dtype` are computed in, if there is one.
    pub fn resolve(self, dtype: DType) -> Option<DType> {
        let kind = dtype.kind();
        match self {
            Domain::Any => Some(dtype),
            Domain::Numbers => Some(if kind == Kind::Bool { DType::I8 } else { dtype }),
            Domain::NonBool => (kind != Kind::Bool).then_some(dtype),
            Domain::Floats => Some(match (kind, dtype.size()) {
                (Kind::Float, _) => dtype,
                (_, ..=2) => DType::F32,
                _ => DType::F64,
            }),
            Domain::Quotient => Some(if kind == Kind::Float { dtype } else { DType::F64 }),
            Domain::Integers => match kind {
                Kind::Float => None,
                Kind::Bool => Some(DType::I8),
                _ => Some(dtype),
            },
            Domain::Bits => (kind != Kind::Float).then_some(dtype),
            Domain::Bools => (kind == Kind::Bool).then_some(dtype),
        }
    }

    /// The types there are kernels for.
    pub fn loops(self) -> impl Iterator<Item = DType> {
        DType::ALL.iter().copied().filter(move |&dtype| self.resolve(dtype) == Some(dtype))
    }
}

/// The trait that a body may ask of the element type, under the domain's name.
pub mod bound {
    pub use super::super::number::{
        Bits as Bools, Bits, Integer as Integers, Number as NonBool, Number as Numbers, Real as Floats,
        Real as Quotient, Value as Any,
    };
}

/// Runs an expression with `$T` standing for the type that a domain's kernels for a type are compiled with, as an
/// `Option`: `None` for types outside the domain.
///
/// The word after the domain says what kernels may share: `typed` nothing; `signless` i32 and u32 (wrapping
/// arithmetic is the same for both); `bits` all types of a width (for moving values).
macro_rules! with_loop_type {
    (Any typed, $dtype:expr, $T:ident => $body:expr) => {
        with_loop_type!(@ $dtype, $T => $body, Bool bool, I8 i8, I16 i16, I32 i32, I64 i64,
            U8 u8, U16 u16, U32 u32, U64 u64, F32 f32, F64 f64)
    };
    (Any signless, $dtype:expr, $T:ident => $body:expr) => {
        with_loop_type!(@ $dtype, $T => $body, Bool bool, I8 u8, I16 u16, I32 u32, I64 u64,
            U8 u8, U16 u16, U32 u32, U64 u64, F32 f32, F64 f64)
    };
    (Any bits, $dtype:expr, $T:ident => $body:expr) => {
        with_loop_type!(@ $dtype, $T => $body, Bool u8, I8 u8, I16 u16, I32 u32, I64 u64,
            U8 u8, U16 u16, U32 u32, U64 u64, F32 u32, F64 u64)
    };
    ($numbers:ident typed, $dtype:expr, $T:ident => $body:expr; numbers) => {
        with_loop_type!(@ $dtype, $T => $body, I8 i8, I16 i16, I32 i32, I64 i64,
            U8 u8, U16 u16, U32 u32, U64 u64, F32 f32, F64 f64)
    };
    ($numbers:ident signless, $dtype:expr, $T:ident => $body:expr; numbers) => {
        with_loop_type!(@ $dtype, $T => $body, I8 u8, I16 u16, I32 u32, I64 u64,
            U8 u8, U16 u16, U32 u32, U64 u64, F32 f32, F64 f64)
    };
    (Numbers $share:ident, $($rest:tt)*) => { with_loop_type!(numbers $share, $($rest)*; numbers) };
    (NonBool $share:ident, $($rest:tt)*) => { with_loop_type!(numbers $share, $($rest)*; numbers) };
    (Floats typed, $dtype:expr, $T:ident => $body:expr) => {
        with_loop_type!(@ $dtype, $T => $body, F32 f32, F64 f64)
    };
    (Quotient $($rest:tt)*) => { with_loop_type!(Floats $($rest)*) };
    (Integers typed, $dtype:expr, $T:ident => $body:expr) => {
        with_loop_type!(@ $dtype, $T => $body, I8 i8, I16 i16, I32 i32, I64 i64,
            U8 u8, U16 u16, U32 u32, U64 u64)
    };
    (Integers signless, $dtype:expr, $T:ident => $body:expr) => {
        with_loop_type!(@ $dtype, $T => $body, I8 u8, I16 u16, I32 u32, I64 u64,
            U8 u8, U16 u16, U32 u32, U64 u64)
    };
    (Bits signless, $dtype:expr, $T:ident => $body:expr) => {
        with_loop_type!(@ $dtype, $T => $body, Bool bool, I8 u8, I16 u16, I32 u32, I64 u64,
            U8 u8, U16 u16, U32 u32, U64 u64)
    };
    (Bools typed, $dtype:expr, $T:ident => $body:expr) => {
        with_loop_type!(@ $dtype, $T => $body, Bool bool)
    };
    (@ $dtype:expr, $T:ident => $body:expr, $($variant:ident $type:ty),*) => {
        match $dtype {
            $(DType::$variant => { type $T = $type; Some($body) })*
            #[allow(unreachable_patterns)]
            _ => None,
        }
    };
}
pub(crate) use with_loop_type;
