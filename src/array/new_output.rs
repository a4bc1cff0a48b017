//! Outputs that are still to be made, and the order of their elements in memory.

use crate::array::Operand;
use crate::element::DType;
use crate::shape::fits;
use std::fmt;

/// An output that is to be made, by the library or by the caller: see [`Expr::eval_with`](crate::Expr::eval_with).
#[derive(Clone)]
pub struct NewOutput<'n> {
    name: &'n str,
    dtype: DType,
    shape: &'n [usize],
    /// The axes from the outermost in memory to the innermost, of any but C order.
    axes: Option<Vec<usize>>,
}

impl<'n> NewOutput<'n> {
    /// One in the order of the operands.
    pub(crate) fn new<'a>(
        name: &'n str,
        dtype: DType,
        shape: &'n [usize],
        operands: impl Iterator<Item = &'a Operand<'a>> + Clone,
    ) -> Self {
        Self { name, dtype, shape, axes: memory_order(operands, shape) }
    }

    /// The name: that of the value assigned, or `out` for the value of a final expression.
    pub fn name(&self) -> &'n str {
        self.name
    }

    /// The type of its elements.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// Its shape.
    pub fn shape(&self) -> &'n [usize] {
        self.shape
    }

    /// Its axes, from the outermost in memory to the innermost, in the order that the operands agree on, which is the
    /// fastest: `0, 1, …` in C order, `…, 1, 0` in Fortran order.
    pub fn axes(&self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        (0..self.shape.len()).map(|i| self.axes.as_ref().map_or(i, |axes| axes[i]))
    }

    /// The strides in bytes of an array without gaps whose axes are in that order.
    pub fn strides(&self) -> Vec<isize> {
        let mut strides = vec![0; self.shape.len()];
        let mut bytes = self.dtype.size() as isize;
        for axis in self.axes().rev() {
            strides[axis] = bytes;
            bytes *= self.shape[axis].max(1) as isize;
        }
        strides
    }

    /// The axes, of any but C order.
    pub(crate) fn permuted_axes(&self) -> Option<&[usize]> {
        self.axes.as_deref()
    }
}

impl fmt::Debug for NewOutput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let axes: Vec<usize> = self.axes().collect();
        let mut output = f.debug_struct("NewOutput");
        output.field("name", &self.name).field("dtype", &self.dtype).field("shape", &self.shape);
        output.field("axes", &axes).finish()
    }
}

/// The order of axes in which the operands of a shape, or that broadcast to it, lie in memory; nothing if that is C
/// order, or if they do not agree. This is NumPy's `order='K'`.
fn memory_order<'a>(operands: impl Iterator<Item = &'a Operand<'a>> + Clone, shape: &[usize]) -> Option<Vec<usize>> {
    let rank = shape.len();
    if rank < 2 {
        return None;
    }
    let operands = operands.filter(|operand| operand.shape().len() > 1 && fits(operand.shape(), shape));
    if operands.clone().all(is_in_c_order) {
        return None;
    }
    let strides: Vec<Vec<usize>> = operands.map(|operand| lengths_of_strides(operand, rank)).collect();
    // From the innermost to the outermost; each axis goes inwards as far as the operands allow.
    let mut axes: Vec<usize> = (0..rank).rev().collect();
    for i in 1..rank {
        let mut place = i;
        for j in (0..i).rev() {
            match lies_within(&strides, axes[i], axes[j]) {
                Some(true) => place = j,
                Some(false) => break,
                None => {}
            }
        }
        axes[place..=i].rotate_right(1);
    }
    axes.reverse();
    Some(axes).filter(|axes| !axes.is_sorted())
}

/// Whether no axis of an operand has a shorter stride than one behind it.
fn is_in_c_order(operand: &Operand<'_>) -> bool {
    let mut innermost = 0;
    operand.strides().zip(operand.shape()).rev().filter(|(_, length)| **length != 1).all(|(stride, _)| {
        let stride = stride.unsigned_abs();
        let fits = stride == 0 || stride >= innermost;
        innermost = innermost.max(stride);
        fits
    })
}

/// The strides of an operand along the axes of the output, without their signs; 0 where it has one element.
fn lengths_of_strides(operand: &Operand<'_>, rank: usize) -> Vec<usize> {
    let of_axis = |(stride, &length): (isize, &usize)| if length == 1 { 0 } else { stride.unsigned_abs() };
    let missing = std::iter::repeat_n(0, rank - operand.shape().len());
    missing.chain(operand.strides().zip(operand.shape()).map(of_axis)).collect()
}

/// Whether one axis should lie within another that comes behind it in C order: if an operand says so, and none the
/// contrary. Nothing if none of them moves along both.
fn lies_within(strides: &[Vec<usize>], axis: usize, other: usize) -> Option<bool> {
    let mut moving = strides.iter().filter(|strides| strides[axis] != 0 && strides[other] != 0).peekable();
    moving.peek()?;
    Some(moving.all(|strides| strides[axis] < strides[other]))
}
