//! The digamma function, the derivative of the gamma function's logarithm.
//!
//! From 2.75 on it is log(x) - 1 / (2 x) - v FAR(v) with v = 1 / x^2. Below it is (x - root) NEAR(t), where the root
//! near 1.46 comes in two parts, so that next to it no digit is lost, and t = (w - 0.7) / (w + 2) with w = x - 1 keeps
//! the pole at 0 at a distance. Below 1 it is the value for x + 1 less 1 / x. Of these errors the greatest is that of
//! NEAR and two products, some 2 ULP.
//!
//! Negative x are rare: digamma(1 - x) less pi / tan(pi x). Near their zeros both terms are of the same size, and the
//! error is one of theirs. f32 is computed in f64.
//!
//! Nanoseconds an element at base, v3 and v4: 7.6, 3.0 and 2.1; f32 7.9, 3.2 and 1.9.

use super::arithmetic::{Double, choose, multiply_add, polynomial_by_parity, residual, two_product, two_sum};
use super::logarithm::Logarithm;
use super::trigonometric::Trigonometric;
use crate::level::{Base, Isa};

/// The digamma function.
pub trait Digamma: Sized {
    /// The value for what is not below 0.
    fn digamma<I: Isa>(self) -> Self;
    /// Whether x is below 0.
    fn digamma_is_rare(self) -> bool;
    /// The value for any number; NaN for negative integers.
    fn rare_digamma(self) -> Self;
}

/// The positive root, and 1 less.
const ROOT: Double<f64> = Double { hi: 1.4616321449683622, lo: 9.549995429965697e-17 };
const ROOT_LESS_1: Double<f64> = Double { hi: 0.46163214496836236, lo: -1.5522348162858677e-17 };

const NEAR: [f64; 18] = [
    0.8748993225022484,
    -0.925038861821402,
    0.3154816576984392,
    -0.2529549907493411,
    0.11099992139289834,
    -0.08920593419467558,
    0.03599756995602808,
    -0.033227964731240844,
    0.010340059869355135,
    -0.013345640747596008,
    0.0019724456560432195,
    -0.006016999360239743,
    -0.0005418037271729529,
    -0.003135198569903531,
    -0.0010964461282877806,
    -0.0020633417223526952,
    -0.0015023849584277118,
    -0.0012181863379300305,
];
const FAR: [f64; 14] = [
    0.08333333333333331,
    -0.008333333333298202,
    0.0039682539506684334,
    -0.004166663145558127,
    0.007575382897114615,
    -0.02106834678301024,
    0.08226574380454603,
    -0.41007489092838306,
    2.2797989237770966,
    -12.102439759247664,
    53.35261358427583,
    -172.50885625675522,
    352.51840005834464,
    -336.498229573837,
];

impl Digamma for f64 {
    #[inline(always)]
    fn digamma<I: Isa>(self) -> f64 {
        let small = self < 1.0;
        let w = choose(small, self, self - 1.0);
        let root = Double { hi: choose(small, ROOT_LESS_1.hi, ROOT.hi), lo: choose(small, ROOT_LESS_1.lo, ROOT.lo) };
        let distance = (self - root.hi) - root.lo;
        let slope = polynomial_by_parity::<I, f64, 18>((w - 0.7) / (w + 2.0), NEAR);
        let near = distance * slope;
        let reciprocal = 1.0 / self;
        let near = choose(small, near - reciprocal, near);

        let v = reciprocal * reciprocal;
        let rest = v * polynomial_by_parity::<I, f64, 14>(v, FAR);
        let far = Logarithm::log::<I>(self) - multiply_add::<I, f64>(reciprocal, 0.5, rest);
        choose(self < 2.75, near, far)
    }

    #[inline(always)]
    fn digamma_is_rare(self) -> bool {
        self < 0.0
    }

    fn rare_digamma(self) -> f64 {
        if self >= 0.0 || self.is_nan() {
            return self.digamma::<Base>();
        }
        if self > -1e-300 {
            return -1.0 / self; // beside which all else vanishes, and which may be infinite
        }
        let fraction = self - self.round_ties_even();
        if fraction == 0.0 || self.is_infinite() {
            return f64::NAN;
        }
        // The tangent of pi times the smaller of two angles, which is exact; pi and its products in two parts.
        const PI: Double<f64> = Double { hi: std::f64::consts::PI, lo: 1.2246467991473532e-16 };
        let size = fraction.abs();
        let angle = if size < 0.25 { size } else { 0.5 - size };
        let product = two_product::<Base, f64>(PI.hi, angle);
        let tangent = Trigonometric::tan::<Base>(product.hi);
        let tangent_rest = (1.0 + tangent * tangent) * (product.lo + PI.lo * angle);
        let term = if size < 0.25 {
            let quotient = PI.hi / tangent;
            let rest = residual::<Base, f64>(PI.hi, quotient, tangent) - quotient * tangent_rest + PI.lo;
            Double { hi: quotient, lo: rest / tangent }
        } else {
            let term = two_product::<Base, f64>(PI.hi, tangent);
            Double { hi: term.hi, lo: term.lo + PI.hi * tangent_rest + PI.lo * tangent }
        };
        let sign = 1.0_f64.copysign(fraction);
        let reflected = two_sum(1.0, -self);
        // The rest times the slope, the first terms of its series.
        let u = 1.0 / reflected.hi;
        let rest = reflected.lo * u * (1.0 + u * (0.5 + u / 6.0));
        let difference = two_sum(reflected.hi.digamma::<Base>(), -sign * term.hi);
        difference.hi + (difference.lo + (rest - sign * term.lo))
    }
}

impl Digamma for f32 {
    #[inline(always)]
    fn digamma<I: Isa>(self) -> f32 {
        f64::from(self).digamma::<I>() as f32
    }

    #[inline(always)]
    fn digamma_is_rare(self) -> bool {
        self < 0.0
    }

    fn rare_digamma(self) -> f32 {
        f64::from(self).rare_digamma() as f32
    }
}
