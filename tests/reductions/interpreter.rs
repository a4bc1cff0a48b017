//! A naive interpreter of one reduction: collects the terms of each element of the result and folds them one by one.
//!
//! It is exact for the small integers it is given, whatever the type that holds them, so that a sum in any order has to
//! give the same. Only variances are divided and squared on the way; they come with a bound.

use crate::common::Value;
use crate::interpret::Typed;
use fusexpr::{DType, Kind};

/// All reductions and running reductions of one operand.
pub const NAMES: [&str; 24] = [
    "sum",
    "prod",
    "min",
    "max",
    "mean",
    "var",
    "std",
    "any",
    "all",
    "argmin",
    "argmax",
    "count_nonzero",
    "norm",
    "nansum",
    "nanprod",
    "nanmin",
    "nanmax",
    "nanmean",
    "nanvar",
    "nanstd",
    "nanargmin",
    "nanargmax",
    "cumsum",
    "cumprod",
];

/// A reduction as it is called.
#[derive(Clone, Debug)]
pub struct Call {
    pub name: &'static str,
    /// As written; none if `axis=` is left out.
    pub axes: Option<Vec<isize>>,
    pub keepdims: bool,
    pub ddof: i64,
    pub dtype: Option<DType>,
}

/// What a reduction should give.
pub enum Outcome {
    /// These elements; floats may be off by the bound.
    Value(Typed, f64),
    Refused,
    /// The language says nothing of this case.
    Unspecified,
}

impl Call {
    pub fn is_scan(&self) -> bool {
        matches!(self.name, "cumsum" | "cumprod")
    }

    /// Whether it gives a place.
    pub fn is_place(&self) -> bool {
        self.name.contains("arg")
    }

    pub fn is_variance(&self) -> bool {
        self.fold().ends_with("var") || self.fold().ends_with("std")
    }

    pub fn is_product(&self) -> bool {
        self.name.ends_with("prod")
    }

    pub fn skips_nan(&self) -> bool {
        self.name.starts_with("nan")
    }

    /// The name without what it does about NaN.
    fn fold(&self) -> &'static str {
        self.name.strip_prefix("nan").or(self.name.strip_prefix("cum")).unwrap_or(self.name)
    }

    /// The type of the result for elements of a type.
    pub fn result_type(&self, dtype: DType) -> DType {
        let float = if dtype.kind() == Kind::Float { dtype } else { DType::F64 };
        match self.fold() {
            "sum" | "prod" => self.dtype.unwrap_or(match dtype.kind() {
                Kind::Bool | Kind::Signed => DType::I64,
                Kind::Unsigned => DType::U64,
                _ => dtype,
            }),
            "mean" => self.dtype.unwrap_or(float),
            "var" | "std" | "norm" => float,
            "min" | "max" => dtype,
            "any" | "all" => DType::Bool,
            "argmin" | "argmax" | "count_nonzero" => DType::I64,
            other => panic!("there is no reduction {other}"),
        }
    }

    /// Which axes are reduced; `None` if they are no axes of an array of this rank.
    fn reduced_axes(&self, rank: usize) -> Option<Vec<bool>> {
        let Some(axes) = &self.axes else { return Some(vec![true; rank]) };
        let mut reduced = vec![false; rank];
        for &axis in axes {
            let axis = usize::try_from(if axis < 0 { axis + rank as isize } else { axis }).ok()?;
            if std::mem::replace(reduced.get_mut(axis)?, true) {
                return None;
            }
        }
        Some(reduced)
    }

    /// What it gives.
    pub fn interpret(&self, operand: &Typed) -> Outcome {
        let shape = &operand.shape;
        let Some(reduced) = self.reduced_axes(shape.len()) else { return Outcome::Refused };
        let dtype = self.result_type(operand.dtype);
        let kept: Vec<usize> = (0..shape.len()).filter(|&axis| !reduced[axis]).collect();
        let mut cells = vec![Vec::new(); kept.iter().map(|&axis| shape[axis]).product()];
        let mut places = vec![Vec::new(); cells.len()];
        for (i, &element) in operand.elements.iter().enumerate() {
            let place = coordinates(shape, i);
            let cell = kept.iter().fold(0, |cell, &axis| cell * shape[axis] + place[axis]);
            cells[cell].push(element);
            places[cell].push(i);
        }
        if self.is_scan() {
            return self.scan(operand, dtype, &cells, &places);
        }

        let length: usize = (0..shape.len()).filter(|&axis| reduced[axis]).map(|axis| shape[axis]).product();
        if length == 0 && (self.is_place() || matches!(self.fold(), "min" | "max")) {
            return Outcome::Refused;
        }
        let Some(elements) = cells.iter().map(|cell| self.reduce(cell, dtype)).collect() else {
            return Outcome::Unspecified;
        };
        let shape = match self.keepdims {
            true => (0..shape.len()).map(|axis| if reduced[axis] { 1 } else { shape[axis] }).collect(),
            false => kept.iter().map(|&axis| shape[axis]).collect(),
        };
        let typed = Typed { dtype, weak: false, constant: false, exact: true, shape, elements };
        // Integers up to 8 differ from their mean by up to 16, and a sum errs by some epsilon of the squares.
        let bound = match dtype {
            _ if !self.is_variance() => 0.0,
            DType::F32 => 2048.0 * f64::from(f32::EPSILON),
            _ => 2048.0 * f64::EPSILON,
        };
        Outcome::Value(typed, bound)
    }

    fn scan(&self, operand: &Typed, dtype: DType, cells: &[Vec<Value>], places: &[Vec<usize>]) -> Outcome {
        match (&self.axes, operand.shape.len()) {
            (None, 0) => return Outcome::Unspecified,
            (None, 2..) => return Outcome::Refused,
            _ => {}
        }
        let mut elements = operand.elements.clone();
        for (cell, places) in cells.iter().zip(places) {
            for (i, &place) in places.iter().enumerate() {
                elements[place] = self.reduce(&cell[..=i], dtype).expect("sums and products are always specified");
            }
        }
        Outcome::Value(Typed { dtype, elements, ..operand.clone() }, 0.0)
    }

    /// Folds the terms of one element of the result; `None` if the language says nothing of these.
    fn reduce(&self, terms: &[Value], dtype: DType) -> Option<Value> {
        let converts = matches!(self.fold(), "sum" | "prod" | "mean");
        let terms = terms.iter().map(|&x| if converts { x.cast(dtype) } else { x });
        let numbers: Vec<f64> = terms.clone().map(number).collect();
        let is_float = terms.clone().any(|x| matches!(x, Value::F32(_) | Value::F64(_)));
        let counted = || numbers.iter().copied().filter(|x| !self.skips_nan() || !x.is_nan());
        let count = counted().count() as f64;
        let sum = || counted().sum::<f64>() + 0.0; // an empty sum of this library is -0
        let better = |x: f64, y: f64| if self.fold().ends_with("min") { x < y } else { x > y };
        let exact = |x: f64| Some(Value::F64(x).cast(dtype));
        let ratio = |x: f64, y: f64| match dtype {
            DType::F32 => Some(Value::F32(x as f32 / y as f32)),
            _ => exact(x / y),
        };
        match self.fold() {
            "sum" => exact(sum()),
            "prod" if dtype.kind() == Kind::Float => exact(counted().product()),
            "prod" => {
                let product = terms.map(integer).fold(1_i128, i128::wrapping_mul);
                Some(Value::Int(product).cast(dtype))
            }
            "mean" => ratio(sum(), count),
            "var" | "std" => {
                // Of integers: nothing is rounded before it is divided.
                let squares = count * counted().map(|x| x * x).sum::<f64>() - sum() * sum();
                let freedom = count - self.ddof as f64;
                let variance = match freedom <= 0.0 && self.skips_nan() && is_float {
                    true => f64::NAN,
                    false => squares / count.max(1.0) / freedom.max(0.0),
                };
                exact(if self.fold() == "var" { variance } else { variance.sqrt() })
            }
            "norm" => {
                let squares = numbers.iter().map(|x| x * x).sum::<f64>() + 0.0;
                exact(if dtype == DType::F32 { f64::from((squares as f32).sqrt()) } else { squares.sqrt() })
            }
            "any" => Some(Value::Bool(numbers.iter().any(|&x| x != 0.0))),
            "all" => Some(Value::Bool(numbers.iter().all(|&x| x != 0.0))),
            "count_nonzero" => exact(numbers.iter().filter(|&&x| x != 0.0).count() as f64),
            "min" | "max" => {
                let extreme = |x: f64, y: f64| if x.is_nan() || better(x, y) { x } else { y };
                exact(counted().reduce(extreme).unwrap_or(f64::NAN))
            }
            "argmin" | "argmax" => {
                let is_first = |x: f64, y: f64| (x.is_nan() && !y.is_nan()) || better(x, y);
                let mut places = (0..numbers.len()).filter(|&i| !self.skips_nan() || !numbers[i].is_nan());
                let Some(first) = places.next() else { return exact(-1.0) };
                let found = places.fold(first, |best, i| if is_first(numbers[i], numbers[best]) { i } else { best });
                exact(found as f64)
            }
            other => panic!("there is no reduction {other}"),
        }
    }
}

fn coordinates(shape: &[usize], mut place: usize) -> Vec<usize> {
    let mut coordinates = vec![0; shape.len()];
    for (axis, &length) in shape.iter().enumerate().rev() {
        coordinates[axis] = place % length;
        place /= length;
    }
    coordinates
}

fn number(value: Value) -> f64 {
    match value {
        Value::Bool(x) => x.into(),
        Value::Int(x) => x as f64,
        Value::F32(x) => x.into(),
        Value::F64(x) => x,
    }
}

fn integer(value: Value) -> i128 {
    match value {
        Value::Bool(x) => x.into(),
        Value::Int(x) => x,
        Value::F32(_) | Value::F64(_) => panic!("the terms of a product of integers are integers"),
    }
}
