//! The element types, their promotion and casting rules, and single values of any of them.
//!
//! - [`table`] is the one table of element types;
//! - [`dtype`] is what a user sees of them, [`elem`] how they are stored and computed, [`rust_types`] what is behind
//!   them;
//! - [`promote`](mod@promote) and [`cast`] are NumPy's rules;
//! - a [`scalar`] is one value.
//!
//! Types are neither assumed to be ordered nor to be real: what an operation accepts is a matter of its row in the
//! table of operations alone.

mod cast;
mod dtype;
mod elem;
mod promote;
mod rust_types;
mod scalar;
mod table;

pub use cast::{Casting, ParseCastingError, can_cast};
pub use dtype::{DType, Kind, ParseDTypeError};
pub(crate) use elem::{Elem, Family};
pub use promote::{promote, promote_all, promote_weak};
pub use rust_types::Element;
pub(crate) use rust_types::{rust_type, with_element_type};
pub use scalar::Scalar;
pub(crate) use scalar::Storage;
pub(crate) use table::for_each_element;
