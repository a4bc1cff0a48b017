//! Reductions: how accurate sums are, what they may depend on, what they give, and what is refused.
//!
//! - [`accuracy`]: sums of ten million terms against an exact accumulator ([`exact`]);
//! - [`independence`]: threads, block length, level, layout and kind of output never change a bit of any of them;
//! - [`complex`]: complex numbers, against their parts;
//! - [`refusals`]: what is refused leaves every output as it was.
//!
//! Levels that this processor lacks are left out; `conformance` lists them as ignored.

#[path = "reductions/accuracy.rs"]
mod accuracy;
#[path = "common/mod.rs"]
#[allow(dead_code)] // the references of operations
mod common;
#[path = "reductions/complex.rs"]
mod complex;
#[path = "reductions/exact.rs"]
mod exact;
#[path = "reductions/independence.rs"]
mod independence;
#[path = "reductions/refusals.rs"]
mod refusals;
