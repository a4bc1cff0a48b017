//! The reduction of angles of any size to quarter turns and a rest, exactly: one angle at a time.
//!
//! The angle is `m 2^e` with an integer m of 53 bits, so its number of quarter turns modulo 4 is `m 2^e (2 / pi)`
//! modulo 4, to which the bits of 2 / pi that weigh 4 or more after the multiplication by `2^e` contribute nothing
//! (Payne and Hanek). The 192 bits below them are multiplied by m, and of the product the upper 128 bits are kept as a
//! fraction of a full turn. They are off by less than 2^-125 quarters, while no f64 is nearer to a multiple of a
//! quarter than 2^-62.
//!
//! A sine with it takes 18 ns, one by the crate `libm`, whose reduction is that of fdlibm in pieces of 24 bits, 120.

use super::arithmetic::{Double, Float, fast_two_sum, two_product};
use crate::level::Base;
use std::f64::consts::FRAC_PI_2;

/// An angle as a number of quarter turns and a rest of an eighth at most in radians, `rest - excess`.
#[derive(Clone, Copy)]
pub(super) struct Reduced<T> {
    /// [`Float::SHIFT`] plus the number, which modulo 4 is in the two lowest bits.
    pub quarters: T,
    /// The rest, rounded.
    pub rest: T,
    /// By how much that is too large.
    pub excess: T,
}

/// 64 zeros, and the bits of 2 / pi after the point.
const TWO_OVER_PI: [u64; 20] = [
    0x0000_0000_0000_0000,
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
];

/// 2^-48 and 2^-32.
const POWER_48: f64 = 1.0 / (1_u64 << 48) as f64;
const POWER_32: f64 = 1.0 / (1_u64 << 32) as f64;

/// The reduction of a positive, finite angle of at least 1.
pub(super) fn reduce(angle: f64) -> Reduced<f64> {
    let significand = u128::from(angle.to_bits() << 11 >> 11 | 1 << 52);
    // The first bit has the weight 2 after the multiplication.
    let first = (angle.to_bits() >> 52) as usize - 1013;
    let word = |i: usize| {
        let (i, shift) = (first / 64 + i, first % 64);
        u128::from(TWO_OVER_PI[i] << shift | TWO_OVER_PI[i + 1] >> 1 >> (63 - shift))
    };
    let low = (significand * word(2)) >> 64;
    let turns = ((significand * word(0)) << 64).wrapping_add(significand * word(1) + low);

    let quarters = turns.wrapping_add(1 << 125) >> 126;
    // The rest is a signed fraction of a quarter, taken in pieces of 48, 48 and 32 bits.
    let rest = (turns << 2) as i128;
    let first = (rest >> 80) as i64 as f64 * POWER_48;
    let second = (rest >> 32 & 0xffff_ffff_ffff) as i64 as f64 * (POWER_48 * POWER_48);
    let third = (rest & 0xffff_ffff) as i64 as f64 * (POWER_48 * POWER_48 * POWER_32);
    let Double { hi, lo } = fast_two_sum(first, second);
    let lo = lo + third;
    let product = two_product::<Base, f64>(hi, FRAC_PI_2);
    let rest = fast_two_sum(product.hi, product.lo + (hi * 6.123233995736766e-17 + lo * FRAC_PI_2));
    Reduced { quarters: f64::SHIFT + quarters as f64, rest: rest.hi, excess: -rest.lo }
}
