//! The types that operations compute in, and the conversions between them.
//!
//! An operation is first taken for one of those that become others: of integers that have no type yet, a conversion of
//! one, a comparison, a power. Any other computes in one type, found in two steps. The operands' common type is
//! NumPy's: strong operands promote among themselves, and a weak one changes nothing unless it is of a higher kind. The
//! row's domain then says in which type it computes for operands of that type, if in any. Operands of a type of their
//! own (a condition, a count) do not take part. (NumPy looks for the first of an operation's loops that all operands
//! can be cast to; one rule a domain gives the same types without a list of loops a row.)

use super::context::{Infer, TypedNode};
use super::{compare, power, texts, times};
use crate::compile::array_graph::Mismatch;
use crate::compile::graph::NodeId;
use crate::element::{DType, Kind, can_cast, promote_all, promote_weak};
use crate::error::{BindError, CompileError, Error};
use crate::integer::Integer;
use crate::ops::{Domain, Op};
use crate::shape;
use crate::span::Span;
use crate::time::TimeUnit;

impl Infer<'_> {
    /// The result of an operation, strong; its operands are promoted and converted as NumPy does.
    pub(super) fn apply(&mut self, op: Op, operands: &[TypedNode], span: Span) -> Result<TypedNode, Error> {
        if let Some(value) = texts::apply(self, op, operands, span)? {
            return Ok(value);
        }
        if let Some(value) = self.exact(op, operands, span)? {
            return self.strengthen(value);
        }
        if let Some(value) = self.cast_integer(op, operands, span)? {
            return Ok(value);
        }
        if let Some(value) = times::apply(self, op, operands, span)? {
            return Ok(value);
        }
        let typed = if op.is_comparison() { self.with_types(operands)? } else { None };
        let operands = typed.as_deref().unwrap_or(operands);
        if let Some(value) = compare::apply(self, op, operands, span)? {
            return Ok(value);
        }
        if let Some(value) = power::apply(self, op, operands, span)? {
            return Ok(value);
        }
        let dtype = self.resolve(op, operands, span)?;
        let nodes = operands
            .iter()
            .enumerate()
            .map(|(i, &x)| self.convert(x, op.operand(i, dtype)))
            .collect::<Result<Vec<_>, _>>()?;
        let node = self.compute(op, dtype, &nodes).map_err(|mismatch| self.mismatch(&mismatch, operands, span))?;
        Ok(TypedNode::strong(node, span))
    }

    /// An operation on operands that have been taken as `dtype`. Where there are kernels for another type only, they
    /// are converted to that, and the result is rounded to what it is in `dtype`.
    pub(super) fn compute(&mut self, op: Op, dtype: DType, operands: &[NodeId]) -> Result<NodeId, Mismatch> {
        let elem = op.row().domain.computes(dtype.elem()).expect("the operation takes operands of the type");
        if elem == dtype.elem() {
            return self.arrays.apply(op, dtype, operands);
        }
        let computed = elem.dtype();
        let mut widened = Vec::with_capacity(operands.len());
        for (i, &x) in operands.iter().enumerate() {
            widened.push(self.converted(x, op.operand(i, computed)));
        }
        let node = self.arrays.apply(op, computed, &widened)?;
        Ok(self.converted(node, op.result(dtype)))
    }

    /// A value in the type that arithmetic on it is done in, and the type that results are to be rounded to, if it is
    /// not that one.
    pub(super) fn computed(&mut self, x: TypedNode) -> (TypedNode, Option<DType>) {
        let dtype = self.dtype(x);
        match dtype.elem().computed_as() {
            elem if elem == dtype.elem() => (x, None),
            elem => (TypedNode { node: self.converted(x.node, elem.dtype()), ..x }, Some(dtype)),
        }
    }

    /// A result of what was [`computed`](Self::computed): rounded, if it is of the type that was computed in.
    pub(super) fn rounded(&mut self, result: NodeId, rounds_to: Option<DType>) -> NodeId {
        match rounds_to {
            Some(dtype) if self.arrays.graph.dtype(result).elem() == dtype.elem().computed_as() => {
                self.converted(result, dtype)
            }
            _ => result,
        }
    }

    /// A value converted to another type.
    pub(super) fn converted(&mut self, x: NodeId, dtype: DType) -> NodeId {
        match self.arrays.graph.dtype(x) {
            from if from == dtype => x,
            from if from.elem() == dtype.elem() => self.in_unit(x, dtype),
            from => {
                let op = Op::conversion_to(dtype);
                self.arrays.apply_to(op, from, dtype, &[x]).expect("one operand broadcasts")
            }
        }
    }

    /// The error of operands that do not broadcast: which axes clash, aligned as broadcasting aligns them.
    pub(super) fn mismatch(&self, mismatch: &Mismatch, operands: &[TypedNode], span: Span) -> Error {
        let Mismatch { operand, before } = mismatch;
        let other = self.arrays.shape(operands[*operand].node);
        let name = |value: &TypedNode, otherwise: &str| match value.name {
            Some(name) => format!("`{}`", self.tree.name(name)),
            None => otherwise.to_owned(),
        };
        let (left, right) = (shape::display(before), shape::display(other));
        let clash = before.iter().rev().zip(other.iter().rev()).position(|(&x, &y)| x != y && x != 1 && y != 1);
        let clash = clash.expect("the shapes do not broadcast");
        let lengths = (before[before.len() - 1 - clash], other[other.len() - 1 - clash]);
        let axis = match clash {
            0 => "along the last axis".to_owned(),
            _ => format!("along axis -{}", clash + 1),
        };
        Error::bind(BindError::ShapeMismatch { left, right }, Some(span)).with_help(format!(
            "{axis} {} has length {}, {} has {}; lengths must be equal, or one of them 1",
            name(&operands[0], "the left side"),
            lengths.0,
            name(&operands[*operand], "the right side"),
            lengths.1,
        ))
    }

    /// The type that an operation computes in.
    pub(super) fn resolve(&self, op: Op, operands: &[TypedNode], span: Span) -> Result<DType, Error> {
        let (row, arity) = (op.row(), op.arity());
        let computed: Vec<TypedNode> =
            (0..arity).filter(|&i| row.operands.fixed(i, arity, DType::I64).is_none()).map(|i| operands[i]).collect();
        // An operand with a type of its own must be of no higher kind than that: any is a condition, integers are
        // counts.
        let fixed_fit = (0..arity).all(|i| match row.operands.fixed(i, arity, DType::I64) {
            Some(fixed) => match fixed.kind() {
                Kind::Unsigned | Kind::Signed => self.is_whole(operands[i]),
                Kind::Bool
                | Kind::Float
                | Kind::Complex
                | Kind::Datetime
                | Kind::Timedelta
                | Kind::Bytes
                | Kind::Text => true,
            },
            None => true,
        });
        let dtype = self.common_type(row.domain, &computed).and_then(|common| row.domain.resolve(common));
        dtype
            .filter(|_| fixed_fit)
            .ok_or_else(|| self.unsupported(&format!("`{}`", op.display_name()), op, operands, span))
    }

    /// The error of an operation, part of what is called `operation`, on operands of types that it does not take.
    pub(super) fn unsupported(&self, operation: &str, op: Op, operands: &[TypedNode], span: Span) -> Error {
        let dtypes: Vec<DType> = operands.iter().map(|&x| self.dtype(x)).collect();
        let pairs = dtypes.iter().zip(dtypes.iter().skip(1));
        if let Some((reason, x, y)) = pairs.filter_map(|(&x, &y)| Some((times::reason_for_units(x, y)?, x, y))).next() {
            return times::no_conversion(reason, x, y, span);
        }
        let types: Vec<_> = dtypes.iter().map(DType::to_string).collect();
        let kind = CompileError::UnsupportedTypes { operation: operation.to_owned(), operands: types.join(" and ") };
        let error = Error::compile(kind, span);
        let is_complex = operands.iter().any(|&x| self.dtype(x).kind() == Kind::Complex);
        match op.row().domain {
            Domain::Ordered | Domain::Rounded | Domain::Numbers if is_complex => error
                .with_help("complex numbers have no order; take a real number of them: `abs(z)`, `z.real` or `z.imag`"),
            Domain::Floats | Domain::Adjacent if is_complex => {
                error.with_help("it takes real numbers: `abs(z)`, `z.real` or `z.imag`")
            }
            Domain::Bits if op == Op::BitXor => {
                error.with_help("a power is written `x**2`; `^` is the exclusive or of integers and of conditions")
            }
            Domain::Bits if operands.len() == 2 => error.with_help(format!(
                "`{0}` binds tighter than comparisons: write `(a > 1) {0} (b < 2)`",
                op.display_name()
            )),
            Domain::Bits | Domain::Bools => error.with_help("compare first, for instance `x != 0`"),
            Domain::NonBool if operands.iter().any(|&x| self.dtype(x) == DType::Bool) => {
                error.with_help("for truth values use `^`, `not` or a conversion such as `i8(x)`")
            }
            Domain::Integers => error.with_help("convert first, for instance `i64(x)`"),
            _ => error,
        }
    }

    /// The type that operands have in common, if they have one.
    pub(super) fn common_type(&self, domain: Domain, operands: &[TypedNode]) -> Option<DType> {
        let of = |weak: bool| operands.iter().filter(move |x| x.weak == weak).map(|&x| self.dtype(x));
        let strong = promote_all(of(false)).ok()?;
        let is_negative = |x: &TypedNode| self.known_integer(*x).is_none_or(|value| *value < Integer::ZERO);
        let has_negative = operands.iter().filter(|x| x.weak).any(is_negative);
        let weak = of(true).reduce(|x, y| match (x, y) {
            // Integers of which one needs u64 are all of that type among themselves, unless one is negative.
            (DType::U64, DType::I64) | (DType::I64, DType::U64) if !has_negative => DType::U64,
            (DType::U64, DType::I64) | (DType::I64, DType::U64) => DType::I64,
            // Weak operands are numbers, which have a type in common.
            _ => promote_weak(x, y).unwrap_or(x),
        });
        let strong_of_both = strong.zip(weak).map(|(strong, weak)| promote_weak(strong, weak));
        Some(match (strong, weak) {
            (Some(strong), Some(weak)) if strong_of_both.flatten()? != strong => match weak {
                DType::U64 => DType::I64, // an integer like others, in company
                _ => strong_of_both.flatten()?,
            },
            // Each is taken as a float first: i8 and u16 as f32, although together they would be i32.
            (Some(strong), _) if domain.takes_each_as_float() && !strong.is_time() => {
                promote_all(of(false).map(|dtype| domain.resolve(dtype).unwrap_or(dtype))).ok()?.unwrap_or(strong)
            }
            (Some(strong), _) => strong,
            (None, Some(weak)) => match weak.kind() {
                // Truth values that count as integers.
                Kind::Bool if domain.resolve(weak) == Some(DType::I8) => DType::I64,
                Kind::Bool | Kind::Unsigned | Kind::Signed | Kind::Float | Kind::Complex => weak,
                Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => weak,
            },
            (None, None) => unreachable!("operations have operands"),
        })
    }

    /// The value as one of another type: an integer that has none must fit, all else is converted.
    pub(super) fn convert(&mut self, x: TypedNode, dtype: DType) -> Result<NodeId, Error> {
        self.check_conversion(self.dtype(x), dtype, x.span)?;
        if let Some(typed) = self.typed_integer(x, dtype) {
            return typed;
        }
        if let Some(typed) = self.typed_elements(x, dtype) {
            return typed;
        }
        Ok(self.converted(x.node, dtype))
    }

    /// Refuses a date or a length of time where `what` is made of numbers.
    pub(super) fn refuse_time(&self, x: TypedNode, what: &str) -> Result<(), Error> {
        let dtype = self.dtype(x);
        if !dtype.is_time() {
            return Ok(());
        }
        let (operation, operands) = (what.to_owned(), dtype.to_string());
        Err(Error::compile(CompileError::UnsupportedTypes { operation, operands }, x.span))
    }

    /// A value converted to a type that it then has for good.
    pub(super) fn strong(&mut self, x: TypedNode, dtype: DType) -> Result<TypedNode, Error> {
        Ok(TypedNode { node: self.convert(x, dtype)?, weak: false, ..x })
    }

    /// A value as one of a type that it is written as.
    pub(super) fn cast(&mut self, value: TypedNode, dtype: DType) -> Result<NodeId, Error> {
        let from = self.dtype(value);
        let casting = self.signature.casting;
        let takes_weak = value.weak && promote_weak(dtype, from) == Some(dtype);
        if takes_weak || can_cast(from, dtype, casting) {
            // A strong value wraps or saturates; a weak one must fit, what it is written to or else a type of its own.
            let value = if takes_weak { value } else { self.strengthen(value)? };
            return self.convert(value, dtype);
        }
        Err(Error::compile(CompileError::CannotCast { from, to: dtype, casting }, value.span).with_help(match dtype {
            DType::Datetime64(TimeUnit::Generic) | DType::Timedelta64(TimeUnit::Generic) => {
                "an array of any type has the unit of its elements: `eval_any`".to_owned()
            }
            DType::Datetime64(unit) | DType::Timedelta64(unit) => {
                format!("convert in the expression, `{}(…, \"{unit}\")`", dtype.name())
            }
            _ if from.is_text() != dtype.is_text() => {
                "texts are not converted to numbers or from them: give an output of the result's own type".to_owned()
            }
            _ if from.kind() == Kind::Complex => {
                "take a real number of it, `real(…)` or `abs(…)`, or choose another casting rule".to_owned()
            }
            _ => format!("convert in the expression, `{dtype}(…)`, or choose another casting rule"),
        }))
    }
}
