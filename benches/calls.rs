//! What a call costs beyond the arithmetic: small arrays, first calls, long expressions.
//!
//! A call on ten elements shows the time to find the program, check shapes and lay out the iteration; in numexpr that
//! is 2.5 µs. The groups: `call` is the same expression again and again, `parse` text to tree, `first call` tree to
//! program and one run.

#[path = "common/mode.rs"]
mod mode;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use fusexpr::{Expr, Vars, eval, evaluate, vars};
use ndarray::Array1;
use std::hint::black_box;
use std::time::Duration;

/// Elements an array.
const LEN: usize = 10;
const TEXT: &str = "a*b+c";
/// Terms of the expressions that are parsed and compiled.
const TERMS: [usize; 3] = [2, 1000, 100_000];

fn main() {
    let quick = mode::is_quick();
    let (warm_up, measurement) = if quick { (10, 50) } else { (500, 2000) };
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(warm_up))
        .measurement_time(Duration::from_millis(measurement))
        .sample_size(if quick { 10 } else { 50 })
        .nresamples(if quick { 2000 } else { 20_000 })
        .configure_from_args();
    calls(&mut criterion);
    for terms in TERMS {
        let long = Long::new(terms);
        long.check();
        if !quick || terms <= 1000 {
            parse(&mut criterion, &long);
            first_call(&mut criterion, &long);
        }
    }
    criterion.final_summary();
}

/// The same expression again and again.
fn calls(criterion: &mut Criterion) {
    let array = |step: f64| Array1::from_shape_fn(LEN, |i| step * (i + 1) as f64);
    let (a, b, c) = (array(0.1), array(0.7), array(0.3));
    let expected = Array1::from_shape_fn(LEN, |i| a[i] * b[i] + c[i]);
    let expr = Expr::parse(TEXT).expect("the expression is right");
    let prebuilt = vars! { a, b, c };
    let mut out = Array1::<f64>::zeros(LEN);
    let mut group = criterion.benchmark_group("call");

    let mut time = |name: &str, call: &dyn Fn(&mut Array1<f64>)| {
        out.fill(0.0);
        call(&mut out);
        assert_eq!(out, expected, "{name}");
        group.bench_function(BenchmarkId::new(name, LEN), |bencher| bencher.iter(|| call(black_box(&mut out))));
    };
    time("Expr, vars! in the call", &|out| {
        expr.evaluate(&vars! { a, b, c }, out).expect("the operands fit");
    });
    time("Expr, Vars made before", &|out| {
        expr.evaluate(black_box(&prebuilt), out).expect("the operands fit");
    });
    time("text, vars! in the call", &|out| {
        evaluate(black_box(TEXT), &vars! { a, b, c }, out).expect("the operands fit");
    });
    time("text, Vars made before", &|out| {
        evaluate(black_box(TEXT), black_box(&prebuilt), out).expect("the operands fit");
    });
    time("text, new result", &|out| {
        let result = eval::<f64>(black_box(TEXT), black_box(&prebuilt)).expect("the operands fit");
        *out = result.into_dimensionality().expect("it has one axis");
    });
    time("ndarray", &|out| *out = black_box(&a) * black_box(&b) + black_box(&c));
    time("vars! alone, then a loop", &|out| {
        black_box(vars! { a, b, c });
        for i in 0..LEN {
            out[i] = a[i] * b[i] + c[i];
        }
    });
    group.finish();
}

/// A sum of different terms, so that none of it is computed once for all.
struct Long {
    terms: usize,
    text: String,
}

impl Long {
    fn new(terms: usize) -> Self {
        let term = |i: usize| format!("a*{i}");
        Self { terms, text: (1..=terms).map(term).collect::<Vec<_>>().join("+") }
    }

    fn parse(&self) -> Expr {
        Expr::parse(&self.text).expect("the expression is right")
    }

    fn evaluate(expr: &Expr, vars: &Vars<'_>) -> [f64; LEN] {
        let mut out = [0.0; LEN];
        expr.evaluate(vars, &mut out).expect("the operands fit");
        out
    }

    fn check(&self) {
        let a: [f64; LEN] = std::array::from_fn(|i| 0.1 * (i + 1) as f64);
        let expected = a.map(|a| (1..=self.terms).map(|i| a * i as f64).reduce(|x, y| x + y).expect("there are terms"));
        assert_eq!(Self::evaluate(&self.parse(), &vars! { a }), expected, "{} terms", self.terms);
    }
}

fn parse(criterion: &mut Criterion, long: &Long) {
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Elements(long.terms as u64));
    if long.terms > 1000 {
        group.sample_size(10);
    }
    group.bench_function(BenchmarkId::from_parameter(format!("{} terms", long.terms)), |bencher| {
        bencher.iter_with_large_drop(|| long.parse());
    });
    group.finish();
}

/// Compilation, the look-up of kernels and one run, on ten elements.
fn first_call(criterion: &mut Criterion, long: &Long) {
    let a = [0.5; LEN];
    let vars = vars! { a };
    let mut group = criterion.benchmark_group("first call");
    group.throughput(Throughput::Elements(long.terms as u64));
    if long.terms > 1000 {
        group.sample_size(10);
    }
    group.bench_function(BenchmarkId::from_parameter(format!("{} terms", long.terms)), |bencher| {
        let size = if long.terms > 1000 { BatchSize::PerIteration } else { BatchSize::SmallInput };
        let run = |expr: Expr| {
            black_box(Long::evaluate(&expr, &vars));
            expr // whose end is not timed
        };
        bencher.iter_batched(|| long.parse(), run, size);
    });
    group.finish();
}
