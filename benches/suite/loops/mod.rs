//! The loops that one would write by hand for one expression alone.
//!
//! Each is compiled once a level, and the level is chosen at run time, as with the library's own kernels; so they show
//! what an evaluation costs, not what a compiler flag gains.

pub mod complex;
pub mod layouts;
pub mod stencils;
pub mod sums;
