//! Elements in memory that is known by a pointer: at any address, with gaps between them, in either byte order.

#![allow(dead_code)] // each test uses a part of it
#![allow(unsafe_code)]

use super::arrays::Layout;
use super::with_type;
use fusexpr::{AnyArray, ByteOrder, DType, Element, Operand, Output};

/// What is in the gaps, and stays there.
const GAP: u8 = 0xa5;

/// How elements lie in memory.
#[derive(Clone, Copy, Debug)]
pub struct RawLayout {
    /// Bytes before the first one; the memory itself is aligned as the allocator likes.
    pub start: usize,
    /// Bytes between one and the next.
    pub gap: usize,
    pub order: ByteOrder,
}

/// The elements of a base, in its order, in memory of their own.
#[derive(Clone, Debug)]
pub struct Raw {
    layout: RawLayout,
    bytes: Vec<u8>,
    /// The byte where the array that is a view of the base has its first element, and its strides in bytes.
    first: usize,
    strides: Vec<isize>,
}

impl Raw {
    pub fn new(layout: RawLayout, view: &Layout, base: &AnyArray) -> Self {
        let pitch = base.dtype().size() + layout.gap;
        let (first, strides) = view.places();
        let (first, strides) =
            (layout.start + first * pitch, strides.iter().map(|stride| stride * pitch as isize).collect());
        let mut raw = Self { layout, bytes: vec![GAP; layout.start + base.len() * pitch], first, strides };
        raw.encode(base);
        raw
    }

    pub fn operand<'a>(&'a self, dtype: DType, shape: &'a [usize]) -> Operand<'a> {
        let start = self.bytes.as_ptr().wrapping_add(self.first);
        // SAFETY: the elements of the view are among those of the base, which lie in the bytes, borrowed as long.
        unsafe { Operand::from_raw(dtype, start, shape, &self.strides, self.layout.order) }.expect("they are as many")
    }

    pub fn output<'a>(&'a mut self, dtype: DType, shape: &'a [usize]) -> Output<'a> {
        let start = self.bytes.as_mut_ptr().wrapping_add(self.first);
        // SAFETY: as above, borrowed mutably.
        unsafe { Output::from_raw(dtype, start, shape, &self.strides, self.layout.order) }.expect("it is a view")
    }

    /// Writes the elements of a base.
    pub fn encode(&mut self, base: &AnyArray) {
        let (RawLayout { start, gap, order }, size) = (self.layout, base.dtype().size());
        with_type!(base.dtype(), T => {
            let elements = base.get::<T>().expect("the type is its own").iter();
            for (&element, bytes) in elements.zip(self.bytes[start..].chunks_exact_mut(size + gap)) {
                encode(element, order, &mut bytes[..size]);
            }
        });
    }

    /// A base with the elements that are there now.
    pub fn decoded(&self, like: &AnyArray) -> AnyArray {
        let (RawLayout { start, gap, order }, size) = (self.layout, like.dtype().size());
        assert!(self.bytes[..start].iter().all(|&byte| byte == GAP), "bytes before the array have changed");
        let mut base = like.clone();
        with_type!(like.dtype(), T => {
            let elements = base.get_mut::<T>().expect("the type is its own").iter_mut();
            for (element, bytes) in elements.zip(self.bytes[start..].chunks_exact(size + gap)) {
                *element = decode(order, &bytes[..size]);
                assert!(bytes[size..].iter().all(|&byte| byte == GAP), "bytes between elements have changed");
            }
        });
        base
    }
}

/// Writes an element in a byte order.
pub fn encode<T: Element>(element: T, order: ByteOrder, bytes: &mut [u8]) {
    assert_eq!(bytes.len(), size_of::<T>());
    // SAFETY: an element is so many bytes, of which none is padding.
    unsafe { bytes.as_mut_ptr().copy_from((&raw const element).cast(), size_of::<T>()) };
    if order != ByteOrder::NATIVE {
        bytes.chunks_mut(T::DTYPE.part().size()).for_each(<[u8]>::reverse);
    }
}

/// Reads an element in a byte order.
pub fn decode<T: Element>(order: ByteOrder, bytes: &[u8]) -> T {
    assert_eq!(bytes.len(), size_of::<T>());
    assert!(T::DTYPE != DType::Bool || bytes[0] < 2, "a bool of byte {}", bytes[0]);
    let mut bytes = bytes.to_vec();
    if order != ByteOrder::NATIVE {
        bytes.chunks_mut(T::DTYPE.part().size()).for_each(<[u8]>::reverse);
    }
    // SAFETY: any bytes are a number, and those of a bool have been checked.
    unsafe { bytes.as_ptr().cast::<T>().read_unaligned() }
}
