//! What the command line cannot ask for: rows of a file, and files with every byte changed.
//!
//! The files' module is taken into this test as it is, so that thousands of broken files cost no process each.

#[path = "../../src/data/mod.rs"]
#[allow(dead_code, unused_imports)] // what only the commands use
mod data;
mod files;
mod mutations;
mod rows;
#[cfg(unix)]
mod temporary;
