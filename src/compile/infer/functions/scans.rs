//! Folds up to each element along an axis, and the product of two vectors.

use super::arguments::{Arguments, ReducedAxes};
use super::parameters::{AXIS, DTYPE, X, Y};
use super::reduce::{Reducer, fold_of, sum_type};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::error::{BindError, CompileError, Error};
use crate::ops::{Fold, Op};
use crate::shape;

/// The sum of the products of two vectors.
pub(super) fn dot(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let x = infer.strengthen(x)?;
    let y = given.value(infer, &Y)?;
    let shapes = [x, y].map(|value| infer.arrays.shape(value.node).clone());
    if shapes.iter().any(|shape| shape.len() != 1) {
        let [left, right] = shapes.map(|shape| shape::display(&shape));
        return Err(Error::compile(CompileError::NotVectors { left, right }, given.span)
            .with_help("for arrays of more axes multiply and sum along one, `sum(x*y, axis=-1)`"));
    }
    if shapes[0] != shapes[1] {
        let [left, right] = shapes.map(|shape| shape::display(&shape));
        return Err(Error::bind(BindError::ShapeMismatch { left, right }, Some(given.span))
            .with_help("the vectors must be of the same length"));
    }
    let dtype = infer.resolve(Op::Multiply, &[x, y], given.span)?;
    let (x, y) = (infer.strong(x, dtype)?, infer.strong(y, dtype)?);
    let ((x, rounds_to), (y, _)) = (infer.computed(x), infer.computed(y));
    let product = infer.apply(Op::Multiply, &[x, y], given.span)?;
    let along = ReducedAxes { axes: vec![0], is_list: false };
    let mut reducer = Reducer { infer, given, along, skips_nan: false, condition: None, rounds_to, span: given.span };
    let sum = reducer.fold(product, Fold::Add)?;
    Ok(infer.rounded(sum.node, rounds_to))
}

/// The folds of the elements up to each, along one axis.
pub(super) fn scan(infer: &mut Infer<'_>, given: &Arguments, fold: Fold) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let x = infer.strengthen(x)?;
    let dtype = given.dtype(infer, &DTYPE)?.unwrap_or(sum_type(infer.dtype(x)));
    let x = infer.strong(x, dtype)?;
    scanned(infer, given, fold_of(fold, dtype), x)
}

/// The least or the greatest of the elements up to each, along one axis.
pub(super) fn running_extreme(infer: &mut Infer<'_>, given: &Arguments, fold: Fold) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let x = infer.strengthen(x)?;
    let is_ordered = fold.joins_by().is_some_and(|op| op.row().domain.resolve(infer.dtype(x)).is_some());
    scanned(infer, given, Some(fold).filter(|_| is_ordered), x)
}

fn scanned(infer: &mut Infer<'_>, given: &Arguments, fold: Option<Fold>, x: TypedNode) -> Result<NodeId, Error> {
    let fold = fold.ok_or_else(|| {
        let (operation, operands) = (format!("`{}`", given.function.name), infer.dtype(x).to_string());
        Error::compile(CompileError::UnsupportedTypes { operation, operands }, given.span)
    })?;
    let axis = given.axis(infer, &AXIS, x)?;
    let (x, rounds_to) = infer.computed(x);
    let folded = infer.arrays.scanned(x.node, fold, axis);
    Ok(infer.rounded(folded, rounds_to))
}
