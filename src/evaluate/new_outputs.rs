//! New arrays for outputs: one of a type that is known when this is compiled, one of any type, several, or the caller's
//! own.
//!
//! Several in any case, of which [`Expr::eval`](crate::evaluate::Expr::eval) would take the first, cost a call on ten
//! elements a quarter more.

use super::resolve::output_names;
use crate::array::{AnyArray, NewOutput, Operand, Output};
use crate::compile::OutputSlot;
use crate::element::{DType, Element, with_element_type};
use crate::error::{BindError, CallbackError, Error};
use crate::exec::{Bound, zeroed};
use crate::shape;
use crate::syntax::Tree;
use ndarray::{ArrayD, IxDyn};

/// The outputs of a program, one after the other.
pub struct NewOutputs<'p> {
    tree: &'p Tree,
    slots: &'p [OutputSlot],
    operands: &'p [Option<&'p Operand<'p>>],
    dtypes: &'p [DType],
    shapes: &'p [Vec<usize>],
    next: usize,
}

impl<'p> NewOutputs<'p> {
    /// Those of a program that is bound to operands, and whose outputs are still to be made.
    pub fn new(tree: &'p Tree, slots: &'p [OutputSlot], bound: &'p Bound<'_>) -> Result<Self, Error> {
        let (dtypes, shapes) = (&bound.compiled().program().outputs, bound.made_shapes()?);
        Ok(Self { tree, slots, operands: bound.operands(), dtypes, shapes, next: 0 })
    }
}

impl<'p> Iterator for NewOutputs<'p> {
    type Item = NewOutput<'p>;

    fn next(&mut self) -> Option<NewOutput<'p>> {
        let &mut Self { tree, slots, operands, dtypes, shapes, next: i } = self;
        self.next += 1;
        let (name, shape) = (output_names(slots, tree).nth(i)?, shapes.get(i)?);
        Some(NewOutput::new(name, dtypes[i], shape, operands.iter().copied().flatten()))
    }
}

/// Arrays that can be written to.
pub trait Lend {
    /// Lends them to be written.
    fn lend<R>(&mut self, write: impl FnOnce(&[Output<'_>]) -> R) -> R;
}

/// New arrays.
pub trait Made: Lend + Sized {
    /// Makes them for the outputs of a program.
    fn made<'n>(outputs: impl Iterator<Item = NewOutput<'n>>) -> Result<Self, Error>;
}

impl<T: Element> Lend for ArrayD<T> {
    fn lend<R>(&mut self, write: impl FnOnce(&[Output<'_>]) -> R) -> R {
        write(std::slice::from_ref(&self.into()))
    }
}

impl<T: Element> Made for ArrayD<T> {
    fn made<'n>(outputs: impl Iterator<Item = NewOutput<'n>>) -> Result<Self, Error> {
        let output = only(outputs);
        zeros(output.shape(), output.permuted_axes())
    }
}

impl Lend for AnyArray {
    fn lend<R>(&mut self, write: impl FnOnce(&[Output<'_>]) -> R) -> R {
        write(std::slice::from_ref(&self.into()))
    }
}

impl Made for AnyArray {
    fn made<'n>(outputs: impl Iterator<Item = NewOutput<'n>>) -> Result<Self, Error> {
        any_zeros_for(&only(outputs))
    }
}

/// Each with its name.
impl Lend for Vec<(String, AnyArray)> {
    fn lend<R>(&mut self, write: impl FnOnce(&[Output<'_>]) -> R) -> R {
        let outputs: Vec<Output<'_>> = self.iter_mut().map(|(_, array)| array.into()).collect();
        write(&outputs)
    }
}

impl Made for Vec<(String, AnyArray)> {
    fn made<'n>(outputs: impl Iterator<Item = NewOutput<'n>>) -> Result<Self, Error> {
        outputs.map(|output| Ok((output.name().to_owned(), any_zeros_for(&output)?))).collect()
    }
}

/// Arrays of the caller's.
impl Lend for Vec<Output<'_>> {
    fn lend<R>(&mut self, write: impl FnOnce(&[Output<'_>]) -> R) -> R {
        write(self)
    }
}

/// Lets the caller make all outputs.
pub fn allocated<'n, 'o>(
    outputs: impl Iterator<Item = NewOutput<'n>>,
    allocate: impl FnOnce(&[NewOutput<'n>]) -> Result<Vec<Output<'o>>, CallbackError>,
) -> Result<Vec<Output<'o>>, Error> {
    let asked: Vec<NewOutput<'n>> = outputs.collect();
    let given = allocate(&asked).map_err(|cause| Error::bind(BindError::Allocation { cause: cause.into() }, None))?;
    if given.len() != asked.len() {
        let kind = BindError::OutputCount { asked: asked.len(), given: given.len() };
        return Err(Error::bind(kind, None));
    }
    match asked.iter().zip(&given).find(|(x, y)| (x.dtype(), x.shape()) != (y.dtype(), y.shape())) {
        None => Ok(given),
        Some((asked, given)) => {
            let array = |dtype: DType, shape: &[usize]| format!("{dtype} of shape {}", shape::display(shape));
            let (name, asked) = (asked.name().to_owned(), array(asked.dtype(), asked.shape()));
            let kind = BindError::OtherOutput { name, asked, given: array(given.dtype(), given.shape()) };
            Err(Error::bind(kind, None))
        }
    }
}

/// The output of a program that has one.
fn only<'n>(mut outputs: impl Iterator<Item = NewOutput<'n>>) -> NewOutput<'n> {
    outputs.next().expect("the result is asked for")
}

fn any_zeros_for(output: &NewOutput<'_>) -> Result<AnyArray, Error> {
    with_element_type!(output.dtype(), T => {
        zeros::<T>(output.shape(), output.permuted_axes()).map(|array| AnyArray::from(array).of_type(output.dtype()))
    })
}

/// A new array in C order.
pub fn any_zeros(dtype: DType, shape: &[usize]) -> Result<AnyArray, Error> {
    with_element_type!(dtype, T => {
        zeros::<T>(shape, None).map(|array| AnyArray::from(array).of_type(dtype))
    })
}

/// A new array, if there is memory for it, of some order of axes, from the outermost in memory to the innermost.
fn zeros<T: Element>(shape: &[usize], order: Option<&[usize]>) -> Result<ArrayD<T>, Error> {
    let too_large = || Error::bind(BindError::ShapeTooLarge { shape: shape::display(shape) }, None);
    let elements = zeroed::<T>(shape.iter().product()).ok_or_else(too_large)?;
    let Some(order) = order else { return ArrayD::from_shape_vec(IxDyn(shape), elements).map_err(|_| too_large()) };
    let (mut in_memory, mut places) = (vec![0; shape.len()], vec![0; shape.len()]);
    for (place, &axis) in order.iter().enumerate() {
        (in_memory[place], places[axis]) = (shape[axis], place);
    }
    let array = ArrayD::from_shape_vec(in_memory, elements).map_err(|_| too_large())?;
    Ok(array.permuted_axes(places))
}
