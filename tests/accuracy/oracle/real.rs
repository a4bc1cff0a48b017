//! True values: a double-double with an exponent of its own, so that subnormal results keep all their digits.

use super::double_double::{DoubleDouble, dd};

/// (hi + lo) * 2^exponent.
#[derive(Clone, Copy, Debug)]
pub struct Real {
    /// The rounded significand.
    pub hi: f64,
    /// The rest of it.
    pub lo: f64,
    /// The exponent.
    pub exponent: i32,
}

/// An exponent far beyond those of any float, and far from the ends of i32.
const FAR: i32 = 1 << 20;

impl Real {
    /// NaN.
    pub const NAN: Real = Real { hi: f64::NAN, lo: 0.0, exponent: 0 };
    /// A number that is larger than all floats but finite, and one that is nearer to 0 than all of them.
    pub const HUGE: Real = Real { hi: 1.0, lo: 0.0, exponent: FAR };
    /// See [`Self::HUGE`].
    pub const MINUTE: Real = Real { hi: 1.0, lo: 0.0, exponent: -FAR };

    /// A value times 2^exponent.
    pub fn new(value: DoubleDouble, exponent: i32) -> Self {
        Real { hi: value.hi, lo: value.lo, exponent }
    }

    /// The value, if it is of ordinary size.
    pub fn value(self) -> DoubleDouble {
        dd(self.hi, self.lo).scale(self.exponent)
    }

    /// The nearest f64.
    pub fn nearest(self) -> f64 {
        crate::float::scale(if self.lo == 0.0 { self.hi } else { self.hi + self.lo }, self.exponent)
    }

    /// With the sign of another number.
    pub fn with_sign_of(self, sign: f64) -> Self {
        let factor = if self.hi.is_sign_negative() == sign.is_sign_negative() { 1.0 } else { -1.0 };
        Real { hi: self.hi * factor, lo: self.lo * factor, exponent: self.exponent }
    }
}

impl From<f64> for Real {
    fn from(value: f64) -> Self {
        Self { hi: value, lo: 0.0, exponent: 0 }
    }
}

impl From<DoubleDouble> for Real {
    fn from(value: DoubleDouble) -> Self {
        Self::new(value, 0)
    }
}

/// A positive finite number as significand in [1, 2) and exponent.
pub fn split(x: f64) -> (f64, i32) {
    let (normal, lifted) = if x < f64::MIN_POSITIVE { (x * 2_f64.powi(64), 64) } else { (x, 0) };
    let exponent = (normal.to_bits() >> 52) as i32 - 1023;
    (f64::from_bits((normal.to_bits() & (u64::MAX >> 12)) | 1023 << 52), exponent - lifted)
}
