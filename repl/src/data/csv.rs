//! Reads and writes `.csv` files: a header line of names, then columns of numbers and truth values separated by commas.
//!
//! What a column holds is found while it is read, once: it starts as integers and becomes floats with the first cell that
//! is none, so nothing but the columns that are wanted is in memory. (Reading twice, first for the types, would take a
//! file that can be read twice, which a pipe cannot.) Blanks around a cell do not count, blank lines are skipped.
//!
//! The crate csv takes as much memory as a record has bytes. [`Metered`] lets no more than [`LONGEST_RECORD`] of them
//! through before the record ends.

mod column;

use super::{Found, Reason, Wanted, elements, shorten};
use column::{Column, is_number};
use csv::{ByteRecord, ErrorKind, ReaderBuilder, Terminator, Trim};
use fusexpr::AnyArray;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::rc::Rc;

/// Bytes that a record may have, line breaks within quotes included.
const LONGEST_RECORD: u64 = 4 << 20;

/// What reads no more than it may.
struct Metered<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::other(format!(
                "a line of more than {LONGEST_RECORD} bytes, or a quote that is never closed; at most that many are accepted"
            )));
        }
        let read = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(read as u64));
        Ok(read)
    }
}

pub fn read(file: File, wanted: Wanted<'_>) -> Result<Found, String> {
    let left = Rc::new(Cell::new(LONGEST_RECORD));
    let input = Metered { inner: file, left: left.clone() };
    // Carriage returns are blanks: as ends of lines they would make the lines' numbers wrong.
    let ends = Terminator::Any(b'\n');
    let mut reader = ReaderBuilder::new().trim(Trim::All).terminator(ends).flexible(true).from_reader(input);
    let header = reader.byte_headers().map_err(|error| explain(&error, 1))?;
    let names: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    check_header(&names, wanted)?;

    let mut columns: Vec<Option<Column>> = names.iter().map(|name| wanted.has(name).then(Column::default)).collect();
    let mut record = ByteRecord::new();
    loop {
        left.set(LONGEST_RECORD);
        let line = reader.position().line();
        if !reader.read_byte_record(&mut record).map_err(|error| explain(&error, line))? {
            break;
        }
        let line = record.position().map_or(line, csv::Position::line);
        if record.len() == 1 && record[0].is_empty() {
            continue;
        }
        if record.len() != names.len() {
            return Err(format!("line {line} has {} cells, the header {}", record.len(), names.len()));
        }
        for (column, cell) in columns.iter_mut().zip(&record) {
            if let Some(column) = column {
                column.push(cell, line);
            }
        }
    }

    let mut found = Found::default();
    for (name, column) in names.into_iter().zip(columns) {
        match column {
            Some(column) => found.add(wanted, name, column.finish().map_err(Reason::Unusable))?,
            None => found.others.push(name),
        }
    }
    Ok(found)
}

/// A header must have names, and those that are wanted only once.
fn check_header(names: &[String], wanted: Wanted<'_>) -> Result<(), String> {
    if names.iter().all(String::is_empty) {
        return Err("empty; a header line with the columns' names comes first".to_string());
    }
    if names.iter().all(|name| is_number(name)) {
        return Err("the first line has numbers, not names; put a header line before it".to_string());
    }
    if let [name] = names
        && let Some(separator) = [';', '\t', '|'].into_iter().find(|separator| name.contains(*separator))
    {
        return Err(format!("columns are separated by commas, here it seems by {separator:?}; convert the file"));
    }
    let mut seen = std::collections::HashSet::new();
    match names.iter().find(|name| wanted.has(name) && !seen.insert(name.as_str())) {
        Some(name) => Err(format!("two columns are called `{}`; rename one", shorten(name))),
        None => Ok(()),
    }
}

fn explain(error: &csv::Error, line: u64) -> String {
    match error.kind() {
        ErrorKind::Io(error) if error.kind() == io::ErrorKind::Other => format!("line {line}: {error}"),
        ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
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

/// What `{:?}` writes reads back as the same value of the same kind: a float has a point or an exponent, in the fewest
/// digits that tell it from its neighbours.
fn writer(array: &AnyArray) -> Result<CellWriter<'_>, String> {
    with_type!(array.dtype(), T => {
        let elements = elements::<T>(array);
        Ok(Box::new(move |output, row| write!(output, "{:?}", elements[[row]])))
    })
}

/// A name as a cell.
fn quoted(name: &str) -> String {
    match name.contains([',', '"', '\n', '\r']) || name.trim() != name || name.is_empty() {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.to_string(),
    }
}
