//! Random programs over every operation, type, layout, rank and kind of statement, against the naive interpreter.

mod calls;
mod draw;
mod expressions;
mod fit;
mod shrink;
mod statements;

use crate::oracle::case::Case;
use crate::oracle::compare::{Outcome, compare};
use crate::worker::{Found, Session, survive};
use draw::draw;
pub use expressions::check_that_all_are_known;

/// Tries the case of a number.
pub fn run(number: u64, session: &mut Session) -> Result<(), Found> {
    let case = match survive(|| Ok(draw(number))) {
        Ok(case) => case,
        Err(reason) => return Err(Found { failure: reason, case: "the case could not be drawn".to_owned() }),
    };
    match survive(|| compare(&case)) {
        Ok(outcome) => {
            session.count(match outcome {
                Outcome::Compared => "compared",
                Outcome::Refused => "refused by both",
                Outcome::Unspecified => "unspecified",
            });
            Ok(())
        }
        Err(failure) if session.ignores(&failure) => {
            session.count("ignored");
            Ok(())
        }
        Err(failure) => {
            let fails = |case: &Case| survive(|| compare(case)).err().filter(|failure| !session.ignores(failure));
            let (case, failure) = shrink::shrink(case, failure, &fails);
            Err(Found { failure, case: case.describe() })
        }
    }
}

/// The text of the case of a number.
pub fn text(number: u64) -> String {
    draw(number).text()
}

/// What has been drawn at least once, and what has not.
pub fn coverage() -> String {
    let drawn = crate::oracle::elementwise::drawn();
    let all: Vec<(String, fusexpr::DType)> = fusexpr::operations()
        .flat_map(|operation| operation.types().map(move |dtype| (operation.name().to_owned(), dtype)))
        .collect();
    let missing: Vec<String> =
        all.iter().filter(|pair| !drawn.contains(pair)).map(|(name, dtype)| format!("{name} of {dtype}")).collect();
    let functions = crate::oracle::whole::called();
    let never: Vec<&str> = crate::oracle::whole::drawn()
        .map(|function| function.name())
        .filter(|name| !functions.contains(*name))
        .collect();
    let shown = missing.iter().map(String::as_str).chain(never.iter().copied()).take(10).collect::<Vec<_>>().join(", ");
    format!(
        "{} of {} operations × types, {} of {} functions of arrays; missing: {}",
        all.len() - missing.len(),
        all.len(),
        crate::oracle::whole::drawn().count() - never.len(),
        crate::oracle::whole::drawn().count(),
        if shown.is_empty() { "none" } else { &shown }
    )
}
