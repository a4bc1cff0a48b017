//! Which programs can be run some rows at a time, and why others cannot.

use crate::exec::bind::Compiled;
use crate::program::{Coordinate, Load, Memory, Pass, Store};

/// Temporaries of a program that runs by rows may take no more: it is asked for because memory is short.
const MOST_TEMPORARIES: usize = 64 << 20;

/// What has been written of an output, in which row group.
struct Written<'p> {
    output: usize,
    group: usize,
    map: &'p [Coordinate],
}

/// Why a program cannot be run by rows, if it cannot.
pub fn obstacle(compiled: &Compiled, is_source: impl Fn(usize) -> bool, sinks: &[usize]) -> Option<&'static str> {
    let program = compiled.program();
    if !program.checks.1.is_empty() || !program.looked_up.is_empty() {
        return Some("elements are looked up by their indices, which are checked before anything is written");
    }
    let is_sink = |memory: Memory| matches!(memory, Memory::Output(output) if sinks.contains(&output));
    let is_streamed = |load: &&Load| matches!(load.memory, Memory::Input(name) if is_source(name));
    let bytes = |pass: &Pass, store: &Store| {
        let lengths = store.map.iter().map(|coordinate| coordinate.count(&pass.extents));
        lengths.fold(store.dtype.size(), usize::saturating_mul)
    };
    let mut temporaries = 0_usize;
    let mut written: Vec<Written<'_>> = Vec::new();
    let groups = program.row_groups.iter().enumerate().flat_map(|(group, &count)| std::iter::repeat_n(group, count));
    for ((pass, _), group) in compiled.passes().zip(groups) {
        // The rows of a result stay until all passes of their row group have been over them.
        let is_there = |written: &[Written<'_>], memory: Memory, map: &[Coordinate]| {
            written.iter().any(|it| memory == Memory::Output(it.output) && it.group == group && it.map == map)
        };
        let is_measured = |store: &&Store| match store.memory {
            Memory::Temporary(temporary) => program.temporaries[temporary].shape.is_none(),
            _ => false,
        };
        for store in pass.stores.iter().filter(is_measured) {
            temporaries = temporaries.saturating_add(bytes(pass, store));
        }
        let mut loads = pass.loads.iter().chain(pass.tile_buffers.iter().flat_map(|buffer| &buffer.pass.loads));
        let goes_by_rows =
            loads.any(|load| is_streamed(&load)) || pass.stores.iter().any(|store| is_sink(store.memory));
        if goes_by_rows && !pass.tile_buffers.is_empty() {
            return Some("values that are read at several places are kept for more than a row");
        }
        if goes_by_rows && !pass.distances.is_empty() {
            return Some("an array is updated in place");
        }
        for load in &pass.loads {
            if is_sink(load.memory) && !is_there(&written, load.memory, &load.map) {
                return Some("a result is read again");
            }
            let goes_by_rows = || load.map.first().is_some_and(|coordinate| coordinate.goes_along(0));
            if is_streamed(&load) && !goes_by_rows() {
                return Some("rows are not read in their order");
            }
        }
        for store in pass.stores.iter().filter(|store| is_sink(store.memory)) {
            let Memory::Output(output) = store.memory else { continue };
            if is_there(&written, store.memory, &store.map) {
                continue;
            }
            let whole = |(place, (coordinate, &length)): (usize, (&Coordinate, &usize))| match *coordinate {
                Coordinate::Along { axis, start: 0, step: 1 } => {
                    pass.extents[axis] == length && (place > 0 || axis == 0)
                }
                Coordinate::Fixed(0) => length == 1 && place > 0,
                _ => false,
            };
            let is_known = written.iter().any(|it| it.output == output);
            if is_known || !store.map.iter().zip(&program.shapes[output]).enumerate().all(whole) {
                return Some("a result is written in several parts");
            }
            written.push(Written { output, group, map: &store.map });
        }
    }
    let shaped = program.temporaries.iter().filter_map(|temporary| {
        let shape = temporary.shape.as_ref()?;
        Some(shape.iter().copied().fold(temporary.dtype.size(), usize::saturating_mul))
    });
    temporaries = shaped.fold(temporaries, usize::saturating_add);
    (temporaries > MOST_TEMPORARIES).then_some("it needs too much memory between its passes")
}
