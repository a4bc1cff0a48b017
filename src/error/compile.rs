//! What an expression has no meaning for.

use crate::element::{Casting, DType};
use crate::time::ParseTimeError;
use thiserror::Error;

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
    /// `np.linalg.norm(x, 1)`
    #[error("a norm has no order")]
    OrderOfNorm,
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
    #[error("`{function}` has no {parameter} {word:?}")]
    UnknownWord {
        /// The function.
        function: &'static str,
        /// The parameter, which takes one of some words.
        parameter: &'static str,
        /// The word that was given.
        word: String,
    },
    /// `select([x > 0], [x, y])`
    #[error("there are {conditions} conditions and {choices} choices")]
    NotAsMany {
        /// How many conditions there are.
        conditions: usize,
        /// How many arrays there are to choose from.
        choices: usize,
    },
    /// `searchsorted(a, x)` for a matrix `a`
    #[error("what is searched has one axis, not shape {shape}")]
    NotOneAxis {
        /// The array's shape.
        shape: String,
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
