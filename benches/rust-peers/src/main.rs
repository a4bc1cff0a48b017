//! fusexpr beside what else there is in Rust for such expressions: `exmex` and `fasteval`, which evaluate a text an element
//! at a time, and the expressions over columns of polars and DataFusion.
//!
//! `cargo run --release --manifest-path benches/rust-peers/Cargo.toml -- [--quick] [--filter TEXT]`
//!
//! All of them take turns on one thread; their answers are compared first. README.md says what the figures are.

#[path = "../../common/generator.rs"]
#[allow(dead_code)] // what draws expressions
mod generator;
#[path = "../../common/paged.rs"]
mod paged;
#[path = "../../common/rounds.rs"]
mod rounds;

#[cfg(feature = "datafusion")]
mod by_datafusion;
mod by_element;
#[cfg(feature = "polars")]
mod by_polars;
mod rows;

use fusexpr::{Expr, Level, Options, Threads, Tier, Vars};
use generator::Generator;
use paged::Paged;
use rounds::{Effort, median, processor, ratio};
use rows::{ROWS, Row};
use std::hint::black_box;
use std::process::ExitCode;

/// In the second-level cache, and beyond it.
const SIZES: [usize; 2] = [32 << 10, 1 << 20];

/// Those who compute, in the order of their columns.
const NAMES: [&str; 6] = ["native", "kernels", "exmex", "fasteval", "polars", "datafusion"];

/// Three operands.
type Operands<'d> = [&'d [f64]; 3];

/// Computes once. What it computes is written only if there is somewhere to write it to: columns are results in memory of
/// their own, and are not copied where time is taken.
type Run<'d> = Box<dyn FnMut(&mut [f64], bool) + 'd>;

fn main() -> ExitCode {
    let (mut quick, mut filter) = (false, String::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.size_hint().0) {
            ("--quick", _) => quick = true,
            ("--filter", 1..) => filter = arguments.next().unwrap_or_default(),
            (other, _) => {
                eprintln!("there is no option {other}, or it lacks its value; there are [--quick] [--filter TEXT]");
                return ExitCode::from(2);
            }
        }
    }
    let effort = Effort::new(quick);
    println!("{}, level {}, one thread, medians of {} rounds", processor(), Level::detect(), effort.rounds);
    println!("ns an element of f64; then how many times longer the others take than the machine code\n");
    let headings: String = NAMES.iter().map(|name| format!("{name:>11}")).collect();
    let ratios: String = NAMES[2..].iter().map(|name| format!("{:>13}", format!("/ {name}"))).collect();
    println!("{:36}{:>9}{headings}{ratios}", "expression", "size");
    for len in SIZES.into_iter().take(if quick { 1 } else { SIZES.len() }) {
        let operands = [0, 1, 2].map(|seed| numbers(len, seed));
        for row in ROWS.iter().filter(|row| row.text.contains(&filter)) {
            measure(row, operands.each_ref().map(Paged::elements), effort);
        }
    }
    ExitCode::SUCCESS
}

/// Numbers of 0.01 to 1.01, the same at every run.
fn numbers(len: usize, seed: u64) -> Paged<f64> {
    let mut generator = Generator(2 * seed + 1);
    let mut numbers = Paged::new(len);
    numbers.elements_mut().fill_with(|| generator.unit() + 0.01);
    numbers
}

/// The library, by a tier.
fn fused<'d>(text: &str, [a, b, c]: Operands<'d>, tier: Tier) -> Run<'d> {
    let options = Options::new().threads(Threads::Serial).tier(tier);
    let expr = Expr::parse(text).expect("the expression is right").with(options);
    let vars = Vars::new().with("a", a).with("b", b).with("c", c);
    Box::new(move |out, _| expr.evaluate(&vars, out).expect("the operands fit"))
}

/// All who can compute a row, with the places of their columns.
fn contestants<'d>(row: &Row, operands: Operands<'d>) -> Vec<(usize, Run<'d>)> {
    let mut all = vec![(0, fused(row.text, operands, Tier::Native)), (1, fused(row.text, operands, Tier::Kernels))];
    all.extend(row.exmex.map(|text| (2, by_element::exmex(text, operands))));
    all.extend(row.fasteval.map(|text| (3, by_element::fasteval(text, operands))));
    #[cfg(feature = "polars")]
    all.push((4, by_polars::columns(row.text, operands)));
    #[cfg(feature = "datafusion")]
    all.push((5, by_datafusion::columns(row.text, operands)));
    all
}

/// Compares the answers, measures and prints a row.
fn measure(row: &Row, operands: Operands<'_>, effort: Effort) {
    let len = operands[0].len();
    let mut contestants = contestants(row, operands);
    let mut out = Paged::<f64>::new(len);
    let mut expected = Vec::new();
    for (place, run) in &mut contestants {
        out.elements_mut().fill(0.0);
        run(out.elements_mut(), true);
        if expected.is_empty() {
            expected = out.elements().to_vec();
        }
        let differs = |i: &usize| (out.elements()[*i] - expected[*i]).abs() > 1e-12 * expected[*i].abs().max(1.0);
        if let Some(i) = (0..len).find(differs) {
            panic!("{}: {} gives {} at {i}, not {}", row.text, NAMES[*place], out.elements()[i], expected[i]);
        }
    }
    let times = effort.measure(contestants.len(), |turn| {
        (contestants[turn].1)(black_box(out.elements_mut()), false);
        black_box(out.elements());
    });
    let (mut figures, mut ratios) = ([const { String::new() }; 6], [const { String::new() }; 6]);
    for ((place, _), own) in contestants.iter().zip(&times) {
        figures[*place] = format!("{:.3}", median(own) / len as f64);
        ratios[*place] = format!("{:.1}", ratio(own, &times[0]));
    }
    let figures: String = figures.iter().map(|figure| format!("{figure:>11}")).collect();
    let ratios: String = ratios[2..].iter().map(|ratio| format!("{ratio:>13}")).collect();
    println!("{:36}{len:>9}{figures}{ratios}", row.text);
}
