//! Evaluates a function at all its inputs and finds the worst error of each level.

use crate::float::{Float, binade, error_in_ulp, is_same, scale};
use crate::functions::{Edge, Function, Operands, Oracle, Value};
use crate::inputs::{CHUNK, Extent, Inputs};
use crate::oracle::Real;
use fusexpr::{Expr, Level, Options, Threads, Vars, operations};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A function's expression, at one level.
pub struct Compiled {
    expr: Expr,
    operands: Operands,
}

impl Compiled {
    /// Parses the expression.
    pub fn new(function: &Function, level: Level) -> Self {
        let options = Options::new().threads(Threads::Serial).level(level);
        let expr = Expr::parse(function.expression).expect("the expression is valid").with(options);
        Self { expr, operands: function.operands }
    }

    /// Evaluates it, over as many elements as `x` has.
    pub fn evaluate<T: Float>(&self, x: &[T], y: &[T], out: &mut [T]) {
        let condition: Vec<bool>;
        let mut vars = Vars::new();
        vars.insert("x", x);
        match self.operands {
            Operands::One | Operands::Power(_) => {}
            Operands::Two => {
                vars.insert("y", y);
            }
            Operands::Branch(taken) => {
                condition = vec![taken; x.len()];
                vars.insert("c", &condition);
            }
        }
        self.expr.evaluate(&vars, out).expect("the operands fit the expression");
    }
}

/// The parts of a function's range that have promises of their own.
pub const ZONES: usize = 2;

impl Function {
    /// The promised errors in ULP, by zone.
    pub fn promises(&self) -> [f64; ZONES] {
        let operation = operations().find(|operation| operation.name() == self.operation);
        let ulp = f64::from(operation.expect("the table has the operation").ulp());
        [ulp, if matches!(self.edge, Edge::Extremes) { 2.0 * ulp } else { ulp }]
    }

    /// How many zones it has.
    pub fn zones(&self) -> usize {
        if matches!(self.edge, Edge::None) { 1 } else { ZONES }
    }

    /// The zone of a result and its error there in ULP.
    fn judge<T: Float>(&self, result: T, truth: Real, x: T, y: T) -> (usize, f64) {
        if truth.hi == 0.0 && result.to_f64() == 0.0 && !self.is_zero_signed {
            return (0, 0.0);
        }
        match self.edge {
            Edge::None => {}
            Edge::Extremes => {
                let [low, high] = extremes::<T>().map(|bound| binade(Real::from(bound)));
                let is_extreme = !(low..high).contains(&binade(truth));
                return (usize::from(is_extreme), error_in_ulp(result, truth));
            }
            Edge::Cancellation => {
                let greater = x.to_f64().abs().max(y.to_f64().abs());
                if greater.is_finite() && binade(truth) + 1 < binade(Real::from(greater)) {
                    return (1, error_beside(result, truth, greater));
                }
            }
            Edge::Terms(term) => {
                let term = term(x.to_f64());
                if term.is_finite() && term > 0.0 && binade(truth) < binade(Real::from(term)) {
                    return (1, error_beside(result, truth, term));
                }
            }
        }
        (0, error_in_ulp(result, truth))
    }
}

/// The error of a result in ULP of a greater number.
fn error_beside<T: Float>(result: T, truth: Real, greater: f64) -> f64 {
    let ulp = (binade(Real::from(greater)) - (T::PRECISION - 1)).max(T::BOTTOM);
    scale((result.to_f64() - truth.value().hi) - truth.value().lo, -ulp).abs()
}

/// Below and from where results count as next to underflow and overflow.
fn extremes<T: Float>() -> [f64; 2] {
    [T::BOTTOM + T::PRECISION - 1 + T::MARGIN, T::TOP - T::MARGIN].map(|exponent| scale(1.0, exponent))
}

/// The greatest error found and where.
#[derive(Clone, Copy, Debug)]
pub struct Worst {
    /// In ULP.
    pub error: f64,
    /// The operands, the result and the true value; none where no result differed from the correctly rounded one.
    pub place: Option<[f64; 4]>,
    /// How many inputs exceed the promise.
    pub failures: u64,
}

impl Worst {
    const NONE: Worst = Worst { error: 0.0, place: None, failures: 0 };

    /// The worse of two; of equals the first, so that threads do not change the outcome.
    fn merge(self, other: Worst) -> Worst {
        let greater = if other.error > self.error { other } else { self };
        Worst { failures: self.failures + other.failures, ..greater }
    }
}

/// The worst of each level and zone.
type Tally = Vec<[Worst; ZONES]>;

/// What was found about a function in a type.
pub struct Measurement {
    /// The worst of each level and zone.
    pub worst: Tally,
    /// How many inputs were tried.
    pub inputs: u64,
}

/// Measures a function at several levels.
pub fn measure<T: Float>(function: &Function, levels: &[Level], extent: Extent) -> Measurement {
    let inputs = Inputs::<T>::new(function, extent);
    let compiled: Vec<Compiled> = levels.iter().map(|&level| Compiled::new(function, level)).collect();
    let (started, done, shown) = (Instant::now(), AtomicU64::new(0), AtomicU64::new(0));
    let worst = (0..inputs.chunks())
        .into_par_iter()
        .fold(
            || Worker::<T>::new(function, levels.len()),
            |mut worker, chunk| {
                inputs.fill(chunk, &mut worker.x, &mut worker.y);
                worker.run(&compiled);
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                show_progress(function.name, T::NAME, done as f64 / inputs.chunks() as f64, started.elapsed(), &shown);
                worker
            },
        )
        .map(|worker| worker.worst)
        .reduce(
            || vec![[Worst::NONE; ZONES]; levels.len()],
            |x, y| x.iter().zip(&y).map(|(x, y)| [0, 1].map(|zone| x[zone].merge(y[zone]))).collect(),
        );
    Measurement { worst, inputs: inputs.len() }
}

/// A line on standard error every ten seconds.
fn show_progress(name: &str, dtype: &str, share: f64, elapsed: Duration, shown: &AtomicU64) {
    let now = elapsed.as_secs() / 10;
    if shown.fetch_max(now, Ordering::Relaxed) < now {
        eprintln!("{name} {dtype}: {:.0} % after {} s", 100.0 * share, elapsed.as_secs());
    }
}

/// One thread's buffers and what it has found.
struct Worker<'a, T> {
    function: &'a Function,
    promises: [f64; ZONES],
    x: Vec<T>,
    y: Vec<T>,
    /// The results of each level.
    results: Vec<Vec<T>>,
    /// Whether a level's results have all been those of the level below, which are judged for both.
    follows: Vec<bool>,
    /// The values in f64.
    truths: Vec<f64>,
    worst: Tally,
}

impl<'a, T: Float> Worker<'a, T> {
    fn new(function: &'a Function, levels: usize) -> Self {
        Self {
            function,
            promises: function.promises(),
            x: Vec::new(),
            y: Vec::new(),
            results: vec![vec![T::default(); CHUNK as usize]; levels],
            follows: (0..levels).map(|level| level > 0).collect(),
            truths: Vec::new(),
            worst: vec![[Worst::NONE; ZONES]; levels],
        }
    }

    /// Evaluates the inputs in `x` and `y` at all levels and judges the results.
    fn run(&mut self, compiled: &[Compiled]) {
        for (compiled, results) in compiled.iter().zip(&mut self.results) {
            results.resize(self.x.len(), T::default());
            compiled.evaluate(&self.x, &self.y, results);
        }
        for level in 1..self.results.len() {
            let mut pairs = self.results[level - 1].iter().zip(&self.results[level]);
            self.follows[level] &= pairs.all(|(below, this)| below.word() == this.word());
        }
        let judged: Vec<usize> = (0..self.results.len()).filter(|&level| !self.follows[level]).collect();
        match self.function.oracle {
            Oracle::Same(single, double) => self.compare(single, double, &judged),
            Oracle::Near { narrow, exact, .. } if T::WIDTH == 32 => self.judge_narrow(narrow, exact, &judged),
            Oracle::Near { rounded, exact, .. } => self.judge_wide(rounded, exact, &judged),
        }
        for level in 1..self.results.len() {
            if self.follows[level] {
                self.worst[level] = self.worst[level - 1];
            }
        }
    }

    /// Every bit counts.
    fn compare(&mut self, single: fn(f32, f32) -> f32, double: fn(f64, f64) -> f64, levels: &[usize]) {
        for i in 0..self.x.len() {
            let (x, y) = (self.x[i].to_f64(), self.y[i].to_f64());
            let truth = match T::WIDTH {
                32 => f64::from(single(x as f32, y as f32)),
                _ => double(x, y),
            };
            for &level in levels {
                let error = if is_same(self.results[level][i], T::from_f64(truth)) { 0.0 } else { f64::INFINITY };
                self.note(level, 0, i, error, truth);
            }
        }
    }

    /// The value in f64 serves as the true one, until an error exceeds the promise.
    fn judge_narrow(&mut self, narrow: Value<f64>, exact: Value<Real>, levels: &[usize]) {
        self.truths.clear();
        self.truths.extend(self.x.iter().zip(&self.y).map(|(x, y)| narrow.at(x.to_f64(), y.to_f64())));
        let [low, high] = extremes::<T>();
        let is_extreme = |truth: f64| truth.abs() < low || truth.abs() >= high;
        for &level in levels {
            for i in 0..self.x.len() {
                let (result, truth) = (self.results[level][i], self.truths[i]);
                // Most errors are below the worst so far and need no second look.
                let [ordinary, edge] = self.worst[level].map(|worst| worst.error);
                let least = match self.function.edge {
                    Edge::None => ordinary,
                    Edge::Extremes if is_extreme(truth) => edge,
                    Edge::Extremes => ordinary,
                    Edge::Cancellation | Edge::Terms(_) => ordinary.min(edge),
                };
                if result.error_near(truth).is_some_and(|error| error <= least.min(self.promises[0])) {
                    continue;
                }
                let (mut zone, mut error) = self.function.judge(result, Real::from(truth), self.x[i], self.y[i]);
                if error > self.promises[zone] {
                    let truth = exact.at(self.x[i].to_f64(), self.y[i].to_f64());
                    (zone, error) = self.function.judge(result, truth, self.x[i], self.y[i]);
                }
                self.note(level, zone, i, error, truth);
            }
        }
    }

    /// The exact value is asked for only where a result differs from the correctly rounded one.
    fn judge_wide(&mut self, rounded: Option<Value<f64>>, exact: Value<Real>, levels: &[usize]) {
        for i in 0..self.x.len() {
            let (x, y) = (self.x[i].to_f64(), self.y[i].to_f64());
            if let Some(rounded) = rounded {
                let rounded = T::from_f64(rounded.at(x, y));
                if self.results.iter().all(|results| is_same(results[i], rounded)) {
                    continue;
                }
            }
            let truth = exact.at(x, y);
            for &level in levels {
                let (zone, error) = self.function.judge(self.results[level][i], truth, self.x[i], self.y[i]);
                self.note(level, zone, i, error, truth.nearest());
            }
        }
    }

    fn note(&mut self, level: usize, zone: usize, i: usize, error: f64, truth: f64) {
        let worst = &mut self.worst[level][zone];
        if error > self.promises[zone] {
            worst.failures += 1;
        }
        let (x, y) = (self.x[i].to_f64(), self.y[i].to_f64());
        if error > worst.error {
            worst.error = error;
            worst.place = Some([x, y, self.results[level][i].to_f64(), truth]);
        }
    }
}
