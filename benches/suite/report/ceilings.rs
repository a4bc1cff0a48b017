//! What the machine can do at most: bytes a second from memory and from cache, operations a second.

#![allow(unsafe_code)]

use crate::arguments::Arguments;
use crate::data::positive;
use crate::levels::at_levels;
use crate::loops::layouts;
use crate::rounds::{Effort, median};
use fusexpr::Level;
use rayon::ThreadPoolBuilder;
use std::hint::black_box;

/// How often a peak loop goes around.
const TURNS: usize = 10_000;

/// The ceilings of a number of threads.
pub struct Ceilings {
    /// GB/s of two arrays that are read and one that is written, from memory.
    pub memory: f64,
    /// The same from the second-level cache.
    pub cache: f64,
    /// Milliards of additions and multiplications a second, each rounded, in f64.
    pub peak: f64,
    threads: usize,
}

/// Multiplies and adds in so many lanes, which are in registers.
#[inline(always)]
fn chains<const N: usize>() -> f64 {
    let (mut lanes, factor, term) = ([1.0_f64; N], black_box(0.999), black_box(0.001));
    for _ in 0..TURNS {
        for lane in &mut lanes {
            *lane = *lane * factor + term;
        }
    }
    lanes.iter().sum()
}

at_levels! {
    /// Twelve vectors of AVX-512.
    pub fn wide() -> f64 {
        chains::<96>()
    }

    /// Ten vectors of AVX2.
    pub fn narrow() -> f64 {
        chains::<40>()
    }

    /// Ten vectors of SSE2.
    pub fn least() -> f64 {
        chains::<20>()
    }
}

impl Ceilings {
    /// Measures them; on threads of a pool, each with arrays of its own.
    pub fn measure(arguments: &Arguments, threads: usize) -> Self {
        let (level, effort) = (arguments.level, Effort::new(arguments.quick));
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        let large = if arguments.quick { 64 << 10 } else { (16 << 20) / threads };
        let [memory, cache] = [large, 16 << 10].map(|len| {
            let times = pool.broadcast(|_| {
                let (a, b, mut out) = (positive(len, 0), positive(len, 1), positive(len, 2));
                let (a, b) = (a.elements(), b.elements());
                let times = effort.measure(1, |_| layouts::rows(level, black_box(a), b, black_box(out.elements_mut())));
                median(&times[0])
            });
            let bytes = (3 * size_of::<f64>() * len) as f64;
            times.iter().map(|time| bytes / time).sum()
        });
        let (lanes, peak): (usize, fn(Level) -> f64) = match level {
            Level::V4 => (96, wide),
            Level::V3 => (40, narrow),
            _ => (20, least),
        };
        let times = pool.broadcast(|_| median(&effort.measure(1, |_| _ = black_box(peak(level)))[0]));
        let peak = times.iter().map(|time| (2 * lanes * TURNS) as f64 / time).sum();
        Self { memory, cache, peak, threads }
    }

    /// In a sentence.
    pub fn as_text(&self) -> String {
        let Self { memory, cache, peak, threads } = self;
        let threads = if *threads == 1 { "One thread".to_owned() } else { format!("{threads} threads") };
        format!(
            "{threads}: {memory:.1} GB/s from memory, {cache:.0} GB/s from the second-level cache, {peak:.1} milliard \
             operations a second."
        )
    }
}
