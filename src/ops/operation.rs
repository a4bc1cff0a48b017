//! What there is to know of an operation.

use crate::element::{DType, Elem};
use crate::level::Level;
use crate::ops::{Domain, ExactBody, Kernel, Op, Scalars};

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
    /// Roughly what an element costs, in units of an addition in cache.
    pub cost: usize,
    /// Whether `f(x, y) = f(y, x)` to the bit.
    pub commutative: bool,
    /// For a row that is what an operation does to operands of other kinds: which operation.
    pub meaning_of: Option<Op>,
    /// For an instruction that does the work of several rows: which.
    pub fusion: Option<Fusion>,
    /// The operation on integers of any size; of no use where no result can be beyond the operands' type.
    pub exact: Option<ExactBody>,
    /// The kernel for a type, a level and a choice of scalar operands, if there is one.
    pub kernel: fn(Elem, Level, Scalars) -> Option<Kernel>,
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
    /// The last is f64, the others of one type.
    Factor,
    /// The first is a table, of which elements are looked up, the others are i64.
    Places,
    /// The last is of the type that differences of the others have.
    Difference,
}

impl Row {
    /// Whether it is called by its names; else the compiler alone uses it. (What converts to a type with a parameter is
    /// a function that takes the parameter, too.)
    pub fn is_called(&self) -> bool {
        let has_parameter = matches!(self.outcome, Outcome::Is(dtype) if dtype.parameter_number().is_some());
        let gives_text = matches!(self.outcome, Outcome::Is(dtype) if dtype.is_text());
        let looks_up = self.operands == OperandTypes::Places;
        self.fusion.is_none() && self.meaning_of.is_none() && !has_parameter && !gives_text && !looks_up
    }
}

impl OperandTypes {
    /// The type of operand `i` of `arity` of an operation that computes in `dtype`, unless it is that one.
    pub fn fixed(self, i: usize, arity: usize, dtype: DType) -> Option<DType> {
        match self {
            OperandTypes::Condition if i == 0 => Some(DType::Bool),
            OperandTypes::Count if i + 1 == arity => Some(DType::I64),
            OperandTypes::Factor if i + 1 == arity => Some(DType::F64),
            OperandTypes::Places if i > 0 => Some(DType::I64),
            OperandTypes::Difference if i + 1 == arity => Some(dtype.difference()),
            _ => None,
        }
    }
}

/// The result's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The type computed in.
    Same,
    /// That of the real and the imaginary part of the type computed in.
    Part,
    /// That of the complex numbers that have such parts.
    Complex,
    /// The type that differences have.
    Difference,
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
    /// `where(first(p, q), x, y)`
    Choose(Op),
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
