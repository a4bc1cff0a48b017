//! An explanation as JSON.
//!
//! Unlike the text it leaves nothing out. Nodes and passes refer to each other by number, and each enumeration has its
//! word for each variant here, so that renaming a variant changes nothing for tools that read it.

use super::estimate::assumption;
use super::passes::{ArrayDescription, CodeDescription, InstructionDescription, PassDescription};
use super::savings::excerpt;
use crate::compile::array_graph::ArraySource;
use crate::compile::arrays_listing::show_view;
use crate::compile::graph::Node;
use crate::exec::{Access, BlockCut, BlockPlan, BlockReason, MachineLoop, Portion};
use crate::inspect::explain::Explanation;
use crate::inspect::json::Json;
use crate::native::NoMachineCode;
use crate::program::Purpose;
use crate::span::Span;

impl Explanation {
    /// All that the explanation holds, as JSON.
    pub(super) fn json(&self) -> Json {
        let outputs = self.outputs().map(|(name, dtype, shape)| {
            let shape = Json::list(shape.iter().copied());
            Json::Object(vec![("name", name.into()), ("dtype", dtype.to_string().into()), ("shape", shape)])
        });
        Json::Object(vec![
            ("source", (&*self.source).into()),
            ("level", self.level.to_string().into()),
            ("contract", self.contract.into()),
            ("tree", self.tree_json()),
            ("graph", self.graph_json()),
            ("saved", self.savings_json()),
            ("passes", Json::list(self.passes.iter().map(pass_json))),
            ("assumed", assumption().into()),
            ("outputs", Json::list(outputs)),
        ])
    }

    /// The nodes, operands before their users, and the statements.
    fn tree_json(&self) -> Json {
        let tree = &self.tree;
        let nodes = tree.nodes().map(|(id, node, span)| {
            Json::Object(vec![
                ("id", id.index().into()),
                ("label", tree.label(node).into()),
                ("operands", Json::list(node.operands().into_iter().map(|x| x.index()))),
                ("place", place(span)),
            ])
        });
        let statements = tree.statements().iter().map(|statement| {
            Json::Object(vec![
                ("target", statement.target.map(|target| tree.name(target.name)).into()),
                ("part", statement.target.filter(|target| target.is_part).map(|target| target.node.index()).into()),
                ("operator", statement.operator.map(|operator| operator.symbol()).into()),
                ("value", statement.value.index().into()),
            ])
        });
        Json::Object(vec![("nodes", Json::list(nodes)), ("statements", Json::list(statements))])
    }

    fn graph_json(&self) -> Json {
        let graph = &self.arrays.graph;
        let (names, uses) = (self.names(), self.uses());
        let listing = self.listing(&names);
        let nodes = graph.nodes().filter(|(id, _)| uses[id.index()] > 0).map(|(id, node)| {
            let kind = match node {
                Node::Constant(_) => "constant",
                Node::Apply(_) | Node::Second(_) => "operation",
                Node::Leaf(ArraySource::Input(_) | ArraySource::Own(_)) => "operand",
                Node::Leaf(ArraySource::Integer(_) | ArraySource::Converted(_)) => "integer",
                Node::Leaf(ArraySource::Count(_)) => "count",
                Node::Leaf(ArraySource::Table(_)) => "constants",
                Node::Leaf(ArraySource::View(..)) => "part",
                Node::Leaf(ArraySource::Permuted(..)) => "permutation",
                Node::Leaf(ArraySource::Reshaped(..)) => "reshape",
                Node::Leaf(ArraySource::LookedUp(..)) => "table",
                Node::Leaf(ArraySource::Packed(..)) => "characters",
                Node::Leaf(ArraySource::Shift(..)) => "shift",
                Node::Leaf(ArraySource::Replaced(..)) => "replaced",
                Node::Leaf(ArraySource::Reduced(..)) => "fold",
                Node::Leaf(ArraySource::Scanned(..)) => "scan",
            };
            Json::Object(vec![
                ("id", id.index().into()),
                ("name", listing.operand(id).into()),
                ("kind", kind.into()),
                ("text", listing.value(node).into()),
                ("dtype", graph.dtype(id).to_string().into()),
                ("shape", Json::list(self.arrays.shape(id).iter().copied())),
                ("operands", Json::list(node.operands().iter().map(|x| x.index()))),
                ("uses", uses[id.index()].into()),
                ("once", graph.is_scalar(id).into()),
            ])
        });
        let stores = self.arrays.stores.iter().map(|store| {
            Json::Object(vec![
                ("output", self.output_names()[store.output].as_str().into()),
                ("part", store.part.as_ref().map(|part| show_view(part)).into()),
                ("value", store.value.index().into()),
            ])
        });
        Json::Object(vec![("nodes", Json::list(nodes)), ("stores", Json::list(stores))])
    }

    fn savings_json(&self) -> Json {
        let text = |span: Span| excerpt(&self.source, span).into();
        let shared = self.savings.shared.iter().map(|shared| {
            Json::Object(vec![
                ("text", text(shared.places[0])),
                ("value", shared.value.index().into()),
                ("places", Json::list(shared.places.iter().map(|span| place(*span)))),
            ])
        });
        let folded = self.savings.folded.iter().map(|folded| {
            Json::Object(vec![
                ("text", text(folded.span)),
                ("value", folded.value.as_str().into()),
                ("dtype", folded.dtype.to_string().into()),
                ("place", place(folded.span)),
            ])
        });
        let hoisted = self.savings.hoisted.iter().map(|(span, value)| {
            Json::Object(vec![("text", text(*span)), ("value", value.index().into()), ("place", place(*span))])
        });
        Json::Object(vec![
            ("shared", Json::list(shared)),
            ("folded", Json::list(folded)),
            ("hoisted", Json::list(hoisted)),
        ])
    }
}

/// The bytes of the source that something stands at.
fn place(span: Span) -> Json {
    Json::list([span.start as usize, span.end as usize])
}

/// A pass as JSON.
pub fn pass_json(pass: &PassDescription) -> Json {
    let purpose = match pass.purpose {
        Purpose::Compute => "compute",
        Purpose::Edge => "edge",
        Purpose::Place => "place",
        Purpose::Hoist => "hoist",
        Purpose::Snapshot => "snapshot",
        Purpose::Scan => "scan",
        Purpose::Reshape => "reshape",
    };
    let portion = match pass.portion {
        Portion::Whole => "whole",
        Portion::Chunk => "lot",
        Portion::Tile => "tile",
    };
    let keeps = pass.keeps.as_ref().map(|(name, margins)| {
        Json::Object(vec![("name", name.as_str().into()), ("margins", Json::list(margins.iter().copied()))])
    });
    Json::Object(vec![
        ("purpose", purpose.into()),
        ("keeps", keeps.into()),
        ("extents", Json::list(pass.extents.iter().copied())),
        ("portion", portion.into()),
        ("lengths", Json::list(pass.lengths.iter().copied())),
        ("band", pass.row_group.map(|(first, end)| Json::list(first..end)).into()),
        ("blocks", pass.blocks.as_ref().map(blocks_json).into()),
        ("arrays", Json::list(pass.arrays.iter().map(array_json))),
        ("prologue", code_json(&pass.prologue)),
        ("body", code_json(&pass.body)),
        ("loops", Json::list(pass.loops.iter().map(loop_json))),
        ("no_machine_code", pass.no_machine_code.map(reason_json).into()),
        ("folds", Json::list(pass.folds.iter().map(instruction_json))),
        ("scan", pass.scan.clone().into()),
        ("expected", pass.estimate.json()),
        ("kept", Json::list(pass.tile_buffers.iter().map(pass_json))),
    ])
}

fn loop_json(of: &MachineLoop) -> Json {
    Json::Object(vec![
        ("first", of.instructions.start.into()),
        ("end", of.instructions.end.into()),
        ("lanes", of.lanes.into()),
        ("bytes", of.code.len().into()),
    ])
}

fn reason_json(why: NoMachineCode) -> Json {
    Json::Object(vec![("reason", why.name().into()), ("text", why.to_string().into())])
}

fn blocks_json(blocks: &BlockPlan) -> Json {
    let BlockReason { length, period, .. } = blocks.reason;
    Json::Object(vec![
        ("count", blocks.count.into()),
        ("elements", length.elements.into()),
        ("row", blocks.row.into()),
        ("rule", length.rule.name().into()),
        ("whole_row", (length.cut == Some(BlockCut::Row)).into()),
        ("period", period.into()),
        ("reason", blocks.reason.to_string().into()),
    ])
}

fn array_json(array: &ArrayDescription) -> Json {
    let (access, period) = match array.access {
        Access::InPlace => ("in_place", None),
        Access::Gathered(period) => ("gathered", Some(period)),
        Access::Transposed => ("transposed", None),
        Access::Saved => ("saved", None),
        Access::Counted => ("counted", None),
        Access::Scattered => ("scattered", None),
        Access::Streamed => ("streamed", None),
        Access::Delayed => ("held", None),
        Access::Folded => ("folded", None),
    };
    Json::Object(vec![
        ("place", array.place.as_str().into()),
        ("access", access.into()),
        ("period", period.into()),
        ("bytes", array.bytes.into()),
    ])
}

fn code_json(code: &CodeDescription) -> Json {
    Json::Object(vec![
        ("registers", code.registers.into()),
        ("instructions", Json::list(code.instructions.iter().map(instruction_json))),
    ])
}

/// An instruction as JSON.
pub fn instruction_json(instruction: &InstructionDescription) -> Json {
    let InstructionDescription { line, estimate } = instruction;
    Json::Object(vec![
        ("mnemonic", line.mnemonic.as_str().into()),
        ("destination", line.destination.as_str().into()),
        ("operands", Json::list(line.operands.iter().map(String::as_str))),
        ("expected", estimate.json()),
    ])
}
