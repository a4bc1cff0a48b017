//! `:plot` and `:hist`: expressions drawn with characters, or into a picture.

use super::Session;
use crate::Failure;
use crate::plot::{Kind, Series, picture, terminal_size, text};
use fusexpr::{AnyArray, TokenClass, tokens};
use std::io::Write;
use std::path::Path;

impl Session {
    /// Draws expressions.
    pub(super) fn draw(&self, kind: Kind, arguments: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let (expressions, file) = split(arguments);
        let evaluate = |text: &&str| self.evaluate(text, |expr, variables| expr.eval_any(&variables.operands(expr)));
        let arrays = expressions.iter().map(evaluate).collect::<Result<Vec<AnyArray>, Failure>>()?;
        let labelled = expressions.iter().zip(&arrays);
        let series: Vec<Series<'_>> = labelled.map(|(label, values)| Series { label, values }).collect();
        match file {
            // Of several, the legend tells.
            Some(path) => Ok(picture(kind, &series, if let [one] = expressions[..] { one } else { "" }, path)?),
            None => self.print(out, &text(kind, &series, terminal_size(), console::colors_enabled())?),
        }
    }
}

/// The expressions between commas that stand in no brackets, and the picture's file, if the last word is one.
fn split(arguments: &str) -> (Vec<&str>, Option<&Path>) {
    let (before, last) = arguments.rsplit_once(char::is_whitespace).unwrap_or((arguments, ""));
    let is_picture = [".png", ".svg"].iter().any(|ending| last.to_ascii_lowercase().ends_with(ending));
    let (text, file) = if is_picture { (before, Some(Path::new(last))) } else { (arguments, None) };
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
    (expressions, file)
}
