//! Elements as bytes, in either byte order.
//!
//! They pass through a buffer of a few pages, so that memory holds them once. What is promised takes memory only if as
//! many bytes are there, and where that is not known, as through a pipe, as they come.
//!
//! Of records any of the fields are taken, each into a [`Column`] of its own. An array of elements is read as records
//! of one field.

use super::header::{self, Header};
use super::types::StoredType;
use crate::data::out_of_memory;
use fusexpr::{AnyArray, Byte, Char, Complex, Datetime, Element, Timedelta, f16};
use ndarray::{ArrayD, IxDyn};
use std::collections::TryReserveError;
use std::io::{self, Read, Write};

/// Bytes that are converted at once.
const BUFFER: usize = 1 << 16;

/// An element that has a form in bytes.
pub trait Stored: Element {
    /// The element of these bytes, in this machine's order.
    fn from_bytes(bytes: &[u8]) -> Self;
    /// Adds its bytes, in this machine's order.
    fn append_to(self, bytes: &mut Vec<u8>);
}

macro_rules! stored {
    ($($type:ty),*) => {$(
        impl Stored for $type {
            #[inline]
            fn from_bytes(bytes: &[u8]) -> Self {
                Self::from_ne_bytes(bytes.try_into().expect("the bytes of one element"))
            }

            #[inline]
            fn append_to(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_ne_bytes());
            }
        }
    )*};
}

stored!(i8, i16, i32, i64, u8, u16, u32, u64, f16, f32, f64);

macro_rules! wrapped {
    ($($type:ident($number:ty))*) => {$(
        impl Stored for $type {
            #[inline]
            fn from_bytes(bytes: &[u8]) -> Self {
                $type(<$number>::from_bytes(bytes))
            }

            #[inline]
            fn append_to(self, bytes: &mut Vec<u8>) {
                self.0.append_to(bytes);
            }
        }
    )*};
}

wrapped!(Datetime(i64) Timedelta(i64) Byte(u8) Char(u32));

impl Stored for bool {
    /// Any byte but 0 is true, as in NumPy.
    #[inline]
    fn from_bytes(bytes: &[u8]) -> Self {
        bytes[0] != 0
    }

    #[inline]
    fn append_to(self, bytes: &mut Vec<u8>) {
        bytes.push(self.into());
    }
}

impl<T: Stored> Stored for Complex<T>
where
    Complex<T>: Element,
{
    #[inline]
    fn from_bytes(bytes: &[u8]) -> Self {
        let (re, im) = bytes.split_at(size_of::<T>());
        Complex { re: T::from_bytes(re), im: T::from_bytes(im) }
    }

    #[inline]
    fn append_to(self, bytes: &mut Vec<u8>) {
        self.re.append_to(bytes);
        self.im.append_to(bytes);
    }
}

/// Why elements could not be read.
pub enum Failure {
    /// There are only so many bytes.
    Short(usize),
    Other(String),
}

/// The elements of a field of all records.
pub struct Column {
    /// The first of its bytes in a record, and how many they are.
    pub start: usize,
    pub size: usize,
    pub stored: StoredType,
    elements: Box<dyn Collect>,
}

/// A vector of elements of any type.
trait Collect {
    /// Takes memory for so many more.
    fn reserve(&mut self, count: usize) -> Result<(), TryReserveError>;

    /// Adds the elements that are these bytes, in this machine's order, for which memory has been taken.
    fn take(&mut self, bytes: &[u8]);

    /// The elements in an array whose axes lie in an order (see [`header::order`]).
    fn arranged(self: Box<Self>, shape: &[usize], order: &[usize]) -> Result<AnyArray, String>;
}

struct Elements<T>(Vec<T>);

impl<T: Stored> Collect for Elements<T>
where
    AnyArray: From<ArrayD<T>>,
{
    fn reserve(&mut self, count: usize) -> Result<(), TryReserveError> {
        self.0.try_reserve(count)
    }

    fn take(&mut self, bytes: &[u8]) {
        self.0.extend(bytes.chunks_exact(size_of::<T>()).map(T::from_bytes));
    }

    fn arranged(self: Box<Self>, shape: &[usize], order: &[usize]) -> Result<AnyArray, String> {
        let lengths: Vec<usize> = order.iter().map(|&axis| shape[axis]).collect();
        let array = ArrayD::from_shape_vec(IxDyn(&lengths), self.0).map_err(|error| error.to_string())?;
        Ok(array.permuted_axes(IxDyn(order)).into())
    }
}

impl Column {
    /// A column without elements.
    pub fn new(stored: &StoredType, start: usize, size: usize) -> Result<Self, String> {
        let elements: Result<Box<dyn Collect>, String> =
            with_type!(stored.dtype, T => Ok(Box::new(Elements::<T>(Vec::new())) as Box<dyn Collect>));
        Ok(Self { start, size, stored: stored.clone(), elements: elements? })
    }

    /// Takes memory for the elements of so many records.
    fn reserve(&mut self, records: usize) -> Result<(), TryReserveError> {
        self.elements.reserve(records * (self.size / self.stored.dtype.size()))
    }

    /// Takes the elements out of bytes, and turns these to this machine's order.
    fn take(&mut self, bytes: &mut [u8]) {
        if self.stored.is_foreign {
            bytes.chunks_exact_mut(self.stored.dtype.part().size()).for_each(<[u8]>::reverse);
        }
        self.elements.take(bytes);
    }

    /// The array of all elements.
    pub fn array(self, header: &Header) -> Result<AnyArray, String> {
        let shape = header.shape_of(&self.stored);
        let order = header::order(shape.len(), self.stored.axes.len(), header.is_fortran);
        let array = self.elements.arranged(&shape, &order)?;
        // The unit of dates is no part of the elements.
        let dtype = self.stored.dtype;
        array.view(dtype).map_err(|array| format!("elements of {} are read as {dtype}", array.dtype()))
    }
}

/// Reads all records into columns of some of their fields. If all are known to be there, memory is taken at once.
pub fn read(mut input: impl Read, header: &Header, are_there: bool, columns: &mut [Column]) -> Result<(), Failure> {
    let out_of_memory = |error| Failure::Other(out_of_memory(error));
    let size = header.item_size;
    if size == 0 {
        return Ok(());
    }
    if are_there {
        columns.iter_mut().try_for_each(|column| column.reserve(header.count)).map_err(out_of_memory)?;
    }
    let mut bytes = Vec::new();
    let mut left = header.count;
    while left > 0 {
        let records = left.min((BUFFER / size).max(1));
        bytes.clear();
        let wanted = (records * size) as u64;
        let found = input.by_ref().take(wanted).read_to_end(&mut bytes);
        let found = found.map_err(|error| Failure::Other(error.to_string()))?;
        if (found as u64) < wanted {
            return Err(Failure::Short((header.count - left) * size + found));
        }
        for column in &mut *columns {
            column.reserve(records).map_err(out_of_memory)?;
            if column.size == size {
                column.take(&mut bytes);
                continue;
            }
            for record in bytes.chunks_exact_mut(size) {
                column.take(&mut record[column.start..column.start + column.size]);
            }
        }
        left -= records;
    }
    Ok(())
}

/// Writes elements one after the other.
pub fn write<'e, T: Stored>(mut output: impl Write, elements: impl Iterator<Item = &'e T>) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(BUFFER);
    for &element in elements {
        element.append_to(&mut bytes);
        if bytes.len() >= BUFFER {
            output.write_all(&bytes)?;
            bytes.clear();
        }
    }
    output.write_all(&bytes)
}
