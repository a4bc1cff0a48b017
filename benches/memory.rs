//! The most memory that `a*b+c` takes: its operands, its result, and little more.
//!
//! An unfused chain holds a temporary as large as the result; here only a few blocks a thread are allowed. The figure
//! is the kernel's own (`VmHWM`), of the whole process, program text included, so nothing escapes it; other systems
//! are not measured.

#[path = "common/mode.rs"]
mod mode;

use fusexpr::{evaluate, vars};
use std::process::ExitCode;

/// Bytes that may be taken beyond the arrays, by everything.
const EXTRA: u64 = 16 << 20;

fn main() -> ExitCode {
    // MiB an array.
    let size: u64 = if mode::is_quick() { 64 } else { 1024 };
    let arrays = 4 * (size << 20);
    let Some(available) = bytes("/proc/meminfo", "MemAvailable") else {
        println!("memory: not measured, this system does not tell");
        return ExitCode::SUCCESS;
    };
    if available < arrays + arrays / 4 {
        println!("memory: not measured, {} MiB are available and {} needed", available >> 20, arrays >> 20);
        return ExitCode::SUCCESS;
    }

    let len = (size << 20) as usize / size_of::<f64>();
    let [a, b, c] = [0.5, 2.0, 3.0].map(|step| Vec::from_iter((0..len).map(|i| step + (i % 1000) as f64)));
    let mut out = vec![0.0; len];
    evaluate("a*b+c", &vars! { a, b, c }, &mut out).expect("the operands fit");
    let peak = bytes("/proc/self/status", "VmHWM").expect("a system that tells the one tells the other");
    for i in 0..len {
        assert_eq!(out[i], a[i] * b[i] + c[i], "at {i}");
    }

    // Pages of the arrays are all in use, so the difference is what everything else took.
    assert!(peak >= arrays, "the peak of {peak} bytes is less than the arrays");
    let extra = peak - arrays;
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    println!(
        "memory: a*b+c over 3 arrays of {size} MiB: peak {:.1} MiB, {:.1} MiB more than the arrays and the result \
         (limit {})",
        mebibytes(peak),
        mebibytes(extra),
        EXTRA >> 20
    );
    if extra <= EXTRA { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A line of a file of the proc file system, in bytes.
fn bytes(file: &str, key: &str) -> Option<u64> {
    let text = std::fs::read_to_string(file).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}
