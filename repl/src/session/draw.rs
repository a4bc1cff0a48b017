//! `:plot` and `:hist`: expressions drawn with characters, or into a picture.

use super::Session;
use super::files::path;
use crate::Failure;
use crate::plot::{Format, Kind, Series, picture, terminal_size, text};
use crate::value;
use fusexpr::AnyArray;
use fusexpr::syntax::{TokenClass, tokens};
use std::io::Write;
use std::path::Path;

impl Session {
    /// Draws expressions.
    pub(super) fn draw(&self, kind: Kind, arguments: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let (arguments, file) = cut_file(arguments);
        let expressions = split(arguments);
        let evaluate = |text: &&str| self.evaluate(text, |expr, variables| value::of(expr, &variables.operands(expr)));
        let arrays = expressions.iter().map(evaluate).collect::<Result<Vec<AnyArray>, Failure>>()?;
        let labelled = expressions.iter().zip(&arrays);
        let series: Vec<Series<'_>> = labelled.map(|(label, values)| Series { label, values }).collect();
        match file {
            // Of several, the legend tells.
            Some(word) => Ok(picture(kind, &series, if let [one] = expressions[..] { one } else { "" }, &path(word))?),
            None => self.print(out, &text(kind, &series, terminal_size(), console::colors_enabled())?),
        }
    }
}

/// What is to be drawn, and the picture's file, if the last word is one; it may stand in quotes.
fn cut_file(arguments: &str) -> (&str, Option<&str>) {
    let quoted = ['"', '\''].into_iter().find_map(|quote| arguments.strip_suffix(quote)?.rsplit_once(quote));
    let quoted = quoted.filter(|(before, _)| before.ends_with(char::is_whitespace));
    let words = quoted.or_else(|| arguments.rsplit_once(char::is_whitespace));
    match words.filter(|(_, last)| Format::of(Path::new(last)).is_ok()) {
        Some((before, file)) => (before, Some(file)),
        None => (arguments, None),
    }
}

/// The expressions between commas that stand in no brackets.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut begin, mut expressions) = (0_usize, 0, Vec::new());
    for token in tokens(text) {
        match (token.class, &text[token.span.clone()]) {
            (TokenClass::Bracket, "(" | "[") => depth += 1,
            (TokenClass::Bracket, _) => depth = depth.saturating_sub(1),
            (TokenClass::Punctuation, ",") if depth == 0 => {
                expressions.push(text[begin..token.span.start].trim());
                begin = token.span.end;
            }
            _ => {}
        }
    }
    expressions.push(text[begin..].trim());
    expressions.retain(|expression| !expression.is_empty());
    expressions
}
