//! The typed graph: every value of the expression once.
//!
//! Nodes are hash-consed: adding one that exists gives the existing one, so common subexpressions are shared as they
//! are built. Operations on constants are computed at once, by the kernel that would have computed them at run time:
//! there is no second meaning of an operation.

#![allow(unsafe_code)]

use crate::dtype::{DType, Scalar, Storage};
use crate::level::Level;
use crate::ops::{MAX_OPERANDS, Op, Operands, Scalars};
use crate::syntax::Span;
use std::collections::HashMap;
use std::fmt;

/// Index of a node in its [`Graph`]; operands have lower ones than their users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    /// Position among the nodes.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A constant.
    Constant(Scalar),
    /// The operand behind the free name of this position.
    Input(usize),
    /// The result of an operation, or the first of two.
    Apply(Apply),
    /// The second result of an operation.
    Second(NodeId),
}

impl Node {
    /// The nodes that it is computed from.
    pub fn operands(&self) -> &[NodeId] {
        match self {
            Node::Constant(_) | Node::Input(_) => &[],
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
    /// Whether it has one value for all elements.
    is_scalar: bool,
}

/// An integer given by value that must fit a type.
#[derive(Clone, Copy, Debug)]
pub struct FitCheck {
    /// The value, an i64 or u64.
    pub node: NodeId,
    /// The type it must fit.
    pub dtype: DType,
    /// Where it stands.
    pub span: Span,
}

/// The expression as a graph of typed values.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The level that the program will run at.
    level: Level,
    nodes: Vec<Node>,
    facts: Vec<Facts>,
    known: HashMap<Node, NodeId>,
    root: Option<NodeId>,
    /// To be checked when the program is bound.
    pub checks: Vec<FitCheck>,
}

impl Graph {
    /// A graph without nodes, for a program of this level.
    pub fn new(level: Level) -> Self {
        debug_assert!(level.is_available());
        let (nodes, facts, known) = (Vec::new(), Vec::new(), HashMap::new());
        Self { level, nodes, facts, known, root: None, checks: Vec::new() }
    }

    /// The level that the program will run at.
    pub fn level(&self) -> Level {
        self.level
    }

    /// The nodes, operands before their users.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = (NodeId, Node)> + ExactSizeIterator {
        self.nodes.iter().enumerate().map(|(i, &node)| (NodeId(i as u32), node))
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> Node {
        self.nodes[id.index()]
    }

    /// A node's type.
    pub fn dtype(&self, id: NodeId) -> DType {
        self.facts[id.index()].dtype
    }

    /// Whether a node has one value for all elements.
    pub fn is_scalar(&self, id: NodeId) -> bool {
        self.facts[id.index()].is_scalar
    }

    /// A node's value, if it is a constant.
    pub fn as_constant(&self, id: NodeId) -> Option<Scalar> {
        match self.node(id) {
            Node::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// The node that is the whole expression.
    pub fn root(&self) -> NodeId {
        self.root.expect("the graph is complete")
    }

    /// Says which node is the whole expression.
    pub fn set_root(&mut self, root: NodeId) {
        self.root = Some(root);
    }

    /// The nodes that must be computed: the whole expression and what is checked.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> {
        self.root.into_iter().chain(self.checks.iter().map(|check| check.node))
    }

    fn add(&mut self, node: Node, facts: Facts) -> NodeId {
        *self.known.entry(node).or_insert_with(|| {
            self.nodes.push(node);
            self.facts.push(facts);
            NodeId(self.nodes.len() as u32 - 1)
        })
    }

    /// A constant.
    pub fn constant(&mut self, value: Scalar) -> NodeId {
        self.add(Node::Constant(value), Facts { dtype: value.dtype(), is_scalar: true })
    }

    /// The operand behind a free name.
    pub fn input(&mut self, name: usize, dtype: DType, is_scalar: bool) -> NodeId {
        self.add(Node::Input(name), Facts { dtype, is_scalar })
    }

    /// The result of an operation in a type; the operands have the types that it asks for.
    pub fn apply(&mut self, op: Op, dtype: DType, given: &[NodeId]) -> NodeId {
        debug_assert_eq!(given.len(), op.arity());
        debug_assert!(given.iter().enumerate().all(|(i, &x)| self.dtype(x) == op.operand(i, dtype)));
        let mut operands = [NodeId(0); MAX_OPERANDS];
        operands[..given.len()].copy_from_slice(given);
        if op.row().commutative {
            // One order for both, so that they are shared; a scalar stands second, where kernels take it.
            operands[..2].sort_by_key(|&x| (self.is_scalar(x), x));
        }
        let apply = Apply { op, dtype, operands };
        if let Some(value) = self.fold(&apply) {
            return self.constant(value);
        }
        let is_scalar = given.iter().all(|&x| self.is_scalar(x));
        self.add(Node::Apply(apply), Facts { dtype: op.result(dtype), is_scalar })
    }

    /// The second result of the operation whose first result a node is.
    pub fn second(&mut self, first: NodeId) -> NodeId {
        self.add(Node::Second(first), self.facts[first.index()])
    }

    /// The place of a node, if the graph has it.
    pub fn find(&self, node: &Node) -> Option<NodeId> {
        self.known.get(node).copied()
    }

    /// The value of an operation whose operands are all constants.
    fn fold(&self, apply: &Apply) -> Option<Scalar> {
        let mut values = [Storage::default(); MAX_OPERANDS];
        for (value, &operand) in values.iter_mut().zip(apply.operands()) {
            *value = self.as_constant(operand)?.storage();
        }
        let operands: Operands = std::array::from_fn(|i| values[i].as_ptr());
        let kernel = (apply.op.row().kernel)(apply.dtype, self.level, Scalars::default())?;
        let mut result = Storage::default();
        // SAFETY: each storage holds one element of the operand's type and is aligned for all types, the result's
        // is not among them, and the processor has the level.
        unsafe { kernel(result.as_mut_ptr(), &operands, 1) };
        Some(Scalar::from_storage(apply.op.result(apply.dtype), result))
    }

    /// Which nodes the roots need, by index.
    pub fn reachable(&self) -> Vec<bool> {
        let mut reachable = vec![false; self.nodes.len()];
        for root in self.roots() {
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

/// A graph as text: one line a value, as `v3: f64 = multiply v0, v1`.
pub struct GraphListing<'g> {
    /// The graph.
    pub graph: &'g Graph,
    /// The free names of the expression.
    pub names: &'g [&'g str],
}

impl fmt::Display for GraphListing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let graph = self.graph;
        let show = |id: NodeId| match graph.node(id) {
            Node::Constant(value) => value.to_string(),
            Node::Input(name) => self.names[name].to_owned(),
            Node::Apply(_) | Node::Second(_) => format!("v{}", id.index()),
        };
        let reachable = graph.reachable();
        for (id, node) in graph.nodes().filter(|(id, _)| reachable[id.index()]) {
            let once = if graph.is_scalar(id) { " once" } else { "" };
            match node {
                Node::Apply(apply) => {
                    let operands: Vec<_> = apply.operands().iter().map(|&x| show(x)).collect();
                    let operation = format!("{}.{}", apply.op.mnemonic(), apply.dtype);
                    writeln!(f, "  {}: {}{once} = {operation} {}", show(id), graph.dtype(id), operands.join(", "))?;
                }
                Node::Input(_) => writeln!(f, "  {}: {}{once}", show(id), graph.dtype(id))?,
                Node::Constant(_) | Node::Second(_) => {}
            }
        }
        writeln!(f, "  result {}", show(graph.root()))
    }
}
