//! Arrays moved along an axis.

use super::arguments::Arguments;
use super::parameters::{AXES, AXIS, ENTERING, INDEX_MODE, INDICES, MODE, SHIFT, X};
use crate::compile::array_graph::{Mode, Shift};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::compile::infer::lookup::{AxisIndex, Indices};
use crate::element::{DType, Scalar};
use crate::error::{CompileError, Error};
use crate::shape;
use crate::time::Datetime;

pub(super) fn roll(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    if infer.is_unsized(x) {
        return Ok(x.node);
    }
    let x = infer.strengthen(x)?;
    let (axis, by) = axis_and_distance(infer, given, x)?;
    let Some(length) = infer.arrays.shape(x.node).get(axis).copied().filter(|&length| length > 0) else {
        return Ok(x.node);
    };
    let by = by.rem_euclid(length as i128) as isize;
    let zero = infer.arrays.constant(false.into());
    Ok(infer.arrays.moved(x.node, Shift { axis, by, mode: Mode::Wrap }, zero))
}

pub(super) fn shift(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    if infer.is_unsized(x) {
        return Ok(x.node);
    }
    let (axis, by) = axis_and_distance(infer, given, x)?;
    let mode = given.mode(infer, &MODE)?;
    let x = infer.strengthen(x)?;
    let value = match mode {
        Mode::Constant => entering(infer, given, x)?,
        Mode::Nearest | Mode::Reflect | Mode::Mirror | Mode::Wrap => infer.arrays.constant(false.into()),
    };
    let length = infer.arrays.shape(x.node).get(axis).copied().unwrap_or(0) as i128;
    if length == 0 {
        return Ok(x.node);
    }
    let by = match mode {
        // Beyond the axis all elements are equal.
        Mode::Constant | Mode::Nearest => by.clamp(-length, length),
        Mode::Wrap => by.rem_euclid(length),
        Mode::Reflect => by.rem_euclid(2 * length),
        Mode::Mirror => by.rem_euclid((2 * length - 2).max(1)),
    };
    Ok(infer.arrays.moved(x.node, Shift { axis, by: by as isize, mode }, value))
}

/// The elements of an array at some indices: along one axis, or of all of it in C order.
pub(super) fn take(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let x = infer.strengthen(x)?;
    let index = given.value(infer, &INDICES)?;
    if !infer.is_whole(index) || infer.dtype(index) == DType::Bool {
        return Err(Error::compile(CompileError::NotAnInteger { what: "an index" }, index.span));
    }
    let mode = given.index_mode(infer, &INDEX_MODE)?;
    let along = given.axes(infer, &AXES, x)?;
    match along.axes[..] {
        [axis] => infer
            .elements(x, Indices { axes: vec![AxisIndex { axis, index, mode }], place: axis }, given.span)
            .map(|taken| taken.node),
        _ if along.is_list => Err(Error::compile(CompileError::NotAValue { found: "a tuple" }, given.span)),
        _ => infer.elements_in_order(x, index, mode, given.span).map(|taken| taken.node),
    }
}

/// The one value that enters at an edge, in the type of the operand.
fn entering(infer: &mut Infer<'_>, given: &Arguments, x: TypedNode) -> Result<NodeId, Error> {
    // No number is a date, so none stands for what is left out.
    if let (DType::Datetime64(unit), true) = (infer.dtype(x), !given.is_given(infer, &ENTERING)) {
        return Ok(infer.arrays.constant(Scalar::datetime64(Datetime::NAT, unit)));
    }
    let entering = given.value(infer, &ENTERING)?;
    if !infer.arrays.shape(entering.node).is_empty() {
        let shape = shape::display(infer.arrays.shape(entering.node));
        return Err(Error::compile(CompileError::NotOneValue { shape }, entering.span));
    }
    let dtype = infer.dtype(x);
    match entering.weak && dtype == DType::Bool {
        true => infer.convert(entering, dtype), // 0 and 1 are truth values here
        false => infer.cast(entering, dtype),
    }
}

/// The axis of a shift, and how far.
fn axis_and_distance(infer: &mut Infer<'_>, given: &Arguments, x: TypedNode) -> Result<(usize, i128), Error> {
    let by = given.integer(infer, &SHIFT)?;
    Ok((given.axis(infer, &AXIS, x)?, by))
}
