//! Runs passes over a chunk.

use super::chunk::{Chunk, StreamedPasses};
use crate::array::{Operand, Output};
use crate::exec::bind::{Area, Arrays, BoundPass, Intermediates, Route, ScalarValues};
use crate::exec::drive::pass::{Call, run_pass};
use crate::exec::fold;
use crate::exec::fold::Partial;
use crate::exec::machine::{Cancelled, PassRun};
use crate::program::Pass;

/// Whether a pass folds along its first axis.
pub fn folds_first_axis(pass: &Pass) -> bool {
    pass.folds.iter().any(|fold| !fold.stores[0].map.iter().any(|coordinate| coordinate.goes_along(0)))
}

/// What computes chunks, one after the other.
pub struct Computing<'c> {
    group: &'c StreamedPasses<'c>,
    arrays: Arrays<'c>,
    passes: Vec<BoundPass<'c>>,
    /// What passes that fold along the first axis have come to.
    partial: Vec<Partial>,
    route: Route,
    call: Call<'c, ()>,
}

impl<'c> Computing<'c> {
    pub fn new(
        group: &'c StreamedPasses<'c>,
        arrays: Arrays<'c>,
        intermediates: Intermediates<'c>,
        scalars: &'c mut [ScalarValues],
        call: Call<'c, ()>,
    ) -> Self {
        let passes = group.row_group.passes().zip(scalars);
        let passes =
            passes.map(|((pass, linked), scalars)| BoundPass::new(pass, linked, arrays, intermediates, scalars));
        let partial = group.row_group.passes.iter().map(|_| Partial::default()).collect();
        Self { group, arrays, passes: passes.collect(), partial, route: Route::default(), call }
    }

    /// Computes a chunk. The arrays of which it holds rows are taken to begin so far before the chunk that these rows
    /// lie where they belong.
    pub fn compute(&mut self, chunk: &mut Chunk) -> Result<(), Cancelled> {
        let Self { group, arrays, passes, partial, route, call } = self;
        let (start, count) = (chunk.places.start, chunk.places.len());
        let in_part: Vec<Operand<'_>> = (group.windows.iter().zip(&mut chunk.inputs))
            .map(|(window, rows)| {
                let first = window.rows(&chunk.places).start;
                let start = rows.bytes().as_ptr().wrapping_sub(first * window.row_bytes);
                Operand::in_part(window.dtype, arrays.operand(window.name).shape(), start)
            })
            .collect();
        let mut operands = arrays.operands.to_vec();
        for (window, operand) in group.windows.iter().zip(&in_part) {
            operands[window.name] = Some(operand);
        }
        let mut starts: Vec<*mut u8> = arrays.outputs.iter().map(Output::start).collect();
        for (result, rows) in group.results.iter().zip(&mut chunk.outputs) {
            starts[result.output] = rows.bytes().as_mut_ptr().wrapping_sub(start * result.row_bytes);
        }
        let outputs = arrays.outputs.iter().zip(starts);
        let outputs = outputs.map(|(output, start)| Output::in_part(output.dtype(), output.shape(), start));
        let outputs: Vec<Output<'_>> = outputs.collect();
        let arrays = Arrays { operands: &operands, outputs: &outputs };
        let is_last = chunk.places.end == group.places;
        for (bound, partial) in passes.iter().zip(partial) {
            let (mut lengths, mut begin) = (bound.pass.extents.to_vec(), vec![0; bound.pass.extents.len()]);
            (lengths[0], begin[0]) = (count, start);
            let area = Area { lengths: &lengths, begin: &begin, whole: &bound.pass.extents };
            let bound = BoundPass { arrays, ..*bound };
            if !folds_first_axis(bound.pass) {
                run_pass(bound, area, route, *call)?;
                continue;
            }
            let run = PassRun::new(bound, area, route, call.options, ());
            fold::add(&run, call.workers, partial)?;
            if is_last {
                fold::finish(&run, partial);
            }
        }
        Ok(())
    }
}
