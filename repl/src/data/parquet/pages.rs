//! The pages of a column, unpacked and checked before they are decoded.
//!
//! The crate decodes what is in a page, but trusts what stands about it: it takes as much memory as a header claims,
//! and reads compressed bytes as numbers if a flag is wrong. Here a page is unpacked to the size that is announced,
//! which the file's [`Budget`] has to allow, or refused.

use super::thrift::{Field, Thrift};
use crate::data::out_of_memory;
use bytes::Bytes;
use flate2::Crc;
use flate2::read::MultiGzDecoder;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that a page's header is looked for in: at first, and in the end, for it may have the least and greatest value.
const HEADERS: [u64; 2] = [1 << 10, 1 << 20];
/// Bytes that one byte of snappy can become, at most.
const SNAPPY_EXPANSION: usize = 64;

/// Bytes that a file may still become in memory.
#[derive(Clone)]
pub struct Budget(Arc<AtomicU64>);

impl Budget {
    /// What a file of a length may become. A column of one value takes a few bytes for each page of thousands of rows.
    pub fn of(length: u64) -> Self {
        Self(Arc::new(AtomicU64::new((64 << 20) + length.saturating_mul(1 << 14))))
    }

    /// Takes a part of it, if it is still there.
    pub fn take(&self, bytes: u64) -> std::result::Result<(), String> {
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        match taken {
            Ok(_) => Ok(()),
            Err(left) => {
                Err(format!("{bytes} bytes of values, and only {left} more are accepted of a file of this length"))
            }
        }
    }
}

/// What a column is compressed by.
#[derive(Clone, Copy, PartialEq)]
pub enum Codec {
    None,
    Snappy,
    Gzip,
    Zstd,
}

impl Codec {
    pub fn of(number: i64) -> std::result::Result<Self, String> {
        let name = match number {
            0 => return Ok(Self::None),
            1 => return Ok(Self::Snappy),
            2 => return Ok(Self::Gzip),
            6 => return Ok(Self::Zstd),
            3 => "LZO",
            4 => "BROTLI",
            5 => "LZ4",
            7 => "LZ4_RAW",
            _ => "something unknown",
        };
        Err(format!("compressed by {name}, which is not supported; write it with snappy, gzip or zstd"))
    }

    fn unpack(self, packed: &[u8], size: usize) -> Result<Vec<u8>> {
        let fail = |error: String| malformed(&format!("a page cannot be unpacked: {error}"));
        let mut bytes = Vec::new();
        if self == Self::Snappy && size > packed.len().saturating_mul(SNAPPY_EXPANSION) {
            return Err(fail(format!("{} bytes cannot become {size}", packed.len())));
        }
        if matches!(self, Self::Snappy | Self::Zstd) {
            bytes.try_reserve_exact(size).map_err(|error| fail(out_of_memory(error)))?;
        }
        match self {
            Self::None => bytes.extend_from_slice(packed),
            Self::Snappy => {
                let found = snap::raw::decompress_len(packed).map_err(|error| fail(error.to_string()))?;
                if found == size {
                    bytes.resize(size, 0);
                    let mut decoder = snap::raw::Decoder::new();
                    decoder.decompress(packed, &mut bytes).map_err(|error| fail(error.to_string()))?;
                }
            }
            Self::Gzip => {
                let mut decoder = MultiGzDecoder::new(packed).take(size as u64 + 1);
                decoder.read_to_end(&mut bytes).map_err(|error| fail(error.to_string()))?;
            }
            Self::Zstd => {
                bytes.resize(size, 0);
                let unpacked = zstd::bulk::decompress_to_buffer(packed, &mut bytes[..]);
                bytes.truncate(unpacked.map_err(|error| fail(error.to_string()))?);
            }
        }
        if bytes.len() == size { Ok(bytes) } else { Err(fail(format!("it has not the {size} bytes announced"))) }
    }
}

/// The pages of some rows of a column.
pub struct Pages {
    pub file: Arc<File>,
    /// Where the next page is.
    pub place: u64,
    /// Where the data of the file ends.
    pub end: u64,
    pub codec: Codec,
    /// Whether a page of the second version is compressed even if it says that it is not.
    pub is_old_arrow: bool,
    /// Values that are still to come.
    pub left: u64,
    pub is_nullable: bool,
    /// The bits of a value; of texts, which have their lengths before them, none.
    pub width: Option<usize>,
    pub budget: Budget,
}

/// What a page's header says.
#[derive(Default)]
struct Header {
    kind: i64,
    /// The sizes of its body, unpacked and packed.
    size: i64,
    packed: i64,
    sum: Option<i64>,
    values: i64,
    nulls: i64,
    encoding: i64,
    level_encoding: i64,
    /// The bytes of the levels, of a page of the second version.
    levels: [i64; 2],
    is_compressed: bool,
}

const DATA: i64 = 0;
const INDEX: i64 = 1;
const DICTIONARY: i64 = 2;
const DATA_V2: i64 = 3;

impl Header {
    fn parse(thrift: &mut Thrift<'_>) -> Option<Self> {
        let mut header = Self { is_compressed: true, ..Self::default() };
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match field.id {
                1 => header.kind = thrift.integer(field)?,
                2 => header.size = thrift.integer(field)?,
                3 => header.packed = thrift.integer(field)?,
                4 => header.sum = Some(thrift.integer(field)?),
                5 => header.parse_part(thrift, field, |header, id| {
                    Some(match id {
                        1 => &mut header.values,
                        2 => &mut header.encoding,
                        3 => &mut header.level_encoding,
                        _ => return None,
                    })
                })?,
                7 => header.parse_part(thrift, field, |header, id| {
                    Some(match id {
                        1 => &mut header.values,
                        2 => &mut header.encoding,
                        _ => return None,
                    })
                })?,
                8 => header.parse_part(thrift, field, |header, id| {
                    Some(match id {
                        1 => &mut header.values,
                        2 => &mut header.nulls,
                        4 => &mut header.encoding,
                        5 => &mut header.levels[0],
                        6 => &mut header.levels[1],
                        _ => return None,
                    })
                })?,
                _ => thrift.skip(field)?,
            }
        }
        Some(header)
    }

    /// Parses what is particular to a kind of page; `place` says where the integer of a number is kept.
    fn parse_part(
        &mut self,
        thrift: &mut Thrift<'_>,
        field: Field,
        place: fn(&mut Self, i16) -> Option<&mut i64>,
    ) -> Option<()> {
        let is_second_version = field.id == 8;
        thrift.structure(field)?;
        let mut last = 0;
        while let Some(field) = thrift.field(&mut last)? {
            match place(self, field.id) {
                Some(place) => *place = thrift.integer(field)?,
                None if is_second_version && field.id == 7 => self.is_compressed = thrift.bool(field)?,
                None => thrift.skip(field)?,
            }
        }
        Some(())
    }
}

impl Pages {
    fn next_page(&mut self) -> Result<Option<Page>> {
        while self.left > 0 {
            let header = self.read_header()?;
            let body = self.read_body(&header)?;
            match header.kind {
                DATA => return self.data(&header, &body).map(Some),
                DATA_V2 => return self.data_of_second_version(&header, &body).map(Some),
                DICTIONARY => return self.dictionary(&header, &body).map(Some),
                INDEX => {}
                kind => return Err(malformed(&format!("a page is of the unknown kind {kind}"))),
            }
        }
        Ok(None)
    }

    fn read_header(&mut self) -> Result<Header> {
        for most in HEADERS {
            let bytes = self.read(most.min(self.end.saturating_sub(self.place)))?;
            let mut thrift = Thrift::new(&bytes);
            if let Some(header) = Header::parse(&mut thrift) {
                self.place += thrift.place() as u64;
                return Ok(header);
            }
        }
        Err(malformed("the header of a page is malformed"))
    }

    fn read_body(&mut self, header: &Header) -> Result<Vec<u8>> {
        let packed = u64::try_from(header.packed).ok().filter(|packed| *packed <= self.end - self.place);
        let packed = packed.ok_or_else(|| malformed("a page is not within the file"))?;
        let body = self.read(packed)?;
        self.place += packed;
        let mut sum = Crc::new();
        sum.update(&body);
        match header.sum {
            Some(written) if written as u32 != sum.sum() => Err(malformed("the sum of a page's bytes is wrong")),
            _ => Ok(body),
        }
    }

    /// The next bytes.
    fn read(&self, size: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut file = &*self.file;
        let read = file.seek(SeekFrom::Start(self.place)).and_then(|_| file.take(size).read_to_end(&mut bytes));
        match read {
            Ok(read) if read as u64 == size => Ok(bytes),
            Ok(_) => Err(malformed("the file ends within a page")),
            Err(error) => Err(malformed(&error.to_string())),
        }
    }

    fn unpack(&mut self, packed: &[u8], size: usize, is_compressed: bool) -> Result<Bytes> {
        self.budget.take(size as u64).map_err(|reason| malformed(&reason))?;
        let codec = if is_compressed { self.codec } else { Codec::None };
        codec.unpack(packed, size).map(Bytes::from)
    }

    /// Counts the values of a page of data.
    fn count(&mut self, header: &Header) -> Result<u32> {
        let values = u32::try_from(header.values).ok().filter(|values| u64::from(*values) <= self.left);
        let values = values.ok_or_else(|| malformed("a page has more values than the column"))?;
        self.left -= u64::from(values);
        Ok(values)
    }

    /// What is stored as it is takes as many bytes as its values do, texts four at least for each length.
    fn check_size(&self, encoding: Encoding, bytes: usize, values: usize) -> Result<()> {
        let is_plain = matches!(encoding, Encoding::PLAIN | Encoding::BYTE_STREAM_SPLIT);
        let is_possible = match self.width {
            Some(width) => bytes == values.saturating_mul(width).div_ceil(8),
            None => bytes / size_of::<u32>() >= values,
        };
        match is_plain && !is_possible {
            true => Err(malformed(&format!("a page of {values} values has {bytes} bytes of them"))),
            false => Ok(()),
        }
    }

    /// Lengths in a block of their own are as many as there are values, for which the crate takes memory.
    fn check_lengths(&self, encoding: Encoding, block: &[u8], values: usize) -> Result<()> {
        if encoding != Encoding::DELTA_LENGTH_BYTE_ARRAY {
            return Ok(());
        }
        let mut rest = block;
        let [_block, _parts, count] = [(); 3].map(|()| number(&mut rest));
        match count {
            Some(count) if count <= values as u64 && self.width.is_none() => Ok(()),
            _ => Err(malformed(&format!("the lengths of {values} texts in a page are not as many"))),
        }
    }

    fn data(&mut self, header: &Header, body: &[u8]) -> Result<Page> {
        let num_values = self.count(header)?;
        let encoding = encoding(header.encoding)?;
        let buf = self.unpack(body, size(header.size)?, true)?;
        if !self.is_nullable {
            self.check_size(encoding, buf.len(), num_values as usize)?;
        }
        let level_encoding = self::encoding(header.level_encoding)?;
        let levels = match (self.is_nullable, level_encoding) {
            (false, _) => 0,
            (true, Encoding::RLE) => {
                let length = buf.first_chunk().map_or(0, |length| u32::from_le_bytes(*length));
                (length as usize).saturating_add(size_of::<u32>())
            }
            (true, _) => (num_values as usize).div_ceil(8),
        };
        self.check_lengths(encoding, buf.get(levels..).unwrap_or_default(), num_values as usize)?;
        Ok(Page::DataPage {
            buf,
            num_values,
            encoding,
            def_level_encoding: level_encoding,
            rep_level_encoding: level_encoding,
            statistics: None,
        })
    }

    fn data_of_second_version(&mut self, header: &Header, body: &[u8]) -> Result<Page> {
        let num_values = self.count(header)?;
        let encoding = encoding(header.encoding)?;
        let [def, rep] = [size(header.levels[0])?, size(header.levels[1])?];
        let levels = def.saturating_add(rep);
        let size = size(header.size)?.checked_sub(levels).filter(|_| levels <= body.len());
        let size = size.ok_or_else(|| malformed("the levels of a page are longer than the page"))?;
        let nulls = u32::try_from(header.nulls).ok().filter(|nulls| *nulls <= num_values);
        let nulls = nulls.filter(|nulls| *nulls == 0 || self.is_nullable);
        let nulls = nulls.ok_or_else(|| malformed("a page has more missing values than there can be"))?;
        // What is not compressed has the size that it has when it is unpacked; some writers set the flag wrongly.
        let (levels, data) = body.split_at(levels);
        let is_compressed = header.is_compressed || self.is_old_arrow || data.len() != size;
        let data = match data {
            [] if size == 0 => Bytes::new(),
            data => self.unpack(data, size, is_compressed)?,
        };
        self.check_size(encoding, data.len(), (num_values - nulls) as usize)?;
        self.check_lengths(encoding, &data, num_values as usize)?;
        let page = [levels, &data].concat();
        Ok(Page::DataPageV2 {
            buf: Bytes::from(page),
            num_values,
            encoding,
            num_nulls: nulls,
            num_rows: num_values,
            def_levels_byte_len: def as u32,
            rep_levels_byte_len: rep as u32,
            is_compressed: false,
            statistics: None,
        })
    }

    fn dictionary(&mut self, header: &Header, body: &[u8]) -> Result<Page> {
        let buf = self.unpack(body, size(header.size)?, true)?;
        let values = u32::try_from(header.values).map_err(|_| malformed("a dictionary of less than no values"))?;
        let encoding = encoding(header.encoding)?;
        self.check_size(Encoding::PLAIN, buf.len(), values as usize)?;
        Ok(Page::DictionaryPage { buf, num_values: values, encoding, is_sorted: false })
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.next_page()
    }

    /// Pages are only read one after the other.
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Err(malformed("pages cannot be looked at beforehand"))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.next_page().map(|_| ())
    }
}

/// A number of up to 64 bits in groups of seven, the lowest first.
fn number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for group in 0..=9 {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << (7 * group);
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The encodings that columns of numbers and texts have. The one of texts by what they have in common with those before
/// (7) is left out: a few bytes of it become as much memory as one likes, before anything can be counted.
fn encoding(number: i64) -> Result<Encoding> {
    Ok(match number {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        4 => {
            #[allow(deprecated)] // of levels, in old files
            Encoding::BIT_PACKED
        }
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        _ => return Err(malformed(&format!("an encoding of the number {number} is not supported"))),
    })
}

fn size(number: i64) -> Result<usize> {
    i32::try_from(number).ok().and_then(|size| usize::try_from(size).ok()).ok_or_else(|| malformed("a size below 0"))
}

fn malformed(reason: &str) -> ParquetError {
    ParquetError::General(reason.to_string())
}
