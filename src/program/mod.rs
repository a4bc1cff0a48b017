//! The register bytecode: plain data, made by [`crate::compile`], run by [`crate::exec`].
//!
//! [`instruction`] is the form of one operation and its 8-byte encoding, [`program`] the whole, [`listing`] the
//! disassembler, [`verify`] the check of every invariant.

pub mod instruction;
pub mod listing;
pub mod program;
pub mod verify;

pub use instruction::{Code, Destination, Instruction, Operand};
pub use listing::Listing;
pub use program::{FitCheck, Input, Program};
