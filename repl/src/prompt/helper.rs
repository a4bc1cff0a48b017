//! What the editor asks while a line is typed.

use super::complete::complete;
use super::highlight::{highlight, pale};
use super::place::{Place, place};
use crate::session::commands;
use crate::session::help::signatures;
use crate::session::pieces::goes_on;
use crate::session::variables::Variables;
use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{self, Hinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Result};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Knows the names of variables, as they are while a line is typed.
pub struct Helper {
    variables: BTreeSet<String>,
}

impl Helper {
    pub fn new(variables: &Variables) -> Self {
        Self { variables: variables.names().map(str::to_string).collect() }
    }
}

impl rustyline::Helper for Helper {}

impl Completer for Helper {
    type Candidate = String;

    fn complete(&self, line: &str, cursor: usize, _: &Context<'_>) -> Result<(usize, Vec<String>)> {
        let (before, after) = line.split_at(cursor);
        Ok(complete(before, after, &self.variables))
    }
}

/// A hint that is only shown.
pub struct Hint(String);

impl hint::Hint for Hint {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for Helper {
    type Hint = Hint;

    /// How the function is called whose name or arguments are being typed, or what a command takes.
    fn hint(&self, line: &str, cursor: usize, _: &Context<'_>) -> Option<Hint> {
        if cursor < line.len() {
            return None;
        }
        match place(line) {
            Place::Word(word) => {
                let signature = |function: &str| signatures(function).pop();
                let own = Some(word.text).filter(|name| !self.variables.contains(*name)).and_then(signature);
                own.or_else(|| word.function.and_then(signature)).map(|signature| Hint(format!("   {signature}")))
            }
            Place::Argument { command, position: 0, start, .. } if start == line.len() => {
                commands::named_exactly(command).map(|command| Hint(command.arguments.to_string()))
            }
            _ => None,
        }
    }
}

impl Highlighter for Helper {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        Cow::Owned(highlight(line))
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(pale(hint))
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        kind != CmdKind::MoveCursor
    }
}

impl Validator for Helper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> Result<ValidationResult> {
        Ok(if goes_on(context.input()) { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}
