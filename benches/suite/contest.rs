//! Those who compute one expression, set up over the same arrays.
//!
//! All of them write to the same memory, so that where pages lie favours none; but for ndarray's operators, which
//! allocate what they give, as they do in a program. Their answers are compared before any of them is timed, and they
//! take turns, as [`rounds`](crate::rounds) says.

use crate::data::Answer;
use crate::paged::Paged;
use crate::rounds::Effort;
use crate::row::{Contestant, Row, Work, size_name};
use crate::suite::Suite;
use fusexpr::{DType, Expr, Level, Options, Threads, Tier};
use ndarray::{Array, Dimension};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use std::hint::black_box;

/// Computes once, into the output; one that allocates its result copies it there only if told to.
type Run<'c, T> = Box<dyn FnMut(&mut [T], bool) + 'c>;

/// The contestants of a row, whose results are of a type.
pub struct Contest<'c, T: Answer> {
    row: Row,
    level: Level,
    effort: Effort,
    threads: Threads,
    outputs: usize,
    start: Option<&'c [T]>,
    roundings: f64,
    runs: Vec<(Contestant, Run<'c, T>)>,
}

impl<'c, T: Answer> Contest<'c, T> {
    /// A contest without contestants, if the row is asked for.
    pub fn new(suite: &Suite, name: &str, elements: usize, threads: Threads) -> Option<Self> {
        let row = Row {
            question: suite.question,
            name: name.to_owned(),
            dtype: T::DTYPE.to_string(),
            size: size_name(elements),
            elements,
            threads: count(threads),
            drawn: 0,
            work: None,
            samples: Vec::new(),
        };
        let (level, effort) = (suite.level, suite.effort);
        let contest =
            Self { row, level, effort, threads, outputs: elements, start: None, roundings: 0.0, runs: Vec::new() };
        name.contains(&suite.filter).then_some(contest)
    }

    /// The type of the operands, where it is not that of the results.
    pub fn of(mut self, dtype: DType) -> Self {
        self.row.dtype = dtype.to_string();
        self
    }

    /// The size as it is shown.
    pub fn size(mut self, size: impl Into<String>) -> Self {
        self.row.size = size.into();
        self
    }

    /// How many operations were drawn.
    pub fn drawn(mut self, operations: usize) -> Self {
        self.row.drawn = operations;
        self.size(format!("{operations} op"))
    }

    /// How many results there are, where it is not one an element.
    pub fn outputs(mut self, outputs: usize) -> Self {
        self.outputs = outputs;
        self
    }

    /// What the output holds before, where that matters.
    pub fn starting(mut self, start: &'c [T]) -> Self {
        self.start = Some(start);
        self
    }

    /// Bytes of memory and operations an element.
    pub fn work(mut self, bytes: usize, operations: usize) -> Self {
        self.row.work = Some(Work { bytes: bytes as f64, operations: operations as f64 });
        self
    }

    /// By how many roundings answers may differ.
    pub fn within(mut self, roundings: f64) -> Self {
        self.roundings = roundings;
        self
    }

    /// Adds who writes into the output.
    pub fn by(mut self, contestant: Contestant, mut run: impl FnMut(&mut [T]) + 'c) -> Self {
        self.runs.push((contestant, Box::new(move |out, _| run(out))));
        self
    }

    /// Adds the loop, which finds as many threads in its pool as there are for the row.
    pub fn hand(self, mut run: impl FnMut(&mut [T]) + Send + 'c) -> Self {
        if self.threads == Threads::Serial {
            return self.by(Contestant::Hand, run);
        }
        let pool = ThreadPoolBuilder::new().num_threads(self.row.threads).build().expect("threads can be started");
        self.by(Contestant::Hand, move |out| pool.install(|| run(out)))
    }

    /// Adds operators of ndarray that allocate their result.
    pub fn ndarray<D: Dimension>(self, run: impl FnMut() -> Array<T, D> + 'c) -> Self {
        self.ndarray_into(run, |result, out| out.iter_mut().zip(result).for_each(|(out, x)| *out = *x))
    }

    /// The same, of which the result is written into the output in another way.
    pub fn ndarray_into<D: Dimension>(
        mut self,
        mut run: impl FnMut() -> Array<T, D> + 'c,
        write: impl Fn(&Array<T, D>, &mut [T]) + 'c,
    ) -> Self {
        let run = move |out: &mut [T], is_wanted| {
            let result = black_box(run());
            if is_wanted {
                write(&result, out);
            }
        };
        self.runs.push((Contestant::Ndarray, Box::new(run)));
        self
    }

    /// Adds the library, by kernels and by machine code.
    pub fn program(mut self, text: &str, run: impl Fn(&Expr, &mut [T]) + Copy + 'c) -> Self {
        let parsed = Expr::parse(text).expect("the program is right");
        for (contestant, options) in self.tiers() {
            let expr = parsed.clone().with(options);
            self = self.by(contestant, move |out| run(&expr, out));
        }
        self
    }

    /// The two ways of the library, with their options.
    pub fn tiers(&self) -> [(Contestant, Options); 2] {
        let options = Options::new().threads(self.threads).level(self.level);
        [(Contestant::Kernels, Tier::Kernels), (Contestant::Native, Tier::Native)]
            .map(|(contestant, tier)| (contestant, options.clone().tier(tier)))
    }

    /// The row before anything is measured.
    pub fn unmeasured(self) -> Row {
        self.row
    }

    /// Compares the answers with those of the first contestant, and measures.
    ///
    /// # Panics
    /// If the answers differ.
    pub fn measured(mut self) -> Row {
        let mut out = Paged::<T>::new(self.outputs);
        let mut expected = Vec::new();
        for (contestant, run) in &mut self.runs {
            match self.start {
                Some(start) => out.elements_mut().copy_from_slice(start),
                None => out.elements_mut().fill(T::default()),
            }
            run(out.elements_mut(), true);
            let given = out.elements();
            if expected.is_empty() {
                expected = given.to_vec();
            }
            if let Some(i) = (0..given.len()).find(|&i| !given[i].agrees(expected[i], self.roundings)) {
                let Row { name, dtype, size, .. } = &self.row;
                let name = format!("{name} in {dtype} over {size}");
                panic!("{name}: {contestant:?} gives {:?} at {i}, not {:?}", given[i], expected[i]);
            }
        }
        let times = self.effort.measure(self.runs.len(), |turn| {
            (self.runs[turn].1)(black_box(out.elements_mut()), false);
            black_box(out.elements());
        });
        self.row.samples = self.runs.iter().map(|(contestant, _)| *contestant).zip(times).collect();
        self.row
    }
}

/// How many threads there are.
fn count(threads: Threads) -> usize {
    match threads {
        Threads::Serial => 1,
        Threads::Exactly(count) => count,
        _ => rayon::current_num_threads(),
    }
}

/// Runs a loop over an output: over all of it at once, or over bands of so many elements on the threads of the pool. The
/// loop is told the first element of its band.
pub fn in_bands<T: Send>(threads: Threads, band: usize, out: &mut [T], run: impl Fn(usize, &mut [T]) + Sync) {
    if threads == Threads::Serial || out.len() <= band {
        return run(0, out);
    }
    out.par_chunks_mut(band).enumerate().for_each(|(i, out)| run(i * band, out));
}
