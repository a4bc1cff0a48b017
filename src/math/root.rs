//! The cube root and the hypotenuse, right for every input.
//!
//! Cube root: a third of the bits, subtracted from a constant, is the reciprocal cube root y within 3.5 %, so that
//! e = 1 - x y^3 is within 0.102 (0.104 in f32) of 0. One step y (1 - e)^(-1/3), a minimax polynomial in e, takes the
//! error to 2^-18.5 (2^-14.2) without a division. x y^2, cut to a third of the significand, is the root t, whose cube
//! is exact, so that x - t^3 is exact with and without a fused multiply-add. The result is t (1 - r)^(-1/3) with
//! r = (x - t^3) / x, as t and a series of three terms whose sum is below 2^-15 of t (2^-7), so that no rounding but
//! the last counts; exact cubes have exact roots. The division costs less than the 1 / x that y gives,
//! y^3 (1 + e + e^2) with the refined y's e: 0.94 ns against 1.01 at v4.
//!
//! Hypotenuse: both lengths are scaled by a power of two from the greater one's exponent, in steps of four, which keep
//! the power and its reciprocal normal whatever the length. The square root of the sum of the squares is corrected by
//! what its own square leaves of that sum, and by what the sum and the squares lost in rounding (Borges, "An improved
//! algorithm for hypot(a, b)"). Dividing that by the root needs few digits and is [`Float::rough_reciprocal`]. Without
//! the correction it is 0.55 ns instead of 0.67 at v4 and 1.45 instead of 4.0 at base, but wrong by up to 1.14 ULP. In
//! f32, the root in f64 of squares in f64 is faster at base (1.22 ns) but not above (0.65 at v3, 0.55 at v4).
//!
//! Worst errors found (f32 cube root: all inputs), the same at every level, and ns per element in L2 at base, v3, v4
//! and of the standard library's scalar function:
//!
//! | function | type | ULP   | base | v3   | v4   | std   |
//! |----------|------|-------|------|------|------|-------|
//! | cbrt     | f64  | 0.506 | 4.51 | 1.73 | 0.94 | 14.54 |
//! | cbrt     | f32  | 0.528 | 2.08 | 0.77 | 0.47 | 4.40  |
//! | hypot    | f64  | 0.763 | 4.02 | 0.91 | 0.67 | 5.39  |
//! | hypot    | f32  | 0.763 | 1.85 | 0.46 | 0.34 | 2.71  |
//!
//! The hypotenuse's are those of subnormal results, which are rounded twice; of others they are 0.527.

use super::arithmetic::{Float, choose, fast_two_sum, multiply_add, polynomial, residual, two_product};
use crate::level::Isa;

/// The roots that take more than an instruction.
pub trait Root: Sized {
    /// The cube root.
    fn cbrt<I: Isa>(self) -> Self;
    /// The length of the hypotenuse over legs of this length and `y`: infinite if either is, even beside NaN.
    fn hypot<I: Isa>(self, y: Self) -> Self;
}

/// Both functions of one type.
macro_rules! root {
    ($type:ident {
        // The number of bits behind the significand's point.
        fraction: $fraction:literal,
        // The size below which numbers are scaled up for their cube root, by how much, and the way back.
        tiny: ($tiny:expr, $raise:expr, $lower:expr),
        // The reciprocal cube root's bits are the first less, times the third, the bits from the second on.
        third: ($minuend:expr, $half:literal, $third:expr),
        step: $step:expr,
        // What to add to a root's bits and how many of them to clear: what is left is a third of the significand.
        cut: ($up:expr, $cut:literal),
        // The bits of the exponent but the last two, and the greatest exponent of a scale.
        exponent: $exponent:expr,
        greatest: $greatest:literal,
    }) => {
        impl Root for $type {
            #[inline(always)]
            fn cbrt<I: Isa>(self) -> Self {
                let size = self.abs();
                let tiny = size < $tiny;
                let x = size * choose(tiny, $raise, 1.0);
                let y = $type::from_bits($minuend - (x.to_bits() >> $half) * $third);
                // In this order 0 meets no infinity, and stays 0.
                let error = multiply_add::<I, $type>(-(x * y), y * y, 1.0);
                let step = polynomial::<I, $type, _>(error, $step);
                let y = multiply_add::<I, $type>(y * error, step, y);
                let root = (x * y) * y;
                let root = $type::from_bits(root.to_bits().wrapping_add($up) & !0 << $cut);
                // The least normal number changes no x but 0, and there 0 / 0 to 0.
                let rest = (x - root * root * root) / (x + $type::MIN_POSITIVE);
                let series = polynomial::<I, $type, 3>(rest, [1.0 / 3.0, 2.0 / 9.0, 14.0 / 81.0]);
                let root = multiply_add::<I, $type>(root * rest, series, root) * choose(tiny, $lower, 1.0);
                choose(size == $type::INFINITY, size, root).copysign(self)
            }

            #[inline(always)]
            fn hypot<I: Isa>(self, y: Self) -> Self {
                let (x, y) = (self.abs(), y.abs());
                let infinite = (x == $type::INFINITY) | (y == $type::INFINITY);
                let steep = x < y;
                let (long, short) = (choose(steep, y, x), choose(steep, x, y));
                // From 0 to one below the greatest, so that both powers of two are normal.
                let exponent = long.to_bits() & $exponent;
                let down = $type::from_bits(($greatest << $fraction) - exponent);
                let up = $type::from_bits(exponent + (1 << $fraction));
                let (long, short) = (long * down, short * down);
                let (long, short) = (two_product::<I, $type>(long, long), two_product::<I, $type>(short, short));
                let sum = fast_two_sum(long.hi, short.hi);
                let root = sum.hi.sqrt();
                let rest = residual::<I, $type>(sum.hi, root, root) + (sum.lo + (long.lo + short.lo));
                let root = multiply_add::<I, $type>(0.5 * rest, root.rough_reciprocal(), root);
                choose(infinite, $type::INFINITY, root * up)
            }
        }
    };
}

root! { f64 {
    fraction: 52,
    tiny: (1e-270, 3.2451855365842673e32, 1.4551915228366852e-11), // 2^108, 2^-36
    third: (0x553e_e95f_289d_d796, 32, 0x5555_5555),
    step: [0.33332788022826193, 0.22344794119796785, 0.17465798578168298],
    cut: (0, 36),
    exponent: 0x7fc0_0000_0000_0000,
    greatest: 2045,
}}

root! { f32 {
    fraction: 23,
    tiny: (1e-28, 1.8014399e16, 3.8146973e-6), // 2^54, 2^-18
    third: (0x54a1_aa8c, 16, 0x5555),
    step: [0.33473286, 0.22380233],
    cut: (1 << 15, 16),
    exponent: 0x7e00_0000,
    greatest: 253,
}}
