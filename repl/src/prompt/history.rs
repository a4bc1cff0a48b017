//! What was typed, kept from one session to the next.
//!
//! Each entry is appended as soon as it is typed: a session that ends badly loses none, and two sessions at the same
//! time keep both of theirs. A history that cannot be kept is told of once, and is no failure.

use super::Lines;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Names the file that the history is kept in; if it is empty, none is kept.
const VARIABLE: &str = "FUSEXPR_HISTORY";

/// Where entries go.
pub struct History {
    file: Option<PathBuf>,
}

impl History {
    /// Finds the file and reads it.
    pub fn open(lines: &mut Lines) -> Self {
        let file = match env::var_os(VARIABLE) {
            Some(file) => Some(PathBuf::from(file)).filter(|file| !file.as_os_str().is_empty()),
            None => {
                dirs::state_dir().or_else(dirs::data_local_dir).map(|folder| folder.join("fusexpr").join("history"))
            }
        };
        let mut history = Self { file };
        if let Some(Err(reason)) = history.file.as_deref().map(|file| read(file, lines)) {
            history.give_up(&reason);
        }
        history
    }

    /// Keeps what was typed.
    pub fn add(&mut self, lines: &mut Lines, text: &str) {
        // The entry is there for this session even where it cannot be kept for the next.
        let is_new = lines.add_history_entry(text).unwrap_or(false);
        if let (true, Some(file)) = (is_new, &self.file)
            && let Err(error) = lines.append_history(file)
        {
            self.give_up(&error.to_string());
        }
    }

    fn give_up(&mut self, reason: &str) {
        if let Some(file) = self.file.take() {
            let _ = writeln!(io::stderr(), "note: the history is not kept: {}: {reason}", file.display());
        }
    }
}

/// Reads the file, if it is there, and makes its folder, if it is not.
fn read(file: &Path, lines: &mut Lines) -> Result<(), String> {
    match fs::metadata(file) {
        Ok(metadata) if !metadata.is_file() => Err("is no file".to_string()),
        Ok(_) => lines.load_history(file).map_err(|error| error.to_string()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            folder.map_or(Ok(()), fs::create_dir_all).map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    }
}
