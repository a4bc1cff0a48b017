//! Reads and writes `.parquet` files: columns of numbers, dates, truth values and texts.
//!
//! The crate parquet decodes pages, without Arrow, which would be ten times as much to build for columns that are plain
//! vectors here. What stands around the values is read here, with a bound on time and memory that the file's length
//! sets: [`thrift`] is how it is written, [`footer`] says what there is and where, [`pages`] unpacks. Values are
//! decoded in batches. Of a page that is malformed the crate may still panic, which is caught, and an error like any
//! other.
//!
//! A missing value is NaN, NaT of dates, or an empty text; where a type has none, the column cannot be an operand.
//! Lists, maps, times of a day and decimals cannot be either.

mod footer;
mod pages;
mod thrift;
mod write;

pub use write::write;

use super::texts::{self, Texts};
use super::{Found, Reason, Wanted, out_of_memory};
use footer::{Column, Footer};
use fusexpr::{AnyArray, DType, Datetime, Element, TimeUnit};
use ndarray::Array1;
use pages::{Budget, Codec, Pages};
use parquet::basic::{Repetition, Type as Physical};
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{
    BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::schema::types::{ColumnDescriptor, ColumnPath, Type};
use std::cell::Cell;
use std::fs::File;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Once};

/// Rows that are decoded or encoded at once.
const BATCH: usize = 1 << 16;

thread_local! {
    /// Whether a panic is foreseen, so that nothing is printed of it.
    static IS_DECODING: Cell<bool> = const { Cell::new(false) };
}

pub fn read(file: File, wanted: Wanted<'_>) -> Result<Found, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |panic| match IS_DECODING.get() {
            true => {}
            false => hook(panic),
        }));
    });
    IS_DECODING.set(true);
    // What is unwound through is dropped.
    let found = panic::catch_unwind(AssertUnwindSafe(|| read_columns(file, wanted)));
    IS_DECODING.set(false);
    found.unwrap_or_else(|_| Err("a page of it is malformed".to_string()))
}

fn read_columns(mut file: File, wanted: Wanted<'_>) -> Result<Found, String> {
    let length = super::length(&file)?;
    let footer = Footer::read(&mut file, length)?;
    let source = Source { file: Arc::new(file), footer, budget: Budget::of(length) };
    let mut search = wanted.among(source.footer.columns.iter().map(|column| column.name.as_str()));
    for column in &source.footer.columns {
        search.take(&column.name, || source.read_column(column))?;
    }
    Ok(search.finish())
}

struct Source {
    file: Arc<File>,
    footer: Footer,
    budget: Budget,
}

impl Source {
    fn read_column(&self, column: &Column) -> Result<AnyArray, Reason> {
        let (physical, dtype) = column.kind.clone().map_err(Reason::Unusable)?;
        macro_rules! integers {
            ($physical:ty, $type:ty) => {
                array(cast(self.values::<$physical>(column, physical)?.whole()?, |value| value as $type)?)
            };
        }
        Ok(match dtype {
            DType::Bool => array(self.values::<BoolType>(column, physical)?.whole()?),
            DType::F32 => array(self.values::<FloatType>(column, physical)?.filled(f32::NAN)?),
            DType::F64 => array(self.values::<DoubleType>(column, physical)?.filled(f64::NAN)?),
            DType::I8 => integers!(Int32Type, i8),
            DType::I16 => integers!(Int32Type, i16),
            DType::I32 => array(self.values::<Int32Type>(column, physical)?.whole()?),
            DType::I64 => array(self.values::<Int64Type>(column, physical)?.whole()?),
            DType::U8 => integers!(Int32Type, u8),
            DType::U16 => integers!(Int32Type, u16),
            DType::U32 => integers!(Int32Type, u32),
            DType::Datetime64(TimeUnit::Day) => {
                let days = self.values::<Int32Type>(column, physical)?.map(|days| Datetime(days.into()))?;
                dates(days.filled(Datetime::NAT)?, TimeUnit::Day)
            }
            DType::Datetime64(unit) => {
                dates(self.values::<Int64Type>(column, physical)?.map(Datetime)?.filled(Datetime::NAT)?, unit)
            }
            DType::U1 => self.texts(column, physical)?,
            DType::S1 => self.bytes(column, physical)?,
            _ => integers!(Int64Type, u64),
        })
    }

    /// Texts, of which those that are missing are empty.
    fn texts(&self, column: &Column, physical: Physical) -> Result<AnyArray, Reason> {
        let values = self.values::<ByteArrayType>(column, physical)?;
        self.budget.take(values.values.iter().fold(0, |size, text| size + text.len() as u64))?;
        let (mut texts, mut row) = (Texts::default(), 0_usize);
        values.each(|value| {
            let bytes = value.as_ref().map_or(&[][..], |value| value.data());
            let text = str::from_utf8(bytes).map_err(|_| format!("the text of row {row} is not UTF-8"))?;
            row += 1;
            texts.push(text).map_err(|error| out_of_memory(error).into())
        })?;
        texts.array().map_err(Reason::Unusable)
    }

    /// Bytes, as many in each row; those that are missing are NUL.
    fn bytes(&self, column: &Column, physical: Physical) -> Result<AnyArray, Reason> {
        let width = column.length;
        let values = self.values::<FixedLenByteArrayType>(column, physical)?;
        let rows = values.values.len().max(values.levels.len());
        self.budget.take((rows as u64).saturating_mul(width as u64))?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(rows * width).map_err(out_of_memory)?;
        values.each(|value| {
            let end = bytes.len() + width;
            bytes.extend_from_slice(value.as_ref().map_or(&[][..], |value| value.data()));
            match bytes.len() > end {
                true => Err(format!("a value of more than the {width} bytes of its type").into()),
                false => {
                    bytes.resize(end, 0);
                    Ok(())
                }
            }
        })?;
        Ok(texts::of_bytes(bytes, width)?)
    }

    fn values<D: DataType>(&self, column: &Column, physical: Physical) -> Result<Values<D::T>, Reason> {
        let mut read = Values { values: Vec::new(), levels: Vec::new() };
        let rows = self.footer.groups.iter().fold(0, |rows: u64, group| rows.saturating_add(group.rows));
        self.budget.take(rows.saturating_mul(size_of::<D::T>() as u64))?;
        read.values.try_reserve_exact(rows as usize).map_err(out_of_memory)?;
        if column.is_nullable {
            read.levels.try_reserve_exact(rows as usize).map_err(out_of_memory)?;
        }
        for group in &self.footer.groups {
            let chunk = &group.chunks[column.chunk];
            footer::check(chunk, group, physical)?;
            let pages = Pages {
                file: self.file.clone(),
                place: chunk.start,
                end: self.footer.end,
                codec: Codec::of(chunk.codec).map_err(Reason::Unusable)?,
                is_old_arrow: self.footer.is_old_arrow,
                left: chunk.values,
                is_nullable: column.is_nullable,
                width: match physical {
                    Physical::BOOLEAN => Some(1),
                    Physical::BYTE_ARRAY => None,
                    Physical::FIXED_LEN_BYTE_ARRAY => Some(column.length.saturating_mul(8)),
                    _ => Some(8 * size_of::<D::T>()),
                },
                budget: self.budget.clone(),
            };
            let broken = |error: ParquetError| Reason::Broken(plain(&error));
            let descriptor = descriptor(column, physical).map_err(broken)?;
            let mut decoder = ColumnReaderImpl::<D>::new(Arc::new(descriptor), Box::new(pages));
            let mut rows = 0;
            loop {
                let levels = column.is_nullable.then_some(&mut read.levels);
                let (records, ..) = decoder.read_records(BATCH, levels, None, &mut read.values).map_err(broken)?;
                if records == 0 {
                    break;
                }
                rows += records as u64;
            }
            if rows != chunk.values {
                return Err(format!("{rows} rows instead of {}", chunk.values).into());
            }
        }
        Ok(read)
    }
}

/// What the decoder has to know of a column.
fn descriptor(column: &Column, physical: Physical) -> Result<ColumnDescriptor, ParquetError> {
    let repetition = if column.is_nullable { Repetition::OPTIONAL } else { Repetition::REQUIRED };
    let stored = Type::primitive_type_builder(&column.name, physical).with_repetition(repetition);
    let stored = match physical {
        Physical::FIXED_LEN_BYTE_ARRAY => stored.with_length(i32::try_from(column.length).unwrap_or(i32::MAX)),
        _ => stored,
    };
    let stored = stored.build()?;
    let path = ColumnPath::new(vec![column.name.clone()]);
    Ok(ColumnDescriptor::new(Arc::new(stored), i16::from(column.is_nullable), 0, path))
}

fn array<T: Element>(values: Vec<T>) -> AnyArray
where
    AnyArray: From<Array1<T>>,
{
    Array1::from_vec(values).into()
}

fn dates(values: Vec<Datetime>, unit: TimeUnit) -> AnyArray {
    AnyArray::Datetime64(Array1::from_vec(values).into_dyn(), unit)
}

/// The same values as another type.
fn cast<S, T>(values: Vec<S>, convert: impl Fn(S) -> T) -> Result<Vec<T>, String> {
    let mut cast = Vec::new();
    cast.try_reserve_exact(values.len()).map_err(out_of_memory)?;
    cast.extend(values.into_iter().map(convert));
    Ok(cast)
}

/// The values of a column, without those that are missing.
struct Values<T> {
    values: Vec<T>,
    /// For each row whether there is a value; empty if there is one in all.
    levels: Vec<i16>,
}

impl<T> Values<T> {
    /// The same values as another type.
    fn map<S>(self, convert: impl Fn(T) -> S) -> Result<Values<S>, Reason> {
        Ok(Values { values: cast(self.values, convert)?, levels: self.levels })
    }

    /// The values, none of which may be missing.
    fn whole(self) -> Result<Vec<T>, Reason> {
        match self.levels.iter().position(|level| *level == 0) {
            Some(row) => Err(Reason::Unusable(format!(
                "the value of row {row} is missing, which only floats, dates and texts can tell; convert the column to \
                 floats or fill the gaps"
            ))),
            None => Ok(self.values),
        }
    }

    /// The values, with another for those that are missing.
    fn filled(self, missing: T) -> Result<Vec<T>, Reason>
    where
        T: Copy,
    {
        if self.levels.is_empty() {
            return Ok(self.values);
        }
        let mut filled = Vec::new();
        filled.try_reserve_exact(self.levels.len()).map_err(out_of_memory)?;
        self.each(|value| {
            filled.push(value.unwrap_or(missing));
            Ok(())
        })?;
        Ok(filled)
    }

    /// Hands over the value of each row, if there is one.
    fn each(self, mut take: impl FnMut(Option<T>) -> Result<(), Reason>) -> Result<(), Reason> {
        let mut values = self.values.into_iter();
        if self.levels.is_empty() {
            return values.try_for_each(|value| take(Some(value)));
        }
        self.levels.into_iter().try_for_each(|level| match level {
            0 => take(None),
            _ => take(Some(values.next().ok_or_else(|| "fewer values than rows".to_string())?)),
        })
    }
}

/// The error without the layers that it came through.
fn plain(error: &ParquetError) -> String {
    match error {
        ParquetError::General(text) | ParquetError::EOF(text) => text.clone(),
        ParquetError::External(error) => error.to_string(),
        error => error.to_string(),
    }
}
