//! Diffusion on a periodic grid: the step as one line of text, beside the ways it is usually written.
//!
//! `cargo run --release --example diffusion` prints run times and speed-ups for grids of several sizes, most of them
//! over 500 steps, in a minute or two; `-- --quick` takes few steps on small grids; `-- --picture FILE.png` also draws
//! the field before and after.
//!
//! A step is an explicit Euler step of the diffusion equation, with a five-point Laplacian whose neighbours beyond an
//! edge lie at the opposite one. All forms do the same operations in the same order, and so agree to the bit.

mod common;

use common::{Arguments, Table, three_digits, timed};
use fusexpr::{Expr, Options, Threads, outputs, vars};
use ndarray::{Array2, ArrayView2, Axis, Slice, s};
use plotters::prelude::*;

const D: f64 = 1.0;
const DT: f64 = 0.1;

const STEP: &str = "next = grid + D*dt*(roll(grid, 1, axis=0) + roll(grid, -1, axis=0) \
                                      + roll(grid, 1, axis=1) + roll(grid, -1, axis=1) - 4*grid)";

/// How far, and along which axis, the grid is rolled to bring each neighbour to its place.
const ROLLS: [(isize, Axis); 4] = [(1, Axis(0)), (-1, Axis(0)), (1, Axis(1)), (-1, Axis(1))];

type Field = Array2<f64>;
type AnyError = Box<dyn std::error::Error>;
/// Computes the second field from the first.
type Step = Box<dyn Fn(&Field, &mut Field) -> Result<(), AnyError>>;

/// A form of the step.
struct Form {
    name: &'static str,
    step: Step,
}

fn forms() -> Result<Vec<Form>, AnyError> {
    let fused = |threads| -> Result<Step, AnyError> {
        let program = Expr::parse(STEP)?.with(Options::new().threads(threads));
        Ok(Box::new(move |grid, next| Ok(program.run(&vars! { grid, D: D, dt: DT }, &mut outputs! { next: *next })?)))
    };
    let update = Expr::parse("next*D*dt + grid")?;
    let with_fused_update: Step = Box::new(move |grid, next| {
        laplacian_roll_add(grid, next);
        Ok(update.evaluate_in_place("next", &vars! { grid, D: D, dt: DT }, next)?)
    });
    let by_hand = |step: fn(&Field, &mut Field)| -> Step {
        Box::new(move |grid, next| {
            step(grid, next);
            Ok(())
        })
    };
    Ok(vec![
        Form { name: "unfused, rolls", step: by_hand(unfused) },
        Form { name: "unfused, rolls, in place", step: by_hand(unfused_in_place) },
        Form { name: "roll-add, in place", step: by_hand(roll_add) },
        Form { name: "roll-add, update fused", step: with_fused_update },
        Form { name: "nested loops", step: by_hand(nested_loops) },
        Form { name: "one program, one thread", step: fused(Threads::Serial)? },
        Form { name: "one program, all threads", step: fused(Threads::Pool)? },
    ])
}

/// For each element its neighbours, by index.
fn nested_loops(grid: &Field, next: &mut Field) {
    let (rows, columns) = grid.dim();
    for i in 0..rows {
        let (up, down) = ((i + rows - 1) % rows, (i + 1) % rows);
        for j in 0..columns {
            let (left, right) = ((j + columns - 1) % columns, (j + 1) % columns);
            let sum = grid[[up, j]] + grid[[down, j]] + grid[[i, left]] + grid[[i, right]];
            next[[i, j]] = grid[[i, j]] + D * DT * (sum - 4.0 * grid[[i, j]]);
        }
    }
}

/// Which part of an axis goes where when it is rolled by one.
fn parts(by: isize, len: usize) -> [(Slice, Slice); 2] {
    let last = len - 1;
    let forward = [(Slice::from(1..), Slice::from(..last)), (Slice::from(..1), Slice::from(last..))];
    if by > 0 { forward } else { forward.map(|(to, from)| (from, to)) }
}

/// The grid rolled by one, as a new array.
fn roll(grid: &Field, (by, axis): (isize, Axis)) -> Field {
    let mut rolled = Array2::zeros(grid.dim());
    for (to, from) in parts(by, grid.len_of(axis)) {
        rolled.slice_axis_mut(axis, to).assign(&grid.slice_axis(axis, from));
    }
    rolled
}

/// The step as it reads: a temporary for each roll, and one that becomes the result.
fn unfused(grid: &Field, next: &mut Field) {
    let [up, down, left, right] = ROLLS.map(|by| roll(grid, by));
    *next = grid + D * DT * (up + down + left + right - 4.0 * grid);
}

/// With one temporary at a time, and sums in place.
fn unfused_in_place(grid: &Field, next: &mut Field) {
    next.assign(&roll(grid, ROLLS[0]));
    for by in &ROLLS[1..] {
        *next += &roll(grid, *by);
    }
    next.scaled_add(-4.0, grid);
    *next *= D * DT;
    *next += grid;
}

/// The Laplacian without temporaries: each roll is added part by part.
fn laplacian_roll_add(grid: &Field, next: &mut Field) {
    let (by, axis) = ROLLS[0];
    for (to, from) in parts(by, grid.len_of(axis)) {
        next.slice_axis_mut(axis, to).assign(&grid.slice_axis(axis, from));
    }
    for &(by, axis) in &ROLLS[1..] {
        for (to, from) in parts(by, grid.len_of(axis)) {
            let mut part = next.slice_axis_mut(axis, to);
            part += &grid.slice_axis(axis, from);
        }
    }
    next.scaled_add(-4.0, grid);
}

fn roll_add(grid: &Field, next: &mut Field) {
    laplacian_roll_add(grid, next);
    *next *= D * DT;
    *next += grid;
}

/// A warm square in a cold field.
fn start(n: usize) -> Field {
    let warm = n * 2 / 5..n / 2;
    Array2::from_shape_fn((n, n), |(i, j)| if warm.contains(&i) && warm.contains(&j) { 0.005 } else { 0.0 })
}

/// The field after some steps between two buffers, and the seconds they take.
fn simulate(n: usize, steps: usize, step: &Step) -> Result<(Field, f64), AnyError> {
    let (mut grid, mut next) = (start(n), Array2::zeros((n, n)));
    let (result, seconds) = timed(|| -> Result<(), AnyError> {
        for _ in 0..steps {
            step(&grid, &mut next)?;
            std::mem::swap(&mut grid, &mut next);
        }
        Ok(())
    });
    result.map(|()| (grid, seconds))
}

fn main() -> Result<(), AnyError> {
    let arguments = Arguments::read(&["--quick", "--picture FILE"])?;
    // The two largest take fewer steps: the unfused forms need a fifth of a second for one on the largest.
    let runs: &[(usize, usize)] = match arguments.get("--quick") {
        Some(_) => &[(128, 50), (256, 50), (512, 10)],
        None => &[(256, 500), (512, 500), (1024, 500), (2048, 100), (4096, 25)],
    };
    let forms = forms()?;

    let heading = |(n, steps): &(usize, usize)| format!("{n}² × {steps}");
    let headings = |what: &str| Vec::from_iter([what.to_owned()].into_iter().chain(runs.iter().map(heading)));
    println!("{}\n", STEP.split_whitespace().collect::<Vec<_>>().join(" "));
    let table = Table::new(26, &headings("s, for grid × steps"));
    let mut expected: Vec<Field> = Vec::new();
    let mut times: Vec<Vec<f64>> = Vec::new();
    for form in &forms {
        let mut seconds = Vec::new();
        for (run, &(n, steps)) in runs.iter().enumerate() {
            let (field, time) = simulate(n, steps, &form.step)?;
            match expected.get(run) {
                Some(expected) => assert!(field == expected, "{} agrees to the bit", form.name),
                None => expected.push(field),
            }
            seconds.push(time);
        }
        table.row(&cells(form, seconds.iter().map(|&time| three_digits(time))));
        times.push(seconds);
    }

    println!();
    let table = Table::new(26, &headings("times faster than rolls"));
    for (form, seconds) in forms.iter().zip(&times) {
        table.row(&cells(form, seconds.iter().zip(&times[0]).map(|(time, first)| three_digits(first / time))));
    }

    if let Some(file) = arguments.get("--picture") {
        let (n, steps) = (256, 500);
        let (after, _) = simulate(n, steps, &forms.last().expect("there are some").step)?;
        // The half around the square, which is all that the warmth reaches.
        let middle = s![n / 5..n * 7 / 10, n / 5..n * 7 / 10];
        draw(file, [start(n).slice(middle), after.slice(middle)])?;
        println!("\n{file} shows the middle of a grid of {n}² before and after {steps} steps");
    }
    Ok(())
}

fn cells(form: &Form, figures: impl Iterator<Item = String>) -> Vec<String> {
    [form.name.to_owned()].into_iter().chain(figures).collect()
}

/// Draws fields side by side, in the same colours for the same values, from 0 to the greatest.
fn draw(file: &str, fields: [ArrayView2<f64>; 2]) -> Result<(), AnyError> {
    const MARGIN: usize = 16;
    /// Pixels an element, along each axis.
    const ZOOM: usize = 4;
    let [height, width] = [0, 1].map(|axis| ZOOM * fields[0].len_of(Axis(axis)));
    let size = ((fields.len() * (width + MARGIN) + MARGIN) as u32, (height + 2 * MARGIN) as u32);
    let greatest = fields.iter().flat_map(|field| field.iter()).fold(0.0, |a: f64, &b| a.max(b));
    let image = BitMapBackend::new(file, size).into_drawing_area();
    image.fill(&WHITE)?;
    for (i, field) in fields.iter().enumerate() {
        let left = MARGIN + i * (width + MARGIN);
        for (x, y) in (0..width).flat_map(|x| (0..height).map(move |y| (x, y))) {
            let value = field[[y / ZOOM, x / ZOOM]];
            let colour = ViridisRGB.get_color_normalized(value, 0.0, greatest);
            image.draw_pixel(((left + x) as i32, (MARGIN + y) as i32), &colour)?;
        }
    }
    image.present()?;
    Ok(())
}
