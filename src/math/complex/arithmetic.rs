//! Quotients, reciprocals, absolute values and directions.
//!
//! The quotient is Smith's (Algorithm 116, 1962), as NumPy computes it, to the same bits: with r = d / c for |c| >= |d|
//!
//! ```text
//! (a + bi) / (c + di) = ((a + b r) + (b - a r) i) (1 / (c + d r))
//! ```
//!
//! and with the parts exchanged otherwise. Where the divisor or the dividend is so large or so small that something on
//! the way over- or underflows, the quotient is rare: both are scaled by powers of two, which changes no digit, and the
//! quotient is scaled back in one step (Priest, "Efficient scaling for complex division", 2004, scales always). Zeros,
//! infinities and NaN give what Smith's formula gives, as in NumPy.

use super::part::{ComplexPart, is_finite, ordered, rounded, widened};
use crate::Complex;
use crate::level::{Base, Isa};
use crate::math::arithmetic::Float;
use crate::math::{Root, choose};

/// 2^600, by which sizes at the ends of the range of f64 are scaled.
pub const FAR: f64 = 4.149515568880993e180;

/// `x / y`, where that is not rare.
#[inline(always)]
pub fn divide<T: ComplexPart>(x: Complex<T>, y: Complex<T>) -> Complex<T> {
    let flat = y.re.abs() >= y.im.abs();
    let (long, short) = (choose(flat, y.re, y.im), choose(flat, y.im, y.re));
    let ratio = short / long;
    let scale = T::from(1.0) / (long + short * ratio);
    let re = choose(flat, x.re + x.im * ratio, x.re * ratio + x.im);
    let im = choose(flat, x.im - x.re * ratio, x.im * ratio - x.re);
    Complex { re: re * scale, im: im * scale }
}

/// Whether a quotient's operands are so large or so small that [`divide`] may not be right.
#[inline(always)]
pub fn divide_is_rare<T: ComplexPart>(x: Complex<T>, y: Complex<T>) -> bool {
    let [size, _] = ordered(x.re.abs(), x.im.abs());
    let [long, short] = ordered(y.re.abs(), y.im.abs());
    let is_common =
        (size <= T::LARGE) & (long <= T::LARGE) & (long >= T::SMALL) & ((size >= T::SMALL) | (size == T::from(0.0)));
    // The ratio of the divisor's parts, and what it is multiplied by, must be normal or 0.
    !(is_common & ((short >= long * T::SMALL) | (short == T::from(0.0))))
}

/// The power of two, 2^-600 or 2^600, that takes a size away from the ends of the range of f64, or 1.
fn scale_of(size: f64) -> f64 {
    match size {
        _ if size > FAR => 1.0 / FAR,
        _ if size < 1.0 / FAR => FAR,
        _ => 1.0,
    }
}

/// The quotient of any numbers.
pub fn rare_divide<T: ComplexPart>(x: Complex<T>, y: Complex<T>) -> Complex<T> {
    let (wide_x, wide_y) = (widened(x), widened(y));
    if y.re == T::from(0.0) && y.im == T::from(0.0) {
        let zero = y.re.abs();
        return Complex { re: x.re / zero, im: x.im / zero };
    }
    if !is_finite(x) || !is_finite(y) {
        return divide(x, y);
    }
    let sizes = [wide_x, wide_y].map(|z| z.re.abs().max(z.im.abs()));
    let [scale_x, scale_y] = sizes.map(scale_of);
    let quotient = divide(wide_x * scale_x, wide_y * scale_y);
    let (first, second) = (1.0 / scale_x, scale_y);
    // Two steps in one direction; opposite ones are none.
    rounded(if first == second { quotient * first * second } else { quotient * (first * second) })
}

/// `1 / z` as NumPy computes it.
#[inline(always)]
pub fn reciprocal<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let flat = z.im.abs() <= z.re.abs();
    let (long, short) = (choose(flat, z.re, z.im), choose(flat, z.im, z.re));
    let ratio = short / long;
    let sum = long + short * ratio;
    let (whole, part) = (T::from(1.0) / sum, ratio / sum);
    Complex { re: choose(flat, whole, part), im: -choose(flat, part, whole) }
}

/// Whether a number is so large or so small that [`reciprocal`] may not be right.
#[inline(always)]
pub fn reciprocal_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    divide_is_rare(Complex { re: T::from(1.0), im: T::from(0.0) }, z)
}

/// `1 / z` of any number.
pub fn rare_reciprocal<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let wide = widened(z);
    if !is_finite(z) {
        return reciprocal(z);
    }
    let scale = scale_of(wide.re.abs().max(wide.im.abs()));
    rounded(reciprocal(wide * scale) * scale)
}

/// The number divided by its absolute value; 0 for 0.
#[inline(always)]
pub fn sign<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let wide = widened(z);
    let [long, _] = ordered(wide.re.abs(), wide.im.abs());
    let scale = choose(long > FAR, 1.0 / FAR, choose(long < 1.0 / FAR, FAR, 1.0));
    let (x, y) = (wide.re * scale, wide.im * scale);
    let size = Root::hypot::<I>(x, y);
    let both = (x.abs() == f64::INFINITY) & (y.abs() == f64::INFINITY);
    let unit = |part: f64| {
        let on_axis = choose(part.abs() == f64::INFINITY, 1.0_f64.copysign(part), 0.0);
        let finite = choose(size == 0.0, 0.0, part / size);
        choose(size == f64::INFINITY, on_axis.or_nan(!both), finite)
    };
    rounded(Complex { re: unit(x), im: unit(y) })
}

/// The quotient of any numbers, by the shorter way where that is right.
pub fn quotient<T: ComplexPart>(x: Complex<T>, y: Complex<T>) -> Complex<T> {
    if divide_is_rare(x, y) { rare_divide(x, y) } else { divide(x, y) }
}

/// The absolute value.
#[inline(always)]
pub fn absolute<I: Isa, T: ComplexPart>(z: Complex<T>) -> T {
    z.re.hypot::<I>(z.im)
}

/// The absolute value in f64, on any level.
pub fn size(z: Complex<f64>) -> f64 {
    absolute::<Base, f64>(z)
}
