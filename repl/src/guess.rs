//! What was meant by a command line that says something else.

use crate::value::needs_nothing;
use crate::{Failure, cli};
use clap::CommandFactory;
use clap::error::ErrorKind;
use fusexpr::Expr;
use fusexpr::syntax::nearest;
use std::ffi::OsString;
use std::io;
use std::path::Path;

/// The program that a word is which is no script: it needs no operands.
pub fn program(word: &Path) -> Option<String> {
    let text = word.to_str()?;
    Expr::parse(text).ok().filter(needs_nothing).map(|_| text.to_string())
}

/// The error of a script that is not there; perhaps it was meant as a command, or as a program.
pub fn missing(word: &Path, error: &io::Error) -> Failure {
    let text = word.to_str().unwrap_or_default();
    let help = match near_command(text) {
        Some(near) => format!("; did you mean `fusexpr {near}`?"),
        None if is_expression(text) => {
            "; `fusexpr -e` runs statements, `fusexpr eval` evaluates an expression with operands".to_string()
        }
        None => String::new(),
    };
    Failure::Plain(format!("{}: {error}{help}", word.display()))
}

/// The error of a command line that begins with a word which is no command, if that can be told better than by what
/// follows it.
pub fn not_understood(words: &[OsString], error: &clap::Error) -> Option<Failure> {
    if !matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::ArgumentConflict) {
        return None;
    }
    let first = words.get(1)?.to_str().filter(|word| !word.starts_with('-') && !Path::new(word).exists())?;
    if commands().contains(&first.to_string()) {
        return None;
    }
    if let Some(near) = near_command(first) {
        return Some(Failure::Plain(format!("there is no command `{first}`; did you mean `fusexpr {near}`?")));
    }
    let is_program = Expr::parse(first).is_ok();
    is_program.then(|| {
        let eval = "an expression with operands or an output is evaluated by `fusexpr eval`";
        Failure::Plain(format!("there is no command `{first}`; {eval}"))
    })
}

fn near_command(word: &str) -> Option<String> {
    let commands = commands();
    nearest(word, commands.iter().map(String::as_str)).map(str::to_string)
}

/// The names of the commands.
fn commands() -> Vec<String> {
    let mut command = cli::Cli::command();
    command.build(); // which adds `help`
    command.get_subcommands().map(|command| command.get_name().to_string()).collect()
}

/// Whether a text looks like an expression, and not like a path.
fn is_expression(text: &str) -> bool {
    text.contains(|c: char| c.is_whitespace() || "+*()[]=<>,;%&|^~".contains(c))
}
