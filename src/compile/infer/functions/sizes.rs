//! How many elements an array has, and along how many axes: what is known of it when a program is compiled.
//!
//! These are integers as literals are, so they may stand where a length or a bound is asked for.

use super::arguments::Arguments;
use super::parameters::{ANY, AXES};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::Infer;
use crate::error::{CompileError, Error};

/// Of texts the number of characters of each, of any other array the length of the first axis.
pub(super) fn length(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.text_value(infer, &ANY)?;
    if infer.dtype(x).is_text() {
        let [x] = infer.texts([x], &format!("`{}`", given.function.name), given.span)?;
        return Ok(infer.length(&x));
    }
    match infer.lengths(x).first() {
        Some(&length) => Ok(infer.literal(length as u64, given.span).node),
        None if infer.is_unsized(x) => Ok(infer.literal(1, given.span).node),
        None => Err(Error::compile(CompileError::AxisOutOfRange { axis: "0".to_owned(), rank: 0 }, x.span)
            .with_help("one value has no length; `size(x)` is 1 of it")),
    }
}

pub(super) fn size(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.text_value(infer, &ANY)?;
    let along = given.axes(infer, &AXES, x)?;
    let lengths = infer.lengths(x);
    let size: u128 = along.axes.iter().filter_map(|&axis| lengths.get(axis)).map(|&length| length as u128).product();
    Ok(infer.literal(size, given.span).node)
}

pub(super) fn ndim(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.text_value(infer, &ANY)?;
    let rank = infer.lengths(x).len();
    Ok(infer.literal(rank as u64, given.span).node)
}
