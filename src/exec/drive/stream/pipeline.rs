//! Takes the passes of a row group over chunk after chunk: reading, computing and writing at the same time.

use super::chunk::{Chunk, RowSource, Streamed, StreamedPasses, failed};
use super::compute::{Computing, folds_first_axis};
use crate::array::WriteRows;
use crate::error::{CallbackError, Error};
use crate::exec::bind::{Area, Arrays, Binding, Bound, BoundPass, Intermediates, Layout, ScalarValues, lay_out};
use crate::exec::drive::pass::Call;
use crate::exec::drive::passes::run_group;
use crate::exec::drive::row_group::RowGroup;
use crate::exec::fold;
use crate::exec::machine::Workers;
use crate::options::Options;
use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Bytes of a chunk: what is read and written at a time should stay in the last cache.
const CHUNK_BYTES: usize = 8 << 20;
/// Chunks in memory at the same time: one is read, one computed, one written.
const CHUNKS: usize = 3;

/// Runs a program over arrays of which those that are not in memory have been bound without their elements. `progress`
/// is told of the bytes that have been read.
pub fn execute(
    bound: Bound<'_>,
    streamed: &mut Streamed<'_>,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), Error> {
    let Bound { compiled, arrays, findings, binding } = bound;
    let workers = Workers::Asked(options.threads);
    let call = Call { options, workers: &workers, probe: () };
    for row_group in RowGroup::all(compiled) {
        match StreamedPasses::new(row_group, arrays, streamed) {
            Some(passes) => passes.run(arrays, streamed, call, progress, binding)?,
            None => run_group(row_group, arrays, call, findings, binding).map_err(|cancelled| cancelled.error())?,
        }
    }
    Ok(())
}

impl StreamedPasses<'_> {
    /// Runs the passes chunk by chunk.
    pub fn run(
        &self,
        arrays: Arrays<'_>,
        streamed: &mut Streamed<'_>,
        call: Call<'_, ()>,
        progress: &(dyn Fn(u64) + Sync),
        binding: &mut Binding,
    ) -> Result<(), Error> {
        if self.row_group.passes.iter().any(|pass| pass.extents.contains(&0)) {
            return Ok(());
        }
        let length = self.chunk_length(arrays, binding);
        let mut scalars: Vec<ScalarValues> = self.row_group.passes.iter().map(|_| ScalarValues::default()).collect();
        let intermediates = Intermediates::passes(&binding.integers, &binding.temporaries);
        let mut computing = Computing::new(self, arrays, intermediates, &mut scalars, call);
        let mut compute = |chunk: &mut Chunk| computing.compute(chunk).map_err(|cancelled| cancelled.error());
        let first = 0..length.min(self.places);
        let chunks = (0..CHUNKS.min(self.places.div_ceil(length))).map(|_| Chunk::new(self, first.clone()));
        let chunks: Vec<Chunk> = chunks.collect::<Result<_, _>>()?;
        match self.at_once(chunks, length, streamed, &mut compute, progress) {
            Some(outcome) => outcome,
            None => self.in_turns(length, streamed, &mut compute, progress),
        }
    }

    /// Reads, computes and writes at the same time; gives nothing, and has done nothing, if the threads cannot be
    /// started.
    fn at_once(
        &self,
        chunks: Vec<Chunk>,
        length: usize,
        streamed: &mut Streamed<'_>,
        compute: &mut impl FnMut(&mut Chunk) -> Result<(), Error>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Option<Result<(), Error>> {
        let Streamed { sources, sinks } = streamed;
        let (free, empty) = sync_channel::<Chunk>(CHUNKS);
        let (read, full) = sync_channel::<Result<Chunk, Error>>(CHUNKS);
        let (written, done) = sync_channel::<Chunk>(CHUNKS);
        chunks.into_iter().for_each(|chunk| free.send(chunk).expect("the channel has room for all of them"));
        thread::scope(|scope| {
            let writer = thread::Builder::new().spawn_scoped(scope, move || self.write(sinks, done, free)).ok()?;
            let reader = move || self.read(length, sources, empty, read, progress);
            if thread::Builder::new().spawn_scoped(scope, reader).is_err() {
                drop(written); // the writer waits for it
                return None;
            }
            for chunk in full {
                match chunk.and_then(|mut chunk| compute(&mut chunk).map(|()| chunk)) {
                    Ok(chunk) => {
                        if written.send(chunk).is_err() {
                            break; // the writer has failed, and says why
                        }
                    }
                    Err(error) => return Some(Err(error)),
                }
            }
            drop(written);
            match writer.join() {
                Ok(outcome) => Some(outcome.map_err(failed)),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// Reads, computes and writes one after the other.
    fn in_turns(
        &self,
        length: usize,
        streamed: &mut Streamed<'_>,
        compute: &mut impl FnMut(&mut Chunk) -> Result<(), Error>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(), Error> {
        let Streamed { sources, sinks } = streamed;
        let (mut chunk, mut bytes) = (Chunk::new(self, 0..length.min(self.places))?, 0);
        for places in self.chunks(length) {
            bytes += self.read_chunk(&mut chunk, places, sources)?;
            progress(bytes);
            compute(&mut chunk)?;
            self.write_chunk(&mut chunk, sinks).map_err(failed)?;
        }
        Ok(())
    }

    /// The places of each chunk.
    fn chunks(&self, length: usize) -> impl Iterator<Item = Range<usize>> {
        let places = self.places;
        (0..places).step_by(length).map(move |start| start..(start + length).min(places))
    }

    /// How many places a chunk has: as many as [`CHUNK_BYTES`] allow, in whole leaves of the trees of folds.
    fn chunk_length(&self, arrays: Arrays<'_>, binding: &mut Binding) -> usize {
        let read = self.windows.iter().map(|window| {
            let rows = window.rows(&(0..2)).len() - window.rows(&(0..1)).len();
            window.row_bytes * rows.max(1)
        });
        let bytes: usize = read.chain(self.results.iter().map(|result| result.row_bytes)).sum();
        let (mut leaf, mut layout) = (1, Layout::default());
        for (pass, linked) in self.row_group.passes().filter(|(pass, _)| folds_first_axis(pass)) {
            let Binding { scalars, integers, temporaries } = &mut *binding;
            let intermediates = Intermediates::passes(integers, temporaries);
            lay_out(
                BoundPass { pass, linked, arrays, intermediates, scalars },
                Area::whole(&pass.extents),
                false,
                &mut layout,
            );
            leaf = fold::leaf_places(pass, &layout).max(leaf);
        }
        (CHUNK_BYTES / bytes.max(1)).max(1).next_multiple_of(leaf)
    }

    /// Reads chunk after chunk into those that are free.
    fn read(
        &self,
        length: usize,
        sources: &mut [RowSource<'_>],
        empty: Receiver<Chunk>,
        full: SyncSender<Result<Chunk, Error>>,
        progress: &(dyn Fn(u64) + Sync),
    ) {
        let mut bytes = 0;
        for places in self.chunks(length) {
            let Ok(mut next) = empty.recv() else { return };
            match self.read_chunk(&mut next, places, sources) {
                Ok(read) => bytes += read,
                Err(error) => {
                    // Nobody listens if the run has failed otherwise.
                    let _ = full.send(Err(error));
                    return;
                }
            }
            progress(bytes);
            if full.send(Ok(next)).is_err() {
                return;
            }
        }
    }

    /// Reads a chunk; gives how many bytes.
    fn read_chunk(&self, chunk: &mut Chunk, places: Range<usize>, sources: &mut [RowSource<'_>]) -> Result<u64, Error> {
        chunk.move_to(self, places)?;
        let mut bytes = 0;
        for (window, rows) in self.windows.iter().zip(&mut chunk.inputs) {
            let rows = rows.bytes();
            window.read(&chunk.places, &mut sources[window.source], rows)?;
            bytes += rows.len() as u64;
        }
        Ok(bytes)
    }

    /// Writes chunk after chunk, and gives their memory back.
    fn write(
        &self,
        sinks: &mut [(usize, Box<dyn WriteRows>)],
        done: Receiver<Chunk>,
        free: SyncSender<Chunk>,
    ) -> Result<(), CallbackError> {
        for mut chunk in done {
            self.write_chunk(&mut chunk, sinks)?;
            // The reader may have come to its end.
            let _ = free.send(chunk);
        }
        Ok(())
    }

    fn write_chunk(&self, chunk: &mut Chunk, sinks: &mut [(usize, Box<dyn WriteRows>)]) -> Result<(), CallbackError> {
        let mut rows = self.results.iter().zip(&mut chunk.outputs);
        rows.try_for_each(|(result, rows)| sinks[result.sink].1.write_rows(rows.bytes()))
    }
}
