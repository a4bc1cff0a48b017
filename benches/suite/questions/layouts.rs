//! Arrays whose elements do not lie side by side.

use crate::contest::Contest;
use crate::data::{positive, square, square_mut};
use crate::loops::layouts;
use crate::row::Contestant;
use crate::suite::Suite;
use fusexpr::{Threads, vars};
use ndarray::{
    Array, ArrayView, ArrayView1, ArrayView2, ArrayViewMut, ArrayViewMut1, Dimension, ShapeBuilder, azip, s,
};

const TEXT: &str = "2*a+3*b";

/// Every second element, the reverse, the transposed matrix, matrices in Fortran order.
pub fn layouts(suite: &mut Suite) {
    for len in [32 << 10, suite.len(16 << 20)] {
        strided(suite, len);
        reversed(suite, len);
    }
    for n in [128, suite.side(2048)] {
        transposed(suite, n);
        fortran(suite, n);
    }
}

fn contest<'c>(suite: &Suite, layout: &str, elements: usize) -> Option<Contest<'c, f64>> {
    let contest = suite.contest(&format!("{TEXT}, {layout}"), elements, Threads::Serial)?;
    Some(contest.work(3 * size_of::<f64>(), 3))
}

/// Adds all contestants but the loop, and holds the contest. `shaped` makes the output an array of the operands' shape.
fn hold<D: Dimension>(
    suite: &mut Suite,
    contest: Contest<'_, f64>,
    [a, b]: &[ArrayView<'_, f64, D>; 2],
    shaped: impl Fn(&mut [f64]) -> ArrayViewMut<'_, f64, D> + Copy,
) {
    let contest = contest
        .ndarray_into(|| -> Array<f64, D> { a * 2.0 + b * 3.0 }, |result, out| shaped(out).assign(result))
        .by(Contestant::Azip, |out| azip!((out in shaped(out), a in a, b in b) *out = 2.0 * a + 3.0 * b))
        .program(TEXT, |expr, out| expr.evaluate(&vars! { a, b }, shaped(out)).expect("the operands fit"));
    suite.hold(contest);
}

fn strided(suite: &mut Suite, len: usize) {
    let Some(contest) = contest(suite, "every second element", len) else { return };
    let (a, b, level) = (positive(2 * len, 0), positive(2 * len, 1), suite.level);
    let (a, b) = (a.elements(), b.elements());
    let views = [a, b].map(|x| ArrayView1::from(x).slice_move(s![..;2]));
    hold(suite, contest.hand(|out| layouts::strided(level, a, b, out)), &views, |out| ArrayViewMut1::from(out));
}

fn reversed(suite: &mut Suite, len: usize) {
    let Some(contest) = contest(suite, "a reversed", len) else { return };
    let (a, b, level) = (positive(len, 0), positive(len, 1), suite.level);
    let (a, b) = (a.elements(), b.elements());
    let views = [ArrayView1::from(a).slice_move(s![..;-1]), ArrayView1::from(b)];
    hold(suite, contest.hand(|out| layouts::reversed(level, a, b, out)), &views, |out| ArrayViewMut1::from(out));
}

fn transposed(suite: &mut Suite, n: usize) {
    let Some(contest) = contest(suite, "b transposed", n * n) else { return };
    let (a, b, level) = (positive(n * n, 0), positive(n * n, 1), suite.level);
    let (a, b) = (a.elements(), b.elements());
    let contest = contest.size(format!("{n}²")).hand(|out| layouts::transposed(level, a, b, n, out));
    hold(suite, contest, &[square(a, n), square(b, n).reversed_axes()], |out| square_mut(out, n));
}

fn fortran(suite: &mut Suite, n: usize) {
    let Some(contest) = contest(suite, "all in Fortran order", n * n) else { return };
    let (a, b, level) = (positive(n * n, 0), positive(n * n, 1), suite.level);
    let (a, b) = (a.elements(), b.elements());
    let views = [a, b].map(|x| ArrayView2::from_shape((n, n).f(), x).expect("there are n² elements"));
    let contest = contest.size(format!("{n}²")).hand(|out| layouts::rows(level, a, b, out));
    hold(suite, contest, &views, |out| square_mut(out, n).reversed_axes());
}
