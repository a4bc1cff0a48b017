//! Input that is broken, too long or not there, and output that goes nowhere.
//!
//! Every run has 1 GiB of address space.

use super::{Folder, PROGRAM, Run};

fn shell(folder: &Folder, script: &str) -> Run {
    folder.shell(&format!("ulimit -v 1048576\n{script}"))
}

fn failed(status: i32, stderr: &str) -> Run {
    Run { status: Some(status), stdout: String::new(), stderr: format!("{stderr}\n") }
}

#[test]
fn scripts_that_cannot_be_read() {
    let folder = Folder::new().with("bytes.fx", b"x = 1\n\xff\xfe\nx\n");
    let missing = "No such file or directory (os error 2)";
    assert_eq!(folder.run(&["nowhere.fx"]), failed(2, &format!("error: nowhere.fx: {missing}")));
    let meant = format!("error: evla: {missing}; did you mean `fusexpr eval`?");
    assert_eq!(folder.run(&["evla"]), failed(2, &meant));
    assert_eq!(folder.run(&["."]), failed(1, ".:1: error: Is a directory (os error 21)"));
    assert_eq!(folder.run(&["--keep-going", "."]), failed(1, ".:1: error: Is a directory (os error 21)"));
    let bytes = "bytes.fx:2: error: not valid UTF-8 at byte 0 of the line";
    assert_eq!(folder.run(&["bytes.fx"]), failed(1, bytes));
    let run = folder.run(&["--keep-going", "bytes.fx"]);
    assert_eq!(run, Run { stdout: "1\ni64[]\n".to_string(), ..failed(1, bytes) });
}

#[test]
fn garbage_ends_in_one_error() {
    let mut state = 1_u64;
    let garbage = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    });
    let folder = Folder::new().with("garbage.fx", garbage.take(1 << 20).collect::<Vec<u8>>());
    let run = shell(&folder, "fusexpr garbage.fx");
    assert_eq!((run.status, run.stdout.as_str()), (Some(1), ""));
    assert_eq!(run.stderr.matches("error: ").count(), 1, "{}", run.stderr);
    // Whatever else comes of going on, it ends.
    assert_eq!(shell(&folder, "fusexpr --keep-going garbage.fx").status, Some(1));
}

#[test]
fn a_line_of_a_gibibyte() {
    let run = shell(&Folder::new(), "{ head -c 1073741824 /dev/zero; echo; echo 1+1; } | fusexpr --keep-going");
    let error = "standard input:1: error: a line of more than the 1,048,576 bytes that a statement may have";
    assert_eq!(run, Run { stdout: "2\ni64[]\n".to_string(), ..failed(1, error) });
}

#[test]
fn a_statement_of_too_many_lines() {
    let run = shell(&Folder::new(), "{ echo '('; yes '1 +'; } 2> /dev/null | fusexpr");
    assert_eq!((run.status, run.stdout.as_str()), (Some(1), ""));
    let error = "standard input:1: error: the source has 1048577 bytes; at most 1,048,576 are accepted\n";
    assert_eq!(run.stderr, error);
}

#[test]
fn a_disk_that_is_full() {
    let folder = Folder::new();
    let full = "No space left on device (os error 28)";
    let output = failed(1, &format!("error: standard output: {full}"));
    assert_eq!(shell(&folder, "fusexpr -e 'arange(3)' > /dev/full"), output);
    assert_eq!(shell(&folder, "fusexpr --keep-going -e 1 -e 2 > /dev/full"), output);
    let run = shell(&folder, "fusexpr --keep-going -e 'x = arange(3)' -e ':save x /dev/full' -e x");
    let save = format!("-e:2: error: /dev/full: {full}");
    assert_eq!(run, Run { stdout: "[0 1 2]\ni64[3]\n".to_string(), ..failed(1, &save) });
}

#[test]
fn a_reader_that_has_seen_enough() {
    let run = shell(&Folder::new(), "yes 1 | fusexpr | head -n 1");
    assert_eq!(run, Run { status: Some(0), stdout: "1\n".to_string(), stderr: String::new() });
}

#[test]
fn files_that_cannot_be_written_leave_nothing() {
    let folder = Folder::new().with("x.npy", b"what was there");
    let script = "fusexpr --keep-going -e 'x = zeros(1000000)' -e ':save x nowhere/x.npy' -e ':save x .' \
        -e ':save y x.npy' -e ':load x.npy' -e ':load nowhere.npy' -e ':load .' -e ':drop x y' -e ':type x'";
    let run = shell(&folder, script);
    assert_eq!(run.stdout, "f64[1000000]\n");
    let missing = "No such file or directory (os error 2)";
    assert_eq!(
        run.stderr.lines().collect::<Vec<_>>(),
        [
            &format!("-e:2: error: nowhere/x.npy: {missing}")[..],
            "-e:3: error: .: is a directory",
            "-e:4: error: there is no variable `y`",
            "-e:5: error: x.npy: not an .npy file",
            &format!("-e:6: error: nowhere.npy: {missing}"),
            "-e:7: error: .: Is a directory (os error 21)",
            "-e:8: error: there is no variable `y`",
        ]
    );
    assert_eq!((folder.names(), folder.read("x.npy")), (vec!["x.npy".to_string()], b"what was there".to_vec()));
    // With too little room on the disk the old file stays.
    let run = folder.shell("ulimit -f 8; trap '' XFSZ; fusexpr -e 'x = zeros(1000000)' -e ':save x x.npy'");
    assert_eq!(run, failed(1, "-e:2: error: x.npy: File too large (os error 27)"));
    assert_eq!((folder.names(), folder.read("x.npy")), (vec!["x.npy".to_string()], b"what was there".to_vec()));
}

#[test]
fn a_script_that_runs_itself() {
    let folder = Folder::new().with("loop.fx", ":run loop.fx");
    let run = folder.run(&["loop.fx"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.ends_with("error: loop.fx: scripts run scripts more than 16 deep\n"), "{}", run.stderr);
}

#[test]
fn more_than_memory_holds() {
    let folder = Folder::new();
    let run = shell(&folder, &format!("'{PROGRAM}' --keep-going -e 'x = 1' -e 'x = zeros(10**12)' -e x"));
    assert_eq!((run.status, run.stdout.as_str()), (Some(1), "1\ni64[]\n"));
    assert!(run.stderr.contains("has more elements than memory can hold"), "{}", run.stderr);
}
