//! The Rust types that stand behind [`DType`].

use crate::element::{DType, Elem, for_each_element};

mod sealed {
    pub trait Sealed {}
}

/// A Rust type that arrays may be made of.
pub trait Element: sealed::Sealed + Copy + Default + PartialEq + Send + Sync + 'static {
    /// The type's name at run time; that of dates and lengths of time has no unit, which is a matter of arrays.
    const DTYPE: DType;
}

macro_rules! elements {
    ($($variant:ident = $type:ty { $($facts:tt)* })*) => {
        $(
            impl sealed::Sealed for $type {}
            impl Element for $type {
                const DTYPE: DType = Elem::$variant.dtype();
            }
        )*
    };
}
for_each_element!(elements! {});

/// The Rust types under the names of the variants.
#[allow(dead_code)] // not all are named by a row of operations
pub(crate) mod rust_type {
    macro_rules! aliases {
        ($($variant:ident = $type:ty { $($facts:tt)* })*) => { $(pub type $variant = $type;)* };
    }
    crate::for_each_element!(aliases! {});
}

/// Runs an expression with `$T` standing for the Rust type behind a [`DType`].
macro_rules! with_element_type {
    ($dtype:expr, $T:ident => $body:expr) => {
        $crate::for_each_element!(with_element_type! { @ $dtype, $T => $body; })
    };
    (@ $dtype:expr, $T:ident => $body:expr; $($variant:ident = $type:ty { $($facts:tt)* })*) => {
        match $dtype { $($crate::element::DType::$variant { .. } => { type $T = $type; $body })* }
    };
}
pub(crate) use with_element_type;
