//! The whole way from a tree to a program.

use super::emit::{allocate, row_groups, schedule, select};
use super::infer::infer;
use super::needs::Needs;
use super::plan::{PassGraph, plan, unfuse};
use super::signature::Signature;
use crate::error::Error;
use crate::program::{Program, TileBuffer};
use crate::syntax::Tree;

/// Compiles a program for operands and outputs of given types and shapes.
pub fn compile(tree: &Tree, needs: &Needs, signature: &Signature) -> Result<Program, Error> {
    let arrays = infer(tree, signature)?;
    let mut plan = plan(&arrays)?;
    if signature.is_unfused {
        plan = unfuse(plan);
    }
    let pass = |points: &PassGraph| {
        let points = select(points, signature.contract);
        allocate(&points, &schedule(&points))
    };
    let mut passes = Vec::with_capacity(plan.passes.len());
    for planned in &plan.passes {
        let mut compiled = pass(&planned.points)?;
        compiled.purpose = planned.purpose;
        compiled.distances = planned.distances.clone();
        compiled.scan = planned.scan;
        for (points, region) in &planned.tile_buffers {
            compiled.tile_buffers.push(TileBuffer { pass: pass(points)?, margins: region.margins.clone().into() });
        }
        passes.push(compiled);
    }
    Ok(Program {
        outputs: arrays.outputs.iter().map(|output| output.dtype).collect(),
        shapes: arrays.outputs.iter().map(|output| output.shape.to_vec().into()).collect(),
        temporaries: plan.temporaries,
        is_sized: signature.is_sized,
        integers: arrays.integers.program(),
        // Of a plain program lengths are not known when it is compiled, and say nothing about what stays in cache;
        // where they are known all the same, what is compiled is what would be compiled without.
        row_groups: if needs.is_plain || signature.is_unfused { vec![1; passes.len()] } else { row_groups(&passes) },
        passes,
    })
}
