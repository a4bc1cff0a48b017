//! Operations of the table, one element after the other.

use super::Interpreter;
use super::alone;
use super::promise::is_near;
use super::times;
use super::typed::{Known, Refusal, Typed, broadcast, check_size, known_of_all};
use super::types::{
    Domain, ORDER, as_float, complex_of, domain, is_complex, is_float, is_inexact, kind, loop_type, operation_of,
    outcome, result_of, result_type_of_all,
};
use super::weak;
use crate::common::Value;
use crate::common::references::reference;
use fusexpr::DType::{self, Bool, F16, F64, I8, I64, U64};
use num_bigint::{BigInt, Sign};
use std::cell::RefCell;
use std::collections::HashSet;

/// Operators keep weak operands weak.
pub fn operator(at: &Interpreter, symbol: &str, operands: &[Typed]) -> Result<Typed, Refusal> {
    let name = operation_of(symbol, operands.len());
    match weak::operate(name, operands)? {
        Some(exact) => Ok(exact),
        None => Ok(Typed { weak: operands.iter().all(|x| x.weak), ..apply(at, name, operands)? }),
    }
}

/// Functions do not keep weak operands weak.
pub fn call(at: &Interpreter, name: &str, operands: &[Typed]) -> Result<Typed, Refusal> {
    let operation = fusexpr::operations()
        .find(|operation| {
            operation.parameters().len() == operands.len()
                && (operation.name() == name || operation.aliases().contains(&name))
        })
        .ok_or_else(|| format!("no function {name} of {} operands", operands.len()))?;
    match weak::operate(operation.name(), operands)? {
        Some(exact) => exact.strong(),
        None => apply(at, operation.name(), operands),
    }
}

/// An operation, by its own name.
fn apply(at: &Interpreter, name: &str, operands: &[Typed]) -> Result<Typed, Refusal> {
    if let Some(done) = times::apply(name, operands)? {
        DRAWN.with_borrow_mut(|drawn| drawn.extend(operands.iter().map(|x| (name.to_owned(), sample(x.dtype)))));
        return Ok(done);
    }
    if let Some(done) = compare_integers(name, operands)? {
        return Ok(done);
    }
    let is_cast = ORDER.iter().any(|dtype| dtype.name() == name);
    if is_cast && operands[0].integer.is_some() {
        let dtype = outcome(name).expect("it is a type's name");
        return Ok(Typed { weak: false, ..operands[0].cast(dtype)? });
    }
    // Truth values are taken by `and`, `or` and `not`, even where the common type is one.
    if name.starts_with("logical") && operands.iter().any(|x| x.dtype != Bool) {
        return Err(format!("{name} of what is not bool").into());
    }
    let typed_from = usize::from(name == "where");
    let counted = name == "round" && operands.len() == 2;
    if counted && is_inexact(operands[1].dtype) {
        return Err("the number of decimals is not an integer".into());
    }
    let typed_to = operands.len() - usize::from(counted);
    let typed = &operands[typed_from..typed_to];
    let refused = || Refusal::Refused(format!("{name} of these types"));
    let loop_type = match (name, common_type(name, typed)) {
        ("round", Bool) if counted => None,
        ("round", Bool) => Some(F16),
        ("angle", _) if typed[0].dtype == Bool => Some(F64),
        (name, common) => loop_type(name, common),
    };
    let dtype = match loop_type.ok_or_else(refused)? {
        // Truth values by themselves count as Python's, and integers are of a type that holds all of them.
        I8 | I64 if typed.iter().all(|x| x.weak) => match typed.iter().all(|x| x.converted(I64).is_ok()) {
            true => I64,
            false => U64,
        },
        dtype => dtype,
    };
    if name == "power" && !is_inexact(dtype) && is_weak_negative(&operands[1]) {
        return Err("a negative exponent of an integer, which is not found in data".into());
    }
    let limited = if name == "clip" { limits_that_fit(operands, dtype)? } else { operands.to_vec() };
    let convert = |(i, x): (usize, &Typed)| match is_cast {
        true => x.strong(),
        false if i < typed_from => x.converted(Bool),
        false if i >= typed_to => x.converted(I64),
        false => x.converted(dtype),
    };
    let converted: Vec<Typed> = limited.iter().enumerate().map(convert).collect::<Result<_, _>>()?;
    elementwise(at, name, &converted, dtype)
}

fn is_weak_negative(exponent: &Typed) -> bool {
    exponent.integer.as_ref().is_some_and(|value| value.sign() == Sign::Minus)
}

/// The type that operands have in common; functions of floats take each operand as a float first.
fn common_type(name: &str, operands: &[Typed]) -> DType {
    let takes_floats = domain(name) == Some(Domain::Floats);
    let own = |x: &Typed| if takes_floats { as_float(x.dtype) } else { x.dtype };
    let strong: Vec<DType> = operands.iter().filter(|x| !x.weak).map(own).collect();
    let strong_kind = operands.iter().filter(|x| !x.weak).map(|x| kind(x.dtype)).max();
    let weak = operands.iter().filter(|x| x.weak).map(|x| x.dtype).max_by_key(|&dtype| kind(dtype));
    match (result_type_of_all(&strong), weak) {
        (Some(strong), Some(weak)) if Some(kind(weak)) <= strong_kind => strong,
        (Some(strong), Some(weak)) if is_float(strong) && is_complex(weak) => complex_of(strong),
        (_, Some(weak)) => weak,
        (Some(strong), None) => strong,
        (None, None) => unreachable!("operations have operands"),
    }
}

/// Integers compare as the numbers they are, whether or not a type holds both.
fn compare_integers(name: &str, operands: &[Typed]) -> Result<Option<Typed>, Refusal> {
    let [x, y] = operands else { return Ok(None) };
    let is_comparison = domain(name) == Some(Domain::Any) && outcome(name) == Some(Bool);
    if !is_comparison || [x, y].iter().any(|x| is_inexact(x.dtype)) || (x.dtype == Bool && y.dtype == Bool) {
        return Ok(None);
    }
    let number = |x: &Typed| -> Result<Typed, Refusal> {
        // Beyond all types, a number of the same sign compares as the number itself.
        let beyond = |value: &BigInt| match i128::try_from(value) {
            Ok(value) => value,
            Err(_) if value.sign() == Sign::Minus => i128::MIN,
            Err(_) => i128::MAX,
        };
        let own = |x: &Value| match *x {
            Value::Bool(x) => Value::Int(x.into()),
            other => other,
        };
        let elements = match &x.integer {
            Some(value) => vec![Value::Int(beyond(value))],
            None => x.elements.iter().map(own).collect(),
        };
        Ok(Typed { dtype: I64, elements, ..x.clone() })
    };
    DRAWN.with_borrow_mut(|drawn| drawn.insert((name.to_owned(), common_type(name, operands))));
    exact(name, &[number(x)?, number(y)?], I64).map(Some)
}

/// The operands of `clip` with limits that fit. One beyond the type does not limit, unless what is limited by it would
/// be beyond the type as well.
fn limits_that_fit(operands: &[Typed], dtype: DType) -> Result<Vec<Typed>, Refusal> {
    let [x, min, max] = operands else { unreachable!("clip has three operands") };
    if kind(dtype) != 1 {
        return Ok(operands.to_vec());
    }
    let (low, high) = (BigInt::from(lowest(dtype)), BigInt::from(highest(dtype)));
    let is_below = |limit: &Typed| limit.integer.as_ref().is_some_and(|value| *value < low);
    let is_above = |limit: &Typed| limit.integer.as_ref().is_some_and(|value| *value > high);
    if is_below(max) || is_above(min) && is_above(max) {
        return Err("all that is limited so is beyond the type".into());
    }
    let fitting = |limit: &Typed| match &limit.integer {
        Some(value) => {
            Typed { known: limit.known, ..Typed::weak_integer(value.clone().clamp(low.clone(), high.clone())) }
        }
        None => limit.clone(),
    };
    Ok(vec![x.clone(), fitting(min), fitting(max)])
}

fn lowest(dtype: DType) -> i128 {
    if super::types::is_signed(dtype) { -(1 << (8 * dtype.size() - 1)) } else { 0 }
}

fn highest(dtype: DType) -> i128 {
    -1 - lowest(dtype) + if super::types::is_signed(dtype) { 0 } else { 1 << (8 * dtype.size()) }
}

thread_local! {
    static DRAWN: RefCell<HashSet<(String, DType)>> = RefCell::default();
}

/// Which operations have been computed in which types.
pub fn drawn() -> HashSet<(String, DType)> {
    DRAWN.with_borrow(HashSet::clone)
}

/// An operation on operands of the types that it takes.
fn elementwise(at: &Interpreter, name: &str, operands: &[Typed], dtype: DType) -> Result<Typed, Refusal> {
    let operation = fusexpr::operations()
        .find(|operation| operation.name() == name && operation.parameters().len() == operands.len())
        .expect("the name is that of an operation");
    DRAWN.with_borrow_mut(|drawn| drawn.insert((name.to_owned(), dtype)));
    let is_bounded = is_near(operation, dtype) || is_float(dtype) && operation.ulp() > 0.5;
    if !is_bounded {
        return exact(name, operands, dtype);
    }
    if name == "power" && operands[1].known == Known::Given {
        return power_of_given(at, operands, dtype);
    }
    if name == "power" && operands[1].known == Known::InText && (operands[1].weak || dtype == F64) {
        // Rounded once, as the power itself.
        match operands[1].elements[0].cast(F64) {
            Value::F64(2.0) => return exact("multiply", &[operands[0].clone(), operands[0].clone()], dtype),
            Value::F64(-1.0) => return exact("reciprocal", &operands[..1], dtype),
            _ => {}
        }
    }
    let expected = common(operands)?;
    let result = alone::operation(at, operation, dtype, operands, &expected)?;
    Ok(with_slack(result, operands, name))
}

/// A power of floats whose exponent is given by value: computed as one in the text or as one in an array, whose bits
/// may be others.
fn power_of_given(at: &Interpreter, operands: &[Typed], dtype: DType) -> Result<Typed, Refusal> {
    let known_as = |known| {
        let exponent = Typed { known, ..operands[1].clone() };
        elementwise(at, "power", &[operands[0].clone(), exponent], dtype)
    };
    let (mut result, other) = (known_as(Known::InRun)?, known_as(Known::InText)?);
    let number = |value: &Value| match value.cast(F64) {
        Value::F64(x) => x,
        _ => unreachable!("it was cast"),
    };
    let pairs = || result.elements.iter().zip(&other.elements);
    if pairs().any(|(x, y)| !x.is_same(*y)) {
        let apart = pairs().map(|(x, y)| if x.is_same(*y) { 0.0 } else { (number(x) - number(y)).abs() });
        let own = result.slack.clone().unwrap_or_else(|| vec![0.0; result.elements.len()]);
        result.slack = Some(apart.zip(own).map(|(apart, own)| own.max(apart)).collect());
    }
    Ok(Typed { known: known_of_all(operands), ..result })
}

/// The type that stands for those that differ in nothing but their unit.
fn sample(dtype: DType) -> DType {
    DType::ALL.iter().copied().find(|known| known.name() == dtype.name()).unwrap_or(dtype)
}

/// The shape in common, and the operands stretched to it.
pub fn common(operands: &[Typed]) -> Result<Vec<Typed>, Refusal> {
    let mut shape = Vec::new();
    for operand in operands {
        shape = broadcast(&shape, &operand.shape).ok_or("shapes do not fit")?;
    }
    check_size(&shape)?;
    Ok(operands.iter().map(|x| x.stretched(&shape)).collect())
}

/// An operation that the language defines to the bit.
fn exact(name: &str, operands: &[Typed], dtype: DType) -> Result<Typed, Refusal> {
    let stretched = common(operands)?;
    let bits = 8 * dtype.size() as u32;
    let result = result_of(name, dtype);
    let compute = reference(name, operands.len()).unwrap_or_else(|| panic!("{name} has no reference")).compute;
    let element = |i: usize| {
        let values: Vec<Value> = stretched.iter().map(|x| x.elements[i]).collect();
        compute(&values, bits).unwrap_or_else(|| panic!("{name} has no reference for {dtype}")).cast(result)
    };
    let elements = (0..stretched[0].elements.len()).map(element).collect();
    let value = Typed::array(result, stretched[0].shape.clone(), elements);
    Ok(with_slack(value, &stretched, name))
}

/// A result with what is to be said of all its operands.
fn with_slack(mut result: Typed, operands: &[Typed], name: &str) -> Typed {
    result.known = known_of_all(operands);
    result.moved = operands.iter().any(|x| x.moved);
    // The sign of NaN is left open by IEEE 754.
    let reads_sign = match name {
        "signbit" => Some(0),
        "copysign" => Some(1),
        _ => None,
    };
    let is_nan = |value: &Value| matches!(value.cast(F64), Value::F64(x) if x.is_nan());
    let open: Vec<Typed> = operands.iter().map(|x| x.stretched(&result.shape)).collect();
    let unknown = |i: usize| {
        let is_open = open.iter().any(|x| x.slack.as_ref().is_some_and(|slack| slack[i] > 0.0));
        let has_open_sign = reads_sign.is_some_and(|operand| is_nan(&open[operand].elements[i]));
        if is_open || has_open_sign { f64::INFINITY } else { 0.0 }
    };
    if reads_sign.is_some() || operands.iter().any(|x| x.slack.is_some()) {
        let slack: Vec<f64> = (0..result.elements.len()).map(unknown).collect();
        result.slack = slack.iter().any(|&slack| slack > 0.0).then_some(slack);
    }
    result
}
