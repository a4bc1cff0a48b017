//! What a call of a function of whole arrays means.

use super::arguments::Arguments;
use super::declaration::{Declaration, Takes};
use super::reference::{ArrayFunction, array_function_named};
use crate::compile::infer::context::{Infer, TypedNode};
use crate::error::{CompileError, Error, ErrorKind, foreign};
use crate::span::Span;
use crate::syntax::{Argument, SyntaxId, SyntaxNode};

/// The value of a call.
pub(in crate::compile::infer) fn value_of_call(
    infer: &mut Infer<'_>,
    function: ArrayFunction,
    arguments: &[Argument],
    span: Span,
) -> Result<TypedNode, Error> {
    let row = function.row();
    let node = Arguments::new(infer, &row.declaration, arguments, span).and_then(|given| (row.meaning)(infer, &given));
    match node {
        // A length is an integer as a literal is.
        Ok(node) => Ok(TypedNode { weak: infer.is_untyped(node), ..TypedNode::strong(node, span) }),
        Err(error) => Err(as_of_two(&row.declaration, arguments, error)),
    }
}

/// The error of a reduction that was taken for a function of two operands, `max(x, y)`, with the way to write that.
fn as_of_two(function: &Declaration, arguments: &[Argument], error: Error) -> Error {
    let values = arguments.iter().filter(|argument| argument.keyword.is_none()).count();
    let is_meant = match error.kind() {
        ErrorKind::Compile(CompileError::NotAValue { found }) => values > 1 || *found == "a tuple",
        ErrorKind::Compile(
            CompileError::NotAnInteger { .. }
            | CompileError::AxisOutOfRange { .. }
            | CompileError::NotTrueOrFalse
            | CompileError::WrongArgumentCount { .. },
        ) => values > 1,
        _ => false,
    };
    match function.of_two {
        Some(help) if is_meant => error.with_help(help),
        _ => error,
    }
}

/// Whether a node's value depends on the shape that its statement is computed in.
pub(in crate::compile::infer) fn asks_for_shape(node: &SyntaxNode) -> bool {
    let SyntaxNode::Call { function, .. } = node else { return false };
    let Some(function) = array_function_named(function) else { return false };
    let parameters = function.row().declaration.parameters;
    parameters.iter().any(|parameter| matches!(parameter.takes, Takes::StatementAxis))
}

/// The arguments of a call that must be known when the program is compiled.
pub(crate) fn static_arguments(function: ArrayFunction, arguments: &[Argument]) -> Vec<SyntaxId> {
    let declaration = &function.row().declaration;
    let is_static = |(i, argument): &(usize, &Argument)| {
        let parameter = match &argument.keyword {
            Some((keyword, _)) => {
                let meant = foreign::parameter(keyword, declaration.names());
                declaration.parameters.iter().find(|parameter| Some(parameter.name) == meant)
            }
            // Lengths, as many as there are; a value after them may as well be compiled in.
            None => declaration.parameters.get(declaration.repeated().map_or(*i, |repeated| repeated.min(*i))),
        };
        parameter.is_some_and(|parameter| parameter.takes.is_static())
    };
    arguments.iter().enumerate().filter(is_static).map(|(_, argument)| argument.value).collect()
}
