//! Writes columns, as the crate does.

use super::{BATCH, plain};
use crate::data::{rows, texts};
use fusexpr::{AnyArray, Byte, DType, Datetime, TimeUnit};
use ndarray::{ArrayViewD, Axis};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit as StoredUnit, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, FloatType,
    Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};
use std::fs::File;
use std::io::Write;
use std::sync::Arc;

/// Rows of a group that is written.
const GROUP: usize = 1 << 20;

pub fn write(file: &File, arrays: &[(&str, &AnyArray)]) -> Result<(), String> {
    let mut columns = Vec::new();
    for (name, array) in arrays {
        let (physical, logical) = stored(array.dtype())?;
        // A date may be missing; all else is there.
        let is_date = matches!(array.dtype(), DType::Datetime64(_));
        let column = Type::primitive_type_builder(name, physical)
            .with_length(width_of_bytes(array)?)
            .with_repetition(if is_date { Repetition::OPTIONAL } else { Repetition::REQUIRED })
            .with_logical_type(logical)
            .build()
            .map_err(|error| plain(&error))?;
        columns.push(Arc::new(column));
    }
    let schema = Type::group_type_builder("schema").with_fields(columns).build().map_err(|error| plain(&error))?;
    // A dictionary pays for values that repeat, which texts do and numbers that were computed seldom.
    let mut properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_dictionary_enabled(false);
    for (name, _) in arrays.iter().filter(|(_, array)| array.dtype() == DType::U1) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(*name), true);
    }
    let write = || -> Result<(), ParquetError> {
        let mut writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties.build()))?;
        let length = arrays.first().map_or(0, |(_, array)| rows(array));
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

/// How elements are stored: as what, and what that stands for.
fn stored(dtype: DType) -> Result<(Physical, Option<LogicalType>), String> {
    let integer = |bits: i8, is_signed: bool| Some(LogicalType::integer(bits, is_signed));
    Ok(match dtype {
        DType::Bool => (Physical::BOOLEAN, None),
        DType::I8 => (Physical::INT32, integer(8, true)),
        DType::I16 => (Physical::INT32, integer(16, true)),
        DType::I32 => (Physical::INT32, integer(32, true)),
        DType::I64 => (Physical::INT64, integer(64, true)),
        DType::U8 => (Physical::INT32, integer(8, false)),
        DType::U16 => (Physical::INT32, integer(16, false)),
        DType::U32 => (Physical::INT32, integer(32, false)),
        DType::U64 => (Physical::INT64, integer(64, false)),
        DType::F32 => (Physical::FLOAT, None),
        DType::F64 => (Physical::DOUBLE, None),
        DType::Datetime64(unit) => match stored_unit(unit) {
            Some(TimeUnit::Day) => (Physical::INT32, Some(LogicalType::Date)),
            Some(TimeUnit::Millisecond) => (Physical::INT64, Some(LogicalType::timestamp(false, StoredUnit::MILLIS))),
            Some(TimeUnit::Microsecond) => (Physical::INT64, Some(LogicalType::timestamp(false, StoredUnit::MICROS))),
            Some(TimeUnit::Nanosecond) => (Physical::INT64, Some(LogicalType::timestamp(false, StoredUnit::NANOS))),
            _ => {
                return Err(format!(
                    "{dtype} arrays have no type in a .parquet file; convert them, `datetime64(x, \"ns\")`"
                ));
            }
        },
        DType::S1 => (Physical::FIXED_LEN_BYTE_ARRAY, None),
        DType::U1 => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        DType::Timedelta64(_) => {
            return Err("lengths of time have no type in a .parquet file; write them as numbers, `i64(x)`".to_string());
        }
        DType::C64 | DType::C128 => {
            return Err(
                "a .parquet file has no complex numbers: write `z.real` and `z.imag` as two columns".to_string()
            );
        }
        other => return Err(format!("{other} arrays are not supported")),
    })
}

/// How many bytes each value has by the type of its column; of others than bytes no number is asked for.
fn width_of_bytes(array: &AnyArray) -> Result<i32, String> {
    match (array.dtype(), array.shape()) {
        (DType::S1, [.., width]) => {
            i32::try_from(*width).map(|width| width.max(1)).map_err(|_| "texts of more than 2 GiB".to_string())
        }
        _ => Ok(-1),
    }
}

/// Writes the texts of some rows.
fn write_texts(
    column: &mut SerializedColumnWriter<'_>,
    array: &AnyArray,
    rows: std::ops::Range<usize>,
) -> Result<(), ParquetError> {
    let mut stored = Vec::with_capacity(rows.len());
    for row in rows {
        stored.push(ByteArray::from(texts::in_row(array, row).map_err(ParquetError::General)?.into_bytes()));
    }
    column.typed::<ByteArrayType>().write_batch(&stored, None, None)?;
    Ok(())
}

/// The unit that dates of a unit are stored in: the next shorter one that there is.
fn stored_unit(unit: TimeUnit) -> Option<TimeUnit> {
    match unit {
        TimeUnit::Year | TimeUnit::Month | TimeUnit::Week | TimeUnit::Day => Some(TimeUnit::Day),
        TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second | TimeUnit::Millisecond => Some(TimeUnit::Millisecond),
        TimeUnit::Microsecond | TimeUnit::Nanosecond => Some(unit),
        TimeUnit::Picosecond | TimeUnit::Femtosecond | TimeUnit::Attosecond | TimeUnit::Generic => None,
    }
}

/// Writes some dates: their levels, which are 0 where there is none, and the others as numbers of the unit that they
/// are stored in.
fn write_dates<P: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    dates: &[Datetime],
    unit: TimeUnit,
    number: fn(i64) -> Option<P::T>,
) -> Result<(), ParquetError> {
    let stored = stored_unit(unit).unwrap_or(unit);
    let levels: Vec<i16> = dates.iter().map(|date| i16::from(!date.is_nat())).collect();
    let mut numbers = Vec::with_capacity(dates.len());
    for date in dates.iter().filter(|date| !date.is_nat()) {
        let stored = date.in_unit(unit, stored).and_then(|date| number(date.0));
        let too_far = || ParquetError::General(format!("{} is too far from 1970 for the file", date.text(unit)));
        numbers.push(stored.ok_or_else(too_far)?);
    }
    column.typed::<P>().write_batch(&numbers, Some(&levels), None)?;
    Ok(())
}

/// The bytes of a text, of which there is one at least.
fn stored_bytes(text: ArrayViewD<'_, Byte>) -> FixedLenByteArray {
    let bytes: Vec<u8> = text.iter().map(|byte| byte.0).collect();
    FixedLenByteArray::from(if bytes.is_empty() { vec![0] } else { bytes })
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
                    let rows = array.slice_axis(Axis(0), rows.into());
                    for part in rows.axis_chunks_iter(Axis(0), BATCH) {
                        let part: Vec<$stored> = part.iter().map(|&value| value as $stored).collect();
                        column.typed::<$physical>().write_batch(&part, None, None)?;
                    }
                })*
                AnyArray::Datetime64(array, unit) => {
                    let rows = array.slice_axis(Axis(0), rows.into());
                    for part in rows.axis_chunks_iter(Axis(0), BATCH) {
                        let dates: Vec<Datetime> = part.iter().copied().collect();
                        match stored_unit(*unit) {
                            Some(TimeUnit::Day) => {
                                write_dates::<Int32Type>(&mut column, &dates, *unit, |days| i32::try_from(days).ok())?;
                            }
                            _ => write_dates::<Int64Type>(&mut column, &dates, *unit, Some)?,
                        }
                    }
                }
                AnyArray::U1(_) => {
                    for start in rows.clone().step_by(BATCH) {
                        write_texts(&mut column, array, start..rows.end.min(start + BATCH))?;
                    }
                }
                AnyArray::S1(bytes) => {
                    let rows = bytes.slice_axis(Axis(0), rows.into());
                    for part in rows.axis_chunks_iter(Axis(0), BATCH) {
                        let stored: Vec<FixedLenByteArray> = part.outer_iter().map(stored_bytes).collect();
                        column.typed::<FixedLenByteArrayType>().write_batch(&stored, None, None)?;
                    }
                }
                other => return Err(ParquetError::General(format!("{} arrays are not supported", other.dtype()))),
            }
        };
    }
    each!(Bool bool: BoolType, I8 i32: Int32Type, I16 i32: Int32Type, I32 i32: Int32Type, I64 i64: Int64Type,
        U8 i32: Int32Type, U16 i32: Int32Type, U32 i32: Int32Type, U64 i64: Int64Type,
        F32 f32: FloatType, F64 f64: DoubleType);
    column.close()
}
