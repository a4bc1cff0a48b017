//! Arrays in files: which format a file has, and what all formats have in common.
//!
//! The extension decides, when reading as when writing; a name that tells nothing stands for `.npy`, so that pipes and
//! devices work. Sniffing the first bytes was left aside: it cannot be done when writing, nor on a pipe.
//!
//! - [`npy`]: one array, in any order and layout; its rows one after the other for what is larger than memory;
//! - [`npz`]: several arrays of any shapes by name;
//! - [`csv`] and [`parquet`]: columns of one length by name;
//! - [`whole`]: files that are complete or not there at all.
//!
//! A file may hold what cannot be an operand: a column of texts, an array of dates. It is left out unless it is asked
//! for by name, for a table with a column of names in it is still a table of numbers; what is broken is always an error.

/// Does the same with every element type, as `$type`.
macro_rules! with_type {
    ($dtype:expr, $type:ident => $body:expr) => {
        with_type!(@ $dtype, $type, $body, Bool bool, I8 i8, I16 i16, I32 i32, I64 i64,
            U8 u8, U16 u16, U32 u32, U64 u64, F32 f32, F64 f64)
    };
    (@ $dtype:expr, $type:ident, $body:expr, $($variant:ident $rust:ty),*) => {
        match $dtype {
            $(fusexpr::DType::$variant => {
                type $type = $rust;
                $body
            })*
            other => Err(format!("{other} arrays are not supported").into()),
        }
    };
}

mod csv;
pub mod npy;
mod npz;
mod parquet;
pub mod whole;

use fusexpr::{AnyArray, DType, Element, nearest};
use ndarray::ArrayD;
use std::fs::File;
use std::path::Path;

/// What tells apart the files that there can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Format {
    Npy,
    Npz,
    Csv,
    Parquet,
}

impl Format {
    /// The format of a file, by its name.
    pub fn of(path: &Path) -> Self {
        let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
        match extension.as_deref() {
            Some("npz") => Self::Npz,
            Some("csv") => Self::Csv,
            Some("parquet") => Self::Parquet,
            _ => Self::Npy,
        }
    }

    /// What one of its arrays is called; none for a file that is an array.
    pub fn part(self) -> Option<&'static str> {
        match self {
            Self::Npy => None,
            Self::Npz => Some("member"),
            Self::Csv | Self::Parquet => Some("column"),
        }
    }
}

/// Why an array of a file is not at hand.
pub enum Reason {
    /// It is of a kind that there are no operations for.
    Unusable(String),
    /// It is not what the format says.
    Broken(String),
}

impl From<String> for Reason {
    fn from(message: String) -> Self {
        Self::Broken(message)
    }
}

/// Which of a file's arrays are wanted.
#[derive(Clone, Copy)]
pub enum Wanted<'w> {
    /// All that can be operands.
    All,
    /// Those of these names, as far as there are such.
    Named(&'w [&'w str]),
}

impl Wanted<'_> {
    fn has(self, name: &str) -> bool {
        match self {
            Self::All => !name.is_empty(),
            Self::Named(names) => names.contains(&name),
        }
    }
}

/// What was found in a file.
#[derive(Debug, Default)]
pub struct Found {
    /// What was wanted.
    pub arrays: Vec<(String, AnyArray)>,
    /// The names of what was not, or cannot be an operand.
    pub others: Vec<String>,
}

impl Found {
    /// Adds an array that is wanted. Of all, it may be one that cannot be used; one asked for by name must be.
    fn add(&mut self, wanted: Wanted<'_>, name: String, array: Result<AnyArray, Reason>) -> Result<(), String> {
        match (array, wanted) {
            (Ok(array), _) => self.arrays.push((name, array)),
            (Err(Reason::Unusable(_)), Wanted::All) => self.others.push(name),
            (Err(Reason::Unusable(reason) | Reason::Broken(reason)), _) => return Err(format!("`{name}`: {reason}")),
        }
        Ok(())
    }
}

/// The arrays of a file by name, in their order: all that can be operands, or the one called `member`. The array of an
/// `.npy` file is called as the file is, without the extension.
pub fn read(path: &Path, member: Option<&str>) -> Result<Vec<(String, AnyArray)>, String> {
    let Some(member) = member else {
        return Ok(found(path, Wanted::All)?.arrays);
    };
    let found = found(path, Wanted::Named(&[member]))?;
    if !found.arrays.is_empty() {
        return Ok(found.arrays);
    }
    let part = Format::of(path).part().unwrap_or("array");
    let others = || found.others.iter().map(String::as_str);
    let help = match (nearest(member, others()), others().next()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(_)) => format!("it has {}", list(others())),
        (None, None) => "it is empty".to_string(),
    };
    Err(format!("{}: there is no {part} `{member}`; {help}", path.display()))
}

/// The arrays of these names that a file has, and how its others are called.
pub fn read_named(path: &Path, names: &[&str]) -> Result<Found, String> {
    found(path, Wanted::Named(names))
}

fn found(path: &Path, wanted: Wanted<'_>) -> Result<Found, String> {
    let open = || File::open(path).map_err(|error| error.to_string());
    let found = open().and_then(|file| match Format::of(path) {
        Format::Npy => npy::read(file, path, wanted),
        Format::Npz => npz::read(file, wanted),
        Format::Csv => csv::read(file, wanted),
        Format::Parquet => parquet::read(file, wanted),
    });
    found.map_err(|reason| format!("{}: {reason}", path.display()))
}

/// Writes arrays by name; into an `.npy` file one of any name, into a table those of one axis and one length.
pub fn write(path: &Path, arrays: &[(&str, &AnyArray)]) -> Result<(), String> {
    let write = || {
        let format = Format::of(path);
        let array = match (format, arrays) {
            (Format::Npy, [(_, array)]) => Some(array),
            (Format::Npy, _) => {
                let names = list(arrays.iter().map(|(name, _)| *name));
                return Err(format!("{} arrays, {names}, for a file of one; write an .npz file", arrays.len()));
            }
            (Format::Csv | Format::Parquet, _) => {
                check_columns(arrays)?;
                None
            }
            (Format::Npz, _) => None,
        };
        check_names(arrays)?;
        let whole = whole::Whole::create(path)?;
        match (format, array) {
            (_, Some(array)) => npy::write_to(whole.file(), array)?,
            (Format::Csv, _) => csv::write(whole.file(), arrays)?,
            (Format::Parquet, _) => parquet::write(whole.file(), arrays)?,
            (Format::Npy | Format::Npz, _) => npz::write(&whole, arrays)?,
        }
        whole.finish()
    };
    write().map_err(|reason| format!("{}: {reason}", whole::shown(path)))
}

fn check_names(arrays: &[(&str, &AnyArray)]) -> Result<(), String> {
    let mut names = std::collections::HashSet::new();
    match arrays.iter().find(|(name, _)| !names.insert(name)) {
        Some((name, _)) => Err(format!("two arrays are called `{name}`")),
        None => Ok(()),
    }
}

/// The arrays must be the columns of a table.
fn check_columns(arrays: &[(&str, &AnyArray)]) -> Result<(), String> {
    let length = arrays.first().map_or(0, |(_, array)| array.len());
    for (name, array) in arrays {
        let shown = signature(array.dtype(), array.shape());
        if array.shape().len() != 1 {
            return Err(format!("a column has one axis, but `{name}` is {shown}; write an .npz file"));
        }
        if array.len() != length {
            let (first, _) = arrays[0];
            return Err(format!(
                "columns have one length, but `{name}` is {shown} and `{first}` has {length} rows; write an .npz file"
            ));
        }
    }
    Ok(())
}

/// Type and shape as the command line has them: `f64[3,4]`.
pub fn signature(dtype: DType, shape: &[usize]) -> String {
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("{dtype}[{}]", lengths.join(","))
}

/// The bytes of a file whose end is read first.
fn length(file: &File) -> Result<u64, String> {
    let metadata = file.metadata().map_err(|error| error.to_string())?;
    match (metadata.is_file(), metadata.is_dir()) {
        (true, _) => Ok(metadata.len()),
        (_, true) => Err("is a directory".to_string()),
        _ => Err("not a file; what comes through a pipe has no end to begin at; save it first".to_string()),
    }
}

/// The elements of an array whose type is known here.
fn elements<T: Element>(array: &AnyArray) -> &ArrayD<T> {
    array.get().expect("the type is the array's own")
}

/// Names for a message, the first few of them.
pub fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const SHOWN: usize = 8;
    let names: Vec<String> = names.map(|name| format!("`{}`", shorten(name))).collect();
    match names.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", names[..SHOWN].join(", ")),
        _ => names.join(", "),
    }
}

/// A text for a message, which a file may have made as long as it likes.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_string(),
    }
}
