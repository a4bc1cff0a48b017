//! Reads and writes `.parquet` files: columns of numbers and truth values.
//!
//! The crate parquet is used without Arrow, which would be ten times as much to build for columns that are plain vectors
//! here. A column is read in batches, so that what a file claims of its length takes no memory before the values are
//! there, and every place that the file names is held against its length first. Of a page that is malformed the crate may
//! still panic, so a file is read on a thread of its own, whose end is an error like any other.
//!
//! A missing value is NaN; where a type has none, the column cannot be an operand. Lists, maps, texts, dates and decimals
//! cannot be either.

use super::{Found, Reason, Wanted};
use fusexpr::{AnyArray, DType, Element};
use ndarray::{Array1, Axis};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{BoolType, DataType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnDescriptor, Type};
use std::fs::File;
use std::io::Write;
use std::sync::{Arc, Once};
use std::{panic, thread};

/// Rows that are decoded at once.
const BATCH: usize = 1 << 16;
/// Rows of a group that is written.
const GROUP: usize = 1 << 20;

pub fn read(file: File, wanted: Wanted<'_>) -> Result<Found, String> {
    /// What the thread is called; of its panics nothing is printed.
    const READER: &str = "parquet reader";
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |panic| match thread::current().name() {
            Some(READER) => {}
            _ => hook(panic),
        }));
    });
    thread::scope(|scope| {
        let reader = thread::Builder::new().name(READER.to_string()).spawn_scoped(scope, || read_columns(file, wanted));
        let found = reader.map_err(|error| error.to_string())?.join();
        found.unwrap_or_else(|_| Err("a page of it is malformed".to_string()))
    })
}

fn read_columns(file: File, wanted: Wanted<'_>) -> Result<Found, String> {
    let length = super::length(&file)?;
    let reader = SerializedFileReader::new(file).map_err(|error| format!("not a .parquet file: {}", plain(&error)))?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let mut found = Found::default();
    for (index, column) in schema.columns().iter().enumerate() {
        let name = column.path().string();
        if wanted.has(&name) {
            let array = read_column(&reader, index, column, length);
            found.add(wanted, name, array)?;
        } else {
            found.others.push(name);
        }
    }
    Ok(found)
}

/// The type of a column's elements.
fn element_type(column: &ColumnDescriptor) -> Result<DType, Reason> {
    let unusable = |sort: &str| Err(Reason::Unusable(format!("{sort} are not supported")));
    if column.max_rep_level() > 0 || column.path().parts().len() > 1 {
        return unusable("lists, maps and structures");
    }
    let bits = match column.physical_type() {
        Physical::BOOLEAN => return Ok(DType::Bool),
        Physical::FLOAT => return Ok(DType::F32),
        Physical::DOUBLE => return Ok(DType::F64),
        Physical::INT32 => 32,
        Physical::INT64 => 64,
        Physical::INT96 => return unusable("dates and times"),
        Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY => return unusable("texts and bytes"),
    };
    let (bits, is_signed) = match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Integer(integer)), _) => (integer.bit_width, integer.is_signed),
        (Some(LogicalType::Decimal(_)), _) | (_, ConvertedType::DECIMAL) => return unusable("decimals"),
        (None, ConvertedType::NONE) => (bits, true),
        (_, ConvertedType::INT_8) => (8, true),
        (_, ConvertedType::INT_16) => (16, true),
        (_, ConvertedType::INT_32) => (32, true),
        (_, ConvertedType::INT_64) => (64, true),
        (_, ConvertedType::UINT_8) => (8, false),
        (_, ConvertedType::UINT_16) => (16, false),
        (_, ConvertedType::UINT_32) => (32, false),
        (_, ConvertedType::UINT_64) => (64, false),
        _ => return unusable("dates and times"),
    };
    Ok(match (bits, is_signed) {
        (8, true) => DType::I8,
        (16, true) => DType::I16,
        (32, true) => DType::I32,
        (64, true) => DType::I64,
        (8, false) => DType::U8,
        (16, false) => DType::U16,
        (32, false) => DType::U32,
        (64, false) => DType::U64,
        _ => return unusable("integers of such a width"),
    })
}

fn read_column(
    reader: &SerializedFileReader<File>,
    index: usize,
    column: &ColumnDescriptor,
    length: u64,
) -> Result<AnyArray, Reason> {
    let dtype = element_type(column)?;
    let is_nullable = column.max_def_level() > 0;
    macro_rules! integers {
        ($physical:ty, $type:ty) => {
            array(values::<$physical>(reader, index, length, is_nullable)?.whole()?, |value| value as $type)
        };
    }
    Ok(match dtype {
        DType::Bool => array(values::<BoolType>(reader, index, length, is_nullable)?.whole()?, |value| value),
        DType::F32 => array(values::<FloatType>(reader, index, length, is_nullable)?.filled(f32::NAN)?, |value| value),
        DType::F64 => array(values::<DoubleType>(reader, index, length, is_nullable)?.filled(f64::NAN)?, |value| value),
        DType::I8 => integers!(Int32Type, i8),
        DType::I16 => integers!(Int32Type, i16),
        DType::I32 => integers!(Int32Type, i32),
        DType::I64 => integers!(Int64Type, i64),
        DType::U8 => integers!(Int32Type, u8),
        DType::U16 => integers!(Int32Type, u16),
        DType::U32 => integers!(Int32Type, u32),
        _ => integers!(Int64Type, u64),
    })
}

fn array<S, T: Element>(values: Vec<S>, convert: impl Fn(S) -> T) -> AnyArray
where
    AnyArray: From<Array1<T>>,
{
    Array1::from_iter(values.into_iter().map(convert)).into()
}

/// The values of a column, without those that are missing.
struct Values<T> {
    values: Vec<T>,
    /// For each row whether there is a value; empty if there is one in all.
    levels: Vec<i16>,
}

impl<T: Copy> Values<T> {
    /// The values, none of which may be missing.
    fn whole(self) -> Result<Vec<T>, Reason> {
        match self.levels.iter().position(|level| *level == 0) {
            Some(row) => Err(Reason::Unusable(format!(
                "the value of row {row} is missing, which only floats can tell; convert the column to floats or fill the gaps"
            ))),
            None => Ok(self.values),
        }
    }

    /// The values, with another for those that are missing.
    fn filled(self, missing: T) -> Result<Vec<T>, Reason> {
        if self.levels.is_empty() {
            return Ok(self.values);
        }
        let mut values = self.values.into_iter();
        let filled = self.levels.into_iter().map(|level| if level == 0 { Some(missing) } else { values.next() });
        filled.collect::<Option<Vec<T>>>().ok_or_else(|| "fewer values than rows".to_string().into())
    }
}

fn values<D: DataType>(
    reader: &SerializedFileReader<File>,
    index: usize,
    length: u64,
    is_nullable: bool,
) -> Result<Values<D::T>, Reason> {
    let mut read = Values { values: Vec::new(), levels: Vec::new() };
    for group in 0..reader.num_row_groups() {
        let broken = |error: ParquetError| Reason::Broken(plain(&error));
        let group = reader.get_row_group(group).map_err(broken)?;
        check_chunk(group.metadata().column(index), length)?;
        let mut column = get_typed_column_reader::<D>(group.get_column_reader(index).map_err(broken)?);
        let mut rows = 0;
        loop {
            let levels = is_nullable.then_some(&mut read.levels);
            let (records, ..) = column.read_records(BATCH, levels, None, &mut read.values).map_err(broken)?;
            if records == 0 {
                break;
            }
            rows += records as i64;
        }
        if rows != group.metadata().num_rows() {
            return Err(format!("{rows} rows instead of {}", group.metadata().num_rows()).into());
        }
    }
    Ok(read)
}

/// What the file says of where a column is must be within the file, and its compression one that is known.
fn check_chunk(chunk: &ColumnChunkMetaData, length: u64) -> Result<(), String> {
    let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
    let end = start.checked_add(chunk.compressed_size());
    if let codec @ (Compression::LZ4 | Compression::LZ4_RAW | Compression::LZO | Compression::BROTLI(_)) =
        chunk.compression()
    {
        return Err(format!("compressed by {codec}, which is not supported; write it with snappy, gzip or zstd"));
    }
    let is_within = start >= 0 && chunk.compressed_size() >= 0 && end.is_some_and(|end| end as u64 <= length);
    if is_within { Ok(()) } else { Err("its place is not within the file".to_string()) }
}

pub fn write(file: &File, arrays: &[(&str, &AnyArray)]) -> Result<(), String> {
    let mut columns = Vec::new();
    for (name, array) in arrays {
        let (physical, bits, is_signed) = stored(array.dtype())?;
        let integer = bits.map(|bits| LogicalType::integer(bits, is_signed));
        let column = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(integer)
            .build()
            .map_err(|error| plain(&error))?;
        columns.push(Arc::new(column));
    }
    let schema = Type::group_type_builder("schema").with_fields(columns).build().map_err(|error| plain(&error))?;
    // A dictionary pays for values that repeat, which numbers that were computed seldom do.
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_dictionary_enabled(false);
    let write = || -> Result<(), ParquetError> {
        let mut writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties.build()))?;
        let length = arrays.first().map_or(0, |(_, array)| array.len());
        for start in (0..length).step_by(GROUP) {
            let mut group = writer.next_row_group()?;
            for (_, array) in arrays {
                write_column(&mut group, array, start..length.min(start + GROUP))?;
            }
            group.close()?;
        }
        writer.close()?;
        Ok(())
    };
    write().map_err(|error| plain(&error))
}

/// How elements are stored: as what, and of integers how many bits and whether with a sign.
fn stored(dtype: DType) -> Result<(Physical, Option<i8>, bool), String> {
    Ok(match dtype {
        DType::Bool => (Physical::BOOLEAN, None, false),
        DType::I8 => (Physical::INT32, Some(8), true),
        DType::I16 => (Physical::INT32, Some(16), true),
        DType::I32 => (Physical::INT32, Some(32), true),
        DType::I64 => (Physical::INT64, Some(64), true),
        DType::U8 => (Physical::INT32, Some(8), false),
        DType::U16 => (Physical::INT32, Some(16), false),
        DType::U32 => (Physical::INT32, Some(32), false),
        DType::U64 => (Physical::INT64, Some(64), false),
        DType::F32 => (Physical::FLOAT, None, false),
        DType::F64 => (Physical::DOUBLE, None, false),
        other => return Err(format!("{other} arrays are not supported")),
    })
}

fn write_column<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    array: &AnyArray,
    rows: std::ops::Range<usize>,
) -> Result<(), ParquetError> {
    let column = group.next_column()?;
    let mut column = column.ok_or_else(|| ParquetError::General("more columns than the schema has".to_string()))?;
    macro_rules! each {
        ($($variant:ident $stored:ty: $physical:ty),*) => {
            match array {
                $(AnyArray::$variant(array) => {
                    let part = array.slice_axis(Axis(0), rows.into());
                    let part: Vec<$stored> = part.iter().map(|&value| value as $stored).collect();
                    column.typed::<$physical>().write_batch(&part, None, None)?;
                })*
                other => return Err(ParquetError::General(format!("{} arrays are not supported", other.dtype()))),
            }
        };
    }
    each!(Bool bool: BoolType, I8 i32: Int32Type, I16 i32: Int32Type, I32 i32: Int32Type, I64 i64: Int64Type,
        U8 i32: Int32Type, U16 i32: Int32Type, U32 i32: Int32Type, U64 i64: Int64Type,
        F32 f32: FloatType, F64 f64: DoubleType);
    column.close()
}

/// The error without the layers that it came through.
fn plain(error: &ParquetError) -> String {
    match error {
        ParquetError::General(text) | ParquetError::EOF(text) => text.clone(),
        ParquetError::External(error) => error.to_string(),
        error => error.to_string(),
    }
}
