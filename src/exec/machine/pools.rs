//! The pools of threads that the engine starts: by size, for the process that started them.
//!
//! A process that is forked has the memory of its parent and none of its threads, so a pool of the parent's would never
//! answer. It is known by the number of its process, and a child starts pools of its own. Nothing of the parent's is
//! touched for that: a lock that another thread held when the process was forked is held for ever. So rayon's global
//! pool, which cannot be told from a dead one, is not used at all.
//!
//! Where the system starts no more threads, a pool has as many as there are; and where it starts none, the calling
//! thread works alone. The results are the same.

#![allow(unsafe_code)]

use crate::exec::bind::check_memory;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::HashMap;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, io, process, ptr, thread};

/// The pools of a process.
struct Pools {
    /// Its number.
    process: u32,
    /// How many threads a pool has if nobody says.
    threads: usize,
    by_size: Mutex<HashMap<usize, Arc<ThreadPool>>>,
}

/// Those of this process, or of one that it was forked from; never freed, for who knows what threads still read.
static POOLS: AtomicPtr<Pools> = AtomicPtr::new(ptr::null_mut());

impl Pools {
    fn new() -> Self {
        // As rayon does for its global pool.
        let asked = env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok()).filter(|&count| count > 0);
        let threads = asked.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
        Self { process: process::id(), threads, by_size: Mutex::default() }
    }

    fn of_this_process() -> &'static Pools {
        let known = POOLS.load(Ordering::Acquire);
        // SAFETY: the pointer is null or to pools that are never freed.
        if let Some(pools) = unsafe { known.as_ref() }
            && pools.process == process::id()
        {
            return pools;
        }
        let new = Box::into_raw(Box::new(Pools::new()));
        match POOLS.compare_exchange(known, new, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: from now on nobody frees it.
            Ok(_) => unsafe { &*new },
            Err(other) => {
                // SAFETY: it comes from a box, and nobody else has seen it.
                drop(unsafe { Box::from_raw(new) });
                // SAFETY: another thread of this process has put it there, and it is never freed.
                unsafe { &*other }
            }
        }
    }
}

/// The pool of a number of threads, or of as many as rayon would take, started at its first use; none if there can be
/// no two threads.
pub fn pool(threads: Option<usize>) -> Option<Arc<ThreadPool>> {
    let pools = Pools::of_this_process();
    let threads = threads.unwrap_or(pools.threads);
    if threads < 2 {
        return None;
    }
    let mut by_size = pools.by_size.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = by_size.get(&threads) {
        return Some(pool.clone());
    }
    // What cannot be started now may be later, so it is tried again.
    let pool = Arc::new(start(threads)?);
    by_size.insert(threads, pool.clone());
    Some(pool)
}

/// Bytes that there must be room for before a thread is started: its stack, of 2 MiB, and what those that have been
/// started work in.
const ROOM: usize = 8 << 20;

/// A pool of a number of threads, or of those that the system starts.
fn start(mut threads: usize) -> Option<ThreadPool> {
    while threads > 1 {
        let started = AtomicUsize::new(0);
        let pool = ThreadPoolBuilder::new().num_threads(threads).spawn_handler(|worker| {
            // Where there is only just room for the thread, there is none for what it does, nor for what starts it.
            check_memory(ROOM).map_err(|_| io::ErrorKind::OutOfMemory)?;
            let thread = thread::Builder::new().name(format!("fusexpr-{}", worker.index()));
            thread.spawn(|| worker.run())?;
            started.fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        match pool.build() {
            Ok(pool) => return Some(pool),
            Err(_) => threads = started.into_inner().min(threads - 1),
        }
    }
    None
}
