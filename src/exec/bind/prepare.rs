//! Binds arrays to a program, before any element is computed.
//!
//! [`prepare`] finds all that can fail; after it nothing can, so an error never leaves an output half written. Memory
//! is taken here too, or tried where it will be taken little by little. (Errors found while a pass is laid out would
//! come earlier in the text, and later in the run: an output of an earlier pass would have been written.)

use super::arrays::Arrays;
use super::bound::{Bound, check, shape_of};
use super::link::Compiled;
use super::memory::{as_many, check_memory};
use super::scratch::{Binding, Findings};
use crate::array::Source;
use crate::error::{BindError, Error};
use crate::program::{Coordinate, Initial, Memory, Pass, Program, Store};
use crate::shape;
use std::sync::Arc;

/// Whether a program can run.
#[must_use]
pub enum Prepared<'b> {
    /// It can, and nothing will fail.
    Ready(Bound<'b>),
    /// An integer given by value does not fit where it is used: the compiler has to know what is given by value.
    NeedsValues,
}

/// Converts integers given by value, finds the lengths of all passes and makes room for what is stored between them.
pub fn prepare<'b>(
    compiled: &'b Arc<Compiled>,
    arrays: Arrays<'b>,
    findings: &'b mut Findings,
    binding: &'b mut Binding,
) -> Result<Prepared<'b>, Error> {
    let program = compiled.program();
    if !convert(program, arrays, binding) {
        return Ok(Prepared::NeedsValues);
    }
    assert!(arrays.outputs.is_empty() || arrays.outputs.len() == program.outputs.len(), "all outputs, or none");
    let made = if arrays.outputs.is_empty() { program.outputs.len() } else { 0 };
    start(program, made, findings);
    make_room(program, binding)?;
    for (pass, _) in compiled.passes() {
        let begin = findings.lengths.len();
        if program.is_sized {
            findings.lengths.extend_from_slice(&pass.extents);
        } else {
            measure(pass, arrays, findings, binding)?;
        }
        let lengths = &findings.lengths[begin..];
        findings.delayed = most_bytes_delayed(pass, lengths).max(findings.delayed);
        make_room_for_stores(program, pass, lengths, binding)?;
        for store in &pass.stores {
            if let Memory::Output(output) = store.memory
                && made > 0
                && !program.is_sized
            {
                findings.made[output].clear();
                findings.made[output].extend(store.map.iter().map(|coordinate| coordinate.count(lengths)));
            }
        }
        // Lengths that have been measured are those of the arrays.
        if program.is_sized {
            check(pass, lengths, arrays, &binding.temporaries);
        }
    }
    check_memory(findings.delayed)?;
    Ok(Prepared::Ready(Bound { compiled, arrays, findings, binding }))
}

/// The same for arrays that are like those of an earlier call of the same program, of which the `findings` are: what
/// is left to be done depends on values, and on the memory that there is. Says whether all integers fit.
#[inline]
pub(super) fn prepare_again(
    program: &Program,
    arrays: Arrays<'_>,
    findings: &Findings,
    binding: &mut Binding,
) -> Result<bool, Error> {
    if !convert(program, arrays, binding) {
        return Ok(false);
    }
    check_memory(findings.delayed)?;
    if !program.temporaries.is_empty() {
        make_room(program, binding)?;
        let mut lengths = &findings.lengths[..];
        for pass in &program.passes {
            let of_pass = lengths.split_off(..pass.extents.len()).expect("each axis has its length");
            make_room_for_stores(program, pass, of_pass, binding)?;
        }
    }
    Ok(true)
}

/// Converts integers given by value; says whether all of them fit.
#[inline]
fn convert(program: &Program, arrays: Arrays<'_>, binding: &mut Binding) -> bool {
    if program.integers.sources.is_empty() {
        return true; // no pass reads any
    }
    let given = |name: usize| match arrays.operand(name).source() {
        Source::Value(value) => *value,
        Source::Array { .. } => unreachable!("the program was compiled for a value here"),
    };
    program.integers.convert(given, &mut binding.integers)
}

/// Begins anew, for so many outputs that are to be made.
fn start(program: &Program, made: usize, findings: &mut Findings) {
    findings.lengths.clear();
    findings.delayed = 0;
    findings.routes.start(program.passes.len());
    findings.made.resize_with(made, Vec::new);
    for (shape, known) in findings.made.iter_mut().zip(&program.shapes) {
        shape.clear();
        if program.is_sized {
            shape.extend_from_slice(known);
        }
    }
}

/// Makes room for the temporaries whose shapes are known.
fn make_room(program: &Program, binding: &mut Binding) -> Result<(), Error> {
    let rooms = as_many(&mut binding.temporaries, program.temporaries.len());
    for (i, temporary) in program.temporaries.iter().enumerate() {
        let (earlier, rooms) = rooms.split_at_mut(i);
        let room = &mut rooms[0];
        if let (Some(shape), Initial::Of(other)) = (&temporary.shape, &temporary.initial) {
            room.share(&earlier[*other], shape, temporary.dtype.size());
            continue;
        }
        if let Some(shape) = &temporary.shape {
            room.reserve(shape.iter().copied(), temporary.dtype.size())?;
        }
        match &temporary.initial {
            Initial::Open | Initial::Of(_) => {}
            Initial::Same(value) => room.fill(std::iter::repeat(value)),
            Initial::Each(values) => room.fill(values.iter()),
        }
    }
    Ok(())
}

/// Makes room for the temporaries that one pass alone writes.
fn make_room_for_stores(program: &Program, pass: &Pass, lengths: &[usize], binding: &mut Binding) -> Result<(), Error> {
    for store in &pass.stores {
        if let Memory::Temporary(temporary) = store.memory
            && program.temporaries[temporary].shape.is_none()
        {
            let shape = store.map.iter().map(|coordinate| coordinate.count(lengths));
            binding.temporaries[temporary].reserve(shape, store.dtype.size())?;
        }
    }
    Ok(())
}

/// How many bytes a pass may hold over a box, at most: as many places as lie between the furthest elements read before
/// and behind a place and that place, in the order of axes that puts most between them.
fn most_bytes_delayed(pass: &Pass, lengths: &[usize]) -> usize {
    if pass.distances.is_empty() || lengths.contains(&0) {
        return 0;
    }
    let places = lengths.iter().copied().fold(1, usize::saturating_mul);
    let intermediates = |distance: &[isize]| {
        let along = distance.iter().zip(lengths).map(|(&by, length)| by.unsigned_abs().saturating_mul(places / length));
        along.fold(0, usize::saturating_add)
    };
    let furthest = pass.distances.iter().map(|distance| intermediates(distance)).max().unwrap_or(0);
    let bytes: usize = pass.stores.iter().map(|store| store.dtype.size()).sum();
    furthest.saturating_mul(2).min(places).saturating_mul(bytes)
}

/// Finds the lengths of a pass of a program that only broadcasts, from its arrays, which it checks as it goes.
fn measure(pass: &Pass, arrays: Arrays<'_>, findings: &mut Findings, binding: &Binding) -> Result<(), Error> {
    const UNKNOWN: usize = usize::MAX;
    let begin = findings.lengths.len();
    findings.lengths.resize(begin + pass.extents.len(), UNKNOWN);
    let loads = pass.loads.iter().map(|load| (load.memory, load.dtype, &load.map));
    let is_output = |store: &&Store| matches!(store.memory, Memory::Output(_));
    let outputs = pass.stores.iter().filter(is_output).map(|store| (store.memory, store.dtype, &store.map));
    for (memory, dtype, map) in loads.chain(outputs) {
        let known = shape_of(memory, dtype, map.len(), arrays, &binding.temporaries);
        // An output that is still to be made has the shape that the pass had which writes it; before that, none.
        let shape = match (known, memory) {
            (Some(shape), _) => shape,
            (None, Memory::Output(output)) => &findings.made[output],
            _ => continue,
        };
        for (&coordinate, &length) in map.iter().zip(shape) {
            let Coordinate::Along { axis, start: 0, step: 1 } = coordinate else {
                assert!(coordinate == Coordinate::Fixed(0) && length == 1, "a program without lengths only broadcasts");
                continue;
            };
            let known = &mut findings.lengths[begin + axis];
            if *known == UNKNOWN {
                *known = length;
            } else if *known != length {
                return Err(mismatch(&[*known], &[length]));
            }
        }
    }
    for length in &mut findings.lengths[begin..] {
        *length = if *length == UNKNOWN { 1 } else { *length };
    }
    Ok(())
}

/// The error of lengths that differ; the caller knows a way to say it better.
fn mismatch(left: &[usize], right: &[usize]) -> Error {
    let (left, right) = (shape::display(left), shape::display(right));
    Error::bind(BindError::ShapeMismatch { left, right }, None)
}
