//! Statements: evaluated together, then bound one and all, or none if they fail.

use super::Session;
use super::literals::origins;
use super::variables::{Value, Variables};
use crate::Failure;
use crate::advice::{Typed, told};
use crate::{progress, show};
use fusexpr::{AnyArray, Error, Expr};
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
        result?.map_err(|error| told(error, Typed::InSession))
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
