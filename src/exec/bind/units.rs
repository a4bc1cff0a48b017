//! The machine code of a pass: compiled when there is enough to do, and kept with the program.
//!
//! What code there is depends on how a pass is laid out: which operands are one element for all of a row, whether
//! outputs are written past the caches, whether what is folded is a row. So there may be several variants, made as
//! layouts ask for them. They stand in a list that only grows, so that threads read it without a lock; where it has
//! become long, a layout takes the first one that serves any.

use super::slots::Slots;
use crate::level::Level;
use crate::native::{Reach, Unit};
use crate::program::Pass;
use std::sync::OnceLock;

/// How many variants are kept at most.
const MOST_VARIANTS: usize = 8;

/// What the code of a pass depends on besides the pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitKey {
    /// The loads that are one element for all of a row, as bits.
    pub same: u64,
    /// The stores that go past the caches, as bits.
    pub streamed: u64,
    /// Whether folds are done in lanes.
    pub folds: bool,
}

/// The machine code of a pass, as far as it has been asked for.
#[derive(Debug, Default)]
pub struct Units {
    first: OnceLock<Box<Variant>>,
    reach: OnceLock<Reach>,
}

#[derive(Debug)]
struct Variant {
    key: UnitKey,
    units: Vec<Unit>,
    next: OnceLock<Box<Variant>>,
}

impl Units {
    /// What of the pass only machine code reads and writes.
    pub fn reach(&self, pass: &Pass, level: Level) -> Reach {
        *self.reach.get_or_init(|| Unit::reach(pass, level))
    }

    /// The code for a layout, if it has been compiled.
    pub fn find(&self, key: UnitKey) -> Option<&[Unit]> {
        let mut at = &self.first;
        while let Some(variant) = at.get() {
            if variant.key == key {
                return Some(&variant.units);
            }
            at = &variant.next;
        }
        None
    }

    /// The code for a layout, compiled if it has not been; none if there are many variants already.
    pub fn get(&self, key: UnitKey, pass: &Pass, slots: &Slots, level: Level) -> Option<&[Unit]> {
        let mut at = &self.first;
        for _ in 0..MOST_VARIANTS {
            let variant = at.get_or_init(|| {
                let units = compile(key, pass, slots, level);
                Box::new(Variant { key, units, next: OnceLock::new() })
            });
            if variant.key == key {
                return Some(&variant.units);
            }
            at = &variant.next;
        }
        None
    }
}

fn compile(key: UnitKey, pass: &Pass, slots: &Slots, level: Level) -> Vec<Unit> {
    let has = |bits: u64, i: usize| i < 64 && bits >> i & 1 == 1;
    let streamed: Vec<u32> =
        (0..pass.stores.len()).filter(|&i| has(key.streamed, i)).map(|i| (slots.stores + i) as u32).collect();
    let compile = |folds| Unit::compile(pass, level, slots, |load| has(key.same, load), &streamed, folds);
    compile(key.folds).or_else(|| key.folds.then(|| compile(false))?).unwrap_or_default()
}
