//! Where results go: files that are whole or not there, pipes, devices that are full.

use super::{Folder, npy, printed, refused};
use std::fs;

/// 80,000 bytes of data.
fn folder_with_array() -> Folder {
    let data: Vec<u8> = (0..10_000).flat_map(|i| f64::from(i).to_le_bytes()).collect();
    Folder::new().with("x.npy", npy::file(1, "'<f8'", false, "(100, 100)", &data))
}

#[test]
fn an_operand_may_be_overwritten() {
    let folder = Folder::new().with("x.npy", npy::file(1, "'|u1'", false, "(2,)", &[1, 2]));
    for _ in 0..2 {
        assert_eq!(folder.run(&["eval", "x + 1", "x=x.npy", "-o", "x.npy"]), printed(""));
    }
    assert_eq!(npy::split(&folder.read("x.npy")).1, [3, 4]);
    assert_eq!(folder.names(), ["x.npy"]);
}

#[test]
fn an_array_without_axes_or_elements_is_written() {
    let folder = Folder::new().with("none.npy", npy::file(1, "'<f8'", false, "(3, 0)", &[]));
    assert_eq!(folder.run(&["eval", "1 + 1", "-o", "two.npy"]), printed(""));
    let file = folder.read("two.npy");
    let (header, data) = npy::split(&file);
    assert!(header.contains("'descr': '<i8'") && header.contains("'shape': ()"), "{header}");
    assert_eq!(data, 2_i64.to_le_bytes());
    assert_eq!(folder.run(&["eval", "x", "x=none.npy", "-o", "y.npy"]), printed(""));
    let file = folder.read("y.npy");
    let (header, data) = npy::split(&file);
    assert!(header.contains("'shape': (3, 0)") && data.is_empty(), "{header}");
}

#[test]
fn a_failed_evaluation_leaves_the_output_alone() {
    let folder = Folder::new().with("y.npy", "as it was");
    assert_eq!(folder.run(&["eval", "x", "-o", "y.npy"]).status, Some(2));
    assert_eq!(folder.read("y.npy"), b"as it was");
}

#[test]
fn an_output_that_cannot_be_written_is_refused() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("folder")).unwrap();
    assert_eq!(folder.run(&["eval", "1", "-o", "folder"]), refused("folder: is a directory"));
    let missing = refused("nowhere/y.npy: No such file or directory (os error 2)");
    assert_eq!(folder.run(&["eval", "1", "-o", "nowhere/y.npy"]), missing);
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;
    use std::process::{Command, Stdio};

    /// A file that may not grow stands for a full disk: to the program both are a write that fails half-way.
    #[test]
    fn a_full_disk_leaves_no_half_file() {
        let folder = folder_with_array().with("y.npy", "as it was");
        let run = folder.shell("trap '' XFSZ; ulimit -f 16; fusexpr eval x x=x.npy -o y.npy");
        assert_eq!(run, refused("y.npy: File too large (os error 27)"));
        assert_eq!(folder.read("y.npy"), b"as it was");
        assert_eq!(folder.names(), ["x.npy", "y.npy"]);
    }

    /// Here the same limit kills the program in the middle of a write.
    #[test]
    fn a_kill_leaves_no_half_file() {
        let folder = folder_with_array().with("y.npy", "as it was");
        let run = folder.shell("ulimit -c 0; ulimit -f 16; fusexpr eval x x=x.npy -o y.npy; exit $?");
        assert_eq!(run.status, Some(128 + 25), "killed by SIGXFSZ");
        assert_eq!(folder.read("y.npy"), b"as it was");
        let run = folder.shell("ulimit -c 0; ulimit -f 16; fusexpr eval x x=x.npy -o new.npy; exit $?");
        assert_eq!(run.status, Some(128 + 25), "killed by SIGXFSZ");
        assert!(!folder.path().join("new.npy").exists());
    }

    #[test]
    fn a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own() {
        let folder = Folder::new();
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(folder.shell("umask 027; fusexpr eval 1 -o new.npy"), printed(""));
        assert_eq!(mode("new.npy"), 0o640);
        let shared = fs::Permissions::from_mode(0o664);
        fs::set_permissions(folder.path().join("new.npy"), shared).unwrap();
        assert_eq!(folder.shell("umask 027; fusexpr eval 2 -o new.npy"), printed(""));
        assert_eq!(mode("new.npy"), 0o664);
    }

    #[test]
    fn a_symbolic_link_stays_one() {
        let folder = Folder::new().with("real.npy", "");
        std::os::unix::fs::symlink("real.npy", folder.path().join("link.npy")).unwrap();
        assert_eq!(folder.run(&["eval", "1", "-o", "link.npy"]), printed(""));
        assert!(folder.path().join("link.npy").is_symlink());
        assert_eq!(npy::split(&folder.read("real.npy")).1, 1_i64.to_le_bytes());
    }

    #[test]
    fn devices_and_pipes_are_written_to() {
        let folder = Folder::new();
        let run = folder.shell("fusexpr eval 258 -o /dev/stdout | tail -c 8 | od -An -tx1");
        assert_eq!(run, printed(" 02 01 00 00 00 00 00 00\n"));
        assert_eq!(folder.run(&["eval", "1", "-o", "/dev/null"]), printed(""));
        let full = refused("/dev/full: No space left on device (os error 28)");
        assert_eq!(folder.run(&["eval", "1", "-o", "/dev/full"]), full);
    }

    #[test]
    fn a_full_standard_output_is_an_error() {
        let run = Folder::new().shell("fusexpr eval 1 > /dev/full");
        assert_eq!(run, refused("standard output: No space left on device (os error 28)"));
    }

    /// The reader is gone before the expression arrives, so before anything is printed.
    #[test]
    fn a_closed_pipe_is_no_error() {
        for command in [&["eval", "-"][..], &["explain", "-"]] {
            let mut child = Command::new(crate::PROGRAM)
                .args(command)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            drop(child.stdout.take());
            child.stdin.take().unwrap().write_all(b"1 + 1").unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{command:?}");
        }
    }
}
