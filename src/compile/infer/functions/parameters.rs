//! The parameters of functions of whole arrays, each under one name: the rows of the table list them, and the functions
//! ask for their arguments by them.

use super::declaration::{Parameter, Takes};
use crate::compile::array_graph::Mode;

const fn parameter(name: &'static str, takes: Takes) -> Parameter {
    Parameter { name, takes }
}

/// What a function is applied to.
pub(super) const X: Parameter = parameter("x", Takes::Value { default: None });
/// The other vector of a product.
pub(super) const Y: Parameter = parameter("y", Takes::Value { default: None });

/// What a date or a length of time is made of, and the unit that it is counted in.
pub(super) const TIME: Parameter = parameter("x", Takes::ValueOrText);
pub(super) const UNIT: Parameter = parameter("unit", Takes::Unit);

/// A text, and what is looked for in it.
pub(super) const TEXT: Parameter = parameter("x", Takes::ValueOrText);
pub(super) const WANTED: Parameter = parameter("y", Takes::ValueOrText);

/// Indices of elements, and what becomes of those that are none.
pub(super) const INDICES: Parameter = parameter("indices", Takes::Value { default: None });
pub(super) const INDEX_MODE: Parameter = parameter("mode", Takes::IndexMode);

pub(super) const AXIS: Parameter = parameter("axis", Takes::Axis);
pub(super) const AXES: Parameter = parameter("axis", Takes::Axes);
pub(super) const STATEMENT_AXIS: Parameter = parameter("axis", Takes::StatementAxis);
pub(super) const KEEPDIMS: Parameter = parameter("keepdims", Takes::Flag);
pub(super) const DTYPE: Parameter = parameter("dtype", Takes::Type);
pub(super) const DDOF: Parameter = parameter("ddof", Takes::Number { default: Some(0) });

pub(super) const SHIFT: Parameter = parameter("shift", Takes::Distance);
pub(super) const MODE: Parameter = parameter("mode", Takes::Mode { default: Mode::Constant });
/// The value that enters at an edge.
pub(super) const ENTERING: Parameter = parameter("value", Takes::Value { default: Some(0) });

/// The bounds and step of a sequence, which decide its length.
pub(super) const START: Parameter = parameter("start", Takes::Number { default: Some(0) });
pub(super) const STOP: Parameter = parameter("stop", Takes::Number { default: None });
pub(super) const STEP: Parameter = parameter("step", Takes::Number { default: Some(1) });
/// The ends of a sequence of a given length.
pub(super) const FIRST: Parameter = parameter("start", Takes::Value { default: None });
pub(super) const LAST: Parameter = parameter("stop", Takes::Value { default: None });
pub(super) const COUNT: Parameter =
    parameter("n", Takes::Integer { what: "the number of elements", default: Some(50) });

pub(super) const SHAPE: Parameter = parameter("shape", Takes::Lengths);
/// The value that an array is filled with.
pub(super) const FILL: Parameter = parameter("value", Takes::Value { default: None });
pub(super) const SEED: Parameter = parameter("seed", Takes::Integer { what: "a seed", default: Some(0) });
