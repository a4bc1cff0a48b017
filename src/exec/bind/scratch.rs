//! The memory that a thread works in, kept between calls.

use super::layout::Layout;
use super::memory::{AlignedMemory, Pointer, TemporaryArray};
use crate::element::Storage;
use crate::program::IntegerValues;

/// A thread's registers and pointers.
#[derive(Default)]
pub struct Scratch {
    memory: AlignedMemory,
    /// The pointers that steps refer to by slot.
    pub slots: Vec<Pointer>,
    /// How much of a gathered block is still right, by load: see [`crate::exec::machine`].
    pub gathered: Vec<usize>,
    /// Where the current row starts, by load.
    pub rows: Vec<*mut u8>,
    /// The memory that machine code works in.
    pub frame: *mut u8,
    /// Where the blocks of rows are that were gathered together, by load of those.
    pub transposed: Vec<*mut u8>,
}

impl Scratch {
    /// At least `bytes` bytes, aligned to a line; what was there is lost. (It is not zeroed anew: registers are written
    /// before they are read.)
    pub fn reserve(&mut self, bytes: usize) -> *mut u8 {
        self.memory.reserve(bytes);
        self.memory.start()
    }
}

/// The single values of a pass, and the pointers that all threads share.
#[derive(Default)]
pub struct ScalarValues {
    /// The pointers, by slot; those to block registers and walked arrays are set by each thread.
    pub slots: Vec<Pointer>,
    /// The scalar registers.
    pub registers: Vec<Storage>,
    /// Copies of single elements of outputs, by load.
    pub own_values: Vec<Storage>,
}

/// What a call needs on the calling thread.
#[derive(Default)]
pub struct Binding {
    /// The lengths of the passes' axes, one pass after the other.
    pub lengths: Vec<usize>,
    /// How the arrays of a pass are walked.
    pub layout: Layout,
    /// The single values of a pass.
    pub scalars: ScalarValues,
    /// Integers given by value, and what they are converted to.
    pub integers: IntegerValues,
    /// What is kept from one pass to another.
    pub temporaries: Vec<TemporaryArray>,
    /// The shapes of the outputs that are still to be made; empty until the pass that writes it is measured.
    pub made: Vec<Vec<usize>>,
}

/// What a thread needs for a tile.
#[derive(Default)]
pub struct Tile {
    /// How the arrays are walked.
    pub layout: Layout,
    /// What is kept.
    pub tile_buffers: Vec<TemporaryArray>,
    /// The lengths and the places of what is being computed.
    pub lengths: Vec<usize>,
    /// Where it begins.
    pub begin: Vec<usize>,
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

kept! {
    /// Lends the thread's [`Tile`].
    pub fn with_tile(Tile)
}
