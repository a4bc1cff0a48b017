//! Names that files have where the system has none without; other systems' way, tried on all.

use crate::data::whole::temporary::make;
use std::fs::{File, read_dir};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

/// Names the folder in which this test, run as a program, is to make something and wait for its end.
const FOLDER: &str = "FUSEXPR_TEST_FOLDER";

#[test]
fn a_signal_leaves_none() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let _named = make(Path::new(&folder), |path| File::create_new(path)).expect("a file can be made");
        sleep(Duration::from_secs(60));
        return;
    }
    let folder = TempDir::new().unwrap();
    let names = || read_dir(folder.path()).unwrap().count();
    let mut this = Command::new(std::env::current_exe().unwrap());
    this.args(["--exact", "temporary::a_signal_leaves_none"]).env(FOLDER, folder.path());
    let mut child = this.spawn().unwrap();
    while names() == 0 {
        assert_eq!(child.try_wait().unwrap(), None, "it waits");
        sleep(Duration::from_millis(1));
    }
    // SIGINT and SIGHUP go the same way, unless who runs the tests has them ignored.
    let kill = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().signal(), Some(15));
    assert_eq!(names(), 0);
}

#[test]
fn a_new_name_replaces() {
    let folder = TempDir::new().unwrap();
    let target = folder.path().join("y");
    std::fs::write(&target, "as it was").unwrap();
    let named = make(folder.path(), |path| std::fs::write(path, "new")).unwrap();
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "as it was");
    named.rename(&target).unwrap();
    drop(make(folder.path(), |path| File::create_new(path)).unwrap());
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "new");
    assert_eq!(read_dir(folder.path()).unwrap().count(), 1);
}
