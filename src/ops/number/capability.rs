//! What element types can do: a trait a capability, one method an operation whose meaning differs between types.

use super::convert::Conversions;
use crate::element::{Element, for_each_element};
use crate::level::{Base, Isa};

/// Every element type.
pub trait Value: Element + Conversions {
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
    fn absolute(self) -> Self;
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

/// Integers and floats.
pub trait Number: Field + Rounded {
    /// `x - y`, wrapping.
    fn subtract(self, y: Self) -> Self;
    /// `-x`, wrapping.
    fn negative(self) -> Self;
    /// -1, 0 or 1; NaN for NaN.
    fn sign(self) -> Self;
    /// `1 / x`; for integers truncated, and 0 for 0.
    fn reciprocal(self) -> Self;
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
    /// `x ** y`; for integers wrapping, and truncated where `y` is negative.
    fn power<I: Isa>(self, y: Self) -> Self;
    /// Whether [`Number::power`] needs its `rare_` form.
    #[inline(always)]
    fn power_is_rare(self, _: Self) -> bool {
        false
    }
    /// [`Number::power`] of any numbers.
    #[inline(always)]
    fn rare_power(self, y: Self) -> Self {
        self.power::<Base>(y)
    }
    /// To the nearest integer, halves to even.
    fn rint<I: Isa>(self) -> Self;
    /// To the nearest multiple of 10 to the power `-decimals`, halves to even.
    fn round_decimals<I: Isa>(self, decimals: i64) -> Self;
    /// Whether the sign is minus; also of a float's zero.
    fn is_negative(self) -> bool;
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
    (Datetime $type:ty) => {};
    (Bytes $type:ty) => {};
    (Text $type:ty) => {};
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
pub trait Real: Number + crate::math::Functions {
    /// A constant.
    fn constant(value: f64) -> Self;
    fn divide(self, y: Self) -> Self;
    fn square_root(self) -> Self;
    fn copy_sign(self, y: Self) -> Self;
    fn sign_bit(self) -> bool;
    /// `x * y + z`, rounded once.
    fn fused_multiply_add(self, y: Self, z: Self) -> Self;
    fn heaviside(self, at_zero: Self) -> Self;
}

/// The order of types that have neither fractions nor NaN, and their rounding.
macro_rules! integral {
    ($type:ty, $absolute:expr) => {
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

        impl Magnitude for $type {
            #[inline(always)]
            fn absolute(self) -> Self {
                $absolute(self)
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
