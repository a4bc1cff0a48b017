//! Gives every node of the tree its type, shape and meaning, and builds the graph of arrays.
//!
//! A value is a node of the graph and whether it is *weak*: literals, constants and scalars given by value take the
//! type of what they meet, as long as their kind is not higher; operators keep weak operands weak, functions do
//! not, both as in Python with NumPy.
//!
//! 1. [`context`] is a value, and what is known while values are made;
//! 2. [`statements`] goes through the statements, and is where inference begins;
//! 3. [`expression`] has the nodes of the tree one by one, [`index`] the subscripts, of which
//!    [`choose`] has the conditions, [`attribute`] what stands behind a
//!    point, [`call`] the calls, whose arguments [`matching`] finds,
//!    [`written`] the arrays that are written out;
//! 4. [`functions`] has the functions of whole arrays: shifts, sequences, arrays made of a shape, reductions;
//! 5. [`types`] has the operations, with [`compare`] and [`power`] for those that become others, [`integers`] for
//!    integers that no type holds yet, [`times`] for dates, and [`known`] for numbers that must be known;
//! 6. [`suggest`] says what may have been meant by a name that is not known.

mod attribute;
mod call;
mod choose;
mod compare;
mod context;
mod expression;
mod functions;
mod index;
mod integers;
mod known;
mod lookup;
mod matching;
mod power;
mod statements;
pub(crate) mod suggest;
mod texts;
mod times;
mod types;
mod written;

pub use functions::{ArrayFunction, array_functions};
pub(crate) use functions::{array_function_named, static_arguments};
pub use statements::{infer, infer_with_values};
