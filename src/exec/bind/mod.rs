//! Binds arrays to a program.
//!
//! - [`arrays`] are the caller's operands and outputs;
//! - [`memory`] is what cache lines and temporaries are made of, [`scratch`] what a thread keeps for its work;
//! - [`link`] looks up a program's kernels, once a compilation, and [`units`] keeps the machine code that is made
//!   instead;
//! - [`prepare`] finds the lengths of all passes and makes room for what is kept between them; all that can fail fails
//!   there;
//! - [`bound`] is what it makes, without which no program runs;
//! - [`layout`] merges axes and cuts a pass into rows that blocks lie within, [`pointers`] fills in where the arrays
//!   are.

mod arrays;
mod bound;
mod layout;
mod link;
mod memory;
mod pointers;
mod prepare;
mod scratch;
mod units;

pub use arrays::{Arrays, OperandList};
pub use bound::Bound;
pub use layout::{ElementForm, Layout, WalkedArray, Way};
pub use link::{Compiled, Linked};
pub use memory::{AlignedMemory, LINE, Pointer, TemporaryArray, zeroed};
pub use pointers::{Area, BoundPass, Intermediates, lay_out};
pub use prepare::{Prepared, prepare};
pub(crate) use scratch::kept;
pub use scratch::{Binding, ScalarValues, Scratch, Tile, with_scratch, with_tile};
