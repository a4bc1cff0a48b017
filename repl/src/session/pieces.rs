//! Cuts input into pieces that are run at once: a command, or the lines of a program of statements.
//!
//! Whether a piece goes on in the next line is decided here alone, for scripts, for the prompt, and for text pasted
//! into it. Lines are taken one by one and looked at once, so that a statement of many lines costs no more than its
//! length.

use super::commands;
use fusexpr::syntax::{Continuation, TokenClass, tokens};

/// What is run at once.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece {
    /// A command or statements.
    pub text: String,
    /// The number of its first line.
    pub first_line: usize,
}

/// Lines that have been read and not yet been cut off.
pub struct Pieces {
    text: String,
    first_line: usize,
    line: usize,
    continuation: Continuation,
}

/// What the library accepts; it tells what is wrong with more.
pub const LONGEST: usize = 1 << 20;

impl Default for Pieces {
    fn default() -> Self {
        Self { text: String::new(), first_line: 1, line: 0, continuation: Continuation::default() }
    }
}

impl Pieces {
    /// Takes the next line; gives the piece that ends with it.
    pub fn push(&mut self, line: &str) -> Option<Piece> {
        self.line += 1;
        let is_first = self.text.is_empty();
        if is_first {
            if tokens(line).all(|token| token.class == TokenClass::Comment) {
                return None;
            }
            self.first_line = self.line;
            self.continuation = Continuation::default();
        } else {
            self.text.push('\n');
        }
        self.text.push_str(line);
        let goes_on = match commands::line_of(line).filter(|_| is_first) {
            Some(command) => {
                commands::expression_of(command).is_some_and(|expression| self.continuation.goes_on_after(expression))
            }
            None => self.continuation.goes_on_after(line),
        };
        if goes_on && self.text.len() <= LONGEST { None } else { self.finish() }
    }

    /// Passes over a line that is not to be run; what has been read of a piece is dropped.
    pub fn skip(&mut self) {
        self.line += 1;
        self.text.clear();
    }

    /// The number of the line that was taken last.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is left of a piece that has not ended.
    pub fn finish(&mut self) -> Option<Piece> {
        let text = std::mem::take(&mut self.text);
        (!text.is_empty()).then_some(Piece { text, first_line: self.first_line })
    }
}

/// Whether a text goes on in the next line.
pub fn goes_on(text: &str) -> bool {
    let mut pieces = Pieces::default();
    text.lines().for_each(|line| {
        pieces.push(line);
    });
    pieces.finish().is_some()
}
