//! Conditions as indices: `mean(x[x > 0])`.
//!
//! How many elements a condition chooses is found when the program runs, and no array here has a length that depends on
//! data. A reduction needs none: it goes over the whole array and leaves out what is not chosen. So such an index is the
//! array itself, with its condition kept beside for the one reduction that it stands in; anything else refuses it.

use super::context::{Infer, TypedNode};
use super::functions::array_function_named;
use crate::compile::array_graph::Pick;
use crate::element::DType;
use crate::error::{BindError, CompileError, Error};
use crate::shape;
use crate::syntax::{Argument, Subscript, SyntaxId, SyntaxNode};
use std::collections::HashSet;

impl Infer<'_> {
    /// The condition among some subscripts, if there is one.
    pub(super) fn condition_of(&self, subscripts: &[Subscript]) -> Option<TypedNode> {
        let places = subscripts.iter().filter_map(|subscript| match subscript {
            Subscript::At(place, _) => Some(self.value(*place)),
            Subscript::Slice { .. } | Subscript::Ellipsis(_) | Subscript::NewAxis(_) => None,
        });
        places.into_iter().find(|&place| self.dtype(place) == DType::Bool && !self.arrays.shape(place.node).is_empty())
    }

    /// The value of `array[condition]`, directly inside a reduction.
    pub(super) fn choose(
        &mut self,
        id: SyntaxId,
        array: TypedNode,
        condition: TypedNode,
        subscripts: &[Subscript],
    ) -> Result<TypedNode, Error> {
        let refused = || Error::compile(CompileError::ConditionAsIndex, condition.span);
        if !self.is_reduced(id) || subscripts.len() != 1 || self.dtype(array).is_text() {
            return Err(refused().with_help(match self.is_target(id) {
                true => "elements are replaced by `x = where(x > 0, x, 0)`",
                false => {
                    "choose by `where(x > 0, x, 0)`, count by `count_nonzero(x > 0)`; of a value that is computed, or \
                     along an axis, write `sum(x*x, where=x > 0)`"
                }
            }));
        }
        let array = self.strengthen(array)?;
        let (whole, own) = (self.arrays.shape(array.node), self.arrays.shape(condition.node));
        if own.len() > whole.len() || **own != whole[..own.len()] {
            let (left, right) = (shape::display(whole), shape::display(own));
            return Err(Error::bind(BindError::ShapeMismatch { left, right }, Some(condition.span))
                .with_help("a condition as an index is as long as the array, along each axis"));
        }
        // One truth value is for all elements of the axes that are left.
        let ranges = own.iter().map(|&count| Pick::Range { start: 0, step: 1, count });
        let view = ranges.chain((own.len()..whole.len()).map(|_| Pick::New)).collect();
        let node = self.arrays.part(condition.node, view);
        self.chosen.insert(id, TypedNode { node, ..condition });
        Ok(array)
    }

    /// Whether a node is what a statement assigns to.
    fn is_target(&self, id: SyntaxId) -> bool {
        let mut targets = self.tree.statements().iter().filter_map(|statement| statement.target);
        targets.any(|target| target.node == id)
    }

    /// Whether a node is the first argument of a reduction.
    fn is_reduced(&mut self, id: SyntaxId) -> bool {
        if self.reduced.is_none() {
            let nodes: HashSet<SyntaxId> = self.tree.nodes().filter_map(|(_, node, _)| self.reduced_by(node)).collect();
            self.reduced = Some(nodes);
        }
        self.reduced.as_ref().is_some_and(|reduced| reduced.contains(&id))
    }

    /// What a node reduces, if it does.
    fn reduced_by(&self, node: &SyntaxNode) -> Option<SyntaxId> {
        let SyntaxNode::Call { function, receiver, arguments, .. } = node else { return None };
        array_function_named(function).filter(|function| function.takes_condition())?;
        let is_operand = |argument: &&Argument| match &argument.keyword {
            Some((keyword, _)) => **keyword == *"x",
            None => true,
        };
        let first = || arguments.iter().find(is_operand).map(|argument| argument.value);
        receiver.filter(|&receiver| !self.is_module(receiver)).or_else(first)
    }
}
