//! Arrays in files: which format a file has, and what all formats have in common.
//!
//! The extension decides, when reading as when writing. A name without one stands for `.npy`, so that pipes and devices
//! work; one that is not known is read as `.npy` too, whose first bytes tell, but not written. Sniffing the first bytes
//! was left aside: it cannot be done when writing, nor on a pipe.
//!
//! - [`npy`]: one array, in any order and layout, or the fields of a structured one by name; its rows one after the other
//!   for what is larger than memory;
//! - [`npz`]: several arrays of any shapes by name;
//! - [`csv`] and [`parquet`]: columns of one length by name;
//! - [`texts`]: arrays of texts, as they are counted everywhere here;
//! - [`whole`]: files that are complete or not there at all.
//!
//! A file may hold what cannot be an operand: a column of lists, an array of objects. It is left out, with the reason,
//! unless it is asked for by name: a table with a column of lists in it is still a table of numbers. What is broken is
//! always an error. [`mod@found`] has what was asked for and what there is.

/// Does the same with every element type, as `$type`.
macro_rules! with_type {
    ($dtype:expr, $type:ident => $body:expr) => {
        fusexpr::for_each_element!(with_type! { @ $dtype, $type, $body; })
    };
    (@ $dtype:expr, $type:ident, $body:expr; $($variant:ident = $rust:ty { $($facts:tt)* })*) => {
        match $dtype {
            $(fusexpr::DType::$variant { .. } => {
                type $type = $rust;
                $body
            })*
            other => Err(format!("{other} arrays are not supported").into()),
        }
    };
}

mod csv;
mod found;
mod message;
pub mod npy;
mod npz;
mod parquet;
pub mod texts;
pub mod whole;

pub use found::Found;
use found::{Reason, Wanted};
use fusexpr::syntax::nearest;
use fusexpr::{AnyArray, DType, Element};
use message::of_file;
pub use message::tame;
use ndarray::ArrayD;
use std::collections::TryReserveError;
use std::fs::File;
use std::io;
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
    /// The format that an extension stands for.
    pub fn known(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
        match extension.as_deref() {
            Some("npy") => Some(Self::Npy),
            Some("npz") => Some(Self::Npz),
            Some("csv") => Some(Self::Csv),
            Some("parquet") => Some(Self::Parquet),
            _ => None,
        }
    }

    /// The format of a file that is read, by its name.
    pub fn of(path: &Path) -> Self {
        Self::known(path).unwrap_or(Self::Npy)
    }

    /// The format of a file that is to be written. An extension that is not known was meant for something else.
    pub fn to_write(path: &Path) -> Result<Self, String> {
        match (Self::known(path), path.extension()) {
            (Some(format), _) => Ok(format),
            (None, None) => Ok(Self::Npy),
            (None, Some(extension)) => {
                let extension = extension.display();
                let reason = format!("arrays are not written as .{extension}, but as .npy, .npz, .csv or .parquet");
                Err(of_file(path.display(), reason))
            }
        }
    }

    /// What one of its arrays is called.
    fn part(self) -> &'static str {
        match self {
            Self::Npy => "field",
            Self::Npz => "member",
            Self::Csv | Self::Parquet => "column",
        }
    }
}

/// The arrays of a file, in its order: all that can be operands, of which there must be one.
pub fn read_all(path: &Path) -> Result<Found, String> {
    let found = found(path, Wanted::All)?;
    if found.arrays.is_empty() { Err(nothing(path, &found)) } else { Ok(found) }
}

/// The arrays of these names that a file has, and how its others are called.
pub fn read_named(path: &Path, names: &[&str]) -> Result<Found, String> {
    found(path, Wanted::Named(names))
}

/// The array of this name.
pub fn read_part(path: &Path, part: &str) -> Result<AnyArray, String> {
    let mut found = found(path, Wanted::Part(part))?;
    if let Some((_, array)) = found.arrays.pop() {
        return Ok(array);
    }
    let others = || found.others.iter().map(String::as_str);
    let help = match (nearest(part, others()), others().next()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(_)) => format!("it has {}", list(others())),
        (None, None) => "it is empty".to_string(),
    };
    let sort = Format::of(path).part();
    Err(of_file(path.display(), format!("there is no {sort} `{part}`; {help}")))
}

/// The array that a file stands for where it is given for a name: the one of this name, or else the only one that it
/// has. An array of this name that cannot be read is never another one. `all` is how all of them are taken.
pub fn read_meant(path: &Path, name: &str, all: &str) -> Result<AnyArray, String> {
    let mut found = found(path, Wanted::Meant(name))?;
    let part = Format::of(path).part();
    match &found.arrays[..] {
        [] => Err(nothing(path, &found)),
        [_] => Ok(found.arrays.swap_remove(0).1),
        [(first, _), ..] => {
            let (path, names) = (path.display(), list(found.arrays.iter().map(|(name, _)| name.as_str())));
            let help = format!("name the {part} that is meant, {path}:{}, or take all, {all}", shorten(first));
            Err(of_file(&path, format!("there is no {part} `{name}` in it, but {names}; {help}")))
        }
    }
}

/// What is said of a file in which nothing can be an operand.
fn nothing(path: &Path, found: &Found) -> String {
    let reasons: Vec<String> = found.unusable.iter().map(|(name, reason)| format!("`{name}`: {reason}")).collect();
    let reasons = match &reasons[..] {
        [] => String::new(),
        [reason] => format!("; {reason}"),
        [first, others @ ..] => format!("; {first}; and {} more", others.len()),
    };
    of_file(path.display(), format!("there is no array in it{reasons}"))
}

fn found(path: &Path, wanted: Wanted<'_>) -> Result<Found, String> {
    let open = || File::open(path).map_err(|error| error.to_string());
    let found = open().and_then(|file| match Format::of(path) {
        Format::Npy => npy::read(file, path, wanted),
        Format::Npz => npz::read(file, wanted),
        Format::Csv => csv::read(file, wanted),
        Format::Parquet => parquet::read(file, wanted),
    });
    found.map_err(|reason| of_file(path.display(), reason))
}

/// Writes arrays by name; into an `.npy` file one of any name, into a table those of one axis and one length.
pub fn write(path: &Path, arrays: &[(&str, &AnyArray)]) -> Result<(), String> {
    let format = Format::to_write(path)?;
    let write = || {
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
    write().map_err(|reason| of_file(whole::shown(path), reason))
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
    let length = arrays.first().map_or(0, |(_, array)| rows(array));
    for (name, array) in arrays {
        let shown = signature(array.dtype(), array.shape());
        if texts::axes_of_elements(array.dtype(), array.shape()).len() != 1 {
            return Err(format!("a column has one axis, but `{name}` is {shown}; write an .npz file"));
        }
        if rows(array) != length {
            let (first, _) = arrays[0];
            return Err(format!(
                "columns have one length, but `{name}` is {shown} and `{first}` has {length} rows; write an .npz file"
            ));
        }
    }
    Ok(())
}

/// How many elements there are along the first axis.
fn rows(column: &AnyArray) -> usize {
    column.shape().first().copied().unwrap_or(0)
}

/// Type and shape as the command line has them: `f64[3,4]`, of texts `U5[3]`.
pub fn signature(dtype: DType, shape: &[usize]) -> String {
    let lengths: Vec<String> = texts::axes_of_elements(dtype, shape).iter().map(usize::to_string).collect();
    format!("{}[{}]", texts::type_name(dtype, shape), lengths.join(","))
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

/// What is said where memory for so many elements is not there.
fn out_of_memory(_: TryReserveError) -> String {
    io::Error::from(io::ErrorKind::OutOfMemory).to_string()
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
