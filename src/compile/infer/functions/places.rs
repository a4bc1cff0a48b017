//! The place of each element in an array, as numbers to compute with.

use crate::compile::infer::context::{Infer, Value};
use crate::error::Error;
use crate::ops::Op;
use crate::span::Span;

/// The place of each element along some axes of a shape, in C order.
pub(super) fn place_numbers(
    infer: &mut Infer<'_>,
    axes: &[usize],
    shape: &[usize],
    span: Span,
) -> Result<Value, Error> {
    let mut sum: Option<Value> = None;
    let mut stride = 1_i64;
    for &axis in axes.iter().rev() {
        let mut along = Value::strong(infer.arrays.places(axis, shape), span);
        if stride != 1 {
            let stride = Value::strong(infer.arrays.constant(stride.into()), span);
            along = infer.apply(Op::Multiply, &[along, stride], span)?;
        }
        sum = Some(match sum {
            None => along,
            Some(sum) => infer.apply(Op::Add, &[along, sum], span)?,
        });
        stride = stride.saturating_mul(shape[axis] as i64);
    }
    Ok(sum.unwrap_or_else(|| Value::strong(infer.arrays.constant(0_i64.into()), span)))
}

/// The place of each element in an array of a shape, in C order.
pub(super) fn places_of_all(infer: &mut Infer<'_>, shape: &[usize], span: Span) -> Result<Value, Error> {
    let axes: Vec<usize> = (0..shape.len()).collect();
    place_numbers(infer, &axes, shape, span)
}
