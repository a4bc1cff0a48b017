//! The inverse sine, cosine and tangent and the angle of a point, right for every input.
//!
//! Each result is `turn + value + tail`: a multiple of pi/4 ([`add`] supplies what the number nearest it lacks), an odd
//! function's argument, and the rest of that function, x z p(z) with z = x^2 and a minimax polynomial p. Even and odd
//! powers apart ([`polynomial_by_parity`]), p takes in f64 15 to 20 % off the time at base and 6 to 10 % at v3; it
//! changes little in f32 and at v4.
//!
//! Tangent: with t from 0 to 35/64 direct, as pi/4 + arctan((t - 1) / (t + 1)) up to 64/35 and as pi/2 - arctan(1 / t)
//! beyond, one division serves all three, and |x| <= 35/64 takes 13 terms (6 in f32; errors 2^-58.8 and 2^-30.2). The
//! first limit lies just above tan(1/2), where the ULP of the result doubles: below it x is exact, above it the
//! roundings of t + 1 and of the quotient are less than half an ULP together. (t - 1 is exact.) Two intervals with
//! |x| <= 1, 20 terms and the remainder of 1 / t cost 1.32 ns against 0.97 at v4 and 8.7 against 5.2 at base, all by
//! Horner's rule, and err by up to 1.11 ULP at base.
//!
//! Angle of a point: the same with the lesser length over the greater. There the direct quotient is rounded too, so
//! its remainder, multiplied by a rough reciprocal of the denominator, goes into the tail. With the remainder comes
//! what the sum in the denominator lost, which permits a first limit of 1/2; 35/64 and the sum as rounded save 0.07 ns
//! at v4 and err by up to 0.993 ULP at base. Both lengths are first scaled, which keeps remainders from underflow and
//! denominators from overflow: up below 2^300 and down otherwise, where the lesser loses bits only if the quotient
//! underflows to 0. A speck added to the greater makes 0 / 0 be 0. The quotient and the remainder of infinities are
//! NaN and are chosen away; signs are flipped as bits, so that all of Annex F's zeros come out. In f32 nothing is
//! computed in f64. A subnormal result close to half way between its neighbours may become the farther (0.53 ULP).
//!
//! Sine: direct up to 1/2, and pi/2 - 2 arcsin(sqrt((1 - |x|) / 2)) beyond (fdlibm), so that x <= 1/2 takes 12 terms
//! (5 in f32; errors 2^-55.9 and 2^-27.6). The root's remainder goes into the tail as the quotient's above. Cosine:
//! pi/2 less the sine, in which pi/2 vanishes, or becomes pi, beyond 1/2. Beyond 1 the root is NaN.
//!
//! Worst errors found (f32 with one argument: all inputs), the same at every level unless two are given (base, others),
//! and ns per element in L2 at base, v3, v4 and of the standard library's scalar function:
//!
//! | function | type | ULP          | base | v3   | v4   | std   |
//! |----------|------|--------------|------|------|------|-------|
//! | arcsin   | f64  | 0.801        | 4.19 | 1.50 | 0.95 | 5.60  |
//! | arcsin   | f32  | 0.749        | 1.62 | 0.53 | 0.37 | 3.98  |
//! | arccos   | f64  | 0.774        | 4.38 | 1.57 | 1.00 | 6.00  |
//! | arccos   | f32  | 0.726, 0.709 | 1.67 | 0.59 | 0.41 | 5.00  |
//! | arctan   | f64  | 0.900        | 4.34 | 1.78 | 0.95 | 8.25  |
//! | arctan   | f32  | 0.916        | 1.43 | 0.54 | 0.36 | 5.64  |
//! | arctan2  | f64  | 0.824, 0.760 | 8.03 | 2.90 | 1.57 | 11.70 |
//! | arctan2  | f32  | 0.835, 0.762 | 2.99 | 1.14 | 0.64 | 10.49 |

use super::arithmetic::{Float, choose, fast_two_sum, multiply_add, polynomial_by_parity, residual};
use crate::level::Isa;

/// The inverses of sine, cosine and tangent, in radians.
pub trait InverseTrigonometric: Sized {
    /// The angle from -pi/2 to pi/2 whose sine this is; NaN beyond -1 and 1.
    fn arcsin<I: Isa>(self) -> Self;
    /// The angle from 0 to pi whose cosine this is; NaN beyond -1 and 1.
    fn arccos<I: Isa>(self) -> Self;
    /// The angle from -pi/2 to pi/2 whose tangent this is.
    fn arctan<I: Isa>(self) -> Self;
    /// The angle from -pi to pi of the point whose ordinate is this and whose abscissa is `x`.
    ///
    /// Zeros have signs that count, and infinities are those of the diagonals, as C99 has it.
    fn arctan2<I: Isa>(self, x: Self) -> Self;
}

/// The functions of one type, in a module of their own with their constants and helpers.
macro_rules! inverse_trigonometric {
    ($module:ident $type:ident, $bits:ident {
        arctan: $arctan:expr,
        arcsin: $arcsin:expr,
        // A number whose half, quarter and three quarters are numbers too, and what pi has besides, by that number.
        pi: $pi:expr,
        pi_rest: $pi_rest:expr,
        // The length up to which a point is scaled up, by how much, and by how much others are scaled down.
        low: $low:expr,
        raise: $raise:expr,
        lower: $lower:expr,
        // What rounding loses beside any scaled length but 0.
        speck: $speck:expr,
    }) => {
        mod $module {
            use super::*;

            const SIGN: $bits = 1 << ($bits::BITS - 1);
            const PI: $type = $pi;
            const HALF_PI: $type = $pi / 2.0;
            const QUARTER_PI: $type = $pi / 4.0;
            /// The number up to which the arctangent is computed as it is.
            const LIMIT: $type = 35.0 / 64.0;

            impl InverseTrigonometric for $type {
                #[inline(always)]
                fn arcsin<I: Isa>(self) -> Self {
                    let small = self.abs() <= 0.5;
                    let (value, tail) = arcsin_less_turn::<I>(self.abs(), small);
                    add::<I>(choose(small, 0.0, HALF_PI), value, tail).copysign(self)
                }

                #[inline(always)]
                fn arccos<I: Isa>(self) -> Self {
                    let small = self.abs() <= 0.5;
                    let (value, tail) = arcsin_less_turn::<I>(self.abs(), small);
                    let turn = choose(small, HALF_PI, choose(self < 0.0, PI, 0.0));
                    let sign = !self.to_bits() & SIGN;
                    add::<I>(turn, flip(value, sign), flip(tail, sign))
                }

                #[inline(always)]
                fn arctan<I: Isa>(self) -> Self {
                    let size = self.abs();
                    let middle = size > LIMIT;
                    let steep = size > 1.0 / LIMIT;
                    let numerator = choose(steep, -1.0, size - choose(middle, 1.0, 0.0));
                    let denominator = choose(steep, size, choose(middle, size, 0.0) + 1.0);
                    let turn = choose(steep, HALF_PI, choose(middle, QUARTER_PI, 0.0));
                    let value = numerator / denominator;
                    let square = value * value;
                    let tail = value * square * polynomial_by_parity::<I, $type, _>(square, $arctan);
                    add::<I>(turn, value, tail).copysign(self)
                }

                #[inline(always)]
                fn arctan2<I: Isa>(self, x: Self) -> Self {
                    let (height, width) = (self.abs(), x.abs());
                    let steep = height > width;
                    let (less, more) = (choose(steep, width, height), choose(steep, height, width));
                    let scale = choose(more < $low, $raise, $lower);
                    let (less, more) = (less * scale, multiply_add::<I, $type>(more, scale, $speck));
                    let (infinite, both_infinite) = (more == $type::INFINITY, less == $type::INFINITY);

                    let middle = less > 0.5 * more;
                    let numerator = less - choose(middle, more, 0.0);
                    let denominator = fast_two_sum(more, choose(middle, less, 0.0));
                    // Two infinities are the middle's midst, where the value is 0. NaN beside one infinity stays NaN.
                    let value = choose(both_infinite, 0.0, numerator / denominator.hi);
                    let remainder = residual::<I, $type>(numerator, denominator.hi, value);
                    let remainder = multiply_add::<I, $type>(-value, denominator.lo, remainder);
                    let rest = choose(infinite, 0.0, remainder * denominator.hi.rough_reciprocal());
                    // The rest counts by the slope 1 / (1 + z), for which 1 - z serves.
                    let square = value * value;
                    let series = polynomial_by_parity::<I, $type, _>(square, $arctan);
                    let tail = multiply_add::<I, $type>(square, multiply_add::<I, $type>(value, series, -rest), rest);

                    // Beyond the diagonal and behind the axis angles run the other way, in both cases the first again.
                    let sign = choose(steep, SIGN, 0) ^ (x.to_bits() & SIGN);
                    let behind = (1.0 as $type).copysign(x) < 0.0;
                    let quarter = choose(middle | both_infinite, QUARTER_PI, 0.0);
                    let turn = choose(steep, HALF_PI, choose(behind, PI, 0.0)) + flip(quarter, sign);
                    add::<I>(turn, flip(value, sign), flip(tail, sign)).copysign(self)
                }
            }

            /// The inverse sine of a positive number, without the turn of pi/2 that it has unless it is small, as a
            /// value and its tail.
            #[inline(always)]
            fn arcsin_less_turn<I: Isa>(size: $type, small: bool) -> ($type, $type) {
                let half = 0.5 - 0.5 * size;
                let root = half.sqrt();
                // Twice what the root lacks.
                let rest = residual::<I, $type>(half, root, root) * root.rough_reciprocal();
                let value = choose(small, size, -2.0 * root);
                let square = choose(small, size * size, half);
                let series = polynomial_by_parity::<I, $type, _>(square, $arcsin);
                (value, value * square * series - choose(small, 0.0, rest))
            }

            /// The sum of a multiple of pi/4, for which stands the same multiple of a quarter of [`PI`], and two more,
            /// each much less than the one before unless that is 0.
            #[inline(always)]
            fn add<I: Isa>(turn: $type, value: $type, tail: $type) -> $type {
                let sum = fast_two_sum(turn, value);
                sum.hi + (sum.lo + multiply_add::<I, $type>(turn, $pi_rest, tail))
            }

            /// With the sign flipped if the sign bit of `sign` is set.
            #[inline(always)]
            fn flip(x: $type, sign: $bits) -> $type {
                $type::from_bits(x.to_bits() ^ sign)
            }
        }
    };
}

inverse_trigonometric! { double f64, u64 {
    arctan: [
        -0.33333333333333176,
        0.1999999999995756,
        -0.14285714281710826,
        0.11111110920645899,
        -0.09090903733101646,
        0.07692210479737349,
        -0.06665468469480244,
        0.05872004574236131,
        -0.051994773564611275,
        0.04481140376780556,
        -0.03464280369546445,
        0.020360147783422843,
        -0.006425937391911188,
    ],
    arcsin: [
        0.16666666666665383,
        0.07500000000342938,
        0.04464285682355325,
        0.030381959328752983,
        0.02237175357676011,
        0.017359770370647346,
        0.013884605198431592,
        0.012173238162995034,
        0.006511019993643676,
        0.019573476863758914,
        -0.016293436461890538,
        0.03195855079473715,
    ],
    pi: std::f64::consts::PI,
    pi_rest: 3.8981718325193755e-17,
    low: 2.037035976334486e90,    // 2^300
    raise: 4.149515568880993e180, // 2^600
    lower: 8.673617379884035e-19, // 2^-60
    speck: 2.409919865102884e-181, // 2^-600
}}

inverse_trigonometric! { single f32, u32 {
    arctan: [
        -0.33333316,
        0.19998889,
        -0.14260893,
        0.10850619,
        -0.07654471,
        0.034271933,
    ],
    arcsin: [
        0.16666754,
        0.07495253,
        0.04547591,
        0.024152817,
        0.042210504,
    ],
    pi: f32::from_bits(std::f32::consts::PI.to_bits() & !7),
    pi_rest: 1.9984547e-7,
    low: 1.0737418e9,   // 2^30
    raise: 1.1529215e18, // 2^60
    lower: 0.0009765625, // 2^-10
    speck: 7.523164e-37, // 2^-120
}}
