//! What each operation should give, in plain Rust.
//!
//! A row reads `"name"(parameters) { kind: value, … }`; the value is an expression of one element. The kinds:
//! `bool`; `int`, where integers are `i128`, computed exactly and wrapped to the type afterwards; `float`, computed in
//! the type itself; `real`, computed in f64 for both float types and rounded afterwards; `any`, the same expression
//! for all of these but `real`; `complex`, complex numbers computed in their type, and `wide`, computed in f64 for both
//! complex types; `time`, the units of dates and lengths of time; `date`, those of dates; `value`, the elements with
//! their type. Integers' width in bits is `bits`.
//!
//! An operation without a row fails the test, and so does a row without an operation.

use super::complex_references as complex;
use super::special_references::{digamma, erfcinv, exponent_of, gelu, mantissa_of, ndtr, scaled_by_power};
use super::{Sample, Value};
use fusexpr::{DType, c64, c128, f16};
use std::sync::LazyLock;

/// The reference of an operation.
pub struct Reference {
    /// The operation's name.
    pub name: &'static str,
    /// How many operands it takes.
    pub arity: usize,
    /// The result for one element of each operand; `None` for types it should not accept.
    pub compute: fn(&[Value], u32) -> Option<Value>,
}

/// The reference of a name with this many operands.
pub fn reference(name: &str, arity: usize) -> Option<&'static Reference> {
    REFERENCES.iter().find(|reference| (reference.name, reference.arity) == (name, arity))
}

trait IntoValue {
    fn into_value(self) -> Value;
}

macro_rules! into_value {
    ($($type:ty: $variant:ident),*) => {$(
        impl IntoValue for $type {
            fn into_value(self) -> Value {
                Value::$variant(self)
            }
        }
    )*};
}
into_value!(bool: Bool, i128: Int, f32: F32, f64: F64, c64: C64, c128: C128);

/// What an operation on dates or lengths of time gives: a number of units is of the operands' type.
trait Timed {
    fn timed(self, of: fn(i64) -> Value) -> Value;
}

impl Timed for i64 {
    fn timed(self, of: fn(i64) -> Value) -> Value {
        of(self)
    }
}

impl Timed for bool {
    fn timed(self, _: fn(i64) -> Value) -> Value {
        Value::Bool(self)
    }
}

/// The number of units that is no time.
const NAT: i64 = i64::MIN;

/// What an operation on f16 gives: it is computed in f32, and a float rounded.
trait Narrowed {
    fn narrowed(self) -> Value;
}

impl Narrowed for bool {
    fn narrowed(self) -> Value {
        Value::Bool(self)
    }
}

impl Narrowed for f32 {
    fn narrowed(self) -> Value {
        Value::F16(f16::from_f32(self))
    }
}

impl IntoValue for Value {
    fn into_value(self) -> Value {
        self
    }
}

macro_rules! references {
    ($bits:ident; $($name:literal $parameters:tt { $($kind:ident: $value:expr),+ $(,)? })*) => {
        /// The references of all operations.
        pub static REFERENCES: &[Reference] = &[$(Reference {
            name: $name,
            arity: count!$parameters,
            compute: |values, $bits| {
                let _ = $bits;
                $(kind!($kind values $parameters $value);)+
                None
            },
        }),*];
    };
}
macro_rules! count {
    ($($x:ident),+) => { [$(stringify!($x)),+].len() };
}
macro_rules! kind {
    (bool $values:ident $parameters:tt $value:expr) => { kind!(@ Bool $values $parameters $value) };
    (int $values:ident $parameters:tt $value:expr) => { kind!(@ Int $values $parameters $value) };
    (float $values:ident $parameters:tt $value:expr) => {
        kind!(half $values $parameters $value);
        kind!(@ F32 $values $parameters $value);
        kind!(@ F64 $values $parameters $value);
    };
    (half $values:ident ($($x:ident),+) $value:expr) => {
        if let [$(Value::F16($x)),+] = *$values {
            $(let $x = $x.to_f32();)+
            return Some(Narrowed::narrowed($value));
        }
    };
    (next $values:ident ($($x:ident),+) $value:expr) => {
        if let [$(Value::F16($x)),+] = *$values {
            return Some(Value::F16($value));
        }
    };
    (any $values:ident $parameters:tt $value:expr) => {
        kind!(bool $values $parameters $value);
        kind!(int $values $parameters $value);
        kind!(float $values $parameters $value);
    };
    (real $values:ident ($($x:ident),+) $value:expr) => {
        if let [$(Value::F64($x)),+] = *$values {
            return Some(Value::F64($value));
        }
        if let [$(Value::F32($x)),+] = *$values {
            $(let $x = f64::from($x);)+
            return Some(Value::F64($value));
        }
        if let [$(Value::F16($x)),+] = *$values {
            $(let $x = f64::from($x.to_f32());)+
            return Some(Value::F64($value));
        }
    };
    (complex $values:ident $parameters:tt $value:expr) => {
        kind!(@ C64 $values $parameters $value);
        kind!(@ C128 $values $parameters $value);
    };
    (wide $values:ident ($($x:ident),+) $value:expr) => {
        if let [$($x),+] = *$values
            && [$($x),+].iter().all(|x| matches!(x, Value::C64(_) | Value::C128(_)))
        {
            $(let $x = <c128 as Sample>::convert($x);)+
            return Some(IntoValue::into_value($value));
        }
    };
    (time $values:ident $parameters:tt $value:expr) => {
        kind!(timed Datetime $values $parameters $value);
        kind!(timed Timedelta $values $parameters $value);
    };
    (timed $variant:ident $values:ident ($($x:ident),+) $value:expr) => {
        if let [$(Value::$variant($x)),+] = *$values {
            return Some(Timed::timed($value, Value::$variant));
        }
    };
    (date $values:ident $parameters:tt $value:expr) => { kind!(@ Datetime $values $parameters $value) };
    (value $values:ident ($($x:ident),+) $value:expr) => {
        if let [$($x),+] = *$values {
            $(let _ = $x;)+
            return Some($value);
        }
    };
    (@ $variant:ident $values:ident ($($x:ident),+) $value:expr) => {
        if let [$(Value::$variant($x)),+] = *$values {
            $(let _ = $x;)+
            return Some(IntoValue::into_value($value));
        }
    };
}

references! { bits;
    // Arithmetic.
    "add"(x, y) { bool: x | y, int: x + y, float: x + y, complex: x + y }
    "subtract"(x, y) { int: x - y, float: x - y, complex: x - y }
    "multiply"(x, y) { bool: x & y, int: x.wrapping_mul(y), float: x * y, complex: x * y }
    "divide"(x, y) { float: x / y, wide: complex::divide(x, y) }
    "floor_divide"(x, y) {
        int: floor_divide(x, y),
        float: {
            let rest = x % y;
            let moved = if rest != 0.0 && (rest < 0.0) != (y < 0.0) { 1.0 } else { 0.0 };
            let quotient = (x - rest) / y - moved;
            if y == 0.0 {
                x / y
            } else if quotient == 0.0 {
                (x / y) * 0.0
            } else if quotient - quotient.floor() > 0.5 {
                quotient.floor() + 1.0
            } else {
                quotient.floor()
            }
        },
    }
    "remainder"(x, y) {
        int: if y == 0 { 0 } else { x - floor_divide(x, y) * y },
        float: {
            let rest = x % y;
            if rest == 0.0 {
                if y.is_sign_negative() { -0.0 } else { 0.0 }
            } else if (rest < 0.0) != (y < 0.0) {
                rest + y
            } else {
                rest
            }
        },
    }
    "fmod"(x, y) { int: if y == 0 { 0 } else { x % y }, float: x % y }
    "power"(x, y) { int: power(x, y), real: x.powf(y), wide: complex::power(x, y) }
    "positive"(x) { int: x, float: x, complex: x }
    "negative"(x) { int: -x, float: -x, complex: -x }
    "square"(x) { int: x.wrapping_mul(x), float: x * x, complex: x * x }
    "reciprocal"(x) {
        int: if x == 0 { 0 } else { 1 / x },
        float: 1.0 / x,
        wide: complex::divide(c128::new(1.0, 0.0), x),
    }
    "absolute"(x) { bool: x, int: x.abs(), float: x.abs(), wide: libm::hypot(x.re, x.im) }
    "sign"(x) { int: x.signum(), float: if x == 0.0 { 0.0 } else { x.signum() }, wide: complex::sign(x) }
    "fma"(x, y, z) { float: x.mul_add(y, z) }

    // Bits and integers.
    "bitwise_and"(x, y) { bool: x && y, int: x & y }
    "bitwise_or"(x, y) { bool: x || y, int: x | y }
    "bitwise_xor"(x, y) { bool: x != y, int: x ^ y }
    "invert"(x) { bool: !x, int: !x }
    "left_shift"(x, y) { int: if (0..i128::from(bits)).contains(&y) { x << y } else { 0 } }
    "right_shift"(x, y) {
        int: if (0..i128::from(bits)).contains(&y) { x >> y } else if x < 0 { -1 } else { 0 },
    }
    "gcd"(x, y) { int: gcd(x, y) }
    "lcm"(x, y) { int: if x == 0 || y == 0 { 0 } else { (x / gcd(x, y)).abs().wrapping_mul(y.abs()) } }
    "bit_count"(x) { int: i128::from(x.unsigned_abs().count_ones()) }

    // Comparison and logic.
    "less"(x, y) { bool: !x & y, int: x < y, float: x < y, time: x != NAT && y != NAT && x < y }
    "less_equal"(x, y) { bool: !x | y, int: x <= y, float: x <= y, time: x != NAT && y != NAT && x <= y }
    "greater"(x, y) { bool: x & !y, int: x > y, float: x > y, time: x != NAT && y != NAT && x > y }
    "greater_equal"(x, y) { bool: x | !y, int: x >= y, float: x >= y, time: x != NAT && y != NAT && x >= y }
    "equal"(x, y) { any: x == y, complex: x == y, time: x != NAT && x == y }
    "not_equal"(x, y) { any: x != y, complex: x != y, time: x == NAT || x != y }
    "logical_and"(x, y) { bool: x && y }
    "logical_or"(x, y) { bool: x || y }
    "logical_xor"(x, y) { bool: x != y }
    "logical_not"(x) { bool: !x }
    "where"(condition, x, y) { value: if matches!(condition, Value::Bool(true)) { x } else { y } }
    "isnan"(x) { bool: false, int: false, float: x.is_nan(), complex: x.re.is_nan() || x.im.is_nan() }
    "isinf"(x) { bool: false, int: false, float: x.is_infinite(), complex: x.re.is_infinite() || x.im.is_infinite() }
    "isfinite"(x) { bool: true, int: true, float: x.is_finite(), complex: x.re.is_finite() && x.im.is_finite() }
    "signbit"(x) { float: x.is_sign_negative() }

    // Extremes. Of two equal zeros the first is taken.
    "minimum"(x, y) {
        bool: x & y,
        int: x.min(y),
        float: if x <= y || x.is_nan() { x } else { y },
        time: if x == NAT || y == NAT { NAT } else { x.min(y) },
    }
    "maximum"(x, y) {
        bool: x | y,
        int: x.max(y),
        float: if x >= y || x.is_nan() { x } else { y },
        time: if x == NAT || y == NAT { NAT } else { x.max(y) },
    }
    "fmin"(x, y) {
        bool: x & y,
        int: x.min(y),
        float: if x <= y || y.is_nan() { x } else { y },
        time: if x == NAT { y } else if y == NAT { x } else { x.min(y) },
    }
    "fmax"(x, y) {
        bool: x | y,
        int: x.max(y),
        float: if x >= y || y.is_nan() { x } else { y },
        time: if x == NAT { y } else if y == NAT { x } else { x.max(y) },
    }
    "clip"(x, low, high) {
        bool: (x | low) & high,
        int: x.max(low).min(high),
        float: {
            let raised = if x >= low || x.is_nan() { x } else { low };
            if raised <= high || raised.is_nan() { raised } else { high }
        },
        time: if x == NAT || low == NAT || high == NAT { NAT } else { x.max(low).min(high) },
    }

    // Rounding.
    "floor"(x) { bool: x, int: x, float: x.floor() }
    "ceil"(x) { bool: x, int: x, float: x.ceil() }
    "trunc"(x) { bool: x, int: x, float: x.trunc() }
    "round"(x) {
        int: x,
        float: x.round_ties_even(),
        wide: c128::new(x.re.round_ties_even(), x.im.round_ties_even()),
    }
    "round"(x, decimals) { value: round_decimals(x, decimals) }
    "rint"(x) {
        float: x.round_ties_even(),
        wide: c128::new(x.re.round_ties_even(), x.im.round_ties_even()),
    }

    // Pieces of a float.
    "copysign"(x, y) { float: if x.is_sign_negative() == y.is_sign_negative() { x } else { -x } }
    "nextafter"(x, y) {
        next: next_f16(x, y),
        float: if x.is_nan() || y.is_nan() {
            x + y
        } else if x == y {
            y
        } else if x < y {
            x.next_up()
        } else {
            x.next_down()
        },
    }
    "heaviside"(x, at_zero) {
        float: if x.is_nan() { x } else if x == 0.0 { at_zero } else if x < 0.0 { 0.0 } else { 1.0 },
    }
    "ldexp"(x, exponent) { value: scaled_by_power(x, exponent) }
    "mantissa"(x) { value: mantissa_of(x) }
    "exponent"(x) { value: exponent_of(x) }
    "frac"(x) { float: if x.is_infinite() { x.signum() * 0.0 } else { x.fract().copysign(x) } }
    "real"(x) { any: x, complex: x.re, time: x }
    "imag"(x) { bool: false, complex: x.im, value: Value::Int(0) }
    "conj"(x) { int: x, float: x, complex: x.conj() }
    "angle"(x) { real: 0_f64.atan2(x), wide: x.im.atan2(x.re) }
    "complex"(x, y) { value: paired(x, y) }
    "copy"(x) { any: x, complex: x, time: x }
    "ones_like"(x) { bool: true, value: Value::Int(1) }
    "zeros_like"(x) { bool: false, value: Value::Int(0) }

    // Dates; the conformance tests count them in seconds.
    "isnat"(x) { time: x == NAT }
    "year"(x) { date: part(x, |date| date.year) }
    "month"(x) { date: part(x, |date| date.month) }
    "day"(x) { date: part(x, |date| date.day) }
    "hour"(x) { date: part(x, |date| date.second / 3600) }
    "minute"(x) { date: part(x, |date| date.second / 60 % 60) }
    "second"(x) { date: part(x, |date| date.second % 60) }
    "weekday"(x) { date: part(x, |date| date.weekday) }

    // Roots.
    "sqrt"(x) { float: x.sqrt(), wide: complex::csqrt(x) }
    "cbrt"(x) { real: x.cbrt() }
    "hypot"(x, y) { real: x.hypot(y) }

    // Exponentials and logarithms.
    "exp"(x) { real: x.exp(), wide: complex::cexp(x) }
    "exp2"(x) { real: x.exp2(), wide: complex::exp2(x) }
    "exp10"(x) { real: 10.0_f64.powf(x) }
    "expm1"(x) { real: x.exp_m1(), wide: complex::expm1(x) }
    "log"(x) { real: x.ln(), wide: complex::clog(x) }
    "log2"(x) { real: x.log2(), wide: complex::log2(x) }
    "log10"(x) { real: x.log10(), wide: complex::log10(x) }
    "log"(x, base) { real: pxfm::f_log(x) / pxfm::f_log(base) }
    "log1p"(x) { real: x.ln_1p(), wide: complex::log1p(x) }
    "logaddexp"(x, y) {
        real: if x.is_nan() || y.is_nan() {
            f64::NAN
        } else if x == y {
            x + std::f64::consts::LN_2
        } else {
            x.max(y) + (x.min(y) - x.max(y)).exp().ln_1p()
        },
    }
    "sigmoid"(x) { real: if x < 0.0 { x.exp() / (x.exp() + 1.0) } else { ((-x).exp() + 1.0).recip() } }

    "logit"(x) { real: if x == 0.0 { f64::NEG_INFINITY } else { pxfm::f_logit(x) } }

    // Angles and circles.
    "sin"(x) { real: x.sin(), wide: complex::csin(x) }
    "cos"(x) { real: x.cos(), wide: complex::ccos(x) }
    "tan"(x) { real: x.tan(), wide: complex::ctan(x) }
    "arcsin"(x) { real: x.asin(), wide: complex::casin(x) }
    "arccos"(x) { real: x.acos(), wide: complex::cacos(x) }
    "arctan"(x) { real: x.atan(), wide: complex::catan(x) }
    "arctan2"(y, x) { real: y.atan2(x) }
    "degrees"(x) { real: scaled(x, 57.295_779_513_082_32, -1.987_849_567_057_628_3e-15) }
    "radians"(x) { real: scaled(x, 0.017_453_292_519_943_295, 2.948_652_270_870_168_7e-19) }
    "sinc"(x) { real: sinc(x), wide: complex::sinc(x) }

    // Hyperbolas.
    "sinh"(x) { real: libm::sinh(x), wide: complex::csinh(x) }
    "cosh"(x) { real: libm::cosh(x), wide: complex::ccosh(x) }
    "tanh"(x) { real: libm::tanh(x), wide: complex::ctanh(x) }
    "arcsinh"(x) { real: libm::asinh(x), wide: complex::casinh(x) }
    "arccosh"(x) { real: if x < 1.0 { f64::NAN } else { libm::acosh(x) }, wide: complex::cacosh(x) }
    "arctanh"(x) { real: libm::atanh(x), wide: complex::catanh(x) }

    // Special functions.
    "erf"(x) { real: libm::erf(x) }
    "erfc"(x) { real: libm::erfc(x) }
    "erfinv"(x) { real: pxfm::f_erfinv(x).copysign(x) }
    "erfcinv"(x) { real: erfcinv(x) }
    "ndtr"(x) { real: ndtr(x) }
    "ndtri"(p) { real: -std::f64::consts::SQRT_2 * erfcinv(2.0 * p) + 0.0 }
    "gelu"(x) { real: gelu(x) }
    "digamma"(x) { real: digamma(x) }
    "i0"(x) { real: pxfm::f_i0(x) }
    "i1"(x) { real: pxfm::f_i1(x) }
    "gamma"(x) { real: libm::tgamma(x) }
    "lgamma"(x) { real: lgamma(x) }

    // Conversions.
    "bool"(x) { value: x.cast(DType::Bool) }
    "i8"(x) { value: x.cast(DType::I8) }
    "i16"(x) { value: x.cast(DType::I16) }
    "i32"(x) { value: x.cast(DType::I32) }
    "i64"(x) { value: x.cast(DType::I64) }
    "u8"(x) { value: x.cast(DType::U8) }
    "u16"(x) { value: x.cast(DType::U16) }
    "u32"(x) { value: x.cast(DType::U32) }
    "u64"(x) { value: x.cast(DType::U64) }
    "f16"(x) { value: x.cast(DType::F16) }
    "f32"(x) { value: x.cast(DType::F32) }
    "f64"(x) { value: x.cast(DType::F64) }
    "c64"(x) { value: x.cast(DType::C64) }
    "c128"(x) { value: x.cast(DType::C128) }
}

/// A second of the calendar.
struct CalendarSecond {
    year: i128,
    month: i128,
    day: i128,
    /// Of the day.
    second: i128,
    /// From 0 for Monday.
    weekday: i128,
}

/// What is read off a date that is counted in seconds.
fn part(x: i64, of: fn(&CalendarSecond) -> i128) -> i128 {
    if x == NAT {
        return NAT.into();
    }
    let (days, second) = (i128::from(x).div_euclid(86_400), i128::from(x).rem_euclid(86_400));
    // 1970 was a Thursday; 400 years have so many days, whole weeks; the year 2000 began so many days later.
    let weekday = (days + 3).rem_euclid(7);
    let (eras, mut rest) = ((days - 10_957).div_euclid(146_097), (days - 10_957).rem_euclid(146_097));
    let is_leap = |year: i128| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut year = 2000;
    while rest >= 365 + i128::from(is_leap(year)) {
        rest -= 365 + i128::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + i128::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if rest < length {
            break;
        }
        rest -= length;
        month += 1;
    }
    of(&CalendarSecond { year: year + 400 * eras, month, day: rest + 1, second, weekday })
}

fn floor_divide(x: i128, y: i128) -> i128 {
    if y == 0 {
        return 0;
    }
    let below = x % y != 0 && (x < 0) != (y < 0);
    x / y - i128::from(below)
}

fn power(base: i128, exponent: i128) -> i128 {
    if exponent < 0 {
        return match base {
            1 => 1,
            -1 if exponent % 2 == 0 => 1,
            -1 => -1,
            _ => 0,
        };
    }
    // From the highest bit down.
    (0..64).rev().fold(1, |power: i128, bit| {
        let squared = power.wrapping_mul(power);
        if exponent >> bit & 1 == 1 { squared.wrapping_mul(base) } else { squared }
    })
}

fn gcd(x: i128, y: i128) -> i128 {
    if y == 0 { x.abs() } else { gcd(y, x % y) }
}

/// The nearest multiple of 10 to the power `-decimals`, halves to even; floats by way of a product or quotient.
fn round_decimals(x: Value, decimals: Value) -> Value {
    let Value::Int(decimals) = decimals else { unreachable!("the count of decimals is an integer") };
    macro_rules! round_float {
        ($x:expr, $type:ty) => {{
            let unit: f64 = format!("1e{}", decimals.abs()).parse().expect("a power of ten is a number");
            let unit = unit as $type;
            let scaled = if decimals < 0 { $x / unit } else { $x * unit }.round_ties_even();
            if decimals < 0 { scaled * unit } else { scaled / unit }
        }};
    }
    match x {
        Value::F16(x) => round_float!(x.to_f32(), f32).narrowed(),
        Value::F32(x) => Value::F32(round_float!(x, f32)),
        Value::F64(x) => Value::F64(round_float!(x, f64)),
        Value::Int(x) => Value::Int(round_integer(x, decimals)),
        Value::C64(x) => Value::C64(c64::new(round_float!(x.re, f32), round_float!(x.im, f32))),
        Value::C128(x) => Value::C128(c128::new(round_float!(x.re, f64), round_float!(x.im, f64))),
        Value::Bool(_) => unreachable!("bool is rounded as an integer"),
        Value::Datetime(_) | Value::Timedelta(_) => unreachable!("what is no number is not rounded"),
    }
}

/// The complex number of two parts.
fn paired(re: Value, im: Value) -> Value {
    match (re, im) {
        (Value::F64(re), Value::F64(im)) => Value::C128(c128::new(re, im)),
        _ => {
            let part = |value: Value| <f32 as Sample>::convert(value);
            Value::C64(c64::new(part(re), part(im)))
        }
    }
}

/// The nearest of all values that lie beyond `x`, as seen from there.
fn next_f16(x: f16, y: f16) -> f16 {
    let (from, to) = (x.to_f32(), y.to_f32());
    if from.is_nan() || to.is_nan() {
        return f16::NAN;
    }
    if from == to {
        return x; // also of zeros of different sign, as NumPy has it
    }
    static VALUES: LazyLock<Vec<f16>> = LazyLock::new(|| {
        let mut values: Vec<f16> = (0..=u16::MAX).map(f16::from_bits).filter(|value| !value.is_nan()).collect();
        values.sort_by(|a, b| a.to_f32().total_cmp(&b.to_f32()));
        values
    });
    let nearest = match to > from {
        true => VALUES[VALUES.partition_point(|value| value.to_f32() <= from)],
        false => VALUES[VALUES.partition_point(|value| value.to_f32() < from) - 1],
    };
    // Of zeros there are two.
    if nearest.to_f32() == 0.0 { f16::ZERO.copysign(x) } else { nearest }
}

fn round_integer(x: i128, decimals: i128) -> i128 {
    if decimals >= 0 {
        return x;
    }
    let Some(unit) = u32::try_from(-decimals).ok().and_then(|places| 10_i128.checked_pow(places)) else { return 0 };
    let below = floor_divide(x, unit);
    let up = match (2 * (x - below * unit)).cmp(&unit) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => below % 2 != 0,
        std::cmp::Ordering::Greater => true,
    };
    (below + i128::from(up)) * unit
}

/// The product with a number that is given as the sum of two.
fn scaled(x: f64, high: f64, low: f64) -> f64 {
    if x != 0.0 && (x * high).is_finite() { x.mul_add(high, x * low) } else { x * high }
}

/// Of large numbers the first term of Stirling's series, beside which the others vanish: `pxfm` has no value for the
/// largest.
fn lgamma(x: f64) -> f64 {
    if x > 1e100 { (x.ln() - 1.0) * x } else { pxfm::f_lgamma(x) }
}

fn sinc(x: f64) -> f64 {
    // 0 at all integers, by the sum not -0.
    if x.is_infinite() { f64::NAN } else { pxfm::f_sincpi(x) + 0.0 }
}
