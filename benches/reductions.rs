//! Reductions beside what one would write by hand: sums in cache and from memory, along either axis, of values computed
//! on the way, and in the middle of an expression.
//!
//! `cargo bench --bench reductions -- [--markdown] [--filter TEXT] [--quick]`
//!
//! The two of a row take turns, as [`sheet`] says. Sums are added up in another order by each, so the answers agree
//! within what that may change.

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
#[path = "common/sums.rs"]
mod sums;

use fusexpr::{Level, Outputs, Threads, outputs, vars};
use ndarray::{ArrayView1, Zip};
use paged::Paged;
use rayon::prelude::*;
use rounds::median;
use sheet::{Contest, Sheet, numbers, parse, square, square_mut};
use std::hint::black_box;
use std::process::ExitCode;

const BOTH: [Threads; 2] = [Threads::Serial, Threads::Pool];

fn main() -> ExitCode {
    Sheet::run(rows)
}

fn rows(sheet: &Sheet, level: Level) {
    dot(sheet, level);
    for len in [2 << 10, 32 << 10] {
        sum_in_cache(sheet, level, len);
    }
    for threads in BOTH {
        axes(sheet, threads);
    }
    for threads in BOTH {
        softmax(sheet, level, threads);
    }
    for threads in BOTH {
        standardize(sheet, threads);
    }
    for threads in BOTH {
        together(sheet, threads, &["min(x)", "max(x)", "mean(x)"]);
    }
    for threads in BOTH {
        together(sheet, threads, &["sum(x)", "mean(x)", "var(x)"]);
    }
    for threads in BOTH {
        transposed(sheet, threads);
    }
}

fn size_name(len: usize) -> String {
    match len {
        len if len.is_multiple_of(1 << 20) => format!("{} Mi", len >> 20),
        len => format!("{} Ki", len >> 10),
    }
}

/// A sum of products, read from memory once.
fn dot(sheet: &Sheet, level: Level) {
    let (name, threads, len) = ("sum(a*b)", Threads::Pool, sheet.len(16 << 20, 4));
    if !sheet.wants(name) {
        return;
    }
    let (operands, program) = (numbers(2 * len), parse(name, threads));
    let (a, b) = operands.elements().split_at(len);
    let by_rayon = |a: &[f64], b: &[f64]| sums::dot_threaded(level, a, b);
    let by_iterator = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum();
    type Dot<'d> = &'d dyn Fn(&[f64], &[f64]) -> f64;
    let rivals: [(&str, Dot<'_>); 2] = [("lanes of wide, rayon", &by_rayon), ("iterator, one thread", &by_iterator)];
    for (rival, by_hand) in rivals {
        // The error of a sum without lanes grows with the root of the length, as a rule.
        let tolerance = 1e-12 * len as f64;
        let contest = Contest { name, size: size_name(len), threads, rival, tolerance };
        sheet.row(contest, &[0.0], &mut [0.0], |is_rival, out| {
            if is_rival {
                out[0] = by_hand(black_box(a), black_box(b));
            } else {
                program.evaluate(black_box(&vars! { a, b }), &mut out[0]).expect("the operands fit");
            }
        });
    }
}

/// A sum of what lies in the first-level cache, or in the second.
fn sum_in_cache(sheet: &Sheet, level: Level, len: usize) {
    let (name, threads) = ("sum(x)", Threads::Serial);
    if !sheet.wants(name) {
        return;
    }
    let (x, program) = (numbers(len), parse(name, threads));
    let x = x.elements();
    type Sum = fn(Level, &[f64]) -> f64;
    let rivals: [(&str, Sum); 2] = [("lanes of wide", sums::sum_wide), ("lanes, plain array", sums::sum)];
    for (rival, by_hand) in rivals {
        let contest = Contest { name, size: size_name(len), threads, rival, tolerance: 1e-13 * len as f64 };
        sheet.row(contest, &[0.0], &mut [0.0], |is_rival, out| {
            if is_rival {
                out[0] = by_hand(level, black_box(x));
            } else {
                program.evaluate(black_box(&vars! { x }), &mut out[0]).expect("the operands fit");
            }
        });
    }
}

/// Sums of columns beside sums of rows. The matrix is symmetric, so they are the same.
fn axes(sheet: &Sheet, threads: Threads) {
    let n = sheet.len(4096, 2);
    let (name, rival) = ("sum(x, axis=0)", "sum(x, axis=-1)");
    if !sheet.wants(name) {
        return;
    }
    let mut x = numbers(n * n);
    for (i, j) in (0..n).flat_map(|i| (0..i).map(move |j| (i, j))) {
        x.elements_mut()[j * n + i] = x.elements()[i * n + j];
    }
    let x = square(x.elements(), n);
    let [columns, rows] = [name, rival].map(|text| parse(text, threads));
    let contest = Contest { name, size: format!("{n}²"), threads, rival, tolerance: 1e-13 * n as f64 };
    let (zeros, mut out) = (vec![0.0; n], Paged::new(n));
    sheet.row(contest, &zeros, out.elements_mut(), |is_rival, out| {
        let program = if is_rival { &rows } else { &columns };
        program.evaluate(black_box(&vars! { x }), out).expect("the operands fit");
    });
}

/// Softmax of rows. By hand a row is read from the cache once it has been read: its greatest element, its exponentials
/// and their sum in one pass, its quotients. The exponentials are the library's own, by a program over a row, so that
/// what is compared is how the three passes are put together.
fn softmax(sheet: &Sheet, level: Level, threads: Threads) {
    let n = sheet.len(4096, 2);
    let (name, rival) = ("softmax, axis=-1", "loop over rows, own exp");
    if !sheet.wants(name) {
        return;
    }
    let text = "e = exp(x - max(x, axis=-1, keepdims=True))\n\
                e / sum(e, axis=-1, keepdims=True)";
    let (x, mut out, program) = (numbers(n * n), Paged::new(n * n), parse(text, threads));
    let exponentials = parse("e = exp(x - greatest); total = sum(e)", Threads::Serial);
    let by_hand = |(x, e): (&[f64], &mut [f64])| {
        let (greatest, mut total) = (sums::greatest(level, x), 0.0);
        exponentials.run(&vars! { x, greatest }, &mut outputs! { e: *e, total }).expect("the operands fit");
        sums::divide(level, e, total);
    };
    let x = x.elements();
    let contest = Contest { name, size: format!("{n}²"), threads, rival, tolerance: 8.0 * f64::EPSILON / n as f64 };
    let zeros = vec![0.0; n * n];
    sheet.row(contest, &zeros, out.elements_mut(), |is_rival, out| match (is_rival, threads) {
        (false, _) => {
            let x = square(black_box(x), n);
            program.evaluate(&vars! { x }, square_mut(out, n)).expect("the operands fit");
        }
        (true, Threads::Serial) => black_box(x).chunks_exact(n).zip(out.chunks_exact_mut(n)).for_each(by_hand),
        (true, _) => black_box(x).par_chunks_exact(n).zip(out.par_chunks_exact_mut(n)).for_each(by_hand),
    });
    // The two share the exponential; that it is one the standard library says.
    for (x, out) in x.chunks_exact(n).zip(out.elements().chunks_exact(n)) {
        let greatest = sums::greatest(level, x);
        let exponentials = Vec::from_iter(x.iter().map(|x| (x - greatest).exp()));
        let total: f64 = exponentials.iter().sum();
        for (e, out) in exponentials.iter().zip(out) {
            assert!((e / total - out).abs() <= 1e-13 * out, "softmax: {out} is to be {}", e / total);
        }
    }
}

/// Numbers with mean 0 and variance 1, whose mean and deviation have to be there first.
fn standardize(sheet: &Sheet, threads: Threads) {
    let (name, len) = ("(x - mean(x)) / std(x)", sheet.len(16 << 20, 4));
    if !sheet.wants(name) {
        return;
    }
    let (x, mut out, program) = (numbers(len), Paged::new(len), parse(name, threads));
    let x = ArrayView1::from(x.elements());
    let contest = Contest { name, size: size_name(len), threads, rival: "ndarray, one thread", tolerance: 1e-10 };
    let zeros = vec![0.0; len];
    sheet.row(contest, &zeros, out.elements_mut(), |is_rival, out| {
        if is_rival {
            let x = black_box(x);
            let (mean, deviation) = (x.mean().expect("there are elements"), x.std(0.0));
            Zip::from(out).and(x).for_each(|out, x| *out = (x - mean) / deviation);
        } else {
            program.evaluate(black_box(&vars! { x }), out).expect("the operands fit");
        }
    });
}

/// Several reductions of one array in a program, beside the one of them that takes longest by itself.
fn together(sheet: &Sheet, threads: Threads, texts: &[&str]) {
    let (name, len) = (texts.join(", "), sheet.len(16 << 20, 4));
    if !sheet.wants(&name) {
        return;
    }
    let x = numbers(len);
    let x = x.elements();
    let names: Vec<String> = (0..texts.len()).map(|i| format!("out{i}")).collect();
    let statements: Vec<String> = names.iter().zip(texts).map(|(name, text)| format!("{name} = {text}")).collect();
    let program = parse(&statements.join("; "), threads);
    let run = |out: &mut [f64]| {
        let mut outputs = Outputs::new();
        for (name, out) in names.iter().zip(out) {
            outputs.insert(name, out);
        }
        program.run(black_box(&vars! { x }), &mut outputs)
    };
    let alone: Vec<_> = texts.iter().map(|text| parse(text, threads)).collect();
    let run_alone = |which: usize, out: &mut [f64]| alone[which].evaluate(black_box(&vars! { x }), &mut out[which]);
    let [mut expected, mut together] = [(); 2].map(|()| vec![0.0; texts.len()]);
    let times: [Vec<f64>; 3] = sheet.effort().measure(|i| {
        if i < texts.len() {
            run_alone(i, &mut expected).expect("the operands fit");
        }
    });
    run(&mut together).expect("the operands fit");
    assert_eq!(together, expected, "the same bits as alone");

    let slowest = (0..texts.len()).max_by(|&i, &j| median(&times[i]).total_cmp(&median(&times[j])));
    let slowest = slowest.expect("there are some");
    let rival = format!("{} alone", texts[slowest]);
    let contest = Contest { name: &name, size: size_name(len), threads, rival: &rival, tolerance: 0.0 };
    // What the rival does not write has been compared.
    sheet.row(contest, &expected, &mut together, |is_rival, out| {
        let result = if is_rival { run_alone(slowest, out) } else { run(out) };
        result.expect("the operands fit");
    });
}

/// The sum of a matrix whose columns are rows of memory, beside that of the same numbers in the usual order.
fn transposed(sheet: &Sheet, threads: Threads) {
    let n = sheet.len(4096, 2);
    let (name, rival) = ("sum(x), x transposed", "sum(x)");
    if !sheet.wants(name) {
        return;
    }
    let x = numbers(n * n);
    let rows = square(x.elements(), n);
    let columns = rows.t().as_standard_layout().into_owned();
    let columns = columns.t();
    let program = parse(rival, threads);
    let contest = Contest { name, size: format!("{n}²"), threads, rival, tolerance: 0.0 };
    sheet.row(contest, &[0.0], &mut [0.0], |is_rival, out| {
        let x = if is_rival { rows.view() } else { columns.view() };
        program.evaluate(black_box(&vars! { x }), &mut out[0]).expect("the operands fit");
    });
}
