//! Runs a pass that keeps values for a tile.
//!
//! ```text
//! roll(exp(g), 1) + roll(exp(g), -1) + …      ┌───────────────┐  kept: the tile and its margin, in scratch
//!                                             │ ┌───────────┐ │
//!                                             │ │   tile    │ │
//!                                             │ └───────────┘ │
//!                                             └───────────────┘
//! ```
//!
//! What is kept is computed for a tile and the margin around it by a pass of its own, then the tile. Margins are computed
//! again for the next tile, so a tile is as square as its margins are, and as large as lets what is kept stay in the
//! second-level cache. Tiles are independent of each other, and go to threads one by one.

#![allow(unsafe_code)]

use super::passes::Call;
use crate::array::Operand;
use crate::exec::bind::{Arrays, Between, Linked, Scalars, Tile, compute_scalars, lay_out, with_scratch, with_tile};
use crate::exec::machine::Run;
use crate::exec::probe::{Probe, Work};
use crate::program::Pass;

/// What is kept may take of the second-level cache.
const TILE_BYTES: usize = 512 << 10;
/// Shorter rows waste what is done once a row.
const SHORTEST_ROW: usize = 256;

/// A pass in tiles, bound to arrays.
struct Tiled<'t, 'a, F, P> {
    pass: &'t Pass,
    linked: &'t Linked,
    arrays: &'t Arrays<'a, F>,
    between: Between<'t>,
    scalars: &'t Scalars,
    /// The single values of the passes that compute what is kept.
    kept_scalars: Vec<Scalars>,
    call: Call<'t, P>,
    /// The lengths of a tile.
    tile: Vec<usize>,
}

// SAFETY: the pointers are to inputs, which are shared; to outputs and temporaries, of which no two tiles write the same
// element, nor does any read what another writes; and to single values, which are only read now.
unsafe impl<F: Sync, P: Sync> Sync for Tiled<'_, '_, F, P> {}

/// Computes a pass tile by tile; says whether it was not cancelled.
pub fn run<'a>(
    pass: &Pass,
    linked: &Linked,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a> + Sync>,
    between: Between<'_>,
    scalars: &Scalars,
    call: Call<'_, impl Probe>,
) -> bool {
    let mut kept_scalars = Vec::with_capacity(pass.kept.len());
    for (kept, linked) in pass.kept.iter().zip(&linked.kept) {
        let mut scalars = Scalars::default();
        compute_scalars(&kept.pass, linked, arrays, between, &mut scalars);
        kept_scalars.push(scalars);
    }
    let tile = tile_of(pass);
    let tiled = Tiled { pass, linked, arrays, between, scalars, kept_scalars, call, tile };
    let tiles = tiled.counts().product();
    let cost = linked.cost + linked.kept.iter().map(|kept| kept.cost).sum::<usize>();
    let work = pass.extents.iter().product::<usize>().saturating_mul(cost);
    call.workers.each(tiles, work, |i| tiled.compute(i))
}

/// The lengths of a tile.
pub fn tile_of(pass: &Pass) -> Vec<usize> {
    let extents = &pass.extents;
    let margin_along = |axis: usize| {
        let margins = pass.kept.iter().flat_map(|kept| kept.margins.iter());
        margins.filter(|(along, _)| *along == Some(axis)).map(|(_, margin)| *margin).max().unwrap_or(0)
    };
    let size: usize = pass.kept.iter().map(|kept| kept.pass.stores[0].dtype.size()).sum();
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

impl<'a, F: Fn(usize) -> &'a Operand<'a>, P: Probe> Tiled<'_, 'a, F, P> {
    /// How many tiles there are along each axis.
    fn counts(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.pass.extents.iter().zip(&self.tile).map(|(extent, tile)| extent.div_ceil(*tile))
    }

    /// Computes a tile; says whether it was not cancelled.
    fn compute(&self, number: usize) -> bool {
        with_tile(|scratch| {
            let Tile { layout, kept, lengths, begin } = scratch;
            let Call { options, probe, .. } = self.call;
            let mut place = vec![0; self.tile.len()];
            let mut rest = number;
            for (place, count) in place.iter_mut().rev().zip(self.counts().rev()) {
                *place = rest % count;
                rest /= count;
            }
            let start = |axis: usize| place[axis] * self.tile[axis];
            let length = |axis: usize| self.tile[axis].min(self.pass.extents[axis] - start(axis));

            kept.resize_with(self.pass.kept.len(), Default::default);
            for (i, part) in self.pass.kept.iter().enumerate() {
                lengths.clear();
                begin.clear();
                for &(along, margin) in &part.margins {
                    lengths.push(margin + along.map_or(1, length));
                    begin.push(along.map_or(0, start));
                }
                let size = part.pass.stores[0].dtype.size();
                kept[i].reserve_tile(lengths.iter().copied(), size);
                let between = Between { kept, ..self.between };
                lay_out(&part.pass, self.arrays, between, lengths, begin, layout);
                let scalars = &self.kept_scalars[i];
                let probe = probe.of_kept(i);
                let run = Run::new(&part.pass, &self.linked.kept[i], &scalars.slots, layout, options, probe);
                if !alone(&run) {
                    return false;
                }
            }
            lengths.clear();
            lengths.extend((0..place.len()).map(length));
            begin.clear();
            begin.extend((0..place.len()).map(start));
            let between = Between { kept, ..self.between };
            lay_out(self.pass, self.arrays, between, lengths, begin, layout);
            alone(&Run::new(self.pass, self.linked, &self.scalars.slots, layout, options, probe))
        })
    }
}

fn alone<P: Probe>(run: &Run<'_, P>) -> bool {
    // SAFETY: a tile is one thread's, and so is what is kept for it.
    let is_done = with_scratch(|scratch| unsafe { run.blocks_between(0, run.blocks(), scratch, &mut ()) });
    run.probe().done(Work::Between);
    is_done
}
