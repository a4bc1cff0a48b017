//! The two types of float, and the error of a result in units in the last place.
//!
//! An ULP is the distance between neighbouring floats at the true value: in the lowest binade and below it, the least
//! subnormal. Infinity counts as the power of two after the largest float, and so does a true value beyond it, so that
//! the largest float in place of infinity is an error of 1 ULP.

use crate::oracle::Real;
use fusexpr::Element;
use std::fmt::Debug;

/// f32 or f64.
pub trait Float: Element + Default + PartialEq + PartialOrd + Debug {
    /// The type's name.
    const NAME: &'static str;
    /// Bits of the significand, with the hidden one.
    const PRECISION: i32;
    /// The least power of two that is too large.
    const TOP: i32;
    /// The exponent of the least subnormal.
    const BOTTOM: i32;
    /// Bits of the type.
    const WIDTH: u32;
    /// Binades next to overflow and underflow in which a power may be less accurate.
    const MARGIN: i32;

    /// The same value.
    fn to_f64(self) -> f64;
    /// The nearest value.
    fn from_f64(value: f64) -> Self;
    /// The value with these bits.
    fn from_word(word: u64) -> Self;
    /// The bits.
    fn word(self) -> u64;
    /// The error of a result in ULP where the true value is known as a f64, if the type is narrower than that.
    fn error_near(self, truth: f64) -> Option<f64>;
}

impl Float for f32 {
    const NAME: &'static str = "f32";
    const PRECISION: i32 = 24;
    const TOP: i32 = 128;
    const BOTTOM: i32 = -149;
    const WIDTH: u32 = 32;
    const MARGIN: i32 = 8;

    #[inline]
    fn to_f64(self) -> f64 {
        f64::from(self)
    }

    #[inline]
    fn from_f64(value: f64) -> Self {
        value as f32
    }

    #[inline]
    fn from_word(word: u64) -> Self {
        f32::from_bits(word as u32)
    }

    #[inline]
    fn word(self) -> u64 {
        u64::from(self.to_bits())
    }

    /// The common case in a few instructions: four thousand million inputs of each function come this way.
    #[inline]
    fn error_near(self, truth: f64) -> Option<f64> {
        const LEAST_NORMAL: u64 = 1023 - 126;
        let binade = ((truth.to_bits() >> 52) & 0x7ff).max(LEAST_NORMAL);
        let reciprocal_ulp = f64::from_bits((2 * 1023 + 23 - binade.min(1023 + 128)) << 52);
        let error = (f64::from(self) - truth).abs() * reciprocal_ulp;
        let is_common = self.is_sign_negative() == truth.is_sign_negative() && error < 1e6 && truth != 0.0;
        Some(if is_common && binade < 1023 + 128 { error } else { error_in_ulp(self, Real::from(truth)) })
    }
}

impl Float for f64 {
    const NAME: &'static str = "f64";
    const PRECISION: i32 = 53;
    const TOP: i32 = 1024;
    const BOTTOM: i32 = -1074;
    const WIDTH: u32 = 64;
    const MARGIN: i32 = 24;

    #[inline]
    fn to_f64(self) -> f64 {
        self
    }

    #[inline]
    fn from_f64(value: f64) -> Self {
        value
    }

    #[inline]
    fn from_word(word: u64) -> Self {
        f64::from_bits(word)
    }

    #[inline]
    fn word(self) -> u64 {
        self.to_bits()
    }

    #[inline]
    fn error_near(self, _truth: f64) -> Option<f64> {
        None
    }
}

/// Whether both are NaN or have the same bits.
pub fn is_same<T: Float>(x: T, y: T) -> bool {
    x.word() == y.word() || (x.to_f64().is_nan() && y.to_f64().is_nan())
}

/// The float `steps` floats above `x`, on a line on which -0 stands just below 0.
pub fn neighbour<T: Float>(x: T, steps: i64) -> T {
    let sign = 1_i128 << (T::WIDTH - 1);
    let mirror = |word: i128| sign - 1 - word;
    let word = i128::from(x.word());
    let place = if word < sign { word } else { mirror(word) };
    let moved = (place + i128::from(steps)).clamp(-sign, sign - 1);
    T::from_word(if moved < 0 { mirror(moved) } else { moved } as u64)
}

/// The binade that a value is in: the e of 2^e <= |value| < 2^(e + 1); that of 0 is very low.
pub fn binade(value: Real) -> i32 {
    if value.hi == 0.0 {
        return i32::MIN / 2;
    }
    let normal = if value.hi.abs() < f64::MIN_POSITIVE { value.hi * 2_f64.powi(64) } else { value.hi };
    let lifted = if normal.to_bits() == value.hi.to_bits() { 0 } else { 64 };
    let exponent = ((normal.to_bits() >> 52) & 0x7ff) as i32 - 1023 - lifted;
    let is_power_of_two = normal.to_bits() << 12 == 0;
    let is_below = is_power_of_two && value.lo != 0.0 && (value.lo < 0.0) != (value.hi < 0.0);
    exponent - i32::from(is_below) + value.exponent
}

/// value * 2^exponent, in steps that neither overflow nor underflow before the end.
pub fn scale(mut value: f64, mut exponent: i32) -> f64 {
    while exponent != 0 {
        let step = exponent.clamp(-1000, 1000);
        value *= 2_f64.powi(step);
        exponent -= step;
        if value == 0.0 || value.is_infinite() {
            break;
        }
    }
    value
}

/// The distance of a result from the true value in ULP; infinite for a wrong sign, a wrong zero or a wrong NaN.
pub fn error_in_ulp<T: Float>(result: T, truth: Real) -> f64 {
    let found = result.to_f64();
    if truth.hi.is_nan() || found.is_nan() {
        return if truth.hi.is_nan() && found.is_nan() { 0.0 } else { f64::INFINITY };
    }
    if found.is_sign_negative() != truth.hi.is_sign_negative() || (truth.hi == 0.0 && found != 0.0) {
        return f64::INFINITY;
    }
    if truth.hi == 0.0 {
        return 0.0;
    }
    let clamped = Real { hi: 1_f64.copysign(truth.hi), lo: 0.0, exponent: T::TOP };
    let is_beyond = truth.hi.is_infinite() || binade(truth) >= T::TOP;
    let truth = if is_beyond { clamped } else { truth };
    let ulp = (binade(truth).min(T::TOP - 1) - (T::PRECISION - 1)).max(T::BOTTOM);
    let found = if found.is_infinite() { scale(clamped.hi, T::TOP - ulp) } else { scale(found, -ulp) };
    let shift = truth.exponent - ulp;
    ((found - scale(truth.hi, shift)) - scale(truth.lo, shift)).abs()
}
