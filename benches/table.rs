//! One table of elementwise expressions: ns per element of this library, of a hand-written fused loop and of ndarray's
//! operators, and the ratios.
//!
//! `cargo bench --bench table -- [--markdown] [--filter TEXT] [--size N] [--quick]`
//!
//! The three take turns, as [`rounds`] says. A `!` marks what is beyond the limits set in
//! [`limits`]; it fails nothing, since timings on a busy machine prove nothing.

mod common;
#[path = "common/rounds.rs"]
mod rounds;

use common::cases::{Float, entries};
use common::contest::{Contestant, Data, THREADS};
use fusexpr::{Level, Threads};
use rounds::{Effort, median, processor, ratio};
use std::process::ExitCode;

/// In the first-level cache, in the second, in the third, in memory.
const SIZES: [usize; 4] = [1 << 10, 32 << 10, 1 << 20, 16 << 20];

/// What is asked for on the command line.
struct Options {
    markdown: bool,
    filter: String,
    sizes: Vec<usize>,
    quick: bool,
}

impl Options {
    fn from_arguments(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let quick = common::mode::is_quick();
        let sizes = if quick { &SIZES[..2] } else { &SIZES };
        let mut options = Self { markdown: false, filter: String::new(), sizes: sizes.to_vec(), quick };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} wants a value"));
            match argument.as_str() {
                "--bench" | "--quick" => {}
                "--markdown" => options.markdown = true,
                "--filter" => options.filter = value()?,
                "--size" => {
                    let size = value()?;
                    let number = size.parse().ok().filter(|&number| number > 0);
                    options.sizes = vec![number.ok_or_else(|| format!("`{size}` is no number of elements"))?];
                }
                other => {
                    let known = "--markdown, --filter TEXT, --size N, --quick";
                    return Err(format!("there is no option {other}; the options are {known}"));
                }
            }
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    let options = match Options::from_arguments(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let (level, threads) = (Level::detect(), rayon::current_num_threads());
    let rounds = Effort::new(options.quick).rounds;
    println!("ns per element; {}, level {level}, serial or {threads} threads, medians of {rounds} rounds", processor());
    println!("hand: one loop at the same level (rayon in a pool); ndarray: its operators, always serial\n");
    print_row(&options, ["expression", "type", "size", "threads", "fused", "hand", "ndarray", "/hand", "/ndarray", ""]);
    if options.markdown {
        println!("|:--|:--|--:|--:|--:|--:|--:|--:|--:|:--|");
    }
    let beyond = table::<f64>(&options, "f64") + table::<f32>(&options, "f32");
    println!("\n{beyond} rows are beyond a limit (!)");
    ExitCode::SUCCESS
}

/// Measures and prints the rows of one type; says how many are beyond a limit.
fn table<T: Float>(options: &Options, dtype: &str) -> usize {
    let mut beyond = 0;
    for &len in &options.sizes {
        let data = Data::<T>::new(len);
        for entry in entries().iter().filter(|entry| entry.text.contains(&options.filter)) {
            for (threads, threads_name) in THREADS {
                let mut contest = (entry.contest)(&data, threads);
                let times = Effort::new(options.quick).measure(|i| contest.run(Contestant::ALL[i]));
                let [fused, hand, ndarray] = times.each_ref().map(|times| median(times) / len as f64);
                let [to_hand, to_ndarray] = [1, 2].map(|rival| ratio(&times[0], &times[rival]));
                let (hand_limit, ndarray_limit) = limits(entry.text, len, threads);
                // As far as it is printed: a hundredth is noise.
                let exceeds = |ratio: f64, limit: f64| (ratio * 100.0).round() > limit * 100.0;
                let is_beyond = exceeds(to_hand, hand_limit) || exceeds(to_ndarray, ndarray_limit);
                beyond += usize::from(is_beyond);
                print_row(
                    options,
                    [
                        entry.text,
                        dtype,
                        &size_name(len),
                        threads_name,
                        &format!("{fused:.3}"),
                        &format!("{hand:.3}"),
                        &format!("{ndarray:.3}"),
                        &format!("{to_hand:.2}"),
                        &format!("{to_ndarray:.2}"),
                        if is_beyond { "!" } else { "" },
                    ],
                );
            }
        }
    }
    beyond
}

/// The most that this library may take, as a multiple of the hand-written loop and of the ndarray chain.
fn limits(text: &str, len: usize, threads: Threads) -> (f64, f64) {
    let to_hand = match (text, len, threads) {
        ("a*b+c", 0x100_0000, Threads::Pool) => 1.1,
        ("a*b+c", 0x8000, Threads::Serial) => 1.5,
        ("((.25*a+.75)*a-1.5)*a-2", 0x8000, Threads::Serial) => 2.2,
        ("where(a>b,a-b,b-a)", 0x8000, Threads::Serial) => 2.0,
        _ => f64::INFINITY,
    };
    (to_hand, 1.0)
}

fn size_name(len: usize) -> String {
    match len {
        len if len.is_multiple_of(1 << 20) => format!("{} Mi", len >> 20),
        len if len.is_multiple_of(1 << 10) => format!("{} Ki", len >> 10),
        len => len.to_string(),
    }
}

fn print_row(options: &Options, [text, dtype, cells @ .., mark]: [&str; 10]) {
    let [size, threads, fused, hand, ndarray, to_hand, to_ndarray] = cells;
    if options.markdown {
        let text = if text == "expression" { text.into() } else { format!("`{}`", text.replace('|', "\\|")) };
        println!(
            "| {text} | {dtype} | {size} | {threads} | {fused} | {hand} | {ndarray} | {to_hand} | {to_ndarray} | {mark} |"
        );
    } else {
        println!(
            "{text:24} {dtype:4} {size:>6} {threads:>7} {fused:>8} {hand:>8} {ndarray:>8} {to_hand:>7} {to_ndarray:>8} {mark}"
        );
    }
}
