//! Powers with exponents known beforehand that take a few instructions instead of a logarithm and an exponential.
//!
//! Multiplying twice rounds twice: x * x * x is off by up to 1.2 ULP in f64. Here the first product keeps its error e,
//! and the last operation adds what e contributes: x^3 = p x + e x with x^2 = p + e, and so on with the residuals of
//! roots and quotients. What is left is the last rounding and some 2^-50 ULP. Without fused multiply-add the products
//! are Dekker's. In f32 all but the square root are computed in f64, naively, and rounded.
//!
//! In f64 only 0 and magnitudes from 2^-200 to 2^200 are common, between which nothing over- or underflows; the power
//! function computes the others, infinities and NaN among them. Special cases are those of C99's `pow`, which are not
//! the root's: (-0)^0.5 is 0, (-inf)^0.5 is inf. Errors found are 0.50 ULP.

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

/// 2 to the power 200.
const LARGE: f64 = 1.6069380442589903e60;

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
        add_to_product::<I>(square.hi, self, square.lo * self)
    }

    #[inline(always)]
    fn fourth_power<I: Isa>(self) -> f64 {
        let square = two_product::<I, f64>(self, self);
        add_to_product::<I>(square.hi, square.hi, (square.hi + square.hi) * square.lo)
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
        choose(self == 0.0, rough, rough + 0.5 * rough * error)
    }

    #[inline(always)]
    fn three_halves<I: Isa>(self) -> f64 {
        let x = self + 0.0;
        let root = x.sqrt();
        let rest = residual::<I, f64>(x, root, root);
        add_to_product::<I>(x, root, 0.5 * root * rest)
    }

    #[inline(always)]
    fn inverse_square<I: Isa>(self) -> f64 {
        let inverse = 1.0 / self;
        let error = residual::<I, f64>(1.0, self, inverse);
        let square = two_product::<I, f64>(inverse, inverse);
        choose(self == 0.0, f64::INFINITY, square.hi + ((error + error) * square.hi + square.lo))
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
