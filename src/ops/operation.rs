//! What can be asked of an operation, and the look-up by name.

use super::table::TABLE;
use crate::element::DType;
use crate::level::Level;
use crate::ops::{Domain, ExactBody, Kernel, Op, Scalars};
use std::collections::HashMap;
use std::sync::LazyLock;

/// One row of the table.
pub struct Row {
    /// The NumPy name, also the mnemonic; then aliases and, for an operator, its symbol.
    pub names: &'static [&'static str],
    /// What it computes, a sentence.
    pub doc: &'static str,
    /// The parameters' names.
    pub parameters: &'static [&'static str],
    /// Whether all operands have the same type.
    pub operands: OperandTypes,
    /// The types it computes in.
    pub domain: Domain,
    /// The result's type.
    pub outcome: Outcome,
    /// The promised accuracy in units in the last place; 0.5 is correct rounding and therefore exact.
    pub ulp: f32,
    /// Whether `f(x, y) = f(y, x)` to the bit.
    pub commutative: bool,
    /// For an instruction that does the work of several rows: which.
    pub fusion: Option<Fusion>,
    /// The operation on integers of any size; of no use where no result can be beyond the operands' type.
    pub exact: Option<ExactBody>,
    /// The kernel for a type, a level and a choice of scalar operands, if there is one.
    pub kernel: fn(DType, Level, Scalars) -> Option<Kernel>,
}

/// The operands' types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandTypes {
    /// All of one type.
    Uniform,
    /// The first is bool, the others of one type.
    Condition,
    /// The last is i64, the others of one type.
    Count,
}

impl OperandTypes {
    /// The type of operand `i` of `arity`, unless it is the one computed in.
    pub fn fixed(self, i: usize, arity: usize) -> Option<DType> {
        match self {
            OperandTypes::Condition if i == 0 => Some(DType::Bool),
            OperandTypes::Count if i + 1 == arity => Some(DType::I64),
            _ => None,
        }
    }
}

/// The result's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The type computed in.
    Same,
    /// This one.
    Is(DType),
}

/// An instruction made of several rows; each of them rounds as it would alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fusion {
    /// `second(first(x, y), z)`
    Then(Op, Op),
    /// `second(z, first(x, y))`
    After(Op, Op),
    /// As `Then`, rounded once where the level has the instruction; used when the caller allows contraction.
    ContractedThen(Op, Op),
    /// As `After`, rounded once where the level has the instruction; used when the caller allows contraction.
    ContractedAfter(Op, Op),
    /// `second(first(x, y, z), u)`, where `first` is fused itself
    ThenAgain(Op, Op),
    /// `third(second(first(x, y, z), u), v)`, where `first` is fused itself
    Chain(Op, Op, Op),
    /// `third(second(first(x, y, z), u), x)`, where `first` is fused itself
    ChainBack(Op, Op, Op),
    /// `outer(…, inner(…), …)` of two that are fused themselves, with the inner one as operand of this position; its
    /// operands come first.
    Inside(Op, usize, Op),
    /// `where(first(p, q), x, y)`
    Choose(Op),
    /// `where(first(p, q), x, second(u, v))`
    ChooseElse(Op, Op),
    /// `where(first(p, q), second(u, v), x)`
    ChooseThen(Op, Op),
    /// `x` to the power of this many halves; by other means than the power, within its accuracy
    Halves(i8),
    /// `first(x)`, and as a second result `second(x)`
    Both(Op, Op),
}

impl Fusion {
    /// The same, rounded once, where there may be such an instruction.
    pub fn contracted(self) -> Self {
        match self {
            Fusion::Then(first, second) => Fusion::ContractedThen(first, second),
            Fusion::After(first, second) => Fusion::ContractedAfter(first, second),
            other => other,
        }
    }
}

impl Op {
    /// The operation's row.
    pub fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Whether there is a kernel for a type and a choice of scalar operands; levels do not differ in it.
    pub fn has_kernel(self, dtype: DType, scalars: Scalars) -> bool {
        (self.row().kernel)(dtype, Level::Base, scalars).is_some()
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
            Outcome::Is(result) => result,
        }
    }

    /// Roughly what an element costs, in units of an addition in cache: what is not exact takes 0.7 to 3 ns against 0.15.
    pub fn cost(self) -> usize {
        if self.row().ulp > 0.5 { 8 } else { 1 }
    }

    /// The type of operand `i` when it computes in `dtype`.
    pub fn operand(self, i: usize, dtype: DType) -> DType {
        self.row().operands.fixed(i, self.arity()).unwrap_or(dtype)
    }

    /// How a message names it: the symbol of an operator, else the name.
    pub fn display_name(self) -> &'static str {
        let names = self.row().names;
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
    for &op in Op::ALL.iter().filter(|op| op.row().fusion.is_none()) {
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
        .filter(|op| op.row().fusion.is_none())
        .flat_map(|op| op.row().names.iter().copied().filter(|name| !is_symbol(name)))
}
