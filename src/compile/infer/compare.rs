//! Comparisons of u64 with a signed type.
//!
//! No type holds both: f64, their common type, would call 2^63 and 2^63 + 1 equal. NumPy compares the values as they
//! are, and so does this: a negative number is below every u64, and from zero on the signed value is one.

use super::{Infer, Value, named};
use crate::dtype::{DType, Kind};
use crate::error::Error;
use crate::ops::{Domain, Op, Outcome};
use crate::syntax::Span;

/// The comparison of a u64 with a signed integer, if it is one.
pub(super) fn apply(infer: &mut Infer, op: Op, operands: &[Value], span: Span) -> Result<Option<Value>, Error> {
    let row = op.row();
    let &[x, y] = operands else { return Ok(None) };
    let is_comparison = row.outcome == Outcome::Is(DType::Bool) && row.domain == Domain::Any;
    if !is_comparison || x.weak || y.weak {
        return Ok(None);
    }
    let signed_first = match (infer.dtype(x), infer.dtype(y)) {
        (signed, DType::U64) if signed.kind() == Kind::Signed => true,
        (DType::U64, signed) if signed.kind() == Kind::Signed => false,
        _ => return Ok(None),
    };
    let signed = if signed_first { x } else { y };
    let as_unsigned = Value { node: infer.convert(signed, DType::U64)?, ..signed };
    let compared = if signed_first {
        infer.apply(op, &[as_unsigned, y], span)?
    } else {
        infer.apply(op, &[x, as_unsigned], span)?
    };
    // What the comparison gives for a negative value: the same as for -1 and 0.
    let zero = Value { node: infer.arrays.constant(0_i64.into()), weak: true, span, name: None };
    let negative = infer.apply(named("<", 2), &[signed, zero], span)?;
    let minus_one = Value { node: infer.arrays.constant((-1_i64).into()), weak: true, span, name: None };
    let ends = if signed_first { [minus_one, zero] } else { [zero, minus_one] };
    let when_negative = infer.apply(op, &ends, span)?;
    infer.apply(named("where", 3), &[negative, when_negative, compared], span).map(Some)
}
