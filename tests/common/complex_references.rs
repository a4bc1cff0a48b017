//! What the functions of complex numbers should give: those of the system's C library where it has them, which has the
//! special values of C99's Annex G, and formulas in plain Rust for the others.
//!
//! All are computed in f64. What cancels in one of the parts is only as good as the larger part; `tests/accuracy` holds
//! the parts one by one against true values.

#![allow(unsafe_code)] // the functions of the C library

use fusexpr::c128;
use std::f64::consts::{LN_2, LOG2_E, LOG10_E, PI};

macro_rules! c_functions {
    ($($name:ident)*) => {
        mod c {
            use super::c128;

            // A complex number is passed as a structure of two floats is. The standard library links to that of C, in
            // which these are; to name it here would take other functions from it too, which are less accurate.
            unsafe extern "C" {
                $(pub fn $name(z: c128) -> c128;)*
                pub fn cpow(z: c128, exponent: c128) -> c128;
            }
        }

        $(
            pub fn $name(z: c128) -> c128 {
                // SAFETY: a function of values.
                unsafe { c::$name(z) }
            }
        )*
    };
}
c_functions! { csqrt cexp clog csin ccos ctan casin cacos catan csinh ccosh ctanh casinh cacosh catanh }

pub fn power(z: c128, exponent: c128) -> c128 {
    if exponent == c128::default() {
        return c128::new(1.0, 0.0);
    }
    if z == c128::default() {
        let part = if exponent.re > 0.0 { 0.0 } else { f64::NAN };
        return c128::new(part, part);
    }
    // SAFETY: a function of values.
    unsafe { c::cpow(z, exponent) }
}

/// The product with a number that is given as the sum of two, in two parts.
fn product(x: f64, hi: f64, lo: f64) -> (f64, f64) {
    let product = x * hi;
    (product, if product.is_finite() { x.mul_add(hi, -product) + x * lo } else { 0.0 })
}

pub fn exp2(z: c128) -> c128 {
    if !z.re.is_finite() || !z.im.is_finite() {
        return cexp(z * LN_2);
    }
    if z.im == 0.0 {
        return c128::new(z.re.exp2(), z.im);
    }
    let (angle, rest) = product(z.im, LN_2, 2.3190468138462996e-17);
    let direction = c128::new(angle.cos(), angle.sin()) * c128::new(rest.cos(), rest.sin());
    direction * (z.re / 2.0).exp2() * (z.re / 2.0).exp2()
}

pub fn expm1(z: c128) -> c128 {
    if !z.re.is_finite() || !z.im.is_finite() || z.re.abs() > 700.0 {
        let power = cexp(z);
        return c128::new(power.re - 1.0, power.im);
    }
    let half = (z.im / 2.0).sin();
    c128::new(z.re.exp_m1() * z.im.cos() - 2.0 * half * half, if z.im == 0.0 { z.im } else { z.re.exp() * z.im.sin() })
}

pub fn log2(z: c128) -> c128 {
    clog(z) * LOG2_E
}

pub fn log10(z: c128) -> c128 {
    clog(z) * LOG10_E
}

pub fn log1p(z: c128) -> c128 {
    let near = clog(c128::new(1.0 + z.re, z.im));
    if z.re.abs() < 0.5 && z.im.abs() < 0.5 {
        return c128::new(0.5 * (z.re * (2.0 + z.re) + z.im * z.im).ln_1p(), near.im);
    }
    near
}

pub fn sinc(z: c128) -> c128 {
    if z == c128::default() {
        return c128::new(1.0, 0.0);
    }
    let (half_turns, fraction) = (z.re.round(), z.re - z.re.round());
    let sign = if half_turns % 2.0 == 0.0 { 1.0 } else { -1.0 };
    let (size, rest) = product(z.im, PI, 1.2246467991473532e-16);
    let (sinh, cosh) = (libm::sinh(size), libm::cosh(size));
    let sine = c128::new(
        sign * (PI * fraction).sin() * (cosh + rest * sinh),
        sign * (PI * fraction).cos() * (sinh + rest * cosh),
    );
    divide(sine, z * PI)
}

/// Smith's quotient, of operands that are scaled to sizes near 1.
pub fn divide(x: c128, y: c128) -> c128 {
    if y == c128::default() {
        return smith(x, y);
    }
    let size = |z: c128| z.re.abs().max(z.im.abs());
    let scale = |z: c128| match size(z) {
        size if size.is_finite() && size != 0.0 => size.log2().floor().clamp(-1022.0, 1022.0) as i32,
        _ => 0,
    };
    let (of_x, of_y) = (scale(x), scale(y));
    let times = |z: c128, exponent: i32| {
        let half = 2_f64.powi(exponent / 2);
        z * half * 2_f64.powi(exponent - exponent / 2)
    };
    let quotient = smith(times(x, -of_x), times(y, -of_y));
    times(quotient, of_x - of_y)
}

fn smith(x: c128, y: c128) -> c128 {
    if y == c128::default() {
        return c128::new(x.re / y.re.abs(), x.im / y.re.abs());
    }
    if y.re.abs() >= y.im.abs() {
        let ratio = y.im / y.re;
        let scale = 1.0 / (y.re + y.im * ratio);
        c128::new((x.re + x.im * ratio) * scale, (x.im - x.re * ratio) * scale)
    } else {
        let ratio = y.re / y.im;
        let scale = 1.0 / (y.re * ratio + y.im);
        c128::new((x.re * ratio + x.im) * scale, (x.im * ratio - x.re) * scale)
    }
}

pub fn sign(z: c128) -> c128 {
    let largest = z.re.abs().max(z.im.abs());
    let z = match largest {
        _ if largest > 1e300 => z * 1e-10,
        _ if largest < 1e-290 => z * 2_f64.powi(600),
        _ => z,
    };
    let size = libm::hypot(z.re, z.im);
    if size == 0.0 {
        return c128::default();
    }
    if size.is_infinite() {
        let axis = |x: f64| if x.is_infinite() { 1.0_f64.copysign(x) } else { 0.0 };
        let both = z.re.is_infinite() && z.im.is_infinite();
        return if both { c128::new(f64::NAN, f64::NAN) } else { c128::new(axis(z.re), axis(z.im)) };
    }
    c128::new(z.re / size, z.im / size)
}
