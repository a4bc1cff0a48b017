//! Makes one element of many.
//!
//! A pass that folds goes along *lines*: what becomes one element, or one block of elements where rows are kept. The
//! positions of a line are the leaves of a tree that depends on the lengths of axes alone (see [`super::tree`]).
//! Threads take whole lines or, if there are few, stretches of positions, so the result is the same to the bit for any
//! number of them, and for any level.
//!
//! Nor does it depend on strides, but the way does. Where elements lie further apart along a row than along another
//! axis, as in a transposed matrix, one row alone would read a line of memory for each element. So rows that are
//! neighbours along that axis are gathered together, and computed side by side:
//!
//! ```text
//!   the axis is kept       several lines, each with a tree of its own
//!   it is folded           several stretches of one line, whose trees are joined in their order
//! ```
//!
//! The sum of a transposed matrix of 4096² takes 9 ns an element row by row, and 2.5 side by side.

#![allow(unsafe_code)]

use super::tree::ReductionTree;
use crate::exec::bind::{Layout, Linked, Scratch, Way, as_many, kept, with_scratch};
use crate::exec::machine::{Block, Cancelled, PassRun, ROWS_OF_A_LEAF, Workers, gather};
use crate::exec::probe::Probe;
use crate::ops::FOLDED_BLOCK;
use crate::program::Pass;
use std::sync::Mutex;

/// Stretches a thread gets, of a line that threads share.
const STRETCHES: usize = 8;

/// Computes a pass that folds.
pub fn run<P: Probe>(run: &PassRun<'_, P>, workers: &Workers) -> Result<(), Cancelled> {
    let plan = Folding::new(run);
    let threads = workers.threads(run.work());
    if threads == 1 || plan.groups >= 2 * threads {
        let tasks = if threads == 1 { 1 } else { plan.groups.min(threads * STRETCHES) };
        return workers.each(tasks, run.work(), |task| {
            let (from, to) = (task * plan.groups / tasks, (task + 1) * plan.groups / tasks);
            with_trees(|trees| {
                let trees = plan.set_up(trees);
                with_scratch(|scratch| (from..to).try_for_each(|group| plan.whole_lines(group, trees, scratch)))
            })
        });
    }
    let mut partial = Partial::default();
    plan.add_to(&mut partial, threads, workers)?;
    plan.finish(&mut partial);
    Ok(())
}

/// Folds what is there of a pass, of which more is to come along its first axis, after what `partial` holds.
///
/// What has been added before must end where a leaf of the tree does: see [`leaf_places`].
pub fn add<P: Probe>(run: &PassRun<'_, P>, workers: &Workers, partial: &mut Partial) -> Result<(), Cancelled> {
    let plan = Folding { before: partial.positions, ..Folding::new(run) };
    plan.add_to(partial, workers.threads(run.work()), workers)
}

/// Writes the results, once all has been added; the run may be that of any part.
pub fn finish<P: Probe>(run: &PassRun<'_, P>, partial: &mut Partial) {
    Folding::new(run).finish(partial);
}

/// A multiple of how many places of the first axis, which is folded, are whole leaves of the tree.
pub fn leaf_places(pass: &Pass, layout: &Layout) -> usize {
    match layout.kept_axes(pass.stores.len()) {
        (_, true) => ROWS_OF_A_LEAF,
        // The first axis is a part of the rows.
        _ if layout.outer == 0 => FOLDED_BLOCK,
        _ => 1,
    }
}

/// What has been folded so far: for each group of lines its trees.
#[derive(Default)]
pub struct Partial {
    groups: Vec<Vec<ReductionTree>>,
    /// Of each line.
    positions: usize,
}

/// How a pass folds.
struct Folding<'r, P> {
    pass: &'r Pass,
    linked: &'r Linked,
    run: &'r PassRun<'r, P>,
    /// The array of the first fold.
    first_fold: usize,
    /// Whether rows are kept, and folded one with another.
    keeps_rows: bool,
    /// How many rows become one.
    rows: usize,
    /// Blocks in a row.
    blocks: usize,
    /// How many positions a line has.
    positions: usize,
    /// How many positions of each line have been folded before.
    before: usize,
    /// How many groups of lines there are; the lines of a group are computed side by side.
    groups: usize,
    /// What is computed side by side, if anything is.
    abreast: Arrangement,
    /// The truth value that settles the only fold, whatever follows: of `any` and `all`.
    settling: Option<u8>,
}

/// What is computed side by side. The neighbours lie along an axis of `period` elements, of which at most `most` are
/// gathered together.
#[derive(Clone, Copy)]
enum Arrangement {
    /// Lines; where nothing is transposed, one.
    Lines { period: usize, most: usize },
    /// Stretches of one line, of so many positions.
    Stretches { period: usize, most: usize, positions: usize },
}

/// Lines, or stretches of a line, that are computed side by side.
#[derive(Clone, Copy)]
struct Batch {
    count: usize,
    /// The first line and position.
    first: (usize, usize),
    /// How far lines and positions are apart from one to the next.
    apart: (usize, usize),
    /// How many positions each has.
    positions: usize,
}

impl<'r, P: Probe> Folding<'r, P> {
    #[inline]
    fn new(run: &'r PassRun<'r, P>) -> Self {
        let (pass, linked) = (run.pass, run.linked);
        let (layout, first_fold) = (run.layout(), pass.stores.len());
        let (kept, keeps_rows) = layout.kept_axes(first_fold);
        let groups: usize = layout.axes[..kept].iter().product();
        let rows: usize = layout.axes[kept..layout.outer].iter().product();
        let blocks = layout.row_len.div_ceil(FOLDED_BLOCK);
        let positions = if keeps_rows { rows } else { rows * blocks };
        let abreast = match layout.transposed {
            None => Arrangement::Lines { period: 1, most: 1 },
            Some(axis) if axis < kept => Arrangement::Lines { period: layout.axes[axis], most: layout.abreast },
            Some(axis) => {
                let behind: usize = layout.axes[axis + 1..layout.outer].iter().product();
                let positions = behind * if keeps_rows { 1 } else { blocks };
                Arrangement::Stretches { period: layout.axes[axis], most: layout.abreast, positions }
            }
        };
        let groups = match abreast {
            Arrangement::Lines { period, most } if most > 1 => groups / period * period.div_ceil(most),
            Arrangement::Lines { .. } | Arrangement::Stretches { .. } => groups,
        };
        let groups = groups * if keeps_rows { blocks } else { 1 };
        let settling = match &pass.folds[..] {
            [fold] if !keeps_rows && pass.stores.is_empty() => fold.fold.settled(fold.stores[0].dtype.elem()),
            _ => None,
        };
        Self {
            pass,
            linked,
            run,
            first_fold,
            keeps_rows,
            rows,
            blocks,
            positions,
            before: 0,
            groups,
            abreast,
            settling,
        }
    }

    /// The block at a position of a line.
    fn block(&self, line: usize, position: usize) -> Block {
        let (row, block) = match self.keeps_rows {
            true => (line / self.blocks * self.rows + position, line % self.blocks),
            false => (line * self.rows + position / self.blocks, position % self.blocks),
        };
        let start = block * FOLDED_BLOCK;
        debug_assert!(row < self.run.layout().rows && start < self.run.layout().row_len, "the position exists");
        Block { row, start, len: FOLDED_BLOCK.min(self.run.layout().row_len - start), abreast: 0, rows: 1 }
    }

    /// The first line of a group, how many there are, and how far apart.
    fn lines(&self, group: usize) -> (usize, usize, usize) {
        let apart = if self.keeps_rows { self.blocks } else { 1 };
        let (period, most) = match self.abreast {
            Arrangement::Lines { period, most } if most > 1 => (period, most),
            Arrangement::Lines { .. } | Arrangement::Stretches { .. } => return (group, 1, apart),
        };
        let (group, block) = (group / apart, group % apart);
        let per_period = period.div_ceil(most);
        let (periods, place) = (group / per_period, group % per_period * most);
        ((periods * period + place) * apart + block, most.min(period - place), apart)
    }

    /// The positions that are computed at least together.
    fn joint_positions(&self) -> usize {
        match self.abreast {
            Arrangement::Lines { .. } => 1,
            Arrangement::Stretches { most, positions, .. } => most * positions,
        }
    }

    /// Makes a tree ready for each fold of all that is computed side by side.
    fn set_up<'t>(&self, trees: &'t mut Vec<ReductionTree>) -> &'t mut [ReductionTree] {
        let (Arrangement::Lines { most, .. } | Arrangement::Stretches { most, .. }) = self.abreast;
        let spare = matches!(self.abreast, Arrangement::Stretches { .. });
        let trees = as_many(trees, self.pass.folds.len() * (most + usize::from(spare)));
        let folds = self.pass.folds.iter().zip(&self.linked.folds).cycle();
        for (tree, (fold, linked)) in trees.iter_mut().zip(folds) {
            tree.set_up(fold, linked.kernels, self.keeps_rows);
        }
        trees
    }

    /// Folds whole lines and writes the results.
    fn whole_lines(&self, group: usize, trees: &mut [ReductionTree], scratch: &mut Scratch) -> Result<(), Cancelled> {
        self.positions_between(group, 0, self.positions, trees, scratch)?;
        self.write(group, trees, scratch);
        Ok(())
    }

    /// Folds some positions of a group of lines into trees.
    fn positions_between(
        &self,
        group: usize,
        from: usize,
        to: usize,
        trees: &mut [ReductionTree],
        scratch: &mut Scratch,
    ) -> Result<(), Cancelled> {
        let (line, count, apart) = self.lines(group);
        let elements = if self.keeps_rows { self.block(line, from).len } else { 1 };
        trees.iter_mut().for_each(|tree| tree.begin(elements));
        let Arrangement::Stretches { period, most, positions } = self.abreast else {
            let side = Batch { count, first: (line, from), apart: (apart, 0), positions: to - from };
            self.side_by_side(side, trees, scratch)?;
            trees.iter_mut().for_each(ReductionTree::close);
            return Ok(());
        };
        let (joined, trees) = trees.split_at_mut(self.pass.folds.len());
        let mut first = from;
        while first < to {
            let place = first / positions % period;
            let count = most.min(period - place).min((to - first).div_ceil(positions));
            let side = Batch { count, first: (line, first), apart: (0, positions), positions };
            // Single positions that follow each other go to one tree.
            self.side_by_side(side, if positions == 1 { joined } else { trees }, scratch)?;
            if positions > 1 {
                for trees in trees.chunks_mut(joined.len()).take(count) {
                    for (joined, tree) in joined.iter_mut().zip(trees) {
                        joined.append(tree);
                        tree.begin(elements);
                    }
                }
            }
            if self.is_settled(joined) {
                break;
            }
            first += count * positions;
        }
        joined.iter_mut().for_each(ReductionTree::close);
        Ok(())
    }

    /// Whether nothing that follows can change the result.
    fn is_settled(&self, trees: &mut [ReductionTree]) -> bool {
        self.settling.is_some_and(|settling| trees[0].last_byte() == Some(settling))
    }

    /// Folds lines or stretches side by side, each into trees of its own if there are several lines.
    #[inline]
    fn side_by_side(&self, side: Batch, trees: &mut [ReductionTree], scratch: &mut Scratch) -> Result<(), Cancelled> {
        let blocks = self.run.set_up(scratch);
        let folds = self.pass.folds.len();
        let mut row = usize::MAX;
        let most = if side.count == 1 && side.positions > 1 { self.set_steps(scratch) } else { 1 };
        let mut step = 0;
        while step < side.positions {
            self.run.go_on()?;
            let leaves = match most {
                1 => 1,
                _ => self.leaves_from(side.first.0, side.first.1 + step, most.min(side.positions - step)),
            };
            for i in 0..side.count {
                let position = side.first.1 + i * side.apart.1 + step;
                let block = self.block(side.first.0 + i * side.apart.0, position);
                if block.row != row {
                    row = block.row;
                    self.run.enter_row(row, scratch);
                }
                if i == 0 {
                    // SAFETY: the rows of that side exist, and the scratch has been set up for this run and row.
                    unsafe { self.run.transpose(block, side.count, scratch) };
                }
                // SAFETY: lines and positions are each one thread's, the scratch has been set up for this run, its rows
                // are those of the block, and so is what has been transposed.
                unsafe { self.run.block(Block { abreast: i, rows: leaves, ..block }, scratch, blocks, None) };
                let of_stream = if side.positions == 1 && side.apart.1 == 1 { 0 } else { i * folds };
                for (fold, (tree, linked)) in trees[of_stream..].iter_mut().zip(&self.linked.folds).enumerate() {
                    let position = self.before + position;
                    // SAFETY: the slot points to the block's elements, of the fold's type, as has been verified.
                    unsafe {
                        match self.keeps_rows {
                            true => tree.push_row(position, scratch.slots[linked.slot].0),
                            false => tree.push_leaves(position, self.run.folded(fold, block.len, leaves, scratch)),
                        }
                    }
                }
            }
            if side.count == 1 && self.is_settled(trees) {
                break;
            }
            step += leaves;
        }
        Ok(())
    }

    /// Says how far it is from one leaf to the next; gives how many may be computed at a time.
    fn set_steps(&self, scratch: &mut Scratch) -> usize {
        let (layout, most) = (self.run.layout(), self.run.chosen().rows);
        if self.keeps_rows || most == 1 {
            return 1;
        }
        self.run.set_steps(scratch, |array| match self.blocks {
            1 => layout.row_step(array),
            _ if layout.arrays[array].way == Way::Same => 0,
            _ => (FOLDED_BLOCK * layout.arrays[array].size) as isize,
        });
        most
    }

    /// How many leaves from a position of a line on are computed at a time, of so many at most: a whole subtree, of
    /// blocks that are evenly apart and equally long.
    fn leaves_from(&self, line: usize, position: usize, most: usize) -> usize {
        let (layout, block) = (self.run.layout(), self.block(line, position));
        let alike = match self.blocks {
            1 => layout.rows_in_step(block.row).min(self.run.most_leaves(block.len)),
            _ => ((layout.row_len - block.start) / FOLDED_BLOCK).max(1),
        };
        let position = self.before + position;
        let subtree = if position == 0 { alike } else { alike.min(1 << position.trailing_zeros()) };
        1 << subtree.min(most).ilog2()
    }

    /// Folds all positions, stretch by stretch, and adds them to the right of what there is.
    fn add_to(&self, partial: &mut Partial, threads: usize, workers: &Workers) -> Result<(), Cancelled> {
        // Subtrees, so that all threads have some.
        let stretch = (self.positions / (threads * STRETCHES)).next_power_of_two().max(ROWS_OF_A_LEAF);
        let stretch = stretch.next_multiple_of(self.joint_positions());
        let stretches = self.positions.div_ceil(stretch);
        let done: Vec<Mutex<Option<Vec<ReductionTree>>>> =
            (0..self.groups * stretches).map(|_| Mutex::default()).collect();
        workers.each(done.len(), self.run.work(), |task| {
            let (group, first) = (task / stretches, task % stretches * stretch);
            let last = (first + stretch).min(self.positions);
            let mut trees = Vec::new();
            self.set_up(&mut trees);
            with_scratch(|scratch| self.positions_between(group, first, last, &mut trees, scratch))?;
            *done[task].lock().expect("no thread panics with it") = Some(trees);
            Ok(())
        })?;
        partial.positions += self.positions;
        let mut done = done.into_iter().map(|trees| trees.into_inner().expect("no thread panics with it"));
        for group in 0..self.groups {
            for mut trees in done.by_ref().take(stretches).flatten() {
                match partial.groups.get_mut(group) {
                    None => partial.groups.push(trees),
                    Some(all) => all.iter_mut().zip(&mut trees).for_each(|(all, trees)| all.append(trees)),
                }
            }
        }
        Ok(())
    }

    /// Writes all results.
    fn finish(&self, partial: &mut Partial) {
        for (group, trees) in partial.groups.iter_mut().enumerate() {
            with_scratch(|scratch| self.write(group, trees, scratch));
        }
    }

    /// Adds the results of a group of lines to where they go.
    fn write(&self, group: usize, trees: &mut [ReductionTree], scratch: &mut Scratch) {
        let (line, count, apart) = self.lines(group);
        for (i, trees) in trees.chunks_mut(self.pass.folds.len()).take(count).enumerate() {
            let block = self.block(line + i * apart, 0);
            self.run.layout().row(block.row, &mut scratch.rows);
            let (start, len) = if self.keeps_rows { (block.start, block.len) } else { (0, 1) };
            let mut array = self.first_fold;
            for tree in trees {
                let (before, size) = (tree.before.start(), tree.size);
                let part = |i: usize| (self.run.walk(array + i), scratch.rows[array + i], i * len * size);
                // SAFETY: the places have these elements, this line's alone, and the tree as many.
                unsafe {
                    for (walk, row, offset) in (0..tree.parts).map(part) {
                        gather::gather(walk, row, start, len, before.add(offset));
                    }
                    let joined = tree.finish(before);
                    for (walk, row, offset) in (0..tree.parts).map(part) {
                        gather::scatter(walk, row, start, len, joined.add(offset));
                    }
                }
                array += tree.parts;
            }
        }
    }
}

kept! {
    /// Lends the thread's trees.
    fn with_trees(Vec<ReductionTree>)
}
