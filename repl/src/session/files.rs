//! `:load`, `:save` and `:run`.

use super::variables::Value;
use super::{Flow, Session, commands};
use crate::data::{self, Found, signature, tame};
use crate::{Failure, cli, script};
use fusexpr::AnyArray;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Scripts may run scripts so deep: one that runs itself must end somewhere.
const DEEPEST: usize = 16;
/// What is left out of a file is told one by one up to so many.
const MOST_LEFT: usize = 12;

impl Session {
    /// Binds the arrays of a file that the language has names for, or one of them. Tells what is left out.
    pub(super) fn load(&mut self, words: &[String], out: &mut dyn Write) -> Result<(), Failure> {
        let (name, file) = match words {
            [file] => (None, file.clone()),
            [name, file] => (Some(name.clone()), file.clone()),
            _ => return Err(commands::misused(commands::find("load")?)),
        };
        if let Some(name) = name.as_deref().filter(|name| !is_writable(name)) {
            return Err(Failure::Plain(format!(
                "`{name}` is no name; even in backticks it holds no backtick nor line break"
            )));
        }
        let origin = path(&file).display().to_string();
        let found = self.interrupt.wait_for(move |_| read(name, &file))??;
        let mut lines = Vec::new();
        for (name, array) in found.arrays {
            lines.push(format!("{}: {}", tame(&name), signature(array.dtype(), array.shape())));
            self.variables.bind(name, Value::Array(Arc::new(array)), &origin);
        }
        let left = found.unusable.iter().map(|(name, reason)| format!("left out `{}`: {}", tame(name), tame(reason)));
        lines.extend(left.take(MOST_LEFT));
        if let Some(more @ 1..) = found.unusable.len().checked_sub(MOST_LEFT) {
            lines.push(format!("left out {more} more"));
        }
        self.print(out, &lines.join("\n"))
    }

    /// Writes variables to a file.
    pub(super) fn save(&mut self, words: &[String]) -> Result<(), Failure> {
        let Some((file, names @ [_, ..])) = words.split_last() else {
            return Err(commands::misused(commands::find("save")?));
        };
        let mut arrays: Vec<(String, Arc<AnyArray>)> = Vec::new();
        for name in names {
            let array = match self.variables.find(name)? {
                Value::Array(array) => array.clone(),
                Value::Number(number) => Arc::new(AnyArray::from(*number)),
            };
            arrays.push((name.clone(), array));
        }
        let path = path(file);
        let shown = path.display().to_string();
        let outcome = self.interrupt.wait_for(move |_| {
            let arrays: Vec<(&str, &AnyArray)> = arrays.iter().map(|(name, array)| (name.as_str(), &**array)).collect();
            data::write(&path, &arrays)
        });
        match outcome {
            Ok(outcome) => Ok(outcome?),
            Err(Failure::Interrupted) => Err(Failure::Plain(format!("interrupted; {shown} may still be written"))),
            Err(failure) => Err(failure),
        }
    }

    /// Runs a script; ends at its first error.
    pub(super) fn run_file(&mut self, words: &[String], out: &mut dyn Write) -> Result<Flow, Failure> {
        let [file] = words else { return Err(commands::misused(commands::find("run")?)) };
        let path = path(file);
        let name = path.display().to_string();
        if self.depth == DEEPEST {
            return Err(Failure::Plain(format!("{name}: scripts run scripts more than {DEEPEST} deep")));
        }
        let file = File::open(&path).map_err(|error| format!("{name}: {error}"))?;
        let mut first = None;
        self.depth += 1;
        let flow = script::run(self, &mut BufReader::new(file), &name, out, &mut |failure| {
            first = Some(failure);
            false
        });
        self.depth -= 1;
        first.map_or(Ok(flow), Err)
    }
}

/// The arrays that `:load` is to bind: one, of which `FILE:PART` says which, or all of a file.
fn read(name: Option<String>, word: &str) -> Result<Found, String> {
    let one = |name: String, array| Found { arrays: vec![(name, array)], ..Found::default() };
    match (name, cli::part(word)) {
        (name, Some((file, part))) => {
            let array = data::read_part(&path(file), part)?;
            Ok(one(name.unwrap_or_else(|| part.to_string()), array))
        }
        (Some(name), None) => {
            let array = data::read_meant(&path(word), &name, &format!("`:load {word}`"))?;
            Ok(one(name, array))
        }
        (None, None) => {
            let mut found = data::read_all(&path(word))?;
            let (arrays, nameless): (Vec<_>, Vec<_>) =
                std::mem::take(&mut found.arrays).into_iter().partition(|(name, _)| is_writable(name));
            let reason = |(name, _)| (name, "no variable can have this name".to_string());
            let unusable: Vec<_> =
                std::mem::take(&mut found.unusable).into_iter().chain(nameless.into_iter().map(reason)).collect();
            match (&arrays[..], &unusable[..]) {
                ([], [(name, reason), ..]) => Err(format!("{word}: there is nothing to load; `{name}`: {reason}")),
                _ => Ok(Found { arrays, unusable, ..found }),
            }
        }
    }
}

/// Whether the language has a way to write a name: anything goes between backticks but one of them, or another line.
fn is_writable(name: &str) -> bool {
    !name.is_empty() && !name.contains(['`', '\n', '\r'])
}

/// The path that a word means; `~/` is the home directory.
pub fn path(word: &str) -> PathBuf {
    let below_home = word.strip_prefix("~/").and_then(|rest| Some(dirs::home_dir()?.join(rest)));
    below_home.unwrap_or_else(|| PathBuf::from(word))
}
