//! The modified Bessel functions of the first kind, I0 and I1.
//!
//! Up to 3 they are their series in a = x^2 / 4, 1 + a + a^2 SMALL(a), of I1 x / 2 times 1 + a / 2 + a^2 SMALL(a), of
//! which the first two terms and their sum keep their errors. Beyond, exp(x) / sqrt(x) times what hardly changes:
//! between 0.39 and 0.43 in I0, up to 9 a polynomial in (x - 5) / (x + 5), then one in 1 / x. (One polynomial for all
//! of it would need some 50 terms: I0 is a sum of a rising and a falling exponential.) exp(x), the quotient's root and
//! that factor all come in two parts, so that little more than the last product rounds. f32 is computed in f64.
//!
//! Nanoseconds an element at base, v3 and v4: I0 15.0, 4.7 and 3.8, I1 15.4, 4.9 and 4.0; f32 takes as long at base and
//! v3, and 3.2 and 3.3 at v4.

use super::arithmetic::{
    Double, Float, choose, fast_two_sum, multiply_add, polynomial_by_parity, two_product, two_sum,
};
use super::exponential::{ExponentialType, clamp, reduce};
use crate::level::Isa;

/// The modified Bessel functions of the first kind; within 2 ULP.
pub trait ModifiedBessel: Sized {
    /// That of order 0.
    fn i0<I: Isa>(self) -> Self;
    /// That of order 1.
    fn i1<I: Isa>(self) -> Self;
}

/// The polynomials of one order.
struct Coefficients {
    /// What the series' second term is times a.
    second: f64,
    small: [f64; 10],
    middle: [f64; 18],
    far: [f64; 22],
}

const ORDER_0: Coefficients = Coefficients { second: 1.0, small: SMALL_0, middle: MIDDLE_0, far: FAR_0 };
const ORDER_1: Coefficients = Coefficients { second: 0.5, small: SMALL_1, middle: MIDDLE_1, far: FAR_1 };
const SMALL_0: [f64; 10] = [
    0.25,
    0.02777777777777778,
    0.0017361111111110726,
    6.944444444466334e-05,
    1.9290123450472715e-06,
    3.9367599938055015e-08,
    6.151176778566804e-10,
    7.594715501273113e-12,
    7.569387587861178e-14,
    6.785644999747551e-16,
];
const MIDDLE_0: [f64; 18] = [
    0.41040973364000877,
    -0.02715624963269481,
    0.039201379874252464,
    -0.05869265663254148,
    0.07542835160279633,
    -0.05280229497127058,
    -0.04465145799539146,
    0.16338384159367864,
    -0.15608186019292916,
    0.0007579183514251408,
    0.07461588643958839,
    0.043098755909361505,
    -0.09432474772785608,
    -0.030294556817829693,
    0.037568059619957815,
    0.07518677826394904,
    -0.023587075707861137,
    -0.04929495850160209,
];
const FAR_0: [f64; 22] = [
    0.3989422804014327,
    0.04986778505013996,
    0.02805062914740787,
    0.029219372669784454,
    0.044752168343074564,
    0.08874363028419177,
    0.46023899257712647,
    -19.720800662888358,
    1320.46039493464,
    -64115.86136599568,
    2394358.7823893516,
    -69452076.46816869,
    1576214712.1160383,
    -28055683832.34251,
    390816741323.90607,
    -4230288384456.6177,
    35112383752799.305,
    -218698550695330.38,
    987211528759595.9,
    -3045148448749639.5,
    5736930324694152.0,
    -4977115234462926.0,
];
const SMALL_1: [f64; 10] = [
    0.08333333333333333,
    0.006944444444444445,
    0.00034722222222221925,
    1.1574074074090835e-05,
    2.7557319219148647e-07,
    4.920949941576389e-09,
    6.834644506383632e-11,
    7.594561810551951e-13,
    6.8847810050883284e-15,
    5.620959340077683e-17,
];
const MIDDLE_1: [f64; 18] = [
    0.36665313531273847,
    0.07091284795996487,
    -0.08823592867057865,
    0.11575729225674743,
    -0.14355811322473103,
    0.1308383692741418,
    -0.031375160232569685,
    -0.10954039890485125,
    0.13317740829072947,
    0.008980214247184473,
    -0.09376083794307626,
    -0.01981903451249487,
    0.08359087512919143,
    0.036224742332534234,
    -0.05115327135381933,
    -0.06348414150483388,
    0.017186312248124724,
    0.055770739227355544,
];
const FAR_1: [f64; 22] = [
    0.39894228040143265,
    -0.14960335515049566,
    -0.04675104854477097,
    -0.04090713276502476,
    -0.057536269346293384,
    -0.10876508065770815,
    -0.5155560109084737,
    20.804195208665384,
    -1395.8221275833591,
    67671.62935976822,
    -2523426.3245471376,
    73081555.8449828,
    -1655893026.0877416,
    29424642779.07921,
    -409187177727.2132,
    4421481326928.486,
    -36635547241452.18,
    227789415792068.38,
    -1026476953319374.9,
    3160896926299974.5,
    -5945124106656342.0,
    5149432665456472.0,
];

/// From here on both are infinite.
const LIMIT: f64 = 720.0;

/// c[0] + x (c[1] + x (…)) in two parts, where the second term is less than the first.
#[inline(always)]
fn polynomial_of_two<I: Isa, const N: usize, const REST: usize>(x: f64, coefficients: [f64; N]) -> Double<f64> {
    let mut rest = [0.0; REST];
    rest.copy_from_slice(&coefficients[1..]);
    fast_two_sum(coefficients[0], x * polynomial_by_parity::<I, f64, REST>(x, rest))
}

/// 1 / sqrt(x) in two parts.
#[inline(always)]
fn reciprocal_root<I: Isa>(x: f64) -> Double<f64> {
    let hi = 1.0 / x.sqrt();
    let square = two_product::<I, f64>(hi, hi);
    let product = two_product::<I, f64>(square.hi, x);
    let lack = multiply_add::<I, f64>(-square.lo, x, (1.0 - product.hi) - product.lo);
    Double { hi, lo: 0.5 * hi * lack }
}

/// I0 of a positive number, or I1 over half of the number up to 3.
#[inline(always)]
fn bessel<I: Isa>(x: f64, factor: f64, coefficients: &Coefficients) -> f64 {
    let square = two_product::<I, f64>(x, x);
    let (a, a_rest) = (0.25 * square.hi, 0.25 * square.lo);
    let sum = two_sum(1.0, coefficients.second * a);
    let rest = a * a * polynomial_by_parity::<I, f64, 10>(a, coefficients.small);
    // What a lacks times the slope, of which two terms will do.
    let slope = multiply_add::<I, f64>(a, coefficients.small[0] + coefficients.small[0], coefficients.second);
    let rest = multiply_add::<I, f64>(a_rest, slope, sum.lo + rest);
    let small = times::<I>(Double { hi: factor, lo: 0.0 }, two_sum(sum.hi, rest));
    let small = small.hi + small.lo;

    let middle = polynomial_of_two::<I, 18, 17>((x - 5.0) / (x + 5.0), coefficients.middle);
    let far = polynomial_of_two::<I, 22, 21>(1.0 / x, coefficients.far);
    let is_far = x > 9.0;
    let scaled = Double { hi: choose(is_far, far.hi, middle.hi), lo: choose(is_far, far.lo, middle.lo) };

    let (shifted, r) = reduce::<I, f64>(clamp(x, [0.0, LIMIT]), f64::BIAS + f64::BIAS);
    let r = fast_two_sum(r.hi, r.lo);
    let square = r.hi * r.hi;
    let [even, odd] = f64::exp_series::<I>(square);
    let sum = fast_two_sum(1.0, r.hi);
    let rest = multiply_add::<I, f64>(r.lo, sum.hi, sum.lo);
    let exponential =
        fast_two_sum(sum.hi, multiply_add::<I, f64>(square, multiply_add::<I, f64>(r.hi, odd, even), rest));

    let root = reciprocal_root::<I>(x);
    let value = times::<I>(times::<I>(exponential, scaled), root);
    let [first, second] = f64::two_powers_of_two(shifted);
    let value = (value.hi + value.lo) * first * second;
    choose(x < 3.0, small, choose(x < LIMIT, value, x * f64::INFINITY))
}

#[inline(always)]
fn times<I: Isa>(x: Double<f64>, y: Double<f64>) -> Double<f64> {
    let product = two_product::<I, f64>(x.hi, y.hi);
    Double { hi: product.hi, lo: multiply_add::<I, f64>(x.hi, y.lo, multiply_add::<I, f64>(x.lo, y.hi, product.lo)) }
}

impl ModifiedBessel for f64 {
    #[inline(always)]
    fn i0<I: Isa>(self) -> f64 {
        bessel::<I>(self.abs(), 1.0, &ORDER_0)
    }

    #[inline(always)]
    fn i1<I: Isa>(self) -> f64 {
        let size = self.abs();
        bessel::<I>(size, 0.5 * size, &ORDER_1).copysign(self)
    }
}

impl ModifiedBessel for f32 {
    #[inline(always)]
    fn i0<I: Isa>(self) -> f32 {
        f64::from(self).i0::<I>() as f32
    }

    #[inline(always)]
    fn i1<I: Isa>(self) -> f32 {
        f64::from(self).i1::<I>() as f32
    }
}
