//! Complex numbers: a product and a sum in cache and from memory, and functions.

use crate::data::numbers;
use crate::loops::complex;
use crate::row::Contestant;
use crate::suite::Suite;
use fusexpr::{Threads, c128, vars};

/// Elements: 256 KiB of c128 an array.
const LEN: usize = 16 << 10;

/// A function of `z`, or of its real part `x`, with its rival.
type Function = (&'static str, fn(c128) -> c128);

/// The formulas of real functions that one would write.
const FUNCTIONS: [Function; 6] = [
    ("exp(z)", |z| c128::new(z.im.cos(), z.im.sin()) * z.re.exp()),
    ("log(z)", |z| c128::new(z.re.hypot(z.im).ln(), z.im.atan2(z.re))),
    ("sin(z)", |z| c128::new(z.re.sin() * z.im.cosh(), z.re.cos() * z.im.sinh())),
    ("sqrt(z)", |z| {
        let root = (0.5 * (z.re.hypot(z.im) + z.re)).sqrt();
        c128::new(root, 0.5 * z.im / root)
    }),
    ("z/(z + 1)", |z| z / (z + 1.0)),
    ("exp(2j*x)", |z| c128::new((2.0 * z.re).cos(), (2.0 * z.re).sin())),
];

pub fn complex_numbers(suite: &mut Suite) {
    for (len, threads) in [(LEN, Threads::Serial), (suite.len(16 << 20), Threads::Serial)] {
        multiply_add(suite, len, threads);
    }
    for (text, scalar) in FUNCTIONS {
        let Some(contest) = suite.contest::<c128>(text, LEN, Threads::Serial) else { continue };
        let z = pairs(LEN, 0);
        let x: Vec<f64> = z.iter().map(|z| z.re).collect();
        let vars = vars! { z, x };
        let contest = contest
            .within(64.0)
            .by(Contestant::Hand, |out| out.iter_mut().zip(&z).for_each(|(out, &z)| *out = scalar(z)))
            .program(text, |expr, out| expr.evaluate(&vars, out).expect("it can be evaluated"));
        suite.hold(contest);
    }
}

/// Numbers of the right half of the plane.
fn pairs(len: usize, seed: u64) -> Vec<c128> {
    let (re, im) = (numbers::<f64>(len, 0.01..3.0, seed), numbers::<f64>(len, -3.0..3.0, seed + 1));
    re.elements().iter().zip(im.elements()).map(|(&re, &im)| c128::new(re, im)).collect()
}

fn multiply_add(suite: &mut Suite, len: usize, threads: Threads) {
    let Some(contest) = suite.contest::<c128>("z*w + v", len, threads) else { return };
    let ([z, w, v], level) = ([0, 2, 4].map(|seed| pairs(len, seed)), suite.level);
    let vars = vars! { z, w, v };
    let contest = contest
        .work(4 * size_of::<c128>(), 8)
        .hand(|out| complex::multiply_add(level, &z, &w, &v, out))
        .program("z*w + v", |expr, out| expr.evaluate(&vars, out).expect("it can be evaluated"));
    suite.hold(contest);
}
