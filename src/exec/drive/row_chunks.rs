//! Runs the passes of a row group a chunk of rows at a time.
//!
//! A row is all that lies at one place of the first axis. A chunk has as many rows as let what the passes read and
//! write there stay in the second-level cache, so that each pass but the first finds it there. Chunks are independent
//! of each other, and go to threads one by one. (Softmax of a matrix larger than the caches, pass after pass, reads it
//! from memory three times.)

use super::pass::{Call, run_pass};
use super::row_group::RowGroup;
use crate::exec::bind::{Area, Arrays, BoundPass, Intermediates, ScalarValues, Tile, with_tile};
use crate::exec::machine::{Cancelled, Workers};
use crate::exec::probe::Probe;
use crate::program::Pass;

/// What is to stay in cache: half of a second-level cache of 1 MiB; the rest is left to registers and to what comes
/// next.
const CHUNK_BYTES: usize = 512 << 10;

/// A row group, bound to arrays.
struct Chunked<'b, P> {
    passes: Vec<BoundPass<'b>>,
    /// The number of the first one.
    first: usize,
    call: Call<'b, P>,
    /// Places a lot.
    chunk: usize,
}

/// Runs a row group, if it has more rows than a chunk; gives nothing if it has not been run.
pub fn run(
    row_group: RowGroup<'_>,
    arrays: Arrays<'_>,
    intermediates: Intermediates<'_>,
    call: Call<'_, impl Probe>,
) -> Option<Result<(), Cancelled>> {
    let chunk = chunk_of(row_group.passes)?;
    let places = row_group.passes[0].extents[0];
    let mut scalars: Vec<ScalarValues> = row_group.passes.iter().map(|_| ScalarValues::default()).collect();
    let mut work = 0_usize;
    let mut passes = Vec::with_capacity(row_group.passes.len());
    for ((pass, linked), scalars) in row_group.passes().zip(&mut scalars) {
        passes.push(BoundPass::new(pass, linked, arrays, intermediates, scalars));
        work = work.saturating_add(pass.extents.iter().product::<usize>().saturating_mul(linked.cost + 1));
    }
    let chunked = Chunked { passes, first: row_group.number, call, chunk };
    Some(call.workers.each(places.div_ceil(chunk), work, |number| chunked.compute(number, places)))
}

/// How many rows a chunk has, if there are more of them.
pub fn chunk_of(passes: &[Pass]) -> Option<usize> {
    let at_a_place = |pass: &Pass| {
        let loads = pass.loads.iter().filter(|load| !load.is_scalar()).map(|load| load.dtype.size());
        let stores = pass.stores.iter().map(|store| store.dtype.size());
        pass.extents[1..].iter().product::<usize>() * loads.chain(stores).sum::<usize>()
    };
    let places = passes.first()?.extents[0];
    let bytes = passes.iter().map(at_a_place).max()?;
    let chunk = (CHUNK_BYTES / bytes.max(1)).max(1);
    (chunk < places).then_some(chunk)
}

impl<P: Probe> Chunked<'_, P> {
    /// Runs all passes over a chunk, on this thread.
    fn compute(&self, number: usize, places: usize) -> Result<(), Cancelled> {
        with_tile(|Tile { route, lengths, begin, .. }| {
            let start = number * self.chunk;
            for (i, &bound) in self.passes.iter().enumerate() {
                lengths.clear();
                lengths.extend_from_slice(&bound.pass.extents);
                lengths[0] = self.chunk.min(places - start);
                begin.clear();
                begin.resize(lengths.len(), 0);
                begin[0] = start;
                let probe = self.call.probe.of_pass(self.first + i);
                let call = Call { workers: &Workers::Alone, probe, ..self.call };
                run_pass(bound, Area { lengths, begin, whole: &bound.pass.extents }, route, call)?;
            }
            Ok(())
        })
    }
}
