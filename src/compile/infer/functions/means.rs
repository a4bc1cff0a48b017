//! Means, variances and norms.
//!
//! A variance is made of what one fold by moments gives, and no sum of squares less the square of a sum: that would
//! lose all digits where the mean is large beside the spread, and two folds one after the other would read memory
//! twice.

use super::parameters::{DDOF, WEIGHTS};
use super::reduce::{Reducer, float_for};
use crate::compile::array_graph::Pick;
use crate::compile::infer::context::TypedNode;
use crate::element::{DType, Kind, promote};
use crate::error::{BindError, Error};
use crate::ops::{Fold, Moments, Op};
use crate::shape;

impl Reducer<'_, '_> {
    pub fn mean(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        if let DType::Timedelta64(_) = self.infer.dtype(x) {
            let sum = self.sum(x, Fold::Add)?;
            let count = match self.counted(x)? {
                Some(count) => count,
                None => self.constant(self.folded(x) as i64),
            };
            return self.apply(Op::Divide, &[sum, count]);
        }
        let x = self.as_asked_float(x)?;
        self.mean_of_floats(x)
    }

    fn mean_of_floats(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        let terms = if self.skips_nan { self.without_nan(x, 0.0)? } else { x };
        let terms = self.chosen(terms, Fold::Add)?;
        let sum = self.fold(terms, Fold::Add)?;
        let count = match self.counted(x)? {
            Some(count) => self.infer.strong(count, self.infer.dtype(x))?,
            None => self.constant(self.folded(x) as f64),
        };
        self.apply(Op::Divide, &[sum, count])
    }

    /// The mean with weights, if there are any: of the same shape, or as many as there are elements along the one axis.
    pub fn average(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        let Some(weights) = self.given.optional(self.infer, &WEIGHTS)? else {
            let x = self.infer.strong(x, float_for(self.infer.dtype(x)))?;
            return self.mean_of_floats(x);
        };
        let weights = self.infer.strengthen(weights)?;
        let own = self.rounds_to.unwrap_or(self.infer.dtype(x));
        let (x, weights) = match promote(float_for(own), self.infer.dtype(weights)) {
            Some(dtype) if Some(dtype) == self.rounds_to => {
                let weights = self.infer.strong(weights, dtype)?;
                (x, self.infer.computed(weights).0)
            }
            Some(dtype) => {
                self.rounds_to = None;
                (self.infer.strong(x, dtype)?, self.infer.strong(weights, dtype)?)
            }
            None => return Err(self.infer.unsupported("`average`", Op::Multiply, &[x, weights], self.span)),
        };
        let weights = self.along_the_axis(weights, x)?;
        let weighted = self.apply(Op::Multiply, &[x, weights])?;
        let weighted = self.chosen(weighted, Fold::Add)?;
        let weights = self.chosen(weights, Fold::Add)?;
        let (sum, whole) = (self.fold(weighted, Fold::Add)?, self.fold(weights, Fold::Add)?);
        let whole = if self.infer.arrays.shape(weights.node) == self.infer.arrays.shape(x.node) {
            whole
        } else {
            // One number, whatever axes are left.
            let view = self.infer.arrays.shape(whole.node).iter().map(|_| Pick::At(0)).collect();
            TypedNode { node: self.infer.arrays.part(whole.node, view), ..whole }
        };
        self.apply(Op::Divide, &[sum, whole])
    }

    /// Weights of one axis, or of the operand's shape, in a shape that meets the operand's.
    fn along_the_axis(&mut self, weights: TypedNode, x: TypedNode) -> Result<TypedNode, Error> {
        let (shape, own) = (self.infer.arrays.shape(x.node).clone(), self.infer.arrays.shape(weights.node).clone());
        if own == shape {
            return Ok(weights);
        }
        let is_kept = |axis: usize| !self.along.axes.contains(&axis);
        match (self.along.axes.as_slice(), &*own) {
            (&[axis], &[length]) if shape[axis] == length => {
                let pick = |other: usize| match is_kept(other) {
                    true => Pick::New,
                    false => Pick::Range { start: 0, step: 1, count: length },
                };
                let view = (0..shape.len()).map(pick).collect();
                Ok(TypedNode { node: self.infer.arrays.part(weights.node, view), ..weights })
            }
            _ => {
                let (left, right) = (shape::display(&shape), shape::display(&own));
                Err(Error::bind(BindError::ShapeMismatch { left, right }, Some(weights.span))
                    .with_help("weights are of the array's shape, or as many as there are along one axis, `axis=0`"))
            }
        }
    }

    pub fn variance(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        let x = self.as_asked_float(x)?;
        let ddof = self.given.float(self.infer, &DDOF)?;
        let (count, squares) = self.moments(x)?;
        let n = match count {
            None => self.constant((self.folded(x) as f64 - ddof).max(0.0)),
            Some(count) => {
                let ddof = self.constant(ddof);
                let n = self.apply(Op::Subtract, &[count, ddof])?;
                let zero = self.constant(0.0);
                self.apply(Op::Maximum, &[n, zero])?
            }
        };
        let variance = self.apply(Op::Divide, &[squares, n])?;
        if count.is_none() {
            return Ok(variance);
        }
        if !self.skips_nan {
            return self.or_nan(variance, x);
        }
        // Where no more elements than `ddof` are left there is no variance.
        let zero = self.constant(0.0);
        let has_any = self.apply(Op::Greater, &[n, zero])?;
        let nan = self.constant(f64::NAN);
        self.apply(Op::Where, &[has_any, variance, nan])
    }

    /// The square root of the variance.
    pub fn deviation(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        let variance = self.variance(x)?;
        self.apply(Op::Sqrt, &[variance])
    }

    /// The square root of the sum of squares.
    pub fn norm(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        let x = self.infer.strong(x, float_for(self.infer.dtype(x)))?;
        let imaginary = match self.infer.dtype(x).kind() {
            Kind::Complex => Some(self.apply(Op::ImaginaryPart, &[x])?),
            Kind::Bool | Kind::Unsigned | Kind::Signed | Kind::Float => None,
            Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => {
                return Err(self.unsupported(self.infer.dtype(x).to_string()));
            }
        };
        let real = self.real(x)?;
        let mut squares = self.apply(Op::Multiply, &[real, real])?;
        if let Some(imaginary) = imaginary {
            let others = self.apply(Op::Multiply, &[imaginary, imaginary])?;
            squares = self.apply(Op::Add, &[squares, others])?;
        }
        let squares = self.chosen(squares, Fold::Add)?;
        let sum = self.fold(squares, Fold::Add)?;
        self.apply(Op::Sqrt, &[sum])
    }

    /// How many elements there are, where some may be passed over, and the sum of the squares of their distances from
    /// their mean.
    fn moments(&mut self, x: TypedNode) -> Result<(Option<TypedNode>, TypedNode), Error> {
        if self.along.axes.is_empty() {
            // Each element is its own mean.
            let count = match self.counts(x)? {
                Some(counts) => Some(self.infer.strong(counts, self.infer.dtype(x).part())?),
                None => None,
            };
            let term = if self.skips_nan { self.without_nan(x, 0.0)? } else { x };
            let term = self.chosen(term, Fold::Add)?;
            let distance = self.apply(Op::Subtract, &[term, term])?;
            return Ok((count, self.apply(Op::Absolute, &[distance])?));
        }
        let mut terms = x;
        if let Some(condition) = self.condition {
            let nan = self.constant(f64::NAN);
            terms = self.apply(Op::Where, &[condition, x, nan])?;
        }
        let skips_nan = self.skips_nan || self.condition.is_some();
        let fold = if skips_nan { Fold::NanMoments } else { Fold::Moments };
        let moments = self.fold(terms, fold)?;
        if self.folded(x) == 0 {
            return Ok((None, self.real(moments)?));
        }
        let shape = self.infer.arrays.shape(moments.node).clone();
        let mut part = |part: usize| -> Result<TypedNode, Error> {
            let whole = |&count: &usize| Pick::Range { start: 0, step: 1, count };
            let view = std::iter::once(Pick::At(part)).chain(shape[1..].iter().map(whole)).collect();
            let part = TypedNode { node: self.infer.arrays.part(moments.node, view), ..moments };
            self.real(part)
        };
        let count = if skips_nan { Some(part(Moments::COUNT)?) } else { None };
        Ok((count, part(Moments::SQUARES)?))
    }

    /// The real part of complex numbers; real ones are as they are.
    fn real(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        match self.infer.dtype(x).kind() {
            Kind::Complex => self.apply(Op::RealPart, &[x]),
            Kind::Bool | Kind::Unsigned | Kind::Signed | Kind::Float => Ok(x),
            Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => Ok(x),
        }
    }

    /// The variance, or NaN where an element that counts is NaN: those were passed over as those that do not count are.
    fn or_nan(&mut self, variance: TypedNode, x: TypedNode) -> Result<TypedNode, Error> {
        let is_nan = self.apply(Op::IsNan, &[x])?;
        let is_nan = self.chosen(is_nan, Fold::Maximum)?;
        let has_nan = self.fold(is_nan, Fold::Maximum)?;
        let nan = self.constant(f64::NAN);
        self.apply(Op::Where, &[has_nan, nan, variance])
    }
}
