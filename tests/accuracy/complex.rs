//! Functions of complex numbers, against true values of hundreds of digits: `complex.txt`, which `complex.py` makes.
//!
//! The error of each part counts in units in its own last place, except where a part cancels: of those the unit is that
//! of the larger part. `--full` writes the findings to `docs/accuracy.md`.

use crate::arguments::Arguments;
use crate::float::{Float, binade, error_in_ulp};
use crate::oracle::Real;
use crate::{Outcome, Test};
use fusexpr::{Complex, Element, Expr, Level, Options, Threads, Vars};
use ndarray::Array1;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

const TEXT: &str = include_str!("complex.txt");

/// What every function is to keep, in ULP.
const PROMISE: f64 = 4.0;

/// Parts whose terms may cancel: of these functions, the real part, or both.
const CANCELLING: [(&str, [bool; 2]); 3] =
    [("square", [true, false]), ("expm1", [true, false]), ("sinc", [true, true])];

/// The head of the part of the document that is written here.
pub const HEADING: &str = "## Complex numbers";

const INTRODUCTION: &str = "\
The worst error of the real and of the imaginary part, each in ULP of its own, against values of 400 digits at points of
all sizes, next to the axes, the unit circle, the branch points and the zeros of parts (`tests/accuracy/complex.py`).
4 ULP are promised. Where *(cancels)* is written, terms of the part cancel, and the unit is an ULP of the larger part.
Powers are no functions in this table: with whole exponents they are products, as NumPy's are, and otherwise
`exp(w*log(z))`, whose error grows with the size of `w*log(z)`. `exp2` loses digits where the imaginary part is beyond
2^50. Signs of zeros, infinities and NaN are those of C99's Annex G; `tests/numpy/complex.py` has NumPy's.
";

/// A point, and the parts of the true value there.
struct Entry {
    z: Complex<f64>,
    truth: [Real; 2],
}

static ENTRIES: LazyLock<BTreeMap<&str, Vec<Entry>>> = LazyLock::new(|| {
    let mut entries: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for line in TEXT.lines().filter(|line| !line.starts_with('#')) {
        let (name, numbers) = line.split_once(' ').expect("a function and numbers");
        let numbers: Vec<f64> = numbers.split(' ').map(|word| word.parse().expect("a number")).collect();
        let real = |i: usize| Real { hi: numbers[i], lo: numbers[i + 1], exponent: 0 };
        let entry = Entry { z: Complex::new(numbers[0], numbers[1]), truth: [real(2), real(4)] };
        entries.entry(name).or_default().push(entry);
    }
    entries
});

/// The worst errors of the parts and where they are.
type Worst = [(f64, Complex<f64>); 2];

/// The errors of a function in a type at a level, at the points that the type has.
fn measure<T: Float>(name: &str, level: Level) -> (Worst, usize)
where
    Complex<T>: Element,
{
    let fits = |x: f64| T::from_f64(x).to_f64() == x;
    let is_normal = |part: &Real| part.hi == 0.0 || (T::BOTTOM + T::PRECISION..T::TOP - 1).contains(&binade(*part));
    let points: Vec<&Entry> = ENTRIES[name]
        .iter()
        .filter(|entry| fits(entry.z.re) && fits(entry.z.im) && entry.truth.iter().all(is_normal))
        .collect();
    let narrow = |z: Complex<f64>| Complex::new(T::from_f64(z.re), T::from_f64(z.im));
    let z: Array1<Complex<T>> = points.iter().map(|entry| narrow(entry.z)).collect();
    let expr = Expr::parse(&format!("{name}(z)")).expect("it is an expression");
    let expr = expr.with(Options::new().level(level).threads(Threads::Serial));
    let results = expr.eval::<Complex<T>>(&Vars::new().with("z", &z)).expect("it is defined for complex numbers");
    let cancels = CANCELLING.iter().find(|(cancelling, _)| *cancelling == name).map_or([false; 2], |(_, parts)| *parts);
    let mut worst: Worst = [(0.0, Complex::<f64>::default()); 2];
    for (entry, result) in points.iter().zip(&results) {
        for (part, found) in [result.re, result.im].into_iter().enumerate() {
            let truth = entry.truth[part];
            let error = match cancels[part] {
                true => {
                    let larger = entry.truth.iter().map(|&part| binade(part)).max().expect("there are two");
                    let distance = ((found.to_f64() - truth.hi) - truth.lo).abs();
                    distance / 2_f64.powi(larger - (T::PRECISION - 1))
                }
                false => error_in_ulp(found, truth),
            };
            if error > worst[part].0 {
                worst[part] = (error, entry.z);
            }
        }
    }
    (worst, points.len())
}

fn levels(arguments: &Arguments) -> Vec<Level> {
    let is_wanted = |level: &Level| arguments.levels.is_empty() || arguments.levels.contains(level);
    Level::ALL.iter().copied().filter(is_wanted).filter(|level| level.is_available()).collect()
}

fn check<T: Float>(name: &str, arguments: &Arguments) -> Outcome
where
    Complex<T>: Element,
{
    let (mut remarks, mut wrong) = (Vec::new(), Vec::new());
    for level in levels(arguments) {
        let (worst, count) = measure::<T>(name, level);
        for (part, (error, z)) in ["real", "imaginary"].into_iter().zip(worst) {
            if error > PROMISE || error.is_nan() {
                wrong.push(format!("{level}: the {part} part of {name}({z}) is {error} ULP off"));
            }
        }
        remarks.push(format!("{level} {:.2}/{:.2}, {count} inputs", worst[0].0, worst[1].0));
    }
    if wrong.is_empty() { Ok(remarks.join(", ")) } else { Err(wrong) }
}

/// The tests of all functions in both types.
pub fn tests(arguments: &Arguments) -> Vec<Test<'_>> {
    let wants = |name: &str| arguments.functions.is_empty() || arguments.functions.iter().any(|wanted| wanted == name);
    let mut tests: Vec<Test> = Vec::new();
    for &name in ENTRIES.keys().filter(|name| wants(name)) {
        tests.push(Test { name: format!("{name}::c64"), run: Box::new(move || check::<f32>(name, arguments)) });
        tests.push(Test { name: format!("{name}::c128"), run: Box::new(move || check::<f64>(name, arguments)) });
    }
    tests
}

/// The part of the document with what was found.
pub fn published(arguments: &Arguments) -> String {
    let mut text = format!("{HEADING}\n\n{INTRODUCTION}\n");
    text.push_str("| function | type | level | real part, ULP | imaginary part, ULP | inputs |\n");
    text.push_str("| --- | --- | --- | ---: | ---: | ---: |\n");
    for &name in ENTRIES.keys() {
        for level in levels(arguments) {
            for (dtype, (worst, count)) in [("c64", measure::<f32>(name, level)), ("c128", measure::<f64>(name, level))]
            {
                let cancels = CANCELLING.iter().find(|(cancelling, _)| *cancelling == name);
                let figure = |part: usize| {
                    let mark = if cancels.is_some_and(|(_, parts)| parts[part]) { " (cancels)" } else { "" };
                    format!("{:.3}{mark}", (worst[part].0 * 1000.0).ceil() / 1000.0)
                };
                let _ = writeln!(text, "| {name} | {dtype} | {level} | {} | {} | {count} |", figure(0), figure(1));
            }
        }
    }
    text
}
