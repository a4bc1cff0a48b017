//! The lines of a table, each cut into its cells.
//!
//! A line ends with `\n`, `\r\n` or `\r`; within quotes it goes on. A quote in quotes is doubled. What would lose rows
//! if it were put up with is an error: a quote that never closes, and text behind one that did, which shows that it
//! closed in the wrong place. A crate's reader was left aside for that: those there are end a cell at the end of the
//! file, and are as fast.

use std::io::{BufRead, BufReader, Read};

/// Bytes that a record may have, line breaks within quotes included.
const LONGEST_RECORD: usize = 4 << 20;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Record,
    /// It begins with `#`.
    Comment,
}

/// Reads record after record.
pub struct Records<R> {
    input: BufReader<R>,
    /// The number of the line read last.
    number: u64,
    /// Whether a line break is the second half of one that has been read.
    is_halfway: bool,
    line: Vec<u8>,
    /// The cells of a record, one after the other.
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: Read> Records<R> {
    pub fn new(input: R) -> Self {
        let input = BufReader::with_capacity(1 << 16, input);
        Self { input, number: 0, is_halfway: false, line: Vec::new(), text: Vec::new(), ends: Vec::new() }
    }

    /// Reads on to the next line that is not blank, and cuts it into cells, unless it is a comment. Gives the number of
    /// the line that it begins in.
    pub fn next(&mut self) -> Result<Option<(Kind, u64)>, String> {
        self.text.clear();
        self.ends.clear();
        loop {
            if !self.read_line()? {
                return Ok(None);
            }
            match self.line.trim_ascii_start() {
                [] => {}
                line if is_comment(line) => return Ok(Some((Kind::Comment, self.number))),
                _ => break,
            }
        }
        let number = self.number;
        self.cut(number)?;
        Ok(Some((Kind::Record, number)))
    }

    /// The number of the line read last.
    pub fn line(&self) -> u64 {
        self.number
    }

    /// The cells of the record read last, without blanks around them.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        (0..self.ends.len()).map(|index| {
            let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.text[start..self.ends[index]]
        })
    }

    /// The cells that a comment would have without the signs that make it one.
    pub fn commented(&self) -> Option<Vec<Vec<u8>>> {
        let line = self.line.trim_ascii_start();
        let signs = line.iter().take_while(|byte| **byte == b'#').count();
        let mut records = Records::new(&line[signs..]);
        match records.next() {
            Ok(Some((Kind::Record, _))) => Some(records.cells().map(<[u8]>::to_vec).collect()),
            _ => None,
        }
    }

    /// Cuts the line into cells, and reads more of them while a quote is open.
    fn cut(&mut self, number: u64) -> Result<(), String> {
        let mut place = 0;
        loop {
            place += blanks(&self.line[place..]);
            place = match self.line.get(place) {
                Some(b'"') => self.take_quoted(place + 1, number)?,
                _ => {
                    let rest = &self.line[place..];
                    let length = rest.iter().position(|byte| *byte == b',').unwrap_or(rest.len());
                    self.text.extend_from_slice(rest[..length].trim_ascii_end());
                    place + length
                }
            };
            self.ends.push(self.text.len());
            match self.line.get(place) {
                None => return Ok(()),
                Some(b',') => place += 1,
                Some(_) => {
                    return Err(format!(
                        "line {}: text behind the closing quote of a cell; a quote within quotes is doubled",
                        self.number
                    ));
                }
            }
        }
    }

    /// Takes a cell up to its closing quote and the blanks behind; gives the place there.
    fn take_quoted(&mut self, mut place: usize, number: u64) -> Result<usize, String> {
        let opened = self.number;
        loop {
            let rest = &self.line[place..];
            let length = rest.iter().position(|byte| *byte == b'"').unwrap_or(rest.len());
            self.text.extend_from_slice(&rest[..length]);
            match (rest.get(length), rest.get(length + 1)) {
                (Some(_), Some(b'"')) => {
                    self.text.push(b'"');
                    place += length + 2;
                }
                (Some(_), _) => {
                    place += length + 1;
                    return Ok(place + blanks(&self.line[place..]));
                }
                (None, _) => {
                    self.text.push(b'\n');
                    if self.text.len() > LONGEST_RECORD {
                        return Err(too_long(number));
                    }
                    if !self.read_line()? {
                        return Err(format!("line {opened}: a quote that is never closed"));
                    }
                    place = 0;
                }
            }
        }
    }

    /// Reads a line without its end; says whether there was one.
    fn read_line(&mut self) -> Result<bool, String> {
        self.line.clear();
        self.number += 1;
        let mut is_begun = false;
        loop {
            let bytes = self.input.fill_buf().map_err(|error| error.to_string())?;
            if bytes.is_empty() {
                return Ok(is_begun);
            }
            if std::mem::take(&mut self.is_halfway) && bytes[0] == b'\n' {
                self.input.consume(1);
                continue;
            }
            is_begun = true;
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            self.line.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
            if self.line.len() > LONGEST_RECORD {
                return Err(too_long(self.number));
            }
            match end {
                Some(end) => {
                    self.is_halfway = bytes[end] == b'\r';
                    self.input.consume(end + 1);
                    return Ok(true);
                }
                None => {
                    let read = bytes.len();
                    self.input.consume(read);
                }
            }
        }
    }
}

/// Whether a line is a comment. The errors of spreadsheets begin as one, too.
fn is_comment(line: &[u8]) -> bool {
    const ERRORS: [&[u8]; 8] = [b"#N/A", b"#NA", b"#DIV/0!", b"#REF!", b"#VALUE!", b"#NUM!", b"#NAME?", b"#NULL!"];
    line.starts_with(b"#") && !ERRORS.iter().any(|error| line.starts_with(error))
}

/// How many blanks a line begins with.
fn blanks(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

fn too_long(line: u64) -> String {
    format!(
        "line {line}: a line of more than {LONGEST_RECORD} bytes, or a quote that is never closed; at most that many are \
         accepted"
    )
}
