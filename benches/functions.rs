//! The elementary functions against the standard library's scalar ones (`libm`'s where it has none), at every level:
//! ns an element over 16 Ki elements on one thread, which fit the second-level cache.
//!
//! `cargo bench --bench functions -- [--markdown] [--filter NAME] [--quick]`
//!
//! The contestants take turns, as [`rounds`] says. `rare` is what the highest level takes for an array
//! with 1 % of exceptional values, as a multiple of what it takes for one without. A `!` marks what misses the goals in
//! [`goal`]; it fails nothing, since timings on a busy machine prove nothing. Every answer is checked first.

#[path = "common/mode.rs"]
mod mode;
#[path = "common/paged.rs"]
mod paged;
#[path = "common/rounds.rs"]
mod rounds;

use fusexpr::{Element, Expr, Level, Options, Threads, Vars};
use paged::Paged;
use rounds::{Effort, median, processor, ratio};
use std::f64::consts::PI;
use std::hint::black_box;
use std::ops::Range;
use std::process::ExitCode;

/// Elements: 128 KiB of f64 an array.
const LEN: usize = 16 << 10;

/// A function with its scalar rival.
struct Function<T> {
    /// The expression, of `x` and perhaps `y`.
    text: &'static str,
    /// Where the operands lie, evenly.
    ranges: [Range<f64>; 2],
    /// What is exceptional for it.
    rare: &'static [f64],
    scalar: fn(&mut [T], &[T], &[T]),
}

/// Infinities, NaN, zeros and numbers that are very large and very small.
const ANY: &[f64] = &[f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1e30, -1e30, 1e-40, -1.0];

macro_rules! functions {
    ($float:ident: $($text:literal $x:expr, $y:expr, |$a:ident, $b:ident| $f64:expr, $f32:expr;)*) => {
        vec![$(Function {
            text: $text,
            ranges: [$x, $y],
            rare: ANY,
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

/// How many times faster than its rival a function should be at v4.
fn goal(text: &str, dtype: &str) -> f64 {
    let f64_goal = match text {
        "exp(x)" | "log(x)" | "sin(x)" | "cos(x)" | "x ** y" => 5.0,
        "tanh(x)" => 8.0,
        _ => return 1.0,
    };
    if dtype == "f32" { 2.0 * f64_goal } else { f64_goal }
}

/// f32 or f64.
trait Float: Element + PartialEq {
    /// A number of this type.
    fn of(value: f64) -> Self;
    /// Whether the two are the same within the accuracy that either may have.
    fn agrees(self, other: Self) -> bool;
}

macro_rules! floats {
    ($($type:ident)*) => {$(
        impl Float for $type {
            fn of(value: f64) -> Self {
                value as $type
            }
            fn agrees(self, other: Self) -> bool {
                // The rivals are simple formulas: some cancel, and a quotient near an integer may be on either side.
                (self - other).abs() <= 64.0 * $type::EPSILON * (1.0 + other.abs()) || (self - other).abs() == 1.0
            }
        }
    )*};
}
floats!(f32 f64);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_given = |name: &str| arguments.iter().any(|argument| argument == name);
    let filter = arguments.iter().position(|argument| argument == "--filter").map(|at| arguments.get(at + 1));
    let Some(filter) = filter.map_or(Some(String::new()), |value| value.cloned()) else {
        eprintln!("--filter wants a name");
        return ExitCode::from(2);
    };
    let effort = Effort::new(mode::is_quick());
    let levels: Vec<Level> = Level::ALL.iter().copied().filter(|level| level.is_available()).collect();
    println!("ns per element; {}, one thread, medians of {} rounds\n", processor(), effort.rounds);
    let sheet = Sheet { effort, levels, filter, markdown: is_given("--markdown") };
    sheet.print_row(["expression", "type", "scalar", "base", "v3", "v4", "/base", "/v3", "/v4", "rare", ""]);
    if sheet.markdown {
        println!("|:--|:--|--:|--:|--:|--:|--:|--:|--:|--:|:--|");
    }
    sheet.rows::<f64>("f64", table!(f64));
    sheet.rows::<f32>("f32", table!(f32));
    ExitCode::SUCCESS
}

struct Sheet {
    effort: Effort,
    levels: Vec<Level>,
    filter: String,
    markdown: bool,
}

impl Sheet {
    fn rows<T: Float>(&self, dtype: &str, functions: Vec<Function<T>>) {
        for function in functions.iter().filter(|function| function.text.contains(&self.filter)) {
            self.row(dtype, function);
        }
    }

    /// Measures and prints a row.
    fn row<T: Float>(&self, dtype: &str, function: &Function<T>) {
        let [x, y] = [0, 1].map(|i| operand::<T>(&function.ranges[i], i));
        let mut with_rare = Paged::new(LEN);
        with_rare.elements_mut().copy_from_slice(x.elements());
        for (element, &value) in
            with_rare.elements_mut().iter_mut().skip(50).step_by(100).zip(function.rare.iter().cycle())
        {
            *element = T::of(value);
        }
        let [vars, rare_vars] = [&x, &with_rare].map(|x| {
            let mut vars = Vars::new();
            vars.insert("x", x.elements()).insert("y", y.elements());
            vars
        });
        let exprs: Vec<Expr> = self
            .levels
            .iter()
            .map(|&level| {
                let options = Options::new().threads(Threads::Serial).level(level);
                Expr::parse(function.text).expect("the expression is right").with(options)
            })
            .collect();
        let mut out = Paged::<T>::new(LEN);
        let out = out.elements_mut();
        let mut expected = vec![T::default(); LEN];
        (function.scalar)(&mut expected, x.elements(), y.elements());
        for (expr, level) in exprs.iter().zip(&self.levels) {
            expr.evaluate(&vars, &mut *out).expect("it can be evaluated");
            let wrong = (0..LEN).find(|&i| !out[i].agrees(expected[i]));
            assert!(wrong.is_none(), "{} in {dtype} at {level} differs at {wrong:?}", function.text);
        }
        let highest = exprs.last().expect("the base level is there always");
        // The scalar loop, the levels from base to v4, and the highest with rare values.
        let times: [Vec<f64>; 5] = self.effort.measure(|contestant| match contestant {
            0 => (function.scalar)(black_box(&mut *out), black_box(x.elements()), black_box(y.elements())),
            4 => highest.evaluate(&rare_vars, &mut *out).expect("it can be evaluated"),
            level => {
                let expr = exprs.get(level - 1).unwrap_or(highest);
                expr.evaluate(&vars, &mut *out).expect("it can be evaluated");
            }
        });
        let [scalar, base, v3, v4, _] = times.each_ref().map(|times| median(times) / LEN as f64);
        let [to_base, to_v3, to_v4] = [1, 2, 3].map(|level| ratio(&times[0], &times[level]));
        let rare = ratio(&times[4], &times[3]);
        let misses = to_v4 < goal(function.text, dtype) || to_base < 1.0 || v3 > 2.0 * v4 || rare > 2.0;
        let ns = |value: f64| format!("{value:.2}");
        let times_faster = |value: f64| format!("{value:.1}");
        self.print_row([
            function.text,
            dtype,
            &ns(scalar),
            &ns(base),
            &ns(v3),
            &ns(v4),
            &times_faster(to_base),
            &times_faster(to_v3),
            &times_faster(to_v4),
            &ns(rare),
            if misses { "!" } else { "" },
        ]);
    }

    fn print_row(&self, [text, dtype, cells @ .., mark]: [&str; 11]) {
        if self.markdown {
            let text = if text == "expression" { text.into() } else { format!("`{text}`") };
            println!("| {text} | {dtype} | {} | {mark} |", cells.join(" | "));
        } else {
            let cells: String = cells.iter().map(|cell| format!("{cell:>8}")).collect();
            println!("{text:16} {dtype:4}{cells} {mark}");
        }
    }
}

/// Numbers spread evenly over a range, the same at every run.
fn operand<T: Float>(range: &Range<f64>, seed: usize) -> Paged<T> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 + seed as u64;
    let next = || {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        T::of(range.start + (range.end - range.start) * (state >> 11) as f64 / (1_u64 << 53) as f64)
    };
    let mut operand = Paged::new(LEN);
    operand.elements_mut().fill_with(next);
    operand
}
