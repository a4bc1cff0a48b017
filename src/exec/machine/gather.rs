//! Moves elements between arrays and blocks.
//!
//! Elements move as plain words of their size, so there is one loop a width, not one a type.

#![allow(unsafe_code)]

/// The inner axes of a lane: lengths and strides in bytes, and the size of an element.
#[derive(Clone, Copy)]
pub struct Walk<'l> {
    /// Lengths, outermost first.
    pub axes: &'l [usize],
    /// Strides, as many.
    pub strides: &'l [isize],
    /// Bytes an element.
    pub size: usize,
    /// Whether the pointers are the elements.
    pub counts: bool,
}

/// Copies elements `from..from + len` of a row into a block.
///
/// # Safety
/// `row` must be the start of elements laid out as `walk` says, valid for reading; `block` must be aligned, valid
/// for writing `len` elements, and overlap none of them.
pub unsafe fn gather(walk: Walk<'_>, row: *const u8, from: usize, len: usize, block: *mut u8) {
    if walk.counts {
        // SAFETY: the caller's promise for the block; nothing is read.
        return unsafe { runs(walk, row.cast_mut(), from, len, |at, run, stride| count_run(at, run, stride, block)) };
    }
    // SAFETY: the caller's promise; the element's width is the walk's.
    unsafe {
        match walk.size {
            1 => runs(walk, row.cast_mut(), from, len, |at, run, stride| gather_run::<u8>(at, run, stride, block)),
            2 => runs(walk, row.cast_mut(), from, len, |at, run, stride| gather_run::<u16>(at, run, stride, block)),
            4 => runs(walk, row.cast_mut(), from, len, |at, run, stride| gather_run::<u32>(at, run, stride, block)),
            8 => runs(walk, row.cast_mut(), from, len, |at, run, stride| gather_run::<u64>(at, run, stride, block)),
            size => unreachable!("no element has {size} bytes"),
        }
    }
}

/// Copies a block to elements `from..from + len` of a row.
///
/// # Safety
/// As for [`gather`], with reading and writing exchanged.
pub unsafe fn scatter(walk: Walk<'_>, row: *mut u8, from: usize, len: usize, block: *const u8) {
    // SAFETY: the caller's promise; the element's width is the walk's.
    unsafe {
        match walk.size {
            1 => runs(walk, row, from, len, |at, run, stride| scatter_run::<u8>(at, run, stride, block)),
            2 => runs(walk, row, from, len, |at, run, stride| scatter_run::<u16>(at, run, stride, block)),
            4 => runs(walk, row, from, len, |at, run, stride| scatter_run::<u32>(at, run, stride, block)),
            8 => runs(walk, row, from, len, |at, run, stride| scatter_run::<u64>(at, run, stride, block)),
            size => unreachable!("no element has {size} bytes"),
        }
    }
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
    // SAFETY: the caller's promise; the element's width is the walk's.
    unsafe {
        match walk.size {
            1 => runs(walk, row, from, len, |at, run, stride| transpose_run::<u8>(at, run, stride, abreast, blocks)),
            2 => runs(walk, row, from, len, |at, run, stride| transpose_run::<u16>(at, run, stride, abreast, blocks)),
            4 => runs(walk, row, from, len, |at, run, stride| transpose_run::<u32>(at, run, stride, abreast, blocks)),
            8 => runs(walk, row, from, len, |at, run, stride| transpose_run::<u64>(at, run, stride, abreast, blocks)),
            size => unreachable!("no element has {size} bytes"),
        }
    }
}

/// A stretch along the last axis: where it is in the block, and how long it is.
#[derive(Clone, Copy)]
struct Run {
    offset: usize,
    len: usize,
}

/// Calls `copy` with the pointer, the run and the stride for each stretch of elements along the last axis.
fn runs(walk: Walk<'_>, row: *mut u8, from: usize, len: usize, copy: impl Fn(*mut u8, Run, isize)) {
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

/// # Safety
/// As for [`gather`].
unsafe fn gather_run<W: Copy>(at: *const u8, run: Run, stride: isize, block: *mut u8) {
    let at = at.cast::<W>();
    // SAFETY: the block is valid for the run, aligned, and nothing else uses it.
    let block = unsafe { std::slice::from_raw_parts_mut(block.cast::<W>().add(run.offset), run.len) };
    if stride == 0 {
        // SAFETY: the row's elements are valid.
        block.fill(unsafe { *at });
    } else if stride == size_of::<W>() as isize {
        // SAFETY: the row's elements are valid, in a row, and do not overlap the block.
        block.copy_from_slice(unsafe { std::slice::from_raw_parts(at, run.len) });
    } else {
        let stride = stride / size_of::<W>() as isize;
        for (i, element) in block.iter_mut().enumerate() {
            // SAFETY: the row's elements are valid, and a multiple of their size apart.
            *element = unsafe { *at.offset(i as isize * stride) };
        }
    }
}

/// The side of the squares that are transposed in registers.
const SQUARE: usize = 8;

/// # Safety
/// As for [`transpose`].
unsafe fn transpose_run<W: Copy>(at: *const u8, run: Run, stride: isize, abreast: Abreast, blocks: *mut u8) {
    let Abreast { count, stride: across, pitch } = abreast;
    let is_dense = across == size_of::<W>() as isize;
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
                    let square: [[W; SQUARE]; SQUARE] =
                        std::array::from_fn(|i| from.wrapping_offset(i as isize * stride).cast::<[W; SQUARE]>().read());
                    let transposed: [[W; SQUARE]; SQUARE] =
                        std::array::from_fn(|j| std::array::from_fn(|i| square[i][j]));
                    for (j, row) in transposed.into_iter().enumerate() {
                        to.wrapping_add(j * pitch).cast::<[W; SQUARE]>().write(row);
                    }
                } else {
                    for j in 0..rows {
                        for i in 0..columns {
                            let element = from.wrapping_offset(i as isize * stride + j as isize * across);
                            to.wrapping_add(j * pitch).cast::<W>().add(i).write(*element.cast::<W>());
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
unsafe fn scatter_run<W: Copy>(at: *mut u8, run: Run, stride: isize, block: *const u8) {
    let at = at.cast::<W>();
    // SAFETY: the block is valid for the run and aligned.
    let block = unsafe { std::slice::from_raw_parts(block.cast::<W>().add(run.offset), run.len) };
    let stride = stride / size_of::<W>() as isize;
    for (i, element) in block.iter().enumerate() {
        // SAFETY: the row's elements are valid, and a multiple of their size apart.
        unsafe { *at.offset(i as isize * stride) = *element };
    }
}
