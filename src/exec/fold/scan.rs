//! Folds up to each element along an axis: running sums and products.
//!
//! The elements are in a temporary, and each is joined with the one before it, strictly one after the other as NumPy
//! does: rows at a time where the axis is not the last one. Lines that do not depend on each other go to threads.

#![allow(unsafe_code)]

use crate::exec::bind::{AlignedMemory, Linked, Pointer, TemporaryArray};
use crate::exec::machine::{Cancelled, Workers};
use crate::ops::{Kernel, MAX_OPERANDS, Operands};
use crate::options::Options;
use crate::program::Scan;

/// Elements of a row that are joined at a time.
const PART: usize = 1024;

/// A temporary that is scanned.
struct Scanned {
    start: Pointer,
    kernel: Kernel,
    /// Bytes an element.
    size: usize,
    /// Elements along the axis.
    length: usize,
    /// Elements from one to the next along the axis.
    row: usize,
}

/// Scans a temporary.
pub fn run(
    scan: &Scan,
    linked: &Linked,
    temporary: &TemporaryArray,
    workers: &Workers,
    options: &Options,
) -> Result<(), Cancelled> {
    let (kernel, size) = linked.scan.expect("the pass scans");
    let shape = temporary.shape();
    let (length, row) = (shape[scan.axis], shape[scan.axis + 1..].iter().product::<usize>());
    let lines = shape[..scan.axis].iter().product::<usize>();
    if length == 0 || row == 0 {
        return Ok(());
    }
    let scanned = Scanned { start: Pointer(temporary.start()), kernel, size, length, row };
    let parts = row.div_ceil(PART);
    // A chain of additions costs the time of some dozen that are not.
    let work = shape.iter().product::<usize>().saturating_mul(if row == 1 { 16 } else { 2 });
    workers.each(lines * parts, work, |i| {
        scanned.line(i / parts, i % parts);
        Cancelled::look_at(options.cancel.as_ref())
    })
}

impl Scanned {
    /// Scans a line of rows, a part of each.
    fn line(&self, line: usize, part: usize) {
        let (from, len) = (part * PART, PART.min(self.row - part * PART));
        let first = self.start.0.wrapping_add((line * self.length * self.row + from) * self.size);
        let mut room = AlignedMemory::new(len * self.size);
        for i in 1..self.length {
            let this = first.wrapping_add(i * self.row * self.size);
            let mut operands: Operands = [std::ptr::null(); MAX_OPERANDS];
            (operands[0], operands[1]) = (this.wrapping_sub(self.row * self.size).cast_const(), this.cast_const());
            // SAFETY: both rows lie in the temporary, this part of them is this thread's alone, and the room is
            // elsewhere.
            unsafe {
                (self.kernel)(room.start(), &operands, len);
                this.copy_from_nonoverlapping(room.start(), len * self.size);
            }
        }
    }
}
