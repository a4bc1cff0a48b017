//! Statements: evaluated together, then bound one and all, or none if they fail.

use super::Session;
use super::literals::origins;
use super::variables::{Value, Variables};
use crate::Failure;
use crate::{progress, show};
use fusexpr::{AnyArray, BindError, CompileError, Error, ErrorKind, Expr};
use std::io::Write;
use std::sync::Arc;

/// What an expression's value is bound to.
pub const ANSWER: &str = "ans";

impl Session {
    pub(super) fn statement(&mut self, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let evaluate = |expr: &Expr, variables: &Variables| expr.eval_all(&variables.operands_of_statements(expr));
        let outputs = self.evaluate(text, evaluate)?;
        let is_number = |name: &str| self.variables.get(name).map(|value| matches!(value, Value::Number(_)));
        let origins = origins(text, is_number);
        let mut answer = None;
        for (name, array) in outputs {
            // The library calls the value of a final expression `out`, which no name beside it may be.
            let target = Some(name.as_str()).filter(|name| origins.contains_key(&Some(*name)));
            let origin = origins.get(&target);
            let number = array.to_scalar().filter(|_| origin.is_some_and(|origin| origin.is_literal));
            let array = Arc::new(array);
            let value = number.map_or_else(|| Value::Array(array.clone()), Value::Number);
            let name = target.unwrap_or(ANSWER).to_string();
            answer = target.is_none().then_some(array);
            self.variables.bind(name, value, origin.map_or(text, |origin| origin.statement));
        }
        match answer {
            Some(array) => self.print_value(out, &array),
            None => Ok(()),
        }
    }

    /// What an expression of the user's gives, evaluated as the settings say, until it is interrupted.
    pub(super) fn evaluate<T: Send + 'static>(
        &self,
        text: &str,
        work: impl FnOnce(&Expr, &Variables) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Failure> {
        let (expr, options) = (self.parse(text)?, self.settings.options());
        let variables = self.variables.clone();
        let result = progress::shown(|| {
            self.interrupt.wait_for(move |cancel| work(&expr.with(options.cancel(cancel)), &variables))
        });
        result?.map_err(told)
    }

    /// An expression of the user's, to be looked at as the settings say.
    pub(super) fn parse(&self, text: &str) -> Result<Expr, Failure> {
        Ok(Expr::parse(text)?.with(self.settings.options()))
    }

    /// Prints a value as NumPy does, and below it type and shape.
    fn print_value(&self, out: &mut dyn Write, array: &Arc<AnyArray>) -> Result<(), Failure> {
        let (array, format) = (array.clone(), self.settings.format);
        let text = progress::shown(|| self.interrupt.wait_for(move |_| show::answer(&array, format)))?;
        self.print(out, &text)
    }
}

/// The library's error in the words of a session: who calls it from a program can do other things about it.
pub fn told(error: Error) -> Failure {
    let help = match error.kind() {
        ErrorKind::Cancelled => return Failure::Interrupted,
        ErrorKind::Bind(BindError::UnknownVariable { name }) if !is_suggestion(&error) => {
            Some(format!("assign to it, `{name} = …`, or load it, `:load {name} FILE`"))
        }
        ErrorKind::Bind(BindError::ReadBeforeAssigned { name }) => Some(format!("give `{name}` a value first")),
        ErrorKind::Bind(BindError::NoResult) => Some("an expression is needed here, not an assignment".to_string()),
        ErrorKind::Compile(CompileError::NotAnInteger { .. } | CompileError::NotAConstant)
            if error.help().is_some_and(|help| help.contains("by value")) =>
        {
            Some("assign it to a name first, as a statement of its own, and use the name here".to_string())
        }
        _ => None,
    };
    Failure::Expression { error, first_line: 1, help }
}

/// Whether the help is a better one than a session has.
fn is_suggestion(error: &Error) -> bool {
    error.help().is_some_and(|help| !help.contains("among the variables"))
}
