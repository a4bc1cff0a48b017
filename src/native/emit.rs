//! Writes the machine code of a loop: what is around its [body](super::body).
//!
//! ```text
//!   scalars, constants ─▶ vector registers, or the frame
//!   for each row:
//!   pointers to arrays ─▶ general registers
//!   what is one element a row ─▶ vector registers, or the frame
//!   main:  several times the body                   as long as there are so many elements
//!   rest:  the body where a mask says so            AVX-512 alone; else the caller does what is left
//! ```

use super::assembler::{Address, Condition, General, Label, RegisterOrMemory};
use super::body::{Copy, FRAME, INDEX, LoopWriter, REST_MASK, SPARE, Where, frame_operand, slot_address};
use super::code::{Code, ValueSource};
use super::forms::{self, mask};
use super::lower::neutral_bits;
use super::plan::{PLACE, RegisterPlan, fold_at};
use crate::level::Level;
use crate::ops::FOLD_LANES;

const LENGTH: General = General::RSI;
const LIMIT: General = General(11);

/// How many rows are left, in the header of the frame.
const ROWS_LEFT: Address = Address { base: FRAME, index: None, displacement: 0 };
/// Where the steps of slots from one row to the next are.
const STEPS: Address = Address { base: FRAME, index: None, displacement: 8 };
/// How many lanes each fold has left in the frame.
const LANES_LEFT: Address = Address { base: FRAME, index: None, displacement: 16 };

/// Machine code, and what it needs.
#[derive(Debug)]
pub struct Emitted {
    pub code: Vec<u8>,
    /// Bytes of the frame.
    pub frame: usize,
}

/// Writes the loop; stores to slots in `streamed` go past the caches.
pub fn emit(code: &Code, level: Level, streamed: &[u32]) -> Option<Emitted> {
    let plan = RegisterPlan::new(code, level)?;
    let mut writer = LoopWriter::new(code, &plan, streamed);
    writer.function();
    let frame = writer.frame_places * PLACE;
    Some(Emitted { code: writer.assembler.finish(), frame })
}

impl LoopWriter<'_> {
    fn function(&mut self) {
        let kept: Vec<General> =
            self.plan.pointers.iter().filter_map(|(_, register)| *register).filter(is_kept).collect();
        kept.iter().for_each(|&register| self.assembler.push(register));
        self.assembler.store(ROWS_LEFT, General::RCX);
        self.assembler.store(STEPS, General(8));
        if !self.code.folds.is_empty() {
            self.assembler.zero(INDEX);
            self.assembler.store(LANES_LEFT, INDEX);
        }
        self.uniforms(|source| !matches!(source, ValueSource::OfRow(_)));
        let (row, done) = (self.assembler.label(), self.assembler.label());
        self.assembler.place(row);
        self.row();
        self.assembler.decrement(ROWS_LEFT);
        self.assembler.jump_if(Condition::Equal, done);
        self.enter_next_row();
        self.assembler.jump(row);
        self.assembler.place(done);
        kept.iter().rev().for_each(|&register| self.assembler.pop(register));
        self.assembler.go_back();
    }

    /// Moves the slots to the next row.
    fn enter_next_row(&mut self) {
        self.assembler.load(SPARE, STEPS);
        let walked = self.plan.pointers.iter().map(|&(slot, _)| slot);
        let of_row = self.code.values.iter().filter_map(|facts| match facts.source {
            ValueSource::OfRow(slot) => Some(slot),
            _ => None,
        });
        for slot in walked.chain(of_row) {
            self.assembler.load(LIMIT, Address::at(SPARE, slot as i32 * 8));
            self.assembler.add_to(slot_address(slot), LIMIT);
        }
    }

    /// The elements of a row.
    fn row(&mut self) {
        for &(slot, register) in &self.plan.pointers {
            if let Some(register) = register {
                self.assembler.load(register, slot_address(slot));
            }
        }
        self.uniforms(|source| matches!(source, ValueSource::OfRow(_)));
        self.start_folds();
        self.assembler.zero(INDEX);
        let step = self.plan.copies * self.code.lanes;
        let (rest, end) = (self.assembler.label(), self.assembler.label());
        self.assembler.copy(LIMIT, LENGTH);
        self.assembler.compare_constant(LIMIT, step as i32);
        self.assembler.jump_if(Condition::Below, rest);
        self.assembler.add(LIMIT, -(step as i32));
        if !self.streamed.is_empty() {
            let cached = self.assembler.label();
            self.unless_aligned(cached);
            self.is_streaming = true;
            self.main_loop();
            self.is_streaming = false;
            self.assembler.jump(rest);
            self.assembler.place(cached);
        }
        self.main_loop();
        self.assembler.place(rest);
        match (self.plan.has_masks, self.code.folds.is_empty()) {
            (true, true) => self.masked_rest(end),
            (true, false) => self.folded_rest(end),
            (false, true) if self.plan.copies > 1 => self.single_rest(end),
            (false, _) => {}
        }
        self.assembler.place(end);
        self.end_folds();
    }

    /// Goes elsewhere unless all that is streamed is written at whole vectors of memory, as such stores must be.
    fn unless_aligned(&mut self, elsewhere: Label) {
        for &slot in self.streamed {
            self.assembler.load(SPARE, slot_address(slot));
            self.assembler.test(SPARE, PLACE as i32 - 1);
            self.assembler.jump_if(Condition::NotEqual, elsewhere);
        }
    }

    /// The body, several times, for as long as there are so many elements.
    fn main_loop(&mut self) {
        let again = self.assembler.label();
        self.assembler.align();
        self.assembler.place(again);
        for number in 0..self.plan.copies {
            self.body(Copy { number, offset: number * self.code.lanes, is_masked: false });
        }
        let step = (self.plan.copies * self.code.lanes) as i32;
        self.assembler.add(INDEX, step);
        self.assembler.compare(INDEX, LIMIT);
        self.assembler.jump_if(Condition::BelowEqual, again);
    }

    /// What is left, by masks, in a loop.
    fn masked_rest(&mut self, end: Label) {
        let again = self.assembler.label();
        self.set_limit_to_lanes();
        self.assembler.place(again);
        self.masked_copy(0, end);
        self.assembler.jump(again);
    }

    /// The same for folds, whose lanes are in several registers.
    fn folded_rest(&mut self, end: Label) {
        self.set_limit_to_lanes();
        (0..self.plan.copies).for_each(|number| self.masked_copy(number, end));
    }

    /// Sets a bit for each lane; a short vector has more places.
    fn set_limit_to_lanes(&mut self) {
        self.assembler.number(LIMIT, !0 >> (64 - self.code.lanes));
    }

    /// A copy of the body for at most a vector of what is left, unless nothing is.
    fn masked_copy(&mut self, number: usize, end: Label) {
        self.assembler.compare(INDEX, LENGTH);
        self.assembler.jump_if(Condition::AboveEqual, end);
        self.assembler.copy(SPARE, LENGTH);
        self.assembler.subtract(SPARE, INDEX);
        self.assembler.keep_bits(SPARE, LIMIT, SPARE);
        self.vector(mask::OF_GENERAL, 16, REST_MASK, 0, RegisterOrMemory::Register(SPARE.0), None);
        self.body(Copy { number, offset: 0, is_masked: true });
        self.assembler.add(INDEX, self.code.lanes as i32);
    }

    /// What is left, as far as it fills vectors.
    fn single_rest(&mut self, end: Label) {
        let again = self.assembler.label();
        self.assembler.place(again);
        self.assembler.address(SPARE, Address::at(INDEX, self.code.lanes as i32));
        self.assembler.compare(SPARE, LENGTH);
        self.assembler.jump_if(Condition::Above, end);
        self.body(Copy { number: 0, offset: 0, is_masked: false });
        self.assembler.add(INDEX, self.code.lanes as i32);
        self.assembler.jump(again);
    }

    /// The scalars and constants of some sources, for all lanes.
    fn uniforms(&mut self, are_wanted: impl Fn(ValueSource) -> bool) {
        for i in 0..self.code.values.len() {
            let facts = self.code.values[i];
            let (pinned, placed) = (self.plan.pinned[i], self.plan.placed[i]);
            if pinned.is_none() && placed.is_none() || !are_wanted(facts.source) {
                continue;
            }
            let register = pinned.unwrap_or(0);
            let from = match facts.source {
                ValueSource::Scalar(slot) | ValueSource::OfRow(slot) => {
                    self.assembler.load(SPARE, slot_address(slot));
                    RegisterOrMemory::Memory(Address::at(SPARE, 0))
                }
                ValueSource::Constant(bits) => {
                    self.assembler.number(SPARE, bits);
                    self.vector(forms::OF_GENERAL, 16, register, 0, RegisterOrMemory::Register(SPARE.0), None);
                    RegisterOrMemory::Register(register)
                }
                _ => unreachable!("these are scalars and constants"),
            };
            let form = forms::broadcast(facts.size, self.plan.vector_bytes);
            self.vector(form, self.plan.vector_bytes, register, 0, from, None);
            if let Some(place) = placed {
                self.vector(forms::STORE, self.plan.vector_bytes, register, 0, frame_operand(place), None);
            }
            self.wheres[i] = Where { register: pinned, place: placed, used: 0 };
        }
    }

    /// Sets lanes to what changes nothing that it is joined with.
    fn start_folds(&mut self) {
        for (i, fold) in self.code.folds.iter().enumerate() {
            let size = fold.elem.size();
            self.assembler.number(SPARE, neutral_bits(fold));
            let (first, bytes) = (self.plan.accumulator(i as u32, 0), self.plan.vector_bytes);
            self.vector(forms::OF_GENERAL, 16, first, 0, RegisterOrMemory::Register(SPARE.0), None);
            let first = RegisterOrMemory::Register(first);
            for copy in 0..self.plan.copies {
                let form = if copy == 0 { forms::broadcast(size, bytes) } else { forms::MOVE };
                self.vector(form, bytes, self.plan.accumulator(i as u32, copy), 0, first, None);
            }
        }
    }

    /// Leaves the lanes in the frame, behind those of the rows before.
    fn end_folds(&mut self) {
        if self.code.folds.is_empty() {
            return;
        }
        self.assembler.load(SPARE, LANES_LEFT);
        for (i, fold) in self.code.folds.iter().enumerate() {
            let size = fold.elem.size();
            let bytes = self.code.bytes(size);
            for copy in 0..self.plan.copies {
                let register = self.plan.accumulator(i as u32, copy);
                let at = fold_at(i) + copy * bytes;
                let address = Address { base: FRAME, index: Some((SPARE, size as u8)), displacement: at as i32 };
                let form = if bytes >= 16 { forms::STORE } else { forms::store_short(bytes) };
                self.vector(form, bytes.max(16), register, 0, RegisterOrMemory::Memory(address), None);
            }
        }
        self.assembler.add(SPARE, FOLD_LANES as i32);
        self.assembler.store(LANES_LEFT, SPARE);
    }
}

/// Whether a register is the caller's.
fn is_kept(register: &General) -> bool {
    matches!(register.0, 3 | 5 | 12..=15)
}
