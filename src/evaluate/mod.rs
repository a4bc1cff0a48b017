//! The public face: a parsed expression, and the functions that need none.
//!
//! [`Expr`] is parsed once and keeps the programs compiled from it, one for each combination of operand types;
//! [`evaluate`], [`evaluate_in_place`] and [`eval`] take the text and find the expression in a shared [`cache`].
//! [`resolve`] matches names with operands and outputs, [`made`] makes arrays for outputs, [`explain`] shows what became of
//! an expression, [`profile`] measures where its time goes; both also as [`json`].
//! [`stream`] evaluates what is larger than memory.

mod cache;
mod explain;
mod expr;
mod json;
mod made;
mod profile;
mod resolve;
mod stream;

pub use cache::{eval, evaluate, evaluate_in_place, run};
pub use explain::{Explanation, Spec};
pub use expr::Expr;
pub use profile::Profile;
