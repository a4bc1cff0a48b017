//! Transcripts: of sessions in `transcripts`, of shells in `shell`.
//!
//! A shell's transcript has lines `$ …`, each a script of a shell in one folder, and below each what both streams say
//! and, where it is not 0, the status.

use super::transcript::{check, renewed};
use super::{Folder, Run};
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/session").join(folder);
    let entries = fs::read_dir(folder).expect("the folder is readable");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("the entry is readable").path()).collect();
    files.sort();
    files
}

#[test]
fn sessions() {
    let files = files("transcripts");
    assert!(files.len() >= 4);
    for file in files {
        let golden = fs::read_to_string(&file).expect("the transcript is readable");
        check(&file, &renewed(&golden, &Folder::new()));
    }
}

#[test]
fn shells() {
    for file in files("shell") {
        let golden = fs::read_to_string(&file).expect("the transcript is readable");
        let folder = Folder::new();
        let (header, _) = golden.split_once("$ ").expect("the transcript has commands");
        let mut today = header.to_string();
        for script in golden.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let Run { status, stdout, .. } = folder.shell(&format!("{{ {script}\n}} 2>&1"));
            today += &format!("$ {script}\n{stdout}");
            if let Some(status @ 1..) = status {
                today += &format!("[status {status}]\n");
            }
        }
        check(&file, &today);
    }
}

/// The answers are NumPy's, from `formats.py`, and are not written anew.
#[test]
fn formats_are_those_of_numpy() {
    let numpy = include_str!("formats.txt");
    let ours = renewed(numpy, &Folder::new());
    let difference = numpy.lines().zip(ours.lines()).enumerate().find(|(_, (theirs, ours))| theirs != ours);
    assert!(numpy == ours, "{difference:?} in\n{ours}");
}
