//! Reductions, as folds by operations of the table and arithmetic on their results.
//!
//! A mean is a sum and a quotient; a variance a quotient of what a fold by moments gives; a place is the least index of
//! what equals the extreme.

use super::arrange::{Given, ONE_AXIS};
use crate::compile::array_graph::{Pick, Reduction, Shape};
use crate::compile::graph::NodeId;
use crate::compile::infer::{Infer, Value};
use crate::element::{DType, Kind, Scalar};
use crate::error::{BindError, CompileError, Error};
use crate::ops::{ArrayFunction, Fold, Moments, Op, conversion_named};
use crate::shape;
use crate::span::Span;
use crate::syntax::Node;

/// Along which axes, and whether they stay with length 1.
struct Over {
    axes: Vec<usize>,
    /// Whether they were given one by one.
    is_list: bool,
    keepdims: bool,
    span: Span,
}

impl Infer<'_> {
    pub(super) fn reduce(&mut self, given: &Given) -> Result<NodeId, Error> {
        use ArrayFunction as F;
        let x = self.needed(given, 0)?;
        let x = self.strengthen(x)?;
        // Of what is no float none is NaN.
        let function = match given.function {
            F::NanVar if self.dtype(x).kind() != Kind::Float => F::Var,
            F::NanStd if self.dtype(x).kind() != Kind::Float => F::Std,
            F::NanMean if self.dtype(x).kind() != Kind::Float => F::Mean,
            function => function,
        };
        match function {
            F::Dot => return self.dot(given, x),
            F::CumSum => return self.scan(given, x, Fold::Add),
            F::CumProd => return self.scan(given, x, Fold::Multiply),
            _ => {}
        }
        let over = self.over(given, x)?;
        let x = match function {
            F::NanSum | F::NanProd | F::Sum | F::Prod => self.widened(given, x)?,
            F::Mean | F::Var | F::Std | F::NanMean | F::NanVar | F::NanStd => self.as_float(given, x)?,
            _ => x,
        };
        let is_float = self.dtype(x).kind() == Kind::Float;
        let result = match function {
            F::Sum => self.fold(x, Fold::Add, &over)?,
            F::Prod => self.fold(x, Fold::Multiply, &over)?,
            F::Min => self.fold(x, Fold::Minimum, &over)?,
            F::Max => self.fold(x, Fold::Maximum, &over)?,
            F::NanMin => self.fold(x, Fold::Fmin, &over)?,
            F::NanMax => self.fold(x, Fold::Fmax, &over)?,
            F::Any | F::All => self.truth(x, function == F::All, &over)?,
            F::CountNonzero => {
                let is_not_zero = self.apply(Op::Bool, &[x], over.span)?;
                self.count(is_not_zero, &over)?
            }
            F::Norm => {
                let x = if is_float { x } else { self.strong(x, DType::F64)? };
                let squares = self.apply(Op::Multiply, &[x, x], over.span)?;
                let sum = self.fold(squares, Fold::Add, &over)?;
                self.apply(Op::Sqrt, &[sum], over.span)?
            }
            F::Mean => self.mean(x, &over)?,
            F::Var | F::Std => {
                let ddof = self.ddof(given)?;
                self.variance(x, Fold::Moments, ddof, function == F::Std, &over)?
            }
            F::NanSum | F::NanProd => {
                let (fold, neutral) = match function {
                    F::NanSum => (Fold::Add, 0.0),
                    _ => (Fold::Multiply, 1.0),
                };
                let x = if is_float { self.without_nan(x, neutral, over.span)? } else { x };
                self.fold(x, fold, &over)?
            }
            F::NanMean => self.nan_mean(x, &over)?,
            F::NanVar | F::NanStd => {
                let ddof = self.ddof(given)?;
                self.variance(x, Fold::NanMoments, ddof, function == F::NanStd, &over)?
            }
            F::ArgMin => self.place(x, Fold::Minimum, &over)?,
            F::ArgMax => self.place(x, Fold::Maximum, &over)?,
            F::NanArgMin => self.place(x, Fold::Fmin, &over)?,
            F::NanArgMax => self.place(x, Fold::Fmax, &over)?,
            F::Roll | F::Shift | F::Arange | F::Linspace | F::Index | F::Dot | F::CumSum | F::CumProd => {
                unreachable!("it is no reduction")
            }
            F::Zeros | F::Ones | F::Full | F::Random => {
                unreachable!("it is no reduction")
            }
        };
        Ok(if over.keepdims { self.with_axes(result, x, &over) } else { result }.node)
    }

    /// The sum of the products of two vectors.
    fn dot(&mut self, given: &Given, x: Value) -> Result<NodeId, Error> {
        let y = self.needed(given, 1)?;
        let shapes = [x, y].map(|value| self.arrays.shape(value.node).clone());
        if shapes.iter().any(|shape| shape.len() != 1) {
            let [left, right] = shapes.map(|shape| shape::display(&shape));
            return Err(Error::compile(CompileError::NotVectors { left, right }, given.span)
                .with_help("for arrays of more axes multiply and sum along one, `sum(x*y, axis=-1)`"));
        }
        if shapes[0] != shapes[1] {
            let [left, right] = shapes.map(|shape| shape::display(&shape));
            return Err(Error::bind(BindError::ShapeMismatch { left, right }, Some(given.span))
                .with_help("the vectors must be of the same length"));
        }
        let product = self.apply(Op::Multiply, &[x, y], given.span)?;
        let over = Over { axes: vec![0], is_list: false, keepdims: false, span: given.span };
        Ok(self.fold(product, Fold::Add, &over)?.node)
    }

    /// The folds up to each element.
    fn scan(&mut self, given: &Given, x: Value, fold: Fold) -> Result<NodeId, Error> {
        let x = self.widened(given, x)?;
        let axis = self.axis_of(given, 1, x)?;
        Ok(self.arrays.scanned(x.node, fold, axis))
    }

    /// A value converted to a type that it then has for good.
    fn strong(&mut self, x: Value, dtype: DType) -> Result<Value, Error> {
        let node = self.convert(Value { weak: false, ..x }, dtype)?;
        Ok(Value { node, weak: false, ..x })
    }

    fn over(&mut self, given: &Given, x: Value) -> Result<Over, Error> {
        let rank = self.arrays.shape(x.node).len();
        let span = given.span;
        let axes = match given.arguments[1].map(|id| (self.tree.node(id), id)) {
            None | Some((Node::None, _)) => (0..rank).collect(),
            Some((Node::Text(_), id)) => return Err(self.not_a_value(id).with_help(ONE_AXIS)),
            Some((Node::Tuple(items), id)) => {
                let mut axes = Vec::with_capacity(items.len());
                for &item in items {
                    let axis = self.axis(self.value(item), rank)?;
                    if axes.contains(&axis) {
                        return Err(Error::compile(CompileError::RepeatedAxis { axis }, self.tree.span(id)));
                    }
                    axes.push(axis);
                }
                axes.sort_unstable();
                axes
            }
            Some((_, id)) => vec![self.axis(self.value(id), rank)?],
        };
        let keepdims = match given.arguments[2] {
            None => false,
            Some(id) => {
                let value = self.value(id);
                let constant = self.arrays.graph.as_constant(value.node);
                let constant = constant.and_then(|value| value.as_integer()).map(|value| value != 0);
                let known = self.known_integer(value).map(|value| !value.is_zero());
                match known.or(constant) {
                    Some(keepdims) if matches!(self.tree.node(id), Node::Bool(_) | Node::Name(_)) => keepdims,
                    _ => return Err(Error::compile(CompileError::NotTrueOrFalse, self.tree.span(id))),
                }
            }
        };
        let is_list = given.arguments[1].is_some_and(|id| matches!(self.tree.node(id), Node::Tuple(_)));
        Ok(Over { axes, is_list, keepdims, span })
    }

    /// The type asked for, if one was.
    pub(super) fn asked_type(&self, given: &Given) -> Result<Option<DType>, Error> {
        let position = given.function.parameters().iter().position(|parameter| parameter.name == "dtype");
        let Some(id) = position.and_then(|position| given.arguments[position]) else { return Ok(None) };
        match self.tree.node(id) {
            Node::None => Ok(None),
            Node::Text(text) => match text.parse() {
                Ok(dtype) => Ok(Some(dtype)),
                Err(_) => {
                    let error =
                        Error::compile(CompileError::UnknownType { name: text.to_string() }, self.tree.span(id));
                    let types: Vec<_> = DType::ALL.iter().map(|dtype| dtype.name()).collect();
                    Err(match conversion_named(text) {
                        Some(dtype) => error.with_help(format!("write `dtype={dtype}`")),
                        None => error.with_help(format!("the types are {}", types.join(" "))),
                    })
                }
            },
            _ => Err(Error::compile(CompileError::UnknownType { name: "…".to_owned() }, self.tree.span(id))
                .with_help("write the name of a type, `dtype=f64`")),
        }
    }

    /// What a sum adds up: integers as 64 bits wide.
    fn widened(&mut self, given: &Given, x: Value) -> Result<Value, Error> {
        let dtype = self.asked_type(given)?.unwrap_or(sum_type(self.dtype(x)));
        self.strong(x, dtype)
    }

    /// What a mean is computed of: floats.
    fn as_float(&mut self, given: &Given, x: Value) -> Result<Value, Error> {
        let own = match self.dtype(x).kind() {
            Kind::Float => self.dtype(x),
            _ => DType::F64,
        };
        let dtype = self.asked_type(given)?.unwrap_or(own);
        if dtype.kind() != Kind::Float {
            let (operation, operands) = (format!("`{}`", given.function.name()), format!("dtype={dtype}"));
            return Err(Error::compile(CompileError::UnsupportedTypes { operation, operands }, given.span));
        }
        self.strong(x, dtype)
    }

    fn ddof(&mut self, given: &Given) -> Result<f64, Error> {
        match self.argument(given, 3)? {
            Some(ddof) => self.float(ddof),
            None => Ok(0.0),
        }
    }

    /// How many elements become one.
    fn folded(&self, x: Value, over: &Over) -> usize {
        over.axes.iter().map(|&axis| self.arrays.shape(x.node)[axis]).fold(1, usize::saturating_mul)
    }

    fn fold(&mut self, x: Value, fold: Fold, over: &Over) -> Result<Value, Error> {
        if over.axes.is_empty() {
            return Ok(x);
        }
        if self.folded(x, over) == 0 {
            let Some(nothing) = fold.of_nothing() else {
                return Err(Error::compile(CompileError::NothingToCompare, over.span)
                    .with_help("there is no least or greatest of no elements"));
            };
            return self.filled(x, over, nothing.into());
        }
        let reduction = Reduction { fold, axes: over.axes.as_slice().into() };
        let node = self.arrays.reduced(x.node, reduction);
        Ok(Value { node, weak: false, span: over.span, name: None })
    }

    /// A value in the shape and type that a reduction of `x` has.
    fn filled(&mut self, x: Value, over: &Over, value: Scalar) -> Result<Value, Error> {
        let (span, dtype) = (over.span, self.dtype(x));
        let constant = self.constant(value, span);
        let mut filled = self.strong(constant, dtype)?;
        let shape = self.arrays.shape(x.node).clone();
        let is_kept = |axis: &usize| !over.axes.contains(axis);
        let kept: Vec<usize> = (0..shape.len()).filter(is_kept).map(|axis| shape[axis]).collect();
        for axis in 0..kept.len() {
            let node = self.arrays.places(axis, &kept);
            let along = Value { node, weak: false, span, name: None };
            let zeros = self.apply(Op::ZerosLike, &[along], span)?;
            let zeros = self.strong(zeros, dtype)?;
            filled = self.apply(if dtype == DType::Bool { Op::LogicalOr } else { Op::Add }, &[filled, zeros], span)?;
        }
        Ok(filled)
    }

    /// A result with the axes that were folded put back, of length 1.
    fn with_axes(&mut self, result: Value, x: Value, over: &Over) -> Value {
        let shape: Shape = self.arrays.shape(x.node).clone();
        let pick = |axis: usize| match over.axes.contains(&axis) {
            true => Pick::New,
            false => Pick::Range { start: 0, step: 1, count: shape[axis] },
        };
        let view = (0..shape.len()).map(pick).collect();
        Value { node: self.arrays.part(result.node, view), ..result }
    }

    fn truth(&mut self, x: Value, all: bool, over: &Over) -> Result<Value, Error> {
        let truth = self.apply(Op::Bool, &[x], over.span)?;
        match self.folded(x, over) {
            0 => self.filled(truth, over, all.into()),
            _ => self.fold(truth, if all { Fold::Minimum } else { Fold::Maximum }, over),
        }
    }

    /// How many truth values hold.
    fn count(&mut self, truth: Value, over: &Over) -> Result<Value, Error> {
        let ones = self.strong(truth, DType::I64)?;
        self.fold(ones, Fold::Add, over)
    }

    fn mean(&mut self, x: Value, over: &Over) -> Result<Value, Error> {
        let sum = self.fold(x, Fold::Add, over)?;
        let n = self.constant((self.folded(x, over) as f64).into(), over.span);
        self.apply(Op::Divide, &[sum, n], over.span)
    }

    fn variance(&mut self, x: Value, fold: Fold, ddof: f64, root: bool, over: &Over) -> Result<Value, Error> {
        let span = over.span;
        let (count, squares) = self.moments(x, fold, over)?;
        let n = match count {
            None => self.constant((self.folded(x, over) as f64 - ddof).max(0.0).into(), span),
            Some(count) => {
                let ddof = self.constant(ddof.into(), span);
                self.apply(Op::Subtract, &[count, ddof], span)?
            }
        };
        let mut variance = self.apply(Op::Divide, &[squares, n], span)?;
        if count.is_some() {
            // Of no more elements than that there is none.
            let zero = self.constant(0.0.into(), span);
            let has_any = self.apply(Op::Greater, &[n, zero], span)?;
            let nan = self.constant(f64::NAN.into(), span);
            variance = self.apply(Op::Where, &[has_any, variance, nan], span)?;
        }
        if root { self.apply(Op::Sqrt, &[variance], span) } else { Ok(variance) }
    }

    /// How many elements there are, where some may be skipped, and the sum of the squares of their distances from their mean.
    fn moments(&mut self, x: Value, fold: Fold, over: &Over) -> Result<(Option<Value>, Value), Error> {
        let span = over.span;
        if over.axes.is_empty() {
            // Each element is its own mean.
            let skips_nan = fold == Fold::NanMoments;
            let count = if skips_nan { Some(self.is_number(x, span)?) } else { None };
            let x = if skips_nan { self.without_nan(x, 0.0, span)? } else { x };
            let count = count.map(|count| self.strong(count, self.dtype(x))).transpose()?;
            return Ok((count, self.apply(Op::Subtract, &[x, x], span)?));
        }
        let moments = self.fold(x, fold, over)?;
        if self.folded(x, over) == 0 {
            return Ok((None, moments));
        }
        let shape = self.arrays.shape(moments.node).clone();
        let mut part = |part: usize| {
            let whole = |&count: &usize| Pick::Range { start: 0, step: 1, count };
            let view = std::iter::once(Pick::At(part)).chain(shape[1..].iter().map(whole)).collect();
            Value { node: self.arrays.part(moments.node, view), ..moments }
        };
        let count = (fold == Fold::NanMoments).then(|| part(Moments::COUNT));
        Ok((count, part(Moments::SQUARES)))
    }

    /// Which elements are not NaN.
    fn is_number(&mut self, x: Value, span: Span) -> Result<Value, Error> {
        let is_nan = self.apply(Op::IsNan, &[x], span)?;
        self.apply(Op::LogicalNot, &[is_nan], span)
    }

    /// The elements with something else in the place of NaN.
    fn without_nan(&mut self, x: Value, instead: f64, span: Span) -> Result<Value, Error> {
        let is_nan = self.apply(Op::IsNan, &[x], span)?;
        let instead = self.constant(instead.into(), span);
        self.apply(Op::Where, &[is_nan, instead, x], span)
    }

    /// The mean of what is not NaN.
    fn nan_mean(&mut self, x: Value, over: &Over) -> Result<Value, Error> {
        let span = over.span;
        let numbers = self.without_nan(x, 0.0, span)?;
        let sum = self.fold(numbers, Fold::Add, over)?;
        let is_number = self.is_number(x, span)?;
        let count = self.count(is_number, over)?;
        let count = self.strong(count, self.dtype(x))?;
        self.apply(Op::Divide, &[sum, count], span)
    }

    /// The first place of an extreme: along the axis, or in the array as a row.
    fn place(&mut self, x: Value, fold: Fold, over: &Over) -> Result<Value, Error> {
        let (span, shape) = (over.span, self.arrays.shape(x.node).clone());
        if over.is_list {
            return Err(Error::compile(CompileError::OneAxisOnly, span));
        }
        let passes_over_nan = self.dtype(x).kind() == Kind::Float && matches!(fold, Fold::Fmin | Fold::Fmax);
        if over.axes.is_empty() {
            // No constant: the place is known beforehand no more than any other.
            let zero = self.apply(Op::ZerosLike, &[x], span)?;
            let zero = self.strong(zero, DType::I64)?;
            if !passes_over_nan {
                return Ok(zero);
            }
            let is_nan = self.apply(Op::IsNan, &[x], span)?;
            let none = self.constant((-1_i64).into(), span);
            return self.apply(Op::Where, &[is_nan, none, zero], span);
        }
        let extreme = self.fold(x, fold, over)?;
        let extreme = self.with_axes(extreme, x, over);
        let mut is_there = self.apply(Op::Equal, &[x, extreme], span)?;
        if self.dtype(x).kind() == Kind::Float && !passes_over_nan {
            // Of NaN the extreme is NaN, which nothing equals.
            let is_nan = self.apply(Op::IsNan, &[x], span)?;
            is_there = self.apply(Op::LogicalOr, &[is_there, is_nan], span)?;
        }
        let places = self.place_numbers(&over.axes, &shape, span)?;
        let beyond = self.constant((self.folded(x, over) as i64).into(), span);
        let candidates = self.apply(Op::Where, &[is_there, places, beyond], span)?;
        let place = self.fold(candidates, Fold::Minimum, over)?;
        if !passes_over_nan {
            return Ok(place);
        }
        // Where all are NaN there is none.
        let is_none = self.apply(Op::Equal, &[place, beyond], span)?;
        let none = self.constant((-1_i64).into(), span);
        self.apply(Op::Where, &[is_none, none, place], span)
    }
}

/// The type that a sum of elements has.
fn sum_type(dtype: DType) -> DType {
    match dtype.kind() {
        Kind::Bool | Kind::Signed => DType::I64,
        Kind::Unsigned => DType::U64,
        Kind::Float => dtype,
    }
}
