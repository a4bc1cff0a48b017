//! Properties of the engine over expressions, arrays and texts.
//!
//! - [`fused`]: what the compiler joins gives what a naive interpreter gives, to the bit;
//! - [`independence`]: threads, block length and level never change a bit;
//! - [`dates`]: what holds of all dates;
//! - [`failures`]: after an error the output is untouched;
//! - [`identities`]: what has a cheaper form gives the bits of what is written;
//! - [`tiers`]: machine code gives what kernels give;
//! - [`hostile`]: no text panics, overflows the stack or takes long.
//!
//! These are the same in every run; the target `fuzz` tries random ones.

#[path = "common/mod.rs"]
#[allow(dead_code)] // a small generator
mod common;
#[path = "properties/dates.rs"]
mod dates;
#[path = "properties/failures.rs"]
mod failures;
#[path = "properties/fused.rs"]
mod fused;
#[path = "properties/hostile.rs"]
mod hostile;
#[path = "properties/identities.rs"]
mod identities;
#[path = "properties/independence.rs"]
mod independence;
#[path = "oracle/mod.rs"]
#[allow(dead_code)] // what only the fuzzer uses
mod oracle;
#[path = "properties/tiers.rs"]
mod tiers;
