//! The memory that a thread works in, kept between calls.

use super::description::Description;
use super::memory::{AlignedMemory, Pointer, TemporaryArray};
use super::route::Route;
use crate::array::Output;
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
    /// By slot, how far it is from one row to the next of those that are computed at a time, if several are.
    pub steps: Vec<isize>,
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
    /// Copies of single elements of outputs, one for each load that is a scalar.
    pub own_values: Vec<Storage>,
}

/// What a call works in on the calling thread.
#[derive(Default)]
pub struct Binding {
    /// The single values of a pass.
    pub scalars: ScalarValues,
    /// Integers given by value, and what they are converted to.
    pub integers: IntegerValues,
    /// What is kept from one pass to another.
    pub temporaries: Vec<TemporaryArray>,
}

/// What binding finds that depends on neither addresses nor values: it holds for all arrays of the same types, shapes,
/// strides and byte orders.
#[derive(Default)]
pub struct Findings {
    /// The lengths of the passes' axes, one pass after the other.
    pub lengths: Vec<usize>,
    /// The shapes of the outputs that are still to be made; empty until the pass that writes it is measured.
    pub made: Vec<Vec<usize>>,
    /// The most bytes that a pass may hold back.
    pub delayed: usize,
    /// How the passes are walked, over outputs that are described so if they have been made.
    pub routes: Routes,
    outputs: Description,
    /// Room for the description of others.
    others: Description,
}

impl Findings {
    /// Forgets what does not hold for outputs that have been made.
    pub fn written_to(&mut self, outputs: &[Output<'_>]) {
        self.others.begin();
        self.others.add_outputs(outputs);
        if self.others != self.outputs {
            std::mem::swap(&mut self.others, &mut self.outputs);
            self.routes.forget();
        }
    }
}

/// How the passes of a program are walked.
#[derive(Default)]
pub struct Routes {
    /// One for each pass, as far as they have been run; or a single one, for pass after pass.
    routes: Vec<Route>,
    /// Whether there is one for each.
    has_all: bool,
}

impl Routes {
    /// The routes of longer programs are not kept: such a call takes its time in any case.
    const KEPT: usize = 64;

    /// Begins anew, for a program of so many passes.
    pub fn start(&mut self, passes: usize) {
        self.has_all = passes <= Self::KEPT;
        self.forget();
    }

    /// Forgets all routes; their memory is kept.
    pub fn forget(&mut self) {
        self.routes.iter_mut().for_each(|route| route.blocks = None);
    }

    /// That of a pass; its blocks are none unless it has been walked.
    pub fn of_pass(&mut self, pass: usize) -> &mut Route {
        let place = if self.has_all { pass } else { 0 };
        if self.routes.len() <= place {
            self.routes.resize_with(place + 1, Route::default);
        }
        let route = &mut self.routes[place];
        if !self.has_all {
            route.blocks = None;
        }
        route
    }
}

/// What a thread needs for a tile.
#[derive(Default)]
pub struct Tile {
    /// How the arrays are walked.
    pub route: Route,
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
