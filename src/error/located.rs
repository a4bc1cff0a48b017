//! An error with its kind, its place in the source and what to do about it.
//!
//! All of it is behind one pointer, so a `Result` is no larger for the errors that it may hold. The source is added by
//! the last one who hands an error on, as the stages that find errors do not have it.

use super::compile_kind::CompileError;
use super::kind::{BindError, ErrorKind, SyntaxError};
use super::report::Report;
use super::shorten::shorten;
use crate::span::Span;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Why an expression could not be evaluated.
///
/// ```
/// use fusexpr::{Expr, ErrorKind, SyntaxError};
///
/// let error = Expr::parse("a * (b + c").unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Syntax(SyntaxError::UnclosedBracket { .. })));
/// assert_eq!(error.span(), Some(4..5));
/// assert_eq!(error.to_string(), "`(` is never closed");
/// assert_eq!(
///     error.report().to_string(),
///     "error: `(` is never closed\n  |\n1 | a * (b + c\n  |     ^\n",
/// );
/// ```
#[derive(Clone)]
pub struct Error(Box<ErrorParts>);

#[derive(Clone)]
struct ErrorParts {
    kind: ErrorKind,
    span: Option<Span>,
    help: Option<String>,
    source: Option<Arc<str>>,
}

impl Error {
    pub(crate) fn new(kind: impl Into<ErrorKind>, span: Option<Span>) -> Self {
        Self(Box::new(ErrorParts { kind: kind.into(), span, help: None, source: None }))
    }

    pub(crate) fn syntax(kind: SyntaxError, span: Span) -> Self {
        Self::new(kind, Some(span))
    }

    pub(crate) fn compile(kind: CompileError, span: Span) -> Self {
        Self::new(kind, Some(span))
    }

    pub(crate) fn bind(kind: BindError, span: Option<Span>) -> Self {
        Self::new(kind, span)
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(shorten(&help.into()).into_owned());
        self
    }

    pub(crate) fn with_source(mut self, source: &Arc<str>) -> Self {
        self.0.source = Some(source.clone());
        self
    }

    /// What went wrong, and in which stage.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The bytes of the source that caused it, where one place did.
    pub fn span(&self) -> Option<Range<usize>> {
        self.0.span.map(Span::range)
    }

    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The long form: the message, the line of the source with carets below the place, and the help.
    pub fn report(&self) -> Report<'_> {
        let source = self.0.source.as_deref();
        Report { message: &self.0.kind, span: self.span(), help: self.help(), source, first_line: 1 }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)
    }
}

impl fmt::Debug for Error {
    /// The long form, so that `unwrap` and `fn main() -> Result<(), Error>` show all there is to see.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.report())
    }
}

impl std::error::Error for Error {
    /// What is behind the kind, which itself is displayed.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Bind(BindError::Rows { cause } | BindError::Allocation { cause }) => cause.source(),
            _ => None,
        }
    }
}
