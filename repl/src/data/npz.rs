//! Reads and writes `.npz` files: zip archives in which each member is an `.npy` file.
//!
//! Members are stored or deflated; those written are stored, as `numpy.savez` does, so that their rows can be read where
//! they lie ([`npy::Rows`]). What the archive says of a member's size is checked against its header as the length of a
//! file is; the sum of a member's bytes is checked once all have been read. Members of other names, which NumPy gives as
//! raw bytes, are no arrays.

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

pub type Archive = ZipArchive<BufReader<File>>;

/// The archive in a file.
pub fn open(file: File) -> Result<Archive, String> {
    super::length(&file)?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| match error {
        ZipError::InvalidArchive(_) => "not an .npz file, or cut off: it has no table of members".to_string(),
        error => plain(error),
    })
}

/// The arrays' names, and where their members are in the archive.
pub fn members(archive: &Archive) -> Result<Vec<(String, usize)>, String> {
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let name = archive.name_for_index(index).transpose().map_err(plain)?;
        if let Some(name) = name.as_deref().and_then(|name| name.strip_suffix(SUFFIX)) {
            members.push((name.to_string(), index));
        }
    }
    Ok(members)
}

pub fn read(file: File, wanted: Wanted<'_>) -> Result<Found, String> {
    let mut archive = open(file)?;
    let mut found = Found::default();
    for (name, index) in members(&archive)? {
        if wanted.has(&name) {
            let array = read_member(&mut archive, index);
            found.add(wanted, name, array)?;
        } else {
            found.others.push(name);
        }
    }
    Ok(found)
}

fn read_member(archive: &mut Archive, index: usize) -> Result<AnyArray, Reason> {
    let mut member = archive.by_index(index).map_err(plain)?;
    let size = member.size();
    let array = npy::read_from(&mut member, Some(size))?;
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
