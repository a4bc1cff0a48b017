//! What the functions are built of: choices, polynomials, roundings, and sums and products that keep their error.
//!
//! Everything is scalar, free of branches and always inlined, so that a loop around it vectorises at every level.

use crate::level::Isa;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// f32 and f64, as far as the building blocks need them.
pub trait Float:
    Copy
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// `x * y + z`, rounded once. An instruction where the level has it, else a slow call.
    fn multiply_add(self, y: Self, z: Self) -> Self;
    /// The value without the lower half of its significand: the product of two such is exact.
    fn upper_half(self) -> Self;
    /// 1.5 times the number from which on there are no fractions; see [`nearest`].
    const SHIFT: Self;
}

impl Float for f64 {
    const SHIFT: f64 = 6755399441055744.0; // 1.5 * 2^52

    #[inline(always)]
    fn multiply_add(self, y: f64, z: f64) -> f64 {
        self.mul_add(y, z)
    }
    #[inline(always)]
    fn upper_half(self) -> f64 {
        f64::from_bits(self.to_bits() & !0 << 27)
    }
}

impl Float for f32 {
    const SHIFT: f32 = 12582912.0; // 1.5 * 2^23

    #[inline(always)]
    fn multiply_add(self, y: f32, z: f32) -> f32 {
        self.mul_add(y, z)
    }
    #[inline(always)]
    fn upper_half(self) -> f32 {
        f32::from_bits(self.to_bits() & !0 << 12)
    }
}

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
