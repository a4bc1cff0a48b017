//! Looks into expressions: [`explain`] shows what became of one, [`profile`] measures where its time goes; both also as
//! [`json`].

mod explain;
mod expr;
mod json;
mod profile;

pub use explain::{Explanation, Spec};
pub(crate) use explain::{Parsed, Updated};
pub use profile::Profile;
