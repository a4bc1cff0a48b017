//! One operation of a program.
//!
//! A sequence of instructions is a plain vector. (They once were packed into words of 8 bytes. Nothing ran those: a
//! program is linked once, into steps with a kernel and the numbers of its slots, so the encoding only limited how many
//! types, operations, registers and operands there may be.)

use crate::element::DType;
use crate::ops::{MAX_OPERANDS, Op};

/// Where an instruction's operand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Location {
    /// A block register.
    Register(u32),
    /// A scalar computed once a call, by the prologue.
    Scalar(u32),
    /// An element of an array, or a value of the caller's.
    Load(u32),
    /// A constant of the pass.
    Constant(u32),
    /// What has been stored: it is read from there.
    Store(u32),
}

/// Where an instruction's result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Destination {
    /// A register: of blocks in the body, of scalars in the prologue.
    Register(u32),
    /// What the store of this number writes.
    Store(u32),
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// What to do.
    pub op: Op,
    /// The type to compute in.
    pub dtype: DType,
    /// Where to put it.
    pub destination: Destination,
    /// As many as the operation has count, and behind them the register of a second result.
    locations: [Location; MAX_OPERANDS],
}

impl Instruction {
    /// An instruction; the number of operands must be the operation's.
    pub fn new(op: Op, dtype: DType, destination: Destination, operands: &[Location]) -> Self {
        assert_eq!(operands.len(), op.arity(), "{op:?} has its operands");
        let mut locations = [Location::Register(0); MAX_OPERANDS];
        locations[..operands.len()].copy_from_slice(operands);
        Self { op, dtype, destination, locations }
    }

    /// The same with the register of a second result, for an operation that has two.
    pub fn with_second(mut self, register: u32) -> Self {
        assert_eq!(self.op.results(), 2, "{:?} has a second result", self.op);
        self.locations[self.op.arity()] = Location::Register(register);
        self
    }

    /// The operands.
    pub fn operands(&self) -> &[Location] {
        &self.locations[..self.op.arity()]
    }

    /// The register of the second result.
    pub fn second(&self) -> Option<u32> {
        match self.locations.get(self.op.arity()) {
            Some(&Location::Register(register)) if self.op.results() == 2 => Some(register),
            _ => None,
        }
    }

    /// The operands, and the second result if there is one.
    pub fn locations(&self) -> &[Location] {
        &self.locations[..self.op.arity() + self.op.results() - 1]
    }
}
