//! The kinds of errors, one enum a stage.
//!
//! The documentation of each kind is an input that causes it. Kinds hold what they speak of whole, for programs that
//! look at them; only messages are shortened. A kind belongs to the stage that finds it, even if another stage could
//! have: one enumeration for all would not say whether the text, the types or the arrays have to be mended.

use super::cause::Cause;
use super::shorten::shorten;
use crate::element::{Casting, DType};
use crate::level::Level;
use crate::time::ParseTimeError;
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
    #[error(
        "there is no attribute `.{name}`; arrays have `.real`, `.imag`, `.T`, `.shape`, `.size`, `.ndim` and `.dtype`"
    )]
    UnknownField {
        /// The name after the dot.
        name: String,
    },
    /// `np.pie`
    #[error("there is no constant or type `{name}`")]
    UnknownInModule {
        /// The name after the dot.
        name: String,
    },
    /// `x.arange()`
    #[error("`{name}` is no method of an array")]
    NoMethod {
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
    /// `name == "naïve"` of bytes
    #[error("the text {text:?} is no text of bytes, as it has characters that are not ASCII")]
    NotBytes {
        /// The text.
        text: String,
    },
    /// `contains(x, y)` of texts of a thousand characters
    #[error("texts of up to {first} and {second} characters are too long for a search of one in the other")]
    TextsTooLong {
        /// The characters of the text that is searched.
        first: usize,
        /// The characters of the text that is looked for.
        second: usize,
    },
    /// `short = "a long text"`
    #[error("a text of up to {width} characters does not fit where there is room for {room}")]
    TextTooLong {
        /// Its characters.
        width: usize,
        /// Those that there is room for.
        room: usize,
    },
    /// `timedelta64(5, "Y") + timedelta64(1, "D")`
    #[error("{from} and {to} have no conversion: {reason}")]
    NoConversion {
        /// The type of one.
        from: DType,
        /// The type of the other, or the one asked for.
        to: DType,
        /// Why not.
        reason: &'static str,
    },
    /// `datetime64(5)`
    #[error("a number becomes a {dtype} only with a unit")]
    NoUnit {
        /// The type.
        dtype: DType,
    },
    /// `timedelta64(5, "q")`
    #[error("there is no unit of time `{name}`")]
    UnknownUnit {
        /// What was given.
        name: String,
    },
    /// `datetime64("2024-13")`
    #[error("\"{text}\" is no date: {reason}")]
    NotADate {
        /// The text.
        text: String,
        /// What is wrong with it.
        reason: ParseTimeError,
    },
    /// `timedelta64("5 s")`
    #[error("\"{text}\" is no length of time; write the number and its unit, `timedelta64(5, \"s\")`")]
    NotALengthOfTime {
        /// The text.
        text: String,
    },
    /// `1 and 2`
    #[error("`{operator}` takes bool operands, not {dtype}")]
    NotBool {
        /// `and`, `or` or `not`
        operator: &'static str,
        /// The type that was found.
        dtype: DType,
    },
    /// `u8_array + 300`, or `u8_array + n` with an `n` of 300 given by value
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
        exponent: String,
    },
    /// `2**5000`, where no float takes part
    #[error("this is an integer of more than 4,096 bits")]
    IntegerTooLarge,
    /// `shift(x, mode="wrap")`
    #[error("`{signature}` needs `{parameter}`")]
    MissingArgument {
        /// The function with its parameters.
        signature: String,
        /// The parameter.
        parameter: String,
    },
    /// `x[x > 0] + 1`
    #[error("a condition is an index only directly inside a reduction of all elements, `mean(x[x > 0])`")]
    ConditionAsIndex,
    /// `transpose(x, (0, 1))` for an `x` of three axes
    #[error("{given} axes are given where there are {rank}")]
    AxesLeftOut {
        /// How many there are.
        given: usize,
        /// How many there should be.
        rank: usize,
    },
    /// `squeeze(x, axis=0)` for an `x` of shape (2, 1)
    #[error("axis {axis} has length {length}, and only one of length 1 can be left out")]
    AxisIsLong {
        /// The axis.
        axis: usize,
        /// Its length.
        length: usize,
    },
    /// `concatenate(x)`
    #[error("a list of arrays is needed here")]
    NotAList,
    /// `reshape(x, 5)` for an `x` of six elements
    #[error("an array of shape {shape} has not as many elements as one of shape {asked}")]
    NoSuchShape {
        /// The array's shape.
        shape: String,
        /// What was asked for.
        asked: String,
    },
    /// `[[1, 2], [3]]`
    #[error("the rows of an array are all of one length")]
    Ragged,
    /// `sqrt("x")`
    #[error("a value is needed here, not {found}")]
    NotAValue {
        /// What was found: a text, a tuple or None.
        found: &'static str,
    },
    /// `x[y]` for an array `y`, `x[1.5]`
    #[error("{what} must be an integer that is known beforehand")]
    NotAnInteger {
        /// What it is used as.
        what: &'static str,
    },
    /// `x[:10**40]`
    #[error("{what} is larger than any array")]
    IntegerOutOfRange {
        /// What it is used as.
        what: &'static str,
    },
    /// `arange(y)` for an array `y`
    #[error("this must be a number that is known beforehand")]
    NotAConstant,
    /// `x[7]` for an `x` of 5 elements
    #[error("index {index} is out of range for axis {axis} of length {length}")]
    IndexOutOfRange {
        /// The index.
        index: String,
        /// The axis.
        axis: usize,
        /// Its length.
        length: usize,
    },
    /// `x[0, 0]` for an `x` of one axis
    #[error("an array of shape {shape} has not as many axes as there are indices, {given}")]
    TooManyIndices {
        /// How many there are.
        given: usize,
        /// The array's shape.
        shape: String,
    },
    /// `x[None, None, …]`
    #[error("an array of {rank} axes; at most 64 are accepted")]
    TooManyAxes {
        /// How many there would be.
        rank: usize,
    },
    /// `x[..., 0, ...]`
    #[error("`...` can stand only once in an index")]
    TwoEllipses,
    /// `x[::0]`
    #[error("a step of 0 leads nowhere")]
    ZeroStep,
    /// `roll(x, 1, axis=2)` for an `x` of two axes
    #[error("there is no axis {axis} in an array of rank {rank}")]
    AxisOutOfRange {
        /// The axis.
        axis: String,
        /// How many axes there are.
        rank: usize,
    },
    /// `shift(x, 1, mode="warp")`
    #[error("there is no mode {name:?} for what lies beyond the ends")]
    UnknownMode {
        /// The mode that was given.
        name: String,
    },
    /// `shift(x, 1, value=y)` for an array `y`
    #[error("one value is needed here, not an array of shape {shape}")]
    NotOneValue {
        /// The array's shape.
        shape: String,
    },
    /// `sum(x, axis=(0, 0))`
    #[error("axis {axis} is given twice")]
    RepeatedAxis {
        /// The axis.
        axis: usize,
    },
    /// `sum(x, keepdims=2)`
    #[error("True or False is needed here")]
    NotTrueOrFalse,
    /// `sum(x, dtype=f65)`
    #[error("there is no element type `{name}`")]
    UnknownType {
        /// The name that was given.
        name: String,
    },
    /// `min(x)` for an empty `x`
    #[error("there are no elements to compare")]
    NothingToCompare,
    /// `argmin(x, axis=(0, 1))`
    #[error("it goes along one axis, or through the whole array")]
    OneAxisOnly,
    /// `dot(x, y)` for a matrix `x`
    #[error("`dot` takes two vectors, not arrays of shapes {left} and {right}")]
    NotVectors {
        /// Shape of the first.
        left: String,
        /// Shape of the second.
        right: String,
    },
    /// `linspace(0, 1, -2)`, `arange(1e30)`
    #[error("there is no sequence of such a length")]
    LengthOutOfRange,
    /// `t = a + b` where nothing reads `t` and no output has its name
    #[error("the value of `{name}` is never used")]
    UnusedName {
        /// The name.
        name: String,
    },
    /// `roll(roll(x, 1)*x, 2) + …`, of hundreds of shifts of different distances within each other
    #[error("the program falls into more than {limit} pieces at the edges of its shifts and slices")]
    TooManyPieces {
        /// How many there may be.
        limit: usize,
    },
    /// `t = shift(t, 1) + … + shift(t, 500)` over and over: thousands of values, each read at hundreds of places
    #[error(
        "the program computes more than {limit} values, all places counted at which its shifts and slices read them"
    )]
    TooManyValues {
        /// How many there may be.
        limit: usize,
    },
    /// `x in (1, y)`
    #[error("the list after `in` may hold constants only")]
    NotConstant,
    /// `evaluate("x / 2", …, &mut out)` for an `out` of i32
    #[error("a result of type {from} cannot be written into an output of type {to} under the casting rule `{casting}`")]
    CannotCast {
        /// The result's type.
        from: DType,
        /// The output's type.
        to: DType,
        /// The rule in force.
        casting: Casting,
    },
    /// `f(a1, …) + (f(a2, …) + (…))`, of so many operands that thousands of values wait for their turn
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
