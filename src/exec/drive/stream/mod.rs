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

pub use obstacle::obstacle;

use super::passes::{Call, RowGroup};
use crate::array::{ReadRows, WriteRows};
use crate::error::Error;
use crate::exec::bind::Bound;
use crate::exec::machine::Workers;
use crate::options::Options;
use pipeline::StreamedPasses;

/// Bytes of a chunk: what is read and written at a time should stay in the last cache.
const CHUNK_BYTES: usize = 8 << 20;
/// Chunks in memory at the same time: one is read, one computed, one written.
const CHUNKS: usize = 3;
/// Temporaries of a program that runs by rows may take no more: it is asked for because memory is short.
const MOST_TEMPORARIES: usize = 64 << 20;

/// The arrays that are not in memory.
pub struct Streamed<'s> {
    /// Those read.
    pub sources: Vec<Source<'s>>,
    /// Those written, with the position of the output.
    pub sinks: Vec<(usize, Box<dyn WriteRows>)>,
}

/// An array that is read some rows at a time. Its type and shape are those that the program was bound to: who has the
/// rows is not asked again, as the answer might be another.
pub struct Source<'s> {
    /// The position of its name.
    pub name: usize,
    /// The name itself.
    pub text: &'s str,
    /// Who has the rows.
    pub rows: &'s mut dyn ReadRows,
}

/// Runs a program over arrays of which those that are not in memory have been bound without their elements. `progress`
/// is told of the bytes that have been read.
pub fn execute(
    bound: Bound<'_>,
    streamed: &mut Streamed<'_>,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), Error> {
    let Bound { compiled, arrays, binding } = bound;
    let workers = Workers::new(options.threads);
    let call = Call { options, workers: &workers, probe: () };
    for row_group in RowGroup::all(compiled) {
        match StreamedPasses::new(row_group, arrays, streamed) {
            Some(passes) => passes.run(arrays, streamed, call, progress, binding)?,
            None => row_group.run(arrays, call, binding).map_err(|cancelled| cancelled.error())?,
        }
    }
    Ok(())
}
