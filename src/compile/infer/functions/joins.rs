//! Arrays put one after the other, and the differences of neighbours.
//!
//! A joined array is one all of which is replaced, part by part, so each element is read where it is: the box that it is
//! computed over is cut where one array ends and the next begins.

use super::arguments::Arguments;
use super::parameters::{ARRAYS, DIFFERENCES, FIRST_AXIS, LAST_AXIS, X};
use super::places::places_of_all;
use super::shapes::with_leading;
use crate::compile::array_graph::Pick;
use crate::compile::graph::{Axes, NodeId};
use crate::compile::infer::context::{Infer, TypedNode};
use crate::element::{DType, promote_all};
use crate::error::{BindError, CompileError, Error};
use crate::ops::Op;
use crate::shape;
use crate::span::Span;

/// The arrays that are joined, of which there is one at least.
fn arrays(infer: &mut Infer<'_>, given: &Arguments) -> Result<Vec<TypedNode>, Error> {
    let arrays = given.arrays(infer, &ARRAYS)?;
    match arrays.is_empty() {
        true => Err(Error::compile(CompileError::NotAList, given.span).with_help("there must be an array to join")),
        false => Ok(arrays),
    }
}

pub(super) fn concatenate(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let arrays = arrays(infer, given)?;
    let axis = given.axis_of(infer, &FIRST_AXIS, infer.arrays.shape(arrays[0].node).len())?;
    joined(infer, &arrays, axis, given.span)
}

pub(super) fn stack(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let mut arrays = arrays(infer, given)?;
    let rank = infer.arrays.shape(arrays[0].node).len() + 1;
    if rank > Axes::MOST {
        return Err(Error::compile(CompileError::TooManyAxes { rank }, given.span));
    }
    let axis = given.axis_of(infer, &FIRST_AXIS, rank)?;
    for array in &mut arrays {
        array.node = with_axis(infer, array.node, axis);
    }
    joined(infer, &arrays, axis, given.span)
}

/// An array with a new axis of length 1 at a place, or after its own.
fn with_axis(infer: &mut Infer<'_>, array: NodeId, place: usize) -> NodeId {
    let mut view: Vec<Pick> = infer.arrays.shape(array).iter().map(|&length| Pick::whole(length)).collect();
    view.insert(place.min(view.len()), Pick::New);
    infer.arrays.part(array, view.into())
}

/// Arrays joined along an axis, after each has been given as many axes as it needs at least.
fn with_rank(
    infer: &mut Infer<'_>,
    given: &Arguments,
    with_axes: fn(&mut Infer<'_>, NodeId) -> NodeId,
    axis: fn(usize) -> usize,
) -> Result<NodeId, Error> {
    let mut arrays = arrays(infer, given)?;
    for array in &mut arrays {
        array.node = with_axes(infer, array.node);
    }
    let rank = infer.arrays.shape(arrays[0].node).len();
    joined(infer, &arrays, axis(rank), given.span)
}

pub(super) fn hstack(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    with_rank(infer, given, |infer, x| with_leading(infer, x, 1), |rank| usize::from(rank > 1))
}

pub(super) fn vstack(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    with_rank(infer, given, |infer, x| with_leading(infer, x, 2), |_| 0)
}

pub(super) fn column_stack(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let as_column = |infer: &mut Infer<'_>, x: NodeId| {
        let x = with_leading(infer, x, 1);
        if infer.arrays.shape(x).len() == 1 { with_axis(infer, x, 1) } else { x }
    };
    with_rank(infer, given, as_column, |_| 1)
}

/// Arrays one after the other along an axis.
fn joined(infer: &mut Infer<'_>, arrays: &[TypedNode], axis: usize, span: Span) -> Result<NodeId, Error> {
    let first = infer.arrays.shape(arrays[0].node).clone();
    let mut whole = first.to_vec();
    whole[axis] = 0;
    for array in arrays {
        let shape = infer.arrays.shape(array.node);
        let fits = |(i, (&own, &other)): (usize, (&usize, &usize))| i == axis || own == other;
        if shape.len() != first.len() || !shape.iter().zip(first.iter()).enumerate().all(fits) {
            let (left, right) = (shape::display(&first), shape::display(shape));
            return Err(Error::bind(BindError::ShapeMismatch { left, right }, Some(array.span))
                .with_help("what is joined is as long along all other axes"));
        }
        whole[axis] = whole[axis].saturating_add(shape[axis]);
    }
    let types: Vec<DType> = arrays.iter().map(|&array| infer.dtype(array)).collect();
    let Some(dtype) = promote_all(types.iter().copied()).ok().flatten() else {
        let types: Vec<_> = types.iter().map(DType::to_string).collect();
        let (operation, operands) = ("joining".to_owned(), types.join(" and "));
        return Err(Error::compile(CompileError::UnsupportedTypes { operation, operands }, span));
    };
    if shape::checked_len(&whole, 1).is_none() {
        return Err(Error::bind(BindError::ShapeTooLarge { shape: shape::display(&whole) }, Some(span)));
    }
    let places = places_of_all(infer, &whole, span)?;
    let mut joined = infer.convert(places, dtype)?;
    let mut start = 0;
    for &array in arrays {
        let part = infer.convert(array, dtype)?;
        let count = infer.arrays.shape(part)[axis];
        let mut view: Vec<Pick> = whole.iter().map(|&length| Pick::whole(length)).collect();
        view[axis] = Pick::Range { start, step: 1, count };
        joined = infer.arrays.replaced(joined, view.into(), part);
        start += count;
    }
    Ok(joined)
}

pub(super) fn diff(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let mut x = infer.strengthen(x)?;
    if infer.is_unsized(x) {
        return Ok(x.node);
    }
    let axis = given.axis_of(infer, &LAST_AXIS, infer.arrays.shape(x.node).len())?;
    let times = given.integer(infer, &DIFFERENCES)?;
    if !(0..=MOST_DIFFERENCES).contains(&times) {
        return Err(Error::compile(CompileError::LengthOutOfRange, given.span));
    }
    for _ in 0..times {
        let shape = infer.arrays.shape(x.node).clone();
        let mut from = |start: usize| {
            let mut view: Vec<Pick> = shape.iter().map(|&length| Pick::whole(length)).collect();
            view[axis] = Pick::Range { start: start.min(shape[axis]), step: 1, count: shape[axis].saturating_sub(1) };
            TypedNode { node: infer.arrays.part(x.node, view.into()), ..x }
        };
        let (next, previous) = (from(1), from(0));
        // Truth values differ or not.
        let op = if infer.dtype(x) == DType::Bool { Op::NotEqual } else { Op::Subtract };
        x = infer.apply(op, &[next, previous], given.span)?;
    }
    Ok(x.node)
}

/// Each difference is made of twice as many elements as the one before.
const MOST_DIFFERENCES: i128 = 64;
