//! Binds arrays to a program.
//!
//! - [`arrays`] are the caller's operands and outputs;
//! - [`memory`] is what cache lines and temporaries are made of, [`scratch`] what a thread keeps for its work;
//! - [`link`] looks up a program's kernels, once a compilation, and [`units`] keeps the machine code that is made
//!   instead;
//! - [`prepare`] finds the lengths of all passes and makes room for what is kept between them; all that can fail fails
//!   there;
//! - [`bound`] is what it makes, without which no program runs;
//! - [`calls`] finds an earlier call whose [`description`] is the same, and binds the arrays by what that one found;
//! - [`layout`] merges axes and cuts a pass into rows that blocks lie within, [`pointers`] fills in where the arrays
//!   are; a [`route`] is a layout with the blocks that were chosen for it.

mod arrays;
mod bound;
mod calls;
mod description;
mod layout;
mod link;
mod memory;
mod pointers;
mod prepare;
mod route;
mod scratch;
mod units;

pub use arrays::{Arrays, OperandList};
pub use bound::Bound;
pub use calls::Calls;
pub use description::Description;
pub use layout::{ElementForm, Layout, WalkedArray, Way};
pub use link::{Compiled, Linked};
pub use memory::{AlignedMemory, LINE, Pointer, TemporaryArray, as_many, check_memory, zeroed};
pub use pointers::{Area, BoundPass, Intermediates, lay_out, move_to};
pub use route::{BlockCut, BlockLength, BlockRule, Blocks, Route};
pub(crate) use scratch::kept;
pub use scratch::{Binding, Findings, ScalarValues, Scratch, Tile, with_scratch, with_tile};
