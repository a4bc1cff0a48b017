//! sinh, cosh and tanh, sin, cos and tan, and sinc.
//!
//! ```text
//! sinh(x + yi) = sinh x cos y + cosh x sin y i      cosh(x + yi) = cosh x cos y + sinh x sin y i
//! tanh(x + yi) = (sinh x cosh x + sin y cos y i) / (sinh^2 x + cos^2 y)
//! sin z = sinh(iz) / i        cos z = cosh(iz)        tan z = tanh(iz) / i
//! ```
//!
//! Nothing cancels. (Kahan's tanh, of tan y and sinh x alone, divides twice; the squares here overflow beyond x = 300,
//! where the real part is 1.) The products and the sum of the squares keep their errors, as the errors of four
//! functions and of five roundings come together in the quotient: 3.6 ULP without.
//!
//! sinc(z) = sin(pi z) / (pi z): the sine of pi x is that of what x is beyond the nearest integer, and pi y keeps its
//! error e, as cosh(a + e) is cosh a + e sinh a.
//!
//! Rare is what is steep or far, as of exp, and what is not finite.

use super::arithmetic::quotient;
use super::exponential::scaled_exp;
use super::part::{ComplexPart, rounded, turned, turned_back, widened};
use crate::Complex;
use crate::level::{Base, Isa};
use crate::math::arithmetic::{Double, choose, fast_two_sum, multiply_add, nearest, two_product, two_sum};
use crate::math::{Exponential, Hyperbolic, Trigonometric};
use std::f64::consts::PI;

pub use super::exponential::is_steep as sinh_is_rare;
pub use super::exponential::is_steep as cosh_is_rare;

/// The hyperbolic sine, where that is not [steep](super::exponential::is_steep).
#[inline(always)]
pub fn sinh<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let (sine, cosine) = z.im.sincos::<I>();
    Complex { re: z.re.sinh::<I>() * cosine, im: z.re.cosh::<I>() * sine }
}

/// The hyperbolic cosine, where that is not steep.
#[inline(always)]
pub fn cosh<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let (sine, cosine) = z.im.sincos::<I>();
    Complex { re: z.re.cosh::<I>() * cosine, im: z.re.sinh::<I>() * sine }
}

/// The hyperbolic sine of any number.
pub fn rare_sinh<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let Complex { re: x, im: y } = widened(z);
    let sine = Hyperbolic::sinh::<Base>(x);
    rounded(if y == 0.0 {
        Complex { re: sine, im: y }
    } else if !y.is_finite() {
        match x {
            0.0 => Complex { re: x, im: f64::NAN },
            _ if x.is_infinite() => Complex { re: x, im: f64::NAN },
            _ => Complex { re: f64::NAN, im: f64::NAN },
        }
    } else if x.abs() <= f64::STEEP {
        Complex { re: sine * y.rare_cos(), im: Hyperbolic::cosh::<Base>(x) * y.rare_sin() }
    } else {
        // Both are half of e^|x|.
        scaled_exp(x.abs(), Complex { re: y.rare_cos() * 1.0_f64.copysign(x), im: y.rare_sin() }, 0.5)
    })
}

/// The hyperbolic cosine of any number.
pub fn rare_cosh<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let Complex { re: x, im: y } = widened(z);
    let cosine = Hyperbolic::cosh::<Base>(x);
    rounded(if y == 0.0 {
        Complex { re: cosine, im: y.copysign(x) * 1.0_f64.copysign(y) }
    } else if !y.is_finite() {
        match x {
            0.0 => Complex { re: f64::NAN, im: x },
            _ if x.is_infinite() => Complex { re: f64::INFINITY, im: f64::NAN },
            _ => Complex { re: f64::NAN, im: f64::NAN },
        }
    } else if x.abs() <= f64::STEEP {
        Complex { re: cosine * y.rare_cos(), im: Hyperbolic::sinh::<Base>(x) * y.rare_sin() }
    } else {
        scaled_exp(x.abs(), Complex { re: y.rare_cos(), im: y.rare_sin() * 1.0_f64.copysign(x) }, 0.5)
    })
}

/// Whether tanh is not made for a number.
#[inline(always)]
pub fn tanh_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    let z = widened(z);
    let is_common = z.re.abs() <= 300.0;
    !is_common | Trigonometric::is_far(z.im)
}

/// The hyperbolic tangent, where that is not rare.
#[inline(always)]
pub fn tanh<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    let (sine, cosine) = z.im.sincos::<I>();
    rounded(tanh_of_parts::<I>(z.re, sine, cosine))
}

#[inline(always)]
fn tanh_of_parts<I: Isa>(x: f64, sine: f64, cosine: f64) -> Complex<f64> {
    let (sinh, cosh) = (Hyperbolic::sinh::<I>(x), Hyperbolic::cosh::<I>(x));
    let (high, low) = (two_product::<I, f64>(sinh, sinh), two_product::<I, f64>(cosine, cosine));
    let sum = two_sum(high.hi, low.hi);
    let divisor = fast_two_sum(sum.hi, sum.lo + (high.lo + low.lo));
    let inverse = 1.0 / divisor.hi;
    let over = |dividend: Double<f64>| {
        let rough = dividend.hi * inverse;
        let product = two_product::<I, f64>(rough, divisor.hi);
        let rest = ((dividend.hi - product.hi) - product.lo) + multiply_add::<I, f64>(-rough, divisor.lo, dividend.lo);
        multiply_add::<I, f64>(rest, inverse, rough)
    };
    let re = over(two_product::<I, f64>(sinh, cosh));
    let im = over(two_product::<I, f64>(sine, cosine));
    // A zero has the sign of its argument, and what is nearly nothing has no error.
    Complex {
        re: choose(x.abs() < 1e-290, x / divisor.hi, re),
        im: choose(sine.abs() < 1e-290, sine * cosine * inverse, im),
    }
}

/// The hyperbolic tangent of any number.
pub fn rare_tanh<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let Complex { re: x, im: y } = widened(z);
    let (sine, cosine) = (y.rare_sin(), y.rare_cos());
    rounded(if x.is_nan() {
        Complex { re: x, im: if y == 0.0 { y } else { f64::NAN } }
    } else if x.is_infinite() {
        let sign = if y.is_finite() { sine * cosine } else { y };
        Complex { re: 1.0_f64.copysign(x), im: 0.0_f64.copysign(sign) }
    } else if !y.is_finite() {
        Complex { re: if x == 0.0 { x } else { f64::NAN }, im: f64::NAN }
    } else if x.abs() <= 300.0 {
        tanh_of_parts::<Base>(x, sine, cosine)
    } else {
        let small = Exponential::exp::<Base>(-x.abs());
        Complex { re: 1.0_f64.copysign(x), im: 4.0 * sine * cosine * small * small }
    })
}

/// The sine, where that is not rare.
#[inline(always)]
pub fn sin<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let (sine, cosine) = z.re.sincos::<I>();
    Complex { re: z.im.cosh::<I>() * sine, im: z.im.sinh::<I>() * cosine }
}

/// The cosine, where that is not rare.
#[inline(always)]
pub fn cos<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let (sine, cosine) = z.re.sincos::<I>();
    Complex { re: z.im.cosh::<I>() * cosine, im: -(z.im.sinh::<I>() * sine) }
}

/// The tangent, where that is not rare.
#[inline(always)]
pub fn tan<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    turned_back(tanh::<I, T>(turned(z)))
}

/// Whether sin and cos are not made for a number.
#[inline(always)]
pub fn sin_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    super::exponential::is_steep(turned(z))
}

/// Whether tan is not made for a number.
#[inline(always)]
pub fn tan_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    tanh_is_rare(turned(z))
}

pub use sin_is_rare as cos_is_rare;

/// The sine of any number.
pub fn rare_sin<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    turned_back(rare_sinh(turned(z)))
}

/// The cosine of any number.
pub fn rare_cos<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    rare_cosh(turned(z))
}

/// The tangent of any number.
pub fn rare_tan<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    turned_back(rare_tanh(turned(z)))
}

/// The sine of pi x and the cosine, for sizes below 2^51.
#[inline(always)]
fn sincos_of_half_turns<I: Isa>(x: f64) -> (f64, f64) {
    let (count, _) = nearest(x);
    let (half, _) = nearest(0.5 * count);
    let odd = count != half + half;
    let fraction = x - count;
    let (sine, _) = (PI * fraction).sincos::<I>();
    // What is left to a quarter turn is exact, where pi times the fraction is not.
    let (cosine, _) = (PI * (0.5 - fraction.abs())).sincos::<I>();
    (choose(odd, -sine, sine), choose(odd, -cosine, cosine))
}

/// Whether sinc is not made for a number.
#[inline(always)]
pub fn sinc_is_rare<T: ComplexPart>(z: Complex<T>) -> bool {
    let z = widened(z);
    let size = choose(z.re.abs() > z.im.abs(), z.re.abs(), z.im.abs());
    let is_common = (z.im.abs() <= 220.0) & (z.re.abs() <= 1e9) & (size >= 1e-100);
    !is_common
}

/// sin(pi z) / (pi z), where that is not rare.
#[inline(always)]
pub fn sinc<I: Isa, T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    const PI_REST: f64 = 1.2246467991473532e-16;
    let z = widened(z);
    let (sine, cosine) = sincos_of_half_turns::<I>(z.re);
    let angle = two_product::<I, f64>(z.im, PI);
    let rest = multiply_add::<I, f64>(z.im, PI_REST, angle.lo);
    let (sinh, cosh) = (Hyperbolic::sinh::<I>(angle.hi), Hyperbolic::cosh::<I>(angle.hi));
    let (sinh, cosh) = (multiply_add::<I, f64>(rest, cosh, sinh), multiply_add::<I, f64>(rest, sinh, cosh));
    let sine = Complex { re: sine * cosh, im: cosine * sinh };
    rounded(super::arithmetic::divide(sine, z * PI))
}

/// sin(pi z) / (pi z) of any number, 1 at 0.
pub fn rare_sinc<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    let z = widened(z);
    rounded(if z.re.abs() < 1e-100 && z.im.abs() < 1e-100 {
        Complex { re: 1.0, im: 0.0 }
    } else {
        let large = 2.0 * 4503599627370496.0;
        let (sine, cosine) =
            if z.re.abs() < large { sincos_of_half_turns::<Base>(z.re % 2.0) } else { (z.re * 0.0, 1.0) };
        let size = PI * z.im.abs();
        let parts = if size <= f64::STEEP {
            Complex { re: sine * Hyperbolic::cosh::<Base>(size), im: cosine * Hyperbolic::sinh::<Base>(size) }
        } else {
            Complex { re: sine, im: cosine }
        };
        let parts = Complex { re: parts.re, im: parts.im * 1.0_f64.copysign(z.im) };
        let over = quotient(parts, z * PI);
        if size <= f64::STEEP { over } else { scaled_exp(size, over, 0.5) }
    })
}
