//! Results that are known to the bit: special values as C99's Annex F has them, and exact ones.
//!
//! `special.txt` has them by function. Those that follow a rule are made here: powers of two and ten, cubes, squares.

use crate::float::{Float, is_same, scale};
use crate::functions::{Function, Operands};
use crate::measure::Compiled;
use fusexpr::Level;

const TEXT: &str = include_str!("special.txt");

/// Operands and the only right result.
pub type Case<T> = ([T; 2], T);

/// The cases of a function.
pub fn cases<T: Float>(function: &Function) -> Vec<Case<T>> {
    let name = match function.operands {
        Operands::Power(_) => "pow",
        Operands::Branch(true) => "sin",
        Operands::Branch(false) => "cos",
        Operands::One | Operands::Two => function.name,
    };
    let mut cases: Vec<Case<T>> = read(name);
    let mut add = |x: f64, result: f64| {
        let is_exact = |value: f64| T::from_f64(value).to_f64() == value && value.is_finite();
        if is_exact(x) && is_exact(result) && result != 0.0 {
            cases.push(([T::from_f64(x), T::default()], T::from_f64(result)));
        }
    };
    match name {
        "exp2" => (-1074..1024).for_each(|n| add(f64::from(n), scale(1.0, n))),
        "exp10" => (1..=22).for_each(|n| add(f64::from(n), 10_f64.powi(n))),
        "log2" => (-1074..1024).for_each(|n| add(scale(1.0, n), f64::from(n))),
        "log10" => (1..=22).for_each(|n| add(10_f64.powi(n), f64::from(n))),
        "cbrt" => (-2000..2000).map(f64::from).for_each(|n| add(n * n * n, n)),
        "sqrt" => (1..5000).map(f64::from).for_each(|n| add(n * n, n)),
        _ => {}
    }
    if let Operands::Power(exponent) = function.operands {
        cases.retain(|([_, y], _)| y.to_f64() == exponent);
    }
    cases
}

/// The cases of the section of a function: `x = result` or `x, y = result`, and `#` before a remark.
fn read<T: Float>(name: &str) -> Vec<Case<T>> {
    let number = |text: &str| {
        let text = text.trim();
        match text {
            // The ends of the type: the largest float, the least normal and the least subnormal.
            "max" => T::from_f64(scale(2.0 - scale(1.0, 1 - T::PRECISION), T::TOP - 1)),
            "-max" => T::from_f64(-scale(2.0 - scale(1.0, 1 - T::PRECISION), T::TOP - 1)),
            "normal" => T::from_f64(scale(1.0, 2 - T::TOP)),
            "tiny" => T::from_f64(scale(1.0, T::BOTTOM)),
            "-tiny" => T::from_f64(-scale(1.0, T::BOTTOM)),
            _ => T::from_f64(text.parse().unwrap_or_else(|_| panic!("`{text}` is not a number"))),
        }
    };
    let header = format!("[{name}]");
    let lines = TEXT.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let section = lines.skip_while(|line| *line != header).skip(1).take_while(|line| !line.starts_with('['));
    let case = |line: &str| {
        let (operands, result) = line.split_once('=').unwrap_or_else(|| panic!("`{line}` has no result"));
        let (x, y) = operands.split_once(',').unwrap_or((operands, "0"));
        ([number(x), number(y)], number(result))
    };
    section.filter(|line| !line.is_empty()).map(case).collect()
}

/// Compares the results of a function at a level; says what is wrong with the first few.
pub fn check<T: Float>(function: &Function, level: Level) -> Vec<String> {
    let cases = cases::<T>(function);
    let compiled = Compiled::new(function, level);
    let (x, y): (Vec<T>, Vec<T>) = cases.iter().map(|([x, y], _)| (*x, *y)).unzip();
    let mut together = vec![T::default(); cases.len()];
    compiled.evaluate(&x, &y, &mut together);
    // Once more alone: short arrays take other paths than long ones.
    let mut alone = vec![T::default(); cases.len()];
    for (i, result) in alone.chunks_mut(1).enumerate().take(200) {
        compiled.evaluate(&x[i..=i], &y[i..=i], result);
    }
    let mut wrong = Vec::new();
    for (i, &([x, y], expected)) in cases.iter().enumerate() {
        let found = [Some(together[i]), (i < 200).then_some(alone[i])];
        if let Some(found) = found.into_iter().flatten().find(|&found| !is_same(found, expected)) {
            let operands = match function.operands {
                Operands::Two => format!("x = {x:?}, y = {y:?}"),
                _ => format!("x = {x:?}"),
            };
            wrong.push(format!("{level}: {} is {found:?} where {operands}, not {expected:?}", function.expression));
        }
    }
    wrong
}
