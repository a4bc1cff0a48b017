//! f32 and f64.
//!
//! Below SSE4.1 rounding is a library call, which would keep whole loops from vectorising; there it is done by
//! adding and subtracting 2^52 (2^23), the number from which on floats have no fraction.

use super::capability::{
    Adjacent, Analytic, Field, Magnitude, Number, Ordered, Real, Ring, Rounded, Value, for_each_analytic,
};
use crate::Complex;
use crate::level::{Base, Isa};
use crate::math::{self, Power, Remainder, Trigonometric};

/// The functions of a float type, as the traits of their families have them.
macro_rules! functions {
    ($($function:ident $is_rare:ident $rare:ident $family:ident;)*) => {$(
        #[inline(always)]
        fn $function<I: Isa>(self) -> Self {
            math::$family::$function::<I>(self)
        }
        functions!(@ $function $is_rare $rare);
    )*};
    (@ sin $is_rare:ident $rare:ident) => { functions!(@ far $is_rare $rare); };
    (@ cos $is_rare:ident $rare:ident) => { functions!(@ far $is_rare $rare); };
    (@ tan $is_rare:ident $rare:ident) => { functions!(@ far $is_rare $rare); };
    (@ far $is_rare:ident $rare:ident) => {
        #[inline(always)]
        fn $is_rare(self) -> bool {
            self.is_far()
        }
        #[inline(always)]
        fn $rare(self) -> Self {
            math::Trigonometric::$rare(self)
        }
    };
    (@ $function:ident $is_rare:ident $rare:ident) => {
        #[inline(always)]
        fn $is_rare(self) -> bool {
            false
        }
        #[inline(always)]
        fn $rare(self) -> Self {
            Analytic::$function::<Base>(self)
        }
    };
}

macro_rules! floats {
    ($($type:ident, $bits:ty, $no_fraction:expr;)*) => {$(
        impl Value for $type {
            const ONE: Self = 1.0;
        }

        impl Field for $type {
            #[inline(always)]
            fn add(self, y: Self) -> Self {
                self + y
            }
            #[inline(always)]
            fn multiply(self, y: Self) -> Self {
                self * y
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                <$type>::is_nan(self)
            }
            #[inline(always)]
            fn is_infinite(self) -> bool {
                <$type>::is_infinite(self)
            }
        }

        impl Magnitude for $type {
            #[inline(always)]
            fn absolute<I: Isa>(self) -> Self {
                self.abs()
            }
        }

        impl Ordered for $type {
            #[inline(always)]
            fn minimum(self, y: Self) -> Self {
                Self::choose(self <= y || self.is_nan(), self, y)
            }
            #[inline(always)]
            fn maximum(self, y: Self) -> Self {
                Self::choose(self >= y || self.is_nan(), self, y)
            }
            #[inline(always)]
            fn fmin(self, y: Self) -> Self {
                Self::choose(self <= y || y.is_nan(), self, y)
            }
            #[inline(always)]
            fn fmax(self, y: Self) -> Self {
                Self::choose(self >= y || y.is_nan(), self, y)
            }
            #[inline(always)]
            fn less(self, y: Self) -> bool {
                self < y
            }
            #[inline(always)]
            fn less_equal(self, y: Self) -> bool {
                self <= y
            }
        }

        impl Rounded for $type {
            #[inline(always)]
            fn floor<I: Isa>(self) -> Self {
                if I::ROUND {
                    return <$type>::floor(self);
                }
                let nearest = Ring::rint::<I>(self);
                nearest - Self::choose(nearest > self, 1.0, 0.0)
            }
            #[inline(always)]
            fn ceil<I: Isa>(self) -> Self {
                if I::ROUND {
                    return <$type>::ceil(self);
                }
                let nearest = Ring::rint::<I>(self);
                (nearest + Self::choose(nearest < self, 1.0, 0.0)).copysign(self)
            }
            #[inline(always)]
            fn trunc<I: Isa>(self) -> Self {
                if I::ROUND {
                    return <$type>::trunc(self);
                }
                Rounded::floor::<I>(self.abs()).copysign(self)
            }
        }

        impl Ring for $type {
            #[inline(always)]
            fn subtract(self, y: Self) -> Self {
                self - y
            }
            #[inline(always)]
            fn negative(self) -> Self {
                -self
            }
            #[inline(always)]
            fn sign<I: Isa>(self) -> Self {
                let sign = Self::choose(self > 0.0, 1.0, Self::choose(self < 0.0, -1.0, 0.0));
                Self::choose(self.is_nan(), self, sign)
            }
            #[inline(always)]
            fn reciprocal(self) -> Self {
                1.0 / self
            }
            #[inline(always)]
            fn power<I: Isa>(self, y: Self) -> Self {
                Power::power::<I>(self, y)
            }
            #[inline(always)]
            fn power_is_rare(self, y: Self) -> bool {
                Power::power_is_rare(self, y)
            }
            #[inline(always)]
            fn rare_power(self, y: Self) -> Self {
                Power::rare_power(self, y)
            }
            #[inline(always)]
            fn rint<I: Isa>(self) -> Self {
                if I::ROUND {
                    return self.round_ties_even();
                }
                let size = self.abs();
                let nearest = ((size + $no_fraction) - $no_fraction).copysign(self);
                Self::choose(size < $no_fraction, nearest, self)
            }
            #[inline(always)]
            fn round_decimals<I: Isa>(self, decimals: i64) -> Self {
                let unit = power_of_ten(decimals.unsigned_abs()) as $type;
                let up = Ring::rint::<I>(self * unit) / unit;
                let down = Ring::rint::<I>(self / unit) * unit;
                Self::choose(decimals >= 0, up, down)
            }
        }

        impl Number for $type {
            #[inline(always)]
            fn floor_divide<I: Isa>(self, y: Self) -> Self {
                Remainder::floor_divide::<I>(self, y)
            }
            #[inline(always)]
            fn remainder<I: Isa>(self, y: Self) -> Self {
                Remainder::remainder::<I>(self, y)
            }
            #[inline(always)]
            fn fmod<I: Isa>(self, y: Self) -> Self {
                Remainder::fmod::<I>(self, y)
            }
            #[inline(always)]
            fn remainder_is_rare(self, y: Self) -> bool {
                Remainder::remainder_is_rare(self, y)
            }
            #[inline(always)]
            fn rare_floor_divide(self, y: Self) -> Self {
                Remainder::rare_floor_divide(self, y)
            }
            #[inline(always)]
            fn rare_remainder(self, y: Self) -> Self {
                Remainder::rare_remainder(self, y)
            }
            #[inline(always)]
            fn rare_fmod(self, y: Self) -> Self {
                Remainder::rare_fmod(self, y)
            }
        }

        impl Adjacent for $type {
            #[inline(always)]
            fn next_after(self, y: Self) -> Self {
                // The bits of a magnitude are in its order, so that the next one differs by one.
                let away = (y > self) == (self > 0.0);
                let step = <$bits>::choose(away, 1, <$bits>::MAX);
                let next = Self::from_bits(self.to_bits().wrapping_add(step));
                let from_zero = Self::from_bits(1).copysign(y);
                let moved = Self::choose(self == 0.0, from_zero, next);
                let stays = (self == y) | self.is_nan() | y.is_nan();
                Self::choose(stays, Self::choose(self.is_nan(), self, y), moved)
            }
        }

        impl Analytic for $type {
            #[inline(always)]
            fn over<I: Isa>(self, y: Self) -> Self {
                self / y
            }
            #[inline(always)]
            fn over_is_rare(self, _: Self) -> bool {
                false
            }
            #[inline(always)]
            fn rare_over(self, y: Self) -> Self {
                self / y
            }
            #[inline(always)]
            fn angle<I: Isa>(self) -> Self {
                let angle = Self::choose(self.is_sign_negative(), std::$type::consts::PI, 0.0);
                Self::choose(self.is_nan(), self, angle)
            }
            #[inline(always)]
            fn square_root<I: Isa>(self) -> Self {
                self.sqrt()
            }
            #[inline(always)]
            fn square_root_is_rare(self) -> bool {
                false
            }
            #[inline(always)]
            fn rare_square_root(self) -> Self {
                self.sqrt()
            }
            for_each_analytic!(functions);
        }

        impl Real for $type {
            #[inline(always)]
            fn paired(self, imaginary: Self) -> Complex<Self> {
                Complex { re: self, im: imaginary }
            }
            #[inline(always)]
            fn copy_sign(self, y: Self) -> Self {
                self.copysign(y)
            }
            #[inline(always)]
            fn sign_bit(self) -> bool {
                self.is_sign_negative()
            }
            #[inline(always)]
            fn fused_multiply_add(self, y: Self, z: Self) -> Self {
                self.mul_add(y, z)
            }
            #[inline(always)]
            fn heaviside(self, at_zero: Self) -> Self {
                let step = Self::choose(self > 0.0, 1.0, Self::choose(self < 0.0, 0.0, at_zero));
                Self::choose(self.is_nan(), self, step)
            }
        }
    )*};
}

floats! {
    f32, u32, 8388608.0;
    f64, u64, 4503599627370496.0;
}

/// 10 to a power by repeated multiplication, as NumPy has it: exact up to 22, infinite from 309 on.
#[inline(always)]
fn power_of_ten(exponent: u64) -> f64 {
    static POWERS: [f64; 309] = {
        let mut powers = [1.0; 309];
        let mut i = 1;
        while i < powers.len() {
            powers[i] = powers[i - 1] * 10.0;
            i += 1;
        }
        powers
    };
    POWERS.get(exponent as usize).copied().unwrap_or(f64::INFINITY)
}
