//! Moves elements between arrays and blocks.
//!
//! Elements move as plain words of their size, so there is one loop a width and byte order, not one a type. The array's
//! elements may be anywhere: a processor reads a word that is not aligned as fast as one that is, unless it lies in two
//! lines of memory. Blocks are aligned, and in the byte order of this machine.

#![allow(unsafe_code)]

use crate::exec::bind::ElementForm;

/// The inner axes of an array: lengths and strides in bytes, and what its elements are.
#[derive(Clone, Copy)]
pub struct Walk<'l> {
    /// Lengths, outermost first.
    pub axes: &'l [usize],
    /// Strides, as many.
    pub strides: &'l [isize],
    /// Bytes an element.
    pub size: usize,
    /// How elements are given.
    pub form: ElementForm,
}

/// What an element is moved as.
trait Word: Copy {
    /// The same with the bytes of each number in the other order.
    fn swapped(self) -> Self;
}

macro_rules! words {
    ($($type:ty)*) => {$(
        impl Word for $type {
            #[inline(always)]
            fn swapped(self) -> Self {
                self.swap_bytes()
            }
        }
    )*};
}
words! { u8 u16 u32 u64 }

/// Elements of two numbers.
impl<W: Word> Word for [W; 2] {
    #[inline(always)]
    fn swapped(self) -> Self {
        self.map(W::swapped)
    }
}

/// Evaluates an expression with the word of a walk's elements under the name `$W`, and whether its bytes are swapped
/// under `$SWAPPED`.
macro_rules! with_word {
    ($walk:expr, $W:ident, $SWAPPED:ident => $body:expr) => {
        match ($walk.size, $walk.form) {
            (1, _) => with_word!(@ $W = u8, $SWAPPED = false => $body),
            (2, ElementForm::Swapped(_)) => with_word!(@ $W = u16, $SWAPPED = true => $body),
            (4, ElementForm::Swapped(_)) => with_word!(@ $W = u32, $SWAPPED = true => $body),
            (8, ElementForm::Swapped(4)) => with_word!(@ $W = [u32; 2], $SWAPPED = true => $body),
            (8, ElementForm::Swapped(_)) => with_word!(@ $W = u64, $SWAPPED = true => $body),
            (16, ElementForm::Swapped(_)) => with_word!(@ $W = [u64; 2], $SWAPPED = true => $body),
            (2, _) => with_word!(@ $W = u16, $SWAPPED = false => $body),
            (4, _) => with_word!(@ $W = u32, $SWAPPED = false => $body),
            (8, _) => with_word!(@ $W = u64, $SWAPPED = false => $body),
            (16, _) => with_word!(@ $W = [u64; 2], $SWAPPED = false => $body),
            (size, _) => unreachable!("there is no word of {size} bytes"),
        }
    };
    (@ $W:ident = $type:ty, $SWAPPED:ident = $swapped:literal => $body:expr) => {{
        type $W = $type;
        const $SWAPPED: bool = $swapped;
        $body
    }};
}

/// Copies elements `from..from + len` of a row into a block.
///
/// # Safety
/// `row` must be the start of elements laid out as `walk` says, valid for reading; `block` must be aligned, valid
/// for writing `len` elements, and overlap none of them.
pub unsafe fn gather(walk: Walk<'_>, row: *const u8, from: usize, len: usize, block: *mut u8) {
    debug_assert!(is_block(block, walk.size));
    let row = row.cast_mut();
    if walk.form == ElementForm::Counted {
        // SAFETY: the caller's promise for the block; nothing is read.
        return unsafe { runs(walk, row, from, len, |at, run, stride| count_run(at, run, stride, block)) };
    }
    with_word!(walk, W, SWAPPED => {
        // SAFETY: the caller's promise; the word's width is that of the elements.
        runs(walk, row, from, len, |at, run, stride| unsafe { gather_run::<W, SWAPPED>(at, run, stride, block) });
    });
}

/// Copies a block to elements `from..from + len` of a row.
///
/// # Safety
/// As for [`gather`], with reading and writing exchanged.
pub unsafe fn scatter(walk: Walk<'_>, row: *mut u8, from: usize, len: usize, block: *const u8) {
    debug_assert!(is_block(block, walk.size) && walk.form != ElementForm::Counted);
    with_word!(walk, W, SWAPPED => {
        // SAFETY: the caller's promise; the word's width is that of the elements.
        runs(walk, row, from, len, |at, run, stride| unsafe { scatter_run::<W, SWAPPED>(at, run, stride, block) });
    });
}

/// Neighbouring rows.
#[derive(Clone, Copy)]
pub struct Abreast {
    /// How many there are.
    pub count: usize,
    /// Bytes from one to the next.
    pub stride: isize,
    /// Bytes from the block of one to that of the next.
    pub pitch: usize,
}

/// Copies elements `from..from + len` of neighbouring rows into a block each.
///
/// # Safety
/// As for [`gather`], for each of the rows and blocks.
pub unsafe fn transpose(walk: Walk<'_>, row: *mut u8, from: usize, len: usize, abreast: Abreast, blocks: *mut u8) {
    debug_assert!(is_block(blocks, walk.size) && walk.form != ElementForm::Counted);
    debug_assert!(abreast.count < 2 || abreast.pitch >= len * walk.size);
    with_word!(walk, W, SWAPPED => {
        // SAFETY: the caller's promise; the word's width is that of the elements.
        runs(walk, row, from, len, |at, run, stride| unsafe {
            transpose_run::<W, SWAPPED>(at, run, stride, abreast, blocks);
        });
    });
}

/// Whether a block may begin at an address: aligned as the words of its elements are.
fn is_block(at: *const u8, size: usize) -> bool {
    at.addr().is_multiple_of(size.min(align_of::<u64>()))
}

/// A stretch along the last axis: where it is in the block, and how long it is.
#[derive(Clone, Copy)]
struct Run {
    offset: usize,
    len: usize,
}

/// Calls `copy` with the pointer, the run and the stride for each stretch of elements along the last axis.
fn runs(walk: Walk<'_>, row: *mut u8, from: usize, len: usize, copy: impl Fn(*mut u8, Run, isize)) {
    debug_assert_eq!(walk.axes.len(), walk.strides.len());
    debug_assert!(from + len <= walk.axes.iter().product());
    let (&last, outer) = walk.axes.split_last().expect("a row has an axis");
    let stride = walk.strides[outer.len()];
    let mut offset = 0;
    while offset < len {
        let position = from + offset;
        let (mut rest, along) = (position / last, position % last);
        let mut at = row.wrapping_offset(along as isize * stride);
        for (&length, &step) in outer.iter().zip(walk.strides).rev() {
            at = at.wrapping_offset((rest % length) as isize * step);
            rest /= length;
        }
        let run = Run { offset, len: (last - along).min(len - offset) };
        copy(at, run, stride);
        offset += run.len;
    }
}

/// Writes down the numbers that pointers stand for.
///
/// # Safety
/// As for [`gather`]; nothing is read.
unsafe fn count_run(at: *const u8, run: Run, step: isize, block: *mut u8) {
    let first = at.addr() as i64;
    // SAFETY: the block is valid for the run, aligned, and nothing else uses it.
    let block = unsafe { std::slice::from_raw_parts_mut(block.cast::<i64>().add(run.offset), run.len) };
    for (i, element) in block.iter_mut().enumerate() {
        *element = first.wrapping_add(i as i64 * step as i64);
    }
}

/// Reads an element of an array.
///
/// # Safety
/// It must be valid for reading.
#[inline(always)]
unsafe fn read<W: Word, const SWAPPED: bool>(at: *const u8) -> W {
    // SAFETY: the caller's promise.
    let word = unsafe { at.cast::<W>().read_unaligned() };
    if SWAPPED { word.swapped() } else { word }
}

/// Writes an element of an array.
///
/// # Safety
/// It must be valid for writing.
#[inline(always)]
unsafe fn write<W: Word, const SWAPPED: bool>(at: *mut u8, word: W) {
    // SAFETY: the caller's promise.
    unsafe { at.cast::<W>().write_unaligned(if SWAPPED { word.swapped() } else { word }) };
}

/// # Safety
/// As for [`gather`].
unsafe fn gather_run<W: Word, const SWAPPED: bool>(at: *const u8, run: Run, stride: isize, block: *mut u8) {
    // SAFETY: the block is valid for the run, aligned, and nothing else uses it.
    let block = unsafe { std::slice::from_raw_parts_mut(block.cast::<W>().add(run.offset), run.len) };
    let size = size_of::<W>() as isize;
    // SAFETY: the row's elements are valid, and do not overlap the block.
    unsafe {
        if stride == 0 {
            block.fill(read::<W, SWAPPED>(at));
        } else if stride == size && !SWAPPED {
            block.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(at, size_of_val(block));
        } else if stride == size {
            for (i, element) in block.iter_mut().enumerate() {
                *element = read::<W, SWAPPED>(at.offset(i as isize * size));
            }
        } else {
            for (i, element) in block.iter_mut().enumerate() {
                *element = read::<W, SWAPPED>(at.wrapping_offset(i as isize * stride));
            }
        }
    }
}

/// The side of the squares that are transposed in registers.
const SQUARE: usize = 8;

/// # Safety
/// As for [`transpose`].
unsafe fn transpose_run<W: Word, const SWAPPED: bool>(
    at: *const u8,
    run: Run,
    stride: isize,
    abreast: Abreast,
    blocks: *mut u8,
) {
    let Abreast { count, stride: across, pitch } = abreast;
    let is_dense = across == size_of::<W>() as isize && !SWAPPED;
    let mut column = 0;
    while column < run.len {
        let columns = SQUARE.min(run.len - column);
        let mut row = 0;
        while row < count {
            let rows = SQUARE.min(count - row);
            let from = at.wrapping_offset(column as isize * stride + row as isize * across);
            let to = blocks.wrapping_add(row * pitch + (run.offset + column) * size_of::<W>());
            // SAFETY: the caller's promise, for these rows and columns.
            unsafe {
                if is_dense && rows == SQUARE && columns == SQUARE {
                    let line = |i: usize| from.wrapping_offset(i as isize * stride).cast::<[W; SQUARE]>();
                    let square: [[W; SQUARE]; SQUARE] = std::array::from_fn(|i| line(i).read_unaligned());
                    let transposed: [[W; SQUARE]; SQUARE] =
                        std::array::from_fn(|j| std::array::from_fn(|i| square[i][j]));
                    for (j, row) in transposed.into_iter().enumerate() {
                        to.wrapping_add(j * pitch).cast::<[W; SQUARE]>().write(row);
                    }
                } else {
                    for j in 0..rows {
                        for i in 0..columns {
                            let element = from.wrapping_offset(i as isize * stride + j as isize * across);
                            to.wrapping_add(j * pitch).cast::<W>().add(i).write(read::<W, SWAPPED>(element));
                        }
                    }
                }
            }
            row += rows;
        }
        column += columns;
    }
}

/// # Safety
/// As for [`scatter`].
unsafe fn scatter_run<W: Word, const SWAPPED: bool>(at: *mut u8, run: Run, stride: isize, block: *const u8) {
    // SAFETY: the block is valid for the run and aligned.
    let block = unsafe { std::slice::from_raw_parts(block.cast::<W>().add(run.offset), run.len) };
    let size = size_of::<W>() as isize;
    // SAFETY: the row's elements are valid, and do not overlap the block.
    unsafe {
        if stride == size && !SWAPPED {
            at.copy_from_nonoverlapping(block.as_ptr().cast(), size_of_val(block));
        } else if stride == size {
            for (i, element) in block.iter().enumerate() {
                write::<W, SWAPPED>(at.offset(i as isize * size), *element);
            }
        } else {
            for (i, element) in block.iter().enumerate() {
                write::<W, SWAPPED>(at.wrapping_offset(i as isize * stride), *element);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exec::bind::AlignedMemory;

    /// Sizes of elements, with those of the numbers that they are made of.
    const SIZES: [(usize, usize); 6] = [(1, 1), (2, 2), (4, 4), (8, 8), (8, 4), (16, 8)];

    /// An element with the bytes of each of its numbers turned round, if they are swapped.
    fn turned(element: &[u8], form: ElementForm) -> Vec<u8> {
        let mut element = element.to_vec();
        if let ElementForm::Swapped(number) = form {
            element.chunks_mut(number).for_each(<[u8]>::reverse);
        }
        element
    }

    /// Calls `check` with walks of every width and byte order over rows of some memory, the byte where the row starts,
    /// and the bytes where its elements are, in order.
    fn with_walks(check: impl Fn(Walk<'_>, usize, &[usize])) {
        for (size, form) in SIZES
            .into_iter()
            .flat_map(|(size, number)| [(size, ElementForm::Native), (size, ElementForm::Swapped(number))])
        {
            let dense = size as isize;
            for strides in
                [[7 * dense, dense], [7 * dense, 0], [0, 3 * dense + 1], [-(21 * dense + 5), 3 * dense], [1, -dense]]
            {
                let axes = [3, 7];
                let walk = Walk { axes: &axes, strides: &strides, size, form };
                let start = 3000_usize;
                let place = |i: usize| (i / 7) as isize * strides[0] + (i % 7) as isize * strides[1];
                let places: Vec<usize> =
                    (0..21).map(|i| start.checked_add_signed(place(i)).expect("it lies in the memory")).collect();
                check(walk, start, &places);
            }
        }
    }

    fn memory() -> Vec<u8> {
        (0..6000_u32).map(|i| (i * i % 251) as u8).collect()
    }

    #[test]
    fn gathered_elements_are_those_of_the_array() {
        let memory = memory();
        with_walks(|walk, start, places| {
            for (from, len) in [(0, 21), (3, 11), (20, 1), (5, 0)] {
                let mut block = AlignedMemory::new(21 * walk.size);
                let block = block.start();
                // SAFETY: the elements lie in the memory, and the block has room for them.
                let got = unsafe {
                    gather(walk, memory.as_ptr().wrapping_add(start), from, len, block);
                    std::slice::from_raw_parts(block, len * walk.size)
                };
                let element = |&at: &usize| turned(&memory[at..at + walk.size], walk.form);
                let expected: Vec<u8> = places[from..from + len].iter().flat_map(element).collect();
                assert_eq!(got, expected, "{} bytes, {:?}, {:?}", walk.size, walk.form, walk.strides);
            }
        });
    }

    #[test]
    fn scattered_elements_are_gathered_again() {
        with_walks(|walk, start, places| {
            let (mut array, (from, len)) = (memory(), (3, 15));
            let mut expected = array.clone();
            let mut block = AlignedMemory::new(len * walk.size);
            let block = block.start();
            let written: Vec<u8> = (0..len * walk.size).map(|i| i as u8).collect();
            // SAFETY: the block has room for the elements, which lie in the array.
            unsafe {
                block.copy_from(written.as_ptr(), written.len());
                scatter(walk, array.as_mut_ptr().wrapping_add(start), from, len, block);
            }
            for (&at, element) in places[from..].iter().zip(written.chunks(walk.size)) {
                expected[at..at + walk.size].copy_from_slice(&turned(element, walk.form));
            }
            assert_eq!(array, expected, "{} bytes, {:?}, {:?}", walk.size, walk.form, walk.strides);
        });
    }

    #[test]
    fn neighbouring_rows_are_gathered_together() {
        let memory = memory();
        for (size, form) in SIZES
            .into_iter()
            .flat_map(|(size, number)| [(size, ElementForm::Native), (size, ElementForm::Swapped(number))])
        {
            for (count, len, across) in [(8, 16, size), (11, 9, size), (3, 8, size + 1)] {
                let (axes, strides) = ([len], [(12 * (size + 1)) as isize]);
                let walk = Walk { axes: &axes, strides: &strides, size, form };
                let (pitch, start) = (len * size + 64, memory.as_ptr().cast_mut());
                let abreast = Abreast { count, stride: across as isize, pitch };
                let mut blocks = AlignedMemory::new(count * pitch);
                let blocks = blocks.start();
                // SAFETY: the rows lie in the memory, from which is only read, and there is room for a block each.
                unsafe { transpose(walk, start, 0, len, abreast, blocks) };
                for (row, i) in (0..count).flat_map(|row| (0..len).map(move |i| (row, i))) {
                    // SAFETY: that element of the row's block has been written.
                    let got = unsafe { std::slice::from_raw_parts(blocks.add(row * pitch + i * size), size) };
                    let at = i * 12 * (size + 1) + row * across;
                    assert_eq!(got, turned(&memory[at..at + size], form), "{size} bytes, {form:?}, row {row}");
                }
            }
        }
    }
}
