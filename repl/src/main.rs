//! The command `fusexpr`: a prompt and scripts for array expressions, and single expressions on files.
//!
//! A thin face on the library's public API. [`cli`] says what can be asked for, [`guess`] what else was meant. A
//! [`session`] holds variables and runs what is typed; [`prompt`] and [`script`] are the two ways to it. [`eval`],
//! [`mod@explain`], [`profile`] and [`plot`] do one thing and end; [`operands`] loads what they are given, [`assembly`]
//! disassembles. [`data`] reads and writes files, [`value`] is what needs none, [`show`] prints values, [`progress`] is a
//! sign of life.
//! [`failure`] is all that can go wrong, [`advice`] what can be done about it.
//!
//! An error ends a script with status 1; what is wrong with the command line, or fails in a subcommand, with status 2.

mod advice;
mod assembly;
mod by_rows;
mod cli;
mod data;
mod eval;
mod explain;
mod failure;
mod guess;
mod operands;
mod plot;
mod profile;
mod progress;
mod prompt;
mod repr;
mod script;
mod session;
mod show;
mod value;

use clap::Parser;
use failure::Failure;
use session::Session;
use session::settings::{Keys, Settings};
use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
#[cfg(unix)]
use std::sync::Arc;

/// The status after an error in a script.
const SCRIPT_FAILED: u8 = 1;
/// The status after any other error.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    // A file that grows too large is an error of the write, as a full disk is, and not the end of the process.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
    let outcome = run();
    data::whole::temporary::remove_all();
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(SCRIPT_FAILED),
        Err(failure) => {
            report(&failure);
            ExitCode::from(FAILED)
        }
    }
}

fn run() -> Result<bool, Failure> {
    let words: Vec<OsString> = env::args_os().collect();
    let arguments = match cli::Cli::try_parse_from(&words) {
        Ok(arguments) => arguments,
        Err(error) => return Err(guess::not_understood(&words, &error).unwrap_or_else(|| error.exit())),
    };
    match &arguments.command {
        Some(cli::Command::Eval(arguments)) => eval::run(arguments).map(|()| true),
        Some(cli::Command::Plot(arguments)) => plot::command::run(arguments).map(|()| true),
        Some(cli::Command::Explain(arguments)) => explain::run(arguments).map(|()| true),
        Some(cli::Command::Profile(arguments)) => profile::run(arguments).map(|()| true),
        None => start(&arguments.session),
    }
}

/// Runs a script or the prompt; says whether all went well.
fn start(arguments: &cli::Session) -> Result<bool, Failure> {
    let keys = if arguments.vi { Keys::Vi } else { Keys::Emacs };
    let settings = Settings { keys, ..arguments.run.settings() };
    let mut session = Session::new(settings);
    let statements = |text: String| -> (Box<dyn BufRead>, String) { (Box::new(Cursor::new(text)), "-e".to_string()) };
    let (mut input, name) = match &arguments.script {
        _ if !arguments.execute.is_empty() => statements(arguments.execute.join("\n")),
        Some(path) if path != Path::new("-") => match File::open(path) {
            Ok(file) => (Box::new(BufReader::new(file)) as Box<dyn BufRead>, path.display().to_string()),
            Err(error) => statements(guess::program(path).ok_or_else(|| guess::missing(path, &error))?),
        },
        None if io::stdin().is_terminal() && io::stdout().is_terminal() => return prompt::run(session).map(|()| true),
        _ => (Box::new(io::stdin().lock()) as Box<dyn BufRead>, "standard input".to_string()),
    };
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
