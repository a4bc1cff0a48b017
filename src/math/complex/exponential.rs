//! exp, exp2 and expm1.
//!
//! ```text
//! exp(x + yi) = e^x cos y + e^x sin y i        exp2(x + yi) = 2^x cos(y ln 2) + 2^x sin(y ln 2) i
//! expm1(x + yi) = (expm1(x) cos y - 2 sin(y / 2)^2) + e^x sin y i
//! ```
//!
//! Each part is a product of two real functions, off by the sum of their errors and half an ULP. The angle of exp2 is a
//! product that keeps its error e: cos(a + e) is cos a - e sin a. The real part of expm1 is a difference, which cancels
//! near the curve e^x cos y = 1; it is off by some ULP of the larger term there.
//!
//! Rare is what is steep (e^x may overflow where the product with a small sine does not), an angle that is far, and
//! what is not finite. There e^x is a product of powers of its half.

use super::part::{ComplexPart, rounded, widened};
use crate::Complex;
use crate::level::{Base, Isa};
use crate::math::arithmetic::{choose, multiply_add, two_product};
use crate::math::{Exponential, Trigonometric};
use std::f64::consts::LN_2;

/// What the nearest float to ln 2 lacks.
const LN_2_REST: f64 = 2.3190468138462996e-17;

/// Whether exp and expm1 are not made for a number.
#[inline(always)]
pub fn is_steep<T: ComplexPart>(z: Complex<T>) -> bool {
    let is_common = z.re.abs() <= T::STEEP;
    !is_common | z.im.is_far()
}

pub use is_steep as exp_is_rare;
pub use is_steep as expm1_is_rare;

/// e to the power z, where that is not steep.
#[inline(always)]
pub fn exp<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let size = z.re.exp::<I>();
    let (sine, cosine) = z.im.sincos::<I>();
    Complex { re: size * cosine, im: size * sine }
}

/// e to any power.
pub fn rare_exp<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    rounded(if z.im == 0.0 { Complex { re: Exponential::exp::<Base>(z.re), im: z.im } } else { exp_of_parts(z, 1.0) })
}

/// `factor` e^z for a number with an imaginary part that is not 0.
pub fn exp_of_parts(z: Complex<f64>, factor: f64) -> Complex<f64> {
    if z.re == f64::NEG_INFINITY && !z.im.is_finite() {
        return Complex { re: 0.0, im: 0.0 };
    }
    if z.re == f64::INFINITY && !z.im.is_finite() {
        return Complex { re: f64::INFINITY, im: f64::NAN };
    }
    scaled_exp(z.re, Complex { re: z.im.rare_cos(), im: z.im.rare_sin() }, factor)
}

/// e^x times a number and a factor near 1, where e^x alone may be out of range, and the number so small that the factor
/// would make it 0.
pub fn scaled_exp(x: f64, number: Complex<f64>, factor: f64) -> Complex<f64> {
    const MOST: f64 = 2000.0;
    if x.abs() <= f64::STEEP || !x.is_finite() {
        return number * (Exponential::exp::<Base>(x) * factor);
    }
    let third = x.clamp(-MOST, MOST) / 3.0;
    let rest = Exponential::exp::<Base>(x.clamp(-MOST, MOST) - 2.0 * third) * factor;
    let third = Exponential::exp::<Base>(third);
    number * third * rest * third
}

/// Whether exp2 is not made for a number: beyond 2^24 in its angle.
#[inline(always)]
pub fn exp2_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    let z = widened(z);
    let is_common = (z.re.abs() <= 1000.0) & (z.im.abs() <= 16777216.0);
    !is_common
}

/// 2 to the power z, where that is not rare.
#[inline(always)]
pub fn exp2<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    let size = Exponential::exp2::<I>(z.re);
    let angle = two_product::<I, f64>(z.im, LN_2);
    let rest = multiply_add::<I, f64>(z.im, LN_2_REST, angle.lo);
    let (sine, cosine) = angle.hi.sincos::<I>();
    let turned_sine = multiply_add::<I, f64>(rest, cosine, sine);
    let cosine = multiply_add::<I, f64>(-rest, sine, cosine);
    // A sum with 0 would lose the sign of -0.
    let sine = choose(z.im == 0.0, z.im, turned_sine);
    rounded(Complex { re: size * cosine, im: size * sine })
}

/// 2 to any power. (An angle beyond 2^50 loses digits, as its product with ln 2 has only so many.)
pub fn rare_exp2<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    if z.im == 0.0 {
        return rounded(Complex { re: Exponential::exp2::<Base>(z.re), im: z.im });
    }
    if !z.re.is_finite() || !z.im.is_finite() {
        return rounded(exp_of_parts(z, 1.0));
    }
    let angle = two_product::<Base, f64>(z.im, LN_2);
    let rest = z.im * LN_2_REST + angle.lo;
    let (sine, cosine) = (angle.hi.rare_sin(), angle.hi.rare_cos());
    let (turn_sine, turn_cosine) = (rest.rare_sin(), rest.rare_cos());
    let direction =
        Complex { re: cosine * turn_cosine - sine * turn_sine, im: sine * turn_cosine + cosine * turn_sine };
    let power = z.re.clamp(-3000.0, 3000.0);
    let third = (power / 3.0).trunc();
    let [third, rest] = [third, power - 2.0 * third].map(Exponential::exp2::<Base>);
    rounded(direction * third * rest * third)
}

/// e to the power z, minus 1, where that is not steep.
#[inline(always)]
pub fn expm1<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    let (size, less) = (Exponential::exp::<I>(z.re), z.re.expm1::<I>());
    let (sine, cosine) = z.im.sincos::<I>();
    let (half_sine, _) = (0.5 * z.im).sincos::<I>();
    rounded(Complex { re: less * cosine - (half_sine + half_sine) * half_sine, im: size * sine })
}

/// e to any power, minus 1.
pub fn rare_expm1<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let wide = widened(z);
    if wide.im == 0.0 {
        return rounded(Complex { re: Exponential::expm1::<Base>(wide.re), im: wide.im });
    }
    let half_sine = (0.5 * wide.im).rare_sin();
    if wide.re.abs() <= f64::STEEP {
        let re = Exponential::expm1::<Base>(wide.re) * wide.im.rare_cos() - 2.0 * half_sine * half_sine;
        return rounded(Complex { re, im: Exponential::exp::<Base>(wide.re) * wide.im.rare_sin() });
    }
    let power = exp_of_parts(wide, 1.0);
    rounded(Complex { re: power.re - 1.0, im: power.im })
}
