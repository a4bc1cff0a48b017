//! A program bound to arrays.
//!
//! Only [`prepare`](super::prepare) and [`calls`](super::calls) make a [`Bound`], and running a program takes one. So
//! that a run touches nothing but elements of the arrays that it was given follows from three checks, and from nothing
//! that a caller has to keep in mind:
//!
//! - the program has been verified, when its kernels were looked up ([`Compiled::new`]): every instruction reads what
//!   has been written, of the type that its kernel takes;
//! - the operands and outputs have the types that the program was compiled for ([`check`]);
//! - the first and the last element that a pass reads or writes along each axis exist ([`check`]); those in between
//!   follow, as coordinates advance in even steps.
//!
//! The last two take some nanoseconds for each array; they cannot fail unless something in this crate is wrong, so they
//! panic.
//!
//! They look at the program, and at the types and shapes of the arrays. So they hold for a call whose program is that
//! of an earlier one, and whose arrays have the same [`Description`](super::Description), in which all types, shapes,
//! strides and byte orders stand: `calls` makes no other, and makes the description out of the very arrays that it
//! binds. Outputs that are made after binding are checked each time. What a route adds to that (see
//! [`Route`](super::Route)), pointers relative to where arrays start and how they are walked from there, follows from
//! the lengths of the passes, which stand in the findings of that earlier call, from strides and byte orders, which are
//! described, and from alignment, which is compared with each call. Routes do not outlive what they were made for:
//! they are forgotten for another program ([`Routes::start`](super::scratch::Routes::start)), for outputs that have been
//! made otherwise ([`Findings::written_to`](super::Findings::written_to)), and where copies take the place of operands.

use super::arrays::Arrays;
use super::link::Compiled;
use super::memory::TemporaryArray;
use super::scratch::{Binding, Findings};
use crate::array::{Operand, Output};
use crate::element::DType;
use crate::error::{BindError, Error};
use crate::program::{Coordinate, Load, Memory, Pass, is_within};
use crate::shape;
use std::sync::Arc;

/// A program that has been prepared for arrays: it can be run, and nothing will fail.
pub struct Bound<'b> {
    pub(in crate::exec) compiled: &'b Arc<Compiled>,
    pub(in crate::exec) arrays: Arrays<'b>,
    pub(in crate::exec) findings: &'b mut Findings,
    pub(in crate::exec) binding: &'b mut Binding,
}

impl<'b> Bound<'b> {
    /// The program with its kernels.
    pub fn compiled(&self) -> &'b Arc<Compiled> {
        self.compiled
    }

    /// The operands, by the position of the name.
    pub fn operands(&self) -> &[Option<&'b Operand<'b>>] {
        self.arrays.operands
    }

    /// The shapes of the outputs that are still to be made.
    pub fn made_shapes(&self) -> Result<&[Vec<usize>], Error> {
        let is_too_large = |(shape, dtype): &(&Vec<usize>, &DType)| shape::checked_len(shape, dtype.size()).is_none();
        match self.findings.made.iter().zip(&self.compiled.program().outputs).find(is_too_large) {
            Some((shape, _)) => Err(Error::bind(BindError::ShapeTooLarge { shape: shape::display(shape) }, None)),
            None => Ok(&self.findings.made),
        }
    }

    /// The same, writing to outputs that have been made.
    pub fn writing_to(self, outputs: &'b [Output<'b>]) -> Self {
        let (dtypes, shapes) = (&self.compiled.program().outputs, &self.findings.made);
        assert_eq!(outputs.len(), shapes.len(), "each output that was to be made has been");
        for ((output, dtype), shape) in outputs.iter().zip(dtypes).zip(shapes) {
            assert!(output.dtype() == *dtype && output.shape() == &shape[..], "an output is made as it was to be");
        }
        let Self { compiled, arrays, findings, binding } = self;
        findings.written_to(outputs);
        Self { compiled, arrays: Arrays { outputs, ..arrays }, findings, binding }
    }
}

/// Panics if a pass over a box of some lengths would read or write what is no element of an array, or elements of the
/// caller's of another type than it states. Outputs that are still to be made are checked when they have been
/// ([`Bound::writing_to`]); what is computed for a tile has been verified.
pub(super) fn check(pass: &Pass, lengths: &[usize], arrays: Arrays<'_>, temporaries: &[TemporaryArray]) {
    if lengths.contains(&0) {
        return; // nothing of it is run
    }
    for load in &pass.loads {
        match load.looked_up {
            None => check_array(load.memory, load.dtype, &load.map, lengths, arrays, temporaries),
            Some(elements) => check_table(load, elements, arrays, temporaries),
        }
    }
    for store in &pass.stores {
        check_array(store.memory, store.dtype, &store.map, lengths, arrays, temporaries);
    }
    for store in pass.fold_stores() {
        check_array(store.memory, store.dtype, &store.map, lengths, arrays, temporaries);
    }
    for buffer in &pass.tile_buffers {
        check(&buffer.pass, &buffer.pass.extents, arrays, temporaries);
    }
}

/// The same for one array that a pass reads or writes.
fn check_array(
    memory: Memory,
    dtype: DType,
    map: &[Coordinate],
    lengths: &[usize],
    arrays: Arrays<'_>,
    temporaries: &[TemporaryArray],
) {
    if let Some(shape) = shape_of(memory, dtype, map.len(), arrays, temporaries) {
        assert!(is_within(map, lengths, shape), "all elements that the program reads or writes exist");
    }
    if let Memory::Input(name) = memory
        && arrays.operand(name).dtype() != dtype
    {
        check_packed(arrays.operand(name), dtype, map);
    }
}

/// The same for an array that elements are looked up in.
fn check_table(load: &Load, elements: usize, arrays: Arrays<'_>, temporaries: &[TemporaryArray]) {
    let (dtype, shape) = match load.memory {
        Memory::Input(name) => (arrays.operand(name).dtype(), arrays.operand(name).shape()),
        Memory::Temporary(temporary) => (load.dtype, temporaries[temporary].shape()),
        _ => panic!("a table is an operand or a temporary"),
    };
    // Operands with gaps are copied before a pass is run; see `machine::copy`.
    assert!(dtype == load.dtype && shape.iter().product::<usize>() == elements, "the table is as it is stated");
}

/// The same for characters that are read as one integer: they are there, side by side.
fn check_packed(operand: &Operand<'_>, dtype: DType, map: &[Coordinate]) {
    let Some(&Coordinate::Fixed(first)) = map.last() else {
        panic!("characters that are read at once are at one place")
    };
    let count = dtype.size() / operand.dtype().size();
    let (width, stride) = (operand.shape().last(), operand.strides().next_back());
    assert!(width.is_some_and(|&width| first.cast_unsigned() + count <= width), "all characters exist");
    let is_close = count == 1 || stride == Some(operand.dtype().size() as isize);
    assert!(is_close, "characters that are read at once are side by side");
}

/// The shape of an array that a pass reads or writes, of the type and the rank that it states; none if there is no such
/// array, or not yet.
#[inline(always)]
pub(super) fn shape_of<'a>(
    memory: Memory,
    dtype: DType,
    rank: usize,
    arrays: Arrays<'a>,
    temporaries: &'a [TemporaryArray],
) -> Option<&'a [usize]> {
    let (found, shape) = match memory {
        Memory::Input(name) => (arrays.operand(name).dtype(), arrays.operand(name).shape()),
        Memory::Output(output) => arrays.outputs.get(output).map(|output| (output.dtype(), output.shape()))?,
        Memory::Temporary(temporary) => (dtype, temporaries[temporary].shape()),
        Memory::TileBuffer(_) | Memory::Converted(_) | Memory::Count => return None,
    };
    assert!(
        (found == dtype || found.packs(dtype)) && shape.len() == rank,
        "an array is of the kind that the program was compiled for"
    );
    Some(shape)
}
