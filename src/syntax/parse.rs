//! Runs the generated parser, and refuses what is too large.

use super::rejected::{IsFunction, rejected};
use super::token::tokens;
use crate::error::{Error, SyntaxError};
use crate::span::Span;
use crate::syntax::Tree;

#[allow(clippy::all, clippy::pedantic, missing_docs, unused, unreachable_pub)]
mod grammar {
    include!(concat!(env!("OUT_DIR"), "/fusexpr.rs"));
}

/// Longer sources are refused.
pub const MAX_SOURCE: usize = 1 << 20;
/// Larger trees are refused.
pub const MAX_NODES: usize = 1_000_000;

/// Parses a program. Which words are functions is asked only where it is none, to say what may have been meant.
pub fn parse(source: &str, is_function: IsFunction) -> Result<Tree, Error> {
    if source.len() > MAX_SOURCE {
        return Err(Error::syntax(SyntaxError::SourceTooLong { length: source.len() }, Span::new(0, 0)));
    }
    let mut tree = Tree::default();
    grammar::ProgramParser::new()
        .parse(&mut tree, tokens(source))
        .map_err(|error| rejected(source, is_function, error))?;
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
            "assign it to a name; an expression goes on over a line break after an operator, in brackets, or after `\\`",
        )),
        None => Ok(()),
    }
}
