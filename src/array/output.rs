//! What an expression writes.

use super::geometry::{ByteOrder, Geometry, Origin, Strides};
use super::overlap::Footprint;
use crate::array::{AnyArray, Operand};
use crate::element::{DType, Element, for_each_element, with_element_type};
use crate::error::{BindError, Error};
use crate::shape;
use ndarray::{ArrayBase, ArrayRef, ArrayViewMut, DataMut, Dimension};
use std::borrow::Cow;
use std::marker::PhantomData;

/// The output of an expression: a mutably borrowed array of any type, shape and strides.
#[derive(Debug)]
pub struct Output<'a> {
    dtype: DType,
    start: *mut u8,
    geometry: Geometry<'a>,
    origin: Origin,
    /// Further names under which its elements are an operand.
    aliases: Vec<Cow<'a, str>>,
    borrowed: PhantomData<&'a mut ()>,
}

// SAFETY: an output is a `&'a mut [T]` in all but name, and elements are `Send`.
#[allow(unsafe_code)]
unsafe impl Send for Output<'_> {}
// SAFETY: a shared output gives a pointer and no access; whoever writes through it says why nobody else does.
#[allow(unsafe_code)]
unsafe impl Sync for Output<'_> {}

impl<'a> Output<'a> {
    fn array<T: Element>(start: *mut T, geometry: Geometry<'a>) -> Self {
        Self::new(T::DTYPE, start.cast(), geometry, Origin::Borrow)
    }

    fn new(dtype: DType, start: *mut u8, geometry: Geometry<'a>, origin: Origin) -> Self {
        Self { dtype, start, geometry, origin, aliases: Vec::new(), borrowed: PhantomData }
    }

    /// An array of a type and shape, in C order, that is not there: for what writes no elements.
    pub(crate) fn imagined(dtype: DType, shape: &[usize]) -> Self {
        Self::in_part(dtype, shape, Geometry::NOWHERE.cast_mut())
    }

    /// An array of a type and shape, in C order, of which only a part is there; its first element would be at `start`.
    pub(crate) fn in_part(dtype: DType, shape: &[usize], start: *mut u8) -> Self {
        let geometry = Geometry::in_c_order(shape, dtype.size());
        Self::new(dtype, start, geometry, Origin::Borrow)
    }

    /// An array anywhere in memory: what other languages and formats have, without a copy.
    ///
    /// All that [`Operand::from_raw`](crate::Operand::from_raw) says of strides, addresses and byte order holds here.
    /// An output may be an operand of the same call, and may share memory with others, all made by `Operand::from_raw`;
    /// the result is always as if all operands had been copied before.
    ///
    /// ```
    /// use fusexpr::{ByteOrder, DType, Operand, Output, Vars, evaluate};
    ///
    /// let mut x = [1.0, 2.0, 3.0, 4.0_f64];
    /// let start: *mut u8 = x.as_mut_ptr().cast();
    /// let (shape, strides) = ([3], [8]);
    /// // SAFETY: both arrays lie in `x`, which is not used otherwise meanwhile.
    /// unsafe {
    ///     let ahead = Operand::from_raw(DType::F64, start.add(8), &shape, &strides, ByteOrder::NATIVE)?;
    ///     let here = Output::from_raw(DType::F64, start, &shape, &strides, ByteOrder::NATIVE)?;
    ///     evaluate("10*ahead", &Vars::new().with("ahead", ahead), here)?;
    /// }
    /// assert_eq!(x, [20.0, 30.0, 40.0, 4.0]);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Safety
    /// As long as the output is used, for each place `0 <= places[k] < shape[k]`:
    ///
    /// - the bytes of an element at `start + Σ places[k] * strides[k]` must be initialised, valid for reading and
    ///   writing, and part of the allocation that `start` points to. If there is no element, `start` may be any
    ///   pointer;
    /// - during a call that writes the output nobody else may read or write them, and no operand or other output of the
    ///   call that borrows from Rust may include them;
    /// - an element of type `bool` must be a byte 0 or 1. Nothing checks it: any other byte is undefined behaviour.
    ///
    /// # Errors
    /// As for `Operand::from_raw`; [`BindError::OverlappingElements`](crate::BindError::OverlappingElements) if two
    /// elements share a byte.
    #[allow(unsafe_code)]
    pub unsafe fn from_raw(
        dtype: DType,
        start: *mut u8,
        shape: &'a [usize],
        strides: &'a [isize],
        order: ByteOrder,
    ) -> Result<Self, Error> {
        let geometry = Geometry::of_bytes(shape, strides)?;
        if Footprint::new(start, dtype.size(), &geometry).may_overlap_itself() {
            let strides = format!("{strides:?}");
            return Err(Error::bind(BindError::OverlappingElements { shape: shape::display(shape), strides }, None));
        }
        Ok(Self::new(dtype, start, geometry, Origin::Pointer(order)))
    }

    /// The same output, whose own elements, as they are before the call, are also an operand of this name.
    ///
    /// ```
    /// use fusexpr::{Expr, Output, vars};
    ///
    /// let mut x = [1.0, 2.0, 3.0];
    /// let out = Output::from(&mut x).known_as("a").known_as("b");
    /// Expr::parse("a*roll(b, 1) + c")?.evaluate(&vars! { c: 0.5 }, out)?;
    /// assert_eq!(x, [3.5, 2.5, 6.5]);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    #[must_use]
    pub fn known_as(mut self, name: impl Into<Cow<'a, str>>) -> Self {
        self.aliases.push(name.into());
        self
    }

    /// The same elements seen as those of another type: integers of 64 bits as dates or lengths of time, or the other
    /// way round; see [`Operand::view`](crate::Operand::view).
    ///
    /// # Errors
    /// [`BindError::View`](crate::BindError::View) for elements of other types.
    pub fn view(self, dtype: DType) -> Result<Self, Error> {
        match self.dtype.is_seen_as(dtype) {
            true => Ok(Self { dtype, ..self }),
            false => Err(Error::bind(BindError::View { from: self.dtype, to: dtype }, None)),
        }
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

    /// Whether its elements are an operand under a further name.
    pub(crate) fn is_known_as(&self, name: &str) -> bool {
        self.aliases.iter().any(|alias| alias == name)
    }

    /// The further names of its elements.
    pub(crate) fn aliases(&self) -> impl ExactSizeIterator<Item = &str> {
        self.aliases.iter().map(|alias| &**alias)
    }

    /// Whether an operand is these very elements.
    #[inline]
    pub(crate) fn is_same(&self, operand: &Operand<'_>) -> bool {
        self.is_pointer()
            && operand.dtype() == self.dtype
            && operand
                .shared()
                .is_some_and(|(footprint, origin)| origin == self.origin && footprint.is_same(&self.footprint()))
    }

    /// Whether it may share memory with an operand.
    pub(crate) fn may_share(&self, operand: &Operand<'_>) -> bool {
        self.is_pointer() && operand.shared().is_some_and(|(footprint, _)| footprint.may_share(&self.footprint()))
    }

    /// Whether it may share memory with another output.
    pub(crate) fn may_share_with(&self, other: &Output<'_>) -> bool {
        self.is_pointer() && other.is_pointer() && self.footprint().may_share(&other.footprint())
    }

    /// Where it comes from.
    pub(crate) fn origin(&self) -> Origin {
        self.origin
    }

    /// Whether it is known by a pointer alone: what is borrowed from Rust is apart from all else that a call is given.
    #[inline]
    pub(crate) fn is_pointer(&self) -> bool {
        self.origin != Origin::Borrow
    }

    fn footprint(&self) -> Footprint<'_> {
        Footprint::new(self.start, self.dtype.size(), &self.geometry)
    }

    /// Whether the bytes of each number are in the other order than this machine's.
    pub(crate) fn is_swapped(&self) -> bool {
        self.origin.is_swapped()
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
        Output::array(start, Geometry::of_elements(self.shape(), self.strides(), size_of::<T>()))
    }
}

impl<T: Element, D: Dimension> AsOutput for ArrayRef<T, D> {
    fn as_output(&mut self) -> Output<'_> {
        let start = self.as_mut_ptr();
        Output::array(start, Geometry::of_elements(self.shape(), self.strides(), size_of::<T>()))
    }
}

impl<T: Element> AsOutput for [T] {
    fn as_output(&mut self) -> Output<'_> {
        Output::array(self.as_mut_ptr(), Geometry::Line { length: self.len(), size: size_of::<T>() })
    }
}

impl<T: Element> AsOutput for Vec<T> {
    fn as_output(&mut self) -> Output<'_> {
        Output::array(self.as_mut_ptr(), Geometry::Line { length: self.len(), size: size_of::<T>() })
    }
}

impl<T: Element, const N: usize> AsOutput for [T; N] {
    fn as_output(&mut self) -> Output<'_> {
        Output::array(self.as_mut_ptr(), Geometry::Line { length: N, size: size_of::<T>() })
    }
}

impl AsOutput for AnyArray {
    fn as_output(&mut self) -> Output<'_> {
        with_element_type!(self.dtype(), T => {
            let dtype = self.dtype();
            let output = self.get_mut::<T>().expect("the type is the array's own").as_output();
            Output { dtype, ..output }
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
        let strides = Strides::new(view.strides(), size_of::<T>());
        Output::array(start, Geometry::owned(view.shape(), strides))
    }
}

macro_rules! values {
    ($($variant:ident = $type:ty { $($facts:tt)* })*) => {$(
        impl AsOutput for $type {
            fn as_output(&mut self) -> Output<'_> {
                Output::array(self, Geometry::of_elements(&[], &[], size_of::<$type>()))
            }
        }
    )*};
}

for_each_element!(values! {});
