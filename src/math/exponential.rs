//! exp, exp2, exp10, expm1 and sigmoid.
//!
//! All come from x = k ln 2 + r with an integer k and |r| <= ln(2) / 2, so that e^x = 2^k e^r (Cody and Waite). k ln 2
//! is subtracted in two parts, the first of which makes no error: `LN_2.hi` times any exponent fits in a significand.
//! Then
//!
//! ```text
//! e^r = 1 + r + r^2 (even(r^2) + r odd(r^2))
//! ```
//!
//! with two polynomials that run side by side and together have degree 11 (f32: 6) in r; error 2^-57.9 (f32: 2^-28.2).
//! expm1, and sinh and cosh, take a longer series, of degree 12 (f32: 7) with the terms up to r^2 / 2 exact: error
//! 2^-61.5 (f32: 2^-31.0) of e^r - 1.
//!
//! An ULP of e^r < 1 is 2^-53 (f64). Of that, rounding r costs 0.18 at most. The sum 1 + r keeps its error, which joins
//! the rest of the polynomial, all of it below 0.07, so that its roundings cost 0.1; the last sum costs 0.5. Without
//! the error of 1 + r, exp would lose 0.25 more, for 0.61 ns an element instead of 0.64 at v4; with the error of r,
//! too, it would win 0.18 for 0.67 ns (expm1 and [`exp_double`] have it). One polynomial by Horner's rule is as fast at
//! v4 but needs 3.5 ns instead of 3.0 at base, where its latency counts.
//!
//! 2^k comes as two factors, as it may be beyond the largest float where e^x is not, and as a subnormal e^x is to be
//! rounded in one product only. So there is no rare case, for 0.1 ns: x is moved into the range where the result is
//! neither 0 nor infinite, or just beyond; NaN passes through both comparisons.
//!
//! Worst error found in ULP (f32: all values; f64: 10^7), and nanoseconds an element at base, v3 and v4:
//!
//! |         | f64 ULP          | f64 ns           | f32 ULP          | f32 ns           |
//! |---------|------------------|------------------|------------------|------------------|
//! | exp     | 0.82  0.82  0.82 | 2.96  1.11  0.64 | 0.83  0.83  0.83 | 1.05  0.38  0.25 |
//! | exp2    | 0.83  0.83  0.83 | 2.82  1.13  0.61 | 0.88  0.88  0.88 | 1.01  0.43  0.27 |
//! | exp10   | 0.76  0.76  0.76 | 3.37  1.08  1.04 | 0.78  0.78  0.78 | 1.37  0.46  0.46 |
//! | expm1   | 0.96  0.87  0.87 | 3.83  1.59  0.88 | 0.97  0.88  0.88 | 1.46  0.60  0.38 |
//! | sigmoid | 1.72  1.57  1.57 | 4.29  1.59  0.88 | 1.73  1.53  1.53 | 1.50  0.60  0.36 |

use super::arithmetic::{Double, Float, choose, fast_two_sum, multiply_add, polynomial, two_product};
use crate::level::Isa;

/// The functions of the exponential family.
pub trait Exponential: Sized {
    /// e to the power of x.
    fn exp<I: Isa>(self) -> Self;
    /// 2 to the power of x; exact where x is an integer.
    fn exp2<I: Isa>(self) -> Self;
    /// 10 to the power of x; exact where that is a float.
    fn exp10<I: Isa>(self) -> Self;
    /// e to the power of x, minus 1, with all its digits near 0.
    fn expm1<I: Isa>(self) -> Self;
    /// The logistic function 1 / (1 + e^-x).
    fn sigmoid<I: Isa>(self) -> Self;
}

/// What f32 and f64 differ in.
pub(super) trait ExponentialType: Float {
    /// [`Float::LN_2`] once more, `hi` being the nearest float.
    const LN_2_NEAREST: Double<Self>;
    /// Where exp is 0 to the left and infinite to the right.
    const RANGE: [Self; 2];
    /// The same for exp2.
    const RANGE_OF_EXP2: [Self; 2];
    /// The same for exp10.
    const RANGE_OF_EXP10: [Self; 2];
    /// log2(10).
    const LOG2_10: Self;
    /// log10(2); the product of `hi` and an exponent is exact.
    const LOG10_2: Double<Self>;
    /// log(10).
    const LN_10: Double<Self>;
    /// Where expm1 is -1 to the left.
    const LEAST_OF_EXPM1: Self;
    /// Where expm1 and sinh are x itself, between 0 and here.
    const TINY: Self;

    /// `[even, odd]` with (e^r - 1 - r) / r^2 = even + r odd, from r^2.
    fn exp_series<I: Isa>(square: Self) -> [Self; 2];
    /// `[even, odd]` with (e^r - 1 - r - r^2 / 2) / r^3 = odd + r even, from r^2.
    fn expm1_series<I: Isa>(square: Self) -> [Self; 2];
}

impl ExponentialType for f64 {
    const LN_2_NEAREST: Double<f64> = Double { hi: std::f64::consts::LN_2, lo: 2.3190468138462996e-17 };
    const RANGE: [f64; 2] = [-746.0, 710.0];
    const RANGE_OF_EXP2: [f64; 2] = [-1076.0, 1025.0];
    const RANGE_OF_EXP10: [f64; 2] = [-325.0, 309.0];
    const LOG2_10: f64 = std::f64::consts::LOG2_10;
    const LOG10_2: Double<f64> = Double { hi: 0.30102999566395283, lo: 2.8363394551044964e-14 };
    const LN_10: Double<f64> = Double { hi: std::f64::consts::LN_10, lo: -2.1707562233822494e-16 };
    const LEAST_OF_EXPM1: f64 = -40.0;
    const TINY: f64 = 1e-17;

    #[inline(always)]
    fn exp_series<I: Isa>(square: f64) -> [f64; 2] {
        let even = [
            0.5000000000000011,
            0.04166666666652697,
            0.0013888888944347667,
            2.4801492436350728e-5,
            2.7630464353797917e-7,
        ];
        let odd = [
            0.16666666666666424,
            0.008333333333487045,
            0.0001984126952254486,
            2.7557572137049424e-6,
            2.500457086644866e-8,
        ];
        [polynomial::<I, f64, 5>(square, even), polynomial::<I, f64, 5>(square, odd)]
    }
    #[inline(always)]
    fn expm1_series<I: Isa>(square: f64) -> [f64; 2] {
        let even = [
            0.04166666666666661,
            0.0013888888888923799,
            2.480158723751116e-5,
            2.755735296710024e-7,
            2.0889452417967035e-9,
        ];
        let odd = [
            0.16666666666666677,
            0.008333333333321463,
            0.000198412698864857,
            2.755724389192585e-6,
            2.5109136549127887e-8,
        ];
        [polynomial::<I, f64, 5>(square, even), polynomial::<I, f64, 5>(square, odd)]
    }
}

impl ExponentialType for f32 {
    const LN_2_NEAREST: Double<f32> = Double { hi: std::f32::consts::LN_2, lo: -1.9046542e-9 };
    const RANGE: [f32; 2] = [-104.0, 89.0];
    const RANGE_OF_EXP2: [f32; 2] = [-151.0, 129.0];
    const RANGE_OF_EXP10: [f32; 2] = [-46.0, 39.0];
    const LOG2_10: f32 = std::f32::consts::LOG2_10;
    const LOG10_2: Double<f32> = Double { hi: 0.30103302, lo: -3.0243555e-6 };
    const LN_10: Double<f32> = Double { hi: std::f32::consts::LN_10, lo: -3.1975436e-8 };
    const LEAST_OF_EXPM1: f32 = -20.0;
    const TINY: f32 = 1e-8;

    #[inline(always)]
    fn exp_series<I: Isa>(square: f32) -> [f32; 2] {
        let even = polynomial::<I, f32, 3>(square, [0.4999999, 0.041668963, 0.0013782502]);
        [even, polynomial::<I, f32, 2>(square, [0.16666521, 0.008368674])]
    }
    #[inline(always)]
    fn expm1_series<I: Isa>(square: f32) -> [f32; 2] {
        let even = polynomial::<I, f32, 2>(square, [0.041666478, 0.0013933694]);
        [even, polynomial::<I, f32, 3>(square, [0.16666666, 0.008333567, 0.00019743317])]
    }
}

/// The nearest value to `x` in the range; NaN stays.
#[inline(always)]
pub(super) fn clamp<T: Float>(x: T, [least, greatest]: [T; 2]) -> T {
    let x = choose(x < least, least, x);
    choose(x > greatest, greatest, x)
}

/// k + `bias` + [`Float::SHIFT`], and r in two parts, where x = k ln 2 + r.
#[inline(always)]
pub(super) fn reduce<I: Isa, T: ExponentialType>(x: T, bias: T) -> (T, Double<T>) {
    let origin = T::SHIFT + bias;
    let shifted = multiply_add::<I, T>(x, T::LOG2_E, origin);
    let k = shifted - origin;
    (shifted, Double { hi: multiply_add::<I, T>(k, -T::LN_2.hi, x), lo: k * -T::LN_2.lo })
}

/// e^r for |r| <= ln(2) / 2; `hi` is 1 + r, rounded, and `lo` still large.
#[inline(always)]
fn exp_near_zero<I: Isa, T: ExponentialType>(r: T) -> Double<T> {
    let square = r * r;
    let [even, odd] = T::exp_series::<I>(square);
    let sum = fast_two_sum(T::from(1.0), r);
    Double { hi: sum.hi, lo: multiply_add::<I, T>(square, multiply_add::<I, T>(r, odd, even), sum.lo) }
}

#[inline(always)]
fn exp<I: Isa, T: ExponentialType>(x: T) -> T {
    let x = clamp(x, T::RANGE);
    let origin = T::SHIFT + T::BIAS + T::BIAS;
    let shifted = multiply_add::<I, T>(x, T::LOG2_E, origin);
    let k = shifted - origin;
    let r = multiply_add::<I, T>(k, -T::LN_2.hi, x);
    let e = exp_near_zero::<I, T>(multiply_add::<I, T>(k, -T::LN_2.lo, r));
    let [first, second] = T::two_powers_of_two(shifted);
    (e.hi + e.lo) * first * second
}

#[inline(always)]
fn exp2<I: Isa, T: ExponentialType>(x: T) -> T {
    let x = clamp(x, T::RANGE_OF_EXP2);
    let origin = T::SHIFT + T::BIAS + T::BIAS;
    let shifted = x + origin;
    let fraction = x - (shifted - origin);
    let e = exp_near_zero::<I, T>(fraction * T::LN_2_NEAREST.hi);
    let [first, second] = T::two_powers_of_two(shifted);
    (e.hi + multiply_add::<I, T>(fraction, T::LN_2_NEAREST.lo, e.lo)) * first * second
}

/// 10^x = 2^k e^(r ln 10) with x = k log10(2) + r. r and its product with ln 10, which is at most ln(2) / 2, keep their
/// errors: without those the result would be off by another 0.6 ULP, and powers of ten not exact.
#[inline(always)]
fn exp10<I: Isa, T: ExponentialType>(x: T) -> T {
    let x = clamp(x, T::RANGE_OF_EXP10);
    let origin = T::SHIFT + T::BIAS + T::BIAS;
    let shifted = multiply_add::<I, T>(x, T::LOG2_10, origin);
    let k = shifted - origin;
    let r = fast_two_sum(multiply_add::<I, T>(k, -T::LOG10_2.hi, x), k * -T::LOG10_2.lo);
    let product = two_product::<I, T>(r.hi, T::LN_10.hi);
    let rest = multiply_add::<I, T>(r.hi, T::LN_10.lo, multiply_add::<I, T>(r.lo, T::LN_10.hi, product.lo));
    let e = exp_near_zero::<I, T>(product.hi);
    let [first, second] = T::two_powers_of_two(shifted);
    (e.hi + multiply_add::<I, T>(rest, e.hi, e.lo)) * first * second
}

/// Half of e^x - 1, as 2^k may be beyond the largest float, is the sum of 2^(k-1) - 1/2 and 2^(k-1) (e^r - 1). The
/// first and the product with r come before all else, with their errors: for k = 1 and r < 0 they cancel in part.
#[inline(always)]
fn expm1<I: Isa, T: ExponentialType>(x: T) -> T {
    let (shifted, r) = reduce::<I, T>(clamp(x, [T::LEAST_OF_EXPM1, T::RANGE[1]]), T::BIAS - T::from(1.0));
    let r = fast_two_sum(r.hi, r.lo);
    let square = r.hi * r.hi;
    let [even, odd] = T::expm1_series::<I>(square);
    let series = T::from(0.5) + multiply_add::<I, T>(r.hi, odd, square * even);
    let power = T::power_of_two(shifted);
    let constant = fast_two_sum(power, T::from(-0.5));
    let sum = fast_two_sum(constant.hi, power * r.hi);
    let lo = multiply_add::<I, T>(power, multiply_add::<I, T>(r.lo, r.hi, r.lo), sum.lo + constant.lo);
    let half = sum.hi + multiply_add::<I, T>(power * square, series, lo);
    // half of a subnormal would lose a bit, and -0 loses its sign
    choose(x.abs() < T::TINY, x, half + half)
}

/// With e = e^-|x|, which never overflows: n / (1 + e), where n is e for negative x, else 1. This as n - n e / (1 + e),
/// as the quotient proper has errors up to 2.4 ULP where e and the result lie on different sides of a power of two.
#[inline(always)]
fn sigmoid<I: Isa, T: ExponentialType>(x: T) -> T {
    let e = exp::<I, T>(-x.abs());
    let numerator = choose(x < T::from(0.0), e, T::from(1.0));
    multiply_add::<I, T>(-numerator, e / (T::from(1.0) + e), numerator)
}

impl<T: ExponentialType> Exponential for T {
    #[inline(always)]
    fn exp<I: Isa>(self) -> T {
        exp::<I, T>(self)
    }
    #[inline(always)]
    fn exp2<I: Isa>(self) -> T {
        exp2::<I, T>(self)
    }
    #[inline(always)]
    fn exp10<I: Isa>(self) -> T {
        exp10::<I, T>(self)
    }
    #[inline(always)]
    fn expm1<I: Isa>(self) -> T {
        expm1::<I, T>(self)
    }
    #[inline(always)]
    fn sigmoid<I: Isa>(self) -> T {
        sigmoid::<I, T>(self)
    }
}

/// e to the power of `x.hi + x.lo`, as good as exact before the last rounding, and right for every `hi`: infinite, 0,
/// subnormal or NaN where that is the result. `lo` is small beside `hi`, and does not matter where `hi` is out of
/// range.
#[inline(always)]
pub(super) fn exp_double<I: Isa>(x: Double<f64>) -> f64 {
    let hi = clamp(x.hi, f64::RANGE);
    let lo = choose(hi == x.hi, x.lo, 0.0);
    let (shifted, r) = reduce::<I, f64>(hi, f64::BIAS + f64::BIAS);
    let r = fast_two_sum(r.hi, r.lo + lo);
    let e = exp_near_zero::<I, f64>(r.hi);
    let [first, second] = f64::two_powers_of_two(shifted);
    (e.hi + multiply_add::<I, f64>(r.lo, e.hi, e.lo)) * first * second
}

/// e to the power of x with a relative error below 2^-39, for what is rounded to f32 in the end; out of the range from
/// -708 to 709, the value at its end. NaN stays.
#[inline(always)]
pub(super) fn exp_short<I: Isa>(x: f64) -> f64 {
    let (shifted, r) = reduce::<I, f64>(clamp(x, [-708.0, 709.0]), f64::BIAS);
    let r = r.hi + r.lo;
    let square = r * r;
    let even = [0.500000000042776, 0.041666664401302636, 0.0013889197473447665, 2.470823669152426e-5];
    let odd = [0.16666666784637657, 0.008333281750926229, 0.0001990897650660439];
    let (even, odd) = (polynomial::<I, f64, 4>(square, even), polynomial::<I, f64, 3>(square, odd));
    let e = 1.0 + multiply_add::<I, f64>(square, multiply_add::<I, f64>(r, odd, even), r);
    e * f64::power_of_two(shifted)
}
