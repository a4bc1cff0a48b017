//! Elementwise expressions against a hand-written fused loop and against ndarray's operators, through criterion.
//!
//! For one table of all of it, with ratios, run `cargo bench --bench table`; this bench keeps a history, so it is the
//! one that shows what a change did: `cargo bench --bench elementwise -- --save-baseline before 'where'`.
//! A quick run checks all answers and times one size of one type.

mod common;

use common::cases::{Float, entries};
use common::contest::{Contestant, Data, THREADS};
use criterion::{BenchmarkId, Criterion, Throughput};
use fusexpr::Threads;
use std::time::Duration;

/// In the first-level cache, in the second, in the third, in memory.
const SIZES: [(usize, &str); 4] = [(1 << 10, "1Ki"), (32 << 10, "32Ki"), (1 << 20, "1Mi"), (16 << 20, "16Mi")];
/// What a quick run times.
const QUICK_SIZE: (usize, &str) = (32 << 10, "32Ki");
/// Where answers are checked first: no element, one, less than a vector, around one, around blocks, and a few blocks.
const CHECKED: [usize; 10] = [0, 1, 5, 8, 15, 255, 257, 512, 1000, 40_001];

fn main() {
    check::<f64>();
    check::<f32>();
    let quick = common::mode::is_quick();
    let (warm_up, measurement) = if quick { (10, 50) } else { (200, 600) };
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(warm_up))
        .measurement_time(Duration::from_millis(measurement))
        .sample_size(if quick { 10 } else { 20 })
        .nresamples(if quick { 2000 } else { 20_000 })
        .configure_from_args();
    if quick {
        time::<f64>(&mut criterion, "f64", &[QUICK_SIZE]);
    } else {
        time::<f64>(&mut criterion, "f64", &SIZES);
        time::<f32>(&mut criterion, "f32", &SIZES);
    }
    criterion.final_summary();
}

/// Sets up every contest, which checks its answers.
fn check<T: Float>() {
    for len in CHECKED {
        let data = Data::<T>::new(len);
        for entry in entries() {
            for (threads, _) in THREADS {
                (entry.contest)(&data, threads);
            }
        }
    }
}

fn time<T: Float>(criterion: &mut Criterion, dtype: &str, sizes: &[(usize, &str)]) {
    for &(len, size) in sizes {
        let data = Data::<T>::new(len);
        for entry in entries() {
            let mut group = criterion.benchmark_group(entry.text);
            group.throughput(Throughput::Elements(len as u64));
            for (threads, name) in THREADS {
                let mut contest = (entry.contest)(&data, threads);
                for contestant in Contestant::ALL {
                    if contestant == Contestant::Ndarray && threads != Threads::Serial {
                        continue; // it uses one thread anyway
                    }
                    let function = format!("{contestant:?}/{dtype}/{name}").to_lowercase();
                    group.bench_function(BenchmarkId::new(function, size), |bencher| {
                        bencher.iter(|| contest.run(contestant));
                    });
                }
            }
            group.finish();
        }
    }
}
