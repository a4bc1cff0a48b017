//! Where the arrays of a pass are: pointers to single values, and the layout of what is walked.

#![allow(unsafe_code)]

use super::layout::{Form, Layout, Place};
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
            Memory::Converted(conversion) => between.conversions[conversion].as_ptr().cast_mut(),
            Memory::Kept(_) => unreachable!("what is kept goes along all axes"),
            Memory::Count => unreachable!("a number that does not count is a constant"),
            memory => match find(memory, lane.dtype, arrays, between) {
                Found::Value(value) => value.as_ptr().cast_mut(),
                Found::Array(place) => {
                    let at = element(&place, &lane.map);
                    // An output may be written over by the pass while others still read it, so its element is copied.
                    if place.is_usable(at) && !matches!(lane.memory, Memory::Output(_)) {
                        at
                    } else {
                        // SAFETY: the place is an element of that size, and the storage holds any.
                        unsafe { copy_element(&place, at, own_value) };
                        own_value.as_mut_ptr()
                    }
                }
            },
        };
    }
    for step in &linked.prologue {
        // SAFETY: the slots point to single elements of the types that the program states, and `verify` has seen
        // that no step of the prologue reads what it writes; the level is available.
        unsafe { step.run(slots, 1) };
    }
}

/// What a pass reads or writes.
enum Found<'f> {
    /// A value of the caller's.
    Value(&'f Scalar),
    /// An array.
    Array(Place<'f>),
}

/// Finds the array of elements of a type, or the caller's value, that a pass reads or writes.
fn find<'f, 'a: 'f>(
    memory: Memory,
    dtype: DType,
    arrays: &'f Arrays<'a, impl Fn(usize) -> &'a Operand<'a>>,
    between: Between<'f>,
) -> Found<'f> {
    let array = |start: *mut u8, strides, is_swapped| {
        let form = if is_swapped { Form::Swapped } else { Form::Native };
        Found::Array(Place { start, size: dtype.size(), form, strides })
    };
    let of_temporary = |temporary: &'f Temporary| array(temporary.start(), temporary.strides(), false);
    match memory {
        Memory::Input(name) => match (arrays.operand)(name).source() {
            Source::Value(value) => Found::Value(value),
            Source::Array { start, geometry, origin } => {
                array(start.cast_mut(), geometry.strides(), origin.is_swapped())
            }
        },
        Memory::Output(output) => {
            let output = &arrays.outputs[output];
            array(output.start(), output.geometry().strides(), output.is_swapped())
        }
        Memory::Temporary(temporary) => of_temporary(&between.temporaries[temporary]),
        Memory::Kept(kept) => of_temporary(&between.kept[kept]),
        Memory::Converted(_) | Memory::Count => unreachable!("it is no array"),
    }
}

/// The address of the one element that a scalar lane reads.
fn element(place: &Place<'_>, map: &[Coordinate]) -> *mut u8 {
    let offsets = map.iter().zip(place.strides.iter()).map(|(coordinate, stride)| match coordinate {
        Coordinate::Fixed(place) => place.wrapping_mul(stride),
        Coordinate::Along { .. } => unreachable!("a scalar stays where it is"),
    });
    offsets.fold(place.start, |at, offset| at.wrapping_offset(offset))
}

/// Copies an element of an array, as a number of this machine.
///
/// # Safety
/// The element must be valid for reading.
unsafe fn copy_element(place: &Place<'_>, at: *const u8, to: &mut Storage) {
    debug_assert!(place.size <= size_of::<Storage>() && place.form != Form::Counted);
    // SAFETY: the caller's promise; the storage has room for any element.
    unsafe { to.as_mut_ptr().copy_from(at, place.size) };
    if place.form == Form::Swapped {
        to.swap_numbers(place.size);
    }
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
        match memory {
            Memory::Count => layout.add_count(map),
            memory => match find(memory, dtype, arrays, between) {
                Found::Array(place) => layout.add(place, map),
                Found::Value(_) => unreachable!("the program was compiled for an array here"),
            },
        }
        // What is kept holds no more than the tile.
        if !matches!(memory, Memory::Kept(_)) {
            layout.begin_at(begin);
        }
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
