//! Makes instructions of a pass's graph.
//!
//! 1. [`select`] joins operations that one instruction can do;
//! 2. [`schedule`] chooses an order that keeps few values alive;
//! 3. [`allocate`] gives the values registers and writes the pass;
//! 4. [`row_fusion`] finds passes that may be run together, some rows at a time.

mod allocate;
mod row_fusion;
mod schedule;
mod select;

pub use allocate::allocate;
pub use row_fusion::row_groups;
pub use schedule::schedule;
pub use select::select;
