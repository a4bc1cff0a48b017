//! What a call costs beyond its arithmetic.

use super::cases::ENTRIES;
use crate::data::positive;
use crate::row::Contestant;
use crate::suite::Suite;
use fusexpr::{Threads, eval, evaluate, vars};

const TEXT: &str = "a*b+c";

/// Small arrays, and all the ways to call.
pub fn calls(suite: &mut Suite) {
    for len in [10, 100, 1000, 10_000] {
        for entry in ENTRIES.iter().filter(|entry| entry.text == TEXT) {
            (entry.double)(suite, len, Threads::Serial);
        }
    }
    other_ways(suite, 10);
}

/// Operands that are named in the call; the text instead of a parsed expression, which chooses between kernels and machine
/// code by itself.
fn other_ways(suite: &mut Suite, len: usize) {
    let operands = [0, 1, 2].map(|seed| positive::<f64>(len, seed));
    let [a, b, c] = operands.each_ref().map(|operand| operand.elements());
    let vars = vars! { a, b, c };
    if let Some(contest) = suite.contest("a*b+c, operands named in the call", len, Threads::Serial) {
        let contest = contest.program(TEXT, |expr, out: &mut [f64]| {
            expr.evaluate(&vars! { a, b, c }, out).expect("the operands fit");
        });
        suite.hold(contest);
    }
    if let Some(contest) = suite.contest("a*b+c, by its text", len, Threads::Serial) {
        suite.hold(contest.by(Contestant::Kernels, |out: &mut [f64]| {
            evaluate(TEXT, &vars, out).expect("the operands fit");
        }));
    }
    if let Some(contest) = suite.contest("a*b+c, by its text, new result", len, Threads::Serial) {
        suite.hold(contest.by(Contestant::Kernels, |out: &mut [f64]| {
            let result = eval::<f64>(TEXT, &vars).expect("the operands fit");
            out.copy_from_slice(result.as_slice().expect("it is new"));
        }));
    }
}
