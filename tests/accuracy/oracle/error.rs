//! The error functions: a series of positive terms up to 3, a continued fraction beyond.

use super::Real;
use super::constants::{INVERSE_ODD, SQRT_PI, TWO_OVER_SQRT_PI};
use super::double_double::{DoubleDouble, dd};
use super::exponential::exp_of;
use super::real::split;

/// Where the series ends: 1 - erf(3) has lost 16 bits.
const FAR: f64 = 3.0;

/// erf(x) for 0 <= x <= 3: 2/sqrt(pi) x exp(-x^2) (1 + 2x^2/3 (1 + 2x^2/5 (1 + ...))).
fn series(x: DoubleDouble) -> DoubleDouble {
    let square = x * x;
    let twice = square.times_power_of_two(2.0);
    let terms = 30 + (5.0 * square.hi) as usize;
    let sum = INVERSE_ODD[1..terms].iter().rev();
    let sum = sum.fold(DoubleDouble::ONE, |sum, &inverse| sum * (twice * inverse) + 1.0);
    TWO_OVER_SQRT_PI * x * exp_of(-square).value() * sum
}

/// erfc(x) for x >= 3: exp(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + ...)))).
fn fraction(x: DoubleDouble) -> Real {
    let terms = 22 + (760.0 / (x.hi * x.hi)) as u32;
    let sum = (1..=terms).rev().fold(x, |sum, k| dd(f64::from(k) / 2.0, 0.0) / sum + x);
    let power = exp_of(-(x * x));
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
        _ if size <= FAR => Real::from(series(size.into())),
        _ if size < 8.0 => Real::from(DoubleDouble::ONE - fraction(size.into()).value()),
        _ => Real { hi: 1.0, lo: -f64::MIN_POSITIVE, exponent: 0 },
    };
    value.with_sign_of(x)
}

/// 1 - erf(x).
pub fn erfc(x: f64) -> Real {
    erfc_of(x.into())
}

/// The same for a number in two parts.
pub fn erfc_of(x: DoubleDouble) -> Real {
    match x.hi {
        size if size.is_nan() => Real::NAN,
        size if size > 1000.0 => {
            if size.is_infinite() {
                Real::from(0.0)
            } else {
                Real::MINUTE
            }
        }
        size if size > FAR => fraction(x),
        size if size < -8.0 => Real { hi: 2.0, lo: -f64::MIN_POSITIVE, exponent: 0 },
        size if size < -FAR => Real::from(-fraction(-x).value() + 2.0),
        size if size.abs() < 1e-20 => Real::from(DoubleDouble::ONE - TWO_OVER_SQRT_PI * x),
        _ => Real::from(DoubleDouble::ONE - series(x)),
    }
}
