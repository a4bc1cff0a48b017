//! Comparisons of integers that no type holds together.
//!
//! Of u64 and a signed type the common type is f64, which would call 2^63 and 2^63 + 1 equal. NumPy compares the values
//! as they are, and so does this: a negative number is below every u64, and from zero on the signed value is one. An
//! integer beyond the type that it is compared with is above all values of that type, or below them all; as a limit of
//! `clip` it limits nothing.

use super::context::{Infer, TypedNode};
use crate::compile::graph::NodeId;
use crate::element::{DType, Kind, Scalar, promote_all, promote_weak};
use crate::error::Error;
use crate::integer::Integer;
use crate::ops::{Exact, Op};
use crate::span::Span;

/// The comparison by other means, if it is one that needs them.
pub(super) fn apply(infer: &mut Infer, op: Op, operands: &[TypedNode], span: Span) -> Result<Option<TypedNode>, Error> {
    match *operands {
        [x, y] if op.is_comparison() && !x.weak && !y.weak => with_unsigned(infer, op, x, y, span),
        [x, y] if op.is_comparison() => beyond(infer, op, x, y, span),
        [x, min, max] if op == Op::Clip => limited(infer, [x, min, max], span),
        _ => Ok(None),
    }
}

/// The type in which values meet an integer that has none, if it is one of integers.
fn type_beside_integer(infer: &Infer, values: &[TypedNode]) -> Option<DType> {
    if !values.iter().all(|&x| infer.is_whole(x)) {
        return None;
    }
    let strong = promote_all(values.iter().filter(|x| !x.weak).map(|&x| infer.dtype(x))).ok()??;
    promote_weak(strong, DType::I64).filter(|dtype| dtype.is_integer())
}

/// The comparison with an integer beyond the other operand's type, if it is one.
fn beyond(infer: &mut Infer, op: Op, x: TypedNode, y: TypedNode, span: Span) -> Result<Option<TypedNode>, Error> {
    let (array, integer) = if y.weak { (x, y) } else { (y, x) };
    let (Some(dtype), Some(value)) = (type_beside_integer(infer, &[array]), infer.known_integer(integer)) else {
        return Ok(None);
    };
    if Scalar::from_integer(value, dtype).is_some() {
        return Ok(None);
    }
    // The same for each element as for 0, which is on the same side of it as all are.
    let (zero, far) = (Integer::ZERO, value.signum());
    let compared = if y.weak { [&zero, &far] } else { [&far, &zero] };
    let holds = op.row().exact.expect("it is a comparison").compute(&compared) == Ok(Exact::Scalar(true.into()));
    let most = TypedNode { node: infer.limit(dtype, true), weak: false, span, name: None };
    infer.apply(if holds { Op::LessEqual } else { Op::Greater }, &[array, most], span).map(Some)
}

/// `clip` with a limit beyond the type of what is limited, if it is one: such a limit leaves all values as they are,
/// unless the result would be the limit itself.
fn limited(infer: &mut Infer, operands: [TypedNode; 3], span: Span) -> Result<Option<TypedNode>, Error> {
    let [x, min, max] = operands;
    let Some(dtype) = type_beside_integer(infer, &operands) else { return Ok(None) };
    let side = |limit: TypedNode| match infer.known_integer(limit) {
        Some(value) if Scalar::from_integer(value, dtype).is_none() => Some(*value > Integer::ZERO),
        _ => None,
    };
    let (min_side, max_side) = (side(min), side(max));
    if (min_side, max_side) == (Some(true), Some(true)) {
        return Ok(None); // the result would be `min`, which does not fit
    }
    let max_side = max_side.filter(|&is_above| is_above); // else it would be `max`
    if min_side.or(max_side).is_none() {
        return Ok(None);
    }
    let mut within = |limit: TypedNode, side: Option<bool>| match side {
        Some(is_above) => TypedNode { node: infer.limit(dtype, is_above), weak: false, ..limit },
        None => limit,
    };
    let (min, max) = (within(min, min_side), within(max, max_side));
    infer.apply(Op::Clip, &[x, min, max], span).map(Some)
}

impl Infer<'_> {
    /// The greatest value of an integer type, or the least.
    fn limit(&mut self, dtype: DType, greatest: bool) -> NodeId {
        let (least, most) = dtype.limits().expect("it is a type of integers");
        let limit = Scalar::from_integer(&if greatest { most } else { least }.into(), dtype);
        self.arrays.constant(limit.expect("a limit is one of the values"))
    }
}

/// The comparison of a u64 with a signed integer, if it is one.
fn with_unsigned(
    infer: &mut Infer,
    op: Op,
    x: TypedNode,
    y: TypedNode,
    span: Span,
) -> Result<Option<TypedNode>, Error> {
    let is_signed = |x: TypedNode| match infer.dtype(x).kind() {
        Kind::Signed => true,
        Kind::Bool | Kind::Unsigned | Kind::Float | Kind::Complex | Kind::Datetime | Kind::Timedelta => false,
    };
    let is_widest = |x: TypedNode| infer.dtype(x) == DType::U64;
    let signed_first = match (is_signed(x), is_signed(y)) {
        (true, false) if is_widest(y) => true,
        (false, true) if is_widest(x) => false,
        (true, _) | (_, true) | (false, false) => return Ok(None),
    };
    let signed = if signed_first { x } else { y };
    let as_unsigned = TypedNode { node: infer.convert(signed, DType::U64)?, ..signed };
    let compared = if signed_first {
        infer.apply(op, &[as_unsigned, y], span)?
    } else {
        infer.apply(op, &[x, as_unsigned], span)?
    };
    // What the comparison gives for a negative value: the same as for -1 and 0.
    let (zero, minus_one) = (infer.literal(0, span), infer.literal(-1, span));
    let negative = infer.apply(Op::Less, &[signed, zero], span)?;
    let ends = if signed_first { [minus_one, zero] } else { [zero, minus_one] };
    let when_negative = infer.apply(op, &ends, span)?;
    infer.apply(Op::Where, &[negative, when_negative, compared], span).map(Some)
}
