//! What moves elements and computes nothing: indexing, `roll`, `shift`, and the generators, one element at a time.

use super::interpret::{Refusal, Typed};
use super::program::{Item, Mode, Static};
use crate::common::Value;
use fusexpr::DType;

/// An array of a type; not a literal.
pub fn array(dtype: DType, shape: Vec<usize>, elements: Vec<Value>) -> Typed {
    Typed { dtype, weak: false, constant: false, exact: true, shape, elements }
}

/// The shape that an index gives, and where in the indexed array its elements are, in row-major order.
pub fn select(shape: &[usize], items: &[Item]) -> Result<(Vec<usize>, Vec<usize>), Refusal> {
    let taken = items.iter().filter(|item| matches!(item, Item::At(_) | Item::Range { .. })).count();
    let rest = shape.len().checked_sub(taken).ok_or("too many indices")?;
    let has_rest = items.iter().any(|item| matches!(item, Item::Rest));
    let mut items = items.to_vec();
    if !has_rest {
        items.push(Item::Rest);
    }

    let (mut result, mut positions) = (Vec::new(), vec![0]);
    let mut lengths = shape.iter().copied();
    // Every axis makes each position so far into one for each of its own.
    let mut take = |length: usize, along: &[usize]| {
        let of = |position: &usize| along.iter().map(|i| position * length + i).collect::<Vec<_>>();
        positions = positions.iter().flat_map(of).collect();
    };
    for item in items {
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
                let from_start = if at.value < 0 { at.value + length as i64 } else { at.value };
                if !(0..length as i64).contains(&from_start) {
                    return Err("an index out of bounds".into());
                }
                take(length, &[from_start as usize]);
            }
            Item::Range { start, stop, step } => {
                let length = lengths.next().expect("the axes were counted");
                let value = |x: Option<Static>| x.map(|x| x.value);
                let along = range(length as i64, value(start), value(stop), value(step).unwrap_or(1))?;
                take(length, &along);
                result.push(along.len());
            }
        }
    }
    Ok((result, positions))
}

/// The positions that `start:stop:step` takes, as Python does.
fn range(length: i64, start: Option<i64>, stop: Option<i64>, step: i64) -> Result<Vec<usize>, Refusal> {
    if step == 0 {
        return Err("a step of zero".into());
    }
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let place = |bound: i64| (if bound < 0 { bound + length } else { bound }).clamp(low, high);
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
pub fn index(x: &Typed, items: &[Item]) -> Result<Typed, Refusal> {
    let (shape, positions) = select(&x.shape, items)?;
    Ok(array(x.dtype, shape, positions.iter().map(|&position| x.elements[position]).collect()))
}

/// The axis that a number, or none, stands for.
pub fn axis_of(axis: Option<i64>, rank: usize) -> Result<usize, Refusal> {
    let axis = match axis {
        None if rank == 1 => 0,
        None => return Err("which axis?".into()),
        Some(axis) if axis < 0 => axis + rank as i64,
        Some(axis) => axis,
    };
    if (0..rank as i64).contains(&axis) { Ok(axis as usize) } else { Err("no such axis".into()) }
}

/// Element `i` along an axis is element `source(i)` of `x`, or a value.
fn moved(x: &Typed, axis: usize, source: impl Fn(i64, i64) -> Option<i64>, value: Value) -> Typed {
    let stride: usize = x.shape[axis + 1..].iter().product();
    let length = x.shape[axis];
    let element = |position: usize| {
        let along = position / stride % length;
        match source(along as i64, length as i64) {
            Some(from) => x.elements[position - along * stride + from as usize * stride],
            None => value,
        }
    };
    array(x.dtype, x.shape.clone(), (0..x.elements.len()).map(element).collect())
}

/// `roll(x, by, axis)`
pub fn roll(x: &Typed, by: i64, axis: Option<i64>) -> Result<Typed, Refusal> {
    let axis = axis_of(axis, x.shape.len())?;
    Ok(moved(x, axis, |i, length| Some((i - by).rem_euclid(length)), Value::Bool(false)))
}

/// `shift(x, by, axis, mode, value)`
pub fn shift(x: &Typed, by: i64, axis: Option<i64>, mode: Mode, value: f64) -> Result<Typed, Refusal> {
    let axis = axis_of(axis, x.shape.len())?;
    let source = |i: i64, length: i64| {
        let at = i - by;
        match mode {
            Mode::Default | Mode::Constant => (0..length).contains(&at).then_some(at),
            Mode::Nearest => Some(at.clamp(0, length - 1)),
            Mode::Wrap => Some(at.rem_euclid(length)),
            Mode::Reflect => {
                let within = at.rem_euclid(2 * length);
                Some(if within < length { within } else { 2 * length - 1 - within })
            }
            Mode::Mirror if length == 1 => Some(0),
            Mode::Mirror => {
                let within = at.rem_euclid(2 * length - 2);
                Some(if within < length { within } else { 2 * length - 2 - within })
            }
        }
    };
    Ok(moved(x, axis, source, Value::F64(value).cast(x.dtype)))
}

/// `arange` of integers.
pub fn arange(numbers: &[i64]) -> Result<Typed, Refusal> {
    let (start, stop, step) = match *numbers {
        [stop] => (0, stop, 1),
        [start, stop] => (start, stop, 1),
        [start, stop, step] => (start, stop, step),
        _ => return Err("arange takes one to three numbers".into()),
    };
    if step == 0 {
        return Err("a step of zero".into());
    }
    let mut elements = Vec::new();
    let mut value = start;
    while if step > 0 { value < stop } else { value > stop } {
        elements.push(Value::Int(value.into()));
        value += step;
    }
    Ok(array(DType::I64, vec![elements.len()], elements))
}

/// `arange` of floats.
pub fn float_arange([start, stop, step]: [f64; 3]) -> Result<Typed, Refusal> {
    if step == 0.0 {
        return Err("a step of zero".into());
    }
    let length = ((stop - start) / step).ceil().max(0.0) as usize;
    let elements = (0..length).map(|i| Value::F64(start + i as f64 * step)).collect();
    Ok(array(DType::F64, vec![length], elements))
}

/// `linspace(start, stop, length)`, the last element being `stop` itself.
pub fn linspace(start: f64, stop: f64, length: i64) -> Result<Typed, Refusal> {
    let length = usize::try_from(length).map_err(|_| "a negative length")?;
    let step = (stop - start) / (length.max(2) - 1) as f64;
    let element = |i: usize| match i > 0 && i + 1 == length {
        true => Value::F64(stop),
        false => Value::F64(start + i as f64 * step),
    };
    Ok(array(DType::F64, vec![length], (0..length).map(element).collect()))
}

/// `index(axis)` in a frame of a shape: 1 long along the other axes.
pub fn position(axis: i64, frame: &[usize]) -> Result<Typed, Refusal> {
    let axis = axis_of(Some(axis), frame.len())?;
    let mut shape = vec![1; frame.len()];
    shape[axis] = frame[axis];
    Ok(array(DType::I64, shape, (0..frame[axis]).map(|i| Value::Int(i as i128)).collect()))
}
