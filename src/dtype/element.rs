//! The Rust types that stand behind [`DType`].

use super::DType;

mod sealed {
    pub trait Sealed {}
}

/// A Rust type that arrays may be made of.
pub trait Element: sealed::Sealed + Copy + Default + PartialEq + Send + Sync + 'static {
    /// The type's name at run time.
    const DTYPE: DType;
}

macro_rules! elements {
    ($($type:ty: $dtype:ident),*) => {$(
        impl sealed::Sealed for $type {}
        impl Element for $type {
            const DTYPE: DType = DType::$dtype;
        }
    )*};
}

elements!(bool: Bool, i8: I8, i16: I16, i32: I32, i64: I64, u8: U8, u16: U16, u32: U32, u64: U64, f32: F32, f64: F64);

/// Runs an expression with `$T` standing for the Rust type behind a [`DType`].
macro_rules! with_element_type {
    ($dtype:expr, $T:ident => $body:expr) => {
        $crate::dtype::with_element_type!(@ $dtype, $T => $body,
            Bool bool, I8 i8, I16 i16, I32 i32, I64 i64, U8 u8, U16 u16, U32 u32, U64 u64, F32 f32, F64 f64)
    };
    (@ $dtype:expr, $T:ident => $body:expr, $($variant:ident $type:ty),*) => {
        match $dtype { $($crate::dtype::DType::$variant => { type $T = $type; $body })* }
    };
}
pub(crate) use with_element_type;
