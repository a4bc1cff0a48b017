//! The most memory that evaluations take beyond their arrays.
//!
//! The figure is the kernel's own (`VmHWM`), of the whole process, so nothing escapes it; other systems are not measured.
//! As it never falls, each measurement is a process of its own, this program called again. What the process took before
//! it had any array, some 3 MiB, does not count.

use super::stencils::{self, DIFFUSION};
use crate::data::{positive, square, square_mut};
use crate::row::Contestant;
use crate::suite::Suite;
use fusexpr::{Expr, Options, Threads, Tier, outputs, vars};
use ndarray::ArrayView1;
use std::hint::black_box;
use std::process::{Command, ExitCode};

/// An evaluation whose peak is measured.
struct Measurement {
    name: &'static str,
    /// MiB that the library may take.
    limit: f64,
    /// How many arrays are operands.
    operands: usize,
    /// Evaluates operands that lie one behind the other into a result; what ndarray gives is an array of its own.
    run: fn(Contestant, &[f64], &mut [f64]),
}

const MEASUREMENTS: [Measurement; 2] = [
    Measurement { name: "a*b+c", limit: 16.0, operands: 3, run: multiply_add },
    Measurement { name: "diffusion", limit: 4.0, operands: 1, run: diffusion },
];

const CONTESTANTS: [Contestant; 3] = [Contestant::Ndarray, Contestant::Kernels, Contestant::Native];

/// How a process is told to measure; the numbers of a measurement and of a contestant and the side of a square follow.
const MEASURE: &str = "--measure";

/// Runs each measurement in a process of its own.
///
/// # Panics
/// If the library takes more than it may.
pub fn memory(suite: &mut Suite) {
    let side = if suite.quick { 2048 } else { 4096 };
    for (number, Measurement { name, limit, .. }) in MEASUREMENTS.iter().enumerate() {
        let Some(contest) = suite.contest::<f64>(name, side * side, Threads::Pool) else { continue };
        let mut row = contest.size(format!("{side}²")).unmeasured();
        for (place, contestant) in CONTESTANTS.into_iter().enumerate() {
            if let Some(peak) = in_child([number, place, side]) {
                let is_ours = contestant != Contestant::Ndarray;
                assert!(!is_ours || peak <= *limit, "{name}: {contestant:?} takes {peak} MiB, more than {limit}");
                row.samples.push((contestant, vec![peak]));
            }
        }
        suite.add(row);
    }
}

/// What another process finds out, if the system tells it.
fn in_child(numbers: [usize; 3]) -> Option<f64> {
    let program = std::env::current_exe().expect("the program knows its file");
    let child = Command::new(program).arg(MEASURE).args(numbers.map(|number| number.to_string())).output();
    let child = child.expect("the program can be run");
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    String::from_utf8_lossy(&child.stdout).trim().parse().ok()
}

/// Does what this process was told to measure, if it was, and prints the MiB.
pub fn as_child() -> Option<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, numbers) = arguments.split_first()?;
    if command != MEASURE {
        return None;
    }
    let numbers: Vec<usize> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
    let [number, place, side] = numbers[..] else { return Some(ExitCode::from(2)) };
    let Measurement { operands, run, .. } = MEASUREMENTS[number];
    let (len, Some(before)) = (side * side, peak()) else { return Some(ExitCode::SUCCESS) };
    let arrays = ((operands + 1) * len * size_of::<f64>()) as u64;
    let (elements, mut out) = (positive::<f64>(operands * len, 0), vec![0.0; len]);
    out.fill(1.0); // so that its pages are there
    run(CONTESTANTS[place], elements.elements(), &mut out);
    let peak = peak().expect("the system has told it before");
    println!("{:.2}", peak.saturating_sub(before + arrays) as f64 / f64::from(1 << 20));
    Some(ExitCode::SUCCESS)
}

fn parsed(contestant: Contestant, text: &str) -> Expr {
    let tier = if contestant == Contestant::Native { Tier::Native } else { Tier::Kernels };
    Expr::parse(text).expect("the program is right").with(Options::new().tier(tier))
}

fn multiply_add(contestant: Contestant, elements: &[f64], out: &mut [f64]) {
    let mut operands = elements.chunks_exact(out.len()).map(ArrayView1::from);
    let [a, b, c] = [(); 3].map(|()| operands.next().expect("there are three operands"));
    match contestant {
        Contestant::Ndarray => drop(black_box(&a * &b + c)),
        _ => parsed(contestant, "a*b+c").evaluate(&vars! { a, b, c }, out).expect("the operands fit"),
    }
}

fn diffusion(contestant: Contestant, elements: &[f64], out: &mut [f64]) {
    let n = out.len().isqrt();
    let grid = square(elements, n);
    match contestant {
        Contestant::Ndarray => drop(black_box(stencils::by_ndarray(grid))),
        _ => {
            let vars = vars! { grid, D: 1.0, dt: 0.1 };
            let mut next = square_mut(out, n);
            parsed(contestant, DIFFUSION).run(&vars, &mut outputs! { next }).expect("the operands fit");
        }
    }
}

/// The most memory that this process has had, in bytes, where the system tells it.
fn peak() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}
