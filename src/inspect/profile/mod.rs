//! Runs a program over real arrays and measures where the time goes.
//!
//! What is run is the program that is explained, on one thread, with a stopwatch for a probe: it reads a clock after each
//! instruction of each block. Runs with it and without it take turns, so the profile can say what the probes cost, and
//! are repeated until figures are steady; of each figure the median of the runs counts. Sampling the program counter
//! would cost nothing, but a kernel is shared by all instructions of its kind, and blocks are too short for a timer.

mod rows;

use super::explain::estimate::Figure;
use super::explain::sheet::Sheet;
use super::explain::text::{fmt_header, fmt_passes};
use super::explain::{Explanation, Parsed, Updated, sheet_json};
use super::json::Json;
use crate::array::{AnyArray, Operand, Output, Vars};
use crate::compile::{OutputSlot, OutputType};
use crate::element::{DType, with_element_type};
use crate::error::Error;
use crate::evaluate::{Expr, any_zeros};
use crate::exec;
use crate::exec::{Binding, Prepared, Stopwatch};
use crate::options::{Options, Threads};
use crate::syntax::Name;
use rows::{Row, fmt_rows, rows};
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

/// Where the time of an evaluation goes, measured: the time of each instruction, of gathering and writing, and of what is
/// done around blocks.
///
/// Printing it shows each pass with nanoseconds an element, the share of the whole, and what the time is expected to be
/// bounded by; [`Profile::to_json`] has the same for tools.
#[derive(Clone)]
pub struct Profile {
    explanation: Explanation,
    outputs: Vec<AnyArray>,
    passes: Vec<Vec<Row>>,
    threads: Threads,
    runs: usize,
    /// Nanoseconds of a run, by how it is done: on one thread and watched, on one thread, as an ordinary evaluation.
    watched: f64,
    alone: f64,
    ordinary: f64,
}

impl Profile {
    /// Profiles a program.
    pub(super) fn new(parsed: Parsed<'_>, vars: &Vars<'_>, updated: Updated) -> Result<Self, Error> {
        let explanation = Explanation::new(parsed, vars, updated)?;
        let names = parsed.tree.names();
        let updates = explanation.slots().iter().any(|slot| matches!(slot.output, OutputType::Array(..)));
        let before = if updates { outputs(&explanation, names, vars)? } else { Vec::new() };
        let mut outputs = outputs(&explanation, names, vars)?;
        let stopwatch = Stopwatch::new(explanation.compiled());
        let (ordinary, alone) = (parsed.options, parsed.options.clone().threads(Threads::Serial));
        let mut runner = Runner { names, vars, explanation: &explanation, binding: Binding::default() };
        let mut once = |outputs: &mut [AnyArray], options: &Options, stopwatch: Option<&Stopwatch>| {
            outputs.iter_mut().zip(&before).for_each(|(output, before)| restore(output, before));
            runner.run(outputs, options, stopwatch)
        };
        once(&mut outputs, &alone, None)?; // touches what memory there is
        let begin = Instant::now();
        let (mut times, mut spent) = ([const { Vec::new() }; 3], Vec::new());
        loop {
            times[0].push(once(&mut outputs, ordinary, None)?);
            times[1].push(once(&mut outputs, &alone, None)?);
            let nanoseconds = once(&mut outputs, &alone, Some(&stopwatch))?;
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
        let passes = rows(explanation.sheets(), |pass, kept, work| medians[stopwatch.place(pass, kept, work)]);
        let [ordinary, alone, watched] = times.map(median);
        Ok(Self { explanation, outputs, passes, threads: parsed.options.threads, runs, watched, alone, ordinary })
    }

    /// The outputs, by name, with what the evaluation gave; the result of an expression is called `out`.
    ///
    /// ```
    /// use fusexpr::{Expr, vars};
    ///
    /// let profile = Expr::parse("a*b + 1")?.profile(&vars! { a: [1.0, 2.0], b: [3.0, 4.0] })?;
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
    /// use fusexpr::{Expr, vars};
    ///
    /// let json = Expr::parse("a*b + 1")?.profile(&vars! { a: [1.0, 2.0], b: [3.0, 4.0] })?.to_json();
    /// assert!(json.contains("\"mnemonic\": \"multiply_add.f64\"") && json.contains("\"share\": "));
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        let passes = self.explanation.sheets().iter().zip(&self.passes).map(|(sheet, rows)| {
            let rows = rows.iter().map(Row::json);
            Json::Object(vec![("pass", sheet_json(sheet)), ("work", Json::list(rows))])
        });
        let json = Json::Object(vec![
            ("source", self.explanation.source().into()),
            ("level", self.explanation.level().to_string().into()),
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

/// A copy of an operand, in C order.
fn copy_of(operand: &Operand<'_>) -> Result<AnyArray, Error> {
    let alone = Options::new().threads(Threads::Serial);
    Expr::parse("x")?.with(alone).eval_any(&Vars::new().with("x", operand.clone()))
}

/// What runs a program again and again.
struct Runner<'r> {
    names: &'r [Name],
    vars: &'r Vars<'r>,
    explanation: &'r Explanation,
    binding: Binding,
}

impl Runner<'_> {
    /// Runs it once; gives the nanoseconds that it took.
    fn run(
        &mut self,
        outputs: &mut [AnyArray],
        options: &Options,
        stopwatch: Option<&Stopwatch>,
    ) -> Result<f64, Error> {
        let (compiled, names, vars) = (self.explanation.compiled(), self.names, self.vars);
        let outputs: Vec<Output<'_>> = outputs.iter_mut().map(Output::from).collect();
        let operands: Vec<Option<&Operand<'_>>> = names.iter().map(|name| vars.get(&name.text)).collect();
        let arrays = exec::Arrays { operands: &operands, outputs: &outputs };
        let Prepared::Ready(bound) = exec::prepare(compiled, arrays, &mut self.binding)? else {
            unreachable!("an explanation is of a program that can run")
        };
        let begin = Instant::now();
        match stopwatch {
            Some(stopwatch) => {
                stopwatch.start();
                exec::execute(bound, options, stopwatch.watch())?;
                stopwatch.stop();
            }
            None => exec::execute(bound, options, ())?,
        }
        Ok(begin.elapsed().as_nanos() as f64)
    }
}

/// New arrays for the outputs; those that are updated hold what they have before.
fn outputs(explanation: &Explanation, names: &[Name], vars: &Vars<'_>) -> Result<Vec<AnyArray>, Error> {
    let output = |(slot, (_, dtype, shape)): (&OutputSlot, (&str, DType, &[usize]))| {
        let given = slot.name.and_then(|name| vars.get(&names[name].text));
        match (slot.output, given) {
            (OutputType::Array(..), Some(operand)) => copy_of(operand),
            _ => any_zeros(dtype, shape),
        }
    };
    explanation.slots().iter().zip(explanation.outputs()).map(output).collect()
}

/// Makes the elements of an array those of another one like it, in the memory that it has.
fn restore(output: &mut AnyArray, before: &AnyArray) {
    with_element_type!(before.dtype(), T => {
        if let (Some(output), Some(before)) = (output.get_mut::<T>(), before.get::<T>()) {
            output.assign(before);
        }
    });
}

/// The middle one of some numbers, of which there is one at least.
fn median(mut numbers: Vec<f64>) -> f64 {
    let middle = numbers.len() / 2;
    *numbers.select_nth_unstable_by(middle, f64::total_cmp).1
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (alone, runs, level) = (Figure(self.alone / 1e3), self.runs, self.explanation.level());
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
        let sheets = self.explanation.sheets();
        fmt_passes(f, sheets, |f, i, sheet: &Sheet| {
            fmt_header(f, sheet, 0)?;
            fmt_rows(f, &self.passes[i])
        })
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("of", &self.explanation).field("time", &self.time()).finish_non_exhaustive()
    }
}
