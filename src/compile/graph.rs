//! A graph of typed values: every value once.
//!
//! Nodes are hash-consed: adding one that exists gives the existing one, so common subexpressions are shared as they
//! are built. Operations on constants are computed at once, by the kernel that would have computed them at run time:
//! there is no second meaning of an operation.
//!
//! Two representations are graphs, and differ in their leaves: [`ArrayGraph`](super::array_graph::ArrayGraph), whose
//! values are arrays, and [`PassGraph`](super::plan::pass_graph::PassGraph), whose values are elements at one place of
//! an iteration.

use crate::element::{DType, Scalar};
use crate::level::Level;
use crate::ops::{MAX_OPERANDS, Op, call_once};
use std::collections::HashMap;
use std::hash::Hash;

/// Index of a node in its [`Graph`]; operands have lower ones than their users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    /// Position among the nodes.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A set of axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Axes(u64);

impl Axes {
    /// How many axes there can be.
    pub const MOST: usize = 64;

    /// One axis.
    pub fn one(axis: usize) -> Self {
        debug_assert!(axis < Self::MOST);
        Self(1 << axis)
    }

    /// The axes of either.
    pub fn union(self, other: Axes) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether an axis is among them.
    pub fn has(self, axis: usize) -> bool {
        self.0 >> axis & 1 == 1
    }
}

/// What a graph's values come from, besides constants and operations.
pub trait Leaf: Copy + Eq + Hash {
    /// The nodes that it is made of.
    fn operands(&self) -> &[NodeId];
}

/// One value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node<L> {
    /// A constant.
    Constant(Scalar),
    /// What is neither constant nor computed.
    Leaf(L),
    /// The result of an operation, or the first of two.
    Apply(Apply),
    /// The second result of an operation.
    Second(NodeId),
}

impl<L: Leaf> Node<L> {
    /// The nodes that it is computed from.
    pub fn operands(&self) -> &[NodeId] {
        match self {
            Node::Constant(_) => &[],
            Node::Leaf(leaf) => leaf.operands(),
            Node::Apply(apply) => apply.operands(),
            Node::Second(first) => std::slice::from_ref(first),
        }
    }
}

/// An operation with its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Apply {
    /// What is done.
    pub op: Op,
    /// The type it is done in.
    pub dtype: DType,
    /// The type of the result.
    pub result: DType,
    operands: [NodeId; MAX_OPERANDS],
}

impl Apply {
    /// The operands.
    pub fn operands(&self) -> &[NodeId] {
        &self.operands[..self.op.arity()]
    }
}

/// What is known of a node besides what it is.
#[derive(Clone, Copy, Debug)]
struct Facts {
    dtype: DType,
    axes: Axes,
}

/// A graph of typed values.
#[derive(Clone, Debug)]
pub struct Graph<L> {
    /// The level that the program will run at.
    level: Level,
    nodes: Vec<Node<L>>,
    facts: Vec<Facts>,
    known: HashMap<Node<L>, NodeId>,
}

impl<L: Leaf> Graph<L> {
    /// A graph without nodes, for a program of this level.
    pub fn new(level: Level) -> Self {
        debug_assert!(level.is_available());
        Self { level, nodes: Vec::new(), facts: Vec::new(), known: HashMap::new() }
    }

    /// The level that the program will run at.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The nodes, operands before their users.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = (NodeId, Node<L>)> + ExactSizeIterator {
        self.nodes.iter().enumerate().map(|(i, &node)| (NodeId(i as u32), node))
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> Node<L> {
        self.nodes[id.index()]
    }

    /// A node's type.
    pub fn dtype(&self, id: NodeId) -> DType {
        self.facts[id.index()].dtype
    }

    /// The axes along which a node's value differs.
    pub fn axes(&self, id: NodeId) -> Axes {
        self.facts[id.index()].axes
    }

    /// Whether a node has one value for all elements.
    pub fn is_scalar(&self, id: NodeId) -> bool {
        self.axes(id).is_empty()
    }

    /// A node's value, if it is a constant.
    pub fn as_constant(&self, id: NodeId) -> Option<Scalar> {
        match self.node(id) {
            Node::Constant(value) => Some(value),
            _ => None,
        }
    }

    fn add(&mut self, node: Node<L>, facts: Facts) -> NodeId {
        *self.known.entry(node).or_insert_with(|| {
            self.nodes.push(node);
            self.facts.push(facts);
            NodeId(self.nodes.len() as u32 - 1)
        })
    }

    /// A constant.
    pub fn constant(&mut self, value: Scalar) -> NodeId {
        self.add(Node::Constant(value), Facts { dtype: value.dtype(), axes: Axes::default() })
    }

    /// A leaf, of a type, that differs along some axes.
    pub fn leaf(&mut self, leaf: L, dtype: DType, axes: Axes) -> NodeId {
        self.add(Node::Leaf(leaf), Facts { dtype, axes })
    }

    /// The result of an operation in a type; the operands have the types that it asks for.
    pub fn apply(&mut self, op: Op, dtype: DType, given: &[NodeId]) -> NodeId {
        self.apply_to(op, dtype, op.result(dtype), given)
    }

    /// The same, where the result is of another type of the same elements than the operation says: a date in another
    /// unit.
    pub fn apply_to(&mut self, op: Op, dtype: DType, result: DType, given: &[NodeId]) -> NodeId {
        let apply = Apply { result, ..self.in_order(op, dtype, given) };
        if let Some(value) = self.fold(&apply) {
            return self.constant(value.of_type(result));
        }
        let axes = given.iter().map(|&x| self.axes(x)).fold(Axes::default(), Axes::union);
        self.add(Node::Apply(apply), Facts { dtype: result, axes })
    }

    /// An operation with its operands in the order that the graph keeps.
    fn in_order(&self, op: Op, dtype: DType, given: &[NodeId]) -> Apply {
        debug_assert_eq!(given.len(), op.arity());
        debug_assert!(given.iter().enumerate().all(|(i, &x)| self.dtype(x) == op.operand(i, dtype)));
        let mut operands = [NodeId(0); MAX_OPERANDS];
        operands[..given.len()].copy_from_slice(given);
        if op.row().commutative {
            // One order for both, so that they are shared; a scalar stands second, where kernels take it.
            operands[..2].sort_by_key(|&x| (self.is_scalar(x), x));
        }
        Apply { op, dtype, result: op.result(dtype), operands }
    }

    /// The place of the result of an operation on operands of this graph, if the graph has it.
    pub fn find_apply(&self, apply: &Apply, given: &[NodeId]) -> Option<NodeId> {
        self.find(&Node::Apply(Apply { result: apply.result, ..self.in_order(apply.op, apply.dtype, given) }))
    }

    /// The second result of the operation whose first result a node is.
    pub fn second(&mut self, first: NodeId) -> NodeId {
        self.add(Node::Second(first), self.facts[first.index()])
    }

    /// The place of a node, if the graph has it.
    pub fn find(&self, node: &Node<L>) -> Option<NodeId> {
        self.known.get(node).copied()
    }

    /// The value of an operation whose operands are all constants.
    fn fold(&self, apply: &Apply) -> Option<Scalar> {
        let values: Option<Vec<Scalar>> = apply.operands().iter().map(|&x| self.as_constant(x)).collect();
        call_once(apply.op, apply.dtype, self.level, &values?)
    }

    /// Which nodes some roots need, by index.
    pub fn reachable(&self, roots: impl Iterator<Item = NodeId>) -> Vec<bool> {
        let mut reachable = vec![false; self.nodes.len()];
        for root in roots {
            reachable[root.index()] = true;
        }
        for (id, node) in self.nodes().rev() {
            if reachable[id.index()] {
                for operand in node.operands() {
                    reachable[operand.index()] = true;
                }
            }
        }
        reachable
    }
}
