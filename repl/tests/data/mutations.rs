//! Files that are cut off anywhere, and files with bytes changed: each is read or refused, soon, and nothing panics.

use crate::data::read_all;
use crate::files::FILES;
use std::fs;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What a file of a few thousand bytes may take, on a machine that is busy.
const LONGEST: Duration = Duration::from_secs(5);

fn check(folder: &TempDir, name: &str, content: &[u8]) {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let start = Instant::now();
    if let Err(message) = read_all(&path) {
        assert!(message.starts_with(&format!("{}: ", path.display())), "{message}");
        assert!(message.len() < 1000, "{message}");
        assert!(!message.contains(char::is_control), "{message:?}");
    }
    assert!(start.elapsed() < LONGEST, "{name}: {:?} for {} bytes", start.elapsed(), content.len());
    fs::remove_file(&path).unwrap(); // writing over a file waits for the disk
}

#[test]
fn files_as_they_are() {
    let folder = TempDir::new().unwrap();
    for (name, content) in FILES {
        fs::write(folder.path().join(name), content).unwrap();
        let found = read_all(&folder.path().join(name));
        assert!(found.is_ok(), "{found:?}");
    }
}

#[test]
fn files_that_are_cut_off() {
    let folder = TempDir::new().unwrap();
    for (name, content) in FILES {
        for length in (0..content.len()).filter(|length| content.len() < 1000 || length % 5 == 0) {
            check(&folder, name, &content[..length]);
        }
    }
}

#[test]
fn files_with_a_byte_changed() {
    let folder = TempDir::new().unwrap();
    for (name, content) in FILES {
        for place in (0..content.len()).filter(|place| content.len() < 1000 || place % 3 == 0) {
            let mut changed = content.to_vec();
            changed[place] = [0, 0x7f, 0x80, 0xff, content[place] ^ 1][place % 5];
            check(&folder, name, &changed);
        }
    }
}
