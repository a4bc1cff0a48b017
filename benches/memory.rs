//! The most memory that evaluations take: `a*b+c` its operands, its result and little more; a step of diffusion its two
//! grids and little more.
//!
//! Unfused chains hold temporaries as large as the result; here only a few blocks a thread are allowed. The figure
//! is the kernel's own (`VmHWM`), of the whole process, program text included, so nothing escapes it; other systems
//! are not measured. What the process took before it had any array, some 3 MiB, does not count. As the figure never
//! falls, each measurement is a process of its own, this program called again with the measurement's name.

#[path = "common/mode.rs"]
mod mode;

use fusexpr::{Expr, evaluate, outputs, vars};
use ndarray::Array2;
use std::process::{Command, ExitCode};

/// An evaluation whose peak is measured.
struct Measurement {
    name: &'static str,
    /// Bytes that may be taken beyond the arrays and the process that has none, by everything.
    limit: u64,
    /// MiB that the arrays take, the result included; the argument says whether to be quick.
    size: fn(bool) -> u64,
    /// Evaluates over arrays of so many MiB, asks for the peak while they are there, then checks the answer.
    run: fn(u64) -> u64,
}

const MEASUREMENTS: [Measurement; 2] = [
    Measurement {
        name: "a*b+c",
        limit: 16 << 20,
        size: |is_quick| 4 * if is_quick { 64 } else { 1024 },
        run: multiply_add,
    },
    Measurement { name: "diffusion", limit: 4 << 20, size: |_| 2 * 128, run: diffusion },
];

/// How a process is told to measure.
const MEASURE: &str = "--measure";

fn main() -> ExitCode {
    let mut arguments = std::env::args();
    if arguments.any(|argument| argument == MEASURE) {
        let name = arguments.next().unwrap_or_default();
        let Some(measurement) = MEASUREMENTS.iter().find(|measurement| measurement.name == name) else {
            eprintln!("there is no measurement `{name}`");
            return ExitCode::from(2);
        };
        return measure(measurement);
    }
    let program = std::env::current_exe().expect("the program knows its file");
    let succeeds = |measurement: &Measurement| {
        let arguments = std::env::args().skip(1).chain([MEASURE.to_owned(), measurement.name.to_owned()]);
        Command::new(&program).args(arguments).status().is_ok_and(|status| status.success())
    };
    // All of them are measured, whatever the first says.
    let failures = MEASUREMENTS.iter().filter(|measurement| !succeeds(measurement)).count();
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn measure(measurement: &Measurement) -> ExitCode {
    let Measurement { name, limit, .. } = *measurement;
    let size = (measurement.size)(mode::is_quick());
    let arrays = size << 20;
    let Some(available) = bytes("/proc/meminfo", "MemAvailable") else {
        println!("memory: {name}: not measured, this system does not tell");
        return ExitCode::SUCCESS;
    };
    if available < arrays + arrays / 4 {
        println!("memory: {name}: not measured, {} MiB are available and {size} needed", available >> 20);
        return ExitCode::SUCCESS;
    }
    let start = peak();
    let peak = (measurement.run)(size);
    // Pages of the arrays are all in use, so the difference is what everything else took.
    assert!(peak >= start + arrays, "the peak of {peak} bytes is less than the arrays");
    let extra = peak - start - arrays;
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!(
        "memory: {name} over {size} MiB of operands and result: peak {:.1} MiB, {:.1} MiB more than these and the \
         {:.1} before (limit {})",
        mebibytes(peak),
        mebibytes(extra),
        mebibytes(start),
        limit >> 20
    );
    if extra <= limit { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Three operands and a result.
fn multiply_add(size: u64) -> u64 {
    let len = ((size / 4) << 20) as usize / size_of::<f64>();
    let [a, b, c] = [0.5, 2.0, 3.0].map(|step| Vec::from_iter((0..len).map(|i| step + (i % 1000) as f64)));
    let mut out = vec![0.0; len];
    evaluate("a*b+c", &vars! { a, b, c }, &mut out).expect("the operands fit");
    let peak = peak();
    for i in 0..len {
        assert_eq!(out[i], a[i] * b[i] + c[i], "at {i}");
    }
    peak
}

/// A periodic grid and the next one.
fn diffusion(size: u64) -> u64 {
    const FACTOR: f64 = 0.1;
    let n = (((size / 2) << 20) as usize / size_of::<f64>()).isqrt();
    let grid = Array2::from_shape_fn((n, n), |(i, j)| ((i * i + 3 * j) % 1000) as f64);
    let mut next = Array2::<f64>::zeros((n, n));
    let text = "next = grid + factor*(roll(grid, 1, axis=0) + roll(grid, -1, axis=0) \
                                    + roll(grid, 1, axis=1) + roll(grid, -1, axis=1) - 4*grid)";
    let program = Expr::parse(text).expect("the program is right");
    program.run(&vars! { grid, factor: FACTOR }, &mut outputs! { next }).expect("the operands fit");
    let peak = peak();
    let around = |i: usize| [(i + n - 1) % n, (i + 1) % n];
    for ((i, j), &next) in next.indexed_iter() {
        let ([up, down], [left, right]) = (around(i), around(j));
        let sum = grid[[up, j]] + grid[[down, j]] + grid[[i, left]] + grid[[i, right]];
        assert_eq!(next, grid[[i, j]] + FACTOR * (sum - 4.0 * grid[[i, j]]), "at {i}, {j}");
    }
    peak
}

/// The most memory that this process has had.
fn peak() -> u64 {
    bytes("/proc/self/status", "VmHWM").expect("a system that tells what is available tells this")
}

/// A line of a file of the proc file system, in bytes.
fn bytes(file: &str, key: &str) -> Option<u64> {
    let text = std::fs::read_to_string(file).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}
