//! Runs the generated parser and turns what it rejects into a message about what the user typed.

use super::token::{Token, shorten, tokens};
use super::{Span, Tree};
use crate::error::{Error, SyntaxError};
use lalrpop_util::ParseError;

#[allow(clippy::all, clippy::pedantic, missing_docs, unused, unreachable_pub)]
mod grammar {
    include!(concat!(env!("OUT_DIR"), "/fusexpr.rs"));
}

/// Longer sources are refused.
pub const MAX_SOURCE: usize = 1 << 20;
/// Larger trees are refused.
pub const MAX_NODES: usize = 1_000_000;

/// Parses a program.
pub fn parse(source: &str) -> Result<Tree, Error> {
    if source.len() > MAX_SOURCE {
        return Err(Error::syntax(SyntaxError::SourceTooLong { length: source.len() }, Span::new(0, 0)));
    }
    let mut tree = Tree::default();
    grammar::ProgramParser::new().parse(&mut tree, tokens(source)).map_err(|error| explain(source, error))?;
    if tree.len() > MAX_NODES {
        return Err(Error::syntax(SyntaxError::TooManyNodes { nodes: tree.len() }, Span::new(0, 0)));
    }
    check_results(&tree)?;
    Ok(tree)
}

/// There are statements, and only the last one may be an expression alone.
fn check_results(tree: &Tree) -> Result<(), Error> {
    let mut statements = tree.statements().iter().rev();
    if statements.next().is_none() {
        return Err(Error::syntax(SyntaxError::Empty, Span::new(0, 0)));
    }
    match statements.find(|statement| statement.target.is_none()) {
        Some(lost) => Err(Error::syntax(SyntaxError::LostValue, lost.span).with_help(
            "assign it to a name; an expression goes on over a line break after an operator or in brackets",
        )),
        None => Ok(()),
    }
}

/// Where the innermost bracket stands that is still open at `end`.
fn open_bracket(source: &str, end: usize) -> Option<(usize, char)> {
    let mut open = Vec::new();
    for (start, token, _) in tokens(source).map_while(Result::ok).take_while(|(start, ..)| *start < end) {
        match token {
            Token::OpenParenthesis => open.push((start, '(')),
            Token::OpenBracket => open.push((start, '[')),
            Token::CloseParenthesis | Token::CloseBracket => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

/// A phrase for what could have stood at the place of the error.
///
/// The parser lists token names; whether an operand may start there is all that a person needs to know.
fn expectation(expected: &[String]) -> &'static str {
    if expected.iter().any(|token| token == "number") { "a value" } else { "an operator" }
}

fn explain(source: &str, error: ParseError<usize, Token<'_>, Error>) -> Error {
    match error {
        ParseError::User { error } => error,
        ParseError::UnrecognizedEof { expected, .. } => {
            let end = source.trim_end().len();
            match open_bracket(source, source.len()) {
                Some((at, bracket)) => Error::syntax(SyntaxError::UnclosedBracket { bracket }, Span::new(at, at + 1)),
                None if end == 0 => Error::syntax(SyntaxError::Empty, Span::new(0, 0)),
                None => {
                    let expected = expectation(&expected);
                    Error::syntax(SyntaxError::UnexpectedEnd { expected }, Span::new(source.len(), source.len()))
                }
            }
        }
        ParseError::UnrecognizedToken { token: (start, token, end), expected } => {
            unexpected(source, start, token, end, expectation(&expected))
        }
        ParseError::InvalidToken { location } => unexpected(source, location, Token::Comma, location, "a value"),
        ParseError::ExtraToken { token: (start, token, end) } => unexpected(source, start, token, end, "an operator"),
    }
}

fn unexpected(source: &str, start: usize, token: Token<'_>, end: usize, expected: &'static str) -> Error {
    let span = Span::new(start, end);
    let begins_line = source[..start].trim_end_matches([' ', '\t']).ends_with('\n');
    if let (true, Some((at, bracket))) = (begins_line, open_bracket(source, start)) {
        return Error::syntax(SyntaxError::UnclosedBracket { bracket }, Span::new(at, at + 1));
    }
    let text = shorten(&source[start..end]);
    let error = Error::syntax(SyntaxError::UnexpectedToken { text, expected }, span);
    match (token, expected) {
        (Token::Assign, _) => error.with_help("`==` compares; a statement assigns to one name, `name = …`"),
        (Token::CloseParenthesis | Token::CloseBracket, "an operator") => {
            error.with_help("this bracket closes nothing")
        }
        (Token::Star, "a value") if source[..start].ends_with('*') => error.with_help("a power is written `**`"),
        (Token::And, "a value") | (Token::Ampersand, "a value") if source[..start].ends_with('&') => {
            error.with_help("a logical and is written `and` (or `&` between bool arrays)")
        }
        (Token::Bar, "a value") if source[..start].ends_with('|') => {
            error.with_help("a logical or is written `or` (or `|` between bool arrays)")
        }
        (Token::Number(_) | Token::Name(_) | Token::Quoted(_) | Token::OpenParenthesis, "an operator") => {
            error.with_help("to multiply, write `*`")
        }
        _ => error,
    }
}
