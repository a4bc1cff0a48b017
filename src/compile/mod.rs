//! From tree to program, in passes that each take one representation and give the next.
//!
//! 1. [`infer`] gives every node of the tree its type, shape and meaning, and builds the graph of [`arrays`];
//! 2. [`plan`] arranges what is stored into passes over memory: [`materialise`] finds what is computed into temporaries,
//!    [`ready`] in which order, [`whole`] which folds share a pass, [`lower`] the elements that arrays come down to ([`coordinates`]), each pass a graph of
//!    [`points`], [`keep`] decides what is kept for a tile, and [`hoist`] takes out what depends on some axes only;
//!    [`unfuse`] takes passes apart, if that is asked for;
//! 3. [`fuse`] joins operations that one instruction can do;
//! 4. [`order`] chooses a sequence that keeps few values alive;
//! 5. [`allocate`] gives the values registers and writes the pass;
//! 6. [`band`] finds passes that may be run together.
//!
//! Both graphs are a [`graph`], which shares equal nodes as they are added and folds constants with the operations'
//! own kernels.

pub mod allocate;
pub mod arrays;
mod band;
mod coordinates;
pub mod fuse;
pub mod graph;
pub mod hoist;
pub mod infer;
mod integers;
mod keep;
pub mod lower;
mod materialise;
pub mod order;
mod overlap;
pub mod plan;
pub mod points;
mod ready;
pub mod signature;
mod unfuse;
mod whole;

pub use arrays::Arrays;
pub use signature::{InputType, Needs, OutputSlot, OutputType, Signature};

use crate::error::Error;
use crate::program::{Kept, Program};
use crate::syntax::Tree;

/// Compiles a program for operands and outputs of given types and shapes.
pub fn compile(tree: &Tree, signature: &Signature, is_plain: bool) -> Result<Program, Error> {
    let arrays = infer::infer(tree, signature)?;
    translate(&arrays, signature, is_plain)
}

/// The program of a graph of arrays.
pub fn translate(arrays: &Arrays, signature: &Signature, is_plain: bool) -> Result<Program, Error> {
    let mut plan = plan::plan(arrays)?;
    if signature.is_unfused {
        plan = unfuse::unfuse(plan);
    }
    let pass = |points: &points::Points| {
        let points = fuse::fuse(points, signature.contract);
        allocate::allocate(&points, &order::order(&points))
    };
    let mut passes = Vec::with_capacity(plan.passes.len());
    for planned in &plan.passes {
        let mut compiled = pass(&planned.points)?;
        compiled.purpose = planned.purpose;
        compiled.reaches = planned.reaches.clone();
        compiled.scan = planned.scan;
        for (points, region) in &planned.kept {
            compiled.kept.push(Kept { pass: pass(points)?, margins: region.margins.clone().into() });
        }
        passes.push(compiled);
    }
    let program = Program {
        outputs: arrays.outputs.iter().map(|output| output.dtype).collect(),
        shapes: arrays.outputs.iter().map(|output| output.shape.to_vec().into()).collect(),
        temporaries: plan.temporaries,
        is_sized: !is_plain,
        integers: arrays.integers.program(),
        // Lengths that are not known say nothing about what stays in cache.
        bands: if is_plain || signature.is_unfused { vec![1; passes.len()] } else { band::bands(&passes) },
        passes,
    };
    if cfg!(debug_assertions) {
        program.verify();
    }
    Ok(program)
}
