//! The block machine: takes the blocks of a bound pass through its instructions.
//!
//! - [`block`] says how long blocks are, [`ways`] how arrays get to them and whether machine code runs; [`run`] takes
//!   them through the kernels;
//! - [`gather`] brings elements that are not in a row into a block and back, [`stream_store`] writes past the caches,
//!   [`copy`] saves operands that share memory with outputs;
//! - [`write_back`] delays writes to where elements are still to be read;
//! - [`cancel`] ends a run that the caller has cancelled;
//! - [`threads`] spreads blocks over the pool that the caller is in, or one of [`pools`].

mod block;
mod cancel;
mod copy;
pub mod gather;
mod pools;
mod run;
mod stream_store;
mod threads;
mod ways;
mod write_back;

pub use block::{BlockReason, ROWS_OF_A_LEAF};
pub use cancel::Cancelled;
pub use copy::Copies;
pub use run::{Block, Leaves, PassRun};
pub use threads::Workers;
pub use ways::is_called_often;
