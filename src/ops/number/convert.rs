//! The conversions between all element types, made from the table of element types.

use crate::element::for_each_element;
use crate::math::half;
use crate::time::{Datetime, Timedelta};
use crate::{Complex, f16};

/// A type that values of another one can be converted to: integers wrap, floats are truncated and saturate, NaN gives
/// 0, and a truth value is whether something differs from zero; floats round to nearest. Of a complex number the real
/// part is converted. Dates and lengths of time are their numbers of units, and floats that are no number of 64 bits
/// become NaT.
pub trait Convert<T> {
    /// The value as one of the type.
    fn convert(self) -> T;
}

/// A type whose values have a real and an imaginary part.
pub trait HasParts {
    /// The type of these: of all but complex numbers the type itself.
    type Part: Copy;

    /// The two; the imaginary part of a real number is 0.
    fn parts(self) -> [Self::Part; 2];
}

impl<T: Copy> HasParts for Complex<T> {
    type Part = T;

    #[inline(always)]
    fn parts(self) -> [T; 2] {
        [self.re, self.im]
    }
}

macro_rules! has_parts {
    (Complex $type:ty) => {};
    ($family:ident $type:ty) => {
        impl HasParts for $type {
            type Part = $type;

            #[inline(always)]
            fn parts(self) -> [$type; 2] {
                [self, <$type>::default()]
            }
        }
    };
}

/// The conversions from one type to all.
macro_rules! conversions_from {
    ($from:ty, $from_family:ident; $($variant:ident = $to:ty { $family:ident $($facts:tt)* })*) => {
        $(impl Convert<$to> for $from {
            #[inline(always)]
            fn convert(self) -> $to {
                conversion!($from_family $family self, $to)
            }
        })*
    };
}
macro_rules! conversion {
    (Bool Bool $x:expr, $to:ty) => {
        $x
    };
    (Complex Complex $x:expr, $to:ty) => {
        Complex { re: $x.re as <$to as HasParts>::Part, im: $x.im as <$to as HasParts>::Part }
    };
    (Complex Bool $x:expr, $to:ty) => {
        ($x.re != 0.0) | ($x.im != 0.0)
    };
    (Complex $family:ident $x:expr, $to:ty) => {
        conversion!(Float $family $x.re, $to)
    };
    ($from:ident Complex $x:expr, $to:ty) => {
        <$to>::new(conversion!($from Float $x, <$to as HasParts>::Part), 0.0)
    };
    (Float Bool $x:expr, $to:ty) => {
        $x != 0.0
    };
    (Half Half $x:expr, $to:ty) => {
        $x
    };
    (Datetime $family:ident $x:expr, $to:ty) => {
        conversion!(Ticks $family $x.0, $to)
    };
    (Timedelta $family:ident $x:expr, $to:ty) => {
        conversion!(Ticks $family $x.0, $to)
    };
    (Ticks Datetime $x:expr, $to:ty) => {
        Datetime($x)
    };
    (Ticks Timedelta $x:expr, $to:ty) => {
        Timedelta($x)
    };
    ($from:ident Datetime $x:expr, $to:ty) => {
        Datetime(conversion!($from Ticks $x, i64))
    };
    ($from:ident Timedelta $x:expr, $to:ty) => {
        Timedelta(conversion!($from Ticks $x, i64))
    };
    (Half Ticks $x:expr, $to:ty) => {
        conversion!(Float Ticks half::widen($x.to_bits()), $to)
    };
    (Float Ticks $x:expr, $to:ty) => {{
        const BEYOND: f64 = 9_223_372_036_854_775_808.0;
        crate::math::choose(f64::from($x).abs() < BEYOND, $x as i64, i64::MIN)
    }};
    (Half $family:ident $x:expr, $to:ty) => {
        conversion!(Float $family half::widen($x.to_bits()), $to)
    };
    (Float Half $x:expr, $to:ty) => {
        Narrow::narrow($x)
    };
    ($from:ident Half $x:expr, $to:ty) => {
        Narrow::narrow(conversion!($from Float $x, f32)) // exact as far as f16 goes
    };
    ($from:ident Bool $x:expr, $to:ty) => {
        $x != 0
    };
    (Bool $family:ident $x:expr, $to:ty) => {
        $x as u8 as $to
    };
    ($from:ident $family:ident $x:expr, $to:ty) => {
        $x as $to
    };
}

/// All conversions, and the capability of having them.
macro_rules! conversions {
    ($($variant:ident = $type:ty { $family:ident $($facts:tt)* })*) => {
        $(for_each_element!(conversions_from! { $type, $family; });)*
        $(has_parts!($family $type);)*

        /// A type that can be converted to all.
        pub trait Conversions: $(Convert<$type> +)* {}

        $(impl Conversions for $type {})*
    };
}
for_each_element!(conversions! {});

/// A float that values are rounded from.
trait Narrow {
    /// The nearest f16.
    fn narrow(self) -> f16;
}

impl Narrow for f32 {
    #[inline(always)]
    fn narrow(self) -> f16 {
        f16::from_bits(half::narrow(self))
    }
}

impl Narrow for f64 {
    #[inline(always)]
    fn narrow(self) -> f16 {
        f16::from_bits(half::narrow_double(self))
    }
}
