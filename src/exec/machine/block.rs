//! How long blocks are, and which rule says so.
//!
//! The rule is a value, so that what explains a program names the very one that runs it.

use crate::exec::bind::{BlockCut, BlockLength, BlockRule, LINE, Layout};
use crate::level;
use crate::ops::FOLDED_BLOCK;
use crate::program::Pass;
use std::fmt;
use std::sync::LazyLock;

/// What the blocks that are alive at the same time may take of the first-level cache: two thirds of it.
///
/// ns an element at 32 Ki elements, by elements a block: with 48 KiB of cache `where(a>b, a-b, b-a)` takes 0.49 (256),
/// 0.43 (512), 0.41 (1024) and 0.51 (2048), `(a+b)*(b+c)*(a-c)+(a-b)*(b-c)` 1.02, 0.90, 1.05 and 1.35; with 32 KiB the
/// former 0.37 (256 and 512), 0.42 and 0.55.
static BLOCK_BYTES: LazyLock<usize> = LazyLock::new(|| level::first_cache() * 2 / 3);
/// Shorter blocks spend their time between kernels.
const SHORTEST_BLOCK: usize = 256;
/// Longer blocks gain nothing.
const LONGEST_BLOCK: usize = 8192;
/// Rows that are added up one after the other: each as a branch of its own would be copied twice.
pub const ROWS_OF_A_LEAF: usize = 8;

/// What the choice depends on besides pass and layout.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Whether an output goes past the caches.
    pub is_streamed: bool,
    /// Whether it is one instruction over arrays in place.
    pub passes_through: bool,
    /// Whether many places of one array are read at the same time.
    pub is_stencil: bool,
}

/// Bytes of the widest element of a pass.
#[inline]
pub fn width(pass: &Pass, layout: &Layout) -> usize {
    layout.arrays.iter().map(|array| array.size).max().unwrap_or(1).max(pass.width)
}

/// How many blocks have to stay in cache at the same time. The rows of a stencil come from further away in any case,
/// and in long blocks the processor sees where each of them leads: a step of diffusion on a grid of 4096² takes 1.97 ns
/// an element with 256 elements a block, 1.10 with 1024 and 0.86 with 4096 (two threads).
fn alive(pass: &Pass, layout: &Layout, is_stencil: bool) -> usize {
    if is_stencil { pass.registers.max(1) } else { pass.registers + layout.arrays.len() }
}

/// After how many elements what is gathered repeats within a row, if it does.
fn period(layout: &Layout) -> Option<usize> {
    let periodic = layout.arrays.iter().filter(|array| !array.direct && array.period < layout.row_len);
    periodic.map(|array| array.period).max()
}

impl BlockLength {
    /// Chooses the length; `asked` is what the caller wants.
    #[inline]
    pub fn choose(pass: &Pass, layout: &Layout, width: usize, asked: Option<usize>, manner: Manner) -> Self {
        let Manner { is_streamed, passes_through, is_stencil } = manner;
        let (rule, elements) = match asked {
            _ if !pass.folds.is_empty() => (BlockRule::Leaf, FOLDED_BLOCK),
            Some(asked) => (BlockRule::Asked, asked),
            None if layout.row_len <= SHORTEST_BLOCK => (BlockRule::ShortRow, SHORTEST_BLOCK),
            // Streamed in longer stretches, stores wait for loads and loads for stores: at 16 Mi elements with two
            // threads `sin(a)**2+cos(b)**2` takes 1.53 ns with 256 elements a block, 2.08 with 512 and 2.14 with 1024.
            // Of one array that is read, Horner's form of degree 3 takes 0.62, 0.48 and 0.47.
            None if is_streamed && !is_stencil && layout.arrays.len() > 2 => (BlockRule::Streamed, SHORTEST_BLOCK),
            None if passes_through && !is_streamed => (BlockRule::PassesThrough, LONGEST_BLOCK),
            None => {
                let elements = *BLOCK_BYTES / (alive(pass, layout, is_stencil) * width) / LINE * LINE;
                (BlockRule::Cache, elements.clamp(SHORTEST_BLOCK, LONGEST_BLOCK))
            }
        };
        let mut length = Self { elements, rule, cut: None };
        if length.elements > layout.row_len {
            (length.elements, length.cut) = (layout.row_len, Some(BlockCut::Row));
        }
        // A block that ends where a short axis does finds the same pattern as the one before.
        let period = period(layout).filter(|&period| period <= length.elements && rule != BlockRule::Leaf);
        if let Some(period) = period
            && !length.elements.is_multiple_of(period)
        {
            (length.elements, length.cut) = (length.elements - length.elements % period, Some(BlockCut::Period));
        }
        length
    }

    /// The same with all that the choice was made by.
    pub fn reason(self, pass: &Pass, layout: &Layout, is_stencil: bool) -> BlockReason {
        BlockReason {
            length: self,
            alive: alive(pass, layout, is_stencil),
            width: width(pass, layout),
            is_stencil,
            period: period(layout).filter(|_| self.cut == Some(BlockCut::Period)),
        }
    }
}

/// Why blocks are as long as they are.
#[derive(Clone, Copy, Debug)]
pub struct BlockReason {
    /// How long they are, by which rule.
    pub length: BlockLength,
    /// After how many elements what is gathered repeats, if blocks end there.
    pub period: Option<usize>,
    alive: usize,
    width: usize,
    is_stencil: bool,
}

impl BlockRule {
    /// The rule's name, for tools.
    pub fn name(self) -> &'static str {
        match self {
            BlockRule::Leaf => "leaf",
            BlockRule::Asked => "asked",
            BlockRule::ShortRow => "short_row",
            BlockRule::Streamed => "streamed",
            BlockRule::PassesThrough => "passes_through",
            BlockRule::Cache => "cache",
        }
    }
}

impl BlockReason {
    fn fmt_rule(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.length.rule {
            BlockRule::Leaf => "the leaves of the fold's tree",
            BlockRule::Asked => "as was asked for",
            BlockRule::ShortRow => "the shortest there are, as rows are no longer",
            BlockRule::Streamed => "the shortest there are, as the output goes past the caches",
            BlockRule::PassesThrough => {
                "the longest there are, as one instruction over arrays in place keeps nothing in cache"
            }
            BlockRule::Cache => {
                let Self { alive, width, is_stencil, .. } = self;
                let (bytes, what) = (*BLOCK_BYTES, if *is_stencil { "registers" } else { "registers and arrays" });
                write!(f, "so that {alive} {what} of {width} bytes an element share {bytes} bytes")?;
                " of the first-level cache"
            }
        };
        f.write_str(text)
    }
}

impl fmt::Display for BlockReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length.cut {
            Some(BlockCut::Row) if self.length.rule == BlockRule::Cache => {
                write!(f, "a whole row, with what belongs to it in the first-level cache")
            }
            Some(BlockCut::Row) => write!(f, "a whole row"),
            Some(BlockCut::Period) | None => {
                self.fmt_rule(f)?;
                match self.period {
                    Some(period) => write!(f, ", in whole periods of {period}"),
                    None => Ok(()),
                }
            }
        }
    }
}
