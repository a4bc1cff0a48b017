//! Passes that read elements of an array some places away from where they write them.
//!
//! ```text
//! u[1:-1] = u[:-2] + u[2:]        place  0   1   2   3   4   5
//!                                 writes     ●   ·   ·
//!                                 reads  ○       ○             one place back, and one ahead
//! ```
//!
//! What lies ahead is still as it was: blocks are computed in the order of the walk. What lies back must be kept as
//! long as it is read, so what a block stores is *held*: it goes to memory once all blocks that read what it replaces
//! have been computed, as many elements later as the furthest of them reaches back. Of a stencil that is a few rows.
//!
//! Where threads share the walk, each takes one stretch of it, and at the ends of a stretch other threads are reading:
//! blocks there are held until all threads are done.

#![allow(unsafe_code)]

use super::cancel::Cancelled;
use super::run::{Block, Keeper, PassRun};
use crate::exec::bind::{AlignedMemory, with_scratch};
use crate::exec::probe::Probe;
use std::collections::VecDeque;

/// Blocks that have been computed and not been written.
pub type Delayed = Vec<(Block, AlignedMemory)>;

/// Computes blocks `from..to` of a run; gives what must be held until all others are computed.
///
/// # Safety
/// No other thread may be computing the same blocks.
pub unsafe fn blocks_between<P: Probe>(run: &PassRun<'_, P>, from: usize, to: usize) -> Result<Delayed, Cancelled> {
    let (back, ahead) = run.distance().expect("the run reads away from where it writes");
    let begin = if from == 0 { 0 } else { run.place(from) + ahead };
    let end = if to == run.blocks() { usize::MAX } else { run.place(to).saturating_sub(back) };
    let mut holder = Holder {
        run,
        back,
        begin,
        end,
        waiting: VecDeque::new(),
        delayed: Delayed::new(),
        free: Vec::new(),
        rows: Vec::new(),
    };
    // SAFETY: the caller's promise.
    let done = with_scratch(|scratch| unsafe { run.blocks_between(from, to, scratch, &mut holder) });
    holder.write(usize::MAX);
    done.map(|()| holder.delayed)
}

/// Writes what has been held.
///
/// # Safety
/// All blocks of the run must have been computed, and nobody else be writing them.
pub unsafe fn write<P: Probe>(run: &PassRun<'_, P>, delayed: Delayed) {
    let mut rows = Vec::new();
    for (block, mut blocks) in delayed {
        debug_assert!(blocks.size() >= run.stored_bytes());
        // SAFETY: the caller's promise.
        unsafe { run.write_delayed(block, blocks.start(), &mut rows) };
    }
}

struct Holder<'r, P> {
    run: &'r PassRun<'r, P>,
    /// How far back blocks read.
    back: usize,
    /// What starts before is read by the stretch before.
    begin: usize,
    /// What ends after is read by the stretch behind.
    end: usize,
    /// In the order of the walk; the last one is being computed.
    waiting: VecDeque<(Block, AlignedMemory)>,
    delayed: Delayed,
    /// Memory to be used again.
    free: Vec<AlignedMemory>,
    rows: Vec<*mut u8>,
}

impl<P: Probe> Holder<'_, P> {
    /// Writes what nobody reads any more now that all before `computed` has been computed.
    fn write(&mut self, computed: usize) {
        while let Some((block, _)) = self.waiting.front() {
            let start = self.run.position(*block);
            let end = start + block.len;
            if computed != usize::MAX && end + self.back > computed {
                return;
            }
            let Some((block, mut blocks)) = self.waiting.pop_front() else { return };
            if start < self.begin || end > self.end {
                self.delayed.push((block, blocks));
                continue;
            }
            // SAFETY: blocks that read what this one replaces are at most `back` behind it, all computed, or ahead of
            // it in the walk and so computed before; or they are other threads', which is why it is not held.
            unsafe { self.run.write_delayed(block, blocks.start(), &mut self.rows) };
            self.free.push(blocks);
        }
    }
}

impl<P: Probe> Keeper for Holder<'_, P> {
    fn room(&mut self) -> Option<*mut u8> {
        let blocks = self.free.pop().unwrap_or_else(|| AlignedMemory::new(self.run.stored_bytes()));
        self.waiting.push_back((Block::default(), blocks));
        self.waiting.back_mut().map(|(_, blocks)| blocks.start())
    }

    fn computed(&mut self, block: Block) {
        if let Some(last) = self.waiting.back_mut() {
            last.0 = block;
        }
        self.write(self.run.position(block) + block.len);
    }
}
