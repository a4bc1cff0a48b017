//! The functions under test, with the oracle of each and the ranges in which it is interesting.

use crate::numpy;
use crate::oracle::{self, Real, narrow, repaired};
use crate::pairs::Pairs;
use std::f64::consts::PI;

/// A function under test.
pub struct Function {
    /// What the report calls it.
    pub name: &'static str,
    /// The operation whose promise it has to keep.
    pub operation: &'static str,
    /// The expression that is evaluated, of `x`, `y` and the condition `c`.
    pub expression: &'static str,
    /// What the expression is evaluated over.
    pub operands: Operands,
    /// What its results are compared with.
    pub oracle: Oracle,
    /// Whether the sign of an exact zero is laid down.
    pub is_zero_signed: bool,
    /// Where it has a promise of its own.
    pub edge: Edge,
    /// Ranges of x that are sampled evenly.
    pub ranges: &'static [(f64, f64)],
    /// The pairs that a function of two arguments is tried with.
    pub pairs: Pairs,
}

/// The operands of an expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operands {
    /// x.
    One,
    /// x and y.
    Two,
    /// x; the exponent, rounded to the type of x, is in the expression.
    Power(f64),
    /// x and c, which is the same everywhere.
    Branch(bool),
}

/// What results are compared with.
pub enum Oracle {
    /// The same operations in plain Rust: every bit counts.
    Same(fn(f32, f32) -> f32, fn(f64, f64) -> f64),
    /// The true value.
    Near {
        /// For f32: the value in f64 with an error far below an ULP of f32.
        narrow: Value<f64>,
        /// For f64: the correctly rounded value if it is to be had at little cost.
        rounded: Option<Value<f64>>,
        /// The value to twice the precision of f64.
        exact: Value<Real>,
    },
}

/// The part of a function's range that has a promise of its own.
#[derive(Clone, Copy, Debug)]
pub enum Edge {
    /// None.
    None,
    /// Next to overflow and underflow: twice the error.
    Extremes,
    /// Where the terms of a sum cancel, so that the result is less than half of the greater operand: the same number
    /// of ULP, but of the greater operand.
    Cancellation,
    /// Where the result is smaller than this number, which x makes: the same number of ULP, but of that one.
    Terms(fn(f64) -> f64),
}

/// A function of one or two numbers.
#[derive(Clone, Copy)]
pub enum Value<R> {
    /// Of x.
    One(fn(f64) -> R),
    /// Of x and y.
    Two(fn(f64, f64) -> R),
}

impl<R> Value<R> {
    /// The function's value.
    #[inline]
    pub fn at(self, x: f64, y: f64) -> R {
        match self {
            Value::One(function) => function(x),
            Value::Two(function) => function(x, y),
        }
    }
}

/// A function of one argument for which there is a correctly rounded one.
const fn one(
    name: &'static str,
    expression: &'static str,
    rounded: fn(f64) -> f64,
    exact: fn(f64) -> Real,
    ranges: &'static [(f64, f64)],
) -> Function {
    Function {
        name,
        operation: name,
        expression,
        operands: Operands::One,
        oracle: Oracle::Near {
            narrow: Value::One(rounded),
            rounded: Some(Value::One(rounded)),
            exact: Value::One(exact),
        },
        is_zero_signed: true,
        edge: Edge::None,
        ranges,
        pairs: Pairs::Any,
    }
}

/// A function of one argument for which there is not.
const fn rough(
    name: &'static str,
    expression: &'static str,
    narrow: fn(f64) -> f64,
    exact: fn(f64) -> Real,
    ranges: &'static [(f64, f64)],
) -> Function {
    Function {
        oracle: Oracle::Near { narrow: Value::One(narrow), rounded: None, exact: Value::One(exact) },
        ..one(name, expression, narrow, exact, ranges)
    }
}

/// A function of two arguments.
const fn two(
    name: &'static str,
    operation: &'static str,
    expression: &'static str,
    narrow: fn(f64, f64) -> f64,
    rounded: Option<Value<f64>>,
    exact: fn(f64, f64) -> Real,
    pairs: Pairs,
) -> Function {
    Function {
        name,
        operation,
        expression,
        operands: Operands::Two,
        oracle: Oracle::Near { narrow: Value::Two(narrow), rounded, exact: Value::Two(exact) },
        is_zero_signed: true,
        edge: Edge::None,
        ranges: &[],
        pairs,
    }
}

/// A power with a constant exponent.
const fn power(name: &'static str, exponent: f64, narrow: fn(f64) -> f64) -> Function {
    Function {
        name,
        operation: "power",
        expression: name,
        operands: Operands::Power(exponent),
        oracle: Oracle::Near {
            narrow: Value::One(narrow),
            rounded: Some(Value::Two(repaired::pow)),
            exact: Value::Two(oracle::pow),
        },
        is_zero_signed: true,
        edge: Edge::Extremes,
        ranges: &[(0.0, 4.0), (-100.0, 100.0), (0.99, 1.01)],
        pairs: Pairs::Any,
    }
}

/// A function that has to give the bits that NumPy's formula gives.
const fn same(
    name: &'static str,
    expression: &'static str,
    single: fn(f32, f32) -> f32,
    double: fn(f64, f64) -> f64,
) -> Function {
    Function {
        name,
        operation: name,
        expression,
        operands: Operands::Two,
        oracle: Oracle::Same(single, double),
        is_zero_signed: true,
        edge: Edge::None,
        ranges: &[],
        pairs: Pairs::Any,
    }
}

/// One of two functions of which the expression has both.
const fn branch(taken: bool, name: &'static str, function: Function) -> Function {
    Function { name, expression: "where(c, sin(x), cos(x))", operands: Operands::Branch(taken), ..function }
}

const SIN: Function = one("sin", "sin(x)", pxfm::f_sin, oracle::sin, ANGLES);
const COS: Function = one("cos", "cos(x)", pxfm::f_cos, oracle::cos, ANGLES);

const ANGLES: &[(f64, f64)] = &[(-4.0, 4.0), (-100.0, 100.0), (-1e5, 1e5), (-1e9, 1e9)];
const POSITIVE: &[(f64, f64)] = &[(0.0, 4.0), (0.9, 1.1), (0.0, 1000.0)];
const UNIT: &[(f64, f64)] = &[(-1.0, 1.0), (0.99, 1.0), (-0.5, 0.5)];
const WIDE: &[(f64, f64)] = &[(-1.0, 1.0), (-20.0, 20.0), (-1000.0, 1000.0)];

/// All functions under test.
pub static FUNCTIONS: &[Function] = &[
    one("sqrt", "sqrt(x)", f64::sqrt, oracle::sqrt, POSITIVE),
    one("cbrt", "cbrt(x)", pxfm::f_cbrt, oracle::cbrt, WIDE),
    one("exp", "exp(x)", pxfm::f_exp, oracle::exp, &[(-745.2, 709.8), (-1.0, 1.0), (-104.0, 89.0)]),
    one("exp2", "exp2(x)", pxfm::f_exp2, oracle::exp2, &[(-1075.0, 1024.0), (-1.0, 1.0), (-150.0, 128.0)]),
    one("expm1", "expm1(x)", pxfm::f_expm1, oracle::expm1, &[(-40.0, 709.8), (-1.0, 1.0), (-0.1, 0.1)]),
    one("log", "log(x)", pxfm::f_log, oracle::log, POSITIVE),
    one("log2", "log2(x)", pxfm::f_log2, oracle::log2, POSITIVE),
    one("log10", "log10(x)", pxfm::f_log10, oracle::log10, POSITIVE),
    one("log1p", "log1p(x)", pxfm::f_log1p, oracle::log1p, &[(-1.0, 1.0), (-0.1, 0.1), (0.0, 1000.0)]),
    SIN,
    COS,
    branch(true, "sin (beside cos)", SIN),
    branch(false, "cos (beside sin)", COS),
    one("tan", "tan(x)", pxfm::f_tan, oracle::tan, ANGLES),
    one("arcsin", "arcsin(x)", narrow::arcsin, oracle::arcsin, UNIT),
    one("arccos", "arccos(x)", pxfm::f_acos, oracle::arccos, UNIT),
    one("arctan", "arctan(x)", pxfm::f_atan, oracle::arctan, WIDE),
    rough("degrees", "degrees(x)", |x| x * (180.0 / PI), oracle::degrees, WIDE),
    rough("radians", "radians(x)", |x| x * (PI / 180.0), oracle::radians, WIDE),
    one("sinh", "sinh(x)", repaired::sinh, oracle::sinh, &[(-711.0, 711.0), (-1.0, 1.0), (-25.0, 25.0)]),
    one("cosh", "cosh(x)", pxfm::f_cosh, oracle::cosh, &[(-711.0, 711.0), (-1.0, 1.0), (-25.0, 25.0)]),
    one("tanh", "tanh(x)", pxfm::f_tanh, oracle::tanh, &[(-20.0, 20.0), (-1.0, 1.0), (-0.3, 0.3)]),
    one("arcsinh", "arcsinh(x)", pxfm::f_asinh, oracle::arcsinh, WIDE),
    one("arccosh", "arccosh(x)", pxfm::f_acosh, oracle::arccosh, &[(1.0, 2.0), (1.0, 1.01), (1.0, 1000.0)]),
    one("arctanh", "arctanh(x)", pxfm::f_atanh, oracle::arctanh, UNIT),
    rough("sigmoid", "sigmoid(x)", narrow::sigmoid, oracle::sigmoid, &[(-745.0, 40.0), (-1.0, 1.0), (-40.0, 40.0)]),
    Function {
        is_zero_signed: false,
        ..rough("sinc", "sinc(x)", narrow::sinc, oracle::sinc, &[(-1.0, 1.0), (-20.0, 20.0), (-1e5, 1e5)])
    },
    one("erf", "erf(x)", pxfm::f_erf, oracle::erf, &[(-6.0, 6.0), (-1.0, 1.0), (0.0, 3.0)]),
    one("erfc", "erfc(x)", pxfm::f_erfc, oracle::erfc, &[(-6.0, 28.0), (-1.0, 1.0), (0.0, 10.0)]),
    rough("gamma", "gamma(x)", narrow::gamma, oracle::gamma, &[(-180.0, 172.0), (-6.0, 6.0), (0.0, 36.0)]),
    rough(
        "lgamma",
        "lgamma(x)",
        narrow::lgamma,
        oracle::lgamma,
        &[(-30.0, 30.0), (-6.0, 0.0), (0.0, 1000.0), (0.5, 3.0)],
    ),
    rough("exp10", "exp10(x)", pxfm::f_exp10, oracle::exp10, &[(-324.0, 309.0), (-1.0, 1.0), (-46.0, 39.0)]),
    rough("logit", "logit(x)", narrow::logit, oracle::logit, &[(0.0, 1.0), (0.49, 0.51), (0.0, 0.001)]),
    rough("ndtr", "ndtr(x)", narrow::ndtr, oracle::ndtr, &[(-38.6, 8.5), (-1.0, 1.0), (-14.5, 6.0)]),
    rough("gelu", "gelu(x)", narrow::gelu, oracle::gelu, &[(-38.6, 8.5), (-1.0, 1.0), (-14.5, 6.0)]),
    rough("erfinv", "erfinv(x)", narrow::erfinv, oracle::erfinv, UNIT),
    Function {
        is_zero_signed: false,
        ..rough("erfcinv", "erfcinv(x)", pxfm::f_erfcinv, oracle::erfcinv, &[(0.0, 2.0), (0.0, 0.001), (0.4, 1.6)])
    },
    Function {
        is_zero_signed: false,
        ..rough("ndtri", "ndtri(x)", narrow::ndtri, oracle::ndtri, &[(0.0, 1.0), (0.0, 0.001), (0.2, 0.8)])
    },
    Function {
        edge: Edge::Terms(narrow::term_of_digamma),
        ..rough(
            "digamma",
            "digamma(x)",
            narrow::digamma,
            oracle::digamma,
            &[(-30.0, 30.0), (0.0, 3.0), (0.0, 1000.0), (1.46, 1.463)],
        )
    },
    rough("i0", "i0(x)", pxfm::f_i0, oracle::i0, &[(-714.0, 714.0), (-10.0, 10.0), (0.0, 3.5)]),
    rough("i1", "i1(x)", pxfm::f_i1, oracle::i1, &[(-714.0, 714.0), (-10.0, 10.0), (0.0, 3.5)]),
    Function {
        operation: "logaddexp",
        ..rough("softplus", "softplus(x)", narrow::softplus, oracle::softplus, &[(-746.0, 40.0), (-1.0, 1.0)])
    },
    Function {
        is_zero_signed: false,
        ..two(
            "log_to_base",
            "log",
            "log(x, y)",
            |x, y| pxfm::f_log(x) / pxfm::f_log(y),
            None,
            oracle::log_to_base,
            Pairs::Any,
        )
    },
    power("x**3", 3.0, |x| x * x * x),
    power("x**4", 4.0, |x| (x * x) * (x * x)),
    power("x**10", 10.0, narrow::tenth_power),
    power("x**-2", -2.0, |x| 1.0 / (x * x)),
    power("x**0.5", 0.5, narrow::half_power),
    power("x**-0.5", -0.5, |x| 1.0 / narrow::half_power(x)),
    power("x**1.5", 1.5, narrow::sesqui_power),
    power("x**(1/3)", 1.0 / 3.0, narrow::third_power),
    Function {
        edge: Edge::Extremes,
        ..two("pow", "power", "x**y", repaired::pow, Some(Value::Two(repaired::pow)), oracle::pow, Pairs::Power)
    },
    two(
        "arctan2",
        "arctan2",
        "arctan2(x, y)",
        repaired::arctan2,
        Some(Value::Two(repaired::arctan2)),
        oracle::arctan2,
        Pairs::Any,
    ),
    two("hypot", "hypot", "hypot(x, y)", narrow::hypot, None, oracle::hypot, Pairs::Any),
    Function {
        edge: Edge::Cancellation,
        ..two("logaddexp", "logaddexp", "logaddexp(x, y)", narrow::logaddexp, None, oracle::logaddexp, Pairs::Sum)
    },
    same("fmod", "fmod(x, y)", |x, y| x % y, |x, y| x % y),
    same("remainder", "x % y", numpy::remainder, numpy::remainder),
    same("floor_divide", "x // y", numpy::floor_divide, numpy::floor_divide),
];
