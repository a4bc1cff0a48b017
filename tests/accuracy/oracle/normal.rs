//! The normal distribution, and inverses: a step of Newton's method from a value that is good to f64.

use super::Real;
use super::constants::{SQRT_PI, TWO_OVER_SQRT_PI};
use super::double_double::{DoubleDouble, dd, two_product};
use super::error::{erf, erfc, erfc_of};
use super::exponential::exp_of;
use super::real::split;
use crate::float::scale;

fn sqrt_2() -> DoubleDouble {
    DoubleDouble::from(2.0).sqrt()
}

/// erfc(-x / sqrt(2)) / 2.
pub fn ndtr(x: f64) -> Real {
    if x.is_infinite() {
        return Real::from(if x > 0.0 { 1.0 } else { 0.0 });
    }
    let twice = if x.abs() > 1e5 { erfc(-x) } else { erfc_of(-(DoubleDouble::from(x) / sqrt_2())) };
    Real { exponent: twice.exponent - 1, ..twice }
}

/// x ndtr(x).
pub fn gelu(x: f64) -> Real {
    if x.is_infinite() || x == 0.0 || x.is_nan() {
        return Real::from(if x == f64::NEG_INFINITY { -0.0 } else { x });
    }
    let probability = ndtr(x);
    let (significand, exponent) = split(x.abs());
    let product = dd(probability.hi, probability.lo) * significand;
    Real::new(product, probability.exponent + exponent).with_sign_of(x)
}

/// The z with erf(z) = y, for y up to 1/2.
fn in_centre(y: f64) -> Real {
    if y.abs() < 1e-20 {
        if y == 0.0 {
            return Real::from(y);
        }
        let (significand, exponent) = split(y.abs());
        return Real::new(SQRT_PI * significand, exponent - 1).with_sign_of(y);
    }
    let z = pxfm::f_erfinv(y);
    let slope = TWO_OVER_SQRT_PI * exp_of(-two_product(z, z)).value();
    Real::from((DoubleDouble::from(y) - erf(z).value()) / slope + z)
}

/// The z with erfc(z) = x, for x up to 1/2.
fn in_tail(x: f64) -> Real {
    if x <= 0.0 || x.is_nan() {
        return Real::from(if x == 0.0 { f64::INFINITY } else { f64::NAN });
    }
    // Its digits are fewer where x is small: the step's square counts in the first step, and not in the second.
    let z = step_in_tail(pxfm::f_erfcinv(x), x).hi;
    Real::from(step_in_tail(z, x))
}

/// A better z with erfc(z) = x.
fn step_in_tail(z: f64, x: f64) -> DoubleDouble {
    let power = exp_of(-two_product(z, z));
    let found = erfc(z);
    // All over the power of two that the slope has.
    let found = dd(found.hi, found.lo).scale(found.exponent - power.exponent);
    let lack = found - scale(x, -power.exponent);
    let step = lack / (TWO_OVER_SQRT_PI * dd(power.hi, power.lo));
    step * step * z + step + z
}

/// The inverse of erf.
pub fn erfinv(y: f64) -> Real {
    if y.abs() <= 0.5 { in_centre(y) } else { in_tail(1.0 - y.abs()).with_sign_of(y) }
}

/// The inverse of erfc.
pub fn erfcinv(x: f64) -> Real {
    match x {
        _ if (0.5..=1.5).contains(&x) => in_centre(1.0 - x),
        _ if x < 0.5 => in_tail(x),
        _ => in_tail(2.0 - x).with_sign_of(-1.0),
    }
}

/// The inverse of ndtr.
pub fn ndtri(p: f64) -> Real {
    let z = match p {
        _ if (0.25..=0.75).contains(&p) => in_centre(2.0 * p - 1.0),
        _ if p < 0.25 => in_tail(2.0 * p).with_sign_of(-1.0),
        _ => in_tail(2.0 * (1.0 - p)),
    };
    if z.hi == 0.0 || !z.hi.is_finite() { z } else { Real::new(dd(z.hi, z.lo) * sqrt_2(), z.exponent) }
}
