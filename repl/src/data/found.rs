//! What of a file is asked for, and what of it there is.
//!
//! A format lists the names of its arrays, then hands over one after the other; [`Found`] decides which are read at
//! all.

use super::shorten;
use fusexpr::AnyArray;
use std::collections::HashSet;

/// Why an array of a file is not at hand.
pub enum Reason {
    /// It is of a kind that there are no operations for.
    Unusable(String),
    /// It is not what the format says.
    Broken(String),
}

impl From<String> for Reason {
    fn from(message: String) -> Self {
        Self::Broken(message)
    }
}

impl Reason {
    pub fn into_text(self) -> String {
        match self {
            Self::Unusable(text) | Self::Broken(text) => text,
        }
    }
}

/// Which of a file's arrays are wanted.
#[derive(Clone, Copy)]
pub enum Wanted<'w> {
    /// All that can be operands.
    All,
    /// Those of these names, as far as there are such.
    Named(&'w [&'w str]),
    /// The one of this name, which is a part of the file.
    Part(&'w str),
    /// The one of this name, or all if there is none of this name.
    Meant(&'w str),
}

/// What was found in a file.
#[derive(Debug, Default)]
pub struct Found {
    /// What was wanted.
    pub arrays: Vec<(String, AnyArray)>,
    /// What was wanted as one of all, but cannot be an operand, and why.
    pub unusable: Vec<(String, String)>,
    /// The names of what was not wanted.
    pub others: Vec<String>,
}

/// The arrays of a file while they are looked through.
pub struct Search<'w> {
    found: Found,
    /// The names that are wanted; all if there is none.
    names: Option<HashSet<&'w str>>,
    /// The names that more than one array has.
    repeated: HashSet<String>,
}

impl<'w> Wanted<'w> {
    /// Begins to look through arrays of these names.
    pub fn among<'n>(self, names: impl Iterator<Item = &'n str>) -> Search<'w> {
        let (mut seen, mut repeated) = (HashSet::new(), HashSet::new());
        for name in names {
            if !seen.insert(name) {
                repeated.insert(name.to_string());
            }
        }
        let names = match self {
            Self::Named(names) => Some(names.iter().copied().collect()),
            Self::Part(name) => Some(HashSet::from([name])),
            Self::Meant(name) if seen.contains(name) => Some(HashSet::from([name])),
            Self::All | Self::Meant(_) => None,
        };
        Search { found: Found::default(), names, repeated }
    }
}

impl Search<'_> {
    /// Whether the array of a name is to be read.
    pub fn wants(&self, name: &str) -> bool {
        self.names.as_ref().is_none_or(|names| names.contains(name)) && !self.repeated.contains(name)
    }

    /// Takes the next array, which is read if it is wanted. Of all, it may be one that cannot be used; one that was
    /// asked for by name must be.
    pub fn take(&mut self, name: &str, read: impl FnOnce() -> Result<AnyArray, Reason>) -> Result<(), String> {
        let is_named = self.names.as_ref().map(|names| names.contains(name));
        if is_named == Some(false) {
            self.found.others.push(name.to_string());
            return Ok(());
        }
        let array = match self.repeated.contains(name) {
            true => Err(Reason::Unusable("the name stands there more than once; rename all but one".to_string())),
            false => read(),
        };
        match (array, is_named) {
            (Ok(array), _) => self.found.arrays.push((name.to_string(), array)),
            (Err(Reason::Unusable(reason)), None) => {
                let unusable = (name.to_string(), reason);
                if !self.repeated.contains(name) || !self.found.unusable.contains(&unusable) {
                    self.found.unusable.push(unusable);
                }
            }
            (Err(reason), _) => return Err(format!("`{}`: {}", shorten(name), reason.into_text())),
        }
        Ok(())
    }

    /// All that was found.
    pub fn finish(self) -> Found {
        self.found
    }
}
