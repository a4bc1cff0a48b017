//! Tokens.
//!
//! Numbers are cut out by hand in [`number`]: a regular expression that accepts exactly the good ones splits
//! `1__0` or `0x` into two tokens and blames the second; taking the longest run that was meant as a number lets
//! the message name all of it.

use crate::error::{Error, SyntaxError};
use crate::integer;
use crate::integer::{Integer, NoInteger};
use crate::span::Span;
use logos::Logos;
use std::ops::Range;

/// A token of the language, with what it carries.
#[derive(Logos, Clone, Copy, Debug, PartialEq)]
#[logos(error(SyntaxError, unexpected_character))]
#[logos(skip r"[ \t\r\f\u{a0}\u{feff}]+")]
#[logos(skip(r"#[^\n]*", allow_greedy = true))]
#[logos(skip r"\\[ \t\r\f]*\n")] // the next line goes on
#[allow(missing_docs)] // each variant is the text beside it
pub enum Terminal<'source> {
    #[regex(r"[0-9]", number)]
    #[regex(r"\.[0-9]", number)]
    Numeral(Numeral<'source>),
    #[regex(r"[\p{XID_Start}_]\p{XID_Continue}*")]
    Name(&'source str),
    #[token("`", backticks)]
    Quoted(&'source str),
    #[token("\"", text)]
    #[token("'", text)]
    Text(&'source str),
    #[token("b\"", bytes)]
    #[token("b'", bytes)]
    Bytes(&'source str),

    /// The end of a line, where a statement may end.
    #[token("\n")]
    Newline,
    #[token(";")]
    Semicolon,

    #[token("None")]
    #[token("newaxis")]
    None,
    #[token("True")]
    #[token("true")]
    True,
    #[token("False")]
    #[token("false")]
    False,
    #[token("if")]
    If,
    #[token("else")]
    Else,
    #[token("and")]
    And,
    #[token("or")]
    Or,
    #[token("not")]
    Not,
    #[token("in")]
    In,

    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("//")]
    DoubleSlash,
    #[token("%")]
    Percent,
    #[token("**")]
    DoubleStar,
    #[token("<<")]
    ShiftLeft,
    #[token(">>")]
    ShiftRight,
    #[token("&")]
    Ampersand,
    #[token("|")]
    Bar,
    #[token("^")]
    Caret,
    #[token("~")]
    Tilde,
    #[token("<")]
    Less,
    #[token("<=")]
    LessEqual,
    #[token(">")]
    Greater,
    #[token(">=")]
    GreaterEqual,
    #[token("==")]
    Equal,
    #[token("!=")]
    NotEqual,
    #[token("=")]
    Assign,
    #[token("+=")]
    PlusAssign,
    #[token("-=")]
    MinusAssign,
    #[token("*=")]
    StarAssign,
    #[token("/=")]
    SlashAssign,
    #[token("//=")]
    DoubleSlashAssign,
    #[token("%=")]
    PercentAssign,
    #[token("**=")]
    DoubleStarAssign,
    #[token("&=")]
    AmpersandAssign,
    #[token("|=")]
    BarAssign,
    #[token("^=")]
    CaretAssign,
    #[token("<<=")]
    ShiftLeftAssign,
    #[token(">>=")]
    ShiftRightAssign,
    #[token("(")]
    OpenParenthesis,
    #[token(")")]
    CloseParenthesis,
    #[token("[")]
    OpenBracket,
    #[token("]")]
    CloseBracket,
    #[token(",")]
    Comma,
    #[token(".")]
    Dot,
    #[token(":")]
    Colon,
    #[token("...")]
    Ellipsis,
}

impl Terminal<'_> {
    /// Whether an expression may end with it. After anything else a line break is no more than a space.
    pub fn may_end_expression(self) -> bool {
        use Terminal::*;
        matches!(
            self,
            Numeral(_)
                | Name(_)
                | Quoted(_)
                | Text(_)
                | Bytes(_)
                | None
                | True
                | False
                | CloseParenthesis
                | CloseBracket
        )
    }
}

fn unexpected_character<'source>(lexer: &mut logos::Lexer<'source, Terminal<'source>>) -> SyntaxError {
    let character = lexer.slice().chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
    SyntaxError::UnexpectedCharacter { character }
}

/// The value of a numeric literal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Numeral<'source> {
    /// `42`, `0xff`, of a size that is allowed
    Integer(&'source str),
    /// `1.5`, `1e3`
    Float(f64),
    /// `2j`
    Imaginary(f64),
}

/// Takes all that was meant as a number and reads it.
fn number<'source>(lexer: &mut logos::Lexer<'source, Terminal<'source>>) -> Result<Numeral<'source>, SyntaxError> {
    let rest = &lexer.source().as_bytes()[lexer.span().start..];
    let based = rest.len() > 1 && rest[0] == b'0' && rest[1].is_ascii_alphabetic();
    let mut end = lexer.slice().len();
    while let Some(&byte) = rest.get(end) {
        let signed_exponent = matches!(byte, b'+' | b'-')
            && matches!(rest[end - 1], b'e' | b'E')
            && !(based && matches!(rest[1], b'x' | b'X'));
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') || signed_exponent) {
            break;
        }
        end += 1;
    }
    lexer.bump(end - lexer.slice().len());
    read_number(lexer.slice())
}

fn read_number(text: &str) -> Result<Numeral<'_>, SyntaxError> {
    let malformed = || SyntaxError::MalformedNumber { text: text.to_owned() };
    let bytes = text.as_bytes();
    // An underscore stands between two digits (or after the base prefix), as in Python.
    let stray_underscore = bytes.iter().enumerate().any(|(i, &b)| {
        let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_hexdigit);
        b == b'_' && !((digit(i - 1) || i == 2) && digit(i + 1))
    });
    if stray_underscore {
        return Err(malformed());
    }
    let digits = text.replace('_', "");
    if let Some(read) = integer(text) {
        let leading_zeros = digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        return match read {
            Ok(value) if leading_zeros && !value.is_zero() => Err(malformed()),
            Ok(_) => Ok(Numeral::Integer(text)),
            Err(_) => Err(SyntaxError::IntegerTooLarge { text: text.to_owned() }),
        };
    }
    if radix(&digits) != 10 {
        return Err(malformed());
    }
    let (digits, imaginary) = match digits.strip_suffix(['j', 'J']) {
        Some(digits) => (digits, true),
        None => (&digits[..], false),
    };
    // Rust's reader also takes "inf" and "nan"; a number token never starts with a letter.
    let value = digits.parse().map_err(|_| malformed())?;
    Ok(if imaginary { Numeral::Imaginary(value) } else { Numeral::Float(value) })
}

/// The base of a literal, by its first characters.
fn radix(digits: &str) -> u32 {
    match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 10,
    }
}

/// The value of a literal, if it is one of an integer.
pub fn integer(text: &str) -> Option<Result<Integer, NoInteger>> {
    let digits = text.replace('_', "");
    let radix = radix(&digits);
    integer::parse(if radix == 10 { &digits } else { &digits[2..] }, radix)
}

/// Takes a name in backticks, to the closing one.
fn backticks<'source>(lexer: &mut logos::Lexer<'source, Terminal<'source>>) -> Result<&'source str, SyntaxError> {
    let rest = lexer.remainder();
    match rest.find('`') {
        Some(0) => {
            lexer.bump(1);
            Err(SyntaxError::EmptyName)
        }
        Some(end) => {
            lexer.bump(end + 1);
            Ok(&rest[..end])
        }
        None => Err(SyntaxError::UnclosedBacktick),
    }
}

/// Takes a text in quotes, to the closing one on the same line.
fn text<'source>(lexer: &mut logos::Lexer<'source, Terminal<'source>>) -> Result<&'source str, SyntaxError> {
    let quote = lexer.slice().chars().next_back().unwrap_or('"');
    let rest = lexer.remainder();
    match rest.find([quote, '\n']) {
        Some(end) if rest[end..].starts_with(quote) => {
            lexer.bump(end + 1);
            Ok(&rest[..end])
        }
        _ => Err(SyntaxError::UnclosedText),
    }
}

/// Takes a text of bytes, which stands for its ASCII characters.
fn bytes<'source>(lexer: &mut logos::Lexer<'source, Terminal<'source>>) -> Result<&'source str, SyntaxError> {
    match text(lexer)? {
        ascii if ascii.is_ascii() => Ok(ascii),
        _ => Err(SyntaxError::NotAscii),
    }
}

/// Brackets nested deeper than this are refused.
pub const MAX_NESTING: usize = 500;

/// A token, or what is wrong with the text in its place.
pub struct Lexeme<'source> {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub token: Result<Terminal<'source>, SyntaxError>,
    /// Brackets that are open after it.
    pub nesting: usize,
}

/// The lexemes of `source`.
///
/// A line break is one where a statement may end: outside of brackets, and after what may end an expression.
pub fn lexemes(source: &str) -> impl Iterator<Item = Lexeme<'_>> {
    let mut nesting = 0_usize;
    let mut may_end = false;
    Terminal::lexer(source).spanned().filter_map(move |(token, range)| {
        match token {
            Ok(Terminal::OpenParenthesis | Terminal::OpenBracket) => nesting += 1,
            Ok(Terminal::CloseParenthesis | Terminal::CloseBracket) => nesting = nesting.saturating_sub(1),
            Ok(Terminal::Newline) if nesting > 0 || !may_end => return None,
            _ => {}
        }
        if let Ok(token) = token {
            may_end = token.may_end_expression();
        }
        Some(Lexeme { range, token, nesting })
    })
}

/// The tokens of `source` with their places, as the generated parser takes them.
pub fn tokens(source: &str) -> impl Iterator<Item = Result<(usize, Terminal<'_>, usize), Error>> {
    lexemes(source).map(|Lexeme { range, token, nesting }| {
        let span = Span::new(range.start, range.end);
        if nesting > MAX_NESTING {
            return Err(Error::syntax(SyntaxError::NestingTooDeep, span));
        }
        token.map(|token| (range.start, token, range.end)).map_err(|kind| Error::syntax(kind, span))
    })
}
