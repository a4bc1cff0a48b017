//! The caller's arrays as the executor sees them: a pointer, a type, a shape and strides.
//!
//! [`Operand`] is what an expression reads, [`Output`] what it writes, [`AnyArray`] an owned array whose type is
//! known at run time only, [`Vars`] the operands and [`Outputs`] the
//! outputs by name, [`ReadRows`] and [`WriteRows`] are for what is larger than memory.

mod any;
mod operand;
mod output;
mod outputs;
mod rows;
mod vars;

pub use any::AnyArray;
pub use operand::{AsOperand, Operand};
pub use output::{AsOutput, Output};
pub use outputs::Outputs;
pub use rows::{ReadRows, WriteRows};
pub use vars::Vars;

pub(crate) use operand::Source;

/// Where the elements of an array are: its shape, and its strides in elements.
///
/// Both are borrowed from the array where that is possible: on ten elements, copying them would take a third of the
/// time of a call.
#[derive(Clone, Debug)]
pub(crate) enum Geometry<'a> {
    /// One axis, elements in a row.
    Line(usize),
    /// As the array has them.
    Borrowed { shape: &'a [usize], strides: &'a [isize] },
    /// Of a view that was given away.
    Owned(Box<(Vec<usize>, Vec<isize>)>),
}

impl Geometry<'_> {
    /// Where an array is that is not there, at the beginning of a line of any cache.
    pub(crate) const NOWHERE: *const u8 = std::ptr::without_provenance(1 << 12);

    /// That of an array in C order; strides mean nothing where no memory could hold the shape.
    pub(crate) fn in_c_order(shape: &[usize]) -> Self {
        let mut strides = vec![0; shape.len()];
        let mut elements = 1_isize;
        for (stride, &length) in strides.iter_mut().zip(shape).rev() {
            *stride = elements;
            elements = elements.wrapping_mul(length as isize);
        }
        Geometry::Owned(Box::new((shape.to_vec(), strides)))
    }

    pub(crate) fn shape(&self) -> &[usize] {
        match self {
            Geometry::Line(length) => std::slice::from_ref(length),
            Geometry::Borrowed { shape, .. } => shape,
            Geometry::Owned(owned) => &owned.0,
        }
    }

    pub(crate) fn strides(&self) -> &[isize] {
        match self {
            Geometry::Line(_) => &[1],
            Geometry::Borrowed { strides, .. } => strides,
            Geometry::Owned(owned) => &owned.1,
        }
    }
}
