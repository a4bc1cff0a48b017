//! Cuts the box of a pass into pieces within which all steps are even, and chooses which values of a piece are computed
//! into tile buffers.
//!
//! Both are found by lowering: it fails where a step is uneven, and says which values are read at several offsets. A
//! piece whose values go to tile buffers is lowered again, as what these values are made of may then be read nowhere
//! else. (To find both beforehand, from the graph of arrays, would take the rules of every shift and slice a second
//! time.)

use super::affine::{Extent, split};
use super::dependence::{Dependence, dependences};
use super::lower::{Group, Obstacle, Sources, TileBuffers, lower, lower_part};
use super::pass_graph::PassGraph;
use super::passes::Planner;
use super::tiling;
use super::tiling::{Region, Scattered};
use crate::compile::graph::NodeId;
use crate::program;
use crate::program::Memory;
use std::collections::HashSet;

/// The stores of a group over a piece of their box.
pub struct Piece {
    pub points: PassGraph,
    /// What is computed for a tile, and how its box lies to that of the piece.
    pub tile_buffers: Vec<(PassGraph, Region)>,
}

impl Planner<'_> {
    /// The stores of a group, piece by piece.
    pub fn pieces(&mut self, group: Group<'_>, shape: &[usize]) -> Result<Vec<Piece>, Obstacle> {
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
        let (first, mut scattered) = lower(
            Sources { arrays: self.arrays, in_memory: &self.in_memory },
            group,
            (shape, extents),
            &TileBuffers::new(),
            &mut self.values,
        )?;
        let mut piece = Piece { points: first.clone(), tile_buffers: Vec::new() };
        if !first.folds.is_empty() {
            return Ok(piece); // folds go through the whole box in their own order
        }
        let mut known = TileBuffers::new();
        loop {
            // What a value is made of may be read nowhere else once the value is kept.
            let mut below = HashSet::new();
            let tile_buffers = known.len();
            for candidate in &scattered {
                if !below.contains(&candidate.value)
                    && let Some((computing, region)) =
                        self.computing(candidate, &piece.points, piece.tile_buffers.len())
                {
                    known.insert(candidate.value, (piece.tile_buffers.len(), region.begin.clone()));
                    piece.tile_buffers.push((computing, region));
                    self.add_below(candidate.value, &mut below);
                }
            }
            if known.len() == tile_buffers {
                break;
            }
            (piece.points, scattered) = lower(
                Sources { arrays: self.arrays, in_memory: &self.in_memory },
                group,
                (shape, extents),
                &known,
                &mut self.values,
            )?;
        }
        // Tiles are computed in no order, so no pass in place can have them.
        let is_in_place =
            |(_, dependence): (_, Dependence)| matches!(dependence, Dependence::Distance(_) | Dependence::Entangled);
        if !piece.tile_buffers.is_empty() && dependences(&first).any(is_in_place) {
            return Ok(Piece { points: first, tile_buffers: Vec::new() });
        }
        Ok(piece)
    }

    /// Adds what a value is made of, as far as no array holds it.
    fn add_below(&self, value: NodeId, below: &mut HashSet<NodeId>) {
        let mut open = vec![value];
        while let Some(id) = open.pop() {
            let operands = self.arrays.graph.node(id);
            open.extend(operands.operands().iter().filter(|x| !self.in_memory.contains_key(x) && below.insert(**x)));
        }
    }

    /// The pass that computes a value to be kept, and where, if that pays.
    fn computing(&mut self, candidate: &Scattered, points: &PassGraph, number: usize) -> Option<(PassGraph, Region)> {
        let region = tiling::region(self.arrays, candidate, &points.extents)?;
        let Region { begin, lengths, .. } = &region;
        let (arrays, sources, value) =
            (self.arrays, Sources { arrays: self.arrays, in_memory: &self.in_memory }, candidate.value);
        let lowered = lower_part(sources, value, (begin, lengths.clone()), points.span, &mut self.values);
        let (mut computing, value) = lowered.ok()?;
        // What is overwritten in this very pass is read at its own time.
        let writes = |memory: Memory| points.stores.iter().any(|(store, _)| store.memory == memory);
        if computing.loads.iter().any(|load| writes(load.memory)) {
            return None;
        }
        let dtype = arrays.graph.dtype(candidate.value);
        let map = (0..lengths.len()).map(|axis| match lengths[axis] {
            1 => program::Coordinate::Fixed(0),
            _ => program::Coordinate::Along { axis, start: 0, step: 1 },
        });
        let store = program::Store { memory: Memory::TileBuffer(number), dtype, map: map.collect() };
        computing.stores.push((store, value));
        Some((computing, region))
    }
}
