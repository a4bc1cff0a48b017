//! Reads and writes `.csv` files: a header line of names, then columns of numbers, dates, truth values and texts
//! separated by commas.
//!
//! [`records`] has the lines and their cells, [`header`] the names. What a [`mod@column`] holds is found while it is
//! read: it starts as integers and becomes floats with the first cell that is none, so nothing but the columns that are
//! wanted is in memory. (Reading twice, first for the types, would take a file that can be read twice, which a pipe
//! cannot.) Only where texts stand behind numbers the file is read again, for what the numbers were written as is not
//! kept: keeping it would double the memory that a table of numbers takes. Blanks around a cell do not count; blank
//! lines and comments, which begin with `#`, are skipped.

mod column;
mod header;
mod records;

use super::texts::{self, Texts};
use super::{Found, Reason, Wanted, elements, out_of_memory, rows};
use column::{Column, is_number};
use fusexpr::{AnyArray, Scalar};
use header::{Header, Name};
use records::{Kind, Records};
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};

/// What a text in UTF-8 may begin with.
const MARK: &[u8] = b"\xef\xbb\xbf";

pub fn read(mut file: File, wanted: Wanted<'_>) -> Result<Found, String> {
    let (mut names, mut columns) = read_columns(&file, wanted, &[])?;
    let are_texts: Vec<bool> = columns.iter().map(|column| matches!(column, Some(Column::Mixed(_)))).collect();
    if are_texts.contains(&true) && file.rewind().is_ok() {
        drop(columns); // they need not be there twice
        (names, columns) = read_columns(&file, wanted, &are_texts)?;
    }
    let mut search = wanted.among(names.iter().map(|name| name.text.as_str()));
    for (name, column) in names.iter().zip(columns) {
        search.take(&name.text, || match (&name.fault, column) {
            (Some(fault), _) => Err(Reason::Unusable(fault.clone())),
            (None, column) => column.unwrap_or_default().finish(),
        })?;
    }
    Ok(search.finish())
}

/// The names of all columns, and of those that are wanted the cells; some are texts from the first row on.
fn read_columns(
    file: &File,
    wanted: Wanted<'_>,
    are_texts: &[bool],
) -> Result<(Vec<Name>, Vec<Option<Column>>), String> {
    let mut start = Vec::new();
    file.take(4).read_to_end(&mut start).map_err(|error| error.to_string())?;
    if let Some(foreign) = header::foreign(&start) {
        return Err(foreign.to_string());
    }
    let mut records = Records::new(start.strip_prefix(MARK).unwrap_or(&start).chain(file));
    let Header { names, is_row } = Header::read(&mut records)?;
    let search = wanted.among(names.iter().map(|name| name.text.as_str()));
    let empty = |(place, name): (usize, &Name)| {
        let is_text = are_texts.get(place).is_some_and(|is_text| *is_text);
        let column = if is_text { Column::Text(Texts::default()) } else { Column::New };
        (name.fault.is_none() && search.wants(&name.text)).then_some(column)
    };
    let mut columns: Vec<Option<Column>> = names.iter().enumerate().map(empty).collect();
    read_rows(&mut records, is_row, &mut columns)?;
    Ok((names, columns))
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
        for row in 0..arrays.first().map_or(0, |(_, array)| rows(array)) {
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
    if dtype.is_text() {
        return Ok(Box::new(move |output, row| {
            let text = texts::in_row(array, row).map_err(io::Error::other)?;
            output.write_all(quoted(&text).as_bytes())
        }));
    }
    with_type!(dtype, T => {
        let elements = elements::<T>(array);
        Ok(Box::new(move |output, row| write!(output, "{}", Scalar::from(elements[[row]]).view(dtype))))
    })
}

/// A text as a cell.
fn quoted(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r', '#']) || text.trim() != text || text.is_empty() {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_string(),
    }
}
