//! The operands of a command line: numbers as they are, arrays out of their files.
//!
//! Of a file given as a whole only those arrays are read that the expressions read.

use crate::cli::{Operand, Operands};
use crate::session::literals::CONSTANTS;
use crate::{Failure, data};
use fusexpr::{AnyArray, Expr, Scalar, Vars};
use std::path::Path;

/// An operand that is at hand.
enum Value {
    Number(Scalar),
    Array(AnyArray),
}

/// Operands that are at hand, by name.
pub struct Values(Vec<(String, Value)>);

impl Values {
    /// Reads those given one by one, and what else the expressions read from files given as a whole, but for those of
    /// some names.
    pub fn read(given: &Operands, exprs: &[Expr], left: &[&str]) -> Result<Self, Failure> {
        check_distinct(&given.operands)?;
        let is_left = |name: &str| left.contains(&name);
        let mut values = Vec::new();
        for (name, operand) in given.operands.iter().filter(|(name, _)| !is_left(name)) {
            let value = match operand {
                Operand::Number(number) => Value::Number(*number),
                Operand::Array(array) => Value::Array(array.clone()),
                Operand::File(path) => {
                    let all = format!("`--from {}`", path.display());
                    Value::Array(data::read_meant(path, name, &all)?)
                }
                Operand::Part(path, part) => Value::Array(data::read_part(path, part)?),
            };
            values.push((name.clone(), value));
        }
        let is_given = |name: &str| given.operands.iter().any(|(given, _)| given == name);
        let mut names: Vec<&str> =
            exprs.iter().flat_map(Expr::variables).filter(|name| !is_given(name) && !is_left(name)).collect();
        names.sort_unstable();
        names.dedup();
        let mut origins: Vec<(String, &Path)> = Vec::new();
        let mut others = Vec::new();
        for path in &given.from {
            let found = data::read_named(path, &names)?;
            others.extend(found.others);
            for (name, array) in found.arrays {
                if let Some((_, first)) = origins.iter().find(|(known, _)| *known == name) {
                    let (first, second) = (first.display(), path.display());
                    let message =
                        format!("`{name}` is in {first} and in {second}; say which one is meant, {name}=FILE");
                    return Err(message.into());
                }
                origins.push((name.clone(), path));
                values.push((name, Value::Array(array)));
            }
        }
        let is_missing = |name: &&str| !origins.iter().any(|(known, _)| known == name) && !CONSTANTS.contains(name);
        if names.iter().any(is_missing) {
            // The evaluation will be refused; the names that there are let it say which one was meant.
            values.extend(others.into_iter().map(|name| (name, Value::Number(Scalar::from(false)))));
        }
        Ok(Self(values))
    }

    /// Adds an array.
    pub fn add(&mut self, name: String, array: AnyArray) {
        self.0.push((name, Value::Array(array)));
    }

    /// The operands for an evaluation.
    pub fn vars(&self) -> Vars<'_> {
        let mut vars = Vars::new();
        for (name, value) in &self.0 {
            match value {
                Value::Number(number) => vars.insert(name.as_str(), *number),
                Value::Array(array) => vars.insert(name.as_str(), array),
            };
        }
        vars
    }
}

/// The first name that stands twice among the operands, as an error.
pub fn check_distinct<T>(operands: &[(String, T)]) -> Result<(), Failure> {
    let mut names = std::collections::HashSet::new();
    match operands.iter().find(|(name, _)| !names.insert(name)) {
        Some((name, _)) => Err(Failure::Plain(format!("`{name}` is given twice"))),
        None => Ok(()),
    }
}
