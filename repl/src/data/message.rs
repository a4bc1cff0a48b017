//! What is said of a file that cannot be read or written.
//!
//! A file may hold anything, in its name too, and messages quote it. So it is here, where each of them gets the file's
//! name, that what a terminal would obey is escaped, and not in each of the places where one is made.

use std::fmt::Display;

/// The message that tells what is wrong with a file.
pub fn of_file(path: impl Display, reason: impl Display) -> String {
    tame(&format!("{path}: {reason}"))
}

/// A text without line breaks or what a terminal would obey.
pub fn tame(text: &str) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}
