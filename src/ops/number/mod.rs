//! What the element types can do, one method an operation whose meaning differs between types.
//!
//! [`capability`] has the traits, [`convert`] the way from each type to all; then there is a file a family:
//! [`boolean`], [`integer`], [`half`], [`float`], [`complex`], [`time`].
//!
//! All methods are scalar and, where the hardware allows it, free of branches, so that a loop around them
//! vectorises. Choices go through [`Value::choose`].

mod boolean;
mod capability;
mod complex;
mod convert;
mod float;
mod half;
mod integer;
mod time;

pub use capability::{
    Adjacent, Analytic, Bits, Field, Integer, Magnitude, Number, Ordered, Real, Ring, Rounded, Value,
};
pub use convert::HasParts;
pub use time::{Dated, Span, Time};
