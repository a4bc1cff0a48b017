//! NumPy's floor division and remainder of floats (`npy_divmod`), plainly.

use std::ops::{Add, Div, Rem, Sub};

/// What the formula needs.
pub trait Number:
    Copy + PartialOrd + Default + Add<Output = Self> + Sub<Output = Self> + Div<Output = Self> + Rem<Output = Self>
{
    /// 1.
    const ONE: Self;
    /// 1/2.
    const HALF: Self;
    /// The greatest integer not above.
    fn floor(self) -> Self;
    /// The same size with another's sign.
    fn copysign(self, sign: Self) -> Self;
}

macro_rules! number {
    ($($type:ident)*) => {$(
        impl Number for $type {
            const ONE: Self = 1.0;
            const HALF: Self = 0.5;

            fn floor(self) -> Self {
                $type::floor(self)
            }

            fn copysign(self, sign: Self) -> Self {
                $type::copysign(self, sign)
            }
        }
    )*};
}
number!(f32 f64);

/// The quotient's floor, and what remains.
fn divide<T: Number>(x: T, y: T) -> (T, T) {
    let zero = T::default();
    let mut remainder = x % y;
    if y == zero {
        return (x / y, remainder);
    }
    let mut quotient = (x - remainder) / y;
    if remainder != zero {
        if (y < zero) != (remainder < zero) {
            remainder = remainder + y;
            quotient = quotient - T::ONE;
        }
    } else {
        remainder = zero.copysign(y);
    }
    if quotient == zero {
        return (zero.copysign(x / y), remainder);
    }
    let floor = quotient.floor();
    (if quotient - floor > T::HALF { floor + T::ONE } else { floor }, remainder)
}

/// `x // y`.
pub fn floor_divide<T: Number>(x: T, y: T) -> T {
    divide(x, y).0
}

/// `x % y`.
pub fn remainder<T: Number>(x: T, y: T) -> T {
    divide(x, y).1
}
