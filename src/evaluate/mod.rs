//! The public face: a parsed expression, and the functions that need none.
//!
//! [`Expr`] is parsed once and keeps the programs compiled from it, one for each combination of operand types;
//! [`evaluate`], [`evaluate_in_place`] and [`eval`] take the text and find the expression in a shared [`cache`].
//! [`resolve`] matches names with operands and outputs, [`new_outputs`] makes arrays for outputs; [`stream`] evaluates what
//! is larger than memory.

mod cache;
mod expr;
mod new_outputs;
mod resolve;
mod stream;

pub use cache::{eval, evaluate, evaluate_in_place, run};
pub use expr::Expr;
pub(crate) use new_outputs::any_zeros;
pub(crate) use resolve::{RESULT, level, type_of, unknown_variable, with_called_variable};
