//! The functions of whole arrays as users see them.

use super::declaration::Takes;
use super::table::{FUNCTIONS, Function};

/// A function of whole arrays: a shift, a sequence of numbers, an array made of a shape, or a reduction.
///
/// ```
/// let roll = fusexpr::array_functions().find(|function| function.name() == "roll").unwrap();
/// assert_eq!(roll.signature(), "roll(x, shift[, axis])");
/// assert_eq!(roll.doc(), "x moved by shift places along an axis; what leaves one end enters at the other.");
/// assert_eq!(roll.keywords().collect::<Vec<_>>(), ["x", "shift", "axis"]);
/// assert_eq!(roll.required().collect::<Vec<_>>(), ["x", "shift"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArrayFunction {
    /// Its row.
    position: usize,
}

/// All functions of whole arrays, in the order of the reference: shifts, sequences, arrays made of a shape, reductions.
///
/// ```
/// let shift = fusexpr::array_functions().find(|function| function.name() == "shift").unwrap();
/// assert_eq!(shift.signature(), r#"shift(x, shift[, axis], mode="constant", value=0)"#);
/// ```
pub fn array_functions() -> impl Iterator<Item = ArrayFunction> {
    (0..FUNCTIONS.len()).map(|position| ArrayFunction { position })
}

/// The function of a name.
pub(crate) fn array_function_named(name: &str) -> Option<ArrayFunction> {
    array_functions().find(|function| function.name() == name)
}

impl ArrayFunction {
    pub(super) fn row(self) -> &'static Function {
        &FUNCTIONS[self.position]
    }

    /// The name that it is called by.
    pub fn name(self) -> &'static str {
        self.row().declaration.name
    }

    /// Whether its first argument is an array or a value, so that it is a method of one, too.
    pub fn takes_array(self) -> bool {
        let first = self.row().declaration.parameters.first();
        first.is_some_and(|first| matches!(first.takes, Takes::Value { .. } | Takes::ValueOrText))
    }

    /// Whether it is made of operations alone: an element of the result depends on those at its own place.
    pub fn is_elementwise(self) -> bool {
        self.row().declaration.is_elementwise
    }

    /// Whether it reduces its first argument, and takes those elements alone for which a condition holds.
    pub(crate) fn takes_condition(self) -> bool {
        let parameters = self.row().declaration.parameters;
        parameters.iter().any(|parameter| matches!(parameter.takes, Takes::Condition))
    }

    /// What it gives.
    pub fn doc(self) -> &'static str {
        self.row().declaration.doc
    }

    /// How it is called. After `=` stands what is taken for an argument that is left out. Brackets are around an axis
    /// that may be left out of an array that has only one.
    pub fn signature(self) -> String {
        self.row().declaration.signature()
    }

    /// The names that its arguments can be given by.
    pub fn keywords(self) -> impl Iterator<Item = &'static str> {
        self.row().declaration.names()
    }

    /// Those of them that must be given.
    pub fn required(self) -> impl Iterator<Item = &'static str> {
        let parameters = self.row().declaration.parameters.iter();
        parameters.filter(|parameter| parameter.is_required()).map(|parameter| parameter.name)
    }
}
