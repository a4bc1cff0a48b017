//! Takes the blocks of a pass through its steps.
//!
//! For each block, arrays that are used in place have their pointers moved to it, and others are gathered into blocks
//! of scratch; then each step calls its kernel over the block; then what has not been written in place is scattered,
//! streamed past the caches, or left to be written later. How each array is used and how long blocks are is chosen once
//! a run ([`PassRun::new`]), so that a block asks of each array only its [`Way`].
//!
//! The last step of a pass that streams is taken in short parts: what is streamed should still be in the first-level
//! cache when it leaves it.

#![allow(unsafe_code)]

use super::block::{self, Manner, ROWS_OF_A_LEAF};
use super::cancel::Cancelled;
use super::gather::{self, Abreast, Walk};
use super::stream_store::{stream, stream_fence};
use super::ways::{choose_ways, is_one_loop, most_rows, supply, units};
use crate::exec::bind::{
    Area, BlockLength, Blocks, BoundPass, LINE, Layout, Linked, Pointer, Route, Scratch, Way, lay_out,
};
use crate::exec::probe::{Probe, Work};
use crate::native::{NoMachineCode, RowSpan, Unit};
use crate::ops::FOLD_LANES;
use crate::options::Options;
use crate::program::Pass;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Elements that are computed before they are streamed.
const STREAMED_PART: usize = 256;

/// Bytes of blocks that are gathered together: with 64 KiB the sum of a transposed matrix takes twice as long, with 512
/// KiB 1.5 times.
const TRANSPOSED_BYTES: usize = 128 << 10;
/// Rows that are gathered together: a multiple of those that are added up one after the other.
const LEAST_ABREAST: usize = ROWS_OF_A_LEAF;
const MOST_ABREAST: usize = 128;

/// A pass bound to arrays, and who looks on while it is run: nobody, as a rule.
pub struct PassRun<'r, P = ()> {
    pub(in crate::exec) pass: &'r Pass,
    pub(in crate::exec) linked: &'r Linked,
    /// The pointers that all threads share; those to block registers and walked arrays are set by each.
    slots: &'r [Pointer],
    layout: &'r Layout,
    chosen: &'r Blocks,
    /// How many of the arrays are stores.
    stores: usize,
    cancel: Option<Arc<AtomicBool>>,
    /// The machine code that runs instead of steps, in their order.
    units: &'r [Unit],
    probe: P,
}

// SAFETY: the pointers are to the caller's arrays: inputs, which are shared, and outputs, which are borrowed mutably
// for the run and of which no two blocks write the same element (and none reads one that another writes: see
// `write_back`); to temporaries of the calling thread, of which the same holds; and to constants and scalars, which are
// only read once a run exists.
unsafe impl<P: Sync> Sync for PassRun<'_, P> {}

/// A block: elements `start..start + len` of a row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Block {
    /// The row.
    pub row: usize,
    /// The first element.
    pub start: usize,
    /// How many there are.
    pub len: usize,
    /// Which of the rows it is that were gathered together.
    pub abreast: usize,
    /// How many there are like it, each [`Scratch::steps`] behind the one before, that are computed together.
    pub rows: usize,
}

/// What is folded together: leaves that follow each other in the tree.
#[derive(Clone, Copy, Debug)]
pub struct Leaves {
    /// How many there are.
    pub count: usize,
    /// Their elements, leaf by leaf.
    pub elements: *mut u8,
    /// How many each has.
    pub of_each: usize,
    /// Whether these are lanes, to which others have been joined.
    pub are_lanes: bool,
}

/// Who takes the blocks that are not to be written yet.
pub trait Keeper {
    /// Memory for what the next block stores, aligned to a line.
    fn room(&mut self) -> Option<*mut u8>;
    /// That block has been computed.
    fn computed(&mut self, block: Block);
}

/// For a pass of which all blocks are written at once.
impl Keeper for () {
    fn room(&mut self) -> Option<*mut u8> {
        None
    }

    fn computed(&mut self, _: Block) {}
}

impl<'r, P: Probe> PassRun<'r, P> {
    /// Lays a pass out over a part of its box, and chooses the blocks, and how the blocks of each array get to their
    /// places.
    pub fn new(bound: BoundPass<'r>, area: Area<'_>, route: &'r mut Route, options: &Options, probe: P) -> Self {
        let BoundPass { pass, linked, .. } = bound;
        let layout = &mut route.layout;
        let supply = supply(linked, area.whole.iter().product(), options);
        lay_out(bound, area, supply.is_ok_and(|supply| supply.is_by_rows(pass, linked)), layout);
        debug_assert_eq!(layout.arrays.len(), linked.walked.len(), "every array that is walked has a slot");
        let stores = pass.stores.len();
        // A block that is read and written where it is, once, need not stay in cache; and its kernel writes to memory
        // as fast as a copy would, so there is nothing to gain by streaming.
        let folds = !pass.folds.is_empty();
        let native = supply.and_then(|supply| units(pass, linked, layout, supply));
        let (variant, units) = native.unwrap_or_default();
        let is_one_loop = is_one_loop(pass, units);
        let passes_through = (pass.registers == 0 && stores == 1 || is_one_loop)
            && !folds
            && layout.arrays.iter().all(|array| array.direct);
        let ends_in_loop = units.last().is_some_and(|unit| unit.instructions.end == pass.body.len());
        let is_streamed = choose_ways(pass, linked, layout, passes_through || ends_in_loop, variant);

        let width = block::width(pass, layout);
        let manner = Manner { is_streamed, passes_through, is_stencil: linked.is_stencil };
        let length = BlockLength::choose(pass, layout, width, options.block_len, manner);
        let block = length.elements;
        let widest = layout.arrays.iter().filter(|array| array.way == Way::Transposed).map(|array| array.size).max();
        layout.abreast = match widest {
            Some(size) => {
                (TRANSPOSED_BYTES / (block * size)).clamp(LEAST_ABREAST, MOST_ABREAST) / LEAST_ABREAST * LEAST_ABREAST
            }
            None => 1,
        };
        // Streamed stores should fill whole lines. (Ordinary ones gain nothing by it.)
        let first = layout.arrays[0];
        let is_streamed = is_streamed || !variant.streamed.is_empty();
        let head = match is_streamed && layout.rows == 1 {
            true => first.start.align_offset(LINE) / first.size,
            false => 0,
        };
        let head = if head == 0 || head >= block { block } else { head };
        let per_row = 1 + (layout.row_len - head).div_ceil(block);
        let rows = match per_row == 1 || folds {
            true => most_rows(pass, linked, layout, units),
            false => 1,
        };
        route.blocks = Some(Blocks {
            length,
            is_streamed,
            head,
            per_row,
            rows,
            // Not a multiple of the page, lest loads of one register wait for stores to another.
            register_bytes: (block * width).next_multiple_of(LINE) + 3 * LINE,
            variant: native.map(|(variant, _)| variant),
            frame_bytes: units.iter().map(|unit| unit.frame).max().unwrap_or(0).next_multiple_of(LINE),
        });
        Self::again(bound, route, options, probe).expect("the blocks have been chosen")
    }

    /// A run along a route that has been chosen for the pass and moved to these arrays; none if it has not been chosen.
    #[inline]
    pub fn again(bound: BoundPass<'r>, route: &'r Route, options: &Options, probe: P) -> Option<Self> {
        let chosen = route.blocks.as_ref()?;
        let units = match chosen.variant {
            Ok(variant) => bound.linked.units.find(variant)?.ok()?,
            Err(_) => &[],
        };
        probe.done(Work::SetUp);
        Some(Self {
            pass: bound.pass,
            linked: bound.linked,
            slots: &bound.scalars.slots,
            layout: &route.layout,
            chosen,
            units,
            stores: bound.pass.stores.len(),
            cancel: options.cancel.clone(),
            probe,
        })
    }

    /// The blocks that were chosen.
    pub fn chosen(&self) -> &Blocks {
        self.chosen
    }

    /// How many blocks there are.
    pub fn blocks(&self) -> usize {
        self.layout.rows * self.chosen.per_row
    }

    /// How much there is to do: elements times the cost of the steps and of the memory they touch, in units of an
    /// addition in cache, which is about what 16 bytes cost.
    pub fn work(&self) -> usize {
        let bytes: usize = self.layout.arrays.iter().map(|array| array.size).sum();
        (self.layout.rows * self.layout.row_len).saturating_mul(self.linked.cost + bytes / 16)
    }

    /// How far back, and how far ahead, of the place they write blocks read what others write, in elements of the walk.
    pub fn distance(&self) -> Option<(usize, usize)> {
        let distances = &self.layout.distances;
        let furthest = |sign: isize| distances.iter().map(|&d| d * sign).max().unwrap_or(0).max(0) as usize;
        (!distances.is_empty()).then(|| (furthest(-1), furthest(1)))
    }

    /// The place of a block's first element in the walk.
    pub fn position(&self, block: Block) -> usize {
        block.row * self.layout.row_len + block.start
    }

    /// The place in the walk where a block begins, by the block's number.
    pub fn place(&self, block: usize) -> usize {
        let (row, in_row) = (block / self.chosen.per_row, block % self.chosen.per_row);
        row * self.layout.row_len + self.start_of(in_row)
    }

    /// The first element of a block, by its number in the row.
    fn start_of(&self, in_row: usize) -> usize {
        if in_row == 0 { 0 } else { self.chosen.head + (in_row - 1) * self.chosen.length.elements }
    }

    /// Bytes for what a block stores.
    pub fn stored_bytes(&self) -> usize {
        self.stores * self.chosen.register_bytes
    }

    /// Fails if the run has been cancelled.
    pub fn go_on(&self) -> Result<(), Cancelled> {
        Cancelled::look_at(self.cancel.as_ref())
    }

    /// Sets the registers up; gives the memory for the blocks of arrays.
    pub fn set_up(&self, scratch: &mut Scratch) -> *mut u8 {
        let registers = self.linked.slots.stores;
        let arrays = self.layout.arrays.len();
        let transposed = match self.layout.transposed {
            Some(_) => self.layout.arrays.iter().filter(|array| array.way == Way::Transposed).count(),
            None => 0,
        };
        let blocks = (registers + arrays + transposed * self.layout.abreast) * self.chosen.register_bytes;
        let memory = scratch.reserve(blocks + self.chosen.frame_bytes);
        scratch.frame = memory.wrapping_add(blocks);
        scratch.slots.clear();
        scratch.slots.extend_from_slice(self.slots);
        for (register, slot) in scratch.slots[..registers].iter_mut().enumerate() {
            slot.0 = memory.wrapping_add(register * self.chosen.register_bytes);
        }
        scratch.gathered.clear();
        scratch.gathered.resize(arrays, 0);
        scratch.transposed.clear();
        let mut tile = memory.wrapping_add((registers + arrays) * self.chosen.register_bytes);
        for _ in 0..transposed {
            scratch.transposed.push(tile);
            tile = tile.wrapping_add(self.layout.abreast * self.chosen.register_bytes);
        }
        memory.wrapping_add(registers * self.chosen.register_bytes)
    }

    /// Says how far it is from one of the blocks that are computed together to the next, for arrays of the layout.
    pub fn set_steps(&self, scratch: &mut Scratch, step: impl Fn(usize) -> isize) {
        scratch.steps.clear();
        scratch.steps.resize(scratch.slots.len(), 0);
        for (i, walked) in self.linked.walked.iter().enumerate() {
            scratch.steps[walked.slot] = step(i);
        }
    }

    /// The machine code that runs instead of steps, in their order, or why there is none.
    pub fn units(&self) -> Result<&'r [Unit], NoMachineCode> {
        self.chosen.variant.map(|_| self.units)
    }

    /// How the arrays are walked.
    pub fn layout(&self) -> &Layout {
        self.layout
    }

    /// Goes to a row.
    pub fn enter_row(&self, row: usize, scratch: &mut Scratch) {
        self.layout.row(row, &mut scratch.rows);
        self.forget(scratch);
    }

    /// Forgets what was gathered of another row.
    fn forget(&self, scratch: &mut Scratch) {
        for (array, gathered) in self.layout.arrays.iter().zip(&mut scratch.gathered) {
            *gathered = if array.same_rows { *gathered } else { 0 };
        }
    }

    /// Gathers what is transposed of a block and of the same block of the next rows along the axis that is transposed,
    /// `count` in all.
    ///
    /// # Safety
    /// The rows must exist, and the scratch be set up for this run and the block's row.
    pub unsafe fn transpose(&self, block: Block, count: usize, scratch: &Scratch) {
        let Some(axis) = self.layout.transposed else { return };
        let arrays = self.layout.arrays.iter().enumerate().filter(|(_, array)| array.way == Way::Transposed);
        for ((i, _), &tile) in arrays.zip(&scratch.transposed) {
            let abreast = Abreast { count, stride: self.layout.strides(i)[axis], pitch: self.chosen.register_bytes };
            // SAFETY: the elements are within the array; the tile has room for the longest block of each row.
            unsafe { gather::transpose(self.walk(i), scratch.rows[i], block.start, block.len, abreast, tile) };
            self.probe.done(Work::Gather(i));
        }
    }

    /// Computes blocks `from..to`, a block of each row that is gathered together with others before the next block of
    /// them.
    ///
    /// # Safety
    /// No other thread may be computing the same blocks.
    unsafe fn transposed_between(&self, from: usize, to: usize, scratch: &mut Scratch) -> Result<(), Cancelled> {
        let blocks = self.set_up(scratch);
        let period = self.layout.axes[self.layout.outer - 1];
        for number in from..to {
            self.go_on()?;
            let (periods, rest) = (number / (period * self.chosen.per_row), number % (period * self.chosen.per_row));
            let side = rest / (self.layout.abreast * self.chosen.per_row) * self.layout.abreast;
            let (count, rest) = (self.layout.abreast.min(period - side), rest - side * self.chosen.per_row);
            let (in_row, abreast) = (rest / count, rest % count);
            let start = self.start_of(in_row);
            let len = self.layout.row_len.min(self.chosen.head + in_row * self.chosen.length.elements) - start;
            let first = Block { row: periods * period + side, start, len, abreast: 0, rows: 1 };
            if abreast == 0 || number == from {
                self.enter_row(first.row, scratch);
                // SAFETY: the scratch has been set up for this run and row, and the rows are those of the period.
                unsafe { self.transpose(first, count, scratch) };
            }
            let block = Block { row: first.row + abreast, abreast, ..first };
            if abreast > 0 {
                self.enter_row(block.row, scratch);
            }
            // SAFETY: as for `blocks_between`; what is transposed is that of this block.
            unsafe { self.block(block, scratch, blocks, None) };
        }
        if self.chosen.is_streamed {
            stream_fence();
        }
        Ok(())
    }

    /// Computes blocks `from..to`.
    ///
    /// # Safety
    /// No other thread may be computing the same blocks; the keeper's room must be for [`Run::stored_bytes`].
    pub unsafe fn blocks_between(
        &self,
        from: usize,
        to: usize,
        scratch: &mut Scratch,
        keeper: &mut impl Keeper,
    ) -> Result<(), Cancelled> {
        if self.layout.transposed.is_some() {
            // SAFETY: the caller's promise; nothing is kept of a run that reads only where it writes.
            return unsafe { self.transposed_between(from, to, scratch) };
        }
        let blocks = self.set_up(scratch);
        let (mut row, mut in_row) = match from {
            0 => (0, 0), // as in all short runs, which need not wait for a division
            from => (from / self.chosen.per_row, from % self.chosen.per_row),
        };
        self.layout.row(row, &mut scratch.rows);
        let mut in_step = self.layout.rows_in_step(row);
        if self.chosen.rows > 1 {
            self.set_steps(scratch, |array| self.layout.row_step(array));
        }
        let mut number = from;
        while number < to {
            self.go_on()?;
            let start = self.start_of(in_row);
            let len = (self.layout.row_len.min(self.chosen.head + in_row * self.chosen.length.elements)) - start;
            let rows = self.chosen.rows.min(in_step).min(to - number);
            let block = Block { row, start, len, abreast: 0, rows };
            let room = keeper.room();
            // SAFETY: the arrays are as the layout says, the scratch is as large as reserved, and the caller
            // promises that this block is ours alone.
            unsafe { self.block(block, scratch, blocks, room) };
            keeper.computed(block);
            (number, in_row) = (number + rows, in_row + 1);
            if in_row == self.chosen.per_row && number < to {
                (row, in_row, in_step) = (row + rows, 0, in_step - rows);
                if in_step == 0 {
                    self.layout.row(row, &mut scratch.rows);
                    in_step = self.layout.rows_in_step(row);
                } else {
                    self.layout.next_rows(rows, &mut scratch.rows);
                }
                self.forget(scratch);
            }
        }
        if self.chosen.is_streamed {
            stream_fence();
        }
        Ok(())
    }

    /// Computes one block.
    ///
    /// # Safety
    /// `scratch` must be set up for this run and row, and no other thread be computing the same elements.
    #[inline]
    pub unsafe fn block(&self, block: Block, scratch: &mut Scratch, blocks: *mut u8, room: Option<*mut u8>) {
        let Block { start, len, abreast, rows, .. } = block;
        debug_assert!(block.row < self.layout.rows && start + len <= self.layout.row_len, "the block exists");
        debug_assert!((1..=self.chosen.rows).contains(&rows), "so many rows can be computed at a time");
        debug_assert!(len <= self.chosen.length.elements, "registers have room for the block");
        debug_assert!(scratch.rows.len() == self.layout.arrays.len() && abreast < self.layout.abreast.max(1));
        self.probe.done(Work::Between);
        let array_block = |array: usize| match (room, array < self.stores) {
            (Some(room), true) => room.wrapping_add(array * self.chosen.register_bytes),
            _ => blocks.wrapping_add(array * self.chosen.register_bytes),
        };
        // SAFETY: the caller's promise.
        unsafe { self.place_arrays(block, scratch, array_block) };

        let mut steps = &self.linked.body[..];
        let streamed = self.linked.last_store.filter(|&store| self.layout.arrays[store].way == Way::Streamed);
        let last = streamed.and_then(|_| steps.split_off_last());
        let (mut i, mut units) = (0, self.units);
        loop {
            if let [unit, others @ ..] = units
                && unit.instructions.start == i
                && unit.instructions.end <= steps.len()
            {
                // SAFETY: the code was compiled for the slots of this pass and a level that the processor has, and does
                // what the steps would do; the frame has been reserved for the largest unit.
                unsafe {
                    let rows = RowSpan { len, count: rows, steps: &scratch.steps };
                    unit.run(Pointer::addresses(&mut scratch.slots), scratch.frame, rows);
                }
                self.probe.done(Work::Step(i));
                (i, units) = (unit.instructions.end, others);
                continue;
            }
            if i == steps.len() {
                break;
            }
            // SAFETY: each step's registers and types have been verified; every slot points to a block of `len`
            // elements, or to one if the kernel takes a scalar; what is written is neither shared nor an operand.
            unsafe { steps[i].run(&scratch.slots, len) };
            self.probe.done(Work::Step(i));
            i += 1;
        }

        if let (Some(step), Some(store)) = (last, streamed) {
            // What is streamed is computed in short parts, which are still in the first-level cache when they leave it;
            // and they end where lines of memory do, since half a line costs as much as several.
            let array = &self.layout.arrays[store];
            let head = scratch.rows[store].wrapping_add(start * array.size).align_offset(LINE) / array.size;
            let (out, mut part) = (array_block(store), 0);
            while part < len {
                let end = if part == 0 { head + STREAMED_PART } else { part + STREAMED_PART };
                let count = end.min(len) - part;
                // SAFETY: as above, for a part of the block; the elements are this block's alone.
                unsafe {
                    step.run_part(&scratch.slots, part, out, count);
                    self.probe.done(Work::Step(steps.len()));
                    self.write(store, scratch.rows[store], start + part, count, out);
                }
                part += count;
            }
        }
        for i in (0..self.stores).filter(|&i| Some(i) != streamed) {
            if matches!(self.layout.arrays[i].way, Way::Copied | Way::Streamed) {
                // SAFETY: the elements are this block's alone, and the block holds `len` of them.
                unsafe { self.write(i, scratch.rows[i], start, len, array_block(i)) };
            }
        }
    }

    /// Puts pointers to the block's elements of each array into the slots, and gathers what is not used where it is.
    ///
    /// # Safety
    /// As for [`Self::block`]; the memory that `array_block` gives must have room for the longest block.
    #[inline(always)]
    unsafe fn place_arrays(&self, block: Block, scratch: &mut Scratch, array_block: impl Fn(usize) -> *mut u8) {
        let Block { start, len, abreast, .. } = block;
        let mut transposed = 0;
        for (i, array) in self.layout.arrays.iter().enumerate() {
            let slot = &mut scratch.slots[self.linked.walked[i].slot].0;
            let row = scratch.rows[i];
            if matches!(array.way, Way::Direct | Way::Past) {
                *slot = row.wrapping_add(start * array.size);
                continue;
            }
            if array.way == Way::Same {
                *slot = row;
                continue;
            }
            if array.way == Way::Transposed {
                *slot = scratch.transposed[transposed].wrapping_add(abreast * self.chosen.register_bytes);
                transposed += 1;
                continue;
            }
            *slot = array_block(i);
            if i < self.stores {
                continue;
            }
            // A pattern that repeats with every block need not be fetched again.
            let gathered = &mut scratch.gathered[i];
            let repeats =
                start.is_multiple_of(array.period) && self.chosen.length.elements.is_multiple_of(array.period);
            if repeats && array.period < self.layout.row_len && *gathered >= len {
                continue;
            }
            // SAFETY: the elements are within the array; its block has room for the longest block.
            unsafe { gather::gather(self.walk(i), row, start, len, array_block(i)) };
            *gathered = if repeats { len } else { 0 };
            self.probe.done(Work::Gather(i));
        }
    }

    /// What a fold makes one of, of some blocks of `len` elements that have been computed together.
    pub fn folded(&self, fold: usize, len: usize, count: usize, scratch: &Scratch) -> Leaves {
        match self.units.last().and_then(|unit| unit.folded(fold, len)) {
            Some((place, of_each)) => {
                let elements = scratch.frame.wrapping_add(place);
                Leaves { count, elements, of_each, are_lanes: of_each == FOLD_LANES }
            }
            None => {
                let elements = scratch.slots[self.linked.folds[fold].slot].0;
                Leaves { count, elements, of_each: len, are_lanes: false }
            }
        }
    }

    /// How many leaves of `len` elements can be computed at a time, wherever they are.
    pub fn most_leaves(&self, len: usize) -> usize {
        self.units.last().map_or(1, |unit| unit.most_rows(len))
    }

    /// Writes what has been held of a block; `blocks` is the room that it was given.
    ///
    /// # Safety
    /// The block must have been computed into that room, and no block that is still to be computed, or is being
    /// computed, may read what it replaces.
    pub unsafe fn write_delayed(&self, block: Block, blocks: *mut u8, rows: &mut Vec<*mut u8>) {
        self.layout.row(block.row, rows);
        for i in (0..self.stores).filter(|&i| self.layout.arrays[i].way == Way::Delayed) {
            let from = blocks.wrapping_add(i * self.chosen.register_bytes);
            // SAFETY: the caller's promise.
            unsafe { self.write(i, rows[i], block.start, block.len, from) };
        }
    }

    /// Writes elements `start..start + len` of a row from a block.
    ///
    /// # Safety
    /// Nobody else may use these elements meanwhile, and the block must hold as many.
    unsafe fn write(&self, store: usize, row: *mut u8, start: usize, len: usize, block: *const u8) {
        let array = &self.layout.arrays[store];
        debug_assert!(start + len <= self.layout.row_len, "the elements are those of the row");
        // SAFETY: the caller's promise.
        unsafe {
            if array.way == Way::Streamed {
                stream(block, row.wrapping_add(start * array.size), len * array.size);
            } else {
                gather::scatter(self.walk(store), row, start, len, block);
            }
        }
        self.probe.done(Work::Write(store));
    }

    /// How an array's elements are walked within a row.
    pub fn walk(&self, array: usize) -> Walk<'_> {
        let outer = self.layout.outer;
        let of = &self.layout.arrays[array];
        Walk {
            axes: &self.layout.axes[outer..],
            strides: &self.layout.strides(array)[outer..],
            size: of.size,
            form: of.form,
        }
    }
}
