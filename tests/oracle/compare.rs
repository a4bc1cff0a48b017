//! Runs a program in the engine and in the interpreter, and compares all that they leave behind.

use super::Interpreter;
use super::case::{Case, Destination, Spec, Variable, typed};
use super::memory::{Memory, Slot};
use super::others::{explained, in_other_ways};
use super::typed::{Refusal, Typed, check_size};
use crate::common::Value;
use crate::common::arrays::{Array, elements};
use fusexpr::{AnyArray, Error, Expr, Outputs, Vars};

/// How a comparison ended, if it found nothing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Compared,
    /// Both refuse it.
    Refused,
    /// The language does not say what should happen.
    Unspecified,
}

/// What a program leaves, by name; none is the result's.
pub type Left<T> = Vec<(Option<String>, T)>;

/// What the engine left: arrays of its own, or all elements of the caller's.
enum Got {
    Made(Left<AnyArray>),
    Written(Left<Array>),
}

/// Compares the engine with the interpreter, in every way of evaluation.
pub fn compare(case: &Case) -> Result<Outcome, String> {
    let expected = interpret(case);
    if let Err(Refusal::Fault(reason)) = &expected {
        return Err(reason.clone());
    }
    let source = case.text();
    let mut first: Option<Result<Got, Error>> = None;
    for &way in &case.ways {
        let got = Expr::parse(&source).and_then(|expr| evaluate(case, &expr.with(case.options(way))));
        if let (Err(Refusal::Unspecified), Ok(Got::Made(left))) = (&expected, &got)
            && left.iter().any(|(_, array)| check_size(array.shape()).is_err())
        {
            // Its elements would be compared one by one, of which there may be millions.
            return Ok(Outcome::Unspecified);
        }
        let compared = one(case, &got, &expected).and_then(|()| match &first {
            Some(first) => alike(first, &got).map_err(|reason| format!("{reason}, other than with {:?}", case.ways[0])),
            None => Ok(()),
        });
        compared.map_err(|reason| format!("{reason}\n  with {way:?}"))?;
        first.get_or_insert(got);
    }
    if let Some(Ok(Got::Made(left))) = &first {
        in_other_ways(case, &source, left)?;
        if expected.is_ok() {
            explained(case, &source, left)?;
        }
    }
    Ok(match expected {
        Ok(_) => Outcome::Compared,
        Err(Refusal::Unspecified) => Outcome::Unspecified,
        Err(_) => Outcome::Refused,
    })
}

// -------------------------------------------------------------------------------------------------------------------
// What should come out.

/// What the interpreter leaves.
fn interpret(case: &Case) -> Result<Left<Typed>, Refusal> {
    if case.program.is_empty() {
        return Err("there is no statement".into());
    }
    let at = Interpreter { casting: case.casting, level: case.level };
    let mut memory = Memory::default();
    for (name, variable) in &case.variables {
        memory.give(name, variable.typed());
    }
    let own = |spec: &Spec| Slot::Array(typed(&spec.build()));
    let is_bare = case.program.last().is_some_and(|statement| statement.target.is_none());
    let mut names: Vec<Option<String>> = Vec::new();
    match &case.destination {
        Destination::Fresh | Destination::FreshAs(_) | Destination::Given(_) if !is_bare => {
            return Err("the program ends in no expression".into());
        }
        Destination::Fresh => memory.result = Some(Slot::New(None)),
        Destination::FreshAs(dtype) => memory.result = Some(Slot::New(Some(*dtype))),
        Destination::Given(spec) => memory.result = Some(own(spec)),
        Destination::InPlace(name, spec) => {
            memory.lend(name, own(spec));
            if is_bare {
                memory.result = Some(own(spec));
            } else {
                names.push(Some(name.clone()));
            }
        }
        Destination::Outputs(outputs) => {
            outputs.iter().for_each(|(name, spec)| memory.lend(name, own(spec)));
            names = outputs.iter().map(|(name, _)| Some(name.clone())).collect();
            if is_bare {
                return Err("the value of an expression goes nowhere".into());
            }
        }
        Destination::All(dtype) => {
            names = left_names(case).into_iter().map(Some).collect();
            names.iter().flatten().for_each(|name| memory.lend(name, Slot::New(*dtype)));
            if is_bare {
                memory.result = Some(Slot::New(*dtype));
            }
        }
    }
    check_assigned(case, is_bare)?;
    let bare = memory.run(&at, &case.program)?;
    let dtype = match case.destination {
        Destination::FreshAs(dtype) | Destination::All(Some(dtype)) => Some(dtype),
        _ => None,
    };
    let made = |value: &Typed| dtype.map_or_else(|| value.strong(), |dtype| value.cast_into(dtype, case.casting));
    let mut left: Left<Typed> = Vec::new();
    for name in names.iter().flatten() {
        let value = match memory.array(name) {
            Some(array) => array.clone(),
            None => made(memory.get(name).ok_or("an output that is not assigned")?)?,
        };
        left.push((Some(name.clone()), value));
    }
    match (&memory.result, bare) {
        (Some(Slot::Array(array)), _) => left.push((None, array.clone())),
        (Some(Slot::New(_)), Some(value)) => left.push((None, made(&value)?)),
        _ => {}
    }
    Ok(left)
}

/// Names that may not be assigned, and outputs that are not.
fn check_assigned(case: &Case, is_bare: bool) -> Result<(), Refusal> {
    let assigned: Vec<&str> =
        case.program.iter().filter_map(|statement| statement.target.as_ref()).map(|target| target.name()).collect();
    let outputs: Vec<&str> = match &case.destination {
        Destination::Outputs(outputs) => outputs.iter().map(|(name, _)| &**name).collect(),
        Destination::InPlace(name, _) if is_bare == assigned.contains(&&**name) => {
            return Err("an output that is not assigned, or whose value is lost".into());
        }
        Destination::InPlace(name, _) => vec![name],
        _ => Vec::new(),
    };
    if let Destination::Outputs(_) = case.destination
        && outputs.iter().any(|name| !assigned.contains(name))
    {
        return Err("an output that is not assigned".into());
    }
    let is_variable = |name: &&&str| case.variables.iter().any(|(known, _)| known == **name);
    let may_assign_all = matches!(case.destination, Destination::All(_));
    match assigned.iter().filter(is_variable).find(|name| !outputs.contains(name)) {
        Some(name) if !may_assign_all => Err(format!("{name} is a variable").into()),
        _ => Ok(()),
    }
}

/// The names that a program leaves, in the order in which they are first used.
fn left_names(case: &Case) -> Vec<String> {
    let mut used: Vec<String> = Vec::new();
    let mut left: Vec<String> = Vec::new();
    for statement in &case.program {
        left.retain(|name| !statement.reads(name));
        let read = statement.nodes().into_iter().filter_map(|node| match node {
            super::program::Node::Name(name) => Some(name.clone()),
            _ => None,
        });
        // The target stands first in the text.
        used.extend(statement.target.iter().map(|target| target.name().to_owned()).chain(read));
        if let Some(target) = &statement.target {
            left.push(target.name().to_owned());
        }
    }
    let is_assigned = |name: &String| {
        case.program.iter().any(|statement| statement.target.as_ref().is_some_and(|target| target.name() == name))
    };
    let is_variable = |name: &String| case.variables.iter().any(|(known, _)| known == name);
    let mut names: Vec<String> = Vec::new();
    for name in used {
        if is_assigned(&name) && (left.contains(&name) || is_variable(&name)) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

// -------------------------------------------------------------------------------------------------------------------
// What comes out.

/// The arrays of the variables, for as long as they are lent.
pub fn arrays(case: &Case) -> Vec<(&str, Array)> {
    let array = |(name, variable): &'_ (String, Variable)| match variable {
        Variable::Array(spec) => Some((name.as_str().to_owned(), spec.build())),
        _ => None,
    };
    let built = case.variables.iter().filter_map(array);
    built
        .map(|(name, array)| {
            (case.variables.iter().find(|(known, _)| *known == name).expect("it is one").0.as_str(), array)
        })
        .collect()
}

pub fn vars<'a>(case: &'a Case, arrays: &'a [(&str, Array)]) -> Vars<'a> {
    let mut vars = Vars::new();
    for (name, array) in arrays {
        vars.insert(*name, array.operand());
    }
    for (name, variable) in &case.variables {
        if let Some(value) = variable.by_value() {
            vars.insert(name.as_str(), value);
        }
    }
    vars
}

fn evaluate(case: &Case, expr: &Expr) -> Result<Got, Error> {
    let arrays = arrays(case);
    let vars = vars(case, &arrays);
    match &case.destination {
        Destination::Fresh => Ok(Got::Made(vec![(None, expr.eval_any(&vars)?)])),
        Destination::FreshAs(dtype) => Ok(Got::Made(vec![(None, expr.eval_as(*dtype, &vars)?)])),
        Destination::All(dtype) => {
            let left = match dtype {
                None => expr.eval_all(&vars)?,
                Some(dtype) => expr.eval_all_as(*dtype, &vars)?,
            };
            let is_bare = case.program.last().is_some_and(|statement| statement.target.is_none());
            let count = left.len();
            let name = |i, name| if is_bare && i + 1 == count { None } else { Some(name) };
            Ok(Got::Made(left.into_iter().enumerate().map(|(i, (own, array))| (name(i, own), array)).collect()))
        }
        Destination::Given(_) | Destination::InPlace(..) | Destination::Outputs(_) => {
            let mut left = before(case);
            let outcome = write(case, expr, &vars, &mut left);
            match outcome {
                Ok(()) => Ok(Got::Written(left)),
                Err(error) => {
                    let untouched = left
                        .iter()
                        .zip(before(case))
                        .all(|((_, x), (_, y))| same(&x.all_elements(), &y.all_elements()));
                    assert!(untouched, "it was refused, but an output was written to: {error}");
                    Err(error)
                }
            }
        }
    }
}

/// The arrays that results are written to, as they are before.
fn before(case: &Case) -> Left<Array> {
    match &case.destination {
        Destination::Given(spec) => vec![(None, spec.build())],
        Destination::InPlace(name, spec) => {
            let is_bare = case.program.last().is_some_and(|statement| statement.target.is_none());
            vec![((!is_bare).then(|| name.clone()), spec.build())]
        }
        Destination::Outputs(outputs) => {
            outputs.iter().map(|(name, spec)| (Some(name.clone()), spec.build())).collect()
        }
        _ => Vec::new(),
    }
}

fn write(case: &Case, expr: &Expr, vars: &Vars<'_>, left: &mut Left<Array>) -> Result<(), Error> {
    match &case.destination {
        Destination::InPlace(name, _) => expr.evaluate_in_place(name, vars, left[0].1.output()),
        Destination::Outputs(_) => {
            let mut outputs = Outputs::new();
            for (name, array) in left.iter_mut() {
                outputs.insert(name.clone().expect("outputs have names"), array.output());
            }
            expr.run(vars, &mut outputs)
        }
        _ => expr.evaluate(vars, left[0].1.output()),
    }
}

// -------------------------------------------------------------------------------------------------------------------
// The two side by side.

fn one(case: &Case, got: &Result<Got, Error>, expected: &Result<Left<Typed>, Refusal>) -> Result<(), String> {
    match (got, expected) {
        (_, Err(Refusal::Unspecified)) | (Err(_), Err(_)) => Ok(()),
        (Err(error), Ok(_)) => Err(format!("the engine refuses it: {}", error.report())),
        (Ok(_), Err(reason)) => Err(format!("the engine accepts what should be refused: {reason:?}")),
        (Ok(Got::Made(left)), Ok(expected)) => {
            let names: Vec<_> = left.iter().map(|(name, _)| name).collect();
            if !names.iter().copied().eq(expected.iter().map(|(name, _)| name)) {
                return Err(format!("the results are {names:?}"));
            }
            for ((name, array), (_, expected)) in left.iter().zip(expected) {
                let name = name.as_deref().unwrap_or("the result");
                if (array.dtype(), array.shape()) != (expected.dtype, &expected.shape) {
                    let kinds = [(array.dtype(), array.shape()), (expected.dtype, &expected.shape)];
                    return Err(format!("{name} is {:?} instead of {:?}", kinds[0], kinds[1]));
                }
                if !case.contract {
                    settled(&elements(array), expected).map_err(|reason| format!("{name}: {reason}"))?;
                }
            }
            Ok(())
        }
        (Ok(Got::Written(left)), Ok(expected)) if !case.contract => {
            for (((name, after), (_, before)), (_, expected)) in left.iter().zip(before(case)).zip(expected) {
                let name = name.as_deref().unwrap_or("the result");
                let values = settled(&after.values(), expected).map_err(|reason| format!("{name}: {reason}"))?;
                let mut whole = before;
                whole.write(&values);
                if !same(&after.all_elements(), &whole.all_elements()) {
                    return Err(format!("{name}: elements beside the output have changed"));
                }
            }
            Ok(())
        }
        (Ok(Got::Written(_)), Ok(_)) => Ok(()),
    }
}

/// The elements, if they are as near to what is expected as they have to be.
fn settled(got: &[Value], expected: &Typed) -> Result<Vec<Value>, String> {
    if got.len() != expected.elements.len() {
        return Err(format!("{} elements instead of {}", got.len(), expected.elements.len()));
    }
    let number = |value: Value| match value {
        Value::F16(x) => x.to_f32().into(),
        Value::F32(x) => x.into(),
        Value::F64(x) => x,
        Value::Bool(_) | Value::Int(_) | Value::C64(_) | Value::C128(_) => f64::NAN,
        Value::Datetime(_) | Value::Timedelta(_) => f64::NAN,
    };
    for (i, (&x, &y)) in got.iter().zip(&expected.elements).enumerate() {
        let slack = expected.slack.as_ref().map_or(0.0, |slack| slack[i]);
        let agrees = x.is_same(y) || slack.is_infinite() || (slack > 0.0 && (number(x) - number(y)).abs() <= slack);
        if !agrees {
            let within = if slack > 0.0 { format!(", to {slack:e}") } else { String::new() };
            return Err(format!("element {i} is {x:?} instead of {y:?}{within}"));
        }
    }
    Ok(got.to_vec())
}

pub fn same(x: &[Value], y: &[Value]) -> bool {
    x.len() == y.len() && x.iter().zip(y).all(|(x, y)| x.is_same(*y))
}

/// The same results with other threads and blocks.
fn alike(first: &Result<Got, Error>, other: &Result<Got, Error>) -> Result<(), String> {
    let agree = match (first, other) {
        (Err(_), Err(_)) => true,
        (Ok(Got::Made(x)), Ok(Got::Made(y))) => {
            x.iter().zip(y).all(|((_, x), (_, y))| same(&elements(x), &elements(y)))
        }
        (Ok(Got::Written(x)), Ok(Got::Written(y))) => {
            x.iter().zip(y).all(|((_, x), (_, y))| same(&x.all_elements(), &y.all_elements()))
        }
        _ => false,
    };
    if agree { Ok(()) } else { Err("the result is another one".to_owned()) }
}
