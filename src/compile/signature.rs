//! What a program is compiled for: the types and shapes of operands and outputs, and what the caller allows.
//!
//! Shapes count in two ways. Where elements are moved (slices, shifts, sequences) lengths decide what is compiled, and
//! are part of the signature. A *plain* program only broadcasts, and all that matters of an axis is whether its length
//! is 1: its signature holds [`ANY_LENGTH`] for the others, so one program serves arrays of all sizes. If it has
//! several outputs, it also matters which of them are as long as each other, since those may share a pass: different
//! lengths have different numbers, from [`ANY_LENGTH`] on, in the order in which they are met.

use crate::element::{Casting, DType, Scalar};
use crate::level::Level;

/// What stands for a length other than 1 in the signature of a plain program: the least such number.
pub const ANY_LENGTH: usize = 2;

/// What stands behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputType {
    /// An array of that many axes, one at least.
    Array(DType, usize),
    /// An array without axes: one value, of a type that counts as an array's.
    ZeroDimensional(DType),
    /// A value that was given as such: one value, weak as a literal is.
    Weak(DType),
    /// A value that decides where elements are: it is compiled in as a literal would be.
    Static(Scalar),
    /// The elements that an output has before the run, by the output's position.
    Output(usize),
    /// Nothing was given: the name is that of a constant.
    Constant,
    /// It is bound by a statement before it is read.
    Bound,
}

/// Where results go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputType {
    /// An array of the caller's, of a type and that many axes.
    Array(DType, usize),
    /// A new array, of this type or the result's own.
    New(Option<DType>),
}

/// An output: what it takes, and the name whose value it takes; none for the program's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OutputSlot {
    /// The position of the name among the tree's names.
    pub name: Option<usize>,
    /// What it is.
    pub output: OutputType,
}

/// All that a program is compiled for, beside its tree: two equal signatures have the same program.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signature {
    /// One for each name of the tree.
    pub inputs: Vec<InputType>,
    /// The outputs.
    pub outputs: Vec<OutputSlot>,
    /// The lengths of all axes: of the inputs that are arrays, then of the outputs that are.
    pub lengths: Vec<usize>,
    /// Whether these are the arrays' own lengths; if not, numbers from [`ANY_LENGTH`] on stand for those other than 1.
    pub is_sized: bool,
    /// Whether the bytes of each text stand side by side in memory, in all arrays, so that several can be read at once.
    pub has_bytes_in_rows: bool,
    /// Which types a result may be cast into.
    pub casting: Casting,
    /// Whether a product and a sum may be rounded once instead of twice.
    pub contract: bool,
    /// The level to run at, one that the processor has. Constants are folded with its kernels: a function of a
    /// constant and of an array that holds it give the same bits.
    pub level: Level,
    /// Whether each operation is to be a pass of its own.
    pub is_unfused: bool,
}

impl Default for Signature {
    /// Nothing is given, and the lowest level is asked for.
    fn default() -> Self {
        Self {
            inputs: Vec::new(),
            outputs: Vec::new(),
            lengths: Vec::new(),
            is_sized: false,
            has_bytes_in_rows: true,
            casting: Casting::default(),
            contract: false,
            level: Level::Base,
            is_unfused: false,
        }
    }
}

impl Signature {
    /// The shapes of the inputs that are arrays, by name, and those of the outputs.
    pub fn shapes(&self) -> (Vec<&[usize]>, Vec<&[usize]>) {
        let mut rest = &self.lengths[..];
        let mut take = |count: usize| {
            let (shape, others) = rest.split_at(count);
            rest = others;
            shape
        };
        let inputs = self.inputs.iter().map(|input| match input {
            InputType::Array(_, rank) => take(*rank),
            _ => take(0),
        });
        let inputs = inputs.collect();
        let outputs = self.outputs.iter().map(|slot| match slot.output {
            OutputType::Array(_, rank) => take(rank),
            OutputType::New(_) => take(0),
        });
        (inputs, outputs.collect())
    }
}

/// The value of a named constant.
pub fn constant(name: &str) -> Option<f64> {
    use std::f64::consts;
    Some(match name {
        "pi" => consts::PI,
        "e" => consts::E,
        "tau" => consts::TAU,
        "inf" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => return None,
    })
}
