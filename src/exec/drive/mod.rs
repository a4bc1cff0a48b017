//! Goes over the passes of a program.
//!
//! [`passes`] runs one after the other; [`tiles`] runs a pass that has tile buffers, and [`row_chunks`] those that may
//! be run together, some rows at a time; [`stream`] goes over arrays that are larger than memory.

mod pass;
mod passes;
mod row_chunks;
mod row_group;
pub mod stream;
mod tiles;

pub use passes::execute;
pub use row_chunks::chunk_of;
pub use row_group::RowGroup;
pub use tiles::tile_of;
