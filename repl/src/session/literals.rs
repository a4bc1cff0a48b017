//! Which values stay weak from one piece to the next.
//!
//! Within a program the library keeps a number weak that is made of literals and operators: with `c = 2.5` the product
//! `c * x` has the type of `x`. A session keeps it so across programs, by the same rule read off the tokens: no
//! function, no part of an array, no name but of such numbers. Asking inference would tell it too, but for outputs
//! alone and after compiling once more.

use fusexpr::syntax::{Token, TokenClass, tokens};
use std::collections::HashMap;

/// The names of mathematical constants, weak wherever no variable has the name.
pub const CONSTANTS: [&str; 5] = ["pi", "e", "tau", "inf", "nan"];

/// Where a value is from.
#[derive(Clone, Copy)]
pub struct Origin<'t> {
    /// The statement.
    pub statement: &'t str,
    /// Whether the value is made of literals.
    pub is_literal: bool,
}

/// For each name that statements assign to, where its value is from; under `None` that of a final expression.
/// `is_number` tells of a name that has a value before them whether that is made of literals.
pub fn origins<'t>(text: &'t str, is_number: impl Fn(&str) -> Option<bool>) -> HashMap<Option<&'t str>, Origin<'t>> {
    let all: Vec<Token> = tokens(text).filter(|token| token.class != TokenClass::Comment).collect();
    let mut known: HashMap<Option<&str>, Origin<'_>> = HashMap::new();
    for statement in all.split(|token| token.class == TokenClass::Separator) {
        let (Some(first), Some(last)) = (statement.first(), statement.last()) else { continue };
        let (target, value) = match assignment(text, statement) {
            Some((1, "=")) => (Some(name(text, first)), &statement[2..]),
            // `n += 1` reads the target, and the part of an array is no literal.
            Some(_) => (Some(name(text, first)), statement),
            None => (None, statement),
        };
        let is_literal = value.iter().all(|token| match token.class {
            TokenClass::Number | TokenClass::Operator => true,
            TokenClass::Bracket => ["(", ")"].contains(&&text[token.span.clone()]),
            TokenClass::Keyword => !["if", "else", "None"].contains(&&text[token.span.clone()]),
            TokenClass::Name => {
                let name = name(text, token);
                let bound = known.get(&Some(name)).map(|origin| origin.is_literal);
                bound.or_else(|| is_number(name)).unwrap_or(CONSTANTS.contains(&name))
            }
            _ => false,
        });
        let statement = &text[first.span.start..last.span.end];
        known.insert(target, Origin { statement, is_literal });
    }
    known
}

/// Where the operator of an assignment stands, and which.
fn assignment<'t>(text: &'t str, statement: &[Token]) -> Option<(usize, &'t str)> {
    let mut depth = 0;
    for (i, token) in statement.iter().enumerate() {
        let written = &text[token.span.clone()];
        match token.class {
            TokenClass::Bracket if ["(", "["].contains(&written) => depth += 1,
            TokenClass::Bracket => depth -= 1,
            TokenClass::Operator if depth == 0 && is_assignment(written) => return Some((i, written)),
            _ => {}
        }
    }
    None
}

fn is_assignment(operator: &str) -> bool {
    operator.ends_with('=') && !["==", "!=", "<=", ">="].contains(&operator)
}

/// The name that a token is.
fn name<'t>(text: &'t str, token: &Token) -> &'t str {
    text[token.span.clone()].trim_matches('`')
}
