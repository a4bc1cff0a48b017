//! The one place where a pass is run, however it is driven: whole or in parts.

use crate::exec::bind::{Area, BoundPass, Layout, Walk, move_to};
use crate::exec::fold;
use crate::exec::machine::{Cancelled, PassRun, Workers};
use crate::exec::probe::{Probe, Work};
use crate::options::Options;

/// How the passes of a call are run, by which threads, and who looks on.
#[derive(Clone, Copy)]
pub struct Call<'c, P> {
    pub options: &'c Options,
    pub workers: Workers,
    pub probe: P,
}

/// Lays out and computes a pass over its box, or a part of it.
pub fn run_pass<P: Probe>(
    bound: BoundPass<'_>,
    area: Area<'_>,
    layout: &mut Layout,
    call: Call<'_, P>,
) -> Result<(), Cancelled> {
    compute(&PassRun::new(bound, area, layout, call.options, call.probe), call)
}

/// Computes a pass over all of its box, walked as before if its walk has been chosen.
pub fn run_whole<P: Probe>(
    bound: BoundPass<'_>,
    lengths: &[usize],
    walk: &mut Walk,
    call: Call<'_, P>,
) -> Result<(), Cancelled> {
    let Walk { layout, blocks } = walk;
    let run = match blocks.filter(|_| move_to(bound, layout)) {
        Some(blocks) => PassRun::again(bound, blocks, layout, call.options, call.probe),
        None => PassRun::new(bound, Area::whole(lengths), layout, call.options, call.probe),
    };
    *blocks = Some(run.chosen());
    compute(&run, call)
}

fn compute<P: Probe>(run: &PassRun<'_, P>, call: Call<'_, P>) -> Result<(), Cancelled> {
    match run.pass.folds.is_empty() {
        true => call.workers.run(run)?,
        false => fold::run(run, call.workers)?,
    }
    call.probe.done(Work::Between);
    Ok(())
}
