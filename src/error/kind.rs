//! The kinds of errors, one enum a stage.
//!
//! The documentation of each kind is an input that causes it. Kinds hold what they speak of whole, for programs that
//! look at them; only messages are shortened. A kind belongs to the stage that finds it, even if another stage could
//! have: one enumeration for all would not say whether the text, the types or the arrays have to be mended.

use super::bind::BindError;
use super::compile::CompileError;
use super::shorten::shorten;
use std::fmt;
use thiserror::Error;

/// What went wrong, by stage.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not an expression: `a +`
    Syntax(SyntaxError),
    /// The expression has no meaning for operands of these types: `x & 1` for floats `x`
    Compile(CompileError),
    /// The arrays do not fit the expression or each other: `x + y` for an `x` of three elements and a `y` of four
    Bind(BindError),
    /// The flag given to [`Options::cancel`](crate::Options::cancel) was set before the run ended; what outputs hold is
    /// unspecified.
    Cancelled,
}

impl fmt::Display for ErrorKind {
    /// The message, in which what is long is shortened.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = match self {
            ErrorKind::Syntax(error) => error.to_string(),
            ErrorKind::Compile(error) => error.to_string(),
            ErrorKind::Bind(error) => error.to_string(),
            ErrorKind::Cancelled => {
                return f.write_str("the evaluation was cancelled; the output holds unspecified values");
            }
        };
        f.write_str(&shorten(&message))
    }
}

impl std::error::Error for ErrorKind {}

impl From<SyntaxError> for ErrorKind {
    fn from(error: SyntaxError) -> Self {
        ErrorKind::Syntax(error)
    }
}

impl From<CompileError> for ErrorKind {
    fn from(error: CompileError) -> Self {
        ErrorKind::Compile(error)
    }
}

impl From<BindError> for ErrorKind {
    fn from(error: BindError) -> Self {
        ErrorKind::Bind(error)
    }
}

/// The text is not an expression.
#[derive(Clone, Debug, Default, PartialEq, Error)]
#[non_exhaustive]
pub enum SyntaxError {
    /// `a $ b`
    #[error("unexpected character `{}`", character.escape_debug())]
    UnexpectedCharacter {
        /// The character.
        character: char,
    },
    /// `a && b`, `import numpy`, `x.mean()`
    #[error("the language has no {what}")]
    Absent {
        /// What was written, in backticks, or what it is: lists, methods.
        what: String,
    },
    /// `1.2.3`, `0x`, `1__0`, `007`
    #[error("`{text}` is not a number")]
    MalformedNumber {
        /// What was written.
        text: String,
    },
    /// `1000…`, an integer of more than 1,233 digits
    #[error("the integer {text} has more than 4,096 bits; write it as a float, for instance 1e20")]
    IntegerTooLarge {
        /// What was written.
        text: String,
    },
    /// `` `a ``
    #[error("the name in backticks never ends")]
    UnclosedBacktick,
    /// ` `` `
    #[error("a name in backticks is empty")]
    EmptyName,
    /// `shift(x, 1, mode="wrap`
    #[error("the text in quotes does not end on its line")]
    UnclosedText,
    /// `b"naïve"`
    #[error("a text of bytes, `b\"…\"`, can only contain ASCII characters")]
    NotAscii,
    /// `a + 1 = b`
    #[error("this cannot be assigned to")]
    InvalidTarget,
    /// `a + 1; b`
    #[error("the value of this expression goes nowhere; only the last statement is the result")]
    LostValue,
    /// `(a + b`
    #[error("`{bracket}` is never closed")]
    UnclosedBracket {
        /// The bracket that was opened.
        bracket: char,
    },
    /// `a +`
    #[error("the expression ends where {expected} was expected")]
    UnexpectedEnd {
        /// What could have followed.
        expected: &'static str,
    },
    /// `a b`
    #[error("expected {expected}, found `{text}`")]
    UnexpectedToken {
        /// What was found.
        text: String,
        /// What could have stood there.
        expected: &'static str,
    },
    /// A text of blanks and comments only
    #[default]
    #[error("the expression is empty")]
    Empty,
    /// `a + a + …`, of more than 1,048,576 bytes
    #[error("the source has {length} bytes; at most 1,048,576 are accepted")]
    SourceTooLong {
        /// Bytes in the source.
        length: usize,
    },
    /// `((((…))))`, of more than 500 brackets within each other
    #[error("brackets are nested more than 500 deep")]
    NestingTooDeep,
    /// `a+a+…`, of more than a million names, numbers and operators
    #[error("the expression has {nodes} nodes; at most 1,000,000 are accepted")]
    TooManyNodes {
        /// Nodes in the tree.
        nodes: usize,
    },
}
