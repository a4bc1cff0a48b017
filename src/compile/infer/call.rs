//! Calls: which function is meant, and which argument stands for which parameter.

use super::{Infer, Value};
use crate::error::{CompileError, Error, nearest};
use crate::ops::{Op, array_function_named, array_functions, function_names, operation_named};
use crate::syntax::{Argument, Node, NodeId, Span};

impl Infer<'_> {
    pub(super) fn call(
        &mut self,
        function: &str,
        function_span: Span,
        arguments: &[Argument],
        span: Span,
    ) -> Result<Value, Error> {
        if let Some(function) = array_function_named(function) {
            return self.arrange(function, arguments, span);
        }
        if let Some(op) = operation_named(function, arguments.len()) {
            let operands = self.arguments(op, arguments)?;
            return self.apply(op, &operands, span);
        }
        let overloads: Vec<Op> = (0..=crate::ops::MAX_OPERANDS).filter_map(|n| operation_named(function, n)).collect();
        let Some(&op) = overloads.first() else {
            let error = Error::compile(CompileError::UnknownFunction { name: function.to_owned() }, function_span);
            return Err(match nearest(function, function_names().chain(array_functions().map(|known| known.name()))) {
                Some(name) => error.with_help(format!("did you mean `{name}`?")),
                None if self.tree.find(function).is_some() => error.with_help("to multiply, write `*`"),
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
        let row = op.row();
        let given = self.matched(row.parameters.iter().copied(), arguments, || op.signature())?;
        // As many arguments as parameters, none twice: each has one.
        let operands = given.into_iter().flatten();
        operands
            .map(|id| match self.tree.node(id) {
                Node::Text(_) | Node::None | Node::Tuple(_) => {
                    Err(Error::compile(CompileError::NotAValue, self.tree.span(id)))
                }
                _ => Ok(self.value(id)),
            })
            .collect()
    }

    /// The argument of each parameter.
    pub(super) fn matched(
        &self,
        parameters: impl ExactSizeIterator<Item = &'static str> + Clone,
        arguments: &[Argument],
        signature: impl Fn() -> String,
    ) -> Result<Vec<Option<NodeId>>, Error> {
        let mut given = vec![None; parameters.len()];
        for (i, argument) in arguments.iter().enumerate() {
            let (position, place) = match &argument.keyword {
                None => (i, self.tree.span(argument.value)),
                Some((keyword, place)) => match parameters.clone().position(|name| *name == **keyword) {
                    Some(position) => (position, *place),
                    None => {
                        let keyword = keyword.to_string();
                        let error = Error::compile(
                            CompileError::UnknownKeyword { signature: signature(), keyword: keyword.clone() },
                            *place,
                        );
                        return Err(match nearest(&keyword, parameters) {
                            Some(name) => error.with_help(format!("did you mean `{name}`?")),
                            None => error,
                        });
                    }
                },
            };
            if given[position].replace(argument.value).is_some() {
                let parameter = parameters.clone().nth(position).unwrap_or_default().to_owned();
                let error = CompileError::RepeatedArgument { signature: signature(), parameter };
                return Err(Error::compile(error, place));
            }
        }
        Ok(given)
    }
}
