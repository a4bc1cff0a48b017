//! The types of arrays, as users see them.

use super::for_each_element;
use std::fmt;
use std::str::FromStr;

macro_rules! dtypes {
    ($($variant:ident = $type:ty { $family:ident $bits:ident $name:literal $numpy:literal [$($other:literal)*] })*) => {
        /// The type of an array's elements.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum DType {
            $(#[doc = concat!("`", $name, "`, NumPy's `", $numpy, "`.")] $variant,)*
        }

        impl DType {
            /// All types.
            pub const ALL: &'static [DType] = &[$(DType::$variant,)*];

            /// The short name: `f64`.
            pub const fn name(self) -> &'static str {
                match self { $(DType::$variant => $name,)* }
            }

            /// NumPy's name: `float64`.
            pub const fn numpy_name(self) -> &'static str {
                match self { $(DType::$variant => $numpy,)* }
            }

        }
    };
}
for_each_element!(dtypes! {});

/// What sort of numbers a type holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Truth values.
    Bool,
    /// Integers from 0.
    Unsigned,
    /// Integers of both signs.
    Signed,
    /// IEEE 754 numbers.
    Float,
    /// Pairs of those: a real and an imaginary part.
    Complex,
}

impl Kind {
    /// Position in NumPy's order of kinds, in which both sorts of integers stand at the same place.
    pub(super) fn rank(self) -> u8 {
        match self {
            Kind::Bool => 0,
            Kind::Unsigned | Kind::Signed => 1,
            Kind::Float => 2,
            Kind::Complex => 3,
        }
    }
}

impl DType {
    /// Bytes an element.
    pub const fn size(self) -> usize {
        self.elem().size()
    }

    /// The type of the real and the imaginary part: of complex numbers a type of floats, of others the type itself.
    ///
    /// ```
    /// use fusexpr::DType;
    ///
    /// assert_eq!(DType::C64.part(), DType::F32);
    /// assert_eq!(DType::I16.part(), DType::I16);
    /// ```
    pub const fn part(self) -> DType {
        self.elem().part().dtype()
    }

    /// What sort of numbers these are.
    pub const fn kind(self) -> Kind {
        self.elem().kind()
    }

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
            Kind::Bool | Kind::Float | Kind::Complex => None,
        }
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text that names no element type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no element type `{name}`")]
pub struct ParseDTypeError {
    name: String,
}

impl FromStr for DType {
    type Err = ParseDTypeError;

    /// Reads a short name or NumPy's.
    fn from_str(name: &str) -> Result<DType, ParseDTypeError> {
        DType::ALL
            .iter()
            .copied()
            .find(|dtype| dtype.name() == name || dtype.numpy_name() == name)
            .ok_or_else(|| ParseDTypeError { name: name.to_owned() })
    }
}
