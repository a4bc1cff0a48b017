//! Sums and the like: in cache and from memory, along either axis, of values computed on the way, and in the middle of
//! a program.
//!
//! Each contestant adds in another order, so the answers agree within what that may change.

use crate::contest::in_bands;
use crate::data::{numbers, positive, square, square_mut};
use crate::loops::sums;
use crate::row::Contestant;
use crate::suite::Suite;
use fusexpr::{Expr, Level, Options, Outputs, Threads, outputs, vars};
use ndarray::{ArrayView1, Axis, Zip};
use rayon::prelude::*;

const BOTH: [Threads; 2] = [Threads::Serial, Threads::Pool];
/// Elements a band of the loops: half a MiB.
const BAND: usize = 64 << 10;
/// Roundings by which a sum may differ from one that adds an element after the other.
const ROUNDINGS: f64 = 1e4;

/// All of them.
pub fn reductions(suite: &mut Suite) {
    sum(suite, 2 << 10);
    sum(suite, 32 << 10);
    for (len, threads) in [
        (2 << 10, Threads::Serial),
        (32 << 10, Threads::Serial),
        (16 << 20, Threads::Serial),
        (16 << 20, Threads::Pool),
    ] {
        dot(suite, suite.len(len), threads);
    }
    transposed(suite);
    for threads in BOTH {
        columns(suite, threads);
        rows(suite, threads);
    }
    for threads in BOTH {
        extremes(suite, threads);
        variance(suite, threads);
        standardize(suite, threads);
        softmax(suite, threads);
    }
}

/// Folds the bands of an array, on the threads there are, and joins what they give.
fn folded<R: Send>(
    threads: Threads,
    x: &[f64],
    fold: impl Fn(&[f64]) -> R + Send + Sync,
    join: impl Fn(R, R) -> R + Send + Sync,
) -> R {
    match threads {
        Threads::Serial => fold(x),
        _ => x.par_chunks(BAND).map(fold).reduce_with(join).expect("there are elements"),
    }
}

fn sum(suite: &mut Suite, len: usize) {
    let Some(contest) = suite.contest("sum(x)", len, Threads::Serial) else { return };
    let (x, level) = (positive(len, 0), suite.level);
    let x = x.elements();
    let vars = vars! { x };
    let contest = contest
        .outputs(1)
        .work(size_of::<f64>(), 1)
        .within(ROUNDINGS)
        .hand(|out| out[0] = sums::sum(level, x))
        .by(Contestant::Ndarray, |out| out[0] = ArrayView1::from(x).sum())
        .program("sum(x)", |expr, out| expr.evaluate(&vars, &mut out[0]).expect("the operands fit"));
    suite.hold(contest);
}

/// A sum of products, which are in no array.
fn dot(suite: &mut Suite, len: usize, threads: Threads) {
    let Some(contest) = suite.contest("sum(a*b)", len, threads) else { return };
    let (a, b, level) = (positive(len, 0), positive(len, 1), suite.level);
    let (x, y) = (a.elements(), b.elements());
    let (a, b) = (ArrayView1::from(x), ArrayView1::from(y));
    let vars = vars! { a, b };
    let contest = contest
        .outputs(1)
        .work(2 * size_of::<f64>(), 2)
        .within(ROUNDINGS)
        .hand(|out| {
            out[0] = match threads {
                Threads::Serial => sums::dot(level, x, y),
                _ => x.par_chunks(BAND).zip(y.par_chunks(BAND)).map(|(x, y)| sums::dot(level, x, y)).sum(),
            }
        })
        .by(Contestant::Ndarray, |out| out[0] = (&a * &b).sum())
        .by(Contestant::Azip, |out| out[0] = Zip::from(a).and(b).fold(0.0, |sum, a, b| sum + a * b))
        .program("sum(a*b)", |expr, out| expr.evaluate(&vars, &mut out[0]).expect("the operands fit"));
    suite.hold(contest);
}

/// The sum of a matrix whose columns are rows of memory.
fn transposed(suite: &mut Suite) {
    let n = suite.side(4096);
    let Some(contest) = suite.contest("sum(x), x transposed", n * n, Threads::Serial) else { return };
    let (elements, level) = (positive(n * n, 0), suite.level);
    let elements = elements.elements();
    let x = square(elements, n).reversed_axes();
    let contest = contest
        .size(format!("{n}²"))
        .outputs(1)
        .work(size_of::<f64>(), 1)
        .within(ROUNDINGS)
        .hand(|out| out[0] = sums::sum(level, elements))
        .by(Contestant::Ndarray, |out| out[0] = x.sum())
        .program("sum(x)", |expr, out| expr.evaluate(&vars! { x }, &mut out[0]).expect("the operands fit"));
    suite.hold(contest);
}

fn columns(suite: &mut Suite, threads: Threads) {
    let level = suite.level;
    along(suite, threads, 0, |elements, n, out| {
        let over = |rows: &[f64]| {
            let mut sums = vec![0.0; n];
            rows.chunks_exact(n).for_each(|row| sums::accumulate(level, row, &mut sums));
            sums
        };
        let join = |mut sums: Vec<f64>, others: Vec<f64>| {
            sums::accumulate(level, &others, &mut sums);
            sums
        };
        out.copy_from_slice(&folded(threads, elements, over, join));
    });
}

fn rows(suite: &mut Suite, threads: Threads) {
    let level = suite.level;
    along(suite, threads, 1, |elements, n, out| {
        in_bands(threads, 16, out, |first, out| {
            let rows = elements[first * n..].chunks_exact(n);
            out.iter_mut().zip(rows).for_each(|(out, row)| *out = sums::sum(level, row));
        });
    });
}

/// The sums of a matrix along an axis, by a loop that is given its elements and the length of its sides.
fn along(suite: &mut Suite, threads: Threads, axis: usize, hand: impl Fn(&[f64], usize, &mut [f64]) + Sync) {
    let (n, text) = (suite.side(4096), format!("sum(x, axis={axis})"));
    let Some(contest) = suite.contest(&text, n * n, threads) else { return };
    let elements = positive(n * n, 0);
    let elements = elements.elements();
    let x = square(elements, n);
    let contest = contest
        .size(format!("{n}²"))
        .outputs(n)
        .work(size_of::<f64>(), 1)
        .within(ROUNDINGS)
        .hand(|out| hand(elements, n, out))
        .ndarray(|| x.sum_axis(Axis(axis)))
        .program(&text, |expr, out| expr.evaluate(&vars! { x }, out).expect("the operands fit"));
    suite.hold(contest);
}

/// Three reductions of one array in one program.
fn extremes(suite: &mut Suite, threads: Threads) {
    let len = suite.len(16 << 20);
    let Some(contest) = suite.contest("min(x), max(x), mean(x)", len, threads) else { return };
    let (x, level) = (positive(len, 0), suite.level);
    let x = x.elements();
    let (vars, view) = (vars! { x }, ArrayView1::from(x));
    let contest = contest
        .outputs(3)
        .work(size_of::<f64>(), 3)
        .within(ROUNDINGS)
        .hand(move |out| {
            let join = |a: [f64; 3], b: [f64; 3]| [a[0].min(b[0]), a[1].max(b[1]), a[2] + b[2]];
            let [least, greatest, sum] = folded(threads, x, |x| sums::extremes(level, x), join);
            out.copy_from_slice(&[least, greatest, sum / len as f64]);
        })
        .by(Contestant::Ndarray, |out| {
            let [least, greatest] = [f64::min, f64::max].map(|of| view.fold(view[0], |a, &b| of(a, b)));
            out.copy_from_slice(&[least, greatest, view.mean().expect("there are elements")]);
        })
        .program("least = min(x); greatest = max(x); middle = mean(x)", |expr, out| {
            let mut outputs = Outputs::new();
            for (name, out) in ["least", "greatest", "middle"].into_iter().zip(out) {
                outputs.insert(name, out);
            }
            expr.run(&vars, &mut outputs).expect("the operands fit");
        });
    suite.hold(contest);
}

/// The mean of an array, and its variance about it: by hand two passes over memory.
fn moments(level: Level, threads: Threads, x: &[f64]) -> (f64, f64) {
    let add = |a, b| a + b;
    let mean = folded(threads, x, |x| sums::sum(level, x), add) / x.len() as f64;
    (mean, folded(threads, x, |x| sums::squares(level, x, mean), add) / x.len() as f64)
}

fn variance(suite: &mut Suite, threads: Threads) {
    let len = suite.len(16 << 20);
    let Some(contest) = suite.contest("var(x)", len, threads) else { return };
    let (x, level) = (positive(len, 0), suite.level);
    let x = x.elements();
    let vars = vars! { x };
    let contest = contest
        .outputs(1)
        .within(ROUNDINGS)
        .hand(move |out| out[0] = moments(level, threads, x).1)
        .by(Contestant::Ndarray, |out| out[0] = ArrayView1::from(x).var(0.0))
        .program("var(x)", |expr, out| expr.evaluate(&vars, &mut out[0]).expect("the operands fit"));
    suite.hold(contest);
}

/// Numbers with mean 0 and variance 1, whose mean and deviation have to be there first.
fn standardize(suite: &mut Suite, threads: Threads) {
    let (len, text) = (suite.len(16 << 20), "(x - mean(x)) / std(x)");
    let Some(contest) = suite.contest(text, len, threads) else { return };
    let (x, level) = (positive(len, 0), suite.level);
    let x = x.elements();
    let (vars, view) = (vars! { x }, ArrayView1::from(x));
    let contest = contest
        .within(ROUNDINGS)
        .hand(move |out| {
            let (mean, variance) = moments(level, threads, x);
            in_bands(threads, BAND, out, |first, out| {
                sums::standardize(level, &x[first..][..out.len()], mean, variance.sqrt(), out);
            });
        })
        .ndarray(|| (&view - view.mean().expect("there are elements")) / view.std(0.0))
        .program(text, |expr, out| expr.evaluate(&vars, out).expect("the operands fit"));
    suite.hold(contest);
}

/// Softmax of rows. By hand a row is read from the cache once it has been read: its greatest element, its exponentials
/// and their sum in one pass, its quotients. The exponentials are the library's own, by a program over a row, so that
/// what is compared is how the three passes are put together; ndarray's are the standard library's.
fn softmax(suite: &mut Suite, threads: Threads) {
    let n = suite.side(4096);
    let Some(contest) = suite.contest("softmax, axis=-1", n * n, threads) else { return };
    let text = "e = exp(x - max(x, axis=-1, keepdims=True))\n\
                e / sum(e, axis=-1, keepdims=True)";
    let (elements, level) = (numbers(n * n, -4.0..4.0, 0), suite.level);
    let elements = elements.elements();
    let x = square(elements, n);
    let exponentials = Expr::parse("e = exp(x - greatest); total = sum(e)").expect("the program is right");
    let exponentials = exponentials.with(Options::new().threads(Threads::Serial).level(level));
    let contest = contest
        .size(format!("{n}²"))
        .within(ROUNDINGS)
        .hand(move |out| {
            in_bands(threads, n, out, |first, out| {
                for (x, e) in elements[first..].chunks_exact(n).zip(out.chunks_exact_mut(n)) {
                    let (greatest, mut total) = (sums::greatest(level, x), 0.0);
                    exponentials.run(&vars! { x, greatest }, &mut outputs! { e: *e, total }).expect("the operands fit");
                    sums::divide(level, e, total);
                }
            });
        })
        .ndarray(|| {
            let greatest = x.map_axis(Axis(1), |row| row.fold(row[0], |a: f64, &b| a.max(b))).insert_axis(Axis(1));
            let e = (&x - &greatest).mapv_into(f64::exp);
            let total = e.sum_axis(Axis(1)).insert_axis(Axis(1));
            e / total
        })
        .program(text, |expr, out| expr.evaluate(&vars! { x }, square_mut(out, n)).expect("the operands fit"));
    suite.hold(contest);
}
