//! Calls: which function is meant, and which argument stands for which parameter.

use crate::compile::infer::{Infer, Value};
use crate::error::{CompileError, Error, foreign, nearest, suggest};
use crate::ops::{Op, array_function_named, operation_named};
use crate::span::Span;
use crate::syntax::{Argument, Node, NodeId};

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

    /// The operands of a call, in the order of the parameters.
    fn arguments(&self, op: Op, arguments: &[Argument]) -> Result<Vec<Value>, Error> {
        let row = op.row();
        let given = self.matched(row.parameters.iter().copied(), arguments, || op.signature())?;
        // As many arguments as parameters, none twice: each has one.
        let operands = given.into_iter().flatten();
        operands
            .map(|id| match self.tree.node(id) {
                Node::Text(_) | Node::None | Node::Tuple(_) => Err(self.not_a_value(id)),
                _ => Ok(self.value(id)),
            })
            .collect()
    }

    /// The error of an argument that is no value where one is needed.
    pub(super) fn not_a_value(&self, id: NodeId) -> Error {
        let found = match self.tree.node(id) {
            Node::Text(_) => "a text",
            Node::None => "None",
            _ => "a tuple",
        };
        Error::compile(CompileError::NotAValue { found }, self.tree.span(id))
    }

    /// All keywords must be names of parameters.
    pub(super) fn check_keywords(
        &self,
        parameters: impl Iterator<Item = &'static str> + Clone,
        arguments: &[Argument],
        signature: impl Fn() -> String,
    ) -> Result<(), Error> {
        let keywords = arguments.iter().filter_map(|argument| argument.keyword.as_ref());
        for (keyword, place) in keywords {
            if parameters.clone().any(|name| name == &**keyword) {
                continue;
            }
            let kind = CompileError::UnknownKeyword { signature: signature(), keyword: keyword.to_string() };
            let error = Error::compile(kind, *place);
            let help = foreign::keyword(keyword, parameters.clone());
            let near = || nearest(keyword, parameters.clone()).map(|name| format!("did you mean `{name}`?"));
            return Err(match help.or_else(near) {
                Some(help) => error.with_help(help),
                None => error,
            });
        }
        Ok(())
    }

    /// The argument of each parameter.
    pub(super) fn matched(
        &self,
        parameters: impl ExactSizeIterator<Item = &'static str> + Clone,
        arguments: &[Argument],
        signature: impl Fn() -> String,
    ) -> Result<Vec<Option<NodeId>>, Error> {
        self.check_keywords(parameters.clone(), arguments, &signature)?;
        let mut given = vec![None; parameters.len()];
        for (i, argument) in arguments.iter().enumerate() {
            let (position, place) = match &argument.keyword {
                None => (i, self.tree.span(argument.value)),
                Some((keyword, place)) => {
                    let position = parameters.clone().position(|name| *name == **keyword);
                    (position.expect("the keyword is a parameter's name"), *place)
                }
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
