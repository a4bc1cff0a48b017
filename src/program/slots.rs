//! The meaning of slots: which pointer stands where in the table that a thread works with.

use crate::program::{Location, Pass};

/// Where the pointers to a pass's values stand in the table that a thread works with.
///
/// ```text
/// block registers | stores | scalar registers | constants | loads | folds
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Slots {
    /// The first store's block.
    pub stores: usize,
    /// The first scalar register.
    pub scalars: usize,
    /// The first constant.
    pub constants: usize,
    /// The first load.
    pub loads: usize,
    /// The first of the places that folds go to, which no step reads.
    pub folds: usize,
    /// How many there are.
    pub count: usize,
}

impl Slots {
    /// Those of a pass.
    pub fn new(pass: &Pass) -> Self {
        let stores = pass.registers;
        let scalars = stores + pass.stores.len();
        let constants = scalars + pass.scalars;
        let loads = constants + pass.constants.len();
        let folds = loads + pass.loads.len();
        Self { stores, scalars, constants, loads, folds, count: folds + pass.fold_stores().count() }
    }

    /// The slot of an operand.
    pub fn operand(&self, operand: Location) -> usize {
        match operand {
            Location::Register(register) => register as usize,
            Location::Store(store) => self.stores + store as usize,
            Location::Scalar(register) => self.scalars + register as usize,
            Location::Constant(constant) => self.constants + constant as usize,
            Location::Load(load) => self.loads + load as usize,
        }
    }
}
