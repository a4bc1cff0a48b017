//! bool: addition is or, multiplication is and, false is below true.

use super::{Isa, Value, conversions, integral};

impl Value for bool {
    const ONE: Self = true;
    conversions!(|x| x, |x: bool| x as u8);
    integral!();

    #[inline(always)]
    fn add(self, y: Self) -> Self {
        self | y
    }
    #[inline(always)]
    fn multiply(self, y: Self) -> Self {
        self & y
    }
    #[inline(always)]
    fn absolute(self) -> Self {
        self
    }
}
