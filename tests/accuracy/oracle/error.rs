//! The error functions: a series of positive terms up to 3, a continued fraction beyond.

use super::Real;
use super::constants::{INVERSE_ODD, SQRT_PI, TWO_OVER_SQRT_PI};
use super::double_double::{DoubleDouble, dd, two_product};
use super::exponential::exp_of;
use super::real::split;

/// Where the series ends: 1 - erf(3) has lost 16 bits.
const FAR: f64 = 3.0;

/// erf(x) for 0 <= x <= 3: 2/sqrt(pi) x exp(-x^2) (1 + 2x^2/3 (1 + 2x^2/5 (1 + ...))).
fn series(x: f64) -> DoubleDouble {
    let square = two_product(x, x);
    let twice = square.times_power_of_two(2.0);
    let terms = 30 + (5.0 * square.hi) as usize;
    let sum = INVERSE_ODD[1..terms].iter().rev();
    let sum = sum.fold(DoubleDouble::ONE, |sum, &inverse| sum * (twice * inverse) + 1.0);
    TWO_OVER_SQRT_PI * x * exp_of(-square).value() * sum
}

/// erfc(x) for x >= 3: exp(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + ...)))).
fn fraction(x: f64) -> Real {
    let terms = 22 + (760.0 / (x * x)) as u32;
    let sum = (1..=terms).rev().fold(DoubleDouble::from(x), |sum, k| dd(f64::from(k) / 2.0, 0.0) / sum + x);
    let power = exp_of(-two_product(x, x));
    Real::new(dd(power.hi, power.lo) / (SQRT_PI * sum), power.exponent)
}

/// The error function.
pub fn erf(x: f64) -> Real {
    let size = x.abs();
    let value = match size {
        _ if size.is_nan() || size == 0.0 => return Real::from(x),
        _ if size < 1e-20 => {
            let (significand, exponent) = split(size);
            Real::new(TWO_OVER_SQRT_PI * significand, exponent)
        }
        _ if size <= FAR => Real::from(series(size)),
        _ if size < 8.0 => Real::from(DoubleDouble::ONE - fraction(size).value()),
        _ => Real { hi: 1.0, lo: -f64::MIN_POSITIVE, exponent: 0 },
    };
    value.with_sign_of(x)
}

/// 1 - erf(x).
pub fn erfc(x: f64) -> Real {
    match x {
        _ if x.is_nan() => Real::NAN,
        _ if x > 1000.0 => {
            if x.is_infinite() {
                Real::from(0.0)
            } else {
                Real::MINUTE
            }
        }
        _ if x > FAR => fraction(x),
        _ if x < -FAR => {
            let Real { hi, lo, exponent } = erf(-x);
            Real::from(dd(hi, lo).scale(exponent) + 1.0)
        }
        _ => {
            let erf = erf(x);
            Real::from(DoubleDouble::ONE - erf.value())
        }
    }
}
