//! References of pieces of floats and of special functions, as far as they are more than a call.

use super::Value;
use fusexpr::{DType, f16};

/// x * 2^exponent, rounded once; no exponent beyond some thousands matters.
pub fn scaled_by_power(x: Value, exponent: Value) -> Value {
    let Value::Int(exponent) = exponent else { unreachable!("the exponent is an integer") };
    let exponent = exponent.clamp(-5000, 5000) as i32;
    match x {
        Value::F16(x) => Value::F16(f16::from_f32(libm::ldexp(x.to_f32().into(), exponent) as f32)),
        Value::F32(x) => Value::F32(libm::ldexp(x.into(), exponent) as f32),
        Value::F64(x) => Value::F64(libm::ldexp(x, exponent)),
        _ => unreachable!("it is a float"),
    }
}

/// The significand of a float, between 1/2 and 1.
pub fn mantissa_of(x: Value) -> Value {
    let Value::F64(x) = x.cast(DType::F64) else { unreachable!("it is a float") };
    Value::F64(if x == 0.0 || !x.is_finite() { x } else { libm::frexp(x).0 })
}

/// The exponent of a float whose significand is between 1/2 and 1.
pub fn exponent_of(x: Value) -> Value {
    let Value::F64(x) = x.cast(DType::F64) else { unreachable!("it is a float") };
    Value::Int(if x == 0.0 || !x.is_finite() { 0 } else { libm::frexp(x).1.into() })
}

/// The normal distribution.
pub fn ndtr(x: f64) -> f64 {
    if x > 0.0 { 1.0 - lower_tail(-x, 1.0) } else { lower_tail(x, 1.0) }
}

/// x times the normal distribution.
pub fn gelu(x: f64) -> f64 {
    match x {
        f64::NEG_INFINITY => -0.0,
        _ if x > 0.0 => x - lower_tail(-x, x),
        _ => lower_tail(x, x),
    }
}

/// The normal distribution left of 0, times a factor: erfc(z) exp(z^2) times a power whose exponent is exact in two parts.
fn lower_tail(x: f64, factor: f64) -> f64 {
    if x < -40.0 {
        return 0.0_f64.copysign(factor);
    }
    let square = x * x;
    let rest = x.mul_add(x, -square);
    // In two factors, as the whole may be too small for all its digits.
    let root = pxfm::f_exp(-0.25 * square);
    0.5 * factor * pxfm::f_erfcx(x * -std::f64::consts::FRAC_1_SQRT_2) * (1.0 - 0.5 * rest) * root * root
}

/// The inverse of erfc; small arguments by Newton's method on the logarithm, from a value that has some digits.
pub fn erfcinv(x: f64) -> f64 {
    if x > 1.0 {
        return -erfcinv(2.0 - x);
    }
    let mut z = pxfm::f_erfcinv(x);
    if x > 0.0 && x < 0.01 {
        for _ in 0..3 {
            let scaled = pxfm::f_erfcx(z);
            let lack = (pxfm::f_log(scaled) - pxfm::f_log(x)) - z * z;
            z += lack * scaled / std::f64::consts::FRAC_2_SQRT_PI;
        }
    }
    z
}

/// The digamma function, with the poles as SciPy has them.
pub fn digamma(x: f64) -> f64 {
    match x {
        _ if x == 0.0 => -1.0 / x,
        _ if x > 1e20 => x.ln(),
        _ => pxfm::f_digamma(x),
    }
}
