//! Draws an error: message, source line, carets, help.

use super::shorten::shorten;
use crate::error::ErrorKind;
use std::fmt;
use std::ops::Range;

/// An error's long form; printing it shows the line it happened on.
#[derive(Clone, Debug)]
pub struct Report<'e> {
    pub(super) message: &'e ErrorKind,
    pub(super) span: Option<Range<usize>>,
    pub(super) help: Option<&'e str>,
    pub(super) source: Option<&'e str>,
    pub(super) first_line: usize,
}

impl Report<'_> {
    /// The same, of a source whose first line has this number in the file that it comes from.
    ///
    /// ```
    /// let error = fusexpr::Expr::parse("a +").unwrap_err();
    /// assert!(error.report().from_line(12).to_string().contains("12 | a +"));
    /// ```
    #[must_use]
    pub fn from_line(self, number: usize) -> Self {
        Self { first_line: number, ..self }
    }

    /// The number of the line that the place is on; the first one's if there is no place.
    pub fn line(&self) -> usize {
        let before = self.source.zip(self.span.as_ref()).map(|(source, span)| &source[..span.start]);
        self.first_line + before.map_or(0, |before| before.matches('\n').count())
    }
}

impl<'e> Report<'e> {
    /// The same with another line of help, for a caller that knows better what its user can do.
    ///
    /// ```
    /// let error = fusexpr::Expr::parse("a +").unwrap_err();
    /// assert!(error.report().with_help("end the line with a value").to_string().ends_with("help: end the line with a value\n"));
    /// ```
    #[must_use]
    pub fn with_help(self, help: &'e str) -> Self {
        Self { help: Some(help), ..self }
    }
}

/// Characters of a long line that are shown on either side of the place.
const MARGIN: usize = 50;
/// The widest run of carets.
const WIDEST: usize = 80;

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message)?;
        if let (Some(source), Some(span)) = (self.source, &self.span) {
            excerpt(f, source, span, self.line())?;
        }
        match self.help {
            Some(help) => writeln!(f, "help: {}", shorten(help)),
            None => Ok(()),
        }
    }
}

fn excerpt(f: &mut fmt::Formatter<'_>, source: &str, span: &Range<usize>, number: usize) -> fmt::Result {
    let line_start = source[..span.start].rfind('\n').map_or(0, |i| i + 1);
    let line_end = source[span.start..].find('\n').map_or(source.len(), |i| span.start + i);
    let before = &source[line_start..span.start];
    let inside = &source[span.start..span.end.clamp(span.start, line_end)];
    let after = &source[span.start + inside.len()..line_end];

    let (left, before) = match before.char_indices().rev().nth(MARGIN) {
        Some((cut, c)) => ("…", &before[cut + c.len_utf8()..]),
        None => ("", before),
    };
    let shown_inside = inside.char_indices().nth(WIDEST).map_or(inside, |(cut, _)| &inside[..cut]);
    let cut_inside = shown_inside.len() < inside.len();
    let (after, right) = match after.char_indices().nth(MARGIN) {
        _ if cut_inside => ("", "…"),
        Some((cut, _)) => (&after[..cut], "…"),
        None => (after, ""),
    };
    let gutter = number.to_string().len();
    writeln!(f, "{:gutter$} |", "")?;
    writeln!(f, "{number} | {left}{}{}{}{right}", tame(before), tame(shown_inside), tame(after))?;
    write!(f, "{:gutter$} | ", "")?;
    let indent = left.chars().count() + before.chars().count();
    let carets = shown_inside.chars().count().max(1);
    writeln!(f, "{:indent$}{:^<carets$}", "", "")
}

/// The text with every control character (a tab would move the carets, an escape the cursor) as a space.
fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
