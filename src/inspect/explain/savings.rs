//! What the compiler saved: values shared, folded, and computed before the blocks.
//!
//! The graph has lost where its values were written, so the tree is walked once more, with the value that each of its
//! nodes became. To have the graph keep the places instead would make every compilation pay for them.

use crate::compile::array_graph::{ArrayGraph, ArraySource};
use crate::compile::graph::{Node, NodeId};
use crate::compile::static_operands;
use crate::compile::words::words;
use crate::element::DType;
use crate::span::Span;
use crate::syntax::{SyntaxNode, Tree};
use std::collections::HashMap;

/// A value that is written several times and computed once.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The value.
    pub value: NodeId,
    /// Where it is written.
    pub places: Vec<Span>,
}

/// What is computed when the program is compiled.
#[derive(Clone, Debug)]
pub struct Folded {
    /// Where it is written.
    pub span: Span,
    /// What it gives.
    pub value: String,
    /// The type of that; of an integer that has none yet, the one that it would have alone.
    pub dtype: DType,
}

/// What the compiler saved.
#[derive(Clone, Debug, Default)]
pub struct Savings {
    /// Values that are written several times and computed once.
    pub shared: Vec<Shared>,
    /// What is computed when the program is compiled.
    pub folded: Vec<Folded>,
    /// What is computed once a pass, before its blocks.
    pub hoisted: Vec<(Span, NodeId)>,
}

/// Finds what was saved; `values` are what the nodes of the tree became. Of terms within each other the largest counts.
pub fn savings(tree: &Tree, arrays: &ArrayGraph, values: &[NodeId]) -> Savings {
    let may_be_words = words(tree);
    let mut saved = Savings::default();
    let mut written: HashMap<NodeId, Vec<Span>> = HashMap::new();
    let mut order = Vec::new();
    for statement in tree.statements() {
        let mut open = vec![(statement.value, false)];
        while let Some((id, mut is_hoisted)) = open.pop() {
            let (node, value, span) = (tree.node(id), values[id.index()], tree.span(id));
            if !is_operation(tree, node) {
                continue;
            }
            if let Some(constant) = arrays.known_text(value) {
                saved.folded.push(Folded { span, value: constant, dtype: arrays.graph.dtype(value) });
                continue;
            }
            let is_computed = match arrays.graph.node(value) {
                Node::Apply(_) => {
                    if arrays.graph.is_scalar(value) && !is_hoisted {
                        saved.hoisted.push((span, value));
                        is_hoisted = true;
                    }
                    true
                }
                Node::Leaf(source) => matches!(source, ArraySource::Reduced(..) | ArraySource::Scanned(..)),
                _ => false,
            };
            if is_computed {
                let places = written.entry(value).or_default();
                places.push(span);
                if places.len() > 1 {
                    continue;
                }
                order.push(value);
            }
            let statics = static_operands(tree, &may_be_words, node);
            let operands = node.operands().into_iter().rev().filter(|x| !statics.contains(x));
            open.extend(operands.map(|x| (x, is_hoisted)));
        }
    }
    let shared = order.into_iter().filter_map(|value| {
        let places = written.remove(&value)?;
        (places.len() > 1).then_some(Shared { value, places })
    });
    saved.shared = shared.collect();
    saved
}

/// Whether a node of the tree is something that could be computed; a literal with its sign is not.
fn is_operation(tree: &Tree, node: &SyntaxNode) -> bool {
    match node {
        SyntaxNode::Unary(_, x) => !matches!(tree.node(*x), SyntaxNode::Integer(_) | SyntaxNode::Float(_)),
        SyntaxNode::Binary(..)
        | SyntaxNode::Comparison(..)
        | SyntaxNode::Membership { .. }
        | SyntaxNode::Conditional { .. } => true,
        SyntaxNode::Call { .. } | SyntaxNode::Field(..) | SyntaxNode::Index(..) => true,
        _ => false,
    }
}

/// What is written at a place, on one line and not too long.
pub fn excerpt(source: &str, span: Span) -> String {
    const LONGEST: usize = 60;
    let words: Vec<&str> = source[span.range()].split_whitespace().collect();
    let text = words.join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
