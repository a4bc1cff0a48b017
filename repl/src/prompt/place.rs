//! What the cursor is on: a command's name, one of its arguments, or a word of an expression and the call around it.

use crate::session::commands::{self, Takes};
use fusexpr::syntax::{TokenClass, tokens};
use std::ops::Range;

/// What the cursor is on. Each place begins at a byte of the text and goes up to the cursor.
#[derive(Debug, PartialEq, Eq)]
pub enum Place<'t> {
    /// The name of a command, without the colon.
    Command(usize),
    /// An argument of a command.
    Argument {
        /// The command's name.
        command: &'t str,
        /// What it takes.
        takes: Takes,
        /// How many arguments stand before it.
        position: usize,
        /// Where it begins.
        start: usize,
    },
    /// A word of an expression.
    Word(Word<'t>),
    /// Nothing that could be completed.
    Nothing,
}

/// A word of an expression.
#[derive(Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// Where it begins.
    pub start: usize,
    /// What it is so far.
    pub text: &'t str,
    /// The function whose arguments it is among.
    pub function: Option<&'t str>,
    /// The keyword that it is the value of.
    pub keyword: Option<&'t str>,
    /// Whether it stands behind a point.
    pub is_attribute: bool,
}

/// What stands before the cursor.
pub fn place(before: &str) -> Place<'_> {
    let Some(line) = commands::line_of(before) else { return Place::Word(word(before, 0)) };
    let (name, _) = commands::split(line);
    if !line.contains(char::is_whitespace) {
        return Place::Command(before.len() - line.len());
    }
    let Some(command) = commands::named_exactly(name) else { return Place::Nothing };
    if command.takes == Takes::Expression {
        return Place::Word(word(before, before.len() - line[name.len()..].trim_start().len()));
    }
    let start = before.rfind(char::is_whitespace).map_or(before.len(), |space| space + 1);
    let arguments = &before[before.len() - line.len() + name.len()..start];
    let position = arguments.split_whitespace().count();
    Place::Argument { command: command.name, takes: command.takes, position, start }
}

/// The word at the end of the text, whose expression begins at a byte of it.
fn word(text: &str, begin: usize) -> Word<'_> {
    use TokenClass::{Bracket, Function, Keyword, Name, Parameter};
    let expression = &text[begin..];
    let mut all: Vec<_> =
        tokens(expression).map(|token| (token.class, &expression[token.span.clone()], token.span)).collect();
    let is_last_word = |(class, _, span): &mut (TokenClass, &str, Range<usize>)| {
        span.end == expression.len() && matches!(class, Function | Keyword | Name | Parameter)
    };
    let last = all.pop_if(is_last_word);
    let keyword = match &all[..] {
        [.., (Parameter, keyword, _), (_, "=", _)] => Some(*keyword),
        _ => None,
    };
    let is_attribute = matches!(&all[..], [.., (TokenClass::Punctuation, ".", _)]);
    let mut open: Vec<Option<&str>> = Vec::new();
    let mut called = None;
    for (class, written, _) in &all {
        match (class, *written) {
            (Bracket, "(" | "[") => open.push(called),
            (Bracket, _) => {
                open.pop();
            }
            _ => {}
        }
        called = (*class == Function).then_some(*written);
    }
    let (start, written) = last.map_or((text.len(), ""), |(_, written, span)| (begin + span.start, written));
    Word { start, text: written, function: open.last().copied().flatten(), keyword, is_attribute }
}
