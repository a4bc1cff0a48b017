//! `:load`, `:save` and `:run`.

use super::variables::Value;
use super::{Flow, Session, commands};
use crate::Failure;
use crate::data::{self, signature};
use crate::script;
use fusexpr::AnyArray;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Scripts may run scripts so deep: one that runs itself must end somewhere.
const DEEPEST: usize = 16;

impl Session {
    /// Binds the arrays of a file.
    pub(super) fn load(&mut self, words: &[String], out: &mut dyn Write) -> Result<(), Failure> {
        let (name, file) = match words {
            [file] => (None, file),
            [name, file] => (Some(name.trim_matches('`')), file),
            _ => return Err(commands::misused(commands::find("load")?)),
        };
        let path = path(file);
        let origin = path.display().to_string();
        let arrays = self.interrupt.wait_for(move |_| data::read(&path, None))??;
        let arrays = match name {
            None => arrays,
            Some(name) => vec![(name.to_string(), one_of(arrays, name).map_err(|held| format!("{origin}: {held}"))?)],
        };
        let mut lines = Vec::new();
        for (name, array) in arrays {
            lines.push(format!("{name}: {}", signature(array.dtype(), array.shape())));
            self.variables.bind(name, Value::Array(Arc::new(array)), &origin);
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

/// The array that `:load NAME FILE` means: the only one, or the one of that name; else what there is.
fn one_of(mut arrays: Vec<(String, AnyArray)>, name: &str) -> Result<AnyArray, String> {
    let place = match arrays.len() {
        1 => Some(0),
        _ => arrays.iter().position(|(held, _)| held == name),
    };
    match place {
        Some(place) => Ok(arrays.swap_remove(place).1),
        None => {
            let held: Vec<_> = arrays.iter().map(|(held, _)| format!("`{held}`")).collect();
            Err(format!("there is no `{name}` in it; it holds {}", held.join(", ")))
        }
    }
}

/// The path that a word means; `~/` is the home directory.
pub fn path(word: &str) -> PathBuf {
    let below_home = word.strip_prefix("~/").and_then(|rest| Some(dirs::home_dir()?.join(rest)));
    below_home.unwrap_or_else(|| PathBuf::from(word))
}
