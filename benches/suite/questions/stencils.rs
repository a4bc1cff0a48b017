//! Stencils over square grids.

use crate::contest::in_bands;
use crate::data::{positive, square, square_mut};
use crate::loops::stencils;
use crate::row::Contestant;
use crate::suite::Suite;
use fusexpr::{Threads, outputs, vars};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, azip, concatenate, s};

/// A step of diffusion.
pub const DIFFUSION: &str = "next = grid + D*dt*(roll(grid, 1, axis=0) + roll(grid, -1, axis=0) \
                                           + roll(grid, 1, axis=1) + roll(grid, -1, axis=1) - 4*grid)";
const D: f64 = 1.0;
const DT: f64 = 0.1;

const LAPLACE: &str = "((u[:-2, 1:-1] + u[2:, 1:-1])*dy2 + (u[1:-1, :-2] + u[1:-1, 2:])*dx2) * scale";
const DX2: f64 = 0.01;
const DY2: f64 = 0.02;
const SCALE: f64 = 0.5 / (DX2 + DY2);

/// Diffusion and Laplace's equation.
pub fn stencils(suite: &mut Suite) {
    diffusion(suite, 256, Threads::Serial);
    diffusion(suite, suite.side(1024), Threads::Serial);
    diffusion(suite, suite.side(4096), Threads::Pool);
    laplace(suite);
    laplace_in_place(suite);
}

/// The grid rolled by one element along an axis, as a new array.
fn rolled(grid: ArrayView2<'_, f64>, by: isize, axis: usize) -> Array2<f64> {
    let axis = Axis(axis);
    let cut = if by > 0 { grid.len_of(axis) - 1 } else { 1 };
    let (front, back) = grid.split_at(axis, cut);
    concatenate(axis, &[back, front]).expect("they are parts of one grid")
}

/// A step of diffusion as it reads: a temporary for each roll.
pub fn by_ndarray(grid: ArrayView2<'_, f64>) -> Array2<f64> {
    let [up, down, left, right] = [(1, 0), (-1, 0), (1, 1), (-1, 1)].map(|(by, axis)| rolled(grid, by, axis));
    &grid + D * DT * (up + down + left + right - 4.0 * &grid)
}

/// The periodic five-point step, from one grid into another.
fn diffusion(suite: &mut Suite, n: usize, threads: Threads) {
    /// Rows a band: 2 MiB of a grid with rows of 4096; bands of 4 to 512 rows take the same time.
    const ROWS: usize = 64;
    let Some(contest) = suite.contest("diffusion", n * n, threads) else { return };
    let (grid, level) = (positive(n * n, 0), suite.level);
    let (elements, grid) = (grid.elements(), square(grid.elements(), n));
    let vars = vars! { grid, D: D, dt: DT };
    let contest = contest
        .size(format!("{n}²"))
        .work(2 * size_of::<f64>(), 7)
        .hand(move |out| {
            in_bands(threads, ROWS * n, out, |first, out| {
                stencils::diffusion(level, elements, n, D * DT, first / n, out);
            });
        })
        .ndarray(|| by_ndarray(grid))
        .program(DIFFUSION, |expr, out| {
            expr.run(&vars, &mut outputs! { next: square_mut(out, n) }).expect("the operands fit");
        });
    suite.hold(contest);
}

/// The neighbours of the elements that are not at the border: above, below, to the left and to the right.
fn around(u: ArrayView2<'_, f64>) -> [ArrayView2<'_, f64>; 4] {
    let n = u.nrows();
    let (before, here, behind) = (0..n - 2, 1..n - 1, 2..n);
    let places =
        [(before.clone(), here.clone()), (behind.clone(), here.clone()), (here.clone(), before), (here, behind)];
    places.map(|(rows, columns)| u.slice_move(s![rows, columns]))
}

/// The elements of a square that are not at its border.
fn inner(out: &mut [f64], n: usize) -> ArrayViewMut2<'_, f64> {
    square_mut(out, n).slice_move(s![1..n - 1, 1..n - 1])
}

/// Jacobi's step as it reads.
fn jacobi(u: ArrayView2<'_, f64>) -> Array2<f64> {
    let [up, down, left, right] = around(u);
    ((&up + &down) * DY2 + (&left + &right) * DX2) * SCALE
}

/// Jacobi's step for Laplace's equation, into another grid, whose borders stay.
fn laplace(suite: &mut Suite) {
    let n = suite.side(2048);
    let Some(contest) = suite.contest("Laplace", n * n, Threads::Serial) else { return };
    let (grid, level, borders) = (positive(n * n, 0), suite.level, vec![7.0; n * n]);
    let (elements, u) = (grid.elements(), square(grid.elements(), n));
    let vars = vars! { u, dx2: DX2, dy2: DY2, scale: SCALE };
    let [up, down, left, right] = around(u);
    let contest = contest
        .size(format!("{n}²"))
        .work(2 * size_of::<f64>(), 6)
        .starting(&borders)
        .hand(|out| stencils::laplace(level, elements, n, [DX2, DY2, SCALE], out))
        .by(Contestant::Ndarray, |out| {
            inner(out, n).assign(&jacobi(u));
        })
        .by(Contestant::Azip, |out| {
            azip!((next in inner(out, n), up in up, down in down, left in left, right in right) {
                *next = ((up + down) * DY2 + (left + right) * DX2) * SCALE;
            });
        })
        .program(&format!("next[1:-1, 1:-1] = {LAPLACE}"), |expr, out| {
            expr.run(&vars, &mut outputs! { next: square_mut(out, n) }).expect("the operands fit");
        });
    suite.hold(contest);
}

/// The same into the grid itself.
fn laplace_in_place(suite: &mut Suite) {
    let n = suite.side(2048);
    let Some(contest) = suite.contest("Laplace in place", n * n, Threads::Serial) else { return };
    let (start, level, mut kept) = (positive(n * n, 0), suite.level, vec![0.0; 2 * n]);
    let vars = vars! { dx2: DX2, dy2: DY2, scale: SCALE };
    let contest = contest
        .size(format!("{n}²"))
        .work(2 * size_of::<f64>(), 6)
        .starting(start.elements())
        .hand(|out| stencils::laplace_in_place(level, out, n, [DX2, DY2, SCALE], &mut kept))
        .by(Contestant::Ndarray, |out| {
            let next = jacobi(square(out, n));
            inner(out, n).assign(&next);
        })
        .program(&format!("u[1:-1, 1:-1] = {LAPLACE}"), |expr, out| {
            expr.evaluate_in_place("u", &vars, square_mut(out, n)).expect("the operands fit");
        });
    suite.hold(contest);
}
