//! log, log2, log10 and log1p.
//!
//! log z = log|z| + arg z i, and log|z| is half the logarithm of x^2 + y^2, which near 1 has to be known better than a
//! float can hold: both squares and all sums keep their errors, and [`log_of_double`] takes what they come to, so that
//! the real part has all its digits wherever |z| is nearly 1 (the difference of the sum and 1 is as good as exact, down
//! to 2^-106). log(1 + z) is the same with 1 + x in two parts, and has one more square, 2 x' e, of the error e of that
//! sum.
//!
//! Sizes that have no squares are scaled by powers of two, whose logarithm the exponent takes in. What is rare is what
//! is not finite: NumPy and C99 have log(inf + i NaN) = inf + i NaN, and 0 has the logarithm -inf.

use super::arithmetic::FAR;
use super::part::{ComplexPart, is_finite, rounded, widened};
use crate::Complex;
use crate::level::{Base, Isa};
use crate::math::InverseTrigonometric;
use crate::math::arithmetic::{Double, Float, choose, fast_two_sum, two_product, two_sum};
use crate::math::logarithm::{factor, log_of_double};
use std::f64::consts::{LOG2_E, LOG10_E};

/// Twice the exponent of [`FAR`].
const SCALE_EXPONENT: f64 = 1200.0;
/// Sizes beyond which squares, or their errors, overflow and underflow.
const LARGE: f64 = 3.273390607896142e150; // 2^500
const SMALL: f64 = 3.439854616512539e-136; // 2^-450

/// `x * y` without error, of sizes whose product and its error are normal: halves are rounded, so that each product of
/// two is exact (Veltkamp), where those that are cut off leave one too long.
#[inline(always)]
fn product<I: Isa>(x: f64, y: f64) -> Double<f64> {
    const SPLIT: f64 = 134217729.0; // 2^27 + 1
    if I::FMA {
        return two_product::<I, f64>(x, y);
    }
    let upper = |x: f64| x * SPLIT - (x * SPLIT - x);
    let (hi, x1, y1) = (x * y, upper(x), upper(y));
    let (x2, y2) = (x - x1, y - y1);
    Double { hi, lo: (((x1 * y1 - hi) + x1 * y2) + x2 * y1) + x2 * y2 }
}

/// The logarithm of a sum of terms, of which the first is the largest if they do not nearly cancel, times `2^power`.
#[inline(always)]
fn log_of_terms<I: Isa, const N: usize>(terms: [f64; N], power: f64) -> f64 {
    // Each sum hands its error on; those of the errors are as small as 2^-106.
    let mut sum = terms[0];
    let mut low = 0.0;
    let mut lowest = 0.0;
    for &term in &terms[1..] {
        let first = two_sum(sum, term);
        let second = two_sum(low, first.lo);
        (sum, low, lowest) = (first.hi, second.hi, lowest + second.lo);
    }
    let whole = fast_two_sum(sum, low);
    let small = factor(f64::LN_2.lo, whole.hi, whole.hi == 0.0);
    log_of_double::<I, f64>(whole, Some(lowest), true, power, small)
}

/// The logarithm of the absolute value of a finite number.
#[inline(always)]
pub fn log_of_size<I: Isa>(z: Complex<f64>) -> f64 {
    let (x, y) = (z.re.abs(), z.im.abs());
    let long = choose(x > y, x, y);
    let (large, small) = (long > LARGE, long < SMALL);
    let scale = choose(large, 1.0 / FAR, choose(small, FAR, 1.0));
    let power = choose(large, SCALE_EXPONENT, choose(small, -SCALE_EXPONENT, 0.0));
    let short = choose(x > y, y, x) * scale;
    let long = long * scale;
    let (long, short) = (product::<I>(long, long), product::<I>(short, short));
    0.5 * log_of_terms::<I, 4>([long.hi, short.hi, long.lo, short.lo], power)
}

/// Whether the logarithms, but log1p, are not made for a number.
#[inline(always)]
pub fn is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    !is_finite(z)
}

pub use is_rare as log_is_rare;
pub use is_rare as log2_is_rare;
pub use is_rare as log10_is_rare;

#[inline(always)]
fn log_in_double<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<f64> {
    let z = widened(z);
    Complex { re: log_of_size::<I>(z), im: z.im.arctan2::<I>(z.re) }
}

/// The natural logarithm, where that is not rare.
#[inline(always)]
pub fn log<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(log_in_double::<I, T>(z))
}

/// The logarithm to base 2, where that is not rare.
#[inline(always)]
pub fn log2<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(log_in_double::<I, T>(z) * LOG2_E)
}

/// The logarithm to base 10, where that is not rare.
#[inline(always)]
pub fn log10<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(log_in_double::<I, T>(z) * LOG10_E)
}

/// The logarithm of any number.
pub fn log_of_any(z: Complex<f64>) -> Complex<f64> {
    if is_finite(z) {
        return log_in_double::<Base, f64>(z);
    }
    let re = if z.re.is_infinite() || z.im.is_infinite() { f64::INFINITY } else { f64::NAN };
    Complex { re, im: z.im.arctan2::<Base>(z.re) }
}

/// The natural logarithm of any number.
pub fn rare_log<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(log_of_any(widened(z)))
}

/// The logarithm to base 2 of any number.
pub fn rare_log2<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(log_of_any(widened(z)) * LOG2_E)
}

/// The logarithm to base 10 of any number.
pub fn rare_log10<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(log_of_any(widened(z)) * LOG10_E)
}

/// Whether log1p is not made for a number.
#[inline(always)]
pub fn log1p_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    let z = widened(z);
    let is_common = (z.re.abs() <= LARGE) & (z.im.abs() <= LARGE) & (z.re != -1.0);
    !is_common
}

/// The logarithm of 1 + z, where that is not rare.
#[inline(always)]
pub fn log1p<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    let sum = two_sum(1.0, z.re);
    let whole = product::<I>(sum.hi, sum.hi);
    let mixed = product::<I>(sum.hi + sum.hi, sum.lo);
    let side = product::<I>(z.im, z.im);
    // The largest term first.
    let upright = side.hi > whole.hi;
    let (first, second) = (choose(upright, side.hi, whole.hi), choose(upright, whole.hi, side.hi));
    let terms = [first, second, mixed.hi, whole.lo, side.lo, sum.lo * sum.lo, mixed.lo];
    let re = 0.5 * log_of_terms::<I, 7>(terms, 0.0);
    rounded(Complex { re, im: z.im.arctan2::<I>(sum.hi) })
}

/// The logarithm of 1 + z of any number.
pub fn rare_log1p<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    rounded(log_of_any(Complex { re: z.re + 1.0, im: z.im }))
}
