//! What an expression writes.

use crate::array::{AnyArray, Geometry};
use crate::element::{DType, Element, for_each_element, with_element_type};
use ndarray::{ArrayBase, ArrayRef, ArrayViewMut, DataMut, Dimension};
use std::marker::PhantomData;

/// The output of an expression: a mutably borrowed array of any type, shape and strides.
#[derive(Debug)]
pub struct Output<'a> {
    dtype: DType,
    start: *mut u8,
    geometry: Geometry<'a>,
    borrowed: PhantomData<&'a mut ()>,
}

// SAFETY: an output is a `&'a mut [T]` in all but name, and elements are `Send`.
#[allow(unsafe_code)]
unsafe impl Send for Output<'_> {}

impl<'a> Output<'a> {
    fn array<T: Element>(start: *mut T, geometry: Geometry<'a>) -> Self {
        Self { dtype: T::DTYPE, start: start.cast(), geometry, borrowed: PhantomData }
    }

    /// An array of a type and shape, in C order, that is not there: for what writes no elements.
    pub(crate) fn imagined(dtype: DType, shape: &[usize]) -> Self {
        Self::in_part(dtype, shape, Geometry::NOWHERE.cast_mut())
    }

    /// An array of a type and shape, in C order, of which only a part is there; its first element would be at `start`.
    pub(crate) fn in_part(dtype: DType, shape: &[usize], start: *mut u8) -> Self {
        Self { dtype, start, geometry: Geometry::in_c_order(shape), borrowed: PhantomData }
    }

    /// The type of the elements.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The shape.
    pub fn shape(&self) -> &[usize] {
        self.geometry.shape()
    }

    pub(crate) fn start(&self) -> *mut u8 {
        self.start
    }

    pub(crate) fn geometry(&self) -> &Geometry<'a> {
        &self.geometry
    }
}

/// What can be an output when it is borrowed.
pub trait AsOutput {
    /// The output.
    fn as_output(&mut self) -> Output<'_>;
}

impl<X: AsOutput + ?Sized> AsOutput for &mut X {
    fn as_output(&mut self) -> Output<'_> {
        (**self).as_output()
    }
}

impl<T: Element, S: DataMut<Elem = T>, D: Dimension> AsOutput for ArrayBase<S, D> {
    fn as_output(&mut self) -> Output<'_> {
        let start = self.as_mut_ptr(); // first: a shared array becomes unique, and may move
        Output::array(start, Geometry::Borrowed { shape: self.shape(), strides: self.strides() })
    }
}

impl<T: Element, D: Dimension> AsOutput for ArrayRef<T, D> {
    fn as_output(&mut self) -> Output<'_> {
        let start = self.as_mut_ptr();
        Output::array(start, Geometry::Borrowed { shape: self.shape(), strides: self.strides() })
    }
}

impl<T: Element> AsOutput for [T] {
    fn as_output(&mut self) -> Output<'_> {
        Output::array(self.as_mut_ptr(), Geometry::Line(self.len()))
    }
}

impl<T: Element> AsOutput for Vec<T> {
    fn as_output(&mut self) -> Output<'_> {
        Output::array(self.as_mut_ptr(), Geometry::Line(self.len()))
    }
}

impl<T: Element, const N: usize> AsOutput for [T; N] {
    fn as_output(&mut self) -> Output<'_> {
        Output::array(self.as_mut_ptr(), Geometry::Line(N))
    }
}

impl AsOutput for AnyArray {
    fn as_output(&mut self) -> Output<'_> {
        with_element_type!(self.dtype(), T => {
            self.get_mut::<T>().expect("the type is the array's own").as_output()
        })
    }
}

impl<'a, X: AsOutput + ?Sized> From<&'a mut X> for Output<'a> {
    fn from(x: &'a mut X) -> Self {
        x.as_output()
    }
}

impl<'a, T: Element, D: Dimension> From<ArrayViewMut<'a, T, D>> for Output<'a> {
    fn from(mut view: ArrayViewMut<'a, T, D>) -> Self {
        let start = view.as_mut_ptr();
        Output::array(start, Geometry::Owned(Box::new((view.shape().to_vec(), view.strides().to_vec()))))
    }
}

macro_rules! values {
    ($($variant:ident = $type:ty { $($facts:tt)* })*) => {$(
        impl AsOutput for $type {
            fn as_output(&mut self) -> Output<'_> {
                Output::array(self, Geometry::Borrowed { shape: &[], strides: &[] })
            }
        }
    )*};
}

for_each_element!(values! {});
