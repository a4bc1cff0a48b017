//! Which argument of a call stands for which parameter.

use super::context::Infer;
use crate::compile::signature::InputType;
use crate::compile::words::is_module;
use crate::error::{CompileError, Error, foreign, nearest};
use crate::syntax::tree::NEW_AXIS;
use crate::syntax::{Argument, NameId, SyntaxId, SyntaxNode};

impl Infer<'_> {
    /// Whether a node stands for a value, as most do; a text does where one is taken.
    pub(super) fn is_value(&self, id: SyntaxId) -> bool {
        let is_of_call = matches!(self.tree.node(id), SyntaxNode::None | SyntaxNode::Tuple(_) | SyntaxNode::Word(_));
        !is_of_call && !self.words.contains(&id)
    }

    /// Refuses a module or a type in the place of a value.
    pub(super) fn check_value(&self, id: SyntaxId) -> Result<(), Error> {
        match self.words.contains(&id) {
            true => Err(self.not_a_value(id)),
            false => Ok(()),
        }
    }

    /// Refuses modules and types among the operands of anything but what looks at them itself: a point behind a module,
    /// a call with a type among its arguments.
    pub(super) fn check_operands(&self, node: &SyntaxNode) -> Result<(), Error> {
        if self.words.is_empty() || matches!(node, SyntaxNode::Call { .. } | SyntaxNode::Field(..)) {
            return Ok(());
        }
        node.operands().into_iter().try_for_each(|operand| self.check_value(operand))
    }

    /// Whether a node is a module, of which names are looked up behind the point.
    pub(super) fn is_module(&self, id: SyntaxId) -> bool {
        let is_word = |name: NameId| self.signature.inputs[name.index()] == InputType::Word;
        is_module(self.tree, id, is_word)
    }

    /// The error of an argument that is no value where one is needed.
    pub(super) fn not_a_value(&self, id: SyntaxId) -> Error {
        let found = match self.tree.node(id) {
            SyntaxNode::Text(_) | SyntaxNode::Bytes(_) => "a text",
            SyntaxNode::None => "None",
            SyntaxNode::Tuple(_) => "a tuple",
            SyntaxNode::Array { .. } => "a list of arrays",
            _ if self.is_module(id) => "a module",
            SyntaxNode::Field(_, field) if **field == *NEW_AXIS => "a new axis",
            _ => "a type",
        };
        let error = Error::compile(CompileError::NotAValue { found }, self.tree.span(id));
        match self.tree.node(id) {
            SyntaxNode::Array { .. } => {
                error.with_help("arrays are joined by `stack((x, y))` and `concatenate((x, y))`")
            }
            _ => error,
        }
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
            if foreign::parameter(keyword, parameters.clone()).is_some() {
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

    /// The argument of each parameter; those without a keyword stand for parameters from `first_place` on.
    pub(super) fn matched(
        &self,
        parameters: impl ExactSizeIterator<Item = &'static str> + Clone,
        first_place: usize,
        arguments: &[Argument],
        signature: impl Fn() -> String,
    ) -> Result<Vec<Option<SyntaxId>>, Error> {
        self.check_keywords(parameters.clone(), arguments, &signature)?;
        let mut given = vec![None; parameters.len()];
        for (i, argument) in arguments.iter().enumerate() {
            let (position, place) = match &argument.keyword {
                None => (first_place + i, self.tree.span(argument.value)),
                Some((keyword, place)) => {
                    let meant = foreign::parameter(keyword, parameters.clone());
                    let position = parameters.clone().position(|name| Some(name) == meant);
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
