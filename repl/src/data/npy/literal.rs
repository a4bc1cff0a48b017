//! The values that Python writes into a header, or wrote: `{'descr': u'<f8', 'fortran_order': False, 'shape': (2L,),
//! }`.
//!
//! NumPy evaluates the header as a Python literal, so blanks, line breaks and comments may stand between its tokens,
//! and files of Python 2 have `u` before texts and `L` behind integers. Brackets are followed to a depth that
//! structured types do not reach.

use std::ops::Range;

/// Brackets within brackets that are followed.
const DEEPEST: usize = 32;

/// A value.
#[derive(Debug, PartialEq)]
pub enum Value {
    Text(String),
    Integer(i128),
    Bool(bool),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    /// Keys and values, and where in the text the values stand.
    Dictionary(Vec<(Value, Value, Range<usize>)>),
    /// What a header has no use for: a float, bytes, `None`.
    Other,
}

/// The value that a text is, if it is one and nothing else.
pub fn parse(text: &str) -> Option<Value> {
    let mut parser = Parser { text, place: 0, depth: 0 };
    let value = parser.value()?;
    parser.skip_blanks();
    (parser.place == text.len()).then_some(value)
}

struct Parser<'t> {
    text: &'t str,
    place: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.place..]
    }

    /// Takes a text that comes next.
    fn take(&mut self, expected: &str) -> bool {
        let is_next = self.rest().starts_with(expected);
        self.place += if is_next { expected.len() } else { 0 };
        is_next
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c']).len();
            let comment = if rest.starts_with('#') { rest.find('\n').unwrap_or(rest.len()) } else { 0 };
            let continuation = if rest.starts_with("\\\n") { 2 } else { 0 };
            match blanks + comment + continuation {
                0 => return,
                skipped => self.place += skipped,
            }
        }
    }

    fn value(&mut self) -> Option<Value> {
        self.skip_blanks();
        let word_end = self.rest().find(|c: char| !(c.is_ascii_alphanumeric() || "_.+-".contains(c)));
        let word = &self.rest()[..word_end.unwrap_or(self.rest().len())];
        let is_text = self.rest()[word.len()..].starts_with(['\'', '"']);
        if is_text {
            self.place += word.len();
            let text = self.texts()?;
            return match word {
                "" | "u" | "U" | "r" | "R" => Some(Value::Text(text)),
                "b" | "B" => Some(Value::Other),
                _ => None,
            };
        }
        if !word.is_empty() {
            self.place += word.len();
            return match word {
                "True" => Some(Value::Bool(true)),
                "False" => Some(Value::Bool(false)),
                "None" => Some(Value::Other),
                _ => number(word),
            };
        }
        self.depth += 1;
        let value = match self.rest().chars().next()? {
            _ if self.depth > DEEPEST => None,
            '(' => self.items("(", ")").map(|(mut items, has_comma)| match items.len() {
                1 if !has_comma => items.remove(0),
                _ => Value::Tuple(items),
            }),
            '[' => self.items("[", "]").map(|(items, _)| Value::List(items)),
            '{' => self.dictionary(),
            _ => None,
        };
        self.depth -= 1;
        value
    }

    /// The values between brackets, and whether the last of them is followed by a comma.
    fn items(&mut self, open: &str, close: &str) -> Option<(Vec<Value>, bool)> {
        self.take(open);
        let mut items = Vec::new();
        let mut has_comma = false;
        loop {
            self.skip_blanks();
            if self.take(close) {
                return Some((items, has_comma));
            }
            if !items.is_empty() && !has_comma {
                return None;
            }
            items.push(self.value()?);
            self.skip_blanks();
            has_comma = self.take(",");
        }
    }

    fn dictionary(&mut self) -> Option<Value> {
        self.take("{");
        let mut entries = Vec::new();
        let mut has_comma = true;
        loop {
            self.skip_blanks();
            if self.take("}") {
                return Some(Value::Dictionary(entries));
            }
            if !has_comma {
                return None;
            }
            let key = self.value()?;
            self.skip_blanks();
            if !self.take(":") {
                return None;
            }
            self.skip_blanks();
            let start = self.place;
            let value = self.value()?;
            entries.push((key, value, start..self.place));
            self.skip_blanks();
            has_comma = self.take(",");
        }
    }

    /// A text in quotes.
    fn texts(&mut self) -> Option<String> {
        let quote = self.rest().chars().next()?;
        let mut characters = self.rest().char_indices().skip(1);
        let mut text = String::new();
        while let Some((place, character)) = characters.next() {
            match character {
                '\\' => text.push(match characters.next()?.1 {
                    'n' => '\n',
                    't' => '\t',
                    'x' => {
                        let digits: String = characters.by_ref().take(2).map(|(_, digit)| digit).collect();
                        char::from(u8::from_str_radix(&digits, 16).ok()?)
                    }
                    other => other,
                }),
                _ if character == quote => {
                    self.place += place + 1;
                    return Some(text);
                }
                _ => text.push(character),
            }
        }
        None
    }
}

/// An integer, with the `L` of Python 2, or a float, of which nothing is kept.
fn number(word: &str) -> Option<Value> {
    let digits = word.strip_suffix('L').unwrap_or(word).replace('_', "");
    let integer = match digits.strip_prefix("0x") {
        Some(hexadecimal) => i128::from_str_radix(hexadecimal, 16),
        None => digits.parse(),
    };
    match integer {
        Ok(integer) => Some(Value::Integer(integer)),
        Err(_) => digits.parse::<f64>().ok().map(|_| Value::Other),
    }
}
