//! **The one table of operations** and the machinery that turns its rows into kernels.
//!
//! - [`rows`] has the rows: names, documentation, types, properties, promised accuracy, body;
//! - [`op`] numbers them; [`operation`] is what a row says; [`declare`] makes bodies and kernels of rows, in [`table`];
//!   [`lookup`] finds them by name, and answers what is asked of an operation; [`reference`] is the table as users see
//!   it;
//! - [`domain`] says which types an operation computes in, [`number`] holds the bodies that differ between element
//!   types;
//! - [`kernel`] makes loops out of bodies, one for each [level](crate::level); [`call`] calls one on single values;
//! - [`exact`] is what operations do to integers of any size, which have no type yet;
//! - [`fold`] is the table of what reductions fold by; [`lanes`] adds up blocks, [`moments`] makes of them what a
//!   variance is made of.
//!
//! Everything that depends on an operation is derived from its row: look-up and suggestions, type rules, kernels,
//! constant folding, the disassembler, the reference page, the conformance tests.

#[cfg(all(test, target_arch = "x86_64"))]
mod assembly;
pub mod call;
#[macro_use]
mod declare;
pub mod domain;
pub mod exact;
pub mod fold;
pub mod kernel;
pub mod lanes;
mod lookup;
pub mod moments;
pub mod number;
mod op;
pub mod operation;
pub mod reference;
mod rows;
pub mod table;

pub use call::call_once;
pub use domain::Domain;
pub use exact::{Exact, ExactBody};
pub use fold::Fold;
pub use kernel::{FOLDED_BLOCK, FoldKernels, Kernel, MAX_OPERANDS, MOST_LEAVES, Operands, Scalars};
pub use lanes::FOLD_LANES;
pub use lookup::{conversion_named, function_names, operation_fused, operation_named};
pub use moments::Moments;
pub use op::Op;
pub use operation::Fusion;
pub use reference::{Operation, operations};
