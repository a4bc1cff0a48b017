//! The library's errors in the words of who is told: who types can do other things about them than who calls it from a
//! program.

use crate::Failure;
use fusexpr::{BindError, CompileError, Error, ErrorKind};

/// Where an expression was typed.
#[derive(Clone, Copy)]
pub enum Typed {
    /// At the prompt or in a script.
    InSession,
    /// On a command line with operands that are files and numbers.
    BesideFiles,
    /// On a command line with operands of which only types are given.
    BesideTypes,
}

/// The failure that an error is, with the help that serves there.
pub fn told(error: Error, typed: Typed) -> Failure {
    match error.kind() {
        ErrorKind::Cancelled => Failure::Interrupted,
        _ => Failure::Expression { help: help(&error, typed), error, first_line: 1 },
    }
}

/// The help that is better than the library's own, if there is one.
fn help(error: &Error, typed: Typed) -> Option<String> {
    use Typed::{BesideFiles, BesideTypes, InSession};
    let operand = |name: &str| match typed {
        InSession => format!("assign to it, `{name} = …`, or load it, `:load {name} FILE`"),
        BesideFiles => format!("give it as an operand, `{name}=FILE` or `{name}=NUMBER`"),
        BesideTypes => format!("give it as an operand, `{name}=f64[100]` or `{name}=NUMBER`"),
    };
    Some(match (error.kind(), typed) {
        (ErrorKind::Bind(BindError::UnknownVariable { name }), _) if !is_suggestion(error) => operand(name),
        (ErrorKind::Bind(BindError::ReadBeforeAssigned { name }), InSession) => format!("give `{name}` a value first"),
        (ErrorKind::Bind(BindError::ReadBeforeAssigned { name }), _) => operand(name),
        (ErrorKind::Bind(BindError::AssignedVariable { name }), _) => {
            format!("give `{name}` as an array, or choose another name")
        }
        (ErrorKind::Compile(CompileError::NotAnInteger { .. } | CompileError::NotAConstant), _)
            if error.help().is_some_and(|help| help.contains("by value")) =>
        {
            match typed {
                InSession => "assign it to a name first, as a statement of its own, and use the name here",
                BesideFiles | BesideTypes => {
                    "give it as an operand that is a number, `NAME=NUMBER`, and use the name here"
                }
            }
            .to_string()
        }
        _ => return None,
    })
}

/// Whether the help is a better one than there is here: a name that was meant.
fn is_suggestion(error: &Error) -> bool {
    error.help().is_some_and(|help| !help.contains("among the variables"))
}
