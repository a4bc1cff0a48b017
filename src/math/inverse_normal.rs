//! The inverses of the error function, of its complement, and of the normal distribution's probability.
//!
//! All are one function of what is known with all its digits: y = erf(z) up to 1/2, the centre, or x = erfc(z) below,
//! the tail; 1 less the argument is exact where one turns into the other. A polynomial gives a first z: z / y in y^2,
//! in the tail z / w in (w - 2) / (w + 2) with w = sqrt(-log(x)). Its six digits are made sixteen by a step along the
//! inverse's series: with e what erf(z) lacks, over erf's slope,
//!
//! ```text
//! z + e (1 + e (z + e (2 z^2 + 1) / 3))
//! ```
//!
//! erf(z) and erfc(z) come in two parts, so that their difference from the argument is as good as the function before
//! it is rounded: within half an ULP of z in the centre, where the slope is nearly the quotient of both, and within one
//! at the tail's beginning, less beyond, where erfc falls ever faster. All of it is divided by 2^k, by which erfc is as
//! small as the argument.
//!
//! Worst error found, in ULP at base and above (f64: 2 10^6 arguments; f32: 8 10^6), and nanoseconds an element at
//! base, v3 and v4:
//!
//! ```text
//! erfinv         1.48   1.38   28.4   12.3   11.1
//! erfcinv        1.57   1.58   29.6   12.5   11.2
//! ndtri          1.56   1.46   30.5   13.0   11.6
//! erfinv, f32    1.61   1.53   11.7    4.7    4.2
//! erfcinv, f32   1.44   1.35   12.1    4.8    4.3
//! ndtri, f32     1.31   1.57   12.7    5.0    4.5
//! ```

use super::arithmetic::{Double, choose, fast_two_sum, multiply_add, polynomial, polynomial_by_parity, two_product};
use super::error_function::{ErrorFunctionType, complement, negative_exp};
use super::logarithm::Logarithm;
use crate::level::Isa;

/// The inverses; within 2 ULP.
pub trait InverseNormal: Sized {
    /// The number whose erf this is.
    fn erfinv<I: Isa>(self) -> Self;
    /// The number whose erfc this is.
    fn erfcinv<I: Isa>(self) -> Self;
    /// The number whose ndtr this is.
    fn ndtri<I: Isa>(self) -> Self;
}

/// What f32 and f64 differ in.
trait InverseNormalType: ErrorFunctionType + Logarithm {
    /// 2 / sqrt(pi).
    const SLOPE: Self;
    /// sqrt(2).
    const SQRT_TWO: Double<Self>;

    /// z / y from y^2.
    fn first_central<I: Isa>(square: Self) -> Self;
    /// z / w from (w - 2) / (w + 2).
    fn first_far<I: Isa>(t: Self) -> Self;
}

impl InverseNormalType for f64 {
    const SLOPE: f64 = std::f64::consts::FRAC_2_SQRT_PI;
    const SQRT_TWO: Double<f64> = Double { hi: std::f64::consts::SQRT_2, lo: -9.667293313452913e-17 };

    #[inline(always)]
    fn first_central<I: Isa>(square: f64) -> f64 {
        polynomial::<I, f64, 5>(square, CENTRE)
    }
    #[inline(always)]
    fn first_far<I: Isa>(t: f64) -> f64 {
        polynomial_by_parity::<I, f64, 11>(t, TAIL)
    }
}

impl InverseNormalType for f32 {
    const SLOPE: f32 = std::f32::consts::FRAC_2_SQRT_PI;
    const SQRT_TWO: Double<f32> = Double { hi: std::f32::consts::SQRT_2, lo: 2.4203235e-8 };

    #[inline(always)]
    fn first_central<I: Isa>(square: f32) -> f32 {
        polynomial::<I, f32, 5>(square, CENTRE.map(|coefficient| coefficient as f32))
    }
    #[inline(always)]
    fn first_far<I: Isa>(t: f32) -> f32 {
        polynomial_by_parity::<I, f32, 11>(t, TAIL.map(|coefficient| coefficient as f32))
    }
}

const CENTRE: [f64; 5] =
    [0.8862271039674724, 0.23197838765888573, 0.12865428498183787, 0.07489223359855261, 0.11252509805836979];
const TAIL: [f64; 11] = [
    0.8340941919582662,
    0.4309160979870641,
    -0.42376894423712336,
    0.20203631972356634,
    0.006815077063308997,
    -0.1297984477551674,
    0.1384468931017084,
    -0.06159278468529873,
    -0.028921606529137157,
    0.05191686593119164,
    -0.02012412393786895,
];

/// The positive z with erf(z) = y, if that is `central`, else with erfc(z) = x; in two parts, of which the first is
/// infinite or NaN where z is.
#[inline(always)]
fn inverse<I: Isa, T: InverseNormalType>(y: T, x: T, central: bool) -> Double<T> {
    let (zero, one, two, three) = (T::from(0.0), T::from(1.0), T::from(2.0), T::from(3.0));
    let w = (-x.log::<I>()).sqrt();
    let tail = w * T::first_far::<I>((w - two) / (w + two));
    let z = choose(central, y * T::first_central::<I>(y * y), tail);

    let square = two_product::<I, T>(z, z);
    let bias = T::BIAS + T::BIAS;
    let (above, shifted) = complement::<I, T>(z, None, square, bias);
    let (_, exp_m1) = negative_exp::<I, T>(square, bias);
    let k = shifted - (T::SHIFT + bias);
    let [first, second] = T::two_powers_of_two((T::SHIFT + bias) - k);
    let of_tail = (above.hi - x * first * second) + above.lo;

    let sum = fast_two_sum(z, z * T::small::<I>(z * z));
    let of_centre = (y - sum.hi) - sum.lo;
    let e = choose(central, of_centre, of_tail) / multiply_add::<I, T>(T::SLOPE, exp_m1, T::SLOPE);
    let third = multiply_add::<I, T>(two * z, z, one) * (e / three);
    let step = e * multiply_add::<I, T>(e, z + third, one);

    let limit = choose(x == zero, T::INFINITY, z).or_nan(x >= zero);
    let sum = fast_two_sum(z, step);
    let is_inside = (x > zero) | central;
    Double { hi: choose(is_inside, sum.hi, limit), lo: choose(is_inside, sum.lo, zero) }
}

impl<T: InverseNormalType> InverseNormal for T {
    #[inline(always)]
    fn erfinv<I: Isa>(self) -> T {
        let size = self.abs();
        let z = inverse::<I, T>(size, T::from(1.0) - size, size <= T::from(0.5));
        (z.hi + z.lo).copysign(self)
    }

    #[inline(always)]
    fn erfcinv<I: Isa>(self) -> T {
        let (one, two) = (T::from(1.0), T::from(2.0));
        let y = one - self;
        let x = choose(self > one, two - self, self);
        let z = inverse::<I, T>(y.abs(), x, y.abs() <= T::from(0.5));
        (z.hi + z.lo).copysign(y)
    }

    #[inline(always)]
    fn ndtri<I: Isa>(self) -> T {
        let (half, one) = (T::from(0.5), T::from(1.0));
        let y = self - half;
        let lesser = choose(self > half, one - self, self);
        let size = y.abs() + y.abs();
        let z = inverse::<I, T>(size, lesser + lesser, size <= half);
        let product = two_product::<I, T>(z.hi, T::SQRT_TWO.hi);
        let rest = multiply_add::<I, T>(z.lo, T::SQRT_TWO.hi, multiply_add::<I, T>(z.hi, T::SQRT_TWO.lo, product.lo));
        let value = choose(z.hi < T::INFINITY, product.hi + rest, z.hi);
        value.copysign(y)
    }
}
