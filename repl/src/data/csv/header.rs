//! How the columns of a table are called, and by which line.
//!
//! The first line has the names, unless it has numbers and the comment before it as many texts: so does `numpy.savetxt`
//! write a header. Where that is not clear it is not guessed, for a row would be lost or a name be taken for a value.

use super::column::{is_missing, is_number};
use super::records::{Kind, Records};
use crate::data::shorten;
use std::io::Read;

/// What the first column is called if the header does not say, as in a table of which it counts the rows.
const INDEX: &str = "index";

/// The columns of a table.
pub struct Header {
    pub names: Vec<Name>,
    /// Whether the record read last is already the first row.
    pub is_row: bool,
}

/// How a column is called.
pub struct Name {
    pub text: String,
    /// Why that is not its name.
    pub fault: Option<String>,
}

impl Header {
    pub fn read<R: Read>(records: &mut Records<R>) -> Result<Self, String> {
        let mut comment = None;
        let line = loop {
            match records.next()? {
                Some((Kind::Comment, _)) => comment = records.commented(),
                Some((Kind::Record, line)) => break line,
                None => return Err("empty; a header line with the columns' names comes first".to_string()),
            }
        };
        let cells: Vec<Vec<u8>> = records.cells().map(<[u8]>::to_vec).collect();
        let numbers = cells.iter().filter(|cell| is_number(cell)).count();
        let comment = comment.filter(|names| names.len() == cells.len() && !names.iter().any(|name| is_number(name)));
        let are_numbers = numbers > 0 && cells.iter().all(|cell| is_number(cell) || is_missing(cell));
        match comment {
            Some(names) if are_numbers => Ok(Self { names: named(&names), is_row: true }),
            Some(_) if numbers > 0 && cells.len() > 1 => Err(format!(
                "line {line} may have names or, as the comment before it has as many cells, be the first row; remove the \
                 comment, or the `#` before the names"
            )),
            _ if are_numbers => Err("the first line has numbers, not names; put a header line before it".to_string()),
            _ if cells.iter().all(Vec::is_empty) => {
                Err("empty; a header line with the columns' names comes first".to_string())
            }
            _ => {
                check_separator(&cells)?;
                Ok(Self { names: named(&cells), is_row: false })
            }
        }
    }
}

/// A line that has no comma may have another separator.
fn check_separator(cells: &[Vec<u8>]) -> Result<(), String> {
    let [cell] = cells else { return Ok(()) };
    let are_numbers = |mut words: std::str::SplitAsciiWhitespace<'_>| words.all(|word| is_number(word.as_bytes()));
    let separator = match str::from_utf8(cell) {
        Ok(cell) if are_numbers(cell.split_ascii_whitespace()) => Some(' '),
        Ok(cell) => [';', '\t', '|'].into_iter().find(|separator| cell.contains(*separator)),
        Err(_) => None,
    };
    match separator {
        Some(separator) => {
            Err(format!("columns are separated by commas, here it seems by {separator:?}; convert the file"))
        }
        None => Ok(()),
    }
}

fn named(cells: &[Vec<u8>]) -> Vec<Name> {
    let has_index = cells.iter().any(|cell| cell == INDEX.as_bytes());
    let name = |(place, cell): (usize, &Vec<u8>)| match str::from_utf8(cell) {
        Ok("") if place == 0 && !has_index => Name { text: INDEX.to_string(), fault: None },
        Ok("") => Name {
            text: format!("column {}", place + 1),
            fault: Some("it has no name; write one into the header".to_string()),
        },
        Ok(text) => Name { text: text.to_string(), fault: None },
        Err(_) => Name {
            text: String::from_utf8_lossy(cell).into_owned(),
            fault: Some("its name is not UTF-8, but perhaps ISO-8859-1; convert the file to UTF-8".to_string()),
        },
    };
    cells.iter().enumerate().map(name).collect()
}

/// What a file that begins with these bytes is, if it is no text in UTF-8.
pub fn foreign(start: &[u8]) -> Option<&'static str> {
    Some(match start {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => "text in UTF-32; convert it to UTF-8",
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "text in UTF-16; convert it to UTF-8",
        [0, 0, 0, _, ..] | [_, 0, 0, 0, ..] => "text in UTF-32, it seems; convert it to UTF-8",
        [0, _, ..] | [_, 0, ..] => "text in UTF-16, it seems; convert it to UTF-8",
        [0x1f, 0x8b, ..] => "compressed by gzip; unpack it",
        [b'P', b'K', 3, 4, ..] => "an archive or a workbook; save its table as text",
        [b'P', b'A', b'R', b'1', ..] => "a .parquet file under another name; rename it",
        _ => return None,
    })
}

/// A cell for a message.
pub fn shown(cell: &[u8]) -> String {
    format!("`{}`", shorten(&String::from_utf8_lossy(cell)))
}
