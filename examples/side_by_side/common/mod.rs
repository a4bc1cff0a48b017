//! What the examples share: arguments, times, tables.

use std::time::Instant;

/// What was given on the command line.
pub struct Arguments {
    given: Vec<(String, String)>,
}

impl Arguments {
    /// Reads them; `known` lists what there may be, as `--flag` or `--option VALUE`.
    ///
    /// # Errors
    /// Says what is not known or lacks its value.
    pub fn read(known: &[&str]) -> Result<Self, String> {
        let mut given = Vec::new();
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let Some(form) = known.iter().find(|form| form.split(' ').next() == Some(&name)) else {
                return Err(format!("there is no option {name}; the options are {}", known.join(", ")));
            };
            let value = match form.split_once(' ') {
                Some((_, what)) => arguments.next().ok_or_else(|| format!("{name} wants a {what}"))?,
                None => String::new(),
            };
            given.push((name, value));
        }
        Ok(Self { given })
    }

    /// The value of an option; of a flag, the empty string.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

/// What some work gives, and the seconds it takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed().as_secs_f64())
}

/// A table that is printed row by row, so that one sees how far a long run has come.
pub struct Table {
    widths: Vec<usize>,
}

impl Table {
    /// Prints the headings; no column but the first is narrower than ten characters.
    pub fn new(first_width: usize, headings: &[String]) -> Self {
        let widths = headings.iter().enumerate().map(|(column, heading)| match column {
            0 => first_width.max(heading.chars().count()),
            _ => 10.max(heading.chars().count()),
        });
        let table = Self { widths: widths.collect() };
        table.row(headings);
        table
    }

    /// Prints a row, its first cell to the left, the others to the right.
    pub fn row(&self, cells: &[String]) {
        let cells = cells.iter().zip(&self.widths).enumerate().map(|(column, (cell, &width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("  {cell:>width$}"),
        });
        println!("{}", cells.collect::<String>().trim_end());
    }
}

/// A number with three significant digits.
pub fn three_digits(value: f64) -> String {
    let magnitude = if value > 0.0 { value.log10().floor() as i32 } else { 0 };
    format!("{value:.*}", (2 - magnitude).clamp(0, 6) as usize)
}
