//! Choices among several arrays: by conditions, or by the number of one.

use super::arguments::Arguments;
use super::parameters::{CHOICES, CONDITIONS, DEFAULT, INDEX_MODE, INDICES};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::element::DType;
use crate::error::{CompileError, Error};
use crate::ops::Op;

/// The first choice whose condition holds, or else the default.
pub(super) fn select(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let conditions = given.arrays(infer, &CONDITIONS)?;
    let choices = given.arrays(infer, &CHOICES)?;
    if conditions.len() != choices.len() || conditions.is_empty() {
        let kind = CompileError::NotAsMany { conditions: conditions.len(), choices: choices.len() };
        return Err(Error::compile(kind, given.span).with_help("each condition has its choice, and there must be one"));
    }
    let mut chosen = given.value(infer, &DEFAULT)?;
    for (&condition, &choice) in conditions.iter().zip(&choices).rev() {
        if infer.dtype(condition) != DType::Bool {
            let kind = CompileError::NotBool { operator: "select", dtype: infer.dtype(condition) };
            return Err(Error::compile(kind, condition.span).with_help("compare first, for instance `x > 0`"));
        }
        chosen = infer.apply(Op::Where, &[condition, choice, chosen], given.span)?;
    }
    infer.strengthen(chosen).map(|chosen| chosen.node)
}

/// Of several arrays, each element of the one whose number stands at its place.
pub(super) fn choose(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let numbers = given.value(infer, &INDICES)?;
    if !infer.is_whole(numbers) {
        return Err(Error::compile(CompileError::NotAnInteger { what: "the number of a choice" }, numbers.span));
    }
    let choices = given.arrays(infer, &CHOICES)?;
    let Some((&last, others)) = choices.split_last() else {
        return Err(Error::compile(CompileError::NotAList, given.span).with_help("there must be an array to choose"));
    };
    let numbers = infer.strong(numbers, DType::I64)?;
    let mode = given.index_mode(infer, &INDEX_MODE)?;
    let places = infer.places_of(numbers, 0, choices.len(), mode)?;
    let places = TypedNode::strong(places, numbers.span);
    let mut chosen: TypedNode = last;
    for (number, &choice) in others.iter().enumerate().rev() {
        let number = infer.literal(number as u64, given.span);
        let is_chosen = infer.apply(Op::Equal, &[places, number], given.span)?;
        chosen = infer.apply(Op::Where, &[is_chosen, choice, chosen], given.span)?;
    }
    Ok(chosen.node)
}
