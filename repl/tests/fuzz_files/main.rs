//! Mutated files of every format: each is read or refused; none panics, aborts, hangs, or takes memory out of
//! proportion.
//!
//! `cargo test --release --test fuzz_files -- --seconds 60 --only parquet`; the command line, and the process
//! that watches, are those of the library's fuzzer. The files' module is taken into this test as it is, so that
//! thousands of files cost no process each.

#[path = "../../../tests/fuzz/command.rs"]
mod command;
#[path = "../../src/data/mod.rs"]
#[allow(dead_code, unused_imports)] // what only the commands use
mod data;
#[path = "../data/files.rs"]
mod files;
mod mutate;
#[path = "../../../tests/common/random.rs"]
mod random;
#[path = "../../../tests/fuzz/watch.rs"]
mod watch;
#[path = "../../../tests/fuzz/worker.rs"]
mod worker;

use command::Command;
use random::Random;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use watch::Kind;
use worker::{Found, Session, survive};

/// Half a gigabyte does for files of a few kilobytes, whatever they say of themselves.
const fn kind(name: &'static str) -> Kind {
    Kind { name, share: 1.0, memory: Some(512 << 10), patience: 20 }
}

const KINDS: [Kind; 4] = [kind("npy"), kind("npz"), kind("csv"), kind("parquet")];

/// How long a file of a few kilobytes may take.
const LONGEST: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let command = match Command::of_process(&KINDS.map(|kind| kind.name)) {
        Ok(command) => command,
        Err(end) => return end,
    };
    if !command.is_worker {
        return watch::watch(&command, &KINDS);
    }
    let kind = command.only.clone().expect("a worker is told its kind");
    let folder = tempfile::tempdir().expect("there is room for a file");
    let path = folder.path().join(format!("x.{kind}"));
    let mut run = |number, session: &mut Session| run(&path, &kind, number, session);
    worker::work(&command, &mut run, &String::new)
}

/// Tries the file of a number.
fn run(path: &PathBuf, kind: &str, number: u64, session: &mut Session) -> Result<(), Found> {
    let mut random = Random(number);
    let (name, original) = mutate::original(kind, &mut random);
    let mut changes: Vec<mutate::Change> =
        (0..random.below(8)).map(|_| mutate::change(&original, &mut random)).collect();
    let content = |changes: &[mutate::Change]| mutate::changed(kind, &original, changes);
    let mut outcome = survive(|| check(path, &content(&changes)));
    if let Err(failure) = &outcome
        && !session.ignores(failure)
    {
        // Fewer changes, as long as it fails.
        let mut i = 0;
        while i < changes.len() {
            let mut fewer = changes.clone();
            fewer.remove(i);
            let without = survive(|| check(path, &content(&fewer)));
            if without.is_err() { (changes, outcome) = (fewer, without) } else { i += 1 }
        }
    }
    match outcome {
        Ok(outcome) => session.count(outcome),
        Err(failure) if session.ignores(&failure) => session.count("ignored"),
        Err(failure) => {
            let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{number:x}.{kind}"));
            let written = std::fs::write(&kept, content(&changes));
            let kept = written.map_or_else(|error| error.to_string(), |()| kept.display().to_string());
            return Err(Found { failure, case: format!("  {name} with {changes:?}\n  kept as {kept}") });
        }
    }
    Ok(())
}

/// How a file ended, if nothing is wrong with that.
fn check(path: &PathBuf, content: &[u8]) -> Result<&'static str, String> {
    std::fs::write(path, content).map_err(|error| error.to_string())?;
    let begun = Instant::now();
    let outcome = data::read_all(path);
    let taken = begun.elapsed();
    std::fs::remove_file(path).map_err(|error| error.to_string())?; // writing over a file waits for the disk
    if taken > LONGEST {
        return Err(format!("it takes {taken:?}"));
    }
    match outcome {
        Ok(_) => Ok("read"),
        Err(message) if !message.starts_with(&format!("{}: ", path.display())) => {
            Err(format!("the message does not name the file: {message}"))
        }
        Err(message) if message.len() > 1000 => Err(format!("the message is {} bytes long", message.len())),
        Err(message) if message.contains(char::is_control) => {
            Err(format!("the message has control characters: {message:?}"))
        }
        Err(_) => Ok("refused"),
    }
}
