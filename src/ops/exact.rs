//! Operations on integers of any size, as rows of the table have them.
//!
//! What is computed has no type yet. When the integers are known the compiler computes it; of integers given by value
//! it is computed when a program is bound. Both go by the same column of the table.

use crate::element::{DType, Scalar};
use crate::integer::{Integer, NoInteger, bounded};
use std::borrow::Cow;

/// An operation on integers of any size, by what it gives.
#[derive(Clone, Copy)]
pub enum ExactBody {
    /// An integer.
    Integer(fn(&[&Integer]) -> Result<Integer, NoInteger>),
    /// A truth value.
    Bool(fn(&[&Integer]) -> Result<bool, NoInteger>),
    /// The nearest f64.
    Float(fn(&[&Integer]) -> Result<f64, NoInteger>),
}

/// What an operation on integers gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Exact {
    /// An integer.
    Integer(Integer),
    /// A truth value or a float.
    Scalar(Scalar),
}

impl ExactBody {
    /// The type of a result that is no integer.
    pub fn dtype(self) -> Option<DType> {
        match self {
            ExactBody::Integer(_) => None,
            ExactBody::Bool(_) => Some(DType::Bool),
            ExactBody::Float(_) => Some(DType::F64),
        }
    }

    /// The result for integers, as many as the operation has operands.
    pub fn compute(self, operands: &[&Integer]) -> Result<Exact, NoInteger> {
        Ok(match self {
            ExactBody::Integer(body) => Exact::Integer(bounded(body(operands)?)?),
            ExactBody::Bool(body) => Exact::Scalar(body(operands)?.into()),
            ExactBody::Float(body) => Exact::Scalar(body(operands)?.into()),
        })
    }
}

impl Exact {
    /// The integer that it counts as; a truth value is 0 or 1.
    pub fn as_integer(&self) -> Option<Cow<'_, Integer>> {
        match self {
            Exact::Integer(integer) => Some(Cow::Borrowed(integer)),
            Exact::Scalar(scalar) => Some(Cow::Owned(scalar.as_integer()?.into())),
        }
    }

    /// The value as one of a type, if an integer fits it.
    pub fn converted(&self, dtype: DType) -> Option<Scalar> {
        match self {
            Exact::Integer(integer) => Scalar::from_integer(integer, dtype),
            Exact::Scalar(scalar) => Some(*scalar).filter(|scalar| scalar.dtype() == dtype),
        }
    }
}
