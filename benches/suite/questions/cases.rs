//! The elementwise expressions, a row each: the text, the body of the loop, the chain of ndarray's operations.
//!
//! The chain is what one writes with operators and `mapv`: one pass and, where ndarray does not reuse an operand's
//! memory by itself, one temporary an operation.

#![allow(unsafe_code)]

use crate::contest::in_bands;
use crate::data::{Answer, Float, positive};
use crate::levels::at_levels;
use crate::paged::Paged;
use crate::row::Contestant;
use crate::suite::Suite;
use fusexpr::{Level, Threads, vars};
use ndarray::{Array1, ArrayView1, ArrayViewMut1, Zip, azip};
use std::f64::consts::TAU;

/// An expression and what it competes with.
pub trait Case: 'static {
    /// The expression, over the variables `a`, `b` and `c`.
    const TEXT: &'static str;
    /// How many of these it reads.
    const OPERANDS: usize;
    /// How many operations it takes, if it is plain arithmetic. Else functions take most of the time, and the last bits of
    /// the answers differ.
    const OPERATIONS: Option<usize>;
    /// The type of the result over floats.
    type Output<T: Float>: Answer;
    /// One element of the hand-written loop.
    fn element<T: Float>(a: T, b: T, c: T) -> Self::Output<T>;
    /// The expression as operations on whole arrays.
    fn chain<T: Float>(operands: &[ArrayView1<'_, T>; 3]) -> Array1<Self::Output<T>>;
}

at_levels! {
    pub fn hand<C: Case, T: Float>(inputs: [&[T]; 3], out: &mut [C::Output<T>]) {
        let [a, b, c] = inputs;
        for (((out, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
            *out = C::element(a, b, c);
        }
    }
}

/// A contest over arrays of a length.
fn hold<C: Case, T: Float>(suite: &mut Suite, len: usize, threads: Threads) {
    let Some(contest) = suite.contest::<C::Output<T>>(C::TEXT, len, threads) else { return };
    let operands: [Paged<T>; 3] = [0, 1, 2].map(|seed| positive(len, seed));
    let slices = operands.each_ref().map(Paged::elements);
    let views = slices.map(ArrayView1::from);
    let [a, b, c] = views;
    let (vars, level) = (vars! { a, b, c }, suite.level);
    // About 10 µs, below which another thread is no help.
    let band = if C::OPERATIONS.is_some() { 32 << 10 } else { 4 << 10 };
    // Both sides are within an ULP, and the squares of two functions may double that and add their own.
    let roundings = if C::OPERATIONS.is_some() { 0.0 } else { 8.0 };
    let mut contest = contest
        .of(T::DTYPE)
        .within(roundings)
        .hand(move |out| {
            in_bands(threads, band, out, |first, out| {
                hand::<C, T>(level, slices.map(|operand| &operand[first..][..out.len()]), out);
            });
        })
        .ndarray(|| C::chain(&views))
        .by(Contestant::Azip, |out| {
            azip!((out in ArrayViewMut1::from(out), &a in a, &b in b, &c in c) *out = C::element(a, b, c));
        })
        .program(C::TEXT, |expr, out| expr.evaluate(&vars, out).expect("the operands fit"));
    if let Some(operations) = C::OPERATIONS {
        contest = contest.work(C::OPERANDS * size_of::<T>() + size_of::<C::Output<T>>(), operations);
    }
    suite.hold(contest);
}

/// A row of the table.
pub struct Entry {
    /// The expression.
    pub text: &'static str,
    /// Holds the contest over f64.
    pub double: fn(&mut Suite, usize, Threads),
    /// The same over f32.
    pub single: fn(&mut Suite, usize, Threads),
}

macro_rules! output {
    (float $T:ty) => {
        $T
    };
    (bool $T:ty) => {
        bool
    };
}

macro_rules! operations {
    (functions) => {
        None
    };
    ($operations:literal) => {
        Some($operations)
    };
}

macro_rules! cases {
    ($($case:ident $text:literal ($a:pat, $b:pat, $c:pat) -> $output:ident, reads: $operands:literal,
        operations: $operations:tt, hand: $element:expr, ndarray: $chain:expr;)*) => {
        $(
            struct $case;

            impl Case for $case {
                const TEXT: &'static str = $text;
                const OPERANDS: usize = $operands;
                const OPERATIONS: Option<usize> = operations!($operations);
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
        pub const ENTRIES: &[Entry] =
            &[$(Entry { text: $text, double: hold::<$case, f64>, single: hold::<$case, f32> }),*];
    };
}

cases! {
    MultiplyAdd "a*b+c" (a, b, c) -> float, reads: 3, operations: 2,
        hand: a * b + c,
        ndarray: a * b + c;
    Linear "2*a+3*b" (a, b, _) -> float, reads: 2, operations: 3,
        hand: T::of(2.0) * a + T::of(3.0) * b,
        ndarray: a * T::of(2.0) + b * T::of(3.0);
    Horner "((.25*a+.75)*a-1.5)*a-2" (a, _, _) -> float, reads: 1, operations: 6,
        hand: ((T::of(0.25) * a + T::of(0.75)) * a - T::of(1.5)) * a - T::of(2.0),
        ndarray: ((a * T::of(0.25) + T::of(0.75)) * a - T::of(1.5)) * a - T::of(2.0);
    Polynomial "a+b+c+a*b+b*c+a*c+a*b*c" (a, b, c) -> float, reads: 3, operations: 11,
        hand: a + b + c + a * b + b * c + a * c + a * b * c,
        ndarray: a + b + c + a * b + b * c + a * c + a * b * c;
    Length "sqrt(a**2+b**2)" (a, b, _) -> float, reads: 2, operations: 4,
        hand: (a * a + b * b).sqrt(),
        ndarray: (a * a + b * b).mapv_into(T::sqrt);
    Distance "where(a>b,a-b,b-a)" (a, b, _) -> float, reads: 2, operations: 4,
        hand: if a > b { a - b } else { b - a },
        ndarray: {
            let greater = Zip::from(a).and(b).map_collect(|a, b| a > b);
            Zip::from(&greater).and(&(a - b)).and(&(b - a)).map_collect(|&greater, &x, &y| if greater { x } else { y })
        };
    Mask "(a>0.5)&(b<0.5)|(c>0.2)" (a, b, c) -> bool, reads: 3, operations: 5,
        hand: (a > T::of(0.5)) & (b < T::of(0.5)) | (c > T::of(0.2)),
        ndarray: a.mapv(|a| a > T::of(0.5)) & b.mapv(|b| b < T::of(0.5)) | c.mapv(|c| c > T::of(0.2));
    Quotient "a/b" (a, b, _) -> float, reads: 2, operations: 1,
        hand: a / b,
        ndarray: a / b;
    Exp "exp(a)" (a, _, _) -> float, reads: 1, operations: functions,
        hand: a.exp(),
        ndarray: a.exp();
    Log "log(a)" (a, _, _) -> float, reads: 1, operations: functions,
        hand: a.ln(),
        ndarray: a.ln();
    SinCos "sin(a)**2+cos(b)**2" (a, b, _) -> float, reads: 2, operations: functions,
        hand: {
            let (sine, cosine) = (a.sin(), b.cos());
            sine * sine + cosine * cosine
        },
        ndarray: a.sin().mapv_into(|x| x * x) + b.cos().mapv_into(|x| x * x);
    Power "a**b" (a, b, _) -> float, reads: 2, operations: functions,
        hand: a.powf(b),
        ndarray: Zip::from(a).and(b).map_collect(|&a, &b| a.powf(b));
    Tanh "tanh(a)" (a, _, _) -> float, reads: 1, operations: functions,
        hand: a.tanh(),
        ndarray: a.tanh();
    Bell "exp(-a*a/2)/sqrt(2*pi)*b+c" (a, b, c) -> float, reads: 3, operations: functions,
        hand: (-a * a / T::of(2.0)).exp() / T::of(TAU.sqrt()) * b + c,
        ndarray: (a * a / T::of(-2.0)).exp() / T::of(TAU.sqrt()) * b + c;
}
