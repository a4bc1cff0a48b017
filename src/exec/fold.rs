//! Makes one element of many.
//!
//! ```text
//!   positions   0   1   2   3   4   5   6      of a line: all that becomes one element (or one block of elements)
//!                ╲ ╱     ╲ ╱     ╲ ╱    │
//!                 ·───────·       ·     │      two neighbours become one, where the first has an even number
//!                     ╲          ╱      │
//!                      ╲        ╱       │      at the end what is left over is joined from the right
//! ```
//!
//! The tree depends on the lengths of axes alone. Its leaves are blocks of 1024 elements of a row that is folded, each
//! folded itself in lanes (see `ops::lanes`) or by joining its second half to its first again and again; or, of a row
//! that is kept, eight rows added up, as blocks, with one tree for each element. Threads take whole lines or, if there
//! are few, stretches of positions that are whole branches of the tree, so the result is the same to the bit for any
//! number of them, and for any level.
//! A sum's error grows with the depth of the tree, the logarithm of the number of elements.
//!
//! Besides lanes all folding is done by the kernels of the table, two blocks at a time.

#![allow(unsafe_code)]

use super::link::Linked;
use super::probe::Probe;
use super::run::{Block, FOLDED_BLOCK, Run};
use super::scratch::{Blocks, Scratch, kept, with_scratch};
use super::threads::Workers;
use super::transfer;
use crate::dtype::DType;
use crate::ops::{Fold, Kernel, MAX_OPERANDS, Operands};
use crate::program::{Pass, PassFold};
use std::sync::Mutex;

/// Rows that are added up one after the other: each as a branch of its own would be copied twice.
const ROWS_OF_A_LEAF: usize = 8;
/// Stretches a thread gets, of a line that threads share.
const STRETCHES: usize = 8;

/// Computes a pass that folds; says whether it was not cancelled.
pub fn run<P: Probe>(pass: &Pass, linked: &Linked, run: &Run<'_, P>, workers: &Workers) -> bool {
    let plan = Folding::new(pass, linked, run);
    let threads = workers.threads(run.work());
    if threads == 1 || plan.lines >= 2 * threads {
        let tasks = if threads == 1 { 1 } else { plan.lines.min(threads * STRETCHES) };
        return workers.each(tasks, run.work(), |task| {
            let (from, to) = (task * plan.lines / tasks, (task + 1) * plan.lines / tasks);
            with_trees(|trees| {
                plan.set_up(trees);
                with_scratch(|scratch| (from..to).all(|line| plan.whole_line(line, trees, scratch)))
            })
        });
    }
    // Branches of the tree, so that all threads have some.
    let stretch = (plan.positions / (threads * STRETCHES)).next_power_of_two().max(ROWS_OF_A_LEAF);
    let stretches = plan.positions.div_ceil(stretch);
    let done: Vec<Mutex<Option<Vec<Branches>>>> = (0..plan.lines * stretches).map(|_| Mutex::default()).collect();
    let is_done = workers.each(done.len(), run.work(), |task| {
        let (line, first) = (task / stretches, task % stretches * stretch);
        let last = (first + stretch).min(plan.positions);
        let mut trees = Vec::new();
        plan.set_up(&mut trees);
        let is_done = with_scratch(|scratch| plan.positions_between(line, first, last, &mut trees, scratch));
        *done[task].lock().expect("no thread panics with it") = Some(trees);
        is_done
    });
    if !is_done {
        return false;
    }
    let mut done = done.into_iter().map(|trees| trees.into_inner().expect("no thread panics with it"));
    for line in 0..plan.lines {
        let mut all: Option<Vec<Branches>> = None;
        for trees in done.by_ref().take(stretches).flatten() {
            match &mut all {
                None => all = Some(trees),
                Some(all) => all.iter_mut().zip(trees).for_each(|(all, trees)| all.append(trees)),
            }
        }
        with_scratch(|scratch| plan.write(line, &mut all.unwrap_or_default(), scratch));
    }
    true
}

/// How a pass folds.
struct Folding<'r, P> {
    pass: &'r Pass,
    linked: &'r Linked,
    run: &'r Run<'r, P>,
    /// The lane of the first fold.
    first_fold: usize,
    /// Whether rows are kept, and folded one with another.
    keeps_rows: bool,
    /// How many rows become one.
    rows: usize,
    /// Blocks in a row.
    blocks: usize,
    /// How many lines there are.
    lines: usize,
    /// How many positions a line has.
    positions: usize,
    /// The truth value that settles the only fold, whatever follows: of `any` and `all`.
    settling: Option<u8>,
}

impl<'r, P: Probe> Folding<'r, P> {
    fn new(pass: &'r Pass, linked: &'r Linked, run: &'r Run<'r, P>) -> Self {
        let (layout, first_fold) = (run.layout(), pass.stores.len());
        let (kept, keeps_rows) = layout.kept_axes(first_fold);
        let groups: usize = layout.axes[..kept].iter().product();
        let rows: usize = layout.axes[kept..layout.outer].iter().product();
        let blocks = layout.row_len.div_ceil(FOLDED_BLOCK);
        let (lines, positions) = if keeps_rows { (groups * blocks, rows) } else { (groups, rows * blocks) };
        let settling = match &pass.folds[..] {
            [fold] if fold.store.dtype == DType::Bool && !keeps_rows && pass.stores.is_empty() => match fold.fold {
                Fold::Maximum => Some(1),
                Fold::Minimum => Some(0),
                _ => None,
            },
            _ => None,
        };
        Self { pass, linked, run, first_fold, keeps_rows, rows, blocks, lines, positions, settling }
    }

    /// The block at a position of a line.
    fn block(&self, line: usize, position: usize) -> Block {
        let (row, block) = match self.keeps_rows {
            true => (line / self.blocks * self.rows + position, line % self.blocks),
            false => (line * self.rows + position / self.blocks, position % self.blocks),
        };
        let start = block * FOLDED_BLOCK;
        Block { row, start, len: FOLDED_BLOCK.min(self.run.layout().row_len - start) }
    }

    /// Makes a tree ready for each fold.
    fn set_up(&self, trees: &mut Vec<Branches>) {
        trees.resize_with(self.pass.folds.len(), Default::default);
        for ((tree, fold), linked) in trees.iter_mut().zip(&self.pass.folds).zip(&self.linked.folds) {
            tree.set_up(fold, linked.kernel, linked.in_lanes, self.keeps_rows);
        }
    }

    /// Folds a whole line and writes the result; says whether it was not cancelled.
    fn whole_line(&self, line: usize, trees: &mut [Branches], scratch: &mut Scratch) -> bool {
        let is_done = self.positions_between(line, 0, self.positions, trees, scratch);
        if is_done {
            self.write(line, trees, scratch);
        }
        is_done
    }

    /// Folds some positions of a line into trees; says whether it was not cancelled.
    fn positions_between(
        &self,
        line: usize,
        from: usize,
        to: usize,
        trees: &mut [Branches],
        scratch: &mut Scratch,
    ) -> bool {
        let blocks = self.run.set_up(scratch);
        for tree in &mut *trees {
            tree.branches.clear();
            tree.leaf = None;
            tree.elements = if self.keeps_rows { self.block(line, from).len } else { 1 };
        }
        let mut row = usize::MAX;
        for position in from..to {
            if self.run.is_cancelled() {
                return false;
            }
            let block = self.block(line, position);
            if block.row != row {
                row = block.row;
                self.run.layout().row(row, &mut scratch.rows);
                scratch.gathered.fill(0);
            }
            // SAFETY: lines and positions are each one thread's, the scratch has been set up for this run, and its rows
            // are those of the block.
            unsafe { self.run.block(block, scratch, blocks, None) };
            for (tree, linked) in trees.iter_mut().zip(&self.linked.folds) {
                // SAFETY: the slot points to the block's elements, of the fold's type, as `verify` has seen.
                unsafe {
                    match self.keeps_rows {
                        true => tree.push_row(position, scratch.slots[linked.slot]),
                        false => tree.push_block(position, scratch.slots[linked.slot], block.len),
                    }
                }
            }
            if self.settling.is_some_and(|settling| trees[0].last_byte() == Some(settling)) {
                break;
            }
        }
        trees.iter_mut().for_each(Branches::close);
        true
    }

    /// Adds the result of a line to where it goes.
    fn write(&self, line: usize, trees: &mut [Branches], scratch: &mut Scratch) {
        let block = self.block(line, 0);
        self.run.layout().row(block.row, &mut scratch.rows);
        for (i, tree) in trees.iter_mut().enumerate() {
            let lane = self.first_fold + i;
            let (row, walk) = (scratch.rows[lane], self.run.walk(lane));
            let (start, len) = if self.keeps_rows { (block.start, block.len) } else { (0, 1) };
            // SAFETY: the place has these elements, this line's alone, and the tree as many.
            unsafe {
                let old = tree.before.start();
                transfer::gather(walk, row, start, len, old);
                let new = tree.finish(old);
                transfer::scatter(walk, row, start, len, new);
            }
        }
    }
}

/// Branches of the tree of a fold, from left to right, and no two that can be joined.
#[derive(Default)]
struct Branches {
    kernel: Option<Kernel>,
    /// The way to fold a block at once, if there is one.
    in_lanes: Option<Kernel>,
    /// Bytes an element.
    size: usize,
    /// Elements of a branch.
    elements: usize,
    /// Bytes of the largest branch there may be.
    capacity: usize,
    /// The level of each branch, and its number among those of the level.
    branches: Vec<(u32, usize)>,
    /// Their elements, one branch after the other.
    memory: Vec<Blocks>,
    /// Room to work in.
    room: [Blocks; 2],
    /// What the result is joined with.
    before: Blocks,
    /// Rows added up, in turns.
    leaves: [Blocks; 2],
    /// The leaf that rows are being added to: its number, and the turn.
    leaf: Option<(usize, usize)>,
}

impl Branches {
    /// Begins anew, for a fold.
    fn set_up(&mut self, fold: &PassFold, kernel: Kernel, in_lanes: Option<Kernel>, keeps_rows: bool) {
        self.kernel = Some(kernel);
        self.size = fold.store.dtype.size();
        self.in_lanes = in_lanes.filter(|_| !keeps_rows);
        self.capacity = self.size * if keeps_rows { FOLDED_BLOCK } else { 1 };
        let of_a_block = self.size * if self.in_lanes.is_some() { 1 } else { FOLDED_BLOCK };
        self.memory.iter_mut().chain(&mut self.leaves).for_each(|blocks| blocks.reserve(self.capacity));
        self.room.iter_mut().for_each(|blocks| blocks.reserve(of_a_block));
        self.before.reserve(self.capacity);
    }

    /// `x[i] = fold(x[i], y[i])` into `out`.
    ///
    /// # Safety
    /// All must be valid for `len` elements of the fold's type, and the output overlap neither operand.
    unsafe fn join(&self, x: *const u8, y: *const u8, out: *mut u8, len: usize) {
        let mut operands: Operands = [std::ptr::null(); MAX_OPERANDS];
        (operands[0], operands[1]) = (x, y);
        let kernel = self.kernel.expect("the tree has been set up");
        // SAFETY: the caller's promise; the kernel is of a level that the processor has.
        unsafe { kernel(out, &operands, len) };
    }

    /// Adds the row at a position to its leaf.
    ///
    /// # Safety
    /// `row` must be valid for a branch's elements.
    unsafe fn push_row(&mut self, position: usize, row: *const u8) {
        let leaf = position / ROWS_OF_A_LEAF;
        // SAFETY: the leaf and the room have a branch's elements, and none is the other.
        unsafe {
            match self.leaf {
                Some((_, turn)) => {
                    let (sum, out) = (self.leaves[turn].start(), self.leaves[1 - turn].start());
                    self.join(sum, row, out, self.elements);
                    self.leaf = Some((leaf, 1 - turn));
                }
                None => {
                    self.leaves[0].start().copy_from_nonoverlapping(row, self.size * self.elements);
                    self.leaf = Some((leaf, 0));
                }
            }
        }
        if (position + 1).is_multiple_of(ROWS_OF_A_LEAF) {
            self.close();
        }
    }

    /// Ends the leaf that rows are being added to.
    fn close(&mut self) {
        if let Some((leaf, turn)) = self.leaf.take() {
            let elements = self.leaves[turn].start();
            // SAFETY: a leaf has a branch's elements.
            unsafe { self.push(0, leaf, elements) };
        }
    }

    /// Adds the block at a position, folded to one element.
    ///
    /// # Safety
    /// `block` must be valid for `len` elements of the fold's type.
    unsafe fn push_block(&mut self, position: usize, block: *const u8, len: usize) {
        let (mut elements, mut rest, mut turn) = (block, len, 0);
        if let Some(fold) = self.in_lanes {
            elements = self.room[0].start();
            let mut operands: Operands = [std::ptr::null(); MAX_OPERANDS];
            operands[0] = block;
            // SAFETY: the caller's promise; the room is not where the block is.
            unsafe { fold(elements.cast_mut(), &operands, len) };
            rest = 1;
        }
        while rest > 1 {
            let half = rest.next_power_of_two() / 2;
            let (out, behind) = (self.room[turn].start(), rest - half);
            // SAFETY: both halves lie within what is left, and the room is not where that is.
            unsafe {
                self.join(elements, elements.add(half * self.size), out, behind);
                let (from, to) = (elements.add(behind * self.size), out.add(behind * self.size));
                to.copy_from_nonoverlapping(from, (half - behind) * self.size);
            }
            (elements, rest, turn) = (out, half, 1 - turn);
        }
        // SAFETY: the elements are those of a branch now.
        unsafe { self.push(0, position, elements) };
    }

    /// Adds a branch to the right of the others, and joins what can be.
    ///
    /// # Safety
    /// `elements` must be valid for those of a branch.
    unsafe fn push(&mut self, mut level: u32, mut number: usize, mut elements: *const u8) {
        // The room that the elements do not lie in.
        let mut turn = usize::from(std::ptr::eq(elements, self.room[0].start()));
        while let Some(&(other, left)) = self.branches.last() {
            if other != level || left + 1 != number || number.is_multiple_of(2) {
                break;
            }
            let (out, left) = (self.room[turn].start(), self.memory[self.branches.len() - 1].start());
            // SAFETY: a branch's elements, twice, and room for as many.
            unsafe { self.join(left, elements, out, self.elements) };
            self.branches.pop();
            (level, number, elements, turn) = (level + 1, number / 2, out, 1 - turn);
        }
        if self.memory.len() == self.branches.len() {
            self.memory.push(Blocks::new(self.capacity));
        }
        let place = self.memory[self.branches.len()].start();
        self.branches.push((level, number));
        // SAFETY: the place has room for a branch, and is none that is in use.
        unsafe { place.copy_from_nonoverlapping(elements, self.size * self.elements) };
    }

    /// The first byte of the last branch.
    fn last_byte(&mut self) -> Option<u8> {
        let last = self.branches.len().checked_sub(1)?;
        // SAFETY: a branch has an element, of a byte at least.
        Some(unsafe { self.memory[last].start().read() })
    }

    /// Adds the branches of a stretch to the right.
    fn append(&mut self, mut other: Branches) {
        for i in 0..other.branches.len() {
            let (level, number) = other.branches[i];
            // SAFETY: the branches of one fold have the same elements.
            unsafe { self.push(level, number, other.memory[i].start()) };
        }
    }

    /// Joins all that is left, and `before` from the left; gives where the result is.
    ///
    /// # Safety
    /// `before` must be valid for a branch's elements.
    unsafe fn finish(&mut self, before: *const u8) -> *const u8 {
        let last = self.branches.len() - 1;
        let (mut elements, mut turn): (*const u8, usize) = (self.memory[last].start(), 0);
        for i in (0..last).rev() {
            let (left, out) = (self.memory[i].start(), self.room[turn].start());
            // SAFETY: a branch's elements, twice, and room for as many.
            unsafe { self.join(left, elements, out, self.elements) };
            (elements, turn) = (out, 1 - turn);
        }
        let out = self.room[turn].start();
        // SAFETY: as above.
        unsafe { self.join(before, elements, out, self.elements) };
        out
    }
}

kept! {
    /// Lends the thread's trees.
    fn with_trees(Vec<Branches>)
}

// SAFETY: branches own their memory; a kernel is a function.
unsafe impl Send for Branches {}
// SAFETY: what is shared is read only while threads run; each writes its own lines.
unsafe impl<P: Sync> Sync for Folding<'_, P> {}
