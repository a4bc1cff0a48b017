//! Runs a pass tile by tile: first what goes to its tile buffers, then the pass itself.
//!
//! ```text
//! roll(exp(g), 1) + roll(exp(g), -1) + …      ┌───────────────┐  tile buffer: the tile and its margin
//!                                             │ ┌───────────┐ │
//!                                             │ │   tile    │ │
//!                                             │ └───────────┘ │
//!                                             └───────────────┘
//! ```
//!
//! A value that is read at several offsets around each place, and is too costly to be computed at each of them, is
//! computed into a tile buffer by a pass of its own, for the tile and the margin around it. Margins are computed again
//! for the next tile, so a tile is as square as its margins are, and as large as lets the buffers stay in the
//! second-level cache. Tiles are independent of each other, and go to threads one by one. (A temporary as large as the
//! array would be simpler, and travel to memory and back.)

use super::pass::{Call, run_pass};
use crate::exec::bind::{Area, BoundPass, Intermediates, ScalarValues, Tile, with_tile};
use crate::exec::machine::{Cancelled, Workers};
use crate::exec::probe::Probe;
use crate::program::Pass;

/// What tile buffers may take: half of a second-level cache of 1 MiB.
const TILE_BYTES: usize = 512 << 10;
/// Shorter rows waste what is done once a row.
const SHORTEST_ROW: usize = 256;

/// A pass in tiles, bound to arrays.
struct Tiled<'t, P> {
    bound: BoundPass<'t>,
    /// The passes that fill the tile buffers.
    tile_buffers: Vec<BoundPass<'t>>,
    call: Call<'t, P>,
    /// The lengths of a tile.
    tile: Vec<usize>,
}

/// Computes a pass tile by tile.
pub fn run(bound: BoundPass<'_>, call: Call<'_, impl Probe>) -> Result<(), Cancelled> {
    let BoundPass { pass, linked, arrays, intermediates, .. } = bound;
    let mut scalars: Vec<ScalarValues> = pass.tile_buffers.iter().map(|_| ScalarValues::default()).collect();
    let tile_buffers = pass.tile_buffers.iter().zip(&linked.tile_buffers).zip(&mut scalars);
    let tile_buffers = tile_buffers
        .map(|((buffer, linked), scalars)| BoundPass::new(&buffer.pass, linked, arrays, intermediates, scalars));
    let tiled = Tiled { bound, tile_buffers: tile_buffers.collect(), call, tile: tile_of(pass) };
    let tiles = tiled.counts().product();
    let cost = linked.cost + linked.tile_buffers.iter().map(|buffer| buffer.cost).sum::<usize>();
    let work = pass.extents.iter().product::<usize>().saturating_mul(cost);
    call.workers.each(tiles, work, |i| tiled.compute(i))
}

/// The lengths of a tile.
pub fn tile_of(pass: &Pass) -> Vec<usize> {
    let extents = &pass.extents;
    let margin_along = |axis: usize| {
        let margins = pass.tile_buffers.iter().flat_map(|buffer| buffer.margins.iter());
        margins.filter(|(along, _)| *along == Some(axis)).map(|(_, margin)| *margin).max().unwrap_or(0)
    };
    let size: usize = pass.tile_buffers.iter().map(|buffer| buffer.pass.stores[0].dtype.size()).sum();
    let mut tile = vec![1; extents.len()];
    if let (Some(last), Some(&length)) = (tile.last_mut(), extents.last()) {
        *last = length.min(SHORTEST_ROW);
    }
    // Longer where the margin weighs most, and then where memory is in a row.
    while tile.iter().product::<usize>() * size < TILE_BYTES {
        let weight = |axis: usize| margin_along(axis) as f64 / tile[axis] as f64;
        let growing = (0..extents.len()).filter(|&axis| tile[axis] < extents[axis]);
        let Some(axis) = growing.max_by(|&x, &y| weight(x).total_cmp(&weight(y))) else { break };
        tile[axis] = (2 * tile[axis]).min(extents[axis]);
    }
    tile
}

impl<P: Probe> Tiled<'_, P> {
    /// How many tiles there are along each axis.
    fn counts(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.bound.pass.extents.iter().zip(&self.tile).map(|(extent, tile)| extent.div_ceil(*tile))
    }

    /// Computes a tile, on this thread.
    fn compute(&self, number: usize) -> Result<(), Cancelled> {
        with_tile(|scratch| {
            let Tile { route, tile_buffers, lengths, begin } = scratch;
            let (pass, intermediates) = (self.bound.pass, self.bound.intermediates);
            let call = Call { workers: &Workers::Alone, ..self.call };
            let mut place = vec![0; self.tile.len()];
            let mut rest = number;
            for (place, count) in place.iter_mut().rev().zip(self.counts().rev()) {
                *place = rest % count;
                rest /= count;
            }
            let start = |axis: usize| place[axis] * self.tile[axis];
            let length = |axis: usize| self.tile[axis].min(pass.extents[axis] - start(axis));

            tile_buffers.resize_with(pass.tile_buffers.len(), Default::default);
            for (i, part) in pass.tile_buffers.iter().enumerate() {
                lengths.clear();
                begin.clear();
                for &(along, margin) in &part.margins {
                    lengths.push(margin + along.map_or(1, length));
                    begin.push(along.map_or(0, start));
                }
                tile_buffers[i].reserve_tile(lengths.iter().copied(), part.pass.stores[0].dtype.size());
                let bound = BoundPass {
                    intermediates: Intermediates { tile_buffers, ..intermediates },
                    ..self.tile_buffers[i]
                };
                let call = Call { probe: call.probe.of_tile_buffer(i), ..call };
                run_pass(bound, Area { lengths, begin, whole: &bound.pass.extents }, route, call)?;
            }
            lengths.clear();
            lengths.extend((0..place.len()).map(length));
            begin.clear();
            begin.extend((0..place.len()).map(start));
            let bound = BoundPass { intermediates: Intermediates { tile_buffers, ..intermediates }, ..self.bound };
            run_pass(bound, Area { lengths, begin, whole: &pass.extents }, route, call)
        })
    }
}
