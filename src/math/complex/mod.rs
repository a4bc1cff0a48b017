//! The functions of complex numbers, a family a file, made of the real ones.
//!
//! A function is scalar code without branches for the arguments that are common, and a `rare_` function for all: what
//! is not finite, what would over- or underflow on the way. Special values and branch cuts, with the signs of zeros,
//! are those of C99's Annex G. What cancels in one of the parts keeps its error ([`two_sum`](super::arithmetic), …) as
//! far as the opening comment of the family says.
//!
//! Functions of pairs of f32 are computed in f64 and rounded, but for those that are products of real functions
//! ([`hyperbolic`], exp): there f32 is as accurate, and half as long.
//!
//! [`arithmetic`]: products, quotients, absolute values. [`exponential`], [`logarithm`], [`root`] (with powers),
//! [`hyperbolic`] (with the trigonometric functions, which are the same with the axes exchanged), [`inverse`].

pub mod arithmetic;
pub mod exponential;
pub mod hyperbolic;
pub mod inverse;
pub mod logarithm;
pub mod part;
pub mod root;
