//! What a file says of its columns and of where they are.
//!
//! Of the footer only that is kept which reading columns of numbers and texts takes. It is read here and not by the
//! crate, which trusts it: a wrong offset gives it wrong numbers.

use super::thrift::{Field, Thrift};
use crate::data::{Reason, out_of_memory};
use fusexpr::{DType, TimeUnit};
use parquet::basic::Type as Physical;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// What a file begins and ends with.
const MAGIC: &[u8] = b"PAR1";
/// Bytes behind the footer: its length, and the magic number.
const TAIL: u64 = 8;

pub struct Footer {
    pub columns: Vec<Column>,
    pub groups: Vec<Group>,
    /// Where the data ends.
    pub end: u64,
    /// Whether Arrow before 3.0 wrote it, which says of compressed pages of the second version that they are not.
    pub is_old_arrow: bool,
}

/// A column, or a structure of several.
pub struct Column {
    pub name: String,
    /// The first of its chunks in each group.
    pub chunk: usize,
    pub is_nullable: bool,
    /// How its values are stored, and what they are.
    pub kind: Result<(Physical, DType), String>,
    /// How many bytes a value has, if all have as many by their type.
    pub length: usize,
}

/// Some rows of all columns.
#[derive(Default)]
pub struct Group {
    pub rows: u64,
    pub chunks: Vec<Chunk>,
}

/// Some rows of a column.
#[derive(Default)]
pub struct Chunk {
    /// The number of the type that its values are stored as.
    pub physical: Option<i64>,
    /// The number of what it is compressed by.
    pub codec: i64,
    pub values: u64,
    /// Where its first page is.
    pub start: u64,
    /// Whether it is in another file.
    pub is_elsewhere: bool,
}

impl Footer {
    pub fn read(file: &mut File, length: u64) -> Result<Self, String> {
        let none = || "not a .parquet file, or cut off: it has no footer".to_string();
        let mut tail = [0; TAIL as usize];
        let start = length.checked_sub(TAIL).ok_or_else(none)?;
        let read = |file: &mut File, start: u64, bytes: &mut [u8]| {
            file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(bytes)).map_err(|error| error.to_string())
        };
        read(file, start, &mut tail)?;
        match &tail[4..] {
            MAGIC => {}
            b"PARE" => return Err("encrypted; write it without".to_string()),
            _ => return Err(none()),
        }
        let size = u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]);
        let end = start.checked_sub(size.into()).filter(|end| *end >= MAGIC.len() as u64).ok_or_else(none)?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(size as usize).map_err(out_of_memory)?;
        bytes.resize(size as usize, 0);
        read(file, end, &mut bytes)?;
        let footer = Self::parse(&mut Thrift::new(&bytes), end);
        footer.ok_or_else(|| "its footer is malformed".to_string())
    }

    fn parse(thrift: &mut Thrift<'_>, end: u64) -> Option<Self> {
        let (mut elements, mut groups) = (Vec::new(), Vec::new());
        let mut is_old_arrow = false;
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match field.id {
                2 => {
                    for _ in 0..thrift.structures(field)? {
                        elements.push(Element::parse(thrift)?);
                    }
                }
                4 => {
                    for _ in 0..thrift.structures(field)? {
                        groups.push(Group::parse(thrift)?);
                    }
                }
                6 => is_old_arrow = thrift.bytes(field)?.starts_with(b"parquet-cpp version 1."),
                _ => thrift.skip(field)?,
            }
        }
        let (columns, chunks) = columns(elements)?;
        let is_whole = groups.iter().all(|group: &Group| group.chunks.len() == chunks);
        is_whole.then_some(Self { columns, groups, end, is_old_arrow })
    }
}

impl Group {
    fn parse(thrift: &mut Thrift<'_>) -> Option<Self> {
        let mut group = Self::default();
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match field.id {
                1 => {
                    for _ in 0..thrift.structures(field)? {
                        group.chunks.push(Chunk::parse(thrift)?);
                    }
                }
                3 => group.rows = u64::try_from(thrift.integer(field)?).ok()?,
                _ => thrift.skip(field)?,
            }
        }
        Some(group)
    }
}

impl Chunk {
    fn parse(thrift: &mut Thrift<'_>) -> Option<Self> {
        let mut chunk = Self::default();
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match field.id {
                1 => chunk.is_elsewhere = !thrift.bytes(field)?.is_empty(),
                3 => chunk.parse_metadata(thrift, field)?,
                _ => thrift.skip(field)?,
            }
        }
        Some(chunk)
    }

    fn parse_metadata(&mut self, thrift: &mut Thrift<'_>, field: Field) -> Option<()> {
        thrift.structure(field)?;
        let (mut data, mut dictionary) = (0, 0);
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match field.id {
                1 => self.physical = Some(thrift.integer(field)?),
                4 => self.codec = thrift.integer(field)?,
                5 => self.values = u64::try_from(thrift.integer(field)?).ok()?,
                9 => data = u64::try_from(thrift.integer(field)?).ok()?,
                11 => dictionary = u64::try_from(thrift.integer(field)?).ok()?,
                _ => thrift.skip(field)?,
            }
        }
        // Some writers say 0 where there is no dictionary.
        self.start = if dictionary > 0 && dictionary < data { dictionary } else { data };
        Some(())
    }
}

/// A node of the schema, which is written down depth first.
#[derive(Default)]
struct Element {
    physical: Option<i64>,
    length: i64,
    repetition: i64,
    name: String,
    children: usize,
    converted: Option<i64>,
    logical: Option<Logical>,
}

/// What a type stands for; bits and sign are those of integers, the unit is that of dates with a time.
#[derive(Clone, Copy, Default)]
struct Logical {
    id: i16,
    bits: i64,
    is_signed: bool,
    unit: i16,
}

const REPEATED: i64 = 2;

impl Element {
    fn parse(thrift: &mut Thrift<'_>) -> Option<Self> {
        let mut element = Self::default();
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match field.id {
                1 => element.physical = Some(thrift.integer(field)?),
                2 => element.length = thrift.integer(field)?,
                3 => element.repetition = thrift.integer(field)?,
                4 => element.name = String::from_utf8_lossy(thrift.bytes(field)?).into_owned(),
                5 => element.children = usize::try_from(thrift.integer(field)?).ok()?,
                6 => element.converted = Some(thrift.integer(field)?),
                10 => element.logical = Some(Logical::parse(thrift, field)?),
                _ => thrift.skip(field)?,
            }
        }
        Some(element)
    }

    /// How the values of a column of this type are stored, and what they are.
    fn kind(&self) -> Result<(Physical, DType), String> {
        let unusable = |sort: &str| Err(format!("{sort} are not supported"));
        let logical = self.logical.map(|logical| logical.id);
        match (logical, self.converted) {
            (Some(2), _) | (_, Some(1 | 2)) => return unusable("maps"),
            (Some(3), _) | (_, Some(3)) => return unusable("lists"),
            _ if self.repetition == REPEATED => return unusable("lists"),
            _ if self.children > 0 || self.physical.is_none() => return unusable("structures"),
            (Some(5), _) | (_, Some(5)) => return unusable("decimals"),
            (Some(7), _) | (_, Some(7 | 8)) => return unusable("times of a day"),
            (_, Some(21)) => return unusable("intervals"),
            (Some(6), _) | (None, Some(6)) if self.physical == Some(1) => {
                return Ok((Physical::INT32, DType::Datetime64(TimeUnit::Day)));
            }
            (Some(8), _) | (None, Some(9 | 10)) if self.physical == Some(2) => return self.timestamp(),
            (Some(6 | 8), _) | (_, Some(6 | 9 | 10)) => return unusable("dates that are not stored as integers"),
            (Some(11), _) => return Err("of the type null: it has no values".to_string()),
            (Some(15), _) => return unusable("16-bit floats"),
            (Some(1 | 4 | 12), _) | (None, Some(0 | 4 | 19)) if self.physical == Some(6) => {
                return Ok((Physical::BYTE_ARRAY, DType::U1));
            }
            (Some(1 | 4 | 12), _) | (_, Some(0 | 4 | 19)) => return unusable("texts that are not stored as bytes"),
            (None, None) if self.physical == Some(7) && self.length > 0 => {
                return Ok((Physical::FIXED_LEN_BYTE_ARRAY, DType::S1));
            }
            _ => {}
        }
        match self.physical {
            Some(0) => Ok((Physical::BOOLEAN, DType::Bool)),
            Some(1) => self.integer(32).map(|dtype| (Physical::INT32, dtype)),
            Some(2) => self.integer(64).map(|dtype| (Physical::INT64, dtype)),
            Some(3) => unusable("dates of 96 bits, as old writers have them,"),
            Some(4) => Ok((Physical::FLOAT, DType::F32)),
            Some(5) => Ok((Physical::DOUBLE, DType::F64)),
            Some(6 | 7) => unusable("bytes"),
            _ => unusable("values of a type that is not known"),
        }
    }

    /// A date with a time, in its unit.
    fn timestamp(&self) -> Result<(Physical, DType), String> {
        let unit = match (self.logical, self.converted) {
            (Some(Logical { unit: 1, .. }), _) | (None, Some(9)) => TimeUnit::Millisecond,
            (Some(Logical { unit: 2, .. }), _) | (None, Some(10)) => TimeUnit::Microsecond,
            (Some(Logical { unit: 3, .. }), _) => TimeUnit::Nanosecond,
            _ => return Err("dates of a unit that is not known are not supported".to_string()),
        };
        Ok((Physical::INT64, DType::Datetime64(unit)))
    }

    fn integer(&self, stored: i64) -> Result<DType, String> {
        let (bits, is_signed) = match (self.logical, self.converted) {
            (Some(Logical { id: 10, bits, is_signed, .. }), _) => (bits, is_signed),
            (None, None) => (stored, true),
            (_, Some(code @ 11..=14)) => (8 << (code - 11), false),
            (_, Some(code @ 15..=18)) => (8 << (code - 15), true),
            _ => return Err("integers that stand for something unknown are not supported".to_string()),
        };
        Ok(match (bits, is_signed) {
            (8, true) => DType::I8,
            (16, true) => DType::I16,
            (32, true) => DType::I32,
            (64, true) if stored == 64 => DType::I64,
            (8, false) => DType::U8,
            (16, false) => DType::U16,
            (32, false) => DType::U32,
            (64, false) if stored == 64 => DType::U64,
            _ => return Err(format!("integers of {bits} bits, stored in {stored}, are not supported")),
        })
    }
}

impl Logical {
    fn parse(thrift: &mut Thrift<'_>, field: Field) -> Option<Self> {
        thrift.structure(field)?;
        let mut logical = Self::default();
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            logical.id = field.id;
            match field.id {
                8 => logical.parse_timestamp(thrift, field)?,
                10 => logical.parse_integer(thrift, field)?,
                _ => thrift.skip(field)?,
            }
        }
        Some(logical)
    }

    fn parse_integer(&mut self, thrift: &mut Thrift<'_>, field: Field) -> Option<()> {
        thrift.structure(field)?;
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match field.id {
                1 => self.bits = thrift.integer(field)?,
                2 => self.is_signed = thrift.bool(field)?,
                _ => thrift.skip(field)?,
            }
        }
        Some(())
    }

    /// The unit is the number of the one structure, without fields, that is there.
    fn parse_timestamp(&mut self, thrift: &mut Thrift<'_>, field: Field) -> Option<()> {
        thrift.structure(field)?;
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            if field.id != 2 {
                thrift.skip(field)?;
                continue;
            }
            thrift.structure(field)?;
            let mut last = 0;
            while let Some(field) = thrift.field(&mut last)? {
                self.unit = field.id;
                thrift.skip(field)?;
            }
        }
        Some(())
    }
}

/// The columns of a schema, and the number of chunks that a group has.
fn columns(elements: Vec<Element>) -> Option<(Vec<Column>, usize)> {
    let mut elements = elements.into_iter();
    let root = elements.next()?;
    let (mut columns, mut chunk) = (Vec::new(), 0);
    for _ in 0..root.children {
        let element = elements.next()?;
        columns.push(Column {
            kind: element.kind(),
            is_nullable: element.repetition != 0,
            length: usize::try_from(element.length).unwrap_or(0),
            chunk,
            name: element.name,
        });
        // Below a structure each leaf has a chunk.
        let (mut left, mut children) = (1_usize, element.children);
        loop {
            left = left.checked_sub(1)?.checked_add(children)?;
            chunk += usize::from(children == 0);
            if left == 0 {
                break;
            }
            children = elements.next()?.children;
        }
    }
    elements.next().is_none().then_some((columns, chunk))
}

/// Why a chunk cannot be read.
pub fn check(chunk: &Chunk, group: &Group, physical: Physical) -> Result<(), Reason> {
    if chunk.is_elsewhere {
        return Err(Reason::Unusable("its values are in another file".to_string()));
    }
    if chunk.physical != Some(physical as i64) || chunk.values != group.rows {
        return Err("what the footer says of it is contradictory".to_string().into());
    }
    Ok(())
}
