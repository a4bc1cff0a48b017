//! A session: variables, settings, and what is typed put to work on them. It knows no terminal.
//!
//! - [`pieces`] cuts input into what is run at once, a statement or a command;
//! - [`statement`] evaluates statements and binds what they give; [`literals`] says which values stay weak;
//! - [`commands`] is the table of commands; [`files`], [`inspect`], [`time`], [`draw`], [`help`] are the larger ones;
//! - [`variables`] and [`settings`] are the state; [`interrupt`] is how a user stops what takes too long.
//!
//! What a piece prints is written to a writer as it comes, so that a script's results are there before it ends.

pub mod commands;
mod draw;
mod files;
pub mod help;
mod inspect;
pub mod interrupt;
pub mod literals;
pub mod pieces;
pub mod settings;
mod statement;
mod time;
pub mod variables;

use crate::Failure;
use interrupt::Interrupt;
use settings::Settings;
use std::io::Write;
use variables::Variables;

/// What the user has made so far.
#[derive(Default)]
pub struct Session {
    /// What is bound to names.
    pub variables: Variables,
    /// How values are computed and shown.
    pub settings: Settings,
    /// Set when the user wants what runs to end.
    pub interrupt: Interrupt,
    /// Scripts that are running, each run by the one before.
    depth: usize,
}

/// What is to follow a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next one.
    Next,
    /// Nothing: the user leaves.
    Quit,
}

impl Session {
    /// A session without variables.
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Runs statements or a command, and prints what they give. Statements of which one fails, or that are interrupted,
    /// change no variable.
    pub fn run(&mut self, piece: &str, out: &mut dyn Write) -> Result<Flow, Failure> {
        if let Some(line) = commands::line_of(piece) {
            let (name, arguments) = commands::split(line);
            return commands::run(self, commands::find(name)?, arguments, out);
        }
        match commands::spoken(piece, |name| self.variables.get(name).is_some()) {
            Some((command, arguments)) => commands::run(self, command, arguments, out),
            None => self.statement(piece, out).map(|()| Flow::Next),
        }
    }

    /// Writes text that may be long, as lines, unless the user has seen enough.
    fn print(&self, out: &mut dyn Write, text: &str) -> Result<(), Failure> {
        const AT_ONCE: usize = 1 << 16;
        for part in text.as_bytes().chunks(AT_ONCE) {
            self.interrupt.check()?;
            out.write_all(part)?;
        }
        out.write_all(b"\n")?;
        Ok(out.flush()?)
    }
}
