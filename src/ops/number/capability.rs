//! What element types can do: a trait a capability, one method an operation whose meaning differs between types.

use super::convert::{Conversions, HasParts};
use crate::Complex;
use crate::element::{Element, for_each_element};
use crate::level::{Base, Isa};

/// Every element type.
pub trait Value: Element + Conversions + HasParts {
    /// One, or true.
    const ONE: Self;

    /// `x` if the condition holds, else `y`.
    ///
    /// Not an `if`: the compiler moves the loads of `x` and `y` into its arms and then gathers from two
    /// addresses, which takes `where` from 0.47 to 0.81 ns an element.
    #[inline(always)]
    fn choose(condition: bool, x: Self, y: Self) -> Self {
        crate::math::choose(condition, x, y)
    }
}

/// Types with a sum and a product.
pub trait Field: Value {
    /// `x + y`, wrapping; for bool the or.
    fn add(self, y: Self) -> Self;
    /// `x * y`, wrapping; for bool the and.
    fn multiply(self, y: Self) -> Self;
    /// Whether it is NaN.
    fn is_nan(self) -> bool;
    /// Whether it is an infinity.
    fn is_infinite(self) -> bool;
}

/// Floats, of which each has a next one.
pub trait Adjacent: Value {
    /// The next representable value towards `y`.
    fn next_after(self, y: Self) -> Self;
}

/// Types in an order.
pub trait Ordered: Value {
    /// `x < y`
    fn less(self, y: Self) -> bool;
    /// `x <= y`
    fn less_equal(self, y: Self) -> bool;
    /// The lesser; NaN if one is.
    fn minimum(self, y: Self) -> Self;
    /// The greater; NaN if one is.
    fn maximum(self, y: Self) -> Self;
    /// The lesser; the other one where one is NaN.
    fn fmin(self, y: Self) -> Self;
    /// The greater; the other one where one is NaN.
    fn fmax(self, y: Self) -> Self;
}

/// Types with an absolute value.
pub trait Magnitude: Value {
    /// The absolute value, wrapping.
    fn absolute<I: Isa>(self) -> Self::Part;
}

/// Types with values between whole numbers, or none but these.
pub trait Rounded: Ordered + Magnitude {
    /// The greatest integer not above.
    fn floor<I: Isa>(self) -> Self;
    /// The least integer not below.
    fn ceil<I: Isa>(self) -> Self;
    /// The integer part.
    fn trunc<I: Isa>(self) -> Self;
}

/// Numbers of all sorts.
pub trait Ring: Field {
    /// Whether they are complex numbers, all of whose functions have arguments that they are not made for.
    const IS_COMPLEX: bool = false;

    /// `x - y`, wrapping.
    fn subtract(self, y: Self) -> Self;
    /// `-x`, wrapping.
    fn negative(self) -> Self;
    /// -1, 0 or 1, of a complex number the one of its direction on the unit circle; NaN for NaN.
    fn sign<I: Isa>(self) -> Self;
    /// `1 / x`; for integers truncated, and 0 for 0.
    fn reciprocal(self) -> Self;
    /// Whether [`Ring::reciprocal`] needs its `rare_` form.
    #[inline(always)]
    fn reciprocal_is_rare(self) -> bool {
        false
    }
    /// [`Ring::reciprocal`] of any number.
    #[inline(always)]
    fn rare_reciprocal(self) -> Self {
        self.reciprocal()
    }
    /// The number with the opposite imaginary part.
    #[inline(always)]
    fn conjugate(self) -> Self {
        self
    }
    /// `x ** y`; for integers wrapping, and truncated where `y` is negative.
    fn power<I: Isa>(self, y: Self) -> Self;
    /// Whether [`Ring::power`] needs its `rare_` form.
    #[inline(always)]
    fn power_is_rare(self, _: Self) -> bool {
        false
    }
    /// [`Ring::power`] of any numbers.
    #[inline(always)]
    fn rare_power(self, y: Self) -> Self {
        self.power::<Base>(y)
    }
    /// To the nearest integer, halves to even; of a complex number both parts.
    fn rint<I: Isa>(self) -> Self;
    /// To the nearest multiple of 10 to the power `-decimals`, halves to even.
    fn round_decimals<I: Isa>(self, decimals: i64) -> Self;
}

/// Integers and floats.
pub trait Number: Ring + Rounded + Magnitude {
    /// `x // y`: the quotient rounded down; 0 for an integer divided by 0.
    fn floor_divide<I: Isa>(self, y: Self) -> Self;
    /// `x % y`, with the sign of `y`; 0 for an integer divided by 0.
    fn remainder<I: Isa>(self, y: Self) -> Self;
    /// The remainder with the sign of `x`, as C's `fmod`; 0 for an integer divided by 0.
    fn fmod<I: Isa>(self, y: Self) -> Self;
    /// Whether the three above need their `rare_` forms.
    #[inline(always)]
    fn remainder_is_rare(self, _: Self) -> bool {
        false
    }
    /// [`Number::floor_divide`] of any numbers.
    #[inline(always)]
    fn rare_floor_divide(self, y: Self) -> Self {
        self.floor_divide::<Base>(y)
    }
    /// [`Number::remainder`] of any numbers.
    #[inline(always)]
    fn rare_remainder(self, y: Self) -> Self {
        self.remainder::<Base>(y)
    }
    /// [`Number::fmod`] of any numbers.
    #[inline(always)]
    fn rare_fmod(self, y: Self) -> Self {
        self.fmod::<Base>(y)
    }
}

/// bool and integers.
pub trait Bits: Value {
    /// `x & y`
    fn and(self, y: Self) -> Self;
    /// `x | y`
    fn or(self, y: Self) -> Self;
    /// `x ^ y`
    fn xor(self, y: Self) -> Self;
    /// `~x`
    fn invert(self) -> Self;
}

/// The bitwise operations of bool and integers, by the rows of the table.
macro_rules! bits {
    ($($variant:ident = $type:ty { $family:ident $($facts:tt)* })*) => { $(bits!($family $type);)* };
    (Float $type:ty) => {};
    (Half $type:ty) => {};
    (Complex $type:ty) => {};
    (Datetime $type:ty) => {};
    (Timedelta $type:ty) => {};
    ($family:ident $type:ty) => {
        impl Bits for $type {
            #[inline(always)]
            fn and(self, y: Self) -> Self {
                self & y
            }
            #[inline(always)]
            fn or(self, y: Self) -> Self {
                self | y
            }
            #[inline(always)]
            fn xor(self, y: Self) -> Self {
                self ^ y
            }
            #[inline(always)]
            fn invert(self) -> Self {
                !self
            }
        }
    };
}

for_each_element!(bits! {});

/// The integers.
pub trait Integer: Number + Bits {
    /// `x << y`; 0 where `y` is no valid count.
    fn shift_left(self, y: Self) -> Self;
    /// `x >> y`; 0 or -1, by the sign of `x`, where `y` is no valid count.
    fn shift_right(self, y: Self) -> Self;
    /// The greatest common divisor of the absolute values.
    fn gcd(self, y: Self) -> Self;
    /// The least common multiple of the absolute values, wrapping.
    fn lcm(self, y: Self) -> Self;
    /// The bits set in the absolute value.
    fn bit_count(self) -> u8;
}

/// The floats.
#[allow(missing_docs)] // the functions of that name
pub trait Real: Analytic + Number + crate::math::Functions {
    /// A constant.
    fn constant(value: f64) -> Self;
    /// The complex number of this real part and an imaginary one.
    fn paired(self, imaginary: Self) -> Complex<Self>;
    fn copy_sign(self, y: Self) -> Self;
    fn sign_bit(self) -> bool;
    /// `x * y + z`, rounded once.
    fn fused_multiply_add(self, y: Self, z: Self) -> Self;
    fn heaviside(self, at_zero: Self) -> Self;
}

/// Hands the functions that floats and complex numbers have to a macro: each by its name, with the question whether an
/// argument is one that it is not made for, the function for all arguments, and where floats have it from.
macro_rules! for_each_analytic {
    ($consumer:ident) => {
        $consumer! {
            exp exp_is_rare rare_exp Exponential;
            exp2 exp2_is_rare rare_exp2 Exponential;
            expm1 expm1_is_rare rare_expm1 Exponential;
            log log_is_rare rare_log Logarithm;
            log2 log2_is_rare rare_log2 Logarithm;
            log10 log10_is_rare rare_log10 Logarithm;
            log1p log1p_is_rare rare_log1p Logarithm;
            sin sin_is_rare rare_sin Trigonometric;
            cos cos_is_rare rare_cos Trigonometric;
            tan tan_is_rare rare_tan Trigonometric;
            sinc sinc_is_rare rare_sinc Trigonometric;
            arcsin arcsin_is_rare rare_arcsin InverseTrigonometric;
            arccos arccos_is_rare rare_arccos InverseTrigonometric;
            arctan arctan_is_rare rare_arctan InverseTrigonometric;
            sinh sinh_is_rare rare_sinh Hyperbolic;
            cosh cosh_is_rare rare_cosh Hyperbolic;
            tanh tanh_is_rare rare_tanh Hyperbolic;
            arcsinh arcsinh_is_rare rare_arcsinh InverseHyperbolic;
            arccosh arccosh_is_rare rare_arccosh InverseHyperbolic;
            arctanh arctanh_is_rare rare_arctanh InverseHyperbolic;
        }
    };
}
pub(crate) use for_each_analytic;

macro_rules! analytic {
    ($($function:ident $is_rare:ident $rare:ident $family:ident;)*) => {
        /// Floats and complex numbers, and the functions that both have.
        #[allow(missing_docs)] // the functions of that name
        pub trait Analytic: Ring {
            /// `x / y`
            fn over<I: Isa>(self, y: Self) -> Self;
            fn over_is_rare(self, y: Self) -> bool;
            /// [`Analytic::over`] of any numbers.
            fn rare_over(self, y: Self) -> Self;
            /// The angle to the positive real axis.
            fn angle<I: Isa>(self) -> Self::Part;
            fn square_root<I: Isa>(self) -> Self;
            fn square_root_is_rare(self) -> bool;
            fn rare_square_root(self) -> Self;
            $(
                fn $function<I: Isa>(self) -> Self;
                fn $is_rare(self) -> bool;
                fn $rare(self) -> Self;
            )*
        }
    };
}
for_each_analytic!(analytic);

/// The order of types that have neither fractions nor NaN, and their rounding.
macro_rules! integral {
    ($type:ty, $absolute:expr) => {
        impl Magnitude for $type {
            #[inline(always)]
            fn absolute<I: Isa>(self) -> Self {
                $absolute(self)
            }
        }

        impl Ordered for $type {
            #[inline(always)]
            fn less(self, y: Self) -> bool {
                self < y
            }
            #[inline(always)]
            fn less_equal(self, y: Self) -> bool {
                self <= y
            }
            #[inline(always)]
            fn minimum(self, y: Self) -> Self {
                self.min(y)
            }
            #[inline(always)]
            fn maximum(self, y: Self) -> Self {
                self.max(y)
            }
            #[inline(always)]
            fn fmin(self, y: Self) -> Self {
                self.min(y)
            }
            #[inline(always)]
            fn fmax(self, y: Self) -> Self {
                self.max(y)
            }
        }

        impl Rounded for $type {
            #[inline(always)]
            fn floor<I: Isa>(self) -> Self {
                self
            }
            #[inline(always)]
            fn ceil<I: Isa>(self) -> Self {
                self
            }
            #[inline(always)]
            fn trunc<I: Isa>(self) -> Self {
                self
            }
        }
    };
}
pub(crate) use integral;
