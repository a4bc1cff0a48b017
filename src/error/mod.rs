//! What can go wrong, by stage, and how it is told.
//!
//! An [`Error`] ([`located`]) is a [`kind`] (one enum a stage, [`compile_kind`] the longest), the span of the source that caused it, and, where one
//! is known, a line of help. Its short form is one line; its long form ([`Error::report`], and `Debug`) shows the
//! source line with carets. [`mod@report`] draws it, [`mod@shorten`] keeps it short whatever it quotes, [`mod@nearest`]
//! finds the name that was meant, and [`foreign`] knows how to write here what other languages have. A [`cause`] is an
//! error of those whom the library calls back.

mod bind;
mod cause;
mod compile;
pub mod foreign;
mod kind;
mod located;
mod nearest;
mod report;
mod shorten;

pub use bind::BindError;
pub use cause::{CallbackError, Cause};
pub use compile::CompileError;
pub use kind::{ErrorKind, SyntaxError};
pub use located::Error;
pub use nearest::nearest;
pub use report::Report;

/// What to do about an integer that does not fit the other operand's type.
pub(crate) const WIDER: &str = "convert the other operand to a wider type, for instance `i64(x)`";
