//! The naive interpreter that the engine is compared with: one node after the other, one element after the other.
//!
//! It follows the definition of the language and shares nothing with the engine: types come from the explicit table
//! below, values from the references of single operations.

use super::tree::Tree;
use crate::common::Value;
use crate::common::arrays::Array;
use crate::common::references::reference;
use fusexpr::{Casting, DType};
use std::f64::consts::PI;

/// A value of the expression.
#[derive(Clone, Debug)]
pub struct Typed {
    pub dtype: DType,
    /// Whether it takes the type of what it meets.
    pub weak: bool,
    /// Whether no variable is in it.
    pub constant: bool,
    /// Whether the language defines it to the bit.
    pub exact: bool,
    pub shape: Vec<usize>,
    pub elements: Vec<Value>,
}

/// Why an expression has no value.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The language has none for it, for this reason.
    Refused(#[allow(dead_code)] String), // shown by `Debug`
}

impl From<&str> for Refusal {
    fn from(reason: &str) -> Self {
        Refusal::Refused(reason.to_owned())
    }
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Refusal::Refused(reason)
    }
}

use DType::{Bool, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};

const ORDER: [DType; 11] = [Bool, I8, I16, I32, I64, U8, U16, U32, U64, F32, F64];

/// `numpy.result_type` for every pair.
const RESULT_TYPE: [[DType; 11]; 11] = [
    [Bool, I8, I16, I32, I64, U8, U16, U32, U64, F32, F64],
    [I8, I8, I16, I32, I64, I16, I32, I64, F64, F32, F64],
    [I16, I16, I16, I32, I64, I16, I32, I64, F64, F32, F64],
    [I32, I32, I32, I32, I64, I32, I32, I64, F64, F64, F64],
    [I64, I64, I64, I64, I64, I64, I64, I64, F64, F64, F64],
    [U8, I16, I16, I32, I64, U8, U16, U32, U64, F32, F64],
    [U16, I32, I32, I32, I64, U16, U16, U32, U64, F32, F64],
    [U32, I64, I64, I64, I64, U32, U32, U32, U64, F64, F64],
    [U64, F64, F64, F64, F64, U64, U64, U64, U64, F64, F64],
    [F32, F32, F32, F64, F64, F32, F32, F64, F64, F32, F64],
    [F64, F64, F64, F64, F64, F64, F64, F64, F64, F64, F64],
];

fn result_type(x: DType, y: DType) -> DType {
    let position = |dtype| ORDER.iter().position(|&known| known == dtype).expect("the table holds all types");
    RESULT_TYPE[position(x)][position(y)]
}

/// bool, integer, float.
fn kind(dtype: DType) -> u8 {
    match dtype {
        Bool => 0,
        F32 | F64 => 2,
        _ => 1,
    }
}

fn is_signed(dtype: DType) -> bool {
    matches!(dtype, I8 | I16 | I32 | I64)
}

/// The result type of any number of types: integers meet the widest float one by one.
fn result_type_of_all(dtypes: &[DType]) -> Option<DType> {
    let float = dtypes.iter().copied().filter(|&dtype| kind(dtype) == 2).reduce(result_type);
    let with_float = |&dtype: &DType| float.map_or(dtype, |float| result_type(dtype, float));
    dtypes.iter().map(with_float).reduce(result_type)
}

/// The type that operands have in common; functions of floats take each operand as a float first.
fn common_type(name: &str, operands: &[Typed]) -> DType {
    let own = |x: &Typed| if is_float_function(name) { as_float(x.dtype) } else { x.dtype };
    let strong: Vec<DType> = operands.iter().filter(|x| !x.weak).map(own).collect();
    let strong_kind = operands.iter().filter(|x| !x.weak).map(|x| kind(x.dtype)).max();
    let weak = operands.iter().filter(|x| x.weak).map(|x| x.dtype).max_by_key(|&dtype| kind(dtype));
    match (result_type_of_all(&strong), weak) {
        (Some(strong), Some(weak)) if Some(kind(weak)) <= strong_kind => strong,
        (_, Some(weak)) => weak,
        (Some(strong), None) => strong,
        (None, None) => unreachable!("operations have operands"),
    }
}

fn is_float_function(name: &str) -> bool {
    matches!(name, "sqrt" | "heaviside" | "fma" | "rint")
}

/// The float type that functions of floats take a type as.
fn as_float(dtype: DType) -> DType {
    match dtype {
        Bool | I8 | I16 | U8 | U16 | F32 => F32,
        _ => F64,
    }
}

/// The type that an operation computes in, for operands of a common type.
fn loop_type(name: &str, common: DType) -> Result<DType, Refusal> {
    let refused = || Err(format!("{name} of {common}").into());
    match name {
        "floor_divide" | "remainder" | "fmod" | "power" | "square" | "reciprocal" | "round" | "conj" => {
            Ok(if common == Bool { I8 } else { common })
        }
        "subtract" | "positive" | "negative" | "sign" if common == Bool => refused(),
        "subtract" | "positive" | "negative" | "sign" => Ok(common),
        _ if is_float_function(name) => Ok(as_float(common)),
        "divide" => Ok(if common == F32 { F32 } else { F64 }),
        "left_shift" | "right_shift" | "gcd" | "lcm" | "bit_count" => match common {
            F32 | F64 => refused(),
            Bool => Ok(I8),
            _ => Ok(common),
        },
        "bitwise_and" | "bitwise_or" | "bitwise_xor" | "invert" if kind(common) == 2 => refused(),
        "logical_and" | "logical_or" | "logical_not" if common != Bool => refused(),
        _ => Ok(common),
    }
}

/// The operation's type of result, if it is not the one computed in.
fn outcome(name: &str) -> Option<DType> {
    Some(match name {
        "less" | "less_equal" | "greater" | "greater_equal" | "equal" | "not_equal" => Bool,
        "isnan" | "isinf" | "isfinite" => Bool,
        "bit_count" => U8,
        cast => return ORDER.into_iter().find(|dtype| dtype.name() == cast),
    })
}

fn operation_of(symbol: &str, arity: usize) -> &'static str {
    match (symbol, arity) {
        ("+", 1) => "positive",
        ("-", 1) => "negative",
        ("~", 1) => "invert",
        ("not", 1) => "logical_not",
        ("+", 2) => "add",
        ("-", 2) => "subtract",
        ("*", 2) => "multiply",
        ("/", 2) => "divide",
        ("//", 2) => "floor_divide",
        ("%", 2) => "remainder",
        ("**", 2) => "power",
        ("&", 2) => "bitwise_and",
        ("|", 2) => "bitwise_or",
        ("^", 2) => "bitwise_xor",
        ("<<", 2) => "left_shift",
        (">>", 2) => "right_shift",
        ("<", 2) => "less",
        ("<=", 2) => "less_equal",
        (">", 2) => "greater",
        (">=", 2) => "greater_equal",
        ("==", 2) => "equal",
        ("!=", 2) => "not_equal",
        ("and", 2) => "logical_and",
        ("or", 2) => "logical_or",
        _ => unreachable!("{symbol} is no operator of {arity} operands"),
    }
}

/// The value of an expression.
pub fn interpret(tree: &Tree, variables: &[Typed]) -> Result<Typed, Refusal> {
    let value = |x: &Tree| interpret(x, variables);
    match tree {
        Tree::Int(x) => Ok(Typed::literal(I64, Value::Int((*x).into()))),
        Tree::Float(x) => Ok(Typed::literal(F64, Value::F64(*x))),
        Tree::Bool(x) => Ok(Typed::literal(Bool, Value::Bool(*x))),
        Tree::Pi => Ok(Typed::literal(F64, Value::F64(PI))),
        Tree::Variable(i) => Ok(variables[i % variables.len()].clone()),
        Tree::Unary(op, x) => operator(op, &[value(x)?]),
        Tree::Binary(op, x, y) => operator(op, &[value(x)?, value(y)?]),
        Tree::Comparison(first, rest) => {
            let mut left = value(first)?;
            let mut all = None;
            for (op, right) in rest {
                let right = value(right)?;
                let one = operator(op, &[left, right.clone()])?;
                all = Some(match all {
                    None => one,
                    Some(all) => operator("and", &[all, one])?,
                });
                left = right;
            }
            Ok(all.expect("a comparison has an operator"))
        }
        Tree::Membership { item, list, negated } => {
            let item = value(item)?;
            let mut any = None;
            for element in list {
                let element = value(element)?;
                if !element.constant {
                    return Err("a list holds constants".into());
                }
                let one = operator("==", &[item.clone(), element])?;
                any = Some(match any {
                    None => one,
                    Some(any) => operator("or", &[any, one])?,
                });
            }
            let any = any.expect("no list is empty");
            if *negated { operator("not", &[any]) } else { Ok(any) }
        }
        Tree::Conditional { condition, then, otherwise } => {
            call("where", &[value(condition)?, value(then)?, value(otherwise)?])
        }
        Tree::Call("abs", arguments) => call("absolute", &[value(&arguments[0])?]),
        Tree::Call(name, arguments) => call(name, &arguments.iter().map(value).collect::<Result<Vec<_>, _>>()?),
        Tree::Field(x, name) => call(name, &[value(x)?]),
    }
}

/// Operators keep weak operands weak.
fn operator(symbol: &str, operands: &[Typed]) -> Result<Typed, Refusal> {
    let weak = operands.iter().all(|x| x.weak);
    Ok(Typed { weak, ..call(operation_of(symbol, operands.len()), operands)? })
}

/// Functions do not keep weak operands weak.
fn call(name: &str, operands: &[Typed]) -> Result<Typed, Refusal> {
    if let Some(compared) = compare_u64_with_signed(name, operands) {
        return compared;
    }
    let typed_from = usize::from(name == "where");
    // `and`, `or` and `not` take truth values, even where the common type is one.
    if name.starts_with("logical") && operands.iter().any(|x| x.dtype != Bool) {
        return Err(format!("{name} of what is not bool").into());
    }
    let counted = name == "round" && operands.len() == 2;
    if counted && kind(operands[1].dtype) == 2 {
        return Err("the number of decimals is not an integer".into());
    }
    let typed_to = operands.len() - usize::from(counted);
    let typed = &operands[typed_from..typed_to];
    let dtype = match loop_type(name, common_type(name, typed))? {
        I8 if typed.iter().all(|x| x.weak) => I64, // truth values by themselves count as Python's
        dtype => dtype,
    };
    let mut exact = true;
    if name == "power" {
        let exponent = &operands[1];
        if kind(dtype) == 2 {
            exact = exponent.constant && matches!(exponent.elements[0].cast(F64), Value::F64(2.0));
        } else if exponent.constant && matches!(exponent.elements[0], Value::Int(i128::MIN..0)) {
            return Err("a negative constant exponent of an integer".into());
        }
    }
    let is_cast = ORDER.iter().any(|dtype| dtype.name() == name);
    let converted: Vec<Typed> = operands
        .iter()
        .enumerate()
        .map(|(i, x)| match is_cast {
            true => Ok(x.clone()),
            false if i < typed_from => x.converted(Bool),
            false if i >= typed_to => x.converted(I64),
            false => x.converted(dtype),
        })
        .collect::<Result<_, _>>()?;
    elementwise(name, &converted, dtype, exact)
}

/// u64 and the signed types have no common integer type, but they compare as the numbers they are.
fn compare_u64_with_signed(name: &str, operands: &[Typed]) -> Option<Result<Typed, Refusal>> {
    let [x, y] = operands else { return None };
    let mixed = (x.dtype == U64 && is_signed(y.dtype)) || (is_signed(x.dtype) && y.dtype == U64);
    let comparison = outcome(name) == Some(Bool) && !x.weak && !y.weak;
    (mixed && comparison).then(|| elementwise(name, operands, I64, true))
}

fn elementwise(name: &str, operands: &[Typed], dtype: DType, exact: bool) -> Result<Typed, Refusal> {
    let mut shape = Vec::new();
    for operand in operands {
        shape = broadcast(&shape, &operand.shape).ok_or("shapes do not fit")?;
    }
    let columns: Vec<Vec<Value>> = operands.iter().map(|x| x.stretched(&shape)).collect();
    let bits = 8 * dtype.size() as u32;
    let result = outcome(name).unwrap_or(dtype);
    let compute = reference(name, operands.len()).unwrap_or_else(|| panic!("{name} has no reference")).compute;
    let squares = name == "power" && kind(dtype) == 2 && exact;
    let element = |i: usize| {
        let values: Vec<Value> = columns.iter().map(|column| column[i]).collect();
        let value = match squares {
            true => (reference("multiply", 2).expect("it is a row").compute)(&[values[0], values[0]], bits),
            false => compute(&values, bits),
        };
        value.unwrap_or_else(|| panic!("{name} has no reference for {dtype}")).cast(result)
    };
    let length = shape.iter().product();
    Ok(Typed {
        dtype: result,
        weak: false,
        constant: operands.iter().all(|x| x.constant),
        exact: exact && operands.iter().all(|x| x.exact),
        elements: (0..length).map(element).collect(),
        shape,
    })
}

/// The shape that two have in common.
pub fn broadcast(x: &[usize], y: &[usize]) -> Option<Vec<usize>> {
    let rank = x.len().max(y.len());
    let axis = |shape: &[usize], i: usize| if i + shape.len() < rank { 1 } else { shape[i + shape.len() - rank] };
    let common = |i| match (axis(x, i), axis(y, i)) {
        (1, length) | (length, 1) => Some(length),
        (length, other) => (length == other).then_some(length),
    };
    (0..rank).map(common).collect()
}

impl Typed {
    fn literal(dtype: DType, value: Value) -> Self {
        Self { dtype, weak: true, constant: true, exact: true, shape: Vec::new(), elements: vec![value] }
    }

    /// The elements of an array.
    pub fn of(array: &Array) -> Self {
        let (dtype, shape, elements) = (array.dtype(), array.shape().to_vec(), array.values());
        Self { dtype, weak: false, constant: false, exact: true, shape, elements }
    }

    /// Its type and, of an array, the first element only.
    pub fn reduced(&self) -> Self {
        let first = self.elements.first().copied().unwrap_or(Value::Bool(false).cast(self.dtype));
        Self { shape: Vec::new(), elements: vec![first], ..self.clone() }
    }

    /// As another type; a weak integer must fit.
    fn converted(&self, dtype: DType) -> Result<Self, Refusal> {
        if self.weak
            && kind(self.dtype) == 1
            && kind(dtype) == 1
            && !self.elements[0].cast(dtype).is_same(self.elements[0])
        {
            return Err(format!("{:?} does not fit {dtype}", self.elements[0]).into());
        }
        let elements = self.elements.iter().map(|x| x.cast(dtype)).collect();
        Ok(Self { dtype, elements, ..self.clone() })
    }

    /// The elements in an array of a shape that this one's can be broadcast to.
    pub fn stretched(&self, shape: &[usize]) -> Vec<Value> {
        let length: usize = shape.iter().product();
        if self.shape == shape {
            return self.elements.clone();
        }
        let offset = shape.len() - self.shape.len();
        let position = |mut i: usize| {
            let (mut position, mut stride) = (0, 1);
            for axis in (0..shape.len()).rev() {
                let along = i % shape[axis];
                i /= shape[axis];
                if axis >= offset {
                    let own = self.shape[axis - offset];
                    position += if own == 1 { 0 } else { along * stride };
                    stride *= own;
                }
            }
            position
        };
        (0..length).map(|i| self.elements[position(i)]).collect()
    }

    /// What an output of a type and shape receives.
    pub fn written(&self, dtype: DType, shape: &[usize], casting: Casting) -> Result<Vec<Value>, Refusal> {
        let converted = self.cast_into(dtype, casting)?;
        if broadcast(&self.shape, shape).as_deref() != Some(shape) {
            return Err("the output's shape does not fit".into());
        }
        Ok(converted.stretched(shape))
    }

    /// As the type of an output.
    pub fn cast_into(&self, dtype: DType, casting: Casting) -> Result<Self, Refusal> {
        let takes_weak = self.weak && kind(self.dtype) <= kind(dtype);
        let safe = result_type(self.dtype, dtype) == dtype;
        let loses_sign = is_signed(self.dtype) && kind(dtype) == 1 && !is_signed(dtype);
        let allowed = match casting {
            Casting::No | Casting::Equiv => self.dtype == dtype,
            Casting::Safe => safe,
            Casting::SameKind => safe || (kind(self.dtype) <= kind(dtype) && !loses_sign),
            Casting::Unsafe => true,
        };
        if !takes_weak && !allowed {
            return Err(format!("no cast from {} to {dtype} under {casting}", self.dtype).into());
        }
        Self { weak: takes_weak, ..self.clone() }.converted(dtype)
    }
}
