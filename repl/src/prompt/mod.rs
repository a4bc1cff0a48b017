//! The prompt: lines edited by `rustyline`, and the session behind it.
//!
//! - [`helper`] is what the editor asks while a line is typed: [`complete`], [`highlight`], hints, whether to go on;
//! - [`place`] says what the cursor is on;
//! - [`history`] keeps what was typed from one session to the next.
//!
//! Ctrl-C is a key while a line is edited and a signal while it runs. The signal only sets the session's flag.

mod complete;
mod helper;
mod highlight;
mod history;
mod place;

use crate::Failure;
use crate::data::whole::temporary::spare_interrupt;
use crate::report;
use crate::session::pieces::Pieces;
use crate::session::settings::Keys;
use crate::session::{Flow, Session};
use helper::Helper;
use history::History;
use rustyline::config::Configurer;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, EditMode, Editor};
use std::env;
use std::io::{self, Write};

/// What stands before the cursor.
const PROMPT: &str = "> ";
/// Entries of the history.
const KEPT: usize = 10_000;
/// The number of the signal that Ctrl-C sends.
const INTERRUPT: i32 = signal_hook::consts::SIGINT;

/// The editor of lines.
type Lines = Editor<Helper, FileHistory>;

/// Reads and runs until the user leaves.
pub fn run(mut session: Session) -> Result<(), Failure> {
    let unusable = |error: ReadlineError| Failure::Plain(format!("the terminal cannot be used: {error}"));
    spare_interrupt();
    signal_hook::flag::register(INTERRUPT, session.interrupt.flag())
        .map_err(|error| Failure::Plain(format!("Ctrl-C cannot be caught: {error}")))?;
    let is_plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let config = Config::builder()
        .max_history_size(KEPT)
        .map_err(unusable)?
        .completion_type(CompletionType::List)
        .color_mode(if is_plain { ColorMode::Disabled } else { ColorMode::Enabled })
        .history_ignore_space(true)
        .build();
    let mut lines = Lines::with_config(config).map_err(unusable)?;
    let mut history = History::open(&mut lines);
    writeln!(io::stdout(), "fusexpr {}; `:help` gives an overview, `:quit` leaves", env!("CARGO_PKG_VERSION"))?;
    loop {
        lines.set_edit_mode(if session.settings.keys == Keys::Vi { EditMode::Vi } else { EditMode::Emacs });
        lines.set_helper(Some(Helper::new(&session.variables)));
        match lines.readline(PROMPT) {
            Ok(text) => {
                history.add(&mut lines, &text);
                session.interrupt.clear();
                match run_text(&mut session, &text) {
                    Ok(Flow::Next) => {}
                    Ok(Flow::Quit) => return Ok(()),
                    Err(failure @ Failure::Output(_)) => return Err(failure),
                    Err(failure) => {
                        if session.interrupt.check().is_err() {
                            // The terminal has echoed the key, where the line begins.
                            let _ = write!(io::stderr(), "\r");
                        }
                        report(&failure);
                    }
                }
            }
            Err(ReadlineError::Interrupted | ReadlineError::Signal(_)) => {}
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(unusable(error)),
        }
    }
}

/// Runs what was typed or pasted, which may be several pieces, up to the first that fails.
fn run_text(session: &mut Session, text: &str) -> Result<Flow, Failure> {
    let mut pieces = Pieces::default();
    let mut out = io::stdout().lock();
    for line in text.lines().map(Some).chain([None]) {
        let piece = match line {
            Some(line) => pieces.push(line),
            None => pieces.finish(),
        };
        if let Some(piece) = piece
            && session.run(&piece.text, &mut out)? == Flow::Quit
        {
            return Ok(Flow::Quit);
        }
    }
    Ok(Flow::Next)
}
