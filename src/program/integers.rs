//! Arithmetic on integers given by value, done when a program is bound.
//!
//! Such integers have no type, and are exact, until they meet one. A pass reads their *conversions*, of a type each, so
//! a program need not be compiled anew for each value. What cannot be converted (an integer that does not fit, a power
//! too large) is left to the compiler, which then gets to know the values: it may still have an answer, as for
//! `u8_array < n`, and says what is wrong otherwise.

use crate::element::{DType, Scalar};
use crate::integer::Integer;
use crate::ops::{Exact, Op};
use std::borrow::Cow;

/// Index of an integer; operands come before what is made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IntegerId(pub u32);

impl IntegerId {
    /// Position among the integers.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where an integer comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum IntegerSource {
    /// It is known.
    Known(Integer),
    /// It is given by value, under the name of this position.
    Input(usize),
    /// It is computed, by an operation with an [`exact`](crate::ops::ExactBody) body; a truth value counts as 0 or 1.
    Apply(Op, Box<[IntegerId]>),
}

/// An integer, or what is computed of integers, as a value of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Conversion {
    /// The integer.
    pub integer: IntegerId,
    /// The type.
    pub dtype: DType,
}

/// The integers of a program and what they are converted to.
#[derive(Clone, Debug, Default)]
pub struct Integers {
    /// The integers.
    pub sources: Vec<IntegerSource>,
    /// Their conversions.
    pub conversions: Vec<Conversion>,
}

/// The values of integers and of their conversions; kept between calls.
#[derive(Debug, Default)]
pub struct IntegerValues {
    integers: Vec<Exact>,
    /// The conversions.
    pub conversions: Vec<Scalar>,
}

impl Integers {
    /// Computes all conversions from what is `given` by value; says whether all are possible.
    pub fn convert(&self, given: impl Fn(usize) -> Scalar, values: &mut IntegerValues) -> bool {
        values.integers.clear();
        values.conversions.clear();
        self.try_convert(given, values).is_some()
    }

    /// Whether all conversions are possible of what is `given` by value.
    pub fn can_convert(&self, given: impl Fn(usize) -> Scalar) -> bool {
        self.convert(given, &mut IntegerValues::default())
    }

    fn try_convert(&self, given: impl Fn(usize) -> Scalar, values: &mut IntegerValues) -> Option<()> {
        let IntegerValues { integers, conversions } = values;
        for source in &self.sources {
            integers.push(match source {
                IntegerSource::Known(value) => Exact::Integer(value.clone()),
                IntegerSource::Input(name) => Exact::Integer(given(*name).as_integer()?.into()),
                IntegerSource::Apply(op, operands) => {
                    let operand = |x: &IntegerId| integers[x.index()].as_integer();
                    let operands: Vec<Cow<'_, Integer>> = operands.iter().map(operand).collect::<Option<_>>()?;
                    let operands: Vec<&Integer> = operands.iter().map(Cow::as_ref).collect();
                    op.row().exact?.compute(&operands).ok()?
                }
            });
        }
        for &Conversion { integer, dtype } in &self.conversions {
            conversions.push(integers[integer.index()].converted(dtype)?);
        }
        Some(())
    }

    /// An integer as text: the name or the literal that it is, or how it is computed.
    pub fn text(&self, integer: IntegerId, names: &[&str]) -> String {
        /// Operations within each other beyond this are left out.
        const DEEPEST: usize = 4;
        self.text_to(integer, names, DEEPEST)
    }

    fn text_to(&self, integer: IntegerId, names: &[&str], depth: usize) -> String {
        match &self.sources[integer.index()] {
            IntegerSource::Known(value) => value.to_string(),
            IntegerSource::Input(name) => names[*name].to_owned(),
            IntegerSource::Apply(op, _) if depth == 0 => format!("{}(…)", op.mnemonic()),
            IntegerSource::Apply(op, operands) => {
                let operands: Vec<_> = operands.iter().map(|&x| self.text_to(x, names, depth - 1)).collect();
                format!("{}({})", op.mnemonic(), operands.join(", "))
            }
        }
    }
}
