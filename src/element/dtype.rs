//! The types of arrays, as users see them.
//!
//! A type may have a parameter, which says of an array what its elements do not: the unit that dates are counted in.
//! Types that differ in nothing else are stored and computed alike, as one [`Elem`](super::Elem). A parameter's type
//! has two constants: `OPEN`, which stands where it is not known, and `SAMPLE`, which stands for all in lists of types.

use super::for_each_element;
use std::fmt;
use std::str::FromStr;

macro_rules! dtypes {
    ($($variant:ident = $type:ty {
        $family:ident $bits:ident $name:literal $numpy:literal [$($other:literal)*]
        $(($parameter:ident: $Parameter:ty))?
    })*) => {
        /// The type of an array's elements.
        ///
        /// Some types have a parameter, which is no matter of the elements but of the array: a date's unit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum DType {
            $(#[doc = concat!("`", $name, "`, NumPy's `", $numpy, "`.")] $variant $(($Parameter))?,)*
        }

        impl DType {
            /// All types; one with a parameter stands here once, with one of its parameters.
            pub const ALL: &'static [DType] = &[$(DType::$variant $((<$Parameter>::SAMPLE))?,)*];

            /// The short name without a parameter: `f64`, `datetime64`.
            pub const fn name(self) -> &'static str {
                match self { $(DType::$variant { .. } => $name,)* }
            }

            /// NumPy's name without a parameter: `float64`, `datetime64`.
            pub const fn numpy_name(self) -> &'static str {
                match self { $(DType::$variant { .. } => $numpy,)* }
            }

            /// The parameter as a number, if it has one.
            pub(crate) const fn parameter_number(self) -> Option<usize> {
                match self {
                    $(DType::$variant $(($parameter))? => {
                        $(return Some($parameter as usize);)?
                        #[allow(unreachable_code)]
                        None
                    })*
                }
            }

            /// The parameter as text, if it has one that is not left open.
            fn parameter(self) -> Option<String> {
                match self {
                    $(DType::$variant $(($parameter))? => {
                        $(if $parameter != <$Parameter>::OPEN {
                            return Some($parameter.to_string());
                        })?
                        None
                    })*
                }
            }

            /// The type of a name, with the parameter in brackets, if it is one.
            fn named(name: &str, in_brackets: Option<&str>) -> Option<DType> {
                $(if name == $name || name == $numpy {
                    return named_with!(in_brackets, $variant $(($Parameter))?);
                })*
                None
            }
        }
    };
}
macro_rules! named_with {
    ($in_brackets:ident, $variant:ident) => {
        if $in_brackets.is_none() { Some(DType::$variant) } else { None }
    };
    ($in_brackets:ident, $variant:ident ($Parameter:ty)) => {
        match $in_brackets {
            None => Some(DType::$variant(<$Parameter>::OPEN)),
            Some(text) => text.parse().ok().map(DType::$variant),
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
    /// Lengths of time.
    Timedelta,
    /// Dates.
    Datetime,
    /// Texts of bytes, NumPy's `S`.
    Bytes,
    /// Texts, NumPy's `U`.
    Text,
}

impl Kind {
    /// Position in NumPy's order of kinds, in which both sorts of integers stand at the same place.
    pub(super) fn rank(self) -> u8 {
        match self {
            Kind::Bool => 0,
            Kind::Unsigned | Kind::Signed => 1,
            Kind::Float => 2,
            Kind::Complex => 3,
            Kind::Timedelta => 4,
            Kind::Datetime => 5,
            Kind::Bytes => 6,
            Kind::Text => 7,
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
        match self.kind() {
            Kind::Complex => self.elem().part().dtype(),
            _ => self,
        }
    }

    /// What sort of numbers these are.
    pub const fn kind(self) -> Kind {
        self.elem().kind()
    }

    /// Whether these are dates or lengths of time.
    pub const fn is_time(self) -> bool {
        matches!(self.kind(), Kind::Datetime | Kind::Timedelta)
    }

    /// Whether these are the characters of texts, which stand along the last axis of an array.
    pub const fn is_text(self) -> bool {
        matches!(self.kind(), Kind::Bytes | Kind::Text)
    }

    /// Whether characters of this type, side by side, can be read as one integer of another type.
    pub(crate) fn packs(self, integer: DType) -> bool {
        match self {
            DType::S1 => integer.kind() == Kind::Unsigned,
            DType::U1 => integer == DType::U32,
            _ => false,
        }
    }

    /// The type of the difference of two elements: of dates a length of time in their unit, of others the type itself.
    pub(crate) const fn difference(self) -> DType {
        match self {
            DType::Datetime64(unit) => DType::Timedelta64(unit),
            other => other,
        }
    }

    /// Whether elements of this type can be seen as those of another one, bit by bit.
    pub(crate) fn is_seen_as(self, other: DType) -> bool {
        let is_counted = |dtype: DType| dtype == DType::I64 || dtype.is_time();
        let is_byte = |dtype: DType| matches!(dtype, DType::U8 | DType::S1);
        let is_character = |dtype: DType| matches!(dtype, DType::U32 | DType::U1);
        self == other
            || is_counted(self) && is_counted(other)
            || is_byte(self) && is_byte(other)
            || is_character(self) && is_character(other)
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
            Kind::Bool | Kind::Float | Kind::Complex | Kind::Timedelta | Kind::Datetime | Kind::Bytes | Kind::Text => {
                None
            }
        }
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parameter() {
            Some(parameter) => f.pad(&format!("{}[{parameter}]", self.name())),
            None => f.pad(self.name()),
        }
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

    /// Reads a short name or NumPy's, with the parameter in brackets behind it: `datetime64[ms]`.
    fn from_str(text: &str) -> Result<DType, ParseDTypeError> {
        let (name, in_brackets) = match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
            Some((name, in_brackets)) => (name, Some(in_brackets)),
            None => (text, None),
        };
        DType::named(name, in_brackets).ok_or_else(|| ParseDTypeError { name: text.to_owned() })
    }
}
