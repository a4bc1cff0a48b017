//! Programs beside what one would write by hand: stencils, several outputs, values hoisted out of rows and columns,
//! and shifts of what is costly.
//!
//! `cargo bench --bench programs -- [--markdown] [--filter TEXT] [--quick]`
//!
//! The two of a row take turns, as [`sheet`] says. Their answers are the same to the bit but where the hand-written
//! loop calls the standard library's functions.

#[path = "common/levels.rs"]
mod levels;
#[path = "common/mode.rs"]
mod mode;
#[path = "common/paged.rs"]
mod paged;
#[path = "common/rounds.rs"]
mod rounds;
#[path = "common/sheet.rs"]
mod sheet;
#[path = "common/stencils.rs"]
mod stencils;

use fusexpr::{Level, Threads, outputs, vars};
use ndarray::{ArrayView2, Ix2};
use paged::Paged;
use sheet::{Contest, Sheet, numbers, parse, square, square_mut};
use std::hint::black_box;
use std::process::ExitCode;

const DIFFUSION: &str = "next = grid + D*dt*(roll(grid, 1, axis=0) + roll(grid, -1, axis=0) \
                                           + roll(grid, 1, axis=1) + roll(grid, -1, axis=1) - 4*grid)";
const D: f64 = 1.0;
const DT: f64 = 0.1;

const LAPLACE: &str = "((u[:-2, 1:-1] + u[2:, 1:-1])*dy2 + (u[1:-1, :-2] + u[1:-1, 2:])*dx2) * scale";
const DX2: f64 = 0.01;
const DY2: f64 = 0.01;
const SCALE: f64 = 0.5 / (DX2 + DY2);

const CONTROL: &str = "next = s0*k0 + z_sp*k1 + z*k2 + c0\n\
                       thrust = s0*q0 + z_sp*q1 + z*q2 + c1";
const CREATURES: usize = 500;

fn main() -> ExitCode {
    Sheet::run(rows)
}

fn rows(sheet: &Sheet, level: Level) {
    diffusion(sheet, level, sheet.len(4096, 2), Threads::Pool);
    diffusion(sheet, level, 256, Threads::Serial);
    laplace(sheet, level);
    laplace_in_place(sheet, level);
    population(sheet, level);
    hoisted(sheet, level);
    shifted_line(sheet);
    shifted_grid(sheet);
}

/// The periodic five-point step, from one grid into another.
fn diffusion(sheet: &Sheet, level: Level, n: usize, threads: Threads) {
    let rival = if threads == Threads::Serial { "loop" } else { "loop, rayon" };
    let contest = Contest { name: "diffusion", size: format!("{n}²"), threads, rival, tolerance: 0.0 };
    if !sheet.wants(contest.name) {
        return;
    }
    let (grid, mut next, program) = (numbers(n * n), Paged::new(n * n), parse(DIFFUSION, threads));
    let view = square(grid.elements(), n);
    let vars = vars! { grid: view, D: D, dt: DT };
    let zeros = vec![0.0; n * n];
    sheet.row(contest, &zeros, next.elements_mut(), |is_rival, next| {
        let grid = black_box(grid.elements());
        match (is_rival, threads) {
            (false, _) => {
                program.run(black_box(&vars), &mut outputs! { next: square_mut(next, n) }).expect("the operands fit");
            }
            (true, Threads::Serial) => stencils::diffusion(level, grid, n, D * DT, 0, next),
            (true, _) => stencils::diffusion_threaded(level, grid, n, D * DT, next),
        }
    });
}

/// Jacobi's step for Laplace's equation, into another grid, whose borders stay.
fn laplace(sheet: &Sheet, level: Level) {
    let n = sheet.len(2048, 2);
    let threads = Threads::Serial;
    let contest = Contest { name: "Laplace", size: format!("{n}²"), threads, rival: "loop", tolerance: 0.0 };
    if !sheet.wants(contest.name) {
        return;
    }
    let (u, mut next) = (numbers(n * n), Paged::new(n * n));
    let program = parse(&format!("next[1:-1, 1:-1] = {LAPLACE}"), threads);
    let view = square(u.elements(), n);
    let vars = vars! { u: view, dx2: DX2, dy2: DY2, scale: SCALE };
    let borders = vec![7.0; n * n];
    sheet.row(contest, &borders, next.elements_mut(), |is_rival, next| {
        if is_rival {
            stencils::laplace(level, black_box(u.elements()), n, [DX2, DY2, SCALE], next);
        } else {
            program.run(black_box(&vars), &mut outputs! { next: square_mut(next, n) }).expect("the operands fit");
        }
    });
}

/// The same into the grid itself.
fn laplace_in_place(sheet: &Sheet, level: Level) {
    let n = sheet.len(2048, 2);
    let threads = Threads::Serial;
    let contest = Contest { name: "Laplace in place", size: format!("{n}²"), threads, rival: "loop", tolerance: 0.0 };
    if !sheet.wants(contest.name) {
        return;
    }
    let (start, mut u, mut kept) = (numbers(n * n), Paged::new(n * n), Paged::new(2 * n));
    let program = parse(&format!("u[1:-1, 1:-1] = {LAPLACE}"), threads);
    let vars = vars! { dx2: DX2, dy2: DY2, scale: SCALE };
    sheet.row(contest, start.elements(), u.elements_mut(), |is_rival, u| {
        if is_rival {
            stencils::laplace_in_place(level, u, n, [DX2, DY2, SCALE], kept.elements_mut());
        } else {
            program.evaluate_in_place("u", &vars, square_mut(u, n)).expect("the operands fit");
        }
    });
}

/// A control step of 500 creatures: two outputs in one call.
fn population(sheet: &Sheet, level: Level) {
    let (n, threads) = (CREATURES, Threads::Serial);
    let contest = Contest { name: "population", size: n.to_string(), threads, rival: "loop", tolerance: 0.0 };
    if !sheet.wants(contest.name) {
        return;
    }
    let (data, mut out, program) = (numbers(10 * n), Paged::new(2 * n), parse(CONTROL, threads));
    let rows: Vec<&[f64]> = data.elements().chunks_exact(n).collect();
    let [s0, z, k0, k1, k2, c0, q0, q1, q2, c1] = rows[..] else { unreachable!("there are ten rows") };
    let z_sp = 0.75;
    let zeros = vec![0.0; 2 * n];
    sheet.row(contest, &zeros, out.elements_mut(), |is_rival, out| {
        let (next, thrust) = out.split_at_mut(n);
        if is_rival {
            let genes = [[k0, k1, k2, c0], [q0, q1, q2, c1]];
            stencils::control(level, black_box(s0), black_box(z_sp), z, genes, [next, thrust]);
        } else {
            let z_sp = black_box(z_sp);
            let vars = vars! { s0, z_sp, z, k0, k1, k2, c0, q0, q1, q2, c1 };
            program.run(&vars, &mut outputs! { next: *next, thrust: *thrust }).expect("the operands fit");
        }
    });
}

/// Functions of a row and of a column, which need not be computed for every element.
fn hoisted(sheet: &Sheet, level: Level) {
    let n = sheet.len(2048, 2);
    let text = "sin(x**2)+cos(y**2)";
    // Both sides are within an ULP.
    let tolerance = 4.0 * f64::EPSILON;
    let threads = Threads::Serial;
    let contest = Contest { name: text, size: format!("{n}²"), threads, rival: "by hand, two vectors", tolerance };
    if !sheet.wants(contest.name) {
        return;
    }
    let (row, column, mut out, program) = (numbers(n), numbers(n), Paged::new(n * n), parse(text, threads));
    let (x, y) = (row.elements(), column.elements());
    let column = ArrayView2::from_shape(Ix2(n, 1), y).expect("there are n elements");
    let vars = vars! { x, y: column };
    let [mut sines, mut cosines] = [(); 2].map(|()| vec![0.0; n]);
    let zeros = vec![0.0; n * n];
    sheet.row(contest, &zeros, out.elements_mut(), |is_rival, out| {
        if is_rival {
            sines.iter_mut().zip(black_box(x)).for_each(|(sine, x)| *sine = (x * x).sin());
            cosines.iter_mut().zip(black_box(y)).for_each(|(cosine, y)| *cosine = (y * y).cos());
            stencils::outer_sum(level, &sines, &cosines, out);
        } else {
            program.evaluate(black_box(&vars), square_mut(out, n)).expect("the operands fit");
        }
    });
}

/// A costly value and its neighbour, in one program and in two that meet in an array.
fn shifted_line(sheet: &Sheet) {
    let n = 1 << 20;
    let name = "t = exp(x); t[1:] - t[:-1]";
    let threads = Threads::Serial;
    let contest = Contest { name, size: "1 Mi".into(), threads, rival: "two programs", tolerance: 0.0 };
    if !sheet.wants(contest.name) {
        return;
    }
    let (x, mut t, mut out) = (numbers(n), Paged::<f64>::new(n), Paged::<f64>::new(n - 1));
    let x = x.elements();
    let [program, first, second] = [name, "exp(x)", "t[1:] - t[:-1]"].map(|text| parse(text, threads));
    let zeros = vec![0.0; n - 1];
    sheet.row(contest, &zeros, out.elements_mut(), |is_rival, out| {
        if is_rival {
            first.evaluate(&vars! { x }, t.elements_mut()).expect("the operands fit");
            second.evaluate(&vars! { t: t.elements() }, out).expect("the operands fit");
        } else {
            program.evaluate(&vars! { x }, out).expect("the operands fit");
        }
    });
}

/// The same with four neighbours.
fn shifted_grid(sheet: &Sheet) {
    let n = sheet.len(1024, 2);
    let laplacian =
        |of: &str| format!("roll({of},1,axis=0)+roll({of},-1,axis=0)+roll({of},1,axis=1)+roll({of},-1,axis=1)-4*{of}");
    let threads = Threads::Serial;
    let name = "Laplacian of exp(g)";
    let contest = Contest { name, size: format!("{n}²"), threads, rival: "two programs", tolerance: 0.0 };
    if !sheet.wants(contest.name) {
        return;
    }
    let (g, mut t, mut out) = (numbers(n * n), Paged::new(n * n), Paged::new(n * n));
    let g = square(g.elements(), n);
    let texts = [laplacian("exp(g)"), "exp(g)".to_owned(), laplacian("t")];
    let [program, first, second] = texts.map(|text| parse(&text, threads));
    let zeros = vec![0.0; n * n];
    sheet.row(contest, &zeros, out.elements_mut(), |is_rival, out| {
        if is_rival {
            first.evaluate(&vars! { g }, square_mut(t.elements_mut(), n)).expect("the operands fit");
            let t = square(t.elements(), n);
            second.evaluate(&vars! { t }, square_mut(out, n)).expect("the operands fit");
        } else {
            program.evaluate(&vars! { g }, square_mut(out, n)).expect("the operands fit");
        }
    });
}
