//! New arrays for outputs: one of a type that is known when this is compiled, one of any type, or several.
//!
//! Several in any case, of which [`Expr::eval`](crate::evaluate::Expr::eval) would take the first, cost a call on ten
//! elements a quarter more.

use crate::array::{AnyArray, Output};
use crate::compile::OutputSlot;
use crate::element::{DType, Element, with_element_type};
use crate::error::{BindError, Error};
use crate::exec::zeroed;
use crate::shape;
use ndarray::{ArrayD, IxDyn};

/// Arrays that can be made for outputs.
pub trait Made: Sized {
    /// Makes them, for the outputs of a program, their types and shapes.
    fn new(slots: &[OutputSlot], dtypes: &[DType], shapes: &[Vec<usize>]) -> Result<Self, Error>;

    /// Lends them to be written.
    fn lend<R>(&mut self, write: impl FnOnce(&[Output<'_>]) -> R) -> R;
}

impl<T: Element> Made for ArrayD<T> {
    fn new(_: &[OutputSlot], _: &[DType], shapes: &[Vec<usize>]) -> Result<Self, Error> {
        zeros(&shapes[0])
    }

    fn lend<R>(&mut self, write: impl FnOnce(&[Output<'_>]) -> R) -> R {
        write(std::slice::from_ref(&self.into()))
    }
}

impl Made for AnyArray {
    fn new(_: &[OutputSlot], dtypes: &[DType], shapes: &[Vec<usize>]) -> Result<Self, Error> {
        any_zeros(dtypes[0], &shapes[0])
    }

    fn lend<R>(&mut self, write: impl FnOnce(&[Output<'_>]) -> R) -> R {
        write(std::slice::from_ref(&self.into()))
    }
}

/// Each with the position of the name whose value it is.
impl Made for Vec<(Option<usize>, AnyArray)> {
    fn new(slots: &[OutputSlot], dtypes: &[DType], shapes: &[Vec<usize>]) -> Result<Self, Error> {
        let kinds = slots.iter().zip(dtypes).zip(shapes);
        kinds.map(|((slot, dtype), shape)| Ok((slot.name, any_zeros(*dtype, shape)?))).collect()
    }

    fn lend<R>(&mut self, write: impl FnOnce(&[Output<'_>]) -> R) -> R {
        let outputs: Vec<Output<'_>> = self.iter_mut().map(|(_, array)| array.into()).collect();
        write(&outputs)
    }
}

pub fn any_zeros(dtype: DType, shape: &[usize]) -> Result<AnyArray, Error> {
    with_element_type!(dtype, T => zeros::<T>(shape).map(AnyArray::from))
}

/// A new array, if there is memory for it.
fn zeros<T: Element>(shape: &[usize]) -> Result<ArrayD<T>, Error> {
    let too_large = || Error::bind(BindError::ShapeTooLarge { shape: shape::display(shape) }, None);
    let elements = zeroed::<T>(shape.iter().product()).ok_or_else(too_large)?;
    ArrayD::from_shape_vec(IxDyn(shape), elements).map_err(|_| too_large())
}
