//! The modified Bessel functions: their series up to 40, then the asymptotic one.

use super::Real;
use super::constants::PI;
use super::double_double::{DoubleDouble, dd, two_product};
use super::exponential::exp_of;

/// From here on the least term of the asymptotic series is below 2^-110.
const FAR: f64 = 40.0;

/// The sum of (x^2 / 4)^k / (k! (k + order)!), which for order 0 and 1 begins with 1.
fn series(x: f64, order: u32) -> DoubleDouble {
    let quarter = two_product(x, x).times_power_of_two(0.25);
    let (mut term, mut sum) = (DoubleDouble::ONE, DoubleDouble::ONE);
    let mut k = 1;
    while term.hi > sum.hi * 1e-36 {
        term = term * quarter / f64::from(k * (k + order));
        sum = sum + term;
        k += 1;
    }
    sum
}

/// exp(x) / sqrt(2 pi x) (1 - (4 n^2 - 1) / (8 x) + …).
fn asymptotic(x: f64, order: u32) -> Real {
    if x > 1e5 {
        return if x.is_infinite() { Real::from(x) } else { Real::HUGE };
    }
    let (mut term, mut sum) = (DoubleDouble::ONE, DoubleDouble::ONE);
    for k in 1..80 {
        let factor = f64::from(4 * order * order) - f64::from((2 * k - 1) * (2 * k - 1));
        let next = -(term * factor / two_product(8.0 * f64::from(k), x));
        if next.hi.abs() < 1e-36 || next.hi.abs() > term.hi.abs() {
            break;
        }
        term = next;
        sum = sum + term;
    }
    let power = exp_of(x.into());
    let root = (PI * 2.0 * x).sqrt();
    Real::new(dd(power.hi, power.lo) * sum / root, power.exponent)
}

/// The modified Bessel function of order 0.
pub fn i0(x: f64) -> Real {
    match x.abs() {
        size if size.is_nan() => Real::NAN,
        size if size < 1e-20 => Real::from(1.0),
        size if size <= FAR => Real::from(series(size, 0)),
        size => asymptotic(size, 0),
    }
}

/// The modified Bessel function of order 1.
pub fn i1(x: f64) -> Real {
    let value = match x.abs() {
        size if size.is_nan() => return Real::NAN,
        size if size < 1e-20 => Real { hi: size, lo: 0.0, exponent: if size == 0.0 { 0 } else { -1 } },
        size if size <= FAR => Real::new(series(size, 1) * size, -1),
        size => asymptotic(size, 1),
    };
    value.with_sign_of(x)
}
