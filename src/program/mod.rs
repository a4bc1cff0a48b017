//! The program: plain data, made by [`crate::compile`], run by [`crate::exec`].
//!
//! [`instruction`] is one operation, [`pass`] the whole and its passes,
//! [`integers`] what is computed of integers given by value, [`listing`] the disassembler, [`slots`] where the
//! pointers to values stand while it is run, [`verify`] the check of every invariant.

pub mod instruction;
pub mod integers;
pub mod listing;
pub mod pass;
pub mod slots;
pub mod verify;

pub use instruction::{Destination, Instruction, Location};
pub use integers::{Conversion, IntegerId, IntegerSource, IntegerValues, Integers};
pub use listing::{Line, Listing};
pub use pass::{
    Coordinate, IndexCheck, Initial, Load, Memory, Pass, PassFold, Program, Purpose, Scan, Store, Temporary,
    TileBuffer, is_within,
};
pub use slots::Slots;
