//! Orders passes so that everything is read before it is overwritten.
//!
//! | an element of an array that a pass writes is read | so |
//! |---|---|
//! | where it is written | it needs nothing |
//! | at the same distance from there everywhere | the run delays its writes by that distance |
//! | at the edges of a shift, by thin pieces of the box | these are computed into temporaries before the interior, and copied after it |
//! | otherwise: in another order, or for many places | it is copied before the pass; only what is read so |
//! | by a pass after it has been written | all of the array is copied before the first pass |
//!
//! A copy of the whole array, always, would be simpler, and cost as much as the pass itself where memory is what bounds it.

use super::dependence::{Overlap, overlap};
use super::hoist::{dense_map, hoist};
use super::pass_graph::{LaneId, PassGraph};
use super::passes::{Planned, Planner};
use super::pieces::Piece;
use crate::compile::array_graph::Source;
use crate::compile::graph::{Axes, Node};
use crate::program;
use crate::program::{Memory, Purpose, Temporary};

impl Planner<'_> {
    /// Adds a pass before all others that copies an output.
    pub fn snapshot(&mut self, output: usize) {
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
    pub fn order(&mut self, mut pieces: Vec<Piece>) {
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
pub fn overlaps(points: &PassGraph) -> impl Iterator<Item = (LaneId, Overlap)> {
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
