//! From text to tree: what was written, where, and in which shape; nothing about types.
//!
//! 1. [`token`] cuts the text into tokens (logos),
//! 2. [`parse`] drives the grammar in `grammar/fusexpr.lalrpop` (lalrpop),
//! 3. which builds the [`tree`], an arena of nodes with their [spans](crate::span);
//! 4. [`rejected`] says what is wrong with a text that is no program.
//!
//! [`classify`] is the tokens for programs that show a text, or that read one line by line.

pub mod classify;
pub mod operator;
pub mod parse;
mod rejected;
pub mod token;
pub mod tree;

pub use operator::Operator;
pub use parse::parse;
pub use tree::{Argument, Name, NameId, Node, NodeId, Statement, Subscript, Target, Tree};
