//! The true values of the functions under test.
//!
//! [`DoubleDouble`](double_double::DoubleDouble) is arithmetic with 104 bits; each family of functions is a file with
//! the plainest formulas that keep some 90 of them. [`narrow`] has values for f32, in f64, and [`repaired`]
//! correctly rounded ones for f64. `constants.rs` is made by
//! `constants.py`.

mod bessel;
mod circle;
mod constants;
mod double_double;
mod error;
mod exponential;
mod gamma;
mod logarithm;
pub mod narrow;
mod normal;
mod real;
pub mod repaired;
mod roots;

pub use bessel::{i0, i1};
pub use circle::{arccos, arcsin, arctan, arctan2, cos, degrees, hypot, radians, sin, sinc, tan};
pub use error::{erf, erfc};
pub use exponential::{cosh, exp, exp2, exp10, expm1, sigmoid, sinh, tanh};
pub use gamma::{digamma, gamma, lgamma};
pub use logarithm::{arccosh, arcsinh, arctanh, log, log_to_base, log1p, log2, log10, logaddexp, logit, pow, softplus};
pub use normal::{erfcinv, erfinv, gelu, ndtr, ndtri};
pub use real::Real;
pub use roots::{cbrt, sqrt};
