//! Integers that have no type yet, each once: literals, integers given by value, and what is computed of them.
//!
//! What is known is computed at once. Where an integer given by value takes part, the computation becomes a part of the
//! program, done when it is bound. (Had such values been compiled in, a loop that counts, `x + 2*i`, would compile a
//! program for each of its rounds: 20 µs instead of 0.4.)

use crate::element::{DType, Scalar};
use crate::integer::{Integer, NoInteger};
use crate::ops::{Exact, Op};
use crate::program::{Conversion, IntegerId, IntegerSource, Integers};
use std::collections::HashMap;

/// Index of a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConversionId(u32);

impl ConversionId {
    /// Position among the conversions.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An integer as a value of a type.
pub enum Converted {
    /// It is known.
    Known(Scalar),
    /// It is computed when the program is bound.
    Later(ConversionId),
}

/// What an operation on integers gives.
pub enum Computed {
    /// An integer.
    Integer(IntegerId),
    /// A value of a type.
    Value(DType, Converted),
}

/// The integers of a program, and the types that they meet.
#[derive(Clone, Debug, Default)]
pub struct IntegerGraph {
    all: Integers,
    known: HashMap<IntegerSource, IntegerId>,
    converted: HashMap<Conversion, ConversionId>,
}

impl IntegerGraph {
    /// An integer.
    pub fn add(&mut self, source: IntegerSource) -> IntegerId {
        let sources = &mut self.all.sources;
        *self.known.entry(source).or_insert_with_key(|source| {
            sources.push(source.clone());
            IntegerId(sources.len() as u32 - 1)
        })
    }

    /// The integer, if it is known.
    pub fn as_known(&self, integer: IntegerId) -> Option<&Integer> {
        match &self.all.sources[integer.index()] {
            IntegerSource::Known(value) => Some(value),
            IntegerSource::Input(_) | IntegerSource::Apply(..) => None,
        }
    }

    /// The result of an operation that takes integers of any size.
    pub fn apply(&mut self, op: Op, operands: &[IntegerId]) -> Result<Computed, NoInteger> {
        let body = op.row().exact.expect("the operation takes integers of any size");
        let values: Option<Vec<&Integer>> = operands.iter().map(|&x| self.as_known(x)).collect();
        if let Some(values) = values {
            return Ok(match body.compute(&values)? {
                Exact::Integer(value) => Computed::Integer(self.add(IntegerSource::Known(value))),
                Exact::Scalar(value) => Computed::Value(value.dtype(), Converted::Known(value)),
            });
        }
        let integer = self.add(IntegerSource::Apply(op, operands.into()));
        Ok(match body.dtype() {
            None => Computed::Integer(integer),
            Some(dtype) => Computed::Value(dtype, Converted::Later(self.conversion(integer, dtype))),
        })
    }

    /// An integer as a value of a type, unless it is known and does not fit.
    pub fn convert(&mut self, integer: IntegerId, dtype: DType) -> Option<Converted> {
        match self.as_known(integer) {
            Some(value) => Scalar::from_integer(value, dtype).map(Converted::Known),
            None => Some(Converted::Later(self.conversion(integer, dtype))),
        }
    }

    /// Has what is given by value compiled in where the integer turns out to be negative.
    pub fn expect_natural(&mut self, integer: IntegerId) {
        let one = self.add(IntegerSource::Known(Integer::ONE));
        let power = self.add(IntegerSource::Apply(Op::Power, [one, integer].into()));
        self.conversion(power, DType::Bool); // impossible of a negative one
    }

    fn conversion(&mut self, integer: IntegerId, dtype: DType) -> ConversionId {
        let conversions = &mut self.all.conversions;
        let conversion = Conversion { integer, dtype };
        *self.converted.entry(conversion).or_insert_with(|| {
            conversions.push(conversion);
            ConversionId(conversions.len() as u32 - 1)
        })
    }

    /// What a conversion is of.
    pub fn converted(&self, conversion: ConversionId) -> IntegerId {
        self.all.conversions[conversion.index()].integer
    }

    /// An integer as text.
    pub fn text(&self, integer: IntegerId, names: &[&str]) -> String {
        self.all.text(integer, names)
    }

    /// What is left to be computed when the program is bound: the conversions, and the integers that they need.
    pub fn program(&self) -> Integers {
        let Integers { sources, conversions } = &self.all;
        let mut is_needed = vec![false; sources.len()];
        conversions.iter().for_each(|conversion| is_needed[conversion.integer.index()] = true);
        for (i, source) in sources.iter().enumerate().rev() {
            if let (true, IntegerSource::Apply(_, operands)) = (is_needed[i], source) {
                operands.iter().for_each(|operand| is_needed[operand.index()] = true);
            }
        }
        let mut places = Vec::with_capacity(sources.len());
        let mut needed = Integers::default();
        for (source, is_needed) in sources.iter().zip(is_needed) {
            places.push(IntegerId(needed.sources.len() as u32));
            if is_needed {
                let mut source = source.clone();
                if let IntegerSource::Apply(_, operands) = &mut source {
                    operands.iter_mut().for_each(|operand| *operand = places[operand.index()]);
                }
                needed.sources.push(source);
            }
        }
        let moved = |conversion: &Conversion| Conversion { integer: places[conversion.integer.index()], ..*conversion };
        needed.conversions = conversions.iter().map(moved).collect();
        needed
    }
}
