//! `fusexpr eval`: reads the operands, evaluates, prints the values or writes them to a file.
//!
//! The expression is parsed before any file is opened, and every operand is read before the output is touched: the
//! output may be the file of an operand. Of a file given as a whole only those arrays are read that the expression reads.

use crate::cli::{Eval, Operand, check_distinct};
use crate::{Failure, data, print, progress, show};
use fusexpr::{AnyArray, Expr, Scalar, Vars};
use std::path::Path;

/// An operand that is at hand.
enum Value {
    Number(Scalar),
    Array(AnyArray),
}

pub fn run(arguments: &Eval) -> Result<(), Failure> {
    check_distinct(&arguments.operands)?;
    let options = arguments.run.options().casting(arguments.casting.unwrap_or_default());
    let expr = arguments.source.parse()?.with(options);
    let values = values(arguments, &expr)?;
    let mut vars = Vars::new();
    for (name, value) in &values {
        match value {
            Value::Number(number) => vars.insert(name.as_str(), *number),
            Value::Array(array) => vars.insert(name.as_str(), array),
        };
    }

    let outputs = progress::shown(|| match arguments.dtype {
        Some(dtype) => expr.eval_all_as(dtype, &vars),
        None => expr.eval_all(&vars),
    })?;
    match &arguments.output {
        Some(path) => {
            let outputs: Vec<(&str, &AnyArray)> = outputs.iter().map(|(name, array)| (name.as_str(), array)).collect();
            Ok(data::write(path, &outputs)?)
        }
        None => print(&shown(&outputs)),
    }
}

/// The values one after the other, each with its type and shape below; several also with their names.
fn shown(outputs: &[(String, AnyArray)]) -> String {
    let one = |(name, array): &(String, AnyArray)| {
        let signature = data::signature(array.dtype(), array.shape());
        let name = if outputs.len() > 1 { format!("{name} ") } else { String::new() };
        format!("{}\n{name}{signature}", show::show(array))
    };
    outputs.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The operands by name: those given one by one, and what else the expression reads from files given as a whole.
fn values(arguments: &Eval, expr: &Expr) -> Result<Vec<(String, Value)>, String> {
    let mut values = Vec::new();
    for (name, operand) in &arguments.operands {
        values.push((
            name.clone(),
            match operand {
                Operand::Number(number) => Value::Number(*number),
                Operand::File(path) => Value::Array(only(name, path)?),
                Operand::Part(path, part) => match data::read(path, Some(part))?.pop() {
                    Some((_, array)) => Value::Array(array),
                    None => return Err(format!("{}: there is nothing in it", path.display())),
                },
            },
        ));
    }
    let is_given = |name: &str| arguments.operands.iter().any(|(given, _)| given == name);
    let names: Vec<&str> = expr.variables().filter(|name| !is_given(name)).collect();
    let mut origins: Vec<(String, &Path)> = Vec::new();
    let mut others = Vec::new();
    for path in &arguments.from {
        let found = data::read_named(path, &names)?;
        others.extend(found.others);
        for (name, array) in found.arrays {
            if let Some((_, first)) = origins.iter().find(|(known, _)| *known == name) {
                let (first, second) = (first.display(), path.display());
                return Err(format!("`{name}` is in {first} and in {second}; say which one is meant, {name}=FILE"));
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
    Ok(values)
}

/// What stands for a number where no variable has the name.
const CONSTANTS: [&str; 5] = ["pi", "e", "tau", "inf", "nan"];

/// The array of a file that has only one.
fn only(name: &str, path: &Path) -> Result<AnyArray, String> {
    let mut arrays = data::read(path, None)?;
    match (arrays.pop(), data::Format::of(path).part()) {
        (Some((_, array)), _) if arrays.is_empty() => Ok(array),
        (Some((last, _)), Some(part)) => {
            let path = path.display();
            let names = data::list(arrays.iter().map(|(name, _)| name.as_str()).chain([last.as_str()]));
            Err(format!(
                "{path}: there are {names} in it; name a {part}, {name}={path}:{last}, or take all, --from {path}"
            ))
        }
        _ => Err(format!("{}: there is no array in it", path.display())),
    }
}
