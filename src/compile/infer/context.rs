//! What is known while the nodes of a tree become values of the graph.
//!
//! The passes of this folder are methods of [`Infer`], so that each file says what it does to a value and none has to
//! hand the graph, the signature and the tree from one function to the next.

use crate::compile::array_graph::{ArrayGraph, Shape};
use crate::compile::graph::NodeId;
use crate::compile::signature::Signature;
use crate::element::{DType, Kind, Scalar};
use crate::span::Span;
use crate::syntax::{NameId, SyntaxId, Tree};
use std::collections::{HashMap, HashSet};

/// The value of a node of the tree: a node of the graph, and whether its type is weak.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypedNode {
    pub node: NodeId,
    pub weak: bool,
    pub span: Span,
    /// The name that it is the value of, for messages.
    pub name: Option<NameId>,
    /// The text that it is, as it is written; its node stands for it as a character, so that nobody takes it for a number.
    pub text: Option<SyntaxId>,
}

impl TypedNode {
    /// A value with a type of its own, which has no name.
    pub fn strong(node: NodeId, span: Span) -> Self {
        Self { node, weak: false, span, name: None, text: None }
    }
}

/// What a statement bound a name to.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoundName {
    pub value: TypedNode,
    pub is_read: bool,
    /// The place of the assignment.
    pub target: Span,
}

/// The state of inference.
pub(super) struct Infer<'t> {
    pub tree: &'t Tree,
    pub signature: &'t Signature,
    /// The shapes of the inputs, by name.
    pub shapes: Vec<&'t [usize]>,
    pub arrays: ArrayGraph,
    /// One for each node of the tree so far.
    pub values: Vec<TypedNode>,
    /// What names are bound to, by name.
    pub bound: Vec<Option<BoundName>>,
    /// The outputs that take the values of names, by name, and the one that takes the result.
    pub outputs: Vec<Option<usize>>,
    pub result: Option<usize>,
    /// The value whose elements each output holds at this place, if it is a value of the graph.
    pub held: Vec<Option<NodeId>>,
    /// The shape that the statement is computed in, which `index(axis)` takes its length from. It may be known only
    /// once the statement's value is; until then such an index stands for its elements as a value without axes, and
    /// what would shift or slice it leaves it as it is.
    pub statement_shape: Option<Shape>,
    /// Whether the statement has such an index.
    pub asks_for_shape: bool,
    /// Nodes that stand for no value: modules and types.
    pub words: HashSet<SyntaxId>,
    /// The conditions of indices by them, `x > 0` of `x[x > 0]`; their values are the whole arrays.
    pub chosen: HashMap<SyntaxId, TypedNode>,
    /// What stands directly inside a reduction, once that is asked for.
    pub reduced: Option<HashSet<SyntaxId>>,
    /// The elements of arrays that are written out, as far as these have no type of their own, or are looked at.
    pub written: HashMap<NodeId, WrittenArray>,
}

/// An array that is written out, before its elements are of one type.
#[derive(Clone, Debug)]
pub(super) struct WrittenArray {
    pub shape: Vec<usize>,
    /// In C order.
    pub elements: Vec<TypedNode>,
}

impl Infer<'_> {
    pub fn value(&self, id: SyntaxId) -> TypedNode {
        self.values[id.index()]
    }

    /// Whether a value is an index along an axis whose length is not known yet.
    pub fn is_unsized(&self, value: TypedNode) -> bool {
        self.statement_shape.is_none() && self.arrays.shape(value.node).is_empty() && self.asks_for_shape
    }

    /// The lengths of a value's axes; texts have one more axis in the graph, that of their characters.
    pub fn lengths(&self, value: TypedNode) -> &[usize] {
        let shape = self.arrays.shape(value.node);
        &shape[..shape.len() - usize::from(value.text.is_none() && self.dtype(value).is_text())]
    }

    pub fn dtype(&self, value: TypedNode) -> DType {
        self.arrays.graph.dtype(value.node)
    }

    /// Whether a value is of a type that holds whole numbers alone: integers, or truth values, which count as 0 and 1.
    pub fn is_whole(&self, value: TypedNode) -> bool {
        match self.dtype(value).kind() {
            Kind::Bool | Kind::Unsigned | Kind::Signed => true,
            Kind::Float | Kind::Complex | Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => false,
        }
    }

    /// A weak constant.
    pub fn constant(&mut self, value: Scalar, span: Span) -> TypedNode {
        TypedNode { node: self.arrays.constant(value), weak: true, span, name: None, text: None }
    }
}
