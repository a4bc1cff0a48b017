//! Texts as they are written: for programs that show expressions, complete them, read them line by line or translate
//! them.
//!
//! [`tokens`] cuts any text into [`Token`]s, [`Continuation`] says whether a statement goes on in the next line,
//! and [`nearest`] finds the name that was meant. A [`PlainTree`] is a whole program as plain data.
// From text to tree, inside: what was written, where, and in which shape; nothing about types.
//
// 1. `token` cuts the text into tokens (logos),
// 2. `parse` drives the grammar in `grammar/fusexpr.lalrpop` (lalrpop),
// 3. which builds the `tree`, an arena of nodes with their spans;
// 4. `rejected` says what is wrong with a text that is no program.
//
// `classify` is the tokens for programs that show a text, or that read one line by line.

pub(crate) mod classify;
pub(crate) mod operator;
pub(crate) mod parse;
pub(crate) mod plain;
mod rejected;
pub(crate) mod token;
pub(crate) mod tree;

pub(crate) use operator::Operator;
pub(crate) use parse::parse;
pub(crate) use tree::{Argument, Name, NameId, Statement, Subscript, SyntaxId, SyntaxNode, Target, Tree};

pub use crate::error::nearest;
pub use classify::{Continuation, Token, TokenClass, tokens};
pub use plain::{Form, PlainNode, PlainStatement, PlainSubscript, PlainTree};
