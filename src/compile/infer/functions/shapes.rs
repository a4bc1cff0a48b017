//! Arrays with their axes in another order, backwards, longer, or cut anew.
//!
//! All but the last are a matter of where elements are read, and cost nothing. In another shape the elements along an
//! axis do not lie evenly along one of the array's, unless axes of length 1 are all that differs; so they are put in a
//! row, in a temporary, which is then read in that shape.

use super::arguments::Arguments;
use super::fill::everywhere;
use super::parameters::{AXES, AXIS1, AXIS2, DESTINATION, NEW_AXES, REPEATS, SOURCE, TURNS, X};
use crate::compile::array_graph::Pick;
use crate::compile::graph::{Axes, NodeId};
use crate::compile::infer::context::{Infer, TypedNode};
use crate::error::{BindError, CompileError, Error};
use crate::shape;
use crate::span::Span;

/// The operand, of a type of its own.
fn operand(infer: &mut Infer<'_>, given: &Arguments) -> Result<TypedNode, Error> {
    let x = given.value(infer, &X)?;
    infer.strengthen(x)
}

pub(super) fn transpose(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    let rank = infer.arrays.shape(x.node).len();
    let numbers = given.numbers(infer, "an axis")?;
    if infer.is_unsized(x) {
        return Ok(x.node);
    }
    if numbers.is_empty() {
        return Ok(infer.arrays.permuted(x.node, &(0..rank).rev().collect::<Vec<_>>()));
    }
    let mut order = Vec::with_capacity(rank);
    for (number, span) in numbers {
        let axis = infer.axis_number(number, rank, span)?;
        if order.contains(&axis) {
            return Err(Error::compile(CompileError::RepeatedAxis { axis }, span));
        }
        order.push(axis);
    }
    check_all(order.len(), rank, given.span)?;
    Ok(infer.arrays.permuted(x.node, &order))
}

/// Refuses an order that leaves axes out.
fn check_all(given: usize, rank: usize, span: Span) -> Result<(), Error> {
    match given == rank {
        true => Ok(()),
        false => Err(Error::compile(CompileError::AxesLeftOut { given, rank }, span)),
    }
}

pub(super) fn swapaxes(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    if infer.is_unsized(x) {
        return Ok(x.node);
    }
    let rank = infer.arrays.shape(x.node).len();
    let axes = [given.axis_of(infer, &AXIS1, rank)?, given.axis_of(infer, &AXIS2, rank)?];
    let mut order: Vec<usize> = (0..rank).collect();
    order.swap(axes[0], axes[1]);
    Ok(infer.arrays.permuted(x.node, &order))
}

pub(super) fn moveaxis(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    if infer.is_unsized(x) {
        return Ok(x.node);
    }
    let rank = infer.arrays.shape(x.node).len();
    let (source, destination) =
        (given.ordered_axes(infer, &SOURCE, rank)?, given.ordered_axes(infer, &DESTINATION, rank)?);
    check_all(destination.len(), source.len(), given.span)?;
    let mut rest = (0..rank).filter(|axis| !source.contains(axis));
    let place = |axis: usize| destination.iter().position(|&other| other == axis).map(|place| source[place]);
    let order: Vec<usize> = (0..rank).filter_map(|axis| place(axis).or_else(|| rest.next())).collect();
    Ok(infer.arrays.permuted(x.node, &order))
}

/// An array backwards along some axes.
fn backwards(infer: &mut Infer<'_>, x: NodeId, axes: &[usize]) -> NodeId {
    let pick = |(axis, &count): (usize, &usize)| match axes.contains(&axis) && count > 1 {
        true => Pick::Range { start: count - 1, step: -1, count },
        false => Pick::whole(count),
    };
    let view = infer.arrays.shape(x).iter().enumerate().map(pick).collect();
    infer.arrays.part(x, view)
}

pub(super) fn flip(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    let along = given.axes(infer, &AXES, x)?;
    Ok(backwards(infer, x.node, &along.axes))
}

pub(super) fn flip_along(infer: &mut Infer<'_>, given: &Arguments, axis: usize) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    check_rank(infer, x, axis + 1)?;
    Ok(backwards(infer, x.node, &[axis]))
}

/// Refuses an array of too few axes.
fn check_rank(infer: &Infer<'_>, x: TypedNode, least: usize) -> Result<(), Error> {
    let rank = infer.arrays.shape(x.node).len();
    match rank >= least || infer.is_unsized(x) {
        true => Ok(()),
        false => Err(Error::compile(CompileError::AxisOutOfRange { axis: (least - 1).to_string(), rank }, x.span)),
    }
}

pub(super) fn rot90(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    check_rank(infer, x, 2)?;
    if infer.is_unsized(x) {
        return Ok(x.node);
    }
    let turns = given.integer(infer, &TURNS)?.rem_euclid(4);
    let mut order: Vec<usize> = (0..infer.arrays.shape(x.node).len()).collect();
    order.swap(0, 1);
    Ok(match turns {
        1 => {
            let x = backwards(infer, x.node, &[1]);
            infer.arrays.permuted(x, &order)
        }
        2 => backwards(infer, x.node, &[0, 1]),
        3 => {
            let x = infer.arrays.permuted(x.node, &order);
            backwards(infer, x, &[1])
        }
        _ => x.node,
    })
}

pub(super) fn squeeze(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    let along = given.axes(infer, &AXES, x)?;
    let shape = infer.arrays.shape(x.node).clone();
    let is_given = given.is_given(infer, &AXES);
    if let Some(&axis) = along.axes.iter().find(|&&axis| is_given && shape[axis] != 1) {
        return Err(Error::compile(CompileError::AxisIsLong { axis, length: shape[axis] }, given.span));
    }
    let pick = |(axis, &count): (usize, &usize)| match count == 1 && along.axes.contains(&axis) {
        true => Pick::At(0),
        false => Pick::whole(count),
    };
    Ok(infer.arrays.part(x.node, shape.iter().enumerate().map(pick).collect()))
}

pub(super) fn expand_dims(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    let shape = infer.arrays.shape(x.node).clone();
    let count = given.count_of(infer, &NEW_AXES)?;
    let rank = shape.len() + count;
    if rank > Axes::MOST {
        return Err(Error::compile(CompileError::TooManyAxes { rank }, given.span));
    }
    let new = given.ordered_axes(infer, &NEW_AXES, rank)?;
    let mut lengths = shape.iter();
    let pick = |axis: usize| match new.contains(&axis) {
        true => Pick::New,
        false => Pick::whole(*lengths.next().expect("an axis for each that is not new")),
    };
    Ok(infer.arrays.part(x.node, (0..rank).map(pick).collect()))
}

/// An array with new axes of length 1 before its own, so many in all.
pub(super) fn with_leading(infer: &mut Infer<'_>, x: NodeId, rank: usize) -> NodeId {
    let shape = infer.arrays.shape(x).clone();
    let new = rank.saturating_sub(shape.len());
    let own = shape.iter().map(|&length| Pick::whole(length));
    infer.arrays.part(x, std::iter::repeat_n(Pick::New, new).chain(own).collect())
}

pub(super) fn at_least(infer: &mut Infer<'_>, given: &Arguments, rank: usize) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    Ok(with_leading(infer, x.node, rank))
}

pub(super) fn broadcast_to(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    let shape = given.shape(infer)?;
    everywhere(infer, x.node, &shape, given.span)
}

/// The elements of an array, in C order, in another shape of as many.
fn in_shape(infer: &mut Infer<'_>, x: NodeId, shape: &[usize]) -> NodeId {
    let own = infer.arrays.shape(x).clone();
    let long = |shape: &[usize]| shape.iter().copied().filter(|&length| length != 1).collect::<Vec<_>>();
    if long(&own) != long(shape) {
        return infer.arrays.reshaped(x, shape.into());
    }
    // Axes of length 1 are all that differs.
    let without = own.iter().map(|&length| if length == 1 { Pick::At(0) } else { Pick::whole(length) });
    let without = infer.arrays.part(x, without.collect());
    let with = shape.iter().map(|&length| if length == 1 { Pick::New } else { Pick::whole(length) });
    infer.arrays.part(without, with.collect())
}

pub(super) fn reshape(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    let own = infer.arrays.shape(x.node).clone();
    let count: usize = own.iter().product();
    let numbers = given.numbers(infer, "a length")?;
    if infer.is_unsized(x) {
        return Ok(x.node);
    }
    if numbers.len() > Axes::MOST {
        return Err(Error::compile(CompileError::TooManyAxes { rank: numbers.len() }, given.span));
    }
    let is_left = |&(number, _): &(i128, Span)| number == -1;
    let known = numbers.iter().filter(|number| !is_left(number));
    let known = known.map(|&(number, _)| usize::try_from(number).ok()).collect::<Option<Vec<_>>>();
    let known_count =
        known.as_deref().and_then(|known| known.iter().try_fold(1_usize, |count, &x| count.checked_mul(x)));
    let left = known_count.map(|known| count.checked_div(known).unwrap_or(0));
    let shape = numbers.iter().map(|number| if is_left(number) { left } else { usize::try_from(number.0).ok() });
    let shape: Option<Vec<usize>> = shape.collect();
    let fits = |shape: &Vec<usize>| {
        numbers.iter().filter(|number| is_left(number)).count() <= 1
            && shape.iter().try_fold(1_usize, |count, &x| count.checked_mul(x)) == Some(count)
    };
    match shape.filter(fits) {
        Some(shape) => Ok(in_shape(infer, x.node, &shape)),
        None => {
            let asked: Vec<_> = numbers.iter().map(|(number, _)| number.to_string()).collect();
            let (shape, asked) = (shape::display(&own), format!("({})", asked.join(", ")));
            Err(Error::compile(CompileError::NoSuchShape { shape, asked }, given.span))
        }
    }
}

pub(super) fn ravel(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    Ok(in_a_row(infer, x.node))
}

fn in_a_row(infer: &mut Infer<'_>, x: NodeId) -> NodeId {
    let count: usize = infer.arrays.shape(x).iter().product();
    in_shape(infer, x, &[count])
}

/// An array with an axis after each of its own, along which each element stands so many times; then those are one.
fn repeated(infer: &mut Infer<'_>, x: NodeId, before: &[usize], after: &[usize], span: Span) -> Result<NodeId, Error> {
    let own = infer.arrays.shape(x).clone();
    let too_large = || Error::bind(BindError::ShapeTooLarge { shape: shape::display(&own) }, Some(span));
    let (mut picks, mut long, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for (axis, &length) in own.iter().enumerate() {
        let times = [before[axis], after[axis]];
        for (times, is_before) in [(times[0], true), (times[1], false)] {
            if !is_before {
                picks.push(Pick::whole(length));
                long.push(length);
            }
            if times != 1 {
                picks.push(Pick::New);
                long.push(times);
            }
        }
        let all = length.checked_mul(times[0]).and_then(|length| length.checked_mul(times[1]));
        whole.push(all.ok_or_else(too_large)?);
    }
    if long.len() > Axes::MOST {
        return Err(Error::compile(CompileError::TooManyAxes { rank: long.len() }, span));
    }
    shape::checked_len(&long, 1).ok_or_else(too_large)?;
    let spread = infer.arrays.part(x, picks.into());
    let spread = everywhere(infer, spread, &long, span)?;
    Ok(in_shape(infer, spread, &whole))
}

pub(super) fn repeat(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let mut x = operand(infer, given)?;
    let times = given.integer(infer, &REPEATS)?;
    let times = usize::try_from(times).map_err(|_| Error::compile(CompileError::LengthOutOfRange, given.span))?;
    let along = given.axes(infer, &AXES, x)?;
    let axis = match (given.is_given(infer, &AXES), &along.axes[..]) {
        (true, &[axis]) => axis,
        (true, _) => return Err(Error::compile(CompileError::OneAxisOnly, given.span)),
        (false, _) => {
            x.node = in_a_row(infer, x.node);
            0
        }
    };
    let ones = vec![1; infer.arrays.shape(x.node).len()];
    let mut after = ones.clone();
    after[axis] = times;
    repeated(infer, x.node, &ones, &after, given.span)
}

pub(super) fn tile(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = operand(infer, given)?;
    let mut times = given.shape(infer)?;
    let rank = infer.arrays.shape(x.node).len().max(times.len());
    let x = with_leading(infer, x.node, rank);
    times.splice(0..0, vec![1; rank - times.len()]);
    repeated(infer, x, &times, &vec![1; rank], given.span)
}
