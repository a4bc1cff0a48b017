//! The command line: this test's own options, and as much of libtest's as runners pass.

use fusexpr::{Level, ParseLevelError};

/// What to do.
#[derive(Debug, Default)]
pub struct Arguments {
    /// All inputs, and a report.
    pub is_full: bool,
    /// The sample, and a report.
    pub is_written: bool,
    /// Functions, or all if none.
    pub functions: Vec<String>,
    /// Types, or both if none.
    pub types: Vec<String>,
    /// Levels, or all if none.
    pub levels: Vec<Level>,
    /// Only say which tests there are.
    pub is_list: bool,
    /// Only ignored tests, of which there are none.
    pub is_ignored: bool,
    /// Names of tests must be equal to a filter, not just contain it.
    pub is_exact: bool,
    /// Tests to run, or all if none.
    pub filters: Vec<String>,
    /// Tests not to run.
    pub skipped: Vec<String>,
}

/// Options of libtest that take a value and mean nothing here.
const VALUED: &[&str] =
    &["--format", "--color", "--test-threads", "--logfile", "--report-time", "--shuffle-seed", "-Z"];

impl Arguments {
    /// Reads the process's arguments.
    ///
    /// # Errors
    /// A level or option of this test that does not exist.
    pub fn read(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self::default();
        let mut words = words.flat_map(|word| match word.split_once('=') {
            Some((option, value)) if word.starts_with("--") => vec![option.to_owned(), value.to_owned()],
            _ => vec![word],
        });
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("{word} needs a value"));
            let list = |value: String| value.split(',').map(str::to_owned).collect::<Vec<_>>();
            match word.as_str() {
                "--full" => arguments.is_full = true,
                "--write" => arguments.is_written = true,
                "--functions" => arguments.functions = list(value()?),
                "--types" => arguments.types = list(value()?),
                "--levels" => {
                    let levels: Result<_, ParseLevelError> = list(value()?).iter().map(|name| name.parse()).collect();
                    arguments.levels = levels.map_err(|error| error.to_string())?;
                }
                "--list" => arguments.is_list = true,
                "--ignored" => arguments.is_ignored = true,
                "--exact" => arguments.is_exact = true,
                "--skip" => arguments.skipped.push(value()?),
                option if VALUED.contains(&option) => drop(value()?),
                option if option.starts_with('-') => {}
                filter => arguments.filters.push(filter.to_owned()),
            }
        }
        Ok(arguments)
    }

    /// Whether a test is to be run.
    pub fn selects(&self, test: &str) -> bool {
        let fits = |filter: &String| if self.is_exact { test == filter } else { test.contains(filter.as_str()) };
        let is_wanted = self.filters.is_empty() || self.filters.iter().any(fits);
        is_wanted && !self.skipped.iter().any(fits) && !self.is_ignored
    }
}
