//! Floats of 16 bits: IEEE 754's binary16, as bits.
//!
//! Nothing is computed in them. They are widened to f32, which holds them all, and what comes out is narrowed again, as
//! NumPy does it. The processor's own conversions are beyond what the compiler makes of a loop, and the base level
//! lacks them, so both ways go by integer arithmetic, which vectorises at every level.
//!
//! ```text
//! f16  s eeeee ffffffffff                             bias 15
//! f32  s eeeeeeee ffffffffff 0000000000000            bias 127, 13 more bits of fraction
//! ```

use super::choose;

/// Bits of fraction that f32 has more.
const FRACTION: u32 = 23 - 10;
/// The bits of an f32 that is infinite.
const INFINITE: u32 = 0x7f80_0000;
/// A NaN of 16 bits.
const NAN: u32 = 0x7e00;

/// The value as an f32; exact.
///
/// The bits moved to where an f32 has them are that of a number 2^112 times too small, also where it is subnormal; what
/// was infinite or NaN then has the exponent 2^16, which no finite one reaches.
#[inline(always)]
pub fn widen(bits: u16) -> f32 {
    const REBIAS: f32 = f32::from_bits((127 + 127 - 15) << 23);
    let bits = u32::from(bits);
    let size = (f32::from_bits((bits & 0x7fff) << FRACTION) * REBIAS).to_bits();
    let size = size | choose((bits & 0x7c00) == 0x7c00, INFINITE, 0);
    f32::from_bits(size | (bits & 0x8000) << 16)
}

/// The nearest value, of two the even one.
///
/// A normal result is a subtraction from the exponent, and an addition that carries into what is kept where it has to
/// be rounded up, into the exponent and to infinity if need be. For a subnormal one the addition of 0.5 shifts its bits
/// to the end of the fraction, and rounds.
#[inline(always)]
pub fn narrow(x: f32) -> u16 {
    const LEAST_NORMAL: u32 = (127 - 14) << 23;
    const REBIAS: u32 = (127 - 15) << 23;
    let bits = x.to_bits();
    let (sign, size) = (bits >> 16 & 0x8000, bits & 0x7fff_ffff);
    let is_odd = size >> FRACTION & 1;
    let normal = size.wrapping_sub(REBIAS).wrapping_add((1 << (FRACTION - 1)) - 1 + is_odd) >> FRACTION;
    let subnormal = (f32::from_bits(size) + 0.5).to_bits().wrapping_sub(0.5_f32.to_bits());
    let finite = choose(size < LEAST_NORMAL, subnormal, normal);
    let beyond = choose(size > INFINITE, NAN, 0x7c00);
    (choose(size >= (127 + 16) << 23, beyond, finite) | sign) as u16
}

/// The nearest value to an f64, rounded once: on the way there an f32 that is not exact is made odd, so that it never
/// lies half-way between two values.
#[inline(always)]
pub fn narrow_double(x: f64) -> u16 {
    let near = x as f32;
    let (bits, back) = (near.to_bits(), f64::from(near));
    let is_even_and_inexact = (back != x) & (bits & 1 == 0) & (back.abs() <= f64::from(f32::MAX));
    let odd = choose(back.abs() > x.abs(), bits.wrapping_sub(1), bits.wrapping_add(1));
    narrow(f32::from_bits(choose(is_even_and_inexact, odd, bits)))
}

/// The next value after `x` towards `y`.
#[inline(always)]
pub fn next_after(x: u16, y: u16) -> u16 {
    let (from, to) = (widen(x), widen(y));
    // The bits of a magnitude are in its order, so that the next one differs by one.
    let away = (to > from) == (from > 0.0);
    let next = choose(away, x.wrapping_add(1), x.wrapping_sub(1));
    let moved = choose(from == 0.0, 1 | (y & 0x8000), next);
    let moved = choose(from == to, x, moved); // also of zeros of different sign, as NumPy has it
    choose(from.is_nan(), x, choose(to.is_nan(), y, moved))
}

#[cfg(test)]
mod tests {
    use super::*;
    use half::f16;

    /// Both NaN, or the same bits.
    fn is_same(bits: u16, expected: f16) -> bool {
        (f16::from_bits(bits).is_nan() && expected.is_nan()) || bits == expected.to_bits()
    }

    #[test]
    fn every_value_is_widened_and_narrowed() {
        for bits in 0..=u16::MAX {
            let expected = f16::from_bits(bits).to_f32_const();
            let wide = widen(bits);
            assert!(wide.to_bits() == expected.to_bits() || (wide.is_nan() && expected.is_nan()), "{bits:#06x}");
            assert!(is_same(narrow(wide), f16::from_bits(bits)), "{bits:#06x}");
            assert!(is_same(narrow_double(wide.into()), f16::from_bits(bits)), "{bits:#06x}");
        }
    }

    #[test]
    fn what_lies_between_is_rounded_to_even() {
        for bits in 0..0x7bff_u16 {
            let (low, high) = (f64::from(widen(bits)), f64::from(widen(bits + 1)));
            let middle = (low + high) / 2.0;
            let even = if bits % 2 == 0 { bits } else { bits + 1 };
            for (x, expected) in [(middle, even), (middle.next_down(), bits), (middle.next_up(), bits + 1)] {
                assert_eq!(narrow_double(x), expected, "{x:e}");
                assert_eq!(narrow_double(-x), expected | 0x8000, "-{x:e}");
            }
            let middle = middle as f32;
            for (x, expected) in [(middle, even), (middle.next_down(), bits), (middle.next_up(), bits + 1)] {
                assert_eq!(narrow(x), expected, "{x:e}");
            }
        }
        assert_eq!((narrow(65519.996), narrow(65520.0), narrow(f32::MAX)), (0x7bff, 0x7c00, 0x7c00));
        assert_eq!(
            (narrow_double(65519.999999), narrow_double(65520.0), narrow_double(1e300)),
            (0x7bff, 0x7c00, 0x7c00)
        );
        assert_eq!(narrow_double(f64::from_bits(1)), 0);
    }

    #[test]
    fn neighbours_are_one_step_apart() {
        assert_eq!(next_after(0x3c00, 0x7c00), 0x3c01);
        assert_eq!(next_after(0x3c00, 0), 0x3bff);
        assert_eq!(next_after(0xbc00, 0x7c00), 0xbbff);
        assert_eq!((next_after(0, 0xbc00), next_after(0x8000, 0x3c00)), (0x8001, 0x0001));
        assert_eq!((next_after(0x7bff, 0x7c00), next_after(0x7c00, 0)), (0x7c00, 0x7bff));
        assert_eq!((next_after(0, 0x8000), next_after(0x8000, 0)), (0, 0x8000));
    }
}
