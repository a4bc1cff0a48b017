//! Which element types an operation has kernels for, and into which it takes the others.
//!
//! A domain is a capability of types: a trait that bodies may ask of the type that they compute in, and the
//! types that have it: their families. Of the table below come the domains, the traits under the domains' names, and
//! the choice of the kernel for a type.

use crate::element::{DType, Elem, Family, Kind};

macro_rules! domains {
    ($d:tt $($(#[$doc:meta])* $domain:ident: $capability:ident [$($family:ident)*])*) => {
        /// The types that an operation computes in (NumPy's loops).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Domain {
            $($(#[$doc])* $domain,)*
        }

        impl Domain {
            /// Whether there are kernels for elements of a family.
            fn has(self, family: Family) -> bool {
                match self { $(Domain::$domain => matches!(family, $(Family::$family)|*),)* }
            }
        }

        /// The trait that a body may ask of the element type, under the domain's name.
        pub mod bound {
            $(pub use super::super::number::$capability as $domain;)*
        }

        /// `Some` of what follows if a domain has kernels for elements of a family, else `None`.
        macro_rules! if_in_domain {
            $($(($domain $family $d($d then:tt)*) => { Some({ $d($d then)* }) };)*)*
            ($d domain:ident $d family:ident $d($d then:tt)*) => { None };
        }
        pub(crate) use if_in_domain;
    };
}

domains! { $
    /// Every type.
    Any: Value [Bool Unsigned Signed Half Float Complex Datetime Timedelta]
    /// Every type, by its value.
    Compared: Value [Bool Unsigned Signed Float Complex Datetime Timedelta]
    /// Types with a sum and a product; those of bool are or and and.
    Sums: Field [Bool Unsigned Signed Float Complex]
    /// Types with an absolute value.
    Sizes: Magnitude [Bool Unsigned Signed Float Complex]
    /// Types in an order.
    Ordered: Ordered [Bool Unsigned Signed Float Datetime Timedelta]
    /// Types with values between whole numbers, or none but these.
    Rounded: Rounded [Bool Unsigned Signed Float]
    /// Every type in an order but bool, which is taken as i8.
    Numbers: Number [Unsigned Signed Float]
    /// Every type but bool, which is taken as i8.
    Powers: Ring [Unsigned Signed Float Complex]
    /// Every type but bool, which is taken as f16.
    Nearest: Ring [Unsigned Signed Float Complex]
    /// Every type but bool, which is refused.
    NonBool: Ring [Unsigned Signed Float Complex]
    /// Floats; bool and integers are taken as the narrowest one that holds them, of 64 bits as f64.
    Floats: Real [Float]
    /// The same, and complex numbers.
    Functions: Analytic [Float Complex]
    /// Floats, taken as in `Floats`, of which each has a next one.
    Adjacent: Adjacent [Half Float]
    /// As `Functions`, but that bool is taken as f64.
    Angles: Analytic [Float Complex]
    /// Floats and complex numbers; integers and bool are taken as f64.
    Quotient: Analytic [Float Complex]
    /// Integers; bool is taken as i8, floats are refused.
    Integers: Integer [Unsigned Signed]
    /// Bool and integers; floats are refused.
    Bits: Bits [Bool Unsigned Signed]
    /// bool alone.
    Bools: Bits [Bool]
    /// Dates and lengths of time.
    Times: Time [Datetime Timedelta]
    /// Dates.
    Dates: Dated [Datetime]
    /// Lengths of time.
    Spans: Span [Timedelta]
}

impl Domain {
    /// The type that operands of the common type `dtype` are taken as, if there is one: NumPy's loop.
    pub fn resolve(self, dtype: DType) -> Option<DType> {
        if self.computes(dtype.elem()).is_some() {
            return Some(dtype);
        }
        match (self, dtype.kind()) {
            (Domain::Numbers | Domain::Powers | Domain::Integers, Kind::Bool) => Some(DType::I8),
            (Domain::Nearest, Kind::Bool) => Some(DType::F16),
            (Domain::Angles, Kind::Bool) => Some(DType::F64),
            (
                Domain::Floats | Domain::Functions | Domain::Adjacent | Domain::Angles,
                Kind::Bool | Kind::Unsigned | Kind::Signed,
            ) => Some(match dtype.size() {
                1 => DType::F16,
                2 => DType::F32,
                _ => DType::F64,
            }),
            (Domain::Quotient, Kind::Bool | Kind::Unsigned | Kind::Signed) => Some(DType::F64),
            _ => None,
        }
    }

    /// The elements that there are kernels for, for operands that are taken as `elem`: the same, or those that
    /// arithmetic on them is done in.
    pub fn computes(self, elem: Elem) -> Option<Elem> {
        [elem, elem.computed_as()].into_iter().find(|elem| self.has(elem.family()))
    }

    /// Whether each operand is taken as a float before there is a common type: i8 and u16 as f32, although together
    /// they would be i32.
    pub fn takes_each_as_float(self) -> bool {
        matches!(self, Domain::Floats | Domain::Functions | Domain::Adjacent)
    }

    /// The types that it takes operands as.
    pub fn loops(self) -> impl Iterator<Item = DType> {
        DType::ALL.iter().copied().filter(move |dtype| self.computes(dtype.elem()).is_some())
    }
}

/// Runs an expression with `$T` standing for the type that a domain's kernels for a type are compiled with, as an
/// `Option`: `None` for types outside the domain.
///
/// The word after the domain says what kernels may share: `typed` nothing; `signless` i32 and u32 (wrapping
/// arithmetic is the same for both); `bits` all types of a width (for moving values).
macro_rules! with_loop_type {
    ($domain:ident $share:ident, $elem:expr, $T:ident => $body:expr) => {
        for_each_element!(with_loop_type! { @ $domain $share, $elem, $T => $body; })
    };
    (@ $domain:ident $share:ident, $elem:expr, $T:ident => $body:expr;
        $($variant:ident = $type:ty { $family:ident $bits:ident $($facts:tt)* })*) => {
        match $elem {
            $(Elem::$variant => if_in_domain!($domain $family
                type $T = loop_type!($share $family $type, $bits);
                $body
            ),)*
        }
    };
}
pub(crate) use with_loop_type;

/// The type that kernels for a type are compiled with.
macro_rules! loop_type {
    (bits $family:ident $type:ty, $bits:ident) => {
        $bits
    };
    (signless Signed $type:ty, $bits:ident) => {
        $bits
    };
    ($share:ident $family:ident $type:ty, $bits:ident) => {
        $type
    };
}
pub(crate) use loop_type;
