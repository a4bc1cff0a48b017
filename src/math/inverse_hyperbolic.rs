//! arcsinh, arccosh and arctanh.
//!
//! arcsinh(x) = log(|x| + sqrt(x^2 + 1)) and arccosh(x) = log(x + sqrt(x^2 - 1)), where the square, the sums and the
//! root keep their errors: near 1 the logarithm has more digits than its argument, and elsewhere, too, an argument that
//! is rounded four times costs an ULP or two. The root's error takes a division of its own. For arguments so large that
//! 1 is nothing beside their squares, the logarithm is that of 2x, without overflow. There is no branch for small
//! arguments, such as fdlibm's, which goes by log1p(x + x^2 / (1 + sqrt(x^2 + 1))): what 1 swallows of x is in the
//! second part.
//!
//! arctanh(x) = log((1 + |x|) / (1 - |x|)) / 2 has a quotient, so that the logarithm need not take it apart again: with
//! a power of two near it, 2^k,
//!
//! ```text
//! arctanh(x) = k ln(2) / 2 + atanh(s)     s = ((1 + |x|) - 2^k (1 - |x|)) / ((1 + |x|) + 2^k (1 - |x|))
//! ```
//!
//! is one division, and |s| is 0.2 at most. s is x itself for k = 0; it is the leading term, so that it, too, keeps its
//! error.
//!
//! Worst error found in ULP, at base and above (f64: 10^7 values; f32: all positive ones of the domain), and
//! nanoseconds an element at base, v3 and v4 and of the standard library's function. That for arccosh is faster at base
//! in f64, but wrong by 50 ULP near 1; `libm`'s takes 11 ns:
//!
//! | function | type | ULP        | base | v3   | v4   | std   |
//! |----------|------|------------|------|------|------|-------|
//! | arcsinh  | f64  | 0.77, 0.75 | 7.65 | 3.02 | 1.87 | 19.49 |
//! | arcsinh  | f32  | 0.77, 0.78 | 2.92 | 1.22 | 0.78 | 16.27 |
//! | arccosh  | f64  | 0.76, 0.76 | 7.71 | 2.96 | 1.92 | 5.17  |
//! | arccosh  | f32  | 0.76, 0.75 | 2.89 | 1.20 | 0.77 | 3.61  |
//! | arctanh  | f64  | 0.61, 0.61 | 5.95 | 2.33 | 1.35 | 7.12  |
//! | arctanh  | f32  | 0.63, 0.63 | 2.30 | 0.87 | 0.62 | 8.41  |

use super::arithmetic::{Double, choose, fast_two_sum, multiply_add, residual, two_product, two_sum};
use super::logarithm::{LogarithmType, log_of_double};
use crate::level::Isa;

/// The inverse hyperbolic functions.
pub trait InverseHyperbolic: Sized {
    /// The inverse hyperbolic sine.
    fn arcsinh<I: Isa>(self) -> Self;
    /// The inverse hyperbolic cosine; NaN below 1.
    fn arccosh<I: Isa>(self) -> Self;
    /// The inverse hyperbolic tangent; infinite at -1 and 1 and NaN beyond.
    fn arctanh<I: Isa>(self) -> Self;
}

/// What f32 and f64 differ in.
trait InverseHyperbolicType: LogarithmType {
    /// 2^k, nearly the quotient of this number and a smaller one, and k.
    ///
    /// The difference of the bits is that of the binary logarithms, give or take 0.09.
    fn nearest_power(self, divisor: Self) -> (Self, Self);
}

macro_rules! nearest_power {
    ($type:ident, $bits:ident, fraction $fraction:literal, bias $bias:literal) => {
        impl InverseHyperbolicType for $type {
            #[inline(always)]
            fn nearest_power(self, divisor: $type) -> ($type, $type) {
                const INTEGER: $type = ((1 as $bits) << $fraction) as $type;
                let rounded = self.to_bits().wrapping_sub(divisor.to_bits()).wrapping_add(1 << ($fraction - 1));
                let k = $type::from_bits(rounded >> $fraction | INTEGER.to_bits()) - INTEGER;
                let whole = rounded & !((1 << $fraction) - 1);
                ($type::from_bits(whole.wrapping_add($bias << $fraction)), k)
            }
        }
    };
}

nearest_power!(f64, u64, fraction 52, bias 1023);
nearest_power!(f32, u32, fraction 23, bias 127);

/// The square root of a sum of two parts.
#[inline(always)]
fn sqrt<I: Isa, T: LogarithmType>(x: Double<T>) -> Double<T> {
    let hi = x.hi.sqrt();
    // Not by `residual`, which takes up to 2 ns more at v4 where arguments are huge or out of the domain.
    let square = two_product::<I, T>(hi, hi);
    let rest = ((x.hi - square.hi) - square.lo) + x.lo;
    Double { hi, lo: rest / (hi + hi) }
}

/// log(x + y) for x >= y, or log(2 size) if `size` is huge; `lo` is what x and y lack.
#[inline(always)]
fn log_of_sum<I: Isa, T: LogarithmType>(x: T, y: T, lo: T, size: T) -> T {
    let near = size < T::HUGE;
    let sum = fast_two_sum(x, y);
    let sum = Double { hi: choose(near, sum.hi, size), lo: sum.lo };
    let power = choose(near, T::from(0.0), T::from(1.0));
    let log = log_of_double::<I, T>(sum, Some(lo), near, power, T::LN_2.lo);
    choose(size < T::INFINITY, log, size)
}

#[inline(always)]
fn arcsinh<I: Isa, T: LogarithmType>(x: T) -> T {
    let size = x.abs();
    let square = two_product::<I, T>(size, size);
    let sum = two_sum(T::from(1.0), square.hi);
    let root = sqrt::<I, T>(Double { hi: sum.hi, lo: sum.lo + square.lo });
    log_of_sum::<I, T>(root.hi, size, root.lo, size).copysign(x)
}

#[inline(always)]
fn arccosh<I: Isa, T: LogarithmType>(x: T) -> T {
    let square = two_product::<I, T>(x, x);
    let sum = fast_two_sum(square.hi, T::from(-1.0));
    let root = sqrt::<I, T>(Double { hi: sum.hi, lo: sum.lo + square.lo });
    let y = log_of_sum::<I, T>(x, root.hi, root.lo, x);
    // At 1 the root's error is 0 / 0.
    choose(x > T::from(1.0), y, T::from(0.0)).or_nan(x >= T::from(1.0))
}

#[inline(always)]
fn arctanh<I: Isa, T: InverseHyperbolicType>(x: T) -> T {
    let (one, half) = (T::from(1.0), T::from(0.5));
    let size = x.abs();
    let (p, q) = (one + size, one - size);
    let (p_error, q_error) = (size - (p - one), (one - q) - size);
    let (power, k) = p.nearest_power(q);
    let (q, q_error) = (q * power, q_error * power);
    // The difference of two numbers so near each other is exact.
    let (numerator, numerator_error) = (p - q, p_error - q_error);
    let denominator = two_sum(p, q);
    let denominator_error = denominator.lo + (p_error + q_error);
    let inverse = one / denominator.hi;
    let s = numerator * inverse;
    let remainder = residual::<I, T>(numerator, s, denominator.hi);
    let remainder = remainder + multiply_add::<I, T>(-s, denominator_error, numerator_error);
    let z = s * s;
    let sum = fast_two_sum(k * (half * T::LN_2.hi), s);
    let lo = multiply_add::<I, T>(k, half * T::LN_2.lo, sum.lo);
    let lo = multiply_add::<I, T>(remainder, inverse, lo);
    let lo = multiply_add::<I, T>(s * z, half * T::wide_log_series::<I>(z), lo);
    let y = choose(size == one, T::INFINITY, sum.hi + lo);
    y.or_nan(size <= one).copysign(x)
}

impl<T: InverseHyperbolicType> InverseHyperbolic for T {
    #[inline(always)]
    fn arcsinh<I: Isa>(self) -> T {
        arcsinh::<I, T>(self)
    }
    #[inline(always)]
    fn arccosh<I: Isa>(self) -> T {
        arccosh::<I, T>(self)
    }
    #[inline(always)]
    fn arctanh<I: Isa>(self) -> T {
        arctanh::<I, T>(self)
    }
}
