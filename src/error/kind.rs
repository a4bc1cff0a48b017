//! The kinds of errors, one enum a stage.
//!
//! The documentation of each kind is an input that causes it. Kinds hold what they speak of whole, for programs that
//! look at them; only messages are shortened. A kind belongs to the stage that finds it, even if another stage could
//! have: one enumeration for all would not say whether the text, the types or the arrays have to be mended.

use super::cause::Cause;
use super::compile_kind::CompileError;
use super::shorten::shorten;
use crate::element::DType;
use crate::level::Level;
use std::fmt;
use thiserror::Error;

/// What went wrong, by stage.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not an expression: `a +`
    Syntax(SyntaxError),
    /// The expression has no meaning for operands of these types: `x & 1` for floats `x`
    Compile(CompileError),
    /// The arrays do not fit the expression or each other: `x + y` for an `x` of three elements and a `y` of four
    Bind(BindError),
    /// The flag given to [`Options::cancel`](crate::Options::cancel) was set before the run ended; what outputs hold is
    /// unspecified.
    Cancelled,
}

impl fmt::Display for ErrorKind {
    /// The message, in which what is long is shortened.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = match self {
            ErrorKind::Syntax(error) => error.to_string(),
            ErrorKind::Compile(error) => error.to_string(),
            ErrorKind::Bind(error) => error.to_string(),
            ErrorKind::Cancelled => {
                return f.write_str("the evaluation was cancelled; the output holds unspecified values");
            }
        };
        f.write_str(&shorten(&message))
    }
}

impl std::error::Error for ErrorKind {}

impl From<SyntaxError> for ErrorKind {
    fn from(error: SyntaxError) -> Self {
        ErrorKind::Syntax(error)
    }
}

impl From<CompileError> for ErrorKind {
    fn from(error: CompileError) -> Self {
        ErrorKind::Compile(error)
    }
}

impl From<BindError> for ErrorKind {
    fn from(error: BindError) -> Self {
        ErrorKind::Bind(error)
    }
}

/// The text is not an expression.
#[derive(Clone, Debug, Default, PartialEq, Error)]
#[non_exhaustive]
pub enum SyntaxError {
    /// `a $ b`
    #[error("unexpected character `{}`", character.escape_debug())]
    UnexpectedCharacter {
        /// The character.
        character: char,
    },
    /// `a && b`, `import numpy`, `x.mean()`
    #[error("the language has no {what}")]
    Absent {
        /// What was written, in backticks, or what it is: lists, methods.
        what: String,
    },
    /// `1.2.3`, `0x`, `1__0`, `007`
    #[error("`{text}` is not a number")]
    MalformedNumber {
        /// What was written.
        text: String,
    },
    /// `1000…`, an integer of more than 1,233 digits
    #[error("the integer {text} has more than 4,096 bits; write it as a float, for instance 1e20")]
    IntegerTooLarge {
        /// What was written.
        text: String,
    },
    /// `` `a ``
    #[error("the name in backticks never ends")]
    UnclosedBacktick,
    /// ` `` `
    #[error("a name in backticks is empty")]
    EmptyName,
    /// `shift(x, 1, mode="wrap`
    #[error("the text in quotes does not end on its line")]
    UnclosedText,
    /// `b"naïve"`
    #[error("a text of bytes, `b\"…\"`, can only contain ASCII characters")]
    NotAscii,
    /// `a + 1 = b`
    #[error("this cannot be assigned to")]
    InvalidTarget,
    /// `a + 1; b`
    #[error("the value of this expression goes nowhere; only the last statement is the result")]
    LostValue,
    /// `(a + b`
    #[error("`{bracket}` is never closed")]
    UnclosedBracket {
        /// The bracket that was opened.
        bracket: char,
    },
    /// `a +`
    #[error("the expression ends where {expected} was expected")]
    UnexpectedEnd {
        /// What could have followed.
        expected: &'static str,
    },
    /// `a b`
    #[error("expected {expected}, found `{text}`")]
    UnexpectedToken {
        /// What was found.
        text: String,
        /// What could have stood there.
        expected: &'static str,
    },
    /// A text of blanks and comments only
    #[default]
    #[error("the expression is empty")]
    Empty,
    /// `a + a + …`, of more than 1,048,576 bytes
    #[error("the source has {length} bytes; at most 1,048,576 are accepted")]
    SourceTooLong {
        /// Bytes in the source.
        length: usize,
    },
    /// `((((…))))`, of more than 500 brackets within each other
    #[error("brackets are nested more than 500 deep")]
    NestingTooDeep,
    /// `a+a+…`, of more than a million names, numbers and operators
    #[error("the expression has {nodes} nodes; at most 1,000,000 are accepted")]
    TooManyNodes {
        /// Nodes in the tree.
        nodes: usize,
    },
}

/// The arrays do not fit the expression or each other.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum BindError {
    /// `x + z` where no `z` is among the variables
    #[error("there is no variable `{name}`")]
    UnknownVariable {
        /// The name.
        name: String,
    },
    /// `x + y` for an `x` of three elements and a `y` of four
    #[error("operands of shapes {left} and {right} cannot be broadcast together")]
    ShapeMismatch {
        /// Shape of the left operand.
        left: String,
        /// Shape of the right operand.
        right: String,
    },
    /// `Operand::from(&x).view(DType::Datetime64(unit))` for floats `x`
    #[error("elements of type {from} cannot be seen as {to}; 64-bit integers, dates and lengths of time can")]
    View {
        /// The elements' type.
        from: DType,
        /// The type asked for.
        to: DType,
    },
    /// What [`ReadRows`](crate::ReadRows) or [`WriteRows`](crate::WriteRows) report: a file that has shrunk while its
    /// rows were read
    #[error("{cause}")]
    Rows {
        /// What is wrong, and where.
        cause: Cause,
    },
    /// `cumsum(x, axis=0)` of an `x` that [`Expr::stream`](crate::Expr::stream) reads row by row
    #[error("this cannot be computed row by row: {reason}")]
    NotByRows {
        /// Why not.
        reason: String,
    },
    /// `evaluate("x + 1", …, &mut out)` for an `x` of three elements and an `out` of four
    #[error("a result of shape {result} cannot be written into an output of shape {output}")]
    OutputShape {
        /// The result's shape.
        result: String,
        /// The output's shape.
        output: String,
    },
    /// `u[1:3] = x` for an `x` of three elements
    #[error("a value of shape {result} cannot be written into a part of shape {part}")]
    PartShape {
        /// The value's shape.
        result: String,
        /// The part's shape.
        part: String,
    },
    /// `x + 1` in a call that asks for the outputs by name
    #[error("there is no output for the result of this expression")]
    LostResult,
    /// `y = x + 1` in a call that asks for the result
    #[error("the program has no result: its last statement is an assignment")]
    NoResult,
    /// An output `nxt` of a program that assigns to `next`
    #[error("the program assigns nothing to the output `{name}`")]
    UnassignedOutput {
        /// The output's name.
        name: String,
    },
    /// `x = x + 1` where `x` is among the variables, and not an output
    #[error("`{name}` is a variable, which cannot be assigned to")]
    AssignedVariable {
        /// The name.
        name: String,
    },
    /// `a = b; b = a`
    #[error("`{name}` is read before it is assigned to")]
    ReadBeforeAssigned {
        /// The name.
        name: String,
    },
    /// `x + 1` for an `x` of more than 64 axes
    #[error("`{name}` has {rank} axes; at most 64 are accepted")]
    TooManyAxes {
        /// The array's name.
        name: String,
        /// How many it has.
        rank: usize,
    },
    /// `cumsum(x)` for an `x` so large that there is no memory for the temporary that it takes
    #[error("there is no memory for {bytes} bytes of intermediate values")]
    OutOfMemory {
        /// How many were asked for.
        bytes: usize,
    },
    /// A pointer to an array of two axes, with one stride.
    #[error("an array of {axes} axes needs as many strides, not {strides}")]
    StrideCount {
        /// How many axes there are.
        axes: usize,
        /// How many strides.
        strides: usize,
    },
    /// A pointer to an output of shape (3,) whose stride is 0.
    #[error("elements of an output of shape {shape} with strides of {strides} bytes share memory")]
    OverlappingElements {
        /// The output's shape.
        shape: String,
        /// Its strides in bytes.
        strides: String,
    },
    /// Pointers to two outputs that are parts of one array, and not apart.
    #[error("the outputs `{first}` and `{second}` share memory")]
    OverlappingOutputs {
        /// The name of one.
        first: String,
        /// The name of the other.
        second: String,
    },
    /// A caller of [`Expr::eval_with`](crate::Expr::eval_with) who has no memory for a result
    #[error("{cause}")]
    Allocation {
        /// What the caller says.
        cause: Cause,
    },
    /// A caller of [`Expr::eval_with`](crate::Expr::eval_with) who gives an output of type f32 where f64 is asked for
    #[error("the output `{name}` is to be {asked}, not {given}")]
    OtherOutput {
        /// The output's name.
        name: String,
        /// The type and shape that were asked for.
        asked: String,
        /// Those that were given.
        given: String,
    },
    /// A caller of [`Expr::eval_all_with`](crate::Expr::eval_all_with) who is asked for two outputs and gives one
    #[error("the program has {asked} outputs, and {given} were given")]
    OutputCount {
        /// How many were asked for.
        asked: usize,
        /// How many were given.
        given: usize,
    },
    /// `x[:, None] * x` for an `x` of 10¹² elements
    #[error("the result's shape {shape} has more elements than memory can hold")]
    ShapeTooLarge {
        /// The shape.
        shape: String,
    },
    /// Any evaluation where the environment variable `FUSEXPR_LEVEL` is `v5`, which is no level
    #[error("FUSEXPR_LEVEL: {reason}")]
    UnknownLevel {
        /// What is wrong with it.
        reason: String,
    },
    /// Any evaluation where the environment variable `FUSEXPR_TIER` is `jit`, which is no tier
    #[error("FUSEXPR_TIER: {reason}")]
    UnknownTier {
        /// What is wrong with it.
        reason: String,
    },
    /// `Options::new().level(Level::V4)` on a processor without AVX-512
    #[error("this processor has no instructions of level {level}")]
    LevelUnavailable {
        /// The level.
        level: Level,
    },
    /// `Options::new().threads(Threads::Exactly(0))`
    #[error("an evaluation by a pool of no threads was asked for")]
    NoThreads,
    /// `Options::new().block_len(0)`
    #[error("blocks of {elements} elements were asked for; they have from 1 to 1,048,576")]
    BlockLength {
        /// The length that was asked for.
        elements: usize,
    },
    /// `evaluate_in_place` with a target `next` that is among the variables too
    #[error("the name of the array updated in place, `{name}`, is among the variables too")]
    TargetGivenTwice {
        /// The name.
        name: String,
    },
}
