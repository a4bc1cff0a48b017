//! The one place where a pass is run, however it is driven: whole or in parts.

use crate::exec::bind::{Area, BoundPass, Route, move_to};
use crate::exec::fold;
use crate::exec::machine::{Cancelled, PassRun, Workers, is_called_often};
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
    route: &mut Route,
    call: Call<'_, P>,
) -> Result<(), Cancelled> {
    compute(&PassRun::new(bound, area, route, call.options, call.probe), call)
}

/// Computes a pass over all of its box, walked as before if that was over arrays like these and is still the way.
#[inline]
pub fn run_whole<P: Probe>(
    bound: BoundPass<'_>,
    lengths: &[usize],
    route: &mut Route,
    call: Call<'_, P>,
) -> Result<(), Cancelled> {
    let can_be_moved = route.blocks.as_ref().is_some_and(|blocks| {
        !blocks.is_streamed && blocks.variant.err().is_none_or(|why| !is_called_often(bound.linked, why))
    });
    if can_be_moved
        && move_to(bound, &mut route.layout)
        && let Some(run) = PassRun::again(bound, route, call.options, call.probe)
    {
        return compute(&run, call);
    }
    run_pass(bound, Area::whole(lengths), route, call)
}

#[inline]
fn compute<P: Probe>(run: &PassRun<'_, P>, call: Call<'_, P>) -> Result<(), Cancelled> {
    match run.pass.folds.is_empty() {
        true => call.workers.run(run)?,
        false => fold::run(run, call.workers)?,
    }
    call.probe.done(Work::Between);
    Ok(())
}
