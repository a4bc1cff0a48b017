//! What needs a terminal, on a pseudo-terminal.
//!
//! What is typed is echoed piecemeal between the terminal's commands, so tests wait for what is printed.

use super::{Folder, PROGRAM, npy};
use rexpect::session::{PtySession, spawn_command};
use std::process::Command;
use std::time::{Duration, Instant};

/// Milliseconds to wait for what should come at once; the machine may be busy.
const PATIENCE: u64 = 30_000;

struct Terminal(PtySession);

impl Terminal {
    fn open(folder: &Folder, arguments: &[&str]) -> Self {
        Self::open_with(folder, arguments, &[("FUSEXPR_HISTORY", "history"), ("NO_COLOR", "1")])
    }

    fn open_with(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(folder.path()).env("TERM", "xterm").env("HOME", folder.path());
        command.env_remove("NO_COLOR").env_remove("FUSEXPR_LEVEL").envs(variables.iter().copied());
        let mut terminal = Self(spawn_command(command, Some(PATIENCE)).expect("the program starts"));
        terminal.sees("> ");
        terminal
    }

    fn types(&mut self, text: &str) -> &mut Self {
        self.0.send(text).and_then(|_| self.0.flush()).expect("the program reads");
        self
    }

    fn sees(&mut self, text: &str) -> &mut Self {
        self.0.exp_string(text).unwrap_or_else(|error| panic!("`{text}` should come: {error}"));
        self
    }

    /// Types a line and waits for its answer.
    fn answers(&mut self, line: &str, answer: &str) -> &mut Self {
        self.types(&format!("{line}\r")).sees(answer)
    }

    /// Ctrl-C at the prompt, and the next prompt.
    fn drops(&mut self) -> &mut Self {
        const PASTING_ENDS: &str = "\u{1b}[?2004l";
        self.types(INTERRUPT).sees(PASTING_ENDS).sees("> ")
    }

    fn leaves(&mut self) {
        self.types("\u{4}").0.exp_eof().expect("the program ends");
    }
}

const INTERRUPT: &str = "\u{3}";
const UP: &str = "\u{1b}[A";
const ESCAPE: &str = "\u{1b}";

#[test]
fn values_are_shown_and_ctrl_d_leaves() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.answers("linspace(0, 1, 3)", "[0.  0.5 1. ]\r\nf64[3]\r\n");
    terminal.answers("nowhere", "error: there is no variable `nowhere`");
    terminal.leaves();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types(":quit\r").0.exp_eof().expect("the program ends");
}

#[test]
fn a_greeting_says_how_to_go_on() {
    let folder = Folder::new();
    for word in ["exit", "quit()", ":q", ":exit"] {
        let mut command = Command::new(PROGRAM);
        command.current_dir(folder.path()).env("TERM", "xterm").env("FUSEXPR_HISTORY", "").env("NO_COLOR", "1");
        let mut terminal = Terminal(spawn_command(command, Some(PATIENCE)).expect("the program starts"));
        let greeting = format!("fusexpr {}; `:help` gives an overview, `:quit` leaves\r\n", env!("CARGO_PKG_VERSION"));
        terminal.sees(&greeting).answers("?clip", "clip(x, min=None, max=None)");
        terminal.types(&format!("{word}\r")).0.exp_eof().expect("the program ends");
    }
}

#[test]
fn a_picture_lies_where_it_was_wanted() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.answers(":plot arange(5) ~/home.png", "> ").answers(":plot arange(5) \"two words.svg\"", "> ");
    terminal.answers("6*7", "42\r\n").leaves();
    assert!(folder.read("home.png").starts_with(b"\x89PNG") && folder.read("two words.svg").starts_with(b"<svg"));
}

#[test]
fn a_line_is_highlighted_by_the_lexer() {
    let folder = Folder::new();
    let mut terminal = Terminal::open_with(&folder, &[], &[("FUSEXPR_HISTORY", "")]);
    terminal.types("abs(12").sees("\u{1b}[34mabs\u{1b}[0m(\u{1b}[36m12\u{1b}[0m");
    terminal.types(") if $").sees("\u{1b}[35mif\u{1b}[0m \u{1b}[4;31m$\u{1b}[0m");
    terminal.drops().leaves();
}

#[test]
fn words_are_completed() {
    let folder = Folder::new().with("my data.npy", npy::file(1, "'|u1'", false, "(2,)", &[1, 2]));
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.answers("linsp\t0, 1, 3)", "[0.  0.5 1. ]");
    terminal.types("width = 20\r").answers("wid\t + 1", "21");
    terminal.answers("sum(ones(2, 3), ax\t0)", "[2. 2. 2.]");
    terminal.answers("ones(2, dtype=i1\t)", "i16[2]");
    terminal.answers(":va\t", "width");
    terminal.answers(":load x m\t", "x: u8[2]");
    terminal.answers(":set prec\t 3", "> ");
    terminal.answers("pi + zeros(1)", "[3.142]");
    terminal.answers(":help cl\t", "> clip(");
    // Several: they are listed.
    terminal.types("arct\t\t").sees("arctan2(").drops().leaves();
}

#[test]
fn signatures_are_hinted() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types("clip(arange(3), ").sees("clip(x, min=None, max=None)");
    terminal.drops().types(":load ").sees("[NAME] FILE");
    terminal.drops().leaves();
}

#[test]
fn history_lasts_from_one_session_to_the_next() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types("x = (40 +\r2)\r").answers("x", "42");
    terminal.leaves();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types(UP).types(UP).types("\r").answers("x + 1", "43");
    terminal.leaves();
    let private = std::fs::metadata(folder.path().join("history")).expect("the history is there").permissions();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&private) & 0o77, 0, "nobody else reads it");
}

#[test]
fn history_lies_in_a_folder_made_for_it() {
    let folder = Folder::new();
    let state = folder.path().join("state").display().to_string();
    let mut terminal = Terminal::open_with(&folder, &[], &[("NO_COLOR", "1"), ("XDG_STATE_HOME", &state)]);
    terminal.answers("1 + 1", "2\r\n").leaves();
    if cfg!(target_os = "linux") {
        assert!(folder.path().join("state/fusexpr/history").is_file());
    }
}

#[test]
fn a_history_that_cannot_be_kept_is_no_failure() {
    let folder = Folder::new();
    for (file, reason) in [("/dev/null/history", "Not a directory"), ("/dev/zero", "is no file"), (".", "is no file")] {
        let mut command = Command::new(PROGRAM);
        command.current_dir(folder.path()).env("TERM", "xterm").env("FUSEXPR_HISTORY", file).env("NO_COLOR", "1");
        let mut terminal = Terminal(spawn_command(command, Some(PATIENCE)).expect("the program starts"));
        terminal.sees(&format!("note: the history is not kept: {file}: {reason}"));
        terminal.answers("40 + 2", "42\r\n").types(UP).answers("", "42\r\n").leaves();
    }
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn statements_go_on_over_lines() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types("y = (1 +\r  2) *\r  5\r").answers("y", "15\r\n");
    terminal.answers(":type (1,\u{8}\r)", "i64[]");
    // What is pasted is cut into pieces.
    terminal.types("\u{1b}[200~a = 20\n:type a\na + (\n1)\u{1b}[201~").types("\r").sees("i64[]").sees("21\r\n");
    terminal.leaves();
}

#[test]
fn ctrl_c_drops_what_is_typed() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types("x = 13; y = (").drops().answers("40 + 2", "42\r\n");
    terminal.types("z = (\r 3").drops().answers(":vars", "ans");
    terminal.leaves();
}

#[test]
fn ctrl_c_stops_an_evaluation_and_harms_no_variable() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types("x = arange(3)\r").sees("> ");
    let endless = "sum(random(1000000, 1000000))";
    for statement in [format!("x[0] = i64({endless})"), format!("x = {endless}"), format!(":time {endless}")] {
        terminal.types(&format!("{statement}\r"));
        std::thread::sleep(Duration::from_millis(300));
        let start = Instant::now();
        terminal.types(INTERRUPT).sees("interrupted");
        // A tenth of a second on an idle machine.
        assert!(start.elapsed() < Duration::from_secs(2), "{statement} went on for {:?}", start.elapsed());
        terminal.answers("x", "[0 1 2]\r\n");
    }
    terminal.leaves();
}

/// The echo of the key stands on the line of the spinner, which is cleared then.
#[test]
fn ctrl_c_leaves_no_spinner() {
    const BACK_AND_DRAWN_ANEW: &str = "\r\r\u{1b}[2K";
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types("sum(random(1000000, 1000000))\r").sees(BACK_AND_DRAWN_ANEW);
    terminal.types(INTERRUPT).sees("interrupted").leaves();
}

#[test]
fn ctrl_c_leaves_a_file_that_never_comes() {
    let folder = Folder::new();
    let status = Command::new("mkfifo").arg(folder.path().join("pipe")).status().expect("there is mkfifo");
    assert!(status.success());
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types(":load x pipe\r");
    std::thread::sleep(Duration::from_millis(300));
    terminal.types(INTERRUPT).sees("interrupted").answers("40 + 2", "42\r\n");
    terminal.leaves();
}

#[test]
fn the_keys_of_vi() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &["--vi"]);
    terminal.types(&format!("70 + 1{ESCAPE}")).types("0").answers("r4", "41\r\n");
    terminal.answers(":set keys emacs", "> ").types("2 + 1\u{1}4").answers("", "43\r\n");
    terminal.answers(":set keys vi", "> ").types(&format!("70 + 1{ESCAPE}")).types("0x").answers("i4", "41\r\n");
    terminal.leaves();
}

#[test]
fn what_is_typed_ahead_is_kept() {
    let folder = Folder::new();
    let mut terminal = Terminal::open(&folder, &[]);
    terminal.types("a = 40\rb = 2\ra + b\r").sees("42\r\n");
    terminal.leaves();
}
