//! Elements as bytes, in either byte order.
//!
//! They pass through a buffer of a few pages, so that memory holds them once. What is promised takes memory only if as
//! many bytes are there, and where that is not known, as through a pipe, as they come.

use crate::data::out_of_memory;
use fusexpr::{Complex, Datetime, Element, Timedelta, f16};
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

macro_rules! counted {
    ($($type:ident)*) => {$(
        impl Stored for $type {
            #[inline]
            fn from_bytes(bytes: &[u8]) -> Self {
                $type(i64::from_bytes(bytes))
            }

            #[inline]
            fn append_to(self, bytes: &mut Vec<u8>) {
                self.0.append_to(bytes);
            }
        }
    )*};
}

counted!(Datetime Timedelta);

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

/// Reads so many elements. If all of them are known to be there, memory is taken at once.
pub fn read<T: Stored>(
    mut input: impl Read,
    count: usize,
    is_foreign: bool,
    are_there: bool,
) -> Result<Vec<T>, Failure> {
    let out_of_memory = |error| Failure::Other(out_of_memory(error));
    let size = size_of::<T>();
    let mut elements = Vec::new();
    if are_there {
        elements.try_reserve_exact(count).map_err(out_of_memory)?;
    }
    let mut buffer = vec![0; BUFFER];
    while elements.len() < count {
        let bytes = &mut buffer[..(count - elements.len()).min(BUFFER / size) * size];
        let filled = fill(&mut input, bytes).map_err(|error| Failure::Other(error.to_string()))?;
        if filled < bytes.len() {
            return Err(Failure::Short(elements.len() * size + filled));
        }
        if is_foreign {
            bytes.chunks_exact_mut(T::DTYPE.part().size()).for_each(<[u8]>::reverse);
        }
        elements.try_reserve(bytes.len() / size).map_err(out_of_memory)?;
        elements.extend(bytes.chunks_exact(size).map(T::from_bytes));
    }
    Ok(elements)
}

/// Reads until the bytes are filled or there are no more; says how many there were.
fn fill(input: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < bytes.len() {
        match input.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
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
