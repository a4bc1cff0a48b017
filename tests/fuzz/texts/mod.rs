//! Mutated texts: none may panic, overflow the stack, hang, or take time or memory out of proportion to its length.
//!
//! A text is parsed, compiled and explained within the limits. Evaluating it may take long and much memory by right, as
//! `sum(arange(10**10))` does; it is cancelled after a while, and must then end soon.

mod mutate;

use crate::common::Random;
use crate::memory;
use crate::worker::{Found, Session, survive};
use fusexpr::inspect::{Spec, Updates};
use fusexpr::syntax::{Continuation, tokens};
use fusexpr::{AnyArray, ErrorKind, Expr, Options, Threads, Vars};
use mutate::{text, without};
use ndarray::{arr0, arr1, arr2};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// What parsing, compiling and explaining may take: some time and memory at once, and so much a byte of the text.
const TIME: (Duration, Duration) = (Duration::from_millis(300), Duration::from_micros(15));
const MEMORY: (usize, usize) = (16 << 20, 2_000);

/// How long an evaluation runs before it is cancelled, and how long it may take to notice.
const CANCELLED: Duration = Duration::from_millis(200);
const NOTICED: Duration = Duration::from_secs(5);

/// Tries the text of a number.
pub fn run(number: u64, session: &mut Session) -> Result<(), Found> {
    let source = text(&mut Random(number));
    let fails = |source: &str| survive(|| check(source)).err().filter(|failure| !session.ignores(failure));
    match survive(|| check(&source)) {
        Ok(outcome) => {
            session.count(outcome);
            Ok(())
        }
        Err(failure) if session.ignores(&failure) => {
            session.count("ignored");
            Ok(())
        }
        Err(failure) => {
            let (source, failure) = shrink(source, failure, &fails);
            let shown: String = source.chars().take(2000).collect();
            let more = if shown.len() < source.len() { " …" } else { "" };
            Err(Found { failure, case: format!("  {shown:?}{more} ({} bytes)", source.len()) })
        }
    }
}

/// The shortest text that fails in the same way that was found in some seconds.
fn shrink(source: String, failure: String, fails: &dyn Fn(&str) -> Option<String>) -> (String, String) {
    const PATIENCE: Duration = Duration::from_secs(20);
    let kind = |failure: &str| failure.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    let (mut best, mut reason, begun) = (source, failure, Instant::now());
    let mut piece = best.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at < best.len() {
            if begun.elapsed() > PATIENCE {
                return (best, reason);
            }
            let shorter = without(&best, at, piece);
            match fails(&shorter).filter(|found| kind(found) == kind(&reason)) {
                Some(found) if shorter.len() < best.len() => (best, reason) = (shorter, found),
                _ => at += piece,
            }
        }
        piece /= 2;
    }
    (best, reason)
}

/// How a text ended, if nothing is wrong with that.
fn check(source: &str) -> Result<&'static str, String> {
    tokenized(source)?;
    let before = memory::begin();
    let begun = processor_time();
    let outcome = explained(source);
    let taken = processor_time().saturating_sub(begun);
    let peak = memory::peak_since(before);
    let slowness = if cfg!(debug_assertions) { 20 } else { 1 };
    let time = slowness * (TIME.0 + TIME.1 * source.len() as u32);
    if taken > time {
        return Err(format!("it takes {taken:?}, more than {time:?}"));
    }
    if peak > MEMORY.0 + MEMORY.1 * source.len() {
        return Err(format!("it takes {} MiB of memory, more than a text of {} bytes may", peak >> 20, source.len()));
    }
    match outcome? {
        Some(expr) => evaluated(expr),
        None => Ok("refused"),
    }
}

/// Whether there is nothing but blanks, among them line breaks that a `\` makes ones.
fn is_blank(text: &str) -> bool {
    let is_line = |(i, part): (usize, &str)| part.chars().all(char::is_whitespace) && (i == 0 || part.contains('\n'));
    text.split('\\').enumerate().all(is_line)
}

/// The tokens of a text lie one behind the other, with blanks in between; and what goes on in the next line is no
/// program.
fn tokenized(source: &str) -> Result<(), String> {
    let mut end = 0;
    for token in tokens(source) {
        let is_right = end <= token.span.start && token.span.start < token.span.end;
        if !is_right || !is_blank(&source[end..token.span.start]) {
            return Err(format!("the token at {:?} is not next to the one before", token.span));
        }
        end = token.span.end;
    }
    if !is_blank(&source[end..]) {
        return Err(format!("there is no token at its end, from {end} on"));
    }
    if Continuation::default().goes_on_after(source) && Expr::parse(source).is_ok() {
        return Err("it is a program, but is said to go on".to_owned());
    }
    Ok(())
}

/// The expression, if it can be compiled; its explanation, or the report of the error, can be printed.
fn explained(source: &str) -> Result<Option<Expr>, String> {
    let expr = match Expr::parse(source) {
        Ok(expr) => expr,
        Err(error) => return reported(source, &error).map(|()| None),
    };
    let operands = operands(&expr);
    let spec = |(name, operand): &(String, AnyArray)| {
        let spec = match operand.to_scalar().filter(|_| is_by_value(&expr, name)) {
            Some(value) => Spec::Scalar(value),
            None => Spec::Array { dtype: operand.dtype(), shape: operand.shape().to_vec() },
        };
        (name.clone(), spec)
    };
    let specs: Vec<_> = operands.iter().map(spec).collect();
    let specs: Vec<_> = specs.iter().map(|(name, spec)| (name.as_str(), spec.clone())).collect();
    match expr.explain(&specs, Updates::InPlace) {
        Ok(explanation) => {
            let lengths = [explanation.to_string(), explanation.to_json(), explanation.to_dot()].map(|text| text.len());
            if lengths.contains(&0) { Err("its explanation is empty".to_owned()) } else { Ok(Some(expr)) }
        }
        Err(error) => reported(source, &error).map(|()| Some(expr)),
    }
}

/// Something for every variable: values for those that decide where elements are, arrays of a few types for others.
fn operands(expr: &Expr) -> Vec<(String, AnyArray)> {
    const CONSTANTS: [&str; 5] = ["pi", "e", "tau", "inf", "nan"];
    let of = |name: &str| match name {
        _ if expr.statics().any(|known| known == name) => arr0(2_i64).into(),
        "p" => arr0(3_i64).into(),
        "q" => arr0(0.5).into(),
        "u" => arr0(200_u8).into(),
        "b" => arr1(&[1_i32, -2, 3]).into(),
        "c" => arr1(&[true, false, true]).into(),
        "x" => arr2(&[[1.0_f32, -2.0, 0.5], [0.0, f32::NAN, 3.0]]).into(),
        _ => arr1(&[1.0, 2.0, 3.0]).into(),
    };
    let names = expr.variables().filter(|name| !CONSTANTS.contains(name));
    names.map(|name| (name.to_owned(), of(name))).collect()
}

fn is_by_value(expr: &Expr, name: &str) -> bool {
    name == "p" || name == "q" || expr.statics().any(|known| known == name)
}

/// Whether an error says something, at a place of the text, in fewer words than the text has.
fn reported(source: &str, error: &fusexpr::Error) -> Result<(), String> {
    const LONGEST: usize = 4_000;
    let report = error.report().to_string();
    if report.is_empty() || report.len() > LONGEST {
        return Err(format!("the report of its error is {} bytes long", report.len()));
    }
    match error.span() {
        Some(span) if source.get(span.clone()).is_none() => Err(format!("{span:?} is no place in it: {error}")),
        _ => Ok(()),
    }
}

fn evaluated(expr: Expr) -> Result<&'static str, String> {
    let operands = operands(&expr);
    let mut vars = Vars::new();
    for (name, array) in &operands {
        match array.to_scalar().filter(|_| is_by_value(&expr, name)) {
            Some(value) => vars.insert(name.as_str(), value),
            None => vars.insert(name.as_str(), array),
        };
    }
    let (flag, is_over) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let alarm = {
        let (flag, is_over) = (flag.clone(), is_over.clone());
        std::thread::spawn(move || {
            let begun = Instant::now();
            while begun.elapsed() < CANCELLED && !is_over.load(Relaxed) {
                std::thread::park_timeout(CANCELLED);
            }
            flag.store(true, Relaxed);
        })
    };
    let begun = Instant::now();
    let expr = expr.with(Options::new().threads(Threads::Serial).cancel(flag));
    let outcome = survive(|| Ok(expr.eval_all(&vars)));
    let taken = begun.elapsed();
    is_over.store(true, Relaxed);
    alarm.thread().unpark();
    drop(alarm.join());
    match outcome? {
        _ if taken > CANCELLED + NOTICED => Err(format!("it goes on for {taken:?} although it was cancelled")),
        Ok(_) => Ok("evaluated"),
        Err(error) if matches!(error.kind(), ErrorKind::Cancelled) => Ok("cancelled"),
        Err(error) => reported(expr.source(), &error).map(|()| "refused"),
    }
}

/// The time that this thread has had a processor; where the system does not say, the time that has passed.
fn processor_time() -> Duration {
    static BEGUN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGUN.elapsed(), Duration::from_nanos)
}
