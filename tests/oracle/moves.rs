//! What moves elements and computes nothing: indexing, `roll`, `shift`, one element at a time.

use super::program::{Item, Node};
use super::typed::{Refusal, Typed};
use crate::common::Value;

/// The shape that an index gives, and where in the indexed array its elements are, in row-major order.
pub fn select(
    shape: &[usize],
    items: &[Item],
    integer: impl Fn(&Node) -> Result<i128, Refusal>,
) -> Result<(Vec<usize>, Vec<usize>), Refusal> {
    let taken = items.iter().filter(|item| matches!(item, Item::At(_) | Item::Range { .. })).count();
    let rest = shape.len().checked_sub(taken).ok_or("too many indices")?;
    if items.iter().filter(|item| matches!(item, Item::Rest)).count() > 1 {
        return Err("two ellipses".into());
    }
    let implied = if items.contains(&Item::Rest) { None } else { Some(&Item::Rest) };
    let (mut result, mut positions) = (Vec::new(), vec![0]);
    let mut lengths = shape.iter().copied();
    // Every axis makes each position so far into one for each of its own.
    let mut take = |length: usize, along: &[usize]| {
        let of = |position: &usize| along.iter().map(|i| position * length + i).collect::<Vec<_>>();
        positions = positions.iter().flat_map(of).collect();
    };
    for item in items.iter().chain(implied) {
        match item {
            Item::NewAxis => result.push(1),
            Item::Rest => {
                for length in lengths.by_ref().take(rest) {
                    take(length, &(0..length).collect::<Vec<_>>());
                    result.push(length);
                }
            }
            Item::At(at) => {
                let length = lengths.next().expect("the axes were counted");
                let at = integer(at)?;
                let from_start = if at < 0 { at + length as i128 } else { at };
                if !(0..length as i128).contains(&from_start) {
                    return Err("an index out of bounds".into());
                }
                take(length, &[from_start as usize]);
            }
            Item::Range { start, stop, step } => {
                let length = lengths.next().expect("the axes were counted");
                let value = |x: &Option<Node>| x.as_ref().map(&integer).transpose();
                let along = range(length as i128, value(start)?, value(stop)?, value(step)?.unwrap_or(1))?;
                take(length, &along);
                result.push(along.len());
            }
        }
    }
    Ok((result, positions))
}

/// The positions that `start:stop:step` takes, as Python does.
fn range(length: i128, start: Option<i128>, stop: Option<i128>, step: i128) -> Result<Vec<usize>, Refusal> {
    if step == 0 {
        return Err("a step of zero".into());
    }
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let place = |bound: i128| (if bound < 0 { bound + length } else { bound }).clamp(low, high);
    let (mut at, end) = match step > 0 {
        true => (start.map_or(low, place), stop.map_or(high, place)),
        false => (start.map_or(high, place), stop.map_or(low, place)),
    };
    let mut positions = Vec::new();
    while if step > 0 { at < end } else { at > end } {
        positions.push(at as usize);
        at += step;
    }
    Ok(positions)
}

/// `x[items]`
pub fn index(x: &Typed, items: &[Item], integer: impl Fn(&Node) -> Result<i128, Refusal>) -> Result<Typed, Refusal> {
    let x = x.strong()?;
    let (shape, positions) = select(&x.shape, items, integer)?;
    let places: Vec<_> = positions.into_iter().map(Some).collect();
    Ok(Typed { moved: x.moved, ..x.picked(shape, &places, Value::Bool(false)) })
}

/// The axis that a number, or none, stands for.
pub fn axis_of(axis: Option<i128>, rank: usize) -> Result<usize, Refusal> {
    let axis = match axis {
        None if rank == 1 => 0,
        None => return Err("which axis?".into()),
        Some(axis) if axis < 0 => axis + rank as i128,
        Some(axis) => axis,
    };
    if (0..rank as i128).contains(&axis) { Ok(axis as usize) } else { Err("no such axis".into()) }
}

/// Element `i` along an axis is element `source(i)` of `x`, or a value.
fn moved(x: &Typed, axis: usize, source: impl Fn(i128, i128) -> Option<i128>, value: Value) -> Typed {
    let stride: usize = x.shape[axis + 1..].iter().product();
    let length = x.shape[axis];
    let place = |position: usize| {
        let along = position / stride % length;
        source(along as i128, length as i128).map(|from| position - along * stride + from as usize * stride)
    };
    let places: Vec<_> = (0..x.elements.len()).map(place).collect();
    x.picked(x.shape.clone(), &places, value)
}

/// `roll(x, by, axis)`
pub fn roll(x: &Typed, by: i128, axis: Option<i128>) -> Result<Typed, Refusal> {
    let axis = axis_of(axis, x.shape.len())?;
    Ok(moved(x, axis, |i, length| Some((i - by).rem_euclid(length)), Value::Bool(false)))
}

/// `shift(x, by, axis, mode)`, with what comes in at the edge in mode `constant`.
pub fn shift(x: &Typed, by: i128, axis: Option<i128>, mode: &str, value: Option<&Typed>) -> Result<Typed, Refusal> {
    let axis = axis_of(axis, x.shape.len())?;
    let source = |i: i128, length: i128| {
        let at = i - by;
        match mode {
            "constant" => (0..length).contains(&at).then_some(at),
            "nearest" => Some(at.clamp(0, length - 1)),
            "wrap" => Some(at.rem_euclid(length)),
            "reflect" => {
                let within = at.rem_euclid(2 * length);
                Some(if within < length { within } else { 2 * length - 1 - within })
            }
            "mirror" if length == 1 => Some(0),
            "mirror" => {
                let within = at.rem_euclid(2 * length - 2);
                Some(if within < length { within } else { 2 * length - 2 - within })
            }
            other => unreachable!("{other} is no mode"),
        }
    };
    let entering = value.map_or(Value::Int(0).cast(x.dtype), |value| value.elements[0]);
    let shifted = moved(x, axis, source, entering);
    // What comes in may be open itself.
    let is_open = value.is_some_and(|value| value.slack.as_ref().is_some_and(|slack| slack[0] > 0.0));
    Ok(if is_open { shifted.unknown() } else { shifted })
}
