//! Reductions of slices.
//!
//! A sum that adds one element after the other waits for each addition, and the compiler may not reorder it; so these
//! have 32 accumulators, in a plain array that becomes vectors of the level.
//!
//! Vectors of the crate `wide` were tried, also at the base level, and left out, here as in the library: 1024 to 2048
//! numbers in cache are added in 0.063 ns each by plain arrays and in 0.10 by `wide` in f64, in 0.033 and 0.038 in f32, and
//! the greatest found in 0.26 and 0.26; within a loop compiled for AVX-512 `wide` keeps the vectors of the base level.

#![allow(unsafe_code)]

use crate::levels::at_levels;
use fusexpr::Level;

const LANES: usize = 32;

/// Elements that stay in the first-level cache while they are gone over several times.
const CACHED: usize = 1024;

/// Folds the elements at each place of some slices in lanes that begin with `start`, and joins these.
#[inline(always)]
fn folded<const N: usize>(
    x: [&[f64]; N],
    start: f64,
    step: impl Fn(f64, [f64; N]) -> f64,
    join: impl Fn(f64, f64) -> f64,
) -> f64 {
    let (chunks, rests) = (x.map(|x| x.as_chunks::<LANES>().0), x.map(|x| x.as_chunks::<LANES>().1));
    let mut lanes = [start; LANES];
    for place in 0..chunks[0].len() {
        let chunk = chunks.map(|chunks| &chunks[place]);
        for i in 0..LANES {
            lanes[i] = step(lanes[i], chunk.map(|x| x[i]));
        }
    }
    for i in 0..rests[0].len() {
        lanes[i] = step(lanes[i], rests.map(|x| x[i]));
    }
    lanes.into_iter().reduce(join).expect("there are lanes")
}

#[inline(always)]
fn added(x: f64, y: f64) -> f64 {
    x + y
}

#[inline(always)]
fn lesser(x: f64, y: f64) -> f64 {
    if y < x { y } else { x }
}

#[inline(always)]
fn greater(x: f64, y: f64) -> f64 {
    if y > x { y } else { x }
}

at_levels! {
    pub fn sum(x: &[f64]) -> f64 {
        folded([x], 0.0, |lane, [x]| lane + x, added)
    }

    /// The sum of the products.
    pub fn dot(a: &[f64], b: &[f64]) -> f64 {
        folded([a, b], 0.0, |lane, [a, b]| lane + a * b, added)
    }

    /// The sum of the squares of the distances from a number.
    pub fn squares(x: &[f64], mean: f64) -> f64 {
        folded([x], 0.0, |lane, [x]| lane + (x - mean) * (x - mean), added)
    }

    /// The greatest element, if none is NaN.
    pub fn greatest(x: &[f64]) -> f64 {
        folded([x], f64::NEG_INFINITY, |lane, [x]| greater(lane, x), greater)
    }

    /// The least, the greatest and the sum, if none is NaN.
    pub fn extremes(x: &[f64]) -> [f64; 3] {
        let mut all = [f64::INFINITY, f64::NEG_INFINITY, 0.0];
        for part in x.chunks(CACHED) {
            all[0] = lesser(all[0], folded([part], f64::INFINITY, |lane, [x]| lesser(lane, x), lesser));
            all[1] = greater(all[1], folded([part], f64::NEG_INFINITY, |lane, [x]| greater(lane, x), greater));
            all[2] += folded([part], 0.0, |lane, [x]| lane + x, added);
        }
        all
    }

    /// Adds a row to sums.
    pub fn accumulate(x: &[f64], sums: &mut [f64]) {
        for (sum, x) in sums.iter_mut().zip(x) {
            *sum += x;
        }
    }

    /// `(x - mean) / deviation`.
    pub fn standardize(x: &[f64], mean: f64, deviation: f64, out: &mut [f64]) {
        for (out, x) in out.iter_mut().zip(x) {
            *out = (x - mean) / deviation;
        }
    }
    /// Divides all elements.
    pub fn divide(x: &mut [f64], by: f64) {
        for x in x {
            *x /= by;
        }
    }
}
