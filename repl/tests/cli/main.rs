//! Runs the binary as a user would.
//!
//! `.npy` files are put together byte by byte in [`npy`], so that nothing that reads them in the program has a part in
//! what the tests take for right.

mod errors;
mod eval;
mod explain;
mod hostile;
mod npy;
mod output;
mod print;
mod profile;

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// What a run left behind.
#[derive(Debug, PartialEq)]
struct Run {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Self { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// A folder of files, and the program run in it.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path().join(name), content).expect("a file can be written");
        self
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path().join(name)).expect("the file is there")
    }

    /// The names of all files, hidden ones too.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).expect("the folder is there");
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path()).env_remove("FUSEXPR_LEVEL");
        command
    }

    fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Run {
        self.command(PROGRAM).args(arguments).output().expect("the program starts").into()
    }

    fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut command = self.command(PROGRAM);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        child.stdin.take().unwrap().write_all(input).expect("the program reads its input");
        child.wait_with_output().expect("the program ends").into()
    }

    /// Runs `fusexpr …` in a shell, for limits and redirections.
    #[cfg(target_os = "linux")]
    fn shell(&self, script: &str) -> Run {
        let script = format!("fusexpr() {{ '{PROGRAM}' \"$@\"; }}\n{script}");
        self.command("sh").args(["-c", &script]).output().expect("there is a shell").into()
    }
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_fusexpr");

/// A run that printed this and nothing else.
fn printed(stdout: &str) -> Run {
    Run { status: Some(0), stdout: stdout.to_string(), stderr: String::new() }
}

/// A run that was refused with this one line.
fn refused(line: &str) -> Run {
    Run { status: Some(2), stdout: String::new(), stderr: format!("error: {line}\n") }
}
