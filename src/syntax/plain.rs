//! The tree of a program as plain data, for those who translate it into another language.
//!
//! The inner [`Tree`] is an arena whose indices are newtypes and whose names are interned; what is given away here is
//! made of numbers and texts alone, so that the inner one may change. Nodes have the same positions in both, which are
//! those that the JSON of an explanation has.

use super::{Argument, Statement, Subscript, SyntaxId, SyntaxNode, Tree};
use std::ops::Range;

/// The tree of a program, as [`Expr::tree`](crate::Expr::tree) gives it: nodes that refer to each other by their
/// positions. Operands stand before the nodes that use them, so one loop over the nodes translates all of them. What is
/// assigned to, a name or a part of one, has nodes too.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlainTree {
    /// The nodes, operands before their users.
    pub nodes: Vec<PlainNode>,
    /// The statements, in their order.
    pub statements: Vec<PlainStatement>,
}

/// A node of a [`PlainTree`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlainNode {
    /// What it is.
    pub form: Form,
    /// The bytes of the source that it stands at.
    pub span: Range<usize>,
}

/// What a node of a [`PlainTree`] is. Numbers refer to nodes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Form {
    /// `42`, of any size, in decimal digits
    Integer(String),
    /// `1.5`
    Float(f64),
    /// `2j`
    Imaginary(f64),
    /// `True`
    Bool(bool),
    /// `"wrap"`
    Text(String),
    /// `b"wrap"`, as the ASCII characters that the bytes are
    Bytes(String),
    /// `None`
    None,
    /// `x`, `pi`: a variable, a constant, a type, or what a statement has assigned; `np.pi` is `pi`
    Name(String),
    /// `x + y`, `-x`, `x < y`, `not x`, and `x if c else y`, which is `where` of `c`, `x` and `y`
    Operation {
        /// The operation's name: that of [`Operation::name`](crate::Operation::name), `add` of `+`.
        name: String,
        /// Its operands, in the order of [`Operation::parameters`](crate::Operation::parameters).
        operands: Vec<usize>,
    },
    /// `a < b <= c`, of two comparisons at least: all of them hold
    Chain {
        /// The operations' names: `less`, `less_equal`.
        names: Vec<String>,
        /// What they compare, one more than there are names.
        operands: Vec<usize>,
    },
    /// `x in (1, 2)`
    Membership {
        /// `x`
        item: usize,
        /// `1`, `2`
        list: Vec<usize>,
        /// Whether it is `not in`.
        negated: bool,
    },
    /// `clip(x, 0, max=1)`, `sum(x, axis=0)`, and `x.sum(axis=0)`, whose first argument is `x`
    Call {
        /// The function: that of [`Operation::name`](crate::Operation::name) if it is elementwise (`arcsin` where
        /// `asin` is written) and takes so many arguments; else the name that is written.
        function: String,
        /// Its arguments in the order of the source, with the keywords that are written.
        arguments: Vec<(Option<String>, usize)>,
    },
    /// `x.real`
    Field {
        /// `x`
        of: usize,
        /// `real`
        name: String,
    },
    /// `x[1:-1, 0]`
    Index {
        /// `x`
        of: usize,
        /// `1:-1`, `0`
        subscripts: Vec<PlainSubscript>,
    },
    /// `(0, 1)`
    Tuple(Vec<usize>),
    /// `[0, 1]`
    Array(Vec<usize>),
}

/// One subscript of `x[…]`. Numbers refer to nodes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PlainSubscript {
    /// `i`
    At(usize),
    /// `start:stop:step`
    Slice {
        /// `start`
        start: Option<usize>,
        /// `stop`
        stop: Option<usize>,
        /// `step`
        step: Option<usize>,
    },
    /// `...`
    Ellipsis,
    /// `None`
    NewAxis,
}

/// A statement of a [`PlainTree`]. Numbers refer to nodes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PlainStatement {
    /// The name that is assigned to; none for the expression that is the program's result.
    pub target: Option<String>,
    /// The subscripts of `name[…] = …`, which assigns to a part.
    pub part: Option<Vec<PlainSubscript>>,
    /// The operation of `name += …`: `add`.
    pub operation: Option<String>,
    /// The right-hand side.
    pub value: usize,
    /// The bytes of the source that it stands at.
    pub span: Range<usize>,
}

impl PlainTree {
    /// The plain form of a tree; `operation` gives the name of the operation that a symbol or name stands for with so
    /// many operands, `is_module` says which nodes are modules, of which names are looked up behind the point.
    pub(crate) fn new(
        tree: &Tree,
        operation: impl Fn(&str, usize) -> Option<&'static str>,
        is_module: impl Fn(SyntaxId) -> bool,
    ) -> Self {
        let named = |name: &str, count: usize| operation(name, count).unwrap_or(name).to_owned();
        let form = |node| form(tree, node, &named, &is_module);
        let nodes = tree.nodes().map(|(_, node, span)| PlainNode { form: form(node), span: span.range() });
        let statement = |statement: &Statement| {
            let target = statement.target;
            let part = target.and_then(|target| match tree.node(target.node) {
                SyntaxNode::Index(_, subscripts) => Some(subscripts.iter().map(subscript).collect()),
                _ => None,
            });
            PlainStatement {
                target: target.map(|target| tree.name(target.name).to_owned()),
                part,
                operation: statement.operator.map(|operator| named(operator.symbol(), 2)),
                value: statement.value.index(),
                span: statement.span.range(),
            }
        };
        Self { nodes: nodes.collect(), statements: tree.statements().iter().map(statement).collect() }
    }
}

fn form(
    tree: &Tree,
    node: &SyntaxNode,
    named: &impl Fn(&str, usize) -> String,
    is_module: &impl Fn(SyntaxId) -> bool,
) -> Form {
    let all = |nodes: &[SyntaxId]| nodes.iter().map(|x| x.index()).collect();
    let operation = |symbol: &str, operands: &[SyntaxId]| Form::Operation {
        name: named(symbol, operands.len()),
        operands: all(operands),
    };
    match node {
        SyntaxNode::Integer(value) => Form::Integer(value.to_string()),
        SyntaxNode::Float(value) => Form::Float(*value),
        SyntaxNode::Imaginary(value) => Form::Imaginary(*value),
        SyntaxNode::Bool(value) => Form::Bool(*value),
        SyntaxNode::Text(text) | SyntaxNode::Word(text) => Form::Text(text.to_string()),
        SyntaxNode::Bytes(text) => Form::Bytes(text.to_string()),
        SyntaxNode::None => Form::None,
        SyntaxNode::Name(name) => Form::Name(tree.name(*name).to_owned()),
        SyntaxNode::Unary(operator, x) => operation(operator.symbol(), &[*x]),
        SyntaxNode::Binary(operator, x, y) => operation(operator.symbol(), &[*x, *y]),
        SyntaxNode::Conditional { condition, then, otherwise } => operation("where", &[*condition, *then, *otherwise]),
        SyntaxNode::Comparison(first, rest) => match &**rest {
            [(operator, other)] => operation(operator.symbol(), &[*first, *other]),
            _ => Form::Chain {
                names: rest.iter().map(|(operator, _)| named(operator.symbol(), 2)).collect(),
                operands: all(&node.operands()),
            },
        },
        SyntaxNode::Membership { item, list, negated } => {
            Form::Membership { item: item.index(), list: all(list), negated: *negated }
        }
        SyntaxNode::Call { function, receiver, arguments, .. } => {
            let argument = |argument: &Argument| {
                (argument.keyword.as_ref().map(|(keyword, _)| keyword.to_string()), argument.value.index())
            };
            let array = receiver.filter(|&receiver| !is_module(receiver)).map(|array| (None, array.index()));
            let arguments: Vec<_> = array.into_iter().chain(arguments.iter().map(argument)).collect();
            Form::Call { function: named(function, arguments.len()), arguments }
        }
        SyntaxNode::Field(module, name) if is_module(*module) => Form::Name(name.to_string()),
        SyntaxNode::Field(x, name) => Form::Field { of: x.index(), name: name.to_string() },
        SyntaxNode::Index(x, subscripts) => {
            Form::Index { of: x.index(), subscripts: subscripts.iter().map(subscript).collect() }
        }
        SyntaxNode::Tuple(items) => Form::Tuple(all(items)),
        SyntaxNode::Array { items, .. } => Form::Array(all(items)),
    }
}

fn subscript(subscript: &Subscript) -> PlainSubscript {
    let bound = |node: &Option<SyntaxId>| node.map(SyntaxId::index);
    match subscript {
        Subscript::At(node, _) => PlainSubscript::At(node.index()),
        Subscript::Slice { start, stop, step, .. } => {
            PlainSubscript::Slice { start: bound(start), stop: bound(stop), step: bound(step) }
        }
        Subscript::Ellipsis(_) => PlainSubscript::Ellipsis,
        Subscript::NewAxis(_) => PlainSubscript::NewAxis,
    }
}
