//! `2*a + 3*b` over arrays whose elements do not lie side by side.

#![allow(unsafe_code)]

use crate::levels::at_levels;
use fusexpr::Level;

/// Rows and columns of the blocks that a transposed matrix is read in.
const BLOCK: usize = 16;

at_levels! {
    /// Over elements that lie in rows.
    pub fn rows(a: &[f64], b: &[f64], out: &mut [f64]) {
        for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
            *out = 2.0 * a + 3.0 * b;
        }
    }

    /// Over every second element.
    pub fn strided(a: &[f64], b: &[f64], out: &mut [f64]) {
        for ((out, [a, _]), [b, _]) in out.iter_mut().zip(a.as_chunks().0).zip(b.as_chunks().0) {
            *out = 2.0 * a + 3.0 * b;
        }
    }

    /// From the last element of `a` to the first.
    pub fn reversed(a: &[f64], b: &[f64], out: &mut [f64]) {
        for ((out, a), b) in out.iter_mut().zip(a.iter().rev()).zip(b) {
            *out = 2.0 * a + 3.0 * b;
        }
    }

    /// Over a square `b` whose columns are rows of memory.
    pub fn transposed(a: &[f64], b: &[f64], n: usize, out: &mut [f64]) {
        for (i, j) in (0..n).step_by(BLOCK).flat_map(|i| (0..n).step_by(BLOCK).map(move |j| (i, j))) {
            let width = BLOCK.min(n - j);
            for i in i..n.min(i + BLOCK) {
                let (a, out) = (&a[i * n + j..][..width], &mut out[i * n + j..][..width]);
                for k in 0..width {
                    out[k] = 2.0 * a[k] + 3.0 * b[(j + k) * n + i];
                }
            }
        }
    }

    /// A matrix times a row, plus a column.
    pub fn scaled(m: &[f64], row: &[f64], column: &[f64], out: &mut [f64]) {
        let n = row.len();
        for ((out, m), column) in out.chunks_exact_mut(n).zip(m.chunks_exact(n)).zip(column) {
            for ((out, m), row) in out.iter_mut().zip(m).zip(row) {
                *out = m * row + column;
            }
        }
    }

    /// A row plus a column.
    pub fn outer_sum(row: &[f64], column: &[f64], out: &mut [f64]) {
        for (out, column) in out.chunks_exact_mut(row.len()).zip(column) {
            for (out, row) in out.iter_mut().zip(row) {
                *out = row + column;
            }
        }
    }
}
