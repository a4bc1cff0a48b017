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

/// What the two types differ in.
struct Constants<T, const SMALL: usize, const TAIL: usize, const EXP: usize, const MAPPED: usize> {
    /// erf(x) / x - 1 as a polynomial in x^2, up to 1.
    small: [T; SMALL],
    /// -log(erfc(x)) as a polynomial in x, from 1 to `tail_end`.
    tail: [T; TAIL],
    /// From where on erf is 1.
    tail_end: T,
    /// (exp(r) - 1 - r) / r^2 where |r| <= log(2) / 2.
    exp: [T; EXP],
    /// exp(x^2) erfc(x) (1 + 2 x) - 1 as a polynomial in (x - 4) / (x + 4), from 0.5 to `end`.
    mapped: [T; MAPPED],
    /// From where on erfc is 0.
    end: T,
    /// log(2), short enough for exact products with the exponents that occur, and what it lacks.
    ln2: Double<T>,
    /// The exponent's bias and the fraction's bits.
    bias: T,
    fraction: u32,
}

const F64: Constants<f64, 12, 18, 10, 23> = Constants {
    small: [
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
    ],
    tail: [
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
    ],
    tail_end: 6.0,
    exp: [
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
    ],
    mapped: [
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
    ],
    end: 27.3,
    ln2: Double { hi: 0.6931471803691238, lo: 1.9082149292705877e-10 },
    bias: 1023.0,
    fraction: 52,
};

const F32: Constants<f32, 7, 10, 5, 12> = Constants {
    small: [0.12837917, -0.37612626, 0.112835854, -0.026853813, 0.0051883277, -0.00080101937, 7.8538615e-5],
    tail: [
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
    ],
    tail_end: 4.0,
    exp: [0.5, 0.16666573, 0.04166686, 0.008363733, 0.0013901531],
    mapped: [
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
    ],
    end: 10.1,
    ln2: Double { hi: 0.69314575, lo: 1.4286068e-6 },
    bias: 127.0,
    fraction: 23,
};

macro_rules! error_function {
    ($type:ident, $bits:ident, $constants:ident, $negative_exp:ident) => {
        impl ErrorFunction for $type {
            #[inline(always)]
            fn erf<I: Isa>(self) -> $type {
                let size = self.abs();
                let small =
                    multiply_add::<I, _>(size, polynomial_by_parity::<I, _, _>(size * size, $constants.small), size);

                let end = $constants.tail_end;
                let exponent = polynomial_by_parity::<I, _, _>(choose(size > end, end, size), $constants.tail);
                let (power, exp_m1) = $negative_exp::<I>(Double { hi: exponent, lo: 0.0 }, $constants.bias);
                let scale = $type::from_bits(power << $constants.fraction);
                let large = multiply_add::<I, _>(-scale, 1.0 + exp_m1, 1.0);

                choose(size < 1.0, small, large).copysign(self)
            }

            #[inline(always)]
            fn erfc<I: Isa>(self) -> $type {
                let small =
                    multiply_add::<I, _>(self, polynomial_by_parity::<I, _, _>(self * self, $constants.small), self);

                let size = choose(self.abs() > $constants.end, $constants.end, self.abs());
                let (numerator, denominator) = (size - 4.0, size + 4.0);
                let numerator_rest = size - (numerator + 4.0);
                let denominator_rest = size - (denominator - 4.0);
                let t = numerator / denominator;
                // The reciprocal of the denominator is (1 - t) / 8.
                let t_rest = multiply_add::<I, _>(-t, denominator_rest, numerator_rest) * (0.125 - 0.125 * t);
                let mapped = polynomial_by_parity::<I, _, _>(t + t_rest, $constants.mapped);
                let divisor = two_sum(1.0, size + size);
                let quotient = 1.0 / divisor.hi;
                let product = two_product::<I, _>(quotient, divisor.hi);
                let rest = multiply_add::<I, _>(-quotient, divisor.lo, (1.0 - product.hi) - product.lo);

                let (power, exp_m1) = $negative_exp::<I>(two_product::<I, _>(size, size), 2.0 * $constants.bias);
                let value = fast_two_sum(quotient, quotient * exp_m1);
                let mapped = multiply_add::<I, _>(rest, 1.0 + mapped, mapped);
                let value = value.hi + multiply_add::<I, _>(value.hi, mapped, value.lo);

                // Two factors for the power of two, as it may be too small for one.
                let half = power >> 1;
                let first = $type::from_bits(half << $constants.fraction);
                let second = $type::from_bits(power.wrapping_sub(half) << $constants.fraction);
                let value = value * first * second;
                choose(self.abs() < 0.5, 1.0 - small, choose(self < 0.0, 2.0 - value, value))
            }
        }

        /// exp(-x) as 2^k (1 + m): k plus the given bias in the low bits of an integer, and m.
        #[inline(always)]
        fn $negative_exp<I: Isa>(x: Double<$type>, bias: $type) -> ($bits, $type) {
            let shift = $type::SHIFT + bias;
            let shifted = multiply_add::<I, _>(x.hi, -std::$type::consts::LOG2_E, shift);
            let k = shifted - shift;
            let r =
                multiply_add::<I, _>(k, -$constants.ln2.hi, -x.hi) + multiply_add::<I, _>(k, -$constants.ln2.lo, -x.lo);
            (shifted.to_bits(), multiply_add::<I, _>(r * r, polynomial_by_parity::<I, _, _>(r, $constants.exp), r))
        }
    };
}

error_function!(f64, u64, F64, negative_exp_f64);
error_function!(f32, u32, F32, negative_exp_f32);
