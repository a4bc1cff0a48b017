//! The process that watches: it starts a worker for each kind of input, and knows which case that was at when it dies
//! or hangs.

use super::command::Command;
use std::io::{BufRead, BufReader};
use std::process::{Child, ExitCode, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// A kind of input.
pub struct Kind {
    pub name: &'static str,
    /// The share of the time that it gets.
    pub share: f64,
    /// How many kilobytes of memory a worker may ask for, if that is limited.
    pub memory: Option<u64>,
    /// How many seconds a worker may be at one input, a failure being made smaller included.
    pub patience: u64,
}

/// Tries inputs of all kinds in processes of their own.
pub fn watch(command: &Command, kinds: &[Kind]) -> ExitCode {
    let selected: Vec<&Kind> =
        kinds.iter().filter(|kind| command.only.as_ref().is_none_or(|only| only == kind.name)).collect();
    let total: f64 = selected.iter().map(|kind| kind.share).sum();
    println!("\nfuzzing with --seed {:#x} for {} s", command.seed, command.seconds);
    let mut is_fine = true;
    for kind in selected {
        let end = Instant::now() + Duration::from_secs_f64(command.seconds * kind.share / total);
        let mut seed = command.seed;
        loop {
            let left = end.saturating_duration_since(Instant::now()).as_secs_f64();
            match worker(command, kind, seed, left) {
                Ended::Well => break,
                Ended::Badly => is_fine = false,
                Ended::Died(reason, case) => {
                    is_fine = false;
                    println!("{}: {reason}\n  {}", kind.name, replay(kind.name, case));
                }
            }
            if command.case.is_some() || !command.keep_going || Instant::now() > end {
                break;
            }
            seed = seed.rotate_left(1) ^ 0x5851_f42d_4c95_7f2d; // not a later number of the same sequence
        }
    }
    println!("fuzzing {}", if is_fine { "found nothing" } else { "FAILED" });
    if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The command that tries one case alone.
pub fn replay(kind: &str, case: u64) -> String {
    let target = env!("CARGO_CRATE_NAME");
    format!("cargo test --release --test {target} -- --only {kind} --case {case:#x}")
}

enum Ended {
    Well,
    /// Failures were found, and have been told.
    Badly,
    /// For this reason, at a case.
    Died(String, u64),
}

fn worker(command: &Command, kind: &Kind, seed: u64, seconds: f64) -> Ended {
    let mut child = start(command, kind, seed, seconds);
    let output = child.stdout.take().expect("the output is piped");
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let mut case = 0;
    loop {
        match lines.recv_timeout(Duration::from_secs(kind.patience)) {
            // A line of the worker is the number of a case, or meant to be read.
            Ok(line) => match line.strip_prefix('@').map(str::parse) {
                Some(Ok(number)) => case = number,
                _ => println!("{line}"),
            },
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                // By its handle: no other process is meant.
                drop(child.kill());
                drop(child.wait());
                return Ended::Died(format!("hangs for {} s", kind.patience), case);
            }
        }
    }
    match child.wait().map(|status| (status.code(), status)) {
        Ok((Some(0), _)) => Ended::Well,
        Ok((Some(1), _)) => Ended::Badly,
        Ok((_, status)) => Ended::Died(format!("the process ended with {status}"), case),
        Err(error) => Ended::Died(error.to_string(), case),
    }
}

/// Starts a worker, in a shell that limits its memory if it is to be.
fn start(command: &Command, kind: &Kind, seed: u64, seconds: f64) -> Child {
    let program = std::env::current_exe().expect("the test knows where it is");
    let mut process = match kind.memory {
        Some(kilobytes) if cfg!(unix) => {
            let mut shell = std::process::Command::new("sh");
            shell.arg("-c").arg(format!("ulimit -v {kilobytes} && exec \"$0\" \"$@\"")).arg(program);
            shell
        }
        _ => std::process::Command::new(program),
    };
    process.args(["--worker", "--only", kind.name, "--seed", &seed.to_string(), "--seconds", &seconds.to_string()]);
    if let Some(case) = command.case {
        process.args(["--case", &case.to_string()]);
    }
    for text in &command.ignored {
        process.args(["--ignore", text]);
    }
    if command.keep_going {
        process.arg("--keep-going");
    }
    process.stdout(Stdio::piped()).spawn().expect("a test can start itself")
}
