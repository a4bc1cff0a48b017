//! Exponentials and hyperbolic functions: reduction by ln 2 and by halving, then Taylor's series.

use super::Real;
use super::constants::{INVERSE_FACTORIALS, INVERSE_LN_10, LN_2, LN_2_LOW, polynomial_of};
use super::double_double::{DoubleDouble, two_product, two_sum};

/// Below this size exp(x) - 1 is x + x^2/2 to more than 110 bits.
pub const TINY: f64 = 1e-36;

/// exp(x) - 1 for |x| < 0.36. The argument is divided by 16 and the result doubled four times,
/// exp(2t) - 1 = e (2 + e), which loses no relative accuracy.
pub fn expm1_small(x: DoubleDouble) -> DoubleDouble {
    if x.hi.abs() < TINY {
        return x;
    }
    let part = x.times_power_of_two(1.0 / 16.0);
    let mut value = part * polynomial_of(part, &INVERSE_FACTORIALS[1..17]);
    for _ in 0..4 {
        value = value * (value + 2.0);
    }
    value
}

/// exp(x).
pub fn exp_of(x: DoubleDouble) -> Real {
    match x.hi {
        x if x.is_nan() || x == f64::INFINITY => return Real::from(x),
        f64::NEG_INFINITY => return Real::from(0.0),
        x if x > 1e5 => return Real::HUGE,
        x if x < -1e5 => return Real::MINUTE,
        _ => {}
    }
    let multiple = (x.hi * std::f64::consts::LOG2_E).round();
    let rest = x - two_product(multiple, LN_2.hi) - two_product(multiple, LN_2.lo) - multiple * LN_2_LOW;
    Real::new(expm1_small(rest) + 1.0, multiple as i32)
}

/// e to the power x.
pub fn exp(x: f64) -> Real {
    exp_of(x.into())
}

/// 2 to the power x.
pub fn exp2(x: f64) -> Real {
    match x {
        x if x.is_nan() || x == f64::INFINITY => return Real::from(x),
        f64::NEG_INFINITY => return Real::from(0.0),
        x if x > 1e5 => return Real::HUGE,
        x if x < -1e5 => return Real::MINUTE,
        _ => {}
    }
    let multiple = x.round();
    Real::new(expm1_small(LN_2 * (x - multiple)) + 1.0, multiple as i32)
}

/// 10 to the power x.
pub fn exp10(x: f64) -> Real {
    if x.abs() > 1e5 || x.is_nan() { exp(x) } else { exp_of(DoubleDouble::from(x) / INVERSE_LN_10) }
}

/// exp(x) - 1 of ordinary size, for x < 300.
fn expm1_value(x: f64) -> DoubleDouble {
    match x {
        _ if x.abs() < TINY => two_sum(x, x * x / 2.0),
        _ if x.abs() < 0.35 => expm1_small(x.into()),
        _ => exp(x).value() - 1.0,
    }
}

/// exp(x) - 1.
pub fn expm1(x: f64) -> Real {
    match x {
        _ if x == 0.0 => Real::from(x),
        _ if x < 300.0 => Real::from(expm1_value(x)),
        // The 1 is 2^-430 of it.
        _ => exp(x),
    }
}

/// The hyperbolic sine: half of e + e / (1 + e), where e = exp(|x|) - 1.
pub fn sinh(x: f64) -> Real {
    if x == 0.0 || x.is_nan() || x.is_infinite() {
        return Real::from(x);
    }
    let size = x.abs();
    let twice = if size < TINY {
        Real::from(2.0 * size)
    } else if size < 300.0 {
        let e = expm1_value(size);
        Real::from(e + e / (e + 1.0))
    } else {
        exp(size)
    };
    Real { exponent: twice.exponent - 1, ..twice }.with_sign_of(x)
}

/// The hyperbolic cosine.
pub fn cosh(x: f64) -> Real {
    let size = x.abs();
    if size.is_infinite() {
        return Real::from(size);
    }
    let e = exp(size);
    let twice = if size < 300.0 { Real::from(e.value() + DoubleDouble::ONE / e.value()) } else { e };
    Real { exponent: twice.exponent - 1, ..twice }
}

/// The hyperbolic tangent: e / (e + 2), where e = exp(2 |x|) - 1.
pub fn tanh(x: f64) -> Real {
    if x == 0.0 || x.is_nan() || x.abs() < TINY {
        return Real::from(x);
    }
    if x.abs() > 150.0 {
        return Real { hi: 1.0, lo: -f64::MIN_POSITIVE, exponent: 0 }.with_sign_of(x);
    }
    let e = expm1_value(2.0 * x.abs());
    Real::from(e / (e + 2.0)).with_sign_of(x)
}

/// 1 / (1 + exp(-x)).
pub fn sigmoid(x: f64) -> Real {
    if x.is_nan() {
        return Real::NAN;
    }
    let e = exp(-x.abs());
    if x >= 0.0 {
        return Real::from(DoubleDouble::ONE / (e.value() + 1.0));
    }
    if x < -300.0 { e } else { Real::from(e.value() / (e.value() + 1.0)) }
}
