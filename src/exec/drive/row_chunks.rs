//! Runs passes that belong together, some places of their first axis at a time.
//!
//! The places are as many as lets what the passes read and write there stay in the second-level cache, so that each pass
//! but the first finds it there; they are independent of each other, and go to threads one lot by one.

use super::passes::Call;
use crate::array::Operand;
use crate::exec::bind::{Arrays, Between, Linked, Scalars, Tile, compute_scalars, lay_out, with_tile};
use crate::exec::fold;
use crate::exec::machine::{Run, Workers};
use crate::exec::probe::{Probe, Work};
use crate::program::Pass;

/// What is to stay in cache.
const LOT_BYTES: usize = 512 << 10;

/// Passes that belong together, bound to arrays.
struct Band<'b, 'a, F, P> {
    passes: &'b [(&'b Pass, &'b Linked)],
    /// The number of the first one.
    first: usize,
    arrays: &'b Arrays<'a, F>,
    between: Between<'b>,
    scalars: Vec<Scalars>,
    call: Call<'b, P>,
    /// Places a lot.
    lot: usize,
}

// SAFETY: the pointers are to inputs, which are shared; to outputs and temporaries, of which no two lots write the same
// element, nor does any read what another writes; and to single values, which are only read now.
#[allow(unsafe_code)]
unsafe impl<F: Sync, P: Sync> Sync for Band<'_, '_, F, P> {}

/// Runs a band, if it is long enough to be worth it; says whether it was not cancelled, or nothing if it has not been run.
pub fn run<'a>(
    passes: &[(&Pass, &Linked)],
    first: usize,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a> + Sync>,
    between: Between<'_>,
    call: Call<'_, impl Probe>,
) -> Option<bool> {
    let lot = lot_of(passes.iter().map(|(pass, _)| *pass))?;
    let places = passes[0].0.extents[0];
    let mut all_scalars = Vec::with_capacity(passes.len());
    let mut work = 0_usize;
    for (pass, linked) in passes {
        let mut scalars = Scalars::default();
        compute_scalars(pass, linked, arrays, between, &mut scalars);
        all_scalars.push(scalars);
        work = work.saturating_add(pass.extents.iter().product::<usize>().saturating_mul(linked.cost + 1));
    }
    let band = Band { passes, first, arrays, between, scalars: all_scalars, call, lot };
    Some(call.workers.each(places.div_ceil(lot), work, |number| band.compute(number, places)))
}

/// How many places of the first axis are computed at a time, if a band is long enough to be worth it.
pub fn lot_of<'p>(passes: impl Iterator<Item = &'p Pass> + Clone) -> Option<usize> {
    let at_a_place = |pass: &Pass| {
        let lanes = pass.lanes.iter().filter(|lane| !lane.is_scalar()).map(|lane| lane.dtype.size());
        let stores = pass.stores.iter().map(|store| store.dtype.size());
        pass.extents[1..].iter().product::<usize>() * lanes.chain(stores).sum::<usize>()
    };
    let places = passes.clone().next()?.extents[0];
    let bytes = passes.map(at_a_place).max()?;
    let lot = (LOT_BYTES / bytes.max(1)).max(1);
    (lot < places).then_some(lot)
}

impl<'a, F: Fn(usize) -> &'a Operand<'a> + Sync, P: Probe> Band<'_, 'a, F, P> {
    /// Computes all passes for a lot of places; says whether it was not cancelled.
    fn compute(&self, number: usize, places: usize) -> bool {
        with_tile(|Tile { layout, lengths, begin, .. }| {
            let start = number * self.lot;
            self.passes.iter().zip(&self.scalars).enumerate().all(|(i, ((pass, linked), scalars))| {
                let probe = self.call.probe.of_pass(self.first + i);
                lengths.clear();
                lengths.extend_from_slice(&pass.extents);
                lengths[0] = self.lot.min(places - start);
                begin.clear();
                begin.resize(lengths.len(), 0);
                begin[0] = start;
                lay_out(pass, self.arrays, self.between, lengths, begin, layout);
                let run = Run::new(pass, linked, &scalars.slots, layout, self.call.options, probe);
                let is_done = match pass.folds.is_empty() {
                    true => Workers::Alone.run(&run),
                    false => fold::run(pass, linked, &run, &Workers::Alone),
                };
                probe.done(Work::Between);
                is_done
            })
        })
    }
}
