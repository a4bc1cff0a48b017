//! Runs the passes of a program one after the other.

use super::pass::{Call, run_whole};
use super::row_group::RowGroup;
use super::{row_chunks, tiles};
use crate::error::{BindError, Error};
use crate::exec::bind::{Arrays, Binding, Bound, BoundPass, Findings, Intermediates, TemporaryArray};
use crate::exec::fold;
use crate::exec::machine::{Cancelled, Copies, Workers};
use crate::exec::probe::{Probe, Work};
use crate::options::Options;
use crate::program::Program;

/// Runs a program over the arrays that it is bound to, while `probe` looks on. Operands that share memory with outputs
/// are copied before.
pub fn execute(bound: Bound<'_>, options: &Options, probe: impl Probe) -> Result<(), Error> {
    let Bound { compiled, arrays, findings, binding } = bound;
    let copies = Copies::new(arrays, &compiled.program().looked_up)?;
    if !copies.is_empty() {
        findings.routes.forget(); // those over the operands themselves
    }
    let arrays = Arrays { operands: &copies.replace(arrays.operands), ..arrays };
    let workers = Workers::Asked(options.threads);
    let call = Call { options, workers: &workers, probe };
    let mut done = Ok(Ok(()));
    for row_group in RowGroup::all(compiled) {
        if row_group.number == compiled.program().checks.0 {
            done = Ok(checked(compiled.program(), &binding.temporaries));
        }
        if matches!(done, Ok(Ok(()))) {
            done = run_group(row_group, arrays, call, findings, binding).map(Ok);
        }
    }
    if !copies.is_empty() {
        findings.routes.forget();
    }
    binding.temporaries.iter_mut().for_each(TemporaryArray::shrink);
    done.map_err(Cancelled::error)?
}

/// Fails if indices that have been folded are no places of their axes.
fn checked(program: &Program, temporaries: &[TemporaryArray]) -> Result<(), Error> {
    for check in &program.checks.1 {
        let length = check.length as i64;
        let [least, greatest] = [check.least, check.greatest].map(|temporary| temporaries[temporary].first_integer());
        for index in [least, greatest] {
            if index < -length || index >= length {
                let kind = BindError::IndexOutOfRange { index, axis: check.axis, length: check.length };
                return Err(Error::bind(kind, Some(check.span)));
            }
        }
    }
    Ok(())
}

/// Runs the passes: together if there are several of them and more rows than a chunk has, else one after the other.
#[inline]
pub fn run_group(
    group: RowGroup<'_>,
    arrays: Arrays<'_>,
    call: Call<'_, impl Probe>,
    findings: &mut Findings,
    binding: &mut Binding,
) -> Result<(), Cancelled> {
    let Findings { lengths, routes, .. } = findings;
    let Binding { scalars, temporaries, integers } = binding;
    let intermediates = Intermediates::passes(integers, temporaries);
    if group.passes.len() > 1
        && let Some(done) = row_chunks::run(group, arrays, intermediates, call)
    {
        return done;
    }
    let mut begin = group.begin;
    for (i, (pass, linked)) in group.passes().enumerate() {
        let call = Call { probe: call.probe.of_pass(group.number + i), ..call };
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
            true => run_whole(bound, lengths, routes.of_pass(group.number + i), call)?,
            false => tiles::run(bound, call)?,
        }
    }
    Ok(())
}
