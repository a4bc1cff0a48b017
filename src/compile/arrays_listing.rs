//! The graph of arrays as text, for those who look at what a program becomes.

use super::array_graph::{ArrayGraph, ArraySource, Mode, Pick, PlaceId, Reduction, Shift};
use super::graph::{Node, NodeId};
use crate::element::Scalar;
use std::fmt;

/// The graph as text: one line a value, as `v3: f64[4,5] = multiply v0, v1`.
pub struct ArraysListing<'a> {
    /// The graph.
    pub arrays: &'a ArrayGraph,
    /// The names of the program.
    pub names: &'a [&'a str],
    /// What the outputs are called.
    pub outputs: &'a [String],
    /// Whether lengths are known.
    pub with_shapes: bool,
}

impl ArraysListing<'_> {
    /// What a value is called where it is used; of a constant, the value.
    pub fn operand(&self, id: NodeId) -> String {
        match self.arrays.graph.node(id) {
            Node::Constant(value) => value.to_string(),
            Node::Leaf(ArraySource::Input(name)) => self.names[name].to_owned(),
            Node::Leaf(ArraySource::Integer(integer)) => self.arrays.integers.text(integer, self.names),
            Node::Leaf(ArraySource::Converted(conversion)) => {
                let integers = &self.arrays.integers;
                integers.text(integers.converted(conversion), self.names)
            }
            Node::Leaf(ArraySource::Own(output)) => self.outputs[output].clone(),
            _ => format!("v{}", id.index()),
        }
    }

    fn view(&self, view: PlaceId) -> String {
        show_view(self.arrays.view(view))
    }

    /// What a value is made of, if it is made of others.
    pub fn value(&self, node: Node<ArraySource>) -> Option<String> {
        let list = |operands: &[NodeId]| {
            let operands: Vec<_> = operands.iter().map(|&x| self.operand(x)).collect();
            operands.join(", ")
        };
        Some(match node {
            Node::Apply(apply) => format!("{}.{} {}", apply.op.mnemonic(), apply.dtype, list(apply.operands())),
            Node::Leaf(ArraySource::Count(length)) => format!("0 to {length}"),
            Node::Leaf(ArraySource::Table(table)) => {
                const SHOWN: usize = 8;
                let values = self.arrays.table(table);
                let shown: Vec<_> = values.iter().take(SHOWN).map(Scalar::to_string).collect();
                let rest = if values.len() > SHOWN { ", …" } else { "" };
                format!("[{}{rest}]", shown.join(", "))
            }
            Node::Leaf(ArraySource::LookedUp(array)) => format!("all of {}", self.operand(array)),
            Node::Leaf(ArraySource::Packed(name, first, _)) => {
                format!("{} from character {first} on", self.names[name])
            }
            Node::Leaf(ArraySource::View(array, view)) => format!("{}[{}]", self.operand(array), self.view(view)),
            Node::Leaf(ArraySource::Permuted(array, order)) => {
                let order: Vec<_> = self.arrays.order(order).iter().map(usize::to_string).collect();
                format!("{} with axes {}", self.operand(array), order.join(", "))
            }
            Node::Leaf(ArraySource::Reshaped(array)) => format!("{} in another shape", self.operand(array)),
            Node::Leaf(ArraySource::Shift([array, value], shift)) => {
                let Shift { axis, by, mode } = self.arrays.shift(shift);
                let name = mode.name();
                let value = match mode {
                    Mode::Constant => format!(" {}", self.operand(value)),
                    _ => String::new(),
                };
                format!("shift {}, {by} along {axis}, {name}{value}", self.operand(array))
            }
            Node::Leaf(ArraySource::Replaced([array, part], view)) => {
                format!("{} with {} at [{}]", self.operand(array), self.operand(part), self.view(view))
            }
            Node::Leaf(source @ (ArraySource::Reduced(array, reduction) | ArraySource::Scanned(array, reduction))) => {
                let Reduction { fold, axes } = self.arrays.reduction(reduction);
                let axes: Vec<_> = axes.iter().map(usize::to_string).collect();
                let what = if let ArraySource::Reduced(..) = source { "fold" } else { "scan" };
                format!("{what} {} {} along {}", fold.name(), self.operand(array), axes.join(", "))
            }
            Node::Leaf(_) | Node::Constant(_) | Node::Second(_) => return None,
        })
    }
}

/// A view as it would be written.
pub fn show_view(view: &[Pick]) -> String {
    let pick = |pick: &Pick| match *pick {
        Pick::At(place) => place.to_string(),
        Pick::New => "None".to_owned(),
        Pick::Range { start, step: 1, count } => format!("{start}:{}", start + count),
        Pick::Range { start, step, count } => {
            let stop = start as isize + step * count as isize;
            let stop = if stop < 0 { String::new() } else { stop.to_string() };
            format!("{start}:{stop}:{step}")
        }
    };
    let picks: Vec<_> = view.iter().map(pick).collect();
    picks.join(", ")
}

impl fmt::Display for ArraysListing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrays = self.arrays;
        let reachable = arrays.graph.reachable(arrays.roots());
        for (id, node) in arrays.graph.nodes().filter(|(id, _)| reachable[id.index()]) {
            let shape = arrays.shape(id);
            let shape = match (shape.is_empty(), self.with_shapes) {
                (true, _) => " once".to_owned(),
                (false, true) => {
                    let lengths: Vec<_> = shape.iter().map(usize::to_string).collect();
                    format!("[{}]", lengths.join(","))
                }
                (false, false) => String::new(),
            };
            let dtype = arrays.graph.dtype(id);
            match (node, self.value(node)) {
                (_, Some(value)) => writeln!(f, "  v{}: {dtype}{shape} = {value}", id.index())?,
                (Node::Leaf(_), None) => writeln!(f, "  {}: {dtype}{shape}", self.operand(id))?,
                _ => {}
            }
        }
        for store in &arrays.stores {
            let part = store.part.as_ref().map_or(String::new(), |part| format!("[{}]", show_view(part)));
            writeln!(f, "  {}{part} ← {}", self.outputs[store.output], self.operand(store.value))?;
        }
        Ok(())
    }
}
