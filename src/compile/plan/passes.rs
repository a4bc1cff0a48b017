//! Forms passes: which stores and folds are computed in one walk over memory, and in which order.
//!
//! Stores of the same shape share a pass, so that what their values have in common is computed once and memory is
//! walked once. A store begins a new pass if it reads what an earlier one has written in other places than its own:
//! it then reads it from memory. Folds join them where that cuts no sum into pieces ([`whole`](super::whole)). A pass a
//! statement would be simpler, and read memory again for each.
//!
//! What a pass computes over its box is a matter of [`pieces`](super::pieces); that it reads everything before it is
//! overwritten, of [`in_place`](super::in_place).

use super::lower::{Group, InMemory, Obstacle};
use super::materialise::{materialised, share};
use super::pass_graph::PassGraph;
use super::planned::{Plan, Planned};
use super::ready::Ready;
use super::whole::Cuts;
use crate::compile::array_graph::{ArrayGraph, ArraySource, Assignment, CheckedIndex, Reduction, Shape, view_shape};
use crate::compile::graph::{Node, NodeId};
use crate::error::{BindError, CompileError, Error};
use crate::program::{IndexCheck, Initial, Memory, Purpose, Scan, Temporary};
use crate::shape;
use crate::span::Span;
use std::collections::HashSet;
use std::sync::Arc;

/// A program that falls into more pieces is refused.
const MOST_PIECES: usize = 1 << 14;
/// So is one of more values than this in all its pieces.
const MOST_VALUES: usize = 1 << 22;
/// A pass has no more stores: each is a stream of memory of its own, and they are searched one by one for what a value
/// reads.
const MOST_STORES: usize = 256;

/// Arranges the stores of a program into passes.
pub fn plan(arrays: &ArrayGraph) -> Result<Plan, Error> {
    let is_needed = arrays.graph.reachable(arrays.roots());
    let mut planner = Planner {
        arrays,
        in_memory: InMemory::new(),
        plan: Plan::default(),
        snapshots: Vec::new(),
        pieces: MOST_PIECES,
        values: MOST_VALUES,
        ready: Ready::new(arrays, to_temporaries(arrays, &is_needed)),
        cuts: Cuts::new(arrays),
    };
    for (id, node) in arrays.graph.nodes() {
        match node {
            Node::Leaf(ArraySource::Own(output)) => {
                planner.in_memory.insert(id, Memory::Output(output));
            }
            Node::Leaf(ArraySource::Table(table)) if is_needed[id.index()] => {
                let initial = Initial::Each(arrays.table(table).clone());
                let (dtype, shape) = (arrays.graph.dtype(id), Some((**arrays.shape(id)).into()));
                planner.in_memory.insert(id, Memory::Temporary(planner.plan.temporaries.len()));
                planner.plan.temporaries.push(Temporary { dtype, shape, initial });
            }
            _ => {}
        }
    }
    for check in &arrays.checks {
        planner.compute_below(check.least)?;
        planner.compute_below(check.greatest)?;
    }
    let unchecked = planner.plan.passes.len();
    let mut group: Vec<&Assignment> = Vec::new();
    for store in &arrays.stores {
        if !planner.may_join(&group, store) {
            planner.pass_over(&group)?;
            group.clear();
        }
        group.push(store);
    }
    planner.pass_over(&group)?;
    let temporary = |id: NodeId| match planner.in_memory.get(&id) {
        Some(Memory::Temporary(temporary)) => *temporary,
        _ => unreachable!("a fold is in a temporary"),
    };
    let check = |check: &CheckedIndex| IndexCheck {
        least: temporary(check.least),
        greatest: temporary(check.greatest),
        axis: check.axis,
        length: check.length,
        span: check.span,
    };
    let checks = arrays.checks.iter().map(check).collect();
    let mut plan = planner.plan;
    plan.checks = (planner.snapshots.len() + unchecked, checks);
    plan.passes.splice(0..0, planner.snapshots);
    share(&mut plan.passes, &mut plan.temporaries);
    Ok(plan)
}

/// What makes passes, one group of stores after the other.
pub struct Planner<'a> {
    pub(super) arrays: &'a ArrayGraph,
    /// What arrays hold when the next pass begins.
    pub(super) in_memory: InMemory,
    pub(super) plan: Plan,
    /// Passes that copy outputs before all others.
    pub(super) snapshots: Vec<Planned>,
    /// How many more pieces there may be, and how many more values in them.
    pub(super) pieces: usize,
    pub(super) values: usize,
    /// What goes to temporaries, and how far that is.
    ready: Ready,
    /// Which values cut the boxes that they are computed over.
    cuts: Cuts,
}

/// Which values go to temporaries: the results of folds and scans that the program needs, what is read in another shape,
/// and what is read at too many places to be computed at each.
fn to_temporaries(arrays: &ArrayGraph, is_needed: &[bool]) -> Vec<bool> {
    let mut goes = materialised(arrays, is_needed);
    for (id, node) in arrays.graph.nodes() {
        if let Node::Leaf(ArraySource::LookedUp(array)) = node
            && !matches!(arrays.graph.node(array), Node::Leaf(ArraySource::Input(_) | ArraySource::Table(_)))
        {
            goes[array.index()] |= is_needed[id.index()];
        }
        let goes_anyway =
            matches!(node, Node::Leaf(ArraySource::Reduced(..) | ArraySource::Scanned(..) | ArraySource::Reshaped(..)));
        goes[id.index()] |= goes_anyway && is_needed[id.index()];
    }
    goes
}

/// The shape of the box that a store is computed over.
fn shape_of(arrays: &ArrayGraph, store: &Assignment) -> Shape {
    match &store.part {
        Some(part) => view_shape(part),
        None => arrays.outputs[store.output].shape.clone(),
    }
}

/// What a reduction folds, and along which axes.
fn reduced(arrays: &ArrayGraph, id: NodeId) -> (NodeId, Arc<[usize]>) {
    match arrays.graph.node(id) {
        Node::Leaf(ArraySource::Reduced(array, reduction) | ArraySource::Scanned(array, reduction)) => {
            (array, arrays.reduction(reduction).axes.clone())
        }
        _ => unreachable!("it is a reduction"),
    }
}

impl Planner<'_> {
    /// Whether a store may be computed in the same pass as those of a group.
    fn may_join(&self, group: &[&Assignment], store: &Assignment) -> bool {
        let Some(first) = group.first() else { return true };
        group.len() < MOST_STORES
            && shape_of(self.arrays, first) == shape_of(self.arrays, store)
            && group.iter().all(|other| other.output != store.output)
            && !self.reads_elsewhere(group, store.value)
    }

    /// Whether a value is made of what a group stores, at other places than where it is stored.
    fn reads_elsewhere(&self, group: &[&Assignment], value: NodeId) -> bool {
        let graph = &self.arrays.graph;
        let is_stored = |id: NodeId| group.iter().any(|store| store.value == id || store.holds == Some(id));
        let is_same_place = |id: NodeId| group.iter().all(|store| store.holds != Some(id) || store.part.is_none());
        // What is stored is made of nothing that was added to the graph after it.
        let first = group.iter().flat_map(|store| [Some(store.value), store.holds]).flatten().min();
        let mut seen = HashSet::new();
        let mut open = vec![(value, false)];
        while let Some((id, is_moved)) = open.pop() {
            if Some(id) < first || !seen.insert((id, is_moved)) {
                continue;
            }
            if is_stored(id) && (is_moved || !is_same_place(id)) {
                return true;
            }
            if self.in_memory.contains_key(&id) {
                continue;
            }
            let node = graph.node(id);
            let moves = matches!(node, Node::Leaf(_));
            open.extend(node.operands().iter().map(|&x| (x, is_moved || moves)));
        }
        false
    }

    /// The values that are in the outputs that a group writes to.
    fn overwritten(&self, group: &[&Assignment]) -> HashSet<NodeId> {
        let is_written = |memory: &Memory| group.iter().any(|store| *memory == Memory::Output(store.output));
        self.in_memory.iter().filter(|(_, memory)| is_written(memory)).map(|(&id, _)| id).collect()
    }

    /// Whether a value is made of one of some values that are in memory.
    fn reads_any(&self, stored: &HashSet<NodeId>, value: NodeId) -> bool {
        let (mut seen, mut open) = (HashSet::new(), vec![value]);
        while let Some(id) = open.pop() {
            if stored.contains(&id) {
                return true;
            }
            if !stored.is_empty() && !self.in_memory.contains_key(&id) && seen.insert(id) {
                open.extend(self.arrays.graph.node(id).operands());
            }
        }
        false
    }

    /// Plans the passes for a group of stores, and for the reductions that may share them.
    fn pass_over(&mut self, group: &[&Assignment]) -> Result<(), Error> {
        let Some(first) = group.first() else { return Ok(()) };
        for store in group {
            self.compute_below(store.value)?;
        }
        let shape = shape_of(self.arrays, first);
        let joining = self.joining(group, &shape);
        self.compute(group, joining, shape, first.span)?;
        for store in group {
            self.in_memory.retain(|_, memory| *memory != Memory::Output(store.output));
        }
        for store in group {
            if let Some(id) = store.holds {
                // A temporary that it is in already stays when the output is written over.
                self.in_memory.entry(id).or_insert(Memory::Output(store.output));
            }
        }
        Ok(())
    }

    /// Plans the passes for all that a value is made of and that goes to temporaries.
    fn compute_below(&mut self, value: NodeId) -> Result<(), Error> {
        let arrays = self.arrays;
        for id in self.ready.missing(arrays, value) {
            if !self.ready.is_open(id) {
                continue; // it was computed together with another one
            }
            let span = arrays.stores[0].span;
            match arrays.graph.node(id) {
                Node::Leaf(ArraySource::Reduced(array, _)) => {
                    let (shape, axes) = (arrays.shape(array).clone(), reduced(self.arrays, id).1);
                    let mut is_cut = self.cuts.has(arrays, &self.in_memory, array, span);
                    if is_cut && arrays.follows_tree(id) {
                        self.compute(&[], vec![array], shape.clone(), span)?;
                        is_cut = false;
                    }
                    // Others of the same elements are computed in the same pass.
                    let mut batch = self.ready.reductions(&shape);
                    batch.retain(|&other| reduced(self.arrays, other).1 == axes);
                    let batch = self.sharing(batch, is_cut, Some(id), span);
                    self.compute(&[], batch, shape, span)?;
                }
                Node::Leaf(ArraySource::Scanned(array, reduction)) => {
                    let temporary = self.plan.temporaries.len();
                    self.compute(&[], vec![id], arrays.shape(array).clone(), span)?;
                    let Reduction { fold, axes } = arrays.reduction(reduction);
                    let scan = Scan { temporary, fold: *fold, axis: axes[0] };
                    let points = PassGraph::new(arrays.graph.level(), Vec::new(), span);
                    self.plan.passes.push(Planned { scan: Some(scan), ..Planned::simple(Purpose::Scan, points) });
                }
                Node::Leaf(ArraySource::Reshaped(array)) => self.reshape(id, array, span)?,
                _ => self.compute(&[], vec![id], arrays.shape(id).clone(), span)?,
            }
        }
        Ok(())
    }

    /// Plans the passes that put the elements of an array in a row, which is then read in another shape.
    fn reshape(&mut self, id: NodeId, array: NodeId, span: Span) -> Result<(), Error> {
        let (arrays, row, first) = (self.arrays, self.plan.temporaries.len(), self.plan.passes.len());
        self.compute(&[], vec![id], arrays.shape(array).clone(), span)?;
        for pass in &mut self.plan.passes[first..] {
            if pass.points.stores.iter().any(|(store, _)| store.memory == Memory::Temporary(row)) {
                pass.purpose = Purpose::Reshape;
            }
        }
        self.in_memory.insert(id, Memory::Temporary(self.plan.temporaries.len()));
        let (dtype, shape) = (arrays.graph.dtype(id), Some((**arrays.shape(id)).into()));
        self.plan.temporaries.push(Temporary { dtype, shape, initial: Initial::Of(row) });
        Ok(())
    }

    /// The reductions that can be computed in the same pass as a group of stores.
    fn joining(&mut self, group: &[&Assignment], shape: &[usize]) -> Vec<NodeId> {
        // A pass in place has an order of its own.
        let overwritten = self.overwritten(group);
        if group.iter().any(|store| self.reads_any(&overwritten, store.value)) {
            return Vec::new();
        }
        let mut joining = self.ready.reductions(shape);
        joining.retain(|&id| {
            let folded = reduced(self.arrays, id).0;
            !self.reads_elsewhere(group, folded) && !self.reads_any(&overwritten, folded)
        });
        let (arrays, span) = (self.arrays, group[0].span);
        let is_cut = group.iter().any(|store| self.cuts.has(arrays, &self.in_memory, store.value, span));
        let mut joining = self.sharing(joining, is_cut, None, span);
        if let Some(&first) = joining.first() {
            let axes = reduced(self.arrays, first).1;
            joining.retain(|&id| reduced(self.arrays, id).1 == axes);
        }
        joining
    }

    /// Which of some folds may share a pass: all that leave the box whole, if the order shows in one of them; or, if
    /// the box is cut anyway, those that come out the same in pieces. `needed` is one that the pass is for: unless it is
    /// cut, that one leaves it whole.
    fn sharing(&mut self, folds: Vec<NodeId>, is_cut: bool, needed: Option<NodeId>, span: Span) -> Vec<NodeId> {
        let arrays = self.arrays;
        let mut cuts = |id: NodeId| self.cuts.has(arrays, &self.in_memory, reduced(arrays, id).0, span);
        if !is_cut {
            let whole: Vec<NodeId> = folds.iter().copied().filter(|&id| needed == Some(id) || !cuts(id)).collect();
            if whole.iter().any(|&id| arrays.shows_order(id)) {
                return whole;
            }
        }
        // The sign of a zero is left open only where the fold's own operand cuts the box.
        let comes_out = |&id: &NodeId| !arrays.follows_tree(id) && (!arrays.shows_order(id) || cuts(id));
        folds.into_iter().filter(comes_out).collect()
    }

    /// Plans the passes for stores, and for values that go to temporaries, over a shape.
    fn compute(&mut self, stores: &[&Assignment], values: Vec<NodeId>, shape: Shape, span: Span) -> Result<(), Error> {
        // What is folded need not fit memory, but its places are counted.
        if shape::checked_len(&shape, 1).is_none() {
            let kind = BindError::ShapeTooLarge { shape: shape::display(&shape) };
            return Err(Error::bind(kind, Some(span)));
        }
        let mut temporaries = Vec::with_capacity(values.len());
        for id in values {
            let dtype = self.arrays.graph.dtype(id);
            let initial = match self.arrays.graph.node(id) {
                Node::Leaf(ArraySource::Reduced(_, reduction)) => {
                    Initial::Same(self.arrays.reduction(reduction).fold.neutral(dtype))
                }
                _ => Initial::Open,
            };
            let stored = match self.arrays.graph.node(id) {
                Node::Leaf(ArraySource::Reshaped(array)) => array,
                _ => id,
            };
            temporaries.push((id, self.plan.temporaries.len()));
            self.plan.temporaries.push(Temporary { dtype, shape: Some((**self.arrays.shape(stored)).into()), initial });
        }
        let group = Group { stores, temporaries: &temporaries, span };
        let pieces = loop {
            match self.pieces(group, &shape) {
                Ok(pieces) => break pieces,
                Err(Obstacle::Overwritten(output)) => self.snapshot(output),
                Err(Obstacle::TooManyValues) => {
                    return Err(Error::compile(CompileError::TooManyValues { limit: MOST_VALUES }, span));
                }
                Err(Obstacle::TooManyPieces | Obstacle::Uneven(_)) => {
                    return Err(Error::compile(CompileError::TooManyPieces { limit: MOST_PIECES }, span));
                }
            }
        };
        debug_assert!(pieces.len() <= 1 || !temporaries.iter().any(|&(id, _)| self.arrays.follows_tree(id)));
        self.order(pieces);
        for (id, temporary) in temporaries {
            self.in_memory.insert(id, Memory::Temporary(temporary));
            self.ready.computed(self.arrays, id);
        }
        Ok(())
    }
}
