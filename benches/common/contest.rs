//! One expression over one set of arrays, computed in three ways.
//!
//! The library and the hand-written loop write to the same memory, so that where pages lie favours neither. The
//! ndarray chain allocates its result and its temporaries, which is what it does in a program too.

use super::cases::{Case, Float, hand};
use super::paged::Paged;
use fusexpr::{Element, Expr, Level, Options, Threads, vars};
use ndarray::ArrayView1;
use rayon::prelude::*;
use std::fmt::Debug;
use std::hint::black_box;

/// Who computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contestant {
    /// `Expr::evaluate` of an expression that has been parsed, the building of its `Vars` included.
    Fused,
    /// The hand-written loop; with threads, in chunks that rayon hands out.
    Hand,
    /// The chain of ndarray operations, on one thread always.
    Ndarray,
}

impl Contestant {
    /// All of them, in the order they take turns.
    pub const ALL: [Contestant; 3] = [Contestant::Fused, Contestant::Hand, Contestant::Ndarray];
}

/// The two ways to use threads, with their names.
pub const THREADS: [(Threads, &str); 2] = [(Threads::Serial, "serial"), (Threads::Pool, "pool")];

/// The operands.
pub struct Data<T> {
    operands: [Paged<T>; 3],
}

impl<T: Float> Data<T> {
    /// Numbers spread evenly over 0.01..1.01, the same at every run: none is 0, for the logarithm's sake, and which of
    /// two is greater cannot be guessed, as branches would.
    pub fn new(len: usize) -> Self {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            T::of((state >> 40) as f64 / (1_u64 << 24) as f64 + 0.01)
        };
        let operands = [(); 3].map(|()| {
            let mut operand = Paged::new(len);
            operand.elements_mut().fill_with(&mut next);
            operand
        });
        Self { operands }
    }

    fn len(&self) -> usize {
        self.operands[0].elements().len()
    }

    fn slices(&self) -> [&[T]; 3] {
        self.operands.each_ref().map(Paged::elements)
    }

    fn views(&self) -> [ArrayView1<'_, T>; 3] {
        self.slices().map(ArrayView1::from)
    }
}

/// A type of results.
pub trait Answer: Element + Debug {
    /// Whether this is the answer expected, to the last bit or within the accuracy of elementary functions.
    fn agrees(self, expected: Self, exact: bool) -> bool;
}

macro_rules! float_answers {
    ($($type:ty)*) => {$(
        impl Answer for $type {
            fn agrees(self, expected: Self, exact: bool) -> bool {
                // Both sides are within an ULP, and the squares of two functions may double that and add their own.
                let tolerance = 8.0 * <$type>::EPSILON * expected.abs();
                self.to_bits() == expected.to_bits() || !exact && (self - expected).abs() <= tolerance
            }
        }
    )*};
}

float_answers!(f32 f64);

impl Answer for bool {
    fn agrees(self, expected: Self, _: bool) -> bool {
        self == expected
    }
}

/// A contest whose types do not matter any more.
pub trait Contest {
    /// Computes the expression once.
    fn run(&mut self, contestant: Contestant);
}

/// An expression set up over data.
pub struct Subject<'d, C: Case, T: Float> {
    data: &'d Data<T>,
    expr: Expr,
    threads: Threads,
    level: Level,
    out: Paged<C::Output<T>>,
}

impl<'d, C: Case, T: Float> Subject<'d, C, T> {
    /// Sets up the contest.
    ///
    /// # Panics
    /// If the answers differ.
    pub fn new(data: &'d Data<T>, threads: Threads) -> Self {
        let expr = Expr::parse(C::TEXT).expect("the expression is right").with(Options::new().threads(threads));
        let mut subject = Self { data, expr, threads, level: Level::detect(), out: Paged::new(data.len()) };
        subject.check();
        subject
    }

    fn check(&mut self) {
        self.run_hand();
        let expected = self.out.elements().to_vec();
        self.out.elements_mut().fill(C::Output::<T>::default());
        self.run_fused();
        let chain = C::chain(&self.data.views());
        for (name, answer) in [("fusexpr", self.out.elements()), ("ndarray", chain.as_slice().expect("it is new"))] {
            assert_eq!(answer.len(), expected.len());
            if let Some(i) = (0..answer.len()).find(|&i| !answer[i].agrees(expected[i], C::EXACT)) {
                let (operands, given, expected) = (self.data.slices().map(|x| x[i]), answer[i], expected[i]);
                panic!("{}: {name} gives {given:?} for {operands:?}, the loop {expected:?}", C::TEXT);
            }
        }
    }

    fn run_fused(&mut self) {
        let [a, b, c] = self.data.views();
        self.expr.evaluate(&vars! { a, b, c }, self.out.elements_mut()).expect("the operands fit");
    }

    fn run_hand(&mut self) {
        let [a, b, c] = self.data.slices();
        let (level, out) = (self.level, self.out.elements_mut());
        // About 10 µs, below which another thread is no help.
        let chunk = if C::EXACT { 32 << 10 } else { 4 << 10 };
        if self.threads == Threads::Serial || out.len() <= chunk {
            return hand::<C, T>(level, [a, b, c], out);
        }
        let chunks = (out.par_chunks_mut(chunk), a.par_chunks(chunk), b.par_chunks(chunk), c.par_chunks(chunk));
        chunks.into_par_iter().for_each(|(out, a, b, c)| hand::<C, T>(level, [a, b, c], out));
    }
}

impl<C: Case, T: Float> Contest for Subject<'_, C, T> {
    fn run(&mut self, contestant: Contestant) {
        black_box(self.data);
        match contestant {
            Contestant::Fused => self.run_fused(),
            Contestant::Hand => self.run_hand(),
            Contestant::Ndarray => drop(black_box(C::chain(&self.data.views()))),
        }
        black_box(self.out.elements_mut());
    }
}
