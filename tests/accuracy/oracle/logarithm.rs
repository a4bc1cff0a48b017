//! Logarithms, and what is made of them: inverse hyperbolic functions, powers, logaddexp.

use super::Real;
use super::constants::{INVERSE_LN_2, INVERSE_LN_10, INVERSE_ODD, LN_2, LN_2_LOW, polynomial_of};
use super::double_double::{DoubleDouble, dd, two_product, two_sum};
use super::exponential::{TINY, exp_of};
use super::real::split;

/// log((1 + s) / (1 - s)) for |s| < 0.18.
fn log_of_ratio(s: DoubleDouble) -> DoubleDouble {
    (s * polynomial_of(s * s, &INVERSE_ODD[..])).times_power_of_two(2.0)
}

/// log(1 + x) for |x| < 0.42.
fn log1p_small(x: DoubleDouble) -> DoubleDouble {
    if x.hi.abs() < TINY { x } else { log_of_ratio(x / (x + 2.0)) }
}

/// A positive number as 2^exponent times a number next to 1, and the logarithm of the latter.
fn log_parts(x: DoubleDouble, exponent: i32) -> (f64, DoubleDouble) {
    let (significand, own) = split(x.hi);
    let own = if significand > std::f64::consts::SQRT_2 { own + 1 } else { own };
    (f64::from(own + exponent), log1p_small(x.scale(-own) - 1.0))
}

/// The logarithm of a positive finite number times 2^exponent.
pub fn log_of(x: DoubleDouble, exponent: i32) -> DoubleDouble {
    let (multiple, rest) = log_parts(x, exponent);
    two_product(multiple, LN_2.hi) + (two_product(multiple, LN_2.lo) + multiple * LN_2_LOW) + rest
}

/// A logarithm's special values.
fn special(x: f64) -> Option<Real> {
    match x {
        _ if x.is_nan() || x < 0.0 => Some(Real::NAN),
        _ if x == 0.0 => Some(Real::from(f64::NEG_INFINITY)),
        _ if x == 1.0 => Some(Real::from(0.0)),
        _ if x.is_infinite() => Some(Real::from(x)),
        _ => None,
    }
}

/// The natural logarithm.
pub fn log(x: f64) -> Real {
    special(x).unwrap_or_else(|| Real::from(log_of(x.into(), 0)))
}

/// The logarithm to base 2.
pub fn log2(x: f64) -> Real {
    special(x).unwrap_or_else(|| {
        let (multiple, rest) = log_parts(x.into(), 0);
        Real::from(rest * INVERSE_LN_2 + multiple)
    })
}

/// The logarithm to base 10.
pub fn log10(x: f64) -> Real {
    special(x).unwrap_or_else(|| Real::from(log_of(x.into(), 0) * INVERSE_LN_10))
}

/// log(1 + x) of a finite number above -1.
pub fn log1p_of(x: DoubleDouble) -> DoubleDouble {
    if x.hi.abs() < 0.4 { log1p_small(x) } else { log_of(x + 1.0, 0) }
}

/// log(1 + x).
pub fn log1p(x: f64) -> Real {
    match x {
        _ if x.is_nan() || x < -1.0 => Real::NAN,
        _ if x == -1.0 => Real::from(f64::NEG_INFINITY),
        _ if x.is_infinite() => Real::from(x),
        _ if x.abs() < TINY => Real { hi: x, lo: -x * x / 2.0, exponent: 0 },
        _ => Real::from(log1p_of(x.into())),
    }
}

/// log(x + sqrt(x^2 + 1)) of |x|, as log1p(x + x^2 / (1 + sqrt(x^2 + 1))).
pub fn arcsinh(x: f64) -> Real {
    let size = x.abs();
    let value = match size {
        _ if size < TINY || size.is_infinite() || size.is_nan() => return Real::from(x),
        _ if size > 1e100 => log_of(size.into(), 1),
        _ => {
            let square = two_product(size, size);
            log1p_of(square / ((square + 1.0).sqrt() + 1.0) + size)
        }
    };
    Real::from(value).with_sign_of(x)
}

/// log(x + sqrt(x^2 - 1)), as log1p(t + sqrt(2t + t^2)) with t = x - 1.
pub fn arccosh(x: f64) -> Real {
    match x {
        _ if x.is_nan() || x < 1.0 => Real::NAN,
        _ if x == 1.0 => Real::from(0.0),
        _ if x.is_infinite() => Real::from(x),
        _ if x > 1e100 => Real::from(log_of(x.into(), 1)),
        _ => {
            let t = two_sum(x, -1.0);
            Real::from(log1p_of(t + (t * (t + 2.0)).sqrt()))
        }
    }
}

/// Half of log((1 + x) / (1 - x)).
pub fn arctanh(x: f64) -> Real {
    let size = x.abs();
    match size {
        _ if size.is_nan() || size > 1.0 => Real::NAN,
        _ if size == 1.0 => Real::from(f64::INFINITY.copysign(x)),
        _ if size < TINY => Real::from(x),
        _ => {
            let twice = log1p_of(dd(2.0 * size, 0.0) / two_sum(1.0, -size));
            Real::new(twice, -1).with_sign_of(x)
        }
    }
}

/// The integer's parity, for any size: `None` of what is not an integer.
fn is_odd_integer(y: f64) -> Option<bool> {
    (y.floor() == y).then(|| (y % 2.0).abs() == 1.0)
}

/// x to the power y, with the special values of C99's Annex F.
pub fn pow(x: f64, y: f64) -> Real {
    if y == 0.0 || x == 1.0 {
        return Real::from(1.0);
    }
    if x.is_nan() || y.is_nan() {
        return Real::NAN;
    }
    let parity = if y.is_infinite() { Some(false) } else { is_odd_integer(y) };
    let sign = if parity == Some(true) && x.is_sign_negative() { -1.0 } else { 1.0 };
    let size = x.abs();
    if size == 1.0 && (y.is_infinite() || parity.is_some()) {
        return Real::from(sign);
    }
    if size == 0.0 || size.is_infinite() || y.is_infinite() {
        let is_large = (size > 1.0) == (y > 0.0);
        return Real::from(if is_large { f64::INFINITY } else { 0.0 } * sign);
    }
    if x < 0.0 && parity.is_none() {
        return Real::NAN;
    }
    let logarithm = log_of(size.into(), 0);
    let power = if (logarithm.hi * y).abs() > 1e5 { dd(logarithm.hi * y, 0.0) } else { product(logarithm, y) };
    exp_of(power).with_sign_of(sign)
}

/// The product, where it is not so small that it does not matter.
fn product(x: DoubleDouble, y: f64) -> DoubleDouble {
    if (x.hi * y).abs() < 1e-200 { dd(x.hi * y, 0.0) } else { x * y }
}

/// log(exp(x) + exp(y)): the greater plus log1p(exp(-|x - y|)).
pub fn logaddexp(x: f64, y: f64) -> Real {
    if x.is_nan() || y.is_nan() {
        return Real::NAN;
    }
    let (less, greater) = if x < y { (x, y) } else { (y, x) };
    if greater.is_infinite() || less == f64::NEG_INFINITY {
        return Real::from(greater + 0.0);
    }
    let e = exp_of(two_sum(less, -greater));
    if greater == 0.0 && e.exponent < -200 {
        return e;
    }
    let e = if e.exponent < -1500 { dd(0.0, 0.0) } else { e.value() };
    let sum = log1p_of(e) + greater;
    if sum.hi == 0.0 && greater != 0.0 && e.hi == 0.0 { Real::from(greater) } else { Real::from(sum) }
}

/// log(x) / log(base), with what these give where they are no ordinary numbers.
pub fn log_to_base(x: f64, base: f64) -> Real {
    let is_ordinary = |x: f64| x > 0.0 && x.is_finite();
    if !is_ordinary(x) || !is_ordinary(base) || x == 1.0 || base == 1.0 {
        return Real::from(x.ln() / base.ln());
    }
    Real::from(log_of(x.into(), 0) / log_of(base.into(), 0))
}

/// log(x / (1 - x)).
pub fn logit(x: f64) -> Real {
    match x {
        _ if !(0.0..=1.0).contains(&x) => Real::NAN,
        _ if x == 0.5 => Real::from(0.0),
        _ if x == 0.0 || x == 1.0 => Real::from(if x == 0.0 { f64::NEG_INFINITY } else { f64::INFINITY }),
        _ if x < 1e-40 => Real::from(log_of(x.into(), 0)),
        _ => {
            let rest = two_sum(1.0, -x);
            // 2 x - 1 is exact where it is small.
            let value = match (x - 0.5).abs() < 0.1 {
                true => log1p_of(dd(2.0 * x - 1.0, 0.0) / rest),
                false => log_of(DoubleDouble::from(x) / rest, 0),
            };
            Real::from(value)
        }
    }
}

/// log(1 + exp(x)).
pub fn softplus(x: f64) -> Real {
    logaddexp(x, 0.0)
}
