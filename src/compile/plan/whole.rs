//! Decides which folds share a pass, so that no sum depends on what else is computed.
//!
//! A sum of floats is rounded along a tree that its shape alone decides, so the box that is folded must not be cut into
//! pieces, as a shift or a replaced part cuts it (see [`lower`](super::lower)): neither by its own operand nor by
//! another value in the same pass.
//!
//! - If the operand itself would cut the box, it is computed piece by piece into a temporary, and folded from there.
//!   (Folding each piece along a tree of its own takes no memory, but then `sum(roll(x, 1))` is not the sum of an array
//!   of these elements, and a value that another statement has stored, which is read whole, gives other bits.)
//! - If a neighbour would, the fold is computed in a pass of its own.
//!
//! Integers come out the same in any order. They are folded piece by piece, with whatever is in pieces. So are extremes
//! of floats whose operand cuts the box itself: of them only the sign of a zero depends on the order.

use super::lower::{InMemory, Sources, is_even};
use crate::compile::array_graph::{ArrayGraph, ArraySource};
use crate::compile::graph::{Node, NodeId};
use crate::span::Span;

/// How many values may be looked at, in one program, to find out what cuts a box. Beyond them everything that may is
/// taken to do so: it costs memory, and changes no bit.
const MOST_LOOKED_AT: usize = 1 << 18;

/// Which values cut the box that they are computed over.
pub struct Cuts {
    /// Those made of shifted arrays, or of arrays with a part replaced: of no others need it be asked.
    may_cut: Vec<bool>,
    budget: usize,
}

impl Cuts {
    /// Goes through the graph.
    pub fn new(arrays: &ArrayGraph) -> Self {
        let mut may_cut: Vec<bool> = Vec::with_capacity(arrays.graph.len());
        for (_, node) in arrays.graph.nodes() {
            may_cut.push(match node {
                Node::Leaf(ArraySource::Shift(..) | ArraySource::Replaced(..)) => true,
                Node::Leaf(ArraySource::Reduced(..) | ArraySource::Scanned(..) | ArraySource::Reshaped(..)) => false,
                _ => node.operands().iter().any(|x| may_cut[x.index()]),
            });
        }
        Self { may_cut, budget: MOST_LOOKED_AT }
    }

    /// Whether a value would cut its box, now that arrays hold some values.
    pub fn has(&mut self, arrays: &ArrayGraph, in_memory: &InMemory, value: NodeId, span: Span) -> bool {
        self.may_cut[value.index()]
            && !in_memory.contains_key(&value)
            && (self.budget == 0 || !is_even(Sources { arrays, in_memory }, value, span, &mut self.budget))
    }
}
