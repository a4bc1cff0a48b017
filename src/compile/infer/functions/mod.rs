//! Functions of whole arrays: shifts, sequences of numbers, arrays made of a shape, dates, reductions, and functions
//! of elements that are made of several operations.
//!
//! 1. [`declaration`] is what can be declared of a function, and [`parameters`] has the parameters that there are;
//! 2. [`arguments`] are those of a call, read as what their parameters take;
//! 3. [`moves`], [`sequences`], [`fill`] (with [`places`]), [`shapes`], [`joins`], [`sizes`], [`typed`], [`text`],
//!    [`time`], [`reduce`] (with [`means`], [`scans`] and [`softmax`]) and [`elements`] are what functions are made of;
//! 4. [`table`] has the functions, a row each, and [`reference`](mod@reference) shows them to users;
//! 5. [`call`] finds what a call means.

mod arguments;
mod call;
mod choices;
mod declaration;
mod elements;
mod fill;
mod joins;
mod means;
mod moves;
mod parameters;
mod places;
mod reduce;
mod reference;
mod scans;
mod search;
mod sequences;
mod shapes;
mod sizes;
mod softmax;
mod table;
mod text;
mod time;
mod typed;

pub(crate) use call::static_arguments;
pub(super) use call::{asks_for_shape, value_of_call};
pub(crate) use reference::array_function_named;
pub use reference::{ArrayFunction, array_functions};
