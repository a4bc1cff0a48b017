//! Copies of operands that share memory with outputs, and of tables with gaps.
//!
//! What a call gives is as if its operands had been copied before. Where an operand is the very elements of an output,
//! the compiler knows of it and keeps what is still to be read; of any other that shares memory with an output the
//! elements are copied, which is rare. (To compute into a temporary and copy that would take as much memory, and a pass
//! more.)

#![allow(unsafe_code)]

use super::gather::{Walk, gather};
use crate::array::{Geometry, Operand, Output, Source, Strides};
use crate::error::{BindError, Error};
use crate::exec::bind::{AlignedMemory, Arrays, ElementForm};
use crate::shape;
use std::borrow::Cow;

/// Copies of some operands of a call.
#[derive(Default)]
pub struct Copies(Vec<Copied>);

struct Copied {
    /// The position of the operand's name.
    name: usize,
    /// Its elements are in `memory`.
    operand: Operand<'static>,
    #[expect(dead_code, reason = "it keeps the elements")]
    memory: AlignedMemory,
}

impl Copies {
    /// Copies the operands that share memory with any of the outputs, and the tables that have gaps.
    #[inline]
    pub fn new(arrays: Arrays<'_>, tables: &[usize]) -> Result<Self, Error> {
        let Arrays { operands, outputs } = arrays;
        if tables.is_empty() && !outputs.iter().any(Output::is_pointer) {
            return Ok(Self::default());
        }
        let operands = operands.iter().enumerate().filter_map(|(name, operand)| Some((name, (*operand)?)));
        let is_copied = |(name, operand): &(usize, &Operand<'_>)| {
            tables.contains(name) && !operand.is_dense() || outputs.iter().any(|output| output.may_share(operand))
        };
        operands
            .filter(is_copied)
            .map(|(name, operand)| Copied::new(name, operand, tables.contains(&name)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The operands, with the copies in the place of those that were copied.
    #[inline]
    pub fn replace<'a>(&'a self, operands: &'a [Option<&'a Operand<'a>>]) -> Cow<'a, [Option<&'a Operand<'a>>]> {
        if self.0.is_empty() {
            return Cow::Borrowed(operands);
        }
        let mut operands = operands.to_vec();
        for Copied { name, operand, .. } in &self.0 {
            operands[*name] = Some(operand);
        }
        Cow::Owned(operands)
    }
}

impl Copied {
    /// A copy, with all elements side by side if it `is_table`.
    fn new(name: usize, operand: &Operand<'_>, is_table: bool) -> Result<Self, Error> {
        let Source::Array { start, geometry, origin } = operand.source() else {
            unreachable!("a value shares no memory")
        };
        let (dtype, size) = (operand.dtype(), operand.dtype().size());
        let strides: Vec<isize> = geometry.strides().iter().collect();
        // What is repeated along an axis is copied once; a row has an axis.
        let is_once = |stride: isize| stride == 0 && !is_table;
        let once = |(&length, &stride): (&usize, &isize)| if is_once(stride) { length.min(1) } else { length };
        let axes: Vec<usize> = geometry.shape().iter().zip(&strides).map(once).collect();
        let too_large = || Error::bind(BindError::ShapeTooLarge { shape: shape::display(&axes) }, None);
        let len = shape::checked_len(&axes, size).ok_or_else(too_large)?;
        let mut memory = AlignedMemory::default();
        memory.try_reserve(len * size)?;
        if len > 0 {
            let form = ElementForm::in_memory(dtype, origin.is_swapped());
            let (axes, strides) = ([&[1], &axes[..]].concat(), [&[0], &strides[..]].concat());
            let walk = Walk { axes: &axes, strides: &strides, size, form };
            // SAFETY: the operand's elements are as its geometry says, and there is room for all in new memory.
            unsafe { gather(walk, *start, 0, len, memory.start()) };
        }
        let dense = Geometry::in_c_order(&axes, size);
        let repeated = |(stride, &before): (isize, &isize)| if is_once(before) { 0 } else { stride };
        let strides: Vec<isize> = dense.strides().iter().zip(&strides).map(repeated).collect();
        let geometry = Geometry::owned(geometry.shape(), Strides::new(&strides, 1));
        Ok(Self { name, operand: Operand::placed(dtype, memory.start(), geometry), memory })
    }
}
