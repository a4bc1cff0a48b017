//! Reductions: the terms of each element of the result are collected and folded one by one.
//!
//! What no order of additions changes is computed here. Of what may be rounded on the way, the engine is asked for the
//! reduction alone ([`alone`]), and this file says how far that may be from the true value.

use super::alone;
use super::exact::ExactSum;
use super::times;
use super::typed::{Known, Refusal, Typed};
use super::types::{is_complex, is_float, is_inexact, kind, part};
use super::whole::Call;
use crate::common::Value;
use fusexpr::DType;

/// A reduction with all that decides what it gives.
struct Reduction<'r> {
    name: &'r str,
    /// The name without what it does about NaN.
    fold: &'r str,
    skips_nan: bool,
    ddof: f64,
    /// The result's type.
    dtype: DType,
}

/// The terms of each element of a result.
struct Cells {
    shape: Vec<usize>,
    /// Where the terms are in the operand.
    places: Vec<Vec<usize>>,
    /// How many elements become one.
    folded: usize,
}

/// The value of a reduction; of a constant it is one too.
pub fn call(name: &str, call: &Call) -> Result<Typed, Refusal> {
    let x = call.value("x")?.strong()?;
    Ok(Typed { known: x.known, ..fold(name, call, x)? })
}

/// A reduction of a value, along the axes of a call.
pub fn fold(name: &str, call: &Call, x: Typed) -> Result<Typed, Refusal> {
    match name {
        "dot" => return dot(call, &x),
        // NumPy's values have the sums of lengths of time.
        "cumsum" | "cumprod" if times::is_time(x.dtype) => return Err(Refusal::Unspecified),
        "cumsum" | "cumprod" => return scan(name, call, &x),
        "cummin" | "cummax" => return running_extreme(name, call, &x),
        _ => {}
    }
    let fold = name.strip_prefix("nan").unwrap_or(name);
    let axes = call.axes()?;
    let keepdims = call.keepdims()?;
    if fold.starts_with("arg") && axes.as_ref().is_some_and(|(_, is_list)| *is_list) {
        return Err("one axis only".into());
    }
    if is_complex(x.dtype) && matches!(fold, "min" | "max" | "ptp" | "argmin" | "argmax") {
        return Err("complex numbers have no order".into());
    }
    let cells = cells(&x.shape, axes.map(|(axes, _)| axes).as_deref(), keepdims)?;
    if cells.folded == 0 && matches!(fold, "min" | "max" | "ptp" | "argmin" | "argmax") {
        return Err("nothing to compare".into());
    }
    if times::is_time(x.dtype) {
        let asked = call.dtype()?;
        return if asked.is_some() {
            Err(Refusal::Unspecified)
        } else {
            times::reduced(name, &x, cells.shape, &cells.places)
        };
    }
    let ddof = call.optional_float("ddof")?.unwrap_or(0.0);
    let dtype = result_type(fold, x.dtype, call.dtype()?)?;
    // Of what is not rounded, none is NaN.
    let name = if is_inexact(x.dtype) { name } else { fold };
    let reduction = Reduction { name, fold, skips_nan: name != fold, ddof, dtype };
    if is_complex(x.dtype) && !matches!(fold, "any" | "all" | "count_nonzero") || is_complex(dtype) {
        // `tests/reductions` compares these with those of the parts.
        return Err(Refusal::Unspecified);
    }
    let converts = matches!(fold, "sum" | "prod" | "mean" | "var" | "std" | "norm");
    let terms = if converts { x.converted(dtype)? } else { x.clone() };
    if converts && is_float(dtype) || (matches!(fold, "min" | "max" | "ptp") && is_float(dtype)) {
        return reduction.rounded(call, &terms, &cells, keepdims);
    }
    let of = |places: &Vec<usize>| reduction.exact(&places.iter().map(|&i| terms.elements[i]).collect::<Vec<_>>());
    let elements = cells.places.iter().map(of).collect::<Result<Vec<_>, _>>()?;
    let slack = open_cells(&x, &cells);
    Ok(Typed { slack, ..Typed::array(dtype, cells.shape, elements) })
}

/// Nothing is known of a result of which a term is open.
fn open_cells(x: &Typed, cells: &Cells) -> Option<Vec<f64>> {
    let slack = x.slack.as_ref()?;
    let open = |places: &Vec<usize>| if places.iter().any(|&i| slack[i] > 0.0) { f64::INFINITY } else { 0.0 };
    Some(cells.places.iter().map(open).collect())
}

/// The type of the result for elements of a type.
fn result_type(fold: &str, dtype: DType, asked: Option<DType>) -> Result<DType, Refusal> {
    let float = if is_inexact(dtype) { dtype } else { DType::F64 };
    Ok(match fold {
        "sum" | "prod" => match asked {
            // NumPy refuses what loses too much.
            Some(asked) if kind(asked) < kind(dtype) => return Err(Refusal::Unspecified),
            Some(asked) => asked,
            None => sum_type(dtype),
        },
        "mean" | "var" | "std" => match asked {
            Some(asked) if !is_inexact(asked) => return Err("a mean is a float".into()),
            asked => asked.unwrap_or(float),
        },
        "norm" => part(float),
        "min" | "max" => dtype,
        "ptp" if dtype == DType::Bool => return Err("truth values have no difference".into()),
        "ptp" => dtype,
        "any" | "all" => DType::Bool,
        "argmin" | "argmax" | "count_nonzero" => DType::I64,
        other => panic!("the interpreter has no reduction {other}"),
    })
}

fn sum_type(dtype: DType) -> DType {
    match dtype {
        DType::Bool | DType::I8 | DType::I16 | DType::I32 | DType::I64 => DType::I64,
        DType::U8 | DType::U16 | DType::U32 | DType::U64 => DType::U64,
        other => other,
    }
}

fn cells(shape: &[usize], axes: Option<&[i128]>, keepdims: bool) -> Result<Cells, Refusal> {
    let rank = shape.len();
    let mut reduced = vec![axes.is_none(); rank];
    for &axis in axes.unwrap_or_default() {
        let axis = super::moves::axis_of(Some(axis), rank)?;
        if std::mem::replace(&mut reduced[axis], true) {
            return Err("an axis twice".into());
        }
    }
    let kept: Vec<usize> = (0..rank).filter(|&axis| !reduced[axis]).collect();
    let mut places = vec![Vec::new(); kept.iter().map(|&axis| shape[axis]).product()];
    let length: usize = shape.iter().product();
    for place in 0..length {
        let (mut rest, mut cell, mut stride) = (place, 0, 1);
        for axis in (0..rank).rev() {
            if !reduced[axis] {
                cell += rest % shape[axis] * stride;
                stride *= shape[axis];
            }
            rest /= shape[axis];
        }
        places[cell].push(place);
    }
    let folded = (0..rank).filter(|&axis| reduced[axis]).map(|axis| shape[axis]).product();
    let shape = match keepdims {
        true => (0..rank).map(|axis| if reduced[axis] { 1 } else { shape[axis] }).collect(),
        false => kept.iter().map(|&axis| shape[axis]).collect(),
    };
    Ok(Cells { shape, places, folded })
}

impl Reduction<'_> {
    /// A fold of terms that no order changes.
    fn exact(&self, terms: &[Value]) -> Result<Value, Refusal> {
        let truth = || terms.iter().map(|x| matches!(x.cast(DType::Bool), Value::Bool(true)));
        let integers = || terms.iter().map(|&x| integer(x));
        Ok(match self.fold {
            "any" => Value::Bool(truth().any(|x| x)),
            "all" => Value::Bool(truth().all(|x| x)),
            "count_nonzero" => Value::Int(truth().filter(|&x| x).count() as i128),
            "sum" if self.dtype == DType::Bool => Value::Bool(truth().any(|x| x)),
            "prod" if self.dtype == DType::Bool => Value::Bool(truth().all(|x| x)),
            "sum" => Value::Int(integers().fold(0, i128::wrapping_add)).cast(self.dtype),
            "prod" => Value::Int(integers().fold(1, i128::wrapping_mul)).cast(self.dtype),
            "min" => Value::Int(integers().min().expect("there is a term")).cast(self.dtype),
            "max" => Value::Int(integers().max().expect("there is a term")).cast(self.dtype),
            "ptp" => {
                let ends = integers().max().zip(integers().min());
                let (most, least) = ends.expect("there is a term");
                Value::Int(most - least).cast(self.dtype)
            }
            "argmin" | "argmax" => Value::Int(self.place(terms)),
            other => unreachable!("{other} is rounded"),
        })
    }

    /// The first place of an extreme, or of NaN; where NaN is skipped and there is nothing else, -1.
    fn place(&self, terms: &[Value]) -> i128 {
        let is_better = |x: Value, y: Value| match (x, y) {
            (Value::Bool(x), Value::Bool(y)) => {
                if self.fold == "argmin" {
                    !x & y
                } else {
                    x & !y
                }
            }
            (Value::Int(x), Value::Int(y)) => {
                if self.fold == "argmin" {
                    x < y
                } else {
                    x > y
                }
            }
            _ => {
                let (x, y) = (number(x), number(y));
                (x.is_nan() && !y.is_nan()) || if self.fold == "argmin" { x < y } else { x > y }
            }
        };
        let mut places = (0..terms.len()).filter(|&i| !self.skips_nan || !number(terms[i]).is_nan());
        let Some(first) = places.next() else { return -1 };
        places.fold(first, |best, i| if is_better(terms[i], terms[best]) { i } else { best }) as i128
    }

    /// A fold of floats: the engine's bits where it has the terms in memory as they are here, else the true value.
    fn rounded(&self, call: &Call, terms: &Typed, cells: &Cells, keepdims: bool) -> Result<Typed, Refusal> {
        let epsilon = if self.dtype == DType::F64 { f64::EPSILON } else { f32::EPSILON.into() };
        let estimate = |places: &Vec<usize>| {
            let numbers: Vec<f64> = places.iter().map(|&i| number(terms.elements[i])).collect();
            self.narrowed(self.estimate(&numbers, epsilon))
        };
        let or_open = |(value, bound): (f64, f64)| (value, if bound.is_nan() { f64::INFINITY } else { bound });
        let estimates: Vec<(f64, f64)> = cells.places.iter().map(estimate).map(or_open).collect();
        let open = open_cells(terms, cells);
        let is_open = |i: usize| open.as_ref().is_some_and(|open| open[i] > 0.0);
        if terms.moved {
            let elements = estimates.iter().map(|(value, _)| Value::F64(*value).cast(self.dtype)).collect();
            let slack = estimates.iter().enumerate().map(|(i, &(value, bound))| match is_open(i) {
                true => f64::INFINITY,
                // Rounded once more here; and a zero's sign depends on the order.
                false if value.is_finite() => bound + epsilon * value.abs() + f64::MIN_POSITIVE,
                false => bound,
            });
            return Ok(Typed {
                slack: Some(slack.collect()),
                ..Typed::array(self.dtype, cells.shape.clone(), elements)
            });
        }
        let text = |axes: (Vec<i128>, bool)| match &axes.0[..] {
            [one] if !axes.1 => format!(", axis={one}"),
            [one] => format!(", axis=({one},)"),
            many => format!(", axis=({})", many.iter().map(i128::to_string).collect::<Vec<_>>().join(", ")),
        };
        let axes = call.axes()?.map(text).unwrap_or_default();
        let keepdims = if keepdims { ", keepdims=True" } else { "" };
        let ddof = if self.ddof == 0.0 { String::new() } else { format!(", ddof={:?}", self.ddof) };
        let source = format!("{}(v0{axes}{keepdims}{ddof})", self.name);
        let elements = alone::evaluate(call.at, &source, std::slice::from_ref(terms))?;
        if elements.len() != estimates.len() {
            return Err(Refusal::Fault(format!("{source} alone has {} elements", elements.len())));
        }
        for (i, (&got, &(value, bound))) in elements.iter().zip(&estimates).enumerate() {
            let got = number(got);
            // Which may be infinite where the true value is not.
            let nearest = number(Value::F64(value).cast(self.dtype));
            let agrees = got == nearest || (got.is_nan() && value.is_nan()) || (got - value).abs() <= bound;
            if !agrees && !bound.is_infinite() && !is_open(i) {
                let (shape, dtype) = (&terms.shape, self.dtype);
                let reason =
                    format!("{source} alone of {dtype} {shape:?}: element {i} is {got:?}, not {value:?} ± {bound:e}");
                return Err(Refusal::Fault(reason));
            }
        }
        Ok(Typed { slack: open, ..Typed::array(self.dtype, cells.shape.clone(), elements) })
    }

    /// What is computed in f32 is rounded to f16 at the end.
    fn narrowed(&self, (value, bound): (f64, f64)) -> (f64, f64) {
        if self.dtype != DType::F16 {
            return (value, bound);
        }
        let may_be_infinite = value.is_finite() && value.abs() + bound >= 65520.0 && value.abs() - bound < 65520.0;
        let rounding = value.abs() * 2_f64.powi(-10) + 2_f64.powi(-24);
        let rounded = number(Value::F64(value).cast(DType::F16));
        match rounded.is_finite() && !may_be_infinite {
            true => (rounded, bound + rounding),
            false => (rounded, if may_be_infinite { f64::INFINITY } else { bound }),
        }
    }

    /// The value of a fold of floats, and by how much a result may be off. The bound is infinite where numbers on the
    /// way may overflow or vanish in one order and not in another.
    fn estimate(&self, numbers: &[f64], epsilon: f64) -> (f64, f64) {
        let counted: Vec<f64> = numbers.iter().copied().filter(|x| !self.skips_nan || !x.is_nan()).collect();
        let count = counted.len() as f64;
        let largest = if self.dtype == DType::F64 { f64::MAX } else { f32::MAX.into() };
        let size: f64 = counted.iter().map(|x| x.abs()).sum();
        let sum = || match size < largest / 2.0 {
            true => ExactSum::of(counted.iter().copied()).value(),
            false => counted.iter().sum(),
        };
        let is_finite = size.is_finite() && size < largest / 2.0;
        let sum_bound =
            match is_finite || counted.iter().any(|x| !x.is_finite()) && finite_size(&counted) < largest / 2.0 {
                true => most_roundings(counted.len()) * epsilon * size,
                false => f64::INFINITY,
            };
        match self.fold {
            "sum" => (sum(), sum_bound),
            "mean" => {
                let mean = if count == 0.0 { f64::NAN } else { sum() / count };
                (mean, sum_bound / count.max(1.0) + 2.0 * epsilon * mean.abs() + subnormal(self.dtype))
            }
            "prod" => product(&counted, epsilon, self.dtype),
            "norm" => {
                let is_safe = |x: &f64| *x == 0.0 || !x.is_finite() || squares_safely(*x, self.dtype);
                let norm = squares(counted.iter().copied()).sqrt();
                let bound = most_roundings(counted.len()) * epsilon * norm;
                (norm, if counted.iter().all(is_safe) { bound } else { f64::INFINITY })
            }
            "min" => (extreme(&counted, |x, y| x < y), 0.0),
            "max" => (extreme(&counted, |x, y| x > y), 0.0),
            "ptp" => {
                let difference = extreme(&counted, |x, y| x > y) - extreme(&counted, |x, y| x < y);
                (difference, if difference.is_finite() { epsilon * difference.abs() } else { 0.0 })
            }
            _ => self.variance(&counted, epsilon),
        }
    }

    fn variance(&self, counted: &[f64], epsilon: f64) -> (f64, f64) {
        let count = counted.len() as f64;
        let freedom = count - self.ddof;
        if counted.iter().any(|x| !x.is_finite()) {
            return (f64::NAN, 0.0);
        }
        if counted.is_empty() || freedom <= 0.0 {
            // Nothing by nothing, or a rounding error by nothing.
            return (f64::NAN, f64::INFINITY);
        }
        let mean = ExactSum::of(counted.iter().copied()).value() / count;
        let largest = counted.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        let squares = squares(counted.iter().map(|x| x - mean));
        let variance = squares / freedom;
        // To first order the error of the mean cancels.
        let spread = (squares / count).sqrt();
        let bound = 256.0 * epsilon * (squares + count * largest * (spread + epsilon * largest)) / freedom;
        let is_safe = largest == 0.0
            || squares_safely(largest * epsilon, self.dtype) && squares_safely(largest * count, self.dtype);
        let bound = if is_safe { bound } else { f64::INFINITY };
        match self.fold {
            "var" => (variance, bound),
            _ => (
                variance.sqrt(),
                (bound / variance.sqrt().max(f64::MIN_POSITIVE)).min(bound.sqrt()) + 2.0 * epsilon * variance.sqrt(),
            ),
        }
    }
}

/// How many units of the sum of sizes a sum may be off, an addition rounding by half of one: additions one after the
/// other in a lane, of which there are 32 for each 1024 terms, and then in pairs. (Random roundings cancel; those of
/// equal terms beside a large one do not.) A few more for pieces that are added apart.
fn most_roundings(terms: usize) -> f64 {
    let (lane, leaves) = (terms.min(1024).div_ceil(32), terms.div_ceil(1024).max(1));
    let additions = lane + 32_usize.ilog2() as usize + leaves.next_power_of_two().ilog2() as usize;
    (additions as f64 / 2.0 + 2.0).max(8.0)
}

/// The number that is better than all others; NaN if there is one.
fn extreme(numbers: &[f64], is_better: impl Fn(f64, f64) -> bool) -> f64 {
    let better = |x: f64, y: f64| if x.is_nan() || (!y.is_nan() && !is_better(y, x)) { x } else { y };
    numbers.iter().copied().reduce(better).unwrap_or(f64::NAN)
}

/// The sum of squares, of which only the last digit is rounded where all are finite.
fn squares(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    if numbers.clone().any(|x| !(x * x).is_finite()) {
        return numbers.map(|x| x * x).sum();
    }
    let mut sum = ExactSum::default();
    numbers.for_each(|x| sum.add_product(x, x));
    sum.value()
}

/// The size of all finite terms.
fn finite_size(numbers: &[f64]) -> f64 {
    numbers.iter().filter(|x| x.is_finite()).map(|x| x.abs()).sum()
}

fn subnormal(dtype: DType) -> f64 {
    if dtype == DType::F64 { f64::from_bits(2) } else { f64::from(f32::from_bits(2)) }
}

/// Whether a square neither overflows nor loses digits below the smallest number.
fn squares_safely(x: f64, dtype: DType) -> bool {
    let size = x.abs();
    if dtype == DType::F64 { (1e-130..1e130).contains(&size) } else { (1e-15..1e15).contains(&size) }
}

/// A product. Where the products on the way may overflow, one may meet a zero as infinity; where they may vanish, one
/// may meet infinity as zero; it depends on the order then what comes out.
fn product(numbers: &[f64], epsilon: f64, dtype: DType) -> (f64, f64) {
    let logarithms = || numbers.iter().filter(|x| x.is_finite() && **x != 0.0).map(|x| x.abs().log2());
    let (up, down): (f64, f64) = (logarithms().filter(|x| *x > 0.0).sum(), logarithms().filter(|x| *x < 0.0).sum());
    let limit = if dtype == DType::F64 { 1000.0 } else { 120.0 };
    let (may_overflow, may_vanish) = (up >= limit, down <= -limit);
    let has = |what: fn(f64) -> bool| numbers.iter().any(|&x| what(x));
    let (has_zero, has_infinity) = (has(|x| x == 0.0), has(f64::is_infinite));
    let is_open = match (has_zero, has_infinity) {
        _ if has(f64::is_nan) => false,
        (true, true) => false, // zero times infinity is NaN in every order
        (true, false) => may_overflow,
        (false, true) => may_vanish,
        (false, false) => may_overflow || may_vanish,
    };
    let value: f64 = numbers.iter().product();
    let rounding = if value.is_finite() { (numbers.len() as f64 + 2.0) * epsilon * value.abs() } else { 0.0 };
    (value, if is_open { f64::INFINITY } else { rounding })
}

/// The sum of the products of two vectors.
fn dot(call: &Call, x: &Typed) -> Result<Typed, Refusal> {
    let y = call.value("y")?;
    if x.shape.len() != 1 || y.shape.len() != 1 || x.shape != y.shape {
        return Err("no vectors of one length".into());
    }
    // Of f16 the products are not rounded either.
    if [x.dtype, y.dtype].into_iter().any(times::is_time) {
        return Err("a product of dates".into());
    }
    let dtype = super::types::result_type(x.dtype, y.dtype);
    let (x, y) = match dtype {
        DType::F16 => (x.converted(DType::F32)?, y.converted(DType::F32)?),
        _ => (x.clone(), y),
    };
    let product = super::elementwise::call(call.at, "multiply", &[x, y])?;
    let of = product.dtype;
    let reduction = Reduction { name: "sum", fold: "sum", skips_nan: false, ddof: 0.0, dtype: of };
    let cells = cells(&product.shape, None, false)?;
    if is_complex(of) {
        return Err(Refusal::Unspecified); // as of other sums
    }
    if is_float(of) {
        return reduction.rounded(call, &product, &cells, false)?.converted(if dtype == DType::F16 {
            dtype
        } else {
            of
        });
    }
    let elements = vec![reduction.exact(&product.elements)?];
    Ok(Typed { slack: open_cells(&product, &cells), ..Typed::array(of, Vec::new(), elements) })
}

/// The sums or products up to each element, one after the other.
fn scan(name: &str, call: &Call, x: &Typed) -> Result<Typed, Refusal> {
    let axis = super::moves::axis_of(call.optional_integer("axis")?, x.shape.len())?;
    let dtype = match call.dtype()? {
        Some(asked) if kind(asked) < kind(x.dtype) => return Err(Refusal::Unspecified),
        Some(asked) => asked,
        None => sum_type(x.dtype),
    };
    // One after the other in f32, and each rounded.
    let computed = if dtype == DType::F16 { DType::F32 } else { dtype };
    let mut result = x.converted(dtype)?.converted(computed)?;
    let cells = cells(&x.shape, Some(&[axis as i128]), false)?;
    for places in &cells.places {
        for pair in places.windows(2) {
            let values = [result.elements[pair[0]], result.elements[pair[1]]];
            let operation = if name == "cumsum" { "add" } else { "multiply" };
            let compute = crate::common::references::reference(operation, 2).expect("it is a row").compute;
            let value = compute(&values, 8 * dtype.size() as u32).expect("it is one for all types");
            result.elements[pair[1]] = value.cast(computed);
            if let Some(slack) = &mut result.slack {
                slack[pair[1]] = if slack[pair[0]] > 0.0 || slack[pair[1]] > 0.0 { f64::INFINITY } else { 0.0 };
            }
        }
    }
    Ok(Typed { weak: false, known: Known::InRun, moved: false, ..result.converted(dtype)? })
}

/// The least or the greatest up to each element.
fn running_extreme(name: &str, call: &Call, x: &Typed) -> Result<Typed, Refusal> {
    if is_complex(x.dtype) {
        return Err("complex numbers have no order".into());
    }
    let axis = super::moves::axis_of(call.optional_integer("axis")?, x.shape.len())?;
    let mut result = x.clone();
    let cells = cells(&x.shape, Some(&[axis as i128]), false)?;
    let operation = if name == "cummin" { "minimum" } else { "maximum" };
    let compute = crate::common::references::reference(operation, 2).expect("it is a row").compute;
    for places in &cells.places {
        for pair in places.windows(2) {
            let values = [result.elements[pair[0]], result.elements[pair[1]]];
            let value = compute(&values, 8 * x.dtype.size() as u32).expect("it is one for all types in an order");
            result.elements[pair[1]] = value;
            if let Some(slack) = &mut result.slack {
                slack[pair[1]] = if slack[pair[0]] > 0.0 || slack[pair[1]] > 0.0 { f64::INFINITY } else { 0.0 };
            }
        }
    }
    Ok(Typed { weak: false, known: Known::InRun, moved: false, ..result })
}

fn number(value: Value) -> f64 {
    match value {
        Value::Bool(x) => x.into(),
        Value::Int(x) => x as f64,
        Value::F16(x) => x.to_f32().into(),
        Value::F32(x) => x.into(),
        Value::F64(x) => x,
        Value::C64(_) | Value::C128(_) => panic!("the terms are real"),
        Value::Datetime(_) | Value::Timedelta(_) => panic!("the terms are numbers"),
    }
}

fn integer(value: Value) -> i128 {
    match value {
        Value::Bool(x) => x.into(),
        Value::Int(x) => x,
        Value::F16(_) | Value::F32(_) | Value::F64(_) | Value::C64(_) | Value::C128(_) => {
            panic!("the terms are integers")
        }
        Value::Datetime(_) | Value::Timedelta(_) => {
            panic!("the terms are integers")
        }
    }
}
