//! Looks into expressions: what becomes of one, where its time goes, and what types its results have.
//!
//! [`Expr::explain`](crate::Expr::explain) gives an [`Explanation`], [`Expr::profile`](crate::Expr::profile) a
//! [`Profile`]; both can be printed and given to tools as JSON. A [`PassCode`] is the machine code of an explained pass. [`Expr::result_types`](crate::Expr::result_types) tells
//! types and shapes alone. A [`Spec`] is an operand without its elements, [`Updates`] says what becomes of operands
//! that are assigned to.

mod explain;
mod expr;
mod inferred;
mod json;
mod profile;
mod spec;

pub use explain::{Explanation, LoopCode, PassCode};
pub use profile::Profile;
pub use spec::{Spec, Updates};
