//! Integers that have no type yet: what operators make of them, and what they become where they meet a type.
//!
//! Literals and integers given by value are exact, as Python's are, as long as they are among themselves. Where one
//! meets an integer type it must fit; of a float type it becomes the nearest value. Alone they are i64, or else u64.
//!
//! Those given by value are not known yet. What is computed of them is a graph of its own, worked out when a program is
//! bound, and its results enter the graph of arrays where they meet a type. (To compile them in would make a program
//! for each value that is given; as i64 they would wrap.)

use super::context::{Infer, TypedNode};
use crate::compile::array_graph::ArraySource;
use crate::compile::graph::{Node, NodeId};
use crate::compile::integers::Computed;
use crate::element::{DType, Kind, Scalar};
use crate::error::{CompileError, Error, WIDER};
use crate::integer::{Integer, NoInteger};
use crate::ops::Op;
use crate::program::{IntegerId, IntegerSource};
use crate::span::Span;

impl Infer<'_> {
    /// An integer that is known.
    pub(super) fn literal(&mut self, value: impl Into<Integer>, span: Span) -> TypedNode {
        let integer = self.arrays.integers.add(IntegerSource::Known(value.into()));
        self.weak_integer(integer, span)
    }

    /// An integer given by value.
    pub(super) fn integer_input(&mut self, name: usize, span: Span) -> TypedNode {
        let integer = self.arrays.integers.add(IntegerSource::Input(name));
        self.weak_integer(integer, span)
    }

    fn weak_integer(&mut self, integer: IntegerId, span: Span) -> TypedNode {
        TypedNode { node: self.arrays.integer(integer), weak: true, span, name: None, text: None }
    }

    /// The integer that a value is, if it has no type yet.
    fn untyped(&self, x: TypedNode) -> Option<IntegerId> {
        match self.arrays.graph.node(x.node) {
            Node::Leaf(ArraySource::Integer(integer)) => Some(integer),
            _ => None,
        }
    }

    /// Whether a node is an integer that has no type yet.
    pub(super) fn is_untyped(&self, node: NodeId) -> bool {
        matches!(self.arrays.graph.node(node), Node::Leaf(ArraySource::Integer(_)))
    }

    /// The integer that a value is, if it has no type yet and is known.
    pub(super) fn known_integer(&self, x: TypedNode) -> Option<&Integer> {
        self.untyped(x).and_then(|integer| self.arrays.integers.as_known(integer))
    }

    /// The integer that a value counts as beside others that have no type: weak truth values are 0 and 1.
    fn counted(&mut self, x: TypedNode) -> Option<IntegerId> {
        match self.arrays.graph.node(x.node) {
            Node::Leaf(ArraySource::Integer(integer)) => Some(integer),
            _ if !x.weak || self.dtype(x) != DType::Bool => None,
            Node::Constant(value) => {
                let value = Integer::from(value.as_integer()?);
                Some(self.arrays.integers.add(IntegerSource::Known(value)))
            }
            Node::Leaf(ArraySource::Input(name)) => Some(self.arrays.integers.add(IntegerSource::Input(name))),
            Node::Leaf(ArraySource::Converted(conversion)) => Some(self.arrays.integers.converted(conversion)),
            _ => None,
        }
    }

    /// The result of an operation on integers that have no type, if that is what the operands are.
    pub(super) fn exact(&mut self, op: Op, operands: &[TypedNode], span: Span) -> Result<Option<TypedNode>, Error> {
        let row = op.row();
        let takes_bool = row.domain.resolve(DType::Bool).is_none_or(|dtype| !dtype.is_integer());
        if row.exact.is_none() || takes_bool && !operands.iter().any(|&x| self.untyped(x).is_some()) {
            return Ok(None);
        }
        let is_array = |&x: &TypedNode| !self.arrays.shape(x.node).is_empty();
        if operands.iter().any(is_array) || !operands.iter().all(|&x| x.weak && self.is_whole(x)) {
            return Ok(None);
        }
        let Some(integers) = operands.iter().map(|&x| self.counted(x)).collect::<Option<Vec<_>>>() else {
            // A truth value that depends on floats given by value: these have to be known.
            return Err(Error::compile(CompileError::NotAConstant, span));
        };
        let computed = match self.arrays.integers.apply(op, &integers) {
            Ok(computed) => computed,
            Err(reason) => return Err(no_integer(reason, self.known_integer(operands[0]), operands, span)),
        };
        Ok(Some(match computed {
            Computed::Integer(integer) => self.weak_integer(integer, span),
            Computed::Value(dtype, converted) => {
                let node = self.arrays.converted(converted, dtype);
                TypedNode { node, weak: true, span, name: None, text: None }
            }
        }))
    }

    /// Refuses a negative exponent beside an integer base, unless it has a type: that is found in the data, and the
    /// exact result truncated.
    pub(super) fn refuse_negative(&mut self, base: TypedNode, exponent: TypedNode) -> Result<(), Error> {
        match self.untyped(exponent).map(|integer| (integer, self.arrays.integers.as_known(integer))) {
            Some((_, Some(known))) if *known < Integer::ZERO => {
                Err(negative_power(self.known_integer(base), known, exponent.span))
            }
            Some((integer, None)) => {
                self.arrays.integers.expect_natural(integer);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// An integer converted by the function of a type: it wraps as others do, and need not fit 64 bits before.
    pub(super) fn cast_integer(
        &mut self,
        op: Op,
        operands: &[TypedNode],
        span: Span,
    ) -> Result<Option<TypedNode>, Error> {
        let (&[x], Some(dtype)) = (operands, op.converts_to()) else { return Ok(None) };
        let Some(value) = self.known_integer(x) else { return Ok(None) };
        let strong = |node| Some(TypedNode::strong(node, span));
        if dtype.is_integer() {
            let low = Scalar::from_integer(&(value & Integer::from(u64::MAX)), DType::U64);
            let low = self.arrays.constant(low.expect("64 bits are left"));
            return Ok(strong(self.arrays.apply(op, DType::U64, &[low]).expect("one operand broadcasts")));
        }
        self.convert(x, dtype).map(strong)
    }

    /// An integer that has no type as a value of one; `None` of all other values.
    pub(super) fn typed_integer(&mut self, x: TypedNode, dtype: DType) -> Option<Result<NodeId, Error>> {
        self.untyped(x).map(|integer| match self.arrays.integers.convert(integer, dtype) {
            Some(converted) => Ok(self.arrays.converted(converted, dtype)),
            None => Err(does_not_fit(self.known_integer(x).expect("others always fit"), dtype, x.span)),
        })
    }

    /// A value with a type that counts.
    pub(super) fn strengthen(&mut self, x: TypedNode) -> Result<TypedNode, Error> {
        self.strong(x, self.dtype(x))
    }
}

fn does_not_fit(value: &Integer, dtype: DType, span: Span) -> Error {
    let widest = [DType::I64, DType::U64].iter().any(|&widest| Scalar::from_integer(value, widest).is_some());
    let error = Error::compile(CompileError::IntegerDoesNotFit { value: value.to_string(), dtype }, span);
    error.with_help(match widest && !matches!(dtype, DType::I64 | DType::U64) {
        true if dtype.kind() == Kind::Float => "convert the other operand to a wider type, for instance `f64(x)`",
        true => WIDER,
        false => "write it as a float, for instance `1e20`",
    })
}

/// The error of integers whose result is none; `base` is the first of them, where it is known.
fn no_integer(reason: NoInteger, base: Option<&Integer>, operands: &[TypedNode], span: Span) -> Error {
    match reason {
        NoInteger::TooLarge => Error::compile(CompileError::IntegerTooLarge, span)
            .with_help("integers by themselves are exact; make an operand a float, for instance `2.0**x`"),
        NoInteger::NegativePower(exponent) => negative_power(base, &exponent, operands[1].span),
    }
}

/// The error of an integer raised to a negative power.
fn negative_power(base: Option<&Integer>, exponent: &Integer, span: Span) -> Error {
    let error = Error::compile(CompileError::NegativeIntegerPower { exponent: exponent.to_string() }, span);
    error.with_help(match base {
        Some(base) if *base < Integer::ZERO => format!("make the base a float, `({base}.0)**{exponent}`"),
        Some(base) => format!("make the base a float, `{base}.0**{exponent}`"),
        None => "make the base a float, for instance `f64(x)`".to_owned(),
    })
}
