//! The command line.

use crate::mode;
use crate::questions::{QUESTIONS, Question};
use fusexpr::Level;
use std::path::{Path, PathBuf};

/// What may be written.
const USAGE: &str = "[QUESTION…] [--quick] [--filter TEXT] [--level LEVEL] [--report FILE]";

/// The folder of the repository. Cargo runs a bench in that of its package.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// What is asked for.
pub struct Arguments {
    /// The questions, in the order of their table; all of them if none is named.
    pub questions: Vec<&'static Question>,
    /// Whether answers are checked, and little is timed.
    pub quick: bool,
    /// What the names of rows are to contain.
    pub filter: String,
    /// The level that loops, kernels and machine code are compiled for.
    pub level: Level,
    /// The document that is written; the path counts from the folder of the repository.
    pub report: Option<PathBuf>,
}

impl Arguments {
    /// Reads the arguments of the program.
    ///
    /// # Errors
    /// Says what is not known or lacks its value, and what there is.
    pub fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let (quick, level) = (mode::is_quick(), Level::detect());
        let mut read = Self { questions: Vec::new(), quick, filter: String::new(), level, report: None };
        let (mut arguments, mut named) = (arguments, Vec::new());
        while let Some(argument) = arguments.next() {
            let mut value = |what| arguments.next().ok_or_else(|| format!("{argument} wants a {what}"));
            match argument.as_str() {
                "--bench" | "--quick" => {}
                "--filter" => read.filter = value("text")?,
                "--level" => read.level = level_of(&value("level")?)?,
                "--report" => read.report = Some(Path::new(ROOT).join(value("file")?)),
                option if option.starts_with('-') => {
                    return Err(format!("there is no option {option}; there are {USAGE}"));
                }
                name => named.push(question(name)?.name),
            }
        }
        let is_named = |question: &&Question| named.is_empty() || named.contains(&question.name);
        read.questions = QUESTIONS.iter().filter(is_named).collect();
        Ok(read)
    }
}

fn question(name: &str) -> Result<&'static Question, String> {
    QUESTIONS.iter().find(|question| question.name == name).ok_or_else(|| {
        let names: Vec<_> = QUESTIONS.iter().map(|question| question.name).collect();
        format!("there is no question {name}; the questions are {}", names.join(", "))
    })
}

fn level_of(name: &str) -> Result<Level, String> {
    let level: Level = name.parse().map_err(|error| format!("{error}"))?;
    if level.is_available() { Ok(level) } else { Err(format!("this processor lacks the level {level}")) }
}
