//! One value of any type.

use super::{DType, Element, with_element_type};
use crate::integer::Integer;
use std::fmt;

/// One value with its type.
///
/// Equality and hashing go by type and bits, as the sharing of constants needs it: `0.0` and `-0.0` differ, a NaN
/// equals itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scalar {
    dtype: DType,
    storage: Storage,
}

/// Room for the widest element, aligned for all.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[repr(C, align(16))]
pub(crate) struct Storage([u8; 16]);

impl Storage {
    pub(crate) fn as_ptr(&self) -> *const u8 {
        self.0.as_ptr()
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut u8 {
        self.0.as_mut_ptr()
    }
}

impl Scalar {
    /// The value of a type, out of its first bytes.
    pub(crate) fn from_storage(dtype: DType, storage: Storage) -> Self {
        let mut bytes = [0; 16];
        bytes[..dtype.size()].copy_from_slice(&storage.0[..dtype.size()]);
        Self { dtype, storage: Storage(bytes) }
    }

    /// The bytes, ready to be read as an element.
    pub(crate) fn storage(&self) -> Storage {
        self.storage
    }

    /// Where the value is, ready to be read as an element.
    pub(crate) fn as_ptr(&self) -> *const u8 {
        self.storage.as_ptr()
    }

    /// The value's type.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The value, if it is of the Rust type `T`.
    pub fn get<T: Element>(&self) -> Option<T> {
        // SAFETY: the storage holds an element of `self.dtype`, is aligned for every element and large enough.
        #[allow(unsafe_code)]
        (T::DTYPE == self.dtype).then(|| unsafe { self.storage.as_ptr().cast::<T>().read() })
    }

    /// The value of an integer or bool.
    pub(crate) fn as_integer(&self) -> Option<i128> {
        macro_rules! widen {
            ($($type:ty)*) => { None$(.or_else(|| self.get::<$type>().map(i128::from)))* };
        }
        widen!(i64 u64 i32 u32 i16 u16 i8 u8 bool)
    }

    /// The integer as a value of type `dtype`, if it fits; of a float type the nearest, if that is finite.
    pub(crate) fn from_integer(value: &Integer, dtype: DType) -> Option<Scalar> {
        Some(match dtype {
            DType::Bool => Scalar::from(!value.is_zero()),
            DType::I8 => Scalar::from(i8::try_from(value).ok()?),
            DType::I16 => Scalar::from(i16::try_from(value).ok()?),
            DType::I32 => Scalar::from(i32::try_from(value).ok()?),
            DType::I64 => Scalar::from(i64::try_from(value).ok()?),
            DType::U8 => Scalar::from(u8::try_from(value).ok()?),
            DType::U16 => Scalar::from(u16::try_from(value).ok()?),
            DType::U32 => Scalar::from(u32::try_from(value).ok()?),
            DType::U64 => Scalar::from(u64::try_from(value).ok()?),
            DType::F32 => Scalar::from(Some(value.to_f32().value()).filter(|nearest| nearest.is_finite())?),
            DType::F64 => Scalar::from(Some(value.to_f64().value()).filter(|nearest| nearest.is_finite())?),
        })
    }
}

impl<T: Element> From<T> for Scalar {
    fn from(value: T) -> Self {
        let mut storage = Storage::default();
        // SAFETY: the storage is aligned for every element and large enough.
        #[allow(unsafe_code)]
        unsafe {
            storage.as_mut_ptr().cast::<T>().write(value);
        }
        Self { dtype: T::DTYPE, storage }
    }
}

impl fmt::Display for Scalar {
    /// The shortest text that reads back as the same value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        with_element_type!(self.dtype, T => {
            let value = self.get::<T>().expect("the type is the scalar's own");
            f.pad(&format!("{value:?}"))
        })
    }
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}{}", self.dtype)
    }
}
