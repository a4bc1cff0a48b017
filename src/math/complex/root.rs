//! The square root, and powers.
//!
//! sqrt: with t = sqrt((|x| + |z|) / 2) the root is t + y / (2 t) i, or |y| / (2 t) + t i with the sign of y for
//! negative x (Friedland, Algorithm 312, 1967). Sizes near the ends of the range are scaled by powers of four. Two
//! errors come together in t, halved by the root: 1.2 ULP, and 2 in the other part.
//!
//! A power with a whole real exponent up to 100 is a product, made as NumPy makes it: of the squares, the squares of
//! squares, … that the exponent's bits name; with a negative one it is the reciprocal of a product that is in range. All
//! others are exp(w log z), where the error of the logarithm grows with the size of w log z: they have the special values
//! of that formula (C99 leaves `cpow` open), but that 0 is 0 to any power with a positive real part.

use super::arithmetic::{FAR, quotient};
use super::exponential::{exp, is_steep, rare_exp};
use super::logarithm::{log, log_of_any};
use super::part::{ComplexPart, is_finite, rounded, widened};
use crate::Complex;
use crate::level::{Base, Isa};
use crate::math::Root;
use crate::math::arithmetic::{Float, choose};

/// The square root of [`FAR`].
const ROOT_OF_FAR: f64 = 2.037035976334486e90;

/// Whether the square root is not made for a number.
#[inline(always)]
pub fn sqrt_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    !is_finite(z) | ((z.re == T::from(0.0)) & (z.im == T::from(0.0)))
}

/// The square root, where that is not rare.
#[inline(always)]
pub fn sqrt<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    let long = choose(z.re.abs() > z.im.abs(), z.re.abs(), z.im.abs());
    let (large, small) = (long > FAR, long < 1.0 / FAR);
    let scale = choose(large, 1.0 / FAR, choose(small, FAR, 1.0));
    let back = choose(large, ROOT_OF_FAR, choose(small, 1.0 / ROOT_OF_FAR, 1.0));
    let (x, y) = (z.re * scale, z.im * scale);
    let size = x.abs();
    let root = (0.5 * (size + Root::hypot::<I>(x, y))).sqrt();
    let other = y.abs() / (root + root);
    let positive = x >= 0.0;
    let (re, im) = (choose(positive, root, other), choose(positive, other, root));
    rounded(Complex { re: re * back, im: (im * back).copysign(z.im) })
}

/// The square root of any number.
pub fn rare_sqrt<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let Complex { re: x, im: y } = widened(z);
    rounded(if y.is_infinite() {
        Complex { re: f64::INFINITY, im: y }
    } else if x.is_nan() {
        Complex { re: x, im: f64::NAN }
    } else if x == f64::INFINITY {
        Complex { re: x, im: if y.is_nan() { y } else { 0.0_f64.copysign(y) } }
    } else if x == f64::NEG_INFINITY {
        Complex { re: if y.is_nan() { y } else { 0.0 }, im: f64::INFINITY.copysign(y) }
    } else if y.is_nan() {
        Complex { re: y, im: y }
    } else if x == 0.0 && y == 0.0 {
        Complex { re: 0.0, im: y }
    } else {
        sqrt::<Base, f64>(Complex { re: x, im: y })
    })
}

/// The exponents, without a sign, that powers are multiplied for.
const MOST_FACTORS: f64 = 100.0;

/// The whole number that an exponent is, if powers with it are products.
#[inline(always)]
fn is_count(exponent: Complex<f64>) -> bool {
    let size = exponent.re.abs();
    // Whole, as adding 2^52 rounds to whole numbers.
    let whole = (size + 4503599627370496.0) - 4503599627370496.0 == size;
    (exponent.im == 0.0) & (size < MOST_FACTORS) & whole
}

/// Whether [`power`] is not made for a base and an exponent.
#[inline(always)]
pub fn power_is_rare<T: ComplexPart>(z: Complex<T>, exponent: Complex<T>) -> bool {
    let (wide, exponent) = (widened(z), widened(exponent));
    let size = wide.re.abs() + wide.im.abs();
    // The parts of the logarithm are below this one and 3.2, and those of its product with the exponent are not steep.
    let most = size.split(0.0).exponent.abs() * 0.7 + 1.0;
    let (along, across) = (exponent.re.abs(), exponent.im.abs());
    let is_common = (size > 1e-290) & (size < 1e290) & (most * along + 3.2 * across < 690.0);
    let is_near = most * across + 3.2 * along < 1e6;
    !(is_common & is_near) | is_count(exponent)
}

/// `z ** exponent`, where that is not rare.
#[inline(always)]
pub fn power<I: Isa, T: ComplexPart>(z: Complex<T>, exponent: Complex<T>) -> Complex<T> {
    let product = log::<I, f64>(widened(z)) * widened(exponent);
    rounded(exp::<I, f64>(product))
}

/// Any power.
pub fn rare_power<T: ComplexPart>(z: Complex<T>, exponent: Complex<T>) -> Complex<T> {
    let (wide, wide_exponent) = (widened(z), widened(exponent));
    let one = Complex { re: T::from(1.0), im: T::from(0.0) };
    if is_count(wide_exponent) {
        let count = wide_exponent.re as i64;
        let power = product(z, count.unsigned_abs());
        if count >= 0 {
            return power;
        }
        // A product beyond the range has no reciprocal, though the power may be in it.
        let is_reciprocal = is_finite(power) && (power.re != T::from(0.0) || power.im != T::from(0.0));
        if is_reciprocal || !is_finite(z) {
            return quotient(one, power);
        }
    }
    if wide.re == 0.0 && wide.im == 0.0 {
        let is_zero = wide_exponent.re > 0.0;
        let part = if is_zero { T::from(0.0) } else { T::from(f32::NAN) };
        return Complex { re: part, im: part };
    }
    let logarithm = log_of_any(wide);
    let power = logarithm * wide_exponent;
    rounded(if is_steep(power) { rare_exp(power) } else { exp::<Base, f64>(power) })
}

/// The product of so many factors, in NumPy's order.
fn product<T: ComplexPart>(z: Complex<T>, count: u64) -> Complex<T> {
    let times = |x: Complex<T>, y: Complex<T>| Complex { re: x.re * y.re - x.im * y.im, im: x.re * y.im + x.im * y.re };
    let mut bits = count;
    let mut power = z;
    let mut product = Complex { re: T::from(1.0), im: T::from(0.0) };
    if count <= 3 {
        let square = || times(z, z);
        return match count {
            0 => product,
            1 => z,
            2 => square(),
            _ => times(z, square()),
        };
    }
    while bits > 0 {
        if bits & 1 == 1 {
            product = times(product, power);
        }
        bits >>= 1;
        if bits > 0 {
            power = times(power, power);
        }
    }
    product
}
