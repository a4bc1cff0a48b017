//! Arrays whose type is known at run time only.

use crate::character::{Byte, Char};
use crate::element::{DType, Element, Scalar, for_each_element, with_element_type};
use crate::time::{Datetime, Timedelta};
use ndarray::{Array, ArrayD, Dimension};
use std::any::Any;

macro_rules! any_array {
    ($($variant:ident = $type:ty {
        $family:ident $bits:ident $name:literal $numpy:literal [$($other:literal)*]
        $(($parameter:ident: $Parameter:ty))?
    })*) => {
        /// An owned array of any element type.
        ///
        /// ```
        /// use fusexpr::{AnyArray, DType, Expr, vars};
        ///
        /// let (a, b) = ([1_u8, 2, 3], [1_i8, -1, 1]);
        /// let sum = Expr::parse("a + b")?.eval_any(&vars! { a, b })?;
        /// assert_eq!((sum.dtype(), sum.shape()), (DType::I16, &[3][..]));
        /// assert_eq!(sum.get::<i16>().unwrap().as_slice(), Some(&[2, 1, 4][..]));
        /// # Ok::<_, fusexpr::Error>(())
        /// ```
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)] // the element type says it all
        #[non_exhaustive]
        pub enum AnyArray {
            $($variant(ArrayD<$type> $(, $Parameter)?),)*
        }

        impl AnyArray {
            /// The type of the elements.
            pub fn dtype(&self) -> DType {
                match self { $(AnyArray::$variant(_ $(, $parameter)?) => DType::$variant $((*$parameter))?,)* }
            }

            /// The shape.
            pub fn shape(&self) -> &[usize] {
                match self { $(AnyArray::$variant(array, ..) => array.shape(),)* }
            }

            /// The same array with the parameter that a type of the same elements has.
            pub(crate) fn of_type(self, dtype: DType) -> Self {
                match (self, dtype) {
                    $((AnyArray::$variant(array, ..), DType::$variant $(($parameter))?) => {
                        AnyArray::$variant(array $(, $parameter)?)
                    })*
                    (array, dtype) => unreachable!("elements of {} are none of {dtype}", array.dtype()),
                }
            }

            fn as_any(&self) -> &dyn Any {
                match self { $(AnyArray::$variant(array, ..) => array,)* }
            }

            fn as_any_mut(&mut self) -> &mut dyn Any {
                match self { $(AnyArray::$variant(array, ..) => array,)* }
            }
        }

        $(
            impl<D: Dimension> From<Array<$type, D>> for AnyArray {
                fn from(array: Array<$type, D>) -> Self {
                    AnyArray::$variant(array.into_dyn() $(, <$Parameter>::OPEN)?)
                }
            }
        )*
    };
}

for_each_element!(any_array! {});

impl From<Scalar> for AnyArray {
    /// An array without axes.
    fn from(value: Scalar) -> Self {
        let dtype = value.dtype();
        with_element_type!(dtype, T => {
            let value = value.get::<T>().expect("the type is the scalar's own");
            AnyArray::from(ndarray::arr0(value)).of_type(dtype)
        })
    }
}

impl AnyArray {
    /// Zeros (false) of a type and shape.
    pub fn zeros(dtype: DType, shape: &[usize]) -> Self {
        with_element_type!(dtype, T => AnyArray::from(ArrayD::<T>::default(shape)).of_type(dtype))
    }

    /// The same elements seen as those of another type: dates and lengths of time as integers of 64 bits, characters as
    /// unsigned integers, or the other way round; what it was, if they cannot be.
    ///
    /// ```
    /// use fusexpr::{AnyArray, DType, TimeUnit};
    ///
    /// let days = AnyArray::from(ndarray::array![0_i64, 19_844]).view(DType::Datetime64(TimeUnit::Day)).unwrap();
    /// assert_eq!(days.dtype().to_string(), "datetime64[D]");
    /// let numbers = days.view(DType::I64).unwrap();
    /// assert_eq!(numbers.get::<i64>().unwrap().as_slice(), Some(&[0, 19_844][..]));
    /// ```
    pub fn view(self, dtype: DType) -> Result<Self, AnyArray> {
        Ok(match (self, dtype) {
            (array, _) if array.dtype().elem() == dtype.elem() => array.of_type(dtype),
            (AnyArray::I64(numbers), DType::Datetime64(unit)) => {
                AnyArray::Datetime64(numbers.mapv_into_any(Datetime), unit)
            }
            (AnyArray::I64(numbers), DType::Timedelta64(unit)) => {
                AnyArray::Timedelta64(numbers.mapv_into_any(Timedelta), unit)
            }
            (AnyArray::Datetime64(dates, _), DType::I64) => AnyArray::I64(dates.mapv_into_any(|date| date.0)),
            (AnyArray::Datetime64(dates, _), DType::Timedelta64(unit)) => {
                AnyArray::Timedelta64(dates.mapv_into_any(|date| Timedelta(date.0)), unit)
            }
            (AnyArray::Timedelta64(spans, _), DType::I64) => AnyArray::I64(spans.mapv_into_any(|span| span.0)),
            (AnyArray::Timedelta64(spans, _), DType::Datetime64(unit)) => {
                AnyArray::Datetime64(spans.mapv_into_any(|span| Datetime(span.0)), unit)
            }
            (AnyArray::U8(numbers), DType::S1) => AnyArray::S1(numbers.mapv_into_any(Byte)),
            (AnyArray::S1(bytes), DType::U8) => AnyArray::U8(bytes.mapv_into_any(|byte| byte.0)),
            (AnyArray::U32(numbers), DType::U1) => AnyArray::U1(numbers.mapv_into_any(Char)),
            (AnyArray::U1(characters), DType::U32) => AnyArray::U32(characters.mapv_into_any(|character| character.0)),
            (array, _) => return Err(array),
        })
    }

    /// The array, if its elements are of the Rust type `T`.
    pub fn get<T: Element>(&self) -> Option<&ArrayD<T>> {
        self.as_any().downcast_ref()
    }

    /// The array itself, if its elements are of the Rust type `T`; else what it was.
    ///
    /// ```
    /// use fusexpr::{Expr, vars};
    /// use ndarray::ArrayD;
    ///
    /// let product = Expr::parse("a * 2")?.eval_any(&vars! { a: [1.5, 2.0] })?;
    /// let product: ArrayD<f64> = product.into_typed().expect("it is f64");
    /// assert_eq!(product.as_slice(), Some(&[3.0, 4.0][..]));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn into_typed<T: Element>(mut self) -> Result<ArrayD<T>, AnyArray> {
        match self.get_mut::<T>() {
            Some(array) => Ok(std::mem::take(array)),
            None => Err(self),
        }
    }

    /// The array, if its elements are of the Rust type `T`.
    pub fn get_mut<T: Element>(&mut self) -> Option<&mut ArrayD<T>> {
        self.as_any_mut().downcast_mut()
    }

    /// The value, if it is an array without axes.
    ///
    /// ```
    /// use fusexpr::{Expr, Scalar, vars};
    ///
    /// let sum = Expr::parse("sum(x)")?.eval_any(&vars! { x: [1.5, 2.0] })?;
    /// assert_eq!(sum.to_scalar(), Some(Scalar::from(3.5)));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn to_scalar(&self) -> Option<Scalar> {
        if !self.shape().is_empty() {
            return None;
        }
        with_element_type!(self.dtype(), T => {
            self.get::<T>()?.first().map(|&value| Scalar::from(value).of_type(self.dtype()))
        })
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.shape().iter().product()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
