//! Programs of several statements: how long they run, and how long they take to compile.

#![allow(unsafe_code)]

use crate::data::positive;
use crate::generator::Generator;
use crate::levels::at_levels;
use crate::suite::Suite;
use fusexpr::{Expr, Level, Threads, Vars, outputs, vars};
use std::fmt::Write;

/// Operands of a drawn program.
const OPERANDS: usize = 8;
/// Elements of each, so that all of them lie in the second-level cache.
const LEN: usize = 8 << 10;
/// The numbers of operations that are drawn.
const OPERATIONS: [usize; 7] = [10, 30, 100, 300, 1000, 3000, 10_000];

/// A program with two outputs, and those that are drawn.
pub fn programs(suite: &mut Suite) {
    population(suite);
    for operations in OPERATIONS {
        evaluation(suite, operations);
    }
}

/// From text to result.
pub fn compile(suite: &mut Suite) {
    for operations in OPERATIONS {
        first_evaluation(suite, operations);
    }
}

/// Draws a program of so many operations over `x0` to `x7`; all that it computes is used. All values stay within 0 to 1.
fn drawn(operations: usize) -> String {
    let mut generator = Generator(operations as u64);
    let mut below = |limit: usize| generator.below(limit);
    let mut live: Vec<String> = (0..OPERANDS).map(|operand| format!("x{operand}")).collect();
    let mut text = String::new();
    // The rest of them joins what is live.
    for step in 0..(operations + 1 - OPERANDS) / 2 {
        let p = live.swap_remove(below(OPERANDS));
        let q = &live[below(OPERANDS - 1)];
        let value = match below(4) {
            0 => format!("0.5*({p} + {q})"),
            1 => format!("1 - {p}*{q}"),
            2 => format!("abs({p} - {q})"),
            _ => format!("where({p} < {q}, {p}, {q})"),
        };
        writeln!(text, "t{step} = {value}").expect("a text takes more");
        live.push(format!("t{step}"));
    }
    text + &live.join(" + ")
}

/// Operands of a drawn program, by name.
fn operands(elements: &[f64]) -> Vars<'_> {
    let operands = elements.chunks_exact(elements.len() / OPERANDS).enumerate();
    operands.map(|(i, operand)| (format!("x{i}"), operand)).collect()
}

fn evaluation(suite: &mut Suite, operations: usize) {
    let Some(contest) = suite.contest::<f64>("drawn program", LEN, Threads::Serial) else { return };
    let elements = positive(OPERANDS * LEN, 0);
    let vars = operands(elements.elements());
    let contest = contest
        .drawn(operations)
        .work((OPERANDS + 1) * size_of::<f64>(), operations)
        .program(&drawn(operations), |expr, out| expr.evaluate(&vars, out).expect("the operands fit"));
    suite.hold(contest);
}

fn first_evaluation(suite: &mut Suite, operations: usize) {
    const LEN: usize = 10;
    let (elements, text) = (positive(OPERANDS * LEN, 0), drawn(operations));
    let vars = operands(elements.elements());
    let Some(mut contest) = suite.contest::<f64>("drawn program", LEN, Threads::Serial) else { return };
    contest = contest.drawn(operations);
    for (contestant, options) in contest.tiers() {
        let (vars, text) = (&vars, &text);
        contest = contest.by(contestant, move |out| {
            let expr = Expr::parse(text).expect("the program is right").with(options.clone());
            expr.evaluate(vars, out).expect("the operands fit");
        });
    }
    suite.hold(contest);
}

const CONTROL: &str = "next = s0*k0 + z_sp*k1 + z*k2 + c0\n\
                       thrust = s0*q0 + z_sp*q1 + z*q2 + c1";
const CREATURES: usize = 500;

at_levels! {
    /// A control step of a population: a row of genes for each of the three inputs and the constant, for either output.
    pub fn control(state: &[f64], wanted: f64, height: &[f64], genes: [[&[f64]; 4]; 2], out: [&mut [f64]; 2]) {
        let n = state.len();
        let [[k0, k1, k2, c0], [q0, q1, q2, c1]] = genes.map(|rows| rows.map(|row| &row[..n]));
        let (height, [next, thrust]) = (&height[..n], out.map(|out| &mut out[..n]));
        for i in 0..n {
            next[i] = state[i] * k0[i] + wanted * k1[i] + height[i] * k2[i] + c0[i];
            thrust[i] = state[i] * q0[i] + wanted * q1[i] + height[i] * q2[i] + c1[i];
        }
    }
}

/// A control step of a population of creatures: two outputs in one call.
fn population(suite: &mut Suite) {
    let (n, z_sp) = (CREATURES, 0.75);
    let Some(contest) = suite.contest("two outputs", n, Threads::Serial) else { return };
    let (data, level) = (positive(10 * n, 0), suite.level);
    let rows: Vec<&[f64]> = data.elements().chunks_exact(n).collect();
    let [s0, z, k0, k1, k2, c0, q0, q1, q2, c1] = rows[..] else { unreachable!("there are ten rows") };
    let vars = vars! { s0, z_sp, z, k0, k1, k2, c0, q0, q1, q2, c1 };
    let contest = contest
        .outputs(2 * n)
        .work(12 * size_of::<f64>(), 12)
        .hand(move |out| {
            let (next, thrust) = out.split_at_mut(n);
            control(level, s0, z_sp, z, [[k0, k1, k2, c0], [q0, q1, q2, c1]], [next, thrust]);
        })
        .program(CONTROL, |expr, out| {
            let (next, thrust) = out.split_at_mut(n);
            expr.run(&vars, &mut outputs! { next: *next, thrust: *thrust }).expect("the operands fit");
        });
    suite.hold(contest);
}
