//! Functions that neither the standard library nor `libm` has in the form that is wanted.

use std::f64::consts::PI;

/// log(exp(x) + exp(y)) without overflow: the greater plus log1p(exp(-|x - y|)).
pub fn logaddexp(x: f64, y: f64) -> f64 {
    if x == y {
        // Also the infinities, whose difference is NaN.
        return x + std::f64::consts::LN_2;
    }
    let distance = (x - y).abs();
    if distance.is_nan() {
        return x + y;
    }
    x.max(y) + (-distance).exp().ln_1p()
}

/// 1 / (1 + exp(-x)); for negative x by way of exp(x), which cannot overflow.
pub fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// sin(pi x) / (pi x), and 1 at 0 (NumPy's normalised form).
///
/// The sine's argument is reduced before it is multiplied by pi, so that integers give exact zeros.
pub fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    let size = x.abs();
    let nearest = size.round_ties_even();
    let odd = nearest % 2.0 == 1.0;
    let sine = (PI * (size - nearest)).sin();
    (if odd { -sine } else { sine }) / (PI * size)
}

/// The inverse hyperbolic cosine; NaN below 1, where `libm` has values for large negative numbers.
pub fn arccosh(x: f64) -> f64 {
    if x < 1.0 { f64::NAN } else { libm::acosh(x) }
}

/// The gamma function; NaN at the negative integers and minus infinity, as C99 has it.
pub fn gamma(x: f64) -> f64 {
    libm::tgamma(x)
}

/// 10 to a power by repeated multiplication, as NumPy has it: exact up to 22, infinite from 309 on.
#[inline(always)]
pub fn power_of_ten(exponent: u64) -> f64 {
    static POWERS: [f64; 309] = {
        let mut powers = [1.0; 309];
        let mut i = 1;
        while i < powers.len() {
            powers[i] = powers[i - 1] * 10.0;
            i += 1;
        }
        powers
    };
    POWERS.get(exponent as usize).copied().unwrap_or(f64::INFINITY)
}
