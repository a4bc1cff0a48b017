//! The public face: a parsed expression, and the functions that need none.
//!
//! [`Expr`] is parsed once and keeps the programs compiled from it, one for each combination of operand types;
//! [`evaluate`], [`evaluate_in_place`] and [`eval`] take the text and find the expression in a shared [`cache`].
//!
//! 1. [`expr`] is what can be asked of a parsed expression, [`evaluation`] the ways to evaluate it;
//! 2. [`resolve`] matches names with operands and outputs, [`unknown`] says what is wrong with those that match
//!    nothing;
//! 3. [`call`] finds the program among those that are kept ([`programs`]) or compiles it, binds the arrays to it and
//!    runs it;
//! 4. [`new_outputs`] makes arrays for outputs; [`stream`] evaluates what is larger than memory.
//!
//! [`inspect`](crate::inspect) stands on all of this: what explains or measures a program resolves its names and gets
//! the program as an evaluation does.

mod cache;
mod call;
mod describe;
mod evaluation;
mod expr;
mod new_outputs;
mod programs;
mod resolve;
mod stream;
mod unknown;

pub use cache::{eval, evaluate, evaluate_in_place, run};
pub(crate) use call::Workspace;
pub use expr::Expr;
pub(crate) use new_outputs::any_zeros;
pub(crate) use resolve::{Names, RESULT, Request, Targets};
pub use stream::Stream;
pub(crate) use stream::imagined;
