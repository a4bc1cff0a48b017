//! Why a text was rejected: turns what the lexer and the parser say into a message about what the user typed.
//!
//! The parser knows the token that it could not take and which it would have taken. What was meant shows in the tokens
//! around it, so those before it are read once more, and signs and words of other languages are looked up in
//! [`foreign`](crate::error::foreign).

use super::token::{Terminal, tokens};
use crate::error::foreign::{infix_word, prefix_word, sign_at, statement_word};
use crate::error::{Error, ErrorKind, SyntaxError};
use crate::span::Span;
use lalrpop_util::ParseError;

/// Whether a word is the name of a function. The functions are those of later stages, which this one does not know.
pub type IsFunction = fn(&str) -> bool;

/// The error for what the generated parser refused.
pub fn rejected(source: &str, is_function: IsFunction, error: ParseError<usize, Terminal<'_>, Error>) -> Error {
    match error {
        ParseError::User { error } => unreadable(source, is_function, error),
        ParseError::UnrecognizedEof { expected, .. } => ended(source, is_function, &expected),
        ParseError::UnrecognizedToken { token, expected } => unexpected(source, is_function, token, &expected),
        ParseError::ExtraToken { token } => unexpected(source, is_function, token, &[]),
        ParseError::InvalidToken { location } => {
            unexpected(source, is_function, (location, Terminal::Comma, location), &[])
        }
    }
}

const VALUE: &str = "a value";
const OPERATOR: &str = "an operator";
const ELSE: &str = "`else`";
const LIST: &str = "a list of values in brackets";

/// A phrase for what could have stood at the place of the error.
///
/// The parser lists token names; whether an operand may start there is all that a person needs to know, and that a
/// choice wants its `else`, where what was found ends the choice.
fn expectation(expected: &[String], found: Option<Terminal<'_>>) -> &'static str {
    let may_stand = |token: &str| expected.iter().any(|expected| expected.trim_matches('"') == token);
    match found {
        _ if may_stand("number") => VALUE,
        _ if may_stand("[") && !may_stand("+") => LIST,
        None | Some(Terminal::Newline | Terminal::Semicolon | Terminal::Comma | Terminal::Colon)
            if may_stand("else") =>
        {
            ELSE
        }
        Some(Terminal::CloseParenthesis | Terminal::CloseBracket) if may_stand("else") => ELSE,
        _ => OPERATOR,
    }
}

/// Where a token begins, and the token.
type Placed<'s> = (usize, Terminal<'s>);

/// The tokens before a place.
struct Before<'s> {
    is_function: IsFunction,
    /// Those of the statement's beginning, up to two.
    first: [Option<Placed<'s>>; 2],
    /// Those before the place, the nearest first.
    last: [Option<Placed<'s>>; 3],
    /// The brackets that are open there.
    open: Vec<(usize, char)>,
}

impl<'s> Before<'s> {
    fn place(source: &'s str, is_function: IsFunction, end: usize) -> Self {
        let mut before = Self { is_function, first: [None; 2], last: [None; 3], open: Vec::new() };
        for (start, token, _) in tokens(source).map_while(Result::ok).take_while(|(start, ..)| *start < end) {
            match token {
                Terminal::OpenParenthesis => before.open.push((start, '(')),
                Terminal::OpenBracket => before.open.push((start, '[')),
                Terminal::CloseParenthesis | Terminal::CloseBracket => {
                    before.open.pop();
                }
                _ => {}
            }
            if let Terminal::Newline | Terminal::Semicolon = token {
                before.first = [None; 2];
            } else if let Some(place) = before.first.iter_mut().find(|place| place.is_none()) {
                *place = Some((start, token));
            }
            before.last = [Some((start, token)), before.last[0], before.last[1]];
        }
        before
    }

    /// The token just before the place.
    fn previous(&self) -> Option<Terminal<'s>> {
        self.last[0].map(|(_, token)| token)
    }

    /// The error for a word of another language that the statement begins with, if it goes on as a statement there.
    fn statement_word(&self, (start, found): Placed<'s>) -> Option<Error> {
        let [first, second] = self.first;
        let (place, word) = match (first, found) {
            (Some((place, Terminal::Name(word))), _) => (place, word),
            (None, Terminal::If) => (start, "if"),
            (None, Terminal::Else) => (start, "else"),
            _ => return None,
        };
        let next = second.map_or(found, |(_, token)| token);
        let goes_on =
            starts_operand(next) || matches!(next, Terminal::Colon | Terminal::Star | Terminal::If | Terminal::Not);
        let is_call = matches!(next, Terminal::OpenParenthesis) && (self.is_function)(word);
        let help = statement_word(word).filter(|_| first.is_none() || goes_on && !is_call)?;
        Some(absent(format!("statement `{word}`"), name_span(place, word), help))
    }
}

fn name_span(start: usize, name: &str) -> Span {
    Span::new(start, start + name.len())
}

/// Whether it is the first token of a value.
fn starts_operand(token: Terminal<'_>) -> bool {
    use Terminal::*;
    matches!(token, Numeral(_) | Name(_) | Quoted(_) | Text(_) | Bytes(_) | OpenParenthesis | True | False | None)
}

fn absent(what: impl Into<String>, span: Span, help: impl Into<String>) -> Error {
    Error::syntax(SyntaxError::Absent { what: what.into() }, span).with_help(help)
}

/// The error for a sign of another language that the byte `at` belongs to, if it does.
fn foreign_sign(source: &str, at: usize) -> Option<Error> {
    let (range, help) = sign_at(source, at)?;
    let sign = source[range.clone()].escape_debug().to_string();
    Some(absent(format!("`{}`", sign.replace("\\\\", "\\")), Span::new(range.start, range.end), help))
}

/// What the lexer refused.
fn unreadable(source: &str, is_function: IsFunction, error: Error) -> Error {
    let (ErrorKind::Syntax(kind), Some(place)) = (error.kind(), error.span()) else { return error };
    match kind {
        SyntaxError::UnexpectedCharacter { .. } => foreign_sign(source, place.start).unwrap_or(error),
        SyntaxError::MalformedNumber { .. } => match number_help(&source[place], is_function) {
            Some(help) => error.with_help(help),
            None => error,
        },
        SyntaxError::UnclosedText if source[..place.start].ends_with(|c: char| c.is_alphanumeric() || c == ')') => {
            error.with_help("a transpose is made in the calling program, and a derivative has a name without `'`")
        }
        _ => error,
    }
}

/// What was meant by something that begins as a number does.
fn number_help(text: &str, is_function: IsFunction) -> Option<String> {
    let letters = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '_'));
    let digits = &text[..text.len() - letters.len()];
    if letters.is_empty() && digits.starts_with('0') && !digits.contains('.') {
        return Some("an integer begins with no 0; octal numbers are written `0o17`".to_owned());
    }
    if let Some((start, stop)) = digits.split_once("..").filter(|_| letters.is_empty()) {
        let stop = stop.trim_start_matches('.');
        return Some(format!("numbers in a row are `arange({start}, {stop})`; a slice is written `x[{start}:{stop}]`"));
    }
    let exponent = letters.strip_prefix(['d', 'D']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(exponent) = exponent.filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())) {
        return Some(format!("an exponent is written with `e`, `{digits}e{exponent}`"));
    }
    if letters.is_empty() || text.starts_with('0') && !digits.contains('.') {
        return None;
    }
    Some(match letters {
        "i" | "I" => format!("the imaginary unit is written `{digits}j`; to multiply, write `{digits}*{letters}`"),
        "f" | "F" => suffix(digits, letters, "f32"),
        "d" | "D" => suffix(digits, letters, "f64"),
        "l" | "L" | "ll" | "LL" | "n" => suffix(digits, letters, "i64"),
        "u" | "U" | "ul" | "UL" | "ull" | "ULL" => suffix(digits, letters, "u64"),
        "e" | "E" => format!("the exponent is missing, `{digits}e3`"),
        function if is_function(function) => format!("to multiply, write `{digits}*{function}(…)`"),
        _ => format!("to multiply, write `{digits}*{letters}`"),
    })
}

/// The help for what may be a type's suffix to a number, or a factor.
fn suffix(digits: &str, letters: &str, dtype: &str) -> String {
    format!("to multiply, write `{digits}*{letters}`; the type of a number is given by `{dtype}({digits})`")
}

/// A text that ends too soon.
fn ended(source: &str, is_function: IsFunction, expected: &[String]) -> Error {
    let end = source.trim_end().len();
    let before = Before::place(source, is_function, source.len());
    if let Some(&(at, bracket)) = before.open.last() {
        return Error::syntax(SyntaxError::UnclosedBracket { bracket }, Span::new(at, at + 1));
    }
    if end == 0 || before.last[0].is_none() {
        return Error::syntax(SyntaxError::Empty, Span::new(0, 0));
    }
    if let Some(sign) = sign_before(source, end) {
        return sign;
    }
    let expected = expectation(expected, None);
    let error = Error::syntax(SyntaxError::UnexpectedEnd { expected }, Span::new(source.len(), source.len()));
    match (before.previous(), expected) {
        (_, ELSE) => error.with_help(CHOICE),
        (Some(Terminal::Percent), _) => error.with_help("a part of a hundred is written `x/100`"),
        _ => error,
    }
}

const CHOICE: &str = "a choice has both values: `x if m else y`";

/// The error for a sign that ends at this byte.
fn sign_before(source: &str, end: usize) -> Option<Error> {
    let last = source[..end].char_indices().next_back()?.0;
    foreign_sign(source, last)
}

/// A token that cannot stand where it stands.
fn unexpected(
    source: &str,
    is_function: IsFunction,
    (start, token, end): (usize, Terminal<'_>, usize),
    expected: &[String],
) -> Error {
    let span = Span::new(start, end);
    let before = Before::place(source, is_function, start);
    let begins_line = source[..start].trim_end_matches([' ', '\t']).ends_with('\n');
    if let (true, Some(&(at, bracket))) = (begins_line, before.open.last()) {
        return Error::syntax(SyntaxError::UnclosedBracket { bracket }, Span::new(at, at + 1));
    }
    let expected = expectation(expected, Some(token));
    let ends_value = expected == VALUE && matches!(token, Terminal::Semicolon | Terminal::CloseParenthesis);
    let sign_before = || sign_before(source, source[..start].trim_end().len()).filter(|_| ends_value);
    if let Some(sign) = foreign_sign(source, start).or_else(sign_before) {
        return sign;
    }
    let meant = before.statement_word((start, token)).or_else(|| foreign_word(&before, (start, token), expected));
    if let Some(error) = meant {
        return error;
    }
    let text = source[start..end].to_owned();
    let error = Error::syntax(SyntaxError::UnexpectedToken { text, expected }, span);
    match advice(source, &before, (start, token, end), expected) {
        Some(help) => error.with_help(help),
        None => error,
    }
}

/// A word between operands, or before one, that other languages have.
fn foreign_word(before: &Before<'_>, (start, token): Placed<'_>, expected: &'static str) -> Option<Error> {
    let (start, word, help) = match (token, before.last[0]) {
        _ if expected == VALUE => return None,
        (Terminal::Name(word), _) if infix_word(word).is_some() => (start, word, infix_word(word)?),
        (_, Some((place, Terminal::Name(word)))) if starts_operand(token) => (place, word, prefix_word(word)?),
        _ => return None,
    };
    Some(absent(format!("`{word}`"), name_span(start, word), help))
}

/// What helps where a token cannot stand.
fn advice(
    source: &str,
    before: &Before<'_>,
    (start, token, end): (usize, Terminal<'_>, usize),
    expected: &'static str,
) -> Option<String> {
    let is_number = |token| matches!(token, Some(Terminal::Numeral(_)));
    let help = match (token, before.previous()) {
        _ if expected == ELSE => CHOICE,
        (Terminal::Assign, _) => "`==` compares; a statement assigns to one name, `name = …`",
        (_, Some(Terminal::In)) if expected == LIST => {
            "the values are listed, `x in (1, 2)`; what is within bounds is found by `1 <= x < 3`"
        }
        (Terminal::CloseParenthesis | Terminal::CloseBracket, _) if expected == OPERATOR => {
            "this bracket closes nothing"
        }
        (Terminal::DoubleSlash | Terminal::Percent, _) if before.first[0].is_none() => "a comment begins with `#`",
        (Terminal::OpenParenthesis, Some(Terminal::CloseParenthesis | Terminal::CloseBracket)) => {
            "to multiply, write `*`; elements are taken by `[` and `]`"
        }
        (Terminal::None, Some(Terminal::Equal | Terminal::NotEqual)) => {
            "missing values are NaN, and found by `isnan(x)`"
        }
        (Terminal::Comma, previous)
            if is_number(previous) && source[end..].starts_with(|c: char| c.is_ascii_digit()) =>
        {
            "the decimal sign is a point, `1.5`, and thousands are separated by `_` or not at all, `1_000`"
        }
        (Terminal::Comma, _) if expected == OPERATOR => {
            "commas stand between arguments and indices; statements are separated by `;` or line breaks"
        }
        (Terminal::Colon, _) => "`:` stands in slices, `x[1:3]`; numbers in a row are `arange(1, 3)`",
        (_, Some(Terminal::Name(name)))
            if starts_operand(token) && (before.is_function)(name) && token != Terminal::OpenParenthesis =>
        {
            return Some(format!("functions are called with brackets: `{name}({})`", &source[start..end]));
        }
        _ if starts_operand(token) && expected == OPERATOR => "to multiply, write `*`",
        _ => return None,
    };
    Some(help.to_owned())
}
