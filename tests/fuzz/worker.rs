//! The process that tries inputs, one after the other, and tells which.

use super::command::Command;
use super::random::Random;
use super::watch::replay;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What a worker has seen so far, and what it does not look at.
pub struct Session {
    /// How many inputs ended how.
    counts: BTreeMap<&'static str, usize>,
    ignored: Vec<String>,
}

impl Session {
    /// Counts an input that ended in this way.
    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Whether a failure is one that is passed over.
    pub fn ignores(&self, failure: &str) -> bool {
        self.ignored.iter().any(|text| failure.contains(text))
    }
}

/// A failure, made as small as it could be.
pub struct Found {
    pub failure: String,
    pub case: String,
}

/// Tries the cases of a seed until the time is over.
pub fn work(
    command: &Command,
    run: &mut dyn FnMut(u64, &mut Session) -> Result<(), Found>,
    remark: &dyn Fn() -> String,
) -> ExitCode {
    quiet_panics();
    let kind = command.only.as_deref().expect("a worker has a kind");
    let end = Instant::now() + Duration::from_secs_f64(command.seconds);
    let mut session = Session { counts: BTreeMap::new(), ignored: command.ignored.clone() };
    let mut numbers = Random(command.seed);
    let (mut tried, mut failed) = (0_usize, 0_usize);
    let mut seen: Vec<String> = Vec::new();
    loop {
        let number = command.case.unwrap_or_else(|| numbers.next());
        say(&format!("@{number}"));
        if let Err(found) = run(number, &mut session) {
            failed += 1;
            // The same again says nothing new.
            let short: String = found.case.lines().take(3).collect();
            if !seen.contains(&short) {
                say(&format!("{kind}: {}\n{}\n  {}\n", found.failure, found.case, replay(kind, number)));
                seen.push(short);
            }
        }
        tried += 1;
        if command.case.is_some() || (failed > 0 && !command.keep_going) || Instant::now() > end {
            break;
        }
    }
    let outcomes: Vec<String> = session.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    let remark = remark();
    let remark = if remark.is_empty() { remark } else { format!("; {remark}") };
    say(&format!("{kind}: {tried} tried, {failed} failed ({}){remark}", outcomes.join(", ")));
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    // The one that listens may have gone.
    if writeln!(output, "{line}").and_then(|()| output.flush()).is_err() {
        std::process::exit(2);
    }
}

thread_local! {
    static PANIC: RefCell<String> = RefCell::default();
}

/// Panics are told with the case, not by themselves.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        PANIC.with_borrow_mut(|message| *message = info.to_string().replace('\n', " "));
    }));
}

/// What a closure gives, a panic being a failure as others are.
pub fn survive<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run))
        .unwrap_or_else(|_| Err(PANIC.with_borrow(|message| format!("it panics: {message}"))))
}
