//! From tree to program, in passes that each take one representation and give the next.
//!
//! ```text
//! Tree ── infer ──▶ ArrayGraph ── plan ──▶ PassGraph, one a pass ── emit ──▶ Program
//!         types, shapes, meaning           what is stored where, when        instructions, registers
//! ```
//!
//! 1. [`infer`] gives every node of the tree its type, shape and meaning, and builds the [`array_graph`];
//! 2. [`plan`] arranges what is stored into passes over memory, each a graph of its elements;
//! 3. [`emit`] chooses instructions, their order and their registers;
//! 4. [`pipeline`] takes a tree through all of them.
//!
//! Both graphs are a [`graph`], which shares equal nodes as they are added and folds constants with the operations'
//! own kernels; [`identities`] finds what has a cheaper form. [`integers`] is the graph of what is computed of weak
//! integers; a [`signature`] is all that a compiled program depends on beside its tree, and [`needs`] says what of the
//! operands has to be in it.

pub mod array_graph;
pub mod arrays_listing;
mod emit;
pub mod graph;
mod identities;
pub mod infer;
mod integers;
mod needs;
mod pipeline;
mod plan;
pub mod signature;
pub mod words;

pub use array_graph::ArrayGraph;
pub(crate) use infer::array_function_named;
pub use infer::{ArrayFunction, array_functions};
pub use needs::{Needs, static_operands};
pub use pipeline::compile;
pub use signature::{InputType, OutputSlot, OutputType, Signature};
