//! Numbers that must be known when a program is compiled: constants, and what was given by value.

use super::context::{Infer, TypedNode};
use crate::element::DType;
use crate::error::{CompileError, Error};
use crate::span::Span;

/// No array is that long, and sums and differences of integers up to here fit an `i128`.
const MOST: u128 = 1 << 100;

impl Infer<'_> {
    /// The value of an integer; `what` it is, for messages.
    pub(super) fn integer(&self, value: TypedNode, what: &'static str) -> Result<i128, Error> {
        if let Some(known) = self.known_integer(value) {
            let small = i128::try_from(known).ok().filter(|integer| integer.unsigned_abs() < MOST);
            return small.ok_or_else(|| Error::compile(CompileError::IntegerOutOfRange { what }, value.span));
        }
        let dtype = self.dtype(value);
        let constant = self.arrays.graph.as_constant(value.node);
        if let Some(integer) = constant.filter(|_| dtype.is_integer()).and_then(|constant| constant.as_integer()) {
            return Ok(integer);
        }
        let is_array = !self.arrays.shape(value.node).is_empty();
        let error = Error::compile(CompileError::NotAnInteger { what }, value.span);
        Err(match dtype {
            DType::Bool => error.with_help("to choose by a condition, write `where(condition, x, 0)`"),
            _ if dtype.is_text() => error,
            _ if is_array => {
                error.with_help("elements cannot be chosen by an array; take slices, or index in the calling program")
            }
            _ if dtype.is_integer() => error.with_help("give it by value: `n: 3` among the variables"),
            _ if constant.is_some() => error.with_help("round it: `i64(…)`"),
            _ => error.with_help("give an integer by value: `n: 3` among the variables"),
        })
    }

    /// The axis that a value gives of an array of so many; negative ones count from the last.
    pub(super) fn axis(&self, axis: TypedNode, rank: usize) -> Result<usize, Error> {
        self.axis_number(self.integer(axis, "an axis")?, rank, axis.span)
    }

    /// The same for a number.
    pub(super) fn axis_number(&self, given: i128, rank: usize, span: Span) -> Result<usize, Error> {
        let from_end = if given < 0 { given + rank as i128 } else { given };
        match usize::try_from(from_end) {
            Ok(axis) if axis < rank => Ok(axis),
            _ => Err(Error::compile(CompileError::AxisOutOfRange { axis: given.to_string(), rank }, span)),
        }
    }

    /// The value of a finite float.
    pub(super) fn float(&mut self, value: TypedNode) -> Result<f64, Error> {
        self.refuse_time(value, "a sequence of numbers")?;
        let node = self.convert(TypedNode { weak: false, ..value }, DType::F64)?;
        let constant = self.arrays.graph.as_constant(node).and_then(|constant| constant.get::<f64>());
        match constant {
            Some(value) if value.is_finite() => Ok(value),
            Some(_) => Err(Error::compile(CompileError::LengthOutOfRange, value.span)),
            None => Err(Error::compile(CompileError::NotAConstant, value.span)
                .with_help("give it by value: `x: 0.5` among the variables")),
        }
    }
}
