//! One operation of a program, and its encoding.
//!
//! An instruction is one 64-bit word, two if it has more than two operands, and three if it has more than five:
//!
//! ```text
//! head       op 8 | dtype 4 | destination 12 | operand 20 | operand 20
//! extension               4 |                  operand 20 | operand 20 | operand 20
//! ```
//!
//! The register of a second result stands where a further operand would. An operand is a 2-bit space and an 18-bit
//! index. 18 bits suffice for every constant and operand that fits a source of 1 MiB; 12 bits of destination limit the
//! values that are alive at once, which an order of evaluation that minimises them keeps far below. The last 256
//! registers stand for what is stored: a value that has been stored is read from there.

use crate::element::DType;
use crate::ops::{MAX_OPERANDS, Op};

/// Where an instruction's operand comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A block register.
    Register(u32),
    /// A scalar computed once a call, by the prologue.
    Scalar(u32),
    /// An element of an array, or a value of the caller's.
    Lane(u32),
    /// A constant of the pass.
    Constant(u32),
    /// What has been stored.
    Store(u32),
}

impl Operand {
    const INDEX_BITS: u32 = 18;
    const BITS: u32 = Self::INDEX_BITS + 2;
    /// The largest index that can be encoded.
    pub const MAX_INDEX: usize = (1 << Self::INDEX_BITS) - 1;

    fn encode(self) -> u64 {
        let (space, index) = match self {
            Operand::Register(index) => (0, index),
            Operand::Scalar(index) => (1, index),
            Operand::Lane(index) => (2, index),
            Operand::Constant(index) => (3, index),
            Operand::Store(index) => (0, index + Destination::MAX_REGISTERS as u32),
        };
        debug_assert!(index as usize <= Self::MAX_INDEX);
        space << Self::INDEX_BITS | u64::from(index)
    }

    fn decode(word: u64, position: u32) -> Self {
        let bits = word >> (position * Self::BITS);
        let index = (bits & Self::MAX_INDEX as u64) as u32;
        match bits >> Self::INDEX_BITS & 3 {
            0 if index as usize >= Destination::MAX_REGISTERS => {
                Operand::Store(index - Destination::MAX_REGISTERS as u32)
            }
            0 => Operand::Register(index),
            1 => Operand::Scalar(index),
            2 => Operand::Lane(index),
            _ => Operand::Constant(index),
        }
    }
}

/// Where an instruction's result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Destination {
    /// A register: of blocks in the body, of scalars in the prologue.
    Register(u32),
    /// What the store of this number writes.
    Store(u32),
}

impl Destination {
    /// How many registers can be encoded.
    pub const MAX_REGISTERS: usize = 0xf00;
    /// How many stores.
    pub const MAX_STORES: usize = 0x100;
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
    operands: [Operand; MAX_OPERANDS],
}

impl Instruction {
    /// An instruction; the number of operands must be the operation's.
    pub fn new(op: Op, dtype: DType, destination: Destination, given: &[Operand]) -> Self {
        assert_eq!(given.len(), op.arity(), "{op:?} has its operands");
        let mut operands = [Operand::Register(0); MAX_OPERANDS];
        operands[..given.len()].copy_from_slice(given);
        Self { op, dtype, destination, operands }
    }

    /// The same with the register of a second result, for an operation that has two.
    pub fn with_second(mut self, register: u32) -> Self {
        assert_eq!(self.op.results(), 2, "{:?} has a second result", self.op);
        self.operands[self.op.arity()] = Operand::Register(register);
        self
    }

    /// The operands.
    pub fn operands(&self) -> &[Operand] {
        &self.operands[..self.op.arity()]
    }

    /// The register of the second result.
    pub fn second(&self) -> Option<u32> {
        match self.operands.get(self.op.arity()) {
            Some(&Operand::Register(register)) if self.op.results() == 2 => Some(register),
            _ => None,
        }
    }

    /// The operands, and the second result if there is one.
    pub fn places(&self) -> &[Operand] {
        &self.operands[..places(self.op)]
    }
}

/// How many operands and second results an operation has.
fn places(op: Op) -> usize {
    op.arity() + op.results() - 1
}

/// How many words an operation's instructions have besides the first.
fn extensions(op: Op) -> usize {
    places(op).saturating_sub(2).div_ceil(3)
}

/// A sequence of encoded instructions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    words: Vec<u64>,
    instructions: usize,
}

impl Code {
    /// Appends an instruction.
    pub fn push(&mut self, instruction: &Instruction) {
        let destination = match instruction.destination {
            Destination::Register(register) => {
                debug_assert!((register as usize) < Destination::MAX_REGISTERS);
                u64::from(register)
            }
            Destination::Store(store) => {
                debug_assert!((store as usize) < Destination::MAX_STORES);
                u64::from(store) + Destination::MAX_REGISTERS as u64
            }
        };
        let operand = |i: usize| instruction.operands[i].encode() << (i as u32 % 2 * Operand::BITS);
        let head = (instruction.op as u64) << 56 | (instruction.dtype as u64) << 52 | destination << 40;
        self.words.push(head | operand(0) | operand(1));
        for extension in 0..extensions(instruction.op) {
            let operands = instruction.operands[2 + 3 * extension..].iter().take(3).zip(0..);
            self.words.push(operands.fold(0, |word, (operand, i)| word | operand.encode() << (i * Operand::BITS)));
        }
        self.instructions += 1;
    }

    /// How many instructions there are.
    pub fn len(&self) -> usize {
        self.instructions
    }

    /// How many bytes they take.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.words[..])
    }

    /// Decodes the instructions.
    pub fn iter(&self) -> impl Iterator<Item = Instruction> {
        let mut words = self.words.iter().copied();
        std::iter::from_fn(move || {
            let head = words.next()?;
            let op = Op::from_index((head >> 56) as usize).expect("the operation is in the table");
            let dtype = DType::from_index((head >> 52 & 0xf) as usize).expect("the type exists");
            let destination = (head >> 40 & 0xfff) as u32;
            let destination = match destination.checked_sub(Destination::MAX_REGISTERS as u32) {
                Some(store) => Destination::Store(store),
                None => Destination::Register(destination),
            };
            let mut operands = [Operand::Register(0); MAX_OPERANDS];
            for (i, operand) in operands[..2].iter_mut().enumerate() {
                *operand = Operand::decode(head, i as u32);
            }
            for extension in operands[2..].chunks_mut(3).take(extensions(op)) {
                let word = words.next().expect("an extension follows");
                for (i, operand) in extension.iter_mut().enumerate() {
                    *operand = Operand::decode(word, i as u32);
                }
            }
            Some(Instruction { op, dtype, destination, operands })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_is_lossless() {
        let spaces = [Operand::Lane, Operand::Scalar, Operand::Lane, Operand::Constant];
        let mut code = Code::default();
        let mut expected = Vec::new();
        for (i, &op) in Op::ALL.iter().enumerate() {
            let operands: Vec<_> =
                (0..op.arity()).map(|k| spaces[(i + k) % 4]((Operand::MAX_INDEX - i * 7 - k) as u32)).collect();
            let destination = match i % 3 {
                0 => Destination::Store(i as u32 % Destination::MAX_STORES as u32),
                _ => Destination::Register((Destination::MAX_REGISTERS - 1 - i) as u32),
            };
            let dtype = DType::ALL[i % DType::ALL.len()];
            let operands = match i % 5 {
                0 => vec![Operand::Register(i as u32); op.arity()],
                1 => vec![Operand::Store(i as u32 % 256); op.arity()],
                _ => operands,
            };
            expected.push(Instruction::new(op, dtype, destination, &operands));
            code.push(&expected[i]);
        }
        assert_eq!(code.iter().collect::<Vec<_>>(), expected);
        assert_eq!(code.len(), expected.len());
    }
}
