//! Goes over the passes of a program.
//!
//! [`passes`] runs one after the other; [`tiles`] goes over a pass that computes values for a tile and its margin
//! first, and
//! [`row_chunks`] takes passes together that find in cache what the one before has read; [`stream`] goes over arrays
//! that are larger than memory.

mod passes;
mod row_chunks;
pub mod stream;
mod tiles;

pub use passes::{RowGroup, execute};
pub use row_chunks::chunk_of;
pub use tiles::tile_of;
