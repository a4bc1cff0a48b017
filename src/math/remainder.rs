//! Division with an integer quotient: fmod, and Python's % and //, in floating point.
//!
//! In magnitudes, q = the integer nearest to x / y and r = x - q y. Below 2^51 (2^22 in f32) q is the quotient rounded
//! down or one more, and r is exact: it is a multiple of the last place of x or y and smaller than y. With a fused
//! multiply-add that is one instruction. Without, q and y are split in halves; q is rounded down, lest the product
//! overflow, and as it is an integer each of the four differences is a float, among subnormal numbers too. Where r is
//! negative, q was one too large. NaN, and an infinite x, give NaN by themselves; an infinite y is seen to.
//!
//! Rare is what is left, greater quotients, among them those of divisions by 0: Rust's `%` then gives the remainder.
//!
//! All results are bit for bit those of NumPy's definitions, which are [`Remainder::rare_remainder`] and
//! [`Remainder::rare_floor_divide`]. The latter rounds (x - r) / y, but below 2^51 that is within 1/2 of the integer
//! that it should be, which is what it becomes. Compared at 3 levels with 10^8 pairs in f64 and in f32: near and exact
//! multiples, quotients around the bound, subnormal and greatest numbers, special values.
//!
//! | ns per element (AMD Zen 4, data in L2) | f64 base | v3   | v4   | f32 base | v3   | v4   | `%`, f64 and f32 |
//! |----------------------------------------|----------|------|------|----------|------|------|------------------|
//! | fmod                                   | 2.3      | 0.51 | 0.39 | 1.1      | 0.27 | 0.18 | 7.2, 4.7         |
//! | remainder                              | 3.2      | 0.78 | 0.59 | 1.6      | 0.39 | 0.28 |                  |
//! | floor_divide                           | 2.8      | 0.92 | 0.69 | 1.4      | 0.43 | 0.29 | 10.8 (f64)       |

use super::arithmetic::{Float, choose, nearest};
use crate::level::Isa;

/// The remainders and the quotient of a division with an integer quotient.
pub trait Remainder: Sized {
    /// `self - n y` for the integer n = `self / y` rounded towards 0: C's `fmod`, exact.
    fn fmod<I: Isa>(self, y: Self) -> Self;
    /// Whether the quotient is too large for [`Remainder::fmod`], [`Remainder::remainder`] and
    /// [`Remainder::floor_divide`].
    fn remainder_is_rare(self, y: Self) -> bool;
    /// [`Remainder::fmod`] for all numbers.
    fn rare_fmod(self, y: Self) -> Self;
    /// `self - n y` for the integer n = `self / y` rounded down: Python's `%`, with the sign of `y`.
    fn remainder<I: Isa>(self, y: Self) -> Self;
    /// [`Remainder::remainder`] for all numbers.
    fn rare_remainder(self, y: Self) -> Self;
    /// `self / y` rounded down: Python's `//`.
    fn floor_divide<I: Isa>(self, y: Self) -> Self;
    /// [`Remainder::floor_divide`] for all numbers.
    fn rare_floor_divide(self, y: Self) -> Self;
}

/// The quotient of two magnitudes, rounded down, and the remainder.
#[inline(always)]
fn divide<I: Isa, T: Float>(x: T, y: T) -> (T, T) {
    let (zero, one) = (T::from(0.0), T::from(1.0));
    let ratio = x / y;
    let (mut quotient, _) = nearest(ratio);
    let rest = if I::FMA {
        (-quotient).multiply_add(y, x)
    } else {
        // With a quotient rounded up the product might overflow.
        quotient = quotient - choose(quotient > ratio, one, zero);
        let (quotient1, y1) = (quotient.upper_half(), y.upper_half());
        let (quotient2, y2) = (quotient - quotient1, y - y1);
        x - quotient1 * y1 - quotient1 * y2 - quotient2 * y1 - quotient2 * y2
    };
    let above = rest < zero;
    // An infinite y makes the rest NaN, but leaves x as it is.
    let rest = choose(x < y, x, rest + choose(above, y, zero));
    (quotient - choose(above, one, zero), rest)
}

macro_rules! remainders {
    ($($type:ident, $limit:expr;)*) => {$(
        impl Remainder for $type {
            #[inline(always)]
            fn fmod<I: Isa>(self, y: $type) -> $type {
                divide::<I, $type>(self.abs(), y.abs()).1.copysign(self)
            }
            #[inline(always)]
            fn remainder_is_rare(self, y: $type) -> bool {
                self.abs() >= y.abs() * $limit
            }
            #[inline(always)]
            fn rare_fmod(self, y: $type) -> $type {
                self % y
            }
            #[inline(always)]
            fn remainder<I: Isa>(self, y: $type) -> $type {
                let remainder = self.fmod::<I>(y);
                let moved = choose((y < 0.0) != (remainder < 0.0), remainder + y, remainder);
                choose(remainder == 0.0, (0.0 as $type).copysign(y), moved)
            }
            #[inline(always)]
            fn rare_remainder(self, y: $type) -> $type {
                let remainder = self.rare_fmod(y);
                if remainder == 0.0 {
                    (0.0 as $type).copysign(y)
                } else if (y < 0.0) != (remainder < 0.0) {
                    remainder + y
                } else {
                    remainder
                }
            }
            #[inline(always)]
            fn floor_divide<I: Isa>(self, y: $type) -> $type {
                let (quotient, remainder) = divide::<I, $type>(self.abs(), y.abs());
                let negative = (self < 0.0) != (y < 0.0);
                let below = choose(negative & (remainder != 0.0), 1.0, 0.0);
                (quotient + below).copysign(self / y)
            }
            #[inline(always)]
            fn rare_floor_divide(self, y: $type) -> $type {
                if y == 0.0 {
                    return self / y;
                }
                let remainder = self.rare_fmod(y);
                let adjust = remainder != 0.0 && (y < 0.0) != (remainder < 0.0);
                let quotient = (self - remainder) / y - if adjust { 1.0 } else { 0.0 };
                if quotient == 0.0 {
                    return (0.0 as $type).copysign(self / y);
                }
                let floor = quotient.floor();
                floor + if quotient - floor > 0.5 { 1.0 } else { 0.0 }
            }
        }
    )*};
}

remainders! {
    f32, 4194304.0;
    f64, 2251799813685248.0;
}
