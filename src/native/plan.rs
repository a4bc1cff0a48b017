//! What a loop needs before it is written: which values keep registers, where pointers are, how often the body is
//! written out.

use super::assembler::General;
use super::code::{Class, Code, Effect, ValueId, ValueSource, VectorInstruction, has_masks, vector_bytes};
use crate::level::Level;
use crate::ops::{FOLD_LANES, MOST_LEAVES};

/// Bytes of a place in the frame.
pub const PLACE: usize = 64;
/// Bytes of the frame that each fold has: for its lanes of each row, and as many elements more as a row has lanes.
const FOLD_BYTES: usize = (MOST_LEAVES + 1) * FOLD_LANES * 8;
/// Places of the frame before those of folds: how many rows are left, where steps are, how many lanes there are.
const HEADER: usize = 1;
/// Where in the frame a fold of the loop leaves its lanes.
pub fn fold_at(fold: usize) -> usize {
    HEADER * PLACE + fold * FOLD_BYTES
}

/// Where pointers to arrays are kept.
const POINTERS: [u8; 9] = [8, 9, 10, 3, 5, 12, 13, 14, 15];
/// Instructions that a loop may have before it is no longer written out several times.
const LONG_BODY: usize = 48;

/// An event of the body.
#[derive(Clone, Copy)]
pub enum Event {
    Instruction(u32),
    Effect(ValueId, Effect),
}

/// What does not change from one copy of the body to the next.
pub struct RegisterPlan {
    pub has_masks: bool,
    pub vector_bytes: usize,
    pub vectors: u8,
    pub events: Vec<Event>,
    /// For each value the positions of the events that use it, all in one, and where those of each begin.
    uses: Vec<u32>,
    first_use: Vec<u32>,
    /// The registers of values that keep them: scalars and constants.
    pub pinned: Vec<Option<u8>>,
    /// The places in the frame of those that have none.
    pub placed: Vec<Option<u32>>,
    /// The slots that are walked, and the general registers that point to them.
    pub pointers: Vec<(u32, Option<General>)>,
    /// How often the body is written out in the main loop.
    pub copies: usize,
    /// The first register that values may take.
    pub free_vectors: std::ops::Range<u8>,
    /// Places of the frame that are taken: by the header, what folds leave, and scalars and constants.
    pub places: usize,
}

impl RegisterPlan {
    pub fn new(code: &Code, level: Level) -> Option<Self> {
        let vectors = if has_masks(level) { 32_u8 } else { 16 };
        let mut events = Vec::with_capacity(code.instructions.len() + code.effects.len());
        let mut effects = code.effects.iter().peekable();
        for i in 0..=code.instructions.len() as u32 {
            while let Some(&(_, value, effect)) = effects.next_if(|(after, ..)| *after == i) {
                events.push(Event::Effect(value, effect));
            }
            if (i as usize) < code.instructions.len() {
                events.push(Event::Instruction(i));
            }
        }
        let (uses, first_use) = uses(code, &events);
        let copies = match code.folds.is_empty() {
            true => (LONG_BODY / events.len().max(1)).clamp(1, 4).min(128 / code.lanes).next_power_of_two(),
            false => FOLD_LANES / code.lanes,
        };
        let accumulators = code.folds.len() * copies;
        if accumulators > vectors as usize / 2 {
            return None;
        }
        let mut plan = Self {
            has_masks: has_masks(level),
            vector_bytes: vector_bytes(level),
            vectors,
            events,
            uses,
            first_use,
            pinned: vec![None; code.values.len()],
            placed: vec![None; code.values.len()],
            pointers: Vec::new(),
            copies,
            free_vectors: 0..0,
            places: fold_at(code.folds.len()) / PLACE,
        };
        plan.place_uniforms(code, vectors - accumulators as u8);
        plan.find_pointers(code);
        Some(plan)
    }

    pub fn uses_of(&self, value: ValueId) -> &[u32] {
        &self.uses[self.first_use[value.index()] as usize..self.first_use[value.index() + 1] as usize]
    }

    /// How many vectors are alive at the same time, at most, besides scalars and constants.
    fn pressure(&self, code: &Code) -> usize {
        let mut change = vec![0_i32; self.events.len() + 2];
        for (i, facts) in code.values.iter().enumerate() {
            let value = ValueId(i as u32);
            let uses = self.uses_of(value);
            let (Some(&first), Some(&last)) = (uses.first(), uses.last()) else { continue };
            if facts.class == Class::Mask || facts.source.is_uniform() {
                continue;
            }
            change[first as usize] += 1;
            change[last as usize + 1] -= 1;
        }
        let mut alive = 0;
        change
            .iter()
            .map(|change| {
                alive += change;
                alive
            })
            .max()
            .unwrap_or(0) as usize
    }

    /// Gives registers to the scalars and constants that are used most, as far as the others need none, and places in
    /// the frame to the rest.
    fn place_uniforms(&mut self, code: &Code, vectors: u8) {
        let mut uniforms: Vec<usize> = (0..code.values.len()).filter(|&i| code.values[i].source.is_uniform()).collect();
        uniforms.retain(|&i| !self.uses_of(ValueId(i as u32)).is_empty());
        uniforms.sort_by_key(|&i| std::cmp::Reverse(self.uses_of(ValueId(i as u32)).len()));
        let most = usize::from(vectors).saturating_sub(6);
        let budget = usize::from(vectors).saturating_sub(self.pressure(code) + 3).max(usize::from(vectors) / 4);
        let budget = budget.min(most);
        for (rank, i) in uniforms.into_iter().enumerate() {
            if rank < budget {
                self.pinned[i] = Some(vectors - 1 - rank as u8);
            } else {
                self.placed[i] = Some(self.places as u32);
                self.places += 1;
            }
        }
        let pinned = self.pinned.iter().flatten().count() as u8;
        self.free_vectors = 0..vectors - pinned;
    }

    fn find_pointers(&mut self, code: &Code) {
        let mut slots = Vec::new();
        for facts in &code.values {
            if let ValueSource::Load { slot, .. } = facts.source {
                slots.push(slot);
            }
        }
        for (_, _, effect) in &code.effects {
            if let Effect::Store(slot) = effect {
                slots.push(*slot);
            }
        }
        slots.sort_unstable();
        slots.dedup();
        let registers = POINTERS.iter().map(|&number| Some(General(number))).chain(std::iter::repeat(None));
        self.pointers = slots.into_iter().zip(registers).collect();
    }

    /// The register of an accumulator.
    pub fn accumulator(&self, fold: u32, copy: usize) -> u8 {
        self.vectors - 1 - (fold as usize * self.copies + copy) as u8
    }
}

/// The positions of the events that use each value.
fn uses(code: &Code, events: &[Event]) -> (Vec<u32>, Vec<u32>) {
    let operands = |event: &Event| -> [Option<ValueId>; 4] {
        match *event {
            Event::Instruction(i) => {
                let VectorInstruction { operands: [x, y, z], mask, .. } = code.instructions[i as usize];
                [x, y, z, mask]
            }
            Event::Effect(value, _) => [Some(value), None, None, None],
        }
    };
    let mut first = vec![0_u32; code.values.len() + 1];
    for value in events.iter().flat_map(operands).flatten() {
        first[value.index() + 1] += 1;
    }
    for i in 1..first.len() {
        first[i] += first[i - 1];
    }
    let mut next = first.clone();
    let mut uses = vec![0; first[code.values.len()] as usize];
    for (position, event) in events.iter().enumerate() {
        for value in operands(event).into_iter().flatten() {
            uses[next[value.index()] as usize] = position as u32;
            next[value.index()] += 1;
        }
    }
    (uses, first)
}
