//! Rows of an `.npy` file that need not fit into memory.
//!
//! A row is everything at one place of the first axis. In C order rows lie one after the other, so any number of them
//! is one read at a place that is known. Reading is by seeking, not by a map of the file into memory: a file that
//! shrinks under a map ends the process, here it is an error, and a map takes `unsafe`.

use super::header::{self, Header};
use super::types::StoredType;
use crate::data::whole::{Whole, shown};
use crate::data::{Format, Reason, message::of_file, npz, read_part, signature};
use fusexpr::{CallbackError, DType, ReadRows, WriteRows};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// An array in C order in a file, whose rows are read where they lie.
pub struct Rows {
    path: PathBuf,
    file: File,
    stored: StoredType,
    shape: Vec<usize>,
    /// Where the data begins in the file.
    start: u64,
}

impl Rows {
    /// Opens an `.npy` file, or the member of an `.npz` file that is stored and not deflated.
    pub fn open(path: &Path, member: Option<&str>) -> Result<Self, String> {
        let open = || {
            let file = File::open(path).map_err(|error| error.to_string())?;
            match (Format::of(path), member) {
                (Format::Npy, None) => Self::open_at(path, file, 0, None),
                (Format::Npz, Some(member)) => Self::open_member(path, file, member),
                (Format::Npz, None) => Err("which member? Several arrays may be in it".to_string()),
                (Format::Npy, Some(_)) => Err("the fields of records cannot be read row by row".to_string()),
                (Format::Csv | Format::Parquet, _) => {
                    Err("a table cannot be read row by row; write it as an .npy file".to_string())
                }
            }
        };
        open().map_err(|reason| of_file(path.display(), reason))
    }

    fn open_member(path: &Path, file: File, name: &str) -> Result<Self, String> {
        let mut archive = npz::open(file.try_clone().map_err(|error| error.to_string())?)?;
        let names = npz::names(&archive)?;
        let Some(index) = names.iter().position(|known| known == name) else {
            // The message is that of reading it.
            return match read_part(path, name) {
                Err(message) => Err(message.trim_start_matches(&of_file(path.display(), "")).to_string()),
                Ok(_) => Err("it has changed while it was read".to_string()),
            };
        };
        let member = archive.by_index(index).map_err(npz::plain)?;
        let start = member.data_start();
        match (member.compression(), start) {
            (zip::CompressionMethod::Stored, Some(start)) => Self::open_at(path, file, start, Some(member.size())),
            _ => Err(format!(
                "`{name}` is compressed, so its rows have no place; write it with `numpy.savez`, which does not compress"
            )),
        }
    }

    /// Opens the array that the bytes from `start` on are, `length` of them or all that there are.
    fn open_at(path: &Path, mut file: File, start: u64, length: Option<u64>) -> Result<Self, String> {
        let metadata = file.metadata().map_err(|error| error.to_string())?;
        if !metadata.is_file() {
            return Err("not a file; what comes through a pipe cannot be read row by row".to_string());
        }
        let there = length.unwrap_or(metadata.len()).min(metadata.len().saturating_sub(start));
        file.seek(SeekFrom::Start(start)).map_err(|error| error.to_string())?;
        let header = Header::read(&mut (&file).take(there)).map_err(Reason::into_text)?;
        let stored = header.elements().map_err(Reason::into_text)?.clone();
        let found = there.saturating_sub(header.length);
        if header.shape.is_empty() {
            return Err("an array without axes has no rows".to_string());
        }
        if header.is_fortran && header.shape.len() > 1 {
            return Err("it is in Fortran order, in which a row is scattered over all of the file; \
                        write it in C order (`numpy.ascontiguousarray`)"
                .to_string());
        }
        if found < header.size() as u64 {
            return Err(header.ends_early(found));
        }
        let shape = header.shape_of(&stored);
        Ok(Self { path: path.to_path_buf(), file, stored, shape, start: start + header.length })
    }

    /// The bytes of a row.
    pub fn row_size(&self) -> usize {
        row_size(self.dtype(), self.shape())
    }

    /// The bytes of all rows.
    pub fn size(&self) -> u64 {
        (self.row_size() as u64).saturating_mul(self.shape()[0] as u64)
    }
}

impl ReadRows for Rows {
    fn dtype(&self) -> DType {
        self.stored.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn read_rows(&mut self, first: usize, buffer: &mut [u8]) -> Result<(), CallbackError> {
        let size = self.row_size();
        if size == 0 || buffer.is_empty() {
            return Ok(());
        }
        let count = buffer.len() / size;
        debug_assert_eq!(buffer.len() % size, 0, "a buffer for whole rows");
        debug_assert!(first + count <= self.shape()[0], "rows that there are");
        let place = self.start + (first * size) as u64;
        let read = self.file.seek(SeekFrom::Start(place)).and_then(|_| self.file.read_exact(buffer));
        let fail = |reason: String| Err(of_file(self.path.display(), reason).into());
        match read {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let last = first + count - 1;
                return fail(format!("has shrunk since it was opened: rows {first} to {last} are no longer all there"));
            }
            Err(error) => return fail(error.to_string()),
        }
        if self.stored.is_foreign {
            buffer.chunks_exact_mut(self.dtype().part().size()).for_each(<[u8]>::reverse);
        }
        if self.dtype() == DType::Bool {
            // Any byte but 0 is true, as in NumPy; a truth value in memory is 0 or 1.
            buffer.iter_mut().for_each(|byte| *byte = u8::from(*byte != 0));
        }
        Ok(())
    }
}

/// An `.npy` file of a known type and shape that is written row after row, and appears when it is complete.
pub struct RowWriter {
    path: PathBuf,
    whole: Whole,
    dtype: DType,
    shape: Vec<usize>,
    /// How many bytes are still to come.
    missing: u64,
}

impl RowWriter {
    /// Begins a file.
    pub fn create(path: &Path, dtype: DType, shape: &[usize]) -> Result<Self, String> {
        let create = || {
            let whole = Whole::create(path)?;
            let header = header::written(dtype, false, shape)?;
            whole.file().write_all(&header).map_err(|error| error.to_string())?;
            let elements = shape.iter().try_fold(dtype.size() as u64, |size, &length| size.checked_mul(length as u64));
            let missing = elements.ok_or("more elements than a file can hold")?;
            Ok(Self { path: path.to_path_buf(), whole, dtype, shape: shape.to_vec(), missing })
        };
        create().map_err(|reason: String| of_file(shown(path), reason))
    }
}

impl WriteRows for RowWriter {
    fn write_rows(&mut self, rows: &[u8]) -> Result<(), CallbackError> {
        let written = match self.missing.checked_sub(rows.len() as u64) {
            Some(missing) => {
                self.missing = missing;
                self.whole.file().write_all(rows).map_err(|error| error.to_string())
            }
            None => Err(format!("more rows than {} has", signature(self.dtype, &self.shape))),
        };
        written.map_err(|reason| of_file(shown(&self.path), reason).into())
    }

    /// Gives the file its name.
    fn finish(self: Box<Self>) -> Result<(), CallbackError> {
        let finished = match self.missing {
            0 => self.whole.finish(),
            missing => Err(format!("{missing} bytes of {} were not written", signature(self.dtype, &self.shape))),
        };
        finished.map_err(|reason| of_file(shown(&self.path), reason).into())
    }
}

fn row_size(dtype: DType, shape: &[usize]) -> usize {
    shape.iter().skip(1).product::<usize>() * dtype.size()
}
