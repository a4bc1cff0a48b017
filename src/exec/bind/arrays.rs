//! The arrays that a program is run over.

use crate::array::{Operand, Output};

/// The operands and outputs of a call.
#[derive(Clone, Copy)]
pub struct Arrays<'a> {
    /// The operands, by the position of the name; none for a name that does not stand for one.
    pub operands: &'a [Option<&'a Operand<'a>>],
    /// The outputs; none while all are still to be made.
    pub outputs: &'a [Output<'a>],
}

impl<'a> Arrays<'a> {
    /// The operand of the name at a position; a program reads no other names than those of operands.
    pub fn operand(self, name: usize) -> &'a Operand<'a> {
        self.operands[name].expect("the program reads names of operands only")
    }
}

/// Memory for the operands of a call, kept between calls.
#[derive(Default)]
pub struct OperandList {
    /// Empty; only the memory counts.
    free: Vec<Option<&'static Operand<'static>>>,
}

impl OperandList {
    /// Lends a list of so many operands, of which none is there yet.
    #[inline]
    pub fn lend<'a, R>(&mut self, count: usize, f: impl FnOnce(&mut [Option<&'a Operand<'a>>]) -> R) -> R {
        let mut list: Vec<Option<&'a Operand<'a>>> = std::mem::take(&mut self.free);
        list.resize(count, None);
        let result = f(&mut list);
        list.clear();
        // A list without elements borrows nothing; collecting it again changes its type and reuses its memory.
        self.free = list.into_iter().map(|_| None).collect();
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reuses_its_memory() {
        let x = Operand::from(1.0);
        let mut list = OperandList::default();
        let mut lend = || {
            list.lend(3, |operands| {
                assert!(operands.iter().all(Option::is_none));
                operands.fill(Some(&x));
                operands.as_ptr().addr()
            })
        };
        assert_eq!(lend(), lend());
    }
}
