//! The document: what it was measured on, a table for each question, pictures.

mod ceilings;
mod machine;
mod pictures;
mod roofline;

pub use machine::Machine;

use crate::arguments::Arguments;
use crate::print;
use crate::row::{Contestant, Row};
use ceilings::Ceilings;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

/// Writes the document, and its pictures into a folder beside it that has its name.
///
/// # Errors
/// What the file system or the drawing says.
pub fn write(file: &Path, machine: &Machine, arguments: &Arguments, rows: &[Row]) -> Result<(), Box<dyn Error>> {
    let folder = file.with_extension("");
    std::fs::create_dir_all(&folder)?;
    let linked = |name: &str| format!("{}/{name}.svg", folder.file_name().unwrap_or_default().to_string_lossy());
    let mut text = machine.as_markdown();
    for question in &arguments.questions {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.question == question.name).collect();
        if rows.is_empty() {
            continue;
        }
        let heading = question.name[..1].to_uppercase() + &question.name[1..];
        write!(text, "\n## {heading}\n\n{}\n\n{}", question.about, print::markdown(&rows, question.unit))?;
        if let Some(ratios) = summary(&rows) {
            write!(text, "\n{ratios}\n")?;
        }
        for picture in pictures::PICTURES.iter().filter(|picture| picture.question == question.name) {
            if picture.draw(&folder, &rows, question.unit)? {
                write!(text, "\n![{}]({})\n", picture.title, linked(question.name))?;
            }
        }
    }
    write!(text, "\n## Roofline\n\n{}\n", roofline::ABOUT)?;
    for (name, threads) in [("roofline-one-thread", 1), ("roofline-all-threads", rayon::current_num_threads())] {
        let ceilings = Ceilings::measure(arguments, threads);
        let file = folder.join(name).with_extension("svg");
        if roofline::draw(&file, rows, &ceilings, threads)? {
            write!(
                text,
                "\n{}\n\n![Operations a second against operations a byte]({})\n",
                ceilings.as_text(),
                linked(name)
            )?;
        }
    }
    std::fs::write(file, text)?;
    Ok(())
}

/// The geometric mean of the ratios to the loops, and the greatest.
fn summary(rows: &[&Row]) -> Option<String> {
    let mut ratios: Vec<(f64, &Row)> = rows.iter().filter_map(|row| Some((row.to_hand()?, *row))).collect();
    ratios.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let &(most, slowest) = ratios.last()?;
    let mean = (ratios.iter().map(|(ratio, _)| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
    let (native, hand) = (Contestant::Native.name(), Contestant::Hand.name());
    let Row { name, dtype, size, .. } = slowest;
    Some(format!(
        "{native} / {hand}: geometric mean {mean:.2} of {} rows, {most:.2} at most, for `{name}` in {dtype} over {size}.",
        ratios.len()
    ))
}
