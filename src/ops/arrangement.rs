//! Functions that place elements instead of computing them: shifts, and sequences of numbers.
//!
//! They have no kernels. The compiler turns them into where elements are read, or into numbers that count along an
//! axis, so they stand beside the table of operations in a small one of their own.

/// A function that places elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each is its row, below
pub enum Arrangement {
    Roll,
    Shift,
    Arange,
    Linspace,
    Index,
}

/// One parameter of an arrangement.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What stands for it where it is left out.
    pub default: Option<&'static str>,
    /// Whether it must be known when the program is compiled: a constant, or a number given by value.
    pub is_static: bool,
}

const fn operand(name: &'static str) -> Parameter {
    Parameter { name, default: None, is_static: false }
}

const fn fixed(name: &'static str) -> Parameter {
    Parameter { name, default: None, is_static: true }
}

const fn optional(name: &'static str, default: &'static str) -> Parameter {
    Parameter { name, default: Some(default), is_static: true }
}

struct Row {
    arrangement: Arrangement,
    name: &'static str,
    doc: &'static str,
    parameters: &'static [Parameter],
}

static ROWS: &[Row] = &[
    Row {
        arrangement: Arrangement::Roll,
        name: "roll",
        doc: "x moved by shift places along an axis; what leaves one end enters at the other.",
        parameters: &[operand("x"), fixed("shift"), optional("axis", "0")],
    },
    Row {
        arrangement: Arrangement::Shift,
        name: "shift",
        doc: "x moved by shift places along an axis; the mode (constant, nearest, reflect, mirror, wrap) says what \
              enters at the end.",
        parameters: &[
            operand("x"),
            fixed("shift"),
            optional("axis", "0"),
            optional("mode", "\"constant\""),
            Parameter { name: "value", default: Some("0"), is_static: false },
        ],
    },
    Row {
        arrangement: Arrangement::Arange,
        name: "arange",
        doc: "The numbers from start up to and without stop, step apart.",
        parameters: &[optional("start", "0"), fixed("stop"), optional("step", "1")],
    },
    Row {
        arrangement: Arrangement::Linspace,
        name: "linspace",
        doc: "n numbers from start to stop, both included, evenly spaced.",
        parameters: &[operand("start"), operand("stop"), optional("n", "50")],
    },
    Row {
        arrangement: Arrangement::Index,
        name: "index",
        doc: "The place of each element along an axis of the statement's shape.",
        parameters: &[fixed("axis")],
    },
];

/// All functions that place elements.
///
/// ```
/// let shift = fusexpr::arrangements().find(|function| function.name() == "shift").unwrap();
/// assert_eq!(shift.signature(), r#"shift(x, shift, axis=0, mode="constant", value=0)"#);
/// ```
pub fn arrangements() -> impl Iterator<Item = Arrangement> {
    ROWS.iter().map(|row| row.arrangement)
}

/// The arrangement of a name.
pub fn arrangement_named(name: &str) -> Option<Arrangement> {
    ROWS.iter().find(|row| row.name == name).map(|row| row.arrangement)
}

impl Arrangement {
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The name that it is called by.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What it gives.
    pub fn doc(self) -> &'static str {
        self.row().doc
    }

    /// How it is called.
    pub fn signature(self) -> String {
        let parameter = |parameter: &Parameter| match parameter.default {
            Some(default) => format!("{}={default}", parameter.name),
            None => parameter.name.to_owned(),
        };
        let parameters: Vec<_> = self.row().parameters.iter().map(parameter).collect();
        format!("{}({})", self.name(), parameters.join(", "))
    }

    pub(crate) fn parameters(self) -> &'static [Parameter] {
        self.row().parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_enum() {
        assert!(ROWS.iter().all(|row| row.arrangement.name() == row.name));
    }
}
