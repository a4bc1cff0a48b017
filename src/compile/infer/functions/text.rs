//! Searches in texts.

use super::arguments::Arguments;
use super::parameters::{TEXT, WANTED};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::Infer;
use crate::compile::infer::texts::Text;
use crate::element::DType;
use crate::error::Error;
use crate::ops::Op;

/// The text that is searched, and the one that is looked for.
fn both(infer: &Infer<'_>, given: &Arguments) -> Result<[Text; 2], Error> {
    let operands = [given.text_value(infer, &TEXT)?, given.text_value(infer, &WANTED)?];
    infer.texts(operands, &format!("`{}`", given.function.name), given.span)
}

pub(super) fn contains(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let [x, y] = both(infer, given)?;
    let last = if y.is_literal() { x.width.checked_sub(y.width) } else { Some(x.width) };
    infer.search([&x, &y], 0..last.map_or(0, |last| last + 1), |_, _| None, given.span)
}

pub(super) fn startswith(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let [x, y] = both(infer, given)?;
    infer.search([&x, &y], 0..1, |_, _| None, given.span)
}

/// At the place from which on the text has as many characters as the one that is looked for.
pub(super) fn endswith(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let [x, y] = both(infer, given)?;
    let lengths = [infer.length(&x), infer.length(&y)];
    let is_place = |infer: &mut Infer<'_>, place: usize| {
        let place = infer.arrays.constant((place as i64).into());
        let end = infer.of_texts(Op::Add, [&x, &y], [lengths[1], place], DType::I64, given.span);
        Some(end.and_then(|end| infer.of_texts(Op::Equal, [&x, &y], [lengths[0], end], DType::I64, given.span)))
    };
    infer.search([&x, &y], 0..x.width + 1, is_place, given.span)
}
