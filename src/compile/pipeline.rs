//! The whole way from a tree to a program.

use super::array_graph::ArrayGraph;
use super::emit::{allocate, bands, fuse, order};
use super::infer::infer;
use super::plan::{PassGraph, plan, unfuse};
use super::signature::Signature;
use crate::error::Error;
use crate::program::{Kept, Program};
use crate::syntax::Tree;
/// Compiles a program for operands and outputs of given types and shapes.
pub fn compile(tree: &Tree, signature: &Signature, is_plain: bool) -> Result<Program, Error> {
    let arrays = infer(tree, signature)?;
    translate(&arrays, signature, is_plain)
}

/// The program of a graph of arrays.
pub fn translate(arrays: &ArrayGraph, signature: &Signature, is_plain: bool) -> Result<Program, Error> {
    let mut plan = plan(arrays)?;
    if signature.is_unfused {
        plan = unfuse(plan);
    }
    let pass = |points: &PassGraph| {
        let points = fuse(points, signature.contract);
        allocate(&points, &order(&points))
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
    Ok(Program {
        outputs: arrays.outputs.iter().map(|output| output.dtype).collect(),
        shapes: arrays.outputs.iter().map(|output| output.shape.to_vec().into()).collect(),
        temporaries: plan.temporaries,
        is_sized: !is_plain,
        integers: arrays.integers.program(),
        // Lengths that are not known say nothing about what stays in cache.
        bands: if is_plain || signature.is_unfused { vec![1; passes.len()] } else { bands(&passes) },
        passes,
    })
}
