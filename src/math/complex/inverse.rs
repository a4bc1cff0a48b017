//! arcsin, arccos and arctan, arcsinh, arccosh and arctanh.
//!
//! arcsin and arccos are those of Hull, Fairgrieve and Tang ("Implementing the complex arcsine and arccosine functions
//! using exception handling", 1997). In the first quadrant, with the distances of z from -1 and 1,
//!
//! ```text
//! R = |z + 1|, S = |z - 1|, A = (R + S) / 2
//! arcsin z = arg(sqrt((A + x) (A - x)) + x i) + log1p((A - 1) + sqrt((A - 1) (A + 1))) i
//! arccos z = arg(x + sqrt((A + x) (A - x)) i) - …                                      i
//! ```
//!
//! where A - x and A - 1 are made of sums that do not cancel: with P = S + |1 - x| and Q = y^2 / P, of which P + Q
//! would be 2 S, they are half of y^2 / (R + x + 1) and P, or Q, by the side of 1 that x is on. (The paper takes arcsin
//! or arctan of a quotient, and a logarithm where A is large; the angle of a point and log1p hold everywhere.)
//!
//! arctanh z = log1p(4 x / ((1 - x)^2 + y^2)) / 4 + arg((1 - x) (1 + x) - y^2 + 2 y i) i / 2 (Kahan, "Branch cuts for
//! complex elementary functions", 1987). What cancels in the argument does so near a right angle, where it does not
//! matter.
//!
//! The others are these with the axes exchanged: arcsinh(z) = arcsin(iz) / i, arctan(z) = arctanh(iz) / i, and arccosh
//! is arccos turned by a right angle. Rare is what is not finite, what has squares that over- or underflow.

use super::arithmetic::size;
use super::logarithm::log_of_size;
use super::part::{ComplexPart, is_finite, rounded, turned, turned_back, widened};
use crate::Complex;
use crate::level::{Base, Isa};
use crate::math::arithmetic::choose;
use crate::math::{InverseTrigonometric, Logarithm, Root};
use std::f64::consts::{FRAC_PI_2, LN_2};

/// Sizes beyond which squares overflow, and below which those of imaginary parts are too small.
const LARGE: f64 = 1e150;
const SMALL: f64 = 1e-140;

/// What arcsin and arccos are made of: a point at the angle of arccos, and the size of the imaginary part.
struct Arc {
    x: f64,
    y: f64,
    size: f64,
}

/// The parts for a finite number that is neither large nor all but real.
#[inline(always)]
fn arc<I: Isa>(z: Complex<f64>) -> Arc {
    let (x, y) = (z.re.abs(), z.im.abs());
    let from_one = (1.0 - x).abs();
    let (r, s) = (Root::hypot::<I>(x + 1.0, y), Root::hypot::<I>(from_one, y));
    let a = 0.5 * (r + s);
    let p = s + from_one;
    // At 1 itself P is 0, as Q is.
    let q = choose(p == 0.0, 0.0, y * y / p);
    let common = y * y / (r + (x + 1.0));
    let within = x <= 1.0;
    let less_x = 0.5 * (common + choose(within, p, q));
    let less_one = 0.5 * (common + choose(within, q, p));
    Arc { x, y: ((a + x) * less_x).sqrt(), size: (less_one + (less_one * (a + 1.0)).sqrt()).log1p::<I>() }
}

/// The parts for any finite number.
fn any_arc(z: Complex<f64>) -> Arc {
    let (x, y) = (z.re.abs(), z.im.abs());
    if x > LARGE || y > LARGE {
        return Arc { x, y, size: log_of_size::<Base>(z) + LN_2 };
    }
    if y == 0.0 || y >= SMALL {
        return arc::<Base>(z);
    }
    let root = ((x - 1.0).abs() * (x + 1.0)).sqrt();
    if x < 1.0 {
        Arc { x, y: root, size: y / root }
    } else if x > 1.0 {
        Arc { x, y: x * (y / root), size: ((x - 1.0) + root).log1p::<Base>() }
    } else {
        Arc { x, y: y.sqrt(), size: y.sqrt() }
    }
}

/// Whether arcsin and arccos are not made for a number.
#[inline(always)]
pub fn arcsin_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    let z = widened(z);
    let (x, y) = (z.re.abs(), z.im.abs());
    let is_common = (x <= LARGE) & (y <= LARGE) & ((y >= SMALL) | (y == 0.0));
    !is_common
}

pub use arcsin_is_rare as arccos_is_rare;
pub use arcsin_is_rare as arccosh_is_rare;

#[inline(always)]
fn sine_of_arc<I: Isa>(arc: Arc, z: Complex<f64>) -> Complex<f64> {
    Complex { re: arc.x.arctan2::<I>(arc.y).copysign(z.re), im: arc.size.copysign(z.im) }
}

#[inline(always)]
fn cosine_of_arc<I: Isa>(arc: Arc, z: Complex<f64>) -> Complex<f64> {
    Complex { re: arc.y.arctan2::<I>(arc.x.copysign(z.re)), im: -arc.size.copysign(z.im) }
}

/// The inverse sine, where that is not rare.
#[inline(always)]
pub fn arcsin<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    rounded(sine_of_arc::<I>(arc::<I>(z), z))
}

/// The inverse cosine, where that is not rare.
#[inline(always)]
pub fn arccos<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    rounded(cosine_of_arc::<I>(arc::<I>(z), z))
}

/// The inverse hyperbolic sine of any number in f64.
fn any_arcsinh(z: Complex<f64>) -> Complex<f64> {
    let Complex { re: x, im: y } = z;
    if is_finite(z) {
        let turned = turned(z);
        return turned_back(sine_of_arc::<Base>(any_arc(turned), turned));
    }
    if x.is_infinite() {
        return Complex { re: x, im: if y.is_infinite() { 0.5 * FRAC_PI_2.copysign(y) } else { y * 0.0 } };
    }
    if x.is_nan() {
        return match y {
            0.0 => z,
            _ if y.is_infinite() => Complex { re: f64::INFINITY, im: f64::NAN },
            _ => Complex { re: f64::NAN, im: f64::NAN },
        };
    }
    if y.is_infinite() {
        return Complex { re: f64::INFINITY.copysign(x), im: FRAC_PI_2.copysign(y) };
    }
    Complex { re: f64::NAN, im: f64::NAN }
}

/// The inverse sine of any number.
pub fn rare_arcsin<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(turned_back(any_arcsinh(turned(widened(z)))))
}

/// The inverse hyperbolic sine of any number.
pub fn rare_arcsinh<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(any_arcsinh(widened(z)))
}

/// The inverse cosine of any number in f64.
fn any_arccos(z: Complex<f64>) -> Complex<f64> {
    let Complex { re: x, im: y } = z;
    if is_finite(z) {
        return cosine_of_arc::<Base>(any_arc(z), z);
    }
    let re = match () {
        () if y.is_nan() => {
            if x == 0.0 {
                FRAC_PI_2
            } else {
                f64::NAN
            }
        }
        () if x.is_nan() => f64::NAN,
        () => y.abs().arctan2::<Base>(x),
    };
    let has_infinity = x.is_infinite() || y.is_infinite();
    let im = if has_infinity { f64::INFINITY.copysign(-y) } else { f64::NAN };
    Complex { re, im }
}

/// The inverse cosine of any number.
pub fn rare_arccos<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(any_arccos(widened(z)))
}

/// The inverse hyperbolic sine, where that is not rare.
#[inline(always)]
pub fn arcsinh<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    turned_back(arcsin::<I, T>(turned(z)))
}

/// Whether arcsinh is not made for a number.
#[inline(always)]
pub fn arcsinh_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    arcsin_is_rare(turned(z))
}

/// arccos turned by the right angle that makes its real part positive.
#[inline(always)]
fn cosine_turned<T: ComplexPart>(arccos: Complex<T>, z: Complex<T>) -> Complex<T> {
    Complex { re: arccos.im.abs(), im: arccos.re.copysign(z.im) }
}

/// The inverse hyperbolic cosine, where that is not rare.
#[inline(always)]
pub fn arccosh<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    cosine_turned(arccos::<I, T>(z), z)
}

/// The inverse hyperbolic cosine of any number.
pub fn rare_arccosh<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    cosine_turned(rare_arccos(z), z)
}

/// Whether arctanh is not made for a number.
#[inline(always)]
pub fn arctanh_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    let z = widened(z);
    let (x, y) = (z.re.abs(), z.im.abs());
    // At 1 the square of y is all that there is.
    let is_common = (x <= LARGE) & (y <= LARGE) & ((x != 1.0) | (y >= SMALL));
    !is_common
}

/// The inverse hyperbolic tangent, where that is not rare.
#[inline(always)]
pub fn arctanh<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    let x = z.re.abs();
    let from_one = 1.0 - x;
    let square = z.im * z.im;
    let ratio = 4.0 * x / (from_one * from_one + square);
    let re = (0.25 * ratio.log1p::<I>()).copysign(z.re);
    let im = 0.5 * (z.im + z.im).arctan2::<I>(from_one * (1.0 + x) - square);
    rounded(Complex { re, im })
}

/// The inverse hyperbolic tangent of any number in f64.
fn any_arctanh(z: Complex<f64>) -> Complex<f64> {
    let Complex { re: x, im: y } = z;
    if !arctanh_is_rare(z) {
        return arctanh::<Base, f64>(z);
    }
    if x.is_nan() {
        let im = if y.is_infinite() { FRAC_PI_2.copysign(y) } else { f64::NAN };
        return Complex { re: if y.is_infinite() { 0.0_f64.copysign(x) } else { x }, im };
    }
    if y.is_nan() {
        return Complex { re: if x == 0.0 || x.is_infinite() { 0.0_f64.copysign(x) } else { f64::NAN }, im: y };
    }
    if x.is_infinite() || y.is_infinite() {
        return Complex { re: 0.0_f64.copysign(x), im: FRAC_PI_2.copysign(y) };
    }
    if x.abs() == 1.0 && y.abs() < SMALL {
        if y == 0.0 {
            return Complex { re: f64::INFINITY.copysign(x), im: y };
        }
        let re = 0.5 * (LN_2 - Logarithm::log::<Base>(y.abs()));
        return Complex { re: re.copysign(x), im: 0.5 * FRAC_PI_2.copysign(y) };
    }
    // The real part of 1 / z.
    let size = size(z);
    Complex { re: x / size / size, im: FRAC_PI_2.copysign(y) }
}

/// The inverse hyperbolic tangent of any number.
pub fn rare_arctanh<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rounded(any_arctanh(widened(z)))
}

/// The inverse tangent, where that is not rare.
#[inline(always)]
pub fn arctan<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    turned_back(arctanh::<I, T>(turned(z)))
}

/// Whether arctan is not made for a number.
#[inline(always)]
pub fn arctan_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    arctanh_is_rare(turned(z))
}

/// The inverse tangent of any number.
pub fn rare_arctan<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    turned_back(rare_arctanh(turned(z)))
}
