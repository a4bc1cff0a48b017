//! Runs the binary as a user would.
//!
//! `.npy` files are put together byte by byte in [`npy`], so that nothing that reads them in the program has a part in
//! what the tests take for right.

#[cfg(target_os = "linux")]
mod by_rows;
#[path = "../common/mod.rs"]
mod common;
mod complex;
mod errors;
mod eval;
mod explain;
mod formats;
mod hostile;
mod load;
mod npy;
mod output;
mod plot;
mod print;
mod profile;
mod several;
mod tables;
mod texts;

use common::{Folder, PROGRAM, Run, printed, refused};

/// A file that `fixtures/make.py` has made.
fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/cli/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).expect("a fixture")
}
