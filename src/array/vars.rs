//! Operands by name.

use crate::array::Operand;
use std::borrow::Cow;
use std::collections::HashMap;

/// The operands of an expression by name; arrays are borrowed.
///
/// [`vars!`](crate::vars) makes one in place; this type is for names that are known at run time only.
///
/// ```
/// use fusexpr::{Vars, eval};
///
/// let columns = [("red", vec![0.25, 0.5]), ("nir", vec![0.75, 0.5])];
/// let mut vars = Vars::new();
/// for (name, values) in &columns {
///     vars.insert(*name, values);
/// }
/// vars.insert("gain", 2.0);
/// let index = eval::<f64>("gain * (nir - red) / (nir + red)", &vars)?;
/// assert_eq!(index.as_slice(), Some(&[1.0, 0.0][..]));
/// # Ok::<_, fusexpr::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Vars<'a> {
    entries: Vec<(Cow<'a, str>, Operand<'a>)>,
    /// Filled when a scan would take too long.
    index: Index<'a>,
}

type Index<'a> = HashMap<Cow<'a, str>, usize>;

/// Up to this many names are found faster by a scan than by a hash.
const SCANNED: usize = 16;

impl<'a> Vars<'a> {
    /// No operands.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an operand; one of the same name is replaced.
    pub fn insert(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Operand<'a>>) -> &mut Self {
        let (name, value) = (name.into(), value.into());
        match self.position(&name) {
            Some(position) => self.entries[position].1 = value,
            None => {
                if self.entries.len() == SCANNED {
                    let all = self.entries.iter().enumerate();
                    self.index = all.map(|(position, (name, _))| (name.clone(), position)).collect();
                }
                if self.entries.len() >= SCANNED {
                    self.index.insert(name.clone(), self.entries.len());
                }
                self.entries.push((name, value));
            }
        }
        self
    }

    /// As [`Vars::insert`], for a chain of calls.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Operand<'a>>) -> Self {
        self.insert(name, value);
        self
    }

    /// The operand of a name.
    pub fn get(&self, name: &str) -> Option<&Operand<'a>> {
        self.position(name).map(|position| &self.entries[position].1)
    }

    /// The operand at a position.
    pub(crate) fn at(&self, position: usize) -> &Operand<'a> {
        &self.entries[position].1
    }

    /// The names, in the order they were added.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|(name, _)| &**name)
    }

    /// Whether one of the operands is a value.
    pub(crate) fn has_values(&self) -> bool {
        self.entries.iter().any(|(_, operand)| operand.is_value())
    }

    /// Where the operand of a name stands.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        if self.entries.len() <= SCANNED {
            // Names are short, and mostly differ in the first letter: a loop is over before a function is called.
            let is_it = |known: &str| known.len() == name.len() && known.bytes().eq(name.bytes());
            self.entries.iter().rposition(|(known, _)| is_it(known))
        } else {
            self.index.get(name).copied()
        }
    }
}

impl<'a, const N: usize> From<[(&'a str, Operand<'a>); N]> for Vars<'a> {
    fn from(entries: [(&'a str, Operand<'a>); N]) -> Self {
        if N > SCANNED {
            let mut vars = Vars::new();
            for (name, value) in entries {
                vars.insert(name, value);
            }
            return vars;
        }
        // Of two entries with the same name the last one is found, as if it had replaced the first.
        let entries = entries.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        Vars { entries, index: Index::default() }
    }
}

impl<'a, N: Into<Cow<'a, str>>, V: Into<Operand<'a>>> Extend<(N, V)> for Vars<'a> {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, entries: I) {
        for (name, value) in entries {
            self.insert(name, value);
        }
    }
}

impl<'a, N: Into<Cow<'a, str>>, V: Into<Operand<'a>>> FromIterator<(N, V)> for Vars<'a> {
    /// Operands by name; of two of the same name the last one counts.
    fn from_iter<I: IntoIterator<Item = (N, V)>>(entries: I) -> Self {
        let mut vars = Vars::new();
        vars.extend(entries);
        vars
    }
}

/// Operands by name: `vars! { a, b: &array, c: 2.0 }`.
///
/// A name alone stands for the variable of that name. Everything is borrowed: arrays and views (or references to
/// them), slices and vectors; numbers are values, weak as literals are.
///
/// ```
/// use fusexpr::{eval, vars};
/// use ndarray::{array, s};
///
/// let x = array![[1.0, 2.0], [3.0, 4.0]];
/// let y = eval::<f64>("x + row * c", &vars! { x, row: x.slice(s![0, ..]), c: 10.0 })?;
/// assert_eq!(y, array![[11.0, 22.0], [13.0, 24.0]].into_dyn());
/// # Ok::<_, fusexpr::Error>(())
/// ```
#[macro_export]
macro_rules! vars {
    ($($name:ident $(: $value:expr)?),* $(,)?) => {
        $crate::Vars::from([$((stringify!($name), $crate::vars!(@ $name $($value)?))),*])
    };
    (@ $name:ident) => { $crate::Operand::from(&$name) };
    (@ $name:ident $value:expr) => { $crate::Operand::from(&$value) };
}
