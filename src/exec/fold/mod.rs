//! Makes one element of many.
//!
//! [`lines`] takes the elements that become one through the machine, [`tree`] joins what blocks have come to, always in
//! the same order; [`scan`] makes running sums of an array that has been computed.

mod lines;
mod scan;
mod tree;

pub use lines::{Partial, add, finish, leaf_places, run};
pub use scan::run as run_scan;
