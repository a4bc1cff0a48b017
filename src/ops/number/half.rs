//! f16: what it takes to move values, and the step from one to the next. All else is done in f32, see
//! [`Elem::computed_as`](crate::element::Elem::computed_as).

use super::capability::{Adjacent, Value};
use crate::f16;
use crate::math::half;

impl Value for f16 {
    const ONE: Self = f16::ONE;
}

impl Adjacent for f16 {
    #[inline(always)]
    fn next_after(self, y: Self) -> Self {
        f16::from_bits(half::next_after(self.to_bits(), y.to_bits()))
    }
}
