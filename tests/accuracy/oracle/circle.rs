//! Trigonometric functions and their inverses.
//!
//! Every argument beyond pi/4 is reduced by pi/2 in integers, with as many bits of 2/pi as it takes. Inverses are one
//! step of Newton's method from the f64 value.

use super::Real;
use super::constants::{DEGREES, HALF_PI, INVERSE_FACTORIALS, PI, RADIANS, TWO_OVER_PI};
use super::double_double::{DoubleDouble, dd, polynomial, two_product, two_sum};
use super::exponential::TINY;
use super::real::split;
use std::f64::consts::FRAC_PI_4;

/// x as a multiple of pi/2, modulo 4, and what remains, at most pi/4.
///
/// x = m 2^e with an integer m of 53 bits. Bits of 2/pi above 2^(2-e) contribute multiples of 4 and are left out; of
/// those below, 256 are taken: after the 64 or so bits that may cancel and the 53 of m, 139 remain.
fn reduce(x: f64) -> (u64, DoubleDouble) {
    if x.abs() <= FRAC_PI_4 {
        return (0, x.into());
    }
    let (significand, exponent) = split(x.abs());
    let (m, e) = ((significand * 2_f64.powi(52)) as u64, exponent - 52);
    let skipped = (e - 2).max(0) as usize;
    // The least significant word first, for the product's carries.
    let mut words = [0_u64; 5];
    let mut carry = 0_u128;
    for (i, word) in words.iter_mut().enumerate() {
        let factor = if i < 4 { bits_of_two_over_pi(skipped + 64 * (3 - i)) } else { 0 };
        carry += u128::from(m) * u128::from(factor);
        *word = carry as u64;
        carry >>= 64;
    }
    // The point stands before this bit.
    let point = (256 + skipped as i32 - e) as usize;
    let bit = |i: usize| if i < 320 { words[i / 64] >> (i % 64) & 1 } else { 0 };
    let mut quadrant = bit(point) + 2 * bit(point + 1);
    let is_upper = bit(point - 1) == 1;
    let mut fraction = dd(0.0, 0.0);
    for i in (0..point).rev().step_by(32) {
        let low = i.saturating_sub(31);
        let chunk: u64 = (low..=i).map(|k| (bit(k) ^ u64::from(is_upper)) << (k - low)).sum();
        fraction = fraction + crate::float::scale(chunk as f64, low as i32 - point as i32);
    }
    if is_upper {
        quadrant += 1;
        fraction = -fraction;
    }
    let rest = fraction * HALF_PI;
    if x < 0.0 { (4 - quadrant % 4, -rest) } else { (quadrant, rest) }
}

/// 64 bits of 2/pi, from the given one after the point.
fn bits_of_two_over_pi(first: usize) -> u64 {
    let word = |i: usize| u128::from(TWO_OVER_PI.get(i).copied().unwrap_or(0));
    let pair = word(first / 64) << 64 | word(first / 64 + 1);
    (pair << (first % 64) >> 64) as u64
}

/// Sine and cosine of an angle of at most pi/4.
fn sin_cos_small(x: DoubleDouble) -> (DoubleDouble, DoubleDouble) {
    let square = x * x;
    let signed = |i: usize| if (i / 2).is_multiple_of(2) { INVERSE_FACTORIALS[i] } else { -INVERSE_FACTORIALS[i] };
    let sine = polynomial(square, (1..32).step_by(2).map(signed));
    let cosine = polynomial(square, (0..32).step_by(2).map(signed));
    (if x.hi.abs() < TINY { x } else { x * sine }, cosine)
}

/// Sine and cosine, of an angle given as what remains after so many quarters of a circle.
fn sin_cos_in(quadrant: u64, rest: DoubleDouble) -> (DoubleDouble, DoubleDouble) {
    let (sine, cosine) = sin_cos_small(rest);
    match quadrant % 4 {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    }
}

/// Sine and cosine of a finite number.
fn sin_cos(x: f64) -> (DoubleDouble, DoubleDouble) {
    let (quadrant, rest) = reduce(x);
    sin_cos_in(quadrant, rest)
}

/// The sine.
pub fn sin(x: f64) -> Real {
    match x {
        _ if x.is_nan() || x.is_infinite() => Real::NAN,
        _ if x.abs() < TINY => Real::from(x),
        _ => Real::from(sin_cos(x).0),
    }
}

/// The cosine.
pub fn cos(x: f64) -> Real {
    if x.is_nan() || x.is_infinite() { Real::NAN } else { Real::from(sin_cos(x).1) }
}

/// The tangent.
pub fn tan(x: f64) -> Real {
    match x {
        _ if x.is_nan() || x.is_infinite() => Real::NAN,
        _ if x.abs() < TINY => Real::from(x),
        _ => {
            let (sine, cosine) = sin_cos(x);
            Real::from(sine / cosine)
        }
    }
}

/// sin(pi x): exact zeros at the integers, which all large numbers are.
pub fn sin_of_pi_times(x: f64) -> DoubleDouble {
    if x.abs() >= 2_f64.powi(53) {
        return dd(0.0, 0.0);
    }
    let halves = (2.0 * x).round();
    let rest = PI * (x - halves / 2.0);
    sin_cos_in(halves.rem_euclid(4.0) as u64, rest).0
}

/// sin(pi x) / (pi x).
pub fn sinc(x: f64) -> Real {
    match x {
        _ if x.is_nan() || x.is_infinite() => Real::NAN,
        _ if x.abs() < TINY => Real::from(1.0),
        _ => {
            let (size, exponent) = split(x.abs());
            Real::new(sin_of_pi_times(x.abs()) / (PI * size), -exponent)
        }
    }
}

/// The angle of a point whose coordinates are neither very large nor very small, nor their ratio.
///
/// The f64 angle a is off by atan((y cos a - x sin a) / (x cos a + y sin a)).
fn angle(y: DoubleDouble, x: DoubleDouble) -> DoubleDouble {
    let near = y.hi.atan2(x.hi);
    let (sine, cosine) = sin_cos(near);
    let rest = (y * cosine - x * sine) / (x * cosine + y * sine);
    rest - rest * rest * rest / 3.0 + near
}

/// The inverse sine: the angle of (sqrt(1 - x^2), x).
pub fn arcsin(x: f64) -> Real {
    match x {
        _ if x.is_nan() || x.abs() > 1.0 => Real::NAN,
        _ if x.abs() < 1e-20 => Real { hi: x, lo: x * x * x / 6.0, exponent: 0 },
        _ => Real::from(angle(x.into(), cathetus(x))),
    }
}

/// The inverse cosine.
pub fn arccos(x: f64) -> Real {
    match x {
        _ if x.is_nan() || x.abs() > 1.0 => Real::NAN,
        _ if x == 1.0 => Real::from(0.0),
        _ if x.abs() < 1e-20 => Real::from(HALF_PI - x),
        _ => Real::from(angle(cathetus(x), x.into())),
    }
}

/// sqrt(1 - x^2).
fn cathetus(x: f64) -> DoubleDouble {
    (two_sum(1.0, -x) * two_sum(1.0, x)).sqrt()
}

/// The inverse tangent.
pub fn arctan(x: f64) -> Real {
    arctan2(x, 1.0)
}

/// The angle of the point (x, y), in all quadrants.
pub fn arctan2(y: f64, x: f64) -> Real {
    if x.is_nan() || y.is_nan() {
        return Real::NAN;
    }
    let is_left = x.is_sign_negative();
    let first = |angle: DoubleDouble| Real::from(if is_left { PI - angle } else { angle }).with_sign_of(y);
    let zero = || if is_left { Real::from(PI).with_sign_of(y) } else { Real::from(0.0_f64.copysign(y)) };
    match (y.abs(), x.abs()) {
        (height, width) if height == 0.0 || (width.is_infinite() && height.is_finite()) => zero(),
        (height, width) if height.is_infinite() && width.is_infinite() => first(HALF_PI.times_power_of_two(0.5)),
        (height, width) if height.is_infinite() || width == 0.0 => first(HALF_PI),
        (height, width) => {
            let ((height, up), (width, right)) = (split(height), split(width));
            let steepness = up - right;
            if steepness < -70 {
                // The quotient's own exponent: the angle may be subnormal.
                let quotient = dd(height, 0.0) / dd(width, 0.0);
                let cube = quotient.scale(steepness);
                let small = if steepness < -300 { quotient } else { quotient - quotient * cube * cube / 3.0 };
                if is_left { first(small.scale(steepness)) } else { Real::new(small, steepness).with_sign_of(y) }
            } else if steepness > 70 {
                first(HALF_PI - (dd(width, 0.0) / dd(height, 0.0)).scale(-steepness))
            } else {
                first(angle(height.into(), dd(width, 0.0).scale(-steepness)))
            }
        }
    }
}

/// x * 180 / pi.
pub fn degrees(x: f64) -> Real {
    times(x, DEGREES)
}

/// x * pi / 180.
pub fn radians(x: f64) -> Real {
    times(x, RADIANS)
}

/// A product that keeps its digits when it is subnormal.
fn times(x: f64, factor: DoubleDouble) -> Real {
    if x == 0.0 || x.is_nan() || x.is_infinite() {
        return Real::from(x);
    }
    let (significand, exponent) = split(x.abs());
    Real::new(factor * significand, exponent).with_sign_of(x)
}

/// sqrt(x^2 + y^2).
pub fn hypot(x: f64, y: f64) -> Real {
    let (less, greater) = if x.abs() < y.abs() { (x.abs(), y.abs()) } else { (y.abs(), x.abs()) };
    if x.is_infinite() || y.is_infinite() {
        return Real::from(f64::INFINITY);
    }
    if x.is_nan() || y.is_nan() || greater == 0.0 {
        return Real::from(x.abs() + y.abs());
    }
    let (long, exponent) = split(greater);
    let short = crate::float::scale(less, -exponent);
    if short < 1e-60 {
        return Real::new(dd(long, short * short / (2.0 * long)), exponent);
    }
    Real::new((two_product(long, long) + two_product(short, short)).sqrt(), exponent)
}
