//! The types of operands and results, as explicit tables: nothing here asks the engine.

use fusexpr::DType;
use fusexpr::DType::{Bool, C64, C128, F16, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};

/// The types that the tables below know; one that is missing here stops the tests.
pub const ORDER: [DType; 14] = [Bool, I8, I16, I32, I64, U8, U16, U32, U64, F16, F32, F64, C64, C128];

/// `numpy.result_type` for every pair.
const RESULT_TYPE: [[DType; 14]; 14] = [
    [Bool, I8, I16, I32, I64, U8, U16, U32, U64, F16, F32, F64, C64, C128],
    [I8, I8, I16, I32, I64, I16, I32, I64, F64, F16, F32, F64, C64, C128],
    [I16, I16, I16, I32, I64, I16, I32, I64, F64, F32, F32, F64, C64, C128],
    [I32, I32, I32, I32, I64, I32, I32, I64, F64, F64, F64, F64, C128, C128],
    [I64, I64, I64, I64, I64, I64, I64, I64, F64, F64, F64, F64, C128, C128],
    [U8, I16, I16, I32, I64, U8, U16, U32, U64, F16, F32, F64, C64, C128],
    [U16, I32, I32, I32, I64, U16, U16, U32, U64, F32, F32, F64, C64, C128],
    [U32, I64, I64, I64, I64, U32, U32, U32, U64, F64, F64, F64, C128, C128],
    [U64, F64, F64, F64, F64, U64, U64, U64, U64, F64, F64, F64, C128, C128],
    [F16, F16, F32, F64, F64, F16, F32, F64, F64, F16, F32, F64, C64, C128],
    [F32, F32, F32, F64, F64, F32, F32, F64, F64, F32, F32, F64, C64, C128],
    [F64, F64, F64, F64, F64, F64, F64, F64, F64, F64, F64, F64, C128, C128],
    [C64, C64, C64, C128, C128, C64, C64, C128, C128, C64, C64, C128, C64, C128],
    [C128, C128, C128, C128, C128, C128, C128, C128, C128, C128, C128, C128, C128, C128],
];

/// The smallest type that holds the values of both.
pub fn result_type(x: DType, y: DType) -> DType {
    let position = |dtype| ORDER.iter().position(|&known| known == dtype).expect("the table holds all types");
    RESULT_TYPE[position(x)][position(y)]
}

/// The result type of any number of types: integers meet the widest float or complex type one by one.
pub fn result_type_of_all(dtypes: &[DType]) -> Option<DType> {
    let float = dtypes.iter().copied().filter(|&dtype| is_inexact(dtype)).reduce(result_type);
    let with_float = |&dtype: &DType| float.map_or(dtype, |float| result_type(dtype, float));
    dtypes.iter().map(with_float).reduce(result_type)
}

/// 0 for bool, 1 for integers, 2 for floats, 3 for complex numbers, 4 for lengths of time, 5 for dates.
pub fn kind(dtype: DType) -> u8 {
    match dtype {
        DType::Timedelta64(_) => 4,
        DType::Datetime64(_) => 5,
        Bool => 0,
        F16 | F32 | F64 => 2,
        C64 | C128 => 3,
        _ => 1,
    }
}

pub fn is_float(dtype: DType) -> bool {
    kind(dtype) == 2
}

pub fn is_complex(dtype: DType) -> bool {
    kind(dtype) == 3
}

/// Whether values of a type are rounded.
pub fn is_inexact(dtype: DType) -> bool {
    is_float(dtype) || is_complex(dtype)
}

/// The type of the real and the imaginary part.
pub fn part(dtype: DType) -> DType {
    match dtype {
        C64 => F32,
        C128 => F64,
        other => other,
    }
}

/// The type that a float meets a complex number of the text in.
pub fn complex_of(dtype: DType) -> DType {
    result_type(dtype, C64)
}

pub fn is_signed(dtype: DType) -> bool {
    matches!(dtype, I8 | I16 | I32 | I64)
}

/// Which types an operation computes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Domain {
    Any,
    /// All but bool, which counts as i8.
    Numbers,
    /// All but bool, which is refused.
    NoBool,
    /// Floats; others are taken as the narrowest that holds them.
    Floats,
    /// Floats; all that is none is taken as f64.
    Quotient,
    /// Integers; bool counts as i8.
    Integers,
    /// Bool and integers.
    Bits,
    Bool,
}

/// Operations by domain.
const DOMAINS: [(Domain, &[&str]); 9] = [
    (
        Domain::Any,
        &[
            "add",
            "multiply",
            "absolute",
            "less",
            "less_equal",
            "greater",
            "greater_equal",
            "equal",
            "not_equal",
            "where",
            "isnan",
            "isinf",
            "isfinite",
            "minimum",
            "maximum",
            "fmin",
            "fmax",
            "clip",
            "floor",
            "ceil",
            "trunc",
            "real",
            "imag",
            "copy",
            "ones_like",
            "zeros_like",
            "bool",
            "i8",
            "i16",
            "i32",
            "i64",
            "u8",
            "u16",
            "u32",
            "u64",
            "f16",
            "f32",
            "f64",
            "c64",
            "c128",
        ],
    ),
    (Domain::Numbers, &["floor_divide", "remainder", "fmod", "power", "square", "reciprocal", "round", "conj"]),
    (Domain::NoBool, &["subtract", "positive", "negative", "sign"]),
    (
        Domain::Floats,
        &[
            "rint", "angle", "sqrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan",
            "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh",
        ],
    ),
    (Domain::Floats, &REAL_FUNCTIONS),
    (Domain::Quotient, &["divide", "sinc"]),
    (Domain::Integers, &["left_shift", "right_shift", "gcd", "lcm", "bit_count"]),
    (Domain::Bits, &["bitwise_and", "bitwise_or", "bitwise_xor", "invert"]),
    (Domain::Bool, &["logical_and", "logical_or", "logical_xor", "logical_not"]),
];

/// Functions of floats that complex numbers do not have.
const REAL_FUNCTIONS: [&str; 31] = [
    "complex",
    "fma",
    "signbit",
    "copysign",
    "nextafter",
    "heaviside",
    "cbrt",
    "hypot",
    "logaddexp",
    "sigmoid",
    "arctan2",
    "degrees",
    "radians",
    "erf",
    "erfc",
    "exp10",
    "logit",
    "ldexp",
    "mantissa",
    "exponent",
    "frac",
    "erfinv",
    "erfcinv",
    "ndtr",
    "ndtri",
    "gelu",
    "digamma",
    "i0",
    "i1",
    "gamma",
    "lgamma",
];

/// Operations that need an order, or whole numbers, which complex numbers do not have either.
const ORDERED: [&str; 15] = [
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "minimum",
    "maximum",
    "fmin",
    "fmax",
    "clip",
    "floor",
    "ceil",
    "trunc",
    "floor_divide",
    "remainder",
    "fmod",
];

/// The domain of an operation.
pub fn domain(name: &str) -> Option<Domain> {
    DOMAINS.iter().find(|(_, names)| names.contains(&name)).map(|(domain, _)| *domain)
}

/// The type that an operation computes in, for operands of a common type.
pub fn loop_type(name: &str, common: DType) -> Option<DType> {
    let domain = domain(name).unwrap_or_else(|| panic!("the interpreter has no domain for {name}"));
    if is_complex(common) && [&REAL_FUNCTIONS[..], &ORDERED].iter().any(|names| names.contains(&name)) {
        return None;
    }
    match (domain, kind(common)) {
        (Domain::NoBool, 0) | (Domain::Integers | Domain::Bits, 2 | 3) | (Domain::Bool, 1..=3) => None,
        (Domain::Numbers | Domain::Integers, 0) => Some(I8),
        (Domain::Floats, _) => Some(as_float(common)),
        (Domain::Quotient, 0 | 1) => Some(F64),
        _ => Some(common),
    }
}

/// The float type that functions of floats take a type as.
pub fn as_float(dtype: DType) -> DType {
    match dtype {
        Bool | I8 | U8 | F16 => F16,
        I16 | U16 | F32 => F32,
        C64 | C128 => dtype,
        _ => F64,
    }
}

/// The type of an operation's result, if it is not the one computed in.
pub fn outcome(name: &str) -> Option<DType> {
    Some(match name {
        "less" | "less_equal" | "greater" | "greater_equal" | "equal" | "not_equal" => Bool,
        "isnan" | "isinf" | "isfinite" | "signbit" => Bool,
        "bit_count" => U8,
        "exponent" => I32,
        cast => return ORDER.into_iter().find(|dtype| dtype.name() == cast),
    })
}

/// The type of an operation's result when it computes in a type.
pub fn result_of(name: &str, dtype: DType) -> DType {
    match name {
        "absolute" | "real" | "imag" | "angle" => part(dtype),
        "complex" => complex_of(dtype),
        name => outcome(name).unwrap_or(dtype),
    }
}

/// The operation that an operator stands for.
pub fn operation_of(symbol: &str, arity: usize) -> &'static str {
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
