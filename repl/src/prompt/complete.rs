//! What a word may go on as.

use super::place::{Place, Word, place};
use crate::session::commands::{COMMANDS, Command, Takes};
use crate::session::help::{functions, parameters, topics};
use crate::session::literals::CONSTANTS;
use crate::session::settings::SETTINGS;
use fusexpr::{DType, attributes};
use std::collections::BTreeSet;
use std::fs;

/// Words of the language.
const KEYWORDS: [&str; 9] = ["and", "or", "not", "in", "if", "else", "True", "False", "None"];

/// The words that the one at the end of `before` may go on as, and where it begins. `after` is what stands behind the
/// cursor.
pub fn complete(before: &str, after: &str, variables: &BTreeSet<String>) -> (usize, Vec<String>) {
    let (start, all): (usize, BTreeSet<String>) = match place(before) {
        Place::Nothing => (before.len(), BTreeSet::new()),
        Place::Command(start) => {
            let end = |command: &Command| if command.arguments.is_empty() { "" } else { " " };
            (start, COMMANDS.iter().map(|command| format!("{}{}", command.name, end(command))).collect())
        }
        Place::Word(word) => (word.start, words(&word, after, variables)),
        Place::Argument { command, takes, position, start } => {
            let files = || files(&before[start..]);
            (
                start,
                match takes {
                    Takes::Topic => topics(),
                    Takes::Setting if position == 0 => {
                        SETTINGS.iter().map(|setting| setting.name.to_string()).collect()
                    }
                    Takes::Names => variables.clone(),
                    Takes::Files if command != "save" => files(),
                    Takes::Files if position == 0 => variables.clone(),
                    Takes::Files => files().into_iter().chain(variables.iter().cloned()).collect(),
                    Takes::Nothing | Takes::Expression | Takes::Setting | Takes::Value => BTreeSet::new(),
                },
            )
        }
    };
    let begun = &before[start..];
    // A file's name may be put in quotes.
    (start, all.into_iter().filter(|word| word.trim_start_matches('"').starts_with(begun)).collect())
}

fn words(word: &Word<'_>, after: &str, variables: &BTreeSet<String>) -> BTreeSet<String> {
    if word.keyword == Some("dtype") {
        return DType::ALL.iter().map(DType::to_string).collect();
    }
    let open = if after.starts_with('(') { "" } else { "(" };
    let called = || functions().map(|function| format!("{function}{open}"));
    if word.is_attribute {
        // Behind a module stand constants, too.
        let names = attributes().map(|(name, _)| name).chain(CONSTANTS);
        return names.map(str::to_string).chain(called()).collect();
    }
    let keywords = word.function.into_iter().flat_map(parameters).map(|keyword| format!("{keyword}="));
    let fixed = CONSTANTS.iter().chain(&KEYWORDS).map(|name| (*name).to_string());
    let variables = variables.iter().map(|name| if is_plain(name) { name.clone() } else { format!("`{name}`") });
    keywords.chain(called()).chain(fixed).chain(variables).collect()
}

/// Whether a name can be written without backticks.
fn is_plain(name: &str) -> bool {
    let mut tokens = fusexpr::syntax::tokens(name);
    let is_name = tokens
        .next()
        .is_some_and(|token| token.class == fusexpr::syntax::TokenClass::Name && token.span == (0..name.len()));
    is_name && !name.starts_with('`')
}

/// The files and folders that a path may go on as.
fn files(begun: &str) -> BTreeSet<String> {
    let (folder, _) = begun.rfind('/').map_or(("", begun), |slash| begun.split_at(slash + 1));
    let place = match folder.strip_prefix("~/") {
        Some(rest) => dirs::home_dir().unwrap_or_default().join(rest),
        None if folder.is_empty() => ".".into(),
        None => folder.into(),
    };
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let paths = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let is_shown = !name.starts_with('.') || begun[folder.len()..].starts_with('.');
        let end = if entry.path().is_dir() { "/" } else { "" };
        let path = format!("{folder}{name}{end}");
        let quote = if path.contains(char::is_whitespace) { "\"" } else { "" };
        is_shown.then(|| format!("{quote}{path}{quote}"))
    });
    paths.collect()
}
