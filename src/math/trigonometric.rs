//! Sine, cosine, tangent and sinc, and degrees and radians.
//!
//! An angle x is k quarter turns and a rest of an eighth at most: k = nearest(2 x / pi), r = x - k pi / 2 (Cody and
//! Waite). The bits of k choose between the sine and the cosine of r, and the sign:
//!
//! ```text
//! k mod 4    0        1        2        3
//! sin x    sin r    cos r   -sin r   -cos r
//! cos x    cos r   -sin r   -cos r    sin r       that is, sin x with k + 1
//! tan x    sin r / cos r, or -cos r / sin r where k is odd
//!
//! sin r = r - r^3 s(r^2)        cos r = 1 - r^2 (1/2 + r^2 c(r^2))
//! ```
//!
//! s and c have 6 coefficients each (f32: 3), for errors of sin r and cos r of 2^-57.9 and 2^-63.9 (2^-27.8, 2^-32.8).
//! They are evaluated as one polynomial, with coefficients chosen by k: sin takes 0.74 ns at v4 where choosing between
//! two results takes 0.88. (At v3 it is 1.42 against 1.37.)
//!
//! The rest is wanted as `rest - excess`, since a rounded rest alone costs half an ULP, and with a relative error,
//! since x may be near a multiple of pi / 2: by 2^-60.5 within the range. pi / 2 comes in parts; the product of k and
//! a part but the last is exact, by a fused multiply-add or by short parts, and so are the differences, by
//! cancellation or by keeping their error. Numbers beyond 2^24 (f32: 100 000) are far: [`far_angle`] reduces them, one
//! at a time, in 18 ns. In f32 without fused multiply-adds, the reduction is in f64: short parts would have to be six.
//!
//! An ULP of cos r is 2^-53 (f64). Of that, the fused form loses 0.5 to the last operation, 0.24 to the rounding of
//! r^2 and 0.15 to that of the bracket; sin r loses 0.15 by taking the excess as it is, and 0.2 in its r^3 s. Without
//! fused multiply-adds one more rounding would make it more than 1 ULP, so that 1 - r^2 / 2 keeps its error. The
//! tangent divides two such sums, each with its error, and corrects the quotient by the remainder.
//!
//! sinc x = sin(pi f) / pi / x with f = x - nearest(x), whose polynomial (8 coefficients, f32: 5) has 1 / pi in it. So
//! pi is never multiplied by, and what remains is the rounding of the sine and that of the quotient. Degrees and
//! radians are one product, as the rounded constants happen to be good: 0.31 and 0.15 ULP (f32: 0.20 and 0.13).
//!
//! Worst error found in ULP (f32: all values between 2^-13 and 2^24, each 61st of the others; f64: 6 million, and for
//! sin and cos the float nearest to each multiple of pi / 2), and nanoseconds an element at base, v3 and v4:
//!
//! | function | f64 base | fused | ns               | f32 base | fused | ns               |
//! |----------|----------|-------|------------------|----------|-------|------------------|
//! | sin      | 0.79     | 0.87  | 4.3, 1.42, 0.74  | 0.79     | 0.89  | 1.8, 0.49, 0.30  |
//! | cos      | 0.80     | 0.87  | 4.4, 1.54, 0.75  | 0.79     | 0.89  | 1.8, 0.48, 0.29  |
//! | sincos   | the same | same  | 4.8, 1.67, 0.96  | the same | same  |                  |
//! | tan      | 0.91     | 0.85  | 6.9, 2.11, 1.34  | 0.94     | 0.89  | 3.2, 0.90, 0.59  |
//! | sinc     | 1.46     | 1.51  | 4.3, 1.20, 0.71  | 1.49     | 1.57  | 1.5, 0.45, 0.29  |
//! | degrees  | 0.82     | 0.82  | 0.15             | 0.70     | 0.70  |                  |
//! | radians  | 0.66     | 0.66  | 0.15             | 0.63     | 0.63  |                  |

use super::arithmetic::{Double, Float, choose, fast_two_sum, multiply_add, polynomial, two_product};
use super::far_angle::{self, Reduced};
use crate::level::{Base, Isa};

/// The trigonometric functions of angles in radians.
///
/// `sin`, `cos`, `sincos` and `tan` are right for angles that are not [far](Self::is_far), `rare_sin` and so on for
/// all angles, and the other functions for all numbers.
pub trait Trigonometric: Copy {
    /// The sine of an angle that is not far.
    fn sin<I: Isa>(self) -> Self;
    /// The cosine of an angle that is not far.
    fn cos<I: Isa>(self) -> Self;
    /// The sine and the cosine of an angle that is not far, the same to the bit as alone.
    fn sincos<I: Isa>(self) -> (Self, Self);
    /// The tangent of an angle that is not far.
    fn tan<I: Isa>(self) -> Self;
    /// Whether the angle is beyond 2^24 (100 000 in f32), or not a number.
    fn is_far(self) -> bool;
    /// The sine of any angle.
    fn rare_sin(self) -> Self;
    /// The cosine of any angle.
    fn rare_cos(self) -> Self;
    /// The tangent of any angle.
    fn rare_tan(self) -> Self;
    /// sin(pi x) / (pi x), which is 1 at 0 and exactly 0 at other integers.
    fn sinc<I: Isa>(self) -> Self;
    /// An angle in degrees, from radians.
    fn degrees<I: Isa>(self) -> Self;
    /// An angle in radians, from degrees.
    fn radians<I: Isa>(self) -> Self;
}

impl<T: TrigonometricType> Trigonometric for T {
    #[inline(always)]
    fn sin<I: Isa>(self) -> T {
        let angle = self.reduce::<I>();
        sine::<I, T>(angle, angle.quarters)
    }

    #[inline(always)]
    fn cos<I: Isa>(self) -> T {
        let angle = self.reduce::<I>();
        sine::<I, T>(angle, angle.quarters + T::from(1.0))
    }

    #[inline(always)]
    fn sincos<I: Isa>(self) -> (T, T) {
        let angle = self.reduce::<I>();
        let odd = angle.quarters.is_odd();
        let (sine, cosine) = (parts::<I, T>(angle, false).value::<I>(), parts::<I, T>(angle, true).value::<I>());
        (
            choose(odd, cosine, sine).turned(angle.quarters),
            choose(odd, sine, cosine).turned(angle.quarters + T::from(1.0)),
        )
    }

    #[inline(always)]
    fn tan<I: Isa>(self) -> T {
        tangent::<I, T>(self.reduce::<I>())
    }

    #[inline(always)]
    fn is_far(self) -> bool {
        T::is_far(self)
    }

    fn rare_sin(self) -> T {
        let angle = reduce_any(self.into());
        T::rounded(sine::<Base, f64>(angle, angle.quarters))
    }

    fn rare_cos(self) -> T {
        let angle = reduce_any(self.into());
        T::rounded(sine::<Base, f64>(angle, angle.quarters + 1.0))
    }

    fn rare_tan(self) -> T {
        T::rounded(tangent::<Base, f64>(reduce_any(self.into())))
    }

    #[inline(always)]
    fn sinc<I: Isa>(self) -> T {
        // The sign of the sine is given to its argument, so that zeros are positive.
        let x = self.abs();
        let shifted = x + T::INTEGERS;
        let count = shifted - T::INTEGERS;
        let fraction = choose(shifted.is_odd(), count - x, x - count);
        let fraction = choose(x < T::INTEGERS, fraction, x * T::from(0.0));
        choose(x == T::from(0.0), T::from(1.0), sine_of_half_turns::<I, T>(fraction) / x)
    }

    #[inline(always)]
    fn degrees<I: Isa>(self) -> T {
        self * T::DEGREES
    }

    #[inline(always)]
    fn radians<I: Isa>(self) -> T {
        self * T::RADIANS
    }
}

/// The reduction of any angle; a rest of NaN for infinities.
fn reduce_any(angle: f64) -> Reduced<f64> {
    if !Trigonometric::is_far(angle) {
        return angle.reduce::<Base>();
    }
    if !angle.is_finite() {
        return Reduced { quarters: f64::SHIFT, rest: f64::NAN, excess: 0.0 };
    }
    let Reduced { quarters, rest, excess } = far_angle::reduce(angle.abs());
    if angle > 0.0 {
        Reduced { quarters, rest, excess }
    } else {
        Reduced { quarters: 2.0 * f64::SHIFT - quarters, rest: -rest, excess: -excess }
    }
}

/// The value `head - factor * tail`. The head is exact, and the largest by far.
#[derive(Clone, Copy)]
struct SineParts<T> {
    head: T,
    factor: T,
    tail: T,
}

impl<T: Float> SineParts<T> {
    /// The value, rounded.
    #[inline(always)]
    fn value<I: Isa>(self) -> T {
        multiply_add::<I, T>(-self.factor, self.tail, self.head)
    }

    /// The value and what rounding it leaves.
    #[inline(always)]
    fn double<I: Isa>(self) -> Double<T> {
        let hi = self.value::<I>();
        Double { hi, lo: multiply_add::<I, T>(-self.factor, self.tail, self.head - hi) }
    }
}

/// What f32 and f64 differ in.
trait TrigonometricType: Float + Into<f64> {
    const DEGREES: Self;
    const RADIANS: Self;
    /// From here on all numbers are integers.
    const INTEGERS: Self;

    /// The reduction of an angle that is not far. All parts of pi / 2 are positive, lest -0 becomes 0.
    fn reduce<I: Isa>(self) -> Reduced<Self>;
    fn is_far(self) -> bool;
    /// The number nearest to `x`.
    fn rounded(x: f64) -> Self;
    /// s of `sin(r) = r - r^3 s` or c of `cos(r) = 1 - r^2 / 2 - r^4 c`, from r^2.
    fn tail<I: Isa>(square: Self, cosine: bool) -> Self;
    /// p of `sin(pi f) / pi = f - f^3 (1.5 + p)`, from f^2.
    fn sinc_tail<I: Isa>(square: Self) -> Self;
    /// The value without so many of its low bits that 1.5 times its cube is exact.
    fn short(self) -> Self;
    /// Whether the lowest bit is set.
    fn is_odd(self) -> bool;
    /// The same, with the opposite sign if the last bit but one of `quarters` is set.
    fn turned(self, quarters: Self) -> Self;
}

impl TrigonometricType for f64 {
    const DEGREES: f64 = 180.0 / std::f64::consts::PI;
    const RADIANS: f64 = std::f64::consts::PI / 180.0;
    const INTEGERS: f64 = 4503599627370496.0; // 2^52

    #[inline(always)]
    fn reduce<I: Isa>(self) -> Reduced<f64> {
        use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};
        let quarters = multiply_add::<I, f64>(self, FRAC_2_PI, f64::SHIFT);
        let count = quarters - f64::SHIFT;
        if I::FMA {
            let near = count.multiply_add(-FRAC_PI_2, self);
            let rest = count.multiply_add(-6.12323399409214e-17, near);
            let excess = count.multiply_add(6.12323399409214e-17, rest - near);
            let excess = count.multiply_add(1.6446256936324258e-26, excess);
            return Reduced { quarters, rest, excess };
        }
        let near = self - count * 1.570796325802803;
        let first = fast_two_sum(near, -(count * 9.920935774287987e-10));
        let second = fast_two_sum(first.hi, -(count * 2.2517417706346578e-18));
        Reduced { quarters, rest: second.hi, excess: count * 3.5215598651832e-27 - (second.lo + first.lo) }
    }

    #[inline(always)]
    fn is_far(self) -> bool {
        let near = self.abs() <= 16777216.0;
        !near
    }

    fn rounded(x: f64) -> f64 {
        x
    }

    #[inline(always)]
    fn tail<I: Isa>(square: f64, cosine: bool) -> f64 {
        let sine = [
            0.1666666666666663,
            -0.008333333333321924,
            0.0001984126982946497,
            -2.7557313585030056e-06,
            2.505074281422434e-08,
            -1.5895975029828002e-10,
        ];
        let cosines = [
            -0.041666666666666595,
            0.0013888888888873348,
            -2.4801587289008097e-05,
            2.7557314219059267e-07,
            -2.0875705689505815e-09,
            1.1358764866516342e-11,
        ];
        polynomial::<I, f64, 6>(square, either(cosine, cosines, sine))
    }

    #[inline(always)]
    fn sinc_tail<I: Isa>(square: f64) -> f64 {
        let coefficients = [
            0.14493406684822632,
            -0.8117424252833397,
            0.19075182412149166,
            -0.02614784780533339,
            0.002346080892829236,
            -0.0001484278264691117,
            6.972058439417903e-06,
            -2.4498488868724633e-07,
        ];
        polynomial::<I, f64, 8>(square, coefficients)
    }

    #[inline(always)]
    fn short(self) -> f64 {
        f64::from_bits(self.to_bits() & !0 << 36)
    }

    #[inline(always)]
    fn is_odd(self) -> bool {
        self.to_bits() & 1 != 0
    }

    #[inline(always)]
    fn turned(self, quarters: f64) -> f64 {
        f64::from_bits(self.to_bits() ^ ((quarters.to_bits() << 62) & (1 << 63)))
    }
}

impl TrigonometricType for f32 {
    const DEGREES: f32 = f64::DEGREES as f32;
    const RADIANS: f32 = f64::RADIANS as f32;
    const INTEGERS: f32 = 8388608.0; // 2^23

    #[inline(always)]
    fn reduce<I: Isa>(self) -> Reduced<f32> {
        use std::f32::consts::{FRAC_2_PI, FRAC_PI_2};
        let quarters = multiply_add::<I, f32>(self, FRAC_2_PI, f32::SHIFT);
        let count = quarters - f32::SHIFT;
        if I::FMA {
            let near = count.multiply_add(-FRAC_PI_2.next_down(), self);
            let rest = near - count * 7.5497894e-08;
            let excess = count.multiply_add(7.5497894e-08, rest - near);
            let excess = count.multiply_add(5.3903025e-15, excess);
            return Reduced { quarters, rest, excess };
        }
        let count = count as f64;
        let exact = self as f64 - count * 1.5707963267923333 - count * 2.5633441515945185e-12;
        let rest = exact as f32;
        Reduced { quarters, rest, excess: (rest as f64 - exact) as f32 }
    }

    #[inline(always)]
    fn is_far(self) -> bool {
        let near = self.abs() <= 100000.0;
        !near
    }

    fn rounded(x: f64) -> f32 {
        x as f32
    }

    #[inline(always)]
    fn tail<I: Isa>(square: f32, cosine: bool) -> f32 {
        let sine = [0.16666654, -0.008332113, 0.00019509229];
        let cosines = [-0.041666646, 0.0013887304, -2.4431185e-05];
        polynomial::<I, f32, 3>(square, either(cosine, cosines, sine))
    }

    #[inline(always)]
    fn sinc_tail<I: Isa>(square: f32) -> f32 {
        let coefficients = [0.14493406, -0.81174207, 0.19074652, -0.026111428, 0.00222797];
        polynomial::<I, f32, 5>(square, coefficients)
    }

    #[inline(always)]
    fn short(self) -> f32 {
        f32::from_bits(self.to_bits() & !0 << 17)
    }

    #[inline(always)]
    fn is_odd(self) -> bool {
        self.to_bits() & 1 != 0
    }

    #[inline(always)]
    fn turned(self, quarters: f32) -> f32 {
        f32::from_bits(self.to_bits() ^ ((quarters.to_bits() << 30) & (1 << 31)))
    }
}

/// The coefficients of one of two polynomials.
#[inline(always)]
fn either<T: Float, const N: usize>(first: bool, x: [T; N], y: [T; N]) -> [T; N] {
    std::array::from_fn(|i| choose(first, x[i], y[i]))
}

/// The sine of `quarters` quarter turns and the rest of the angle.
#[inline(always)]
fn sine<I: Isa, T: TrigonometricType>(angle: Reduced<T>, quarters: T) -> T {
    parts::<I, T>(angle, quarters.is_odd()).value::<I>().turned(quarters)
}

/// The sine or the cosine of the rest.
#[inline(always)]
fn parts<I: Isa, T: TrigonometricType>(angle: Reduced<T>, cosine: bool) -> SineParts<T> {
    if !I::FMA {
        return careful_parts::<I, T>(angle, cosine);
    }
    let Reduced { rest, excess, .. } = angle;
    let square = rest.multiply_add(rest, -(rest + rest) * excess);
    let head = choose(cosine, T::from(1.0), rest);
    let tail = multiply_add::<I, T>(head * square, T::tail::<I>(square, cosine), choose(cosine, T::from(0.5), excess));
    SineParts { head, factor: choose(cosine, square, T::from(1.0)), tail }
}

/// The same where there is no fused multiply-add, or where that is not good enough: all that matters keeps its error.
#[inline(always)]
fn careful_parts<I: Isa, T: TrigonometricType>(angle: Reduced<T>, cosine: bool) -> SineParts<T> {
    let Reduced { rest, excess, .. } = angle;
    let square = rest * rest;
    let half = rest * T::from(0.5);
    let one = multiply_add::<I, T>(-half, rest, T::from(1.0));
    let rounding = multiply_add::<I, T>(half, rest, one - T::from(1.0));
    let small = multiply_add::<I, T>(excess, choose(cosine, -rest, one), choose(cosine, rounding, T::from(0.0)));
    let tail = T::tail::<I>(square, cosine);
    let tail = multiply_add::<I, T>(square * choose(cosine, square, rest), tail, small);
    SineParts { head: choose(cosine, one, rest), factor: T::from(1.0), tail }
}

/// The tangent.
#[inline(always)]
fn tangent<I: Isa, T: TrigonometricType>(angle: Reduced<T>) -> T {
    let sine = careful_parts::<I, T>(angle, false).double::<I>();
    let mut cosine = careful_parts::<I, T>(angle, true).double::<I>();
    if !I::FMA {
        // What 1 - r^2 / 2 has lost by rounding r^2.
        cosine.lo = cosine.lo - two_product::<I, T>(angle.rest, angle.rest).lo * T::from(0.5);
    }
    let odd = angle.quarters.is_odd();
    let dividend = Double { hi: choose(odd, -cosine.hi, sine.hi), lo: choose(odd, -cosine.lo, sine.lo) };
    let divisor = Double { hi: choose(odd, sine.hi, cosine.hi), lo: choose(odd, sine.lo, cosine.lo) };
    quotient::<I, T>(dividend, divisor)
}

/// `x / y`, rounded but once, nearly.
#[inline(always)]
fn quotient<I: Isa, T: TrigonometricType>(x: Double<T>, y: Double<T>) -> T {
    let inverse = T::from(1.0) / y.hi;
    let quotient = x.hi * inverse;
    let (quotient, excess) = if I::FMA {
        (quotient, quotient.multiply_add(y.hi, -x.hi))
    } else {
        let (quotient, half) = (quotient.upper_half(), y.hi.upper_half());
        // Short factors, so that the products are exact; what the quotient has lost is in the excess.
        (quotient, (quotient * half - x.hi) + quotient * (y.hi - half))
    };
    let excess = multiply_add::<I, T>(quotient, y.lo, excess - x.lo);
    multiply_add::<I, T>(-excess, inverse, quotient)
}

/// sin(pi f) / pi, for |f| <= 1/2.
///
/// The largest term but f, 1.5 f^3, keeps its error, or f^3 is split so that it has none.
#[inline(always)]
fn sine_of_half_turns<I: Isa, T: TrigonometricType>(fraction: T) -> T {
    let factor = T::from(1.5);
    let square = fraction * fraction;
    let tail = T::sinc_tail::<I>(square);
    if I::FMA {
        let one = square.multiply_add(-factor, T::from(1.0));
        let rounding = square.multiply_add(-factor, T::from(1.0) - one);
        return fraction.multiply_add(one, fraction * square.multiply_add(-tail, rounding));
    }
    let head = fraction.short();
    let head_square = head * head;
    let cube = factor * head_square * head;
    let rest = (fraction - head) * ((fraction + head) * fraction + head_square);
    let sum = fast_two_sum(fraction, -cube);
    sum.hi + (sum.lo - (square * fraction * tail + factor * rest))
}
