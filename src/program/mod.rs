//! The register bytecode: plain data, made by [`crate::compile`], run by [`crate::exec`].
//!
//! [`instruction`] is the form of one operation and its 8-byte encoding, [`pass`] the whole and its passes,
//! [`integers`] what is computed of integers given by value, [`listing`] the disassembler, [`verify`] the check of
//! every invariant.

pub mod instruction;
pub mod integers;
pub mod listing;
pub mod pass;
pub mod verify;

pub use instruction::{Code, Destination, Instruction, Operand};
pub use integers::{Conversion, IntegerId, IntegerSource, IntegerValues, Integers};
pub use listing::{Line, Listing};
pub use pass::{Coordinate, Kept, Lane, Memory, Pass, PassFold, Program, Purpose, Scan, Store, Temporary, is_within};
