//! The body of a loop: instructions over vectors, each value made once.
//!
//! A value stands for as many elements as the loop takes at a time, its *lanes*, in one register: a vector register, or
//! (with AVX-512) a mask register for truth values. Registers are chosen later, by [`super::body`].

use super::assembler::InstructionForm;
use crate::element::Elem;
use crate::level::Level;
use crate::ops::Fold;
use std::collections::HashMap;

/// Bytes of the vectors of a level.
pub fn vector_bytes(level: Level) -> usize {
    if has_masks(level) { 64 } else { 32 }
}

/// Whether a level has mask registers, with AVX-512.
pub fn has_masks(level: Level) -> bool {
    level == Level::V4
}

/// A value of the loop, by the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ValueId(pub u32);

impl ValueId {
    /// Its position among the values.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The registers that a value may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Vector registers.
    Vector,
    /// Mask registers, a bit an element.
    Mask,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueSource {
    /// The elements that a slot points to.
    Load {
        slot: u32,
        /// Whether they may be read again later: nothing writes to them.
        stays: bool,
    },
    /// One element for all lanes, which a slot points to.
    Scalar(u32),
    /// One element for all lanes of a row, which a slot points to.
    OfRow(u32),
    /// The same bits for all lanes.
    Constant(u64),
    /// What the instruction of this position makes.
    Instruction(u32),
    /// The lanes of the fold of this position, so far.
    Accumulator(u32),
}

impl ValueSource {
    /// Whether it is the same for all lanes, of a row at least.
    pub fn is_uniform(self) -> bool {
        matches!(self, ValueSource::Scalar(_) | ValueSource::OfRow(_) | ValueSource::Constant(_))
    }
}

/// What there is to know of a value.
#[derive(Clone, Copy, Debug)]
pub struct ValueFacts {
    pub class: Class,
    /// Bytes an element; of a mask 1.
    pub size: usize,
    pub source: ValueSource,
}

/// An instruction over vectors.
#[derive(Clone, Copy, Debug)]
pub struct VectorInstruction {
    pub form: InstructionForm,
    /// Bytes of the vectors: 16, 32 or 64.
    pub bytes: usize,
    pub operands: [Option<ValueId>; 3],
    /// The mask that says which lanes are written; those that are not are zero.
    pub mask: Option<ValueId>,
    pub immediate: Option<u8>,
    /// Whether the result takes the place of the first operand.
    pub is_tied: bool,
    pub result: ValueId,
}

/// What is done with a value, after the instructions before a position.
#[derive(Clone, Copy, Debug)]
pub enum Effect {
    /// Its elements go to where a slot points.
    Store(u32),
    /// It is joined to the lanes of the fold of this position.
    Fold(u32),
}

/// A fold over the lanes.
#[derive(Clone, Copy, Debug)]
pub struct LaneFold {
    pub fold: Fold,
    pub elem: Elem,
}

/// The body of a loop.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// Elements that are taken at a time.
    pub lanes: usize,
    pub values: Vec<ValueFacts>,
    pub instructions: Vec<VectorInstruction>,
    /// In the order of what they come after: how many instructions that are.
    pub effects: Vec<(u32, ValueId, Effect)>,
    pub folds: Vec<LaneFold>,
    /// Those that no instruction makes, by where they come from and the bytes of an element.
    leaves: HashMap<(ValueSource, usize), ValueId>,
}

impl Code {
    /// A loop that takes so many elements at a time.
    pub fn new(lanes: usize) -> Self {
        Self { lanes, ..Self::default() }
    }

    /// What is known of a value.
    pub fn facts(&self, value: ValueId) -> ValueFacts {
        self.values[value.index()]
    }

    /// Bytes of all lanes of elements of a size.
    pub fn bytes(&self, size: usize) -> usize {
        self.lanes * size
    }

    /// Bytes of the vector registers that hold elements of a size.
    pub fn register_bytes(&self, size: usize) -> usize {
        self.bytes(size).max(16)
    }

    fn add(&mut self, facts: ValueFacts) -> ValueId {
        self.values.push(facts);
        ValueId(self.values.len() as u32 - 1)
    }

    fn leaf(&mut self, source: ValueSource, size: usize) -> ValueId {
        if let Some(&value) = self.leaves.get(&(source, size)) {
            return value;
        }
        let value = self.add(ValueFacts { class: Class::Vector, size, source });
        self.leaves.insert((source, size), value);
        value
    }

    /// The elements that a slot points to.
    pub fn load(&mut self, slot: u32, size: usize, stays: bool) -> ValueId {
        self.leaf(ValueSource::Load { slot, stays }, size)
    }

    /// The element that a slot points to, for all lanes.
    pub fn scalar(&mut self, slot: u32, size: usize) -> ValueId {
        self.leaf(ValueSource::Scalar(slot), size)
    }

    /// The element that a slot points to, for all lanes of a row.
    pub fn of_row(&mut self, slot: u32, size: usize) -> ValueId {
        self.leaf(ValueSource::OfRow(slot), size)
    }

    /// The same bits for all lanes.
    pub fn constant(&mut self, bits: u64, size: usize) -> ValueId {
        let bits = if size == 8 { bits } else { bits & ((1 << (8 * size)) - 1) };
        self.leaf(ValueSource::Constant(bits), size)
    }

    /// The lanes of a new fold, so far.
    pub fn fold(&mut self, fold: LaneFold) -> (u32, ValueId) {
        let (number, size) = (self.folds.len() as u32, fold.elem.size());
        self.folds.push(fold);
        (number, self.add(ValueFacts { class: Class::Vector, size, source: ValueSource::Accumulator(number) }))
    }

    /// Adds an instruction; gives what it makes.
    pub fn instruction(
        &mut self,
        class: Class,
        size: usize,
        instruction: impl FnOnce(ValueId) -> VectorInstruction,
    ) -> ValueId {
        let source = ValueSource::Instruction(self.instructions.len() as u32);
        let value = self.add(ValueFacts { class, size, source });
        self.instructions.push(instruction(value));
        value
    }

    /// Does something with a value once all instructions so far have been.
    pub fn effect(&mut self, value: ValueId, effect: Effect) {
        self.effects.push((self.instructions.len() as u32, value, effect));
    }
}
