//! How files are changed: bytes, numbers of several bytes, pieces; and the tokens of those that are text.

use crate::files::FILES;
use crate::random::Random;
use std::io::{Read, Write};

/// A change of a file.
#[derive(Clone, Debug)]
pub enum Change {
    /// These bytes in the place of those there, from there on.
    Write(usize, Vec<u8>),
    /// These bytes in between.
    Insert(usize, Vec<u8>),
    /// So many bytes less.
    Delete(usize, usize),
    /// A piece once more, elsewhere: from, length, to.
    Copy(usize, usize, usize),
    /// No more than so many bytes.
    Truncate(usize),
}

const HEADERS: [&str; 26] = [
    "'descr'",
    "'<f8'",
    "'>i4'",
    "'|b1'",
    "'|O'",
    "'<f2'",
    "'<U3'",
    "'<M8[s]'",
    "[('a', '<f4'), ('b', '<i2')]",
    "'fortran_order'",
    "True",
    "False",
    "'shape'",
    "()",
    "(0,)",
    "(3,)",
    "(2L,)",
    "(18446744073709551615,)",
    "(4294967296, 4294967296)",
    "(-1,)",
    "{",
    "}",
    ",",
    "(",
    "\n",
    "\u{e9}",
];

const FIELDS: [&str; 32] = [
    ",",
    ",,",
    "\n",
    "\r",
    "\r\n",
    "\"",
    "\"\"",
    ";",
    "\t",
    "#",
    "# a,b\n",
    "N/A",
    "NULL",
    "nan",
    "-inf",
    "1e999",
    "1,234.5",
    "50%",
    "true",
    "0x10",
    "18446744073709551615",
    "-9223372036854775808",
    "99999999999999999999",
    "1e",
    " ",
    "\u{feff}",
    "\0",
    "\u{1b}[31m",
    "\u{e9}",
    "text",
    "'",
    "1_000",
];

/// Numbers that stand for lengths, as the formats write them.
const LENGTHS: [u64; 12] = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff, 1 << 40, u64::MAX];

/// A file of a format.
pub fn original(kind: &str, random: &mut Random) -> (&'static str, Vec<u8>) {
    let files: Vec<_> = FILES.iter().filter(|(name, _)| name.ends_with(&format!(".{kind}"))).collect();
    let (name, content) = files[random.below(files.len())];
    (name, content.to_vec())
}

/// A random change of a file, at its end, where most formats say what is in it, as often as elsewhere.
pub fn change(original: &[u8], random: &mut Random) -> Change {
    let length = original.len();
    let at = match random.below(3) {
        0 => length - random.below(length.min(600) + 1),
        1 => random.below(length.min(200) + 1),
        _ => random.below(length + 1),
    };
    let token = |random: &mut Random| {
        let tokens: &[&str] = if random.below(2) == 0 { &HEADERS } else { &FIELDS };
        tokens[random.below(tokens.len())].as_bytes().to_vec()
    };
    match random.below(14) {
        0 | 1 => Change::Write(at, vec![random.next() as u8]),
        2 => Change::Write(at, vec![[0, 1, 0x7f, 0x80, 0xff][random.below(5)]]),
        3 => Change::Write(at, vec![original.get(at).copied().unwrap_or(0) ^ (1 << random.below(8))]),
        4 => {
            let bytes = LENGTHS[random.below(LENGTHS.len())].to_le_bytes();
            Change::Write(at, bytes[..[2, 4, 8][random.below(3)]].to_vec())
        }
        5 => Change::Insert(at, variable_length(LENGTHS[random.below(LENGTHS.len())])),
        6 => Change::Write(at, variable_length(LENGTHS[random.below(LENGTHS.len())])),
        7 => Change::Insert(at, vec![random.next() as u8; 1 + random.below(9)]),
        8 => Change::Delete(at, 1 + random.below(8)),
        9 => Change::Copy(random.below(length), 1 + random.below(40), at),
        10 if random.below(3) == 0 => Change::Truncate(at),
        11 | 12 => Change::Write(at, token(random)),
        _ => Change::Insert(at, token(random)),
    }
}

/// A number of seven bits a byte, the lowest first, as Thrift writes it.
fn variable_length(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let rest = value >> 7;
        bytes.push((value & 0x7f) as u8 | if rest > 0 { 0x80 } else { 0 });
        if rest == 0 {
            return bytes;
        }
        value = rest;
    }
}

/// A file with changes. Of every second archive the members are changed, and packed again: a checksum would refuse
/// nearly all others.
pub fn changed(kind: &str, original: &[u8], changes: &[Change]) -> Vec<u8> {
    match kind {
        "npz" if changes.len() % 2 == 1 => repacked(original, changes).unwrap_or_else(|| apply(original, changes)),
        _ => apply(original, changes),
    }
}

fn repacked(original: &[u8], changes: &[Change]) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(original)).ok()?;
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..archive.len() {
        let mut member = archive.by_index(i).ok()?;
        let (name, mut content) = (member.name().ok()?.into_owned(), Vec::new());
        member.read_to_end(&mut content).ok()?;
        packed.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        let content = if i == 0 { apply(&content, changes) } else { content };
        packed.write_all(&content).ok()?;
    }
    Some(packed.finish().ok()?.into_inner())
}

fn apply(original: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut content = original.to_vec();
    for change in changes {
        let end = content.len();
        match change {
            Change::Write(at, bytes) => {
                let at = *at.min(&end);
                content.splice(at..(at + bytes.len()).min(end), bytes.iter().copied());
            }
            Change::Insert(at, bytes) => {
                let at = *at.min(&end);
                content.splice(at..at, bytes.iter().copied());
            }
            Change::Delete(at, count) => drop(content.drain(*at.min(&end)..(at + count).min(end).max(*at.min(&end)))),
            Change::Copy(from, length, to) => {
                let from = *from.min(&end);
                let piece = content[from..(from + length).min(end)].to_vec();
                let to = *to.min(&end);
                content.splice(to..to, piece);
            }
            Change::Truncate(length) => content.truncate(*length),
        }
    }
    content
}
