//! Weak integers: exact, as Python's, up to a number of bits.

use super::typed::{Refusal, Typed, known_of_all};
use super::types::{Domain, domain};
use crate::common::Value;
use fusexpr::DType;
use num_bigint::{BigInt, BigUint, Sign};
use std::cmp::Ordering;

/// How many bits one may have.
const MOST_BITS: u64 = 4096;

/// The result of an operation on weak integers and truth values alone, still weak; none where it is not one that is
/// defined for integers of any size, or where truth values stay such.
pub fn operate(name: &str, operands: &[Typed]) -> Result<Option<Typed>, Refusal> {
    let Some(numbers) = operands.iter().map(Typed::integer).collect::<Option<Vec<BigInt>>>() else { return Ok(None) };
    let counts_truth = matches!(domain(name), Some(Domain::Numbers | Domain::Integers));
    if operands.iter().all(|x| x.dtype == DType::Bool) && !counts_truth {
        return Ok(None);
    }
    let known = known_of_all(operands);
    let literal = |dtype, value| Ok(Some(Typed { known, ..Typed::literal(dtype, value) }));
    let truth = |value| literal(DType::Bool, Value::Bool(value));
    let number = match (name, &numbers[..]) {
        ("positive", [x]) => x.clone(),
        ("negative", [x]) => -x,
        ("invert", [x]) => -x - 1,
        ("square", [x]) => x * x,
        ("absolute", [x]) => x.magnitude().clone().into(),
        ("sign", [x]) => sign(x),
        ("add", [x, y]) => x + y,
        ("subtract", [x, y]) => x - y,
        ("multiply", [x, y]) => x * y,
        ("floor_divide" | "remainder" | "fmod", [_, y]) if *y == BigInt::ZERO => BigInt::ZERO,
        ("floor_divide", [x, y]) => floor_divide(x, y),
        ("remainder", [x, y]) => x - floor_divide(x, y) * y,
        ("fmod", [x, y]) => x % y,
        ("power", [x, y]) => power(x, y)?,
        ("bitwise_and", [x, y]) => x & y,
        ("bitwise_or", [x, y]) => x | y,
        ("bitwise_xor", [x, y]) => x ^ y,
        ("left_shift", [x, y]) => shift_left(x, y)?,
        // A negative count counts as too large.
        ("right_shift", [x, y]) => x >> u64::try_from(y).unwrap_or(u64::MAX).min(2 * MOST_BITS),
        ("gcd", [x, y]) => gcd(x, y),
        ("lcm", [x, y]) if *x == BigInt::ZERO || *y == BigInt::ZERO => BigInt::ZERO,
        ("lcm", [x, y]) => (x / gcd(x, y) * y).magnitude().clone().into(),
        ("minimum" | "fmin", [x, y]) => x.min(y).clone(),
        ("maximum" | "fmax", [x, y]) => x.max(y).clone(),
        ("clip", [x, low, high]) => x.max(low).min(high).clone(),
        ("divide", [x, y]) => return literal(DType::F64, Value::F64(quotient(x, y))),
        ("less", [x, y]) => return truth(x < y),
        ("less_equal", [x, y]) => return truth(x <= y),
        ("greater", [x, y]) => return truth(x > y),
        ("greater_equal", [x, y]) => return truth(x >= y),
        ("equal", [x, y]) => return truth(x == y),
        ("not_equal", [x, y]) => return truth(x != y),
        _ => return Ok(None),
    };
    match number.bits() {
        bits if bits > MOST_BITS => Err("more bits than there may be".into()),
        _ => Ok(Some(Typed { known, ..Typed::weak_integer(number) })),
    }
}

fn sign(x: &BigInt) -> BigInt {
    match x.sign() {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    }
    .into()
}

fn gcd(x: &BigInt, y: &BigInt) -> BigInt {
    let (mut x, mut y) = (x.magnitude().clone(), y.magnitude().clone());
    while y.bits() > 0 {
        (x, y) = (y.clone(), x % y);
    }
    x.into()
}

fn shift_left(x: &BigInt, count: &BigInt) -> Result<BigInt, Refusal> {
    match u64::try_from(count) {
        // A negative count counts as too large, after which nothing is left.
        _ if x.sign() == Sign::NoSign || count.sign() == Sign::Minus => Ok(BigInt::ZERO),
        Ok(count) if count <= MOST_BITS => Ok(x << count),
        _ => Err("more bits than there may be".into()),
    }
}

fn floor_divide(x: &BigInt, y: &BigInt) -> BigInt {
    let (quotient, rest) = (x / y, x % y);
    let below = rest.sign() != Sign::NoSign && (rest.sign() == Sign::Minus) != (y.sign() == Sign::Minus);
    if below { quotient - 1 } else { quotient }
}

fn power(base: &BigInt, exponent: &BigInt) -> Result<BigInt, Refusal> {
    if exponent.sign() == Sign::Minus {
        return Err("a negative exponent".into());
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

/// The quotient as an f64, rounded once; as of floats where the divisor is 0.
fn quotient(x: &BigInt, y: &BigInt) -> f64 {
    let is_negative = (x.sign() == Sign::Minus) != (y.sign() == Sign::Minus);
    let size = match (x.sign(), y.sign()) {
        (Sign::NoSign, Sign::NoSign) => return f64::NAN,
        (_, Sign::NoSign) => f64::INFINITY,
        _ => quotient_of_sizes(x.magnitude(), y.magnitude()),
    };
    if is_negative { -size } else { size }
}

fn quotient_of_sizes(x: &BigUint, y: &BigUint) -> f64 {
    // More bits than an f64 has, the last of them set if anything was left over: rounding those rounds right.
    let exponent = x.bits() as i64 - y.bits() as i64 - 70;
    let shifted = |value: &BigUint, by: i64| value << by.max(0) as u64;
    let (wide, size) = (shifted(x, -exponent), shifted(y, exponent));
    let (quotient, rest) = (&wide / &size, wide % size);
    let sticky = u8::from(rest.bits() > 0);
    let value = scaled(nearest_f64(&BigInt::from((quotient << 1_u8) + sticky)), exponent - 1);
    if value >= f64::MIN_POSITIVE {
        return value;
    }
    // The subnormal numbers are the multiples of the least one, which is 2 to the power -1074.
    let wide = x << 1074_u64;
    let (quotient, rest) = (&wide / y, wide % y);
    let up = match (rest << 1_u8).cmp(y) {
        Ordering::Less => 0,
        Ordering::Equal => u8::from(quotient.bit(0)),
        Ordering::Greater => 1,
    };
    f64::from_bits(u64::try_from(quotient + up).expect("it is below 53 bits"))
}

/// A number multiplied by a power of two.
fn scaled(mut value: f64, mut exponent: i64) -> f64 {
    while exponent != 0 {
        let step = exponent.clamp(-1000, 1000);
        value *= 2_f64.powi(step as i32);
        exponent -= step;
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
    let ten = |exponent| big("10").pow(exponent);
    assert_eq!(quotient(&big("1"), &big("3")), 1.0 / 3.0);
    assert_eq!(quotient(&big("-7"), &big("2")), -3.5);
    assert_eq!(quotient(&big("7"), &big("0")), f64::INFINITY);
    assert_eq!(quotient(&ten(40), &ten(17)), 1e23);
    assert_eq!(quotient(&ten(1000), &-ten(700)), -1e300);
    assert_eq!(quotient(&big("3"), &ten(320)), 3e-320);
    assert_eq!(quotient(&ten(400), &big("3")), f64::INFINITY);
    assert_eq!(floor_divide(&big("-7"), &big("2")), big("-4"));
}
