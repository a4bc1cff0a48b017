//! c64 and c128: pairs of floats, of which a loop around them makes vector code as of floats.
//!
//! There is no order, and so none of what needs one. Sums, products and quotients are NumPy's, to the bit; a product is
//! that of the formula alone, where an infinity times a number may be NaN in both parts.

use super::capability::{Analytic, Field, Magnitude, Ring, Value, for_each_analytic};
use crate::Complex;
use crate::level::Isa;
use crate::math::complex::{arithmetic, exponential, hyperbolic, inverse, logarithm, root};
use crate::math::{InverseTrigonometric, choose};

macro_rules! complex_numbers {
    ($($part:ident)*) => {$(
        impl Value for Complex<$part> {
            const ONE: Self = Self { re: 1.0, im: 0.0 };

            #[inline(always)]
            fn choose(condition: bool, x: Self, y: Self) -> Self {
                Self { re: choose(condition, x.re, y.re), im: choose(condition, x.im, y.im) }
            }
        }

        impl Field for Complex<$part> {
            #[inline(always)]
            fn add(self, y: Self) -> Self {
                self + y
            }
            #[inline(always)]
            fn multiply(self, y: Self) -> Self {
                self * y
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                self.re.is_nan() | self.im.is_nan()
            }
            #[inline(always)]
            fn is_infinite(self) -> bool {
                self.re.is_infinite() | self.im.is_infinite()
            }
        }

        impl Magnitude for Complex<$part> {
            #[inline(always)]
            fn absolute<I: Isa>(self) -> $part {
                arithmetic::absolute::<I, $part>(self)
            }
        }

        impl Ring for Complex<$part> {
            const IS_COMPLEX: bool = true;

            #[inline(always)]
            fn subtract(self, y: Self) -> Self {
                self - y
            }
            #[inline(always)]
            fn negative(self) -> Self {
                -self
            }
            #[inline(always)]
            fn sign<I: Isa>(self) -> Self {
                arithmetic::sign::<I, $part>(self)
            }
            #[inline(always)]
            fn reciprocal(self) -> Self {
                arithmetic::reciprocal(self)
            }
            #[inline(always)]
            fn reciprocal_is_rare(self) -> bool {
                arithmetic::reciprocal_is_rare(self)
            }
            #[inline(always)]
            fn rare_reciprocal(self) -> Self {
                arithmetic::rare_reciprocal(self)
            }
            #[inline(always)]
            fn conjugate(self) -> Self {
                self.conj()
            }
            #[inline(always)]
            fn power<I: Isa>(self, y: Self) -> Self {
                root::power::<I, $part>(self, y)
            }
            #[inline(always)]
            fn power_is_rare(self, y: Self) -> bool {
                root::power_is_rare(self, y)
            }
            #[inline(always)]
            fn rare_power(self, y: Self) -> Self {
                root::rare_power(self, y)
            }
            #[inline(always)]
            fn rint<I: Isa>(self) -> Self {
                Self { re: self.re.rint::<I>(), im: self.im.rint::<I>() }
            }
            #[inline(always)]
            fn round_decimals<I: Isa>(self, decimals: i64) -> Self {
                Self { re: self.re.round_decimals::<I>(decimals), im: self.im.round_decimals::<I>(decimals) }
            }
        }

        impl Analytic for Complex<$part> {
            #[inline(always)]
            fn over<I: Isa>(self, y: Self) -> Self {
                arithmetic::divide(self, y)
            }
            #[inline(always)]
            fn over_is_rare(self, y: Self) -> bool {
                arithmetic::divide_is_rare(self, y)
            }
            #[inline(always)]
            fn rare_over(self, y: Self) -> Self {
                arithmetic::rare_divide(self, y)
            }
            #[inline(always)]
            fn angle<I: Isa>(self) -> $part {
                self.im.arctan2::<I>(self.re)
            }
            #[inline(always)]
            fn square_root<I: Isa>(self) -> Self {
                root::sqrt::<I, $part>(self)
            }
            #[inline(always)]
            fn square_root_is_rare(self) -> bool {
                root::sqrt_is_rare(self)
            }
            #[inline(always)]
            fn rare_square_root(self) -> Self {
                root::rare_sqrt(self)
            }
            for_each_analytic!(functions);
        }
    )*};
}

/// The functions of complex numbers, as the files of their families have them.
macro_rules! functions {
    ($($function:ident $is_rare:ident $rare:ident $family:ident;)*) => {
        $(functions!(@ $family $function $is_rare $rare);)*
    };
    (@ Exponential $($names:ident)*) => { functions!(@ in exponential $($names)*); };
    (@ Logarithm $($names:ident)*) => { functions!(@ in logarithm $($names)*); };
    (@ Trigonometric $($names:ident)*) => { functions!(@ in hyperbolic $($names)*); };
    (@ Hyperbolic $($names:ident)*) => { functions!(@ in hyperbolic $($names)*); };
    (@ InverseTrigonometric $($names:ident)*) => { functions!(@ in inverse $($names)*); };
    (@ InverseHyperbolic $($names:ident)*) => { functions!(@ in inverse $($names)*); };
    (@ in $module:ident $function:ident $is_rare:ident $rare:ident) => {
        #[inline(always)]
        fn $function<I: Isa>(self) -> Self {
            $module::$function::<I, _>(self)
        }
        #[inline(always)]
        fn $is_rare(self) -> bool {
            $module::$is_rare(self)
        }
        #[inline(always)]
        fn $rare(self) -> Self {
            $module::$rare(self)
        }
    };
}

complex_numbers! { f32 f64 }
