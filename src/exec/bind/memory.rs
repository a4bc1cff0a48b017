//! Memory in whole cache lines, and arrays in it.

use crate::array::Strides;
use crate::element::{Element, Scalar};
use crate::error::{BindError, Error};

/// A cache line, the unit that blocks are aligned to.
pub const LINE: usize = 64;

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct CacheLine([u8; LINE]);

/// Memory for blocks, aligned to a line.
#[derive(Default)]
pub struct AlignedMemory(Vec<CacheLine>);

impl AlignedMemory {
    /// At least that many bytes.
    pub fn new(bytes: usize) -> Self {
        Self(vec![CacheLine([0; LINE]); bytes.div_ceil(LINE)])
    }

    /// At least that many bytes from now on, if there is memory for them; what was there is lost.
    pub fn try_reserve(&mut self, bytes: usize) -> Result<(), Error> {
        if size_of_val(&self.0[..]) < bytes {
            self.0 = Vec::new(); // before there is more
            self.0 = lines(bytes)?;
        }
        Ok(())
    }

    /// At least that many bytes from now on; what was there is lost.
    #[inline]
    pub fn reserve(&mut self, bytes: usize) {
        if self.size() < bytes {
            *self = Self::new(bytes);
        }
    }

    /// How many bytes there are.
    #[inline]
    pub fn size(&self) -> usize {
        size_of_val(&self.0[..])
    }

    /// Where it starts.
    #[inline]
    pub fn start(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }
}

/// So many things wait for the next one who needs as many, while others come and go who need fewer.
const KEPT: usize = 16;

/// As many things as are needed, of those that are kept between calls.
pub fn as_many<T: Default>(things: &mut Vec<T>, count: usize) -> &mut [T] {
    if things.len() < count || things.len() > KEPT {
        things.resize_with(count.max(KEPT.min(things.len())), T::default);
    }
    &mut things[..count]
}

/// Fails if there is no memory for a number of bytes that a run takes little by little, when it cannot fail any more.
#[inline]
pub fn check_memory(bytes: usize) -> Result<(), Error> {
    if bytes < LARGE {
        return Ok(());
    }
    Vec::<CacheLine>::new().try_reserve_exact(bytes.div_ceil(LINE)).map_err(|_| out_of_memory(bytes))
}

fn out_of_memory(bytes: usize) -> Error {
    Error::bind(BindError::OutOfMemory { bytes }, None)
}

/// A vector of zeros, if there is memory for it. Fresh pages come zeroed from the system, so they are not touched
/// before the result is written; `vec![]` does that too, but ends the process where memory does not suffice.
#[allow(unsafe_code)]
pub fn zeroed<T: Element>(len: usize) -> Option<Vec<T>> {
    let layout = std::alloc::Layout::array::<T>(len).ok()?;
    if layout.size() == 0 {
        return Some(Vec::new());
    }
    // SAFETY: the layout is not empty.
    let start = unsafe { std::alloc::alloc_zeroed(layout) }.cast::<T>();
    if start.is_null() {
        return None;
    }
    prefer_huge_pages(start.cast(), layout.size());
    // SAFETY: the memory comes from the global allocator with the layout of a vector of this capacity, and bytes of
    // zero are a value of every element type.
    Some(unsafe { Vec::from_raw_parts(start, len, len) })
}

/// Smaller arrays come out of memory that the process has already, or take few pages.
#[cfg(all(target_os = "linux", not(miri)))]
const WORTH_HUGE_PAGES: usize = 4 << 20;

/// Asks for the pages of a new array to be huge, where the system leaves that to programs: each page is faulted in when
/// it is first written to, which takes longer than arithmetic, and there are 512 times fewer. A system that does not
/// know them gives ordinary ones.
#[cfg(all(target_os = "linux", not(miri)))]
#[allow(unsafe_code)]
fn prefer_huge_pages(start: *mut u8, bytes: usize) {
    /// Pages of any processor's are no larger, and advice must begin at one.
    const PAGE: usize = 64 << 10;
    let before = start.align_offset(PAGE);
    if bytes < WORTH_HUGE_PAGES || before >= bytes {
        return;
    }
    let (start, bytes) = (start.wrapping_add(before), (bytes - before) / PAGE * PAGE);
    // SAFETY: the pages are those of the array alone, and how large they are changes nothing that is in them.
    let _ = unsafe { libc::madvise(start.cast(), bytes, libc::MADV_HUGEPAGE) };
}

#[cfg(not(all(target_os = "linux", not(miri))))]
fn prefer_huge_pages(_: *mut u8, _: usize) {}

/// Zeroed memory for a number of bytes, if there is so much.
fn lines(bytes: usize) -> Result<Vec<CacheLine>, Error> {
    let (mut lines, count) = (Vec::new(), bytes.div_ceil(LINE));
    lines.try_reserve_exact(count).map_err(|_| out_of_memory(bytes))?;
    lines.resize(count, CacheLine([0; LINE]));
    Ok(lines)
}

/// An address in memory that threads work on together: they may all have it, and whoever reads or writes there says,
/// where that is done, why nobody else is writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Pointer(pub *mut u8);

impl Pointer {
    /// The addresses alone, as machine code reads and moves them.
    #[allow(unsafe_code)]
    pub fn addresses(pointers: &mut [Pointer]) -> &mut [*mut u8] {
        // SAFETY: a pointer is nothing but the address.
        unsafe { std::slice::from_raw_parts_mut(pointers.as_mut_ptr().cast(), pointers.len()) }
    }
}

// SAFETY: an address by itself gives no access; each use of it is an `unsafe` block with a reason of its own.
#[allow(unsafe_code)]
unsafe impl Send for Pointer {}
// SAFETY: as above.
#[allow(unsafe_code)]
unsafe impl Sync for Pointer {}

/// An array that holds values from one pass to another, or for a tile; its memory is kept between calls.
pub struct TemporaryArray {
    lines: Vec<CacheLine>,
    start: Pointer,
    shape: Vec<usize>,
    strides: Vec<isize>,
}

impl Default for TemporaryArray {
    fn default() -> Self {
        Self { lines: Vec::new(), start: Pointer(std::ptr::null_mut()), shape: Vec::new(), strides: Vec::new() }
    }
}

/// What a call keeps no longer than it runs.
const LARGE: usize = 1 << 20;

impl TemporaryArray {
    /// Makes room for an array of a shape and bytes an element, if there is memory for it; what was there is lost.
    pub fn reserve(&mut self, shape: impl Iterator<Item = usize>, size: usize) -> Result<(), Error> {
        let bytes = self.reshape(shape, size);
        if size_of_val(&self.lines[..]) < bytes {
            self.lines = Vec::new(); // before there is more
            self.lines = lines(bytes)?;
        }
        self.start = Pointer(self.lines.as_mut_ptr().cast());
        Ok(())
    }

    /// The same for an array that is no larger than a tile.
    pub fn reserve_tile(&mut self, shape: impl Iterator<Item = usize>, size: usize) {
        let lines = self.reshape(shape, size).div_ceil(LINE);
        if self.lines.len() < lines {
            self.lines.resize(lines, CacheLine([0; LINE]));
        }
        self.start = Pointer(self.lines.as_mut_ptr().cast());
    }

    /// Stands for the elements of another array, in C order, in a shape of as many.
    pub fn share(&mut self, other: &TemporaryArray, shape: &[usize], size: usize) {
        let bytes = self.reshape(shape.iter().copied(), size);
        debug_assert_eq!(bytes, other.shape.iter().fold(size, |bytes, length| bytes * length), "it is as large");
        self.lines = Vec::new();
        self.start = other.start;
    }

    /// Gives each element its value, of values of the type that there is room for.
    #[allow(unsafe_code)]
    pub fn fill<'s>(&mut self, values: impl Iterator<Item = &'s Scalar>) {
        for (i, value) in values.take(self.shape.iter().product::<usize>()).enumerate() {
            let size = value.dtype().size();
            debug_assert!((i + 1) * size <= size_of_val(&self.lines[..]), "there is room");
            // SAFETY: there is room for that many elements of that size, and the scalar's bytes are one.
            unsafe { self.start.0.add(i * size).copy_from_nonoverlapping(value.as_ptr(), size) };
        }
    }

    /// Sets shape and strides, without room for elements; gives the bytes that they take.
    pub fn reshape(&mut self, shape: impl Iterator<Item = usize>, size: usize) -> usize {
        self.shape.clear();
        self.shape.extend(shape);
        self.strides.clear();
        self.strides.resize(self.shape.len(), 0);
        let mut bytes = size;
        for (stride, &length) in self.strides.iter_mut().zip(&self.shape).rev() {
            *stride = bytes as isize;
            bytes = bytes.saturating_mul(length);
        }
        bytes
    }

    /// Its shape.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Where it starts.
    pub fn start(&self) -> *mut u8 {
        self.start.0
    }

    /// Its first element, of an i64 that a pass has written.
    #[allow(unsafe_code)]
    pub fn first_integer(&self) -> i64 {
        assert!(!self.shape().contains(&0), "there is an element");
        // SAFETY: the memory holds the elements of the shape, aligned, and a pass has written them.
        unsafe { self.start().cast::<i64>().read() }
    }

    /// Its strides.
    pub fn strides(&self) -> Strides<'_> {
        Strides::new(&self.strides, 1)
    }

    /// Gives memory back that is too much to keep.
    pub fn shrink(&mut self) {
        if size_of_val(&self.lines[..]) > LARGE {
            self.lines = Vec::new();
        }
    }
}
