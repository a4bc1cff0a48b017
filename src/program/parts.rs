//! A compiled expression.

use super::{Code, Listing};
use crate::dtype::{DType, Scalar};
use crate::syntax::Span;

/// What is computed, for operands of given types.
#[derive(Clone, Debug)]
pub struct Program {
    /// The caller's arrays and scalars, in the order that operands count them.
    pub inputs: Vec<Input>,
    /// The constants.
    pub constants: Vec<Scalar>,
    /// What is computed once a call, on single elements.
    pub prologue: Code,
    /// Registers of the prologue.
    pub scalars: usize,
    /// What is computed for each block.
    pub body: Code,
    /// Block registers of the body.
    pub registers: usize,
    /// Bytes of the widest element in a block register.
    pub width: usize,
    /// The result's type.
    pub result: DType,
    /// Integers given by value that must fit a narrower type.
    pub checks: Vec<FitCheck>,
}

/// One of the caller's operands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its position among the free names of the expression.
    pub name: usize,
    /// Its type.
    pub dtype: DType,
    /// Whether it is one value, for all elements.
    pub is_scalar: bool,
}

/// An integer that must fit a type, known only when the program is bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FitCheck {
    /// The value.
    pub value: super::Operand,
    /// Its type: i64, or u64 if it is beyond that.
    pub from: DType,
    /// The type that it is converted to.
    pub dtype: DType,
    /// Where it stands.
    pub span: Span,
}

impl Program {
    /// The program as text; `names` are the free names of the expression.
    pub fn listing<'p>(&'p self, names: &'p [&'p str]) -> Listing<'p> {
        Listing::new(self, names)
    }
}
