//! Binds arrays to a program: checks everything, then lays out and runs its passes one after the other.
//!
//! [`prepare`] finds all that can fail; after it nothing can, so an error never leaves an output half written.

#![allow(unsafe_code)]

use super::fold;
use super::layout::Layout;
use super::link::{Compiled, Linked};
use super::probe::{Probe, Work};
use super::run::Run;
use super::scratch::{self, Binding, Scalars, Temporary};
use super::threads::Workers;
use super::{bands, hold, scan, tiles};
use crate::array::{Operand, Output, Source};
use crate::dtype::{DType, Scalar, Storage};
use crate::error::{BindError, Error, ErrorKind};
use crate::options::Options;
use crate::program::{Coordinate, IntegerValues, Memory, Pass, Store};
use crate::shape;

/// The arrays that a program is run over.
pub struct Arrays<'a, F> {
    /// The operand behind a name, by the name's position.
    pub operand: F,
    /// The outputs; none while all are still to be made.
    pub outputs: &'a [Output<'a>],
}

/// What passes read that is not the caller's.
#[derive(Clone, Copy)]
pub struct Between<'b> {
    /// What integers given by value were converted to.
    pub conversions: &'b [Scalar],
    /// Arrays that hold values from one pass to another.
    pub temporaries: &'b [Temporary],
    /// Arrays that hold values for a tile.
    pub kept: &'b [Temporary],
}

impl<'b> Between<'b> {
    /// What there is between passes, outside of tiles.
    pub fn passes(integers: &'b IntegerValues, temporaries: &'b [Temporary]) -> Self {
        Self { conversions: &integers.conversions, temporaries, kept: &[] }
    }
}

/// What all passes of a call are run with.
#[derive(Clone, Copy)]
pub struct Call<'c, P> {
    /// How.
    pub options: &'c Options,
    /// By whom.
    pub workers: &'c Workers,
    /// Who looks on.
    pub probe: P,
}

/// Whether a program can run.
#[must_use]
pub enum Prepared {
    /// It can, and nothing will fail.
    Ready,
    /// An integer given by value does not fit where it is used: the compiler has to know what is given by value.
    NeedsValues,
}

/// Converts integers given by value, finds the lengths of all passes and makes room for what is kept between them.
pub fn prepare<'a>(
    compiled: &Compiled,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a>>,
    binding: &mut Binding,
) -> Result<Prepared, Error> {
    let program = compiled.program();
    let given = |name: usize| match (arrays.operand)(name).source() {
        Source::Value(value) => *value,
        Source::Array { .. } => unreachable!("the program was compiled for a value here"),
    };
    if !program.integers.convert(given, &mut binding.integers) {
        return Ok(Prepared::NeedsValues);
    }
    binding.lengths.clear();
    let made = if arrays.outputs.is_empty() { program.outputs.len() } else { 0 };
    binding.made.resize_with(made, Vec::new);
    for (shape, known) in binding.made.iter_mut().zip(&program.shapes) {
        shape.clear();
        if program.is_sized {
            shape.extend_from_slice(known);
        }
    }
    binding.temporaries.resize_with(program.temporaries.len(), Default::default);
    for (temporary, room) in program.temporaries.iter().zip(&mut binding.temporaries) {
        if let Some(shape) = &temporary.shape {
            room.reserve(shape.iter().copied(), temporary.dtype.size())?;
        }
        if let Some(neutral) = temporary.neutral {
            room.fill(neutral);
        }
    }
    for (pass, _) in compiled.passes() {
        let begin = binding.lengths.len();
        if program.is_sized {
            binding.lengths.extend_from_slice(&pass.extents);
        } else {
            measure(pass, arrays, binding)?;
        }
        scratch::check(hold::most_bytes(pass, &binding.lengths[begin..]))?;
        for store in &pass.stores {
            let shape = store.map.iter().map(|&c| length_of(c, &binding.lengths[begin..]));
            match store.memory {
                Memory::Temporary(temporary) if program.temporaries[temporary].shape.is_none() => {
                    binding.temporaries[temporary].reserve(shape, store.dtype.size())?;
                }
                Memory::Output(output) if made > 0 && !program.is_sized => {
                    binding.made[output].clear();
                    binding.made[output].extend(shape);
                }
                _ => {}
            }
        }
    }
    Ok(Prepared::Ready)
}

/// The length of an axis of an array that is walked whole.
pub fn length_of(coordinate: Coordinate, lengths: &[usize]) -> usize {
    match coordinate {
        Coordinate::Fixed(_) => 1,
        Coordinate::Along { axis, .. } => lengths[axis],
    }
}

/// Finds the lengths of a pass of a program that only broadcasts, from its arrays.
fn measure<'a>(
    pass: &Pass,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a>>,
    binding: &mut Binding,
) -> Result<(), Error> {
    const UNKNOWN: usize = usize::MAX;
    let begin = binding.lengths.len();
    binding.lengths.resize(begin + pass.extents.len(), UNKNOWN);
    let lanes = pass.lanes.iter().map(|lane| (lane.memory, &lane.map));
    let is_output = |store: &&Store| matches!(store.memory, Memory::Output(_));
    let outputs = pass.stores.iter().filter(is_output).map(|store| (store.memory, &store.map));
    for (memory, map) in lanes.chain(outputs) {
        let shape = match memory {
            Memory::Temporary(temporary) => binding.temporaries[temporary].shape(),
            Memory::Input(name) => (arrays.operand)(name).shape(),
            Memory::Output(output) => match arrays.outputs.get(output) {
                Some(output) => output.shape(),
                None => &binding.made[output],
            },
            Memory::Kept(_) | Memory::Converted(_) | Memory::Count => continue,
        };
        debug_assert!(shape.len() == map.len() || shape.is_empty());
        for (&coordinate, &length) in map.iter().zip(shape) {
            if let Coordinate::Along { axis, .. } = coordinate {
                let known = &mut binding.lengths[begin + axis];
                if *known == UNKNOWN {
                    *known = length;
                } else if *known != length {
                    return Err(mismatch(&[*known], &[length]));
                }
            }
        }
    }
    for length in &mut binding.lengths[begin..] {
        *length = if *length == UNKNOWN { 1 } else { *length };
    }
    Ok(())
}

/// The error of lengths that differ; the caller knows a way to say it better.
fn mismatch(left: &[usize], right: &[usize]) -> Error {
    let (left, right) = (shape::display(left), shape::display(right));
    Error::bind(BindError::ShapeMismatch { left, right }, None)
}

/// The shapes of the outputs that are still to be made; after [`prepare`].
pub fn made_shapes<'b>(compiled: &Compiled, binding: &'b Binding) -> Result<&'b [Vec<usize>], Error> {
    let is_too_large = |(shape, dtype): &(&Vec<usize>, &DType)| shape::checked_len(shape, dtype.size()).is_none();
    match binding.made.iter().zip(&compiled.program().outputs).find(is_too_large) {
        Some((shape, _)) => Err(Error::bind(BindError::ShapeTooLarge { shape: shape::display(shape) }, None)),
        None => Ok(&binding.made),
    }
}

/// Runs a program that has been prepared for these arrays, while `probe` looks on.
pub fn execute<'a>(
    compiled: &Compiled,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a> + Sync>,
    options: &Options,
    probe: impl Probe,
    binding: &mut Binding,
) -> Result<(), Error> {
    let workers = Workers::new(options.threads);
    let call = Call { options, workers: &workers, probe };
    let (mut passes, mut number, mut begin) = (compiled.passes(), 0, 0);
    let mut is_done = true;
    for &band in &compiled.program().bands {
        let all: Vec<_> = passes.by_ref().take(band).collect();
        is_done = is_done && run_band(&all, number, begin, arrays, call, binding);
        number += band;
        begin += all.iter().map(|(pass, _)| pass.extents.len()).sum::<usize>();
    }
    binding.temporaries.iter_mut().for_each(Temporary::shrink);
    if is_done { Ok(()) } else { Err(Error::new(ErrorKind::Cancelled, None)) }
}

/// Runs passes that belong together, of which the first is that of a `number` and its lengths begin at a place of those in
/// `binding`; says whether they were not cancelled.
pub fn run_band<'a>(
    band: &[(&Pass, &Linked)],
    number: usize,
    begin: usize,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a> + Sync>,
    call: Call<'_, impl Probe>,
    binding: &mut Binding,
) -> bool {
    let Binding { lengths, layout, scalars, temporaries, integers, .. } = binding;
    let between = Between::passes(integers, temporaries);
    if band.len() > 1
        && let Some(is_done) = bands::run(band, number, arrays, between, call)
    {
        return is_done;
    }
    let mut begin = begin;
    band.iter().enumerate().all(|(i, (pass, linked))| {
        let call = Call { probe: call.probe.of_pass(number + i), ..call };
        let lengths = &lengths[begin..begin + pass.extents.len()];
        begin += pass.extents.len();
        if lengths.contains(&0) {
            return true;
        }
        if let Some(scan) = &pass.scan {
            let is_done = scan::run(scan, linked, &temporaries[scan.temporary], call.workers, call.options);
            call.probe.done(Work::Whole);
            return is_done;
        }
        compute_scalars(pass, linked, arrays, between, scalars);
        if !pass.kept.is_empty() {
            return tiles::run(pass, linked, arrays, between, scalars, call);
        }
        lay_out(pass, arrays, between, lengths, &[], layout);
        let run = Run::new(pass, linked, &scalars.slots, layout, call.options, call.probe);
        let is_done = match pass.folds.is_empty() {
            true => call.workers.run(&run),
            false => fold::run(pass, linked, &run, call.workers),
        };
        call.probe.done(Work::Between);
        is_done
    })
}

/// Fills the table of pointers and runs the prologue of a pass.
pub fn compute_scalars<'a>(
    pass: &Pass,
    linked: &Linked,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a>>,
    between: Between<'_>,
    scalars: &mut Scalars,
) {
    let Scalars { slots, registers, own_values } = scalars;
    slots.clear();
    slots.resize(linked.slots.count, std::ptr::null_mut());
    registers.clear();
    registers.resize(pass.scalars, Storage::default());
    for (slot, scalar) in slots[linked.slots.scalars..].iter_mut().zip(registers.iter_mut()) {
        *slot = scalar.as_mut_ptr();
    }
    // Constants and inputs are behind shared references; their slots are read only, `verify` has seen to that.
    for (slot, constant) in slots[linked.slots.constants..].iter_mut().zip(&linked.constants) {
        *slot = constant.as_ptr().cast_mut();
    }
    own_values.clear();
    own_values.resize(pass.lanes.len(), Storage::default());
    let lane_slots = slots[linked.slots.lanes..].iter_mut();
    for ((slot, lane), own_value) in lane_slots.zip(&pass.lanes).zip(own_values.iter_mut()) {
        if !lane.is_scalar() {
            continue;
        }
        *slot = match lane.memory {
            Memory::Input(name) => match (arrays.operand)(name).source() {
                Source::Value(value) => value.as_ptr().cast_mut(),
                Source::Array { start, geometry } => {
                    element(start.cast_mut(), lane.dtype, geometry.strides(), &lane.map)
                }
            },
            Memory::Temporary(temporary) => {
                let temporary = &between.temporaries[temporary];
                element(temporary.start(), lane.dtype, temporary.strides(), &lane.map)
            }
            Memory::Converted(conversion) => between.conversions[conversion].as_ptr().cast_mut(),
            Memory::Kept(_) => unreachable!("what is kept goes along all axes"),
            Memory::Output(output) => {
                let output = &arrays.outputs[output];
                let at = element(output.start(), lane.dtype, output.geometry().strides(), &lane.map);
                // The pass may write over it while others still read it, so it gets a copy.
                // SAFETY: the place is an element of that size, and the storage holds any.
                unsafe { own_value.as_mut_ptr().copy_from(at, lane.dtype.size()) };
                own_value.as_mut_ptr()
            }
            Memory::Count => unreachable!("a number that does not count is a constant"),
        };
    }
    for step in &linked.prologue {
        // SAFETY: the slots point to single elements of the types that the program states, and `verify` has seen
        // that no step of the prologue reads what it writes; the level is available.
        unsafe { step.run(slots, 1) };
    }
}

/// The address of the one element that a scalar lane reads.
fn element(start: *mut u8, dtype: DType, strides: &[isize], map: &[Coordinate]) -> *mut u8 {
    let places = map.iter().zip(strides).map(|(coordinate, stride)| match coordinate {
        Coordinate::Fixed(place) => place * stride,
        Coordinate::Along { .. } => unreachable!("a scalar stays where it is"),
    });
    start.wrapping_offset(places.sum::<isize>() * dtype.size() as isize)
}

/// Lays out what a pass writes and the arrays that it reads, over a box of `lengths` that begins at a place.
pub fn lay_out<'a>(
    pass: &Pass,
    arrays: &Arrays<'a, impl Fn(usize) -> &'a Operand<'a>>,
    between: Between<'_>,
    lengths: &[usize],
    begin: &[usize],
    layout: &mut Layout,
) {
    layout.start(lengths);
    let folds = pass.folds.iter().flat_map(|fold| &fold.stores);
    let stores = pass.stores.iter().chain(folds).map(|store| (store.memory, store.dtype, &store.map));
    let lanes = pass.lanes.iter().filter(|lane| !lane.is_scalar()).map(|lane| (lane.memory, lane.dtype, &lane.map));
    for (memory, dtype, map) in stores.chain(lanes) {
        let size = dtype.size();
        match memory {
            Memory::Input(name) => match (arrays.operand)(name).source() {
                Source::Array { start, geometry } => layout.add(start.cast_mut(), size, geometry.strides(), map),
                Source::Value(_) => unreachable!("the program was compiled for an array here"),
            },
            Memory::Output(output) => {
                let output = &arrays.outputs[output];
                layout.add(output.start(), size, output.geometry().strides(), map);
            }
            Memory::Temporary(temporary) => {
                let temporary = &between.temporaries[temporary];
                layout.add(temporary.start(), size, temporary.strides(), map);
            }
            Memory::Kept(kept) => {
                // It holds no more than the tile.
                let kept = &between.kept[kept];
                layout.add(kept.start(), size, kept.strides(), map);
                continue;
            }
            Memory::Converted(_) => unreachable!("it is one value"),
            Memory::Count => layout.add_count(map),
        }
        layout.begin_at(begin);
    }
    let stores = pass.stores.len();
    match pass.folds.is_empty() {
        true => layout.finish(&pass.reaches, pass.body.len(), stores),
        false => {
            let written = stores + pass.folds.iter().map(|fold| fold.stores.len()).sum::<usize>();
            layout.finish_for_folds(stores, &pass.extents, written);
        }
    }
}
