//! Why there is no result, and how it is told.

use crate::data::tame;
use std::fmt;
use std::io;

/// Why there is no result.
#[derive(Debug)]
pub enum Failure {
    /// A file, an argument, a command; one line.
    Plain(String),
    /// The expression, or what it was given; some lines, with carets.
    Expression {
        /// What the library says.
        error: fusexpr::Error,
        /// The number of its first line in the file that it comes from.
        first_line: usize,
        /// What helps here, if the library's own help does not.
        help: Option<String>,
    },
    /// Ctrl-C.
    Interrupted,
    /// What is printed goes nowhere.
    Output(io::Error),
    /// In a script.
    At {
        /// The script's name.
        script: String,
        /// The line.
        line: usize,
        /// What happened there.
        failure: Box<Failure>,
    },
}

impl Failure {
    /// The same failure, of what begins at a line of a script.
    pub fn at(self, script: &str, first_line: usize) -> Self {
        let (failure, line) = match self {
            Self::Expression { error, help, .. } => {
                let line = error.report().from_line(first_line).line();
                (Self::Expression { error, first_line, help }, line)
            }
            Self::Output(error) => return Self::Output(error),
            other => (other, first_line),
        };
        Self::At { script: script.to_string(), line, failure: Box::new(failure) }
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Plain(message)
    }
}

impl From<fusexpr::Error> for Failure {
    fn from(error: fusexpr::Error) -> Self {
        Self::Expression { error, first_line: 1, help: None }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(message) => writeln!(f, "error: {}", shown(message)),
            Self::Expression { error, first_line, help } => {
                let report = error.report().from_line(*first_line);
                match help {
                    Some(help) => write!(f, "{}", report.with_help(help)),
                    None => write!(f, "{report}"),
                }
            }
            Self::Interrupted => writeln!(f, "interrupted"),
            Self::Output(error) => writeln!(f, "error: standard output: {error}"),
            Self::At { script, line, failure } => write!(f, "{}:{line}: {failure}", tame(script)),
        }
    }
}

/// The longest message, in characters: no path of a file is longer, and what is meant as a name may be.
const LONGEST: usize = 4096;

/// A message as it is printed.
fn shown(message: &str) -> String {
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", tame(&message[..end])),
        None => tame(message),
    }
}
