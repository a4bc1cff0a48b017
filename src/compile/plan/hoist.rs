//! Computes what depends on some axes of a box only once for those axes.
//!
//! In `sin(x**2) + cos(y**2)` with a row `x` and a column `y` the functions are values of a row and of a column: each
//! gets a pass of its own into a temporary of that size, and the pass over the whole box only adds.

use super::pass_graph::{LoadId, PassGraph};
use crate::compile::graph::{Axes, Node, NodeId};
use crate::ops::Op;
use crate::program::{Coordinate, Memory, Store, Temporary};
use std::collections::HashMap;

/// Cheaper values (in units of an addition in cache) are computed where they are used: reading them back, and
/// repeating them along the other axes, costs as much.
const WORTH_KEEPING: usize = 8;

/// The passes that come before, and the pass that reads what they computed.
///
/// `forced` are loads that must be read before anything is written: their elements are copied.
pub fn hoist(points: PassGraph, forced: &[LoadId], temporaries: &mut Vec<Temporary>) -> (Vec<PassGraph>, PassGraph) {
    let hoisted = hoisted_nodes(&points, forced);
    if hoisted.is_empty() {
        return (Vec::new(), points);
    }
    // One pass for all values that depend on the same axes.
    let mut groups: Vec<(Axes, Vec<NodeId>)> = Vec::new();
    for id in hoisted {
        let axes = points.graph.axes(id);
        match groups.iter_mut().find(|(known, _)| *known == axes) {
            Some((_, ids)) => ids.push(id),
            None => groups.push((axes, vec![id])),
        }
    }
    let mut rest = points.emptied();
    let mut read: HashMap<NodeId, NodeId> = HashMap::new();
    let mut before = Vec::new();
    for (axes, ids) in groups {
        let mut pass = points.emptied();
        for (axis, extent) in pass.extents.iter_mut().enumerate() {
            *extent = if axes.has(axis) { *extent } else { 1 };
        }
        let values = transplant(&points, ids.iter().copied(), &HashMap::new(), &mut pass);
        for (&id, value) in ids.iter().zip(values) {
            let dtype = points.graph.dtype(id);
            let memory = Memory::Temporary(temporaries.len());
            temporaries.push(Temporary::of_one_pass(dtype));
            let map = dense_map(axes, points.extents.len());
            read.insert(id, rest.load(memory, dtype, &map));
            pass.stores.push((Store { memory, dtype, map }, value));
        }
        let (earlier, pass) = hoist(pass, &[], temporaries);
        before.extend(earlier);
        before.push(pass);
    }
    let mut values = transplant(&points, points.roots(), &read, &mut rest).into_iter();
    rest.stores = points.stores.iter().zip(&mut values).map(|((store, _), value)| (store.clone(), value)).collect();
    let folds = points.folds.iter().zip(&mut values);
    rest.folds = folds.map(|((fold, stores, _), value)| (*fold, stores.clone(), value)).collect();
    (before, rest)
}

/// The places of a temporary that has the given axes of the box, one after the other.
pub fn dense_map(axes: Axes, rank: usize) -> Box<[Coordinate]> {
    let along = |axis| Coordinate::Along { axis, start: 0, step: 1 };
    (0..rank).filter(|&axis| axes.has(axis)).map(along).collect()
}

/// The values to be computed before: none is an operand of another one with the same axes.
fn hoisted_nodes(points: &PassGraph, forced: &[LoadId]) -> Vec<NodeId> {
    let graph = &points.graph;
    let all = points.axes();
    let reachable = graph.reachable(points.roots());
    let depends_on_some = |id: NodeId| !graph.is_scalar(id) && graph.axes(id) != all;
    let mut costs = vec![0_usize; graph.len()];
    let mut is_read_elsewhere = vec![false; graph.len()];
    for root in points.roots() {
        is_read_elsewhere[root.index()] = true;
    }
    for (id, node) in graph.nodes().filter(|(id, _)| reachable[id.index()]) {
        if let Node::Apply(apply) = node {
            let operands = apply.operands().iter().filter(|x| depends_on_some(**x)).map(|x| costs[x.index()]);
            costs[id.index()] = operands.fold(apply.op.cost(), usize::saturating_add);
            for x in apply.operands() {
                is_read_elsewhere[x.index()] |= graph.axes(*x) != graph.axes(id);
            }
        }
    }
    let is_hoisted = |id: NodeId, node: Node<LoadId>| match node {
        Node::Leaf(load) => forced.contains(&load),
        Node::Apply(apply) => {
            depends_on_some(id)
                && is_read_elsewhere[id.index()]
                && costs[id.index()] >= WORTH_KEEPING
                && apply.op != Op::Copy
        }
        _ => false,
    };
    graph.nodes().filter(|&(id, node)| reachable[id.index()] && is_hoisted(id, node)).map(|(id, _)| id).collect()
}

/// Copies values into another pass over the same loads; some are known there already.
pub fn transplant(
    from: &PassGraph,
    roots: impl Iterator<Item = NodeId>,
    known: &HashMap<NodeId, NodeId>,
    to: &mut PassGraph,
) -> Vec<NodeId> {
    let graph = &from.graph;
    let mut needed = vec![false; graph.len()];
    let roots: Vec<NodeId> = roots.collect();
    for root in &roots {
        needed[root.index()] = true;
    }
    for (id, node) in graph.nodes().rev() {
        if needed[id.index()] && !known.contains_key(&id) {
            for x in node.operands() {
                needed[x.index()] = true;
            }
        }
    }
    let mut moved: Vec<Option<NodeId>> = vec![None; graph.len()];
    for (id, node) in graph.nodes().filter(|(id, _)| needed[id.index()]) {
        let new = |x: &NodeId| moved[x.index()].expect("operands come before their users");
        moved[id.index()] = Some(match (known.get(&id), node) {
            (Some(&known), _) => known,
            (None, Node::Constant(value)) => to.graph.constant(value),
            (None, Node::Leaf(load)) => to.graph.leaf(load, graph.dtype(id), graph.axes(id)),
            (None, Node::Apply(apply)) => {
                let operands: Vec<_> = apply.operands().iter().map(new).collect();
                to.graph.apply_to(apply.op, apply.dtype, apply.result, &operands)
            }
            (None, Node::Second(_)) => unreachable!("only fusing makes second results"),
        });
    }
    roots.into_iter().map(|root| moved[root.index()].expect("roots are needed")).collect()
}
