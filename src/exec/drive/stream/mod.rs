//! Runs a program over arrays that are larger than memory, a chunk of their rows at a time.
//!
//! ```text
//!   read a chunk ──▶ compute it, on all threads ──▶ write a chunk
//!        ▲                                               │
//!        └─────────── memory for the next one ◀──────────┘
//! ```
//!
//! The passes of a row group run over a chunk of the places of their first axis (see [`super::row_chunks`]): the rows
//! of arrays that are read there are brought into memory, and the passes run over that part of their boxes. A thread
//! reads the next chunk meanwhile, and another one writes the last; where none can be started, all is done in turns. A
//! fold goes on from chunk to chunk in the same tree, so the result has the same bits as in memory. Mapping files into
//! memory would need none of this, but a file that shrinks ends a program that has mapped it, and what is resident
//! could not be told.
//!
//! - [`obstacle`] says which programs cannot be run so;
//! - [`chunk`] is the memory for the rows of a chunk;
//! - [`pipeline`] reads, computes and writes chunks, at the same time or in turns;
//! - [`compute`] runs the passes over a chunk.

mod chunk;
mod compute;
mod obstacle;
mod pipeline;

pub use chunk::{RowSource, Streamed, failed};
pub use obstacle::obstacle;
pub use pipeline::execute;
