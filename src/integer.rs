//! Integers of any size: what literals and integers given by value are, until they meet a type.
//!
//! Arithmetic on them alone is exact, as Python's is: nothing wraps, nothing is rounded. Their size is bounded, since
//! `9**9**9**9` would fill any memory; the bound is far above what any float can hold, so nothing that could meet a
//! type is lost. `dashu_int` keeps what fits 128 bits in place: the usual sizes need no memory of their own.

use dashu_int::ops::{BitTest, DivRem, Gcd, UnsignedAbs};
use thiserror::Error;

pub use dashu_int::IBig as Integer;

/// Larger integers are refused.
pub const MOST_BITS: usize = 4096;

/// Why an operation on integers has no result.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoInteger {
    /// `2**5000`
    #[error("an integer of more than 4,096 bits")]
    TooLarge,
    /// `10**-3`
    #[error("an integer to the negative power {0}")]
    NegativePower(Integer),
}

/// The value, unless it is too large.
pub fn bounded(value: Integer) -> Result<Integer, NoInteger> {
    if value.bit_len() > MOST_BITS { Err(NoInteger::TooLarge) } else { Ok(value) }
}

/// The integer that digits stand for in a base, unless it is too large; `None` if they are no digits of it.
pub fn parse(digits: &str, radix: u32) -> Option<Result<Integer, NoInteger>> {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    // A digit has a bit at least, so that many are not worth reading.
    if digits.trim_start_matches('0').len() > MOST_BITS {
        return Some(Err(NoInteger::TooLarge));
    }
    Integer::from_str_radix(digits, radix).ok().map(bounded)
}

/// The quotient rounded down, and 0 where the divisor is 0.
pub fn floor_divide(x: &Integer, y: &Integer) -> Integer {
    if y.is_zero() {
        return Integer::ZERO;
    }
    let (quotient, remainder) = x.div_rem(y);
    if is_short(&remainder, y) { quotient - Integer::ONE } else { quotient }
}

/// The remainder with the divisor's sign, and 0 where the divisor is 0.
pub fn remainder(x: &Integer, y: &Integer) -> Integer {
    if y.is_zero() {
        return Integer::ZERO;
    }
    let remainder = x % y;
    if is_short(&remainder, y) { remainder + y } else { remainder }
}

/// Whether a quotient that was truncated is above the true one, by the remainder that it left.
fn is_short(remainder: &Integer, divisor: &Integer) -> bool {
    !remainder.is_zero() && remainder.sign() != divisor.sign()
}

/// The remainder with the dividend's sign, and 0 where the divisor is 0.
pub fn fmod(x: &Integer, y: &Integer) -> Integer {
    if y.is_zero() { Integer::ZERO } else { x % y }
}

/// The float that is nearest to the quotient, whatever the size of both; as of floats where the divisor is 0.
///
/// The quotient is computed to two bits more than a float has, the last of which says whether anything was left
/// (rounding to odd): so the one rounding that follows, to 53 bits or to what a subnormal number has, is that of the
/// true quotient.
pub fn quotient(x: &Integer, y: &Integer) -> f64 {
    const LEAST: isize = f64::MIN_EXP as isize - f64::MANTISSA_DIGITS as isize - 2;
    if y.is_zero() || x.is_zero() {
        return x.to_f64().value() / y.to_f64().value();
    }
    let size = x.bit_len() as isize - y.bit_len() as isize;
    let exponent = (size - f64::MANTISSA_DIGITS as isize - 2).max(LEAST);
    let (mut dividend, mut divisor) = (x.unsigned_abs(), y.unsigned_abs());
    if exponent < 0 {
        dividend <<= exponent.unsigned_abs();
    } else {
        divisor <<= exponent.unsigned_abs();
    }
    let (quotient, rest) = dividend.div_rem(&divisor);
    let quotient = u64::try_from(quotient).expect("it has at most 56 bits") | u64::from(!rest.is_zero());
    // In two steps, since the power of two may be beyond the range of floats; only the last one can round.
    let half = (exponent / 2) as i32;
    let size = quotient as f64 * 2_f64.powi(half) * 2_f64.powi(exponent as i32 - half);
    if x.sign() == y.sign() { size } else { -size }
}

/// The power, of an exponent that is not negative.
pub fn power(x: &Integer, y: &Integer) -> Result<Integer, NoInteger> {
    if y.sign() == dashu_int::Sign::Negative {
        return Err(NoInteger::NegativePower(y.clone()));
    }
    if x.bit_len() < 2 {
        // 0, 1 and -1 stay small whatever the exponent.
        return Ok(if y.is_zero() || (*x == Integer::NEG_ONE && !y.bit(0)) { Integer::ONE } else { x.clone() });
    }
    let exponent = usize::try_from(y).map_err(|_| NoInteger::TooLarge)?;
    match exponent.saturating_mul(x.bit_len() - 1) {
        0..=MOST_BITS => Ok(x.pow(exponent)),
        _ => Err(NoInteger::TooLarge),
    }
}

/// Shifted to the left; a negative count counts as too large, and leaves nothing.
pub fn shift_left(x: &Integer, count: &Integer) -> Result<Integer, NoInteger> {
    match usize::try_from(count) {
        _ if x.is_zero() || count.sign() == dashu_int::Sign::Negative => Ok(Integer::ZERO),
        Ok(count @ 0..=MOST_BITS) => Ok(x << count),
        _ => Err(NoInteger::TooLarge),
    }
}

/// Shifted to the right, rounding down; a negative count counts as too large, and leaves the sign.
pub fn shift_right(x: &Integer, count: &Integer) -> Integer {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    x >> count.min(MOST_BITS + 1)
}

/// The absolute value.
pub fn absolute(x: &Integer) -> Integer {
    x.unsigned_abs().into()
}

/// The greatest common divisor, which of 0 and 0 is 0.
pub fn gcd(x: &Integer, y: &Integer) -> Integer {
    match x.is_zero() && y.is_zero() {
        true => Integer::ZERO,
        false => x.gcd(y).into(),
    }
}

/// The least common multiple, which with 0 is 0.
pub fn lcm(x: &Integer, y: &Integer) -> Integer {
    match x.is_zero() || y.is_zero() {
        true => Integer::ZERO,
        false => absolute(&(x / gcd(x, y) * y)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(text: &str) -> Integer {
        text.parse().expect("it is an integer")
    }

    /// Python's `//`, `%` and `/` of the same numbers.
    #[test]
    fn division_is_pythons() {
        for (x, y, floor, rest) in [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, -3, -2, 0)] {
            let [x, y] = [x, y].map(Integer::from);
            assert_eq!((floor_divide(&x, &y), remainder(&x, &y)), (floor.into(), rest.into()), "{x} and {y}");
        }
        let ten = |power: usize| Integer::from(10).pow(power);
        for (x, y, expected) in [
            (integer("9007199254740993"), Integer::ONE, 9007199254740992.0),
            (integer("27021597764222977"), integer("3"), 9007199254740992.0),
            (Integer::from(1), Integer::from(3), 1.0 / 3.0),
            (Integer::from(-2), Integer::from(3), -2.0 / 3.0),
            (ten(400), ten(380), 1e20),
            (ten(400), ten(10), f64::INFINITY),
            (Integer::ONE, ten(308), 1e-308),
            (Integer::from(3), ten(323), 3e-323),
            (Integer::ONE, ten(400), 0.0),
            (integer("49"), ten(325), 5e-324),
            (integer("24"), ten(325), 0.0),
            (Integer::ZERO, Integer::from(-3), 0.0 / -3.0),
        ] {
            assert_eq!(quotient(&x, &y).to_bits(), expected.to_bits(), "{x} / {y}");
        }
    }

    #[test]
    fn sizes_are_bounded() {
        let two = Integer::from(2);
        assert_eq!(power(&two, &Integer::from(4095)).map(|power| power.bit_len()), Ok(4096));
        assert_eq!(power(&two, &Integer::from(5000)), Err(NoInteger::TooLarge));
        assert_eq!(power(&Integer::NEG_ONE, &integer("99999999999999999999999")), Ok(Integer::NEG_ONE));
        assert_eq!(shift_left(&Integer::ONE, &integer("99999999999999999999999")), Err(NoInteger::TooLarge));
        assert_eq!(shift_right(&Integer::from(-5), &integer("99999999999999999999999")), Integer::NEG_ONE);
        assert_eq!(parse(&"9".repeat(1233), 10).map(|read| read.is_ok()), Some(true));
        assert_eq!(parse(&"9".repeat(1234), 10), Some(Err(NoInteger::TooLarge)));
        assert_eq!(parse(&format!("{}7", "0".repeat(9999)), 10), Some(Ok(7.into())));
        assert_eq!(parse("12a", 10), None);
    }
}
