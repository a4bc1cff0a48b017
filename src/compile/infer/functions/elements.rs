//! Functions of elements that are made of operations.
//!
//! They have no kernels: what they are made of is fused as if it were written out, and computed once where the rest of
//! a program has it too. (A kernel each would save the loads and stores between a handful of cheap operations, which a
//! loop of machine code has not either, and be compiled for each type and level.)

use super::arguments::Arguments;
use super::parameters::{ATOL, EQUAL_NAN, MAX, MIN, NAN, NEGINF, POSINF, RTOL, X, Y};
use super::reduce::holds_everywhere;
use crate::compile::graph::NodeId;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::element::{DType, Kind, Scalar};
use crate::error::Error;
use crate::ops::Op;

/// Whether two values are close, or both the same infinity: NumPy's formula, which is not symmetric.
fn closeness(infer: &mut Infer<'_>, given: &Arguments) -> Result<TypedNode, Error> {
    let span = given.span;
    let x = given.value(infer, &X)?;
    let y = given.value(infer, &Y)?;
    for value in [x, y] {
        infer.refuse_time(value, &format!("`{}`", given.function.name))?;
    }
    // Integers would wrap in the difference.
    let y = match infer.is_whole(y) {
        true => TypedNode { node: infer.convert(y, DType::F64)?, ..y },
        false => y,
    };
    let (relative, absolute) = (given.value(infer, &RTOL)?, given.value(infer, &ATOL)?);
    let difference = infer.apply(Op::Subtract, &[x, y], span)?;
    let distance = infer.apply(Op::Absolute, &[difference], span)?;
    let size = infer.apply(Op::Absolute, &[y], span)?;
    let part = infer.apply(Op::Multiply, &[relative, size], span)?;
    let allowed = infer.apply(Op::Add, &[absolute, part], span)?;
    let is_near = infer.apply(Op::LessEqual, &[distance, allowed], span)?;
    let is_finite = infer.apply(Op::IsFinite, &[y], span)?;
    let is_close = infer.apply(Op::LogicalAnd, &[is_near, is_finite], span)?;
    let is_equal = equality(infer, given, x, y)?;
    infer.apply(Op::LogicalOr, &[is_close, is_equal], span)
}

/// Whether two values are equal; also where both are NaN, if the call says so.
fn equality(infer: &mut Infer<'_>, given: &Arguments, x: TypedNode, y: TypedNode) -> Result<TypedNode, Error> {
    let span = given.span;
    let is_equal = infer.apply(Op::Equal, &[x, y], span)?;
    if !given.flag(infer, &EQUAL_NAN)? {
        return Ok(is_equal);
    }
    let is_nan = [infer.apply(Op::IsNan, &[x], span)?, infer.apply(Op::IsNan, &[y], span)?];
    let both = infer.apply(Op::LogicalAnd, &is_nan, span)?;
    infer.apply(Op::LogicalOr, &[is_equal, both], span)
}

pub(super) fn isclose(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    Ok(closeness(infer, given)?.node)
}

pub(super) fn allclose(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let is_close = closeness(infer, given)?;
    holds_everywhere(infer, given, is_close)
}

pub(super) fn array_equal(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let (x, y) = (given.value(infer, &X)?, given.value(infer, &Y)?);
    if infer.arrays.shape(x.node) != infer.arrays.shape(y.node) {
        return Ok(infer.arrays.constant(false.into()));
    }
    let is_equal = equality(infer, given, x, y)?;
    holds_everywhere(infer, given, is_equal)
}

/// NaN and infinities replaced, in both parts of a complex number.
pub(super) fn nan_to_num(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let x = infer.strengthen(x)?;
    match infer.dtype(x).kind() {
        Kind::Float => made_finite(infer, given, x).map(|x| x.node),
        Kind::Complex => {
            let mut parts = [infer.apply(Op::RealPart, &[x], given.span)?; 2];
            parts[1] = infer.apply(Op::ImaginaryPart, &[x], given.span)?;
            for part in &mut parts {
                *part = made_finite(infer, given, *part)?;
            }
            infer.apply(Op::Complex, &parts, given.span).map(|x| x.node)
        }
        Kind::Bool | Kind::Unsigned | Kind::Signed | Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => {
            Ok(x.node)
        }
    }
}

fn made_finite(infer: &mut Infer<'_>, given: &Arguments, x: TypedNode) -> Result<TypedNode, Error> {
    let (dtype, span) = (infer.dtype(x), given.span);
    let nan = given.value(infer, &NAN)?;
    let nan = TypedNode::strong(infer.cast(nan, dtype)?, span);
    let is_nan = infer.apply(Op::IsNan, &[x], span)?;
    let mut value = infer.apply(Op::Where, &[is_nan, nan, x], span)?;
    for (limit, parameter) in [(f64::INFINITY, &POSINF), (f64::NEG_INFINITY, &NEGINF)] {
        let limit = TypedNode::strong(infer.arrays.constant(Scalar::from_float(limit, dtype)), span);
        let instead = match given.optional(infer, parameter)? {
            Some(instead) => TypedNode::strong(infer.cast(instead, dtype)?, span),
            None => {
                let zero = infer.constant(0.0.into(), span);
                infer.apply(Op::NextAfter, &[limit, zero], span)?
            }
        };
        let is_limit = infer.apply(Op::Equal, &[x, limit], span)?;
        value = infer.apply(Op::Where, &[is_limit, instead, value], span)?;
    }
    Ok(value)
}

/// Values limited to a range with two ends, one, or none.
pub(super) fn clip(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let span = given.span;
    let x = given.value(infer, &X)?;
    let (min, max) = (given.optional(infer, &MIN)?, given.optional(infer, &MAX)?);
    let clipped = match (min, max) {
        (Some(min), Some(max)) => infer.apply(Op::Clip, &[x, min, max], span),
        (Some(min), None) if is_beside_integers(infer, x, min) => {
            let max = infer.literal(u64::MAX, span);
            infer.apply(Op::Clip, &[x, min, max], span)
        }
        (None, Some(max)) if is_beside_integers(infer, x, max) => {
            let min = infer.literal(i64::MIN, span);
            infer.apply(Op::Clip, &[x, min, max], span)
        }
        (Some(min), None) => infer.apply(Op::Maximum, &[x, min], span),
        (None, Some(max)) => infer.apply(Op::Minimum, &[x, max], span),
        (None, None) => infer.apply(Op::Copy, &[x], span),
    };
    clipped.map(|clipped| clipped.node)
}

/// Whether an end of a range is an integer that has no type, and that of what is limited may not hold it: then the
/// operation with both ends knows what to do.
fn is_beside_integers(infer: &Infer<'_>, x: TypedNode, end: TypedNode) -> bool {
    end.weak && !x.weak && infer.is_whole(x) && infer.is_whole(end)
}

pub(super) fn float_power(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let operands = [given.value(infer, &X)?, given.value(infer, &Y)?];
    let is_complex = operands.iter().any(|&x| infer.dtype(x).kind() == Kind::Complex);
    let dtype = if is_complex { DType::C128 } else { DType::F64 };
    let mut wide = operands;
    for operand in &mut wide {
        infer.refuse_time(*operand, "`float_power`")?;
        *operand = infer.strong(*operand, dtype)?;
    }
    infer.apply(Op::Power, &wide, given.span).map(|power| power.node)
}

/// The product of x and a logarithm of y; 0 where x is 0, unless y is NaN.
pub(super) fn times_logarithm(infer: &mut Infer<'_>, given: &Arguments, logarithm: Op) -> Result<NodeId, Error> {
    let span = given.span;
    let (x, y) = (given.value(infer, &X)?, given.value(infer, &Y)?);
    let zero = infer.constant(0.0.into(), span);
    let logarithm = infer.apply(logarithm, &[y], span)?;
    let product = infer.apply(Op::Multiply, &[x, logarithm], span)?;
    let is_zero = infer.apply(Op::Equal, &[x, zero], span)?;
    let is_nan = infer.apply(Op::IsNan, &[y], span)?;
    let is_number = infer.apply(Op::LogicalNot, &[is_nan], span)?;
    let is_nothing = infer.apply(Op::LogicalAnd, &[is_zero, is_number], span)?;
    infer.apply(Op::Where, &[is_nothing, zero, product], span).map(|product| product.node)
}

/// What is above 0, and 0 elsewhere.
pub(super) fn relu(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    infer.refuse_time(x, "`relu`")?;
    let zero = infer.literal(0, given.span);
    infer.apply(Op::Maximum, &[x, zero], given.span).map(|x| x.node)
}

/// log(1 + exp(x)).
pub(super) fn softplus(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let zero = infer.constant(0.0.into(), given.span);
    infer.apply(Op::LogAddExp, &[x, zero], given.span).map(|x| x.node)
}
