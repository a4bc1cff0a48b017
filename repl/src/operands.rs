//! The operands of a command line: numbers as they are, arrays out of their files.

use crate::cli::Operand;
use crate::{Failure, npy};
use fusexpr::{AnyArray, Scalar, Vars};

/// An operand that is at hand.
enum Value {
    Number(Scalar),
    Array(AnyArray),
}

/// Operands that are at hand, by name.
pub struct Operands<'o>(Vec<(&'o str, Value)>);

impl<'o> Operands<'o> {
    /// Reads what is in files.
    pub fn read(operands: &'o [(String, Operand)]) -> Result<Self, Failure> {
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

    /// The operands for an evaluation.
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
