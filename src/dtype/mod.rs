//! The element types, their promotion and casting rules, and single values of any of them.
//!
//! Types are neither assumed to be ordered nor to be real: what an operation accepts is a matter of its row in the
//! table of operations alone.

mod cast;
mod element;
mod promote;
mod scalar;

pub use cast::{Casting, can_cast};
pub use element::Element;
pub(crate) use element::with_element_type;
pub use promote::{Kind, promote, promote_all, promote_weak};
pub use scalar::Scalar;
pub(crate) use scalar::Storage;

use std::fmt;
use std::str::FromStr;

macro_rules! dtypes {
    ($($variant:ident $name:literal $long:literal $bytes:literal $kind:ident;)*) => {
        /// The type of an array's elements.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum DType {
            $(#[doc = concat!("`", $name, "`, NumPy's `", $long, "`.")] $variant,)*
        }

        impl DType {
            /// All types.
            pub const ALL: &'static [DType] = &[$(DType::$variant,)*];

            /// The short name: `f64`.
            pub fn name(self) -> &'static str {
                match self { $(DType::$variant => $name,)* }
            }

            /// NumPy's name: `float64`.
            pub fn numpy_name(self) -> &'static str {
                match self { $(DType::$variant => $long,)* }
            }

            /// Bytes an element.
            pub const fn size(self) -> usize {
                match self { $(DType::$variant => $bytes,)* }
            }

            /// What sort of numbers these are.
            pub const fn kind(self) -> Kind {
                match self { $(DType::$variant => Kind::$kind,)* }
            }
        }
    };
}

dtypes! {
    Bool "bool" "bool" 1 Bool;
    I8 "i8" "int8" 1 Signed;
    I16 "i16" "int16" 2 Signed;
    I32 "i32" "int32" 4 Signed;
    I64 "i64" "int64" 8 Signed;
    U8 "u8" "uint8" 1 Unsigned;
    U16 "u16" "uint16" 2 Unsigned;
    U32 "u32" "uint32" 4 Unsigned;
    U64 "u64" "uint64" 8 Unsigned;
    F32 "f32" "float32" 4 Float;
    F64 "f64" "float64" 8 Float;
}

impl DType {
    /// Whether this is one of the integer types; `bool` is not.
    pub const fn is_integer(self) -> bool {
        matches!(self.kind(), Kind::Signed | Kind::Unsigned)
    }

    /// The least and the greatest value of an integer type.
    pub(crate) fn limits(self) -> Option<(i128, i128)> {
        let bits = 8 * self.size() as u32;
        match self.kind() {
            Kind::Signed => Some((-(1 << (bits - 1)), (1 << (bits - 1)) - 1)),
            Kind::Unsigned => Some((0, (1 << bits) - 1)),
            Kind::Bool | Kind::Float => None,
        }
    }

    /// The type at a position of [`DType::ALL`].
    pub(crate) fn from_index(index: usize) -> Option<DType> {
        DType::ALL.get(index).copied()
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for DType {
    type Err = String;

    /// Reads a short name or NumPy's.
    fn from_str(name: &str) -> Result<DType, String> {
        DType::ALL
            .iter()
            .copied()
            .find(|dtype| dtype.name() == name || dtype.numpy_name() == name)
            .ok_or_else(|| format!("there is no element type `{name}`"))
    }
}
