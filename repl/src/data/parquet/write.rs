//! Writes columns, as the crate does.

use super::{BATCH, plain};
use fusexpr::{AnyArray, DType};
use ndarray::Axis;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::fs::File;
use std::io::Write;
use std::sync::Arc;

/// Rows of a group that is written.
const GROUP: usize = 1 << 20;

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
        DType::C64 | DType::C128 => {
            return Err(
                "a .parquet file has no complex numbers: write `z.real` and `z.imag` as two columns".to_string()
            );
        }
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
                    let rows = array.slice_axis(Axis(0), rows.into());
                    for part in rows.axis_chunks_iter(Axis(0), BATCH) {
                        let part: Vec<$stored> = part.iter().map(|&value| value as $stored).collect();
                        column.typed::<$physical>().write_batch(&part, None, None)?;
                    }
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
