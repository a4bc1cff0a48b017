//! Arranges what is stored into passes over memory.
//!
//! Stores of the same shape share a pass, so that what their values have in common is computed once and memory is
//! walked once. A store begins a new pass if it reads what an earlier one has written in other places than its own:
//! it then reads it from memory. Folds join them where that cuts no sum into pieces ([`whole`](super::whole)).
//!
//! A pass over an array that it reads and writes must read each element before it is overwritten. What it reads at the
//! place that it writes needs nothing. What it reads some places away ([`Overlap::Reach`]) is for the run to order:
//! writes are held back by that distance. The pieces at the edges are computed into temporaries, as thin as they are,
//! before the interior is, and copied after it. Anything else is copied before the pass begins: only what is read so.

use super::affine::{Extent, split};
use super::dependence::{Overlap, overlap};
use super::hoist::{dense_map, hoist};
use super::lower::{Group, Held, Kept, Obstacle, Scattered, lower};
use super::materialise::{materialised, share};
use super::pass_graph::{LaneId, PassGraph};
use super::ready::Ready;
use super::tiling::Region;
use super::whole::{Cuts, follows_tree};
use super::{lower, tiling};
use crate::compile::array_graph::{ArrayGraph, Reduction, Shape, Source, Store, view_shape};
use crate::compile::graph::{Axes, Node, NodeId};
use crate::error::{BindError, CompileError, Error};
use crate::program::{Memory, Purpose, Scan, Temporary};
use crate::span::Span;
use crate::{program, shape};
use std::collections::HashSet;

/// A program that falls into more pieces is refused.
const MOST_PIECES: usize = 1 << 14;
/// So is one of more values than this in all its pieces.
const MOST_VALUES: usize = 1 << 22;
/// A pass has no more stores: each is a stream of memory of its own, and they are searched one by one for what a value reads.
const MOST_STORES: usize = 256;

/// One pass to be.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Why there is one.
    pub purpose: Purpose,
    /// What is computed.
    pub points: PassGraph,
    /// How far from the places written elements of the same arrays are read.
    pub reaches: Vec<Box<[isize]>>,
    /// What is kept for a tile, and how its box lies to that of the pass.
    pub kept: Vec<(PassGraph, Region)>,
    /// What is scanned, by a pass that does nothing else.
    pub scan: Option<Scan>,
}

impl Planned {
    /// A pass that does nothing beyond what it computes.
    pub fn simple(purpose: Purpose, points: PassGraph) -> Self {
        Self { purpose, points, reaches: Vec::new(), kept: Vec::new(), scan: None }
    }
}

/// The passes of a program.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// In the order they are run in.
    pub passes: Vec<Planned>,
    /// The arrays that hold values from one pass to another.
    pub temporaries: Vec<Temporary>,
}

/// Arranges the stores of a program into passes.
pub fn plan(arrays: &ArrayGraph) -> Result<Plan, Error> {
    let is_needed = arrays.graph.reachable(arrays.roots());
    let mut planner = Planner {
        arrays,
        held: Held::new(),
        plan: Plan::default(),
        snapshots: Vec::new(),
        pieces: MOST_PIECES,
        values: MOST_VALUES,
        ready: Ready::new(arrays, to_temporaries(arrays, &is_needed)),
        cuts: Cuts::new(arrays),
        reads_own: reads_own(arrays, &is_needed),
    };
    for (id, node) in arrays.graph.nodes() {
        if let Node::Leaf(Source::Own(output)) = node {
            planner.held.insert(id, Memory::Output(output));
        }
    }
    let mut group: Vec<&Store> = Vec::new();
    for store in &arrays.stores {
        if !planner.may_join(&group, store) {
            planner.pass_over(&group)?;
            group.clear();
        }
        group.push(store);
    }
    planner.pass_over(&group)?;
    let mut plan = planner.plan;
    plan.passes.splice(0..0, planner.snapshots);
    share(&mut plan.passes, &mut plan.temporaries);
    Ok(plan)
}

/// The stores of a group over a piece of their box.
struct Piece {
    points: PassGraph,
    kept: Vec<(PassGraph, Region)>,
}

struct Planner<'a> {
    arrays: &'a ArrayGraph,
    /// What arrays hold when the next pass begins.
    held: Held,
    plan: Plan,
    /// Passes that copy outputs before all others.
    snapshots: Vec<Planned>,
    /// How many more there may be.
    pieces: usize,
    values: usize,
    /// What goes to temporaries, and how far that is.
    ready: Ready,
    /// Which values cut the boxes that they are computed over.
    cuts: Cuts,
    /// For each output, whether the elements that it has before are read.
    reads_own: Vec<bool>,
}

/// For each output, whether the elements that it has before are read.
fn reads_own(arrays: &ArrayGraph, is_needed: &[bool]) -> Vec<bool> {
    let mut reads = vec![false; arrays.outputs.len()];
    for (id, node) in arrays.graph.nodes() {
        if let Node::Leaf(Source::Own(output)) = node {
            reads[output] |= is_needed[id.index()];
        }
    }
    reads
}

/// Which values go to temporaries: the results of folds and scans that the program needs, and what is read at too many
/// places to be computed at each.
fn to_temporaries(arrays: &ArrayGraph, is_needed: &[bool]) -> Vec<bool> {
    let mut goes = materialised(arrays, is_needed);
    for (id, node) in arrays.graph.nodes() {
        let folds = matches!(node, Node::Leaf(Source::Reduced(..) | Source::Scanned(..)));
        goes[id.index()] |= folds && is_needed[id.index()];
    }
    goes
}

/// The shape of the box that a store is computed over.
fn shape_of(arrays: &ArrayGraph, store: &Store) -> Shape {
    match &store.part {
        Some(part) => view_shape(part),
        None => arrays.outputs[store.output].shape.clone(),
    }
}

impl Planner<'_> {
    /// Whether a store may be computed in the same pass as those of a group.
    fn may_join(&self, group: &[&Store], store: &Store) -> bool {
        let Some(first) = group.first() else { return true };
        group.len() < MOST_STORES
            && shape_of(self.arrays, first) == shape_of(self.arrays, store)
            && group.iter().all(|other| other.output != store.output)
            && !self.reads_elsewhere(group, store.value)
    }

    /// Whether a value is made of what a group stores, at other places than where it is stored.
    fn reads_elsewhere(&self, group: &[&Store], value: NodeId) -> bool {
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
            if self.held.contains_key(&id) {
                continue;
            }
            let node = graph.node(id);
            let moves = matches!(node, Node::Leaf(_));
            open.extend(node.operands().iter().map(|&x| (x, is_moved || moves)));
        }
        false
    }

    /// Plans the passes for a group of stores, and for the reductions that may share them.
    fn pass_over(&mut self, group: &[&Store]) -> Result<(), Error> {
        let Some(first) = group.first() else { return Ok(()) };
        for store in group {
            self.compute_below(store.value)?;
        }
        let shape = shape_of(self.arrays, first);
        let joining = self.joining(group, &shape);
        self.compute(group, joining, shape, first.span)?;
        for store in group {
            self.held.retain(|_, memory| *memory != Memory::Output(store.output));
        }
        for store in group {
            if let Some(id) = store.holds {
                // A temporary that it is in already stays when the output is written over.
                self.held.entry(id).or_insert(Memory::Output(store.output));
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
                Node::Leaf(Source::Reduced(array, _)) => {
                    let (shape, axes) = (arrays.shape(array).clone(), self.reduced(id).1);
                    let mut is_cut = self.cuts.has(arrays, &self.held, array, span);
                    if is_cut && follows_tree(arrays, id) {
                        self.compute(&[], vec![array], shape.clone(), span)?;
                        is_cut = false;
                    }
                    // Others of the same elements are computed in the same pass.
                    let mut batch = self.ready.reductions(&shape);
                    batch.retain(|&other| self.reduced(other).1 == axes);
                    let batch = self.sharing(batch, is_cut, Some(id), span);
                    self.compute(&[], batch, shape, span)?;
                }
                Node::Leaf(Source::Scanned(array, reduction)) => {
                    let temporary = self.plan.temporaries.len();
                    self.compute(&[], vec![id], arrays.shape(array).clone(), span)?;
                    let Reduction { fold, axes } = arrays.reduction(reduction);
                    let scan = Scan { temporary, fold: *fold, axis: axes[0] };
                    let points = PassGraph::new(arrays.graph.level(), Vec::new(), span);
                    self.plan.passes.push(Planned { scan: Some(scan), ..Planned::simple(Purpose::Scan, points) });
                }
                _ => self.compute(&[], vec![id], arrays.shape(id).clone(), span)?,
            }
        }
        Ok(())
    }

    /// What a reduction folds, and along which axes.
    fn reduced(&self, id: NodeId) -> (NodeId, std::sync::Arc<[usize]>) {
        match self.arrays.graph.node(id) {
            Node::Leaf(Source::Reduced(array, reduction) | Source::Scanned(array, reduction)) => {
                (array, self.arrays.reduction(reduction).axes.clone())
            }
            _ => unreachable!("it is a reduction"),
        }
    }

    /// The reductions that can be computed in the same pass as a group of stores.
    fn joining(&mut self, group: &[&Store], shape: &[usize]) -> Vec<NodeId> {
        // A pass in place has an order of its own.
        if group.iter().any(|store| self.reads_own[store.output]) {
            return Vec::new();
        }
        let mut joining = self.ready.reductions(shape);
        joining.retain(|&id| !self.reads_elsewhere(group, self.reduced(id).0));
        let (arrays, span) = (self.arrays, group[0].span);
        let is_cut = group.iter().any(|store| self.cuts.has(arrays, &self.held, store.value, span));
        let mut joining = self.sharing(joining, is_cut, None, span);
        if let Some(&first) = joining.first() {
            let axes = self.reduced(first).1;
            joining.retain(|&id| self.reduced(id).1 == axes);
        }
        joining
    }

    /// Which of some folds may share a pass: all that leave the box whole, so that sums may be among them; or, if it is cut
    /// anyway or there are no sums, those that come out the same in pieces. `needed` is one that the pass is for: unless it
    /// is cut, that one leaves it whole.
    fn sharing(&mut self, folds: Vec<NodeId>, is_cut: bool, needed: Option<NodeId>, span: Span) -> Vec<NodeId> {
        let arrays = self.arrays;
        if !is_cut {
            let leaves_whole =
                |&id: &NodeId| needed == Some(id) || !self.cuts.has(arrays, &self.held, self.reduced(id).0, span);
            let whole: Vec<NodeId> = folds.iter().copied().filter(leaves_whole).collect();
            if whole.iter().any(|&id| follows_tree(arrays, id)) {
                return whole;
            }
        }
        folds.into_iter().filter(|&id| !follows_tree(arrays, id)).collect()
    }

    /// Plans the passes for stores, and for values that go to temporaries, over a shape.
    fn compute(&mut self, stores: &[&Store], values: Vec<NodeId>, shape: Shape, span: Span) -> Result<(), Error> {
        // What is folded need not fit memory, but its places are counted.
        if shape::checked_len(&shape, 1).is_none() {
            let kind = BindError::ShapeTooLarge { shape: shape::display(&shape) };
            return Err(Error::bind(kind, Some(span)));
        }
        let mut temporaries = Vec::with_capacity(values.len());
        for id in values {
            let dtype = self.arrays.graph.dtype(id);
            let neutral = match self.arrays.graph.node(id) {
                Node::Leaf(Source::Reduced(_, reduction)) => Some(self.arrays.reduction(reduction).fold.neutral(dtype)),
                _ => None,
            };
            temporaries.push((id, self.plan.temporaries.len()));
            self.plan.temporaries.push(Temporary { dtype, shape: Some((**self.arrays.shape(id)).into()), neutral });
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
        debug_assert!(pieces.len() <= 1 || !temporaries.iter().any(|&(id, _)| follows_tree(self.arrays, id)));
        self.order(pieces);
        for (id, temporary) in temporaries {
            self.held.insert(id, Memory::Temporary(temporary));
            self.ready.computed(self.arrays, id);
        }
        Ok(())
    }

    /// The stores of a group, piece by piece.
    fn pieces(&mut self, group: Group<'_>, shape: &[usize]) -> Result<Vec<Piece>, Obstacle> {
        if shape.contains(&0) {
            return Ok(Vec::new());
        }
        let whole: Vec<Extent> = shape.iter().map(|&count| Extent { start: 0, step: 1, count }).collect();
        let mut open = vec![whole];
        let mut pieces = Vec::new();
        while let Some(extents) = open.pop() {
            match self.piece(group, shape, &extents) {
                Ok(piece) => {
                    self.pieces = self.pieces.checked_sub(1).ok_or(Obstacle::TooManyPieces)?;
                    pieces.push(piece);
                }
                Err(Obstacle::Uneven(uneven)) => {
                    let cut = split(&extents, uneven);
                    if open.len() + cut.len() > self.pieces {
                        return Err(Obstacle::TooManyPieces);
                    }
                    open.extend(cut.into_iter().rev());
                }
                Err(obstacle) => return Err(obstacle),
            }
        }
        Ok(pieces)
    }

    /// The stores of a group over one piece of their box, keeping what is worth it.
    fn piece(&mut self, group: Group<'_>, shape: &[usize], extents: &[Extent]) -> Result<Piece, Obstacle> {
        let arrays = self.arrays;
        let (first, mut scattered) = lower(arrays, &self.held, group, shape, extents, &Kept::new(), &mut self.values)?;
        let mut piece = Piece { points: first.clone(), kept: Vec::new() };
        if !first.folds.is_empty() {
            return Ok(piece); // folds go through the whole box in their own order
        }
        let mut known = Kept::new();
        loop {
            // What a value is made of may be read nowhere else once the value is kept.
            let mut below = HashSet::new();
            let kept = known.len();
            for candidate in &scattered {
                if !below.contains(&candidate.value)
                    && let Some((computing, region)) = self.computing(candidate, &piece.points, piece.kept.len())
                {
                    known.insert(candidate.value, (piece.kept.len(), region.begin.clone()));
                    piece.kept.push((computing, region));
                    self.add_below(candidate.value, &mut below);
                }
            }
            if known.len() == kept {
                break;
            }
            (piece.points, scattered) = lower(arrays, &self.held, group, shape, extents, &known, &mut self.values)?;
        }
        // Tiles are computed in no order, so no pass in place can have them.
        let is_in_place = |(_, overlap): (_, Overlap)| matches!(overlap, Overlap::Reach(_) | Overlap::Entangled);
        if !piece.kept.is_empty() && overlaps(&first).any(is_in_place) {
            return Ok(Piece { points: first, kept: Vec::new() });
        }
        Ok(piece)
    }

    /// Adds what a value is made of, as far as no array holds it.
    fn add_below(&self, value: NodeId, below: &mut HashSet<NodeId>) {
        let mut open = vec![value];
        while let Some(id) = open.pop() {
            let operands = self.arrays.graph.node(id);
            open.extend(operands.operands().iter().filter(|x| !self.held.contains_key(x) && below.insert(**x)));
        }
    }

    /// The pass that computes a value to be kept, and where, if that pays.
    fn computing(&mut self, candidate: &Scattered, points: &PassGraph, number: usize) -> Option<(PassGraph, Region)> {
        let region = tiling::region(self.arrays, candidate, &points.extents)?;
        let Region { begin, lengths, .. } = &region;
        let (arrays, held, value) = (self.arrays, &self.held, candidate.value);
        let lowered = lower::lower_part(arrays, held, value, begin, lengths.clone(), points.span, &mut self.values);
        let (mut computing, value) = lowered.ok()?;
        // What is overwritten in this very pass is read at its own time.
        let writes = |memory: Memory| points.stores.iter().any(|(store, _)| store.memory == memory);
        if computing.lanes.iter().any(|lane| writes(lane.memory)) {
            return None;
        }
        let dtype = arrays.graph.dtype(candidate.value);
        let map = (0..lengths.len()).map(|axis| match lengths[axis] {
            1 => program::Coordinate::Fixed(0),
            _ => program::Coordinate::Along { axis, start: 0, step: 1 },
        });
        let store = program::Store { memory: Memory::Kept(number), dtype, map: map.collect() };
        computing.stores.push((store, value));
        Some((computing, region))
    }

    /// Adds a pass before all others that copies an output.
    fn snapshot(&mut self, output: usize) {
        let arrays = self.arrays;
        let own = arrays.graph.find(&Node::Leaf(Source::Own(output))).expect("it is read");
        let dtype = arrays.graph.dtype(own);
        let memory = Memory::Temporary(self.plan.temporaries.len());
        self.plan.temporaries.push(Temporary::of_one_pass(dtype));
        let extents = arrays.shape(own).to_vec();
        let all = (0..extents.len()).map(Axes::one).fold(Axes::default(), Axes::union);
        let map = dense_map(all, extents.len());
        let mut points = PassGraph::new(arrays.graph.level(), extents, arrays.stores[0].span);
        let value = points.load(Memory::Output(output), dtype, &map);
        points.stores.push((program::Store { memory, dtype, map }, value));
        self.snapshots.push(Planned::simple(Purpose::Snapshot, points));
        self.held.insert(own, memory);
    }

    /// Orders the pieces of a group so that everything is read before it is overwritten.
    fn order(&mut self, mut pieces: Vec<Piece>) {
        let size = |piece: &Piece| piece.points.extents.iter().product::<usize>();
        let largest = (0..pieces.len()).max_by_key(|&i| size(&pieces[i]));
        let Some(largest) = largest else { return };
        let is_uneven = pieces.len() > 1
            && pieces.iter().any(|piece| overlaps(&piece.points).any(|(_, overlap)| overlap != Overlap::Same));
        let interior = pieces.swap_remove(largest);
        let mut copies = Vec::new();
        for mut piece in pieces {
            if is_uneven {
                copies.push(self.defer(&mut piece.points));
            }
            self.add(Purpose::Edge, piece);
        }
        self.add(Purpose::Compute, interior);
        self.plan.passes.extend(copies);
    }

    /// Lets a piece write to temporaries; gives the pass that copies them to the outputs.
    fn defer(&mut self, points: &mut PassGraph) -> Planned {
        let mut copy = points.emptied();
        let map = dense_map(points.axes(), points.extents.len());
        for (store, _) in &mut points.stores {
            let memory = Memory::Temporary(self.plan.temporaries.len());
            self.plan.temporaries.push(Temporary::of_one_pass(store.dtype));
            let deferred = program::Store { memory, dtype: store.dtype, map: map.clone() };
            let target = std::mem::replace(store, deferred);
            let value = copy.load(memory, target.dtype, &map);
            copy.stores.push((target, value));
        }
        Planned::simple(Purpose::Place, copy)
    }

    /// Adds a pass and those that must come before it.
    fn add(&mut self, purpose: Purpose, Piece { points, kept }: Piece) {
        if !kept.is_empty() {
            self.plan.passes.push(Planned { kept, ..Planned::simple(purpose, points) });
            return;
        }
        let entangled: Vec<LaneId> = overlaps(&points)
            .filter(|(lane, overlap)| *overlap == Overlap::Entangled && !points.lanes[lane.index()].is_scalar())
            .map(|(lane, _)| lane)
            .collect();
        let (before, points) = hoist(points, &entangled, &mut self.plan.temporaries);
        self.plan.passes.extend(before.into_iter().map(|points| Planned::simple(Purpose::Hoist, points)));
        let mut reaches: Vec<Box<[isize]>> = Vec::new();
        for (_, overlap) in overlaps(&points) {
            if let Overlap::Reach(distance) = overlap
                && !reaches.contains(&distance)
            {
                reaches.push(distance);
            }
        }
        self.plan.passes.push(Planned { reaches, ..Planned::simple(purpose, points) });
    }
}

/// The lanes in use of arrays that a pass writes to, and how they lie to what is written.
fn overlaps(points: &PassGraph) -> impl Iterator<Item = (LaneId, Overlap)> {
    let reachable = points.graph.reachable(points.roots());
    let lanes = points.graph.nodes().filter_map(move |(id, node)| match node {
        Node::Leaf(lane) if reachable[id.index()] => Some(lane),
        _ => None,
    });
    lanes.flat_map(move |lane| {
        let read = &points.lanes[lane.index()];
        let written = points.stores.iter().map(|(store, _)| store).filter(|store| store.memory == read.memory);
        written.map(move |store| (lane, overlap(store, read, &points.extents)))
    })
}
