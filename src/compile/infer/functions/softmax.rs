//! Exponentials by their sum, and the logarithm of the sum, without overflow on the way.
//!
//! All are of differences from the greatest element, SciPy's formulas. What is not finite comes out as there: the
//! logarithm of a sum is the greatest element where that is an infinity. Of the sum's logarithm the terms that equal
//! the greatest are counted instead of summed, so that a result near 0 keeps the digits that the others give it.
//!
//! `softmax` has each exponential twice in the graph, in the sum and in the quotient; passes that run some rows at a
//! time keep it where the quotient is written (`plan::carry`).

use super::arguments::Arguments;
use super::parameters::KEEPDIMS;
use super::reduce::Reducer;
use crate::compile::graph::NodeId;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::error::Error;
use crate::ops::{Fold, Op};

/// A fold with the axes kept, of length 1.
fn kept(over: &mut Reducer<'_, '_>, x: TypedNode, fold: Fold) -> Result<TypedNode, Error> {
    let folded = over.fold(x, fold)?;
    Ok(over.with_axes(folded, x))
}

/// exp(x) over the sum of all.
pub(super) fn softmax(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let (mut over, x) = Reducer::of_floats(infer, given)?;
    let greatest = kept(&mut over, x, Fold::Maximum)?;
    let below = over.apply(Op::Subtract, &[x, greatest])?;
    let exponential = over.apply(Op::Exp, &[below])?;
    let sum = kept(&mut over, exponential, Fold::Add)?;
    let quotient = over.apply(Op::Divide, &[exponential, sum])?;
    Ok(over.finished(quotient))
}

/// The logarithm of that.
pub(super) fn log_softmax(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let (mut over, x) = Reducer::of_floats(infer, given)?;
    let greatest = kept(&mut over, x, Fold::Maximum)?;
    let (is_finite, zero) = (over.apply(Op::IsFinite, &[greatest])?, over.constant(0.0));
    let shift = over.apply(Op::Where, &[is_finite, greatest, zero])?;
    let below = over.apply(Op::Subtract, &[x, shift])?;
    let exponential = over.apply(Op::Exp, &[below])?;
    let sum = kept(&mut over, exponential, Fold::Add)?;
    let logarithm = over.apply(Op::Log, &[sum])?;
    let difference = over.apply(Op::Subtract, &[below, logarithm])?;
    Ok(over.finished(difference))
}

/// log(sum(exp(x))): with m elements equal to the greatest, that one plus log(m) plus log(1 + the others by m).
pub(super) fn logsumexp(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let keepdims = given.flag(infer, &KEEPDIMS)?;
    let (mut over, x) = Reducer::of_floats(infer, given)?;
    let folded = over.fold(x, Fold::Maximum)?;
    let greatest = over.with_axes(folded, x);
    let (zero, one) = (over.constant(0.0), over.constant(1.0));
    let is_greatest = over.apply(Op::Equal, &[x, greatest])?;
    let ones = over.apply(Op::Where, &[is_greatest, one, zero])?;
    let ones = over.alike(ones, x)?;
    let count = over.fold(ones, Fold::Add)?;
    let below = over.apply(Op::Subtract, &[x, greatest])?;
    let exponential = over.apply(Op::Exp, &[below])?;
    let others = over.apply(Op::Where, &[is_greatest, zero, exponential])?;
    let sum = over.fold(others, Fold::Add)?;
    let share = over.apply(Op::Divide, &[sum, count])?;
    let of_others = over.apply(Op::Log1p, &[share])?;
    let of_count = over.apply(Op::Log, &[count])?;
    let logarithm = over.apply(Op::Add, &[of_others, of_count])?;
    let total = over.apply(Op::Add, &[logarithm, folded])?;
    let is_finite = over.apply(Op::IsFinite, &[folded])?;
    let total = over.apply(Op::Where, &[is_finite, total, folded])?;
    let total = if keepdims { over.with_axes(total, x) } else { total };
    Ok(over.finished(total))
}
