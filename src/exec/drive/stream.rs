//! Runs a program over arrays that are larger than memory, a lot of their rows at a time.
//!
//! ```text
//!   read a lot ──▶ compute it, on all threads ──▶ write a lot
//!        ▲                                            │
//!        └──────────── room for the next ◀────────────┘
//! ```
//!
//! Passes go along their first axis as bands do (see [`super::row_chunks`]): for each lot of its places the rows that are read
//! there are brought into memory, and the passes run over that part of their boxes. A thread reads the next lot meanwhile,
//! and another one writes the last; where none can be started, all is done in turns. What becomes one element of many goes
//! on from lot to lot in the same tree, so the result has the same bits as in memory. Mapping files into memory would need
//! none of this, but a file that shrinks ends a program that has mapped it, and what is resident could not be told.

#![allow(unsafe_code)]

use super::passes::{Call, run_band};
use crate::array::{Operand, Output, ReadRows, WriteRows};
use crate::element::DType;
use crate::error::{BindError, CallbackError, Error, ErrorKind};
use crate::exec::bind::{
    Arrays, Between, Binding, Blocks, Compiled, Layout, Linked, Scalars, compute_scalars, lay_out, length_of,
};
use crate::exec::fold;
use crate::exec::fold::Partial;
use crate::exec::machine::{Run, Workers};
use crate::options::Options;
use crate::program::{Coordinate, Lane, Memory, Pass, Store};
use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Bytes of a lot: what is read and written at a time should stay in the last cache.
const LOT_BYTES: usize = 8 << 20;
/// Lots on the way at the same time: read, computed, written.
const LOTS: usize = 3;
/// Temporaries of a program that runs by rows may take no more.
const MOST_TEMPORARIES: usize = 64 << 20;

/// The arrays that are not in memory.
pub struct Streamed<'s> {
    /// Those read.
    pub sources: Vec<Source<'s>>,
    /// Those written, with the position of the output.
    pub sinks: Vec<(usize, Box<dyn WriteRows>)>,
}

/// An array that is read some rows at a time. Its type and shape are those that the program was compiled for: what has
/// the rows is not asked again, as it might say something else.
pub struct Source<'s> {
    /// The position of its name.
    pub name: usize,
    /// The name itself.
    pub text: &'s str,
    /// The type of its elements.
    pub dtype: DType,
    /// Bytes of a row.
    pub row_bytes: usize,
    /// What has the rows.
    pub rows: &'s mut dyn ReadRows,
}

impl Source<'_> {
    /// Reads rows from one on into memory that is as long as some whole rows.
    fn read(&mut self, first: usize, memory: &mut [u8]) -> Result<(), Error> {
        debug_assert!(self.row_bytes == 0 || memory.len().is_multiple_of(self.row_bytes));
        self.rows.read_rows(first, memory).map_err(failed)?;
        // Kernels take the bytes for values of the type: any will do for a number, but not for a truth value.
        let is_wrong = |byte: &u8| *byte > 1;
        let wrong = if self.dtype == DType::Bool { memory.iter().position(is_wrong) } else { None };
        match wrong {
            None => Ok(()),
            Some(place) => {
                let (row, byte, name) = (first + place / self.row_bytes, memory[place], self.text);
                Err(failed(format!("`{name}`: row {row} has a bool of byte {byte}, which is neither 0 nor 1").into()))
            }
        }
    }
}

/// Why a program cannot be run by rows, if it cannot.
pub fn obstacle(compiled: &Compiled, is_source: impl Fn(usize) -> bool, sinks: &[usize]) -> Option<&'static str> {
    let program = compiled.program();
    let is_sink = |memory: Memory| matches!(memory, Memory::Output(output) if sinks.contains(&output));
    let is_streamed = |lane: &&Lane| matches!(lane.memory, Memory::Input(name) if is_source(name));
    let bytes = |pass: &Pass, store: &Store| {
        let lengths = store.map.iter().map(|&coordinate| length_of(coordinate, &pass.extents));
        lengths.fold(store.dtype.size(), usize::saturating_mul)
    };
    let mut temporaries = 0_usize;
    let mut written = Vec::new();
    for (pass, _) in compiled.passes() {
        let is_measured = |store: &&Store| match store.memory {
            Memory::Temporary(temporary) => program.temporaries[temporary].shape.is_none(),
            _ => false,
        };
        for store in pass.stores.iter().filter(is_measured) {
            temporaries = temporaries.saturating_add(bytes(pass, store));
        }
        let mut lanes = pass.lanes.iter().chain(pass.kept.iter().flat_map(|kept| &kept.pass.lanes));
        let goes_by_rows =
            lanes.any(|lane| is_streamed(&lane)) || pass.stores.iter().any(|store| is_sink(store.memory));
        if goes_by_rows && !pass.kept.is_empty() {
            return Some("values that are read at several places are kept for more than a row");
        }
        if goes_by_rows && !pass.reaches.is_empty() {
            return Some("an array is updated in place");
        }
        for lane in &pass.lanes {
            if is_sink(lane.memory) {
                return Some("a result is read again");
            }
            if is_streamed(&lane) && !matches!(lane.map[0], Coordinate::Along { axis: 0, .. }) {
                return Some("rows are not read in their order");
            }
        }
        for store in pass.stores.iter().filter(|store| is_sink(store.memory)) {
            let Memory::Output(output) = store.memory else { continue };
            let whole = |(place, (coordinate, &length)): (usize, (&Coordinate, &usize))| match *coordinate {
                Coordinate::Along { axis, start: 0, step: 1 } => {
                    pass.extents[axis] == length && (place > 0 || axis == 0)
                }
                Coordinate::Fixed(0) => length == 1 && place > 0,
                _ => false,
            };
            if written.contains(&output) || !store.map.iter().zip(&program.shapes[output]).enumerate().all(whole) {
                return Some("a result is written in several parts");
            }
            written.push(output);
        }
    }
    let shaped = program.temporaries.iter().filter_map(|temporary| {
        let shape = temporary.shape.as_ref()?;
        Some(shape.iter().copied().fold(temporary.dtype.size(), usize::saturating_mul))
    });
    temporaries = shaped.fold(temporaries, usize::saturating_add);
    (temporaries > MOST_TEMPORARIES).then_some("it needs too much memory between its passes")
}

/// Runs a program that has been prepared; the arrays that are not in memory stand among `arrays` without their elements.
/// `progress` is told of the bytes that have been read.
pub fn execute<'a>(
    compiled: &Compiled,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a> + Sync>,
    streamed: &mut Streamed<'_>,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
    binding: &mut Binding,
) -> Result<(), Error> {
    let workers = Workers::new(options.threads);
    let call = Call { options, workers: &workers, probe: () };
    let (mut passes, mut number, mut begin) = (compiled.passes(), 0, 0);
    for &band in &compiled.program().bands {
        let all: Vec<_> = passes.by_ref().take(band).collect();
        let is_done = match Group::new(&all, streamed) {
            Some(group) => group.run(arrays, streamed, call, progress, binding)?,
            None => run_band(&all, number, begin, arrays, call, binding),
        };
        if !is_done {
            return Err(Error::new(ErrorKind::Cancelled, None));
        }
        number += band;
        begin += all.iter().map(|(pass, _)| pass.extents.len()).sum::<usize>();
    }
    Ok(())
}

/// The rows of an array that passes read, for each place of the first axis.
struct Window {
    /// The position among the sources.
    source: usize,
    row_bytes: usize,
    /// For each lane: its row at place 0, and the step from one place to the next.
    reads: Vec<(isize, isize)>,
}

impl Window {
    /// The rows for some places.
    fn rows(&self, places: &Range<usize>) -> Range<usize> {
        let ends = |&(start, step): &(isize, isize)| {
            let (first, last) = (places.start as isize, places.end as isize - 1);
            [start + step * first, start + step * last]
        };
        let least = self.reads.iter().flat_map(ends).min().unwrap_or(0);
        let most = self.reads.iter().flat_map(ends).max().unwrap_or(0);
        least as usize..most as usize + 1
    }
}

/// Passes that go along the same first axis.
struct Group<'g> {
    passes: &'g [(&'g Pass, &'g Linked)],
    places: usize,
    windows: Vec<Window>,
    /// Bytes of a row of each result that is written here, and its position among the sinks.
    results: Vec<(usize, usize)>,
}

/// The arrays of a lot.
struct Lot {
    places: Range<usize>,
    inputs: Vec<Room>,
    outputs: Vec<Room>,
}

impl Lot {
    /// Room for some places, if there is memory for it.
    fn new(group: &Group<'_>, places: Range<usize>) -> Result<Self, Error> {
        let rooms = |count: usize| (0..count).map(|_| Room::default()).collect();
        let (inputs, outputs) = (rooms(group.windows.len()), rooms(group.results.len()));
        let mut lot = Lot { places: 0..0, inputs, outputs };
        lot.move_to(group, places)?;
        Ok(lot)
    }

    /// Makes room for other places.
    fn move_to(&mut self, group: &Group<'_>, places: Range<usize>) -> Result<(), Error> {
        for (room, window) in self.inputs.iter_mut().zip(&group.windows) {
            room.resize(window.rows(&places).len() * window.row_bytes)?;
        }
        for (room, (_, row_bytes)) in self.outputs.iter_mut().zip(&group.results) {
            room.resize(places.len() * row_bytes)?;
        }
        self.places = places;
        Ok(())
    }
}

/// Memory of a lot's array.
#[derive(Default)]
struct Room {
    blocks: Blocks,
    bytes: usize,
}

impl Room {
    /// Makes room for a number of bytes, if there is memory for them.
    fn resize(&mut self, bytes: usize) -> Result<(), Error> {
        self.blocks.try_reserve(bytes)?;
        self.bytes = bytes;
        Ok(())
    }

    fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: there is room for so many bytes, all written once, borrowed as the room is.
        unsafe { std::slice::from_raw_parts_mut(self.blocks.start(), self.bytes) }
    }
}

/// The error of rows that could not be read or written.
fn failed(cause: CallbackError) -> Error {
    Error::bind(BindError::Rows { cause: cause.into() }, None)
}

impl<'g> Group<'g> {
    /// The passes, if any of them reads or writes what is not in memory.
    fn new(passes: &'g [(&'g Pass, &'g Linked)], streamed: &Streamed<'_>) -> Option<Self> {
        let mut windows = Vec::new();
        for (i, source) in streamed.sources.iter().enumerate() {
            let lanes = passes.iter().flat_map(|(pass, _)| &pass.lanes);
            let reads: Vec<(isize, isize)> = lanes
                .filter(|lane| lane.memory == Memory::Input(source.name))
                .filter_map(|lane| match lane.map[0] {
                    Coordinate::Along { start, step, .. } => Some((start, step)),
                    Coordinate::Fixed(_) => None,
                })
                .collect();
            if !reads.is_empty() {
                windows.push(Window { source: i, row_bytes: source.row_bytes, reads });
            }
        }
        let mut results = Vec::new();
        for (sink, (output, _)) in streamed.sinks.iter().enumerate() {
            let mut stores = passes.iter().flat_map(|(pass, _)| pass.stores.iter().map(move |store| (pass, store)));
            if let Some((pass, store)) = stores.find(|(_, store)| store.memory == Memory::Output(*output)) {
                results.push((sink, pass.extents[1..].iter().product::<usize>() * store.dtype.size()));
            }
        }
        let places = passes[0].0.extents.first().copied()?;
        let is_needed = !(windows.is_empty() && results.is_empty());
        is_needed.then_some(Self { passes, places, windows, results })
    }

    /// Runs the passes lot by lot; says whether they were not cancelled.
    fn run<'a>(
        &self,
        arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a> + Sync>,
        streamed: &mut Streamed<'_>,
        call: Call<'_, ()>,
        progress: &(dyn Fn(u64) + Sync),
        binding: &mut Binding,
    ) -> Result<bool, Error> {
        if self.passes.iter().any(|(pass, _)| pass.extents.contains(&0)) {
            return Ok(true);
        }
        let lot = self.lot(arrays, binding);
        let mut computing = Computing::new(self, arrays, call, binding);
        let names: Vec<usize> = self.windows.iter().map(|window| streamed.sources[window.source].name).collect();
        let outputs: Vec<usize> = self.results.iter().map(|(sink, _)| streamed.sinks[*sink].0).collect();
        let mut compute = |lot: &mut Lot| computing.compute(lot, &names, &outputs);
        let first = 0..lot.min(self.places);
        let lots = (0..LOTS.min(self.places.div_ceil(lot))).map(|_| Lot::new(self, first.clone()));
        let lots: Vec<Lot> = lots.collect::<Result<_, _>>()?;
        match self.at_once(lots, lot, streamed, &mut compute, progress) {
            Some(outcome) => outcome,
            None => self.in_turns(lot, streamed, &mut compute, progress),
        }
    }

    /// Reads, computes and writes at the same time; gives nothing, and has done nothing, if the threads cannot be started.
    fn at_once(
        &self,
        lots: Vec<Lot>,
        lot: usize,
        streamed: &mut Streamed<'_>,
        compute: &mut impl FnMut(&mut Lot) -> bool,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Option<Result<bool, Error>> {
        let Streamed { sources, sinks } = streamed;
        let (free, empty) = sync_channel::<Lot>(LOTS);
        let (read, full) = sync_channel::<Result<Lot, Error>>(LOTS);
        let (written, done) = sync_channel::<Lot>(LOTS);
        lots.into_iter().for_each(|lot| free.send(lot).expect("there is room for all of them"));
        thread::scope(|scope| {
            let writer = thread::Builder::new().spawn_scoped(scope, move || self.write(sinks, done, free)).ok()?;
            let reader = move || self.read(lot, sources, empty, read, progress);
            if thread::Builder::new().spawn_scoped(scope, reader).is_err() {
                drop(written); // the writer waits for it
                return None;
            }
            let mut is_done = true;
            for lot in full {
                let mut lot = match lot {
                    Ok(lot) => lot,
                    Err(error) => return Some(Err(error)),
                };
                is_done = compute(&mut lot);
                if !is_done || written.send(lot).is_err() {
                    break;
                }
            }
            drop(written);
            match writer.join() {
                Ok(outcome) => Some(outcome.map(|()| is_done).map_err(failed)),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// Reads, computes and writes one after the other.
    fn in_turns(
        &self,
        lot: usize,
        streamed: &mut Streamed<'_>,
        compute: &mut impl FnMut(&mut Lot) -> bool,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<bool, Error> {
        let Streamed { sources, sinks } = streamed;
        let (mut room, mut bytes) = (Lot::new(self, 0..lot.min(self.places))?, 0);
        for places in self.lots(lot) {
            bytes += self.read_lot(&mut room, places, sources)?;
            progress(bytes);
            if !compute(&mut room) {
                return Ok(false);
            }
            self.write_lot(&mut room, sinks).map_err(failed)?;
        }
        Ok(true)
    }

    /// The places of each lot.
    fn lots(&self, lot: usize) -> impl Iterator<Item = Range<usize>> {
        let places = self.places;
        (0..places).step_by(lot).map(move |start| start..(start + lot).min(places))
    }

    /// How many places are computed at a time.
    fn lot<'a>(&self, arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a>>, binding: &mut Binding) -> usize {
        let read = self.windows.iter().map(|window| {
            let rows = window.rows(&(0..2)).len() - window.rows(&(0..1)).len();
            window.row_bytes * rows.max(1)
        });
        let bytes: usize = read.chain(self.results.iter().map(|(_, bytes)| *bytes)).sum();
        let mut leaf = 1;
        for (pass, _) in self.passes.iter().filter(|(pass, _)| folds_first_axis(pass)) {
            let between = Between::passes(&binding.integers, &binding.temporaries);
            lay_out(pass, arrays, between, &pass.extents, &[], &mut binding.layout);
            leaf = fold::leaf_places(pass, &binding.layout).max(leaf);
        }
        (LOT_BYTES / bytes.max(1)).max(1).next_multiple_of(leaf)
    }

    /// Reads lot after lot into the rooms that are free.
    fn read(
        &self,
        lot: usize,
        sources: &mut [Source<'_>],
        empty: Receiver<Lot>,
        full: SyncSender<Result<Lot, Error>>,
        progress: &(dyn Fn(u64) + Sync),
    ) {
        let mut bytes = 0;
        for places in self.lots(lot) {
            let Ok(mut next) = empty.recv() else { return };
            match self.read_lot(&mut next, places, sources) {
                Ok(read) => bytes += read,
                Err(error) => {
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

    /// Reads a lot; gives how many bytes.
    fn read_lot(&self, lot: &mut Lot, places: Range<usize>, sources: &mut [Source<'_>]) -> Result<u64, Error> {
        lot.move_to(self, places)?;
        let mut bytes = 0;
        for (window, room) in self.windows.iter().zip(&mut lot.inputs) {
            let room = room.bytes();
            sources[window.source].read(window.rows(&lot.places).start, room)?;
            bytes += room.len() as u64;
        }
        Ok(bytes)
    }

    /// Writes lot after lot, and gives their rooms back.
    fn write(
        &self,
        sinks: &mut [(usize, Box<dyn WriteRows>)],
        done: Receiver<Lot>,
        free: SyncSender<Lot>,
    ) -> Result<(), CallbackError> {
        for mut lot in done {
            self.write_lot(&mut lot, sinks)?;
            // The reader may have come to its end.
            let _ = free.send(lot);
        }
        Ok(())
    }

    fn write_lot(&self, lot: &mut Lot, sinks: &mut [(usize, Box<dyn WriteRows>)]) -> Result<(), CallbackError> {
        let mut rooms = self.results.iter().zip(&mut lot.outputs);
        rooms.try_for_each(|((sink, _), room)| sinks[*sink].1.write_rows(room.bytes()))
    }
}

/// Whether a pass folds along its first axis.
fn folds_first_axis(pass: &Pass) -> bool {
    let goes_along = |coordinate: &Coordinate| matches!(coordinate, Coordinate::Along { axis: 0, .. });
    pass.folds.iter().any(|fold| !fold.stores[0].map.iter().any(goes_along))
}

/// What computes lots, one after the other.
struct Computing<'c, 'a, F> {
    group: &'c Group<'c>,
    arrays: &'c Arrays<'a, F>,
    call: Call<'c, ()>,
    binding: &'c mut Binding,
    scalars: Vec<Scalars>,
    partial: Vec<Partial>,
}

impl<'c, 'a, F: Fn(usize) -> &'a Operand<'a> + Sync> Computing<'c, 'a, F> {
    fn new(group: &'c Group<'c>, arrays: &'c Arrays<'a, F>, call: Call<'c, ()>, binding: &'c mut Binding) -> Self {
        let scalars = group.passes.iter().map(|(pass, linked)| {
            let mut scalars = Scalars::default();
            compute_scalars(
                pass,
                linked,
                arrays,
                Between::passes(&binding.integers, &binding.temporaries),
                &mut scalars,
            );
            scalars
        });
        let scalars = scalars.collect();
        let partial = group.passes.iter().map(|_| Partial::default()).collect();
        Self { group, arrays, call, binding, scalars, partial }
    }

    /// Computes a lot; says whether it was not cancelled.
    fn compute(&mut self, lot: &mut Lot, names: &[usize], outputs: &[usize]) -> bool {
        let Self { group, arrays, call, binding, scalars, partial } = self;
        let (start, count) = (lot.places.start, lot.places.len());
        let windows = group.windows.iter().zip(&mut lot.inputs).zip(names);
        let operands: Vec<Operand<'_>> = windows
            .map(|((window, room), &name)| {
                let rows = window.rows(&lot.places);
                let first = room.bytes().as_ptr();
                let whole = (arrays.operand)(name);
                let start = first.wrapping_sub(rows.start * window.row_bytes);
                Operand::in_part(whole.dtype(), whole.shape(), start)
            })
            .collect();
        let operand = |name: usize| match names.iter().position(|&known| known == name) {
            Some(place) => &operands[place],
            None => (arrays.operand)(name),
        };
        let all = arrays.outputs.iter().enumerate().map(|(i, output)| {
            let start = match outputs.iter().position(|&known| known == i) {
                Some(place) => {
                    let (_, row_bytes) = group.results[place];
                    lot.outputs[place].bytes().as_mut_ptr().wrapping_sub(start * row_bytes)
                }
                None => output.start(),
            };
            Output::in_part(output.dtype(), output.shape(), start)
        });
        let all: Vec<Output<'_>> = all.collect();
        let arrays = Arrays { operand, outputs: &all };
        let is_last = lot.places.end == group.places;
        let mut layout = Layout::default();
        group.passes.iter().zip(scalars).zip(partial).all(|(((pass, linked), scalars), partial)| {
            let (mut lengths, mut begin) = (pass.extents.to_vec(), vec![0; pass.extents.len()]);
            (lengths[0], begin[0]) = (count, start);
            let between = Between::passes(&binding.integers, &binding.temporaries);
            lay_out(pass, &arrays, between, &lengths, &begin, &mut layout);
            let run = Run::new(pass, linked, &scalars.slots, &mut layout, call.options, ());
            match (pass.folds.is_empty(), folds_first_axis(pass)) {
                (true, _) => call.workers.run(&run),
                (false, false) => fold::run(pass, linked, &run, call.workers),
                (false, true) => {
                    let is_done = fold::add(pass, linked, &run, call.workers, partial);
                    if is_done && is_last {
                        fold::finish(pass, linked, &run, partial);
                    }
                    is_done
                }
            }
        })
    }
}
