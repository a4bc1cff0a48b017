//! The command line of the fuzzers: `-- --seconds 60 --seed N --only KIND --case N --ignore TEXT --keep-going`.

use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Command {
    pub seconds: f64,
    /// What the numbers of cases are drawn from.
    pub seed: u64,
    /// The kind of input to try; none for all.
    pub only: Option<String>,
    /// The number of one case to try.
    pub case: Option<u64>,
    /// Whether to go on after a failure.
    pub keep_going: bool,
    /// Failures whose message has one of these in it are counted, and otherwise passed over.
    pub ignored: Vec<String>,
    /// Whether this process tries inputs itself, as the child of one that watches.
    pub is_worker: bool,
    /// Whether the tests are only to be listed.
    pub is_list: bool,
}

/// How long it takes if nothing is said.
const SECONDS: f64 = 10.0;

const USAGE: &str = "usage: fuzz [--seconds N] [--seed N] [--only KIND] [--case N] [--ignore TEXT] [--keep-going]";

impl Command {
    /// What the process was asked for, of these kinds of input, or how it ends if there is nothing to try.
    pub fn of_process(kinds: &[&str]) -> Result<Self, ExitCode> {
        match Self::read(std::env::args().skip(1), kinds) {
            Ok(command) if command.is_list => Err(ExitCode::SUCCESS),
            Ok(command) => Ok(command),
            Err(message) => {
                eprintln!("{message}");
                Err(ExitCode::from(2))
            }
        }
    }

    /// Reads the arguments.
    fn read(mut arguments: impl Iterator<Item = String>, kinds: &[&str]) -> Result<Self, String> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let mut command = Command {
            seconds: SECONDS,
            seed: since.as_nanos() as u64,
            only: None,
            case: None,
            keep_going: false,
            ignored: Vec::new(),
            is_worker: false,
            is_list: false,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("`{argument}` needs a value\n{USAGE}"));
            match argument.as_str() {
                "--seconds" => {
                    command.seconds = value()?.parse().map_err(|_| format!("no number of seconds\n{USAGE}"))?
                }
                "--seed" => command.seed = number(&value()?)?,
                "--case" => command.case = Some(number(&value()?)?),
                "--only" => command.only = Some(value()?),
                "--ignore" => command.ignored.push(value()?),
                "--keep-going" => command.keep_going = true,
                "--worker" => command.is_worker = true,
                "--list" => command.is_list = true,
                // What `cargo test -- …` gives to all tests.
                "--nocapture" | "--quiet" | "-q" | "--include-ignored" | "--exact" => {}
                "--format" | "--test-threads" | "--color" | "-Z" => drop(value()?),
                other if other.starts_with('-') => return Err(format!("there is no option `{other}`\n{USAGE}")),
                // A filter: whether the fuzzers are among what it selects.
                filter if "fuzz".contains(filter) => {}
                _ => command.is_list = true,
            }
        }
        match &command.only {
            Some(only) if !kinds.contains(&only.as_str()) => {
                Err(format!("there is no kind `{only}`; the kinds are {}", kinds.join(", ")))
            }
            None if command.case.is_some() => Err("`--case` needs `--only`, the kind of the case".to_owned()),
            _ => Ok(command),
        }
    }
}

fn number(text: &str) -> Result<u64, String> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.map_err(|_| format!("`{text}` is no number\n{USAGE}"))
}
