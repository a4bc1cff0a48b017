//! The gamma function and its logarithm: Stirling's series beyond 40, reached by recurrence, and reflection.
//!
//! Where the logarithm vanishes, at 1, at 2 and between the poles, it comes from Taylor's series there; otherwise its
//! relative accuracy would be lost.

use super::Real;
use super::circle::sin_of_pi_times;
use super::constants::{BERNOULLI, DIGAMMA_ROOT, EULER, HALF_LOG_TWO_PI, LGAMMA_ZEROS, PI, ZETA, polynomial_of};
use super::double_double::{DoubleDouble, dd, polynomial, two_sum};
use super::exponential::exp_of;
use super::logarithm::{log_of, log1p_of};
use super::real::split;

/// From here on the series is good for 110 bits.
const FAR: f64 = 40.0;

/// (z - 1/2) log z - z + log(2 pi)/2 + 1/(12 z) - ...
fn stirling(z: DoubleDouble) -> DoubleDouble {
    let inverse = DoubleDouble::ONE / z;
    let series = inverse * polynomial_of(inverse * inverse, &BERNOULLI);
    (z - 0.5) * log_of(z, 0) - z + HALF_LOG_TWO_PI + series
}

/// The logarithm of gamma(x + n), and the product (x + 1) ... (x + n - 1), where x + n is the first that is far.
fn shifted(x: DoubleDouble) -> (DoubleDouble, DoubleDouble) {
    let (mut z, mut product) = (x, DoubleDouble::ONE);
    if z.hi < FAR {
        z = z + 1.0;
        while z.hi < FAR {
            product = product * z;
            z = z + 1.0;
        }
        return (stirling(z), product);
    }
    // Gamma(x) itself: x is not a factor.
    (stirling(z), DoubleDouble::ONE / z)
}

/// The gamma function above -1/2.
fn gamma_above(x: DoubleDouble) -> Real {
    let (logarithm, product) = shifted(x);
    let power = exp_of(logarithm);
    let (significand, exponent) = split(x.hi.abs());
    let x = dd(significand.copysign(x.hi), crate::float::scale(x.lo, -exponent));
    Real::new(dd(power.hi, power.lo) / (product * x), power.exponent - exponent)
}

/// The gamma function.
pub fn gamma(x: f64) -> Real {
    match x {
        _ if x == 0.0 => Real::from(1.0 / x),
        _ if x == f64::INFINITY => Real::from(x),
        _ if x.is_nan() || (x < 0.0 && x == x.floor()) => Real::NAN,
        _ if x > 1000.0 => Real::HUGE,
        _ if x < -1000.0 => Real::MINUTE.with_sign_of(if x.floor() % 2.0 == 0.0 { 1.0 } else { -1.0 }),
        _ if x > -0.5 => gamma_above(x.into()),
        _ => {
            // pi / (sin(pi x) gamma(1 - x)).
            let reflected = gamma_above(two_sum(1.0, -x));
            let quotient = PI / (sin_of_pi_times(x) * dd(reflected.hi, reflected.lo));
            Real::new(quotient, -reflected.exponent)
        }
    }
}

/// The logarithm of gamma(1 + x) for |x| <= 1/4: -gamma x + zeta(2) x^2 / 2 - zeta(3) x^3 / 3 + ...
fn near_one(x: DoubleDouble) -> DoubleDouble {
    let sum = ZETA.iter().enumerate().rev().fold(dd(0.0, 0.0), |sum, (i, &zeta)| {
        let k = (i + 2) as f64;
        zeta / k - sum * x
    });
    x * (x * sum - EULER)
}

/// The logarithm of gamma above 0, where it is of ordinary size.
fn lgamma_above(x: DoubleDouble) -> DoubleDouble {
    let (from_one, from_two) = (x - 1.0, x - 2.0);
    if from_one.hi.abs() <= 0.25 {
        return near_one(from_one);
    }
    if from_two.hi.abs() <= 0.25 {
        return near_one(from_two) + log1p_of(from_two);
    }
    if x.hi <= 0.25 {
        return near_one(x) - log_of(x, 0);
    }
    let (logarithm, product) = shifted(x);
    if x.hi >= FAR { logarithm } else { logarithm - log_of(product * x, 0) }
}

/// The logarithm of the absolute value of gamma.
pub fn lgamma(x: f64) -> Real {
    match x {
        _ if x.is_nan() => Real::NAN,
        _ if x.is_infinite() || (x <= 0.0 && x == x.floor()) => Real::from(f64::INFINITY),
        _ if x == 1.0 || x == 2.0 => Real::from(0.0),
        _ if x > 1e20 => {
            // x (log x - 1) - log(x)/2: the rest is 2^-66 of the least bit.
            let (significand, exponent) = split(x);
            let logarithm = log_of(x.into(), 0);
            Real::new((logarithm - 1.0) * significand - logarithm.scale(-exponent - 1), exponent)
        }
        _ if x > 0.0 => Real::from(lgamma_above(x.into())),
        _ if x > -0.25 => {
            let size = dd(-x, 0.0);
            Real::from(near_one(-size) - log_of(size, 0))
        }
        _ => near_zero(x).unwrap_or_else(|| {
            let sine = sin_of_pi_times(x).abs();
            Real::from(log_of(PI / sine, 0) - lgamma_above(two_sum(1.0, -x)))
        }),
    }
}

/// Taylor's series at a zero between the poles, if x is next to one.
fn near_zero(x: f64) -> Option<Real> {
    let (zero, slope, curve, third) = *LGAMMA_ZEROS.iter().min_by(|a, b| {
        let distance = |zero: &(_, _, _, _)| {
            let (place, ..): &([f64; 3], _, _, _) = zero;
            (x - place[0]).abs()
        };
        distance(a).total_cmp(&distance(b))
    })?;
    let distance = two_sum(x - zero[0], -zero[1]) - zero[2];
    // The fourth term is some (distance / distance to the pole)^3 of the first.
    let to_pole = (x - x.round()).abs();
    let is_near = distance.hi.abs() < to_pole * 2_f64.powi(-32);
    is_near.then(|| Real::from(distance * (slope + distance * (curve + distance * third))))
}

/// digamma above 0, by Stirling's series beyond 40, reached by recurrence.
fn digamma_above(x: DoubleDouble) -> DoubleDouble {
    let (mut z, mut sum) = (x, dd(0.0, 0.0));
    while z.hi < FAR {
        sum = sum + DoubleDouble::ONE / z;
        z = z + 1.0;
    }
    let inverse = DoubleDouble::ONE / z;
    let square = inverse * inverse;
    // The derivatives of the series' terms.
    let series = polynomial(square, BERNOULLI.iter().enumerate().map(|(i, &term)| term * (2 * i + 1) as f64));
    log_of(z, 0) - inverse.times_power_of_two(0.5) - square * series - sum
}

/// The digamma function.
pub fn digamma(x: f64) -> Real {
    let [root, root_rest, ref series @ ..] = DIGAMMA_ROOT;
    match x {
        _ if x.is_nan() || x < 0.0 && x == x.floor() => Real::NAN,
        _ if x == 0.0 => Real::from(-1.0 / x),
        _ if x.is_infinite() => Real::from(x),
        _ if (x - root.hi).abs() < 1e-6 => {
            let distance = (two_sum(x, -root.hi) - root.lo) - root_rest;
            Real::from(distance * polynomial_of(distance, series))
        }
        // 1 / x is all of it, and may be beyond all floats.
        _ if x.abs() < 1e-40 => {
            let (significand, exponent) = split(x.abs());
            Real::new(DoubleDouble::ONE / DoubleDouble::from(-significand), -exponent).with_sign_of(-x)
        }
        _ if x > 1e30 => Real::from(log_of(x.into(), 0)),
        _ if x > 0.0 => Real::from(digamma_above(x.into())),
        _ => {
            // What is left of pi / tan(pi x), whose angle is exact.
            let fraction = x - x.round();
            let (sine, cosine) = (sin_of_pi_times(fraction), sin_of_pi_times(0.5 - fraction.abs()));
            Real::from(digamma_above(two_sum(1.0, -x)) - PI * cosine / sine)
        }
    }
}
