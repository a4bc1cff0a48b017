//! Reads and writes `.npz` files: zip archives in which each member is an `.npy` file.
//!
//! Members are stored or deflated; those written are stored, as `numpy.savez` does, so that their rows can be read
//! where they lie ([`npy::Rows`]). As in NumPy a member is called as its file is, without the extension, and is an
//! array if it begins as one, whatever its extension.
//!
//! What the archive says of a member's size takes memory only if the bytes it is packed into can hold as much; the sum
//! of a member's bytes is checked once all have been read.

use super::whole::Whole;
use super::{Found, Reason, Wanted, npy};
use fusexpr::AnyArray;
use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What the name of a member that is an array ends in.
const SUFFIX: &str = ".npy";
/// Bytes that one byte can become, at most, when it is inflated.
const INFLATION: u64 = 1032;

pub type Archive = ZipArchive<BufReader<File>>;

/// The archive in a file.
pub fn open(file: File) -> Result<Archive, String> {
    super::length(&file)?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| match error {
        ZipError::InvalidArchive(_) => "not an .npz file, or cut off: it has no table of members".to_string(),
        error => plain(error),
    })
}

/// The arrays' names, in the order of their members.
pub fn names(archive: &Archive) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).transpose().map_err(plain)?.unwrap_or_default();
        names.push(name.strip_suffix(SUFFIX).unwrap_or(&name).to_string());
    }
    Ok(names)
}

pub fn read(file: File, wanted: Wanted<'_>) -> Result<Found, String> {
    let mut archive = open(file)?;
    let names = names(&archive)?;
    let mut search = wanted.among(names.iter().map(String::as_str));
    for (index, name) in names.iter().enumerate() {
        search.take(name, || read_member(&mut archive, index))?;
    }
    Ok(search.finish())
}

fn read_member(archive: &mut Archive, index: usize) -> Result<AnyArray, Reason> {
    let mut member = archive.by_index(index).map_err(|error| match error {
        ZipError::UnsupportedArchive(reason) => Reason::Unusable(reason.to_string()),
        error => Reason::Broken(plain(error)),
    })?;
    let is_array = member.name().map_err(plain)?.ends_with(SUFFIX);
    let (size, packed) = (member.size(), member.compressed_size());
    if size > packed.saturating_mul(INFLATION) {
        return Err(format!("{size} bytes cannot have been packed into {packed}").into());
    }
    let array = npy::read_from(&mut member, Some(size)).map_err(|reason| match reason {
        Reason::Broken(reason) if reason == npy::NO_NPY && !is_array => {
            Reason::Unusable("it is not an array, but other bytes".to_string())
        }
        reason => reason,
    })?;
    // The sum is compared at the end, which a member may have right behind the data.
    member.read(&mut [0]).map_err(|error| error.to_string())?;
    Ok(array)
}

pub fn write(whole: &Whole, arrays: &[(&str, &AnyArray)]) -> Result<(), String> {
    match whole.is_device() {
        false => fill(ZipWriter::new(whole.file()), arrays),
        true => fill(ZipWriter::new_stream(whole.file()), arrays), // sizes follow the members
    }
}

fn fill<W: Write + Seek>(mut archive: ZipWriter<W>, arrays: &[(&str, &AnyArray)]) -> Result<(), String> {
    /// From here on a member's size takes more than 32 bits, header and all.
    const LARGE: usize = 0xffff_0000;
    let written = arrays.iter().try_for_each(|(name, array)| {
        let is_large = array.len() * array.dtype().size() >= LARGE;
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(is_large);
        archive.start_file(format!("{name}{SUFFIX}"), options).map_err(plain)?;
        npy::write_to(&mut archive, array)
    });
    if let Err(reason) = written {
        std::mem::forget(archive); // else it tries to go on, and prints that it cannot
        return Err(reason);
    }
    archive.finish().map_err(plain)?.flush().map_err(|error| error.to_string())
}

/// The error without the layers that it came through.
pub fn plain(error: ZipError) -> String {
    match error {
        ZipError::Io(error) => error.to_string(),
        error => error.to_string(),
    }
}
