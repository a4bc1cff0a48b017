//! Runs the passes of a program one after the other.
//!
//! However a pass is driven, whole or in parts, [`run_pass`] is what lays it out and computes it.

use super::{row_chunks, tiles};
use crate::error::Error;
use crate::exec::bind::{
    Area, Arrays, Binding, Bound, BoundPass, Compiled, Intermediates, Layout, Linked, TemporaryArray,
};
use crate::exec::fold;
use crate::exec::machine::{Cancelled, Copies, PassRun, Workers};
use crate::exec::probe::{Probe, Work};
use crate::options::Options;
use crate::program::Pass;

/// How the passes of a call are run, by which threads, and who looks on.
#[derive(Clone, Copy)]
pub struct Call<'c, P> {
    pub options: &'c Options,
    pub workers: &'c Workers,
    pub probe: P,
}

/// Runs a program over the arrays that it is bound to, while `probe` looks on. Operands that share memory with outputs
/// are copied before.
pub fn execute(bound: Bound<'_>, options: &Options, probe: impl Probe) -> Result<(), Error> {
    let Bound { compiled, arrays, binding } = bound;
    let copies = Copies::new(arrays)?;
    let arrays = Arrays { operands: &copies.replace(arrays.operands), ..arrays };
    let workers = Workers::new(options.threads);
    let call = Call { options, workers: &workers, probe };
    let done = RowGroup::all(compiled).try_for_each(|row_group| row_group.run(arrays, call, binding));
    binding.temporaries.iter_mut().for_each(TemporaryArray::shrink);
    done.map_err(Cancelled::error)
}

/// Passes that may be run together, some rows at a time: see [`row_chunks`].
#[derive(Clone, Copy)]
pub struct RowGroup<'b> {
    pub passes: &'b [Pass],
    linked: &'b [Linked],
    /// The number of the first of them.
    pub number: usize,
    /// Where the lengths of the first of them begin, among those of all passes.
    pub begin: usize,
}

impl<'b> RowGroup<'b> {
    /// All passes of a program.
    pub fn all(compiled: &'b Compiled) -> impl Iterator<Item = RowGroup<'b>> {
        let (passes, linked) = (&compiled.program().passes, compiled.linked());
        let (mut number, mut begin) = (0, 0);
        compiled.program().row_groups.iter().map(move |&count| {
            let range = number..number + count;
            let row_group = RowGroup { passes: &passes[range.clone()], linked: &linked[range], number, begin };
            number += count;
            begin += row_group.passes.iter().map(|pass| pass.extents.len()).sum::<usize>();
            row_group
        })
    }

    /// The passes with their kernels.
    pub fn passes(self) -> impl ExactSizeIterator<Item = (&'b Pass, &'b Linked)> + Clone {
        self.passes.iter().zip(self.linked)
    }

    /// Runs the passes: together if there are several of them and more rows than a chunk has, else one after the other.
    pub fn run(self, arrays: Arrays<'_>, call: Call<'_, impl Probe>, binding: &mut Binding) -> Result<(), Cancelled> {
        let Binding { lengths, layout, scalars, temporaries, integers, .. } = binding;
        let intermediates = Intermediates::passes(integers, temporaries);
        if self.passes.len() > 1
            && let Some(done) = row_chunks::run(self, arrays, intermediates, call)
        {
            return done;
        }
        let mut begin = self.begin;
        for (i, (pass, linked)) in self.passes().enumerate() {
            let call = Call { probe: call.probe.of_pass(self.number + i), ..call };
            let lengths = &lengths[begin..begin + pass.extents.len()];
            begin += pass.extents.len();
            if lengths.contains(&0) {
                continue;
            }
            if let Some(scan) = &pass.scan {
                fold::run_scan(scan, linked, &temporaries[scan.temporary], call.workers, call.options)?;
                call.probe.done(Work::Whole);
                continue;
            }
            let bound = BoundPass::new(pass, linked, arrays, intermediates, scalars);
            match pass.tile_buffers.is_empty() {
                true => run_pass(bound, Area::whole(lengths), layout, call)?,
                false => tiles::run(bound, call)?,
            }
        }
        Ok(())
    }
}

/// Lays out and computes a pass over its box, or a part of it.
pub fn run_pass<P: Probe>(
    bound: BoundPass<'_>,
    area: Area<'_>,
    layout: &mut Layout,
    call: Call<'_, P>,
) -> Result<(), Cancelled> {
    let run = PassRun::new(bound, area, layout, call.options, call.probe);
    match bound.pass.folds.is_empty() {
        true => call.workers.run(&run)?,
        false => fold::run(&run, call.workers)?,
    }
    call.probe.done(Work::Between);
    Ok(())
}
