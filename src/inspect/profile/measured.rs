//! Runs a program over real arrays and measures where the time goes.
//!
//! What is run is the program that an evaluation with the same lengths runs, on one thread, with a stopwatch for a
//! probe: it reads a clock after each instruction of each block. Runs with it and without it take turns, so the profile
//! can say what the probes cost, and are repeated until figures are steady; of each figure the median of the runs
//! counts. Sampling the program counter would cost nothing, but a kernel is shared by all instructions of its kind, and
//! blocks are too short for a timer.

use super::runner::Runner;
use super::work::{MeasuredWork, fmt_work, measured_work};
use crate::array::AnyArray;
use crate::error::Error;
use crate::evaluate::{Expr, Request};
use crate::exec::Stopwatch;
use crate::inspect::explain::{
    Explanation, Figure, PassDescription, fmt_header, fmt_machine_code, fmt_passes, pass_json,
};
use crate::inspect::json::Json;
use crate::options::Threads;
use std::fmt::{self, Formatter};
use std::time::{Duration, Instant};

/// Runs go on at least for this long,
const LONG_ENOUGH: Duration = Duration::from_millis(50);
/// and there are at least so many,
const FEWEST_RUNS: usize = 5;
/// unless they take longer than this.
const TOO_LONG: Duration = Duration::from_secs(2);
/// More runs make no figure steadier.
const MOST_RUNS: usize = 10_000;

/// Where the time of an evaluation goes, measured: the time of each instruction, of gathering and writing, and of what
/// is done around blocks.
///
/// Printing it shows each pass with nanoseconds an element, the share of the whole, and what the time is expected to be
/// bounded by; [`Profile::to_json`] has the same for tools.
#[derive(Clone)]
pub struct Profile {
    explanation: Explanation,
    outputs: Vec<AnyArray>,
    /// The pieces of work of each pass.
    work: Vec<Vec<MeasuredWork>>,
    threads: Threads,
    runs: usize,
    /// Nanoseconds of a run, by how it is done: on one thread and watched, on one thread, as an ordinary evaluation.
    watched: f64,
    alone: f64,
    ordinary: f64,
}

impl Profile {
    /// Profiles a program.
    pub(in crate::inspect) fn new(expr: &Expr, request: Request<'_>) -> Result<Self, Error> {
        let explanation = Explanation::new(expr, request)?;
        let mut runner = Runner::new(expr, request)?;
        let stopwatch = Stopwatch::new(runner.compiled());
        let (ordinary, alone) = (expr.options(), expr.options().clone().threads(Threads::Serial));
        runner.run(&alone, None)?; // touches what memory there is
        let begin = Instant::now();
        let (mut times, mut spent) = ([const { Vec::new() }; 3], Vec::new());
        loop {
            times[0].push(runner.run(ordinary, None)?);
            times[1].push(runner.run(&alone, None)?);
            let nanoseconds = runner.run(&alone, Some(&stopwatch))?;
            let tick = nanoseconds / stopwatch.ticks().max(1) as f64;
            times[2].push(nanoseconds);
            spent.push(stopwatch.spent().map(|ticks| ticks as f64 * tick).collect::<Vec<f64>>());
            let took = begin.elapsed();
            let is_steady = took >= LONG_ENOUGH && spent.len() >= FEWEST_RUNS;
            if is_steady || took >= TOO_LONG || spent.len() == MOST_RUNS {
                break;
            }
        }
        let runs = spent.len();
        let medians: Vec<f64> =
            (0..spent[0].len()).map(|place| median(spent.iter().map(|run| run[place]).collect())).collect();
        let time = |pass, tile_buffers, work| medians[stopwatch.place(pass, tile_buffers, work)];
        let work = measured_work(&explanation.passes, time);
        let [ordinary, alone, watched] = times.map(median);
        let (outputs, threads) = (runner.into_outputs(), expr.options().threads);
        Ok(Self { explanation, outputs, work, threads, runs, watched, alone, ordinary })
    }

    /// The outputs, by name and in the order of [`Explanation::outputs`], with what the evaluation gave; the result of
    /// an expression comes last and is called `out`.
    ///
    /// ```
    /// use fusexpr::inspect::Updates;
    /// use fusexpr::{Expr, vars};
    ///
    /// let vars = vars! { a: [1.0, 2.0], b: [3.0, 4.0] };
    /// let profile = Expr::parse("a*b + 1")?.profile(&vars, Updates::IntoNew)?;
    /// let (name, value) = profile.outputs().next().expect("there is a result");
    /// assert_eq!((name, value.get::<f64>().and_then(|value| value.as_slice())), ("out", Some(&[4.0, 9.0][..])));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &AnyArray)> {
        self.explanation.output_names().iter().map(String::as_str).zip(&self.outputs)
    }

    /// How long an evaluation takes, with the threads that it is to have: the median.
    pub fn time(&self) -> Duration {
        Duration::from_secs_f64(self.ordinary / 1e9)
    }

    /// How long it takes on one thread: the median.
    pub fn time_alone(&self) -> Duration {
        Duration::from_secs_f64(self.alone / 1e9)
    }

    /// By how much the probes lengthen that, as a part of it.
    pub fn overhead(&self) -> f64 {
        if self.alone > 0.0 { (self.watched / self.alone - 1.0).max(0.0) } else { 0.0 }
    }

    /// The same as JSON, one object. Times are in nanoseconds, of a run or of an element of it.
    ///
    /// ```
    /// use fusexpr::inspect::Updates;
    /// use fusexpr::{Expr, vars};
    ///
    /// let vars = vars! { a: [1.0, 2.0], b: [3.0, 4.0] };
    /// let json = Expr::parse("a*b + 1")?.profile(&vars, Updates::IntoNew)?.to_json();
    /// assert!(json.contains("\"mnemonic\": \"multiply_add.f64\"") && json.contains("\"share\": "));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        let passes = self.explanation.passes.iter().zip(&self.work).map(|(pass, work)| {
            let work = work.iter().map(MeasuredWork::json);
            Json::Object(vec![("pass", pass_json(pass)), ("work", Json::list(work))])
        });
        let json = Json::Object(vec![
            ("source", self.explanation.source.as_str().into()),
            ("level", self.explanation.level.to_string().into()),
            ("threads", 1_usize.into()),
            ("runs", self.runs.into()),
            ("ns", self.alone.into()),
            ("ns_with_probes", self.watched.into()),
            ("ns_ordinary", self.ordinary.into()),
            ("overhead", self.overhead().into()),
            ("passes", Json::list(passes)),
        ]);
        json.to_string()
    }
}

/// The middle one of some numbers, of which there is one at least.
fn median(mut numbers: Vec<f64>) -> f64 {
    let middle = numbers.len() / 2;
    *numbers.select_nth_unstable_by(middle, f64::total_cmp).1
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (alone, runs, level) = (Figure(self.alone / 1e3), self.runs, self.explanation.level);
        writeln!(f, "{alone} µs a run on one thread at level {level}, the median of {runs}")?;
        let ordinary = Figure(self.ordinary / 1e3);
        match self.threads {
            Threads::Serial => {}
            Threads::Pool => writeln!(f, "{ordinary} µs in an ordinary evaluation, with the threads of the pool")?,
            Threads::Exactly(1) => writeln!(f, "{ordinary} µs in an ordinary evaluation, with 1 thread")?,
            Threads::Exactly(n) => writeln!(f, "{ordinary} µs in an ordinary evaluation, with {n} threads")?,
        }
        let overhead = Figure(100.0 * self.overhead());
        writeln!(f, "probes lengthen it by {overhead} %; times below are with them, on one thread\n")?;
        fmt_passes(f, &self.explanation.passes, |f, i, pass: &PassDescription| {
            fmt_header(f, pass, 0)?;
            for buffer in &pass.tile_buffers {
                fmt_header(f, buffer, 2)?;
                fmt_machine_code(f, buffer, 4)?;
            }
            fmt_machine_code(f, pass, 2)?;
            fmt_work(f, &self.work[i])
        })
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("of", &self.explanation).field("time", &self.time()).finish_non_exhaustive()
    }
}
