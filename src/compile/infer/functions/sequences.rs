//! Numbers that count along an axis.
//!
//! A sequence is arithmetic on the numbers 0, 1, 2 …, which are in no array: the machine writes them down block by
//! block.

use super::arguments::Arguments;
use super::parameters::{COUNT, DTYPE, FIRST, LAST, START, STATEMENT_AXIS, STEP, STOP};
use crate::compile::array_graph::Pick;
use crate::compile::graph::NodeId;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::element::{DType, Scalar, promote_all};
use crate::error::{CompileError, Error};
use crate::ops::Op;
use crate::shape;
use crate::span::Span;

/// The numbers from `start` to before `stop`: integers if all three are, else floats, as start + i * step.
pub(super) fn arange(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let start = given.value(infer, &START)?;
    let stop = given.value(infer, &STOP)?;
    let step = given.value(infer, &STEP)?;
    let asked = given.dtype(infer, &DTYPE)?;
    let is_whole = [start, stop, step].into_iter().all(|x| infer.is_whole(x));
    let numbers = match is_whole {
        true => arange_of_integers(infer, [start, stop, step], given.span)?,
        false => arange_of_floats(infer, [start, stop, step], given.span)?,
    };
    match asked {
        None => Ok(numbers),
        // NumPy takes steps between numbers that have been truncated.
        Some(dtype) if !is_whole && dtype.is_integer() => {
            let (operation, operands) = ("`arange` of floats".to_owned(), format!("dtype={dtype}"));
            Err(Error::compile(CompileError::UnsupportedTypes { operation, operands }, given.span)
                .with_help("give it integers, or convert its result by `astype`"))
        }
        Some(dtype) => infer.convert(TypedNode::strong(numbers, given.span), dtype),
    }
}

fn arange_of_integers(infer: &mut Infer<'_>, arguments: [TypedNode; 3], span: Span) -> Result<NodeId, Error> {
    let [first, last, apart] = arguments.map(|x| infer.integer(x, "an argument of `arange`"));
    let (first, last, apart) = (first?, last?, apart?);
    let [start, _, step] = arguments;
    if apart == 0 {
        return Err(Error::compile(CompileError::ZeroStep, step.span));
    }
    let distance = if apart > 0 { last - first } else { first - last };
    let length = if distance <= 0 { 0 } else { (distance - 1) / apart.abs() + 1 };
    let too_long = |_| Error::compile(CompileError::LengthOutOfRange, span);
    let length = isize::try_from(length).map_err(too_long)? as usize;
    let final_one = first + (length as i128 - 1).max(0) * apart;
    let dtype = type_of_integers(infer, arguments, [first, final_one], span)?;
    progression(infer, start, step, dtype, length, span)
}

fn arange_of_floats(infer: &mut Infer<'_>, arguments: [TypedNode; 3], span: Span) -> Result<NodeId, Error> {
    let [first, last, apart] = arguments.map(|x| infer.float(x));
    let (first, last, apart) = (first?, last?, apart?);
    let [start, _, step] = arguments;
    if apart == 0.0 {
        return Err(Error::compile(CompileError::ZeroStep, step.span));
    }
    let length = length(((last - first) / apart).ceil().max(0.0), span)?;
    // NumPy goes by the difference of the first two numbers, rounded.
    let apart = (first + apart) - first;
    let start = infer.constant(first.into(), start.span);
    let step = infer.constant(apart.into(), step.span);
    progression(infer, start, step, DType::F64, length, span)
}

/// The type of integers made of some arguments: that of those which have one, else i64, or u64 where only that holds
/// the first and the last; these must fit.
fn type_of_integers(infer: &Infer<'_>, arguments: [TypedNode; 3], ends: [i128; 2], span: Span) -> Result<DType, Error> {
    let holds = |dtype, end: i128| Scalar::from_integer(&end.into(), dtype).is_some();
    let typed = arguments.iter().filter(|argument| !argument.weak).map(|&argument| infer.dtype(argument));
    let dtype =
        promote_all(typed).ok().flatten().unwrap_or_else(|| match ends.iter().all(|&end| holds(DType::U64, end)) {
            true if ends.iter().any(|&end| !holds(DType::I64, end)) => DType::U64,
            _ => DType::I64,
        });
    match ends.into_iter().find(|&end| !holds(dtype, end)) {
        None => Ok(dtype),
        Some(end) => {
            let kind = CompileError::IntegerDoesNotFit { value: end.to_string(), dtype };
            Err(Error::compile(kind, span).with_help("make an argument a float"))
        }
    }
}

/// A length that memory could address bytes of.
fn length(length: f64, span: Span) -> Result<usize, Error> {
    if length < isize::MAX as f64 {
        return Ok(length as usize);
    }
    Err(Error::compile(CompileError::LengthOutOfRange, span))
}

/// start + i * step, in a type.
fn progression(
    infer: &mut Infer<'_>,
    start: TypedNode,
    step: TypedNode,
    dtype: DType,
    length: usize,
    span: Span,
) -> Result<NodeId, Error> {
    let count = TypedNode::strong(infer.arrays.count(length), span);
    let mut of_type = |value: TypedNode| infer.strong(value, dtype);
    let [start, step, count] = [of_type(start)?, of_type(step)?, of_type(count)?];
    let one = Scalar::from_integer(&1.into(), dtype);
    // Not so for floats: -0.0 + 0.0 is 0.0.
    let zero = Scalar::from_integer(&0.into(), dtype).filter(|_| dtype.is_integer());
    let mut value = count;
    if infer.arrays.graph.as_constant(step.node) != one {
        value = infer.apply(Op::Multiply, &[value, step], span)?;
    }
    if infer.arrays.graph.as_constant(start.node) != zero || zero.is_none() {
        value = infer.apply(Op::Add, &[value, start], span)?;
    }
    Ok(value.node)
}

/// NumPy's: i * ((stop - start) / (n - 1)) + start, and the last one is `stop` itself.
pub(super) fn linspace(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let span = given.span;
    let start = given.value(infer, &FIRST)?;
    let start = end_of_sequence(infer, start)?;
    let stop = given.value(infer, &LAST)?;
    let stop = end_of_sequence(infer, stop)?;
    let n = given.integer(infer, &COUNT)?;
    if n < 0 {
        return Err(Error::compile(CompileError::LengthOutOfRange, span));
    }
    let length = length(n as f64, span)?;
    let parts = infer.constant(((n - 1).max(1) as f64).into(), span);
    let delta = infer.apply(Op::Subtract, &[stop, start], span)?;
    let step = infer.apply(Op::Divide, &[delta, parts], span)?;
    let zero = infer.constant(0.0.into(), span);
    let count = TypedNode::strong(infer.arrays.count(length), span);
    let count = infer.strong(count, DType::F64)?;
    let by_step = infer.apply(Op::Multiply, &[count, step], span)?;
    let is_known = infer.arrays.graph.as_constant(step.node).and_then(|step| step.get::<f64>());
    let along = match is_known {
        Some(step) if step != 0.0 => by_step,
        _ => {
            // A step that is lost to underflow: each number is a fraction of the whole instead.
            let fraction = infer.apply(Op::Divide, &[count, parts], span)?;
            let by_fraction = infer.apply(Op::Multiply, &[fraction, delta], span)?;
            let is_lost = infer.apply(Op::Equal, &[step, zero], span)?;
            infer.apply(Op::Where, &[is_lost, by_fraction, by_step], span)?
        }
    };
    let all = infer.apply(Op::Add, &[along, start], span)?;
    if length < 2 {
        return Ok(all.node);
    }
    Ok(infer.arrays.replaced(all.node, [Pick::At(length - 1)].into(), stop.node))
}

/// An end of a sequence as a float; it has no axes.
fn end_of_sequence(infer: &mut Infer<'_>, value: TypedNode) -> Result<TypedNode, Error> {
    if !infer.arrays.shape(value.node).is_empty() {
        let shape = shape::display(infer.arrays.shape(value.node));
        return Err(Error::compile(CompileError::NotOneValue { shape }, value.span));
    }
    infer.refuse_time(value, "`linspace`")?;
    infer.strong(value, DType::F64)
}

/// The place along an axis of the statement's shape, of length 1 along the others.
pub(super) fn index_along(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let axis = given.value(infer, &STATEMENT_AXIS)?;
    let Some(shape) = infer.statement_shape.clone() else {
        return Ok(infer.arrays.constant(0_i64.into()));
    };
    let axis = infer.axis(axis, shape.len())?;
    Ok(infer.arrays.places(axis, &shape))
}
