//! Values converted to a type, and lists that have a type of their own.

use super::arguments::Arguments;
use super::parameters::{ASKED_TYPE, DTYPE, X};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::Infer;
use crate::error::Error;
use crate::ops::Op;

/// What the function of the type's name gives.
pub(super) fn astype(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let dtype = given.asked_type(infer, &ASKED_TYPE)?;
    match dtype.is_time() {
        true => infer.convert(x, dtype),
        false => Ok(infer.apply(Op::conversion_to(dtype), &[x], given.span)?.node),
    }
}

/// A list is of the type that its elements have in common, as are other values that have none of their own.
pub(super) fn array(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.list(infer, &X)?;
    let dtype = given.dtype(infer, &DTYPE)?.unwrap_or(infer.dtype(x));
    infer.convert(x, dtype)
}
