//! Takes passes apart: one for each operation, with a temporary for each value in between, as NumPy and ndarray would.
//!
//! It is there to be compared with. The boxes stay as they are, so that every fold has its tree and every element its
//! bits; only what one pass does for each block becomes several passes over memory. Values of some axes only are still
//! computed for those alone, a slice is still no copy, and casts are operations as others are.

use super::hoist::{dense_map, transplant};
use super::pass_graph::PassGraph;
use super::planned::{Plan, Planned};
use crate::compile::graph::{Axes, Node, NodeId};
use crate::element::DType;
use crate::program::{Memory, Purpose, Store, Temporary};
use std::collections::HashMap;

/// The same values, one operation a pass.
pub fn unfuse(plan: Plan) -> Plan {
    let (before, checks) = plan.checks;
    let mut apart = Plan { passes: Vec::new(), temporaries: plan.temporaries, checks: (0, checks) };
    for (i, planned) in plan.passes.into_iter().enumerate() {
        if i == before {
            apart.checks.0 = apart.passes.len();
        }
        if planned.scan.is_some() {
            apart.passes.push(planned);
            continue;
        }
        let Planned { purpose, mut points, distances, tile_buffers, .. } = planned;
        for (i, (mut computing, _)) in tile_buffers.into_iter().enumerate() {
            let Some((store, _)) = computing.stores.first_mut() else { continue };
            let whole = Memory::Temporary(apart.temporaries.len());
            apart.temporaries.push(Temporary::of_one_pass(store.dtype));
            store.memory = whole;
            for load in points.loads.iter_mut().chain(&mut computing.loads) {
                load.memory = if load.memory == Memory::TileBuffer(i) { whole } else { load.memory };
            }
            Splitter::new(&computing, &mut apart).split(Purpose::Compute, Vec::new());
        }
        Splitter::new(&points, &mut apart).split(purpose, distances);
    }
    apart
}

/// Splits one pass.
struct Splitter<'s> {
    points: &'s PassGraph,
    plan: &'s mut Plan,
    /// Which temporaries hold which values.
    in_memory: HashMap<NodeId, usize>,
    /// Uses to come of each value.
    uses: Vec<usize>,
    /// Temporaries that hold nothing any more, by type and axes.
    free: HashMap<(DType, Axes), Vec<usize>>,
}

impl<'s> Splitter<'s> {
    fn new(points: &'s PassGraph, plan: &'s mut Plan) -> Self {
        let graph = &points.graph;
        let is_needed = graph.reachable(points.roots());
        let mut uses = vec![0; graph.len()];
        for (_, node) in graph.nodes().filter(|(id, _)| is_needed[id.index()]) {
            node.operands().iter().for_each(|x| uses[x.index()] += 1);
        }
        points.roots().for_each(|root| uses[root.index()] += 1);
        Self { points, plan, in_memory: HashMap::new(), uses, free: HashMap::new() }
    }

    fn split(mut self, purpose: Purpose, distances: Vec<Box<[isize]>>) {
        let points = self.points;
        let graph = &points.graph;
        // The last operation of the only store writes to where it goes; of several, one might read what another one has
        // written by then.
        let last = match &points.stores[..] {
            [(_, value)] if self.uses[value.index()] == 1 => Some(*value),
            _ => None,
        };
        for (id, node) in graph.nodes() {
            let is_step = matches!(node, Node::Apply(_)) && !graph.is_scalar(id) && self.uses[id.index()] > 0;
            if !is_step || last == Some(id) {
                continue;
            }
            let mut pass = points.emptied();
            let axes = graph.axes(id);
            for (axis, extent) in pass.extents.iter_mut().enumerate() {
                *extent = if axes.has(axis) { *extent } else { 1 };
            }
            let value = self.value(id, node.operands(), &mut pass);
            let (temporary, dtype) = (self.take(id), graph.dtype(id));
            let map = dense_map(axes, points.extents.len());
            pass.stores.push((Store { memory: Memory::Temporary(temporary), dtype, map }, value));
            self.in_memory.insert(id, temporary);
            self.release(node.operands());
            self.plan.passes.push(Planned::simple(purpose, pass));
        }
        for (fold, store, value) in &points.folds {
            let mut pass = points.emptied();
            let folded = self.value(*value, std::slice::from_ref(value), &mut pass);
            pass.folds.push((*fold, store.clone(), folded));
            self.plan.passes.push(Planned::simple(purpose, pass));
        }
        for (store, value) in &points.stores {
            let mut pass = points.emptied();
            let node = graph.node(*value);
            let operands = if last == Some(*value) { node.operands() } else { std::slice::from_ref(value) };
            let stored = self.value(*value, operands, &mut pass);
            pass.stores.push((store.clone(), stored));
            self.plan.passes.push(Planned { distances: distances.clone(), ..Planned::simple(purpose, pass) });
        }
    }

    /// A value in another pass, made of operands of which some are in temporaries.
    fn value(&self, id: NodeId, operands: &[NodeId], pass: &mut PassGraph) -> NodeId {
        let mut known = HashMap::new();
        for operand in operands {
            if let Some(&temporary) = self.in_memory.get(operand) {
                let map = dense_map(self.points.graph.axes(*operand), pass.extents.len());
                let dtype = self.points.graph.dtype(*operand);
                known.insert(*operand, pass.load(Memory::Temporary(temporary), dtype, &map));
            }
        }
        transplant(self.points, std::iter::once(id), &known, pass)[0]
    }

    /// A temporary for a value.
    fn take(&mut self, id: NodeId) -> usize {
        let (dtype, axes) = (self.points.graph.dtype(id), self.points.graph.axes(id));
        self.free.get_mut(&(dtype, axes)).and_then(Vec::pop).unwrap_or_else(|| {
            self.plan.temporaries.push(Temporary::of_one_pass(dtype));
            self.plan.temporaries.len() - 1
        })
    }

    /// Counts uses, and frees the temporaries of what is used no more.
    fn release(&mut self, operands: &[NodeId]) {
        for operand in operands {
            let uses = &mut self.uses[operand.index()];
            *uses -= 1;
            if let (0, Some(temporary)) = (*uses, self.in_memory.get(operand)) {
                let key = (self.points.graph.dtype(*operand), self.points.graph.axes(*operand));
                self.free.entry(key).or_default().push(*temporary);
            }
        }
    }
}
