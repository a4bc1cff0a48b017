//! Orders passes so that everything is read before it is overwritten.
//!
//! | an element of an array that a pass writes is read | so |
//! |---|---|
//! | where it is written | it needs nothing |
//! | at the same distance from there everywhere | the run delays its writes by that distance |
//! | at the edges of a shift, by thin pieces of the box | these go to temporaries first, and are copied at the end |
//! | otherwise: in another order, or for many places | it is copied before the pass; only what is read so |
//! | by a pass after it has been written | all of the array is copied before the first pass |
//!
//! A copy of the whole array, always, would be simpler, and cost as much as the pass itself where memory is what bounds
//! it.

use super::dependence::{Dependence, dependences};
use super::hoist::{dense_map, hoist};
use super::pass_graph::{LoadId, PassGraph};
use super::passes::Planner;
use super::pieces::Piece;
use super::planned::Planned;
use crate::compile::array_graph::ArraySource;
use crate::compile::graph::{Axes, Node};
use crate::program;
use crate::program::{Memory, Purpose, Temporary};

impl Planner<'_> {
    /// Adds a pass before all others that copies an output.
    pub fn snapshot(&mut self, output: usize) {
        let arrays = self.arrays;
        let own = arrays.graph.find(&Node::Leaf(ArraySource::Own(output))).expect("it is read");
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
        self.in_memory.insert(own, memory);
    }

    /// Orders the pieces of a group so that everything is read before it is overwritten.
    pub fn order(&mut self, mut pieces: Vec<Piece>) {
        let size = |piece: &Piece| piece.points.extents.iter().product::<usize>();
        let largest = (0..pieces.len()).max_by_key(|&i| size(&pieces[i]));
        let Some(largest) = largest else { return };
        let is_uneven = pieces.len() > 1
            && pieces
                .iter()
                .any(|piece| dependences(&piece.points).any(|(_, dependence)| dependence != Dependence::Same));
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
    fn add(&mut self, purpose: Purpose, Piece { points, tile_buffers }: Piece) {
        if !tile_buffers.is_empty() {
            self.plan.passes.push(Planned { tile_buffers, ..Planned::simple(purpose, points) });
            return;
        }
        let entangled: Vec<LoadId> = dependences(&points)
            .filter(|(load, dependence)| {
                *dependence == Dependence::Entangled && !points.loads[load.index()].is_scalar()
            })
            .map(|(load, _)| load)
            .collect();
        let (before, points) = hoist(points, &entangled, &mut self.plan.temporaries);
        self.plan.passes.extend(before.into_iter().map(|points| Planned::simple(Purpose::Hoist, points)));
        let mut distances: Vec<Box<[isize]>> = Vec::new();
        for (_, dependence) in dependences(&points) {
            if let Dependence::Distance(distance) = dependence
                && !distances.contains(&distance)
            {
                distances.push(distance);
            }
        }
        self.plan.passes.push(Planned { distances, ..Planned::simple(purpose, points) });
    }
}
