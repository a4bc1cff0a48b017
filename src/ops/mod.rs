//! **The one table of operations** and the machinery that turns its rows into kernels.
//!
//! - [`table`] holds the rows: names, documentation, types, properties, promised accuracy, body;
//! - [`declare`] makes variants, bodies and kernels of them;
//! - [`operation`] is what a row can be asked, and the look-up by name;
//! - [`domain`] says which types an operation computes in;
//! - [`exact`] is what operations do to integers of any size, which have no type yet;
//! - [`number`] holds the bodies that differ between element types;
//! - [`fold`] is what reductions fold by;
//! - [`reference`] is the table as users see it;
//! - [`lanes`] adds up blocks, [`moments`] makes of them what a variance is made of;
//! - [`kernel`] makes loops out of bodies, one for each [level](crate::level).
//!
//! Everything that depends on an operation is derived from its row: look-up and suggestions, type rules, kernels,
//! constant folding, the disassembler, the reference page, the conformance tests.

#[cfg(all(test, target_arch = "x86_64"))]
mod assembly;
#[macro_use]
mod declare;
pub mod domain;
pub mod exact;
pub mod fold;
pub mod kernel;
pub mod lanes;
pub mod moments;
pub mod number;
pub mod operation;
pub mod reference;
pub mod table;

pub use domain::Domain;
pub use exact::{Exact, ExactBody};
pub use fold::{Fold, FoldKernels};
pub use kernel::{Kernel, MAX_OPERANDS, Operands, Scalars};
pub use moments::Moments;
pub use operation::{Fusion, conversion_named, function_names, operation_fused, operation_named};
pub use reference::{Operation, operations};
pub use table::Op;
