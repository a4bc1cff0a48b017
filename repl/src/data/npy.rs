//! Reads and writes `.npy` files, and such files within an archive.
//!
//! The crate ndarray-npy moves elements, of either byte order, in bulk. It allocates what a header promises, so the size
//! is held against the bytes that are there before a buffer is made. Bytes behind the data are left alone, as NumPy does.
//!
//! [`header`] reads what the data is, [`rows`] the data a few rows at a time.

mod header;
mod rows;

pub use rows::{RowWriter, Rows};

use super::{Found, Reason, Wanted};
use fusexpr::{AnyArray, Element};
use header::{Header, NO_NPY};
use ndarray::{ArrayD, IxDyn, ShapeBuilder};
use ndarray_npy::{ReadableElement, WritableElement, WriteNpyError, WriteNpyExt};
use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;

/// The array in a file, under the file's name.
pub fn read(mut file: File, path: &Path, wanted: Wanted<'_>) -> Result<Found, String> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    let found = match wanted {
        Wanted::Named(names) if !names.contains(&name.as_str()) => {
            Header::read(&mut file).map(|_| Found { others: vec![name], ..Found::default() })
        }
        _ => {
            let array = read_from(file, metadata.is_file().then_some(metadata.len()));
            array.map(|array| Found { arrays: vec![(name, array)], ..Found::default() })
        }
    };
    found.map_err(|reason| match reason {
        Reason::Broken(reason) if reason == NO_NPY && path.extension().is_none_or(|known| known != "npy") => {
            format!("{reason}; other formats go by their extension, .npz, .csv or .parquet")
        }
        Reason::Unusable(reason) | Reason::Broken(reason) => reason,
    })
}

/// The array that `there` bytes are; a pipe does not tell how many it holds.
pub fn read_from(mut input: impl Read, there: Option<u64>) -> Result<AnyArray, Reason> {
    let header = Header::read(&mut input)?;
    let data = data(input, there, &header)?;
    with_type!(header.dtype, T => elements::<T>(data, &header))
}

/// The bytes of the elements. What a pipe holds is read into memory.
fn data<'r>(input: impl Read + 'r, there: Option<u64>, header: &Header) -> Result<Box<dyn Read + 'r>, String> {
    let size = header.size();
    let mut data = input.take(size as u64);
    let Some(there) = there else {
        let mut bytes = Vec::new();
        let found = data.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        return if found == size { Ok(Box::new(Cursor::new(bytes))) } else { Err(header.ends_early(found as u64)) };
    };
    let found = there.saturating_sub(header.length);
    if found < size as u64 {
        return Err(header.ends_early(found));
    }
    // A sparse file may be far larger than memory; the allocations to come cannot fail gracefully.
    let out_of_memory = |_| io::Error::from(io::ErrorKind::OutOfMemory).to_string();
    Vec::<u8>::new().try_reserve_exact(size).map_err(out_of_memory)?;
    Ok(Box::new(data))
}

fn elements<T>(data: Box<dyn Read + '_>, header: &Header) -> Result<AnyArray, Reason>
where
    T: Element + ReadableElement + WritableElement,
    AnyArray: From<ArrayD<T>>,
{
    // ndarray-npy knows one spelling of a type in either byte order; a header may have others of the native one.
    let descr = if header.is_foreign() { header.python.type_descriptor.clone() } else { T::type_descriptor() };
    let elements = T::read_to_end_exact_vec(data, &descr, header.count).map_err(|error| error.to_string())?;
    let shape = IxDyn(&header.python.shape).set_f(header.python.layout.is_fortran());
    let array = ArrayD::from_shape_vec(shape, elements).map_err(|error| error.to_string())?;
    Ok(array.into())
}

/// Writes an array.
pub fn write_to(output: impl Write, array: &AnyArray) -> Result<(), String> {
    with_type!(array.dtype(), T => super::elements::<T>(array).write_npy(output).map_err(|error| match error {
        WriteNpyError::Io(error) => error.to_string(),
        error => error.to_string(),
    }))
}
