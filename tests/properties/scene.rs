//! What an expression is evaluated over: variables of fitting shapes and the way of evaluation.

use crate::common::arrays::{Array, Layout};
use super::interpret::Typed;
use super::tree::NAMES;
use crate::common::{Value, available_levels};
use fusexpr::{Casting, DType, Operand, Options, Threads, Vars};
use proptest::prelude::*;

/// A variable before its shape is known.
#[derive(Clone, Debug)]
pub enum VariableSpec {
    Array {
        dtype: DType,
        /// How many of the common shape's first axes it lacks.
        dropped: usize,
        /// The axes that have length 1, as bits; all of them if it is an array without axes.
        ones: u8,
        /// Whether one axis is made too long.
        misfit: bool,
        layout: u64,
        values: u64,
    },
    Bool(bool),
    Int(i64),
    Float(f64),
}

/// A variable.
#[derive(Clone, Debug)]
pub enum Variable {
    Array(Array),
    Bool(bool),
    Int(i64),
    Float(f64),
}

pub fn dtype() -> impl Strategy<Value = DType> {
    prop::sample::select(DType::ALL)
}

pub fn variable() -> impl Strategy<Value = VariableSpec> {
    let dropped = prop_oneof![4 => Just(0), 2 => 0_usize..5];
    let ones = prop_oneof![4 => Just(0_u8), 2 => any::<u8>()];
    let misfit = prop::bool::weighted(0.01);
    let layout = prop_oneof![1 => Just(0), 2 => any::<u64>()];
    let array = (dtype(), dropped, ones, misfit, layout, any::<u64>()).prop_map(
        |(dtype, dropped, ones, misfit, layout, values)| VariableSpec::Array {
            dtype,
            dropped,
            ones,
            misfit,
            layout,
            values,
        },
    );
    let integers = vec![-1000, -129, -1, 0, 1, 2, 3, 7, 31, 64, 127, 128, 255, 300, 70_000, i64::MIN, i64::MAX];
    let floats = vec![0.0, -0.0, 0.5, -1.5, 1e10, 1e-300, 1e39, f64::INFINITY, f64::NAN];
    prop_oneof![
        16 => array,
        2 => prop::sample::select(integers).prop_map(VariableSpec::Int),
        1 => prop::sample::select(floats).prop_map(VariableSpec::Float),
        1 => any::<bool>().prop_map(VariableSpec::Bool),
    ]
}

/// Common shapes: small ones of any rank, long rows, short rows, and some large enough to be spread over threads.
pub fn shape() -> impl Strategy<Value = Vec<usize>> {
    let axis = prop_oneof![1 => Just(0_usize), 8 => 1_usize..7];
    let large = vec![vec![70_000], vec![700, 100], vec![35_001, 2], vec![2, 35_001], vec![30, 3, 800]];
    prop_oneof![
        20 => prop::collection::vec(axis, 0..5),
        3 => (1_usize..600).prop_map(|n| vec![n]),
        3 => (1_usize..300, 1_usize..4).prop_map(|(n, m)| vec![n, m]),
        3 => (1_usize..4, 1_usize..600).prop_map(|(n, m)| vec![n, m]),
        2 => (1_usize..5, 1_usize..40, 1_usize..20).prop_map(|(k, n, m)| vec![k, n, m]),
        1 => prop::sample::select(large),
    ]
}

impl VariableSpec {
    /// The variable for a common shape; that of an output has no axis of stride 0.
    pub fn build(&self, common: &[usize], may_repeat: bool) -> Variable {
        match *self {
            VariableSpec::Bool(x) => Variable::Bool(x),
            VariableSpec::Int(x) => Variable::Int(x),
            VariableSpec::Float(x) => Variable::Float(x),
            VariableSpec::Array { dtype, dropped, ones, misfit, layout, values } => {
                let mut shape = common[dropped.min(common.len())..].to_vec();
                for (i, length) in shape.iter_mut().enumerate() {
                    if ones >> i & 1 == 1 {
                        *length = 1;
                    }
                }
                if misfit && let Some(last) = shape.last_mut() {
                    *last += 1;
                }
                Variable::Array(Array::random(dtype, Layout::new(&shape, layout, may_repeat), values))
            }
        }
    }
}

impl Variable {
    pub fn typed(&self) -> Typed {
        let weak = |dtype, value| Typed {
            dtype,
            weak: true,
            constant: false,
            exact: true,
            shape: Vec::new(),
            elements: vec![value],
        };
        match self {
            Variable::Array(array) => Typed::of(array),
            Variable::Bool(x) => weak(DType::Bool, Value::Bool(*x)),
            Variable::Int(x) => weak(DType::I64, Value::Int((*x).into())),
            Variable::Float(x) => weak(DType::F64, Value::F64(*x)),
        }
    }

    pub fn operand(&self) -> Operand<'_> {
        match self {
            Variable::Array(array) => array.operand(),
            Variable::Bool(x) => Operand::from(*x),
            Variable::Int(x) => Operand::from(*x),
            Variable::Float(x) => Operand::from(*x),
        }
    }
}

/// The variables by name, but for one.
pub fn vars_without(variables: &[Variable], left_out: Option<usize>) -> Vars<'_> {
    let mut vars = Vars::new();
    for (i, variable) in variables.iter().enumerate().filter(|&(i, _)| Some(i) != left_out) {
        vars.insert(NAMES[i], variable.operand());
    }
    vars
}

/// Ways of evaluation that must all give the same.
pub fn options() -> impl Strategy<Value = Options> {
    let threads = vec![Threads::Serial, Threads::Exactly(1), Threads::Exactly(2), Threads::Exactly(3), Threads::Pool];
    let block = prop_oneof![Just(None), Just(Some(1)), Just(Some(7)), Just(Some(256))];
    let level = prop::option::of(prop::sample::select(available_levels()));
    let casting = prop_oneof![
        6 => Just(Casting::SameKind),
        2 => Just(Casting::Unsafe),
        1 => Just(Casting::Safe),
        1 => Just(Casting::No),
    ];
    (prop::sample::select(threads), block, level, casting).prop_map(|(threads, block, level, casting)| {
        let options = Options::new().threads(threads).casting(casting);
        let options = block.into_iter().fold(options, Options::block_len);
        level.into_iter().fold(options, Options::level)
    })
}
