//! Tables: on the terminal a row at a time, in a document as a whole.

use crate::row::{Row, Unit};
use std::fmt::Write;

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
