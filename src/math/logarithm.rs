//! log, log2, log10, log1p and logit.
//!
//! A positive x is 2^k m with a significand m between sqrt(1/2) and sqrt(2). With f = m - 1 and s = f / (2 + f), which
//! is 0.172 at most (fdlibm's `e_log.c`):
//!
//! ```text
//! log(m) = 2 atanh(s) = 2 s + s z P(z) = f - s (f - z P(z)) = f - (f^2 / 2 - s (f^2 / 2 + z P(z)))     z = s^2
//! ```
//!
//! P has 7 terms (f32: 3), which leaves an error of 2^-59.5 (f32: 2^-30.2) of log(m). No table of significands, as
//! gathering from it costs more than the division; without the division f would need a series of some 20 terms.
//!
//! What comes behind f is up to 0.07 where the result is 0.35, and s has an error of 2 of its half ULPs: by the third
//! form that is 0.4 ULP of the result, by the fourth, two multiplications longer, 0.2. log takes the third, all others
//! the fourth, and add f - f^2 / 2 with its error. k ln 2 is a product without error plus a small one, and the sum of
//! the former and f keeps its error, so that the last sum costs 0.5 ULP and the rest of the additions next to nothing.
//! For bases 2 and 10 the first half of the digits of f - f^2 / 2 is multiplied without error, too, by a factor cut
//! short.
//!
//! All inputs are right without branches. 0, infinity and what has no logarithm act through the small factor of k,
//! whose product is ready long before the polynomial; choices made of the result would take 0.1 ns at v4 and 0.5 ns at
//! base. To leave subnormal numbers to another path would win 0.12 ns at v4 and 0.85 ns at base, less the test for
//! them.
//!
//! Worst error found in ULP, at base and above (f64: 10^7 values; f32: all of the domain), and nanoseconds an element
//! at base, v3 and v4 and of the standard library's function. At base log2 in f64 is slower than that:
//!
//! | function | type | ULP        | base | v3   | v4   | std  |
//! |----------|------|------------|------|------|------|------|
//! | log      | f64  | 0.95, 0.89 | 3.52 | 1.40 | 0.76 | 3.95 |
//! | log      | f32  | 0.96, 0.92 | 1.24 | 0.51 | 0.33 | 3.11 |
//! | log2     | f64  | 0.82, 0.79 | 3.98 | 1.76 | 0.97 | 3.67 |
//! | log2     | f32  | 0.84, 0.82 | 1.56 | 0.66 | 0.44 | 2.84 |
//! | log10    | f64  | 0.72, 0.73 | 4.03 | 1.85 | 1.00 | 6.05 |
//! | log10    | f32  | 0.74, 0.71 | 1.62 | 0.74 | 0.45 | 5.55 |
//! | log1p    | f64  | 0.72, 0.72 | 4.07 | 2.01 | 1.04 | 5.58 |
//! | log1p    | f32  | 0.74, 0.74 | 1.53 | 0.74 | 0.47 | 6.96 |
//! | logit    | f64  | 0.72, 0.70 | 4.94 | 1.98 | 1.78 |      |
//! | logit    | f32  | 0.69, 0.67 | 2.11 | 0.90 | 0.79 |      |

use super::arithmetic::{
    Double, Float, Split, choose, fast_two_sum, multiply_add, polynomial, polynomial_by_parity, two_product,
};
use crate::level::Isa;

/// The logarithms.
pub trait Logarithm: Sized {
    /// The natural logarithm.
    fn log<I: Isa>(self) -> Self;
    /// The logarithm to base 2; exact for powers of 2.
    fn log2<I: Isa>(self) -> Self;
    /// The logarithm to base 10; exact for powers of 10.
    fn log10<I: Isa>(self) -> Self;
    /// The natural logarithm of 1 + x, with all its digits near 0.
    fn log1p<I: Isa>(self) -> Self;
    /// The inverse of the logistic function, log(x / (1 - x)), with all its digits near 1/2.
    fn logit<I: Isa>(self) -> Self;
}

/// What f32 and f64 differ in.
pub(super) trait LogarithmType: Float {
    /// log2(e) and log2(2), of which the first `hi` has half as many digits as a significand; the product of the second
    /// `hi` and an exponent is exact.
    const BASE_2: [Double<Self>; 2];
    /// log10(e) and log10(2), likewise.
    const BASE_10: [Double<Self>; 2];
    /// From here on, 1 is nothing beside a number's square, and what 1 lacks beside the number nothing to its
    /// logarithm.
    const HUGE: Self;
    /// A power of two that makes subnormal numbers normal, and its logarithm to base 2.
    const RAISE: [Self; 2];

    /// P(z); see the top of the file.
    fn log_series<I: Isa>(z: Self) -> Self;
    /// P(z) for s up to 0.2, where one more term is needed in f64.
    fn wide_log_series<I: Isa>(z: Self) -> Self;
}

impl LogarithmType for f64 {
    const BASE_2: [Double<f64>; 2] =
        [Double { hi: 1.4426950514316559, lo: -1.0542692476429138e-8 }, Double { hi: 1.0, lo: 0.0 }];
    const BASE_10: [Double<f64>; 2] = [
        Double { hi: 0.4342944845557213, lo: -2.6524694553078553e-9 },
        Double { hi: 0.30102999566395283, lo: 2.8363394551044964e-14 },
    ];
    const HUGE: f64 = 268435456.0; // 2^28
    const RAISE: [f64; 2] = [18014398509481984.0, 54.0];

    #[inline(always)]
    fn log_series<I: Isa>(z: f64) -> f64 {
        let coefficients = [
            0.6666666666666734,
            0.3999999999941672,
            0.2857142874200426,
            0.22222198607803748,
            0.18183562701535136,
            0.15314088747555674,
            0.14795594023383823,
        ];
        if I::FMA {
            return polynomial::<I, f64, 7>(z, coefficients);
        }
        // Twice as many instructions in a row take so long that it is faster in two halves.
        polynomial_by_parity::<I, f64, 7>(z, coefficients)
    }
    #[inline(always)]
    fn wide_log_series<I: Isa>(z: f64) -> f64 {
        let coefficients = [
            0.666666666666666,
            0.4000000000005643,
            0.2857142855591841,
            0.22222224284235867,
            0.1818166668822062,
            0.1539108360542815,
            0.1317409786325244,
            0.1383955130976126,
        ];
        polynomial_by_parity::<I, f64, 8>(z, coefficients)
    }
}

impl LogarithmType for f32 {
    const BASE_2: [Double<f32>; 2] = [Double { hi: 1.4428711, lo: -0.00017605285 }, Double { hi: 1.0, lo: 0.0 }];
    const BASE_10: [Double<f32>; 2] =
        [Double { hi: 0.43432617, lo: -3.168997e-5 }, Double { hi: 0.30103302, lo: -3.0243555e-6 }];
    const HUGE: f32 = 16384.0; // 2^14
    const RAISE: [f32; 2] = [33554432.0, 25.0];

    #[inline(always)]
    fn log_series<I: Isa>(z: f32) -> f32 {
        polynomial::<I, f32, 3>(z, [0.66666776, 0.39977583, 0.29870796])
    }
    #[inline(always)]
    fn wide_log_series<I: Isa>(z: f32) -> f32 {
        polynomial::<I, f32, 3>(z, [0.6666695, 0.39957723, 0.30362266])
    }
}

/// A positive number taken apart, and whether it is 0 or infinite.
#[inline(always)]
fn split_any<I: Isa, T: LogarithmType>(x: T) -> (Split<T>, bool) {
    let [factor, exponent] = T::RAISE;
    // A subnormal number becomes a normal one; and -0, by the sum, 0.
    let scaled = multiply_add::<I, T>(x, factor, T::from(0.0));
    let subnormal = x < T::MIN_POSITIVE;
    let less = choose(subnormal, exponent, T::from(0.0));
    (choose(subnormal, scaled, x).split(less), scaled == x)
}

/// The small part of the logarithm of 2, such that its product with the exponent, in a sum with the rest, makes the
/// logarithm of any x: the limit if `at_limit`, NaN below 0.
#[inline(always)]
pub(super) fn factor<T: LogarithmType>(small: T, x: T, at_limit: bool) -> T {
    choose(at_limit, T::INFINITY, small).or_nan(x >= T::from(0.0))
}

#[inline(always)]
fn log<I: Isa, T: LogarithmType>(x: T) -> T {
    let (Split { exponent, significand, .. }, at_limit) = split_any::<I, T>(x);
    let f = significand - T::from(1.0);
    let s = f / (significand + T::from(1.0));
    let z = s * s;
    let sum = fast_two_sum(exponent * T::LN_2.hi, f);
    let lo = multiply_add::<I, T>(exponent, factor(T::LN_2.lo, x, at_limit), sum.lo);
    sum.hi + multiply_add::<I, T>(-s, multiply_add::<I, T>(-z, T::log_series::<I>(z), f), lo)
}

/// log(m) by the fourth form: f - f^2 / 2 and s (f^2 / 2 + z P(z)), of which the former is only as good as
/// `half_square`.
struct LogarithmParts<T> {
    f: T,
    half_square: T,
    s: T,
    rest: T,
}

#[inline(always)]
fn parts<I: Isa, T: LogarithmType>(significand: T) -> LogarithmParts<T> {
    let f = significand - T::from(1.0);
    let s = f / (significand + T::from(1.0));
    let half_square = f * (f * T::from(0.5));
    let z = s * s;
    LogarithmParts { f, half_square, s, rest: multiply_add::<I, T>(z, T::log_series::<I>(z), half_square) }
}

/// The logarithm to the base whose logarithms of e and 2 are given.
#[inline(always)]
fn log_to_base<I: Isa, T: LogarithmType>(x: T, [of_e, of_two]: [Double<T>; 2]) -> T {
    let (Split { exponent, significand, .. }, at_limit) = split_any::<I, T>(x);
    let LogarithmParts { f, half_square, s, rest } = parts::<I, T>(significand);
    let hi = (f - half_square).upper_half();
    let lo = multiply_add::<I, T>(s, rest, (f - hi) - half_square);
    let sum = fast_two_sum(exponent * of_two.hi, hi * of_e.hi);
    let small = multiply_add::<I, T>(exponent, factor(of_two.lo, x, at_limit), sum.lo);
    let small = multiply_add::<I, T>(hi, of_e.lo, small);
    sum.hi + multiply_add::<I, T>(lo, of_e.hi + of_e.lo, small)
}

/// log(2^power (x.hi + x.lo + tiny)), with all its digits near 0.
///
/// `x.hi` is positive and finite; `x.lo` and `tiny` are half an ULP of it at most, and left out unless `near`, which is
/// not to hold far beyond [`LogarithmType::HUGE`]. `small` is the exponent's factor: `LN_2.lo`, or [`factor`] where
/// `x.hi` may be 0, infinite or negative.
#[inline(always)]
pub(super) fn log_of_double<I: Isa, T: LogarithmType>(
    x: Double<T>,
    tiny: Option<T>,
    near: bool,
    power: T,
    small: T,
) -> T {
    let Split { exponent, significand, scale } = x.hi.split(T::from(0.0));
    let exponent = exponent + power;
    let LogarithmParts { f, half_square, s, rest } = parts::<I, T>(significand);
    let hi = f - half_square;
    let mut lo = (f - hi) - half_square;
    // log(m + e) is log(m) + e / m, and 1 / m = (1 - s) / (1 + s) nearly (1 - s)^2, that is, 1 + s (s - 2).
    let error = choose(near, x.lo * scale, T::from(0.0));
    let mut all = error;
    if let Some(tiny) = tiny {
        let tiny = choose(near, tiny * scale, T::from(0.0));
        lo = lo + tiny;
        all = all + tiny;
    }
    let lo = multiply_add::<I, T>(all, s * (s - T::from(2.0)), lo);
    let lo = multiply_add::<I, T>(s, rest, lo);
    let sum = fast_two_sum(exponent * T::LN_2.hi, hi);
    sum.hi + ((multiply_add::<I, T>(exponent, small, sum.lo) + error) + lo)
}

#[inline(always)]
fn log1p<I: Isa, T: LogarithmType>(x: T) -> T {
    // Without error up to `HUGE`: until then 1 is a multiple of the sum's last place.
    let sum = fast_two_sum(T::from(1.0), x);
    let small = factor(T::LN_2.lo, sum.hi, sum.hi + sum.hi == sum.hi);
    log_of_double::<I, T>(sum, None, x < T::HUGE, T::from(0.0), small).copysign(x)
}

/// log(x / (1 - x)). 1 - x and the quotient come in two parts, so that the logarithm has its digits where the quotient
/// is near 1. The reciprocal of 1 - x, for the quotient's rest, is 1 more than the quotient.
#[inline(always)]
fn logit<I: Isa, T: LogarithmType>(x: T) -> T {
    let (zero, one) = (T::from(0.0), T::from(1.0));
    let [factor_up, exponent] = T::RAISE;
    let subnormal = x < T::MIN_POSITIVE;
    let raised = choose(subnormal, multiply_add::<I, T>(x, factor_up, zero), x);
    let less = fast_two_sum(one, -x);
    let quotient = raised / less.hi;
    let product = two_product::<I, T>(quotient, less.hi);
    let rest = multiply_add::<I, T>(-quotient, less.lo, (raised - product.hi) - product.lo);
    let at_limit = quotient + quotient == quotient;
    let both = Double { hi: quotient, lo: multiply_add::<I, T>(rest, quotient, rest) };
    let power = choose(subnormal, -exponent, zero);
    log_of_double::<I, T>(both, None, !at_limit, power, factor(T::LN_2.lo, quotient, at_limit))
}

impl<T: LogarithmType> Logarithm for T {
    #[inline(always)]
    fn log<I: Isa>(self) -> T {
        log::<I, T>(self)
    }
    #[inline(always)]
    fn log2<I: Isa>(self) -> T {
        log_to_base::<I, T>(self, T::BASE_2)
    }
    #[inline(always)]
    fn log10<I: Isa>(self) -> T {
        log_to_base::<I, T>(self, T::BASE_10)
    }
    #[inline(always)]
    fn log1p<I: Isa>(self) -> T {
        log1p::<I, T>(self)
    }
    #[inline(always)]
    fn logit<I: Isa>(self) -> T {
        logit::<I, T>(self)
    }
}
