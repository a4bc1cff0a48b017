//! What is read and written of arrays that are not in memory, and the memory for the rows of a chunk.

#![allow(unsafe_code)]

use crate::array::{ReadRows, WriteRows};
use crate::element::DType;
use crate::error::{BindError, CallbackError, Error};
use crate::exec::bind::{AlignedMemory, Arrays};
use crate::exec::drive::row_group::RowGroup;
use crate::program::{Coordinate, Memory};
use std::ops::Range;

/// The arrays that are not in memory.
pub struct Streamed<'s> {
    /// Those read.
    pub sources: Vec<RowSource<'s>>,
    /// Those written, with the position of the output.
    pub sinks: Vec<(usize, Box<dyn WriteRows>)>,
}

/// An array that is read some rows at a time. Its type and shape are those that the program was bound to: who has the
/// rows is not asked again, as the answer might be another.
pub struct RowSource<'s> {
    /// The position of its name.
    pub name: usize,
    /// The name itself.
    pub text: &'s str,
    /// Who has the rows.
    pub rows: &'s mut dyn ReadRows,
}

/// The rows of a source that passes read, for each place of their first axis.
pub struct Window {
    /// The position among the sources.
    pub source: usize,
    /// The position of its name.
    pub name: usize,
    pub dtype: DType,
    pub row_bytes: usize,
    /// For each time that passes read the source: the row at place 0, and the step from one place to the next.
    pub reads: Vec<(isize, isize)>,
}

impl Window {
    /// From the first row to behind the last one that some places read.
    pub fn rows(&self, places: &Range<usize>) -> Range<usize> {
        let ends = |&(start, step): &(isize, isize)| {
            let (first, last) = (places.start as isize, places.end as isize - 1);
            [start + step * first, start + step * last]
        };
        let least = self.reads.iter().flat_map(ends).min().unwrap_or(0);
        let most = self.reads.iter().flat_map(ends).max().unwrap_or(0);
        least as usize..most as usize + 1
    }

    /// Reads the rows for some places into memory as long as they are.
    pub fn read(&self, places: &Range<usize>, source: &mut RowSource<'_>, memory: &mut [u8]) -> Result<(), Error> {
        let rows = self.rows(places);
        debug_assert_eq!(memory.len(), rows.len() * self.row_bytes);
        source.rows.read_rows(rows.start, memory).map_err(failed)?;
        // Kernels take the bytes for values of the type: any will do for a number, but not for a truth value.
        let is_wrong = |byte: &u8| *byte > 1;
        let wrong = if self.dtype == DType::Bool { memory.iter().position(is_wrong) } else { None };
        match wrong {
            None => Ok(()),
            Some(place) => {
                let (row, byte, name) = (rows.start + place / self.row_bytes, memory[place], source.text);
                Err(failed(format!("`{name}`: row {row} has a bool of byte {byte}, which is neither 0 nor 1").into()))
            }
        }
    }
}

/// The rows of a result that is not kept in memory.
pub struct ResultRows {
    /// The position among the sinks.
    pub sink: usize,
    /// The position among the outputs.
    pub output: usize,
    pub row_bytes: usize,
}

/// Passes along the same first axis, and the rows that they read and write.
pub struct StreamedPasses<'g> {
    pub row_group: RowGroup<'g>,
    /// The length of the first axis.
    pub places: usize,
    pub windows: Vec<Window>,
    pub results: Vec<ResultRows>,
}

impl<'g> StreamedPasses<'g> {
    /// The passes, if any of them reads or writes what is not in memory.
    pub fn new(row_group: RowGroup<'g>, arrays: Arrays<'_>, streamed: &Streamed<'_>) -> Option<Self> {
        let mut windows = Vec::new();
        for (source, &RowSource { name, .. }) in streamed.sources.iter().enumerate() {
            let loads = row_group.passes.iter().flat_map(|pass| &pass.loads);
            let reads: Vec<(isize, isize)> = loads
                .filter(|load| load.memory == Memory::Input(name))
                .filter_map(|load| match load.map[0] {
                    Coordinate::Along { start, step, .. } => Some((start, step)),
                    Coordinate::Fixed(_) => None,
                })
                .collect();
            if !reads.is_empty() {
                // As they were when the program was bound, whatever the source says now.
                let (dtype, shape) = (arrays.operand(name).dtype(), arrays.operand(name).shape());
                let row_bytes = shape[1..].iter().product::<usize>() * dtype.size();
                windows.push(Window { source, name, dtype, row_bytes, reads });
            }
        }
        let mut results = Vec::new();
        for (sink, &(output, _)) in streamed.sinks.iter().enumerate() {
            let mut stores =
                row_group.passes.iter().flat_map(|pass| pass.stores.iter().map(move |store| (pass, store)));
            if let Some((pass, store)) = stores.find(|(_, store)| store.memory == Memory::Output(output)) {
                let row_bytes = pass.extents[1..].iter().product::<usize>() * store.dtype.size();
                results.push(ResultRows { sink, output, row_bytes });
            }
        }
        let places = row_group.passes[0].extents.first().copied()?;
        let is_needed = !(windows.is_empty() && results.is_empty());
        is_needed.then_some(Self { row_group, places, windows, results })
    }
}

/// The error of rows that could not be read or written.
pub fn failed(cause: CallbackError) -> Error {
    Error::bind(BindError::Rows { cause: cause.into() }, None)
}

/// The rows of all sources and results, for some places of the first axis.
pub struct Chunk {
    pub places: Range<usize>,
    /// The rows of each window.
    pub inputs: Vec<Rows>,
    /// The rows of each result.
    pub outputs: Vec<Rows>,
}

impl Chunk {
    /// Memory for some places, if there is so much.
    pub fn new(passes: &StreamedPasses<'_>, places: Range<usize>) -> Result<Self, Error> {
        let rows = |count: usize| (0..count).map(|_| Rows::default()).collect();
        let (inputs, outputs) = (rows(passes.windows.len()), rows(passes.results.len()));
        let mut chunk = Chunk { places: 0..0, inputs, outputs };
        chunk.move_to(passes, places)?;
        Ok(chunk)
    }

    /// Makes room for the rows of other places.
    pub fn move_to(&mut self, passes: &StreamedPasses<'_>, places: Range<usize>) -> Result<(), Error> {
        for (rows, window) in self.inputs.iter_mut().zip(&passes.windows) {
            rows.resize(window.rows(&places).len() * window.row_bytes)?;
        }
        for (rows, result) in self.outputs.iter_mut().zip(&passes.results) {
            rows.resize(places.len() * result.row_bytes)?;
        }
        self.places = places;
        Ok(())
    }
}

/// Rows of an array, one after the other.
#[derive(Default)]
pub struct Rows {
    memory: AlignedMemory,
    bytes: usize,
}

impl Rows {
    /// Makes room for a number of bytes, if there is memory for them.
    fn resize(&mut self, bytes: usize) -> Result<(), Error> {
        self.memory.try_reserve(bytes)?;
        self.bytes = bytes;
        Ok(())
    }

    pub fn bytes(&mut self) -> &mut [u8] {
        debug_assert!(self.bytes <= self.memory.size());
        // SAFETY: there is memory for so many bytes, which was zeroed once and is borrowed as the rows are.
        unsafe { std::slice::from_raw_parts_mut(self.memory.start(), self.bytes) }
    }
}
