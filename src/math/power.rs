//! Powers, and logarithms to any base.
//!
//! x^y = 2^(y log2 x), in which an error of log2 x grows by |y log2 x|, up to 1024: the logarithm is computed to 2^-64
//! of itself, in two parts. With x = 2^k m, sqrt(1/2) <= m < sqrt(2), s = (m - 1) / (m + 1) and z = s^2 <= 0.0295, by
//! the series of 2 artanh(s) / ln 2, fitted to 2^-66:
//!
//! ```text
//! log2 x = k + s (FIRST + z (THIRD + z FIFTH(z)))
//! ```
//!
//! k + s FIRST and FIRST + z THIRD keep their rounding errors ([`add_product`]). s is the numerator times a reciprocal,
//! off by up to 1.5 last places; its rest comes from the remainder of the division and enters the logarithm by the
//! derivative, FIRST / (1 - z), for which a line (SLOPE, to 2^-13) is good enough. z^2 FIFTH stays in the rest, as
//! 2^-12 of the whole: the two parts then overlap, which only means that the integer n below is split off from their
//! sum.
//!
//! 2^(n + r), |r| <= 1/2, is 1 + r ln 2, again with its error, plus a polynomial of degree 11 in r (2^-57), times 2^n.
//! In f32 the logarithm is plain f64, to 2^-37 with five coefficients, and 2^r is f32, to 2^-27.
//!
//! Only a positive, normal x and a power well within the range of normal numbers are common; the bound on |y log2 x|
//! that tells is |y| (|k| + 1.75 |m - 1|). Seeing to all special cases here took another 0.9 ns in f64. They are rare,
//! zeros and negative x too: for a constant integer y, where those are ordinary, the compiler takes the power of |x|
//! and gives it the sign. (`libm`'s function is no help: at 1.000000167^-3739596558 it is 610 ULP off.)
//!
//! The logarithm to a base is the quotient of two logarithms to base 2, and so nearly always the float next to the true
//! value, and exact where that is a float: log(1000, 10) is 3.
//!
//! `cargo bench --bench suite -- functions`, ns an element at base, v3 and v4 and of the standard library's function:
//! f64 10.8, 4.1, 2.2 and 10.2; f32 4.1, 1.7, 1.1 and 4.3. At base in f64 it is the slower one, by 5 %.

use super::arithmetic::{
    Double, Float, Split, fast_two_sum, multiply_add, nearest, polynomial, polynomial_by_parity, two_product,
};
use crate::level::{Base, Isa};

/// x to the power y.
pub trait Power: Sized {
    /// `self` to the power `y`, where that is not rare.
    fn power<I: Isa>(self, y: Self) -> Self;
    /// Whether x is not a positive normal number or the power not well within the range of such.
    fn power_is_rare(self, y: Self) -> bool;
    /// Any power, with the special cases of C99's `pow`.
    fn rare_power(self, y: Self) -> Self;
    /// The logarithm to a base, where that is not rare.
    fn log_to_base<I: Isa>(self, base: Self) -> Self;
    /// Whether x or the base is not a positive normal number, or the base 1.
    fn log_to_base_is_rare(self, base: Self) -> bool;
    /// The logarithm to any base: log(x) / log(base), also where one of them is infinite, 0 or NaN.
    fn rare_log_to_base(self, base: Self) -> Self;
}

const TWO_TO_54: f64 = 18014398509481984.0;

const FIRST: Double<f64> = Double { hi: 2.8853900817779268, lo: 4.0710547481862066e-17 };
const THIRD: f64 = 0.9617966939259756;
const FIFTH: [f64; 7] = [
    0.5770780163556545,
    0.4121985830825016,
    0.3205989034681309,
    0.2623076185546178,
    0.22198717987963265,
    0.19119094182948107,
    0.1909144427086801,
];
const SLOPE: [f64; 2] = [2.8850631713867188, 2.9729132652282715];
const LOG2_F32: [f64; 5] =
    [2.8853900817900864, 0.9617966733316684, 0.5770835849774912, 0.41167271866388666, 0.3407301082204187];

const LN_2: f64 = std::f64::consts::LN_2;
/// 2^r = 1 + r (LN_2 + this polynomial), whose first coefficient is what LN_2 lacks.
const EXP2: [f64; 11] = [
    2.3190468138462996e-17,
    0.24022650695910133,
    0.05550410866482169,
    0.00961812910759332,
    0.0013333558146386823,
    0.00015403530458098422,
    1.5252733862387738e-5,
    1.321543480715738e-6,
    1.0178048071239456e-7,
    7.073861851120487e-9,
    4.4571949549855066e-10,
];
const EXP2_F32: [f32; 7] =
    [1.0, std::f32::consts::LN_2, 0.24022645, 0.05550359, 0.009618834, 0.0013391302, 0.00015241285];

/// `x * y` in two parts, off by 2^-79 at most; without fused multiply-add the second part may be as much as 2^-26 of
/// the first, which saves half of what [`two_product`] takes.
#[inline(always)]
fn product<I: Isa>(x: f64, y: f64) -> Double<f64> {
    if I::FMA {
        return two_product::<I, f64>(x, y);
    }
    let (x1, y1) = (x.upper_half(), y.upper_half());
    Double { hi: x1 * y1, lo: x1 * (y - y1) + (x - x1) * y }
}

/// `x + y * z` in two parts, where `|x| >= |y * z|` or `x` is 0.
#[inline(always)]
fn add_product<I: Isa>(x: f64, y: f64, z: f64) -> Double<f64> {
    if I::FMA {
        let hi = y.mul_add(z, x);
        return Double { hi, lo: y.mul_add(z, x - hi) };
    }
    let product = product::<I>(y, z);
    let sum = fast_two_sum(x, product.hi);
    Double { hi: sum.hi, lo: sum.lo + product.lo }
}

/// log2(2^k m), in two parts that may overlap.
#[inline(always)]
fn log2<I: Isa>(Split { exponent: k, significand: m, .. }: Split<f64>) -> Double<f64> {
    let numerator = m - 1.0;
    let denominator = m + 1.0;
    let denominator_rest = m - (denominator - 1.0);
    let reciprocal = 1.0 / denominator;
    let s = numerator * reciprocal;
    let whole = product::<I>(s, denominator);
    let remainder = multiply_add::<I, f64>(-s, denominator_rest, (numerator - whole.hi) - whole.lo);
    let s_rest = remainder * reciprocal;
    let z = two_product::<I, f64>(s, s);
    let fifth = polynomial_by_parity::<I, f64, 7>(z.hi, FIFTH) * z.hi;
    let first = add_product::<I>(FIRST.hi, z.hi, THIRD);
    let first_rest = multiply_add::<I, f64>(z.hi, fifth, first.lo + multiply_add::<I, f64>(z.lo, THIRD, FIRST.lo));
    let log = add_product::<I>(k, s, first.hi);
    let slope = multiply_add::<I, f64>(z.hi, SLOPE[1], SLOPE[0]);
    let lo = multiply_add::<I, f64>(s, first_rest, multiply_add::<I, f64>(s_rest, slope, log.lo));
    Double { hi: log.hi, lo }
}

/// log2(2^k m), good enough for f32.
#[inline(always)]
fn log2_of_single<I: Isa>(k: f32, m: f32) -> f64 {
    let m = f64::from(m);
    let s = (m - 1.0) / (m + 1.0);
    multiply_add::<I, f64>(s, polynomial::<I, f64, 5>(s * s, LOG2_F32), f64::from(k))
}

/// 2 to the power `x.hi + x.lo` as a number between sqrt(1/2) and sqrt(2), and n + [`Float::SHIFT`] for the power of
/// two that it is to be multiplied by.
#[inline(always)]
fn exp2<I: Isa>(x: Double<f64>) -> (f64, f64) {
    let (n, shifted) = nearest(x.hi + x.lo);
    let r = x.hi - n;
    let linear = add_product::<I>(1.0, r, LN_2);
    let rest = multiply_add::<I, f64>(x.lo, LN_2, linear.lo);
    let r = r + x.lo;
    (linear.hi + multiply_add::<I, f64>(r, polynomial_by_parity::<I, f64, 11>(r, EXP2), rest), shifted)
}

/// Whether `x` is positive and normal and its power `y` too, the magnitude of whose exponent is below `greatest`.
#[inline(always)]
fn is_common<T: Float>(x: T, y: T, greatest: T) -> bool {
    let Split { exponent, significand, .. } = x.split(T::from(0.0));
    let bound = y.abs() * (exponent.abs() + T::from(1.75) * (significand - T::from(1.0)).abs());
    // Of a comparison with infinity the compiler would make one of integers, which takes 0.5 ns more at v3.
    (x >= T::MIN_POSITIVE) & (x <= T::MAX) & (bound < greatest)
}

/// `y * x` in two parts, the second as rough as that of `x`.
#[inline(always)]
fn times<I: Isa>(y: f64, x: Double<f64>) -> Double<f64> {
    let product = product::<I>(y, x.hi);
    Double { hi: product.hi, lo: multiply_add::<I, f64>(y, x.lo, product.lo) }
}

/// The quotient of the logarithms of two numbers.
#[inline(always)]
fn log_to_base<I: Isa>(x: Split<f64>, base: Split<f64>) -> f64 {
    let [x, base] = [log2::<I>(x), log2::<I>(base)].map(|log| fast_two_sum(log.hi, log.lo));
    let quotient = x.hi / base.hi;
    let product = two_product::<I, f64>(quotient, base.hi);
    let rest = (x.hi - product.hi) - product.lo;
    quotient + multiply_add::<I, f64>(-quotient, base.lo, rest + x.lo) / base.hi
}

/// Whether a number is positive and normal.
#[inline(always)]
fn is_normal<T: Float>(x: T) -> bool {
    (x >= T::MIN_POSITIVE) & (x <= T::MAX)
}

/// A positive number taken apart, subnormal ones too.
fn split_any(x: f64) -> Split<f64> {
    if x < f64::MIN_POSITIVE { (x * TWO_TO_54).split(54.0) } else { x.split(0.0) }
}

/// Any power of a number that is not negative.
fn power_of_magnitude(x: f64, y: f64) -> f64 {
    let limit = if (x > 1.0) == (y > 0.0) { f64::INFINITY } else { 0.0 };
    if x == 1.0 {
        return 1.0;
    }
    if x == 0.0 || x.is_infinite() || y.is_infinite() {
        return limit;
    }
    let log = log2::<Base>(split_any(x));
    if (y * log.hi).abs() > 1100.0 {
        return limit;
    }
    let (value, shifted) = exp2::<Base>(times::<Base>(y, log));
    // In two steps: the power of two alone may be out of range.
    let n = (shifted - f64::SHIFT) as i64;
    let power_of_two = |n: i64| f64::from_bits(((1023 + n) as u64) << 52);
    value * power_of_two(n / 2) * power_of_two(n - n / 2)
}

impl Power for f64 {
    #[inline(always)]
    fn power<I: Isa>(self, y: f64) -> f64 {
        let (value, shifted) = exp2::<I>(times::<I>(y, log2::<I>(self.split(0.0))));
        f64::from_bits(value.to_bits().wrapping_add(shifted.to_bits() << 52))
    }

    #[inline(always)]
    fn power_is_rare(self, y: f64) -> bool {
        !is_common(self, y, 1020.0)
    }

    fn rare_power(self, y: f64) -> f64 {
        if y == 0.0 || self == 1.0 {
            return 1.0;
        }
        if self.is_nan() || y.is_nan() {
            return self + y;
        }
        let is_whole = y.trunc() == y;
        if self < 0.0 && self.is_finite() && !is_whole {
            return f64::NAN;
        }
        let power = power_of_magnitude(self.abs(), y);
        let is_odd = is_whole && (0.5 * y).trunc() != 0.5 * y;
        if is_odd && self.is_sign_negative() { -power } else { power }
    }

    #[inline(always)]
    fn log_to_base<I: Isa>(self, base: f64) -> f64 {
        log_to_base::<I>(self.split(0.0), base.split(0.0))
    }

    #[inline(always)]
    fn log_to_base_is_rare(self, base: f64) -> bool {
        !(is_normal(self) & is_normal(base)) | (base == 1.0)
    }

    fn rare_log_to_base(self, base: f64) -> f64 {
        let is_ordinary = |x: f64| x > 0.0 && x.is_finite();
        if is_ordinary(self) && is_ordinary(base) && base != 1.0 {
            return log_to_base::<Base>(split_any(self), split_any(base));
        }
        self.ln() / base.ln()
    }
}

impl Power for f32 {
    #[inline(always)]
    fn power<I: Isa>(self, y: f32) -> f32 {
        let Split { exponent: k, significand: m, .. } = self.split(0.0);
        let product = f64::from(y) * log2_of_single::<I>(k, m);
        let (n, _) = nearest(product);
        let r = product - n;
        let power = if I::FMA {
            polynomial::<I, f32, 7>(r as f32, EXP2_F32)
        } else {
            // A product and a sum of f32 would lose another half ULP.
            let [_, rest @ ..] = EXP2_F32;
            (1.0 + r * f64::from(polynomial::<I, f32, 6>(r as f32, rest))) as f32
        };
        let (_, shifted) = nearest(n as f32);
        f32::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 23))
    }

    #[inline(always)]
    fn power_is_rare(self, y: f32) -> bool {
        !is_common(self, y, 124.0)
    }

    fn rare_power(self, y: f32) -> f32 {
        f64::from(self).rare_power(f64::from(y)) as f32
    }

    #[inline(always)]
    fn log_to_base<I: Isa>(self, base: f32) -> f32 {
        let [x, base] = [self, base].map(|x| {
            let Split { exponent: k, significand: m, .. } = x.split(0.0);
            log2_of_single::<I>(k, m)
        });
        (x / base) as f32
    }

    #[inline(always)]
    fn log_to_base_is_rare(self, base: f32) -> bool {
        !(is_normal(self) & is_normal(base)) | (base == 1.0)
    }

    fn rare_log_to_base(self, base: f32) -> f32 {
        f64::from(self).rare_log_to_base(f64::from(base)) as f32
    }
}
