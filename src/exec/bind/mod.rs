//! Binds arrays to a program.
//!
//! - [`memory`] is what cache lines and temporaries are made of, [`scratch`] what a thread keeps for its work;
//! - [`link`] looks up a program's kernels, once a compilation;
//! - [`prepare`] finds the lengths of all passes and makes room for what is kept between them; all that can fail fails
//!   there;
//! - [`layout`] merges axes and cuts a pass into rows that blocks lie within, [`pointers`] fills in where the arrays are.

mod layout;
mod link;
mod memory;
mod pointers;
mod prepare;
mod scratch;

pub use layout::{Form, Layout, Way};
pub use link::{Compiled, Linked};
pub use memory::{Blocks, LINE, Temporary, zeroed};
pub use pointers::{Between, compute_scalars, lay_out};
pub use prepare::{Arrays, Prepared, length_of, made_shapes, prepare};
pub(crate) use scratch::kept;
pub use scratch::{Binding, Scalars, Scratch, Tile, with_scratch, with_tile};
