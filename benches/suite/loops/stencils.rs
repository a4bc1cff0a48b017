//! Stencils row by row.
//!
//! Rows are slices of known lengths, so no inner loop checks an index, and elements at a periodic edge stand outside of
//! it. The order of operations is that of the texts they compete with, so the answers are the same to the bit.

#![allow(unsafe_code)]

use crate::levels::at_levels;
use fusexpr::Level;

at_levels! {
    /// The rows from `first` on of a diffusion step over a periodic square grid with rows of length `n`.
    pub fn diffusion(grid: &[f64], n: usize, factor: f64, first: usize, out: &mut [f64]) {
        let row = |i: usize| &grid[i % n * n..][..n];
        for (i, out) in out.chunks_exact_mut(n).enumerate().map(|(i, out)| (first + i, out)) {
            diffusion_row([row(i + n - 1), row(i), row(i + 1)], factor, out);
        }
    }

    /// The interior of a Jacobi iteration from one square grid into another.
    pub fn laplace(u: &[f64], n: usize, weights: [f64; 3], out: &mut [f64]) {
        let row = |i: usize| &u[i * n..][..n];
        for (i, out) in out.chunks_exact_mut(n).enumerate().take(n - 1).skip(1) {
            laplace_row([row(i - 1), row(i), row(i + 1)], weights, out);
        }
    }

    /// The same into the grid itself: two rows are kept as they were.
    pub fn laplace_in_place(u: &mut [f64], n: usize, weights: [f64; 3], kept: &mut [f64]) {
        let (mut up, mut old) = kept.split_at_mut(n);
        up.copy_from_slice(&u[..n]);
        for i in 1..n - 1 {
            let (row, down) = u[i * n..][..2 * n].split_at_mut(n);
            old.copy_from_slice(row);
            laplace_row([up, old, down], weights, row);
            std::mem::swap(&mut up, &mut old);
        }
    }
}

#[inline(always)]
fn diffusion_row([up, row, down]: [&[f64]; 3], factor: f64, out: &mut [f64]) {
    let last = row.len() - 1;
    let element =
        |up: f64, down: f64, left: f64, right: f64, here: f64| here + factor * (up + down + left + right - 4.0 * here);
    out[0] = element(up[0], down[0], row[last], row[1], row[0]);
    let vertical = up[1..last].iter().zip(&down[1..last]);
    let horizontal = row[..last - 1].iter().zip(&row[2..]).zip(&row[1..last]);
    for ((out, (up, down)), ((left, right), here)) in out[1..last].iter_mut().zip(vertical).zip(horizontal) {
        *out = element(*up, *down, *left, *right, *here);
    }
    out[last] = element(up[last], down[last], row[last - 1], row[0], row[last]);
}

#[inline(always)]
fn laplace_row([up, row, down]: [&[f64]; 3], [dx2, dy2, scale]: [f64; 3], out: &mut [f64]) {
    let last = row.len() - 1;
    let vertical = up[1..last].iter().zip(&down[1..last]);
    let horizontal = row[..last - 1].iter().zip(&row[2..]);
    for ((out, (up, down)), (left, right)) in out[1..last].iter_mut().zip(vertical).zip(horizontal) {
        *out = ((up + down) * dy2 + (left + right) * dx2) * scale;
    }
}
