//! What can be set, in one table: how values are computed and shown, and which keys edit.

use super::Session;
use crate::Failure;
use crate::show::Format;
use fusexpr::syntax::nearest;
use fusexpr::{Level, Options, ParseLevelError, ParseTierError, Threads, Tier};
use std::io::Write;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// What is set.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How arrays are shown.
    pub format: Format,
    /// Which keys edit a line.
    pub keys: Keys,
    /// Threads to use; all cores if none are given.
    pub threads: Option<u16>,
    /// Instructions to use; the best there are if none are given.
    pub level: Option<Level>,
    /// What computes the elements.
    pub tier: Tier,
    /// Whether a product and a sum may be rounded once.
    pub contract: bool,
}

/// Whose keys edit a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)] // the editors' names say it all
pub enum Keys {
    #[default]
    Emacs,
    Vi,
}

impl Settings {
    /// The library's options that they stand for.
    pub fn options(&self) -> Options {
        let mut options = Options::new().contract(self.contract).tier(self.tier);
        if let Some(threads) = self.threads {
            options = options.threads(Threads::Exactly(threads.into()));
        }
        if let Some(level) = self.level {
            options = options.level(level);
        }
        options
    }
}

/// One thing that can be set.
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it can be.
    pub values: &'static str,
    /// What it does.
    pub help: &'static str,
    get: fn(&Settings) -> String,
    set: fn(&mut Settings, &str) -> Result<(), String>,
}

/// Digits after the point; no float has more that say anything.
const PRECISIONS: RangeInclusive<usize> = 0..=1100;
/// Columns.
const WIDTHS: RangeInclusive<usize> = 10..=1_000_000;

/// All of them.
pub static SETTINGS: &[Setting] = &[
    Setting {
        name: "precision",
        values: "N",
        help: "most digits after the decimal point of an array's elements",
        get: |settings| settings.format.precision.to_string(),
        set: |settings, value| within(value, PRECISIONS).map(|value| settings.format.precision = value),
    },
    Setting {
        name: "threshold",
        values: "N",
        help: "elements up to which an array is shown whole",
        get: |settings| settings.format.threshold.to_string(),
        set: |settings, value| within(value, 0..=usize::MAX).map(|value| settings.format.threshold = value),
    },
    Setting {
        name: "linewidth",
        values: "N",
        help: "columns of a line of an array",
        get: |settings| settings.format.linewidth.to_string(),
        set: |settings, value| within(value, WIDTHS).map(|value| settings.format.linewidth = value),
    },
    Setting {
        name: "threads",
        values: "N|all",
        help: "threads that an evaluation uses",
        get: |settings| settings.threads.map_or("all".to_string(), |threads| threads.to_string()),
        set: |settings, value| {
            let threads = if value == "all" { None } else { Some(within(value, 1..=u16::MAX)?) };
            settings.threads = threads;
            Ok(())
        },
    },
    Setting {
        name: "level",
        values: "base|v3|v4|best",
        help: "instructions that an evaluation uses",
        get: |settings| settings.level.map_or("best".to_string(), |level| level.to_string()),
        set: |settings, value| {
            settings.level = match value {
                "best" => None,
                _ => {
                    let level: Level = value.parse().map_err(|error: ParseLevelError| error.to_string())?;
                    if !level.is_available() {
                        return Err(format!("this processor has no instructions of level {level}"));
                    }
                    Some(level)
                }
            };
            Ok(())
        },
    },
    Setting {
        name: "tier",
        values: "auto|kernels|native",
        help: "whether machine code is made",
        get: |settings| settings.tier.to_string(),
        set: |settings, value| {
            settings.tier = value.parse().map_err(|error: ParseTierError| error.to_string())?;
            Ok(())
        },
    },
    Setting {
        name: "contract",
        values: "on|off",
        help: "whether a product and a sum may be rounded once",
        get: |settings| if settings.contract { "on" } else { "off" }.to_string(),
        set: |settings, value| one_of(value, &[("on", true), ("off", false)]).map(|value| settings.contract = value),
    },
    Setting {
        name: "keys",
        values: "emacs|vi",
        help: "whose keys edit a line",
        get: |settings| if settings.keys == Keys::Vi { "vi" } else { "emacs" }.to_string(),
        set: |settings, value| {
            one_of(value, &[("emacs", Keys::Emacs), ("vi", Keys::Vi)]).map(|value| settings.keys = value)
        },
    },
];

fn within<T: FromStr + PartialOrd + std::fmt::Display>(value: &str, range: RangeInclusive<T>) -> Result<T, String> {
    let (least, most) = (range.start(), range.end());
    let wrong = || format!("`{value}` is no integer from {least} to {most}");
    value.parse().ok().filter(|value| range.contains(value)).ok_or_else(wrong)
}

fn one_of<T: Copy>(value: &str, choices: &[(&str, T)]) -> Result<T, String> {
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let wrong = || format!("`{value}` is neither {}", names.join(" nor "));
    choices.iter().find(|(name, _)| *name == value).map(|(_, choice)| *choice).ok_or_else(wrong)
}

/// The setting of a name.
pub fn find(name: &str) -> Result<&'static Setting, Failure> {
    SETTINGS.iter().find(|setting| setting.name == name).ok_or_else(|| {
        let names = || SETTINGS.iter().map(|setting| setting.name);
        let help = match nearest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        Failure::Plain(format!("there is nothing called `{name}` to set; {help}"))
    })
}

impl Session {
    /// Sets something, or shows what is set.
    pub(super) fn set(&mut self, words: &[String], out: &mut dyn Write) -> Result<(), Failure> {
        match words {
            [] => {
                let line = |setting: &Setting| format!("{:<9} {}", setting.name, (setting.get)(&self.settings));
                let lines: Vec<String> = SETTINGS.iter().map(line).collect();
                self.print(out, &lines.join("\n"))
            }
            [name] => {
                let setting = find(name)?;
                self.print(out, &(setting.get)(&self.settings))
            }
            [name, value] => {
                let setting = find(name)?;
                (setting.set)(&mut self.settings, value).map_err(|reason| Failure::Plain(format!("{name}: {reason}")))
            }
            _ => Err(Failure::Plain("write `:set NAME VALUE`".to_string())),
        }
    }
}
