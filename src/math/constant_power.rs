//! Powers with exponents known beforehand that take a few instructions instead of a logarithm and an exponential.
//!
//! Multiplying twice rounds twice: x * x * x is off by up to 1.2 ULP in f64. Here the first product keeps its error e,
//! and the last operation adds what e contributes: x^3 = p x + e x with x^2 = p + e, and so on with the residuals of
//! roots and quotients. What is left is the last rounding and some 2^-50 ULP. Without fused multiply-add the products
//! are Dekker's. In f32 all but the square root are computed in f64, naively, and rounded.
//!
//! With fused multiply-add that holds for all f64: where an error is lost below the least number, so is the power, and
//! where one would overflow, so does the power, which is then the naive product. Dekker's products can take only 0 and
//! magnitudes from 2^-200 to 2^200; other arguments are rare, and computed by the same formula with a fused
//! multiply-add in software. Special cases are those of C99's `pow`, which are not the root's: (-0)^0.5 is 0,
//! (-inf)^0.5 is inf. Errors found are 0.50 ULP.

use super::arithmetic::{choose, residual, two_product};
use crate::level::Isa;

/// x to the powers 3, 4, 1/2, -1/2, 3/2 and -2.
pub trait ConstantPower: Copy {
    /// `self` to the power 3.
    fn cube<I: Isa>(self) -> Self;
    /// `self` to the power 4.
    fn fourth_power<I: Isa>(self) -> Self;
    /// `self` to the power 1/2.
    fn square_root_power<I: Isa>(self) -> Self;
    /// `self` to the power -1/2.
    fn reciprocal_square_root<I: Isa>(self) -> Self;
    /// `self` to the power 3/2.
    fn three_halves<I: Isa>(self) -> Self;
    /// `self` to the power -2.
    fn inverse_square<I: Isa>(self) -> Self;
    /// Whether the number is too small or too large for the functions above, or not a number; not for the square root.
    fn is_extreme(self) -> bool;
}

/// 2^200.
const LARGE: f64 = 1.6069380442589903e60;
/// 2^342, above which the power 3 is infinite.
pub const MOST_CUBED: f64 = 8.958978968711217e102;
/// 2^257, above which the power 4 is infinite.
pub const MOST_TO_THE_FOURTH: f64 = 2.315841784746324e77;
/// 2^684, above which the power 3/2 is infinite.
pub const MOST_TO_THREE_HALVES: f64 = 8.02633041618099e205;
/// 2^-512, at and below which the power -2 is infinite.
pub const LEAST_INVERTED: f64 = 7.458340731200207e-155;

/// `x * y + z` for a z that is small against the product, rounded as if once.
#[inline(always)]
fn add_to_product<I: Isa>(x: f64, y: f64, z: f64) -> f64 {
    if I::FMA {
        return x.mul_add(y, z);
    }
    let product = two_product::<I, f64>(x, y);
    // A sum with +0 would lose the sign of -0.
    choose(product.hi == 0.0, product.hi, product.hi + (product.lo + z))
}

impl ConstantPower for f64 {
    #[inline(always)]
    fn cube<I: Isa>(self) -> f64 {
        let square = two_product::<I, f64>(self, self);
        let power = add_to_product::<I>(square.hi, self, square.lo * self);
        choose(self.abs() <= MOST_CUBED, power, square.hi * self)
    }

    #[inline(always)]
    fn fourth_power<I: Isa>(self) -> f64 {
        let square = two_product::<I, f64>(self, self);
        let power = add_to_product::<I>(square.hi, square.hi, (square.hi + square.hi) * square.lo);
        choose(self.abs() <= MOST_TO_THE_FOURTH, power, square.hi * square.hi)
    }

    #[inline(always)]
    fn square_root_power<I: Isa>(self) -> f64 {
        choose(self == f64::NEG_INFINITY, f64::INFINITY, (self + 0.0).sqrt())
    }

    #[inline(always)]
    fn reciprocal_square_root<I: Isa>(self) -> f64 {
        let rough = 1.0 / (self + 0.0).sqrt();
        // One step of Newton's: 1 - x rough^2 = 1 - (root + rest) rough.
        let root = two_product::<I, f64>(self, rough);
        let error = residual::<I, f64>(1.0, root.hi, rough) - root.lo * rough;
        let limit = choose(self == f64::NEG_INFINITY, 0.0, rough);
        choose((self == 0.0) | (self.abs() == f64::INFINITY), limit, rough + 0.5 * rough * error)
    }

    #[inline(always)]
    fn three_halves<I: Isa>(self) -> f64 {
        let x = self + 0.0;
        let root = x.sqrt();
        let rest = residual::<I, f64>(x, root, root);
        let power = add_to_product::<I>(x, root, 0.5 * root * rest);
        let limit = choose(self == f64::NEG_INFINITY, f64::INFINITY, x * root);
        choose(self.abs() <= MOST_TO_THREE_HALVES, power, limit)
    }

    #[inline(always)]
    fn inverse_square<I: Isa>(self) -> f64 {
        let inverse = 1.0 / self;
        let error = residual::<I, f64>(1.0, self, inverse);
        let square = inverse * inverse;
        let power = add_to_product::<I>(inverse, inverse, (error + error) * square);
        choose((self.abs() > LEAST_INVERTED) & (self.abs() < f64::INFINITY), power, square)
    }

    #[inline(always)]
    fn is_extreme(self) -> bool {
        let size = self.abs();
        !(((size > 1.0 / LARGE) & (size < LARGE)) | (size == 0.0))
    }
}

impl ConstantPower for f32 {
    #[inline(always)]
    fn cube<I: Isa>(self) -> f32 {
        let x = self as f64;
        (x * x * x) as f32
    }

    #[inline(always)]
    fn fourth_power<I: Isa>(self) -> f32 {
        let x = self as f64;
        let square = x * x;
        (square * square) as f32
    }

    #[inline(always)]
    fn square_root_power<I: Isa>(self) -> f32 {
        choose(self == f32::NEG_INFINITY, f32::INFINITY, (self + 0.0).sqrt())
    }

    #[inline(always)]
    fn reciprocal_square_root<I: Isa>(self) -> f32 {
        let power = (1.0 / (self as f64 + 0.0).sqrt()) as f32;
        choose(self == f32::NEG_INFINITY, 0.0, power)
    }

    #[inline(always)]
    fn three_halves<I: Isa>(self) -> f32 {
        let x = self as f64 + 0.0;
        choose(self == f32::NEG_INFINITY, f32::INFINITY, (x * x.sqrt()) as f32)
    }

    #[inline(always)]
    fn inverse_square<I: Isa>(self) -> f32 {
        let x = self as f64;
        (1.0 / (x * x)) as f32
    }

    #[inline(always)]
    fn is_extreme(self) -> bool {
        false
    }
}
