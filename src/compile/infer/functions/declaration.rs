//! What is declared of a function of whole arrays: its name, what it gives, and its parameters.
//!
//! A parameter says what it takes and, as a value, what stands for it where it is left out. All that is told of a
//! function is read from there (the signature in messages and at the prompt, the names of arguments, which of them must
//! be known when a program is compiled), and so is what the function itself gets for an argument that was left out: the
//! two cannot differ. Defaults as texts would be read by people alone, and stand in the functions a second time.

/// A function as users see it.
pub(super) struct Declaration {
    pub name: &'static str,
    pub doc: &'static str,
    pub parameters: &'static [Parameter],
    /// The help for those who call it with two operands, as `max(x, y)`.
    pub of_two: Option<&'static str>,
    /// Whether it is made of operations alone, so that lengths do not matter.
    pub is_elementwise: bool,
}

/// One parameter of a function.
#[derive(Clone, Copy)]
pub(super) struct Parameter {
    pub name: &'static str,
    pub takes: Takes,
}

/// What a parameter takes, and what stands for an argument that is left out: the default, if it may be.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    /// An array or one value, which may be known only when the program runs.
    Value { default: Option<i64> },
    /// The same, with a float that stands for what is left out.
    Real { default: f64 },
    /// A value, or a text that one is written as; it must be given.
    ValueOrText,
    /// An array or one value that may be left out or `None`, without which the function does something else.
    Optional,
    /// Which elements count: truth values that broadcast to the operand's shape; all count where it is left out.
    Condition,
    /// A unit of time; the function chooses where it is left out or `None`.
    Unit,
    /// One number that is known when the program is compiled.
    Number { default: Option<i64> },
    /// An integer that is known when the program is compiled; messages call it `what`.
    Integer { what: &'static str, default: Option<i64> },
    /// How far elements are moved along an axis; it must be given.
    Distance,
    /// One axis of the operand, which may be left out where there is only one. (NumPy takes the elements of several
    /// axes as one row then; an array cannot be given another shape here.)
    Axis,
    /// One axis of the shape that the statement is computed in; it must be given.
    StatementAxis,
    /// One axis of the operand, some, or all where it is left out or `None`.
    Axes,
    /// True or false; false where it is left out.
    Flag,
    /// One of some words; the first where it is left out.
    Word(&'static [&'static str]),
    /// The type of the result, or of what a result is computed in; the function chooses where it is left out or `None`.
    Type,
    /// A type that must be given.
    AskedType,
    /// The lengths of all axes, or as many numbers, as any number of arguments or as a tuple.
    Lengths,
    /// The numbers of all axes in another order, in the same ways; the function chooses where they are left out or `None`.
    Order,
    /// Some axes, as one number or as a tuple, in an order that counts; they must be given.
    OrderedAxes,
    /// Arrays in brackets of either kind.
    Arrays,
}

impl Takes {
    /// The integer that stands for a number that is left out; none where it must be given, or is no number.
    pub fn default_integer(self) -> Option<i64> {
        match self {
            Takes::Value { default } | Takes::Number { default } | Takes::Integer { default, .. } => default,
            Takes::Axis | Takes::Axes | Takes::Flag | Takes::Type | Takes::Unit => None,
            Takes::Optional | Takes::Condition | Takes::Order | Takes::OrderedAxes | Takes::Arrays => None,
            Takes::Distance | Takes::StatementAxis | Takes::Lengths | Takes::ValueOrText | Takes::AskedType => None,
            Takes::Real { .. } | Takes::Word(_) => None,
        }
    }

    /// What stands for an argument that is left out, as it would be written; none where nothing could be written.
    fn default_text(self) -> Option<String> {
        match self {
            Takes::Value { default } | Takes::Number { default } | Takes::Integer { default, .. } => {
                default.map(|integer| integer.to_string())
            }
            Takes::Real { default } => Some(format!("{default:?}")),
            Takes::Flag => Some("False".to_owned()),
            Takes::Word(words) => Some(format!("\"{}\"", words[0])),
            Takes::Axes | Takes::Type | Takes::Unit | Takes::Optional | Takes::Order => Some("None".to_owned()),
            Takes::Condition => Some("True".to_owned()),
            Takes::Axis | Takes::Distance | Takes::StatementAxis | Takes::Lengths => None,
            Takes::ValueOrText | Takes::AskedType | Takes::OrderedAxes | Takes::Arrays => None,
        }
    }

    /// Whether the argument must be known when the program is compiled: a constant, or a number given by value.
    pub fn is_static(self) -> bool {
        !matches!(
            self,
            Takes::Value { .. }
                | Takes::Real { .. }
                | Takes::ValueOrText
                | Takes::Optional
                | Takes::Condition
                | Takes::Arrays
        )
    }
}

impl Parameter {
    pub fn is_required(&self) -> bool {
        !matches!(self.takes, Takes::Axis) && self.takes.default_text().is_none()
    }

    pub fn is_repeated(&self) -> bool {
        matches!(self.takes, Takes::Lengths | Takes::Order)
    }
}

impl Declaration {
    /// How it is called: a default after `=`, brackets around what may be left out and has none.
    pub fn signature(&self) -> String {
        let mut text = format!("{}(", self.name);
        for (i, parameter) in self.parameters.iter().enumerate() {
            let separator = if i == 0 { "" } else { ", " };
            text += &match parameter.takes.default_text() {
                Some(default) => format!("{separator}{}={default}", parameter.name),
                None if parameter.is_repeated() => format!("{separator}{}…", parameter.name),
                None if parameter.is_required() => format!("{separator}{}", parameter.name),
                None => format!("[{separator}{}]", parameter.name),
            };
        }
        text + ")"
    }

    pub fn names(&self) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        self.parameters.iter().map(|parameter| parameter.name)
    }

    /// The place of the parameter that stands for all arguments without a keyword from there on, if there is one.
    pub fn repeated(&self) -> Option<usize> {
        self.parameters.iter().position(Parameter::is_repeated)
    }

    /// The parameter that the first argument without a keyword stands for, of `count` such arguments.
    ///
    /// Alone it is the first that must be given, as in `arange(3)`, unless a keyword gives that one or one before it.
    pub fn first_place(&self, count: usize, has_keyword: impl Fn(&str) -> bool) -> usize {
        let first = self.parameters.iter().position(Parameter::is_required).unwrap_or(0);
        let is_given = self.parameters[..=first].iter().any(|parameter| has_keyword(parameter.name));
        if count == 1 && !is_given { first } else { 0 }
    }
}
