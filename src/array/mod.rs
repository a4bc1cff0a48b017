//! The caller's arrays as the executor sees them: a pointer, a type, a shape and strides.
//!
//! [`Operand`] is what an expression reads, [`Output`] what it writes, [`AnyArray`] an owned array whose type is
//! known at run time only, [`Vars`] the operands by name.

mod any;
mod operand;
mod output;
mod vars;

pub use any::AnyArray;
pub use operand::{AsOperand, Operand};
pub use output::{AsOutput, Output};
pub use vars::Vars;

pub(crate) use operand::Source;

use ndarray::{Dimension, IxDyn};

/// Where the elements of an array are.
///
/// Shape and strides (in elements) are `IxDyn`, which holds up to four axes without an allocation; the strides are
/// signed numbers in its unsigned words, as ndarray itself stores them.
#[derive(Clone, Debug)]
pub(crate) struct Geometry {
    shape: IxDyn,
    strides: IxDyn,
}

impl Geometry {
    pub(crate) fn new(shape: &[usize], strides: &[isize]) -> Self {
        let mut unsigned = IxDyn::zeros(strides.len());
        for (to, from) in unsigned.slice_mut().iter_mut().zip(strides) {
            *to = *from as usize;
        }
        Self { shape: IxDyn(shape), strides: unsigned }
    }

    pub(crate) fn shape(&self) -> &[usize] {
        self.shape.slice()
    }

    /// The stride of an axis, in elements.
    pub(crate) fn stride(&self, axis: usize) -> isize {
        self.strides[axis] as isize
    }
}
