//! What an expression reads.

use super::geometry::{ByteOrder, Geometry, Origin, Strides};
use super::overlap::Footprint;
use crate::array::AnyArray;
use crate::element::{DType, Element, Kind, Scalar, for_each_element, with_element_type};
use crate::error::{BindError, Error};
use ndarray::{ArrayBase, ArrayRef, ArrayView, Data, Dimension};

/// An operand of an expression: a borrowed array of any type, shape and strides, or a value.
///
/// A value is *weak*, as a literal in the expression is: it takes the type of the arrays it meets. An array without
/// axes is one value too, but keeps its type.
#[derive(Clone, Debug)]
pub struct Operand<'a> {
    dtype: DType,
    source: Source<'a>,
}

/// Where an operand's elements are.
#[derive(Clone, Debug)]
pub(crate) enum Source<'a> {
    Value(Scalar),
    Array { start: *const u8, geometry: Geometry<'a>, origin: Origin },
}

// SAFETY: an operand only gives shared access to elements, which are `Sync`; it is a `&'a [T]` in all but name.
#[allow(unsafe_code)]
unsafe impl Send for Operand<'_> {}
// SAFETY: as above.
#[allow(unsafe_code)]
unsafe impl Sync for Operand<'_> {}

impl<'a> Operand<'a> {
    fn array<T: Element>(start: *const T, geometry: Geometry<'a>) -> Self {
        Self::placed(T::DTYPE, start.cast(), geometry)
    }

    /// An array of which everything is known.
    pub(crate) fn placed(dtype: DType, start: *const u8, geometry: Geometry<'a>) -> Self {
        Self { dtype, source: Source::Array { start, geometry, origin: Origin::Borrow } }
    }

    /// An array of a type and shape, in C order, that is not there: for what does not look at elements.
    pub(crate) fn imagined(dtype: DType, shape: &[usize]) -> Self {
        Self::in_part(dtype, shape, Geometry::NOWHERE)
    }

    /// An array of a type and shape, in C order, of which only a part is there; its first element would be at `start`.
    pub(crate) fn in_part(dtype: DType, shape: &[usize], start: *const u8) -> Self {
        Self::placed(dtype, start, Geometry::in_c_order(shape, dtype.size()))
    }

    /// An array anywhere in memory: what other languages and formats have, without a copy.
    ///
    /// `strides` are the bytes from one element to the next along each axis. Neither they nor the address need be
    /// multiples of an element's size, and numbers may have their bytes in either order; elements are then brought into
    /// a block as those of any array that do not lie in a row. An operand may share memory with outputs of the call
    /// that are made by [`Output::from_raw`](crate::Output::from_raw): it then has the values that it has before the
    /// call.
    ///
    /// ```
    /// use fusexpr::{ByteOrder, DType, Operand, Vars, eval};
    ///
    /// // Records of a byte and a number of four, big end first, as some file has them.
    /// let records: [u8; 15] = [1, 0, 0, 0, 7, 1, 0, 0, 1, 0, 2, 0, 0, 0, 9];
    /// let (start, shape, strides) = (records[1..].as_ptr(), [3], [5]);
    /// // SAFETY: from the second byte on there are three numbers, five bytes apart, for as long as `records` lives.
    /// let number = unsafe { Operand::from_raw(DType::I32, start, &shape, &strides, ByteOrder::Big)? };
    /// let double = eval::<i32>("2*number", &Vars::new().with("number", number))?;
    /// assert_eq!(double.as_slice(), Some(&[14, 512, 18][..]));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Safety
    /// As long as the operand (or a copy of it) is used, for each place `0 <= places[k] < shape[k]`:
    ///
    /// - the bytes of an element at `start + Σ places[k] * strides[k]` must be initialised, valid for reading, and part
    ///   of the allocation that `start` points to. If there is no element, `start` may be any pointer;
    /// - during a call that reads the operand nothing may write to them but that call, by way of an output made by
    ///   [`Output::from_raw`](crate::Output::from_raw), and no output that borrows from Rust may include them;
    /// - an element of type `bool` must be a byte 0 or 1. Nothing checks it: any other byte is undefined behaviour.
    ///
    /// # Errors
    /// [`BindError::StrideCount`](crate::BindError::StrideCount) if there are not as many strides as axes;
    /// [`BindError::ShapeTooLarge`](crate::BindError::ShapeTooLarge) for more elements than can be counted.
    #[allow(unsafe_code)]
    pub unsafe fn from_raw(
        dtype: DType,
        start: *const u8,
        shape: &'a [usize],
        strides: &'a [isize],
        order: ByteOrder,
    ) -> Result<Self, Error> {
        let geometry = Geometry::of_bytes(shape, strides)?;
        let order = if dtype.size() == 1 { ByteOrder::NATIVE } else { order }; // bytes are in any order
        Ok(Self { dtype, source: Source::Array { start, geometry, origin: Origin::Pointer(order) } })
    }

    /// The same elements seen as those of another type, as NumPy's `view` does: integers of 64 bits as dates or lengths
    /// of time, or the other way round.
    ///
    /// ```
    /// use fusexpr::{AnyArray, DType, Operand, TimeUnit, eval, vars};
    ///
    /// let seconds = ndarray::array![1_714_566_896_i64, 0, -1]; // since 1970
    /// let time = Operand::from(&seconds).view(DType::Datetime64(TimeUnit::Second))?;
    /// let late = eval::<bool>("time > datetime64(\"2024-05-01\")", &vars! { time })?;
    /// assert_eq!(late.as_slice(), Some(&[true, false, false][..]));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`BindError::View`](crate::BindError::View) for elements of other types.
    pub fn view(self, dtype: DType) -> Result<Self, Error> {
        match (self.dtype.is_seen_as(dtype), self.source) {
            (false, _) => Err(Error::bind(BindError::View { from: self.dtype, to: dtype }, None)),
            (true, Source::Value(value)) => Ok(Self { dtype, source: Source::Value(value.view(dtype)) }),
            (true, source) => Ok(Self { dtype, source }),
        }
    }

    /// The type of the elements.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The shape; that of a value has no axes.
    pub fn shape(&self) -> &[usize] {
        match &self.source {
            Source::Value(_) => &[],
            Source::Array { geometry, .. } => geometry.shape(),
        }
    }

    /// The strides in bytes; none of a value.
    pub(crate) fn strides(&self) -> impl DoubleEndedIterator<Item = isize> + ExactSizeIterator {
        match &self.source {
            Source::Value(_) => Strides::new(&[], 1),
            Source::Array { geometry, .. } => geometry.strides(),
        }
        .iter()
    }

    /// Whether it is an array whose elements lie side by side in C order, aligned and in this machine's byte order.
    pub(crate) fn is_dense(&self) -> bool {
        let Source::Array { start, geometry, origin } = &self.source else { return false };
        let size = self.dtype.size();
        let mut bytes = size as isize;
        let mut lies_so = |(&length, stride): (&usize, isize)| {
            let fits = length == 1 || stride == bytes;
            bytes = bytes.wrapping_mul(length as isize);
            fits
        };
        let is_aligned = start.addr().is_multiple_of(self.dtype.elem().alignment());
        !origin.is_swapped()
            && is_aligned
            && geometry.shape().iter().zip(geometry.strides().iter()).rev().all(&mut lies_so)
    }

    /// Whether this is a value, and so weak.
    pub fn is_value(&self) -> bool {
        matches!(self.source, Source::Value(_))
    }

    /// The value, if it is one.
    pub(crate) fn as_value(&self) -> Option<Scalar> {
        match self.source {
            Source::Value(value) => Some(value),
            Source::Array { .. } => None,
        }
    }

    /// The memory of an array that may be an output's, too: one that is known by a pointer alone.
    pub(crate) fn shared(&self) -> Option<(Footprint<'_>, Origin)> {
        match &self.source {
            Source::Array { start, geometry, origin: origin @ Origin::Pointer(_) } => {
                Some((Footprint::new(*start, self.dtype.size(), geometry), *origin))
            }
            _ => None,
        }
    }

    pub(crate) fn source(&self) -> &Source<'a> {
        &self.source
    }
}

/// What can be an operand when it is borrowed.
pub trait AsOperand {
    /// The operand.
    fn as_operand(&self) -> Operand<'_>;
}

impl<X: AsOperand + ?Sized> AsOperand for &X {
    fn as_operand(&self) -> Operand<'_> {
        (**self).as_operand()
    }
}

impl<X: AsOperand + ?Sized> AsOperand for &mut X {
    fn as_operand(&self) -> Operand<'_> {
        (**self).as_operand()
    }
}

impl<T: Element, S: Data<Elem = T>, D: Dimension> AsOperand for ArrayBase<S, D> {
    fn as_operand(&self) -> Operand<'_> {
        Operand::array(self.as_ptr(), Geometry::of_elements(self.shape(), self.strides(), size_of::<T>()))
    }
}

impl<T: Element, D: Dimension> AsOperand for ArrayRef<T, D> {
    fn as_operand(&self) -> Operand<'_> {
        Operand::array(self.as_ptr(), Geometry::of_elements(self.shape(), self.strides(), size_of::<T>()))
    }
}

impl<T: Element> AsOperand for [T] {
    fn as_operand(&self) -> Operand<'_> {
        Operand::array(self.as_ptr(), Geometry::Line { length: self.len(), size: size_of::<T>() })
    }
}

impl<T: Element> AsOperand for Vec<T> {
    fn as_operand(&self) -> Operand<'_> {
        self[..].as_operand()
    }
}

impl<T: Element, const N: usize> AsOperand for [T; N] {
    fn as_operand(&self) -> Operand<'_> {
        self[..].as_operand()
    }
}

impl AsOperand for AnyArray {
    fn as_operand(&self) -> Operand<'_> {
        with_element_type!(self.dtype(), T => {
            let operand = self.get::<T>().expect("the type is the array's own").as_operand();
            Operand { dtype: self.dtype(), ..operand }
        })
    }
}

impl AsOperand for Operand<'_> {
    fn as_operand(&self) -> Operand<'_> {
        self.clone()
    }
}

impl AsOperand for Scalar {
    fn as_operand(&self) -> Operand<'_> {
        Operand::from(*self)
    }
}

impl<'a, X: AsOperand + ?Sized> From<&'a X> for Operand<'a> {
    fn from(x: &'a X) -> Self {
        x.as_operand()
    }
}

impl<'a, T: Element, D: Dimension> From<ArrayView<'a, T, D>> for Operand<'a> {
    fn from(view: ArrayView<'a, T, D>) -> Self {
        let strides = Strides::new(view.strides(), size_of::<T>());
        Operand::array(view.as_ptr(), Geometry::owned(view.shape(), strides))
    }
}

impl From<Scalar> for Operand<'_> {
    /// A weak value: of its kind only, so it becomes bool, i64, u64 (where i64 is too small), f64 or c128. Dates and
    /// lengths of time keep their unit.
    fn from(value: Scalar) -> Self {
        let value = match value.dtype().kind() {
            Kind::Bool => value,
            Kind::Signed | Kind::Unsigned => {
                let integer = value.as_integer().expect("the value is an integer");
                i64::try_from(integer).map_or(value, Scalar::from)
            }
            Kind::Float => Scalar::from(value.as_float().expect("the value is a float")),
            Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => value,
            Kind::Complex => Scalar::from(value.as_complex().expect("the value is a complex number")),
        };
        Self { dtype: value.dtype(), source: Source::Value(value) }
    }
}

macro_rules! values {
    ($($variant:ident = $type:ty { $($facts:tt)* })*) => {$(
        impl From<$type> for Operand<'_> {
            fn from(value: $type) -> Self {
                Operand::from(Scalar::from(value))
            }
        }

        impl AsOperand for $type {
            fn as_operand(&self) -> Operand<'_> {
                Operand::from(*self)
            }
        }
    )*};
}

for_each_element!(values! {});
