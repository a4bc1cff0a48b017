//! Hand-written reductions of slices, each compiled once a level.
//!
//! A sum that adds one element after the other waits for each addition, and the compiler may not reorder it; so these
//! have 32 accumulators, which is what one would write who knows that. With `wide` they are four of its vectors, whose
//! instructions are those of the target that the crate was compiled for; as a plain array they are as wide as the
//! level's. In the first-level cache of a processor with AVX-512 the plain array takes half the time.

#![allow(unsafe_code)]

use crate::levels::at_levels;
use fusexpr::Level;
use rayon::prelude::*;
use wide::f64x8;

const LANES: usize = 32;

at_levels! {
    /// The sum, in vectors of `wide`.
    pub fn sum_wide(x: &[f64]) -> f64 {
        let (chunks, rest) = x.as_chunks::<LANES>();
        let mut lanes = [f64x8::ZERO; LANES / 8];
        for chunk in chunks {
            for (lane, part) in lanes.iter_mut().zip(chunk.as_chunks::<8>().0) {
                *lane += f64x8::from(*part);
            }
        }
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])).reduce_add() + rest.iter().sum::<f64>()
    }

    /// The sum, in a plain array.
    pub fn sum(x: &[f64]) -> f64 {
        let (chunks, rest) = x.as_chunks::<LANES>();
        let mut lanes = [0.0; LANES];
        for chunk in chunks {
            for i in 0..LANES {
                lanes[i] += chunk[i];
            }
        }
        lanes.iter().sum::<f64>() + rest.iter().sum::<f64>()
    }

    /// The sum of the products, in vectors of `wide`.
    pub fn dot_wide(a: &[f64], b: &[f64]) -> f64 {
        let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
        let mut lanes = [f64x8::ZERO; LANES / 8];
        for (a, b) in a.iter().zip(b) {
            let parts = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
            for (lane, (a, b)) in lanes.iter_mut().zip(parts) {
                *lane += f64x8::from(*a) * f64x8::from(*b);
            }
        }
        let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])).reduce_add() + rest
    }

    /// The greatest, if none is NaN.
    pub fn greatest(x: &[f64]) -> f64 {
        let (chunks, rest) = x.as_chunks::<LANES>();
        let mut lanes = [f64::NEG_INFINITY; LANES];
        for chunk in chunks {
            for i in 0..LANES {
                lanes[i] = if chunk[i] > lanes[i] { chunk[i] } else { lanes[i] };
            }
        }
        lanes.iter().chain(rest).fold(f64::NEG_INFINITY, |greatest, &x| greatest.max(x))
    }

    /// Divides all elements.
    pub fn divide(x: &mut [f64], by: f64) {
        for x in x {
            *x /= by;
        }
    }
}

/// [`dot_wide`] in chunks that rayon hands out.
pub fn dot_threaded(level: Level, a: &[f64], b: &[f64]) -> f64 {
    /// Half a MiB of each operand.
    const CHUNK: usize = 64 << 10;
    a.par_chunks(CHUNK).zip(b.par_chunks(CHUNK)).map(|(a, b)| dot_wide(level, a, b)).sum()
}
