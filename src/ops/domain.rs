//! Which element types an operation has kernels for, and into which it takes the others.
//!
//! A domain is a capability of types: a trait that bodies may ask of the type that they compute in, and the kinds of
//! types that have it. Of the table below come the domains, the traits under the domains' names, and the choice of the
//! kernel for a type.

use crate::element::{DType, Kind};

macro_rules! domains {
    ($d:tt $($(#[$doc:meta])* $domain:ident: $capability:ident [$($kind:ident)*])*) => {
        /// The types that an operation computes in (NumPy's loops).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Domain {
            $($(#[$doc])* $domain,)*
        }

        impl Domain {
            /// Whether there are kernels for types of a kind.
            fn has(self, kind: Kind) -> bool {
                match self { $(Domain::$domain => matches!(kind, $(Kind::$kind)|*),)* }
            }
        }

        /// The trait that a body may ask of the element type, under the domain's name.
        pub mod bound {
            $(pub use super::super::number::$capability as $domain;)*
        }

        /// `Some` of what follows if a domain has kernels for types of a kind, else `None`.
        macro_rules! if_in_domain {
            $($(($domain $kind $d($d then:tt)*) => { Some({ $d($d then)* }) };)*)*
            ($d domain:ident $d kind:ident $d($d then:tt)*) => { None };
        }
        pub(crate) use if_in_domain;
    };
}

domains! { $
    /// Every type.
    Any: Value [Bool Unsigned Signed Float]
    /// Types with a sum and a product; those of bool are or and and.
    Sums: Field [Bool Unsigned Signed Float]
    /// Types in an order.
    Ordered: Ordered [Bool Unsigned Signed Float]
    /// Types with values between whole numbers, or none but these.
    Rounded: Rounded [Bool Unsigned Signed Float]
    /// Every type but bool, which is taken as i8.
    Numbers: Number [Unsigned Signed Float]
    /// Every type but bool, which is refused.
    NonBool: Number [Unsigned Signed Float]
    /// Floats; bool and integers of up to 16 bits are taken as f32, wider ones as f64.
    Floats: Real [Float]
    /// Floats; integers and bool are taken as f64.
    Quotient: Real [Float]
    /// Integers; bool is taken as i8, floats are refused.
    Integers: Integer [Unsigned Signed]
    /// Bool and integers; floats are refused.
    Bits: Bits [Bool Unsigned Signed]
    /// bool alone.
    Bools: Bits [Bool]
}

impl Domain {
    /// The type that operands of the common type `dtype` are computed in, if there is one.
    pub fn resolve(self, dtype: DType) -> Option<DType> {
        if self.has(dtype.kind()) {
            return Some(dtype);
        }
        match (self, dtype.kind()) {
            (Domain::Numbers | Domain::Integers, Kind::Bool) => Some(DType::I8),
            (Domain::Floats, Kind::Bool | Kind::Unsigned | Kind::Signed) => Some(match dtype.size() {
                ..=2 => DType::F32,
                _ => DType::F64,
            }),
            (Domain::Quotient, Kind::Bool | Kind::Unsigned | Kind::Signed) => Some(DType::F64),
            _ => None,
        }
    }

    /// The types there are kernels for.
    pub fn loops(self) -> impl Iterator<Item = DType> {
        DType::ALL.iter().copied().filter(move |dtype| self.has(dtype.kind()))
    }
}

/// Runs an expression with `$T` standing for the type that a domain's kernels for a type are compiled with, as an
/// `Option`: `None` for types outside the domain.
///
/// The word after the domain says what kernels may share: `typed` nothing; `signless` i32 and u32 (wrapping
/// arithmetic is the same for both); `bits` all types of a width (for moving values).
macro_rules! with_loop_type {
    ($domain:ident $share:ident, $dtype:expr, $T:ident => $body:expr) => {
        for_each_element!(with_loop_type! { @ $domain $share, $dtype, $T => $body; })
    };
    (@ $domain:ident $share:ident, $dtype:expr, $T:ident => $body:expr;
        $($variant:ident = $type:ty { $kind:ident $bits:ident $($facts:tt)* })*) => {
        match $dtype {
            $(DType::$variant => if_in_domain!($domain $kind
                type $T = loop_type!($share $kind $type, $bits);
                $body
            ),)*
        }
    };
}
pub(crate) use with_loop_type;

/// The type that kernels for a type are compiled with.
macro_rules! loop_type {
    (bits $kind:ident $type:ty, $bits:ident) => {
        $bits
    };
    (signless Signed $type:ty, $bits:ident) => {
        $bits
    };
    ($share:ident $kind:ident $type:ty, $bits:ident) => {
        $type
    };
}
pub(crate) use loop_type;
