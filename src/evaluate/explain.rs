//! Shows what becomes of an expression.

use super::resolve::{level, unknown_variable};
use crate::compile::allocate::allocate;
use crate::compile::graph::GraphListing;
use crate::compile::signature::constant;
use crate::compile::{Graph, InputType, Signature, fuse, infer, order};
use crate::dtype::{DType, Scalar};
use crate::error::{BindError, Error};
use crate::exec::shape;
use crate::options::Options;
use crate::program::Program;
use crate::syntax::Tree;
use std::fmt;
use std::sync::Arc;

/// What an operand will be, without its elements.
#[derive(Clone, Debug, PartialEq)]
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
    fn type_of(&self) -> InputType {
        match self {
            Spec::Array { dtype, shape } if shape.is_empty() => InputType::ZeroDimensional(*dtype),
            Spec::Array { dtype, .. } => InputType::Array(*dtype),
            Spec::Scalar(value) => InputType::Weak(crate::array::Operand::from(*value).dtype()),
        }
    }

    fn shape(&self) -> &[usize] {
        match self {
            Spec::Array { shape, .. } => shape,
            Spec::Scalar(_) => &[],
        }
    }
}

/// What became of an expression: its tree, its graph after sharing and folding, and its program. Printing it shows
/// all three.
#[derive(Clone, Debug)]
pub struct Explanation {
    tree: Arc<Tree>,
    graph: Graph,
    program: Program,
    shape: Vec<usize>,
}

impl Explanation {
    pub(super) fn new(tree: &Arc<Tree>, options: &Options, specs: &[(&str, Spec)]) -> Result<Self, Error> {
        let spec = |name: &str| specs.iter().find(|(known, _)| *known == name).map(|(_, spec)| spec);
        let mut inputs = Vec::new();
        let mut result = Vec::new();
        for (name, span) in tree.names() {
            inputs.push(match spec(name) {
                Some(spec) => {
                    if !shape::broadcast_into(&mut result, spec.shape()) {
                        let (left, right) = (shape::display(&result), shape::display(spec.shape()));
                        return Err(Error::bind(BindError::ShapeMismatch { left, right }, Some(span)));
                    }
                    spec.type_of()
                }
                None if constant(name).is_some() => InputType::Constant,
                None => return Err(unknown_variable(name, span, specs.iter().map(|(name, _)| *name))),
            });
        }
        let Options { casting, contract, .. } = *options;
        let signature = Signature { inputs, output: None, casting, contract, level: level(options)? };
        let graph = infer::infer(tree, &signature)?;
        let fused = fuse::fuse(&graph, signature.contract);
        let program = allocate(&fused, &order::order(&fused), tree)?;
        if shape::checked_len(&result, program.result.size()).is_none() {
            return Err(Error::bind(BindError::ShapeTooLarge { shape: shape::display(&result) }, None));
        }
        Ok(Self { tree: tree.clone(), graph, program, shape: result })
    }

    /// The result's type.
    pub fn dtype(&self) -> DType {
        self.program.result
    }

    /// The result's shape.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.tree.names().map(|(name, _)| name).collect();
        writeln!(f, "tree\n{}", Indented(&self.tree))?;
        writeln!(f, "graph\n{}", GraphListing { graph: &self.graph, names: &names })?;
        writeln!(f, "program\n{}", Indented(&self.program.listing(&names)))?;
        let lengths: Vec<_> = self.shape.iter().map(usize::to_string).collect();
        writeln!(f, "result {}[{}]", self.program.result, lengths.join(","))
    }
}

/// A text moved to the right by two columns.
struct Indented<'t, T>(&'t T);

impl<T: fmt::Display> fmt::Display for Indented<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.to_string().lines().try_for_each(|line| writeln!(f, "  {line}"))
    }
}
