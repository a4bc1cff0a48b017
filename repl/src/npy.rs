//! Reads and writes `.npy` files.
//!
//! The crate ndarray-npy parses headers and moves elements, of either byte order, in bulk. It trusts what it reads:
//! it allocates what a header promises, and its parser of Python literals backtracks (12 nested braces take it 1.6 s,
//! and two more ten times as long). So nothing reaches it unchecked: the header is bounded and its brackets are
//! counted before it is parsed, and the size that shape and type amount to is held against the bytes that are there
//! before a buffer is made. Bytes behind the data are left alone, as NumPy does.

use fusexpr::{AnyArray, DType, Element};
use ndarray::{ArrayD, IxDyn, ShapeBuilder};
use ndarray_npy::npy::header::{Header, ParseHeaderError, ReadHeaderError};
use ndarray_npy::{ReadableElement, WritableElement, WriteNpyError, WriteNpyExt};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

const MAGIC: &[u8] = b"\x93NUMPY";
/// Bytes that a header's text may have, as in NumPy.
const LONGEST_HEADER: u32 = 10_000;
/// Brackets that a header may open. A plain type's has two, or three if its name has a unit, as in `M8[ns]`.
const MOST_BRACKETS: usize = 4;
/// Axes that an array may have, as in NumPy.
const MOST_AXES: usize = 64;

/// The array in a file, or in one line why there is none.
pub fn read(path: &Path) -> Result<AnyArray, String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let header = read_header(&mut file)?;
    let dtype = element_type(&header)?;
    let count = count_elements(&header.shape, dtype)?;
    let size = count * dtype.size();
    let data = data(file, size).map_err(|reason| match reason {
        Lack::Short(found) => {
            format!("the data ends early: {} takes {size} bytes, {found} are there", signature(dtype, &header.shape))
        }
        Lack::Io(error) => error.to_string(),
    })?;

    macro_rules! each {
        ($($dtype:ident $type:ty),*) => {
            match dtype {
                $(DType::$dtype => elements::<$type>(data, &header, count),)*
                _ => Err(format!("{dtype} arrays are not supported")),
            }
        };
    }
    each!(Bool bool, I8 i8, I16 i16, I32 i32, I64 i64, U8 u8, U16 u16, U32 u32, U64 u64, F32 f32, F64 f64)
}

/// Type and shape as the command line has them: `f64[3,4]`.
pub fn signature(dtype: DType, shape: &[usize]) -> String {
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("{dtype}[{}]", lengths.join(","))
}

fn read_header(file: &mut File) -> Result<Header, String> {
    let mut bytes = Vec::new();
    let mut read = |bytes: &mut Vec<u8>, size: u32| match file.take(size.into()).read_to_end(bytes) {
        Ok(found) if found as u64 == u64::from(size) => Ok(()),
        Ok(_) if !bytes.starts_with(MAGIC) => Err("not an .npy file".to_string()),
        Ok(_) => Err("the file ends within its header".to_string()),
        Err(error) => Err(error.to_string()),
    };
    read(&mut bytes, 8)?;
    if !bytes.starts_with(MAGIC) {
        return Err("not an .npy file".to_string());
    }
    let length = match (bytes[6], bytes[7]) {
        (1, 0) => {
            read(&mut bytes, 2)?;
            u32::from(u16::from_le_bytes([bytes[8], bytes[9]]))
        }
        (2 | 3, 0) => {
            read(&mut bytes, 4)?;
            u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]])
        }
        (major, minor) => return Err(format!("format version {major}.{minor} is not known")),
    };
    if length > LONGEST_HEADER {
        return Err(format!("a header of {length} bytes; at most {LONGEST_HEADER} are accepted"));
    }
    let start = bytes.len();
    read(&mut bytes, length)?;
    let text = String::from_utf8_lossy(&bytes[start..]).trim_end().to_string();
    if text.matches(['(', '[', '{']).count() > MOST_BRACKETS {
        return Err(format!(
            "too many brackets in the header (structured types are not supported): {}",
            shorten(&text)
        ));
    }
    // Unlike NumPy, ndarray-npy insists on a newline at the end and, before version 3, on ASCII.
    let length = u32::try_from(text.len() + 1).map_err(|error| error.to_string())?;
    let again = [MAGIC, &[3, 0], &length.to_le_bytes(), text.as_bytes(), b"\n"].concat();
    Header::from_reader(&mut again.as_slice()).map_err(|error| match error {
        ReadHeaderError::Parse(ParseHeaderError::DictParse(_) | ParseHeaderError::MetaNotDict(_)) => {
            format!("the header is not a Python dictionary: {}", shorten(&text))
        }
        ReadHeaderError::Parse(ParseHeaderError::IllegalValue { key, value }) => {
            format!("the header's `{key}` is invalid: {}", shorten(&value.to_string()))
        }
        ReadHeaderError::Parse(ParseHeaderError::MissingKey(_)) => {
            format!("the header lacks one of `descr`, `fortran_order` and `shape`: {}", shorten(&text))
        }
        ReadHeaderError::Parse(error) => format!("malformed header: {}", shorten(&error.to_string())),
        ReadHeaderError::Io(error) => error.to_string(),
    })
}

fn shorten(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_string(),
    }
}

fn element_type(header: &Header) -> Result<DType, String> {
    let Some(descr) = header.type_descriptor.as_string() else {
        return Err(format!("structured types are not supported: {}", shorten(&header.type_descriptor.to_string())));
    };
    let code = descr.strip_prefix(['<', '>', '=', '|']).unwrap_or(descr);
    let dtype = match code {
        "b1" | "?" => DType::Bool,
        "i1" => DType::I8,
        "i2" => DType::I16,
        "i4" => DType::I32,
        "i8" => DType::I64,
        "u1" => DType::U8,
        "u2" => DType::U16,
        "u4" => DType::U32,
        "u8" => DType::U64,
        "f4" => DType::F32,
        "f8" => DType::F64,
        _ => {
            let sort = match code.chars().next() {
                Some('c') => " (complex)",
                Some('f') => " (a float of this width)",
                Some('O') => " (Python objects)",
                Some('S' | 'a') => " (byte strings)",
                Some('U') => " (strings)",
                Some('M' | 'm') => " (dates and times)",
                Some('V') => " (raw bytes)",
                _ => "",
            };
            return Err(format!("elements of type '{}'{sort} are not supported", shorten(descr)));
        }
    };
    Ok(dtype)
}

/// How many elements the shape has, if as many bytes can be addressed, zero lengths aside as ndarray asks for it.
fn count_elements(shape: &[usize], dtype: DType) -> Result<usize, String> {
    if shape.len() > MOST_AXES {
        return Err(format!("an array of {} axes; at most {MOST_AXES} are accepted", shape.len()));
    }
    let mut lengths = shape.iter().filter(|length| **length != 0);
    let size = lengths.try_fold(dtype.size(), |size, length| size.checked_mul(*length));
    if size.is_none_or(|size| isize::try_from(size).is_err()) {
        return Err(format!("more elements than memory can hold: {}", shorten(&signature(dtype, shape))));
    }
    Ok(shape.iter().product())
}

/// Why there are not as many bytes as there should be.
enum Lack {
    Short(u64),
    Io(io::Error),
}

impl From<io::Error> for Lack {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The next `size` bytes of the file. A pipe does not tell what it holds, so there they are read into memory.
fn data(mut file: File, size: usize) -> Result<Box<dyn Read>, Lack> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        let mut bytes = Vec::new();
        let found = file.take(size as u64).read_to_end(&mut bytes)?;
        return if found == size { Ok(Box::new(Cursor::new(bytes))) } else { Err(Lack::Short(found as u64)) };
    }
    let found = metadata.len().saturating_sub(file.stream_position()?);
    if found < size as u64 {
        return Err(Lack::Short(found));
    }
    // A sparse file may be far larger than memory; the allocations to come cannot fail gracefully.
    Vec::<u8>::new().try_reserve_exact(size).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    Ok(Box::new(file.take(size as u64)))
}

fn elements<T>(data: Box<dyn Read>, header: &Header, count: usize) -> Result<AnyArray, String>
where
    T: Element + ReadableElement + WritableElement,
    AnyArray: From<ArrayD<T>>,
{
    // ndarray-npy knows one spelling of a type in either byte order; a header may have others of the native one.
    let foreign = if cfg!(target_endian = "little") { '>' } else { '<' };
    let is_foreign = size_of::<T>() > 1 && header.type_descriptor.as_string().is_some_and(|d| d.starts_with(foreign));
    let descr = if is_foreign { header.type_descriptor.clone() } else { T::type_descriptor() };
    let elements = T::read_to_end_exact_vec(data, &descr, count).map_err(|error| error.to_string())?;
    let shape = IxDyn(&header.shape).set_f(header.layout.is_fortran());
    let array = ArrayD::from_shape_vec(shape, elements).map_err(|error| error.to_string())?;
    Ok(array.into())
}

/// Writes an array to a file.
pub fn write(path: &Path, array: &AnyArray) -> Result<(), String> {
    write_whole(path, |file| write_to(file, array))
}

/// Has something written under a name that never stands for half a file: a temporary file beside it takes its place once
/// it is complete and on the disk. What is no file (a pipe, a terminal) is written straight to.
pub fn write_whole(path: &Path, write: impl FnOnce(&File) -> Result<(), String>) -> Result<(), String> {
    let there = fs::metadata(path).ok();
    if there.as_ref().is_some_and(|there| there.is_dir()) {
        return Err("is a directory".to_string());
    }
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        let device = OpenOptions::new().write(true).open(path).map_err(|error| error.to_string())?;
        return write(&device);
    }
    // A symbolic link stays, and what it points to is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fusexpr-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666)); // less the umask; a temporary file's is 0600
    }
    let file = builder.tempfile_in(folder).map_err(|error| plain(&error))?;
    write(file.as_file())?;
    if let Some(there) = there {
        file.as_file().set_permissions(there.permissions()).map_err(|error| error.to_string())?;
    }
    file.as_file().sync_all().map_err(|error| error.to_string())?;
    file.persist(&target).map_err(|error| plain(&error.error))?;
    Ok(())
}

/// The error without the path of the temporary file, which means nothing to the user.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" at path ").map_or(text.as_str(), |(reason, _)| reason).to_string()
}

fn write_to(file: &File, array: &AnyArray) -> Result<(), String> {
    macro_rules! each {
        ($($variant:ident)*) => {
            match array {
                $(AnyArray::$variant(array) => array.write_npy(file),)*
                other => return Err(format!("{} arrays are not supported", other.dtype())),
            }
        };
    }
    each!(Bool I8 I16 I32 I64 U8 U16 U32 U64 F32 F64).map_err(|error| match error {
        WriteNpyError::Io(error) => error.to_string(),
        error => error.to_string(),
    })
}
