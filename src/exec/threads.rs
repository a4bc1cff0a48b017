//! Spreads the blocks of a run over threads.
//!
//! Chunks are whole blocks, and a block's result depends on nothing but its elements, so the split never shows.

#![allow(unsafe_code)]

use super::run::Run;
use super::scratch::with_scratch;
use crate::error::{BindError, Error};
use crate::options::{Options, Threads};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Below this much work waking a pool may cost more than it saves. `cargo bench --bench table`, where the pool has gone
/// to sleep between its turns: `exp` of 32 Ki elements (1 Mi of work) takes 147 µs alone and 185 µs with two threads;
/// two threads win from about 400 µs on, which is this.
const WORTH_WAKING: usize = 5 << 19;
/// Inside a pool that is at work the others are awake, and only have to be told; and who asks for a number of threads
/// is taken at their word sooner.
const WORTH_SPREADING: usize = 256 << 10;
/// Chunks a thread gets. With 4 a thread that falls behind holds up the rest: `a*b + c` at 16 Mi elements took 1.02 to
/// 1.3 times as long as rayon's own split of a hand-written loop, with 64 it takes 0.94 to 1.00.
const CHUNKS: usize = 64;

/// Computes all blocks; says whether the run was not cancelled.
pub fn run(run: &Run<'_>, options: &Options) -> Result<bool, Error> {
    let pays = |worth: usize| run.blocks() > 1 && run.work() >= worth;
    let worth_for_pool = || if rayon::current_thread_index().is_some() { WORTH_SPREADING } else { WORTH_WAKING };
    match options.threads {
        Threads::Exactly(threads) if threads > 1 && pays(WORTH_SPREADING) => Ok(pool(threads)?.install(|| spread(run))),
        Threads::Pool if pays(worth_for_pool()) && rayon::current_num_threads() > 1 => Ok(spread(run)),
        // SAFETY: nobody else computes.
        _ => Ok(with_scratch(|scratch| unsafe { run.blocks_between(0, run.blocks(), scratch) })),
    }
}

fn spread(run: &Run<'_>) -> bool {
    let blocks = run.blocks();
    let chunks = (CHUNKS * rayon::current_num_threads()).min(blocks);
    (0..chunks)
        .into_par_iter()
        .map(|chunk| {
            let (from, to) = (chunk * blocks / chunks, (chunk + 1) * blocks / chunks);
            // SAFETY: the chunks do not overlap.
            with_scratch(|scratch| unsafe { run.blocks_between(from, to, scratch) })
        })
        .reduce(|| true, |x, y| x && y)
}

/// The pool of a number of threads, made at its first use.
fn pool(threads: usize) -> Result<Arc<rayon::ThreadPool>, Error> {
    static POOLS: LazyLock<Mutex<HashMap<usize, Arc<rayon::ThreadPool>>>> = LazyLock::new(Mutex::default);
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = pools.get(&threads) {
        return Ok(pool.clone());
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("fusexpr-{i}"))
        .build()
        .map_err(|error| Error::bind(BindError::Threads { threads, reason: error.to_string() }, None))?;
    Ok(pools.entry(threads).or_insert(Arc::new(pool)).clone())
}
