//! The kinds of errors, one enum a stage.

use crate::dtype::{Casting, DType};
use crate::level::Level;
use thiserror::Error;

/// What went wrong, by stage.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not an expression.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The expression has no meaning for operands of these types.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The arrays do not fit the expression or each other.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The run was cancelled through the flag given in the options; the output's content is unspecified.
    #[error("the evaluation was cancelled; the output holds unspecified values")]
    Cancelled,
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
    /// `1.2.3`, `0x`, `1__0`, `007`
    #[error("`{text}` is not a number")]
    MalformedNumber {
        /// What was written, shortened.
        text: String,
    },
    /// `18446744073709551616`
    #[error("the integer {text} does not fit 64 bits; write it as a float, for instance 1e20")]
    IntegerTooLarge {
        /// What was written, shortened.
        text: String,
    },
    /// `` `a ``
    #[error("the name in backticks never ends")]
    UnclosedBacktick,
    /// ` `` `
    #[error("a name in backticks is empty")]
    EmptyName,
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
    /// An empty string.
    #[default]
    #[error("the expression is empty")]
    Empty,
    /// A source beyond 1 MiB.
    #[error("the source has {length} bytes; at most 1,048,576 are accepted")]
    SourceTooLong {
        /// Bytes in the source.
        length: usize,
    },
    /// More than 500 brackets within each other.
    #[error("brackets are nested more than 500 deep")]
    NestingTooDeep,
    /// More than a million names, numbers and operators.
    #[error("the expression has {nodes} nodes; at most 1,000,000 are accepted")]
    TooManyNodes {
        /// Nodes in the tree.
        nodes: usize,
    },
}

/// The expression has no meaning for operands of these types.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum CompileError {
    /// `sinn(x)`
    #[error("there is no function `{name}`")]
    UnknownFunction {
        /// The name that was called.
        name: String,
    },
    /// `x.imga`
    #[error("there is no attribute `.{name}`; arrays have `.real` and `.imag`")]
    UnknownField {
        /// The name after the dot.
        name: String,
    },
    /// `sqrt(x, y)`
    #[error("`{signature}` takes {expected}, {given} given")]
    WrongArgumentCount {
        /// The function with its parameters.
        signature: String,
        /// How many it takes.
        expected: String,
        /// How many were given.
        given: usize,
    },
    /// `round(x, digits=2)`
    #[error("`{signature}` has no parameter `{keyword}`")]
    UnknownKeyword {
        /// The function with its parameters.
        signature: String,
        /// The keyword that was given.
        keyword: String,
    },
    /// `clip(x, 0, min=1)`
    #[error("`{parameter}` of `{signature}` is given twice")]
    RepeatedArgument {
        /// The function with its parameters.
        signature: String,
        /// The parameter.
        parameter: String,
    },
    /// `1.5 & 2`, `True - False`
    #[error("{operation} is not defined for {operands}")]
    UnsupportedTypes {
        /// The operator or function.
        operation: String,
        /// The operands' types.
        operands: String,
    },
    /// `1 and 2`
    #[error("`{operator}` takes bool operands, not {dtype}")]
    NotBool {
        /// `and`, `or` or `not`
        operator: &'static str,
        /// The type that was found.
        dtype: DType,
    },
    /// `u8_array + 300`
    #[error("the integer {value} does not fit {dtype}")]
    IntegerDoesNotFit {
        /// The value.
        value: String,
        /// The type that the other operand asks for.
        dtype: DType,
    },
    /// `i ** -1` for integers
    #[error("an integer cannot be raised to the negative power {exponent}")]
    NegativeIntegerPower {
        /// The exponent.
        exponent: i64,
    },
    /// `x in (1, y)`
    #[error("the list after `in` may hold constants only")]
    NotConstant,
    /// `2j`
    #[error("complex numbers are not supported")]
    ComplexUnsupported,
    /// Writing an f64 result into an i32 array.
    #[error("a result of type {from} cannot be written into an output of type {to} under the casting rule `{casting}`")]
    CannotCast {
        /// The result's type.
        from: DType,
        /// The output's type.
        to: DType,
        /// The rule in force.
        casting: Casting,
    },
    /// An expression that needs too many blocks at the same time.
    #[error("the expression keeps more than {limit} intermediate values alive at once; split it")]
    TooManyLiveValues {
        /// How many there may be.
        limit: usize,
    },
}

/// The arrays do not fit the expression or each other.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum BindError {
    /// A name that is no variable.
    #[error("there is no variable `{name}`")]
    UnknownVariable {
        /// The name.
        name: String,
    },
    /// Operands of shapes (3,) and (4,).
    #[error("operands of shapes {left} and {right} cannot be broadcast together")]
    ShapeMismatch {
        /// Shape of the left operand.
        left: String,
        /// Shape of the right operand.
        right: String,
    },
    /// A (3,) result written into a (4,) output.
    #[error("a result of shape {result} cannot be written into an output of shape {output}")]
    OutputShape {
        /// The result's shape.
        result: String,
        /// The output's shape.
        output: String,
    },
    /// A result too large to address.
    #[error("the result's shape {shape} has more elements than memory can hold")]
    ShapeTooLarge {
        /// The shape.
        shape: String,
    },
    /// A value that does not fit the type that the expression needs.
    #[error("the integer {value} does not fit {dtype}")]
    IntegerDoesNotFit {
        /// The value.
        value: String,
        /// The type that the other operand asks for.
        dtype: DType,
    },
    /// A level asked for that this processor does not have.
    #[error("this processor has no instructions of level {level}")]
    LevelUnavailable {
        /// The level.
        level: Level,
    },
    /// A result of another type than the one asked for.
    #[error("the name of the array updated in place, `{name}`, is among the variables too")]
    TargetGivenTwice {
        /// The name.
        name: String,
    },
    /// A pool of threads could not be made.
    #[error("{threads} threads could not be started: {reason}")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the system said.
        reason: String,
    },
}
