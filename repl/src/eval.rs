//! `fusexpr eval`: reads the operands, evaluates, prints the value or writes it to a file.
//!
//! The expression is parsed before any file is opened, and every operand is read before the output is touched: the
//! output may be the file of an operand.

use crate::cli::{Eval, Operand, check_distinct};
use crate::show::{self, Format};
use crate::{Failure, npy, print, progress};
use fusexpr::{AnyArray, Scalar, Vars};

/// Operands that are at hand, by name.
pub struct Values<'a>(Vec<(&'a str, Value)>);

enum Value {
    Number(Scalar),
    Array(AnyArray),
}

impl<'a> Values<'a> {
    /// Reads those that are in files.
    pub fn read(operands: &'a [(String, Operand)]) -> Result<Self, Failure> {
        let mut values = Vec::new();
        for (name, operand) in operands {
            values.push((
                name.as_str(),
                match operand {
                    Operand::Number(number) => Value::Number(*number),
                    Operand::File(path) => {
                        Value::Array(npy::read(path).map_err(|reason| format!("{}: {reason}", path.display()))?)
                    }
                },
            ));
        }
        Ok(Self(values))
    }

    /// What an expression is evaluated with.
    pub fn vars(&self) -> Vars<'_> {
        let mut vars = Vars::new();
        for (name, value) in &self.0 {
            match value {
                Value::Number(number) => vars.insert(*name, *number),
                Value::Array(array) => vars.insert(*name, array),
            };
        }
        vars
    }
}

pub fn run(arguments: &Eval) -> Result<(), Failure> {
    check_distinct(&arguments.operands)?;
    let options = arguments.run.options().casting(arguments.casting.unwrap_or_default());
    let expr = arguments.source.parse()?.with(options);
    let values = Values::read(&arguments.operands)?;
    let vars = values.vars();

    let result = progress::shown(|| match arguments.dtype {
        Some(dtype) => expr.eval_as(dtype, &vars),
        None => expr.eval_any(&vars),
    })?;
    match &arguments.output {
        Some(path) => Ok(npy::write(path, &result).map_err(|reason| format!("{}: {reason}", path.display()))?),
        None => print(&show::answer(&result, Format::default())),
    }
}
