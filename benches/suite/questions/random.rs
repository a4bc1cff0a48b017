//! Expressions that nobody tuned for: arithmetic of 5 to 40 operations over 2 to 8 operands, drawn by a seed, beside
//! the loops that `rustc` makes of the same arithmetic. `FUSEXPR_BENCH_SEED` chooses others.

use crate::data::{Float, positive};
use crate::levels::at_levels;
use crate::paged::Paged;
use crate::suite::Suite;
use fusexpr::{Level, Threads, Vars};
use std::hint::black_box;

/// A loop over operands of one type.
#[derive(Clone, Copy)]
enum Hand {
    Double(Loop<f64>),
    Single(Loop<f32>),
}

type Loop<T> = fn(Level, &[&[T]], &mut [T]);

/// An expression and its loop.
struct DrawnLoop {
    text: &'static str,
    operations: usize,
    operands: usize,
    hand: Hand,
}

#[allow(unsafe_code, unused_parens, clippy::all)] // nobody wrote it
mod drawn {
    use super::{DrawnLoop, Hand, Level, at_levels};

    include!(concat!(env!("OUT_DIR"), "/drawn.rs"));
}

/// Elements of an operand.
const LEN: usize = 32 << 10;

/// All that have been drawn.
pub fn random(suite: &mut Suite) {
    for drawn in drawn::LOOPS {
        match drawn.hand {
            Hand::Double(hand) => contest(suite, drawn, hand),
            Hand::Single(hand) => contest(suite, drawn, hand),
        }
    }
}

fn contest<T: Float>(suite: &mut Suite, drawn: &DrawnLoop, hand: Loop<T>) {
    let len = suite.len(LEN);
    let Some(contest) = suite.contest::<T>(drawn.text, len, Threads::Serial) else { return };
    let operands: Vec<Paged<T>> = (0..drawn.operands).map(|operand| positive(len, operand as u64)).collect();
    let operands: Vec<&[T]> = operands.iter().map(Paged::elements).collect();
    let names: Vec<String> = (0..drawn.operands).map(|operand| format!("x{operand}")).collect();
    let mut vars = Vars::new();
    for (name, operand) in names.iter().zip(&operands) {
        vars.insert(name.as_str(), *operand);
    }
    let level = suite.level;
    let contest = contest
        .drawn(drawn.operations)
        .hand(|out| hand(level, black_box(&operands), out))
        .program(drawn.text, |expr, out| expr.evaluate(black_box(&vars), out).expect("the operands fit"));
    suite.hold(contest);
}
