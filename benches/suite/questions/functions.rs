//! The elementary functions and some compositions, in both types, with and without exceptional values.

use crate::data::{Float, numbers};
use crate::row::Contestant;
use crate::suite::Suite;
use fusexpr::{Threads, vars};
use std::f64::consts::PI;
use std::hint::black_box;
use std::ops::Range;

/// Elements: 128 KiB of f64 an array.
const LEN: usize = 16 << 10;

/// A function with its scalar rival.
struct Function<T> {
    /// The expression, of `x` and perhaps `y`.
    text: &'static str,
    /// Where the operands lie, evenly.
    ranges: [Range<f64>; 2],
    scalar: fn(&mut [T], &[T], &[T]),
}

/// Infinities, NaN, zeros and numbers that are very large and very small.
const RARE: [f64; 9] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1e30, -1e30, 1e-40, -1.0];
/// The functions that are measured with some of these, too.
const GUARDED: [&str; 6] = ["exp(x)", "log(x)", "sin(x)", "tanh(x)", "x ** y", "fmod(x, y)"];

macro_rules! functions {
    ($float:ident: $($text:literal $x:expr, $y:expr, |$a:ident, $b:ident| $f64:expr, $f32:expr;)*) => {
        vec![$(Function {
            text: $text,
            ranges: [$x, $y],
            scalar: |out, x, y| {
                for (out, (&$a, &$b)) in out.iter_mut().zip(x.iter().zip(y)) {
                    let _ = $b;
                    *out = functions!(@ $float $f64, $f32);
                }
            },
        }),*]
    };
    (@ f64 $f64:expr, $f32:expr) => { $f64 };
    (@ f32 $f64:expr, $f32:expr) => { $f32 };
}

/// One type's functions.
macro_rules! table {
    ($float:ident) => {
        functions! { $float:
            "exp(x)" -20.0..20.0, 0.0..1.0, |x, y| x.exp(), x.exp();
            "exp2(x)" -20.0..20.0, 0.0..1.0, |x, y| x.exp2(), x.exp2();
            "expm1(x)" -2.0..2.0, 0.0..1.0, |x, y| x.exp_m1(), x.exp_m1();
            "sigmoid(x)" -20.0..20.0, 0.0..1.0, |x, y| 1.0 / (1.0 + (-x).exp()), 1.0 / (1.0 + (-x).exp());
            "log(x)" 0.001..1000.0, 0.0..1.0, |x, y| x.ln(), x.ln();
            "log2(x)" 0.001..1000.0, 0.0..1.0, |x, y| x.log2(), x.log2();
            "log10(x)" 0.001..1000.0, 0.0..1.0, |x, y| x.log10(), x.log10();
            "log1p(x)" -0.9..2.0, 0.0..1.0, |x, y| x.ln_1p(), x.ln_1p();
            "logaddexp(x, y)" -10.0..10.0, -10.0..10.0,
                |x, y| x.max(y) + (-(x - y).abs()).exp().ln_1p(), x.max(y) + (-(x - y).abs()).exp().ln_1p();
            "sin(x)" -20.0..20.0, 0.0..1.0, |x, y| x.sin(), x.sin();
            "cos(x)" -20.0..20.0, 0.0..1.0, |x, y| x.cos(), x.cos();
            "tan(x)" -20.0..20.0, 0.0..1.0, |x, y| x.tan(), x.tan();
            "sin(x) + cos(x)" -20.0..20.0, 0.0..1.0, |x, y| x.sin() + x.cos(), x.sin() + x.cos();
            "sinc(x)" 0.1..20.0, 0.0..1.0, |x, y| (PI * x).sin() / (PI * x), (PI as f32 * x).sin() / (PI as f32 * x);
            "arcsin(x)" -1.0..1.0, 0.0..1.0, |x, y| x.asin(), x.asin();
            "arccos(x)" -1.0..1.0, 0.0..1.0, |x, y| x.acos(), x.acos();
            "arctan(x)" -5.0..5.0, 0.0..1.0, |x, y| x.atan(), x.atan();
            "arctan2(x, y)" -5.0..5.0, -5.0..5.0, |x, y| x.atan2(y), x.atan2(y);
            "sinh(x)" -5.0..5.0, 0.0..1.0, |x, y| x.sinh(), x.sinh();
            "cosh(x)" -5.0..5.0, 0.0..1.0, |x, y| x.cosh(), x.cosh();
            "tanh(x)" -3.0..3.0, 0.0..1.0, |x, y| x.tanh(), x.tanh();
            "arcsinh(x)" -5.0..5.0, 0.0..1.0, |x, y| libm::asinh(x), libm::asinhf(x);
            "arccosh(x)" 1.0..5.0, 0.0..1.0, |x, y| libm::acosh(x), libm::acoshf(x);
            "arctanh(x)" -0.9..0.9, 0.0..1.0, |x, y| libm::atanh(x), libm::atanhf(x);
            "x ** y" 0.01..10.0, -5.0..5.0, |x, y| x.powf(y), x.powf(y);
            "x ** 3" -2.0..2.0, 0.0..1.0, |x, y| x.powf(black_box(3.0)), x.powf(black_box(3.0));
            "x ** 0.5" 0.0..2.0, 0.0..1.0, |x, y| x.powf(black_box(0.5)), x.powf(black_box(0.5));
            "cbrt(x)" -10.0..10.0, 0.0..1.0, |x, y| x.cbrt(), x.cbrt();
            "hypot(x, y)" -10.0..10.0, -10.0..10.0, |x, y| x.hypot(y), x.hypot(y);
            "erf(x)" -3.0..3.0, 0.0..1.0, |x, y| libm::erf(x), libm::erff(x);
            "erfc(x)" -3.0..5.0, 0.0..1.0, |x, y| libm::erfc(x), libm::erfcf(x);
            "gamma(x)" 0.5..20.0, 0.0..1.0, |x, y| libm::tgamma(x), libm::tgammaf(x);
            "lgamma(x)" 0.5..20.0, 0.0..1.0, |x, y| libm::lgamma(x), libm::lgammaf(x);
            "x // y" -100.0..100.0, 0.5..7.0, |x, y| floor_divide!(x, y), floor_divide!(x, y);
            "x % y" -100.0..100.0, 0.5..7.0, |x, y| remainder!(x, y), remainder!(x, y);
            "fmod(x, y)" -100.0..100.0, 0.5..7.0, |x, y| x % y, x % y;
        }
    };
}
macro_rules! floor_divide {
    ($x:ident, $y:ident) => {{
        let remainder = $x % $y;
        let quotient = ($x - remainder) / $y;
        if remainder != 0.0 && (remainder < 0.0) != ($y < 0.0) { quotient - 1.0 } else { quotient }
    }};
}
macro_rules! remainder {
    ($x:ident, $y:ident) => {{
        let remainder = $x % $y;
        if remainder != 0.0 && (remainder < 0.0) != ($y < 0.0) { remainder + $y } else { remainder }
    }};
}

/// All functions.
pub fn functions(suite: &mut Suite) {
    rows::<f64>(suite, table!(f64));
    rows::<f32>(suite, table!(f32));
}

fn rows<T: Float>(suite: &mut Suite, functions: Vec<Function<T>>) {
    for function in &functions {
        row(suite, function, false);
        if GUARDED.contains(&function.text) {
            row(suite, function, true);
        }
    }
}

fn row<T: Float>(suite: &mut Suite, function: &Function<T>, has_rare: bool) {
    let Function { text, ranges: [of_x, of_y], scalar } = function;
    let name = if has_rare { format!("{text}, rare") } else { (*text).to_owned() };
    let Some(contest) = suite.contest::<T>(&name, LEN, Threads::Serial) else { return };
    let (mut x, y) = (numbers(LEN, of_x.clone(), 0), numbers(LEN, of_y.clone(), 1));
    if has_rare {
        for (element, &value) in x.elements_mut().iter_mut().skip(50).step_by(100).zip(RARE.iter().cycle()) {
            *element = T::of(value);
        }
    }
    let (x, y) = (x.elements(), y.elements());
    let vars = vars! { x, y };
    let contest = contest
        // The rivals are simple formulas, and some cancel.
        .within(64.0)
        .by(Contestant::Hand, |out| scalar(out, x, y))
        .program(text, |expr, out| expr.evaluate(&vars, out).expect("it can be evaluated"));
    suite.hold(contest);
}
