//! Where the arrays of a pass are: pointers to single values, and the layout of what is walked.

#![allow(unsafe_code)]

use super::arrays::Arrays;
use super::layout::{ElementForm, Layout, Place, RowCost};
use super::link::Linked;
use super::memory::{Pointer, TemporaryArray};
use super::scratch::ScalarValues;
use crate::array::Source;
use crate::element::{DType, Scalar, Storage};
use crate::program::{Coordinate, IntegerValues, Memory, Pass};

/// What passes read that is not the caller's.
#[derive(Clone, Copy)]
pub struct Intermediates<'b> {
    /// What integers given by value were converted to.
    pub conversions: &'b [Scalar],
    /// Arrays that hold values from one pass to another.
    pub temporaries: &'b [TemporaryArray],
    /// Arrays that hold values for a tile.
    pub tile_buffers: &'b [TemporaryArray],
}

impl<'b> Intermediates<'b> {
    /// What there is between passes, outside of tiles.
    pub fn passes(integers: &'b IntegerValues, temporaries: &'b [TemporaryArray]) -> Self {
        Self { conversions: &integers.conversions, temporaries, tile_buffers: &[] }
    }
}

/// A pass that is ready to be laid out: what it reads and writes, and its single values.
#[derive(Clone, Copy)]
pub struct BoundPass<'b> {
    pub pass: &'b Pass,
    pub linked: &'b Linked,
    pub arrays: Arrays<'b>,
    pub intermediates: Intermediates<'b>,
    pub scalars: &'b ScalarValues,
}

impl<'b> BoundPass<'b> {
    /// Computes the single values of a pass, which stand in `scalars` from then on.
    #[inline]
    pub fn new(
        pass: &'b Pass,
        linked: &'b Linked,
        arrays: Arrays<'b>,
        intermediates: Intermediates<'b>,
        scalars: &'b mut ScalarValues,
    ) -> Self {
        compute_scalars(pass, linked, arrays, intermediates, scalars);
        Self { pass, linked, arrays, intermediates, scalars }
    }
}

/// A part of a pass's box.
#[derive(Clone, Copy)]
pub struct Area<'a> {
    pub lengths: &'a [usize],
    /// Where it begins along each axis; at 0 along those that are left out.
    pub begin: &'a [usize],
    /// The lengths of all of the box.
    pub whole: &'a [usize],
}

impl<'a> Area<'a> {
    /// All of a box.
    pub fn whole(lengths: &'a [usize]) -> Self {
        Self { lengths, begin: &[], whole: lengths }
    }
}

/// Fills the table of pointers and runs the prologue of a pass.
fn compute_scalars(
    pass: &Pass,
    linked: &Linked,
    arrays: Arrays<'_>,
    intermediates: Intermediates<'_>,
    scalars: &mut ScalarValues,
) {
    let ScalarValues { slots, registers, own_values } = scalars;
    // What is there of another pass is left: each slot is set before it is read, here or by the thread.
    slots.resize(linked.slots.count, Pointer(std::ptr::null_mut()));
    registers.resize(pass.scalars, Storage::default());
    for (slot, scalar) in slots[linked.slots.scalars..].iter_mut().zip(registers.iter_mut()) {
        slot.0 = scalar.as_mut_ptr();
    }
    // Constants and inputs are behind shared references; their slots are read only, as no instruction's destination
    // is a constant or an operand.
    for (slot, constant) in slots[linked.slots.constants..].iter_mut().zip(&linked.constants) {
        slot.0 = constant.as_ptr().cast_mut();
    }
    own_values.resize(linked.scalar_loads.len(), Storage::default());
    for (&load, own_value) in linked.scalar_loads.iter().zip(own_values.iter_mut()) {
        let (slot, load) = (&mut slots[linked.slots.loads + load], &pass.loads[load]);
        slot.0 = match load.memory {
            Memory::Converted(conversion) => intermediates.conversions[conversion].as_ptr().cast_mut(),
            Memory::TileBuffer(_) => unreachable!("what is kept goes along all axes"),
            Memory::Count => unreachable!("a number that does not count is a constant"),
            memory => match find(memory, load.dtype, arrays, intermediates) {
                Found::Value(value) => value.as_ptr().cast_mut(),
                Found::Array(place) if load.looked_up.is_some() => {
                    if let Memory::Input(name) = load.memory {
                        assert!(arrays.operand(name).is_dense(), "a table has no gaps");
                    }
                    place.start
                }
                Found::Array(place) => {
                    let at = element(&place, &load.map);
                    // An output may be written over by the pass while others still read it, so its element is copied.
                    if place.is_usable(at) && !matches!(load.memory, Memory::Output(_)) {
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
        // SAFETY: the slots point to single elements of the types that the program states; as it has been verified, a
        // step of the prologue reads only what has been computed, and not what it writes; the level is available.
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
fn find<'f>(memory: Memory, dtype: DType, arrays: Arrays<'f>, intermediates: Intermediates<'f>) -> Found<'f> {
    let array = |start: *mut u8, strides, is_swapped| {
        let form = ElementForm::in_memory(dtype, is_swapped);
        Found::Array(Place { start, size: dtype.size(), form, strides })
    };
    let of_temporary = |temporary: &'f TemporaryArray| array(temporary.start(), temporary.strides(), false);
    match memory {
        Memory::Input(name) => match arrays.operand(name).source() {
            Source::Value(value) => Found::Value(value),
            Source::Array { start, geometry, origin } => {
                array(start.cast_mut(), geometry.strides(), origin.is_swapped())
            }
        },
        Memory::Output(output) => {
            let output = &arrays.outputs[output];
            array(output.start(), output.geometry().strides(), output.is_swapped())
        }
        Memory::Temporary(temporary) => of_temporary(&intermediates.temporaries[temporary]),
        Memory::TileBuffer(buffer) => of_temporary(&intermediates.tile_buffers[buffer]),
        Memory::Converted(_) | Memory::Count => unreachable!("it is no array"),
    }
}

/// The address of the one element that a scalar load reads.
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
    debug_assert!(place.size <= size_of::<Storage>() && place.form != ElementForm::Counted);
    // SAFETY: the caller's promise; the storage has room for any element.
    unsafe { to.as_mut_ptr().copy_from(at, place.size) };
    if let ElementForm::Swapped(number) = place.form {
        to.swap_numbers(place.size, number);
    }
}

/// Lays out what a pass writes and the arrays that it reads, over a part of its box, for machine code that goes over
/// several rows if there is such.
pub fn lay_out(bound: BoundPass<'_>, area: Area<'_>, is_by_rows: bool, layout: &mut Layout) {
    let BoundPass { pass, arrays, intermediates, .. } = bound;
    layout.start(area.lengths);
    let stores = pass.stores.iter().chain(pass.fold_stores()).map(|store| (store.memory, store.dtype, &store.map));
    let loads = pass.loads.iter().filter(|load| !load.is_scalar()).map(|load| (load.memory, load.dtype, &load.map));
    for (memory, dtype, map) in stores.chain(loads) {
        match memory {
            Memory::Count => layout.add_count(map),
            memory => match find(memory, dtype, arrays, intermediates) {
                Found::Array(place) => layout.add(place, map),
                Found::Value(_) => unreachable!("the program was compiled for an array here"),
            },
        }
        // What is kept holds no more than the tile.
        if !matches!(memory, Memory::TileBuffer(_)) {
            layout.begin_at(area.begin);
        }
    }
    let stores = pass.stores.len();
    match pass.folds.is_empty() {
        true => {
            let cost = if is_by_rows { RowCost::Machine } else { RowCost::Kernels(pass.body.len()) };
            layout.finish(&pass.distances, cost, stores);
        }
        false => {
            layout.finish_for_folds(stores, &pass.extents, stores + pass.fold_stores().count());
        }
    }
}

/// Moves a layout of the same pass, over arrays of the same types, shapes, strides and byte orders, to these arrays.
/// Says whether all are aligned as those were: if not, it has to be made anew.
pub fn move_to(bound: BoundPass<'_>, layout: &mut Layout) -> bool {
    let BoundPass { linked, arrays, intermediates, .. } = bound;
    let mut fits = true;
    for (array, walked) in layout.arrays.iter_mut().zip(&linked.walked) {
        let start = match walked.memory {
            Memory::Input(name) => match arrays.operand(name).source() {
                Source::Array { start, .. } => start.cast_mut(),
                Source::Value(_) => unreachable!("the program was compiled for an array here"),
            },
            Memory::Output(output) => arrays.outputs[output].start(),
            Memory::Temporary(temporary) => intermediates.temporaries[temporary].start(),
            Memory::TileBuffer(buffer) => intermediates.tile_buffers[buffer].start(),
            Memory::Count => continue, // it is nowhere
            Memory::Converted(_) => unreachable!("it is no array"),
        };
        fits &= array.move_to(start);
    }
    fits
}
