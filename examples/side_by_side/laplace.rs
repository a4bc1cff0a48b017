//! Laplace's equation by Jacobi's iteration: five ways to write the step, each as a program, with ndarray's slices,
//! and as a loop.
//!
//! `cargo run --release --example laplace` prints ms an iteration for grids of several sizes, what it costs to learn
//! how much an iteration changed, and how many iterations it takes to converge; `-- --quick` takes small grids.
//!
//! Every element but those at the borders becomes the mean of its four neighbours, all read before any is written. The
//! five ways differ in what they do about that and about the borders; their fields are the same to the bit. The
//! greatest change of an element, by which one knows when to stop, is a second output of the step or a step of its own.

#![allow(clippy::reversed_empty_ranges)] // in `s![1..-1]` the end counts from the end

mod common;

use common::{Arguments, Table, three_digits, timed};
use fusexpr::{Error, Expr, Options, Threads, outputs, vars};
use ndarray::{Array2, Zip, s};

/// Squares of the distances between the elements.
const DX2: f64 = 0.01;
const DY2: f64 = 0.01;
/// What the weighted sum is multiplied by.
const SCALE: f64 = 0.5 / (DX2 + DY2);

/// The greatest change of an element in an iteration that counts as none. On large grids it is reached while the warmth
/// is still on its way, after the same number of iterations on each.
const TOLERANCE: f64 = 1e-4;

type Field = Array2<f64>;

/// Who computes a step.
trait Solver {
    /// Writes the interior of the field itself.
    fn in_place(&self, u: &mut Field) -> Result<(), Error>;
    /// Writes the interior of another one.
    fn interior(&self, u: &Field, next: &mut Field) -> Result<(), Error>;
    /// Writes the interior of another one, and copies the borders.
    fn whole(&self, u: &Field, next: &mut Field) -> Result<(), Error>;
    /// Writes the interior of another one, and gives the greatest change of an element.
    fn measured(&self, u: &Field, next: &mut Field) -> Result<f64, Error>;
    /// The greatest change of an element: reads both fields once more.
    fn change(&self, u: &Field, next: &Field) -> Result<f64, Error>;
}

/// Programs whose targets are slices. What they do not name of a target stays as it is.
struct Programs {
    in_place: Expr,
    interior: Expr,
    whole: Expr,
    measured: Expr,
    change: Expr,
}

impl Programs {
    fn new(threads: Threads) -> Result<Self, Error> {
        let mean = "((u[:-2, 1:-1] + u[2:, 1:-1])*dy2 + (u[1:-1, :-2] + u[1:-1, 2:])*dx2) * scale";
        let borders = "next[0] = u[0]; next[-1] = u[-1]; next[:, 0] = u[:, 0]; next[:, -1] = u[:, -1]";
        let options = Options::new().threads(threads);
        let parse = |text: String| -> Result<Expr, Error> { Ok(Expr::parse(&text)?.with(options.clone())) };
        Ok(Self {
            in_place: parse(format!("u[1:-1, 1:-1] = {mean}"))?,
            interior: parse(format!("next[1:-1, 1:-1] = {mean}"))?,
            whole: parse(format!("next[1:-1, 1:-1] = {mean}\n{borders}"))?,
            // Over the interior as the step is, so that both are one pass.
            measured: parse(format!("new = {mean}\nnext[1:-1, 1:-1] = new\nchange = max(abs(new - u[1:-1, 1:-1]))"))?,
            change: parse("max(abs(next[1:-1, 1:-1] - u[1:-1, 1:-1]))".to_owned())?,
        })
    }
}

impl Solver for Programs {
    fn in_place(&self, u: &mut Field) -> Result<(), Error> {
        self.in_place.evaluate_in_place("u", &vars! { dx2: DX2, dy2: DY2, scale: SCALE }, u)
    }

    fn interior(&self, u: &Field, next: &mut Field) -> Result<(), Error> {
        self.interior.run(&vars! { u, dx2: DX2, dy2: DY2, scale: SCALE }, &mut outputs! { next: *next })
    }

    fn whole(&self, u: &Field, next: &mut Field) -> Result<(), Error> {
        self.whole.run(&vars! { u, dx2: DX2, dy2: DY2, scale: SCALE }, &mut outputs! { next: *next })
    }

    fn measured(&self, u: &Field, next: &mut Field) -> Result<f64, Error> {
        let mut change = 0.0;
        self.measured.run(&vars! { u, dx2: DX2, dy2: DY2, scale: SCALE }, &mut outputs! { next: *next, change })?;
        Ok(change)
    }

    fn change(&self, u: &Field, next: &Field) -> Result<f64, Error> {
        let mut change = 0.0;
        self.change.evaluate(&vars! { u, next }, &mut change)?;
        Ok(change)
    }
}

/// ndarray's slices and operators, with their temporaries.
struct Slices;

/// The new interior, as a new array.
fn mean(u: &Field) -> Field {
    let [up, down] = [u.slice(s![..-2, 1..-1]), u.slice(s![2.., 1..-1])];
    let [left, right] = [u.slice(s![1..-1, ..-2]), u.slice(s![1..-1, 2..])];
    ((&up + &down) * DY2 + (&left + &right) * DX2) * SCALE
}

fn copy_borders(u: &Field, next: &mut Field) {
    for row in [0, u.nrows() - 1] {
        next.row_mut(row).assign(&u.row(row));
    }
    for column in [0, u.ncols() - 1] {
        next.column_mut(column).assign(&u.column(column));
    }
}

impl Solver for Slices {
    fn in_place(&self, u: &mut Field) -> Result<(), Error> {
        let interior = mean(u);
        u.slice_mut(s![1..-1, 1..-1]).assign(&interior);
        Ok(())
    }

    fn interior(&self, u: &Field, next: &mut Field) -> Result<(), Error> {
        next.slice_mut(s![1..-1, 1..-1]).assign(&mean(u));
        Ok(())
    }

    fn whole(&self, u: &Field, next: &mut Field) -> Result<(), Error> {
        self.interior(u, next)?;
        copy_borders(u, next);
        Ok(())
    }

    fn measured(&self, u: &Field, next: &mut Field) -> Result<f64, Error> {
        let interior = mean(u);
        let changes = (&interior - &u.slice(s![1..-1, 1..-1])).abs();
        next.slice_mut(s![1..-1, 1..-1]).assign(&interior);
        Ok(changes.fold(0.0, |greatest: f64, &change| greatest.max(change)))
    }

    fn change(&self, u: &Field, next: &Field) -> Result<f64, Error> {
        let interior = s![1..-1, 1..-1];
        let pairs = Zip::from(u.slice(interior)).and(next.slice(interior));
        Ok(pairs.fold(0.0, |greatest: f64, old, new| greatest.max((new - old).abs())))
    }
}

/// A loop over the rows.
struct Loops;

/// The new interior of a row from the rows around it.
fn mean_row(up: &[f64], row: &[f64], down: &[f64], out: &mut [f64]) {
    let last = out.len() - 1;
    let vertical = up[1..last].iter().zip(&down[1..last]);
    let horizontal = row[..last - 1].iter().zip(&row[2..]);
    for ((out, (up, down)), (left, right)) in out[1..last].iter_mut().zip(vertical).zip(horizontal) {
        *out = ((up + down) * DY2 + (left + right) * DX2) * SCALE;
    }
}

/// The greatest change of an element between two rows, borders left out.
fn row_change(row: &[f64], next: &[f64]) -> f64 {
    let interior = 1..row.len() - 1;
    let changes = row[interior.clone()].iter().zip(&next[interior]).map(|(old, new)| (new - old).abs());
    changes.fold(0.0, f64::max)
}

/// The elements in rows, of an array that lies in one piece.
fn rows(u: &Field) -> std::slice::ChunksExact<'_, f64> {
    u.as_slice().expect("it is in one piece").chunks_exact(u.ncols())
}

fn rows_mut(u: &mut Field) -> std::slice::ChunksExactMut<'_, f64> {
    let columns = u.ncols();
    u.as_slice_mut().expect("it is in one piece").chunks_exact_mut(columns)
}

impl Solver for Loops {
    fn in_place(&self, u: &mut Field) -> Result<(), Error> {
        let mut rows = rows_mut(u);
        let (Some(first), Some(mut row)) = (rows.next(), rows.next()) else { return Ok(()) };
        // What the row above and this one held before they were written.
        let (mut up, mut old) = (first.to_vec(), vec![0.0; first.len()]);
        for down in rows {
            old.copy_from_slice(row);
            mean_row(&up, &old, down, row);
            std::mem::swap(&mut up, &mut old);
            row = down;
        }
        Ok(())
    }

    fn interior(&self, u: &Field, next: &mut Field) -> Result<(), Error> {
        let around = rows(u).zip(rows(u).skip(1)).zip(rows(u).skip(2));
        for (((up, row), down), out) in around.zip(rows_mut(next).skip(1)) {
            mean_row(up, row, down, out);
        }
        Ok(())
    }

    fn whole(&self, u: &Field, next: &mut Field) -> Result<(), Error> {
        self.interior(u, next)?;
        copy_borders(u, next);
        Ok(())
    }

    fn measured(&self, u: &Field, next: &mut Field) -> Result<f64, Error> {
        let mut greatest = 0.0_f64;
        let around = rows(u).zip(rows(u).skip(1)).zip(rows(u).skip(2));
        for (((up, row), down), out) in around.zip(rows_mut(next).skip(1)) {
            mean_row(up, row, down, out);
            greatest = greatest.max(row_change(row, out));
        }
        Ok(greatest)
    }

    fn change(&self, u: &Field, next: &Field) -> Result<f64, Error> {
        let interior = rows(u).zip(rows(next)).take(u.nrows() - 1).skip(1);
        Ok(interior.fold(0.0, |greatest: f64, (row, next)| greatest.max(row_change(row, next))))
    }
}

/// One way to iterate: what is done with two fields, of which the first holds the current one and is to hold the next.
struct Way {
    name: &'static str,
    iterate: fn(&dyn Solver, &mut Field, &mut Field) -> Result<(), Error>,
    /// Whether the second field begins with the borders.
    needs_borders: bool,
}

const WAYS: [Way; 5] = [
    Way { name: "into itself", iterate: |solver, u, _| solver.in_place(u), needs_borders: false },
    Way {
        name: "from a copy",
        iterate: |solver, u, old| {
            old.assign(u);
            solver.interior(old, u)
        },
        needs_borders: false,
    },
    Way {
        name: "into zeros, borders copied",
        iterate: |solver, u, _| {
            let mut next = Field::zeros(u.dim());
            solver.whole(u, &mut next)?;
            *u = next;
            Ok(())
        },
        needs_borders: false,
    },
    Way {
        name: "alternating",
        iterate: |solver, u, next| {
            solver.interior(u, next)?;
            std::mem::swap(u, next);
            Ok(())
        },
        needs_borders: true,
    },
    Way {
        name: "alternating, borders copied",
        iterate: |solver, u, next| {
            solver.whole(u, next)?;
            std::mem::swap(u, next);
            Ok(())
        },
        needs_borders: false,
    },
];

/// Nothing but a warm upper border.
fn start(n: usize) -> Field {
    let mut u = Field::zeros((n, n));
    u.row_mut(0).fill(1.0);
    u
}

/// The field after some iterations, and the seconds each takes.
fn iterate(way: &Way, solver: &dyn Solver, n: usize, iterations: usize) -> Result<(Field, f64), Error> {
    let mut u = start(n);
    let mut other = if way.needs_borders { u.clone() } else { Field::zeros((n, n)) };
    let (result, seconds) = timed(|| (0..iterations).try_for_each(|_| (way.iterate)(solver, &mut u, &mut other)));
    result.map(|()| (u, seconds / iterations as f64))
}

/// The greatest change of an element, if it is measured.
type Measured = Result<Option<f64>, Error>;

/// One way to learn how much an alternating iteration changes: with the step, which is the same pass over memory for
/// all but slices, or afterwards, which is another.
struct Measure {
    name: &'static str,
    /// Writes the interior of the next field.
    step: fn(&dyn Solver, &Field, &mut Field) -> Measured,
}

const MEASURES: [Measure; 3] = [
    Measure { name: "not measured", step: |solver, u, next| solver.interior(u, next).map(|()| None) },
    Measure { name: "change with the step", step: |solver, u, next| solver.measured(u, next).map(Some) },
    Measure {
        name: "change afterwards",
        step: |solver, u, next| {
            solver.interior(u, next)?;
            solver.change(u, next).map(Some)
        },
    },
];

/// What the last of some iterations changed, and the seconds each takes.
fn measure(measure: &Measure, solver: &dyn Solver, n: usize, iterations: usize) -> Result<(Option<f64>, f64), Error> {
    let (mut u, mut next, mut change) = (start(n), start(n), None);
    let (result, seconds) = timed(|| -> Result<(), Error> {
        for _ in 0..iterations {
            change = (measure.step)(solver, &u, &mut next)?;
            std::mem::swap(&mut u, &mut next);
        }
        Ok(())
    });
    result.map(|()| (change, seconds / iterations as f64))
}

/// Iterates until nothing changes any more; gives the field and the number of iterations.
fn converge(solver: &dyn Solver, n: usize) -> Result<(Field, usize), Error> {
    let (mut u, mut next) = (start(n), start(n));
    for iteration in 1.. {
        let change = solver.measured(&u, &mut next)?;
        std::mem::swap(&mut u, &mut next);
        if change < TOLERANCE {
            return Ok((u, iteration));
        }
    }
    unreachable!("the change tends to nothing")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::read(&["--quick"])?;
    let runs: &[(usize, usize)] = match arguments.get("--quick") {
        Some(_) => &[(64, 50), (128, 50)],
        None => &[(256, 500), (512, 200), (1024, 100), (2048, 50)],
    };
    let (serial, pool) = (Programs::new(Threads::Serial)?, Programs::new(Threads::Pool)?);
    let solvers: [(&str, &dyn Solver); 4] =
        [("slices", &Slices), ("loop", &Loops), ("1 thread", &serial), ("threads", &pool)];

    println!("ms an iteration: ndarray's slices, a loop, programs on one thread and on all\n");
    for &(n, iterations) in runs {
        let headings = |what: String| {
            let names = solvers.iter().map(|(name, _)| (*name).to_owned());
            Vec::from_iter([what].into_iter().chain(names).chain(["slices / 1 thread".to_owned()]))
        };
        let row = |name: &str, times: &[f64]| {
            let figures = times.iter().map(|&time| three_digits(time)).chain([three_digits(times[0] / times[2])]);
            Vec::from_iter([name.to_owned()].into_iter().chain(figures))
        };
        let table = Table::new(27, &headings(format!("{n}², {iterations} iterations")));
        let mut expected: Option<Field> = None;
        for way in &WAYS {
            let mut times = Vec::new();
            for (name, solver) in solvers {
                let (field, seconds) = iterate(way, solver, n, iterations)?;
                let expected = expected.get_or_insert_with(|| field.clone());
                assert!(field == *expected, "{name}, {}: agrees to the bit", way.name);
                times.push(seconds * 1e3);
            }
            table.row(&row(way.name, &times));
        }

        println!();
        let table = Table::new(27, &headings("alternating".to_owned()));
        let mut expected = None;
        for way in &MEASURES {
            let mut times = Vec::new();
            for (name, solver) in solvers {
                let (change, seconds) = measure(way, solver, n, iterations)?;
                if let Some(change) = change {
                    assert_eq!(change, *expected.get_or_insert(change), "{name}, {}: the same change", way.name);
                }
                times.push(seconds * 1e3);
            }
            table.row(&row(way.name, &times));
        }

        let ((by_program, iterations), seconds) = {
            let (result, seconds) = timed(|| converge(&pool, n));
            (result?, seconds)
        };
        let by_loop = converge(&Loops, n)?;
        assert!(by_loop == (by_program, iterations), "both converge to the same bits");
        println!("\nno change of {TOLERANCE} after {iterations} iterations, {} s\n", three_digits(seconds));
    }
    Ok(())
}
