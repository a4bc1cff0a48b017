//! A float taken apart by its bits: significand and exponent, whole part and fraction; and a power of two put on it.
//!
//! All are exact, but for what ldexp rounds where its result is subnormal. That is rounded once: the power of two comes
//! in factors of which only the last can make a subnormal number of a normal one. f32 is scaled in f64, which holds all
//! that can come out.

use super::arithmetic::choose;

/// What is read off a float, and how it is scaled.
pub trait FloatParts: Sized {
    /// x * 2^n, rounded once.
    fn ldexp(self, n: i64) -> Self;
    /// The m of x = m * 2^e with 1/2 <= |m| < 1; x itself where it is 0, infinite or NaN.
    fn mantissa(self) -> Self;
    /// The e of x = m * 2^e with 1/2 <= |m| < 1; 0 where x is 0, infinite or NaN.
    fn exponent(self) -> i32;
    /// x without its whole part, with its sign; 0 where x is infinite.
    fn fraction(self) -> Self;
}

/// 2^n for n from -1022 to 1023.
#[inline(always)]
fn power_of_two(n: i64) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}

/// The value within two limits.
#[inline(always)]
fn clamp(n: i64, least: i64, most: i64) -> i64 {
    let n = choose(n < least, least, n);
    choose(n > most, most, n)
}

/// The parts of a float that are read off its bits.
macro_rules! pieces {
    ($type:ident, $bits:ident, $raise:literal by $raised:literal, fraction: $fraction:literal, bias: $bias:literal) => {
        #[inline(always)]
        fn mantissa(self) -> $type {
            const HALF: $bits = ($bias - 1) << $fraction;
            const EXPONENT: $bits = (2 * $bias + 1) << $fraction;
            let raised = choose(self.abs() < $type::MIN_POSITIVE, self * $raise, self);
            let mantissa = $type::from_bits(raised.to_bits() & !EXPONENT | HALF);
            choose((self == 0.0) | !self.is_finite(), self, mantissa)
        }

        #[inline(always)]
        fn exponent(self) -> i32 {
            let is_subnormal = self.abs() < $type::MIN_POSITIVE;
            let raised = choose(is_subnormal, self * $raise, self);
            let exponent = (raised.abs().to_bits() >> $fraction) as i32 - choose(is_subnormal, $raised, 0);
            choose((self == 0.0) | !self.is_finite(), 0, exponent - ($bias - 1))
        }

        #[inline(always)]
        fn fraction(self) -> $type {
            let size = self.abs();
            // From here on there are no fractions.
            const WHOLE: $type = ((1 as $bits) << $fraction) as $type;
            let nearest = (choose(size < WHOLE, size, 0.0) + WHOLE) - WHOLE;
            let whole = nearest - choose(nearest > size, 1.0, 0.0);
            let fraction = choose(size < WHOLE, size - whole, 0.0).copysign(self);
            choose(self.is_nan(), self, fraction)
        }
    };
}

impl FloatParts for f64 {
    pieces!(f64, u64, 18014398509481984.0 by 54, fraction: 52, bias: 1023);

    /// Below -1022 a factor of 2^-969 comes first, and a second one where that is not enough. What one makes subnormal
    /// the next ones make 0, so that nothing is rounded twice.
    #[inline(always)]
    fn ldexp(self, n: i64) -> f64 {
        let n = clamp(n, -2200, 2200);
        let first = choose(n < -1022, -969, clamp(n, -1022, 1023));
        let rest = n - first;
        let second = choose(rest < -1022, -969, clamp(rest, -1022, 1023));
        let third = clamp(rest - second, -1022, 1023);
        self * power_of_two(first) * power_of_two(second) * power_of_two(third)
    }
}

impl FloatParts for f32 {
    pieces!(f32, u32, 33554432.0 by 25, fraction: 23, bias: 127);

    #[inline(always)]
    fn ldexp(self, n: i64) -> f32 {
        (f64::from(self) * power_of_two(clamp(n, -300, 300))) as f32
    }
}
