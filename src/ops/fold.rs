//! The ways to make one element of many.
//!
//! Most fold by an operation of the table. A variance needs more than an element for its result so far: the number of
//! elements, their mean, and the sum of the squares of their distances from it (see [`super::moments`]).

use super::kernel::{Kernel, Scalars};
use super::lanes::block_fold;
use super::moments;
use super::moments::Moments;
use crate::element::{DType, Kind, Scalar};
use crate::level::Level;
use crate::ops::Op;

/// How two elements become one, again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the first are the operations of their names
pub enum Fold {
    Add,
    Multiply,
    Minimum,
    Maximum,
    Fmin,
    Fmax,
    /// The number of elements, their mean, and the sum of the squares of their distances from it.
    Moments,
    /// The same of what is not NaN.
    NanMoments,
}

/// What a fold is computed with. A *branch* is what it has come to so far: for each element as many *parts* as the fold
/// has, the first ones of all elements first.
#[derive(Clone, Copy)]
pub struct FoldKernels {
    /// Makes one branch of two.
    pub join: Kernel,
    /// Makes a branch of a row of elements; the row is one if there is none.
    pub row: Option<Kernel>,
    /// Joins a row of elements to a branch.
    pub add_row: Kernel,
    /// Makes a branch of one element of a block.
    pub block: Kernel,
}

impl Fold {
    /// Its name: that of the operation that it folds by.
    pub fn name(self) -> &'static str {
        match self.op() {
            Some(op) => op.mnemonic(),
            None if self == Fold::NanMoments => "nanmoments",
            None => "moments",
        }
    }

    /// How many numbers its result has.
    pub fn parts(self) -> usize {
        match self {
            Fold::Moments | Fold::NanMoments => Moments::PARTS,
            _ => 1,
        }
    }

    /// Whether elements of a type give the same in any order (but for the sign of a zero, which is anyone's in NumPy too).
    pub fn is_of_any_order(self, dtype: DType) -> bool {
        match self {
            Fold::Add | Fold::Multiply => matches!(dtype.kind(), Kind::Bool | Kind::Unsigned | Kind::Signed),
            Fold::Minimum | Fold::Maximum | Fold::Fmin | Fold::Fmax => true,
            Fold::Moments | Fold::NanMoments => false,
        }
    }

    /// The operation that it folds by, if it is one.
    fn op(self) -> Option<Op> {
        match self {
            Fold::Add => Some(Op::Add),
            Fold::Multiply => Some(Op::Multiply),
            Fold::Minimum => Some(Op::Minimum),
            Fold::Maximum => Some(Op::Maximum),
            Fold::Fmin => Some(Op::Fmin),
            Fold::Fmax => Some(Op::Fmax),
            Fold::Moments | Fold::NanMoments => None,
        }
    }

    /// What it costs an element, in units of an addition.
    pub fn cost(self) -> usize {
        self.op().map_or(Moments::COST, Op::cost)
    }

    /// What it is computed with, if elements of that type can be folded so.
    pub fn kernels(self, dtype: DType, level: Level) -> Option<FoldKernels> {
        match self.op() {
            None => moments::kernels(self == Fold::NanMoments, dtype, level),
            Some(op) => {
                let join = (op.row().kernel)(dtype, level, Scalars::default())?;
                let block = block_fold(self, dtype, level)?;
                Some(FoldKernels { join, row: None, add_row: join, block })
            }
        }
    }

    /// What is joined with all elements: it changes none, but that a sum of nothing but -0.0 is 0.0, as NumPy has it.
    pub fn neutral(self, dtype: DType) -> Scalar {
        let is_float = dtype.kind() == Kind::Float;
        let float = |value: f64| if dtype == DType::F32 { Scalar::from(value as f32) } else { Scalar::from(value) };
        let (least, most) = dtype.limits().unwrap_or((0, 1));
        let integer = |value: i128| Scalar::from_integer(&value.into(), dtype).expect("the value is one of the type's");
        match self {
            Fold::Add | Fold::Moments | Fold::NanMoments if is_float => float(0.0),
            Fold::Add | Fold::Moments | Fold::NanMoments => integer(0),
            Fold::Multiply if is_float => float(1.0),
            Fold::Multiply => integer(1),
            Fold::Minimum if is_float => float(f64::INFINITY),
            Fold::Maximum if is_float => float(f64::NEG_INFINITY),
            Fold::Fmin | Fold::Fmax if is_float => float(f64::NAN),
            Fold::Minimum | Fold::Fmin => integer(most),
            Fold::Maximum | Fold::Fmax => integer(least),
        }
    }

    /// What no elements give, if anything.
    pub fn of_nothing(self) -> Option<i64> {
        match self {
            Fold::Add | Fold::Moments | Fold::NanMoments => Some(0),
            Fold::Multiply => Some(1),
            _ => None,
        }
    }
}
