//! `fusexpr eval`: reads the operands, evaluates, prints the values or writes them to a file.
//!
//! The expression is parsed before any file is opened, and every operand is read before the output is touched: the
//! output may be the file of an operand. What is large goes [by rows](by_rows). A file takes the value of a program's
//! last expression; what is printed is also what the program assigns to operands, and to names that it reads no more.

use crate::advice::{Typed, told};
use crate::by_rows::Outcome;
use crate::cli::Eval;
use crate::operands::Values;
use crate::show::{self, Format};
use crate::{Failure, by_rows, data, print, progress};
use fusexpr::{AnyArray, Expr};

pub fn run(arguments: &Eval) -> Result<(), Failure> {
    if let Some(path) = &arguments.output {
        data::Format::to_write(path)?;
    }
    let options = arguments.run.options().casting(arguments.casting.unwrap_or_default());
    let expr = arguments.source.parse()?.with(options);
    let mut outputs = match by_rows::evaluate(arguments, &expr)? {
        Outcome::Done(outputs) => outputs,
        Outcome::InMemory(values) => in_memory(arguments, &expr, &values)?,
    };
    match &arguments.output {
        // It may have been written row by row.
        Some(_) if outputs.is_empty() => Ok(()),
        Some(path) => {
            if expr.has_result() {
                outputs.drain(..outputs.len() - 1); // the value of the last expression stands last
            }
            let outputs: Vec<(&str, &AnyArray)> = outputs.iter().map(|(name, array)| (name.as_str(), array)).collect();
            Ok(data::write(path, &outputs)?)
        }
        None => print(&shown(&outputs)),
    }
}

fn in_memory(arguments: &Eval, expr: &Expr, values: &Values) -> Result<Vec<(String, AnyArray)>, Failure> {
    let vars = values.vars();
    let outputs = progress::shown(|| match arguments.dtype {
        Some(dtype) => expr.eval_all_as(dtype, &vars),
        None => expr.eval_all(&vars),
    });
    outputs.map_err(|error| told(error, Typed::BesideFiles))
}

/// The values one after the other, each with its type and shape below; several also with their names.
fn shown(outputs: &[(String, AnyArray)]) -> String {
    let one = |(name, array): &(String, AnyArray)| {
        let signature = data::signature(array.dtype(), array.shape());
        let name = if outputs.len() > 1 { format!("{name} ") } else { String::new() };
        format!("{}\n{name}{signature}", show::show(array, Format::default()))
    };
    outputs.iter().map(one).collect::<Vec<_>>().join("\n")
}
