//! How elements are stored and computed.
//!
//! [`DType`](super::DType) is what a user sees; an [`Elem`] is what memory holds and kernels are made for. There is one
//! for each row of the table, numbered without gaps, so whatever goes by elements can be an array.

use super::{DType, Kind, for_each_element};

/// What has the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Truth values.
    Bool,
    /// Integers from 0.
    Unsigned,
    /// Integers of both signs.
    Signed,
    /// Floats of 16 bits, computed as f32.
    Half,
    /// Floats that are computed as they are.
    Float,
    /// Pairs of such floats.
    Complex,
    /// Dates.
    Datetime,
    /// Lengths of time.
    Timedelta,
    /// Characters of texts of bytes.
    Bytes,
    /// Characters of texts.
    Text,
}

impl Family {
    /// What sort of numbers these are.
    pub const fn kind(self) -> Kind {
        match self {
            Family::Bool => Kind::Bool,
            Family::Unsigned => Kind::Unsigned,
            Family::Signed => Kind::Signed,
            Family::Half | Family::Float => Kind::Float,
            Family::Complex => Kind::Complex,
            Family::Datetime => Kind::Datetime,
            Family::Timedelta => Kind::Timedelta,
            Family::Bytes => Kind::Bytes,
            Family::Text => Kind::Text,
        }
    }
}

macro_rules! elems {
    ($($variant:ident = $type:ty {
        $family:ident $bits:ident $name:literal $numpy:literal [$($other:literal)*]
        $(($parameter:ident: $Parameter:ty))?
    })*) => {
        /// The type of elements in memory.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Elem {
            $(#[doc = concat!("`", stringify!($type), "`")] $variant,)*
        }

        impl Elem {
            /// All of them, in their order.
            pub const ALL: &'static [Elem] = &[$(Elem::$variant,)*];

            /// What it has its code in common with.
            pub const fn family(self) -> Family {
                match self { $(Elem::$variant => Family::$family,)* }
            }

            /// What an element's address is a multiple of.
            pub const fn alignment(self) -> usize {
                match self { $(Elem::$variant => align_of::<$type>(),)* }
            }

            /// Bytes an element.
            pub const fn size(self) -> usize {
                match self { $(Elem::$variant => size_of::<$type>(),)* }
            }

            /// The type of an array of such elements, with the parameter left open if it has one.
            pub const fn dtype(self) -> DType {
                match self { $(Elem::$variant => DType::$variant $((<$Parameter>::OPEN))?,)* }
            }
        }

        impl DType {
            /// How it is stored.
            pub(crate) const fn elem(self) -> Elem {
                match self { $(DType::$variant { .. } => Elem::$variant,)* }
            }
        }
    };
}
for_each_element!(elems! {});

impl Elem {
    /// What sort of numbers these are.
    pub const fn kind(self) -> Kind {
        self.family().kind()
    }

    /// The elements that arithmetic on these is done in; the result is rounded to these.
    pub const fn computed_as(self) -> Elem {
        match self.family() {
            Family::Half => Elem::F32,
            Family::Bool | Family::Unsigned | Family::Signed | Family::Float | Family::Complex => self,
            Family::Datetime | Family::Timedelta | Family::Bytes | Family::Text => self,
        }
    }

    /// The elements that the real and the imaginary part of one are: of all but complex numbers the same.
    pub const fn part(self) -> Elem {
        match self.family() {
            Family::Complex if self.size() == Elem::C64.size() => Elem::F32,
            Family::Complex => Elem::F64,
            Family::Bool | Family::Unsigned | Family::Signed | Family::Half | Family::Float => self,
            Family::Datetime | Family::Timedelta | Family::Bytes | Family::Text => self,
        }
    }
}
