//! Diffusion on a periodic grid, the way it is usually written: the Laplacian by hand with ndarray, then the update
//! `next*D*dt + grid` in place.
//!
//! `cargo run --release --example diffusion` prints ms a step for grids of several sizes; `-- --quick` takes fewer
//! steps on small grids.

use fusexpr::{Error, Expr, vars};
use ndarray::{Array2, ArrayView2, Axis, Slice};
use std::time::Instant;

const D: f64 = 1.0;
const DT: f64 = 0.1;

/// Adds `grid`, shifted by one along an axis in either direction, to `sum`; what leaves one edge enters at the other.
fn add_neighbours(sum: &mut Array2<f64>, grid: ArrayView2<f64>, axis: Axis) {
    let last = grid.len_of(axis) - 1;
    for (to, from) in [
        (Slice::from(1..), Slice::from(..last)),
        (Slice::from(..1), Slice::from(last..)),
        (Slice::from(..last), Slice::from(1..)),
        (Slice::from(last..), Slice::from(..1)),
    ] {
        let mut target = sum.slice_axis_mut(axis, to);
        target += &grid.slice_axis(axis, from);
    }
}

/// The five-point Laplacian with periodic edges.
fn laplacian(grid: &Array2<f64>, next: &mut Array2<f64>) {
    next.assign(grid);
    *next *= -4.0;
    add_neighbours(next, grid.view(), Axis(0));
    add_neighbours(next, grid.view(), Axis(1));
}

/// A warm square in a cold field.
fn start(n: usize) -> Array2<f64> {
    let warm = n * 2 / 5..n / 2;
    Array2::from_shape_fn((n, n), |(i, j)| if warm.contains(&i) && warm.contains(&j) { 0.005 } else { 0.0 })
}

/// Runs some steps; gives the field and the ms a step of the Laplacian and of the update.
fn simulate(n: usize, steps: usize, mut update: impl FnMut(&mut Array2<f64>, &Array2<f64>)) -> (Array2<f64>, f64, f64) {
    let (mut grid, mut next) = (start(n), Array2::zeros((n, n)));
    let (mut stencil_time, mut update_time) = (0.0, 0.0);
    for _ in 0..steps {
        let begin = Instant::now();
        laplacian(&grid, &mut next);
        let middle = Instant::now();
        update(&mut next, &grid);
        stencil_time += (middle - begin).as_secs_f64();
        update_time += middle.elapsed().as_secs_f64();
        std::mem::swap(&mut grid, &mut next);
    }
    let per_step = 1e3 / steps as f64;
    (grid, stencil_time * per_step, update_time * per_step)
}

fn main() -> Result<(), Error> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let runs: &[(usize, usize)] =
        if quick { &[(128, 20), (256, 20)] } else { &[(256, 500), (512, 500), (1024, 200), (2048, 50), (4096, 20)] };

    let step = Expr::parse("next*D*dt + grid")?;
    println!("{:>6} {:>6} {:>14} {:>14} {:>14}", "grid", "steps", "laplacian", "update ndarray", "update fused");
    println!("{:>6} {:>6} {:>14} {:>14} {:>14}", "", "", "ms/step", "ms/step", "ms/step");
    for &(n, steps) in runs {
        let (expected, _, unfused) = simulate(n, steps, |next, grid| {
            *next *= D;
            *next *= DT;
            *next += grid;
        });
        let mut failure = None;
        let (field, stencil, fused) = simulate(n, steps, |next, grid| {
            let vars = vars! { grid, D: D, dt: DT };
            if let Err(error) = step.evaluate_in_place("next", &vars, next) {
                failure = Some(error);
            }
        });
        if let Some(error) = failure {
            return Err(error);
        }
        assert_eq!(field, expected, "both forms agree to the bit");
        println!("{n:>6} {steps:>6} {stencil:>14.3} {unfused:>14.3} {fused:>14.3}");
    }
    Ok(())
}
