//! `:vars`, `:drop`, `:type`, `:explain` and `:profile`: what there is, and what would be or was.

use super::Session;
use super::variables::Value;
use crate::Failure;
use crate::advice::{Typed, told};
use crate::data::{signature, tame};
use fusexpr::inspect::{Spec, Updates};
use std::io::Write;

impl Session {
    /// Lists the variables.
    pub(super) fn list_variables(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let row = |name: &str, kind: &str, bytes: &str, origin: &str| [name, kind, bytes, origin].map(tame);
        let mut rows = vec![row("name", "type", "bytes", "from")];
        for (name, variable) in self.variables.iter() {
            let value = &variable.value;
            let kind = match value {
                Value::Number(number) => number.dtype().to_string(),
                Value::Array(array) => signature(array.dtype(), array.shape()),
            };
            rows.push(row(name, &kind, &value.bytes().to_string(), &variable.origin));
        }
        let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let [name, kind, bytes] = [0, 1, 2].map(widest);
        let line = |row: &[String; 4]| format!("{:<name$}  {:<kind$}  {:>bytes$}  {}", row[0], row[1], row[2], row[3]);
        let lines: Vec<String> = rows.iter().map(line).collect();
        self.print(out, &lines.join("\n"))
    }

    /// Unbinds variables.
    pub(super) fn drop_variables(&mut self, words: &[String]) -> Result<(), Failure> {
        self.variables.drop_all(words)
    }

    /// Tells the type and shape of an expression.
    pub(super) fn show_type(&self, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let expr = self.parse(text)?;
        let results = expr.result_types(&self.variables.specs(&expr));
        let results = results.map_err(|error| told(error, Typed::InSession))?;
        // The result is what is asked for, and stands last.
        let shown = if expr.has_result() { &results[results.len() - 1..] } else { &results[..] };
        let line = |(name, kind): &(String, Spec)| match kind {
            Spec::Array { dtype, shape } if shown.len() > 1 => format!("{name}: {}", signature(*dtype, shape)),
            Spec::Array { dtype, shape } => signature(*dtype, shape),
            other => unreachable!("a result is an array, not {other:?}"),
        };
        let lines: Vec<String> = shown.iter().map(line).collect();
        self.print(out, &lines.join("\n"))
    }

    /// Shows what an expression is compiled to.
    pub(super) fn explain(&self, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let expr = self.parse(text)?;
        let explanation = expr.explain(&self.variables.specs(&expr), Updates::IntoNew);
        let explanation = explanation.map_err(|error| told(error, Typed::InSession))?;
        self.print(out, explanation.to_string().trim_end())
    }

    /// Measures each instruction.
    pub(super) fn profile(&self, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let profile =
            self.evaluate(text, |expr, variables| expr.profile(&variables.operands(expr), Updates::IntoNew))?;
        self.print(out, profile.to_string().trim_end())
    }
}
