//! The value of each kind of node.
//!
//! The nodes stand in the tree operands first, so each finds the values of its operands made, and nothing recurses: a
//! deep tree needs no deep stack. Chains of comparisons, memberships and choices have no operations of their own; they
//! are written with those of the table here, and equal parts of them become one node as all equal nodes do.

use super::context::{Infer, TypedNode};
use crate::c128;
use crate::character::{Byte, Char};
use crate::compile::array_graph::Pick;
use crate::compile::signature::{InputType, constant};
use crate::element::{DType, Kind};
use crate::error::{CompileError, Error};
use crate::ops::{Op, operation_named};
use crate::span::Span;
use crate::syntax::{NameId, Operator, SyntaxId, SyntaxNode};

impl Infer<'_> {
    pub(super) fn node(&mut self, id: SyntaxId, node: &SyntaxNode, span: Span) -> Result<TypedNode, Error> {
        self.check_operands(node)?;
        match node {
            SyntaxNode::Integer(value) => Ok(self.literal(value.clone(), span)),
            SyntaxNode::Float(value) => Ok(self.constant((*value).into(), span)),
            SyntaxNode::Bool(value) => Ok(self.constant((*value).into(), span)),
            SyntaxNode::Imaginary(value) => Ok(self.constant(c128::new(0.0, *value).into(), span)),
            SyntaxNode::Name(name) => Ok(self.name(id, *name, span)),
            SyntaxNode::Unary(operator, x) => {
                let x = self.value(*x);
                self.check_logical(*operator, &[x])?;
                self.operator(*operator, &[x], span)
            }
            SyntaxNode::Binary(operator, x, y) => {
                let operands = [self.value(*x), self.value(*y)];
                self.check_logical(*operator, &operands)?;
                self.operator(*operator, &operands, span)
            }
            SyntaxNode::Comparison(first, rest) => self.comparison(*first, rest, span),
            SyntaxNode::Membership { item, list, negated } => self.membership(*item, list, *negated, span),
            SyntaxNode::Conditional { condition, then, otherwise } => {
                let operands = [self.value(*condition), self.value(*then), self.value(*otherwise)];
                self.apply(Op::Where, &operands, span)
            }
            SyntaxNode::Call { function, function_span, receiver, arguments } => {
                self.check_norm(*receiver, function, arguments)?;
                match receiver.filter(|&receiver| !self.is_module(receiver)) {
                    None => self.call(function, *function_span, arguments, span),
                    Some(array) => self.method(array, function, *function_span, arguments, span),
                }
            }
            SyntaxNode::Field(x, field) => self.field(id, *x, field, span),
            SyntaxNode::Index(array, subscripts) => match self.condition_of(subscripts) {
                Some(condition) => self.choose(id, self.value(*array), condition, subscripts),
                None => self.index(self.value(*array), subscripts, span),
            },
            SyntaxNode::Array { items, is_row } => self.written_array(id, items, *is_row, span),
            // Only a call knows what to do with these.
            SyntaxNode::None | SyntaxNode::Tuple(_) | SyntaxNode::Word(_) => Ok(self.constant(false.into(), span)),
            SyntaxNode::Text(_) => Ok(TypedNode { text: Some(id), ..self.constant(Char::default().into(), span) }),
            SyntaxNode::Bytes(_) => Ok(TypedNode { text: Some(id), ..self.constant(Byte::default().into(), span) }),
        }
    }

    fn name(&mut self, id: SyntaxId, name: NameId, span: Span) -> TypedNode {
        if let Some(bound) = &mut self.bound[name.index()] {
            bound.is_read = true;
            return TypedNode { span, name: Some(name), ..bound.value };
        }
        let position = name.index();
        let shape = self.shapes[position];
        let (node, weak) = match self.signature.inputs[position] {
            InputType::Array(dtype, _) => (self.arrays.input(position, dtype, shape), false),
            InputType::ZeroDimensional(dtype) => (self.arrays.input(position, dtype, &[]), false),
            InputType::Weak(dtype) => match dtype.kind() {
                Kind::Unsigned | Kind::Signed => (self.integer_input(position, span).node, true),
                Kind::Bool | Kind::Float | Kind::Complex => (self.arrays.input(position, dtype, &[]), true),
                Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => {
                    (self.arrays.input(position, dtype, &[]), false)
                }
            },
            InputType::Output(output) => (self.arrays.own(output), false),
            InputType::Static(value) => match value.dtype().kind() {
                Kind::Unsigned | Kind::Signed => {
                    (self.literal(value.as_integer().expect("it is an integer"), span).node, true)
                }
                Kind::Bool | Kind::Float | Kind::Complex => (self.arrays.constant(value), true),
                Kind::Datetime | Kind::Timedelta | Kind::Bytes | Kind::Text => (self.arrays.constant(value), false),
            },
            InputType::Constant => {
                let value = constant(self.tree.name(name)).expect("binding found the constant of this name");
                (self.arrays.constant(value.into()), true)
            }
            InputType::Word => return self.word(id, span),
            InputType::Bound => unreachable!("a name that is read before it is bound stands for an operand"),
        };
        // A character by itself is a text of one.
        let is_character = self.arrays.graph.dtype(node).is_text() && self.arrays.shape(node).is_empty();
        let node = if is_character { self.arrays.part(node, [Pick::New].into()) } else { node };
        TypedNode { node, weak, span, name: Some(name), text: None }
    }

    /// The result of an operator, weak if all operands are.
    pub(super) fn operator(
        &mut self,
        operator: Operator,
        operands: &[TypedNode],
        span: Span,
    ) -> Result<TypedNode, Error> {
        let op = operation_of(operator, operands.len());
        if let Some(value) = self.exact(op, operands, span)? {
            return Ok(value);
        }
        let value = self.apply(op, operands, span)?;
        // Integers that have a type are not exact.
        Ok(TypedNode { weak: operands.iter().all(|x| x.weak) && !self.dtype(value).is_integer(), ..value })
    }

    /// `and`, `or` and `not` take truth values only.
    fn check_logical(&self, operator: Operator, operands: &[TypedNode]) -> Result<(), Error> {
        if !matches!(operator, Operator::And | Operator::Or | Operator::Not) {
            return Ok(());
        }
        match operands.iter().find(|x| self.dtype(**x) != DType::Bool) {
            None => Ok(()),
            Some(x) => {
                let (operator, dtype) = (operator.symbol(), self.dtype(*x));
                Err(Error::compile(CompileError::NotBool { operator, dtype }, x.span)
                    .with_help("compare first, for instance `x != 0`; bits are combined with `&`, `|` and `~`"))
            }
        }
    }

    /// `a < b <= c` is `a < b and b <= c`.
    fn comparison(&mut self, first: SyntaxId, rest: &[(Operator, SyntaxId)], span: Span) -> Result<TypedNode, Error> {
        let mut left = self.value(first);
        let mut all: Option<TypedNode> = None;
        for (operator, right) in rest {
            let right = self.value(*right);
            let one = self.operator(*operator, &[left, right], left.span.to(right.span))?;
            all = Some(match all {
                None => one,
                Some(all) => self.operator(Operator::And, &[all, one], span)?,
            });
            left = right;
        }
        Ok(TypedNode { span, ..all.expect("a comparison has an operator") })
    }

    /// `x in (a, b)` is `x == a or x == b`.
    fn membership(&mut self, item: SyntaxId, list: &[SyntaxId], negated: bool, span: Span) -> Result<TypedNode, Error> {
        let item = self.value(item);
        let mut any: Option<TypedNode> = None;
        for &element in list {
            let element = self.value(element);
            if element.text.is_none() && self.arrays.known_text(element.node).is_none() {
                return Err(Error::compile(CompileError::NotConstant, element.span)
                    .with_help("compare with `==` and combine with `or`"));
            }
            let one = self.operator(Operator::Equal, &[item, element], element.span)?;
            any = Some(match any {
                None => one,
                Some(any) => self.operator(Operator::Or, &[any, one], span)?,
            });
        }
        let any = match any {
            Some(any) => any,
            None if item.weak => self.constant(false.into(), span),
            None => {
                let equal = self.operator(Operator::Equal, &[item, item], span)?;
                self.apply(Op::ZerosLike, &[equal], span)?
            }
        };
        if negated { self.operator(Operator::Not, &[any], span) } else { Ok(TypedNode { span, ..any }) }
    }
}

/// The operation of an operator with so many operands.
fn operation_of(operator: Operator, arity: usize) -> Op {
    operation_named(operator.symbol(), arity).expect("each operator is the symbol of a row")
}
