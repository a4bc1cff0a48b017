//! A population of small controllers, each flying its copter: many tiny steps, where what counts is the cost of a call.
//!
//! `cargo run --release --example copter` prints the seconds a generation takes in four ways, the simulation of the
//! copters included; `-- --quick` runs each once.
//!
//! A controller is a product of a 2×3 matrix with its state and the two heights, wanted and actual, plus a constant:
//! one output is its next state, the other the thrust. 500 of them fly for 12 seconds at 100 steps a second, so a
//! generation is 600,000 steps. Side by side they are two lines over arrays, in one call; one after another they are a
//! call for every step. All ways give the same to the bit.

mod common;

use common::{Arguments, Table, three_digits, timed};
use fusexpr::{Error, Expr, Options, Threads, outputs, vars};
use ndarray::Array1;

const CREATURES: usize = 500;
const STEPS: usize = 1200;
/// Seconds a step.
const DT: f64 = 0.01;
const GRAVITY: f64 = 9.81;

const CONTROL: &str = "next = s0*k0 + z_sp*k1 + z*k2 + c0\n\
                       thrust = s0*q0 + z_sp*q1 + z*q2 + c1";

/// What the controllers inherit: the matrix, a row for each output, and the constants; an element a creature.
struct Genes {
    k: [Array1<f64>; 3],
    q: [Array1<f64>; 3],
    c: [Array1<f64>; 2],
}

impl Genes {
    /// Numbers that look random, the same at every run.
    fn new() -> Self {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut genes = |from: f64, to: f64| {
            Array1::from_shape_simple_fn(CREATURES, || {
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                from + (to - from) * (state >> 11) as f64 / (1_u64 << 53) as f64
            })
        };
        Self {
            k: [genes(-0.9, 0.9), genes(-1.0, 1.0), genes(-1.0, 1.0)],
            q: [genes(-2.0, 2.0), genes(0.0, 5.0), genes(-5.0, 0.0)],
            c: [genes(-1.0, 1.0), genes(0.0, 2.0 * GRAVITY)],
        }
    }
}

/// A copter.
#[derive(Clone, Copy, Default)]
struct Copter {
    height: f64,
    speed: f64,
    /// The sum of the distances from the height wanted, which selection would go by.
    error: f64,
}

impl Copter {
    /// A step of the simulation, the same in all ways.
    fn fly(&mut self, thrust: f64, wanted: f64) {
        self.speed += (thrust.clamp(0.0, 2.0 * GRAVITY) - GRAVITY) * DT;
        self.height += self.speed * DT;
        if self.height < 0.0 {
            (self.height, self.speed) = (0.0, 0.0);
        }
        self.error += (wanted - self.height).abs();
    }
}

/// The height to be at.
fn wanted(step: usize) -> f64 {
    if step < STEPS / 2 { 10.0 } else { 5.0 }
}

/// The errors of all creatures, which fly side by side; `control` gives the next states and the thrusts for the
/// states, the height wanted and the heights.
fn side_by_side(
    mut control: impl FnMut(&Array1<f64>, f64, &Array1<f64>, &mut Array1<f64>, &mut Array1<f64>) -> Result<(), Error>,
) -> Result<Vec<f64>, Error> {
    let [mut state, mut next, mut height, mut thrust] = [(); 4].map(|()| Array1::zeros(CREATURES));
    let mut copters = [Copter::default(); CREATURES];
    for step in 0..STEPS {
        let wanted = wanted(step);
        control(&state, wanted, &height, &mut next, &mut thrust)?;
        std::mem::swap(&mut state, &mut next);
        for ((copter, height), &thrust) in copters.iter_mut().zip(&mut height).zip(&thrust) {
            copter.fly(thrust, wanted);
            *height = copter.height;
        }
    }
    Ok(copters.iter().map(|copter| copter.error).collect())
}

/// The errors of all creatures, which fly one after another; `control` gives the next state and the thrust for the
/// creature's number, its state, the height wanted and its height.
fn one_by_one(mut control: impl FnMut(usize, f64, f64, f64) -> Result<(f64, f64), Error>) -> Result<Vec<f64>, Error> {
    let mut fly = |creature| {
        let (mut copter, mut state) = (Copter::default(), 0.0);
        for step in 0..STEPS {
            let (next, thrust) = control(creature, state, wanted(step), copter.height)?;
            state = next;
            copter.fly(thrust, wanted(step));
        }
        Ok(copter.error)
    };
    (0..CREATURES).map(&mut fly).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::read(&["--quick"])?;
    let generations = if arguments.get("--quick").is_some() { 1 } else { 5 };
    let Genes { k: [k0, k1, k2], q: [q0, q1, q2], c: [c0, c1] } = &Genes::new();
    let program = Expr::parse(CONTROL)?.with(Options::new().threads(Threads::Serial));

    let fused_population = || {
        side_by_side(|s0, z_sp, z, next, thrust| {
            let vars = vars! { s0, z_sp, z, k0, k1, k2, c0, q0, q1, q2, c1 };
            program.run(&vars, &mut outputs! { next: *next, thrust: *thrust })
        })
    };
    let ndarray_population = || {
        side_by_side(|s0, z_sp, z, next, thrust| {
            *next = s0 * k0 + z_sp * k1 + z * k2 + c0;
            *thrust = s0 * q0 + z_sp * q1 + z * q2 + c1;
            Ok(())
        })
    };
    let fused_one_by_one = || {
        let (mut next, mut thrust) = ([0.0], [0.0]);
        one_by_one(|i, s0, z_sp, z| {
            let vars = vars! {
                s0, z_sp, z, k0: k0[i], k1: k1[i], k2: k2[i], c0: c0[i], q0: q0[i], q1: q1[i], q2: q2[i], c1: c1[i],
            };
            program.run(&vars, &mut outputs! { next, thrust })?;
            Ok((next[0], thrust[0]))
        })
    };
    let plain_one_by_one = || {
        one_by_one(|i, s0, z_sp, z| {
            let next = s0 * k0[i] + z_sp * k1[i] + z * k2[i] + c0[i];
            let thrust = s0 * q0[i] + z_sp * q1[i] + z * q2[i] + c1[i];
            Ok((next, thrust))
        })
    };
    type Generation<'a> = &'a dyn Fn() -> Result<Vec<f64>, Error>;
    let ways: [(&str, Generation, usize); 4] = [
        ("a program for all", &fused_population, STEPS),
        ("ndarray for all", &ndarray_population, STEPS),
        ("a program, one by one", &fused_one_by_one, STEPS * CREATURES),
        ("plain Rust, one by one", &plain_one_by_one, STEPS * CREATURES),
    ];

    println!("{CONTROL}\n");
    let headings = ["", "s a generation", "control steps", "ns each"];
    let table = Table::new(24, &headings.map(str::to_owned));
    let mut expected: Option<Vec<f64>> = None;
    for (name, generation, calls) in ways {
        let mut times = Vec::new();
        for _ in 0..generations {
            let (errors, seconds) = timed(generation);
            let errors = errors?;
            let expected = expected.get_or_insert_with(|| errors.clone());
            assert!(errors == *expected, "{name}: agrees to the bit");
            times.push(seconds);
        }
        times.sort_by(f64::total_cmp);
        let seconds = times[times.len() / 2];
        let each = seconds * 1e9 / calls as f64;
        table.row(&[name.to_owned(), three_digits(seconds), calls.to_string(), three_digits(each)]);
    }
    let best = expected.iter().flatten().copied().fold(f64::INFINITY, f64::min) / STEPS as f64;
    println!("\nthe best of {CREATURES} is {best:.2} m off on average");
    Ok(())
}
