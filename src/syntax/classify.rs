//! Tokens for those who show a text or read one line by line: what stands where, and whether a statement goes on.
//!
//! All of it comes from the lexer that the parser uses, so that what is coloured as a number is one. Comments, which
//! the lexer skips, are found in the gaps that it leaves; a lexer that gave them as tokens would have the parser drop
//! them at each place where they may stand.

use super::token;
use super::token::{Lexeme, lexemes};
use std::iter::Peekable;
use std::ops::Range;

/// What a token is, for one who shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenClass {
    /// `42`, `0xff`, `1e-3`
    Number,
    /// A variable or constant: `x`, `pi`, `` `any text` ``
    Name,
    /// A name that is called: `sin` of `sin(x)`
    Function,
    /// The keyword of an argument: `axis` of `sum(x, axis=0)`
    Parameter,
    /// `+`, `<=`, also `=` and `+=`
    Operator,
    /// `and or not in if else True False None`
    Keyword,
    /// `"wrap"`
    String,
    /// `( ) [ ]`
    Bracket,
    /// `,`, `.`, `:`, `...`
    Punctuation,
    /// `;`, or a line break that ends a statement
    Separator,
    /// From `#` to the end of the line
    Comment,
    /// What is no token of the language.
    Error,
}

/// A piece of a program's text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Token {
    /// The bytes of the text.
    pub span: Range<usize>,
    /// What it is.
    pub class: TokenClass,
}

/// The tokens of a text, in order. Any text has tokens, also one that is no program; spaces lie between them.
///
/// ```
/// use fusexpr::syntax::{TokenClass, tokens};
///
/// let text = "y = sum(x, axis=0)  # along columns";
/// let pieces: Vec<_> = tokens(text).map(|token| (&text[token.span.clone()], token.class)).collect();
/// assert_eq!(pieces[0], ("y", TokenClass::Name));
/// assert_eq!(pieces[2], ("sum", TokenClass::Function));
/// assert_eq!(pieces[6], ("axis", TokenClass::Parameter));
/// assert_eq!(pieces[10], ("# along columns", TokenClass::Comment));
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let mut lexemes = lexemes(text).peekable();
    let mut tokens = Vec::new();
    let mut end = 0;
    while let Some(lexeme) = lexemes.next() {
        tokens.extend(comments(text, end..lexeme.range.start));
        end = lexeme.range.end;
        let class = match is_continued(text, &lexeme) {
            true => TokenClass::Punctuation,
            false => class(&lexeme, &mut lexemes),
        };
        tokens.push(Token { span: lexeme.range, class });
    }
    tokens.extend(comments(text, end..text.len()));
    tokens.into_iter()
}

/// The comments in a gap between tokens, where nothing else stands but spaces and line breaks.
fn comments(text: &str, gap: Range<usize>) -> impl Iterator<Item = Token> {
    let mut start = gap.start;
    text[gap].split_inclusive('\n').filter_map(move |line| {
        let begin = start;
        start += line.len();
        let comment = begin + line.find('#')?..begin + line.trim_end_matches('\n').len();
        Some(Token { span: comment, class: TokenClass::Comment })
    })
}

/// Whether it is a `\` at the end of a text, which asks for another line. Where there is one, the lexer takes both for
/// a space.
fn is_continued(text: &str, lexeme: &Lexeme<'_>) -> bool {
    lexeme.token.is_err() && text[lexeme.range.start..].trim_end() == "\\"
}

fn class<'s>(lexeme: &Lexeme<'s>, rest: &mut Peekable<impl Iterator<Item = Lexeme<'s>>>) -> TokenClass {
    use token::Terminal as T;
    let Ok(token) = lexeme.token else { return TokenClass::Error };
    match token {
        T::Numeral(_) => TokenClass::Number,
        T::Name(_) => match rest.peek().map(|next| &next.token) {
            Some(Ok(T::OpenParenthesis)) => TokenClass::Function,
            Some(Ok(T::Assign)) if lexeme.nesting > 0 => TokenClass::Parameter,
            _ => TokenClass::Name,
        },
        T::Quoted(_) => TokenClass::Name,
        T::Text(_) | T::Bytes(_) => TokenClass::String,
        T::Newline | T::Semicolon => TokenClass::Separator,
        T::None | T::True | T::False | T::If | T::Else | T::And | T::Or | T::Not | T::In => TokenClass::Keyword,
        T::OpenParenthesis | T::CloseParenthesis | T::OpenBracket | T::CloseBracket => TokenClass::Bracket,
        T::Comma | T::Dot | T::Colon | T::Ellipsis => TokenClass::Punctuation,
        _ => TokenClass::Operator,
    }
}

/// Whether a statement goes on in the next line, told line by line.
///
/// It does while a bracket is open, after what no expression can end with, such as an operator, and after a `\` at the
/// end of the line. A text that has a token wrong goes on nowhere: the error is there whatever follows.
///
/// ```
/// use fusexpr::syntax::Continuation;
///
/// let mut statement = Continuation::default();
/// assert!(statement.goes_on_after("y = where(x > 0,   # a bracket is open"));
/// assert!(statement.goes_on_after("          x, -x) +"));
/// assert!(statement.goes_on_after("    # nothing here"));
/// assert!(!statement.goes_on_after("    1"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Continuation {
    nesting: usize,
    is_open: bool,
    is_wrong: bool,
}

impl Continuation {
    /// Takes the next line, and says whether the statement goes on after it.
    pub fn goes_on_after(&mut self, line: &str) -> bool {
        let mut is_continued = false;
        for lexeme in lexemes(line) {
            let Ok(token) = lexeme.token else {
                is_continued = self::is_continued(line, &lexeme);
                self.is_wrong |= !is_continued;
                break;
            };
            match token {
                token::Terminal::OpenParenthesis | token::Terminal::OpenBracket => self.nesting += 1,
                token::Terminal::CloseParenthesis | token::Terminal::CloseBracket => {
                    self.nesting = self.nesting.saturating_sub(1);
                }
                _ => {}
            }
            let ends = matches!(token, token::Terminal::Newline | token::Terminal::Semicolon);
            self.is_open = !token.may_end_expression() && !ends;
        }
        !self.is_wrong && (self.nesting > 0 || self.is_open || is_continued)
    }
}
