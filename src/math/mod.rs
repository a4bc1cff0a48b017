//! Vector math: the elementary and special functions of f32 and f64, a family a file.
//!
//! A function is scalar code without branches, always inlined, generic over the level; the loop around it becomes
//! vector code ([`crate::ops`]). Most functions hold for every argument. Where that would cost the others too much, an
//! `is_rare` names the arguments that they do not hold for, and a `rare_` function, scalar and the same for all
//! levels, computes those. [`arithmetic`] is what the families share: polynomials, choices, sums and products that
//! keep their error.
//!
//! [`half`] is the way between f32 and floats of 16 bits, of which nothing is computed.
//!
//! [`complex`] has the functions of complex numbers, made of these.
//!
//! Each family's opening comment has the derivation. Coefficients come from the scripts in `coefficients/`, which name
//! the command that runs them. `docs/accuracy.md` holds the errors found; `tests/accuracy` finds them.

mod arithmetic;
pub mod complex;
pub mod constant_power;
mod digamma;
mod error_function;
mod exponential;
mod far_angle;
mod float_parts;
mod gamma;
pub mod half;
mod hyperbolic;
mod inverse_hyperbolic;
mod inverse_normal;
mod inverse_trigonometric;
mod log_sum;
mod logarithm;
mod modified_bessel;
mod normal;
mod power;
mod remainder;
mod root;
mod trigonometric;

pub use arithmetic::choose;
pub use constant_power::ConstantPower;
pub use digamma::Digamma;
pub use error_function::ErrorFunction;
pub use exponential::Exponential;
pub use float_parts::FloatParts;
pub use gamma::Gamma;
pub use hyperbolic::Hyperbolic;
pub use inverse_hyperbolic::InverseHyperbolic;
pub use inverse_normal::InverseNormal;
pub use inverse_trigonometric::InverseTrigonometric;
pub use log_sum::LogSum;
pub use logarithm::Logarithm;
pub use modified_bessel::ModifiedBessel;
pub use normal::Normal;
pub use power::Power;
pub use remainder::Remainder;
pub use root::Root;
pub use trigonometric::Trigonometric;

/// The functions of all families.
pub trait Functions:
    ConstantPower
    + Digamma
    + ErrorFunction
    + Exponential
    + FloatParts
    + Gamma
    + Hyperbolic
    + InverseHyperbolic
    + InverseNormal
    + InverseTrigonometric
    + LogSum
    + Logarithm
    + ModifiedBessel
    + Normal
    + Power
    + Remainder
    + Root
    + Trigonometric
{
}

impl Functions for f32 {}
impl Functions for f64 {}
