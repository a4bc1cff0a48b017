//! One expression for many threads, inside pools of others, and the caches behind it.

use fusexpr::inspect::{Explanation, Profile};
use fusexpr::{AnyArray, DType, Error, Expr, Operation, Options, Outputs, Scalar, Threads, Tier, Vars, eval, vars};
use ndarray::Array2;
use std::sync::Barrier;
use std::thread;

/// Fails to compile for a type that threads cannot share.
fn is_shared<T: Send + Sync>() {}

#[test]
fn what_is_kept_can_be_shared() {
    is_shared::<Expr>();
    is_shared::<Options>();
    is_shared::<AnyArray>();
    is_shared::<Scalar>();
    is_shared::<Error>();
    is_shared::<Explanation>();
    is_shared::<Profile>();
    is_shared::<Operation>();
}

#[test]
fn threads_share_an_expression_and_its_clones() {
    let expr = Expr::parse("sum(x*n) + k").expect("it is right");
    let serial = expr.clone().with(Options::new().threads(Threads::Serial));
    thread::scope(|scope| {
        for thread in 0..8_i64 {
            let expr = if thread % 2 == 0 { &expr } else { &serial };
            scope.spawn(move || {
                for round in 0..200_i64 {
                    let x: Vec<i64> = (0..round + 1).collect();
                    let found = expr.eval::<i64>(&vars! { x: &x[..], n: thread, k: round }).expect("it is right");
                    let expected = thread * round * (round + 1) / 2 + round;
                    assert_eq!(found.first(), Some(&expected), "thread {thread}, round {round}");
                }
            });
        }
    });
}

/// Threads that begin at the same time, each of which compiles what it meets first: the program, its machine code, and
/// that for another layout of it.
#[test]
fn threads_make_machine_code_at_the_same_time() {
    const THREADS: usize = 8;
    let (x, column) = (Array2::from_shape_fn((6, 37), |(i, j)| (i * 5 + j) as f64), Array2::from_elem((6, 1), 2.0));
    let whole = Array2::from_elem((6, 37), 2.0);
    let broadcast = column.broadcast((6, 37)).expect("a column goes along rows");
    let expected = x.mapv(|x| x * 2.0 + x);
    for _ in 0..100 {
        let expr = Expr::parse("x*y + x").expect("it is right");
        let expr = expr.with(Options::new().tier(Tier::Native).threads(Threads::Serial));
        let start = Barrier::new(THREADS);
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let (expr, start, x, expected) = (&expr, &start, &x, &expected);
                let y = if thread % 2 == 0 { whole.view() } else { broadcast };
                scope.spawn(move || {
                    let mut z = Array2::<f64>::zeros(x.dim());
                    start.wait();
                    for _ in 0..3 {
                        expr.evaluate(&vars! { x, y }, &mut z).expect("it is right");
                        assert_eq!(z, expected, "thread {thread}");
                    }
                });
            }
        });
    }
}

#[test]
fn a_pool_of_the_callers_does_the_work() {
    let x: Vec<f64> = (0..1 << 20).map(f64::from).collect();
    let expr = Expr::parse("sqrt(x*x + 1) - x").expect("it is right");
    let alone = expr.clone().with(Options::new().threads(Threads::Serial)).eval::<f64>(&vars! { x: &x[..] });
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("threads start");
    let (first, second) = pool.install(|| {
        let run = || expr.eval::<f64>(&vars! { x: &x[..] });
        rayon::join(run, run)
    });
    let alone = alone.expect("it is right");
    assert_eq!((first.as_ref().ok(), second.as_ref().ok()), (Some(&alone), Some(&alone)));
}

/// More programs than an expression keeps, in turns.
#[test]
fn programs_come_and_go() {
    let expr = Expr::parse("a + b").expect("it is right");
    for _ in 0..2 {
        for &first in DType::ALL {
            for &second in DType::ALL {
                // A date and another date have no sum, nor has one with a number, nor have texts.
                let has_sum = [first, second].iter().all(|dtype| !dtype.is_time() && !dtype.is_text());
                let Some(common) = fusexpr::promote(first, second).filter(|_| has_sum) else { continue };
                let (a, b) = (AnyArray::zeros(first, &[3]), AnyArray::zeros(second, &[3]));
                let sum = expr.eval_any(&vars! { a: &a, b: &b }).expect("zeros add up");
                assert_eq!(sum, AnyArray::zeros(common, &[3]));
            }
        }
    }
}

/// More texts than are kept, and more variables than are looked through one by one.
#[test]
fn texts_and_variables_by_the_hundred() {
    let x = [1_i64, 2];
    for _ in 0..2 {
        for i in 0..600 {
            let found = eval::<i64>(&format!("x*{i} + {i}"), &vars! { x }).expect("it is right");
            assert_eq!(found.as_slice(), Some(&[2 * i, 3 * i][..]));
        }
    }
    let names: Vec<String> = (0..100).map(|i| format!("v{i}")).collect();
    let mut vars = Vars::new();
    for (i, name) in names.iter().enumerate() {
        vars.insert(name.as_str(), i as i64);
    }
    let sum = eval::<i64>(&names.join(" + "), &vars).expect("all are there");
    assert_eq!(sum.first(), Some(&4950));
    let mut outputs = Outputs::new();
    let mut out = [0_i64; 2];
    outputs.insert("y", &mut out);
    fusexpr::run("y = x + v99", &vars.with("x", &x), &mut outputs).expect("all are there");
    assert_eq!(out, [100, 101]);
}
