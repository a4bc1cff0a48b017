//! The memory that a thread works in, kept between calls.

use super::layout::Layout;
use crate::dtype::{Element, Storage};

/// A cache line, the unit that blocks are aligned to.
pub const LINE: usize = 64;

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([u8; LINE]);

/// A thread's registers and pointers.
#[derive(Default)]
pub struct Scratch {
    lines: Vec<Line>,
    /// The pointers that steps refer to by slot.
    pub slots: Vec<*mut u8>,
    /// How much of a gathered block is still right, by lane: see [`super::run`].
    pub gathered: Vec<usize>,
    /// Where the current row starts, by lane.
    pub rows: Vec<*mut u8>,
}

impl Scratch {
    /// At least `bytes` bytes, aligned to a line; what was there is lost.
    pub fn reserve(&mut self, bytes: usize) -> *mut u8 {
        let lines = bytes.div_ceil(LINE);
        if self.lines.len() < lines {
            // Not zeroed anew: registers are written before they are read. (Growing a `Vec` copies, so make a new one.)
            self.lines = vec![Line([0; LINE]); lines];
        }
        self.lines.as_mut_ptr().cast()
    }
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
    // SAFETY: the memory comes from the global allocator with the layout of a vector of this capacity, and bytes of
    // zero are a value of every element type.
    Some(unsafe { Vec::from_raw_parts(start, len, len) })
}

/// What a call needs on the calling thread.
#[derive(Default)]
pub struct Binding {
    /// The common shape.
    pub shape: Vec<usize>,
    /// How the arrays are walked.
    pub layout: Layout,
    /// The scalar registers.
    pub scalars: Vec<Storage>,
    /// The value of an output that is an operand, if it has no axes.
    pub own_value: Storage,
    /// The pointers that all threads share.
    pub slots: Vec<*mut u8>,
}

/// Defines a function that lends a value which the thread keeps from call to call; a nested call gets a fresh one.
macro_rules! kept {
    ($(#[$doc:meta])* $visibility:vis fn $name:ident($type:ty)) => {
        $(#[$doc])*
        $visibility fn $name<R>(f: impl FnOnce(&mut $type) -> R) -> R {
            thread_local! {
                static KEPT: std::cell::Cell<Option<Box<$type>>> = const { std::cell::Cell::new(None) };
            }
            let mut value = KEPT.take().unwrap_or_default();
            let result = f(&mut value);
            KEPT.set(Some(value));
            result
        }
    };
}
pub(crate) use kept;

kept! {
    /// Lends the thread's [`Scratch`].
    pub fn with_scratch(Scratch)
}
