//! What the benches share.
//!
//! [`cases`] is the table of expressions, each with the two programs it competes with; [`contest`] runs the three over
//! the same memory and compares their answers; [`paged`] is how arrays lie; [`mode`] says whether this is a quick run.
//! What only some of them use, such as `rounds`, is not a part of this module.

pub mod cases;
pub mod contest;
pub mod mode;
pub mod paged;
