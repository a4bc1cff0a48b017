//! The header of an `.npy` file: what it says, and whether that can be.
//!
//! Nothing of it is trusted: its length is bounded as in NumPy, and the size that shape and type amount to must be one
//! that memory can have.
//!
//! An array of records, which NumPy calls structured, is as many arrays as a record has fields.

use super::literal::{self, Value};
use super::types::{self, StoredType};
use crate::data::{Reason, list, shorten, signature, texts};
use fusexpr::DType;
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

/// What the data is.
pub struct Header {
    pub items: Items,
    /// Whether items are neighbours along the first axis.
    pub is_fortran: bool,
    /// The shape that the items are in.
    pub shape: Vec<usize>,
    /// How many items there are.
    pub count: usize,
    /// How many bytes each takes.
    pub item_size: usize,
    /// Where the data begins.
    pub length: u64,
}

/// What stands at a place of the array.
pub enum Items {
    Elements(StoredType),
    Records(Vec<Field>),
}

/// A part of a record.
pub struct Field {
    pub name: String,
    /// The first of its bytes in a record, and how many they are.
    pub start: usize,
    pub size: usize,
    /// What it is, or why it cannot be an operand.
    pub stored: Result<StoredType, String>,
}

impl Header {
    /// Reads a header.
    pub fn read(input: &mut impl Read) -> Result<Self, Reason> {
        let (text, length) = text(input)?;
        let entries = Entries::of(&text)?;
        let (items, item_size) = entries.items()?;
        let shape = entries.shape()?;
        let is_fortran = entries.is_fortran()?;
        let count = count_items(&shape, &items, item_size)?;
        Ok(Self { items, is_fortran, shape, count, item_size, length })
    }

    /// The type of the elements, if they are no records.
    pub fn elements(&self) -> Result<&StoredType, Reason> {
        match &self.items {
            Items::Elements(stored) => Ok(stored),
            Items::Records(fields) => {
                let names = list(fields.iter().map(|field| field.name.as_str()));
                Err(Reason::Unusable(format!("its elements are records of {names}; save each field as an array")))
            }
        }
    }

    /// The shape of the array that elements of a type make.
    pub fn shape_of(&self, stored: &StoredType) -> Vec<usize> {
        [&self.shape[..], &stored.axes].concat()
    }

    /// How many bytes the items take.
    pub fn size(&self) -> usize {
        self.count * self.item_size
    }

    /// What is said of data that ends after so many bytes.
    pub fn ends_early(&self, found: u64) -> String {
        let taken = match &self.items {
            Items::Elements(stored) => format!("{} takes", signature(stored.dtype, &self.shape_of(stored))),
            Items::Records(_) => format!("{} records of {} bytes take", self.count, self.item_size),
        };
        format!("the data ends early: {taken} {} bytes, {found} are there", self.size())
    }
}

/// The axes of an array in the order that its elements lie in: the first one is the one along which they are farthest
/// apart. The axes of an item are never turned round. It is its own inverse.
pub fn order(axes: usize, axes_of_item: usize, is_fortran: bool) -> Vec<usize> {
    let outer = axes - axes_of_item;
    let turned = |axis| if is_fortran && axis < outer { outer - 1 - axis } else { axis };
    (0..axes).map(turned).collect()
}

/// The header of a file that is written, as NumPy writes it.
pub fn written(dtype: DType, is_fortran: bool, shape: &[usize]) -> Result<Vec<u8>, String> {
    let descr = types::descr(dtype, shape);
    let shape = texts::axes_of_elements(dtype, shape);
    let is_fortran = if is_fortran { "True" } else { "False" };
    let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
    let comma = if shape.len() == 1 { "," } else { "" };
    let shape = format!("({}{comma})", lengths.join(", "));
    let mut text = format!("{{'descr': '{descr}', 'fortran_order': {is_fortran}, 'shape': {shape}, }}");
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
    let text = match bytes[6] {
        1 | 2 => bytes[start..].iter().map(|&byte| char::from(byte)).collect(), // ISO-8859-1
        _ => String::from_utf8_lossy(&bytes[start..]).into_owned(),
    };
    Ok((text, bytes.len() as u64))
}

/// What a header says, each with the text that says it.
struct Entries<'t> {
    descr: (Value, &'t str),
    fortran_order: (Value, &'t str),
    shape: (Value, &'t str),
}

impl<'t> Entries<'t> {
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
        let shape = if matches!(value, Value::Tuple(_)) { lengths(value) } else { None };
        shape.ok_or_else(|| format!("the header's `shape` is invalid: {}", shorten(text)))
    }

    /// What stands at a place of the array, and how many bytes it takes.
    fn items(&self) -> Result<(Items, usize), Reason> {
        let (value, text) = &self.descr;
        match value {
            Value::Text(descr) => {
                let unusable = |unknown: types::UnknownType| Reason::Unusable(unknown.reason);
                let stored = StoredType::named(descr, text).map_err(unusable)?;
                let size = stored.size().ok_or_else(|| too_many(text))?;
                Ok((Items::Elements(stored), size))
            }
            Value::List(fields) => {
                let (fields, size) = record(fields, text)?;
                Ok((Items::Records(fields), size))
            }
            _ => Err(format!("the header's `descr` is invalid: {}", shorten(text)).into()),
        }
    }
}

/// The fields of a record, and how many bytes it takes.
fn record(descr: &[Value], text: &str) -> Result<(Vec<Field>, usize), Reason> {
    let invalid = || Reason::Broken(format!("the header's `descr` is invalid: {}", shorten(text)));
    let (mut fields, mut end) = (Vec::new(), 0_usize);
    for field in descr {
        let (name, stored, axes) = match field {
            Value::Tuple(parts) => match &parts[..] {
                [name, stored] => (name, stored, Vec::new()),
                [name, stored, axes] => (name, stored, lengths(axes).ok_or_else(invalid)?),
                _ => return Err(invalid()),
            },
            _ => return Err(invalid()),
        };
        let name = match name {
            Value::Text(name) => name,
            // A title and a name.
            Value::Tuple(names) => match &names[..] {
                [_, Value::Text(name)] => name,
                _ => return Err(invalid()),
            },
            _ => return Err(invalid()),
        };
        let (stored, size) = field_type(stored, text)?;
        let size = axes.iter().try_fold(size, |size, &length| size.checked_mul(length));
        let start = end;
        end = size.and_then(|size| start.checked_add(size)).ok_or_else(|| too_many(text))?;
        // What is called nothing fills up.
        if !name.is_empty() {
            let stored = stored.map(|stored| StoredType { axes: [axes, stored.axes].concat(), ..stored });
            fields.push(Field { name: name.clone(), start, size: end - start, stored });
        }
    }
    Ok((fields, end))
}

/// The type of a field, or why it cannot be an operand, and how many bytes an element of it takes.
fn field_type(descr: &Value, text: &str) -> Result<(Result<StoredType, String>, usize), Reason> {
    match descr {
        Value::Text(descr) => match StoredType::named(descr, &format!("'{descr}'")) {
            Ok(stored) => {
                let size = stored.size().ok_or_else(|| too_many(text))?;
                Ok((Ok(stored), size))
            }
            Err(types::UnknownType { reason, size: Some(size) }) => Ok((Err(reason), size)),
            Err(unknown) => Err(Reason::Unusable(unknown.reason)),
        },
        Value::List(fields) => {
            let (_, size) = record(fields, text)?;
            Ok((Err("records within records are not supported".to_string()), size))
        }
        _ => Err(Reason::Broken(format!("the header's `descr` is invalid: {}", shorten(text)))),
    }
}

/// The lengths of the axes of a field.
fn lengths(axes: &Value) -> Option<Vec<usize>> {
    let length = |value: &Value| match value {
        Value::Integer(length) => usize::try_from(*length).ok(),
        _ => None,
    };
    match axes {
        Value::Tuple(lengths) => lengths.iter().map(length).collect(),
        single => Some(vec![length(single)?]),
    }
}

fn too_many(what: &str) -> Reason {
    Reason::Broken(format!("more elements than memory can hold: {}", shorten(what)))
}

/// How many items the shape has, if as many bytes can be addressed, zero lengths aside as ndarray asks for it.
fn count_items(shape: &[usize], items: &Items, item_size: usize) -> Result<usize, Reason> {
    let none: &[usize] = &[];
    let (shown, axes_of_items) = match items {
        Items::Elements(stored) => (signature(stored.dtype, &[shape, &stored.axes].concat()), &stored.axes[..]),
        Items::Records(_) => (format!("records of {item_size} bytes, {shape:?}"), none),
    };
    let axes = shape.len() + axes_of_items.len();
    if axes > MOST_AXES {
        return Err(format!("an array of {axes} axes; at most {MOST_AXES} are accepted").into());
    }
    let mut lengths = shape.iter().filter(|length| **length != 0);
    let size = lengths.try_fold(item_size.max(1), |size, length| size.checked_mul(*length));
    if size.is_none_or(|size| isize::try_from(size).is_err()) {
        return Err(too_many(&shown));
    }
    Ok(shape.iter().product())
}
