//! What a thread remembers of its calls never shows: a call like an earlier one gives what a first call gives.
//!
//! - [`turns`]: expressions, options, arrays and outputs of all kinds in turns, on one thread and on several;
//! - [`changes`]: calls of which each differs from the one before in one thing;
//! - [`shared`]: operands that are an output, share memory with it or do neither, at the same strides;
//! - [`memory`]: a call that is remembered allocates nothing.
//!
//! A first call is one of an expression that has just been parsed.

#[path = "calls/changes.rs"]
mod changes;
#[path = "common/mod.rs"]
#[allow(dead_code)] // arrays and a small generator
mod common;
#[path = "calls/memory.rs"]
mod memory;
#[path = "calls/shared.rs"]
mod shared;
#[path = "calls/turns.rs"]
mod turns;
