//! Outputs by name.

use crate::array::Output;
use std::borrow::Cow;

/// The outputs of a program by name; arrays are borrowed mutably.
///
/// [`outputs!`](crate::outputs) makes one in place; this type is for names that are known at run time only.
///
/// ```
/// use fusexpr::{Expr, Outputs, vars};
///
/// let (mut low, mut high) = ([0.0; 3], [0.0; 3]);
/// let mut outputs = Outputs::new();
/// outputs.insert("low", &mut low).insert("high", &mut high);
/// Expr::parse("low = minimum(x, y); high = maximum(x, y)")?
///     .run(&vars! { x: [1.0, 5.0, 3.0], y: [4.0, 2.0, 6.0] }, &mut outputs)?;
/// assert_eq!((low, high), ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]));
/// # Ok::<_, fusexpr::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Outputs<'a> {
    names: Vec<Cow<'a, str>>,
    outputs: Vec<Output<'a>>,
}

impl<'a> Outputs<'a> {
    /// No outputs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an output; one of the same name is replaced.
    pub fn insert(&mut self, name: impl Into<Cow<'a, str>>, output: impl Into<Output<'a>>) -> &mut Self {
        let (name, output) = (name.into(), output.into());
        match self.names.iter().position(|known| *known == name) {
            Some(position) => self.outputs[position] = output,
            None => {
                self.names.push(name);
                self.outputs.push(output);
            }
        }
        self
    }

    /// As [`Outputs::insert`], for a chain of calls.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'a, str>>, output: impl Into<Output<'a>>) -> Self {
        self.insert(name, output);
        self
    }

    /// The names, in the order they were added.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// The outputs, in the order of the names.
    pub(crate) fn outputs(&self) -> &[Output<'a>] {
        &self.outputs
    }
}

impl<'a, const N: usize> From<[(&'a str, Output<'a>); N]> for Outputs<'a> {
    fn from(entries: [(&'a str, Output<'a>); N]) -> Self {
        let mut outputs = Outputs::new();
        for (name, output) in entries {
            outputs.insert(name, output);
        }
        outputs
    }
}

impl<'a, N: Into<Cow<'a, str>>, O: Into<Output<'a>>> Extend<(N, O)> for Outputs<'a> {
    fn extend<I: IntoIterator<Item = (N, O)>>(&mut self, entries: I) {
        for (name, output) in entries {
            self.insert(name, output);
        }
    }
}

impl<'a, N: Into<Cow<'a, str>>, O: Into<Output<'a>>> FromIterator<(N, O)> for Outputs<'a> {
    /// Outputs by name; of two of the same name the last one counts.
    fn from_iter<I: IntoIterator<Item = (N, O)>>(entries: I) -> Self {
        let mut outputs = Outputs::new();
        outputs.extend(entries);
        outputs
    }
}

/// Outputs by name: `outputs! { next, err: array.slice_mut(s![0, ..]) }`.
///
/// A name alone stands for the variable of that name. Everything is borrowed mutably: arrays and views (or references
/// to them), slices, vectors and numbers.
///
/// ```
/// use fusexpr::{Expr, outputs, vars};
/// use ndarray::{Array2, array, s};
///
/// let x = array![1.0, 2.0];
/// let (mut sum, mut table) = ([0.0; 2], Array2::<f64>::zeros((2, 2)));
/// Expr::parse("sum = x + x; square = x*x")?
///     .run(&vars! { x }, &mut outputs! { sum, square: table.slice_mut(s![.., 1]) })?;
/// assert_eq!((sum, table), ([2.0, 4.0], array![[0.0, 1.0], [0.0, 4.0]]));
/// # Ok::<_, fusexpr::Error>(())
/// ```
#[macro_export]
macro_rules! outputs {
    ($($name:ident $(: $value:expr)?),* $(,)?) => {
        $crate::Outputs::from([$((stringify!($name), $crate::outputs!(@ $name $($value)?))),*])
    };
    (@ $name:ident) => { $crate::Output::from(&mut $name) };
    (@ $name:ident $value:expr) => { $crate::Output::from(&mut $value) };
}
