//! Transcripts of sessions: a line `> …` is typed, with the lines below it while the statement goes on, and what
//! follows is what comes of it.

use super::{Folder, PROGRAM};
use fusexpr::syntax::Continuation;
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// Typed after each piece: the error that it causes ends the answer.
const END: &str = ":end-of-answer";

/// The transcript of a session in which the same was typed today. What stands before the first line typed stays.
pub fn renewed(transcript: &str, folder: &Folder) -> String {
    let mut today = String::new();
    let mut pieces: Vec<String> = Vec::new();
    let mut is_open = false;
    let mut continuation = Continuation::default();
    for line in transcript.lines() {
        if let Some(typed) = line.strip_prefix("> ") {
            continuation = Continuation::default();
            pieces.push(typed.to_string());
            is_open = expression(typed).is_some_and(|typed| continuation.goes_on_after(typed));
        } else if let Some(piece) = pieces.last_mut().filter(|_| is_open) {
            piece.push('\n');
            piece.push_str(line);
            is_open = continuation.goes_on_after(line);
        } else if pieces.is_empty() {
            today += line;
            today.push('\n');
        }
    }
    for (piece, answer) in pieces.iter().zip(answers(&pieces, folder)) {
        today += &format!("> {piece}\n{answer}");
    }
    today
}

/// What may go on in the next line: a statement, or the expression that some commands take.
fn expression(typed: &str) -> Option<&str> {
    let Some(command) = typed.strip_prefix(':') else { return Some(typed) };
    ["type ", "explain ", "time "].into_iter().find_map(|name| command.strip_prefix(name))
}

/// What comes of each piece, both streams together.
fn answers(pieces: &[String], folder: &Folder) -> Vec<String> {
    let input: String = pieces.iter().map(|piece| format!("{piece}\n{END}\n")).collect();
    fs::write(folder.path().join(".typed"), input).expect("a file can be written");
    let script = format!("exec '{PROGRAM}' --keep-going < .typed 2>&1");
    let output = folder.command("sh").args(["-c", &script]).stdin(Stdio::null()).output().expect("there is a shell");
    let text = String::from_utf8(output.stdout).expect("the program writes UTF-8");
    let mut first_line = 1;
    let mut is_report = false;
    let mut all = Vec::new();
    let mut answer = String::new();
    for line in text.lines() {
        let told = line.strip_prefix("standard input:").and_then(|line| line.split_once(": "));
        is_report |= told.is_some();
        let line = told.map_or(line, |(_, line)| line);
        if line.contains(END) {
            first_line += 1 + pieces.get(all.len()).map_or(0, |piece| piece.lines().count());
            is_report = false;
            all.push(std::mem::take(&mut answer));
        } else {
            answer += &if is_report { excerpt(line, first_line) } else { line.to_string() };
            answer.push('\n');
        }
    }
    all.push(answer);
    all.resize(pieces.len(), String::new());
    all
}

/// A line of a report with its number in the piece, as at the prompt, instead of that in the script.
fn excerpt(line: &str, first_line: usize) -> String {
    let numbered = line.split_once(" | ").and_then(|(number, rest)| Some((number.trim().parse::<usize>().ok()?, rest)));
    match numbered {
        Some((number, rest)) => format!("{} | {rest}", number + 1 - first_line),
        None if line.starts_with(' ') => format!("  {}", line.trim_start()),
        None => line.to_string(),
    }
}

/// Compares a file with what it should be today, or writes it anew.
pub fn check(path: &Path, today: &str) {
    let golden = fs::read_to_string(path).expect("the file is readable");
    if std::env::var_os("FUSEXPR_BLESS").is_some() {
        fs::write(path, today).expect("the file is writable");
    } else {
        assert!(
            today == golden,
            "{} differs; with FUSEXPR_BLESS=1 it is written anew. Today:\n{today}",
            path.display()
        );
    }
}
