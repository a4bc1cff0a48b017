//! From tree to program, in passes that each take one representation and give the next.
//!
//! 1. [`infer`] gives every node of the tree its type and builds the [`graph`], which shares equal nodes as they are
//!    added and folds constants with the operations' own kernels;
//! 2. [`fuse`] joins pairs of operations that one instruction can do;
//! 3. [`order`] chooses a sequence that keeps few values alive;
//! 4. [`allocate`] gives the values registers and writes the program.

pub mod allocate;
mod compare;
pub mod fuse;
pub mod graph;
pub mod infer;
pub mod order;
mod power;
pub mod signature;

pub use graph::Graph;
pub use signature::{InputType, Signature};

use crate::error::Error;
use crate::program::Program;
use crate::syntax::Tree;

/// Compiles an expression for operands of given types.
pub fn compile(tree: &Tree, signature: &Signature) -> Result<Program, Error> {
    let graph = fuse::fuse(&infer::infer(tree, signature)?, signature.contract);
    let program = allocate::allocate(&graph, &order::order(&graph), tree)?;
    if cfg!(debug_assertions) {
        program.verify();
    }
    Ok(program)
}
