//! The published table.

use crate::complex;
use crate::float::Float;
use crate::functions::{FUNCTIONS, Function, Operands, Oracle};
use crate::measure::{Measurement, Worst};
use fusexpr::Level;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const INTRODUCTION: &str = include_str!("report.md");
const HEADER: &str = "| function | type | level | worst error, ULP | where | inputs | promise, ULP |";

/// A line of the table.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// Function, type and level: one line each.
    key: [String; 3],
    /// Worst error, where, inputs, promise.
    figures: [String; 4],
}

impl Row {
    fn new(function: &str, dtype: &str, level: Level, figures: [String; 4]) -> Self {
        Self { key: [function.to_owned(), dtype.to_owned(), level.to_string()], figures }
    }
}

/// What a measurement found, in a few words.
pub fn remark(function: &Function, levels: &[Level], lacking: &[Level], measurement: &Measurement) -> String {
    let found = levels.iter().zip(&measurement.worst).map(|(level, zones)| {
        let figures: Vec<String> = zones.iter().take(function.zones()).map(|worst| figure(function, worst)).collect();
        format!("{level} {}", figures.join("/"))
    });
    let mut parts: Vec<String> = found.collect();
    parts.extend(lacking.iter().map(|level| format!("{level} skipped")));
    parts.push(format!("{} inputs", grouped(measurement.inputs)));
    parts.join(", ")
}

/// The worst results of those that exceed the promise.
pub fn broken_promises<T: Float>(function: &Function, levels: &[Level], measurement: &Measurement) -> Vec<String> {
    let mut messages = Vec::new();
    for (level, zones) in levels.iter().zip(&measurement.worst) {
        for (worst, promise) in zones.iter().zip(function.promises()) {
            let Some([x, y, result, truth]) = worst.place.filter(|_| worst.failures > 0) else { continue };
            let operands = match function.operands {
                Operands::Two => format!("x = {:?}, y = {:?}", T::from_f64(x), T::from_f64(y)),
                _ => format!("x = {:?}", T::from_f64(x)),
            };
            messages.push(format!(
                "{level}: {} is {:?} where {operands}, and should be {truth:?}: {} ULP, {promise} promised; {} such inputs",
                function.expression,
                T::from_f64(result),
                figure(function, worst),
                grouped(worst.failures)
            ));
        }
    }
    messages
}

/// The lines that a measurement makes.
pub fn rows<T: Float>(function: &Function, levels: &[Level], measurement: &Measurement) -> Vec<Row> {
    let mut rows = Vec::new();
    for (&level, zones) in levels.iter().zip(&measurement.worst) {
        for (zone, worst) in zones.iter().enumerate().take(function.zones()) {
            let name = if zone == 0 { function.name.to_owned() } else { format!("{}, edge", function.name) };
            let promise = function.promises()[zone];
            let figures = [
                figure(function, worst),
                place::<T>(function, worst),
                grouped(measurement.inputs),
                format!("{promise:.1}"),
            ];
            rows.push(Row::new(&name, T::NAME, level, figures));
        }
    }
    rows
}

/// The line of a level that the processor does not have.
pub fn skipped<T: Float>(function: &Function, level: Level) -> Row {
    let promise = format!("{:.1}", function.promises()[0]);
    let figures = ["skipped", "the processor lacks the level", "0", &promise].map(str::to_owned);
    Row::new(function.name, T::NAME, level, figures)
}

/// The error, rounded up; correctly rounded results have at most half an ULP.
fn figure(function: &Function, worst: &Worst) -> String {
    match (worst.place, &function.oracle) {
        (None, Oracle::Same(..)) => "0.000".to_owned(),
        (None, Oracle::Near { .. }) => "0.500".to_owned(),
        (Some(_), _) => format!("{:.3}", (worst.error * 1000.0).ceil() / 1000.0),
    }
}

/// The operands of the worst result, to be read back without loss.
fn place<T: Float>(function: &Function, worst: &Worst) -> String {
    match (worst.place, function.operands) {
        (None, _) => "nowhere".to_owned(),
        (Some([x, y, ..]), Operands::Two) => format!("{:?}, {:?}", T::from_f64(x), T::from_f64(y)),
        (Some([x, ..]), _) => format!("{:?}", T::from_f64(x)),
    }
}

/// A number with its thousands set apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// The report's file.
pub fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/accuracy.md")
}

/// Puts lines in the place of old ones with the same function, type and level, and what was found of complex numbers,
/// if it is given, in the place of what was found before.
///
/// # Errors
/// Those of the file system.
pub fn update(new: &[Row], of_complex: Option<&str>) -> std::io::Result<()> {
    let path = path();
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    let mut rows: Vec<Row> = old.lines().skip_while(|line| *line != HEADER).skip(2).filter_map(read).collect();
    rows.retain(|row| new.iter().all(|new| new.key != row.key));
    rows.extend_from_slice(new);
    let order = |row: &Row| {
        let function = row.key[0].strip_suffix(", edge").unwrap_or(&row.key[0]);
        let place = FUNCTIONS.iter().position(|known| known.name == function);
        place.map(|place| (place, row.key[1].clone(), row.key[0].clone(), row.key[2].clone()))
    };
    rows.retain(|row| order(row).is_some());
    rows.sort_by_key(order);

    let mut text = format!("{INTRODUCTION}\n{HEADER}\n| --- | --- | --- | ---: | --- | ---: | ---: |\n");
    for Row { key: [function, dtype, level], figures: [worst, place, inputs, promise] } in &rows {
        let _ = writeln!(text, "| {function} | {dtype} | {level} | {worst} | {place} | {inputs} | {promise} |");
    }
    let before = old.find(complex::HEADING).map(|start| &old[start..]);
    if let Some(of_complex) = of_complex.or(before) {
        let _ = write!(text, "\n{of_complex}");
    }
    std::fs::create_dir_all(path.parent().expect("the file is in a folder"))?;
    std::fs::write(path, text)
}

fn read(line: &str) -> Option<Row> {
    let cells: Vec<String> = line.split('|').map(|cell| cell.trim().to_owned()).collect();
    let [_, function, dtype, level, worst, place, inputs, promise, _] = <[String; 9]>::try_from(cells).ok()?;
    Some(Row { key: [function, dtype, level], figures: [worst, place, inputs, promise] })
}
