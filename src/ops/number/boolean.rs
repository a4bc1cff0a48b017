//! bool: addition is or, multiplication is and, false is below true.

use super::capability::{Field, Magnitude, Ordered, Rounded, Value, integral};
use crate::level::Isa;

impl Value for bool {
    const ONE: Self = true;
}

integral!(bool, |x| x);

impl Field for bool {
    #[inline(always)]
    fn add(self, y: Self) -> Self {
        self | y
    }
    #[inline(always)]
    fn multiply(self, y: Self) -> Self {
        self & y
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
