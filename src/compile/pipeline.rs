//! The whole way from a tree to a program.

use super::emit::{allocate, row_groups, schedule, select};
use super::infer::infer;
use super::needs::Needs;
use super::plan::{PassGraph, Planned, carry, plan, unfuse};
use super::signature::Signature;
use crate::error::Error;
use crate::program::{Memory, Pass, Program, TileBuffer};
use crate::syntax::Tree;

/// Compiles a program for operands and outputs of given types and shapes.
pub fn compile(tree: &Tree, needs: &Needs, signature: &Signature) -> Result<Program, Error> {
    let arrays = infer(tree, signature)?;
    let mut plan = plan(&arrays)?;
    if signature.is_unfused {
        plan = unfuse(plan);
    }
    let mut passes: Vec<Pass> =
        plan.passes.iter().map(|planned| emit(planned, signature.contract)).collect::<Result<_, _>>()?;
    // Of a plain program lengths are not known when it is compiled, and say nothing about what stays in cache; where they
    // are known all the same, what is compiled is what would be compiled without.
    let is_by_rows = !needs.is_plain && !signature.is_unfused;
    let (before, after) = passes.split_at(plan.checks.0);
    let row_groups = match is_by_rows {
        true => [row_groups(before), row_groups(after)].concat(),
        false => vec![1; passes.len()],
    };
    let mut begin = 0;
    for &count in &row_groups {
        for i in begin + 1..begin + count {
            if let Some(first) = carry(&mut plan.passes[begin..=i]) {
                for changed in [begin + first, i] {
                    passes[changed] = emit(&plan.passes[changed], signature.contract)?;
                }
            }
        }
        begin += count;
    }
    Ok(Program {
        outputs: arrays.outputs.iter().map(|output| output.dtype).collect(),
        shapes: arrays.outputs.iter().map(|output| output.shape.to_vec().into()).collect(),
        temporaries: plan.temporaries,
        looked_up: looked_up(&passes),
        checks: plan.checks,
        is_sized: signature.is_sized,
        integers: arrays.integers.program(),
        row_groups,
        passes,
    })
}

/// The operands that passes look elements up in.
fn looked_up(passes: &[Pass]) -> Vec<usize> {
    let all = passes.iter().flat_map(|pass| {
        let of_tiles = pass.tile_buffers.iter().flat_map(|buffer| &buffer.pass.loads);
        pass.loads.iter().chain(of_tiles)
    });
    let mut tables: Vec<usize> = all
        .filter_map(|load| match load.memory {
            Memory::Input(name) => load.looked_up.map(|_| name),
            _ => None,
        })
        .collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// Chooses instructions for a pass, and registers.
fn emit(planned: &Planned, contract: bool) -> Result<Pass, Error> {
    let pass = |points: &PassGraph| {
        let points = select(points, contract);
        allocate(&points, &schedule(&points))
    };
    let mut compiled = pass(&planned.points)?;
    compiled.purpose = planned.purpose;
    compiled.distances = planned.distances.clone();
    compiled.scan = planned.scan;
    for (points, region) in &planned.tile_buffers {
        compiled.tile_buffers.push(TileBuffer { pass: pass(points)?, margins: region.margins.clone().into() });
    }
    Ok(compiled)
}
