//! The header of an `.npy` file: what it says, and whether that can be.
//!
//! Nothing of it is trusted: its length is bounded as in NumPy, and the size that shape and type amount to must be one
//! that memory can have. Types go by the codes that NumPy writes and by the names that `numpy.dtype` takes.

use super::literal::{self, Value};
use crate::data::{Reason, shorten, signature};
use fusexpr::{DType, Kind, TimeUnit};
use std::io::Read;

const MAGIC: &[u8] = b"\x93NUMPY";
/// Bytes that a header's text may have, as in NumPy.
const LONGEST_HEADER: u32 = 10_000;
/// Axes that an array may have, as in NumPy.
const MOST_AXES: usize = 64;
/// Bytes of which the length of a header is a multiple.
const ALIGNMENT: usize = 64;

/// What is said of a file that does not begin as one.
pub const NO_NPY: &str = "not an .npy file";

/// What types are called besides their code and NumPy's name.
const NAMES: &[(DType, &[&str])] = &[
    (DType::Bool, &["?", "bool_"]),
    (DType::I8, &["b", "byte"]),
    (DType::I16, &["h", "short"]),
    (DType::I32, &["i", "intc"]),
    (DType::I64, &["l", "q", "p", "n", "int", "int_", "long", "longlong", "intp"]),
    (DType::U8, &["B", "ubyte"]),
    (DType::U16, &["H", "ushort"]),
    (DType::U32, &["I", "uintc"]),
    (DType::U64, &["L", "Q", "P", "N", "uint", "ulong", "ulonglong", "uintp"]),
    (DType::F16, &["e", "half"]),
    (DType::F32, &["f", "single"]),
    (DType::F64, &["d", "double", "float"]),
    (DType::C64, &["F", "csingle"]),
    (DType::C128, &["D", "cdouble", "complex"]),
];

/// The code of a type, without the order of its bytes.
fn code(dtype: DType) -> String {
    let kind = match dtype.kind() {
        Kind::Bool => 'b',
        Kind::Signed => 'i',
        Kind::Unsigned => 'u',
        Kind::Float => 'f',
        Kind::Complex => 'c',
        Kind::Datetime => 'M',
        Kind::Timedelta => 'm',
        other => unreachable!("{other:?} is not known"),
    };
    match dtype {
        DType::Datetime64(unit) | DType::Timedelta64(unit) if unit != TimeUnit::Generic => format!("{kind}8[{unit}]"),
        _ => format!("{kind}{}", dtype.size()),
    }
}

/// The type of a name.
fn named(name: &str) -> Option<DType> {
    if let Some(of_unit) = time_named(name.split('[').next().unwrap_or(name)) {
        let unit = name.split_once('[').map(|(_, unit)| unit.strip_suffix(']')?.parse().ok());
        return unit.unwrap_or(Some(TimeUnit::Generic)).map(of_unit);
    }
    let known = DType::ALL.iter().copied().find(|dtype| dtype.numpy_name() == name || code(*dtype) == name);
    known.or_else(|| NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(dtype, _)| *dtype))
}

/// The type of dates or lengths of time, in a unit, that a name without one stands for.
fn time_named(name: &str) -> Option<fn(TimeUnit) -> DType> {
    match name {
        "M8" | "M" | "datetime64" => Some(DType::Datetime64),
        "m8" | "m" | "timedelta64" => Some(DType::Timedelta64),
        _ => None,
    }
}

/// What the data is.
pub struct Header {
    pub dtype: DType,
    /// Whether the bytes of an element are in the other order than this machine's.
    pub is_foreign: bool,
    /// Whether elements are neighbours along the first axis.
    pub is_fortran: bool,
    pub shape: Vec<usize>,
    /// How many elements there are.
    pub count: usize,
    /// Where the data begins.
    pub length: u64,
}

impl Header {
    /// Reads a header.
    pub fn read(input: &mut impl Read) -> Result<Self, Reason> {
        let (text, length) = text(input)?;
        let fields = Fields::of(&text)?;
        let (dtype, is_foreign) = fields.element_type()?;
        let shape = fields.shape()?;
        let is_fortran = fields.is_fortran()?;
        let count = count_elements(&shape, dtype)?;
        Ok(Self { dtype, is_foreign, is_fortran, shape, count, length })
    }

    /// How many bytes the elements take.
    pub fn size(&self) -> usize {
        self.count * self.dtype.size()
    }

    /// What is said of data that ends after so many bytes.
    pub fn ends_early(&self, found: u64) -> String {
        let array = signature(self.dtype, &self.shape);
        format!("the data ends early: {array} takes {} bytes, {found} are there", self.size())
    }
}

/// The header of a file that is written, as NumPy writes it.
pub fn written(dtype: DType, is_fortran: bool, shape: &[usize]) -> Result<Vec<u8>, String> {
    let code = code(dtype);
    let order = match (dtype.size(), cfg!(target_endian = "little")) {
        (1, _) => '|',
        (_, true) => '<',
        (_, false) => '>',
    };
    let is_fortran = if is_fortran { "True" } else { "False" };
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    let comma = if shape.len() == 1 { "," } else { "" };
    let shape = format!("({}{comma})", lengths.join(", "));
    let mut text = format!("{{'descr': '{order}{code}', 'fortran_order': {is_fortran}, 'shape': {shape}, }}");
    let start = MAGIC.len() + 4;
    let end = (start + text.len() + 1).next_multiple_of(ALIGNMENT);
    text.extend(std::iter::repeat_n(' ', end - start - text.len() - 1));
    text.push('\n');
    let length = u16::try_from(text.len()).map_err(|error| error.to_string())?;
    Ok([MAGIC, &[1, 0], &length.to_le_bytes(), text.as_bytes()].concat())
}

/// The header's text, and the length in bytes of all that is before the data.
fn text(input: &mut impl Read) -> Result<(String, u64), String> {
    let mut bytes = Vec::new();
    let mut read = |bytes: &mut Vec<u8>, size: u32| match input.take(size.into()).read_to_end(bytes) {
        Ok(found) if found as u64 == u64::from(size) => Ok(()),
        Ok(_) if !bytes.starts_with(MAGIC) => Err(NO_NPY.to_string()),
        Ok(_) => Err("the file ends within its header".to_string()),
        Err(error) => Err(error.to_string()),
    };
    read(&mut bytes, 8)?;
    if !bytes.starts_with(MAGIC) {
        return Err(NO_NPY.to_string());
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
    Ok((String::from_utf8_lossy(&bytes[start..]).into_owned(), bytes.len() as u64))
}

/// What a header says, each with the text that says it.
struct Fields<'t> {
    descr: (Value, &'t str),
    fortran_order: (Value, &'t str),
    shape: (Value, &'t str),
}

impl<'t> Fields<'t> {
    fn of(text: &'t str) -> Result<Self, String> {
        let shown = shorten(text.trim());
        let Some(Value::Dictionary(entries)) = literal::parse(text) else {
            return Err(format!("the header is not a Python dictionary: {shown}"));
        };
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        for (key, value, place) in entries {
            let field = match &key {
                Value::Text(key) if key == "descr" => &mut descr,
                Value::Text(key) if key == "fortran_order" => &mut fortran_order,
                Value::Text(key) if key == "shape" => &mut shape,
                Value::Text(key) => return Err(format!("the header's key '{}' is not known", shorten(key))),
                _ => return Err(format!("a key of the header is no text: {shown}")),
            };
            *field = Some((value, &text[place]));
        }
        match (descr, fortran_order, shape) {
            (Some(descr), Some(fortran_order), Some(shape)) => Ok(Self { descr, fortran_order, shape }),
            _ => Err(format!("the header lacks one of `descr`, `fortran_order` and `shape`: {shown}")),
        }
    }

    fn is_fortran(&self) -> Result<bool, String> {
        match &self.fortran_order {
            (Value::Bool(is_fortran), _) => Ok(*is_fortran),
            (_, text) => Err(format!("the header's `fortran_order` is invalid: {}", shorten(text))),
        }
    }

    fn shape(&self) -> Result<Vec<usize>, String> {
        let (value, text) = &self.shape;
        let lengths = match value {
            Value::Tuple(lengths) => lengths.iter().map(|length| match length {
                Value::Integer(length) => usize::try_from(*length).ok(),
                _ => None,
            }),
            _ => return Err(format!("the header's `shape` is invalid: {}", shorten(text))),
        };
        let shape: Option<Vec<usize>> = lengths.collect();
        shape.ok_or_else(|| format!("the header's `shape` is invalid: {}", shorten(text)))
    }

    /// The type of the elements, and whether their bytes are in the order that is not this machine's.
    fn element_type(&self) -> Result<(DType, bool), Reason> {
        let (Value::Text(descr), text) = &self.descr else {
            return Err(Reason::Unusable(format!("structured types are not supported: {}", shorten(self.descr.1))));
        };
        let (order, name) = match descr.strip_prefix(['<', '>', '=', '|']) {
            Some(name) => (&descr[..1], name),
            None => ("", &descr[..]),
        };
        let Some(dtype) = named(name) else {
            let kind = kind(name).map_or(String::new(), |kind| format!(" ({kind})"));
            return Err(Reason::Unusable(format!("elements of type {}{kind} are not supported", shorten(text))));
        };
        let foreign = if cfg!(target_endian = "little") { ">" } else { "<" };
        Ok((dtype, order == foreign && dtype.size() > 1))
    }
}

/// What the elements of a type are that there are no operations for.
fn kind(name: &str) -> Option<&'static str> {
    Some(match name {
        "g" | "longdouble" | "float128" | "f16" => "floats of more than 64 bits",
        "G" | "clongdouble" => "complex numbers of more than 128 bits",
        _ if name.starts_with("complex") => "complex numbers of more than 128 bits",
        _ if name.starts_with("datetime64") || name.starts_with("timedelta64") => "dates and times of this unit",
        _ => match name.chars().next()? {
            'c' => "complex numbers of more than 128 bits",
            'O' | 'o' => "Python objects",
            'S' | 'a' => "byte strings",
            'U' => "strings",
            'M' | 'm' => "dates and times of this unit",
            'V' => "raw bytes",
            _ => return None,
        },
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
