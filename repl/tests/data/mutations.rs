//! Files that are cut off anywhere, and files with bytes changed: each is read or refused, and nothing panics.

use crate::data::read;
use crate::files::FILES;
use std::fs;
use tempfile::TempDir;

fn check(folder: &TempDir, name: &str, content: &[u8]) {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    if let Err(message) = read(&path, None) {
        assert!(message.starts_with(&format!("{}: ", path.display())), "{message}");
        assert!(message.len() < 1000, "{message}");
    }
    fs::remove_file(&path).unwrap(); // writing over a file waits for the disk
}

#[test]
fn files_as_they_are() {
    let folder = TempDir::new().unwrap();
    for (name, content) in FILES {
        fs::write(folder.path().join(name), content).unwrap();
        let arrays = read(&folder.path().join(name), None);
        assert!(arrays.as_ref().is_ok_and(|arrays| !arrays.is_empty()), "{arrays:?}");
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
