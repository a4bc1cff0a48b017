//! The row groups of a program.

use crate::exec::bind::{Compiled, Linked};
use crate::program::Pass;

/// Passes that may be run together, some rows at a time: see [`row_chunks`](super::row_chunks).
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
}
