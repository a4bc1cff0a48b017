//! Functions that are made of operations and reductions: their formulas, an operation after the other.

use super::elementwise;
use super::reduce;
use super::times;
use super::typed::{Known, Refusal, Typed};
use super::types::{is_complex, is_float, is_inexact, part};
use super::whole::Call;
use crate::common::Value;
use fusexpr::DType;

/// The functions that are here.
pub const NAMES: [&str; 16] = [
    "isclose",
    "allclose",
    "array_equal",
    "nan_to_num",
    "clip",
    "float_power",
    "xlogy",
    "xlog1py",
    "relu",
    "softplus",
    "average",
    "logsumexp",
    "softmax",
    "log_softmax",
    "cummin",
    "cummax",
];

/// The value of a call.
pub fn call(name: &str, call: &Call) -> Result<Typed, Refusal> {
    let x = call.value("x")?;
    let is_of_times = times::is_time(x.dtype);
    match name {
        "isclose" => closeness(call, x),
        "allclose" => {
            let is_close = closeness(call, x)?;
            everywhere(call, is_close)
        }
        "array_equal" => {
            let y = call.value("y")?;
            if x.shape != y.shape {
                let differ = Typed::literal(DType::Bool, Value::Bool(false));
                return Ok(Typed { weak: false, ..differ });
            }
            let is_equal = equality(call, &x, &y)?;
            everywhere(call, is_equal)
        }
        "nan_to_num" if is_of_times => x.strong(),
        "nan_to_num" => finite(call, x.strong()?),
        "clip" => clip(call, x),
        "float_power" => float_power(call, x),
        "xlogy" => times_logarithm(call, x, "log"),
        "xlog1py" => times_logarithm(call, x, "log1p"),
        "relu" if is_of_times => Err("relu of a time".into()),
        "relu" => elementwise::call(call.at, "maximum", &[x, Typed::weak_integer(0.into())]),
        "softplus" => elementwise::call(call.at, "logaddexp", &[x, float(0.0)]),
        "cummin" | "cummax" => reduce::call(name, call),
        "average" if call.has("weights") => Err(Refusal::Unspecified), // NumPy's values have it
        "average" if is_of_times => Err("an average of times".into()),
        "average" => {
            let x = x.strong()?;
            Ok(Typed { known: x.known, ..reduce::fold("mean", call, x)? })
        }
        _ => of_exponentials(name, call, x),
    }
}

fn float(value: f64) -> Typed {
    Typed::literal(DType::F64, Value::F64(value))
}

fn everywhere(call: &Call, x: Typed) -> Result<Typed, Refusal> {
    let known = x.known;
    Ok(Typed { known, ..reduce::fold("all", &call.without_arguments(), x)? })
}

fn closeness(call: &Call, x: Typed) -> Result<Typed, Refusal> {
    let op = |name: &str, operands: &[Typed]| elementwise::call(call.at, name, operands);
    let y = call.value("y")?;
    if times::is_time(x.dtype) || times::is_time(y.dtype) {
        return Err("closeness of times".into());
    }
    let y = if is_inexact(y.dtype) { y } else { Typed { weak: y.weak, ..y.converted(DType::F64)? } };
    let rtol = call.optional_value("rtol")?.unwrap_or(float(1e-5));
    let atol = call.optional_value("atol")?.unwrap_or(float(1e-8));
    let distance = op("absolute", &[op("subtract", &[x.clone(), y.clone()])?])?;
    let size = op("absolute", std::slice::from_ref(&y))?;
    let allowed = op("add", &[atol, op("multiply", &[rtol, size])?])?;
    let is_near = op("less_equal", &[distance, allowed])?;
    let is_finite = op("isfinite", std::slice::from_ref(&y))?;
    let is_close = op("logical_and", &[is_near, is_finite])?;
    op("logical_or", &[is_close, equality(call, &x, &y)?])
}

fn equality(call: &Call, x: &Typed, y: &Typed) -> Result<Typed, Refusal> {
    let op = |name: &str, operands: &[Typed]| elementwise::call(call.at, name, operands);
    let is_equal = op("equal", &[x.clone(), y.clone()])?;
    if !call.flag("equal_nan")? {
        return Ok(is_equal);
    }
    let (of_x, of_y) = (op("isnan", std::slice::from_ref(x))?, op("isnan", std::slice::from_ref(y))?);
    op("logical_or", &[is_equal, op("logical_and", &[of_x, of_y])?])
}

/// NaN and infinities replaced, one part after the other.
fn finite(call: &Call, x: Typed) -> Result<Typed, Refusal> {
    if !is_inexact(x.dtype) {
        return Ok(x);
    }
    if is_complex(x.dtype) {
        let parts = ["real", "imag"].map(|name| elementwise::call(call.at, name, std::slice::from_ref(&x)));
        let [real, imaginary] = parts.map(|part| finite(call, part?));
        return elementwise::call(call.at, "complex", &[real?, imaginary?]);
    }
    let dtype = part(x.dtype);
    let greatest = match dtype {
        DType::F16 => 65504.0,
        DType::F32 => f32::MAX.into(),
        _ => f64::MAX,
    };
    let given = |parameter: &str, otherwise: f64| match call.optional_value(parameter)? {
        Some(value) => value.cast_into(dtype, call.at.casting),
        None => float(otherwise).cast_into(dtype, call.at.casting),
    };
    let mut value = x.clone();
    for (limit, parameter, otherwise) in
        [(f64::NAN, "nan", 0.0), (f64::INFINITY, "posinf", greatest), (f64::NEG_INFINITY, "neginf", -greatest)]
    {
        let instead = given(parameter, otherwise)?;
        let is_it = match limit.is_nan() {
            true => elementwise::call(call.at, "isnan", std::slice::from_ref(&x))?,
            false => elementwise::call(call.at, "equal", &[x.clone(), float(limit)])?,
        };
        value = elementwise::call(call.at, "where", &[is_it, instead, value])?;
    }
    Ok(value)
}

/// With one end it is as with both, if the other one is beyond all values.
fn clip(call: &Call, x: Typed) -> Result<Typed, Refusal> {
    let (min, max) = (call.optional_value("min")?, call.optional_value("max")?);
    match (min, max) {
        (Some(min), Some(max)) => elementwise::call(call.at, "clip", &[x, min, max]),
        (None, None) => elementwise::call(call.at, "copy", &[x]),
        (min, max) => {
            let is_below = max.is_none();
            let end = min.or(max).expect("one of them is given");
            let is_whole = |x: &Typed| !is_inexact(x.dtype) && !times::is_time(x.dtype);
            if end.weak && !x.weak && is_whole(&x) && is_whole(&end) {
                let far = Typed::weak_integer(if is_below { i128::from(u64::MAX) } else { i64::MIN.into() }.into());
                let ends = if is_below { [end, far] } else { [far, end] };
                let [min, max] = ends;
                return elementwise::call(call.at, "clip", &[x, min, max]);
            }
            elementwise::call(call.at, if is_below { "maximum" } else { "minimum" }, &[x, end])
        }
    }
}

fn float_power(call: &Call, x: Typed) -> Result<Typed, Refusal> {
    let y = call.value("y")?;
    if times::is_time(x.dtype) || times::is_time(y.dtype) {
        return Err("a power of times".into());
    }
    let dtype = if is_complex(x.dtype) || is_complex(y.dtype) { DType::C128 } else { DType::F64 };
    let wide = |x: Typed| Ok::<_, Refusal>(Typed { weak: false, ..x.converted(dtype)? });
    elementwise::call(call.at, "power", &[wide(x)?, wide(y)?])
}

fn times_logarithm(call: &Call, x: Typed, logarithm: &str) -> Result<Typed, Refusal> {
    let op = |name: &str, operands: &[Typed]| elementwise::call(call.at, name, operands);
    let y = call.value("y")?;
    let product = op("multiply", &[x.clone(), op(logarithm, std::slice::from_ref(&y))?])?;
    let is_zero = op("equal", &[x, float(0.0)])?;
    let is_number = op("logical_not", &[op("isnan", &[y])?])?;
    op("where", &[op("logical_and", &[is_zero, is_number])?, float(0.0), product])
}

/// Exponentials of differences from the greatest; f16 is computed in f32 and rounded at the end.
fn of_exponentials(name: &str, call: &Call, x: Typed) -> Result<Typed, Refusal> {
    let op = |name: &str, operands: &[Typed]| elementwise::call(call.at, name, operands);
    if is_complex(x.dtype) || times::is_time(x.dtype) {
        return Err("what has no order or no exponential".into());
    }
    let x = x.strong()?;
    let dtype = if is_float(x.dtype) { x.dtype } else { DType::F64 };
    let computed = if dtype == DType::F16 { DType::F32 } else { dtype };
    let x = x.converted(dtype)?.converted(computed)?;
    let kept = call.keeping_axes();
    let greatest = reduce::fold("max", &kept, x.clone())?;
    let result = match name {
        "softmax" => {
            let e = op("exp", &[op("subtract", &[x, greatest])?])?;
            let sum = reduce::fold("sum", &kept, e.clone())?;
            op("divide", &[e, sum])?
        }
        "log_softmax" => {
            let is_finite = op("isfinite", std::slice::from_ref(&greatest))?;
            let shift = op("where", &[is_finite, greatest, float(0.0)])?;
            let below = op("subtract", &[x, shift])?;
            let sum = reduce::fold("sum", &kept, op("exp", std::slice::from_ref(&below))?)?;
            op("subtract", &[below, op("log", &[sum])?])?
        }
        _ => {
            let is_greatest = op("equal", &[x.clone(), greatest.clone()])?;
            let ones = op("where", &[is_greatest.clone(), float(1.0), float(0.0)])?.converted(computed)?;
            let e = op("exp", &[op("subtract", &[x.clone(), greatest])?])?;
            let others = op("where", &[is_greatest, float(0.0), e])?;
            let count = reduce::fold("sum", call, ones)?;
            let share = op("divide", &[reduce::fold("sum", call, others)?, count.clone()])?;
            let logarithm = op("add", &[op("log1p", &[share])?, op("log", &[count])?])?;
            let folded = reduce::fold("max", call, x)?;
            let is_finite = op("isfinite", std::slice::from_ref(&folded))?;
            op("where", &[is_finite, op("add", &[logarithm, folded.clone()])?, folded])?
        }
    };
    Ok(Typed { known: Known::InRun, ..result.converted(dtype)? })
}
