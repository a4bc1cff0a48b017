//! Weak integers: exact, as Python's, up to a number of bits.

use super::typed::{Refusal, Typed};
use crate::common::Value;
use fusexpr::DType;
use num_bigint::{BigInt, Sign};

/// How many bits one may have, and how near to that this interpreter does not say what happens.
const MOST_BITS: u64 = 4096;
const MARGIN: u64 = 8;

/// The result of an operator on weak integers and truth values, at least one of them an integer.
pub fn operate(symbol: &str, operands: &[Typed]) -> Result<Typed, Refusal> {
    let numbers: Vec<BigInt> = operands.iter().map(|x| x.integer().expect("it is a weak integer or bool")).collect();
    let constant = operands.iter().all(|x| x.constant);
    let is_wide = |x: &Typed| x.is_open || x.integer.as_ref().is_some_and(|value| i64::try_from(value).is_err());
    let is_open = !constant && operands.iter().any(is_wide);
    let truth = |value| Ok(Typed { constant, ..Typed::literal(DType::Bool, Value::Bool(value)) });
    let zero = BigInt::ZERO;
    let number = match (symbol, &numbers[..]) {
        ("+", [x]) => x.clone(),
        ("-", [x]) => -x,
        ("~", [x]) => -x - 1,
        ("+", [x, y]) => x + y,
        ("-", [x, y]) => x - y,
        ("*", [x, y]) => x * y,
        ("//", [_, y]) | ("%", [_, y]) if *y == zero => zero,
        ("//", [x, y]) => floor_divide(x, y),
        ("%", [x, y]) => x - floor_divide(x, y) * y,
        ("**", [x, y]) => power(x, y, operands[1].constant)?,
        ("&", [x, y]) => x & y,
        ("|", [x, y]) => x | y,
        ("^", [x, y]) => x ^ y,
        ("<<" | ">>", [_, y]) if y.sign() == Sign::Minus => return Err(Refusal::Unspecified),
        ("<<", [x, y]) => match u64::try_from(y) {
            _ if *x == zero => return Err(Refusal::Unspecified),
            Ok(count) if count <= 2 * MOST_BITS => x << count,
            _ => return Err("more bits than there may be".into()),
        },
        (">>", [x, y]) => x >> u64::try_from(y).unwrap_or(u64::MAX).min(4 * MOST_BITS),
        ("/", [x, y]) => {
            let value = Value::F64(quotient(x, y)?);
            return Ok(Typed { constant, ..Typed::literal(DType::F64, value) });
        }
        ("<", [x, y]) => return truth(x < y),
        ("<=", [x, y]) => return truth(x <= y),
        (">", [x, y]) => return truth(x > y),
        (">=", [x, y]) => return truth(x >= y),
        ("==", [x, y]) => return truth(x == y),
        ("!=", [x, y]) => return truth(x != y),
        _ => return Err(format!("{symbol} of integers").into()),
    };
    match number.bits() {
        bits if bits > MOST_BITS + MARGIN => Err("more bits than there may be".into()),
        bits if bits > MOST_BITS - MARGIN => Err(Refusal::Unspecified),
        _ => Ok(Typed { constant, is_open, ..Typed::weak_integer(number) }),
    }
}

fn floor_divide(x: &BigInt, y: &BigInt) -> BigInt {
    let (quotient, rest) = (x / y, x % y);
    let below = rest.sign() != Sign::NoSign && (rest.sign() == Sign::Minus) != (y.sign() == Sign::Minus);
    if below { quotient - 1 } else { quotient }
}

fn power(base: &BigInt, exponent: &BigInt, is_constant: bool) -> Result<BigInt, Refusal> {
    if exponent.sign() == Sign::Minus {
        return Err(if is_constant { "a negative constant exponent".into() } else { Refusal::Unspecified });
    }
    if base.bits() <= 1 {
        // 0, 1 and -1 stay what they are, whatever the exponent.
        let is_odd = exponent.bit(0);
        let is_zero = exponent.sign() == Sign::NoSign;
        return Ok(if is_zero || (base.sign() == Sign::Minus && !is_odd) { BigInt::from(1) } else { base.clone() });
    }
    match u32::try_from(exponent) {
        Ok(exponent) if base.bits().saturating_mul(exponent.into()) <= 4 * MOST_BITS => Ok(base.pow(exponent)),
        _ => Err("more bits than there may be".into()),
    }
}

/// The quotient as an f64, rounded once.
fn quotient(x: &BigInt, y: &BigInt) -> Result<f64, Refusal> {
    if y.sign() == Sign::NoSign {
        return Ok(match x.sign() {
            Sign::Minus => f64::NEG_INFINITY,
            Sign::NoSign => f64::NAN,
            Sign::Plus => f64::INFINITY,
        });
    }
    // More bits than an f64 has, the last of them set if anything was left over: rounding those rounds right.
    let shift = (y.bits() + 70).saturating_sub(x.bits());
    let (wide, size) = (x.magnitude() << shift, y.magnitude());
    let (quotient, rest) = (&wide / size, wide % size);
    let sticky = u8::from(rest.bits() > 0);
    let rounded = nearest_f64(&BigInt::from((quotient << 1_u8) + sticky));
    let value = scaled(rounded, shift + 1);
    if (value != 0.0 || rounded != 0.0) && value.abs() < f64::MIN_POSITIVE || value.is_infinite() {
        return Err(Refusal::Unspecified);
    }
    let is_negative = (x.sign() == Sign::Minus) != (y.sign() == Sign::Minus);
    Ok(if is_negative { -value } else { value })
}

/// A number divided by a power of two.
fn scaled(mut value: f64, mut halvings: u64) -> f64 {
    while halvings > 0 {
        let step = halvings.min(1000);
        value *= 0.5_f64.powi(step as i32);
        halvings -= step;
    }
    value
}

/// The nearest float; decimal digits are read correctly rounded.
pub fn nearest_f64(value: &BigInt) -> f64 {
    value.to_string().parse().expect("digits are a number")
}

/// As [`nearest_f64`].
pub fn nearest_f32(value: &BigInt) -> f32 {
    value.to_string().parse().expect("digits are a number")
}

#[test]
fn quotients_are_rounded_once() {
    let big = |text: &str| text.parse::<BigInt>().expect("it is a number");
    assert_eq!(quotient(&big("1"), &big("3")).ok(), Some(1.0 / 3.0));
    assert_eq!(quotient(&big("-7"), &big("2")).ok(), Some(-3.5));
    assert_eq!(quotient(&big("7"), &big("0")).ok(), Some(f64::INFINITY));
    assert_eq!(quotient(&(big("10").pow(40)), &(big("10").pow(17))).ok(), Some(1e23));
    assert_eq!(floor_divide(&big("-7"), &big("2")), big("-4"));
}
