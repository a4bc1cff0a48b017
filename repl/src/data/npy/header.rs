//! The header of an `.npy` file: what it says, and whether that can be.
//!
//! The crate ndarray-npy parses headers. It trusts what it reads: its parser of Python literals backtracks (12 nested
//! braces take it 1.6 s, and two more ten times as long). So nothing reaches it unchecked: the header is bounded and its
//! brackets are counted before it is parsed, and the size that shape and type amount to must be one that memory can have.

use crate::data::{Reason, shorten, signature};
use fusexpr::DType;
use ndarray_npy::npy::header::{self, ParseHeaderError, ReadHeaderError};
use std::io::Read;

const MAGIC: &[u8] = b"\x93NUMPY";
/// Bytes that a header's text may have, as in NumPy.
const LONGEST_HEADER: u32 = 10_000;
/// Brackets that a header may open. A plain type's has two, or three if its name has a unit, as in `M8[ns]`.
const MOST_BRACKETS: usize = 4;
/// Axes that an array may have, as in NumPy.
const MOST_AXES: usize = 64;

/// What is said of a file that does not begin as one.
pub const NO_NPY: &str = "not an .npy file";

/// What the data is.
pub struct Header {
    /// As it was written.
    pub python: header::Header,
    pub dtype: DType,
    /// How many elements there are.
    pub count: usize,
    /// Where the data begins.
    pub length: u64,
}

impl Header {
    /// Reads a header.
    pub fn read(input: &mut impl Read) -> Result<Self, Reason> {
        let (python, length) = parse(input)?;
        let dtype = element_type(&python)?;
        let count = count_elements(&python.shape, dtype)?;
        Ok(Self { python, dtype, count, length })
    }

    /// How many bytes the elements take.
    pub fn size(&self) -> usize {
        self.count * self.dtype.size()
    }

    /// Whether the bytes of an element are in the other order than this machine's.
    pub fn is_foreign(&self) -> bool {
        let foreign = if cfg!(target_endian = "little") { '>' } else { '<' };
        let descr = self.python.type_descriptor.as_string();
        self.dtype.size() > 1 && descr.is_some_and(|descr| descr.starts_with(foreign))
    }

    /// What is said of data that ends after so many bytes.
    pub fn ends_early(&self, found: u64) -> String {
        let array = signature(self.dtype, &self.python.shape);
        format!("the data ends early: {array} takes {} bytes, {found} are there", self.size())
    }
}

/// The header, and its length in bytes.
fn parse(input: &mut impl Read) -> Result<(header::Header, u64), Reason> {
    let mut bytes = Vec::new();
    let mut read = |bytes: &mut Vec<u8>, size: u32| match input.take(size.into()).read_to_end(bytes) {
        Ok(found) if found as u64 == u64::from(size) => Ok(()),
        Ok(_) if !bytes.starts_with(MAGIC) => Err(NO_NPY.to_string()),
        Ok(_) => Err("the file ends within its header".to_string()),
        Err(error) => Err(error.to_string()),
    };
    read(&mut bytes, 8)?;
    if !bytes.starts_with(MAGIC) {
        return Err(NO_NPY.to_string().into());
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
        (major, minor) => return Err(format!("format version {major}.{minor} is not known").into()),
    };
    if length > LONGEST_HEADER {
        return Err(format!("a header of {length} bytes; at most {LONGEST_HEADER} are accepted").into());
    }
    let start = bytes.len();
    read(&mut bytes, length)?;
    let text = String::from_utf8_lossy(&bytes[start..]).trim_end().to_string();
    if text.matches(['(', '[', '{']).count() > MOST_BRACKETS {
        return Err(Reason::Unusable(format!(
            "too many brackets in the header (structured types are not supported): {}",
            shorten(&text)
        )));
    }
    // Unlike NumPy, ndarray-npy insists on a newline at the end and, before version 3, on ASCII.
    let length = u32::try_from(text.len() + 1).map_err(|error| error.to_string())?;
    let again = [MAGIC, &[3, 0], &length.to_le_bytes(), text.as_bytes(), b"\n"].concat();
    let header = header::Header::from_reader(&mut again.as_slice()).map_err(|error| match error {
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
    })?;
    Ok((header, bytes.len() as u64))
}

fn element_type(header: &header::Header) -> Result<DType, Reason> {
    let Some(descr) = header.type_descriptor.as_string() else {
        let descr = shorten(&header.type_descriptor.to_string());
        return Err(Reason::Unusable(format!("structured types are not supported: {descr}")));
    };
    let code = descr.strip_prefix(['<', '>', '=', '|']).unwrap_or(descr);
    Ok(match code {
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
            let message = format!("elements of type '{}'{sort} are not supported", shorten(descr));
            return Err(Reason::Unusable(message));
        }
    })
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
