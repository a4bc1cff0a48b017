//! Arrays of the caller's that are known by a pointer, share memory, or are made on request.
//!
//! - [`pointers`]: any address, strides and byte order, for every type;
//! - [`overlap`]: operands and outputs anywhere in one buffer, against copies that are made first;
//! - [`made`]: the order of new arrays in memory, and arrays that the caller makes.

#[path = "common/mod.rs"]
#[allow(dead_code)] // what only the tests of single operations use
mod common;
#[path = "arrays/made.rs"]
mod made;
#[path = "arrays/overlap.rs"]
mod overlap;
#[path = "arrays/pointers.rs"]
mod pointers;
