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
        write!(text, "\n## {heading}\n\n{}\n\n", question.about)?;
        match question.listed {
            None => text += &print::markdown(&rows, question.unit),
            Some(count) => {
                let mut listed = rows.clone();
                let ratio = |row: &Row| row.to_hand(Contestant::Native).unwrap_or_default();
                listed.sort_by(|a, b| ratio(b).total_cmp(&ratio(a)));
                listed.truncate(count);
                write!(text, "The {} rows furthest behind the loop:\n\n", listed.len())?;
                text += &print::markdown(&listed, question.unit);
            }
        }
        let summary = print::summary(&rows);
        if !summary.is_empty() {
            write!(text, "\n{}\n", summary.join("\n"))?;
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
