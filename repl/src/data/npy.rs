//! Reads and writes `.npy` files, and such files within an archive.
//!
//! The size that a header promises is held against the bytes that are there before memory is taken. Bytes behind the
//! data are left alone, as NumPy does.
//!
//! [`header`] reads what the data is, out of the Python [`literal`] that it is written as, with the [`types`] of
//! elements; [`elements`] has the data in memory, [`rows`] a few rows at a time.

mod elements;
mod header;
mod literal;
mod rows;
mod types;

pub use header::NO_NPY;
pub use rows::{RowWriter, Rows};

use super::{Found, Reason, Wanted, texts};
use elements::{Column, Failure};
use fusexpr::AnyArray;
use header::{Field, Header, Items};
use ndarray::IxDyn;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

/// The array in a file, under the file's name, or those of the fields of its records, under theirs. Where one is meant
/// that is called otherwise, the file's only one is this one.
pub fn read(mut file: File, path: &Path, wanted: Wanted<'_>) -> Result<Found, String> {
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    let there = metadata.is_file().then_some(metadata.len());
    let found = Header::read(&mut file).and_then(|header| match &header.items {
        Items::Elements(_) => Ok(read_elements(file, path, there, &header, wanted)?),
        Items::Records(fields) => Ok(read_fields(file, there, &header, fields, wanted)?),
    });
    found.map_err(|reason| match reason.into_text() {
        reason if reason == NO_NPY && path.extension().is_none_or(|known| known != "npy") => {
            format!("{reason}; other formats go by their extension, .npz, .csv or .parquet")
        }
        reason => reason,
    })
}

/// The array under the file's name.
fn read_elements(
    file: File,
    path: &Path,
    there: Option<u64>,
    header: &Header,
    wanted: Wanted<'_>,
) -> Result<Found, Reason> {
    if let Wanted::Part(part) = wanted {
        return Err(format!("there is no field `{part}`: its elements are no records; leave the name away").into());
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match wanted.among([name.as_str()].into_iter()).wants(&name) {
        true => Ok(Found { arrays: vec![(name, read_array(file, there, header)?)], ..Found::default() }),
        false => Ok(Found { others: vec![name], ..Found::default() }),
    }
}

/// The arrays of the fields that are wanted, which are read in one go.
fn read_fields(
    file: File,
    there: Option<u64>,
    header: &Header,
    fields: &[Field],
    wanted: Wanted<'_>,
) -> Result<Found, String> {
    let mut search = wanted.among(fields.iter().map(|field| field.name.as_str()));
    let mut columns = Vec::new();
    for field in fields.iter().filter(|field| search.wants(&field.name)) {
        if let Ok(stored) = &field.stored {
            columns.push(Column::new(stored, field.start, field.size)?);
        }
    }
    if !columns.is_empty() {
        read_columns(file, there, header, &mut columns).map_err(Reason::into_text)?;
    }
    let mut columns = columns.into_iter();
    for field in fields {
        search.take(&field.name, || match &field.stored {
            Err(reason) => Err(Reason::Unusable(reason.clone())),
            Ok(_) => {
                let column = columns.next().ok_or_else(|| "the field was not read".to_string())?;
                Ok(column.array(header)?)
            }
        })?;
    }
    Ok(search.finish())
}

/// The array that `there` bytes are; a pipe does not tell how many it holds.
pub fn read_from(mut input: impl Read, there: Option<u64>) -> Result<AnyArray, Reason> {
    let header = Header::read(&mut input)?;
    read_array(input, there, &header)
}

/// The array whose header has been read.
fn read_array(input: impl Read, there: Option<u64>, header: &Header) -> Result<AnyArray, Reason> {
    let mut columns = vec![Column::new(header.elements()?, 0, header.item_size)?];
    read_columns(input, there, header, &mut columns)?;
    Ok(columns.remove(0).array(header)?)
}

fn read_columns(input: impl Read, there: Option<u64>, header: &Header, columns: &mut [Column]) -> Result<(), Reason> {
    match there.map(|there| there.saturating_sub(header.length)) {
        Some(data) if data < header.size() as u64 => Err(header.ends_early(data).into()),
        data => elements::read(input, header, data.is_some(), columns).map_err(|failure| match failure {
            Failure::Short(found) => header.ends_early(found as u64).into(),
            Failure::Other(reason) => reason.into(),
        }),
    }
}

/// Writes an array, in Fortran order if it lies so.
pub fn write_to(mut output: impl Write, array: &AnyArray) -> Result<(), String> {
    let dtype = array.dtype();
    with_type!(dtype, T => {
        let array = super::elements::<T>(array);
        let axes = texts::axes_of_elements(dtype, array.shape()).len();
        let turned = array.view().permuted_axes(IxDyn(&header::order(array.ndim(), array.ndim() - axes, true)));
        let is_fortran = !array.is_standard_layout() && turned.is_standard_layout();
        let header = header::written(dtype, is_fortran, array.shape())?;
        let write = || {
            output.write_all(&header)?;
            match is_fortran {
                true => elements::write(output, turned.iter()),
                false => elements::write(output, array.iter()),
            }
        };
        write().map_err(|error| error.to_string())
    })
}
