//! Spreads the blocks of a run over threads.
//!
//! Chunks are whole blocks, and a block's result depends on nothing but its elements, so the split never shows.

#![allow(unsafe_code)]

use super::cancel::Cancelled;
use super::pools::pool;
use super::run::PassRun;
use super::write_back;
use crate::exec::bind::with_scratch;
use crate::exec::probe::Probe;
use crate::options::Threads;
use rayon::prelude::*;
use std::sync::Arc;

/// Below this much work waking a pool may cost more than it saves. `cargo bench --bench suite`, where the pool has gone
/// to sleep between its turns: `exp` of 32 Ki elements (1 Mi of work) takes 147 µs alone and 185 µs with two threads;
/// two threads win from about 400 µs on, which is this.
const WORTH_WAKING: usize = 5 << 19;
/// Inside a pool that is at work the others are awake, and only have to be told; and who asks for a number of threads
/// is taken at their word sooner.
const WORTH_SPREADING: usize = 256 << 10;
/// Chunks a thread gets. With 4 a thread that falls behind holds up the rest: `a*b + c` at 16 Mi elements took 1.02 to
/// 1.3 times as long as rayon's own split of a hand-written loop, with 64 it takes 0.94 to 1.00.
const CHUNKS: usize = 64;

/// Who computes the passes of a call.
pub enum Workers {
    /// The calling thread.
    Alone,
    /// Those that the caller asked for, as far as the work is worth it. Rayon is not asked before it is.
    Asked(Threads),
}

/// Several threads.
enum Team {
    /// Those of the pool that the calling thread is in.
    Surrounding,
    /// Those of a pool of the engine's.
    Own(Arc<rayon::ThreadPool>),
}

impl Workers {
    /// Computes all blocks.
    pub fn run<P: Probe>(&self, run: &PassRun<'_, P>) -> Result<(), Cancelled> {
        match self.team(run.work()).filter(|_| run.blocks() > 1) {
            Some(team) => team.install(|| spread(run)),
            None => alone(run),
        }
    }

    /// Does a number of things that are independent of each other.
    pub fn each(
        &self,
        count: usize,
        work: usize,
        thing: impl Fn(usize) -> Result<(), Cancelled> + Sync,
    ) -> Result<(), Cancelled> {
        match self.team(work).filter(|_| count > 1) {
            Some(team) => team.install(|| (0..count).into_par_iter().with_max_len(1).try_for_each(&thing)),
            None => (0..count).try_for_each(thing),
        }
    }

    /// How many threads that much work goes to.
    pub fn threads(&self, work: usize) -> usize {
        match self.team(work) {
            Some(Team::Own(pool)) => pool.current_num_threads(),
            Some(Team::Surrounding) => rayon::current_num_threads(),
            None => 1,
        }
    }

    /// The threads that that much work is worth, and that there are.
    fn team(&self, work: usize) -> Option<Team> {
        let Workers::Asked(threads) = *self else { return None };
        if work < WORTH_SPREADING {
            return None;
        }
        match threads {
            Threads::Exactly(threads) if threads > 1 => pool(Some(threads)).map(Team::Own),
            Threads::Pool if rayon::current_thread_index().is_some() => {
                (rayon::current_num_threads() > 1).then_some(Team::Surrounding)
            }
            Threads::Pool if work >= WORTH_WAKING => pool(None).map(Team::Own),
            _ => None,
        }
    }
}

impl Team {
    fn install(&self, task: impl FnOnce() -> Result<(), Cancelled> + Send) -> Result<(), Cancelled> {
        match self {
            Team::Own(pool) => pool.install(task),
            Team::Surrounding => task(),
        }
    }
}

fn alone<P: Probe>(run: &PassRun<'_, P>) -> Result<(), Cancelled> {
    if run.distance().is_some() {
        return delayed(run, 1);
    }
    // SAFETY: nobody else computes.
    with_scratch(|scratch| unsafe { run.blocks_between(0, run.blocks(), scratch, &mut ()) })
}

fn spread<P: Probe>(run: &PassRun<'_, P>) -> Result<(), Cancelled> {
    if run.distance().is_some() {
        return delayed(run, rayon::current_num_threads());
    }
    let chunks = (CHUNKS * rayon::current_num_threads()).min(run.blocks());
    (0..chunks).into_par_iter().try_for_each(|chunk| {
        let (from, to) = stretch(run, chunk, chunks);
        // SAFETY: the chunks do not overlap.
        with_scratch(|scratch| unsafe { run.blocks_between(from, to, scratch, &mut ()) })
    })
}

/// Computes a run that reads away from where it writes, a stretch a thread: what is held lies at their ends.
fn delayed<P: Probe>(run: &PassRun<'_, P>, stretches: usize) -> Result<(), Cancelled> {
    let stretches = stretches.min(run.blocks());
    let compute = |i| {
        let (from, to) = stretch(run, i, stretches);
        // SAFETY: the stretches do not overlap.
        unsafe { write_back::blocks_between(run, from, to) }
    };
    let delayed: Result<Vec<_>, Cancelled> = match stretches {
        1 => (0..1).map(compute).collect(),
        _ => (0..stretches).into_par_iter().map(compute).collect(),
    };
    for blocks in delayed? {
        // SAFETY: all blocks have been computed, and this is the only thread that writes.
        unsafe { write_back::write(run, blocks) };
    }
    Ok(())
}

/// The blocks of one of several stretches.
fn stretch<P: Probe>(run: &PassRun<'_, P>, i: usize, stretches: usize) -> (usize, usize) {
    let blocks = run.blocks();
    (i * blocks / stretches, (i + 1) * blocks / stretches)
}
