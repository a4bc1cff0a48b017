//! Gives every node of the tree its type and meaning, and builds the graph.
//!
//! A value is a node of the graph and whether it is *weak*: literals, constants and scalars given by value take the
//! type of what they meet, as long as their kind is not higher; operators keep weak operands weak, functions do
//! not, both as in Python with NumPy.

use super::signature::{InputType, Signature, constant};
use super::{Graph, compare, graph, power};
use crate::dtype::{DType, Kind, Scalar, can_cast, promote_all, promote_weak};
use crate::error::{CompileError, Error, WIDER, nearest};
use crate::ops::{Domain, Op, function_names, operation_named};
use crate::syntax::{Argument, NameId, Node, NodeId, Operator, Span, Tree};

/// The value of a node of the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value {
    pub node: graph::NodeId,
    pub weak: bool,
    pub span: Span,
}

/// Builds the graph of an expression for operands of given types.
pub fn infer(tree: &Tree, signature: &Signature) -> Result<Graph, Error> {
    let mut infer =
        Infer { tree, signature, graph: Graph::new(signature.level), values: Vec::with_capacity(tree.len()) };
    for (id, node, span) in tree.nodes() {
        let value = infer.node(id, node, span)?;
        infer.values.push(value);
    }
    let root = infer.output(infer.value(tree.root()))?;
    infer.graph.set_root(root);
    Ok(infer.graph)
}

pub(super) struct Infer<'t> {
    tree: &'t Tree,
    signature: &'t Signature,
    pub graph: Graph,
    /// One for each node of the tree so far.
    values: Vec<Value>,
}

impl Infer<'_> {
    fn value(&self, id: NodeId) -> Value {
        self.values[id.index()]
    }

    pub(super) fn dtype(&self, value: Value) -> DType {
        self.graph.dtype(value.node)
    }

    fn constant(&mut self, value: Scalar, span: Span) -> Value {
        Value { node: self.graph.constant(value), weak: true, span }
    }

    fn node(&mut self, id: NodeId, node: &Node, span: Span) -> Result<Value, Error> {
        match node {
            Node::Integer(value) => Ok(match i64::try_from(*value) {
                Ok(value) => self.constant(value.into(), span),
                Err(_) => self.constant((*value).into(), span),
            }),
            Node::Float(value) => Ok(self.constant((*value).into(), span)),
            Node::Bool(value) => Ok(self.constant((*value).into(), span)),
            Node::Imaginary(_) => Err(Error::compile(CompileError::ComplexUnsupported, span)),
            Node::Name(name) => Ok(self.name(*name, span)),
            Node::Unary(operator, x) => {
                let x = self.value(*x);
                self.check_logical(*operator, &[x])?;
                if *operator == Operator::Subtract && self.is_least_i64_without_sign(x) {
                    return Ok(self.constant(i64::MIN.into(), span));
                }
                self.operator(*operator, &[x], span)
            }
            Node::Binary(operator, x, y) => {
                let operands = [self.value(*x), self.value(*y)];
                self.check_logical(*operator, &operands)?;
                self.operator(*operator, &operands, span)
            }
            Node::Comparison(first, rest) => self.comparison(*first, rest, span),
            Node::Membership { item, list, negated } => self.membership(*item, list, *negated, span),
            Node::Conditional { condition, then, otherwise } => {
                let operands = [self.value(*condition), self.value(*then), self.value(*otherwise)];
                self.apply(named("where", 3), &operands, span)
            }
            Node::Call { function, function_span, arguments } => self.call(function, *function_span, arguments, span),
            Node::Field(x, field) => {
                let op = match &**field {
                    "real" | "imag" => named(field, 1),
                    _ => {
                        let end = self.tree.span(id).end;
                        let place = Span { start: end - field.len() as u32, end };
                        return Err(Error::compile(CompileError::UnknownField { name: field.to_string() }, place));
                    }
                };
                self.apply(op, &[self.value(*x)], span)
            }
        }
    }

    fn name(&mut self, name: NameId, span: Span) -> Value {
        let (dtype, is_scalar, weak) = match self.signature.inputs[name.index()] {
            InputType::Array(dtype) => (dtype, false, false),
            InputType::ZeroDimensional(dtype) => (dtype, true, false),
            InputType::Weak(dtype) => (dtype, true, true),
            InputType::Constant => {
                let value = constant(self.tree.name(name)).expect("binding found the constant of this name");
                return self.constant(value.into(), span);
            }
        };
        Value { node: self.graph.input(name.index(), dtype, is_scalar), weak, span }
    }

    /// Whether this is the literal 9223372036854775808, which only its minus sign makes fit.
    fn is_least_i64_without_sign(&self, x: Value) -> bool {
        x.weak && self.graph.as_constant(x.node).and_then(|value| value.get()) == Some(1_u64 << 63)
    }

    fn operator(&mut self, operator: Operator, operands: &[Value], span: Span) -> Result<Value, Error> {
        let value = self.apply(named(operator.symbol(), operands.len()), operands, span)?;
        Ok(Value { weak: operands.iter().all(|x| x.weak), ..value })
    }

    /// `and`, `or` and `not` take truth values only.
    fn check_logical(&self, operator: Operator, operands: &[Value]) -> Result<(), Error> {
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
    fn comparison(&mut self, first: NodeId, rest: &[(Operator, NodeId)], span: Span) -> Result<Value, Error> {
        let mut left = self.value(first);
        let mut all: Option<Value> = None;
        for (operator, right) in rest {
            let right = self.value(*right);
            let one = self.operator(*operator, &[left, right], left.span.to(right.span))?;
            all = Some(match all {
                None => one,
                Some(all) => self.operator(Operator::And, &[all, one], span)?,
            });
            left = right;
        }
        Ok(Value { span, ..all.expect("a comparison has an operator") })
    }

    /// `x in (a, b)` is `x == a or x == b`.
    fn membership(&mut self, item: NodeId, list: &[NodeId], negated: bool, span: Span) -> Result<Value, Error> {
        let item = self.value(item);
        let mut any: Option<Value> = None;
        for &element in list {
            let element = self.value(element);
            if self.graph.as_constant(element.node).is_none() {
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
            None => {
                let equal = self.operator(Operator::Equal, &[item, item], span)?;
                self.apply(named("zeros_like", 1), &[equal], span)?
            }
        };
        if negated { self.operator(Operator::Not, &[any], span) } else { Ok(Value { span, ..any }) }
    }

    fn call(
        &mut self,
        function: &str,
        function_span: Span,
        arguments: &[Argument],
        span: Span,
    ) -> Result<Value, Error> {
        if let Some(op) = operation_named(function, arguments.len()) {
            let operands = self.arguments(op, arguments)?;
            return self.apply(op, &operands, span);
        }
        let overloads: Vec<Op> = (0..=crate::ops::MAX_OPERANDS).filter_map(|n| operation_named(function, n)).collect();
        let Some(&op) = overloads.first() else {
            let error = Error::compile(CompileError::UnknownFunction { name: function.to_owned() }, function_span);
            return Err(match nearest(function, function_names()) {
                Some(name) => error.with_help(format!("did you mean `{name}`?")),
                None if self.tree.names().any(|(name, _)| name == function) => {
                    error.with_help("to multiply, write `*`")
                }
                None => error,
            });
        };
        let counts: Vec<_> = overloads.iter().map(|op| op.arity().to_string()).collect();
        let expected = match &counts[..] {
            [one] if one == "1" => "1 argument".to_owned(),
            _ => format!("{} arguments", counts.join(" or ")),
        };
        let signature = overloads.last().unwrap_or(&op).signature();
        let given = arguments.len();
        Err(Error::compile(CompileError::WrongArgumentCount { signature, expected, given }, span))
    }

    /// The operands of a call, in the order of the parameters.
    fn arguments(&self, op: Op, arguments: &[Argument]) -> Result<Vec<Value>, Error> {
        let parameters = op.row().parameters;
        let mut operands: Vec<Option<Value>> = vec![None; parameters.len()];
        for (i, argument) in arguments.iter().enumerate() {
            let value = self.value(argument.value);
            let (position, place) = match &argument.keyword {
                None => (i, value.span),
                Some((keyword, place)) => match parameters.iter().position(|name| **name == **keyword) {
                    Some(position) => (position, *place),
                    None => {
                        let keyword = keyword.to_string();
                        let error = CompileError::UnknownKeyword { signature: op.signature(), keyword };
                        return Err(Error::compile(error, *place));
                    }
                },
            };
            if operands[position].replace(value).is_some() {
                let parameter = parameters[position].to_owned();
                let error = CompileError::RepeatedArgument { signature: op.signature(), parameter };
                return Err(Error::compile(error, place));
            }
        }
        // As many arguments as parameters, none twice: each has one.
        Ok(operands.into_iter().flatten().collect())
    }

    /// The result of an operation, strong; its operands are promoted and converted as NumPy does.
    pub(super) fn apply(&mut self, op: Op, operands: &[Value], span: Span) -> Result<Value, Error> {
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
        Ok(Value { node: self.graph.apply(op, dtype, &nodes), weak: false, span })
    }

    /// The type that an operation computes in.
    pub(super) fn resolve(&self, op: Op, operands: &[Value], span: Span) -> Result<DType, Error> {
        let (row, arity) = (op.row(), op.arity());
        let computed: Vec<Value> =
            (0..arity).filter(|&i| row.operands.fixed(i, arity).is_none()).map(|i| operands[i]).collect();
        // Whatever is converted to a type of its own must be of no higher kind: bool takes all, a count integers.
        let fixed_fit = (0..arity).all(|i| match row.operands.fixed(i, arity) {
            Some(DType::I64) => self.dtype(operands[i]).kind() != Kind::Float,
            _ => true,
        });
        let dtype = row.domain.resolve(self.common_type(row.domain, &computed));
        dtype.filter(|_| fixed_fit).ok_or_else(|| self.unsupported(op, operands, span))
    }

    fn unsupported(&self, op: Op, operands: &[Value], span: Span) -> Error {
        let types: Vec<_> = operands.iter().map(|&x| self.dtype(x).to_string()).collect();
        let operation = format!("`{}`", op.display_name());
        let kind = CompileError::UnsupportedTypes { operation, operands: types.join(" and ") };
        let error = Error::compile(kind, span);
        match op.row().domain {
            Domain::Bits if operands.len() == 2 => error.with_help(format!(
                "`{0}` binds tighter than comparisons: write `(a > 1) {0} (b < 2)`",
                op.display_name()
            )),
            Domain::Bits | Domain::Bools => error.with_help("compare first, for instance `x != 0`"),
            Domain::NonBool => error.with_help("for truth values use `^`, `not` or a conversion such as `i8(x)`"),
            Domain::Integers => error.with_help("convert first, for instance `i64(x)`"),
            _ => error,
        }
    }

    /// The type that operands have in common.
    fn common_type(&self, domain: Domain, operands: &[Value]) -> DType {
        let of = |weak: bool| operands.iter().filter(move |x| x.weak == weak).map(|&x| self.dtype(x));
        let strong = promote_all(of(false));
        let weak = of(true).reduce(|x, y| match (x, y) {
            // Integers that only u64 holds are of type u64 among themselves.
            (DType::U64, DType::I64) | (DType::I64, DType::U64) => DType::I64,
            _ => promote_weak(x, y),
        });
        match (strong, weak) {
            (Some(strong), Some(weak)) if promote_weak(strong, weak) != strong => match weak {
                DType::U64 => DType::I64, // an integer like others, in company
                weak => weak,
            },
            // Each is taken as a float first: i8 and u16 as f32, although together they would be i32.
            (Some(strong), _) if domain == Domain::Floats => {
                promote_all(of(false).filter_map(|dtype| domain.resolve(dtype))).unwrap_or(strong)
            }
            (Some(strong), _) => strong,
            (None, Some(weak)) => match domain.resolve(weak) {
                Some(DType::I8) => DType::I64, // truth values that count as integers
                _ => weak,
            },
            (None, None) => unreachable!("operations have operands"),
        }
    }

    /// The value as one of another type: a weak integer must fit, all else is converted.
    pub(super) fn convert(&mut self, x: Value, dtype: DType) -> Result<graph::NodeId, Error> {
        let from = self.dtype(x);
        if from == dtype {
            return Ok(x.node);
        }
        if x.weak && from.is_integer() && dtype.is_integer() {
            match self.graph.as_constant(x.node) {
                Some(value) => {
                    let value = value.as_integer().expect("the constant is an integer");
                    return match Scalar::integer(value, dtype) {
                        Some(value) => Ok(self.graph.constant(value)),
                        None => {
                            let error = CompileError::IntegerDoesNotFit { value: value.to_string(), dtype };
                            Err(Error::compile(error, x.span).with_help(WIDER))
                        }
                    };
                }
                None => self.graph.checks.push(graph::FitCheck { node: x.node, dtype, span: x.span }),
            }
        }
        Ok(self.graph.apply(named(dtype.name(), 1), from, &[x.node]))
    }

    /// The result as what the output takes.
    fn output(&mut self, result: Value) -> Result<graph::NodeId, Error> {
        let Some(dtype) = self.signature.output else { return Ok(result.node) };
        let from = self.dtype(result);
        let casting = self.signature.casting;
        let takes_weak = result.weak && promote_weak(dtype, from) == dtype;
        if takes_weak || can_cast(from, dtype, casting) {
            // A strong value wraps or saturates; a weak one must fit.
            return self.convert(Value { weak: takes_weak, ..result }, dtype);
        }
        Err(Error::compile(CompileError::CannotCast { from, to: dtype, casting }, result.span)
            .with_help(format!("convert in the expression, `{dtype}(…)`, or choose another casting rule")))
    }
}

/// The operation of a name that the table is known to have.
pub(super) fn named(name: &str, arity: usize) -> Op {
    operation_named(name, arity).unwrap_or_else(|| panic!("the table has `{name}` of {arity} operands"))
}
