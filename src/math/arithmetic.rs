//! What the functions are built of: choices, polynomials, roundings, and sums and products that keep their error.
//!
//! Everything is scalar, free of branches and always inlined, so that a loop around it vectorises at every level.

use crate::level::Isa;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// f32 and f64, as far as more than one family needs them.
pub trait Float:
    Copy
    + PartialOrd
    + From<f32>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    const INFINITY: Self;
    /// The least positive normal number.
    const MIN_POSITIVE: Self;
    /// The greatest finite number.
    const MAX: Self;
    /// The bias of exponents.
    const BIAS: Self;
    /// 1.5 times the number from which on there are no fractions; see [`nearest`].
    const SHIFT: Self;
    /// log2(e).
    const LOG2_E: Self;
    /// ln 2; the product of `hi` and an exponent is exact.
    const LN_2: Double<Self>;

    /// The absolute value.
    fn abs(self) -> Self;
    /// The value with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// `x * y + z`, rounded once. An instruction where the level has it, else a slow call.
    fn multiply_add(self, y: Self, z: Self) -> Self;
    /// The value if the condition holds, else NaN.
    fn or_nan(self, condition: bool) -> Self;
    /// The value without the lower half of its significand: the product of two such is exact.
    fn upper_half(self) -> Self;
    /// `1 / self` within 5.1 %, for positive normal numbers with a normal reciprocal; any garbage for others.
    ///
    /// Subtracting the bits negates the exponent and interpolates the significand linearly. The constant is
    /// twice the exponent's bias less 1, with the fraction 2 sqrt(6) - 4, which makes the error least.
    fn rough_reciprocal(self) -> Self;
    /// A positive normal number taken apart, `less` being subtracted from the exponent; any garbage for others.
    fn split(self, less: Self) -> Split<Self>;
    /// 2^k from k + [`Float::BIAS`] + [`Float::SHIFT`]; 0 if k + `BIAS` is 0.
    fn power_of_two(shifted: Self) -> Self;
    /// Two powers of two whose product is 2^k, from k + 2 [`Float::BIAS`] + [`Float::SHIFT`].
    fn two_powers_of_two(shifted: Self) -> [Self; 2];
}

/// 2^`exponent` times `significand`, which is between sqrt(1/2) and sqrt(2).
#[derive(Clone, Copy)]
pub struct Split<T> {
    pub exponent: T,
    pub significand: T,
    /// 2^-`exponent`, if that is normal.
    pub scale: T,
}

macro_rules! float {
    ($type:ident, $bits:ident {
        // The number of bits behind the significand's point.
        fraction: $fraction:literal,
        bias: $bias:literal,
        half: $half:literal,
        reciprocal: $reciprocal:literal,
        ln_2: $ln_2:expr,
    }) => {
        impl Float for $type {
            const INFINITY: $type = $type::INFINITY;
            const MIN_POSITIVE: $type = $type::MIN_POSITIVE;
            const MAX: $type = $type::MAX;
            const BIAS: $type = $bias as $type;
            const SHIFT: $type = 1.5 * ((1 as $bits) << $fraction) as $type;
            const LOG2_E: $type = std::$type::consts::LOG2_E;
            const LN_2: Double<$type> = $ln_2;

            #[inline(always)]
            fn abs(self) -> $type {
                self.abs()
            }
            #[inline(always)]
            fn copysign(self, sign: $type) -> $type {
                self.copysign(sign)
            }
            #[inline(always)]
            fn sqrt(self) -> $type {
                self.sqrt()
            }
            #[inline(always)]
            fn multiply_add(self, y: $type, z: $type) -> $type {
                self.mul_add(y, z)
            }
            #[inline(always)]
            fn or_nan(self, condition: bool) -> $type {
                $type::from_bits(choose(condition, self.to_bits(), !0))
            }
            #[inline(always)]
            fn upper_half(self) -> $type {
                $type::from_bits(self.to_bits() & !0 << $half)
            }
            #[inline(always)]
            fn rough_reciprocal(self) -> $type {
                $type::from_bits(($reciprocal as $bits).wrapping_sub(self.to_bits()))
            }

            /// Moved by the distance from sqrt(1/2) to 1, the exponent's bits change at sqrt(2) times powers of 2. The
            /// exponent becomes a float as the last bits of a greater one.
            #[inline(always)]
            fn split(self, less: $type) -> Split<$type> {
                const LEAST: $bits = std::$type::consts::FRAC_1_SQRT_2.to_bits();
                const INTEGER: $type = ((1 as $bits) << $fraction) as $type;
                let moved = self.to_bits().wrapping_add(($bias << $fraction) - LEAST);
                let biased = moved >> $fraction;
                let fraction = moved & ((1 << $fraction) - 1);
                Split {
                    exponent: $type::from_bits(biased | INTEGER.to_bits()) - (less + (INTEGER + $bias as $type)),
                    significand: $type::from_bits(fraction.wrapping_add(LEAST)),
                    scale: $type::from_bits((2 * $bias as $bits).wrapping_sub(biased) << $fraction),
                }
            }

            #[inline(always)]
            fn power_of_two(shifted: $type) -> $type {
                $type::from_bits(shifted.to_bits() << $fraction)
            }
            #[inline(always)]
            fn two_powers_of_two(shifted: $type) -> [$type; 2] {
                let sum = shifted.to_bits();
                let half = sum >> 1;
                [$type::from_bits(half << $fraction), $type::from_bits(sum.wrapping_sub(half) << $fraction)]
            }
        }
    };
}

float! { f64, u64 {
    fraction: 52,
    bias: 1023,
    half: 27,
    reciprocal: 0x7fde_6238_5024_84b9_u64,
    ln_2: Double { hi: 0.6931471805598903, lo: 5.497923018708371e-14 },
}}

float! { f32, u32 {
    fraction: 23,
    bias: 127,
    half: 12,
    reciprocal: 0x7ef3_11c2_u32,
    ln_2: Double { hi: 0.69314575, lo: 1.4286068e-6 },
}}

/// `x` if the condition holds, else `y`; both are computed.
#[inline(always)]
pub fn choose<T>(condition: bool, x: T, y: T) -> T {
    std::hint::select_unpredictable(condition, x, y)
}

/// `x * y + z`: rounded once where that is one instruction, twice elsewhere.
#[inline(always)]
pub fn multiply_add<I: Isa, T: Float>(x: T, y: T, z: T) -> T {
    if I::FMA { x.multiply_add(y, z) } else { x * y + z }
}

/// The polynomial with these coefficients, that of the highest power last, by Horner's rule.
#[inline(always)]
pub fn polynomial<I: Isa, T: Float, const N: usize>(x: T, coefficients: [T; N]) -> T {
    let mut value = coefficients[N - 1];
    let mut i = N - 1;
    while i > 0 {
        i -= 1;
        value = multiply_add::<I, T>(value, x, coefficients[i]);
    }
    value
}

/// The same polynomial, its even and its odd powers each by Horner's rule: half the latency for one product more.
#[inline(always)]
pub fn polynomial_by_parity<I: Isa, T: Float, const N: usize>(x: T, coefficients: [T; N]) -> T {
    let square = x * x;
    let (mut high, mut low) = (coefficients[N - 1], coefficients[N - 2]);
    let mut i = N - 2;
    while i > 0 {
        i -= 1;
        (high, low) = (low, multiply_add::<I, T>(high, square, coefficients[i]));
    }
    multiply_add::<I, T>(high, x, low)
}

/// The nearest integer to `x`, halves to even, for magnitudes below 2^51 (2^22 in f32), and the same plus
/// [`Float::SHIFT`], whose low bits are the integer in two's complement.
///
/// Adding and subtracting works at every level, where rounding and conversion to an integer do not.
#[inline(always)]
pub fn nearest<T: Float>(x: T) -> (T, T) {
    let shifted = x + T::SHIFT;
    (shifted - T::SHIFT, shifted)
}

/// The unevaluated sum `hi + lo` of two floats that do not overlap.
#[derive(Clone, Copy)]
pub struct Double<T> {
    pub hi: T,
    pub lo: T,
}

/// `x + y` without error, where `|x| >= |y|` or `x` is 0 (Dekker).
#[inline(always)]
pub fn fast_two_sum<T: Float>(x: T, y: T) -> Double<T> {
    let hi = x + y;
    Double { hi, lo: y - (hi - x) }
}

/// `x + y` without error (Knuth).
#[inline(always)]
pub fn two_sum<T: Float>(x: T, y: T) -> Double<T> {
    let hi = x + y;
    let rest = hi - x;
    Double { hi, lo: (x - (hi - rest)) + (y - rest) }
}

/// `x * y` without error, as long as nothing under- or overflows: with a fused multiply-add, or from halves (Dekker).
#[inline(always)]
pub fn two_product<I: Isa, T: Float>(x: T, y: T) -> Double<T> {
    let hi = x * y;
    if I::FMA {
        return Double { hi, lo: x.multiply_add(y, -hi) };
    }
    let (x1, y1) = (x.upper_half(), y.upper_half());
    let (x2, y2) = (x - x1, y - y1);
    Double { hi, lo: (((x1 * y1 - hi) + x1 * y2) + x2 * y1) + x2 * y2 }
}

/// `x - y * z`, where `y * z` is so near `x` that the difference is a float.
#[inline(always)]
pub fn residual<I: Isa, T: Float>(x: T, y: T, z: T) -> T {
    if I::FMA {
        return (-y).multiply_add(z, x);
    }
    let product = two_product::<I, T>(y, z);
    (x - product.hi) - product.lo
}
