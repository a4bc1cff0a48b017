//! Runs programs over arrays: passes × blocks × threads.
//!
//! 1. [`bind`] checks the arrays against the program and computes what is needed once; all that can fail fails here;
//! 2. [`layout`] merges axes and cuts each pass into runs that blocks lie within;
//! 3. [`run`] takes block after block, as long as [`block`] says, through the pass's kernels, resolved once by [`link`];
//! 4. [`hold`] keeps back what is written where it is still to be read;
//! 5. [`tiles`] goes over a pass that keeps values for a tile;
//! 6. [`fold`] makes one element of many, along the tree of [`branches`];
//! 7. [`bands`] runs passes together that find in cache what the one before has read;
//! 8. [`scan`] makes running sums; [`stream`] goes over arrays that are larger than memory;
//! 9. [`transfer`] brings elements that are not in a row into a block and back.
//!
//! [`threads`] spreads the blocks over the pool that the caller is in or one of [`pools`], [`scratch`] is the memory that a thread keeps for its registers. A [`probe`] may look on,
//! as [`stopwatch`] does; [`survey`] says how a program would be run.

mod bands;
pub mod bind;
pub mod block;
mod branches;
mod fold;
pub mod hold;
pub mod layout;
pub mod link;
mod pools;
mod probe;
pub mod run;
mod scan;
pub mod scratch;
mod stopwatch;
pub mod stream;
pub mod survey;
pub mod threads;
mod tiles;
pub mod transfer;

pub use bind::{Arrays, Prepared, execute, made_shapes, prepare};
pub use link::Compiled;
pub use probe::Work;
pub use scratch::Binding;
pub use stopwatch::Stopwatch;
