//! The types of elements by the names that headers have for them.
//!
//! Types go by the codes that NumPy writes and by the names that `numpy.dtype` takes. One text is one element, of as
//! many characters as its type has room for; here that is an axis, behind those of the array.

use crate::data::{shorten, texts};
use fusexpr::{DType, Kind, TimeUnit};

/// What an element of a file is.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredType {
    pub dtype: DType,
    /// Whether its bytes are in the order that is not this machine's.
    pub is_foreign: bool,
    /// The lengths of the axes that it has by itself.
    pub axes: Vec<usize>,
}

/// Why a name is not that of a type.
pub struct UnknownType {
    pub reason: String,
    /// How many bytes an element takes, as far as that is known.
    pub size: Option<usize>,
}

impl StoredType {
    /// The type of a name: a code behind the order of the bytes. `text` is how it stands in the header.
    pub fn named(descr: &str, text: &str) -> Result<Self, UnknownType> {
        let (order, name) = match descr.strip_prefix(['<', '>', '=', '|']) {
            Some(name) => (&descr[..1], name),
            None => ("", descr),
        };
        let width = texts::named(name);
        let Some(dtype) = width.map(|(dtype, _)| dtype).or_else(|| named(name)) else {
            let kind = kind(name).map_or(String::new(), |kind| format!(" ({kind})"));
            let reason = format!("elements of type {}{kind} are not supported", shorten(text));
            return Err(UnknownType { reason, size: size(name) });
        };
        let foreign = if cfg!(target_endian = "little") { ">" } else { "<" };
        let axes = width.into_iter().map(|(_, width)| width).collect();
        Ok(Self { dtype, is_foreign: order == foreign && dtype.size() > 1, axes })
    }

    /// How many bytes an element takes, if they can be counted.
    pub fn size(&self) -> Option<usize> {
        self.axes.iter().try_fold(self.dtype.size(), |size, &length| size.checked_mul(length))
    }
}

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
        Kind::Bytes => 'S',
        Kind::Text => 'U',
        other => unreachable!("{other:?} is not known"),
    };
    match dtype {
        DType::Datetime64(unit) | DType::Timedelta64(unit) if unit != TimeUnit::Generic => format!("{kind}8[{unit}]"),
        _ => format!("{kind}{}", dtype.size()),
    }
}

/// The code of the type of an array, with the order of its bytes.
pub fn descr(dtype: DType, shape: &[usize]) -> String {
    let order = match (dtype.size(), cfg!(target_endian = "little")) {
        (1, _) => '|',
        (_, true) => '<',
        (_, false) => '>',
    };
    match dtype.is_text() {
        true => format!("{order}{}", texts::type_name(dtype, shape)),
        false => format!("{order}{}", code(dtype)),
    }
}

/// The bytes of an element of a type that is not known otherwise: as many as stand behind the letter of its code.
fn size(name: &str) -> Option<usize> {
    match name.split_at_checked(1)? {
        ("M" | "m", _) => Some(8),
        ("i" | "u" | "f" | "c" | "V" | "a", digits) => digits.parse().ok(),
        _ => None,
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
