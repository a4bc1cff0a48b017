//! The prompt, scripts and sessions, as a user meets them.
//!
//! - [`golden`]: transcripts of sessions, and of shells in which scripts are run; `FUSEXPR_BLESS=1 cargo test
//!   --test session` writes them anew, to be read before they are believed;
//! - [`manual`]: the examples of `docs/repl.md`, which are transcripts too, and that `:help` knows every name;
//! - [`terminal`]: what needs a terminal, on a pseudo-terminal;
//! - [`hostile`]: input that is broken, too long, or not there, and output that goes nowhere.

#[path = "../common/mod.rs"]
#[allow(dead_code)] // what only the tests of single expressions use
mod common;
mod golden;
#[cfg(target_os = "linux")]
mod hostile;
mod manual;
#[path = "../cli/npy.rs"]
#[allow(dead_code)] // what only the tests of files use
mod npy;
#[cfg(unix)]
mod terminal;
mod transcript;

use common::{Folder, PROGRAM, Run};
