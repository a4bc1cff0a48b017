//! What a program is compiled for: the operands' types and what the caller allows.

use crate::dtype::{Casting, DType};
use crate::level::Level;

/// What stands behind a free name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputType {
    /// An array of one or more axes.
    Array(DType),
    /// An array without axes: one value, of a type that counts as an array's.
    ZeroDimensional(DType),
    /// A value that was given as such: one value, weak as a literal is.
    Weak(DType),
    /// Nothing was given: the name is that of a constant.
    Constant,
}

/// The key under which a program is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signature {
    /// One for each free name of the expression.
    pub inputs: Vec<InputType>,
    /// The output's type, if it is not the result's own.
    pub output: Option<DType>,
    /// Which types the result may be cast into.
    pub casting: Casting,
    /// Whether a product and a sum may be rounded once instead of twice.
    pub contract: bool,
    /// The level to run at, one that the processor has. Constants are folded with its kernels: a function of a
    /// constant and of an array that holds it give the same bits.
    pub level: Level,
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
