//! What is measured on.

use crate::arguments::Arguments;
use crate::rounds::processor;
use fusexpr::Level;
use std::process::Command;

/// The machine, the date and the commit.
pub struct Machine {
    processor: String,
    level: Level,
    threads: usize,
    date: String,
    commit: String,
    rounds: usize,
}

impl Machine {
    /// Finds all of it out.
    pub fn look(arguments: &Arguments) -> Self {
        let rounds = crate::rounds::Effort::new(arguments.quick).rounds;
        let (level, threads) = (arguments.level, rayon::current_num_threads());
        let date = told("date", &["-u", "+%Y-%m-%d"]);
        let commit = told("git", &["describe", "--always", "--dirty", "--abbrev=10"]);
        Self { processor: processor(), level, threads, date, commit, rounds }
    }

    /// In a line.
    pub fn as_text(&self) -> String {
        let Self { processor, level, threads, date, commit, rounds } = self;
        format!("{processor}, level {level}, {threads} threads, {date}, commit {commit}, medians of {rounds} rounds")
    }

    /// The head of the document.
    pub fn as_markdown(&self) -> String {
        let Self { processor, level, threads, date, commit, rounds } = self;
        format!(
            "# Performance\n\n\
             Written by `cargo bench --bench suite -- --report docs/performance.md`, as all figures and pictures here.\n\n\
             | | |\n|:--|:--|\n| processor | {processor} |\n| level | {level} |\n| threads | {threads} |\n\
             | date | {date} |\n| commit | {commit} |\n\n\
             Those of a row take turns; a figure is the median of {rounds} rounds, fewer where a round takes long, and a \
             ratio the median of the ratios within rounds. Before that their answers are compared. The *hand loop* is \
             compiled for the level above and, in rows with more threads, handed out by rayon. *ndarray* is its \
             operators, with their temporaries, and `azip!` one loop over it: both for the level of the target, as a \
             plain `cargo build` compiles them, and on one thread. *kernels* is the library without machine code, \
             *native* with machine code for all that there is any for. Ratios mean something; absolute figures drift by \
             some 15 % from run to run.\n"
        )
    }
}

/// The line that a command prints.
fn told(command: &str, arguments: &[&str]) -> String {
    let output = Command::new(command).args(arguments).output().ok().filter(|output| output.status.success());
    output.map_or("unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
