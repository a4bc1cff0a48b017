//! The gamma function and the logarithm of its absolute value.
//!
//! Stirling's formula carries both. For z from 1 on, with u = 1 / z,
//!
//! ```text
//! gamma(z) = e^((z - 1/2) (log(z) - 1) + log(2 pi / e) / 2 + u STIRLING(u))
//! ```
//!
//! The exponent is below 710, so an error of 2^-62 in the logarithm would make a third of an ULP: logarithm, product
//! and sum are carried in two parts. The series stands in the exponent, as a factor of its own would round once more:
//! gamma would have up to 2.6 ULP, not 1.9, for x > 0. Below 1, gamma(x) = gamma(x + 1) / x; where x is negative,
//! gamma(-a) = -pi / (a sin(pi a) gamma(a)), the sine being that of the distance from the nearest integer, which is
//! exact. A single division serves both. For negative x the denominator is in two parts, and the quotient is corrected
//! by what it leaves; with both rounded it would have up to 2.9 ULP, and 3.2 at base, for 0.1 ns less at v4 and 4 at
//! base.
//!
//! Factorials up to 22! have at most 51 significant bits; at integers the result is rounded to so many, which makes
//! them exact. Rare are magnitudes from 170 on, where the result, or the gamma(a) that is divided by, may overflow:
//! there a few factors are taken off first. In f32, where f64 has room and digits to spare, there is no rare case, and
//! all the polynomials are short.
//!
//! log(gamma) is, from 2.75 on, the logarithm of the same formula, with a series in u^2 as its last term. Below, where
//! that would cancel near the zeros at 1 and 2, it is y (y - 1) times a quotient of polynomials, where y = x - 1; and
//! below 0.85 that of x + 1, minus log(x). The quotient is added to the value at 2, so that its errors weigh a third,
//! and what this sum and, at base, y - 1 lose by rounding is added to the product: without that it has up to 2.6 ULP
//! at v3 and 3.8 at base, for 0.06 and 0.9 ns less at v4 and base. Everything not positive and normal is rare.
//! Negative arguments are reflected, unless that cancels: near the zeros log(gamma) is the logarithm of a number near
//! 1, 1 / gamma(x), which the recurrence reduces to a polynomial on [1, 2], in some 100 bits; about 0.3 microseconds.
//!
//! Worst error found, in ULP, at base and at v3 and v4 (f64: 2 10^4 arguments or more in each of 17 ranges, at all
//! distances from the poles, and the neighbours of zeros, poles and bounds; f32: all between 10^-3 and 60, for lgamma
//! 10^3, and samples elsewhere), and nanoseconds an element at base, v3 and v4, beside those of `libm`:
//!
//! ```text
//!                  base   v3, v4     base    v3    v4   libm
//! gamma, x > 0     1.9    1.9        26.0   8.0   4.9     77
//! gamma, x < 0     2.3    2.3        26.0   8.0   4.9     80
//! lgamma, x > 0    2.6    2.3         8.3   3.4   2.1     10.4
//! lgamma, x < 0    3.2    3.2         rare
//! gamma, f32       0.51   0.51       10.6   5.5   3.1     78
//! lgamma, f32      0.55   0.55        4.9   2.3   1.5      9.0 (x > 0)
//! ```

use super::arithmetic::{
    Double, Float, choose, fast_two_sum, multiply_add, nearest, polynomial, polynomial_by_parity, residual,
    two_product, two_sum,
};
use super::exponential::{exp_double, exp_short};
use crate::level::{Base, Isa};

/// The gamma function and the logarithm of its absolute value; within 4 ULP.
pub trait Gamma: Sized {
    /// The gamma function: (x - 1)! where x is a positive integer.
    fn gamma<I: Isa>(self) -> Self;
    /// Whether [`Gamma::gamma`] may be wrong here.
    fn gamma_is_rare(self) -> bool;
    /// The gamma function, for every x.
    fn rare_gamma(self) -> Self;
    /// The logarithm of the absolute value of the gamma function.
    fn lgamma<I: Isa>(self) -> Self;
    /// Whether [`Gamma::lgamma`] may be wrong here.
    fn lgamma_is_rare(self) -> bool;
    /// The logarithm of the absolute value of the gamma function, for every x.
    fn rare_lgamma(self) -> Self;
}

/// log(2 pi / e) / 2
const HALF_LOG: Double<f64> = Double { hi: 0.4189385332046727, lo: 1.6728209650585413e-17 };

/// log(gamma(z)) - (z - 1/2) log(z) + z - log(2 pi) / 2, times z, as a polynomial in u = 1 / z, for z from 1 on.
const STIRLING: [f64; 22] = [
    0.08333333333333291,
    1.215447081750764e-13,
    -0.002777777790040031,
    6.104051469438546e-10,
    0.0007936331475233437,
    3.26500593365635e-7,
    -0.0005993521745177864,
    3.671721350583302e-5,
    0.0006047072513258974,
    0.001108479778341352,
    -0.005556147449868816,
    0.007406751381295039,
    0.0026433709374562445,
    -0.028487793922176565,
    0.060012987437841434,
    -0.07805019259057003,
    0.07144495135260362,
    -0.047325157162666914,
    0.022398392808043996,
    -0.007220685875065402,
    0.001425103888777158,
    -0.0001301818809340982,
];
const STIRLING_SHORT: [f64; 11] = [
    0.08333333321710305,
    1.0220473667844949e-8,
    -0.002778082130889519,
    4.416459776121993e-6,
    0.0007567986993617555,
    0.000192609318483327,
    -0.0012488552607705873,
    0.0014164415930901185,
    -0.0008657162238184859,
    0.0002944784481681373,
    -4.396754989552332e-5,
];
/// (sin(pi f) / (pi f) - 1) / f^2 as a polynomial in f^2, where |f| <= 1/2.
const SINE: [f64; 8] = [
    -1.6449340668482264,
    0.8117424252833519,
    -0.19075182412194128,
    0.026147847813078808,
    -0.0023460809634923995,
    0.00014842817816693518,
    -6.972960555561548e-6,
    2.4591803847874413e-7,
];
const SINE_SHORT: [f64; 5] =
    [-1.6449340665733154, 0.8117423702881527, -0.19075006208997536, 0.026128058858618606, -0.0022550628168639337];
/// The same as a polynomial in 1 / z^2, for z from 2.75 on.
const LOG_STIRLING: [f64; 13] = [
    0.08333333333333333,
    -0.002777777777769696,
    0.000793650790165961,
    -0.0005952374956555126,
    0.0008416962383058686,
    -0.001914494418824599,
    0.0062983393256176926,
    -0.02663284031977004,
    0.12292526598130021,
    -0.5169812153622263,
    1.6790125525185535,
    -3.533856997355111,
    3.5128185772825398,
];
const LOG_STIRLING_SHORT: [f64; 5] =
    [0.08333333326698941, -0.0027777525199913617, 0.0007920676269826159, -0.0005589474950317459, 0.0004661356633089242];
/// log(gamma(1 + y)) / (y (y - 1)), less what it is where y = 1, over y - 1: as a quotient of polynomials in y + 1/2,
/// from 0.35 to 2.35.
const LOG_GAMMA: ([f64; 8], [f64; 9]) = (
    [
        -0.2269126146910319,
        -1.1210969676849463,
        -2.068866279707573,
        -1.791605242752813,
        -0.7550493196943262,
        -0.1465387226940277,
        -0.011179850276106393,
        -0.00022502047391032465,
    ],
    [
        1.0,
        5.986653648333361,
        13.967848103049665,
        16.193628322695027,
        9.903486370577093,
        3.1525563765412925,
        0.48549268387378874,
        0.03075577919324968,
        0.0005417468643860736,
    ],
);
/// 1 less Euler's constant
const AT_2: f64 = 0.42278433509846713;
/// log(gamma(1 + y)) / (y (y - 1)) as a quotient of polynomials in y, from -0.15 to 1.85.
const LOG_GAMMA_SHORT: ([f64; 4], [f64; 5]) = (
    [0.5772156634144775, 0.7562566152568474, 0.2567727448593834, 0.018123723270810792],
    [1.0, 1.7350672407513819, 0.9127711696036118, 0.1514858104082243, 0.004905525084081344],
);
/// 1 / gamma(1.5 + y) as a polynomial in y, where |y| <= 0.5, to 114 bits.
const RECIPROCAL: [(f64, f64); 18] = [
    (std::f64::consts::FRAC_2_SQRT_PI, 1.533545961316588e-17),
    (-0.0411745264452831, -3.375213015737576e-18),
    (-0.5266544355255445, -6.112036385608127e-18),
    (0.17510202604393457, -1.0657471268513698e-17),
    (0.050966860247706074, 3.1247224718945432e-18),
    (-0.042155169368535604, 3.0976342102704174e-18),
    (0.006612897826824127, 3.573455638715002e-19),
    (0.002120731442572938, 1.3781298666192268e-19),
    (-0.0011107302545948906, -9.753454047140594e-20),
    (0.00015235762076747688, -1.0906781993183557e-20),
    (2.5355204923814165e-5, 4.893589689931665e-22),
    (-1.3896805717913756e-5, 2.2149183601710464e-22),
    (2.1562032905141724e-6, 8.800594433660524e-23),
    (5.7942640540526627e-8, 2.471894554397343e-24),
    (-8.913551118311117e-8, -3.8628844500340656e-24),
    (1.71034694159164e-8, -1.3525651751142505e-25),
    (-9.313686445240466e-10, -9.325454586428212e-26),
    (-2.680474103425768e-10, -1.3088437951505463e-26),
];
const RECIPROCAL_REST: [f64; 9] = [
    7.458932233210096e-11,
    -8.012807022174029e-12,
    -8.382342487497807e-14,
    1.6946327111025753e-13,
    -2.7875775802577802e-14,
    1.867355052271794e-15,
    1.3053831428437542e-16,
    -4.9013698410714635e-17,
    5.772181469620467e-18,
];

/// (2 atanh(s) - 2 s) / s^3 as a polynomial in s^2, where |s| <= 3 - sqrt(8).
const LOG: [f64; 7] = [
    0.666666666666667,
    0.39999999999899505,
    0.28571428625975487,
    0.22222211134794798,
    0.1818288912527772,
    0.1533172160012097,
    0.14616449689593325,
];
/// The same less 2/3, over s^2.
const LOG_REST: [f64; 7] = [
    0.40000000000000024,
    0.2857142857133856,
    0.22222222271077452,
    0.18181808251607146,
    0.1538557450047316,
    0.13285967273500907,
    0.12913496070878686,
];
const TWO_THIRDS: Double<f64> = Double { hi: 0.6666666666666666, lo: 3.700743415417188e-17 };
const LOG_SHORT: [f64; 4] = [0.6666666655449708, 0.4000012183980904, 0.285508208157626, 0.2333046722015206];
/// log(2); the first part times an exponent is exact.
const LN_2: Double<f64> = Double { hi: 0.6931471805598903, lo: 5.497923018708371e-14 };

/// k and m, where x = 2^k m and m is between the square roots of 1/2 and 2, of a positive normal number.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    const SQRT_HALF: u64 = 0x3fe6a09e667f3bcd;
    const FRACTION: u64 = (1 << 52) - 1;
    const INTEGER: f64 = 4503599627370496.0; // 2^52: small integers are its low bits
    let shifted = x.to_bits().wrapping_sub(SQRT_HALF).wrapping_add(1023 << 52);
    let k = f64::from_bits(shifted >> 52 | INTEGER.to_bits()) - (INTEGER + 1023.0);
    (k, f64::from_bits((shifted & FRACTION).wrapping_add(SQRT_HALF)))
}

/// The logarithm of a positive normal number in two parts, as good as a float: the error is that of the second alone.
#[inline(always)]
fn log<I: Isa, const N: usize>(x: f64, series: [f64; N]) -> Double<f64> {
    let (k, m) = split(x);
    let f = m - 1.0;
    let s = f / (m + 1.0);
    let square = s * s;
    let rest = s * multiply_add::<I, f64>(-square, polynomial_by_parity::<I, f64, N>(square, series), f);
    let sum = fast_two_sum(k * LN_2.hi, f);
    Double { hi: sum.hi, lo: multiply_add::<I, f64>(k, LN_2.lo, sum.lo - rest) }
}

/// The same less 1, with an error of some 2^-64, for an x between 1 and 172.
#[inline(always)]
fn log_less_1<I: Isa>(x: f64) -> Double<f64> {
    let (k, m) = split(x);
    let f = m - 1.0;
    let divisor = fast_two_sum(1.0, m);
    let reciprocal = 1.0 / divisor.hi;
    let s = f * reciprocal;
    let back = two_product::<I, f64>(s, divisor.hi);
    let s_rest = multiply_add::<I, f64>(-s, divisor.lo, (f - back.hi) - back.lo) * reciprocal;

    let square = two_product::<I, f64>(s, s);
    let square_rest = multiply_add::<I, f64>(s + s, s_rest, square.lo);
    let third = two_product::<I, f64>(square.hi, TWO_THIRDS.hi);
    let first = fast_two_sum(2.0, third.hi);
    let tail = multiply_add::<I, f64>(square.hi, polynomial_by_parity::<I, f64, 7>(square.hi, LOG_REST), TWO_THIRDS.lo);
    let rest = multiply_add::<I, f64>(square.hi, tail, first.lo + third.lo);
    let rest = multiply_add::<I, f64>(square_rest, TWO_THIRDS.hi, rest);

    let product = two_product::<I, f64>(s, first.hi);
    let rest = multiply_add::<I, f64>(s, rest, multiply_add::<I, f64>(s_rest, first.hi, product.lo));
    // |k log(2) - 1| is above 0.3, the product below 0.35, and no power of two lies between: so the sum is exact.
    let sum = fast_two_sum(multiply_add::<I, f64>(k, LN_2.hi, -1.0), product.hi);
    Double { hi: sum.hi, lo: sum.lo + multiply_add::<I, f64>(k, LN_2.lo, rest) }
}

/// (-1)^n sin(pi x) / pi and x - n for the integer n nearest to x; and a float whose lowest bit is that of n.
#[inline(always)]
fn sine_of_pi<I: Isa, const N: usize>(x: f64, coefficients: [f64; N]) -> (Double<f64>, f64, f64) {
    let (n, shifted) = nearest(x);
    let f = x - n;
    let square = f * f;
    let rest = f * (square * polynomial::<I, f64, N>(square, coefficients));
    (fast_two_sum(f, rest), f, shifted)
}

/// Numerator and denominator of gamma(x) from gamma(z), where z is |x| + 1 below 1, and |x| elsewhere. The second part
/// of the denominator is for negative x only.
#[inline(always)]
fn reflect<I: Isa, const N: usize>(x: f64, value: f64, coefficients: [f64; N]) -> (f64, Double<f64>) {
    let size = x.abs();
    let (sine, f, shifted) = sine_of_pi::<I, N>(size, coefficients);
    // gamma(-a) = -pi / (a sin(pi a) gamma(a)): the sign is that of sin(pi a), as if n were one more.
    let sign = (shifted.to_bits().wrapping_add(1)) << 63;
    let negative = x < 0.0;
    let numerator = choose(negative, choose(f == 0.0, f64::NAN, 1.0), value);
    let signed = f64::from_bits(value.to_bits() ^ sign);
    let first = two_product::<I, f64>(signed, choose(size < 1.0, 1.0, size));
    let product = two_product::<I, f64>(first.hi, sine.hi);
    let rest = multiply_add::<I, f64>(first.hi, sine.lo, multiply_add::<I, f64>(first.lo, sine.hi, product.lo));
    (numerator, Double { hi: choose(negative, product.hi, choose(size < 1.0, x, 1.0)), lo: rest })
}

impl Gamma for f64 {
    #[inline(always)]
    fn gamma<I: Isa>(self) -> f64 {
        let size = self.abs();
        let z = choose(size < 1.0, size + 1.0, size);
        let u = 1.0 / z;
        let series = multiply_add::<I, f64>(u, polynomial_by_parity::<I, f64, 22>(u, STIRLING), HALF_LOG.lo);

        // The exponent in two parts. The first has u / 12, so that the rest of the series is small and may come late.
        let first = multiply_add::<I, f64>(u, STIRLING[0], HALF_LOG.hi);
        let series = series - (first - HALF_LOG.hi);
        let less = log_less_1::<I>(z);
        let product = two_product::<I, f64>(z - 0.5, less.hi);
        let rest = multiply_add::<I, f64>(z - 0.5, less.lo, product.lo);
        let sum = two_sum(product.hi, first);
        let value = exp_double::<I>(Double { hi: sum.hi, lo: sum.lo + (rest + series) });

        let (numerator, denominator) = reflect::<I, 8>(self, value, SINE);
        let value = numerator / denominator.hi;
        // Left of 0 the numerator is 1. Nearer 0 the quotient may be infinite, and needs no correction.
        let error = multiply_add::<I, f64>(-value, denominator.lo, residual::<I, f64>(1.0, value, denominator.hi));
        let value = choose(self < -1e-300, multiply_add::<I, f64>(value, error, value), value);
        // Factorials are exact: 22! and those before it have 51 bits or fewer, and the error is below two of 53.
        let scaled = value * 5.0;
        let short = scaled - (scaled - value);
        choose((nearest(self).0 == self) & (self > 0.5) & (self < 23.5), short, value)
    }
    #[inline(always)]
    fn gamma_is_rare(self) -> bool {
        self.abs() >= 170.0
    }
    fn rare_gamma(self) -> f64 {
        rare_gamma(self)
    }

    #[inline(always)]
    fn lgamma<I: Isa>(self) -> f64 {
        let log = log::<I, 7>(self, LOG);

        let small = self < 0.85;
        let y = choose(small, self, self - 1.0);
        let above = polynomial::<I, f64, 8>(y + 0.5, LOG_GAMMA.0);
        let below = polynomial::<I, f64, 9>(y + 0.5, LOG_GAMMA.1);
        let ratio = fast_two_sum(AT_2, (y - 1.0) * (above / below));
        let zeros = if I::FMA { y.multiply_add(y, -y) } else { y * (y - 1.0) };
        // Less -0, so that the zeros at 1 and 2 are positive.
        let rest = multiply_add::<I, f64>(zeros, ratio.lo, -choose(small, log.lo, -0.0));
        // Without a fused multiply-add, y - 1 was rounded.
        let rest = if I::FMA { rest } else { rest + y * fast_two_sum(-1.0, y).lo * ratio.hi };
        let near = multiply_add::<I, f64>(zeros, ratio.hi, rest);
        let near = near - choose(small, log.hi, 0.0);

        let u = 1.0 / self;
        let rest = multiply_add::<I, f64>(u, polynomial_by_parity::<I, f64, 13>(u * u, LOG_STIRLING), HALF_LOG.hi);
        let rest = multiply_add::<I, f64>(self - 0.5, log.lo, rest);
        // The product alone may overflow where the sum does not, unless it is never rounded; half of it does not.
        let far = match I::FMA {
            true => (self - 0.5).mul_add(log.hi - 1.0, rest),
            false => 2.0 * ((0.5 * self - 0.25) * (log.hi - 1.0) + 0.5 * rest),
        };
        choose(self < 2.75, near, far)
    }
    #[inline(always)]
    fn lgamma_is_rare(self) -> bool {
        self < f64::MIN_POSITIVE
    }
    fn rare_lgamma(self) -> f64 {
        rare_lgamma(self)
    }
}

/// The product of sums of two parts. The sum of the partial products is in the order in which each is exact.
fn times(x: Double<f64>, y: Double<f64>) -> Double<f64> {
    let hi = x.hi * y.hi;
    let (x1, y1) = (x.hi.upper_half(), y.hi.upper_half());
    let (x2, y2) = (x.hi - x1, y.hi - y1);
    let lo = ((x1 * y1 - hi) + x1 * y2) + x2 * y1 + x2 * y2;
    fast_two_sum(hi, lo + (x.hi * y.lo + x.lo * y.hi))
}

/// The sum of sums of two parts.
fn plus(x: Double<f64>, y: Double<f64>) -> Double<f64> {
    let sum = two_sum(x.hi, y.hi);
    fast_two_sum(sum.hi, sum.lo + (x.lo + y.lo))
}

/// 1 / gamma(x) for x from -33 to 2, to about 100 bits.
fn reciprocal_gamma(x: f64) -> Double<f64> {
    let mut product = Double { hi: 1.0, lo: 0.0 };
    let mut offset = 0.0;
    while x + offset < 1.0 {
        product = times(product, two_sum(x, offset));
        offset += 1.0;
    }
    let y = two_sum(x, offset - 1.5);
    let rest = polynomial::<Base, f64, 9>(y.hi, RECIPROCAL_REST);
    let value = RECIPROCAL
        .iter()
        .rev()
        .fold(Double { hi: rest, lo: 0.0 }, |value, &(hi, lo)| plus(times(value, y), Double { hi, lo }));
    times(value, product)
}

fn rare_gamma(x: f64) -> f64 {
    if x.is_nan() || x == f64::NEG_INFINITY {
        return f64::NAN;
    }
    if x.abs() < 170.0 {
        return Gamma::gamma::<Base>(x);
    }
    if x > 0.0 {
        // Two factors keep what is computed below 170.
        return if x > 172.0 { f64::INFINITY } else { Gamma::gamma::<Base>(x - 2.0) * ((x - 1.0) * (x - 2.0)) };
    }
    if x == x.trunc() {
        return f64::NAN;
    }
    if x < -190.0 {
        // Too small for a number other than 0.
        let odd = x.trunc() % 2.0 != 0.0;
        return if odd { 0.0 } else { -0.0 };
    }
    let mut product = Double { hi: 1.0, lo: 0.0 };
    for i in 0..22 {
        product = times(product, Double { hi: x + i as f64, lo: 0.0 });
    }
    let value = Gamma::gamma::<Base>(x + 22.0);
    (value - value * (product.lo / product.hi)) / product.hi
}

fn rare_lgamma(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x.is_infinite() || x == x.trunc() && x <= 0.0 {
        return f64::INFINITY;
    }
    if x >= f64::MIN_POSITIVE {
        return x.lgamma::<Base>();
    }
    let size = -x;
    if size < f64::EPSILON * 0.25 {
        return -x.abs().ln();
    }
    let (sine, ..) = sine_of_pi::<Base, 8>(size, SINE);
    let (first, second) = (-(size * (sine.hi + sine.lo).abs()).ln(), size.lgamma::<Base>());
    let value = first - second;
    if x > -33.0 && !(value.abs() > 0.9 && value.abs() > 0.7 * second.abs()) {
        let value = reciprocal_gamma(x);
        let value = if value.hi < 0.0 { Double { hi: -value.hi, lo: -value.lo } } else { value };
        // Near its zeros the logarithm is that of a number near 1.
        if value.hi > 0.5 && value.hi < 2.0 {
            return -((value.hi - 1.0) + value.lo).ln_1p();
        }
        return -(value.hi.ln() + value.lo / value.hi);
    }
    value
}

impl Gamma for f32 {
    #[inline(always)]
    fn gamma<I: Isa>(self) -> f32 {
        // Beyond 60 the result is infinite or 0, beyond 2^24 there are integers only.
        let x = self as f64;
        let x = choose(x.abs() < 16777216.0, x, choose(x < 0.0, -16777216.0, x));
        let size = choose(x.abs() > 60.0, 60.0, x.abs());
        let z = choose(size < 1.0, size + 1.0, size);
        let u = 1.0 / z;
        let rest = multiply_add::<I, f64>(u, polynomial_by_parity::<I, f64, 11>(u, STIRLING_SHORT), HALF_LOG.hi);
        let log = log::<I, 4>(z, LOG_SHORT);
        let value = exp_short::<I>(multiply_add::<I, f64>(z - 0.5, log.hi + log.lo - 1.0, rest));
        let (numerator, denominator) = reflect::<I, 5>(x, value, SINE_SHORT);
        (numerator / denominator.hi) as f32
    }
    #[inline(always)]
    fn gamma_is_rare(self) -> bool {
        false
    }
    fn rare_gamma(self) -> f32 {
        Gamma::gamma::<Base>(self)
    }

    #[inline(always)]
    fn lgamma<I: Isa>(self) -> f32 {
        let x = self as f64;
        let log = log::<I, 4>(x, LOG_SHORT);
        let log = log.hi + log.lo;

        let small = x < 0.85;
        let y = choose(small, x, x - 1.0);
        let above = polynomial::<I, f64, 4>(y, LOG_GAMMA_SHORT.0);
        let below = polynomial::<I, f64, 5>(y, LOG_GAMMA_SHORT.1);
        let near = multiply_add::<I, f64>(y * (y - 1.0), above / below, -choose(small, log, -0.0));

        let u = 1.0 / x;
        let rest = multiply_add::<I, f64>(u, polynomial::<I, f64, 5>(u * u, LOG_STIRLING_SHORT), HALF_LOG.hi);
        let far = multiply_add::<I, f64>(x - 0.5, log - 1.0, rest);
        choose(x < 2.75, near, far) as f32
    }
    #[inline(always)]
    fn lgamma_is_rare(self) -> bool {
        self <= 0.0
    }
    fn rare_lgamma(self) -> f32 {
        rare_lgamma(self as f64) as f32
    }
}
