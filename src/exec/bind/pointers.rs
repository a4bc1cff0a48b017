//! Where the arrays of a pass are: pointers to single values, and the layout of what is walked.

#![allow(unsafe_code)]

use super::layout::Layout;
use super::link::Linked;
use super::memory::Temporary;
use super::prepare::Arrays;
use super::scratch::Scalars;
use crate::array::{Operand, Source};
use crate::element::{DType, Scalar, Storage};
use crate::program::{Coordinate, IntegerValues, Memory, Pass};

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
