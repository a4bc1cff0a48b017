//! Roots.

use super::Real;
use super::double_double::{DoubleDouble, two_product};
use super::real::split;

/// The square root.
pub fn sqrt(x: f64) -> Real {
    if x.is_nan() || x < 0.0 {
        return Real::NAN;
    }
    if x == 0.0 || x.is_infinite() {
        return Real::from(x);
    }
    let (significand, exponent) = split(x);
    let odd = exponent.rem_euclid(2);
    let root = DoubleDouble::from(significand * f64::from(1 + odd)).sqrt();
    Real::new(root, (exponent - odd) / 2)
}

/// The cube root: one step of Newton's method from the f64 value.
pub fn cbrt(x: f64) -> Real {
    if x == 0.0 || x.is_nan() || x.is_infinite() {
        return Real::from(x);
    }
    let (significand, exponent) = split(x.abs());
    let third = exponent.rem_euclid(3);
    let cube = DoubleDouble::from(crate::float::scale(significand, third));
    let near = cube.hi.cbrt();
    let square = two_product(near, near);
    let rest = (cube - square * near) / (square * 3.0);
    Real::new(rest + near, (exponent - third) / 3).with_sign_of(x)
}
