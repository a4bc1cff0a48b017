//! Reads and writes `.csv` files: a header line of names, then columns of numbers, dates and truth values
//! separated by commas.
//!
//! [`records`] has the lines and their cells, [`header`] the names. What a [`mod@column`] holds is found while it is
//! read, once: it starts as integers and becomes floats with the first cell that is none, so nothing but the columns
//! that are wanted is in memory. (Reading twice, first for the types, would take a file that can be read twice, which a
//! pipe cannot.) Blanks around a cell do not count; blank lines and comments, which begin with `#`, are skipped.

mod column;
mod header;
mod records;

use super::{Found, Reason, Wanted, elements, out_of_memory};
use column::{Column, is_number};
use fusexpr::{AnyArray, Scalar};
use header::{Header, Name};
use records::{Kind, Records};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};

/// What a text in UTF-8 may begin with.
const MARK: &[u8] = b"\xef\xbb\xbf";

pub fn read(file: File, wanted: Wanted<'_>) -> Result<Found, String> {
    let mut start = Vec::new();
    (&file).take(4).read_to_end(&mut start).map_err(|error| error.to_string())?;
    if let Some(foreign) = header::foreign(&start) {
        return Err(foreign.to_string());
    }
    let mut records = Records::new(start.strip_prefix(MARK).unwrap_or(&start).chain(file));
    let Header { names, is_row } = Header::read(&mut records)?;
    let mut search = wanted.among(names.iter().map(|name| name.text.as_str()));
    let is_read = |name: &Name| name.fault.is_none() && search.wants(&name.text);
    let mut columns: Vec<Option<Column>> = names.iter().map(|name| is_read(name).then(Column::default)).collect();
    read_rows(&mut records, is_row, &mut columns)?;

    for (name, column) in names.into_iter().zip(columns) {
        search.take(&name.text, || match (name.fault, column) {
            (Some(fault), _) => Err(Reason::Unusable(fault)),
            (None, column) => column.unwrap_or_default().finish(),
        })?;
    }
    Ok(search.finish())
}

/// Reads all rows into the columns that are wanted.
///
/// A comment with as many cells as a row has may be one whose first cell begins with `#`, as a colour does. It is none
/// if the first column has numbers; else the file is refused, for a row is not to be lost.
fn read_rows<R: Read>(records: &mut Records<R>, is_row: bool, columns: &mut [Option<Column>]) -> Result<(), String> {
    let (mut doubtful, mut is_numbered, mut has_rows) = (None, true, false);
    let mut next = if is_row { Some((Kind::Record, records.line())) } else { records.next()? };
    while let Some((kind, line)) = next {
        if kind == Kind::Comment {
            if columns.len() > 1 && records.commented().is_some_and(|cells| cells.len() == columns.len()) {
                doubtful.get_or_insert(line);
            }
        } else if records.cells().len() != columns.len() {
            return Err(format!("line {line} has {} cells, the header {}", records.cells().len(), columns.len()));
        } else {
            has_rows = true;
            is_numbered = is_numbered && records.cells().next().is_some_and(is_number);
            for (column, cell) in columns.iter_mut().zip(records.cells()) {
                if let Some(column) = column {
                    column.push(cell, line).map_err(|error| format!("line {line}: {}", out_of_memory(error)))?;
                }
            }
        }
        next = records.next()?;
    }
    match doubtful {
        Some(line) if !(is_numbered && has_rows) => Err(format!(
            "line {line} begins with `#`, but has as many cells as a row; write its first cell in quotes, or remove it"
        )),
        _ => Ok(()),
    }
}

pub fn write(file: &File, arrays: &[(&str, &AnyArray)]) -> Result<(), String> {
    let mut cells = Vec::new();
    for (_, array) in arrays {
        cells.push(writer(array)?);
    }
    let mut output = BufWriter::new(file);
    let mut write = || {
        let names: Vec<String> = arrays.iter().map(|(name, _)| quoted(name)).collect();
        writeln!(output, "{}", names.join(","))?;
        for row in 0..arrays.first().map_or(0, |(_, array)| array.len()) {
            for (i, cell) in cells.iter().enumerate() {
                if i > 0 {
                    output.write_all(b",")?;
                }
                cell(&mut output, row)?;
            }
            output.write_all(b"\n")?;
        }
        output.flush()
    };
    write().map_err(|error: io::Error| error.to_string())
}

/// Writes the cell of a row.
type CellWriter<'a> = Box<dyn Fn(&mut BufWriter<&File>, usize) -> io::Result<()> + 'a>;

/// What a value is written as reads back as the same value of the same kind: a float has a point or an exponent, in the
/// fewest digits that tell it from its neighbours. Lengths of time, for which tables have no form, are their numbers of
/// units.
fn writer(array: &AnyArray) -> Result<CellWriter<'_>, String> {
    if let AnyArray::Timedelta64(spans, _) = array {
        return Ok(Box::new(move |output, row| write!(output, "{}", spans[[row]])));
    }
    let dtype = array.dtype();
    with_type!(dtype, T => {
        let elements = elements::<T>(array);
        Ok(Box::new(move |output, row| write!(output, "{}", Scalar::from(elements[[row]]).view(dtype))))
    })
}

/// A name as a cell.
fn quoted(name: &str) -> String {
    match name.contains([',', '"', '\n', '\r', '#']) || name.trim() != name || name.is_empty() {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.to_string(),
    }
}
