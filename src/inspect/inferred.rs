//! The types and shapes of a program, without a program.

use crate::array::Operand;
use crate::compile::graph::NodeId;
use crate::compile::{ArrayGraph, infer};
use crate::error::{BindError, Error};
use crate::evaluate::{Expr, Names, Request};
use crate::shape;

/// The graph of arrays that an evaluation is compiled from.
pub struct Inferred {
    /// What stands behind the names.
    pub names: Names,
    /// The graph.
    pub arrays: ArrayGraph,
    /// For each node of the tree, the value of the graph that it became.
    pub values: Vec<NodeId>,
}

impl Inferred {
    /// Infers types and shapes; nothing if what is given by value has to be known for it.
    pub fn new(expr: &Expr, request: Request<'_>) -> Result<Option<Self>, Error> {
        let mut names = Names::default();
        expr.resolve(request, &mut names)?;
        let (arrays, values) = infer::infer_with_values(expr.parsed(), &names.signature)?;
        for output in &arrays.outputs {
            if shape::checked_len(&output.shape, output.dtype.size()).is_none() {
                let shape = shape::display(&output.shape);
                return Err(Error::bind(BindError::ShapeTooLarge { shape }, None));
            }
        }
        let value = |name| Operand::as_value(names.operand(request.vars, name)).expect("it is given by value");
        let is_known = arrays.integers.program().can_convert(value);
        Ok(is_known.then_some(Self { names, arrays, values }))
    }
}
