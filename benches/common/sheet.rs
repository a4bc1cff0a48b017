//! A sheet of contests between a program and what one would write instead, and the data they run over.
//!
//! The two of a row take turns, as [`rounds`](super::rounds) says, and write to the same memory. Every answer is
//! compared first.

use super::mode;
use super::paged::Paged;
use super::rounds::{Effort, median, processor, ratio};
use fusexpr::{Expr, Level, Options, Threads};
use ndarray::{ArrayView2, ArrayViewMut2, Ix2};
use std::hint::black_box;
use std::process::ExitCode;

/// A program and its rival, set up over the same data.
pub struct Contest<'c> {
    /// What is computed, often the program itself.
    pub name: &'c str,
    /// Of how many elements.
    pub size: String,
    /// Who computes the program.
    pub threads: Threads,
    /// What it is beside.
    pub rival: &'c str,
    /// How far a result may be from the rival's.
    pub tolerance: f64,
}

/// What is asked for, and how it is printed.
pub struct Sheet {
    quick: bool,
    markdown: bool,
    filter: String,
}

impl Sheet {
    /// Measures and prints rows at the level of this machine, as the arguments of the program say.
    pub fn run(rows: impl FnOnce(&Sheet, Level)) -> ExitCode {
        match Self::from_arguments() {
            Ok(sheet) => {
                let level = Level::detect();
                sheet.head(level);
                rows(&sheet, level);
                ExitCode::SUCCESS
            }
            Err(message) => {
                eprintln!("{message}");
                ExitCode::from(2)
            }
        }
    }

    /// Reads the command line.
    ///
    /// # Errors
    /// Says what is not known or lacks its value.
    fn from_arguments() -> Result<Self, String> {
        let mut sheet = Self { quick: mode::is_quick(), markdown: false, filter: String::new() };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" | "--quick" => {}
                "--markdown" => sheet.markdown = true,
                "--filter" => sheet.filter = arguments.next().ok_or("--filter wants a text")?,
                other => {
                    let known = "--markdown, --filter TEXT, --quick";
                    return Err(format!("there is no option {other}; the options are {known}"));
                }
            }
        }
        Ok(sheet)
    }

    /// Prints what the figures were measured on, and the headings.
    fn head(&self, level: Level) {
        let (threads, rounds) = (rayon::current_num_threads(), self.effort().rounds);
        println!("{}, level {level}, serial or {threads} threads, medians of {rounds} rounds\n", processor());
        self.print(["program", "size", "threads", "beside", "program", "rival", "ratio"]);
        if self.markdown {
            println!("|:--|--:|--:|:--|--:|--:|--:|");
        }
    }

    /// How much is measured.
    pub fn effort(&self) -> Effort {
        Effort::new(self.quick)
    }

    /// A length that a quick run divides by a power of two.
    pub fn len(&self, full: usize, shift: u32) -> usize {
        if self.quick { full >> shift } else { full }
    }

    /// Whether a row is asked for.
    pub fn wants(&self, name: &str) -> bool {
        name.contains(&self.filter)
    }

    /// Compares what the two of a contest make of `out`, measures both and prints the row. `run` runs the program, or
    /// its rival if so told; `start` is what `out` holds before.
    ///
    /// # Panics
    /// If the answers differ.
    pub fn row(&self, contest: Contest, start: &[f64], out: &mut [f64], mut run: impl FnMut(bool, &mut [f64])) {
        out.copy_from_slice(start);
        run(true, out);
        let expected = out.to_vec();
        out.copy_from_slice(start);
        run(false, out);
        let agrees = |i: &usize| (out[*i] - expected[*i]).abs() <= contest.tolerance;
        if let Some(i) = (0..out.len()).find(|i| !agrees(i)) {
            panic!("{}: {} at {i}, {} gives {}", contest.name, out[i], contest.rival, expected[i]);
        }
        let times: [Vec<f64>; 2] = self.effort().measure(|turn| {
            run(turn == 1, black_box(&mut *out));
            black_box(&mut *out);
        });
        let [program, rival] = times.each_ref().map(|times| time(median(times)));
        let ratio = format!("{:.2}", ratio(&times[0], &times[1]));
        let threads = if contest.threads == Threads::Serial { "serial" } else { "pool" };
        self.print([contest.name, &contest.size, threads, contest.rival, &program, &rival, &ratio]);
    }

    fn print(&self, cells: [&str; 7]) {
        let [name, size, threads, beside, program, rival, ratio] = cells;
        if self.markdown {
            println!("| {} |", cells.join(" | "));
        } else {
            println!("{name:28} {size:>7} {threads:>7}  {beside:22} {program:>10} {rival:>10} {ratio:>6}");
        }
    }
}

/// ns in a unit that suits them.
fn time(ns: f64) -> String {
    if ns < 1e6 { format!("{:.3} µs", ns / 1e3) } else { format!("{:.3} ms", ns / 1e6) }
}

/// A program that is computed by these threads.
pub fn parse(text: &str, threads: Threads) -> Expr {
    Expr::parse(text).expect("the program is right").with(Options::new().threads(threads))
}

/// Numbers spread evenly over 0..1, the same at every run.
pub fn numbers(len: usize) -> Paged<f64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut paged = Paged::new(len);
    paged.elements_mut().fill_with(|| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    });
    paged
}

/// Elements as a square.
pub fn square(elements: &[f64], n: usize) -> ArrayView2<'_, f64> {
    ArrayView2::from_shape(Ix2(n, n), elements).expect("there are n² elements")
}

/// Elements as a square, to be written.
pub fn square_mut(elements: &mut [f64], n: usize) -> ArrayViewMut2<'_, f64> {
    ArrayViewMut2::from_shape(Ix2(n, n), elements).expect("there are n² elements")
}
