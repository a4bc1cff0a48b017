//! Expressions that nobody tuned for, beside the loops that `rustc` makes of them.
//!
//! `cargo bench --bench random -- [--markdown] [--rows] [--filter TEXT] [--size N] [--level LEVEL] [--quick]`
//!
//! The expressions are arithmetic of 5 to 40 operations over 2 to 8 operands, drawn by a seed (see [`drawn`]); the
//! loops are compiled for the same level. The loop, the kernels and the machine code take turns on one thread and write
//! to the same memory; their answers are the same to the bit.

#![allow(unsafe_code)]

#[path = "common/generator.rs"]
#[allow(dead_code)] // what draws expressions
mod generator;
#[path = "common/levels.rs"]
mod levels;
#[path = "common/mode.rs"]
mod mode;
#[path = "common/paged.rs"]
mod paged;
#[path = "common/rounds.rs"]
mod rounds;

use fusexpr::{Element, Expr, Level, Options, Threads, Tier, Vars};
use generator::Generator;
use levels::at_levels;
use paged::Paged;
use rounds::{Effort, median, processor, ratio};
use std::hint::black_box;
use std::process::ExitCode;

/// A loop over operands of one type.
#[derive(Clone, Copy)]
enum Hand {
    Double(Loop<f64>),
    Single(Loop<f32>),
}

type Loop<T> = fn(Level, &[&[T]], &mut [T]);

/// An expression and its loop.
struct Row {
    text: &'static str,
    operations: usize,
    operands: usize,
    hand: Hand,
}

#[allow(unused_parens, clippy::all)] // nobody wrote it
mod drawn {
    use super::{Hand, Level, Row, at_levels};

    include!(concat!(env!("OUT_DIR"), "/drawn.rs"));
}

use drawn::ROWS;

/// In the first-level cache, in the second, and beyond it.
const SIZES: [usize; 3] = [1 << 10, 8 << 10, 32 << 10];

/// What is asked for on the command line.
struct Arguments {
    markdown: bool,
    rows: bool,
    filter: String,
    sizes: Vec<usize>,
    level: Level,
    effort: Effort,
}

impl Arguments {
    fn read() -> Result<Self, String> {
        let quick = mode::is_quick();
        let sizes = if quick { &SIZES[..1] } else { &SIZES };
        let (level, effort) = (Level::detect(), Effort::new(quick));
        let mut read =
            Self { markdown: false, rows: false, filter: String::new(), sizes: sizes.to_vec(), level, effort };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} wants a value"));
            match argument.as_str() {
                "--bench" | "--quick" => {}
                "--markdown" => read.markdown = true,
                "--rows" => read.rows = true,
                "--filter" => read.filter = value()?,
                "--size" => {
                    let size = value()?;
                    let number = size.parse().ok().filter(|&number| number > 0);
                    read.sizes = vec![number.ok_or_else(|| format!("`{size}` is no number of elements"))?];
                }
                "--level" => read.level = value()?.parse().map_err(|error| format!("{error}"))?,
                other => {
                    let known = "--markdown, --rows, --filter TEXT, --size N, --level LEVEL, --quick";
                    return Err(format!("there is no option {other}; the options are {known}"));
                }
            }
        }
        Ok(read)
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::read() {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let Arguments { markdown, level, effort, .. } = &arguments;
    println!("{}, level {level}, one thread, medians of {} rounds", processor(), effort.rounds);
    println!("{} expressions, ratios to the loop that rustc makes of each\n", ROWS.len());
    for &size in &arguments.sizes {
        let rows = ROWS.iter().filter(|row| row.text.contains(&arguments.filter));
        let mut results: Vec<(&Row, [f64; 4])> = rows.map(|row| (row, measured(row, size, &arguments))).collect();
        results.sort_by(|(_, a), (_, b)| b[3].total_cmp(&a[3]));
        if arguments.rows {
            for (row, [hand, native, to_kernels, to_native]) in &results {
                let kind = if matches!(row.hand, Hand::Double(_)) { "f64" } else { "f32" };
                println!(
                    "{:2} operations, {} operands, {kind}: loop {hand:.3} ns, machine code {native:.3} ns; kernels \
                     {to_kernels:.2}, machine code {to_native:.2}\n    {}",
                    row.operations, row.operands, row.text
                );
            }
        }
        for (place, tier) in [(2, "kernels"), (3, "machine code")] {
            let ratios: Vec<f64> = results.iter().map(|(_, result)| result[place]).collect();
            let mean = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
            let most = ratios.iter().copied().fold(0.0, f64::max);
            let slow = ratios.iter().filter(|&&ratio| ratio > 1.3).count();
            let cells = [
                format!("{size} elements"),
                tier.to_owned(),
                format!("geometric mean {mean:.3}"),
                format!("greatest {most:.2}"),
                format!("{slow} above 1.3"),
            ];
            println!("{}", if *markdown { format!("| {} |", cells.join(" | ")) } else { cells.join(", ") });
        }
    }
    ExitCode::SUCCESS
}

/// ns an element of the loop and of the machine code, and how many times longer than the loop kernels and machine code
/// take.
fn measured(row: &Row, size: usize, arguments: &Arguments) -> [f64; 4] {
    match row.hand {
        Hand::Double(hand) => contest(row, hand, size, arguments, |x| x, |x| if x.is_nan() { 0 } else { x.to_bits() }),
        Hand::Single(hand) => {
            contest(row, hand, size, arguments, |x| x as f32, |x| if x.is_nan() { 0 } else { x.to_bits().into() })
        }
    }
}

fn contest<T: Element + PartialEq>(
    row: &Row,
    hand: Loop<T>,
    size: usize,
    arguments: &Arguments,
    of: impl Fn(f64) -> T,
    bits: impl Fn(T) -> u64, // of NaN 0: which one it is, is left open
) -> [f64; 4] {
    let mut generator = Generator(0x9e37_79b9_7f4a_7c15);
    let operands: Vec<Paged<T>> = (0..row.operands)
        .map(|_| {
            let mut operand = Paged::new(size);
            operand.elements_mut().fill_with(|| of(generator.unit() + 0.01));
            operand
        })
        .collect();
    let operands: Vec<&[T]> = operands.iter().map(Paged::elements).collect();
    let names: Vec<String> = (0..row.operands).map(|operand| format!("x{operand}")).collect();
    let mut vars = Vars::new();
    for (name, operand) in names.iter().zip(&operands) {
        vars.insert(name.as_str(), *operand);
    }
    let options = Options::new().threads(Threads::Serial).level(arguments.level);
    let parsed = Expr::parse(row.text).expect("the expression is right");
    let [kernels, native] = [Tier::Kernels, Tier::Native].map(|tier| parsed.clone().with(options.clone().tier(tier)));
    let mut out = Paged::new(size);
    let run = |contestant: usize, out: &mut [T]| match contestant {
        0 => hand(arguments.level, black_box(&operands), out),
        1 => kernels.evaluate(black_box(&vars), out).expect("the operands fit"),
        _ => native.evaluate(black_box(&vars), out).expect("the operands fit"),
    };
    run(0, out.elements_mut());
    let expected = out.elements().to_vec();
    for contestant in [1, 2] {
        out.elements_mut().fill(T::default());
        run(contestant, out.elements_mut());
        let agrees = |i: usize| bits(out.elements()[i]) == bits(expected[i]);
        assert!((0..size).all(agrees), "{}: contestant {contestant} gives another answer", row.text);
    }
    let times = arguments.effort.measure(3, |contestant| run(contestant, out.elements_mut()));
    let element = |times: &[f64]| median(times) / size as f64;
    [element(&times[0]), element(&times[2]), ratio(&times[1], &times[0]), ratio(&times[2], &times[0])]
}
