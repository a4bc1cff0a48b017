//! What an expression reads.

use crate::array::{AnyArray, Geometry};
use crate::element::{DType, Element, Kind, Scalar, for_each_element, with_element_type};
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
    Array { start: *const u8, geometry: Geometry<'a> },
}

// SAFETY: an operand only gives shared access to elements, which are `Sync`; it is a `&'a [T]` in all but name.
#[allow(unsafe_code)]
unsafe impl Send for Operand<'_> {}
// SAFETY: as above.
#[allow(unsafe_code)]
unsafe impl Sync for Operand<'_> {}

impl<'a> Operand<'a> {
    fn array<T: Element>(start: *const T, geometry: Geometry<'a>) -> Self {
        Self { dtype: T::DTYPE, source: Source::Array { start: start.cast(), geometry } }
    }

    /// An array of a type and shape, in C order, that is not there: for what does not look at elements.
    pub(crate) fn imagined(dtype: DType, shape: &[usize]) -> Self {
        Self::in_part(dtype, shape, Geometry::NOWHERE)
    }

    /// An array of a type and shape, in C order, of which only a part is there; its first element would be at `start`.
    pub(crate) fn in_part(dtype: DType, shape: &[usize], start: *const u8) -> Self {
        Self { dtype, source: Source::Array { start, geometry: Geometry::in_c_order(shape) } }
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
        Operand::array(self.as_ptr(), Geometry::Borrowed { shape: self.shape(), strides: self.strides() })
    }
}

impl<T: Element, D: Dimension> AsOperand for ArrayRef<T, D> {
    fn as_operand(&self) -> Operand<'_> {
        Operand::array(self.as_ptr(), Geometry::Borrowed { shape: self.shape(), strides: self.strides() })
    }
}

impl<T: Element> AsOperand for [T] {
    fn as_operand(&self) -> Operand<'_> {
        Operand::array(self.as_ptr(), Geometry::Line(self.len()))
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
            self.get::<T>().expect("the type is the array's own").as_operand()
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
        let geometry = Box::new((view.shape().to_vec(), view.strides().to_vec()));
        Operand::array(view.as_ptr(), Geometry::Owned(geometry))
    }
}

impl From<Scalar> for Operand<'_> {
    /// A weak value: of its kind only, so it becomes bool, i64, u64 (where i64 is too small) or f64.
    fn from(value: Scalar) -> Self {
        let value = match value.dtype().kind() {
            Kind::Bool => value,
            Kind::Signed | Kind::Unsigned => {
                let integer = value.as_integer().expect("the value is an integer");
                i64::try_from(integer).map_or(value, Scalar::from)
            }
            Kind::Float => Scalar::from(value.as_float().expect("the value is a float")),
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
