//! The command `fusexpr`: evaluates an expression on `.npy` files, explains what would be run, or measures it.
//!
//! A thin face on the library's public API: [`cli`] says what can be asked for, [`eval`], [`explain`] and
//! [`profile`] do it, [`operands`] are what it is done with, [`npy`] reads and writes files, [`show`] prints values. Whatever fails does so in one report on standard error, with
//! status 2.

mod cli;
mod eval;
mod explain;
mod npy;
mod operands;
mod profile;
mod progress;
mod show;

use clap::Parser;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = match cli::Cli::parse().command {
        cli::Command::Eval(arguments) => eval::run(&arguments),
        cli::Command::Explain(arguments) => explain::run(&arguments),
        cli::Command::Profile(arguments) => profile::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where standard error is closed, the status alone has to tell.
            let _ = write!(io::stderr(), "{failure}");
            ExitCode::from(2)
        }
    }
}

/// Why there is no result.
#[derive(Debug)]
enum Failure {
    /// A file or an argument; one line.
    Plain(String),
    /// The expression, or what it was given; some lines, with carets.
    Expression(fusexpr::Error),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Plain(message)
    }
}

impl From<fusexpr::Error> for Failure {
    fn from(error: fusexpr::Error) -> Self {
        Self::Expression(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A file's name and header may hold anything: no line breaks, nor what a terminal would obey.
            Self::Plain(message) => {
                let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
                writeln!(f, "error: {}", message.chars().map(escape).collect::<String>())
            }
            Self::Expression(error) => write!(f, "{}", error.report()),
        }
    }
}

/// Prints lines. A reader that has seen enough (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Plain(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}
