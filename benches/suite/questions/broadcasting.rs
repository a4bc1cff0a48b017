//! Squares made of a row and a column.

use crate::data::{positive, square, square_mut};
use crate::loops::layouts;
use crate::row::Contestant;
use crate::suite::Suite;
use fusexpr::{Threads, vars};
use ndarray::{ArrayView1, ArrayView2, Axis, azip};

/// A sum, functions of either, and a matrix between them.
pub fn broadcasting(suite: &mut Suite) {
    for n in [128, suite.side(2048)] {
        sum(suite, n);
        hoisted(suite, n);
        scaled(suite, n);
    }
}

/// A column as an array of two axes.
fn upright(column: &[f64]) -> ArrayView2<'_, f64> {
    ArrayView1::from(column).insert_axis(Axis(1))
}

fn sum(suite: &mut Suite, n: usize) {
    let Some(contest) = suite.contest("x + y, row and column", n * n, Threads::Serial) else { return };
    let (row, column, level) = (positive(n, 0), positive(n, 1), suite.level);
    let (x, y) = (ArrayView1::from(row.elements()), upright(column.elements()));
    let contest = contest
        .size(format!("{n}²"))
        .work(size_of::<f64>(), 1)
        .hand(|out| layouts::outer_sum(level, row.elements(), column.elements(), out))
        .ndarray(|| &x + &y)
        .by(Contestant::Azip, |out| {
            let x = x.broadcast((n, n)).expect("it is a row");
            let y = y.broadcast((n, n)).expect("it is a column");
            azip!((out in square_mut(out, n), x in x, y in y) *out = x + y);
        })
        .program("x + y", |expr, out| expr.evaluate(&vars! { x, y }, square_mut(out, n)).expect("the operands fit"));
    suite.hold(contest);
}

/// Functions of a row and of a column, which need not be computed for every element.
fn hoisted(suite: &mut Suite, n: usize) {
    let text = "sin(x**2)+cos(y**2)";
    let Some(contest) = suite.contest(text, n * n, Threads::Serial) else { return };
    let (row, column, level) = (positive(n, 0), positive(n, 1), suite.level);
    let (x, y) = (ArrayView1::from(row.elements()), upright(column.elements()));
    let [mut sines, mut cosines] = [(); 2].map(|()| vec![0.0_f64; n]);
    let contest = contest
        .size(format!("{n}²"))
        // Both sides are within an ULP.
        .within(4.0)
        .hand(|out| {
            sines.iter_mut().zip(row.elements()).for_each(|(sine, x): (_, &f64)| *sine = (x * x).sin());
            cosines.iter_mut().zip(column.elements()).for_each(|(cosine, y): (_, &f64)| *cosine = (y * y).cos());
            layouts::outer_sum(level, &sines, &cosines, out);
        })
        .ndarray(|| x.mapv(|x| (x * x).sin()) + y.mapv(|y| (y * y).cos()))
        .program(text, |expr, out| expr.evaluate(&vars! { x, y }, square_mut(out, n)).expect("the operands fit"));
    suite.hold(contest);
}

/// A matrix times a row, plus a column.
fn scaled(suite: &mut Suite, n: usize) {
    let Some(contest) = suite.contest("m*x + y, row and column", n * n, Threads::Serial) else { return };
    let (matrix, row, column, level) = (positive(n * n, 2), positive(n, 0), positive(n, 1), suite.level);
    let (matrix, row, column) = (matrix.elements(), row.elements(), column.elements());
    let (m, x, y) = (square(matrix, n), ArrayView1::from(row), upright(column));
    let contest = contest
        .size(format!("{n}²"))
        .work(2 * size_of::<f64>(), 2)
        .hand(|out| layouts::scaled(level, matrix, row, column, out))
        .ndarray(|| &m * &x + y)
        .by(Contestant::Azip, |out| {
            let x = x.broadcast((n, n)).expect("it is a row");
            let y = y.broadcast((n, n)).expect("it is a column");
            azip!((out in square_mut(out, n), m in &m, x in x, y in y) *out = m * x + y);
        })
        .program("m*x + y", |expr, out| {
            expr.evaluate(&vars! { m, x, y }, square_mut(out, n)).expect("the operands fit");
        });
    suite.hold(contest);
}
