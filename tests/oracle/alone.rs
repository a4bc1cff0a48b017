//! What the language leaves open within a bound: functions of floats, sums.
//!
//! The engine is asked for the operation alone, over the operands in memory; what it gives is held against a reference
//! that shares no code with it, and its bits are then those that the program must have too, whatever is fused with
//! what. (Intervals of all values within the bound would be the other way; after three functions they tell nothing.)

use super::Interpreter;
use super::promise::compare;
use super::typed::{Known, Refusal, Typed};
use super::types::result_of;
use crate::common::references::reference;
use crate::common::{Value, with_type};
use fusexpr::{AnyArray, DType, Expr, Operand, Operation, Options, Threads, Vars};
use ndarray::{ArrayD, IxDyn};
use std::cell::RefCell;
use std::collections::HashMap;

const NAMES: [&str; 3] = ["v0", "v1", "v2"];

/// The bits of an operation that is promised to be near the reference; `stretched` are the operands in one shape.
pub fn operation(
    at: &Interpreter,
    operation: Operation,
    dtype: DType,
    operands: &[Typed],
    stretched: &[Typed],
) -> Result<Typed, Refusal> {
    let has_strong = operands.iter().any(|x| !x.weak);
    let argument =
        |(i, x): (usize, &Typed)| if x.known == Known::InText { literal(x, has_strong) } else { NAMES[i].to_owned() };
    let arguments: Vec<String> = operands.iter().enumerate().map(argument).collect();
    let source = format!("{}({})", operation.name(), arguments.join(", "));
    let elements = evaluate(at, &source, operands)?;
    let result = Typed::array(result_of(operation.name(), dtype), stretched[0].shape.clone(), elements);
    if result.elements.len() != stretched[0].elements.len() {
        return Err(Refusal::Fault(format!("{source} alone has {} elements", result.elements.len())));
    }
    let compute = reference(operation.name(), operands.len())
        .unwrap_or_else(|| panic!("{} has no reference", operation.name()))
        .compute;
    for (i, &got) in result.elements.iter().enumerate() {
        if stretched.iter().any(|x| x.slack.as_ref().is_some_and(|slack| slack[i] > 0.0)) {
            continue;
        }
        let values: Vec<Value> = stretched.iter().map(|x| x.elements[i]).collect();
        let expected = compute(&values, 8 * dtype.size() as u32)
            .unwrap_or_else(|| panic!("{} has no reference for {dtype}", operation.name()));
        if let Err(reason) = compare(operation, dtype, got, expected, &values)
            && !(cancels(operation.name(), &values) && differ_by_cancellation(got, expected, &values))
        {
            return Err(Refusal::Fault(format!("{source} alone of {values:?} in {dtype} is {reason}")));
        }
    }
    Ok(result)
}

/// Whether a function is a sum whose terms may cancel.
fn cancels(name: &str, operands: &[Value]) -> bool {
    match (name, operands[0].cast(DType::F64)) {
        ("logaddexp", _) => true,
        ("digamma", Value::F64(x)) => x < 0.0,
        _ => false,
    }
}

/// Whether two results differ by no more than the reference may be off where its last sum cancels: by some units in the
/// last place of its operands, of which the terms of digamma are not far larger.
fn differ_by_cancellation(got: Value, expected: Value, operands: &[Value]) -> bool {
    let wide = |value: Value| match value.cast(DType::F64) {
        Value::F64(x) => x,
        _ => f64::NAN,
    };
    let largest = operands.iter().map(|&x| wide(x).abs()).fold(0.0, f64::max);
    (wide(got) - wide(expected)).abs() <= 4.0 * f64::EPSILON * largest
}

/// The elements that the engine gives for a text over the operands `v0`, `v1`, …
pub fn evaluate(at: &Interpreter, source: &str, operands: &[Typed]) -> Result<Vec<Value>, Refusal> {
    thread_local! {
        static KNOWN: RefCell<HashMap<(String, Option<fusexpr::Level>), Expr>> = RefCell::default();
    }
    let arrays: Vec<AnyArray> = operands.iter().map(array).collect();
    let mut vars = Vars::new();
    for (name, array) in NAMES.into_iter().zip(&arrays) {
        vars.insert(name, Operand::from(array));
    }
    KNOWN.with_borrow_mut(|known| {
        if known.len() > 1000 {
            known.clear();
        }
        let expr = known.entry((source.to_owned(), at.level)).or_insert_with(|| {
            let options = Options::new().threads(Threads::Serial);
            let options = at.level.into_iter().fold(options, Options::level);
            Expr::parse(source).unwrap_or_else(|error| panic!("{source}: {error}")).with(options)
        });
        let result = expr.eval_any(&vars).map_err(|error| Refusal::Fault(format!("{source} alone: {error}")))?;
        Ok(with_type!(result.dtype(), T => {
            use crate::common::Sample;
            result.get::<T>().expect("the type is its own").iter().map(|x| x.value()).collect()
        }))
    })
}

fn array(x: &Typed) -> AnyArray {
    use crate::common::Sample;
    with_type!(x.dtype, T => {
        let elements: Vec<T> = x.elements.iter().map(|&value| T::convert(value)).collect();
        AnyArray::from(ArrayD::from_shape_vec(IxDyn(&x.shape), elements).expect("there is an element for each place"))
    })
}

/// A constant as text: of its type, or weak if it takes that from another operand. That it is weak may decide how the
/// result is computed.
fn literal(x: &Typed, has_strong: bool) -> String {
    let wide = |x: f64| match x {
        x if x.is_nan() => "nan".to_owned(),
        x if x.is_infinite() => if x > 0.0 { "inf" } else { "-inf" }.to_owned(),
        x => format!("{x:?}"),
    };
    let typed = |dtype, number: String| if x.weak && has_strong { number } else { format!("{dtype}({number})") };
    // What `complex` gives is not weak, but only exponents that are real numbers decide anything.
    let complex = |dtype, re: f64, im: f64| match im.to_bits() {
        0 if x.weak && has_strong => wide(re),
        _ => format!("{dtype}(complex({}, {}))", wide(re), wide(im)),
    };
    match x.elements[0] {
        Value::Bool(x) => if x { "True" } else { "False" }.to_owned(),
        Value::Int(x) => x.to_string(),
        Value::F16(number) => typed(DType::F16, wide(number.to_f32().into())),
        Value::F32(number) => typed(DType::F32, wide(number.into())),
        Value::F64(number) => typed(DType::F64, wide(number)),
        Value::C64(z) => complex(DType::C64, z.re.into(), z.im.into()),
        Value::C128(z) => complex(DType::C128, z.re, z.im),
        Value::Datetime(_) | Value::Timedelta(_) => unreachable!("it is an operation on floats"),
    }
}
