//! The command `fusexpr`: a prompt and scripts for array expressions, and single expressions on files.
//!
//! A thin face on the library's public API. [`cli`] says what can be asked for. A [`session`] holds variables and runs
//! what is typed; [`prompt`] and [`script`] are the two ways to it. [`eval`], [`mod@explain`], [`profile`] and [`plot`]
//! do one thing and end; [`operands`] loads what they are given. [`data`] reads and writes files, [`show`] prints
//! values, [`progress`] is a sign of life, [`failure`] is all that can go wrong.
//!
//! An error ends a script with status 1; what is wrong with the command line, or fails in a subcommand, with status 2.

mod by_rows;
mod cli;
mod data;
mod eval;
mod explain;
mod failure;
mod operands;
mod plot;
mod profile;
mod progress;
mod prompt;
mod script;
mod session;
mod show;

use clap::{CommandFactory, Parser};
use failure::Failure;
use session::Session;
use session::settings::{Keys, Settings};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// The status after an error in a script.
const SCRIPT_FAILED: u8 = 1;
/// The status after any other error.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let arguments = cli::Cli::parse();
    let outcome = match &arguments.command {
        Some(cli::Command::Eval(arguments)) => eval::run(arguments).map(|()| true),
        Some(cli::Command::Plot(arguments)) => plot::command::run(arguments).map(|()| true),
        Some(cli::Command::Explain(arguments)) => explain::run(arguments).map(|()| true),
        Some(cli::Command::Profile(arguments)) => profile::run(arguments).map(|()| true),
        None => start(&arguments.session),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(SCRIPT_FAILED),
        Err(failure) => {
            report(&failure);
            ExitCode::from(FAILED)
        }
    }
}

/// Runs a script or the prompt; says whether all went well.
fn start(arguments: &cli::Session) -> Result<bool, Failure> {
    let keys = if arguments.vi { Keys::Vi } else { Keys::Emacs };
    let settings = Settings { keys, ..arguments.run.settings() };
    let mut session = Session::new(settings);
    let mut input: Box<dyn BufRead>;
    let name;
    match &arguments.script {
        _ if !arguments.execute.is_empty() => {
            input = Box::new(Cursor::new(arguments.execute.join("\n")));
            name = "-e".to_string();
        }
        Some(path) if path != Path::new("-") => {
            input = Box::new(BufReader::new(File::open(path).map_err(|error| missing(path, &error))?));
            name = path.display().to_string();
        }
        None if io::stdin().is_terminal() && io::stdout().is_terminal() => return prompt::run(session).map(|()| true),
        _ => {
            input = Box::new(io::stdin().lock());
            name = "standard input".to_string();
        }
    }
    let mut is_well = true;
    script::run(&mut session, &mut input, &name, &mut io::stdout().lock(), &mut |failure| match failure {
        // Who reads has seen enough.
        Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => false,
        failure => {
            report(&failure);
            is_well = false;
            arguments.keep_going && !matches!(failure, Failure::Output(_))
        }
    });
    Ok(is_well)
}

/// The error of a script that is not there; perhaps it was meant as a command.
fn missing(path: &Path, error: &io::Error) -> Failure {
    let command = cli::Cli::command();
    let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let near = path.to_str().and_then(|path| fusexpr::nearest(path, names));
    let help = near.map_or(String::new(), |near| format!("; did you mean `fusexpr {near}`?"));
    Failure::Plain(format!("{}: {error}{help}", path.display()))
}

/// Tells what went wrong. Where standard error is closed, the status alone has to.
fn report(failure: &Failure) {
    let _ = write!(io::stderr(), "{failure}");
}

/// Prints lines. A reader that has seen enough (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}
