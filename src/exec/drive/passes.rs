//! Runs the passes of a program one after the other.

use super::{row_chunks, tiles};
use crate::array::Operand;
use crate::error::{Error, ErrorKind};
use crate::exec::bind::{Arrays, Between, Binding, Compiled, Linked, Temporary, compute_scalars, lay_out};
use crate::exec::fold;
use crate::exec::machine::{Run, Workers};
use crate::exec::probe::{Probe, Work};
use crate::options::Options;
use crate::program::Pass;

/// What all passes of a call are run with.
#[derive(Clone, Copy)]
pub struct Call<'c, P> {
    /// How.
    pub options: &'c Options,
    /// By whom.
    pub workers: &'c Workers,
    /// Who looks on.
    pub probe: P,
}

/// Runs a program that has been prepared for these arrays, while `probe` looks on.
pub fn execute<'a>(
    compiled: &Compiled,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a> + Sync>,
    options: &Options,
    probe: impl Probe,
    binding: &mut Binding,
) -> Result<(), Error> {
    let workers = Workers::new(options.threads);
    let call = Call { options, workers: &workers, probe };
    let (mut passes, mut number, mut begin) = (compiled.passes(), 0, 0);
    let mut is_done = true;
    for &band in &compiled.program().bands {
        let all: Vec<_> = passes.by_ref().take(band).collect();
        is_done = is_done && run_band(&all, number, begin, arrays, call, binding);
        number += band;
        begin += all.iter().map(|(pass, _)| pass.extents.len()).sum::<usize>();
    }
    binding.temporaries.iter_mut().for_each(Temporary::shrink);
    if is_done { Ok(()) } else { Err(Error::new(ErrorKind::Cancelled, None)) }
}

/// Runs passes that belong together, of which the first is that of a `number` and its lengths begin at a place of those in
/// `binding`; says whether they were not cancelled.
pub fn run_band<'a>(
    band: &[(&Pass, &Linked)],
    number: usize,
    begin: usize,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a> + Sync>,
    call: Call<'_, impl Probe>,
    binding: &mut Binding,
) -> bool {
    let Binding { lengths, layout, scalars, temporaries, integers, .. } = binding;
    let between = Between::passes(integers, temporaries);
    if band.len() > 1
        && let Some(is_done) = row_chunks::run(band, number, arrays, between, call)
    {
        return is_done;
    }
    let mut begin = begin;
    band.iter().enumerate().all(|(i, (pass, linked))| {
        let call = Call { probe: call.probe.of_pass(number + i), ..call };
        let lengths = &lengths[begin..begin + pass.extents.len()];
        begin += pass.extents.len();
        if lengths.contains(&0) {
            return true;
        }
        if let Some(scan) = &pass.scan {
            let is_done = fold::run_scan(scan, linked, &temporaries[scan.temporary], call.workers, call.options);
            call.probe.done(Work::Whole);
            return is_done;
        }
        compute_scalars(pass, linked, arrays, between, scalars);
        if !pass.kept.is_empty() {
            return tiles::run(pass, linked, arrays, between, scalars, call);
        }
        lay_out(pass, arrays, between, lengths, &[], layout);
        let run = Run::new(pass, linked, &scalars.slots, layout, call.options, call.probe);
        let is_done = match pass.folds.is_empty() {
            true => call.workers.run(&run),
            false => fold::run(pass, linked, &run, call.workers),
        };
        call.probe.done(Work::Between);
        is_done
    })
}
