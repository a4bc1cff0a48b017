//! The tree along which positions of a line become one.
//!
//! ```text
//!   positions   0   1   2   3   4   5   6      of a line: all that becomes one element (or one block of elements)
//!                ╲ ╱     ╲ ╱     ╲ ╱    │
//!                 ·───────·       ·     │      two neighbours become one, where the first has an even number
//!                     ╲          ╱      │
//!                      ╲        ╱       │      at the end what is left over is joined from the right
//! ```
//!
//! Its leaves are blocks of 1024 elements of a row that is folded, each folded itself in lanes (see `ops::lanes`); or,
//! of a row that is kept, eight rows added up, as blocks, with one tree for each element. A sum's error grows with the
//! depth of the tree, the logarithm of the number of elements. (One accumulator would be simpler, and its error grows
//! with the number of elements.)
//!
//! All folding is done by [`FoldKernels`]: most by operations of the table, two blocks at a time.

#![allow(unsafe_code)]

use crate::exec::bind::AlignedMemory;
use crate::exec::machine::{Leaves, ROWS_OF_A_LEAF};
use crate::ops::{FOLDED_BLOCK, FoldKernels, Kernel, MAX_OPERANDS, Operands};
use crate::program::PassFold;

/// The tree of a fold, as far as it has been computed: subtrees from left to right, no two of which can be joined.
#[derive(Default)]
pub struct ReductionTree {
    kernels: Option<FoldKernels>,
    /// Bytes an element.
    pub size: usize,
    /// How many numbers the fold has for each element: its parts.
    pub parts: usize,
    /// Elements of a subtree's result.
    elements: usize,
    /// Bytes that all memory has: of the largest subtree there may be, or of one of an earlier fold.
    capacity: usize,
    /// The height of each subtree, and its number among all subtrees of that height.
    subtrees: Vec<(u32, usize)>,
    /// Their elements, one subtree after the other.
    memory: Vec<AlignedMemory>,
    /// Room to work in.
    room: [AlignedMemory; 2],
    /// What the result is joined with.
    pub before: AlignedMemory,
    /// Rows added up, in turns.
    leaves: [AlignedMemory; 2],
    /// The leaf that rows are being added to: its number, and the turn.
    leaf: Option<(usize, usize)>,
}

impl ReductionTree {
    /// Begins anew, for a fold.
    pub fn set_up(&mut self, fold: &PassFold, kernels: FoldKernels, keeps_rows: bool) {
        self.kernels = Some(kernels);
        (self.size, self.parts) = (fold.stores[0].dtype.size(), fold.stores.len());
        let needed = self.size * self.parts * if keeps_rows { FOLDED_BLOCK } else { 1 };
        if self.capacity < needed {
            self.capacity = needed;
            let Self { memory, room, leaves, before, .. } = self;
            let all = memory.iter_mut().chain(room).chain(leaves).chain([before]);
            all.for_each(|blocks| blocks.reserve(needed));
        }
    }

    /// Begins a stretch of positions, whose results have so many elements.
    pub fn begin(&mut self, elements: usize) {
        self.subtrees.clear();
        self.leaf = None;
        self.elements = elements;
        debug_assert!(self.bytes() <= self.capacity, "there is room for the result of a subtree");
    }

    /// What the fold is computed with.
    fn kernels(&self) -> FoldKernels {
        self.kernels.expect("the tree has been set up")
    }

    /// Bytes of a subtree.
    fn bytes(&self) -> usize {
        self.size * self.parts * self.elements
    }

    /// Joins two subtrees into `out`.
    ///
    /// # Safety
    /// All must be valid for `len` elements of a subtree, and the output overlap neither operand.
    unsafe fn join(&self, x: *const u8, y: *const u8, out: *mut u8, len: usize) {
        // SAFETY: the caller's promise.
        unsafe { call(self.kernels().join, [x, y], out, len) };
    }

    /// Adds the row at a position to its leaf.
    ///
    /// # Safety
    /// `row` must be valid for a subtree's elements.
    pub unsafe fn push_row(&mut self, position: usize, row: *const u8) {
        let leaf = position / ROWS_OF_A_LEAF;
        // SAFETY: the leaf and the room have a subtree's elements, and none is the other.
        unsafe {
            match self.leaf {
                Some((_, turn)) => {
                    let (sum, out) = (self.leaves[turn].start(), self.leaves[1 - turn].start());
                    call(self.kernels().add_row, [sum.cast_const(), row], out, self.elements);
                    self.leaf = Some((leaf, 1 - turn));
                }
                None => {
                    let out = self.leaves[0].start();
                    match self.kernels().row {
                        Some(kernel) => call(kernel, [row], out, self.elements),
                        None => out.copy_from_nonoverlapping(row, self.bytes()),
                    }
                    self.leaf = Some((leaf, 0));
                }
            }
        }
        if (position + 1).is_multiple_of(ROWS_OF_A_LEAF) {
            self.close();
        }
    }

    /// Ends the leaf that rows are being added to.
    pub fn close(&mut self) {
        if let Some((leaf, turn)) = self.leaf.take() {
            let elements = self.leaves[turn].start();
            // SAFETY: a leaf has a subtree's elements.
            unsafe { self.push(0, leaf, elements) };
        }
    }

    /// Adds the leaves from a position on, a whole subtree.
    ///
    /// # Safety
    /// The elements must be those of the leaves, of the fold's type.
    pub unsafe fn push_leaves(&mut self, position: usize, leaves: Leaves) {
        let Leaves { count, elements, of_each, are_lanes } = leaves;
        debug_assert!(count.is_power_of_two() && position.is_multiple_of(count) && of_each <= FOLDED_BLOCK);
        let lanes = self.kernels().lanes.filter(|_| are_lanes);
        debug_assert!(count == 1 || lanes.is_some() || of_each == FOLDED_BLOCK);
        let folded = self.room[0].start();
        // SAFETY: the caller's promise; the room is not where the leaves are, and holds a subtree.
        unsafe {
            call(lanes.unwrap_or(self.kernels().block), [elements.cast_const()], folded, count * of_each);
            self.push(count.trailing_zeros(), position / count, folded);
        }
    }

    /// Adds a subtree to the right of the others, and joins what can be.
    ///
    /// # Safety
    /// `elements` must be valid for those of a subtree.
    unsafe fn push(&mut self, mut height: u32, mut number: usize, mut elements: *const u8) {
        // The room that the elements do not lie in.
        let mut turn = usize::from(std::ptr::eq(elements, self.room[0].start()));
        while let Some(&(other, left)) = self.subtrees.last() {
            if other != height || left + 1 != number || number.is_multiple_of(2) {
                break;
            }
            let (out, left) = (self.room[turn].start(), self.memory[self.subtrees.len() - 1].start());
            // SAFETY: a subtree's elements, twice, and room for as many.
            unsafe { self.join(left, elements, out, self.elements) };
            self.subtrees.pop();
            (height, number, elements, turn) = (height + 1, number / 2, out, 1 - turn);
        }
        if self.memory.len() == self.subtrees.len() {
            self.memory.push(AlignedMemory::new(self.capacity));
        }
        let place = self.memory[self.subtrees.len()].start();
        self.subtrees.push((height, number));
        // SAFETY: the place has room for a subtree, and is none that is in use.
        unsafe { place.copy_from_nonoverlapping(elements, self.bytes()) };
    }

    /// The first byte of the last subtree.
    pub fn last_byte(&mut self) -> Option<u8> {
        let last = self.subtrees.len().checked_sub(1)?;
        // SAFETY: a subtree has an element, of a byte at least.
        Some(unsafe { self.memory[last].start().read() })
    }

    /// Adds the subtrees of a stretch to the right.
    pub fn append(&mut self, other: &mut ReductionTree) {
        for i in 0..other.subtrees.len() {
            let (height, number) = other.subtrees[i];
            // SAFETY: the subtrees of one fold have the same elements.
            unsafe { self.push(height, number, other.memory[i].start()) };
        }
    }

    /// Joins all that is left, and `before` from the left; gives where the result is.
    ///
    /// # Safety
    /// `before` must be valid for a subtree's elements.
    pub unsafe fn finish(&mut self, before: *const u8) -> *const u8 {
        debug_assert!(!self.subtrees.is_empty() && self.leaf.is_none(), "all positions have been folded");
        let last = self.subtrees.len() - 1;
        let (mut elements, mut turn): (*const u8, usize) = (self.memory[last].start(), 0);
        for i in (0..last).rev() {
            let (left, out) = (self.memory[i].start(), self.room[turn].start());
            // SAFETY: a subtree's elements, twice, and room for as many.
            unsafe { self.join(left, elements, out, self.elements) };
            (elements, turn) = (out, 1 - turn);
        }
        let out = self.room[turn].start();
        // SAFETY: as above.
        unsafe { self.join(before, elements, out, self.elements) };
        out
    }
}

/// Calls a kernel.
///
/// # Safety
/// As for [`Kernel`]; the kernel must be of a level that the processor has.
unsafe fn call<const N: usize>(kernel: Kernel, arguments: [*const u8; N], out: *mut u8, len: usize) {
    let mut operands: Operands = [std::ptr::null(); MAX_OPERANDS];
    operands[..N].copy_from_slice(&arguments);
    // SAFETY: the caller's promise.
    unsafe { kernel(out, &operands, len) };
}
