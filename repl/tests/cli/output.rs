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

    /// The signal that comes with such a write does not end the program before it has cleaned up and told the reason.
    #[test]
    fn a_file_that_grows_too_large_leaves_nothing() {
        let folder = folder_with_array().with("y.npy", "as it was");
        for name in ["y.npy", "new.npy"] {
            let run = folder.shell(&format!("ulimit -f 16; fusexpr eval x x=x.npy -o {name}"));
            assert_eq!(run, refused(&format!("{name}: File too large (os error 27)")));
        }
        assert_eq!(folder.read("y.npy"), b"as it was");
        assert_eq!(folder.names(), ["x.npy", "y.npy"]);
    }

    /// Half of a stream of 4 GiB has been written when a signal comes that cannot be caught.
    #[test]
    fn a_kill_leaves_nothing() {
        let folder = folder_with_array().with("y.npy", "as it was");
        let header = npy::file(1, "'<f8'", false, "(536870912,)", &[]);
        fs::write(folder.path().join("large.npy"), &header).unwrap();
        let large = fs::File::options().write(true).open(folder.path().join("large.npy")).unwrap();
        large.set_len(header.len() as u64 + (4 << 30)).expect("a sparse file");
        let mut command = folder.command(crate::PROGRAM);
        let mut child = command.args(["eval", "x", "x=large.npy", "-o", "y.npy"]).spawn().unwrap();
        let opened = format!("/proc/{}/fdinfo", child.id());
        let is_begun = || {
            let files = fs::read_dir(&opened).into_iter().flatten().flatten();
            let positions = files.filter_map(|file| {
                let text = fs::read_to_string(file.path()).ok()?;
                text.lines().next()?.strip_prefix("pos:")?.trim().parse::<u64>().ok()
            });
            positions.filter(|position| *position > 1 << 20).count() == 2
        };
        while !is_begun() {
            assert_eq!(child.try_wait().unwrap(), None, "it takes a second or more");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(folder.read("y.npy"), b"as it was");
        assert_eq!(folder.names(), ["large.npy", "x.npy", "y.npy"]);
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
    fn a_symbolic_link_that_leads_nowhere() {
        let folder = Folder::new();
        fs::create_dir(folder.path().join("below")).unwrap();
        let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
        link("below/second", "first.npy");
        link("../new.npy", "below/second");
        assert_eq!(folder.run(&["eval", "1", "-o", "first.npy"]), printed(""));
        assert_eq!(npy::split(&folder.read("new.npy")).1, 1_i64.to_le_bytes());
        link("nowhere/y.npy", "lost.npy");
        let missing = refused("lost.npy: No such file or directory (os error 2)");
        assert_eq!(folder.run(&["eval", "1", "-o", "lost.npy"]), missing);
        link("loop.npy", "pool.npy");
        link("pool.npy", "loop.npy");
        let looping = refused("loop.npy: Too many levels of symbolic links (os error 40)");
        assert_eq!(folder.run(&["eval", "1", "-o", "loop.npy"]), looping);
        assert_eq!(folder.names(), ["below", "first.npy", "loop.npy", "lost.npy", "new.npy", "pool.npy"]);
        for name in ["first.npy", "below/second", "lost.npy", "loop.npy", "pool.npy"] {
            assert!(folder.path().join(name).is_symlink(), "{name}");
        }
    }

    #[test]
    fn a_dash_is_standard_output() {
        let folder = folder_with_array();
        assert_eq!(
            folder.shell("fusexpr eval x+1 x=x.npy -o - | fusexpr eval 'max(x)' x=/dev/stdin"),
            printed("10000.0\nf64[]\n")
        );
        let both = "echo before > y; fusexpr eval 258 -o - >> y; head -n 1 y; tail -c 8 y | od -An -tx1";
        assert_eq!(folder.shell(both), printed("before\n 02 01 00 00 00 00 00 00\n"));
        assert_eq!(folder.shell("fusexpr plot 'arange(5)' -o - | head -c 4 | tail -c 3"), printed("PNG"));
        let full = refused("standard output: No space left on device (os error 28)");
        assert_eq!(folder.shell("fusexpr eval x x=x.npy -o - > /dev/full"), full);
        assert_eq!(folder.names(), ["x.npy", "y"]);
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
