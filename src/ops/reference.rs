//! The table as users see it.

use crate::element::DType;
use crate::ops::Op;
use crate::ops::operation::Outcome;

/// An operation of the language: an operator or a function.
///
/// ```
/// use fusexpr::{DType, operations};
///
/// let clip = operations().find(|operation| operation.name() == "clip").unwrap();
/// assert_eq!(clip.signature(), "clip(x, min, max)");
/// assert_eq!(clip.doc(), "x limited to the range from min to max.");
/// assert!(clip.types().any(|dtype| dtype == DType::I16));
/// assert_eq!(clip.result(DType::I16), DType::I16);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation(Op);

/// All operations, in the order of the reference: arithmetic, bits, comparison, extremes, rounding, functions,
/// conversions.
pub fn operations() -> impl Iterator<Item = Operation> {
    Op::ALL.iter().filter(|op| op.row().is_called()).map(|&op| Operation(op))
}

impl Operation {
    /// The name that it can be called by.
    pub fn name(self) -> &'static str {
        self.0.mnemonic()
    }

    /// Other names, and the symbol of an operator.
    pub fn aliases(self) -> &'static [&'static str] {
        &self.0.row().names[1..]
    }

    /// What it computes.
    pub fn doc(self) -> &'static str {
        self.0.row().doc
    }

    /// The parameters' names.
    pub fn parameters(self) -> &'static [&'static str] {
        self.0.row().parameters
    }

    /// How it is called.
    pub fn signature(self) -> String {
        self.0.signature()
    }

    /// The accuracy promised, in units in the last place, for all arguments and at every level. 0.5 is the correctly
    /// rounded result, the same bits on every processor. Two functions have exceptions: a power near overflow or
    /// underflow may be off by 2, and where the terms of `logaddexp` cancel, the unit is that of the greater operand.
    ///
    /// Of complex numbers sums, products and conversions are as of floats. Of other operations each part is within 4 in
    /// its own last place, where its terms do not cancel; but not of powers, which are products, or off by the size of
    /// their logarithm.
    pub fn ulp(self) -> f32 {
        self.0.row().ulp
    }

    /// The types it computes in; operands of others are converted, or refused.
    pub fn types(self) -> impl Iterator<Item = DType> {
        // The compiler alone converts characters.
        let is_conversion = matches!(self.0.row().outcome, Outcome::Is(_));
        self.0.row().domain.loops().filter(move |dtype| !(is_conversion && dtype.is_text()))
    }

    /// The type of parameter `i` when it computes in `dtype`.
    pub fn parameter(self, i: usize, dtype: DType) -> DType {
        self.0.operand(i, dtype)
    }

    /// The result's type when it computes in `dtype`.
    pub fn result(self, dtype: DType) -> DType {
        self.0.result(dtype)
    }
}
