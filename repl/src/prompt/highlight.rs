//! Colours, by what the library's own lexer sees.

use crate::session::commands;
use fusexpr::syntax::{TokenClass, tokens};

const BOLD: &str = "1";
const DIM: &str = "2";
const WRONG: &str = "4;31";

/// The text with colours.
pub fn highlight(text: &str) -> String {
    let Some(line) = commands::line_of(text) else {
        return if commands::spoken(text, |_| false).is_some() { styled(text, BOLD) } else { coloured(text) };
    };
    let (name, _) = commands::split(line);
    let (head, rest) = text.split_at(text.len() - line.len() + name.len());
    let style = if commands::named_exactly(name).is_some() { BOLD } else { WRONG };
    match commands::expression_of(line) {
        Some(_) => styled(head, style) + &coloured(rest),
        None => styled(head, style) + rest,
    }
}

/// A hint, paler than what was typed.
pub fn pale(hint: &str) -> String {
    styled(hint, DIM)
}

fn coloured(text: &str) -> String {
    let mut all = String::new();
    let mut end = 0;
    for token in tokens(text) {
        all += &text[end..token.span.start];
        end = token.span.end;
        let written = &text[token.span];
        match style(token.class) {
            Some(style) => all += &styled(written, style),
            None => all += written,
        }
    }
    all + &text[end..]
}

fn style(class: TokenClass) -> Option<&'static str> {
    Some(match class {
        TokenClass::Number => "36",
        TokenClass::Function => "34",
        TokenClass::Keyword | TokenClass::Parameter => "35",
        TokenClass::String => "32",
        TokenClass::Comment => DIM,
        TokenClass::Error => WRONG,
        _ => return None,
    })
}

fn styled(text: &str, style: &str) -> String {
    format!("\x1b[{style}m{text}\x1b[0m")
}
