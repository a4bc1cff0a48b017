//! The error function and its complement.
//!
//! erf, which is odd, is x + x SMALL(x^2) up to 1, and from there 1 - exp(-TAIL(x)): TAIL, a fit of -log(erfc) weighted
//! by erfc, needs not many digits, as exp(-TAIL) is below 0.16. From 6 (f32: 4) on erf is 1.
//!
//! erfc(x) = exp(-x^2) (1 + MAPPED(t)) / (1 + 2 x) with t = (x - 4) / (x + 4), which maps all positive x to [-1, 1) and
//! makes erfc's remaining factor one polynomial (Shepherd and Laframboise, 1981): 1 + MAPPED is between 1 and 1.25. x^2
//! and the quotient keep their rounding errors, and the factors near 1 are multiplied without their ones, so that
//! hardly more than the last sum rounds. Below 0.5, where t would lose digits, erfc is 1 - erf; below -0.5 it is 2 -
//! erfc(-x). Both functions are right for every argument.
//!
//! Dividing by 1 + x instead, which halves t's part in the error near 0, makes 1 + MAPPED as small as 0.56 and the
//! worst error 4.1 ULP; the two polynomials by Horner's rule need 13.3 ns instead of 8.3 at base, 3.7 instead of 2.9 at
//! v3.
//!
//! Worst error found, in ULP (f64: 10^5 arguments in each of 10 ranges; f32: all, but of tiny and huge ones every 16th
//! block), and nanoseconds an element (`libm`'s on [-4, 4]: 19.0 and 18.8; f32: 15.3 and 15.3) at base, v3 and v4:
//!
//! ```text
//! erf         1.5    1.2     8.3   2.9   1.7
//! erfc        1.8    1.7    11.1   4.1   2.5
//! erf, f32    1.48   1.33    2.4   0.9   0.5
//! erfc, f32   1.93   1.91    3.7   1.3   0.8
//! ```

use super::arithmetic::{
    Double, Float, choose, fast_two_sum, multiply_add, polynomial_by_parity, two_product, two_sum,
};
use crate::level::Isa;

/// The error function and its complement; within 2 ULP.
pub trait ErrorFunction: Sized {
    /// The error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.
    fn erf<I: Isa>(self) -> Self;
    /// 1 - erf(x), without cancellation; 0 from 27.3 (in f32 10.1) on.
    fn erfc<I: Isa>(self) -> Self;
}

/// What f32 and f64 differ in.
pub(super) trait ErrorFunctionType: Float {
    /// From where on erf is 1.
    const TAIL_END: Self;
    /// From where on erfc is 0.
    const END: Self;
    /// log(2), short enough for exact products with the exponents that occur, and what it lacks.
    const SHORT_LN_2: Double<Self>;

    /// erf(x) / x - 1 from x^2, up to 1.
    fn small<I: Isa>(square: Self) -> Self;
    /// -log(erfc(x)), from 1 to `TAIL_END`.
    fn tail<I: Isa>(x: Self) -> Self;
    /// (exp(r) - 1 - r) / r^2 where |r| <= log(2) / 2.
    fn exp<I: Isa>(r: Self) -> Self;
    /// exp(x^2) erfc(x) (1 + 2 x) - 1 from (x - 4) / (x + 4), from 0.5 to `END`.
    fn mapped<I: Isa>(t: Self) -> Self;
}

impl ErrorFunctionType for f64 {
    const TAIL_END: f64 = 6.0;
    const END: f64 = 27.3;
    const SHORT_LN_2: Double<f64> = Double { hi: 0.6931471803691238, lo: 1.9082149292705877e-10 };

    #[inline(always)]
    fn small<I: Isa>(square: f64) -> f64 {
        let coefficients = [
            0.12837916709551256,
            -0.3761263890318352,
            0.11283791670944185,
            -0.02686617064311147,
            0.005223977606118473,
            -0.0008548325929314479,
            0.00012055293576900336,
            -1.492471230200494e-5,
            1.6447131571224175e-6,
            -1.6206313758108144e-7,
            1.3710980396482431e-8,
            -7.779468486255265e-10,
        ];
        polynomial_by_parity::<I, f64, 12>(square, coefficients)
    }

    #[inline(always)]
    fn tail<I: Isa>(x: f64) -> f64 {
        let coefficients = [
            5.132111436030627e-7,
            1.1283739920113858,
            0.6366440537195048,
            0.10270229370452871,
            -0.018988049658346925,
            -0.00041352568832924536,
            0.001918933868619777,
            -0.0007730332610605924,
            0.00013654776959690673,
            1.9527114747095934e-5,
            -2.2534597674545836e-5,
            8.579324587907727e-6,
            -2.1149317439862046e-6,
            3.6958961030048073e-7,
            -4.593644703658588e-8,
            3.8903113439343685e-9,
            -2.0205119177216893e-10,
            4.865546010615624e-12,
        ];
        polynomial_by_parity::<I, f64, 18>(x, coefficients)
    }

    #[inline(always)]
    fn exp<I: Isa>(r: f64) -> f64 {
        let coefficients = [
            0.5000000000000001,
            0.1666666666666664,
            0.04166666666662088,
            0.00833333333335805,
            0.001388888891883749,
            0.00019841269781264398,
            2.4801518778653274e-5,
            2.755735694592089e-6,
            2.762128083421863e-7,
            2.5068485391293007e-8,
        ];
        polynomial_by_parity::<I, f64, 10>(r, coefficients)
    }

    #[inline(always)]
    fn mapped<I: Isa>(t: f64) -> f64 {
        let coefficients = [
            0.2329951186255525,
            -0.1396211168405625,
            0.015379652102619865,
            0.06809705425468894,
            -0.10103906603631167,
            0.09373283499851459,
            -0.06633036581204423,
            0.03716751553416064,
            -0.01619773405992573,
            0.005031970014846649,
            -0.0007577732733151251,
            -0.0001992569428846628,
            0.00015062160888596398,
            -2.4398143690520456e-5,
            -1.1221852480021488e-5,
            5.706702194358744e-6,
            2.9354008092596847e-7,
            -8.198136105607313e-7,
            7.484114464610548e-8,
            1.035073960056408e-7,
            -1.7967235139225773e-8,
            -9.740395596584947e-9,
            1.8238532046523e-9,
        ];
        polynomial_by_parity::<I, f64, 23>(t, coefficients)
    }
}

impl ErrorFunctionType for f32 {
    const TAIL_END: f32 = 4.0;
    const END: f32 = 10.1;
    const SHORT_LN_2: Double<f32> = Double { hi: 0.69314575, lo: 1.4286068e-6 };

    #[inline(always)]
    fn small<I: Isa>(square: f32) -> f32 {
        let coefficients =
            [0.12837917, -0.37612626, 0.112835854, -0.026853813, 0.0051883277, -0.00080101937, 7.8538615e-5];
        polynomial_by_parity::<I, f32, 7>(square, coefficients)
    }

    #[inline(always)]
    fn tail<I: Isa>(x: f32) -> f32 {
        let coefficients = [
            -0.00012529289,
            1.1292038,
            0.6341961,
            0.10696149,
            -0.023836497,
            0.003360263,
            -0.000101757316,
            -6.4342195e-5,
            1.2452888e-5,
            -7.8452706e-7,
        ];
        polynomial_by_parity::<I, f32, 10>(x, coefficients)
    }

    #[inline(always)]
    fn exp<I: Isa>(r: f32) -> f32 {
        let coefficients = [0.5, 0.16666573, 0.04166686, 0.008363733, 0.0013901531];
        polynomial_by_parity::<I, f32, 5>(r, coefficients)
    }

    #[inline(always)]
    fn mapped<I: Isa>(t: f32) -> f32 {
        let coefficients = [
            0.23299512,
            -0.13962112,
            0.015379616,
            0.06809708,
            -0.10103781,
            0.09373317,
            -0.066346124,
            0.037152484,
            -0.016118644,
            0.0051569343,
            -0.0008663974,
            -0.0005112133,
        ];
        polynomial_by_parity::<I, f32, 12>(t, coefficients)
    }
}

/// exp(-x) as 2^k (1 + m): k + `bias` + [`Float::SHIFT`], and m.
#[inline(always)]
pub(super) fn negative_exp<I: Isa, T: ErrorFunctionType>(x: Double<T>, bias: T) -> (T, T) {
    let origin = T::SHIFT + bias;
    let shifted = multiply_add::<I, T>(x.hi, -T::LOG2_E, origin);
    let k = shifted - origin;
    let hi = multiply_add::<I, T>(k, -T::SHORT_LN_2.hi, -x.hi);
    let r = hi + multiply_add::<I, T>(k, -T::SHORT_LN_2.lo, -x.lo);
    (shifted, multiply_add::<I, T>(r * r, T::exp::<I>(r), r))
}

/// erf(x), for |x| <= 1.
#[inline(always)]
fn small_erf<I: Isa, T: ErrorFunctionType>(x: T) -> T {
    multiply_add::<I, T>(x, T::small::<I>(x * x), x)
}

/// erfc of a positive number no greater than [`ErrorFunctionType::END`], as 2^k times the sum of two parts: these, and
/// k + `bias` + [`Float::SHIFT`]. The number may have a rest, and its square comes with the digits that it needs.
#[inline(always)]
pub(super) fn complement<I: Isa, T: ErrorFunctionType>(
    size: T,
    rest: Option<T>,
    square: Double<T>,
    bias: T,
) -> (Double<T>, T) {
    let (one, four) = (T::from(1.0), T::from(4.0));
    let (numerator, denominator) = (size - four, size + four);
    let numerator_rest = size - (numerator + four);
    let denominator_rest = size - (denominator - four);
    let t = numerator / denominator;
    // The reciprocal of the denominator is (1 - t) / 8.
    let eighth = T::from(0.125);
    let t_rest = multiply_add::<I, T>(-t, denominator_rest, numerator_rest) * (eighth - eighth * t);
    let mapped = T::mapped::<I>(t + t_rest);
    let mut divisor = two_sum(one, size + size);
    if let Some(rest) = rest {
        divisor.lo = divisor.lo + (rest + rest);
    }
    let quotient = one / divisor.hi;
    // Not by `residual`, which takes 0.3 to 0.9 ns more at v3 in f64.
    let product = two_product::<I, T>(quotient, divisor.hi);
    let rest = multiply_add::<I, T>(-quotient, divisor.lo, (one - product.hi) - product.lo);

    let (shifted, exp_m1) = negative_exp::<I, T>(square, bias);
    let value = fast_two_sum(quotient, quotient * exp_m1);
    let mapped = multiply_add::<I, T>(rest, one + mapped, mapped);
    (Double { hi: value.hi, lo: multiply_add::<I, T>(value.hi, mapped, value.lo) }, shifted)
}

impl<T: ErrorFunctionType> ErrorFunction for T {
    #[inline(always)]
    fn erf<I: Isa>(self) -> T {
        let (zero, one) = (T::from(0.0), T::from(1.0));
        let size = self.abs();
        let small = small_erf::<I, T>(size);

        let exponent = T::tail::<I>(choose(size > T::TAIL_END, T::TAIL_END, size));
        let (shifted, exp_m1) = negative_exp::<I, T>(Double { hi: exponent, lo: zero }, T::BIAS);
        let large = multiply_add::<I, T>(-T::power_of_two(shifted), one + exp_m1, one);

        choose(size < one, small, large).copysign(self)
    }

    #[inline(always)]
    fn erfc<I: Isa>(self) -> T {
        let (one, two) = (T::from(1.0), T::from(2.0));
        let small = small_erf::<I, T>(self);

        let size = choose(self.abs() > T::END, T::END, self.abs());
        let (value, shifted) = complement::<I, T>(size, None, two_product::<I, T>(size, size), two * T::BIAS);
        let value = value.hi + value.lo;

        // Two factors for the power of two, as it may be too small for one.
        let [first, second] = T::two_powers_of_two(shifted);
        let value = value * first * second;
        choose(self.abs() < T::from(0.5), one - small, choose(self < T::from(0.0), two - value, value))
    }
}
