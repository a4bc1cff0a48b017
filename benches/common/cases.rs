//! The expressions that are timed, one row each: the text, the body of a hand-written loop, the chain of ndarray
//! operations.
//!
//! The hand-written loop is one pass over slices, compiled once a level and chosen at run time, as the library's own
//! kernels are; so it shows what fusing costs, not what a compiler flag gains. Its transcendental functions are the
//! standard library's. The ndarray chain is what one writes with operators and `mapv`: one pass and, where ndarray
//! does not reuse an operand's memory by itself, one temporary an operation. ndarray has a single level, the
//! target's.

#![allow(unsafe_code)]

use super::contest::{Answer, Contest, Data, Subject};
use fusexpr::{Level, Threads};
use ndarray::{Array1, ArrayView1, NdFloat, Zip};

/// f32 and f64.
pub trait Float: Answer + NdFloat {
    /// The nearest number of this type.
    fn of(value: f64) -> Self;
}

impl Float for f32 {
    #[inline(always)]
    fn of(value: f64) -> Self {
        value as f32
    }
}

impl Float for f64 {
    #[inline(always)]
    fn of(value: f64) -> Self {
        value
    }
}

/// An expression and what it competes with.
pub trait Case: 'static {
    /// The expression, over the variables `a`, `b` and `c`.
    const TEXT: &'static str;
    /// Whether all answers are the same to the last bit; where not, transcendental functions take most of the time.
    const EXACT: bool;
    /// The type of the result over floats.
    type Output<T: Float>: Answer;
    /// One element of the hand-written loop.
    fn element<T: Float>(a: T, b: T, c: T) -> Self::Output<T>;
    /// The expression as operations on whole arrays.
    fn chain<T: Float>(operands: &[ArrayView1<'_, T>; 3]) -> Array1<Self::Output<T>>;
}

/// The hand-written loop for a level that the processor has.
pub fn hand<C: Case, T: Float>(level: Level, inputs: [&[T]; 3], out: &mut [C::Output<T>]) {
    assert!(level.is_available());
    match level {
        // SAFETY: the processor has the level.
        #[cfg(target_arch = "x86_64")]
        Level::V4 => unsafe { v4::<C, T>(inputs, out) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::V3 => unsafe { v3::<C, T>(inputs, out) },
        _ => base::<C, T>(inputs, out),
    }
}

macro_rules! at_levels {
    ($($(#[$attribute:meta])* $level:ident)*) => {$(
        $(#[$attribute])*
        fn $level<C: Case, T: Float>([a, b, c]: [&[T]; 3], out: &mut [C::Output<T>]) {
            plain::<C, T>(a, b, c, out);
        }
    )*};
}

at_levels! {
    base
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
    v3
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
    v4
}

#[inline(always)]
fn plain<C: Case, T: Float>(a: &[T], b: &[T], c: &[T], out: &mut [C::Output<T>]) {
    for (((out, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
        *out = C::element(a, b, c);
    }
}

/// A row of the table: an expression that can be set up over data of a type.
pub struct Entry<T: Float> {
    /// The expression.
    pub text: &'static str,
    /// Sets up the three ways to compute it, and checks that they give the same answer.
    pub contest: for<'d> fn(&'d Data<T>, Threads) -> Box<dyn Contest + 'd>,
}

macro_rules! output {
    (float $T:ty) => {
        $T
    };
    (bool $T:ty) => {
        bool
    };
}

macro_rules! cases {
    ($($case:ident $text:literal ($a:pat, $b:pat, $c:pat) -> $output:ident, exact: $exact:literal,
        hand: $element:expr, ndarray: $chain:expr;)*) => {
        $(
            struct $case;

            impl Case for $case {
                const TEXT: &'static str = $text;
                const EXACT: bool = $exact;
                type Output<T: Float> = output!($output T);

                #[inline(always)]
                fn element<T: Float>($a: T, $b: T, $c: T) -> Self::Output<T> {
                    $element
                }

                fn chain<T: Float>([$a, $b, $c]: &[ArrayView1<'_, T>; 3]) -> Array1<Self::Output<T>> {
                    $chain
                }
            }
        )*

        /// All expressions.
        pub fn entries<T: Float>() -> Vec<Entry<T>> {
            vec![$(Entry {
                text: $case::TEXT,
                contest: |data, threads| Box::new(Subject::<$case, T>::new(data, threads)),
            }),*]
        }
    };
}

cases! {
    MultiplyAdd "a*b+c" (a, b, c) -> float, exact: true,
        hand: a * b + c,
        ndarray: a * b + c;
    Linear "2*a+3*b" (a, b, _) -> float, exact: true,
        hand: T::of(2.0) * a + T::of(3.0) * b,
        ndarray: a * T::of(2.0) + b * T::of(3.0);
    Horner "((.25*a+.75)*a-1.5)*a-2" (a, _, _) -> float, exact: true,
        hand: ((T::of(0.25) * a + T::of(0.75)) * a - T::of(1.5)) * a - T::of(2.0),
        ndarray: ((a * T::of(0.25) + T::of(0.75)) * a - T::of(1.5)) * a - T::of(2.0);
    Length "sqrt(a**2+b**2)" (a, b, _) -> float, exact: true,
        hand: (a * a + b * b).sqrt(),
        ndarray: (a * a + b * b).mapv_into(T::sqrt);
    Distance "where(a>b,a-b,b-a)" (a, b, _) -> float, exact: true,
        hand: if a > b { a - b } else { b - a },
        ndarray: {
            let greater = Zip::from(a).and(b).map_collect(|a, b| a > b);
            Zip::from(&greater).and(&(a - b)).and(&(b - a)).map_collect(|&greater, &x, &y| if greater { x } else { y })
        };
    Mask "(a>0.5)&(b<0.5)|(c>0.2)" (a, b, c) -> bool, exact: true,
        hand: (a > T::of(0.5)) & (b < T::of(0.5)) | (c > T::of(0.2)),
        ndarray: a.mapv(|a| a > T::of(0.5)) & b.mapv(|b| b < T::of(0.5)) | c.mapv(|c| c > T::of(0.2));
    Quotient "a/b" (a, b, _) -> float, exact: true,
        hand: a / b,
        ndarray: a / b;
    Exp "exp(a)" (a, _, _) -> float, exact: false,
        hand: a.exp(),
        ndarray: a.exp();
    Log "log(a)" (a, _, _) -> float, exact: false,
        hand: a.ln(),
        ndarray: a.ln();
    SinCos "sin(a)**2+cos(b)**2" (a, b, _) -> float, exact: false,
        hand: {
            let (sine, cosine) = (a.sin(), b.cos());
            sine * sine + cosine * cosine
        },
        ndarray: a.sin().mapv_into(|x| x * x) + b.cos().mapv_into(|x| x * x);
    Power "a**b" (a, b, _) -> float, exact: false,
        hand: a.powf(b),
        ndarray: Zip::from(a).and(b).map_collect(|&a, &b| a.powf(b));
    Tanh "tanh(a)" (a, _, _) -> float, exact: false,
        hand: a.tanh(),
        ndarray: a.tanh();
}
