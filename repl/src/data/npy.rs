//! Reads and writes `.npy` files, and such files within an archive.
//!
//! The size that a header promises is held against the bytes that are there before memory is taken. Bytes behind the
//! data are left alone, as NumPy does.
//!
//! [`header`] reads what the data is, out of the Python [`literal`] that it is written as; [`elements`] has the data in
//! memory, [`rows`] a few rows at a time.

mod elements;
mod header;
mod literal;
mod rows;

pub use header::NO_NPY;
pub use rows::{RowWriter, Rows};

use super::{Found, Reason, Wanted};
use elements::{Failure, Stored};
use fusexpr::AnyArray;
use header::Header;
use ndarray::{ArrayD, IxDyn, ShapeBuilder};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

/// The array in a file, under the file's name. Where one is meant that is called otherwise, this is the one.
pub fn read(mut file: File, path: &Path, wanted: Wanted<'_>) -> Result<Found, String> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    let is_wanted = wanted.among([name.as_str()].into_iter()).wants(&name);
    let found = match is_wanted {
        true => read_from(file, metadata.is_file().then_some(metadata.len()))
            .map(|array| Found { arrays: vec![(name, array)], ..Found::default() }),
        false => Header::read(&mut file).map(|_| Found { others: vec![name], ..Found::default() }),
    };
    found.map_err(|reason| match reason.into_text() {
        reason if reason == NO_NPY && path.extension().is_none_or(|known| known != "npy") => {
            format!("{reason}; other formats go by their extension, .npz, .csv or .parquet")
        }
        reason => reason,
    })
}

/// The array that `there` bytes are; a pipe does not tell how many it holds.
pub fn read_from(mut input: impl Read, there: Option<u64>) -> Result<AnyArray, Reason> {
    let header = Header::read(&mut input)?;
    let data = there.map(|there| there.saturating_sub(header.length));
    match data {
        Some(there) if there < header.size() as u64 => Err(header.ends_early(there).into()),
        _ => with_type!(header.dtype, T => read_elements::<T>(input, &header, data.is_some())),
    }
}

fn read_elements<T: Stored>(input: impl Read, header: &Header, are_there: bool) -> Result<AnyArray, Reason>
where
    AnyArray: From<ArrayD<T>>,
{
    let elements = elements::read::<T>(input, header.count, header.is_foreign, are_there);
    let elements = elements.map_err(|failure| match failure {
        Failure::Short(found) => header.ends_early(found as u64),
        Failure::Other(reason) => reason,
    })?;
    let shape = IxDyn(&header.shape).set_f(header.is_fortran);
    let array = ArrayD::from_shape_vec(shape, elements).map_err(|error| error.to_string())?;
    let array = AnyArray::from(array);
    // The unit of dates is no part of the elements.
    array
        .view(header.dtype)
        .map_err(|array| format!("elements of {} are read as {}", array.dtype(), header.dtype).into())
}

/// Writes an array, in Fortran order if it lies so.
pub fn write_to(mut output: impl Write, array: &AnyArray) -> Result<(), String> {
    let dtype = array.dtype();
    with_type!(dtype, T => {
        let array = super::elements::<T>(array);
        let is_fortran = !array.is_standard_layout() && array.t().is_standard_layout();
        let header = header::written(dtype, is_fortran, array.shape())?;
        let write = || {
            output.write_all(&header)?;
            match is_fortran {
                true => elements::write(output, array.t().iter()),
                false => elements::write(output, array.iter()),
            }
        };
        write().map_err(|error| error.to_string())
    })
}
