//! Numbers as unevaluated sums of two f64, good for some 104 bits.
//!
//! Algorithms: Dekker 1971; Joldes, Muller and Popescu, "Tight and rigorous error bounds for basic building blocks of
//! double-word arithmetic", 2017. `mul_add` is exact with or without an instruction for it.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// hi + lo, where hi is the sum rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DoubleDouble {
    /// The rounded value.
    pub hi: f64,
    /// The rest.
    pub lo: f64,
}

/// A number from its two parts, for constants.
pub const fn dd(hi: f64, lo: f64) -> DoubleDouble {
    DoubleDouble { hi, lo }
}

/// The exact sum of two numbers.
pub fn two_sum(x: f64, y: f64) -> DoubleDouble {
    let sum = x + y;
    let part = sum - x;
    let rest = (x - (sum - part)) + (y - part);
    dd(sum, if sum.is_infinite() { 0.0 } else { rest })
}

/// The exact sum where |x| >= |y|.
fn quick_two_sum(x: f64, y: f64) -> DoubleDouble {
    let sum = x + y;
    dd(sum, y - (sum - x))
}

/// The exact product of two numbers.
pub fn two_product(x: f64, y: f64) -> DoubleDouble {
    let product = x * y;
    dd(product, x.mul_add(y, -product))
}

impl DoubleDouble {
    /// 1.
    pub const ONE: Self = dd(1.0, 0.0);

    /// The number times a power of two that neither overflows nor underflows.
    pub fn times_power_of_two(self, factor: f64) -> Self {
        dd(self.hi * factor, self.lo * factor)
    }

    /// The number times 2^exponent.
    pub fn scale(self, exponent: i32) -> Self {
        dd(crate::float::scale(self.hi, exponent), crate::float::scale(self.lo, exponent))
    }

    /// The square root.
    pub fn sqrt(self) -> Self {
        if self.hi <= 0.0 {
            return dd(self.hi.sqrt(), 0.0);
        }
        let root = self.hi.sqrt();
        let rest = self - two_product(root, root);
        quick_two_sum(root, rest.hi / (2.0 * root))
    }

    /// The absolute value.
    pub fn abs(self) -> Self {
        if self.hi.is_sign_negative() { -self } else { self }
    }
}

impl From<f64> for DoubleDouble {
    fn from(value: f64) -> Self {
        dd(value, 0.0)
    }
}

impl Neg for DoubleDouble {
    type Output = Self;

    fn neg(self) -> Self {
        dd(-self.hi, -self.lo)
    }
}

impl Add for DoubleDouble {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (high, low) = (two_sum(self.hi, other.hi), two_sum(self.lo, other.lo));
        let sum = quick_two_sum(high.hi, high.lo + low.hi);
        quick_two_sum(sum.hi, sum.lo + low.lo)
    }
}

impl Sub for DoubleDouble {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for DoubleDouble {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let high = two_product(self.hi, other.hi);
        let low = self.lo.mul_add(other.hi, self.hi.mul_add(other.lo, self.lo * other.lo));
        quick_two_sum(high.hi, high.lo + low)
    }
}

impl Div for DoubleDouble {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let first = self.hi / other.hi;
        let rest = self - other * first;
        let second = rest.hi / other.hi;
        let rest = rest - other * second;
        quick_two_sum(first, second) + Self::from(rest.hi / other.hi)
    }
}

macro_rules! mixed {
    ($($trait:ident $method:ident)*) => {$(
        impl $trait<f64> for DoubleDouble {
            type Output = Self;

            fn $method(self, other: f64) -> Self {
                self.$method(Self::from(other))
            }
        }
    )*};
}
mixed!(Add add Sub sub Div div);

impl Mul<f64> for DoubleDouble {
    type Output = Self;

    fn mul(self, other: f64) -> Self {
        let high = two_product(self.hi, other);
        quick_two_sum(high.hi, self.lo.mul_add(other, high.lo))
    }
}

/// c[0] + x (c[1] + x (c[2] + ...)).
pub fn polynomial(x: DoubleDouble, coefficients: impl DoubleEndedIterator<Item = DoubleDouble>) -> DoubleDouble {
    coefficients.rev().fold(dd(0.0, 0.0), |sum, coefficient| sum * x + coefficient)
}
