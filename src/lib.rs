//! Evaluates array expressions given as text: fused, in cache-sized blocks, on all cores, straight into your array.
//!
//! ```
//! use fusexpr::{evaluate, vars};
//! use ndarray::Array2;
//!
//! let (next, grid) = (Array2::<f64>::ones((300, 400)), Array2::<f32>::ones((300, 400)));
//! let mut out = Array2::<f64>::zeros((300, 400));
//! evaluate("next*D*dt + grid", &vars! { next, grid, D: 1.5, dt: 0.1 }, &mut out)?;
//! assert_eq!(out[[0, 0]], 1.0 * 1.5 * 0.1 + 1.0);
//! # Ok::<_, fusexpr::Error>(())
//! ```
//!
//! An expression has Python's syntax and NumPy 2's types and rounding. A program is one expression, or several
//! statements on lines of their own (or between `;`):
//!
//! ```
//! use fusexpr::{outputs, run, vars};
//!
//! let text = "mean = (left + right) / 2       # a temporary, as `mean` is no output
//!             next[1:-1] = mean[1:-1]         # a part of an output; the rest stays
//!             change = roll(next, 1) - next   # sees what has been assigned";
//! let (left, right) = ([1.0, 2.0, 3.0, 4.0], [3.0, 4.0, 5.0, 6.0]);
//! let (mut next, mut change) = ([9.0; 4], [0.0; 4]);
//! run(text, &vars! { left, right }, &mut outputs! { next, change })?;
//! assert_eq!((next, change), ([9.0, 3.0, 4.0, 9.0], [0.0, 6.0, -1.0, -5.0]));
//! # Ok::<_, fusexpr::Error>(())
//! ```
//!
//! It is compiled once for each combination of operand types, to instructions of the kind that [`Expr::explain`]
//! prints:
//!
//! ```text
//! "next*D*dt + grid"                                   text
//!   ── syntax ──▶   (+ (* (* next D) dt) grid)         tree: names and places
//!   ── compile ─▶   v1 = next·D, v2 = v1·dt, …         graph: types; equal values once, constants folded
//!              ─▶   multiply       r0  ← next, D       program: registers, fused instructions
//!                   multiply_add   out ← r0, dt, grid
//!   ── exec ────▶   block after block on all cores     every instruction a SIMD kernel over some hundred elements
//! ```
//!
//! Where to start:
//! - [`evaluate`], [`evaluate_in_place`], [`eval`] and [`run`] take the text and keep what they compiled in a shared
//!   cache;
//! - [`Expr`] is parsed once, takes [`Options`], and is `Send + Sync`;
//! - [`vars!`] and [`Vars`] name the operands: arrays and views of `ndarray`, slices, vectors, numbers;
//! - [`outputs!`] and [`Outputs`] name the outputs of a program of assignments;
//! - [`AnyArray`] holds a result whose type is known at run time only;
//! - [`operations`] lists all operators and functions, [`array_functions`] those of whole arrays: shifts,
//!   sequences, reductions;
//! - [`inspect`] shows what an expression is compiled to, where its time goes, and what types its results have;
//! - [`syntax`] is for programs that show expressions, read them line by line or translate them;
//! - [`Error`] says what is wrong and where.
//!
//! # Types
//! `bool i8 i16 i32 i64 u8 u16 u32 u64 f16 f32 f64 c64 c128` (and [dates](#dates)), mixed freely and promoted as NumPy
//! 2 does: i32 + f32 is f64, u8 + i8 is i16. Literals, constants (`pi e tau inf nan`) and numbers given by value are
//! *weak*: `2.5 * x` is f32 for an f32 array. Integers that are weak are exact, as Python's: `10**20 * x` is what it
//! says, up to 4,096 bits, and where one meets an integer type it must fit. Integers of arrays wrap; dividing them by
//! zero gives 0; floats round strictly, to the same bits on every processor, unless [`Options::contract`] allows
//! `a*b + c` to be rounded once. What is done with [`f16`](struct@f16) is computed in f32, and each operation's result
//! rounded to f16. Functions such as `exp` are within 1 ULP for all arguments ([`Operation::ulp`] tells,
//! `docs/accuracy.md` has what was measured); their last bit may differ between levels. Functions of floats take bool
//! and integers of 8 bits as f16, of 16 bits as f32, wider ones as f64.
//!
//! Complex numbers are [`Complex`]'s: `2j` is a literal, `z.real`, `z.imag`, `abs(z)` and `angle(z)` are floats, and
//! `complex(x, y)` makes one of two floats. A literal takes the precision of what it meets: `2j * x` is c64 for an f32
//! array. Functions have the branch cuts and special values of C99, and each part is within 4 ULP where its terms do
//! not cancel. Complex numbers have no order, unlike NumPy's: what needs one (`<`, `max`, `floor`, `//`) is a type
//! error.
//!
//! ```
//! use fusexpr::{c128, eval, vars};
//!
//! let t = ndarray::array![0.0, 0.25, 0.5];
//! let turned = eval::<c128>("(1 + 1j) * exp(2j*pi*t)", &vars! { t })?;
//! assert!((turned[1] - c128::new(-1.0, 1.0)).norm_sqr() < 1e-30);
//! # Ok::<_, fusexpr::Error>(())
//! ```
//!
//! # Dates
//! `datetime64[unit]` and `timedelta64[unit]` are NumPy's, in the units `Y M W D h m s ms us ns ps fs as`: 64-bit
//! integers that count from 1970, with NaT, which is to them what NaN is to floats. `datetime64("2024-05-01T12:30")`
//! and `timedelta64(90, "m")` are values, and with an array in the first place they convert it to a unit. A date and a
//! length of time give a date, two dates a length of time; lengths of time are added, multiplied by numbers and
//! divided. Where units differ, the shorter one is taken if 64 bits leave room for it; years and months have no length,
//! so that only dates leave them. What NumPy wraps, guesses or answers with False is an error: texts too far from 1970
//! for their unit, months as a mean number of days, a date as a length of time, `==` of a date and a number. `year
//! month day hour minute second weekday` (0 is Monday) are integers, `isnat` finds NaT.
//!
//! Arrays of integers become dates by [`Operand::view`], and results integers by [`AnyArray::view`]:
//!
//! ```
//! use fusexpr::{DType, Expr, Operand, TimeUnit, vars};
//!
//! let days = ndarray::array![19_844_i64, 19_845, 19_846]; // since 1970
//! let day = Operand::from(&days).view(DType::Datetime64(TimeUnit::Day))?;
//! let start = Expr::parse(r#"day + timedelta64(9, "h")"#)?.eval_any(&vars! { day })?;
//! assert_eq!(start.dtype(), DType::Datetime64(TimeUnit::Hour));
//! let hours = start.view(DType::I64).unwrap();
//! assert_eq!(hours.get::<i64>().unwrap().as_slice(), Some(&[476_265, 476_289, 476_313][..]));
//! # Ok::<_, fusexpr::Error>(())
//! ```
//!
//! # Slices, shifts and sequences
//! `x[1:-1, ::2, None]` is NumPy's basic indexing; bounds are constants, constant expressions or integers given by
//! value. `roll(x, k, axis=0)` is periodic; `shift(x, k, axis=0, mode="nearest")` gives element `i` the value
//! `x[i - k]`, and the mode decides what lies beyond the ends. Of an array of one axis `axis` may be left out.
//! `arange`, `linspace` and `index` (the place of an element along an axis) make numbers that are never stored as
//! arrays; so do `zeros(3, 4)`, `ones`, `full` and `random(3, 4, seed=1)`, whose numbers depend on the seed and their
//! place alone. (Where a shift of dates says nothing else, NaT enters.) All of these take any sub-expression, and none
//! copies an array.
//!
//! # Reductions
//! `sum prod min max ptp mean var std any all argmin argmax count_nonzero norm`, the same of what is not NaN (`nansum`,
//! …), `dot(x, y)` and the running `cumsum cumprod` stand anywhere in an expression, with `axis=` (an integer, a tuple,
//! `None`), `keepdims=`, `ddof=` and `dtype=` as in NumPy, and with its result types. Of no elements a sum is 0, a
//! product 1; an extreme of none is an error.
//!
//! ```
//! use fusexpr::{eval, vars};
//!
//! let x = ndarray::array![[1.0, 2.0, 3.0], [4.0, 6.0, 8.0]];
//! let y = eval::<f64>("(x - mean(x, axis=1, keepdims=True)) / max(x)", &vars! { x })?;
//! assert_eq!(y, ndarray::array![[-0.125, 0.0, 0.125], [-0.25, 0.0, 0.25]].into_dyn());
//! # Ok::<_, fusexpr::Error>(())
//! ```
//!
//! Floats are added along a tree that the shape alone fixes: in leaves of 1024 neighbours, 32 lanes each, and then in
//! pairs. A variance comes of one pass, of the means of leaves and the distances from them. The result has the same
//! bits for any number of threads, any level and any strides, and an error that grows with the logarithm of the number
//! of elements.

#![warn(missing_docs)]

mod array;
mod character;
mod compile;
mod element;
mod error;
mod evaluate;
mod exec;
pub mod inspect;
mod integer;
mod level;
mod math;
mod native;
mod ops;
mod options;
mod program;
mod recent;
mod shape;
mod span;
pub mod syntax;
mod tier;
mod time;

pub use array::{
    AnyArray, AsOperand, AsOutput, ByteOrder, NewOutput, Operand, Output, Outputs, ReadRows, Vars, WriteRows,
};
pub use character::{Byte, Char};
pub use compile::infer::suggest::written_here;
pub use compile::words::attributes;
pub use compile::{ArrayFunction, array_functions};
pub use element::{Casting, DType, Element, Kind, ParseCastingError, ParseDTypeError, Scalar, can_cast, promote};
pub use error::{BindError, CallbackError, Cause, CompileError, Error, ErrorKind, Report, SyntaxError};
pub use evaluate::{Expr, Stream, eval, evaluate, evaluate_in_place, run};
/// A float of 16 bits, the crate `half`'s: NumPy's `float16`.
pub use half::f16;
pub use level::{Level, ParseLevelError};
/// A complex number, the crate `num-complex`'s.
pub use num_complex::Complex;
pub use ops::{Operation, operations};
pub use options::{Options, Threads};
pub use tier::{ParseTierError, Tier};
pub use time::{Datetime, ParseTimeError, ParseUnitError, TimeUnit, Timedelta};

/// A complex number of two f32: NumPy's `complex64`.
#[allow(non_camel_case_types)]
pub type c64 = Complex<f32>;
/// A complex number of two f64: NumPy's `complex128`.
#[allow(non_camel_case_types)]
pub type c128 = Complex<f64>;

/// The README's examples, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
