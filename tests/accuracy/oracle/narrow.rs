//! Values for f32: in f64 with an error of some 2^-50, where no correctly rounded function gives them fast enough.

use super::Real;

/// Below this size two terms of the gamma function's series will do; they save 120 ns, for a third of all floats.
const TINY: f64 = 1e-10;

const EULER: f64 = 0.5772156649015329;

/// arcsin; the correctly rounded one takes 70 ns, this one 10.
pub fn arcsin(x: f64) -> f64 {
    x.asin()
}

/// 1 / (1 + exp(-x)).
pub fn sigmoid(x: f64) -> f64 {
    let e = pxfm::f_exp(-x.abs());
    if x.is_sign_negative() { e / (1.0 + e) } else { 1.0 / (1.0 + e) }
}

/// sin(pi x) / (pi x).
pub fn sinc(x: f64) -> f64 {
    if x.is_infinite() { f64::NAN } else { pxfm::f_sincpi(x) }
}

/// The gamma function, with the pole at 0 as C99 has it, and the sign where it underflows.
pub fn gamma(x: f64) -> f64 {
    match x {
        _ if x == 0.0 => 1.0 / x,
        _ if x < -180.0 && x != x.floor() => {
            if x.floor() % 2.0 == 0.0 {
                0.0
            } else {
                -0.0
            }
        }
        _ if x.abs() < TINY => 1.0 / x - EULER,
        _ => pxfm::f_tgamma(x),
    }
}

/// sqrt(x^2 + y^2); the squares of f32 neither overflow nor underflow.
pub fn hypot(x: f64, y: f64) -> f64 {
    if x.is_infinite() || y.is_infinite() { f64::INFINITY } else { (x * x + y * y).sqrt() }
}

/// The logarithm of the gamma function.
pub fn lgamma(x: f64) -> f64 {
    if x != 0.0 && x.abs() < TINY { -pxfm::f_log(x.abs()) - EULER * x } else { pxfm::f_lgamma(x) }
}

/// log(x / (1 - x)), with the pole at 0.
pub fn logit(x: f64) -> f64 {
    if x == 0.0 { f64::NEG_INFINITY } else { pxfm::f_logit(x) }
}

/// The inverse of the error function; that of -0 is -0.
pub fn erfinv(x: f64) -> f64 {
    pxfm::f_erfinv(x).copysign(x)
}

/// The normal distribution.
pub fn ndtr(x: f64) -> f64 {
    0.5 * pxfm::f_erfc(x * -std::f64::consts::FRAC_1_SQRT_2)
}

/// x times the normal distribution.
pub fn gelu(x: f64) -> f64 {
    if x == f64::NEG_INFINITY { -0.0 } else { x * ndtr(x) }
}

/// The inverse of the normal distribution.
pub fn ndtri(p: f64) -> f64 {
    let value = -std::f64::consts::SQRT_2 * pxfm::f_erfcinv(2.0 * p);
    if value == 0.0 { 0.0 } else { value }
}

/// log(1 + exp(x)).
pub fn softplus(x: f64) -> f64 {
    logaddexp(x, 0.0)
}

/// The digamma function, from the exact oracle where its value is much smaller than its terms.
pub fn digamma(x: f64) -> f64 {
    if x == 0.0 {
        return -1.0 / x;
    }
    let value = pxfm::f_digamma(x);
    if value.abs() > 0.1 || value.is_nan() { value } else { super::digamma(x).nearest() }
}

/// The greater of the two terms that digamma is the difference of left of 0; 0 elsewhere.
pub fn term_of_digamma(x: f64) -> f64 {
    if x >= 0.0 || x.is_nan() {
        return 0.0;
    }
    let reflected = pxfm::f_digamma(1.0 - x);
    reflected.abs().max((reflected - pxfm::f_digamma(x)).abs())
}

/// x to the power 1/2: of -0 and -inf not what the square root gives.
pub fn half_power(x: f64) -> f64 {
    if x == f64::NEG_INFINITY { f64::INFINITY } else { x.sqrt() + 0.0 }
}

/// x to the power 3/2.
pub fn sesqui_power(x: f64) -> f64 {
    half_power(x) * x.abs()
}

/// x to the power 10.
pub fn tenth_power(x: f64) -> f64 {
    let square = x * x;
    let fourth = square * square;
    fourth * fourth * square
}

/// x to the power of the f32 that is next to 1/3.
pub fn third_power(x: f64) -> f64 {
    const DIFFERENCE: f64 = (1.0_f32 / 3.0) as f64 - 1.0 / 3.0;
    if x == 0.0 || x.is_infinite() {
        return x.abs();
    }
    if x < 0.0 {
        return f64::NAN;
    }
    // The exponent's difference from the third is 1e-8, so the second factor is next to 1.
    pxfm::f_cbrt(x) * pxfm::f_exp(DIFFERENCE * pxfm::f_log(x))
}

/// log(exp(x) + exp(y)); where the result is much smaller than the arguments, from the exact oracle.
pub fn logaddexp(x: f64, y: f64) -> f64 {
    let (less, greater) = if x < y { (x, y) } else { (y, x) };
    if x == y {
        return x + std::f64::consts::LN_2;
    }
    let sum = greater + pxfm::f_log1p(pxfm::f_exp(less - greater));
    if sum.abs() < 0.01 * greater.abs() {
        let Real { hi, lo, .. } = super::logaddexp(x, y);
        return hi + lo;
    }
    sum
}
