//! What the real and the imaginary part of a complex number are, and complex numbers turned by a right angle.

use crate::Complex;
use crate::math::arithmetic::Float;
use crate::math::{
    Exponential, Hyperbolic, InverseHyperbolic, InverseTrigonometric, Logarithm, Root, Trigonometric, choose,
};

/// f32 and f64, as parts of complex numbers.
pub trait ComplexPart:
    Float
    + Into<f64>
    + Exponential
    + Hyperbolic
    + InverseHyperbolic
    + InverseTrigonometric
    + Logarithm
    + Root
    + Trigonometric
{
    /// Up to here exp, sinh and cosh, and their products, are normal numbers.
    const STEEP: Self;
    /// A power of two whose reciprocal is normal: numbers up to here can be added and doubled.
    const LARGE: Self;
    /// From here up the reciprocal is finite, and its error no larger than that of other numbers.
    const SMALL: Self;

    /// The nearest number of the type.
    fn rounded(x: f64) -> Self;
}

impl ComplexPart for f32 {
    const STEEP: f32 = 80.0;
    const LARGE: f32 = 8.507059e37; // 2^126
    const SMALL: f32 = 1.9721523e-31; // 2^-102

    #[inline(always)]
    fn rounded(x: f64) -> f32 {
        x as f32
    }
}

impl ComplexPart for f64 {
    const STEEP: f64 = 700.0;
    const LARGE: f64 = 4.49423283715579e307; // 2^1021
    const SMALL: f64 = 2.004168360008973e-292; // 2^-969

    #[inline(always)]
    fn rounded(x: f64) -> f64 {
        x
    }
}

/// The number in f64.
#[inline(always)]
pub fn widened<T: ComplexPart>(z: Complex<T>) -> Complex<f64> {
    Complex { re: z.re.into(), im: z.im.into() }
}

/// The nearest number to one in f64.
#[inline(always)]
pub fn rounded<T: ComplexPart>(z: Complex<f64>) -> Complex<T> {
    Complex { re: T::rounded(z.re), im: T::rounded(z.im) }
}

/// The number times the imaginary unit.
#[inline(always)]
pub fn turned<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    Complex { re: -z.im, im: z.re }
}

/// The number divided by the imaginary unit.
#[inline(always)]
pub fn turned_back<T: ComplexPart>(z: Complex<T>) -> Complex<T> {
    Complex { re: z.im, im: -z.re }
}

/// Whether both parts are finite.
#[inline(always)]
pub fn is_finite<T: ComplexPart>(z: Complex<T>) -> bool {
    (z.re.abs() <= T::MAX) & (z.im.abs() <= T::MAX)
}

/// The larger of two sizes, and the smaller one.
#[inline(always)]
pub fn ordered<T: ComplexPart>(x: T, y: T) -> [T; 2] {
    let steep = x < y;
    [choose(steep, y, x), choose(steep, x, y)]
}
