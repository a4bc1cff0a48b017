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
use super::explain::{Explanation, Parsed, sheet_json};
use super::expr::{Expr, zeros};
use super::json::Json;
use crate::array::{AnyArray, Operand, Output, Vars};
use crate::compile::OutputType;
use crate::dtype::with_element_type;
use crate::error::Error;
use crate::exec::{self, Binding, Stopwatch, Work};
use crate::options::{Options, Threads};
use crate::syntax::Name;
use rows::{Row, fmt_rows, rows};
use std::fmt::{self, Formatter};
use std::time::{Duration, Instant};

/// Runs go on at least for this long,
const LONG_ENOUGH: Duration = Duration::from_millis(50);
/// and there are at least so many,
const FEWEST_RUNS: usize = 3;
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
    runs: usize,
    watched: f64,
    unwatched: f64,
}

impl Profile {
    /// Profiles a program.
    pub(super) fn new(parsed: Parsed<'_>, vars: &Vars<'_>) -> Result<Self, Error> {
        let explanation = Explanation::new(parsed, vars)?;
        let options = parsed.options.clone().threads(Threads::Serial);
        let names = parsed.tree.names();
        let mut outputs = Vec::new();
        for (slot, (_, dtype, shape)) in explanation.slots().iter().zip(explanation.outputs()) {
            let given = slot.name.and_then(|name| vars.get(&names[name].text));
            outputs.push(match (slot.output, given) {
                (OutputType::Array(..), Some(operand)) => copy_of(operand)?,
                _ => with_element_type!(dtype, T => zeros::<T>(shape).map(AnyArray::from))?,
            });
        }
        let updates = explanation.slots().iter().any(|slot| matches!(slot.output, OutputType::Array(..)));
        let before = if updates { outputs.clone() } else { Vec::new() };
        let stopwatch = Stopwatch::new(explanation.compiled());
        let mut runner = Runner {
            names,
            vars,
            explanation: &explanation,
            options: &options,
            binding: Binding::default(),
            stopwatch: &stopwatch,
        };
        let mut once = |outputs: &mut [AnyArray], is_watched: bool| {
            if updates {
                outputs.clone_from_slice(&before);
            }
            runner.run(outputs, is_watched)
        };
        once(&mut outputs, false)?; // touches what memory there is
        let begin = Instant::now();
        let (mut watched, mut unwatched, mut spent) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            unwatched.push(once(&mut outputs, false)?);
            let nanoseconds = once(&mut outputs, true)?;
            let tick = nanoseconds / stopwatch.ticks().max(1) as f64;
            watched.push(nanoseconds);
            spent.push(stopwatch.spent().map(|ticks| ticks as f64 * tick).collect::<Vec<f64>>());
            let (took, runs) = (begin.elapsed(), watched.len());
            let is_steady = took >= LONG_ENOUGH && runs >= FEWEST_RUNS;
            if is_steady || took >= TOO_LONG || runs == MOST_RUNS {
                break;
            }
        }
        let places = spent[0].len();
        let medians: Vec<f64> = (0..places).map(|place| median(spent.iter().map(|run| run[place]).collect())).collect();
        let time = |pass: usize, kept: Option<usize>, work: Work| medians[stopwatch.place(pass, kept, work)];
        let passes = rows(explanation.sheets(), time);
        let (runs, watched, unwatched) = (watched.len(), median(watched), median(unwatched));
        Ok(Self { explanation, outputs, passes, runs, watched, unwatched })
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

    /// How long an evaluation takes on one thread while nobody looks on: the median.
    pub fn time(&self) -> Duration {
        Duration::from_secs_f64(self.unwatched / 1e9)
    }

    /// By how much the probes lengthen it, as a part of that time.
    pub fn overhead(&self) -> f64 {
        if self.unwatched > 0.0 { (self.watched / self.unwatched - 1.0).max(0.0) } else { 0.0 }
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
            ("ns", self.unwatched.into()),
            ("ns_with_probes", self.watched.into()),
            ("overhead", self.overhead().into()),
            ("passes", Json::list(passes)),
        ]);
        json.to_string()
    }
}

/// A copy of an operand, in C order.
fn copy_of(operand: &Operand<'_>) -> Result<AnyArray, Error> {
    Expr::parse("x")?.eval_any(&Vars::new().with("x", operand.clone()))
}

/// What runs a program again and again.
struct Runner<'r> {
    names: &'r [Name],
    vars: &'r Vars<'r>,
    explanation: &'r Explanation,
    options: &'r Options,
    binding: Binding,
    stopwatch: &'r Stopwatch,
}

impl Runner<'_> {
    /// Runs it once; gives the nanoseconds that it took.
    fn run(&mut self, outputs: &mut [AnyArray], is_watched: bool) -> Result<f64, Error> {
        let compiled = self.explanation.compiled();
        let outputs: Vec<Output<'_>> = outputs.iter_mut().map(Output::from).collect();
        let Self { names, vars, .. } = *self;
        let operand = |name: usize| vars.get(&names[name].text).expect("the name was found among the operands");
        let arrays = exec::Arrays { operand, outputs: &outputs };
        exec::prepare(compiled, &arrays, &mut self.binding)?;
        let begin = Instant::now();
        if is_watched {
            self.stopwatch.start();
            exec::execute(compiled, &arrays, self.options, self.stopwatch.watch(), &mut self.binding)?;
            self.stopwatch.stop();
        } else {
            exec::execute(compiled, &arrays, self.options, (), &mut self.binding)?;
        }
        Ok(begin.elapsed().as_nanos() as f64)
    }
}

/// The middle one of some numbers, of which there is one at least.
fn median(mut numbers: Vec<f64>) -> f64 {
    let middle = numbers.len() / 2;
    *numbers.select_nth_unstable_by(middle, f64::total_cmp).1
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (time, overhead, runs) = (self.unwatched / 1e3, 100.0 * self.overhead(), self.runs);
        let level = self.explanation.level();
        writeln!(f, "{} µs a run on one thread at level {level}, the median of {runs}", Figure(time))?;
        writeln!(f, "probes lengthen it by {} %; times below are with them\n", Figure(overhead))?;
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
