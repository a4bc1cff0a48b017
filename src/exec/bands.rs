//! Runs passes that belong together, some places of their first axis at a time.
//!
//! The places are as many as lets what the passes read and write there stay in the second-level cache, so that each pass
//! but the first finds it there; they are independent of each other, and go to threads one lot by one.

use super::bind::{Arrays, Between, compute_scalars, lay_out};
use super::fold;
use super::link::Linked;
use super::run::Run;
use super::scratch::{Scalars, Tile, with_tile};
use super::threads::Workers;
use crate::array::Operand;
use crate::options::Options;
use crate::program::Pass;

/// What is to stay in cache.
const LOT_BYTES: usize = 512 << 10;

/// Passes that belong together, bound to arrays.
struct Band<'b, 'a, F> {
    passes: &'b [(&'b Pass, &'b Linked)],
    arrays: &'b Arrays<'a, F>,
    between: Between<'b>,
    scalars: Vec<Scalars>,
    options: &'b Options,
    /// Places a lot.
    lot: usize,
}

// SAFETY: the pointers are to inputs, which are shared; to outputs and temporaries, of which no two lots write the same
// element, nor does any read what another writes; and to single values, which are only read now.
#[allow(unsafe_code)]
unsafe impl<F: Sync> Sync for Band<'_, '_, F> {}

/// Runs a band, if it is long enough to be worth it; says whether it was not cancelled, or nothing if it has not been run.
pub fn run<'a>(
    passes: &[(&Pass, &Linked)],
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a> + Sync>,
    between: Between<'_>,
    options: &Options,
    workers: &Workers,
) -> Option<bool> {
    let places = passes[0].0.extents[0];
    let at_a_place = |pass: &Pass| {
        let lanes = pass.lanes.iter().filter(|lane| !lane.is_scalar()).map(|lane| lane.dtype.size());
        let stores = pass.stores.iter().map(|store| store.dtype.size());
        pass.extents[1..].iter().product::<usize>() * lanes.chain(stores).sum::<usize>()
    };
    let bytes = passes.iter().map(|(pass, _)| at_a_place(pass)).max()?;
    let lot = (LOT_BYTES / bytes.max(1)).max(1);
    if lot >= places {
        return None;
    }
    let mut all_scalars = Vec::with_capacity(passes.len());
    let mut work = 0_usize;
    for (pass, linked) in passes {
        let mut scalars = Scalars::default();
        compute_scalars(pass, linked, arrays, between.temporaries, &mut scalars);
        all_scalars.push(scalars);
        work = work.saturating_add(pass.extents.iter().product::<usize>().saturating_mul(linked.cost + 1));
    }
    let band = Band { passes, arrays, between, scalars: all_scalars, options, lot };
    Some(workers.each(places.div_ceil(lot), work, |number| band.compute(number, places)))
}

impl<'a, F: Fn(usize) -> &'a Operand<'a> + Sync> Band<'_, 'a, F> {
    /// Computes all passes for a lot of places; says whether it was not cancelled.
    fn compute(&self, number: usize, places: usize) -> bool {
        with_tile(|Tile { layout, lengths, begin, .. }| {
            let start = number * self.lot;
            self.passes.iter().zip(&self.scalars).all(|((pass, linked), scalars)| {
                lengths.clear();
                lengths.extend_from_slice(&pass.extents);
                lengths[0] = self.lot.min(places - start);
                begin.clear();
                begin.resize(lengths.len(), 0);
                begin[0] = start;
                lay_out(pass, self.arrays, self.between, lengths, begin, layout);
                let run = Run::new(pass, linked, &scalars.slots, layout, self.options);
                match pass.folds.is_empty() {
                    true => Workers::Alone.run(&run),
                    false => fold::run(pass, linked, &run, &Workers::Alone),
                }
            })
        })
    }
}
