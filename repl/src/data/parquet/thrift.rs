//! Thrift's compact protocol, in which footers and page headers are written.
//!
//! What a file claims costs no more than the bytes it takes: a list has as many elements as there can be in the bytes
//! left, and what is skipped is walked once. (The crate's own reader takes no byte for a truth value in a list, so that
//! a few bytes of nested lists keep it busy for ever.) `None` is a structure that is malformed.

/// How deep structures that are skipped may be nested.
const DEEPEST: usize = 32;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Bool(bool),
    Byte,
    Integer,
    Double,
    Bytes,
    List,
    Map,
    Struct,
    Uuid,
}

impl Kind {
    fn of(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::Bool(true),
            2 => Self::Bool(false),
            3 => Self::Byte,
            4..=6 => Self::Integer,
            7 => Self::Double,
            8 => Self::Bytes,
            9 | 10 => Self::List,
            11 => Self::Map,
            12 => Self::Struct,
            13 => Self::Uuid,
            _ => return None,
        })
    }
}

/// A field of a structure.
#[derive(Clone, Copy)]
pub struct Field {
    pub id: i16,
    kind: Kind,
}

/// Reads one value after the other.
pub struct Thrift<'b> {
    bytes: &'b [u8],
    place: usize,
}

impl<'b> Thrift<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, place: 0 }
    }

    /// How many bytes have been read.
    pub fn place(&self) -> usize {
        self.place
    }

    /// The next field of a structure, behind one with the number `last`, which is updated. The outer `None` is a
    /// structure that is malformed, the inner one its end.
    pub fn field(&mut self, last: &mut i16) -> Option<Option<Field>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Some(None);
        }
        let id = match byte >> 4 {
            0 => i16::try_from(self.zigzag()?).ok()?,
            step => last.checked_add(step.into())?,
        };
        *last = id;
        Some(Some(Field { id, kind: Kind::of(byte & 0xf)? }))
    }

    pub fn integer(&mut self, field: Field) -> Option<i64> {
        match field.kind {
            Kind::Byte => Some(i64::from(self.byte()? as i8)),
            Kind::Integer => self.zigzag(),
            _ => None,
        }
    }

    pub fn bool(&mut self, field: Field) -> Option<bool> {
        match field.kind {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub fn bytes(&mut self, field: Field) -> Option<&'b [u8]> {
        if field.kind == Kind::Bytes { self.counted() } else { None }
    }

    /// Begins a structure.
    pub fn structure(&mut self, field: Field) -> Option<()> {
        (field.kind == Kind::Struct).then_some(())
    }

    /// Begins a list of structures; gives their number.
    pub fn structures(&mut self, field: Field) -> Option<usize> {
        if field.kind != Kind::List {
            return None;
        }
        let (kind, count) = self.list()?;
        (kind == Kind::Struct || count == 0).then_some(count)
    }

    /// Passes over the value of a field.
    pub fn skip(&mut self, field: Field) -> Option<()> {
        self.skip_value(field.kind, DEEPEST)
    }

    fn skip_value(&mut self, kind: Kind, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match kind {
            Kind::Bool(_) => Some(()), // it is in the field's type
            Kind::Byte => self.byte().map(|_| ()),
            Kind::Integer => self.varint().map(|_| ()),
            Kind::Double => self.take(8).map(|_| ()),
            Kind::Uuid => self.take(16).map(|_| ()),
            Kind::Bytes => self.counted().map(|_| ()),
            Kind::List => {
                let (kind, count) = self.list()?;
                (0..count).try_for_each(|_| self.skip_element(kind, depth))
            }
            Kind::Map => {
                let count = self.count()?;
                if count == 0 {
                    return Some(());
                }
                let kinds = self.byte()?;
                let (key, value) = (Kind::of(kinds >> 4)?, Kind::of(kinds & 0xf)?);
                (0..count).try_for_each(|_| {
                    self.skip_element(key, depth)?;
                    self.skip_element(value, depth)
                })
            }
            Kind::Struct => {
                let mut last = 0;
                while let Some(field) = self.field(&mut last)? {
                    self.skip_value(field.kind, depth)?;
                }
                Some(())
            }
        }
    }

    /// Passes over an element of a list or map, where a truth value takes a byte.
    fn skip_element(&mut self, kind: Kind, depth: usize) -> Option<()> {
        match kind {
            Kind::Bool(_) => self.byte().map(|_| ()),
            kind => self.skip_value(kind, depth),
        }
    }

    fn list(&mut self) -> Option<(Kind, usize)> {
        let byte = self.byte()?;
        let count = match byte >> 4 {
            15 => self.count()?,
            count => count.into(),
        };
        // Of nothing some writers tell no kind.
        let kind = if count == 0 { Kind::Byte } else { Kind::of(byte & 0xf)? };
        Some((kind, count))
    }

    /// A number of elements, each of which takes a byte or more.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.varint()?).ok()?;
        (count <= self.bytes.len() - self.place).then_some(count)
    }

    fn counted(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.varint()?).ok()?;
        self.take(length)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let bytes = self.bytes.get(self.place..self.place.checked_add(length)?)?;
        self.place += length;
        Some(bytes)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}
