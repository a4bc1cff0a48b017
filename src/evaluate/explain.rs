//! Shows what becomes of a program.

use super::resolve::{RESULT, level, unknown_variable};
use crate::array::Operand;
use crate::compile::arrays::ArraysListing;
use crate::compile::signature::constant;
use crate::compile::{Arrays, InputType, Needs, OutputSlot, OutputType, Signature, infer, translate};
use crate::dtype::{DType, Scalar};
use crate::error::{BindError, Error};
use crate::options::Options;
use crate::program::Program;
use crate::shape;
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
    fn type_of(&self, is_static: bool) -> InputType {
        match self {
            Spec::Array { dtype, shape } if shape.is_empty() => InputType::ZeroDimensional(*dtype),
            Spec::Array { dtype, shape } => InputType::Array(*dtype, shape.len()),
            Spec::Scalar(value) if is_static => InputType::Static(*value),
            Spec::Scalar(value) => InputType::Weak(Operand::from(*value).dtype()),
        }
    }
}

/// What became of a program: its tree, its graph after sharing and folding, and the passes compiled from it. Printing
/// it shows all three.
#[derive(Clone, Debug)]
pub struct Explanation {
    tree: Arc<Tree>,
    arrays: Arrays,
    program: Program,
    outputs: Vec<String>,
    is_plain: bool,
}

impl Explanation {
    pub(super) fn new(
        tree: &Arc<Tree>,
        needs: &Needs,
        options: &Options,
        specs: &[(&str, Spec)],
    ) -> Result<Self, Error> {
        let spec = |name: &str| specs.iter().find(|(known, _)| *known == name).map(|(_, spec)| spec);
        let (mut inputs, mut slots) = (Vec::new(), Vec::new());
        let (mut lengths, mut output_lengths) = (Vec::new(), Vec::new());
        if tree.result().is_some() {
            slots.push(OutputSlot { name: None, output: OutputType::New(None) });
        }
        for (i, name) in tree.names().iter().enumerate() {
            let spec = spec(&name.text);
            if name.assigned.is_some() {
                match spec {
                    Some(Spec::Array { dtype, shape }) => {
                        if name.is_free {
                            inputs.push(InputType::Output(slots.len()));
                        }
                        output_lengths.extend_from_slice(shape);
                        slots.push(OutputSlot { name: Some(i), output: OutputType::Array(*dtype, shape.len()) });
                    }
                    Some(Spec::Scalar(_)) => {
                        let kind = BindError::AssignedVariable { name: name.text.to_string() };
                        return Err(Error::bind(kind, name.assigned));
                    }
                    None if needs.is_left[i] => {
                        slots.push(OutputSlot { name: Some(i), output: OutputType::New(None) });
                    }
                    None => {}
                }
                if !name.is_free {
                    inputs.push(InputType::Bound);
                }
                if inputs.len() > i {
                    continue;
                }
            }
            inputs.push(match spec {
                Some(spec) => {
                    if let Spec::Array { shape, .. } = spec {
                        lengths.extend_from_slice(shape);
                    }
                    spec.type_of(needs.statics[i])
                }
                None if constant(&name.text).is_some() => InputType::Constant,
                None => return Err(unknown_variable(&name.text, name.span, specs.iter().map(|(name, _)| *name))),
            });
        }
        lengths.extend(output_lengths);
        let Options { casting, contract, .. } = *options;
        let outputs: Vec<String> = slots
            .iter()
            .map(|slot| slot.name.map_or(RESULT.to_owned(), |i| tree.names()[i].text.to_string()))
            .collect();
        let signature = Signature { inputs, outputs: slots, lengths, casting, contract, level: level(options)? };
        let arrays = infer::infer(tree, &signature)?;
        for output in &arrays.outputs {
            if shape::checked_len(&output.shape, output.dtype.size()).is_none() {
                return Err(Error::bind(BindError::ShapeTooLarge { shape: shape::display(&output.shape) }, None));
            }
        }
        let program = translate(&arrays, &signature, false)?;
        Ok(Self { tree: tree.clone(), arrays, program, outputs, is_plain: needs.is_plain })
    }

    /// The type of the result, or of the first output.
    pub fn dtype(&self) -> DType {
        self.program.outputs[0]
    }

    /// The shape of the result, or of the first output.
    pub fn shape(&self) -> &[usize] {
        &self.program.shapes[0]
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.tree.names().iter().map(|name| &*name.text).collect();
        let (arrays, outputs) = (&self.arrays, &self.outputs[..]);
        writeln!(f, "tree\n{}", Indented(&self.tree))?;
        let listing = ArraysListing { arrays, names: &names, outputs, with_shapes: !self.is_plain };
        writeln!(f, "graph\n{listing}")?;
        writeln!(f, "program\n{}", Indented(&self.program.listing(&names, outputs)))?;
        for ((output, dtype), shape) in self.outputs.iter().zip(&self.program.outputs).zip(&self.program.shapes) {
            let name = if output == RESULT { "result" } else { output };
            let lengths: Vec<_> = shape.iter().map(usize::to_string).collect();
            writeln!(f, "{name} {dtype}[{}]", lengths.join(","))?;
        }
        Ok(())
    }
}

/// A text moved to the right by two columns.
struct Indented<'t, T>(&'t T);

impl<T: fmt::Display> fmt::Display for Indented<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.to_string().lines().try_for_each(|line| writeln!(f, "  {line}"))
    }
}
