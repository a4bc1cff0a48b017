//! One value of any type.

use super::{DType, Element, for_each_element, with_element_type};
use crate::character::{Byte, Char};
use crate::integer::Integer;
use crate::math::half;
use crate::time::{self, Datetime, TimeUnit, Timedelta};
use crate::{c64, c128, f16};
use std::fmt;

/// The integer that a scalar is, by the rows of the table: none for a row of floats.
macro_rules! integer_of {
    ($scalar:expr; $($variant:ident = $type:ty { $family:ident $($fact:tt)* })*) => {
        match $scalar.dtype { $(DType::$variant { .. } => integer_of!($family $scalar.get::<$type>()?),)* }
    };
    (Float $value:expr) => { None };
    (Half $value:expr) => { None };
    (Datetime $value:expr) => { None };
    (Bytes $value:expr) => { Some(i128::from($value.0)) };
    (Text $value:expr) => { Some(i128::from($value.0)) };
    (Timedelta $value:expr) => { None };
    (Complex $value:expr) => { None };
    ($family:ident $value:expr) => { Some(i128::from($value)) };
}

/// The scalar that an integer is in a type, by the rows of the table.
macro_rules! integer_into {
    ($value:expr, $dtype:expr; $($variant:ident = $type:ty { $family:ident $($fact:tt)* })*) => {
        match $dtype { $(DType::$variant { .. } => integer_into!($family $type, $value).map(Scalar::from),)* }
    };
    (Bool $type:ty, $value:expr) => { Some(!$value.is_zero()) };
    (Float $type:ty, $value:expr) => { Some(<$type>::nearest($value)).filter(|nearest| nearest.is_finite()) };
    (Half $type:ty, $value:expr) => { integer_into!(Float $type, $value) };
    (Datetime $type:ty, $value:expr) => { i64::try_from($value).ok().map(Datetime) };
    (Bytes $type:ty, $value:expr) => { u8::try_from($value).ok().map(Byte) };
    (Text $type:ty, $value:expr) => { u32::try_from($value).ok().map(Char) };
    (Timedelta $type:ty, $value:expr) => { i64::try_from($value).ok().map(Timedelta) };
    (Complex $type:ty, $value:expr) => {
        Some(<$type>::new(Nearest::nearest($value), 0.0)).filter(|nearest| nearest.is_finite())
    };
    ($family:ident $type:ty, $value:expr) => { <$type>::try_from($value).ok() };
}

/// The f64 that a scalar is, by the rows of the table: none for a row of anything but floats.
macro_rules! float_of {
    ($scalar:expr; $($variant:ident = $type:ty { $family:ident $($fact:tt)* })*) => {
        match $scalar.dtype { $(DType::$variant { .. } => float_of!($family $scalar, $type),)* }
    };
    (Half $scalar:expr, $type:ty) => { Some($scalar.get::<$type>()?.widened()) };
    (Float $scalar:expr, $type:ty) => { Some($scalar.get::<$type>()?.widened()) };
    ($family:ident $scalar:expr, $type:ty) => { None };
}

/// The scalar that an f64 is in a type of floats or complex numbers, by the rows of the table.
macro_rules! float_into {
    ($value:expr, $dtype:expr; $($variant:ident = $type:ty { $family:ident $($fact:tt)* })*) => {
        match $dtype { $(DType::$variant { .. } => float_into!($family $type, $value),)* }
    };
    (Half $type:ty, $value:expr) => { Scalar::from(<$type>::rounded($value)) };
    (Complex $type:ty, $value:expr) => { Scalar::from(<$type>::new(Nearest::rounded($value), 0.0)) };
    (Float $type:ty, $value:expr) => { Scalar::from(<$type>::rounded($value)) };
    ($family:ident $type:ty, $value:expr) => { unreachable!("it is a type of floats or complex numbers") };
}

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

    /// The first bytes, `size` of eight at most, as bits.
    pub(crate) fn bits(&self, size: usize) -> u64 {
        let mut bits = [0; 8];
        bits[..size].copy_from_slice(&self.0[..size]);
        u64::from_le_bytes(bits)
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut u8 {
        self.0.as_mut_ptr()
    }

    /// Turns the bytes of each number of an element of a size round; `number` is the size of one.
    pub(crate) fn swap_numbers(&mut self, size: usize, number: usize) {
        self.0[..size].chunks_exact_mut(number).for_each(<[u8]>::reverse);
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

    /// All bytes, of which the first ones are the element and the others are zero.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.storage.0
    }

    /// The value's type.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The value, if it is of the Rust type `T`.
    pub fn get<T: Element>(&self) -> Option<T> {
        // SAFETY: the storage holds an element of `self.dtype`, is aligned for every element and large enough.
        #[allow(unsafe_code)]
        (T::DTYPE.elem() == self.dtype.elem()).then(|| unsafe { self.storage.as_ptr().cast::<T>().read() })
    }

    /// The same element as one of a type of the same elements, which differs in nothing but its parameter.
    pub(crate) fn of_type(self, dtype: DType) -> Self {
        debug_assert_eq!(self.dtype.elem(), dtype.elem());
        Self { dtype, ..self }
    }

    /// The same bits seen as a value of another type, as NumPy's `view` does: an integer of 64 bits as a date or a
    /// length of time, or the other way round. Of other types the value stays what it is.
    #[must_use]
    pub fn view(self, dtype: DType) -> Self {
        if self.dtype.is_seen_as(dtype) { Self { dtype, ..self } } else { self }
    }

    /// A date: so many units after 1970 began.
    pub fn datetime64(date: Datetime, unit: TimeUnit) -> Self {
        Self::from(date).of_type(DType::Datetime64(unit))
    }

    /// A length of time: so many units.
    pub fn timedelta64(span: Timedelta, unit: TimeUnit) -> Self {
        Self::from(span).of_type(DType::Timedelta64(unit))
    }

    /// The value of an integer or bool.
    pub(crate) fn as_integer(&self) -> Option<i128> {
        for_each_element!(integer_of! { self; })
    }

    /// The value of a float.
    pub(crate) fn as_float(&self) -> Option<f64> {
        for_each_element!(float_of! { self; })
    }

    /// The value of a complex number.
    pub(crate) fn as_complex(&self) -> Option<c128> {
        let wide = self.get::<c64>().map(|number| c128::new(number.re.into(), number.im.into()));
        wide.or_else(|| self.get::<c128>())
    }

    /// The float or complex number of type `dtype` that is nearest to a value; the type must be one of these.
    pub(crate) fn from_float(value: f64, dtype: DType) -> Scalar {
        for_each_element!(float_into! { value, dtype; })
    }

    /// The integer as a value of type `dtype`, if it fits; of a float or complex type the nearest, if that is finite.
    pub(crate) fn from_integer(value: &Integer, dtype: DType) -> Option<Scalar> {
        for_each_element!(integer_into! { value, dtype; }).map(|scalar| scalar.of_type(dtype))
    }
}

/// A float type.
trait Nearest {
    /// The float that is nearest to an integer, maybe an infinity.
    fn nearest(value: &Integer) -> Self;
    /// The float that is nearest to an f64.
    fn rounded(value: f64) -> Self;
    /// The value as an f64.
    fn widened(self) -> f64;
}

impl Nearest for f16 {
    fn nearest(value: &Integer) -> f16 {
        // An integer that no f64 holds is beyond all f16.
        f16::rounded(value.to_f64().value())
    }

    fn rounded(value: f64) -> f16 {
        f16::from_bits(half::narrow_double(value))
    }

    fn widened(self) -> f64 {
        half::widen(self.to_bits()).into()
    }
}

impl Nearest for f32 {
    fn nearest(value: &Integer) -> f32 {
        value.to_f32().value()
    }

    fn rounded(value: f64) -> f32 {
        value as f32
    }

    fn widened(self) -> f64 {
        self.into()
    }
}

impl Nearest for f64 {
    fn nearest(value: &Integer) -> f64 {
        value.to_f64().value()
    }

    fn rounded(value: f64) -> f64 {
        value
    }

    fn widened(self) -> f64 {
        self
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
        let half = |value: f16| f.pad(&format!("{:?}", shortest(value)));
        if let Some(text) = self.get::<f16>().map(half) {
            return text;
        }
        match self.dtype {
            DType::Datetime64(unit) => {
                let date = self.get().expect("the type is the scalar's own");
                return f.pad(&time::show_datetime(date, unit));
            }
            DType::Timedelta64(unit) => {
                let span = self.get().expect("the type is the scalar's own");
                return f.pad(&time::show_timedelta(span, unit));
            }
            _ => {}
        }
        let parts = self.get::<c64>().map(|number| [number.re, number.im].map(|part| format!("{part:?}")));
        let wide = || self.get::<c128>().map(|number| [number.re, number.im].map(|part| format!("{part:?}")));
        if let Some(parts) = parts.or_else(wide) {
            return f.pad(&complex_text(parts));
        }
        with_element_type!(self.dtype, T => {
            let value = self.get::<T>().expect("the type is the scalar's own");
            f.pad(&format!("{value:?}"))
        })
    }
}

/// A complex number as NumPy and Python write it, from the texts of its parts.
fn complex_text(parts: [String; 2]) -> String {
    let [real, imaginary] = parts.map(|part| match &*part {
        "NaN" => "nan".to_owned(),
        part => part.strip_suffix(".0").unwrap_or(part).to_owned(),
    });
    match (&*real, imaginary.starts_with('-')) {
        ("0", _) => format!("{imaginary}j"),
        (_, true) => format!("({real}{imaginary}j)"),
        (_, false) => format!("({real}+{imaginary}j)"),
    }
}

/// The number of the fewest digits that is rounded to a value.
fn shortest(value: f16) -> f64 {
    const ENOUGH: usize = 5;
    let exact = value.widened();
    let of_digits = |digits: usize| format!("{exact:.*e}", digits - 1).parse().unwrap_or(exact);
    let is_right = |number: &f64| f16::rounded(*number) == value;
    (1..ENOUGH).map(of_digits).find(is_right).unwrap_or(exact)
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}{}", self.dtype)
    }
}
