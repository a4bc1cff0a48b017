//! Runs programs over arrays: passes × blocks × threads.
//!
//! ```text
//! bind     arrays against a program: checks, lengths, memory, pointers; all that can fail fails here,
//!          and only what has been bound can be run
//! machine  block after block of a pass through its kernels, on all threads
//! fold     many elements to one, along a tree that the shape fixes; running sums
//! drive    pass after pass, whole, in tiles or some rows at a time; arrays that are larger than memory
//! inspect  the time that each piece takes, and what would be done, without doing it
//! ```
//!
//! Each of these knows what stands above it. A [`probe`] may look on while the machine works.

mod bind;
mod drive;
mod fold;
mod inspect;
mod machine;
mod probe;

pub(crate) use bind::kept;
pub use bind::{Arrays, Binding, BlockCut, Bound, Calls, Compiled, Description, OperandList, zeroed};
pub use drive::{execute, stream};
pub use inspect::{Access, BlockPlan, MachineLoop, Portion, Stopwatch, Surveyed, survey};
pub use machine::BlockReason;
pub use probe::Work;
