//! Powers with a constant exponent.
//!
//! A square is one multiplication, and of an integer so is every power a few (wrapping multiplication is exact, in
//! any order). For floats `x**2` and `x**-1` are the only ones for which a product or quotient rounds once, as the
//! power itself would; for some more exponents there are operations that carry the error of the first rounding along.

use super::context::{Infer, TypedNode};
use crate::c128;
use crate::compile::graph::NodeId;
use crate::element::{DType, Kind, Scalar};
use crate::error::Error;
use crate::integer::Integer;
use crate::ops::{Fusion, Op, operation_fused};
use crate::span::Span;

/// The largest integer exponent that is worth a chain of multiplications.
const LONGEST: i64 = 64;

/// The operation for a power of floats that is cheaper and as accurate, if there is one.
fn cheaper(exponent: f64) -> Option<Op> {
    let halves = 2.0 * exponent;
    let is_small_integer = halves.fract() == 0.0 && halves.abs() <= f64::from(i8::MAX);
    if is_small_integer { operation_fused(Fusion::Halves(halves as i8)) } else { None }
}

/// The power by other means, if the exponent allows it.
pub(super) fn apply(infer: &mut Infer, op: Op, operands: &[TypedNode], span: Span) -> Result<Option<TypedNode>, Error> {
    let &[x, y] = operands else { return Ok(None) };
    if op != Op::Power {
        return Ok(None);
    }
    let dtype = infer.resolve(op, operands, span)?;
    match dtype.kind() {
        Kind::Float | Kind::Complex => {
            // As a value of the type: 2^31 + 1 is even in f32.
            let y = infer.convert(y, dtype)?;
            let Some(exponent) = infer.arrays.graph.as_constant(y) else { return Ok(None) };
            let base = TypedNode { node: infer.convert(x, dtype)?, weak: false, span, name: None, text: None };
            match (exponent.as_float(), exponent.as_complex()) {
                (Some(exponent), _) => float_power(infer, base, y, exponent),
                (None, Some(exponent)) => complex_power(infer, base, exponent),
                (None, None) => Ok(None),
            }
        }
        Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => Ok(None),
        Kind::Bool | Kind::Unsigned | Kind::Signed => integer_power(infer, x, y, dtype, span),
    }
}

/// The power of a base of floats; the exponent is the constant `y`.
fn float_power(infer: &mut Infer, base: TypedNode, y: NodeId, exponent: f64) -> Result<Option<TypedNode>, Error> {
    let (span, dtype) = (base.span, infer.dtype(base));
    Ok(Some(match exponent {
        2.0 => infer.apply(Op::Multiply, &[base, base], span)?,
        -1.0 => infer.apply(Op::Reciprocal, &[base], span)?,
        _ => match cheaper(exponent) {
            Some(op) => infer.apply(op, &[base], span)?,
            None if exponent.fract() == 0.0 => {
                // Negative numbers are as common as positive ones here, but not for the kernel of powers.
                let size = infer.apply(Op::Absolute, &[base], span)?;
                let node = infer.compute(Op::Power, dtype, &[size.node, y]).expect("a constant broadcasts");
                let power = TypedNode { node, ..base };
                let is_odd = exponent % 2.0 != 0.0;
                if is_odd { infer.apply(Op::CopySign, &[power, base], span)? } else { power }
            }
            None => return Ok(None),
        },
    }))
}

/// A product as NumPy makes it: of the base, its square, the square of that, … which the exponent's bits name.
fn complex_power(infer: &mut Infer, base: TypedNode, exponent: c128) -> Result<Option<TypedNode>, Error> {
    let (span, dtype) = (base.span, infer.dtype(base));
    if exponent == c128::new(0.5, 0.0) {
        return infer.apply(Op::Sqrt, &[base], span).map(Some);
    }
    // With other negative exponents the product may be beyond the range, and its reciprocal in it.
    let has_product = exponent.re == -1.0 || (1.0..=LONGEST as f64).contains(&exponent.re);
    if exponent.im != 0.0 || exponent.re.fract() != 0.0 || !has_product {
        return Ok(None);
    }
    let square = |infer: &mut Infer, x: TypedNode| infer.apply(Op::Multiply, &[x, x], span);
    match exponent.re {
        -1.0 => return infer.apply(Op::Reciprocal, &[base], span).map(Some),
        1.0 => return Ok(Some(base)),
        2.0 => return square(infer, base).map(Some),
        _ => {}
    }
    // The product begins with 1, which takes the sign from some zeros.
    let one = TypedNode { node: infer.arrays.constant(Scalar::from_float(1.0, dtype)), ..base };
    let (mut bits, mut power, mut product) = (exponent.re as u64, base, one);
    if bits == 3 {
        let square = square(infer, base)?;
        product = infer.apply(Op::Multiply, &[base, square], span)?;
        bits = 0;
    }
    while bits > 0 {
        if bits & 1 == 1 {
            product = infer.apply(Op::Multiply, &[product, power], span)?;
        }
        bits >>= 1;
        if bits > 0 {
            power = square(infer, power)?;
        }
    }
    Ok(Some(product))
}

fn integer_power(
    infer: &mut Infer,
    x: TypedNode,
    y: TypedNode,
    dtype: DType,
    span: Span,
) -> Result<Option<TypedNode>, Error> {
    infer.refuse_negative(x, y)?;
    let typed = infer.arrays.graph.as_constant(y.node).and_then(|value| value.as_integer()).map(Integer::from);
    let exponent = infer.known_integer(y).cloned().or(typed).and_then(|exponent| i64::try_from(&exponent).ok());
    let Some(exponent) = exponent.filter(|exponent| (1..=LONGEST).contains(exponent)) else { return Ok(None) };
    // Square and multiply, from the exponent's second highest bit down.
    let base = TypedNode { node: infer.convert(x, dtype)?, weak: false, span, name: None, text: None };
    let mut value = base;
    for bit in (0..exponent.ilog2()).rev() {
        value = infer.apply(Op::Multiply, &[value, value], span)?;
        if exponent >> bit & 1 == 1 {
            value = infer.apply(Op::Multiply, &[value, base], span)?;
        }
    }
    Ok(Some(value))
}
