//! The normal distribution: its probability function ndtr, and gelu.
//!
//! ndtr(x) is erfc(-x / sqrt(2)) / 2. With a rounded quotient in its place the exponential would be off by x^2 ULP: its
//! argument is half of x^2, which is exact in two parts, and 1 + 2 z gets the rest of z = x / sqrt(2). What is left of
//! erfc is so smooth that it does not matter there. For x > 0 it is 1 less the value for -x. Near 0, where that would
//! lose digits, it is 1/2 + z / 2 + z SMALL(z^2) / 2, a sum whose first two terms keep their error.
//!
//! gelu is x ndtr(x), with the product made before the value is rounded. For x > 0 it is x less the product of x and
//! the value for -x.
//!
//! Worst error found, in ULP at base and above (f64: 2 10^6 arguments; f32: 8 10^6), and nanoseconds an element at
//! base, v3 and v4, where erfc takes 10.2, 3.6 and 2.7 (f32: 3.4, 1.2 and 1.1):
//!
//! ```text
//! ndtr        1.72   1.72   11.1   4.2   3.2
//! gelu        1.71   1.51   12.6   4.4   3.4
//! ndtr, f32   1.59   1.59    4.1   1.6   1.3
//! gelu, f32   1.59   1.59    4.9   1.7   1.4
//! ```

use super::arithmetic::{Double, choose, fast_two_sum, multiply_add, two_product};
use super::error_function::{ErrorFunctionType, complement};
use crate::level::Isa;

/// Functions of the normal distribution; within 2 ULP.
pub trait Normal: Sized {
    /// The integral of the density from minus infinity to x.
    fn ndtr<I: Isa>(self) -> Self;
    /// x ndtr(x).
    fn gelu<I: Isa>(self) -> Self;
}

/// What f32 and f64 differ in.
trait NormalType: ErrorFunctionType {
    /// 1 / sqrt(2).
    const SQRT_HALF: Double<Self>;
    /// Where ndtr and gelu are 0 to the left of the number with the other sign.
    const LAST: Self;
}

impl NormalType for f64 {
    const SQRT_HALF: Double<f64> = Double { hi: std::f64::consts::FRAC_1_SQRT_2, lo: -4.833646656726457e-17 };
    const LAST: f64 = 38.6;
}

impl NormalType for f32 {
    const SQRT_HALF: Double<f32> = Double { hi: std::f32::consts::FRAC_1_SQRT_2, lo: 1.21016175e-8 };
    const LAST: f32 = 14.42;
}

/// Up to this size ndtr is a sum of 1/2 and a number so small that the sum has its digits.
const NEAR: f32 = 0.66;

/// ndtr(-|x|) before it is rounded, both ways.
struct Probability<T> {
    /// |x|, no greater than [`NormalType::LAST`].
    size: T,
    /// Up to [`NEAR`]: ndtr(x).
    near: Double<T>,
    /// Beyond: ndtr(-|x|) over the product of the two powers.
    tail: Double<T>,
    powers: [T; 2],
}

#[inline(always)]
fn probability<I: Isa, T: NormalType>(x: T) -> Probability<T> {
    let half = T::from(0.5);
    let size = choose(x.abs() > T::LAST, T::LAST, x.abs());
    let z = two_product::<I, T>(size, T::SQRT_HALF.hi);
    let z = Double { hi: z.hi, lo: multiply_add::<I, T>(size, T::SQRT_HALF.lo, z.lo) };
    let square = two_product::<I, T>(size, size);
    let square = Double { hi: half * square.hi, lo: half * square.lo };
    let bias = T::BIAS + T::BIAS - T::from(1.0);
    let (tail, shifted) = complement::<I, T>(z.hi, Some(z.lo), square, bias);

    let is_negative = x < T::from(0.0);
    let signed = |value: T| choose(is_negative, -value, value);
    let sum = fast_two_sum(half, signed(half * z.hi));
    let rest = half * multiply_add::<I, T>(z.hi, T::small::<I>(z.hi * z.hi), z.lo);
    let near = Double { hi: sum.hi, lo: sum.lo + signed(rest) };
    Probability { size, near, tail, powers: T::two_powers_of_two(shifted) }
}

impl<T: NormalType> Normal for T {
    #[inline(always)]
    fn ndtr<I: Isa>(self) -> T {
        let Probability { size, near, tail, powers: [first, second] } = probability::<I, T>(self);
        let below = (tail.hi + tail.lo) * first * second;
        let far = choose(self < T::from(0.0), below, T::from(1.0) - below);
        choose(size < T::from(NEAR), near.hi + near.lo, far)
    }

    #[inline(always)]
    fn gelu<I: Isa>(self) -> T {
        let Probability { size, near, tail, powers: [first, second] } = probability::<I, T>(self);
        let times = |x: T, value: Double<T>| {
            let product = two_product::<I, T>(x, value.hi);
            product.hi + multiply_add::<I, T>(x, value.lo, product.lo)
        };
        let below = times(size, tail) * first * second;
        let far = choose(self < T::from(0.0), -below, self - below);
        choose(size < T::from(NEAR), times(self, near), far).copysign(self)
    }
}
