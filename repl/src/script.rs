//! Scripts: the language of the prompt, read from a file, an argument or a pipe.
//!
//! Lines are run as they come, so a program at the other end of a pipe may wait for results. No line is longer in
//! memory than a statement may be; the rest of a longer one is read and forgotten.

use crate::Failure;
use crate::session::pieces::{LONGEST, Piece, Pieces};
use crate::session::{Flow, Session};
use std::io::{self, BufRead, Read, Write};

/// Runs a script. What fails is told to `on_failure`, with its place, which says whether to go on.
pub fn run(
    session: &mut Session,
    input: &mut dyn BufRead,
    name: &str,
    out: &mut dyn Write,
    on_failure: &mut dyn FnMut(Failure) -> bool,
) -> Flow {
    let mut pieces = Pieces::default();
    loop {
        let (piece, is_last) = match read_line(input) {
            Ok(Some(line)) => (pieces.push(&line), false),
            Ok(None) => (pieces.finish(), true),
            Err(reason) => {
                pieces.skip();
                if !on_failure(Failure::Plain(reason.text).at(name, pieces.line())) || reason.is_final {
                    return Flow::Next;
                }
                continue;
            }
        };
        if let Some(Piece { text, first_line }) = piece {
            match session.run(&text, out) {
                Ok(Flow::Next) => {}
                Ok(Flow::Quit) => return Flow::Quit,
                Err(failure) => {
                    if !on_failure(failure.at(name, first_line)) {
                        return Flow::Next;
                    }
                }
            }
        }
        if is_last {
            return Flow::Next;
        }
    }
}

/// Why a line cannot be run.
struct Unreadable {
    text: String,
    /// Whether there will be no other line.
    is_final: bool,
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self { text: error.to_string(), is_final: true }
    }
}

/// The next line without its end, if there is one.
fn read_line(input: &mut dyn BufRead) -> Result<Option<String>, Unreadable> {
    let mut bytes = Vec::new();
    input.take(LONGEST as u64 + 1).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let wrong = |text: String| Err(Unreadable { text, is_final: false });
    if bytes.len() > LONGEST && !bytes.ends_with(b"\n") {
        input.skip_until(b'\n')?;
        return wrong("a line of more than the 1,048,576 bytes that a statement may have".to_string());
    }
    if bytes.ends_with(b"\n") {
        bytes.pop();
        bytes.pop_if(|byte| *byte == b'\r');
    }
    match String::from_utf8(bytes) {
        Ok(line) => Ok(Some(line)),
        Err(error) => wrong(format!("not valid UTF-8 at byte {} of the line", error.utf8_error().valid_up_to())),
    }
}
