//! The one place where a pass is run, however it is driven: whole or in parts.

use crate::exec::bind::{Area, BoundPass, Layout};
use crate::exec::fold;
use crate::exec::machine::{Cancelled, PassRun, Workers};
use crate::exec::probe::{Probe, Work};
use crate::options::Options;

/// How the passes of a call are run, by which threads, and who looks on.
#[derive(Clone, Copy)]
pub struct Call<'c, P> {
    pub options: &'c Options,
    pub workers: &'c Workers,
    pub probe: P,
}

/// Lays out and computes a pass over its box, or a part of it.
pub fn run_pass<P: Probe>(
    bound: BoundPass<'_>,
    area: Area<'_>,
    layout: &mut Layout,
    call: Call<'_, P>,
) -> Result<(), Cancelled> {
    let run = PassRun::new(bound, area, layout, call.options, call.probe);
    match bound.pass.folds.is_empty() {
        true => call.workers.run(&run)?,
        false => fold::run(&run, call.workers)?,
    }
    call.probe.done(Work::Between);
    Ok(())
}
