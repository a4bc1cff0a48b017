//! What can be asked of an operation, and the look-up by name.

use super::exact::ExactBody;
use super::kernel::Scalars;
use super::op::Op;
use super::operation::{Fusion, Outcome, Row};
use super::table::TABLE;
use crate::element::{DType, Elem};
use crate::level::Level;
use std::collections::HashMap;
use std::sync::LazyLock;

impl Op {
    /// The operation's row.
    pub fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Whether there is a kernel for a type and a choice of scalar operands; levels do not differ in it.
    pub fn has_kernel(self, elem: Elem, scalars: Scalars) -> bool {
        (self.row().kernel)(elem, Level::Base, scalars).is_some()
    }

    /// The name in a listing of a program.
    pub fn mnemonic(self) -> &'static str {
        self.row().names[0]
    }

    /// How many operands it takes.
    pub fn arity(self) -> usize {
        self.row().parameters.len()
    }

    /// How many results it has: one, or two of the same type.
    pub fn results(self) -> usize {
        if let Some(Fusion::Both(..)) = self.row().fusion { 2 } else { 1 }
    }

    /// The result's type when it computes in `dtype`.
    pub fn result(self, dtype: DType) -> DType {
        match self.row().outcome {
            Outcome::Same => dtype,
            Outcome::Part => dtype.part(),
            Outcome::Complex => dtype.complex(),
            Outcome::Difference => dtype.difference(),
            Outcome::Is(result) => result,
        }
    }

    /// Roughly what an element costs, in units of an addition in cache.
    pub fn cost(self) -> usize {
        self.row().cost
    }

    /// Whether it compares two values by their order or for equality.
    pub fn is_comparison(self) -> bool {
        matches!(self.row().exact, Some(ExactBody::Bool(_)))
    }

    /// The type of operand `i` when it computes in `dtype`.
    pub fn operand(self, i: usize, dtype: DType) -> DType {
        self.row().operands.fixed(i, self.arity(), dtype).unwrap_or(dtype)
    }

    /// How a message names it: the symbol of an operator, else the name.
    pub fn display_name(self) -> &'static str {
        let row = self.row();
        let names = row.meaning_of.map_or(row.names, |op| op.row().names);
        names.iter().copied().find(|name| is_symbol(name)).unwrap_or(names[0])
    }

    /// How it is called: `clip(x, min, max)`.
    pub fn signature(self) -> String {
        format!("{}({})", self.mnemonic(), self.row().parameters.join(", "))
    }
}

fn is_symbol(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_alphabetic())
}

static BY_NAME: LazyLock<HashMap<(&'static str, usize), Op>> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    for &op in Op::ALL.iter().filter(|op| op.row().is_called()) {
        for name in op.row().names {
            let previous = by_name.insert((*name, op.arity()), op);
            debug_assert!(previous.is_none(), "{name} with {} operands stands in two rows", op.arity());
        }
    }
    by_name
});

/// The operation of a name (or operator symbol) that takes this many operands.
pub fn operation_named(name: &str, arity: usize) -> Option<Op> {
    BY_NAME.get(&(name, arity)).copied()
}

/// The element type that the function of a name converts to.
pub fn conversion_named(name: &str) -> Option<DType> {
    operation_named(name, 1)?.converts_to()
}

static BY_FUSION: LazyLock<HashMap<Fusion, Op>> =
    LazyLock::new(|| Op::ALL.iter().filter_map(|&op| op.row().fusion.map(|fusion| (fusion, op))).collect());

/// The operation that is fused so.
pub fn operation_fused(fusion: Fusion) -> Option<Op> {
    BY_FUSION.get(&fusion).copied()
}

/// The names that can be called, aliases included.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    Op::ALL
        .iter()
        .filter(|op| op.row().is_called())
        .flat_map(|op| op.row().names.iter().copied().filter(|name| !is_symbol(name)))
}
