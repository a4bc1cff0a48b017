//! Evaluates array expressions given as text, fused, in blocks, on all cores.
mod array;
mod compile;
mod dtype;
mod error;
mod exec;
mod expr;
mod math;
mod ops;
mod options;
mod program;
mod syntax;

pub use array::{AnyArray, AsOperand, AsOutput, Operand, Output, Vars};
pub use dtype::{Casting, DType, Element, Kind, Scalar, can_cast, promote};
pub use error::{BindError, CompileError, Error, ErrorKind, Report, SyntaxError};
pub use expr::{Explanation, Expr, Spec, eval, evaluate, evaluate_in_place};
pub use ops::{Level, Operation, operations};
pub use options::{Options, Threads};
