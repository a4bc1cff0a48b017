//! The parameters of functions of whole arrays, each under one name: the rows of the table list them, and the functions
//! ask for their arguments by them.

use super::declaration::{Parameter, Takes};
use crate::compile::array_graph::Mode;
use crate::compile::infer::lookup::IndexMode;

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

/// An array of anything.
pub(super) const ANY: Parameter = parameter("x", Takes::ValueOrText);
/// A text, and what is looked for in it.
pub(super) const TEXT: Parameter = parameter("x", Takes::ValueOrText);
pub(super) const WANTED: Parameter = parameter("y", Takes::ValueOrText);

/// Indices of elements, and what becomes of those that are none.
pub(super) const INDICES: Parameter = parameter("indices", Takes::Value { default: None });
pub(super) const INDEX_MODE: Parameter = parameter("mode", Takes::Word(&IndexMode::NAMES));

pub(super) const AXIS: Parameter = parameter("axis", Takes::Axis);
pub(super) const AXES: Parameter = parameter("axis", Takes::Axes);
pub(super) const STATEMENT_AXIS: Parameter = parameter("axis", Takes::StatementAxis);
pub(super) const KEEPDIMS: Parameter = parameter("keepdims", Takes::Flag);
pub(super) const DTYPE: Parameter = parameter("dtype", Takes::Type);
pub(super) const ASKED_TYPE: Parameter = parameter("dtype", Takes::AskedType);
pub(super) const DDOF: Parameter = parameter("ddof", Takes::Number { default: Some(0) });

/// Which elements are reduced.
pub(super) const WHERE: Parameter = parameter("where", Takes::Condition);
/// What a sum, a product or an extreme begins with.
pub(super) const FROM_ZERO: Parameter = parameter("initial", Takes::Value { default: Some(0) });
pub(super) const FROM_ONE: Parameter = parameter("initial", Takes::Value { default: Some(1) });
pub(super) const INITIAL: Parameter = parameter("initial", Takes::Optional);

/// An axis that is the first or the last where it is left out.
const fn axis_or(name: &'static str, default: Option<i64>) -> Parameter {
    parameter(name, Takes::Integer { what: "an axis", default })
}
pub(super) const FIRST_AXIS: Parameter = axis_or("axis", Some(0));
pub(super) const LAST_AXIS: Parameter = axis_or("axis", Some(-1));
pub(super) const AXIS1: Parameter = axis_or("axis1", None);
pub(super) const AXIS2: Parameter = axis_or("axis2", None);
/// Axes and where they go.
pub(super) const SOURCE: Parameter = parameter("source", Takes::OrderedAxes);
pub(super) const DESTINATION: Parameter = parameter("destination", Takes::OrderedAxes);
pub(super) const NEW_AXES: Parameter = parameter("axis", Takes::OrderedAxes);
pub(super) const ORDER: Parameter = parameter("axes", Takes::Order);
/// Arrays that are joined.
pub(super) const ARRAYS: Parameter = parameter("arrays", Takes::Arrays);
pub(super) const REPEATS: Parameter =
    parameter("repeats", Takes::Integer { what: "the number of repetitions", default: None });
pub(super) const REPETITIONS: Parameter = parameter("reps", Takes::Lengths);
pub(super) const TURNS: Parameter = parameter("k", Takes::Integer { what: "a number of turns", default: Some(1) });
pub(super) const DIFFERENCES: Parameter =
    parameter("n", Takes::Integer { what: "the number of differences", default: Some(1) });

pub(super) const SHIFT: Parameter = parameter("shift", Takes::Distance);
pub(super) const MODE: Parameter = parameter("mode", Takes::Word(&Mode::NAMES));
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

/// How far two values may be apart that count as close: by so much of the second, and by so much besides.
pub(super) const RTOL: Parameter = parameter("rtol", Takes::Real { default: 1e-5 });
pub(super) const ATOL: Parameter = parameter("atol", Takes::Real { default: 1e-8 });
/// Whether NaN counts as equal to NaN.
pub(super) const EQUAL_NAN: Parameter = parameter("equal_nan", Takes::Flag);

/// What stands for what is no number, and for infinities.
pub(super) const NAN: Parameter = parameter("nan", Takes::Value { default: Some(0) });
pub(super) const POSINF: Parameter = parameter("posinf", Takes::Optional);
pub(super) const NEGINF: Parameter = parameter("neginf", Takes::Optional);

/// The ends of the range that values are limited to.
pub(super) const MIN: Parameter = parameter("min", Takes::Optional);
pub(super) const MAX: Parameter = parameter("max", Takes::Optional);

/// How much each element counts in an average.
pub(super) const WEIGHTS: Parameter = parameter("weights", Takes::Optional);

/// Conditions, arrays that are chosen by them or by a number, and what is taken where no condition holds.
pub(super) const CONDITIONS: Parameter = parameter("conditions", Takes::Arrays);
pub(super) const CHOICES: Parameter = parameter("choices", Takes::Arrays);
pub(super) const DEFAULT: Parameter = parameter("default", Takes::Value { default: Some(0) });

/// An array in ascending order, what is looked for in it, and the side of equal elements.
pub(super) const SORTED: Parameter = parameter("a", Takes::Value { default: None });
pub(super) const V: Parameter = parameter("v", Takes::Value { default: None });
pub(super) const SIDE: Parameter = parameter("side", Takes::Word(&["left", "right"]));
/// The borders of bins, and whether a bin holds its upper one.
pub(super) const BINS: Parameter = parameter("bins", Takes::Value { default: None });
pub(super) const HAS_UPPER: Parameter = parameter("right", Takes::Flag);
/// The points that lines go through, and what stands beyond the first and the last one.
pub(super) const XP: Parameter = parameter("xp", Takes::Value { default: None });
pub(super) const FP: Parameter = parameter("fp", Takes::Value { default: None });
pub(super) const LEFT: Parameter = parameter("left", Takes::Optional);
pub(super) const RIGHT: Parameter = parameter("right", Takes::Optional);
