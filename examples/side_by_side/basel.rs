//! The sum of the inverse squares up to N, which tends to π²/6: N terms that never lie in memory, beside the ways in
//! which they do.
//!
//! `cargo run --release --example basel` prints the seconds and the correct digits for N up to 10¹⁰, in a minute or
//! two, and then what the length of the chunks has to do with it; `-- --quick` takes small numbers, `-- --long` goes on
//! to 10¹¹, for ten minutes; `-- --picture FILE.png` draws the times by the length of the chunks.
//!
//! N is given as a float. Of integers, `arange` would be i64, whose squares wrap around beyond 3·10⁹; and all whole
//! numbers up to 2⁵³ are floats.

mod common;
#[path = "common/progress.rs"]
mod progress;

use common::{Arguments, Table, three_digits, timed};
use fusexpr::{Error, Expr, Options, Threads, vars};
use ndarray::Array1;
use plotters::prelude::*;
use progress::watched;
use rayon::prelude::*;

const TEXT: &str = "sum(1/arange(1, n+1)**2)";

/// Terms a chunk, unless their number is what is looked at: 0.4 MB, which a second-level cache holds.
const CHUNK: u64 = 50_000;

type AnyError = Box<dyn std::error::Error>;

/// A way to compute the sum.
struct Form {
    name: &'static str,
    /// Whether all terms are in memory at once.
    holds_all: bool,
    sum: Box<dyn Fn(u64) -> Result<f64, Error>>,
}

fn forms() -> Result<Vec<Form>, Error> {
    let by_hand = |name, sum: fn(u64) -> f64| Form { name, holds_all: false, sum: Box::new(move |n| Ok(sum(n))) };
    let program =
        |name, threads| -> Result<Form, Error> { Ok(Form { name, holds_all: false, sum: Box::new(fused(threads)?) }) };
    Ok(vec![
        by_hand("loop", in_a_loop),
        Form { holds_all: true, ..by_hand("ndarray", |n| terms(1, n).sum()) },
        by_hand("ndarray in chunks", |n| in_chunks(n, CHUNK)),
        by_hand("ndarray in chunks, threads", |n| in_chunks_threaded(n, CHUNK)),
        program("program, one thread", Threads::Serial)?,
        program("program, all threads", Threads::Pool)?,
    ])
}

/// The sum as a program.
fn fused(threads: Threads) -> Result<impl Fn(u64) -> Result<f64, Error>, Error> {
    let program = Expr::parse(TEXT)?.with(Options::new().threads(threads));
    Ok(move |n| {
        let mut sum = 0.0;
        program.evaluate(&vars! { n: n as f64 }, &mut sum)?;
        Ok(sum)
    })
}

/// One term after the other. From 10⁸ on they are less than half of the sum's last digit, and add nothing.
fn in_a_loop(n: u64) -> f64 {
    let mut sum = 0.0;
    for i in 1..=n {
        let i = i as f64;
        sum += 1.0 / (i * i);
    }
    sum
}

/// The terms of the numbers from one to another, in one array whose memory is used again.
fn terms(first: u64, last: u64) -> Array1<f64> {
    1.0 / Array1::range(first as f64, last as f64 + 1.0, 1.0).mapv_into(|i| i * i)
}

fn chunk_sum(n: u64, chunk: u64, which: u64) -> f64 {
    terms(which * chunk + 1, n.min((which + 1) * chunk)).sum()
}

fn in_chunks(n: u64, chunk: u64) -> f64 {
    (0..n.div_ceil(chunk)).map(|which| chunk_sum(n, chunk, which)).sum()
}

fn in_chunks_threaded(n: u64, chunk: u64) -> f64 {
    (0..n.div_ceil(chunk)).into_par_iter().map(|which| chunk_sum(n, chunk, which)).sum()
}

/// The true sum, nearly: the first terms of its series by powers of 1/N, of which the next one is 1/(30 N⁵).
fn expected(n: u64) -> f64 {
    const LIMIT: f64 = 1.644_934_066_848_226_4;
    let x = 1.0 / n as f64;
    LIMIT - (x - x * x / 2.0 + x * x * x / 6.0)
}

/// How many decimal digits of a sum are correct; where it is off by no more than one in its last binary digit, all.
fn digits(sum: f64, n: u64) -> String {
    let error = (sum - expected(n)).abs() / sum;
    if error <= f64::EPSILON { "all".to_owned() } else { format!("{:.1}", -error.log10()) }
}

/// Bytes that may be taken: where the system does not tell, 2 GiB.
fn available() -> u64 {
    let info = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = info.lines().find_map(|line| line.strip_prefix("MemAvailable:")?.trim().strip_suffix("kB"));
    line.and_then(|kibibytes| kibibytes.trim().parse::<u64>().ok()).map_or(2 << 30, |kibibytes| kibibytes << 10)
}

/// Whether the terms fit in memory, a quarter to spare.
fn fits(n: u64) -> bool {
    let bytes = n * size_of::<f64>() as u64;
    bytes + bytes / 4 <= available()
}

fn main() -> Result<(), AnyError> {
    let arguments = Arguments::read(&["--quick", "--long", "--picture FILE"])?;
    let is_quick = arguments.get("--quick").is_some();
    let exponents = match (is_quick, arguments.get("--long")) {
        (true, _) => 6..=7,
        (false, None) => 8..=10,
        (false, Some(_)) => 8..=11,
    };
    let numbers = Vec::from_iter(exponents.map(|exponent| 10_u64.pow(exponent)));
    let headings = |what: &str| {
        let sizes = numbers.iter().map(|n| format!("N = {n:.0e}"));
        Vec::from_iter([what.to_owned()].into_iter().chain(sizes))
    };

    println!("{TEXT}\n");
    let table = Table::new(27, &headings("seconds"));
    let mut correct = Vec::new();
    for form in forms()? {
        let (mut row, mut digits_row, mut last) = (vec![form.name.to_owned()], vec![form.name.to_owned()], None);
        for &n in &numbers {
            if form.holds_all && !fits(n) {
                row.push("no memory".to_owned());
                digits_row.push(String::new());
                continue;
            }
            let about = last.map(|(seconds, before)| seconds * n as f64 / before as f64);
            let (sum, seconds) = watched(&format!("{}, N = {n:.0e}", form.name), about, || timed(|| (form.sum)(n)));
            last = Some((seconds, n));
            row.push(three_digits(seconds));
            digits_row.push(digits(sum?, n));
        }
        table.row(&row);
        correct.push(digits_row);
    }
    println!();
    let table = Table::new(27, &headings("correct digits"));
    correct.iter().for_each(|row| table.row(row));

    println!();
    let sweep = Sweep::new(if is_quick { 1_000_000 } else { 100_000_000 })?;
    sweep.print();
    if let Some(file) = arguments.get("--picture") {
        sweep.draw(file)?;
    }
    Ok(())
}

/// ns a term on one thread and on all.
type Pair = [f64; 2];

/// How the time depends on the length of the chunks, and the program's, which has none.
struct Sweep {
    n: u64,
    chunks: Vec<(u64, Pair)>,
    program: Pair,
    /// By number of threads.
    threads: Vec<f64>,
}

impl Sweep {
    fn new(n: u64) -> Result<Self, Error> {
        // The best of three: what disturbs makes it longer, never shorter.
        let best = |sum: &dyn Fn() -> Result<f64, Error>| -> Result<f64, Error> {
            let mut best = f64::INFINITY;
            for _ in 0..3 {
                let (sum, seconds) = timed(sum);
                assert!((sum? - expected(n)).abs() < 1e-12, "it is the sum");
                best = best.min(seconds * 1e9 / n as f64);
            }
            Ok(best)
        };
        let measure = || -> Result<Self, Error> {
            let lengths = (4..=14).map(|halves| 10_f64.powf(f64::from(halves) / 2.0) as u64);
            let mut chunks = Vec::new();
            for chunk in lengths.filter(|&chunk| chunk <= n) {
                let times = [best(&|| Ok(in_chunks(n, chunk)))?, best(&|| Ok(in_chunks_threaded(n, chunk)))?];
                chunks.push((chunk, times));
            }
            let [serial, pool] = [fused(Threads::Serial)?, fused(Threads::Pool)?];
            let mut threads = Vec::new();
            for count in 1..=rayon::current_num_threads() {
                let sum = fused(Threads::Exactly(count))?;
                threads.push(best(&|| sum(n))?);
            }
            Ok(Self { n, chunks, program: [best(&|| serial(n))?, best(&|| pool(n))?], threads })
        };
        watched("lengths of chunks", None, measure)
    }

    fn print(&self) {
        let row = |name: String, times: &[f64]| {
            Vec::from_iter([name].into_iter().chain(times.iter().map(|&time| three_digits(time))))
        };
        let headings = [format!("ns a term, N = {:.0e}", self.n), "one thread".to_owned(), "all threads".to_owned()];
        let table = Table::new(27, &headings);
        for (chunk, times) in &self.chunks {
            table.row(&row(format!("chunks of {chunk}"), times));
        }
        table.row(&row("program".to_owned(), &self.program));
        println!();
        let counts = (1..=self.threads.len()).map(|count| count.to_string());
        let table = Table::new(27, &Vec::from_iter(["threads".to_owned()].into_iter().chain(counts)));
        table.row(&row("program".to_owned(), &self.threads));
    }

    /// Draws ns a term by the logarithm of the chunks' length. There is no text in it, which would take fonts; what the
    /// lines are is printed.
    fn draw(&self, file: &str) -> Result<(), AnyError> {
        const COLOURS: [RGBColor; 2] = [BLUE, RED];
        const GRID: RGBColor = RGBColor(220, 220, 220);
        let chunks = |which: usize| self.chunks.iter().map(move |(chunk, times)| (*chunk as f64, times[which]));
        let highest = chunks(0).chain(chunks(1)).fold(0.0, |highest: f64, (_, time)| highest.max(time));
        let top = highest.max(self.program[0]).ceil();
        let (first, last) = (self.chunks[0].0 as f64, self.chunks[self.chunks.len() - 1].0 as f64);
        let image = BitMapBackend::new(file, (800, 480)).into_drawing_area();
        image.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&image).margin(24).build_cartesian_2d((first..last).log_scale(), 0.0..top)?;

        let upright = std::iter::successors(Some(first), |x| Some(x * 10.0)).take_while(|&x| x <= last);
        let across = (0..=2 * top as u32).map(|halves| f64::from(halves) / 2.0);
        let grid = upright.map(|x| vec![(x, 0.0), (x, top)]).chain(across.map(|y| vec![(first, y), (last, y)]));
        chart.draw_series(grid.map(|line| PathElement::new(line, GRID)))?;
        let axes = [vec![(first, 0.0), (first, top)], vec![(first, 0.0), (last, 0.0)]];
        chart.draw_series(axes.map(|line| PathElement::new(line, BLACK)))?;
        for (which, colour) in COLOURS.into_iter().enumerate() {
            chart.draw_series([PathElement::new(chunks(which).collect::<Vec<_>>(), colour.stroke_width(2))])?;
            chart.draw_series(chunks(which).map(|point| Circle::new(point, 4, colour.filled())))?;
            let level = self.program[which];
            chart.draw_series([PathElement::new(vec![(first, level), (last, level)], colour.stroke_width(1))])?;
        }
        image.present()?;
        println!(
            "\n{file} shows ns a term, a line across each half, by the length of the chunks, {first:.0e} to {last:.0e}, a line \
             up each power of ten: in blue on one thread, in red on all; the level lines are the program's"
        );
        Ok(())
    }
}
