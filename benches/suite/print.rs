//! Tables: on the terminal a row at a time, in a document as a whole.

use crate::row::{Contestant, Row, Unit};
use std::fmt::Write;

/// From here on a ratio to the loop is one to look at.
const SLOW: f64 = 1.3;

/// Prints the headings.
pub fn headings() {
    line(&Row::headings());
}

/// Prints a row.
pub fn row(row: &Row, unit: Unit) {
    line(&row.cells(unit));
}

fn line<C: AsRef<str>>(cells: &[C]) {
    let mut line = String::new();
    for (column, cell) in cells.iter().map(AsRef::as_ref).enumerate() {
        match column {
            0 => write!(line, "{cell:36}"),
            1 => write!(line, " {cell:4}"),
            2 => write!(line, " {cell:>9}"),
            3 => write!(line, " {cell:>7}"),
            _ => write!(line, " {cell:>11}"),
        }
        .expect("a text takes more");
    }
    println!("{}", line.trim_end());
}

/// A table in Markdown. Columns without a figure are left out.
pub fn markdown(rows: &[&Row], unit: Unit) -> String {
    let cells: Vec<Vec<String>> = rows.iter().map(|row| row.cells(unit)).collect();
    let headings = Row::headings();
    let columns: Vec<usize> = (0..headings.len()).filter(|&i| cells.iter().any(|cells| !cells[i].is_empty())).collect();
    let mut table = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        writeln!(table, "| {} |", cells.collect::<Vec<_>>().join(" | ")).expect("a text takes more");
    };
    line(&mut columns.iter().map(|&i| headings[i].to_owned()));
    line(&mut columns.iter().map(|&i| if i < 2 { ":--" } else { "--:" }.to_owned()));
    for cells in &cells {
        line(&mut columns.iter().map(|&i| match i {
            0 => format!("`{}`", cells[i].replace('|', "\\|")),
            _ => cells[i].clone(),
        }));
    }
    table
}

/// For kernels and for machine code: the geometric mean of the ratios to the loops, and the greatest.
pub fn summary(rows: &[&Row]) -> Vec<String> {
    let of = |contestant: Contestant| {
        let with_ratio = rows.iter().filter_map(|row| Some((row.to_hand(contestant)?, *row)));
        let (most, slowest) = with_ratio.clone().max_by(|(a, _), (b, _)| a.total_cmp(b))?;
        let ratios: Vec<f64> = with_ratio.map(|(ratio, _)| ratio).collect();
        let mean = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
        let slow = ratios.iter().filter(|&&ratio| ratio > SLOW).count();
        let (who, hand) = (contestant.name(), Contestant::Hand.name());
        let Row { name, dtype, size, .. } = slowest;
        Some(format!(
            "{who} / {hand}: geometric mean {mean:.3} of {} rows, {slow} above {SLOW}, {most:.2} at most, for `{name}` in \
             {dtype} over {size}.",
            ratios.len()
        ))
    };
    [Contestant::Kernels, Contestant::Native].into_iter().filter_map(of).collect()
}
