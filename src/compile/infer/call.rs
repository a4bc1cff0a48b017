//! Calls: which function is meant.
//!
//! Functions of whole arrays come first, since their arguments are no operands as those of an operation are: some are
//! texts or tuples, and may be left out. An operation is found by its name and the number of arguments.

use super::context::{Infer, TypedNode};
use super::functions::{ArrayFunction, array_function_named, value_of_call};
use super::suggest;
use crate::error::{CompileError, Error};
use crate::ops::{Op, operation_named};
use crate::span::Span;
use crate::syntax::{Argument, SyntaxId};

impl Infer<'_> {
    pub(super) fn call(
        &mut self,
        function: &str,
        function_span: Span,
        arguments: &[Argument],
        span: Span,
    ) -> Result<TypedNode, Error> {
        if let Some(function) = array_function_named(function) {
            return value_of_call(self, function, arguments, span);
        }
        if let Some(op) = operation_named(function, arguments.len()) {
            let operands = self.arguments(op, arguments)?;
            return self.apply(op, &operands, span);
        }
        let overloads: Vec<Op> = (0..=crate::ops::MAX_OPERANDS).filter_map(|n| operation_named(function, n)).collect();
        let Some(&op) = overloads.first() else {
            let error = Error::compile(CompileError::UnknownFunction { name: function.to_owned() }, function_span);
            let help = match self.tree.find(function) {
                Some(_) => Some(suggest::for_called_variable(function)),
                None => suggest::for_function(function),
            };
            return Err(match help {
                Some(help) => error.with_help(help),
                None => error,
            });
        };
        let parameters = overloads.iter().flat_map(|op| op.row().parameters.iter().copied());
        self.check_keywords(parameters, arguments, || overloads.last().unwrap_or(&op).signature())?;
        let counts: Vec<_> = overloads.iter().map(|op| op.arity().to_string()).collect();
        let expected = match &counts[..] {
            [one] if one == "1" => "1 argument".to_owned(),
            _ => format!("{} arguments", counts.join(" or ")),
        };
        let signature = overloads.last().unwrap_or(&op).signature();
        let given = arguments.len();
        Err(Error::compile(CompileError::WrongArgumentCount { signature, expected, given }, span))
    }

    /// A method: the function, with the array before the point as its first argument.
    pub(super) fn method(
        &mut self,
        array: SyntaxId,
        function: &str,
        function_span: Span,
        arguments: &[Argument],
        span: Span,
    ) -> Result<TypedNode, Error> {
        let takes_array = array_function_named(function).is_none_or(ArrayFunction::takes_array);
        if !takes_array {
            let error = Error::compile(CompileError::NoMethod { name: function.to_owned() }, function_span);
            return Err(error.with_help(format!("write `{function}(…)`")));
        }
        let array = Argument { keyword: None, value: array };
        let arguments: Vec<Argument> = std::iter::once(array).chain(arguments.iter().cloned()).collect();
        self.call(function, function_span, &arguments, span)
    }

    /// Refuses an order of the norm, which is the second argument of NumPy's in `linalg` and an axis here.
    pub(super) fn check_norm(
        &self,
        receiver: Option<SyntaxId>,
        function: &str,
        arguments: &[Argument],
    ) -> Result<(), Error> {
        let is_of_module = receiver.is_some_and(|receiver| self.is_module(receiver));
        match arguments {
            [_, second, ..] if is_of_module && function == "norm" && second.keyword.is_none() => {
                Err(Error::compile(CompileError::OrderOfNorm, self.tree.span(second.value)).with_help(
                    "the norm is the root of the sum of squares, `norm(x, axis=0)`; others are written out: \
                     `sum(abs(x))`, `max(abs(x))`",
                ))
            }
            _ => Ok(()),
        }
    }

    /// The operands of a call, in the order of the parameters.
    fn arguments(&self, op: Op, arguments: &[Argument]) -> Result<Vec<TypedNode>, Error> {
        let row = op.row();
        let given = self.matched(row.parameters.iter().copied(), 0, arguments, || op.signature())?;
        // As many arguments as parameters, none twice: each has one.
        let operands = given.into_iter().flatten();
        operands
            .map(|id| match self.is_value(id) {
                true => Ok(self.value(id)),
                false => Err(self.not_a_value(id)),
            })
            .collect()
    }
}
