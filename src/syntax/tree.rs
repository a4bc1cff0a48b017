//! The syntax tree: an arena in which every node stands after its operands.
//!
//! That order is what the parser produces anyway (it reduces bottom-up), and it is what keeps all later
//! passes free of recursion: a pass is a loop over the arena, so a sum of 100,000 terms is as deep for the
//! stack as a sum of two. A boxed tree was rejected for its recursive drop alone.

use super::{Operator, Span};
use std::collections::HashMap;
use std::fmt;

/// Index of a node in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    /// Position in [`Tree::nodes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Index of a free name (a variable or a constant such as `pi`) in [`Tree::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NameId(u32);

impl NameId {
    /// Position in [`Tree::names`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One piece of the expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// `42`
    Integer(u64),
    /// `1.5`
    Float(f64),
    /// `2j`
    Imaginary(f64),
    /// `True`
    Bool(bool),
    /// `x`, `pi`
    Name(NameId),
    /// `-x`, `not x`
    Unary(Operator, NodeId),
    /// `x + y`, `x and y`
    Binary(Operator, NodeId, NodeId),
    /// `a < b <= c`
    Comparison(NodeId, Box<[(Operator, NodeId)]>),
    /// `x in (1, 2)`
    Membership {
        /// `x`
        item: NodeId,
        /// `(1, 2)`
        list: Box<[NodeId]>,
        /// Whether it was `not in`.
        negated: bool,
    },
    /// `x if c else y`
    Conditional {
        /// `c`
        condition: NodeId,
        /// `x`
        then: NodeId,
        /// `y`
        otherwise: NodeId,
    },
    /// `f(x, decimals=2)`
    Call {
        /// `f`
        function: Box<str>,
        /// Where `f` stands.
        function_span: Span,
        /// `x, decimals=2`
        arguments: Box<[Argument]>,
    },
    /// `x.real`
    Field(NodeId, Box<str>),
}

impl Node {
    /// The operands, in the order of the source.
    pub fn operands(&self) -> Vec<NodeId> {
        match self {
            Node::Integer(_) | Node::Float(_) | Node::Imaginary(_) | Node::Bool(_) | Node::Name(_) => Vec::new(),
            Node::Unary(_, x) | Node::Field(x, _) => vec![*x],
            Node::Binary(_, x, y) => vec![*x, *y],
            Node::Comparison(first, rest) => std::iter::once(*first).chain(rest.iter().map(|(_, x)| *x)).collect(),
            Node::Membership { item, list, .. } => std::iter::once(*item).chain(list.iter().copied()).collect(),
            Node::Conditional { condition, then, otherwise } => vec![*then, *condition, *otherwise],
            Node::Call { arguments, .. } => arguments.iter().map(|argument| argument.value).collect(),
        }
    }
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The keyword, where one was given.
    pub keyword: Option<(Box<str>, Span)>,
    /// The value.
    pub value: NodeId,
}

/// A parsed expression.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: Vec<(Node, Span)>,
    names: Vec<(Box<str>, Span)>,
    interned: HashMap<Box<str>, NameId>,
}

impl Tree {
    /// Adds a node whose operands are in the tree already.
    pub fn push(&mut self, node: Node, span: Span) -> NodeId {
        self.nodes.push((node, span));
        NodeId((self.nodes.len() - 1) as u32)
    }

    /// Adds a use of a free name.
    pub fn push_name(&mut self, name: &str, span: Span) -> NodeId {
        let id = match self.interned.get(name) {
            Some(&id) => id,
            None => {
                let id = NameId(self.names.len() as u32);
                self.names.push((name.into(), span));
                self.interned.insert(name.into(), id);
                id
            }
        };
        self.push(Node::Name(id), span)
    }

    /// All nodes, operands before their users; the last one is the whole expression.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (NodeId, &Node, Span)> {
        self.nodes.iter().enumerate().map(|(i, (node, span))| (NodeId(i as u32), node, *span))
    }

    /// The node that is the whole expression.
    pub fn root(&self) -> NodeId {
        NodeId(self.nodes.len() as u32 - 1)
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()].0
    }

    /// Where a node stands in the source.
    pub fn span(&self, id: NodeId) -> Span {
        self.nodes[id.index()].1
    }

    /// The free names in order of first use, with the place of that use.
    pub fn names(&self) -> impl ExactSizeIterator<Item = (&str, Span)> {
        self.names.iter().map(|(name, span)| (&**name, *span))
    }

    /// A free name.
    pub fn name(&self, id: NameId) -> &str {
        &self.names[id.index()].0
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }
}

/// Levels below this one are shown as `…`, so that printing stays linear for chains of any depth.
const SHOWN_DEPTH: usize = 60;

impl fmt::Display for Tree {
    /// An outline, one node a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut open = vec![(self.root(), 0, String::new())];
        while let Some((id, depth, label)) = open.pop() {
            write!(f, "{:indent$}{label}", "", indent = 2 * depth)?;
            let mut labels: Vec<String> = Vec::new();
            match self.node(id) {
                Node::Integer(value) => writeln!(f, "{value}")?,
                Node::Float(value) => writeln!(f, "{value:?}")?,
                Node::Imaginary(value) => writeln!(f, "{value:?}j")?,
                Node::Bool(value) => writeln!(f, "{value}")?,
                Node::Name(name) => writeln!(f, "{}", self.name(*name))?,
                Node::Unary(operator, _) => writeln!(f, "{} (unary)", operator.symbol())?,
                Node::Binary(operator, ..) => writeln!(f, "{}", operator.symbol())?,
                Node::Comparison(_, rest) => {
                    let symbols: Vec<_> = rest.iter().map(|(operator, _)| operator.symbol()).collect();
                    writeln!(f, "{}", symbols.join(" "))?;
                }
                Node::Membership { negated, .. } => writeln!(f, "{}", if *negated { "not in" } else { "in" })?,
                Node::Conditional { .. } => {
                    writeln!(f, "if else")?;
                    labels = ["", "if ", "else "].map(str::to_owned).to_vec();
                }
                Node::Call { function, arguments, .. } => {
                    writeln!(f, "{function}()")?;
                    let keyword =
                        |a: &Argument| a.keyword.as_ref().map_or(String::new(), |(text, _)| format!("{text}="));
                    labels = arguments.iter().map(keyword).collect();
                }
                Node::Field(_, field) => writeln!(f, ".{field}")?,
            }
            let operands = self.node(id).operands();
            labels.resize(operands.len(), String::new());
            if depth + 1 == SHOWN_DEPTH && !operands.is_empty() {
                writeln!(f, "{:indent$}…", "", indent = 2 * SHOWN_DEPTH)?;
            } else {
                open.extend(operands.into_iter().zip(labels).rev().map(|(x, label)| (x, depth + 1, label)));
            }
        }
        Ok(())
    }
}
