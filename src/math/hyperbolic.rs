//! sinh, cosh and tanh, for the magnitude of x; the sign comes last.
//!
//! sinh and cosh: x = k ln 2 + r as for [`exp`](super::exponential), and with s = sinh(k ln 2) and c = cosh(k ln 2),
//! which are half the difference and half the sum of 2^k and 2^-k,
//!
//! ```text
//! sinh x = s cosh r + c sinh r        cosh x = c cosh r + s sinh r
//! ```
//!
//! cosh r = 1 + ... and sinh r = r + ... are the even and the odd part of the series that expm1 takes. The terms with 1
//! and with r are products with powers of two; they are summed with their errors before the small rest joins, since
//! where k = 1 and r < 0 half of sinh cancels. There is no division, and everything is half as large as it is in the
//! end, for 2^k may be beyond the largest float where sinh is not. sinh by expm1 and a division takes 1.14 ns instead
//! of 1.04 at v4 and overflows early.
//!
//! tanh: x = k ln(2) / 2 + r, q = 2^-k and t = tanh r = r + r^3 p(r^2), |r| <= ln(2) / 4, p of degree 5 (f32: 2), its
//! error 2^-57.8 (f32: 2^-32.5) of t. By the addition theorem, with L = 0 for k = 0 and L = 1 for all other k,
//!
//! ```text
//! tanh x = ((1 - q) + (1 + q) t) / ((1 + q) + (1 - q) t) = L + 2 q (t - L) / ((1 + q) + (1 - q) t)
//! ```
//!
//! For k = 0 that is t. For k = 1 most of L cancels, and so the quotient needs more digits than a float has: t is the
//! sum of r rounded to a few digits (`upper`) and all the rest, and so are numerator and denominator; the quotient
//! rounded to half its digits leaves an error that is computed all but exactly, and added. The sum of L and the rounded
//! quotient is exact while k is small; from k = 8 on the quotient is so small that its error does not matter, and all
//! of it counts as error. The chain of operations is long, so that its latency counts: the polynomial is split in two
//! (f64), and what can run beside the division does. Without the correction tanh takes 0.90 ns instead of 1.10, and the
//! error is 8 ULP.
//!
//! Worst error found in ULP (f32: all values; f64: 10^7), and nanoseconds an element at base, v3 and v4:
//!
//! |      | f64 ULP          | f64 ns           | f32 ULP          | f32 ns           |
//! |------|------------------|------------------|------------------|------------------|
//! | sinh | 0.87  0.83  0.83 | 4.37  1.83  1.04 | 0.80  0.80  0.80 | 1.70  0.75  0.47 |
//! | cosh | 0.77  0.73  0.73 | 3.70  1.36  0.85 | 0.77  0.74  0.74 | 1.34  0.56  0.38 |
//! | tanh | 0.75  0.75  0.75 | 4.61  1.95  1.10 | 0.75  0.75  0.75 | 2.01  0.85  0.48 |

use super::arithmetic::{Double, Float, choose, fast_two_sum, multiply_add, polynomial, polynomial_by_parity};
use super::exponential::{ExponentialType, reduce};
use crate::level::Isa;

/// The hyperbolic functions.
pub trait Hyperbolic: Sized {
    /// The hyperbolic sine.
    fn sinh<I: Isa>(self) -> Self;
    /// The hyperbolic cosine.
    fn cosh<I: Isa>(self) -> Self;
    /// The hyperbolic tangent.
    fn tanh<I: Isa>(self) -> Self;
}

/// What f32 and f64 differ in.
trait HyperbolicType: ExponentialType {
    /// Where sinh and cosh are infinite to the right.
    const GREATEST: Self;
    /// Where tanh is 1 to the right.
    const GREATEST_OF_TANH: Self;
    /// Added and subtracted, it rounds to multiples of 2^-16 (f32: 2^-8).
    const COARSE: Self;

    /// (tanh(r) - r) / r^3 from r^2 for |r| <= ln(2) / 4.
    fn tanh_series<I: Isa>(square: Self) -> Self;
}

impl HyperbolicType for f64 {
    const GREATEST: f64 = 710.6;
    const GREATEST_OF_TANH: f64 = 22.0;
    const COARSE: f64 = f64::SHIFT / 65536.0;

    #[inline(always)]
    fn tanh_series<I: Isa>(square: f64) -> f64 {
        let coefficients = [
            -0.3333333333333248,
            0.13333333332782316,
            -0.053968252779662385,
            0.02186937054558348,
            -0.008857303254095523,
            0.0034447710226423464,
        ];
        polynomial_by_parity::<I, f64, 6>(square, coefficients)
    }
}

impl HyperbolicType for f32 {
    const GREATEST: f32 = 89.5;
    const GREATEST_OF_TANH: f32 = 10.0;
    const COARSE: f32 = f32::SHIFT / 256.0;

    #[inline(always)]
    fn tanh_series<I: Isa>(square: f32) -> f32 {
        polynomial::<I, f32, 3>(square, [-0.33333322, 0.13331154, -0.052720428])
    }
}

/// What sinh and cosh are composed of.
struct HyperbolicParts<T> {
    /// 2^(k-2).
    up: T,
    /// 2^(-k-2), or 0 where that is nothing beside `up`.
    down: T,
    r: T,
    /// sinh(r) - r, `r` being as good as exact here.
    sinh_rest: T,
    /// cosh(r) - 1.
    cosh_rest: T,
}

impl<T: HyperbolicType> HyperbolicParts<T> {
    #[inline(always)]
    fn of<I: Isa>(size: T) -> HyperbolicParts<T> {
        let clamped = choose(size > T::GREATEST, T::GREATEST, size);
        let bias = T::BIAS - T::from(2.0);
        let (shifted, Double { hi, lo }) = reduce::<I, T>(clamped, bias);
        let origin = T::SHIFT + bias;
        let opposite = (origin + origin) - shifted;
        let r = hi + lo;
        let square = r * r;
        let [even, odd] = T::expm1_series::<I>(square);
        HyperbolicParts {
            up: T::power_of_two(shifted),
            down: T::power_of_two(choose(opposite < T::SHIFT, T::SHIFT, opposite)),
            r: hi,
            sinh_rest: multiply_add::<I, T>(square * r, odd, lo),
            cosh_rest: square * multiply_add::<I, T>(square, even, T::from(0.5)),
        }
    }
}

#[inline(always)]
fn sinh<I: Isa, T: HyperbolicType>(x: T) -> T {
    let size = x.abs();
    let HyperbolicParts { up, down, r, sinh_rest, cosh_rest } = HyperbolicParts::of::<I>(size);
    let constant = fast_two_sum(up, -down);
    let first = fast_two_sum(constant.hi, up * r);
    let second = fast_two_sum(first.hi, down * r);
    let lo = multiply_add::<I, T>(constant.hi, cosh_rest, constant.lo + (first.lo + second.lo));
    let half = second.hi + multiply_add::<I, T>(up + down, sinh_rest, lo);
    // half of a subnormal would lose a bit
    choose(size < T::TINY, x, (half + half).copysign(x))
}

#[inline(always)]
fn cosh<I: Isa, T: HyperbolicType>(x: T) -> T {
    let HyperbolicParts { up, down, r, sinh_rest, cosh_rest } = HyperbolicParts::of::<I>(x.abs());
    let constant = fast_two_sum(up, down);
    let sum = fast_two_sum(constant.hi, up * r);
    let lo = multiply_add::<I, T>(-down, r, constant.lo + sum.lo);
    let lo = multiply_add::<I, T>(constant.hi, cosh_rest, lo);
    let half = sum.hi + multiply_add::<I, T>(up - down, sinh_rest, lo);
    half + half
}

#[inline(always)]
fn tanh<I: Isa, T: HyperbolicType>(x: T) -> T {
    let (zero, one) = (T::from(0.0), T::from(1.0));
    let size = x.abs();
    let clamped = choose(size > T::GREATEST_OF_TANH, T::GREATEST_OF_TANH, size);
    let shifted = multiply_add::<I, T>(clamped, T::LOG2_E + T::LOG2_E, T::SHIFT);
    let k = shifted - T::SHIFT;
    let [ln_hi, ln_lo] = [T::from(0.5) * T::LN_2.hi, T::from(0.5) * T::LN_2.lo];
    let hi = multiply_add::<I, T>(k, -ln_hi, clamped);
    let r = multiply_add::<I, T>(k, -ln_lo, hi);
    let upper = (hi + T::COARSE) - T::COARSE;
    let lower = multiply_add::<I, T>(k, -ln_lo, hi - upper);
    let square = r * r;
    let rest = multiply_add::<I, T>(square * r, T::tanh_series::<I>(square), lower); // t - upper

    let limit = choose(k < one, k, one);
    let twice_q = T::power_of_two((T::SHIFT + (T::BIAS + one) + T::SHIFT) - shifted);
    let q = T::from(0.5) * twice_q;
    let numerator = upper - limit;
    let denominator = multiply_add::<I, T>(one - q, upper, one + q);
    let denominator_rest = (one - q) * rest;
    let inverse = one / (denominator + denominator_rest);
    let quotient = ((numerator + rest) * inverse).upper_half();
    let quotient = choose(k < T::from(8.0), quotient, zero);
    let error = multiply_add::<I, T>(-quotient, denominator, numerator)
        + multiply_add::<I, T>(-quotient, denominator_rest, rest);
    multiply_add::<I, T>(twice_q * inverse, error, multiply_add::<I, T>(twice_q, quotient, limit)).copysign(x)
}

impl<T: HyperbolicType> Hyperbolic for T {
    #[inline(always)]
    fn sinh<I: Isa>(self) -> T {
        sinh::<I, T>(self)
    }
    #[inline(always)]
    fn cosh<I: Isa>(self) -> T {
        cosh::<I, T>(self)
    }
    #[inline(always)]
    fn tanh<I: Isa>(self) -> T {
        tanh::<I, T>(self)
    }
}
