//! Whether a result is good enough.
//!
//! Exact operations, and all operations on integers, must give the reference's bits. For the others the reference is
//! an f64. An f32 result is compared with it as it is; the error is counted in f32 units in the last place, and the
//! reference's own error (some 1e-8 of such a unit) is nearly nothing. An f64 result is compared with a function that
//! is itself off by up to a unit, so it gets that unit more. Infinities, NaN and the sign of zeros must agree always.

use crate::common::{Sample, Value};
use fusexpr::{DType, Kind, Operation, c128, f16};

/// What is allowed beyond the promise, in units in the last place: for f32 and for f64.
const SLACK: (f64, f64) = (0.01, 1.0);
/// What is allowed for f16, which is rounded from an f32 within the promise.
const NARROWED: f64 = 0.501;

/// What is allowed beyond that for f64 functions whose reference is a rough one: a formula that cancels near 0, and
/// functions of `libm` that are off by up to 20 units next to zeros. `tests/accuracy` has better ones.
const ROUGH: [(&str, f64); 3] = [("logaddexp", 20.0), ("gamma", 6.0), ("lgamma", 40.0)];

/// Compares a result with the reference's.
pub fn compare(
    operation: Operation,
    dtype: DType,
    got: Value,
    expected: Value,
    operands: &[Value],
) -> Result<(), String> {
    let promise = f64::from(operation.ulp());
    let (error, allowed) = match (got, expected) {
        (Value::F16(x), Value::F64(y)) if promise > 0.5 => (error_f16(x, y), NARROWED),
        (Value::F32(x), Value::F64(y)) if promise > 0.5 => (error_f32(x, y), promise + SLACK.0),
        (Value::F64(x), Value::F64(y)) if promise > 0.5 => {
            let rough = ROUGH.iter().find(|(name, _)| *name == operation.name());
            (error_f64(x, y), promise + SLACK.1 + rough.map_or(0.0, |(_, more)| *more))
        }
        (Value::F32(_) | Value::F64(_) | Value::C64(_) | Value::C128(_), _) if is_near(operation, dtype) => {
            return compare_complex(operation, got, expected, operands);
        }
        _ => {
            let expected = expected.cast(operation.result(dtype));
            return if got.is_same(expected) { Ok(()) } else { Err(format!("{got:?} instead of {expected:?}")) };
        }
    };
    if error <= allowed {
        return Ok(());
    }
    Err(format!("{got:?} instead of {expected:?}: {error:.2} units in the last place, {allowed} allowed"))
}

/// Whether an operation on complex numbers is one whose result is near the reference's.
pub fn is_near(operation: Operation, dtype: DType) -> bool {
    const ROUNDED: [&str; 5] = ["absolute", "divide", "reciprocal", "sign", "sqrt"];
    dtype.kind() == Kind::Complex && (operation.ulp() > 0.5 || ROUNDED.contains(&operation.name()))
}

/// Compares what an operation on complex numbers gives: each part, with an error that counts in units of the larger
/// one. What C99 leaves open is: the sign of a zero where an operand is not finite, that of an infinity beside NaN.
fn compare_complex(operation: Operation, got: Value, expected: Value, operands: &[Value]) -> Result<(), String> {
    let wide = |value: Value| <c128 as Sample>::convert(value);
    let (result, truth) = (wide(got), wide(expected));
    let operands: Vec<c128> = operands.iter().map(|&operand| wide(operand)).collect();
    let is_narrow = matches!(got, Value::C64(_) | Value::F32(_));
    let (epsilon, most) = match is_narrow {
        true => (f64::from(f32::EPSILON), f64::from(f32::MAX)),
        false => (f64::EPSILON, f64::MAX),
    };
    let all_finite = operands.iter().all(|z| z.re.is_finite() && z.im.is_finite());
    // Of quotients of infinities `tests/numpy` has the values; powers of zero and infinities, and the angle of exp2
    // where it has lost its digits, are defined nowhere, products that overflow on the way are NaN. The reference of a
    // power is off by the size of its logarithm.
    let is_open = match (operation.name(), &operands[..]) {
        ("divide", _) => !all_finite,
        ("reciprocal", [z]) => !all_finite || *z == c128::default(),
        ("power", [z, _]) => !all_finite || *z == c128::default() || truth.l1_norm() > most / 1e6,
        ("exp2", [z]) => z.im.abs() > 1e15,
        ("sinc", [z]) => z.im.abs() > 200.0 || !all_finite,
        _ => false,
    };
    if is_open {
        return Ok(());
    }
    let has_sign = !matches!(operation.name(), "divide" | "reciprocal" | "power" | "sinc");
    let more = match (operation.name(), &operands[..]) {
        ("power", [z, exponent]) => 8.0 * (z.l1_norm().ln().abs() + 4.0) * (exponent.l1_norm() + 1.0),
        ("sinc", [z]) => 2.0 * z.l1_norm().min(1e6),
        _ => 8.0,
    };
    let size = truth.re.abs().max(truth.im.abs()).min(most);
    let least = if is_narrow { f64::from(f32::from_bits(1)) } else { f64::from_bits(1) };
    for (got, truth, other) in [(result.re, truth.re, truth.im), (result.im, truth.im, truth.re)] {
        let rounded = if is_narrow { f64::from(truth as f32) } else { truth };
        let agrees = if got.is_nan() || truth.is_nan() {
            got.is_nan() && truth.is_nan()
        } else if got.is_infinite() || rounded.is_infinite() {
            let near_the_end = got.abs().min(truth.abs()) > most * (1.0 - 100.0 * more * epsilon);
            (got == rounded || near_the_end) || (other.is_nan() && got.abs() == rounded.abs())
        } else if got == 0.0 && rounded == 0.0 {
            !all_finite || !has_sign || got.is_sign_negative() == truth.is_sign_negative()
        } else {
            (got - truth).abs() <= (4.0 + more) * (size * epsilon).max(least)
        };
        if !agrees {
            return Err(format!("{result:?} instead of {expected:?}"));
        }
    }
    Ok(())
}

/// The error in units in the last place of the expected value; infinite where the values differ in kind.
fn error_f32(got: f32, expected: f64) -> f64 {
    let rounded = expected as f32;
    if got.is_nan() || expected.is_nan() {
        return if got.is_nan() && expected.is_nan() { 0.0 } else { f64::INFINITY };
    }
    if got.is_infinite() || rounded.is_infinite() {
        // Next to the largest number either may be right.
        let near_the_end = expected.abs() > f64::from(f32::MAX.next_down()) && expected.abs() < 3.402_823_8e38;
        let same = got == rounded || (near_the_end && got.is_sign_negative() == rounded.is_sign_negative());
        return if same { 0.0 } else { f64::INFINITY };
    }
    if got == 0.0 && rounded == 0.0 && got.is_sign_negative() != rounded.is_sign_negative() {
        return f64::INFINITY;
    }
    let unit = f64::from(rounded.abs().next_up().min(f32::MAX)) - f64::from(rounded.abs());
    let unit = if unit == 0.0 { 2_f64.powi(104) } else { unit };
    (f64::from(got) - expected).abs() / unit
}

/// As [`error_f32`]; what is beyond the greatest number is infinite from half a unit on.
fn error_f16(got: f16, expected: f64) -> f64 {
    const END: f64 = 65520.0;
    let got = f64::from(got.to_f32());
    if got.is_nan() || expected.is_nan() {
        return if got.is_nan() && expected.is_nan() { 0.0 } else { f64::INFINITY };
    }
    if got.is_sign_negative() != expected.is_sign_negative() || got.is_infinite() && expected.abs() < END * (1.0 - 1e-6)
    {
        return f64::INFINITY;
    }
    if got.is_infinite() || expected.is_infinite() {
        return if got.is_infinite() && expected.abs() >= END * (1.0 - 1e-6) { 0.0 } else { f64::INFINITY };
    }
    let exponent = expected.abs().log2().floor().clamp(-14.0, 15.0);
    (got - expected).abs() / (exponent - 10.0).exp2()
}

/// As [`error_f32`], by counting the numbers in between.
fn error_f64(got: f64, expected: f64) -> f64 {
    if got.is_nan() || expected.is_nan() {
        return if got.is_nan() && expected.is_nan() { 0.0 } else { f64::INFINITY };
    }
    if got == 0.0 && expected == 0.0 && got.is_sign_negative() != expected.is_sign_negative() {
        return f64::INFINITY;
    }
    let position = |x: f64| {
        let size = i128::from(x.abs().to_bits());
        if x.is_sign_negative() { -size } else { size }
    };
    (position(got) - position(expected)).unsigned_abs() as f64
}
