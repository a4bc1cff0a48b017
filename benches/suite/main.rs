//! How long expressions take, beside what one would write instead: a loop by hand, ndarray's operators, `azip!`.
//!
//! `cargo bench --bench suite -- [QUESTION…] [--quick] [--filter TEXT] [--level LEVEL] [--report FILE]`
//!
//! A [`question`](questions) sets up *contests*: those who compute one expression over the same arrays. Their answers are
//! compared, then they take turns, and each contest gives a [`row`]. Rows are printed as they come; `--report` writes
//! them into a document, with pictures beside it ([`report`]).
//!
//! Ratios are those of one run and mean something; absolute figures drift by some 15 % from run to run.

#[path = "../common/generator.rs"]
mod generator;
#[path = "../common/levels.rs"]
mod levels;
#[path = "../common/mode.rs"]
mod mode;
#[path = "../common/paged.rs"]
mod paged;
#[path = "../common/rounds.rs"]
mod rounds;

mod arguments;
mod contest;
mod data;
mod loops;
mod print;
mod questions;
mod report;
mod row;
mod suite;

use arguments::Arguments;
use std::process::ExitCode;
use suite::Suite;

fn main() -> ExitCode {
    if let Some(code) = questions::memory::as_child() {
        return code;
    }
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let machine = report::Machine::look(&arguments);
    println!("{}", machine.as_text());
    let rows = Suite::ask(&arguments);
    if let Some(file) = &arguments.report {
        if let Err(message) = report::write(file, &machine, &arguments, &rows) {
            eprintln!("{}: {message}", file.display());
            return ExitCode::FAILURE;
        }
        println!("\n{} is written", file.display());
    }
    ExitCode::SUCCESS
}
