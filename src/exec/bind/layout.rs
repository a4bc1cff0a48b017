//! How arrays are walked: axes merged, and split into rows that blocks lie within.
//!
//! Arrays take part in the order of what is written, then what is read, each with a stride in bytes along every
//! axis of the pass (0 where it is broadcast). Axes are put in the order of the first store's memory, merged where all
//! arrays allow it, and split: the *outer* axes are walked one row at a time, the *inner* ones make up a row, which is
//! cut into blocks. The inner axes are the fewest last ones that together are long enough, so a short last axis never
//! makes short blocks.
//!
//! An array is *direct* if its elements lie in a row along the inner axes, aligned and in the byte order of this
//! machine: its blocks are used where they are. Others are gathered into (for a store: scattered from) a block of
//! scratch, which costs a copy in L1. An array that *counts* has no memory: its pointers are the numbers themselves,
//! its strides their steps, and gathering writes them down.

use super::memory::LINE;
use crate::array::Strides;
use crate::element::DType;
use crate::program::Coordinate;

/// Rows are made of as many axes as it takes to reach this length: a block of the usual size.
const LONG_ROW: usize = 512;
/// Rows of a pass that folds are made of as many axes as it takes to reach this length, if they are folded: blocks of
/// the usual size, of which the last one may be short.
const LONG_FOLD: usize = 4096;
/// Shorter rows are not folded by themselves if there is another way.
const SHORT_FOLD: usize = 64;
/// Shorter rows than this are never blocks of their own.
const SHORTEST_ROW: usize = 4;

/// How a block of an array gets to its array, or from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// It is used where it is.
    #[default]
    Direct,
    /// One element for all of a row: it is read where it is, by machine code alone.
    Same,
    /// Past the caches, by machine code.
    Past,
    /// Through a block of scratch.
    Copied,
    /// From a block of scratch, by stores that go past the caches.
    Streamed,
    /// From a block of scratch, once nobody reads any more what it replaces.
    Delayed,
    /// From a block of scratch that was gathered together with those of neighbouring rows.
    Transposed,
}

/// How the elements of an array are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementForm {
    /// As numbers in memory.
    Native,
    /// As numbers in memory of so many bytes each, which are in the other order than this machine's. A complex number
    /// is two of them.
    Swapped(usize),
    /// By the pointers, which are the numbers.
    Counted,
}

impl ElementForm {
    /// The form of elements of a type in memory.
    pub fn in_memory(dtype: DType, is_swapped: bool) -> Self {
        if is_swapped { ElementForm::Swapped(dtype.part().size()) } else { ElementForm::Native }
    }
}

/// What it costs to begin a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowCost {
    /// By kernels, so many of them.
    Kernels(usize),
    /// By machine code that does all of it and goes over several rows; there an array may be one element for a row.
    Machine,
}

impl RowCost {
    /// In ns.
    fn of_a_row(self) -> usize {
        match self {
            RowCost::Kernels(steps) => 20 + 8 * steps,
            RowCost::Machine => 6,
        }
    }
}

/// Where an array is.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The element at all places 0.
    pub start: *mut u8,
    /// Bytes an element.
    pub size: usize,
    /// How elements are given.
    pub form: ElementForm,
    /// From one element to the next along each axis.
    pub strides: Strides<'p>,
}

impl Place<'_> {
    /// Whether the number at an address can be used where it is: it is aligned and in the byte order of this machine.
    pub fn is_usable(&self, at: *const u8) -> bool {
        self.form == ElementForm::Native && is_aligned(at.addr(), self.size)
    }
}

/// Whether an address, or all of some numbers of bytes that have been joined by `|`, suits elements of a size.
fn is_aligned(bytes: usize, size: usize) -> bool {
    // No number is aligned to more than eight bytes; an element of sixteen is two of them.
    let alignment = 1 << size.trailing_zeros().min(3);
    bytes & (alignment - 1) == 0
}

/// One array of the iteration.
#[derive(Clone, Copy, Debug)]
pub struct WalkedArray {
    /// The first element in the order of iteration.
    pub start: *mut u8,
    /// The element at all places 0 of the array itself.
    base: *mut u8,
    /// Bytes an element.
    pub size: usize,
    /// How the elements are given.
    pub form: ElementForm,
    /// Whether kernels can use the elements where they are: all are aligned and in the byte order of this machine.
    pub is_usable: bool,
    /// Whether its elements lie in a row along the inner axes.
    pub direct: bool,
    /// How blocks of it are used; chosen for a run.
    pub way: Way,
    /// Whether it is gathered together with neighbouring rows.
    pub is_transposed: bool,
    /// For a gathered array: whether the rows are all alike (it is broadcast along the outer axes).
    pub same_rows: bool,
    /// For a gathered array: after how many elements its content repeats within a row; the row's length if it does not.
    pub period: usize,
}

impl WalkedArray {
    /// Whether it is one element for all of a row, which can be used where it is.
    pub fn is_same(&self) -> bool {
        !self.direct && self.is_usable && self.period == 1 && !self.is_transposed
    }

    /// Moves it to where the elements of an array like it start; says whether these are aligned as those before were.
    #[inline]
    pub fn move_to(&mut self, base: *mut u8) -> bool {
        let offset = self.start.addr().wrapping_sub(self.base.addr()).cast_signed();
        let fits = is_aligned(base.addr() ^ self.base.addr(), self.size);
        (self.start, self.base) = (base.wrapping_offset(offset), base);
        fits
    }

    /// Whether its elements are close together along an axis, and far apart along the last one.
    fn is_close(&self, strides: &[isize], axis: usize) -> bool {
        let apart = strides[strides.len() - 1].unsigned_abs();
        (1..=LINE / 2).contains(&strides[axis].unsigned_abs()) && apart >= LINE && self.form != ElementForm::Counted
    }
}

/// Whether the elements of an array lie in a row along some axes.
fn is_direct(array: &WalkedArray, axes: &[usize], strides: &[isize]) -> bool {
    let mut expected = array.size as isize;
    let mut fits = |(&length, &stride): (&usize, &isize)| {
        let fits = length == 1 || stride == expected;
        expected *= length as isize;
        fits
    };
    array.is_usable && axes.iter().zip(strides).rev().all(&mut fits)
}

/// How the arrays are walked.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Lengths of the merged axes, outermost first.
    pub axes: Vec<usize>,
    /// The arrays, the stores first.
    pub arrays: Vec<WalkedArray>,
    /// Strides in bytes, array by array, `pitch` for each, of which the first ones count.
    strides: Vec<isize>,
    /// The axes there were before any were dropped or merged.
    pitch: usize,
    /// How many of the axes are outer ones.
    pub outer: usize,
    /// How many rows there are.
    pub rows: usize,
    /// Elements in a row.
    pub row_len: usize,
    /// The outer axis along which some arrays lie closer together than along a row, if there is one.
    pub transposed: Option<usize>,
    /// How many neighbours along that axis are gathered together; chosen for a run.
    pub abreast: usize,
    /// How far, in elements of the walk, arrays read from where the same arrays are written.
    pub distances: Vec<isize>,
    /// Room to sort in.
    order: Vec<usize>,
    sorted_axes: Vec<usize>,
    sorted_strides: Vec<isize>,
    /// The axes that were turned round.
    turned: Vec<bool>,
}

impl Layout {
    /// Begins anew with the axes of a pass.
    pub fn start(&mut self, lengths: &[usize]) {
        self.axes.clear();
        self.axes.extend_from_slice(lengths);
        self.pitch = lengths.len();
        self.arrays.clear();
        self.strides.clear();
    }

    /// Adds elements of an array.
    pub fn add(&mut self, place: Place<'_>, map: &[Coordinate]) {
        let Place { start: base, size, form, strides } = place;
        debug_assert_eq!(strides.iter().len(), map.len());
        let first = self.strides.len();
        self.strides.resize(first + self.pitch, 0);
        // Along an axis of length 1 a stride of the caller's may be any number.
        let mut offset = 0_isize;
        for (stride, &coordinate) in strides.iter().zip(map) {
            match coordinate {
                Coordinate::Fixed(place) => offset = offset.wrapping_add(place.wrapping_mul(stride)),
                Coordinate::Along { axis, start, step } => {
                    offset = offset.wrapping_add(start.wrapping_mul(stride));
                    let along = &mut self.strides[first + axis];
                    *along = along.wrapping_add(step.wrapping_mul(stride));
                }
            }
        }
        let start = base.wrapping_offset(offset);
        let moving = self.strides[first..].iter().zip(&self.axes).filter(|(_, length)| **length > 1);
        let bytes = moving.fold(start.addr(), |bytes, (stride, _)| bytes | stride.unsigned_abs());
        self.arrays.push(WalkedArray {
            start,
            base,
            size,
            form,
            is_usable: form == ElementForm::Native && is_aligned(bytes, size),
            direct: false,
            way: Way::Direct,
            is_transposed: false,
            same_rows: false,
            period: 0,
        });
    }

    /// Moves the start of the array added last to other places along the axes.
    pub fn begin_at(&mut self, places: &[usize]) {
        let strides = &self.strides[self.strides.len() - self.pitch..];
        let offset: isize = strides.iter().zip(places).map(|(stride, &place)| stride * place as isize).sum();
        let array = self.arrays.last_mut().expect("one was added");
        array.start = array.start.wrapping_offset(offset);
    }

    /// Adds the numbers that count along an axis.
    pub fn add_count(&mut self, map: &[Coordinate]) {
        let strides = Strides::new(&[1], 1);
        let place = Place { start: std::ptr::null_mut(), size: size_of::<i64>(), form: ElementForm::Counted, strides };
        self.add(place, map);
    }

    /// The strides of an array.
    pub fn strides(&self, array: usize) -> &[isize] {
        &self.strides[array * self.pitch..][..self.axes.len()]
    }

    /// Merges and splits the axes; none may be of length 0. `reaches` are the distances along each axis at which
    /// arrays read what is written; `cost` is that of a row, `stores` the arrays that are written.
    pub fn finish(&mut self, reaches: &[Box<[isize]>], cost: RowCost, stores: usize) {
        self.distances.clear();
        self.transposed = None;
        if reaches.is_empty() && self.is_one_row() {
            self.make_one_row(self.axes.iter().product());
        } else {
            self.turn_axes();
            self.sort_axes();
            self.measure(reaches);
            self.merge_axes(0);
        }
        self.split(cost);
        if reaches.is_empty() {
            self.transpose(stores, self.outer, |_| true);
        }
    }

    /// Merges and splits the axes for a pass that folds; array `fold` is a place that a fold goes to, and does not move
    /// along the axes that are folded. Rows are made of the last axes that are folded, or of the last that are not; of
    /// the others those that are folded come behind, so that all rows that become one follow each other.
    ///
    /// All of this follows from the `whole` lengths of the axes and from which are folded: neither strides nor how much
    /// is done at a time have a say in it, since what is a row that is folded, and in which order rows are, decides how
    /// a sum is rounded. Strides say only which rows are gathered together; the arrays before `written` are not read.
    pub fn finish_for_folds(&mut self, fold: usize, whole: &[usize], written: usize) {
        self.distances.clear();
        let Self { strides, pitch, order, .. } = self;
        let axes = whole;
        let is_kept = |axis: usize| strides[fold * *pitch + axis] != 0;
        order.clear();
        order.extend((0..*pitch).filter(|&axis| axes[axis] != 1));
        let inner_is_kept = order.last().is_some_and(|&axis| is_kept(axis));
        let (mut inner, mut inner_len) = (0, 1_usize);
        for &axis in order.iter().rev().take_while(|&&axis| is_kept(axis) == inner_is_kept) {
            if inner_len >= LONG_FOLD {
                break;
            }
            (inner, inner_len) = (inner + 1, inner_len.saturating_mul(axes[axis]));
        }
        let longest = order.iter().copied().filter(|&axis| is_kept(axis)).max_by_key(|&axis| axes[axis]);
        if let Some(longest) = longest.filter(|&axis| !inner_is_kept && inner_len < SHORT_FOLD.min(axes[axis])) {
            // A short row that is folded takes longer than an element of each of many rows.
            order.retain(|&axis| axis != longest);
            order.push(longest);
            inner = 1;
        }
        let outer = order.len() - inner;
        order[..outer].sort_by_key(|&axis| !is_kept(axis)); // stable
        self.apply_order();
        self.outer = self.merge_axes(outer);
        self.row_len = self.axes[self.outer..].iter().product();
        self.describe_lanes();
        let (kept, keeps_rows) = self.kept_axes(fold);
        // Rows that are kept are added up in the order that they have.
        let last = self.outer.saturating_sub(1);
        self.transpose(written, kept, |axis| axis < kept || !keeps_rows || axis == last);
    }

    /// Finds the axis along which rows are gathered together, if any is, among those that `may_be`. The order of the
    /// first `free` axes makes no difference; the arrays before `first` are written.
    fn transpose(&mut self, first: usize, free: usize, may_be: impl Fn(usize) -> bool) {
        self.transposed = None;
        let close = |axis: usize| {
            (first..self.arrays.len()).filter(|&i| self.arrays[i].is_close(self.strides(i), axis)).count()
        };
        let found = (0..self.outer).filter(|&axis| may_be(axis)).map(|axis| (close(axis), axis)).max();
        let Some((_, axis)) = found.filter(|(close, _)| *close > 0) else { return };
        for (array, strides) in self.arrays.iter_mut().zip(self.strides.chunks_exact(self.pitch)).skip(first) {
            array.is_transposed = array.is_close(&strides[..self.axes.len()], axis);
        }
        if axis < free {
            self.axes.swap(axis, free - 1);
            self.strides.chunks_exact_mut(self.pitch).for_each(|strides| strides.swap(axis, free - 1));
        }
        self.transposed = Some(if axis < free { free - 1 } else { axis });
    }

    /// How many of the outer axes are kept by a fold, and whether the inner one is; they come first.
    pub fn kept_axes(&self, fold: usize) -> (usize, bool) {
        let strides = self.strides(fold);
        let kept = strides[..self.outer].iter().take_while(|&&stride| stride != 0).count();
        (kept, strides[self.outer] != 0)
    }

    /// Whether all arrays are direct along all axes as they are, which is the common case.
    fn is_one_row(&self) -> bool {
        self.arrays.iter().enumerate().all(|(i, array)| is_direct(array, &self.axes, self.strides(i)))
    }

    /// Whether rows of the axes so far are better blocks than longer rows, in which some arrays can no longer be used
    /// where they are: to copy a stretch into a block costs 12 ns and 0.1 for each element.
    fn is_better_apart(&self, cost: RowCost) -> bool {
        let lost = self.arrays_in_place(self.outer, cost) - self.arrays_in_place(self.outer - 1, cost);
        lost * (12 + self.row_len / 10) > cost.of_a_row()
    }

    /// How many arrays are used where they are along the axes from one on.
    fn arrays_in_place(&self, outer: usize, cost: RowCost) -> usize {
        let is_in_place = |(i, array): &(usize, &WalkedArray)| {
            let strides = &self.strides(*i)[outer..];
            let is_same = || array.is_usable && strides.iter().all(|&stride| stride == 0);
            is_direct(array, &self.axes[outer..], strides) || cost == RowCost::Machine && is_same()
        };
        self.arrays.iter().enumerate().filter(is_in_place).count()
    }

    fn make_one_row(&mut self, length: usize) {
        self.axes.clear();
        self.axes.push(length);
        self.pitch = 1;
        self.strides.clear();
        self.strides.extend(self.arrays.iter().map(|array| array.size as isize));
    }

    /// Turns round the axes along which the first store's stride is negative.
    fn turn_axes(&mut self) {
        self.turned.clear();
        for axis in 0..self.axes.len() {
            let is_backwards = self.strides[axis] < 0 && self.axes[axis] > 1;
            self.turned.push(is_backwards);
            if is_backwards {
                let last = self.axes[axis] as isize - 1;
                for (i, array) in self.arrays.iter_mut().enumerate() {
                    let stride = &mut self.strides[i * self.pitch + axis];
                    array.start = array.start.wrapping_offset(*stride * last);
                    *stride = -*stride;
                }
            }
        }
    }

    /// Drops axes of length 1 and sorts the others by the first store's strides.
    fn sort_axes(&mut self) {
        let Self { axes, strides, pitch, order, .. } = self;
        order.clear();
        order.extend((0..*pitch).filter(|&axis| axes[axis] != 1));
        order.sort_by_key(|&axis| std::cmp::Reverse(strides[axis])); // stable, and the first store's come first
        self.apply_order();
    }

    /// Puts the axes in the order that has been found.
    fn apply_order(&mut self) {
        let Self { axes, strides, pitch, order, sorted_axes, sorted_strides, .. } = self;
        sorted_axes.clear();
        sorted_axes.extend(order.iter().map(|&axis| axes[axis]));
        sorted_strides.clear();
        for array in 0..self.arrays.len() {
            sorted_strides.extend(order.iter().map(|&axis| strides[array * *pitch + axis]));
        }
        std::mem::swap(axes, sorted_axes);
        std::mem::swap(strides, sorted_strides);
        *pitch = axes.len();
    }

    /// Turns distances along the axes into one along the walk.
    fn measure(&mut self, reaches: &[Box<[isize]>]) {
        for reach in reaches {
            let mut places = 1;
            let mut distance = 0;
            for (&axis, &length) in self.order.iter().zip(&self.axes).rev() {
                distance += places * if self.turned[axis] { -reach[axis] } else { reach[axis] };
                places *= length as isize;
            }
            self.distances.push(distance);
        }
    }

    /// Makes one axis of two neighbours where every array steps through them evenly, but not of the one at `apart` and
    /// the one before it; gives where that is then.
    fn merge_axes(&mut self, apart: usize) -> usize {
        if self.axes.is_empty() {
            // One element: an axis of length 1 saves every other place from a special case.
            self.make_one_row(1);
            return 0;
        }
        let (mut last, mut apart_now) = (0, 0);
        for axis in 1..self.axes.len() {
            let length = self.axes[axis];
            let of_lanes = || self.strides.chunks_exact(self.pitch);
            let even = axis != apart && of_lanes().all(|strides| strides[last] == strides[axis] * length as isize);
            if even {
                self.axes[last] *= length;
            } else {
                last += 1;
                self.axes[last] = length;
            }
            if axis == apart {
                apart_now = last;
            }
            for strides in self.strides.chunks_exact_mut(self.pitch) {
                strides[last] = strides[axis];
            }
        }
        self.axes.truncate(last + 1);
        apart_now
    }

    /// Chooses the inner axes and finds which arrays are direct along them.
    fn split(&mut self, cost: RowCost) {
        let ndim = self.axes.len();
        self.row_len = 1;
        self.outer = ndim;
        while self.outer > 0 && self.row_len < LONG_ROW {
            if self.row_len >= SHORTEST_ROW && self.is_better_apart(cost) {
                break;
            }
            self.outer -= 1;
            self.row_len *= self.axes[self.outer];
        }
        self.describe_lanes();
    }

    /// Finds which arrays are direct along the inner axes.
    fn describe_lanes(&mut self) {
        let ndim = self.axes.len();
        self.rows = self.axes[..self.outer].iter().product();
        for (i, array) in self.arrays.iter_mut().enumerate() {
            let strides = &self.strides[i * self.pitch..][..ndim];
            let inner = self.axes[self.outer..].iter().zip(&strides[self.outer..]);
            array.direct = is_direct(array, &self.axes[self.outer..], &strides[self.outer..]);
            array.same_rows = strides[..self.outer].iter().all(|&stride| stride == 0);
            let repeats: usize = inner.take_while(|(_, stride)| **stride == 0).map(|(length, _)| length).product();
            array.period = self.row_len / repeats;
        }
    }

    /// How many rows lie a single step apart, from one on.
    pub fn rows_in_step(&self, row: usize) -> usize {
        match self.outer.checked_sub(1) {
            Some(axis) => self.axes[axis] - row % self.axes[axis],
            None => 1,
        }
    }

    /// From a row of an array to the next one, if that lies a single step further.
    pub fn row_step(&self, array: usize) -> isize {
        self.outer.checked_sub(1).map_or(0, |axis| self.strides(array)[axis])
    }

    /// Moves the pointers some rows further, each a single step.
    pub fn next_rows(&self, rows: usize, starts: &mut [*mut u8]) {
        for (start, strides) in starts.iter_mut().zip(self.strides.chunks_exact(self.pitch)) {
            *start = start.wrapping_offset(strides[self.outer - 1] * rows as isize);
        }
    }

    /// Puts the pointers to the beginning of a row into `starts`.
    pub fn row(&self, row: usize, starts: &mut Vec<*mut u8>) {
        starts.clear();
        starts.extend(self.arrays.iter().map(|array| array.start));
        let mut rest = row;
        for axis in (0..self.outer).rev() {
            let position = (rest % self.axes[axis]) as isize;
            rest /= self.axes[axis];
            for (array, start) in starts.iter_mut().enumerate() {
                *start = start.wrapping_offset(position * self.strides[array * self.pitch + axis]);
            }
        }
    }
}
