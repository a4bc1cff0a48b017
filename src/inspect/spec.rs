//! Operands by type and shape alone.

use crate::array::{Operand, Vars};
use crate::element::{DType, Scalar};
use crate::error::Error;
use crate::evaluate::{Targets, imagined};

/// What an operand will be, without its elements, or what a result is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Spec {
    /// An array; of no axes, it is one value of a type that counts.
    Array {
        /// The type of its elements.
        dtype: DType,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// A value, weak as a literal is.
    Scalar(Scalar),
}

impl Spec {
    /// Operands of these kinds, without elements.
    pub(super) fn vars<'s>(specs: &[(&'s str, Spec)]) -> Result<Vars<'s>, Error> {
        let mut vars = Vars::new();
        for (name, spec) in specs {
            let operand = match spec {
                Spec::Array { dtype, shape } => imagined(*dtype, shape)?,
                Spec::Scalar(value) => Operand::from(*value),
            };
            vars.insert(*name, operand);
        }
        Ok(vars)
    }
}

/// What becomes of an operand that the program assigns to.
///
/// The two differ in more than memory: `n /= 2` of integers has no result that could be written back, and a new one of
/// floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updates {
    /// It keeps its elements, and a new array takes what it is updated to, as by
    /// [`Expr::eval_all`](crate::Expr::eval_all).
    IntoNew,
    /// It is written to, as by [`Expr::run`](crate::Expr::run) and
    /// [`Expr::evaluate_in_place`](crate::Expr::evaluate_in_place).
    InPlace,
}

impl Updates {
    /// Where results go.
    pub(super) fn targets(self) -> Targets<'static> {
        match self {
            Updates::IntoNew => Targets::All(None),
            Updates::InPlace => Targets::Updates,
        }
    }
}
