//! Powers with a constant exponent.
//!
//! A square is one multiplication, and of an integer so is every power a few (wrapping multiplication is exact, in
//! any order). For floats `x**2` and `x**-1` are the only ones for which a product or quotient rounds once, as the
//! power itself would; for some more exponents there are operations that carry the error of the first rounding along.

use super::{Infer, Value};
use crate::dtype::Kind;
use crate::error::Error;
use crate::integer::Integer;
use crate::ops::{Fusion, Op, operation_fused};
use crate::syntax::Span;

/// The largest integer exponent that is worth a chain of multiplications.
const LONGEST: i64 = 64;

/// The operation for a power of floats that is cheaper and as accurate, if there is one.
fn cheaper(exponent: f64) -> Option<Op> {
    let halves = 2.0 * exponent;
    let is_small_integer = halves.fract() == 0.0 && halves.abs() <= f64::from(i8::MAX);
    if is_small_integer { operation_fused(Fusion::Halves(halves as i8)) } else { None }
}

/// The power by other means, if the exponent allows it.
pub(super) fn apply(infer: &mut Infer, op: Op, operands: &[Value], span: Span) -> Result<Option<Value>, Error> {
    let &[x, y] = operands else { return Ok(None) };
    if op != Op::Power {
        return Ok(None);
    }
    let dtype = infer.resolve(op, operands, span)?;
    if dtype.kind() != Kind::Float {
        infer.refuse_negative(x, y)?;
    }
    let constant = infer.arrays.graph.as_constant(y.node);
    let typed = constant.and_then(|value| value.as_integer()).map(Integer::from);
    let integer = infer.known_integer(y).cloned().or(typed);
    let float = constant.and_then(|value| value.get::<f64>());
    if integer.is_none() && float.is_none() {
        return Ok(None);
    }
    let base =
        |infer: &mut Infer| Ok::<_, Error>(Value { node: infer.convert(x, dtype)?, weak: false, span, name: None });
    let times = |infer: &mut Infer, x: Value, y: Value| infer.apply(Op::Multiply, &[x, y], span);

    if dtype.kind() == Kind::Float {
        let exponent = float.or(integer.map(|value| value.to_f64().value()));
        let base = base(infer)?;
        let value = match exponent {
            Some(2.0) => times(infer, base, base)?,
            Some(-1.0) => infer.apply(Op::Reciprocal, &[base], span)?,
            Some(exponent) => match cheaper(exponent) {
                Some(op) => infer.apply(op, &[base], span)?,
                None if exponent.fract() == 0.0 => {
                    // Negative numbers are as common as positive ones here, but not for the kernel of powers.
                    let size = infer.apply(Op::Absolute, &[base], span)?;
                    let y = infer.convert(y, dtype)?;
                    let node = infer.arrays.apply(op, dtype, &[size.node, y]).expect("a constant broadcasts");
                    let power = Value { node, weak: false, span, name: None };
                    let is_odd = exponent % 2.0 != 0.0;
                    if is_odd { infer.apply(Op::CopySign, &[power, base], span)? } else { power }
                }
                None => return Ok(None),
            },
            None => return Ok(None),
        };
        return Ok(Some(value));
    }

    let Some(exponent) = integer else { return Ok(None) };
    let Some(exponent) = i64::try_from(&exponent).ok().filter(|exponent| (1..=LONGEST).contains(exponent)) else {
        return Ok(None);
    };
    // Square and multiply, from the exponent's second highest bit down.
    let base = base(infer)?;
    let mut value = base;
    for bit in (0..exponent.ilog2()).rev() {
        value = times(infer, value, value)?;
        if exponent >> bit & 1 == 1 {
            value = times(infer, value, base)?;
        }
    }
    Ok(Some(value))
}
