//! Where the elements of an array are: its shape, and its strides in bytes.
//!
//! ndarray counts strides in elements, and other owners of memory in bytes, of which an element need not be a divisor.
//! All that reads [`Strides`] gets bytes. Those of ndarray are multiplied as they are read: on ten elements, copying
//! shape and strides into vectors would take a third of the time of a call.

use crate::error::{BindError, Error};
use crate::shape;

/// The shape and strides of an array.
///
/// They are borrowed from the array where that is possible.
#[derive(Clone, Debug)]
pub(crate) enum Geometry<'a> {
    /// One axis, elements of a size in a row.
    Line { length: usize, size: usize },
    /// As the array has them; strides are counted in `unit` bytes.
    Borrowed { shape: &'a [usize], strides: &'a [isize], unit: usize },
    /// Of a view that was given away, with strides in bytes.
    Owned(Box<(Vec<usize>, Vec<isize>)>),
}

impl<'a> Geometry<'a> {
    /// A dummy address for arrays without memory, aligned to a line of any cache.
    pub(crate) const NOWHERE: *const u8 = std::ptr::without_provenance(1 << 12);

    /// That of an ndarray of elements of a size.
    pub(crate) fn of_elements(shape: &'a [usize], strides: &'a [isize], size: usize) -> Self {
        Geometry::Borrowed { shape, strides, unit: size }
    }

    /// That of an array of which someone else has counted the strides, in bytes.
    pub(crate) fn of_bytes(shape: &'a [usize], strides: &'a [isize]) -> Result<Self, Error> {
        if shape.len() != strides.len() {
            let kind = BindError::StrideCount { axes: shape.len(), strides: strides.len() };
            return Err(Error::bind(kind, None));
        }
        if shape::checked_len(shape, 1).is_none() {
            return Err(Error::bind(BindError::ShapeTooLarge { shape: shape::display(shape) }, None));
        }
        Ok(Geometry::Borrowed { shape, strides, unit: 1 })
    }

    /// One with a shape and strides of its own.
    pub(crate) fn owned(shape: &[usize], strides: Strides<'_>) -> Self {
        Geometry::Owned(Box::new((shape.to_vec(), strides.iter().collect())))
    }

    /// That of an array in C order; strides mean nothing where no memory could hold the shape.
    pub(crate) fn in_c_order(shape: &[usize], size: usize) -> Self {
        let mut strides = vec![0; shape.len()];
        let mut bytes = size as isize;
        for (stride, &length) in strides.iter_mut().zip(shape).rev() {
            *stride = bytes;
            bytes = bytes.wrapping_mul(length as isize);
        }
        Geometry::Owned(Box::new((shape.to_vec(), strides)))
    }

    pub(crate) fn shape(&self) -> &[usize] {
        match self {
            Geometry::Line { length, .. } => std::slice::from_ref(length),
            Geometry::Borrowed { shape, .. } => shape,
            Geometry::Owned(owned) => &owned.0,
        }
    }

    pub(crate) fn strides(&self) -> Strides<'_> {
        match self {
            Geometry::Line { size, .. } => Strides::new(&[1], *size),
            Geometry::Borrowed { strides, unit, .. } => Strides::new(strides, *unit),
            Geometry::Owned(owned) => Strides::new(&owned.1, 1),
        }
    }
}

/// The strides of an array, an axis after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strides<'s> {
    counts: &'s [isize],
    /// The bytes that the counts are multiples of.
    unit: isize,
}

impl<'s> Strides<'s> {
    /// Strides that are counted in `unit` bytes.
    pub(crate) fn new(counts: &'s [isize], unit: usize) -> Self {
        Self { counts, unit: unit as isize }
    }

    /// In bytes.
    #[inline]
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = isize> + ExactSizeIterator + Clone + 's {
        self.counts.iter().map(move |count| count * self.unit)
    }
}

/// Which end of a number comes first in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// The least significant byte comes first: NumPy's `<`.
    Little,
    /// The most significant byte comes first: NumPy's `>`.
    Big,
}

impl ByteOrder {
    /// That of this machine.
    pub const NATIVE: ByteOrder = if cfg!(target_endian = "big") { ByteOrder::Big } else { ByteOrder::Little };
}

/// Where an array comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A Rust borrow: its elements are aligned, in the byte order of this machine, and apart from all outputs.
    Borrow,
    /// A pointer of the caller's, of which none of this is known.
    Pointer(ByteOrder),
}

impl Origin {
    /// Whether the bytes of each number are in the other order than this machine's.
    pub(crate) fn is_swapped(self) -> bool {
        matches!(self, Origin::Pointer(order) if order != ByteOrder::NATIVE)
    }
}
