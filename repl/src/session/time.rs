//! `:time`: how long an expression takes, of many evaluations, each into a new array; and how long it takes one
//! operation at a time, as NumPy or ndarray would do it.
//!
//! The median is told with the range of the middle half, which says whether to believe it. What takes less than the
//! clock can tell is evaluated several times between two looks at it.

use super::Session;
use crate::Failure;
use fusexpr::{Error, Expr, Vars};
use std::io::Write;
use std::time::Instant;

/// Seconds that measuring goes on for, unless [`FEWEST`] takes longer.
const BUDGET: f64 = 0.5;
/// Samples that are taken at least.
const FEWEST: usize = 5;
/// Samples that are taken at most.
const MOST: usize = 1000;
/// Seconds below which the clock itself shows.
const CLOCK: f64 = 20e-6;

/// How long one evaluation took.
struct Timing {
    /// In seconds, in ascending order.
    samples: Vec<f64>,
}

impl Timing {
    fn of(mut work: impl FnMut() -> Result<(), Error>) -> Result<Self, Error> {
        let mut seconds = |count: usize| {
            let start = Instant::now();
            (0..count).try_for_each(|_| work())?;
            Ok(start.elapsed().as_secs_f64() / count as f64)
        };
        seconds(1)?; // memory and caches are cold
        let repeats = (CLOCK / seconds(1)?).ceil().clamp(1.0, 1000.0) as usize;
        let start = Instant::now();
        let mut samples = Vec::new();
        while samples.len() < FEWEST || (samples.len() < MOST && start.elapsed().as_secs_f64() < BUDGET) {
            samples.push(seconds(repeats)?);
        }
        samples.sort_by(f64::total_cmp);
        Ok(Self { samples })
    }

    /// The time that a fraction of the samples is below.
    fn quantile(&self, fraction: f64) -> f64 {
        self.samples[(fraction * (self.samples.len() - 1) as f64).round() as usize]
    }
}

impl Session {
    /// Tells how long an expression takes.
    pub(super) fn time(&self, text: &str, out: &mut dyn Write) -> Result<(), Failure> {
        let (fused, unfused, written) =
            self.evaluate(text, |expr, variables| measure(expr, &variables.operands(expr)))?;
        let median = fused.quantile(0.5);
        let (low, high) = (duration(fused.quantile(0.25)), duration(fused.quantile(0.75)));
        let samples = fused.samples.len();
        let mut lines = vec![format!("{}, half of {samples} measurements from {low} to {high}", duration(median))];
        let expr = self.parse(text)?;
        let read = expr.variables().filter_map(|name| self.variables.get(name));
        let (elements, bytes) = read.fold(written, |(most, sum), value| (most.max(value.len()), sum + value.bytes()));
        if elements > 1 {
            let (each, rate) = (median * 1e9 / elements as f64, bytes as f64 / median / 1e9);
            lines.push(format!("{} ns an element, {} GB/s read and written", significant(each), significant(rate)));
        }
        let unfused = unfused.quantile(0.5);
        let times = significant(unfused / median);
        lines.push(format!("one operation at a time {}, {times} times as long", duration(unfused)));
        self.print(out, &lines.join("\n"))
    }
}

/// Times both ways; gives also how many elements the largest output has, and the bytes of all.
fn measure(expr: &Expr, operands: &Vars<'_>) -> Result<(Timing, Timing, (usize, usize)), Error> {
    let outputs = expr.eval_all(operands)?;
    let written = outputs
        .iter()
        .fold((0, 0), |(most, sum), (_, array)| (array.len().max(most), sum + array.len() * array.dtype().size()));
    let fused = Timing::of(|| expr.eval_all(operands).map(drop))?;
    let unfused = expr.clone().with(expr.options().clone().unfused(true));
    let unfused = Timing::of(|| unfused.eval_all(operands).map(drop))?;
    Ok((fused, unfused, written))
}

/// A number of seconds for people.
fn duration(seconds: f64) -> String {
    let (unit, name) = match seconds {
        _ if seconds < 1e-6 => (1e-9, "ns"),
        _ if seconds < 1e-3 => (1e-6, "µs"),
        _ if seconds < 1.0 => (1e-3, "ms"),
        _ => (1.0, "s"),
    };
    format!("{} {name}", significant(seconds / unit))
}

/// Three digits.
fn significant(x: f64) -> String {
    let decimals = (2 - x.max(1e-9).log10().floor() as i64).clamp(0, 9) as usize;
    format!("{x:.decimals$}")
}
