//! How a pass is walked: the layout of its arrays, and the blocks that were chosen for it.
//!
//! Neither depends on where the arrays are, but for how well their addresses are aligned, and for where an output is
//! that goes past the caches. So a route is kept, and a run over arrays of the same types, shapes and strides moves it
//! to their addresses ([`move_to`](super::move_to)).

use super::layout::Layout;
use crate::native::{NoMachineCode, Variant};

/// A route that may have been chosen.
#[derive(Default)]
pub struct Route {
    /// How the arrays are walked.
    pub layout: Layout,
    /// The blocks; none before the first run.
    pub blocks: Option<Blocks>,
}

/// The blocks of a route.
#[derive(Clone, Copy, Debug)]
pub struct Blocks {
    /// How long they are.
    pub length: BlockLength,
    /// Whether an output goes past the caches; then they depend on where it is.
    pub is_streamed: bool,
    /// Elements of a row's first block, which may be shorter so that the others begin at cache lines.
    pub head: usize,
    /// How many there are in a row.
    pub per_row: usize,
    /// Bytes of a register, and of a gathered array's block.
    pub register_bytes: usize,
    /// What the machine code that runs is for, or why kernels do all.
    pub variant: Result<Variant, NoMachineCode>,
    /// How many rows are computed at a time, at most; of a pass that folds, how many leaves of a tree.
    pub rows: usize,
    /// Bytes of memory that the machine code needs.
    pub frame_bytes: usize,
}

/// How long the blocks of a pass are. It is found in each call, so it is no larger than two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockLength {
    /// In elements.
    pub elements: usize,
    /// What chose it.
    pub rule: BlockRule,
    /// What cut it down after that.
    pub cut: Option<BlockCut>,
}

/// What chooses the length of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockRule {
    /// The blocks are the leaves of a fold's tree.
    Leaf,
    /// The caller asked for it.
    Asked,
    /// Rows are no longer than the shortest block.
    ShortRow,
    /// An output goes past the caches.
    Streamed,
    /// One instruction reads and writes arrays in place, so nothing need stay in cache.
    PassesThrough,
    /// What is alive at the same time has to stay in the first-level cache.
    Cache,
}

/// What cuts the length of blocks down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockCut {
    /// A row is not longer.
    Row,
    /// What is gathered repeats, and blocks end where it does.
    Period,
}
