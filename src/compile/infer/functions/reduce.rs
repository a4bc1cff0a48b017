//! Reductions, as folds by operations of the table and arithmetic on their results.
//!
//! A [`Reducer`] is one call: its axes, and the means that formulas are made of. A row of the table has the formula:
//! what is folded, how, and what is done with the results. A mean is a sum and a quotient, the place of an extreme the
//! least place of an element that equals it. The axes that are kept with length 1 are put back afterwards, for all
//! alike.
//!
//! What arithmetic is done on in another type (f16 in f32) is in that type from the operand to the result, which is
//! rounded once. NumPy rounds f16 after each term in some of these, and overflows on the way to a mean.

use super::arguments::{Arguments, ReducedAxes};
use super::declaration::Parameter;
use super::fill::everywhere;
use super::parameters::{AXES, DTYPE, INITIAL, KEEPDIMS, WHERE, X};
use super::places::place_numbers;
use crate::compile::array_graph::{Pick, Reduction};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::element::{DType, Kind, Scalar};
use crate::error::{BindError, CompileError, Error};
use crate::ops::{Fold, Op};
use crate::shape;
use crate::span::Span;

/// A reduction of a value along some axes.
pub(super) struct Reducer<'r, 't> {
    pub infer: &'r mut Infer<'t>,
    pub given: &'r Arguments,
    pub along: ReducedAxes,
    /// Whether elements may be NaN, and are passed over then.
    pub skips_nan: bool,
    /// The condition that elements fulfil which are not passed over, of the operand's shape.
    pub condition: Option<TypedNode>,
    /// The type of the result, if it is not the one computed in.
    pub rounds_to: Option<DType>,
    pub span: Span,
}

/// What a reduction gives for its operand, with the axes that are reduced gone.
type Formula = fn(&mut Reducer<'_, '_>, TypedNode) -> Result<TypedNode, Error>;

/// The value of a reduction of all elements.
pub(super) fn reduce(infer: &mut Infer<'_>, given: &Arguments, formula: Formula) -> Result<NodeId, Error> {
    reduced(infer, given, false, formula)
}

/// The place of an element: in the array as it is, and so never among those that a condition has chosen before.
pub(super) fn reduce_to_place(
    infer: &mut Infer<'_>,
    given: &Arguments,
    skips_nan: bool,
    formula: Formula,
) -> Result<NodeId, Error> {
    if let Some(condition) = given.chosen(infer, &X) {
        return Err(Error::compile(CompileError::ConditionAsIndex, condition.span)
            .with_help(format!("write `{}(x, where=x > 0)`, which counts in the whole array", given.function.name)));
    }
    reduced(infer, given, skips_nan, formula)
}

/// The value of a reduction of the elements that are not NaN.
pub(super) fn reduce_numbers(infer: &mut Infer<'_>, given: &Arguments, formula: Formula) -> Result<NodeId, Error> {
    reduced(infer, given, true, formula)
}

fn reduced(infer: &mut Infer<'_>, given: &Arguments, skips_nan: bool, formula: Formula) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let x = infer.strengthen(x)?;
    let keepdims = given.flag(infer, &KEEPDIMS)?;
    let condition = given.condition(infer, &WHERE)?;
    let (along, condition) = match given.chosen(infer, &X) {
        Some(chosen) => {
            check_of_all(infer, given, (chosen, x), keepdims || condition.is_some())?;
            let axes = (0..infer.arrays.shape(x.node).len()).collect();
            (ReducedAxes { axes, is_list: false }, Some(chosen))
        }
        None => (given.axes(infer, &AXES, x)?, condition),
    };
    let condition = match condition {
        Some(condition) => Some(of_shape(infer, condition, x)?),
        None => None,
    };
    let skips_nan = skips_nan && has_nan(infer.dtype(x));
    let (x, rounds_to) = infer.computed(x);
    let mut reducer = Reducer { infer, given, along, skips_nan, condition, rounds_to, span: given.span };
    let result = formula(&mut reducer, x)?;
    let result = if keepdims { reducer.with_axes(result, x) } else { result };
    let rounds_to = reducer.rounds_to;
    Ok(infer.rounded(result.node, rounds_to))
}

/// Whether a truth value holds everywhere.
pub(super) fn holds_everywhere(infer: &mut Infer<'_>, given: &Arguments, x: TypedNode) -> Result<NodeId, Error> {
    let axes = (0..infer.arrays.shape(x.node).len()).collect();
    let along = ReducedAxes { axes, is_list: false };
    let mut reducer =
        Reducer { infer, given, along, skips_nan: false, rounds_to: None, condition: None, span: given.span };
    reducer.truth(x, Fold::Minimum).map(|all| all.node)
}

/// Refuses axes beside a condition as an index: what it chooses has one axis, along which all of it is reduced.
fn check_of_all(
    infer: &Infer<'_>,
    given: &Arguments,
    (chosen, x): (TypedNode, TypedNode),
    has_more: bool,
) -> Result<(), Error> {
    let has_one_axis = !infer.arrays.shape(chosen.node).is_empty() && {
        let (own, whole) = (infer.arrays.shape(chosen.node), infer.arrays.shape(x.node));
        own == whole
    };
    if has_more || given.is_given(infer, &AXES) && !has_one_axis {
        return Err(Error::compile(CompileError::ConditionAsIndex, chosen.span)
            .with_help(format!("along axes write `{}(x, axis=0, where=x > 0)`", given.function.name)));
    }
    given.axes_of(infer, &AXES, 1).map(|_| ())
}

/// A condition repeated to the shape of the operand.
fn of_shape(infer: &mut Infer<'_>, condition: TypedNode, x: TypedNode) -> Result<TypedNode, Error> {
    let (own, whole) = (infer.arrays.shape(condition.node).clone(), infer.arrays.shape(x.node).clone());
    if own == whole {
        return Ok(condition);
    }
    if !shape::fits(&own, &whole) {
        let (left, right) = (shape::display(&whole), shape::display(&own));
        return Err(Error::bind(BindError::ShapeMismatch { left, right }, Some(condition.span))
            .with_help("the condition must have the operand's shape, or one that broadcasts to it"));
    }
    let node = everywhere(infer, condition.node, &whole, condition.span)?;
    Ok(TypedNode { node, ..condition })
}

impl<'r, 't> Reducer<'r, 't> {
    /// What is done along the axes of a call, with elements as the floats that arithmetic on them is done in.
    pub fn of_floats(infer: &'r mut Infer<'t>, given: &'r Arguments) -> Result<(Self, TypedNode), Error> {
        let x = given.value(infer, &X)?;
        let x = infer.strong(x, float_for(infer.dtype(x)))?;
        let along = given.axes(infer, &AXES, x)?;
        let (x, rounds_to) = infer.computed(x);
        Ok((Self { infer, given, along, skips_nan: false, rounds_to, condition: None, span: given.span }, x))
    }

    /// The result, in the type of the call.
    pub fn finished(self, result: TypedNode) -> NodeId {
        self.infer.rounded(result.node, self.rounds_to)
    }

    pub fn apply(&mut self, op: Op, operands: &[TypedNode]) -> Result<TypedNode, Error> {
        self.infer.apply(op, operands, self.span)
    }

    pub fn constant(&mut self, value: impl Into<Scalar>) -> TypedNode {
        self.infer.constant(value.into(), self.span)
    }

    /// A value in the type of another.
    pub fn alike(&mut self, value: TypedNode, other: TypedNode) -> Result<TypedNode, Error> {
        self.infer.strong(value, self.infer.dtype(other))
    }

    /// Refuses elements that the fold does not join.
    fn check_type(&self, x: TypedNode, fold: Fold) -> Result<(), Error> {
        match fold.joins_by() {
            Some(op) if op.row().domain.resolve(self.infer.dtype(x)).is_none() => {
                Err(self.infer.unsupported(&format!("`{}`", self.given.function.name), op, &[x], self.span))
            }
            _ => Ok(()),
        }
    }

    /// Many elements made one.
    pub fn fold(&mut self, x: TypedNode, fold: Fold) -> Result<TypedNode, Error> {
        self.check_type(x, fold)?;
        if self.along.axes.is_empty() {
            return Ok(x);
        }
        if self.folded(x) == 0 {
            let Some(nothing) = fold.of_nothing() else {
                return Err(nothing_to_compare(self.span));
            };
            return self.filled(x, nothing.into());
        }
        let fold = Reduction { fold, axes: self.along.axes.as_slice().into() };
        let node = self.infer.arrays.reduced(x.node, fold);
        Ok(TypedNode::strong(node, self.span))
    }

    /// A sum or product, of elements wide enough for it, from a value on.
    pub fn total(&mut self, x: TypedNode, fold: Fold, initial: &Parameter) -> Result<TypedNode, Error> {
        let op = fold.joins_by();
        let total = self.sum(x, fold)?;
        if !self.given.is_given(self.infer, initial) {
            return Ok(total);
        }
        let initial = self.given.value(self.infer, initial)?;
        let initial = self.initial(initial, total)?;
        self.apply(op.expect("a sum is one by an operation"), &[initial, total])
    }

    /// A sum or product, of elements wide enough for it.
    pub fn sum(&mut self, x: TypedNode, fold: Fold) -> Result<TypedNode, Error> {
        let x = match fold.of_nothing() {
            Some(neutral) if self.skips_nan => self.without_nan(x, neutral as f64)?,
            _ => x,
        };
        let x = self.as_asked(x, sum_type(self.infer.dtype(x)))?;
        let fold = self.adding(fold, self.infer.dtype(x))?;
        let x = self.chosen(x, fold)?;
        self.fold(x, fold)
    }

    /// What a fold begins with: one value, of the type of its result.
    fn initial(&mut self, initial: TypedNode, result: TypedNode) -> Result<TypedNode, Error> {
        if !self.infer.arrays.shape(initial.node).is_empty() {
            let shape = shape::display(self.infer.arrays.shape(initial.node));
            return Err(Error::compile(CompileError::NotOneValue { shape }, initial.span));
        }
        let node = self.infer.cast(initial, self.infer.dtype(result))?;
        Ok(TypedNode { weak: false, node, ..initial })
    }

    /// The elements with what is neutral to a fold in the place of those that are passed over by the condition.
    pub fn chosen(&mut self, x: TypedNode, fold: Fold) -> Result<TypedNode, Error> {
        let Some(condition) = self.condition else { return Ok(x) };
        let neutral = self.infer.arrays.constant(fold.neutral(self.infer.dtype(x)));
        self.apply(Op::Where, &[condition, x, TypedNode::strong(neutral, self.span)])
    }

    /// The least or greatest element; of nothing that a condition leaves, what is greater or less than all.
    pub fn extreme(&mut self, x: TypedNode, fold: Fold) -> Result<TypedNode, Error> {
        let holds_nowhere =
            |condition: TypedNode| self.infer.arrays.graph.as_constant(condition.node) == Some(false.into());
        if self.condition.is_some_and(holds_nowhere) {
            return Err(nothing_to_compare(self.span));
        }
        let x = self.chosen(x, fold)?;
        self.fold(x, fold)
    }

    /// The same from a value on, if one is given.
    pub fn extreme_from(&mut self, x: TypedNode, fold: Fold) -> Result<TypedNode, Error> {
        let Some(initial) = self.given.optional(self.infer, &INITIAL)? else { return self.extreme(x, fold) };
        let initial = self.initial(initial, x)?;
        let op = fold.joins_by().expect("an extreme is one by an operation");
        let chosen = self.chosen(x, fold)?;
        let extreme = match self.folded(x) {
            0 => self.filled(x, fold.neutral(self.infer.dtype(x)))?,
            _ => self.fold(chosen, fold)?,
        };
        self.apply(op, &[initial, extreme])
    }

    /// Whether any element is not zero, or whether all are: the greatest or the least of truth values.
    pub fn truth(&mut self, x: TypedNode, fold: Fold) -> Result<TypedNode, Error> {
        let truth = self.apply(Op::Bool, &[x])?;
        let truth = self.chosen(truth, fold)?;
        match self.folded(x) {
            0 => self.filled(truth, (fold == Fold::Minimum).into()),
            _ => self.fold(truth, fold),
        }
    }

    /// How many elements are not zero.
    pub fn count(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        let truth = self.apply(Op::Bool, &[x])?;
        let ones = self.infer.strong(truth, DType::I64)?;
        let ones = self.chosen(ones, Fold::Add)?;
        self.fold(ones, Fold::Add)
    }

    /// The first place of an extreme: along the axis, or in the array as a row.
    pub fn place(&mut self, x: TypedNode, fold: Fold) -> Result<TypedNode, Error> {
        if self.along.is_list {
            return Err(Error::compile(CompileError::OneAxisOnly, self.span));
        }
        self.check_type(x, fold)?;
        if self.along.axes.is_empty() {
            return self.place_of_one(x);
        }
        let may_be_nat = self.infer.dtype(x).is_time();
        let fold = match fold {
            Fold::Fmin if may_be_nat => Fold::Minimum,
            Fold::Fmax if may_be_nat => Fold::Maximum,
            fold => fold,
        };
        let shape = self.infer.arrays.shape(x.node).clone();
        let extreme = self.extreme(x, fold)?;
        let extreme = self.with_axes(extreme, x);
        let mut is_there = self.apply(Op::Equal, &[x, extreme])?;
        if (has_nan(self.infer.dtype(x)) || may_be_nat) && !self.skips_nan {
            // Of NaN the extreme is NaN, which nothing equals.
            let is_nan = self.apply(Op::IsNan, &[x])?;
            is_there = self.apply(Op::LogicalOr, &[is_there, is_nan])?;
        }
        if let Some(condition) = self.condition {
            is_there = self.apply(Op::LogicalAnd, &[is_there, condition])?;
        }
        let places = place_numbers(self.infer, &self.along.axes, &shape, self.span)?;
        let beyond = self.constant(self.folded(x) as i64);
        let candidates = self.apply(Op::Where, &[is_there, places, beyond])?;
        let place = self.fold(candidates, Fold::Minimum)?;
        if !self.skips_nan && self.condition.is_none() {
            return Ok(place);
        }
        // Where all elements are NaN, or passed over, none is the extreme.
        let is_none = self.apply(Op::Equal, &[place, beyond])?;
        let none = self.constant(-1_i64);
        self.apply(Op::Where, &[is_none, none, place])
    }

    /// The place of the only element there is, which is 0, and no constant: it is known beforehand no more than any
    /// other.
    fn place_of_one(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        let zero = self.apply(Op::ZerosLike, &[x])?;
        let zero = self.infer.strong(zero, DType::I64)?;
        let Some(counts) = self.counts(x)? else { return Ok(zero) };
        let none = self.constant(-1_i64);
        self.apply(Op::Where, &[counts, zero, none])
    }

    /// How many elements become one.
    pub fn folded(&self, x: TypedNode) -> usize {
        let shape = self.infer.arrays.shape(x.node);
        self.along.axes.iter().map(|&axis| shape[axis]).fold(1, usize::saturating_mul)
    }

    /// A value in the shape and type that a reduction of `x` has.
    pub fn filled(&mut self, x: TypedNode, value: Scalar) -> Result<TypedNode, Error> {
        let dtype = self.infer.dtype(x);
        let constant = self.constant(value);
        let mut filled = self.infer.strong(constant, dtype)?;
        let shape = self.infer.arrays.shape(x.node).clone();
        let is_kept = |axis: &usize| !self.along.axes.contains(axis);
        let kept: Vec<usize> = (0..shape.len()).filter(is_kept).map(|axis| shape[axis]).collect();
        for axis in 0..kept.len() {
            let along = TypedNode::strong(self.infer.arrays.places(axis, &kept), self.span);
            let zeros = self.apply(Op::ZerosLike, &[along])?;
            let zeros = self.infer.strong(zeros, dtype)?;
            filled = self.apply(if dtype == DType::Bool { Op::LogicalOr } else { Op::Add }, &[filled, zeros])?;
        }
        Ok(filled)
    }

    /// A result with the axes that were folded put back, of length 1.
    pub fn with_axes(&mut self, result: TypedNode, x: TypedNode) -> TypedNode {
        let shape = self.infer.arrays.shape(x.node).clone();
        let pick = |axis: usize| match self.along.axes.contains(&axis) {
            true => Pick::New,
            false => Pick::Range { start: 0, step: 1, count: shape[axis] },
        };
        let view = (0..shape.len()).map(pick).collect();
        TypedNode { node: self.infer.arrays.part(result.node, view), ..result }
    }

    /// Which elements are not passed over, if some may be.
    pub fn counts(&mut self, x: TypedNode) -> Result<Option<TypedNode>, Error> {
        if !self.skips_nan {
            return Ok(self.condition);
        }
        let is_nan = self.apply(Op::IsNan, &[x])?;
        let is_number = self.apply(Op::LogicalNot, &[is_nan])?;
        match self.condition {
            Some(condition) => self.apply(Op::LogicalAnd, &[is_number, condition]).map(Some),
            None => Ok(Some(is_number)),
        }
    }

    /// How many elements are not passed over, if some may be.
    pub fn counted(&mut self, x: TypedNode) -> Result<Option<TypedNode>, Error> {
        let Some(counts) = self.counts(x)? else { return Ok(None) };
        let ones = self.infer.strong(counts, DType::I64)?;
        self.fold(ones, Fold::Add).map(Some)
    }

    /// The elements with something else in the place of NaN.
    pub fn without_nan(&mut self, x: TypedNode, instead: f64) -> Result<TypedNode, Error> {
        let is_nan = self.apply(Op::IsNan, &[x])?;
        let instead = self.constant(instead);
        self.apply(Op::Where, &[is_nan, instead, x])
    }

    /// The operand in the type that is asked for, or else in another one.
    fn as_asked(&mut self, x: TypedNode, otherwise: DType) -> Result<TypedNode, Error> {
        let Some(asked) = self.given.dtype(self.infer, &DTYPE)? else { return self.infer.strong(x, otherwise) };
        let x = self.infer.strong(x, asked)?;
        let (x, rounds_to) = self.infer.computed(x);
        self.rounds_to = rounds_to;
        Ok(x)
    }

    /// The operand in the type of floats or complex numbers that is asked for, or in its own.
    pub fn as_asked_float(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        let own = float_for(self.infer.dtype(x));
        let dtype = self.given.dtype(self.infer, &DTYPE)?.unwrap_or(own);
        match dtype.kind() {
            Kind::Float | Kind::Complex => self.as_asked(x, own),
            Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => Err(self.unsupported(dtype.to_string())),
            Kind::Bool | Kind::Unsigned | Kind::Signed => Err(self.unsupported(format!("dtype={dtype}"))),
        }
    }

    /// The error of a function that is not there for such operands.
    pub fn unsupported(&self, operands: String) -> Error {
        let operation = format!("`{}`", self.given.function.name);
        Error::compile(CompileError::UnsupportedTypes { operation, operands }, self.span)
    }

    /// The fold that adds up or multiplies elements of a type.
    fn adding(&self, fold: Fold, dtype: DType) -> Result<Fold, Error> {
        fold_of(fold, dtype).ok_or_else(|| self.unsupported(dtype.to_string()))
    }
}

/// The error of an extreme of nothing.
fn nothing_to_compare(span: Span) -> Error {
    Error::compile(CompileError::NothingToCompare, span).with_help("there is no least or greatest of no elements")
}

/// Whether values of a type may be NaN, which the functions of that name pass over; NaT they do not, as in NumPy.
fn has_nan(dtype: DType) -> bool {
    match dtype.kind() {
        Kind::Float | Kind::Complex => true,
        Kind::Bool | Kind::Unsigned | Kind::Signed | Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => {
            false
        }
    }
}

/// The fold that a sum or a product of elements is, if there is one: lengths of time are added by knowing NaT.
pub(super) fn fold_of(fold: Fold, dtype: DType) -> Option<Fold> {
    match (fold, dtype.kind()) {
        (Fold::Add, Kind::Timedelta) => Some(Fold::SpanAdd),
        (_, Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text) => None,
        (fold, Kind::Bool | Kind::Unsigned | Kind::Signed | Kind::Float | Kind::Complex) => Some(fold),
    }
}

/// The type that a sum of elements has: of integers the widest.
pub(super) fn sum_type(dtype: DType) -> DType {
    match dtype.kind() {
        Kind::Bool | Kind::Signed => DType::I64,
        Kind::Unsigned => DType::U64,
        Kind::Float | Kind::Complex | Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => dtype,
    }
}

/// The type of floats or complex numbers that elements are taken as where a result is one.
pub(super) fn float_for(dtype: DType) -> DType {
    match dtype.kind() {
        Kind::Float | Kind::Complex | Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => dtype,
        Kind::Bool | Kind::Unsigned | Kind::Signed => DType::F64,
    }
}
