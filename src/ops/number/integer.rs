//! The integers: wrapping arithmetic, floored division, and no operation without a result.
//!
//! Division is the one thing no processor does for vectors of integers. Up to 32 bits the quotient is taken in
//! floats instead: `x / y` is at least `1 / y` away from the next integer unless it is one, and with 24 bits for
//! 16-bit operands (53 for 32-bit ones) the rounding error stays below that, so the floor of the rounded quotient
//! is exact. 64 bits go through the scalar divider.

use super::capability::{Field, Integer, Magnitude, Number, Ordered, Ring, Rounded, Value, integral};
use crate::level::{Base, Isa};

macro_rules! integers {
    ($($type:ty, $unsigned:ty, $signed:literal, $divide:ident;)*) => {$(
        impl Value for $type {
            const ONE: Self = 1;
        }

        // `0 > x` is constant for the unsigned types.
        #[allow(unused_comparisons)]
        const _: () = {
            integral!($type, |x: $type| <$type>::choose(x < 0, x.wrapping_neg(), x));
        };

        impl Field for $type {
            #[inline(always)]
            fn add(self, y: Self) -> Self {
                self.wrapping_add(y)
            }
            #[inline(always)]
            fn multiply(self, y: Self) -> Self {
                self.wrapping_mul(y)
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                false
            }
            #[inline(always)]
            fn is_infinite(self) -> bool {
                false
            }
        }

        impl Ring for $type {
            #[inline(always)]
            fn subtract(self, y: Self) -> Self {
                self.wrapping_sub(y)
            }
            #[inline(always)]
            fn negative(self) -> Self {
                self.wrapping_neg()
            }
            #[inline(always)]
            #[allow(unused_comparisons)]
            fn sign<I: Isa>(self) -> Self {
                (self > 0) as $type - (self < 0) as $type
            }
            #[inline(always)]
            fn reciprocal(self) -> Self {
                // Truncated, only 1 and -1 have a reciprocal other than 0.
                Self::choose(self == 1 || ($signed && self == Self::MAX.wrapping_add(Self::MAX).wrapping_add(1)), self, 0)
            }
            #[inline(always)]
            fn power<I: Isa>(self, y: Self) -> Self {
                #[allow(unused_comparisons)]
                if y < 0 {
                    // The exact result is a fraction unless the base is 1 or -1; truncated, it is 0.
                    let minus_one = Self::MAX.wrapping_add(Self::MAX).wrapping_add(1);
                    return if self == 1 || (self == minus_one && y & 1 == 0) {
                        1
                    } else if self == minus_one {
                        self
                    } else {
                        0
                    };
                }
                let (mut base, mut exponent, mut result) = (self, y, 1 as $type);
                while exponent != 0 {
                    result = if exponent & 1 == 1 { result.wrapping_mul(base) } else { result };
                    base = base.wrapping_mul(base);
                    exponent >>= 1;
                }
                result
            }
            #[inline(always)]
            fn rint<I: Isa>(self) -> Self {
                self
            }
            #[inline(always)]
            fn round_decimals<I: Isa>(self, decimals: i64) -> Self {
                if decimals >= 0 {
                    return self;
                }
                // In 128 bits, where unit and result always fit if the result is not 0 anyway.
                let places = u32::try_from(decimals.unsigned_abs()).unwrap_or(u32::MAX);
                let Some(unit) = 10_i128.checked_pow(places) else { return 0 };
                let (quotient, rest) = ((self as i128).div_euclid(unit), (self as i128).rem_euclid(unit));
                let up = 2 * rest > unit || (2 * rest == unit && quotient & 1 == 1);
                ((quotient + up as i128) * unit) as $type
            }
        }

        impl Number for $type {
            #[inline(always)]
            fn floor_divide<I: Isa>(self, y: Self) -> Self {
                $divide!(floor, self, y, $type, $signed)
            }
            #[inline(always)]
            fn remainder<I: Isa>(self, y: Self) -> Self {
                let quotient = Number::floor_divide::<I>(self, y);
                Self::choose(y == 0, 0, self.wrapping_sub(quotient.wrapping_mul(y)))
            }
            #[inline(always)]
            fn fmod<I: Isa>(self, y: Self) -> Self {
                let quotient = $divide!(trunc, self, y, $type, $signed);
                Self::choose(y == 0, 0, self.wrapping_sub(quotient.wrapping_mul(y)))
            }
        }

        impl Integer for $type {
            #[inline(always)]
            fn shift_left(self, y: Self) -> Self {
                // A negative count is a large unsigned one.
                let valid = (y as $unsigned) < <$type>::BITS as $unsigned;
                Self::choose(valid, self.wrapping_shl(y as u32), 0)
            }
            #[inline(always)]
            fn shift_right(self, y: Self) -> Self {
                let valid = (y as $unsigned) < <$type>::BITS as $unsigned;
                let count = if valid { y as u32 } else { <$type>::BITS - 1 };
                let shifted = self.wrapping_shr(count);
                if $signed { shifted } else { Self::choose(valid, shifted, 0) }
            }
            #[inline(always)]
            fn gcd(self, y: Self) -> Self {
                let (mut x, mut y) = (self.absolute::<Base>() as $unsigned, y.absolute::<Base>() as $unsigned);
                while y != 0 {
                    (x, y) = (y, x % y);
                }
                x as $type
            }
            #[inline(always)]
            fn lcm(self, y: Self) -> Self {
                let (x, y) = (self.absolute::<Base>() as $unsigned, y.absolute::<Base>() as $unsigned);
                match (x as $type).gcd(y as $type) as $unsigned {
                    0 => 0,
                    gcd => (x / gcd).wrapping_mul(y) as $type,
                }
            }
            #[inline(always)]
            fn bit_count(self) -> u8 {
                self.absolute::<Base>().count_ones() as u8
            }
        }
    )*};
}

/// The quotient by way of a float type that holds it exactly enough (see the top of this file).
macro_rules! by_float {
    ($float:ty, $rounding:ident, $x:expr, $y:expr, $type:ty, $signed:literal) => {{
        let quotient = Rounded::$rounding::<I>($x as $float / $y as $float) as $type;
        // MIN / -1 wraps, where the conversion would saturate.
        let minus_one = <$type>::MAX.wrapping_add(<$type>::MAX).wrapping_add(1);
        let wrapped = <$type>::choose($signed && $y == minus_one, $x.wrapping_neg(), quotient);
        <$type>::choose($y == 0, 0, wrapped)
    }};
}
macro_rules! by_f32 {
    ($($operands:tt)*) => { by_float!(f32, $($operands)*) };
}
macro_rules! by_f64 {
    ($($operands:tt)*) => { by_float!(f64, $($operands)*) };
}

/// The quotient from the scalar divider.
macro_rules! by_integer {
    ($rounding:ident, $x:expr, $y:expr, $type:ty, $signed:literal) => {{
        if $y == 0 {
            0
        } else {
            let quotient = $x.wrapping_div($y);
            by_integer!(@ $rounding, $x, $y, quotient, $signed)
        }
    }};
    (@ trunc, $x:expr, $y:expr, $quotient:ident, $signed:literal) => { $quotient };
    (@ floor, $x:expr, $y:expr, $quotient:ident, $signed:literal) => {{
        let rest = $x.wrapping_sub($quotient.wrapping_mul($y));
        #[allow(unused_comparisons)]
        let below = $signed && rest != 0 && (rest ^ $y) < 0;
        $quotient.wrapping_sub(below as _)
    }};
}

integers! {
    i8, u8, true, by_f32;
    i16, u16, true, by_f32;
    i32, u32, true, by_f64;
    i64, u64, true, by_integer;
    u8, u8, false, by_f32;
    u16, u16, false, by_f32;
    u32, u32, false, by_f64;
    u64, u64, false, by_integer;
}
