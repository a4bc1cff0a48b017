//! The caller's arrays as the executor sees them: a pointer, a type, a shape and strides.
//!
//! [`Operand`] is what an expression reads, [`Output`] what it writes, [`AnyArray`] an owned array whose type is
//! known at run time only, [`Vars`] the operands and [`Outputs`] the
//! outputs by name, [`ReadRows`] and [`WriteRows`] are for what is larger than memory. [`geometry`] says where elements
//! are.

mod any;
mod geometry;
mod new_output;
mod operand;
mod output;
mod outputs;
mod overlap;
mod rows;
mod texts;
mod vars;

pub use any::AnyArray;
pub use new_output::NewOutput;
pub use operand::{AsOperand, Operand};
pub use output::{AsOutput, Output};
pub use outputs::Outputs;
pub use rows::{ReadRows, WriteRows};
pub use vars::Vars;

pub use geometry::ByteOrder;
pub(crate) use geometry::{Geometry, Origin, Strides};
pub(crate) use operand::Source;
