//! The graph of an explanation for Graphviz.
//!
//! Edges go from operands to what is made of them. A box is an operand or an output, a rounded one is computed once
//! (a value without axes), a double line marks a value that is used several times.

use crate::compile::array_graph::ArraySource;
use crate::compile::arrays_listing::show_view;
use crate::compile::graph::Node;
use crate::inspect::explain::Explanation;
use std::fmt::{self, Write};

impl Explanation {
    /// Writes the graph.
    pub(super) fn write_dot(&self, f: &mut impl Write) -> fmt::Result {
        let graph = &self.arrays.graph;
        let (names, uses) = (self.names(), self.uses());
        let listing = self.listing(&names);
        writeln!(f, "digraph fusexpr {{\n  node [fontname=\"monospace\"];")?;
        for (id, node) in graph.nodes().filter(|(id, _)| uses[id.index()] > 0) {
            let mut label = match node {
                Node::Apply(apply) => format!("{} = {}", listing.operand(id), apply.op.mnemonic()),
                Node::Leaf(ArraySource::Input(_) | ArraySource::Own(_) | ArraySource::Converted(_))
                | Node::Constant(_) => listing.operand(id),
                _ => format!("{} = {}", listing.operand(id), listing.value(node).unwrap_or_default()),
            };
            let shape = match node {
                Node::Constant(_) => "plaintext",
                Node::Leaf(ArraySource::Input(_) | ArraySource::Own(_) | ArraySource::Converted(_)) => "box",
                _ => "ellipse",
            };
            if !matches!(node, Node::Constant(_)) {
                label = format!("{label}\n{}", self.kind_of(id));
            }
            let style = if graph.is_scalar(id) && shape != "plaintext" { ", style=rounded" } else { "" };
            let is_shared = uses[id.index()] > 1 && matches!(node, Node::Apply(_));
            let double = if is_shared { ", peripheries=2" } else { "" };
            writeln!(f, "  n{} [label={}, shape={shape}{style}{double}];", id.index(), quoted(&label))?;
            let operands = node.operands();
            for (i, operand) in operands.iter().enumerate() {
                let position = if operands.len() > 1 { format!(" [label=\"{i}\"]") } else { String::new() };
                writeln!(f, "  n{} -> n{}{position};", operand.index(), id.index())?;
            }
        }
        for (i, store) in self.arrays.stores.iter().enumerate() {
            let part = store.part.as_ref().map_or(String::new(), |part| format!("[{}]", show_view(part)));
            let label = format!("{}{part}", self.output_names()[store.output]);
            writeln!(f, "  o{i} [label={}, shape=box, style=bold];", quoted(&label))?;
            writeln!(f, "  n{} -> o{i};", store.value.index())?;
        }
        writeln!(f, "}}")
    }
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
