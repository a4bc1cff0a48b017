//! Descriptions of calls: two that are equal are calls that binding finds the same for.
//!
//! A description is a row of numbers, of which each says what the following ones mean; so no two calls that differ have
//! the same one. Of arrays it has what binding looks at but for addresses and values: whether there is one, its type,
//! whether it is a value, by pointer or borrowed, its byte order, its shape and its strides. (Fields that are compared
//! one by one with those of an earlier call would save writing them down, once it is known which call that is.)

use super::arrays::Arrays;
use crate::array::{Geometry, Origin, Output, Source};
use crate::element::DType;

/// What a call is like.
#[derive(Default)]
pub struct Description(Vec<usize>);

impl Description {
    /// Becomes the same as another one.
    pub fn clone_from(&mut self, other: &Description) {
        self.0.clone_from(&other.0);
    }

    /// Begins anew.
    pub fn begin(&mut self) {
        self.0.clear();
    }

    /// Adds a number.
    pub fn add(&mut self, number: usize) {
        self.0.push(number);
    }

    /// Adds bytes.
    pub fn add_bytes(&mut self, bytes: &[u8]) {
        self.add(bytes.len());
        for part in bytes.chunks(size_of::<usize>()) {
            let mut number = [0; size_of::<usize>()];
            number[..part.len()].copy_from_slice(part);
            self.add(usize::from_ne_bytes(number));
        }
    }

    /// Adds operands and outputs.
    pub(super) fn add_arrays(&mut self, arrays: Arrays<'_>) {
        for operand in arrays.operands {
            match operand.map(|operand| (operand, operand.source())) {
                None => self.add(0),
                Some((operand, Source::Value(_))) => {
                    self.add(1 | (operand.dtype().elem() as usize) << 8);
                    self.add_parameter(operand.dtype());
                }
                Some((operand, Source::Array { geometry, origin, .. })) => {
                    self.add_array(operand.dtype(), geometry, *origin);
                }
            }
        }
        self.add_outputs(arrays.outputs);
    }

    /// Adds outputs.
    pub(super) fn add_outputs(&mut self, outputs: &[Output<'_>]) {
        self.add(outputs.len());
        for output in outputs {
            self.add_array(output.dtype(), output.geometry(), output.origin());
        }
    }

    #[inline]
    fn add_array(&mut self, dtype: DType, geometry: &Geometry<'_>, origin: Origin) {
        let origin = match origin {
            Origin::Borrow => 2,
            Origin::Pointer(_) if origin.is_swapped() => 3,
            Origin::Pointer(_) => 4,
        };
        let kind = |rank: usize| origin | (dtype.elem() as usize) << 8 | rank << 16;
        if let Geometry::Line { length, size } = geometry {
            self.0.extend_from_slice(&[kind(1), *length, *size]);
            self.add_parameter(dtype);
            return;
        }
        let shape = geometry.shape();
        self.0.push(kind(shape.len()));
        self.0.extend(shape.iter().copied());
        self.0.extend(geometry.strides().iter().map(isize::cast_unsigned));
        self.add_parameter(dtype);
    }

    /// Adds what types differ in whose elements are alike.
    #[inline]
    pub fn add_parameter(&mut self, dtype: DType) {
        if let Some(number) = dtype.parameter_number() {
            self.add(number);
        }
    }
}

impl PartialEq for Description {
    fn eq(&self, other: &Self) -> bool {
        // Most that differ do so in the first number, which says what is evaluated, or near the end, in a length. A
        // function that compares memory would begin at the other end.
        let Self(numbers) = self;
        numbers.len() == other.0.len()
            && numbers.first() == other.0.first()
            && numbers.iter().rev().eq(other.0.iter().rev())
    }
}
