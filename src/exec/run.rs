//! The block machine: takes blocks of a bound program through its steps.

#![allow(unsafe_code)]

use super::layout::Layout;
use super::link::{Linked, Step};
use super::scratch::{LINE, Scratch};
use super::transfer::{self, Walk};
use crate::ops::Operands;
use crate::options::Options;
use crate::program::Program;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the blocks that are alive at the same time may take of the first-level cache, about half of it.
///
/// `benches/elementwise.rs`: at 32 Ki elements `where(a>b, a-b, b-a)` takes 0.37 ns an element with 256 or 512
/// elements a block, 0.42 with 1024 and 0.55 with 2048.
const BLOCK_BYTES: usize = 16 << 10;
/// Shorter blocks spend their time between kernels.
const SHORTEST_BLOCK: usize = 256;
/// Longer blocks gain nothing.
const LONGEST_BLOCK: usize = 8192;
/// An output larger than this will not be in cache when it is next looked at.
const STREAMED_OUTPUT: usize = 32 << 20;

/// A program bound to arrays.
pub struct Run<'r> {
    linked: &'r Linked,
    /// The pointers that all threads share; those to block registers and array inputs are set by each.
    slots: &'r [*mut u8],
    layout: &'r Layout,
    /// The lane that is the output as an operand, if its blocks must be copied before they are written.
    staged: Option<usize>,
    streamed: bool,
    cancel: Option<Arc<AtomicBool>>,
    /// Elements a block.
    block: usize,
    /// Elements of a row's first block, which may be shorter so that the others begin at cache lines.
    head: usize,
    blocks_per_row: usize,
    /// Bytes of a register, and of a gathered lane's block.
    register_bytes: usize,
}

// SAFETY: the pointers are to the caller's arrays: inputs, which are shared, and the output, which is borrowed
// mutably for the run and of which no two blocks share an element; and to constants and scalars, which are only read
// once a run exists.
unsafe impl Sync for Run<'_> {}

impl<'r> Run<'r> {
    /// Chooses the blocks. `target` is the input that stands for the output's own elements.
    pub fn new(
        program: &Program,
        linked: &'r Linked,
        slots: &'r [*mut u8],
        layout: &'r Layout,
        target: Option<usize>,
        options: &Options,
    ) -> Self {
        // Kernels want no operand where they write, so an operand that is the output is copied first if the last
        // step reads it.
        let staged = target.map(|input| linked.slots.inputs + input).filter(|&slot| linked.reads_last(slot));
        let staged = staged.and_then(|slot| linked.lanes.iter().position(|&lane| lane == slot));

        let output = layout.lanes[0];
        // A block that is read and written where it is, once, need not stay in cache; and its kernel writes to memory
        // as fast as a copy would, so there is nothing to gain by streaming.
        let passes_through = program.registers == 0 && layout.lanes.iter().all(|lane| lane.direct);
        let total = layout.rows * layout.row_len * output.size;
        let streamed = output.direct && !passes_through && target.is_none() && total > STREAMED_OUTPUT;

        let live = program.registers + layout.lanes.len();
        let width = layout.lanes.iter().map(|lane| lane.size).max().unwrap_or(1).max(program.width);
        let mut block = options.block_len.unwrap_or_else(|| match (streamed, passes_through) {
            // Streamed in longer stretches, stores wait for loads and loads for stores: at 16 Mi elements with two
            // threads Horner's form of degree 3 takes 0.40 ns with 256 elements a block and 0.49 with 512.
            (true, _) => SHORTEST_BLOCK,
            (false, true) => LONGEST_BLOCK,
            (false, false) => (BLOCK_BYTES / (live * width) / LINE * LINE).clamp(SHORTEST_BLOCK, LONGEST_BLOCK),
        });
        block = block.min(layout.row_len);
        // A block that ends where a short axis does finds the same pattern as the one before.
        let period = layout.lanes.iter().filter(|lane| !lane.direct && lane.period < layout.row_len);
        if let Some(period) = period.map(|lane| lane.period).max().filter(|&period| period <= block) {
            block -= block % period;
        }
        // Streamed stores should fill whole lines. (Ordinary ones gain nothing by it.)
        let head = if streamed && layout.rows == 1 { output.start.align_offset(LINE) / output.size } else { 0 };
        let head = if head == 0 || head >= block { block } else { head };
        Self {
            linked,
            slots,
            layout,
            staged,
            streamed,
            cancel: options.cancel.clone(),
            block,
            head,
            blocks_per_row: 1 + (layout.row_len - head).div_ceil(block),
            // Not a multiple of the page, lest loads of one register wait for stores to another.
            register_bytes: (block * width).next_multiple_of(LINE) + 3 * LINE,
        }
    }

    /// How many blocks there are.
    pub fn blocks(&self) -> usize {
        self.layout.rows * self.blocks_per_row
    }

    /// How much there is to do: elements times the cost of the steps and of the memory they touch, in units of an
    /// addition in cache, which is about what 16 bytes cost.
    pub fn work(&self) -> usize {
        let bytes: usize = self.layout.lanes.iter().map(|lane| lane.size).sum();
        (self.layout.rows * self.layout.row_len).saturating_mul(self.linked.cost + bytes / 16)
    }

    /// Computes blocks `from..to`; says whether it was not cancelled.
    ///
    /// # Safety
    /// No other thread may be computing the same blocks.
    pub unsafe fn blocks_between(&self, from: usize, to: usize, scratch: &mut Scratch) -> bool {
        let registers = self.linked.slots.output;
        let lanes = self.layout.lanes.len();
        let memory = scratch.reserve((registers + lanes) * self.register_bytes);
        scratch.slots.clear();
        scratch.slots.extend_from_slice(self.slots);
        for (register, slot) in scratch.slots[..registers].iter_mut().enumerate() {
            *slot = memory.wrapping_add(register * self.register_bytes);
        }
        let lane_block = |lane: usize| memory.wrapping_add((registers + lane) * self.register_bytes);
        scratch.gathered.clear();
        scratch.gathered.resize(lanes, 0);

        let (mut row, mut in_row) = (from / self.blocks_per_row, from % self.blocks_per_row);
        self.layout.row(row, &mut scratch.rows);
        for _ in from..to {
            if self.cancel.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
                return false;
            }
            if in_row == self.blocks_per_row {
                (row, in_row) = (row + 1, 0);
                self.layout.row(row, &mut scratch.rows);
                for (lane, gathered) in self.layout.lanes.iter().zip(&mut scratch.gathered) {
                    *gathered = if lane.same_rows { *gathered } else { 0 };
                }
            }
            let start = if in_row == 0 { 0 } else { self.head + (in_row - 1) * self.block };
            let len = (self.layout.row_len.min(self.head + in_row * self.block)) - start;
            // SAFETY: the lanes are as the layout says, the scratch is as large as reserved, and the caller
            // promises that this block is ours alone.
            unsafe { self.block(start, len, scratch, lane_block) };
            in_row += 1;
        }
        if self.streamed {
            transfer::stream_fence();
        }
        true
    }

    /// Computes elements `start..start + len` of the current row.
    ///
    /// # Safety
    /// `scratch` must be set up for this run and row, and no other thread be computing the same elements.
    #[inline]
    unsafe fn block(&self, start: usize, len: usize, scratch: &mut Scratch, lane_block: impl Fn(usize) -> *mut u8) {
        for (i, lane) in self.layout.lanes.iter().enumerate() {
            let slot = &mut scratch.slots[self.linked.lanes[i]];
            let row = scratch.rows[i];
            let is_output = i == 0;
            let in_place = lane.direct && self.staged != Some(i) && !(is_output && self.streamed);
            if in_place {
                *slot = row.wrapping_add(start * lane.size);
                continue;
            }
            *slot = lane_block(i);
            // A pattern that repeats with every block need not be fetched again.
            let gathered = &mut scratch.gathered[i];
            let repeats = start.is_multiple_of(lane.period) && self.block.is_multiple_of(lane.period);
            if is_output || (repeats && lane.period < self.layout.row_len && *gathered >= len) {
                continue;
            }
            // SAFETY: the elements are within the lane; its block has room for the longest block.
            unsafe { transfer::gather(self.walk(i), row, start, len, lane_block(i)) };
            *gathered = if repeats { len } else { 0 };
        }

        for step in &self.linked.body {
            let Step { kernel, out, operands } = step;
            let operands: Operands = operands.map(|slot| scratch.slots[slot as usize].cast_const());
            // SAFETY: `verify` has checked each step's registers and types; every slot points to a block of `len`
            // elements, or to one if the kernel takes a scalar; what is written is neither shared nor an operand.
            unsafe { kernel(scratch.slots[*out as usize], &operands, len) };
        }

        let output = &self.layout.lanes[0];
        let row = scratch.rows[0];
        // SAFETY: the output's elements are this block's alone, and the block holds `len` of them.
        unsafe {
            if !output.direct {
                transfer::scatter(self.walk(0), row, start, len, lane_block(0));
            } else if self.streamed {
                transfer::stream(lane_block(0), row.wrapping_add(start * output.size), len * output.size);
            }
        }
    }

    /// How a lane's elements are walked within a row.
    fn walk(&self, lane: usize) -> Walk<'_> {
        let outer = self.layout.outer;
        Walk {
            axes: &self.layout.axes[outer..],
            strides: &self.layout.strides(lane)[outer..],
            size: self.layout.lanes[lane].size,
        }
    }
}
