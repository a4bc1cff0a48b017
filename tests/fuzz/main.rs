//! Random inputs against what must hold of all: programs against a naive interpreter, and texts, of which none may
//! panic, hang or take memory out of proportion.
//!
//! - `cargo test --release --test fuzz -- --seconds 60` tries new inputs for a minute, ten seconds without a figure;
//!   `--only programs` or `--only texts` tries one kind, `--keep-going` does not end at the first failure;
//! - a failure is made smaller, and printed with the command that tries it alone; `--seed` repeats a whole run.
//!
//! The process that is started watches another one ([`watch`]), so that what aborts or hangs is a failure as others
//! are.

mod command;
#[path = "../common/mod.rs"]
#[allow(dead_code)] // what only other tests use
mod common;
mod memory;
#[path = "../oracle/mod.rs"]
mod oracle;
mod programs;
mod texts;
mod watch;
mod worker;

use command::Command;
use common::random;
use std::process::ExitCode;
use watch::Kind;

const KINDS: [Kind; 2] = [
    Kind { name: "programs", share: 0.7, memory: None, patience: 90 },
    Kind { name: "texts", share: 0.3, memory: Some(8 << 20), patience: 60 },
];

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

fn main() -> ExitCode {
    let command = match Command::of_process(&KINDS.map(|kind| kind.name)) {
        Ok(command) => command,
        Err(end) => return end,
    };
    if !command.is_worker {
        programs::check_that_all_are_known();
        return watch::watch(&command, &KINDS);
    }
    match command.only.as_deref() {
        Some("programs") => worker::work(&command, &mut programs::run, &programs::coverage),
        Some("texts") => worker::work(&command, &mut texts::run, &String::new),
        _ => unreachable!("a worker is told its kind"),
    }
}
