//! The pairs of numbers that functions of two arguments are tried with.

use crate::float::scale;
use crate::random::Random;

/// The kinds of pairs that suit a function.
#[derive(Clone, Copy, Debug)]
pub enum Pairs {
    /// Of any size, of similar size, of moderate size, small integers, next to overflow or underflow.
    Any,
    /// Also those whose power is next to overflow, to underflow and to 1, and integer exponents.
    Power,
    /// Also those that are close enough to each other to matter in a sum of exponentials, or sum to 1.
    Sum,
}

/// A pair for a type whose floats end at 2^top; `turn` goes through the kinds.
pub fn pair(pairs: Pairs, turn: u64, random: &mut Random, top: i32) -> (f64, f64) {
    match pairs {
        Pairs::Any => any(turn % 6, random, top),
        Pairs::Power if turn.is_multiple_of(2) => any(turn / 2 % 6, random, top),
        Pairs::Power => power(turn / 2 % 6, random, top),
        Pairs::Sum if turn.is_multiple_of(2) => any(turn / 2 % 6, random, top),
        Pairs::Sum => sum(turn / 2 % 4, random, top),
    }
}

/// A number of random sign and significand with an exponent between two.
fn of_binades(random: &mut Random, low: i32, high: i32) -> f64 {
    let significand = random.between(1.0, 2.0);
    let exponent = low + random.below((high - low + 1) as usize) as i32;
    signed(random, scale(significand, exponent))
}

fn signed(random: &mut Random, value: f64) -> f64 {
    if random.below(2) == 0 { value } else { -value }
}

fn any(kind: u64, random: &mut Random, top: i32) -> (f64, f64) {
    // Subnormals reach 23 or 52 binades below 2 - top.
    let bottom = if top == 128 { -149 } else { -1074 };
    match kind {
        0 => (of_binades(random, bottom, top - 1), of_binades(random, bottom, top - 1)),
        1 => (random.between(-10.0, 10.0), random.between(-10.0, 10.0)),
        2 => {
            let x = of_binades(random, bottom, top - 1);
            let nearness = -(random.below(53) as i32);
            let near = x * (1.0 + scale(random.between(-1.0, 1.0), nearness));
            (x, signed(random, near))
        }
        3 => {
            let x = of_binades(random, bottom, top - 1);
            (x, x * of_binades(random, -30, 30))
        }
        4 => {
            let mut small = || (random.below(201) as f64 - 100.0) / 2.0;
            (small(), small())
        }
        _ => {
            let (low, high) = random.pick(&[(bottom, bottom + 60), (top - 4, top - 1), (-4, 4)]);
            (of_binades(random, low, high), of_binades(random, low, high))
        }
    }
}

fn power(kind: u64, random: &mut Random, top: i32) -> (f64, f64) {
    let top = f64::from(top);
    let lowest = if top == 128.0 { -149.0 } else { -1074.0 };
    match kind {
        0 => (random.between(0.0, 10.0), random.between(-20.0, 20.0)),
        1 => {
            // Next to overflow.
            let x = of_binades(random, lowest as i32, top as i32 - 1).abs();
            (x, random.between(top - 2.0, top + 0.5) / x.log2())
        }
        2 => {
            // Next to underflow.
            let x = of_binades(random, lowest as i32, top as i32 - 1).abs();
            (x, random.between(lowest - 2.0, lowest + 60.0) / x.log2())
        }
        3 => {
            // A base next to 1.
            let nearness = -(random.below(50) as i32) - 1;
            let offset = scale(random.between(-1.0, 1.0), nearness);
            (1.0 + offset, random.between(lowest - 1.0, top) / (offset.ln_1p() * std::f64::consts::LOG2_E))
        }
        4 => {
            // An integer exponent.
            let y = random.below(130) as f64 - 65.0;
            let x = (random.between(lowest, top) / y).exp2();
            (signed(random, x), y)
        }
        _ => {
            let x = of_binades(random, lowest as i32, top as i32 - 1).abs();
            (x, random.between(lowest, top) / x.log2())
        }
    }
}

fn sum(kind: u64, random: &mut Random, top: i32) -> (f64, f64) {
    match kind {
        0 => {
            let x = random.between(-1000.0, 1000.0);
            (x, x + random.between(-40.0, 40.0))
        }
        1 => {
            // exp(x) + exp(y) = 1, nearly: the result is next to 0.
            let x = -random.between(0.0, 40.0);
            let offset = of_binades(random, -25, 0);
            (x, (-x.exp_m1()).ln() + offset)
        }
        2 => {
            let lowest = if top == 128 { -110.0 } else { -750.0 };
            let y = random.between(lowest, 0.0);
            (of_binades(random, -30, 3) * y.exp(), y)
        }
        _ => {
            let x = random.between(-3.0, 3.0);
            (x, random.between(-3.0, 3.0))
        }
    }
}
