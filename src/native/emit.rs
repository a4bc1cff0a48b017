//! Chooses registers for the body of a loop and writes its machine code, in one walk over the instructions.
//!
//! ```text
//!   scalars, constants ─▶ vector registers, or the frame
//!   for each row:
//!   pointers to arrays ─▶ general registers
//!   what is one element a row ─▶ vector registers, or the frame
//!   main:  several times the body                   as long as there are so many elements
//!   rest:  the body where a mask says so            AVX-512 alone; else the caller does what is left
//! ```
//!
//! The body is one straight line, so that what is used again last can be told for each value: where registers run out,
//! that one goes to the frame (Belady's rule), unless it can be read again where it came from. It takes time in
//! proportion to the number of instructions, times that of registers. (Linear scan over intervals, which splits none,
//! kept a value in the frame for all its life.)
//!
//! Stores wait for the copies of the body behind them, as far as there are registers for what they store. Where arrays
//! are a multiple of 4096 bytes apart, the processor takes a load a little before the place of a store for one that
//! depends on it; a step of diffusion, each of whose rows reads elements to the left, takes 0.82 ns an element at 1024²
//! when each copy stores at once, and 0.7 so (AVX-512).

use super::assembler::{
    Address, Assembler, Condition, Fields, General, InstructionForm, Label, Masking, RegisterOrMemory,
};
use super::code::{Class, Code, Effect, ValueId, ValueSource, VectorInstruction};
use super::forms::{self, mask};
use super::lower::neutral_bits;
use super::plan::{Event, FOLD_BYTES, HEADER, PLACE, RegisterPlan};
use crate::level::Level;
use crate::ops::FOLD_LANES;
use std::collections::VecDeque;

/// The mask of the elements that are left.
const REST_MASK: u8 = 7;
const SLOTS: General = General::RDI;
const LENGTH: General = General::RSI;
const FRAME: General = General::RDX;
const INDEX: General = General::RAX;
const SPARE: General = General::RCX;
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
    let mut emit = Emit::new(code, &plan, streamed);
    emit.function();
    let frame = emit.frame_places * PLACE;
    Some(Emitted { code: emit.assembler.finish(), frame })
}

/// Where a value is.
#[derive(Clone, Copy, Default)]
struct Where {
    register: Option<u8>,
    place: Option<u32>,
    /// How many of its uses have been.
    used: u32,
}

/// A copy of the body.
#[derive(Clone, Copy)]
struct Copy {
    /// Which of the copies in the main loop it is.
    number: usize,
    /// Elements before it.
    offset: usize,
    /// Whether only elements of the mask are read and written.
    is_masked: bool,
}

struct Emit<'e> {
    code: &'e Code,
    plan: &'e RegisterPlan,
    streamed: &'e [u32],
    /// Whether what may be streamed is.
    is_streaming: bool,
    assembler: Assembler,
    wheres: Vec<Where>,
    vectors: [Option<ValueId>; 32],
    masks: [Option<ValueId>; 8],
    free_places: Vec<u32>,
    frame_places: usize,
    copy: Copy,
    /// Stores that wait for the other copies of the body, the oldest first.
    waiting: VecDeque<WaitingStore>,
}

/// A store whose register is kept for it.
struct WaitingStore {
    register: u8,
    slot: u32,
    size: usize,
    /// Elements before it.
    offset: usize,
}

impl<'e> Emit<'e> {
    fn new(code: &'e Code, plan: &'e RegisterPlan, streamed: &'e [u32]) -> Self {
        Self {
            code,
            plan,
            streamed,
            is_streaming: false,
            assembler: Assembler::default(),
            wheres: vec![Where::default(); code.values.len()],
            vectors: [None; 32],
            masks: [None; 8],
            free_places: Vec::new(),
            frame_places: plan.places,
            copy: Copy { number: 0, offset: 0, is_masked: false },
            waiting: VecDeque::new(),
        }
    }

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
        while self.store_oldest().is_some() {}
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
        while self.store_oldest().is_some() {}
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
                let at = HEADER * PLACE + i * FOLD_BYTES + copy * bytes;
                let address = Address { base: FRAME, index: Some((SPARE, size as u8)), displacement: at as i32 };
                let form = if bytes >= 16 { forms::STORE } else { forms::store_short(bytes) };
                self.vector(form, bytes.max(16), register, 0, RegisterOrMemory::Memory(address), None);
            }
        }
        self.assembler.add(SPARE, FOLD_LANES as i32);
        self.assembler.store(LANES_LEFT, SPARE);
    }

    /// A copy of the body.
    fn body(&mut self, copy: Copy) {
        self.copy = copy;
        self.vectors = [None; 32];
        self.masks = [None; 8];
        self.free_places = (self.plan.places as u32..self.frame_places as u32).collect();
        for (i, at) in self.wheres.iter_mut().enumerate() {
            *at = Where { register: self.plan.pinned[i], place: self.plan.placed[i], used: 0 };
        }
        for position in 0..self.plan.events.len() {
            match self.plan.events[position] {
                Event::Instruction(i) => {
                    let instruction = self.code.instructions[i as usize];
                    self.instruction(&instruction, position);
                }
                Event::Effect(value, effect) => self.effect(value, effect),
            }
        }
    }

    /// The register of the lanes that a result is, if it is what they are joined to and all of them are: the
    /// instruction is then the last one that reads them.
    fn joined(&self, result: ValueId, position: usize) -> Option<u8> {
        match self.plan.events.get(position + 1) {
            Some(&Event::Effect(value, Effect::Fold(fold))) if value == result && !self.copy.is_masked => {
                Some(self.plan.accumulator(fold, self.copy.number))
            }
            _ => None,
        }
    }

    fn instruction(&mut self, instruction: &VectorInstruction, position: usize) {
        let VectorInstruction { form, bytes, operands: [x, y, z], mask, immediate, is_tied, result } = *instruction;
        let mut locked = [None; 4];
        // What may be in memory comes last, when the others have their registers.
        let (others, rm) = match form.fields {
            Fields::RegRm | Fields::VvvvRm(_) => ([None, None], x),
            Fields::RmReg => ([x, None], None),
            Fields::RegVvvvRm if is_tied => ([x, y], z),
            Fields::RegVvvvRm => ([x, None], y),
            Fields::RegVvvvRmIs4 => ([x, z], y),
        };
        let mut registers = [0_u8; 3];
        for (i, operand) in others.into_iter().chain([mask]).enumerate() {
            if let Some(operand) = operand {
                registers[i] = self.in_register(operand, &locked);
                locked[i] = Some(operand);
            }
        }
        let rm_operand = rm.map(|rm| self.anywhere(rm, instruction, &locked));
        locked[3] = rm;
        let used = [x, y, z, mask];
        let class = self.code.facts(result).class;
        let target;
        if let Some(accumulator) = self.joined(result, position) {
            self.release(&used);
            target = accumulator;
        } else if is_tied {
            target = self.take(class, &locked);
            let from = RegisterOrMemory::Register(registers[0]);
            self.vector(forms::MOVE, bytes, target, 0, from, None);
            registers[0] = registers[1];
            self.release(&used);
        } else {
            self.release(&used);
            target = self.take(class, &[None; 4]);
        }
        self.hold(result, target);
        let masking =
            Masking { mask: if mask.is_some() { registers[2] } else { 0 }, zeroes: mask.is_some() && !is_blend(form) };
        let rm = rm_operand.unwrap_or(RegisterOrMemory::Register(target));
        let (reg, second) = match form.fields {
            Fields::RegRm => (target, 0),
            Fields::RegVvvvRm | Fields::RegVvvvRmIs4 => (target, registers[0]),
            Fields::VvvvRm(digit) => (digit, target),
            Fields::RmReg => (registers[0], 0),
        };
        let immediate = match form.fields {
            Fields::RegVvvvRmIs4 => Some(registers[1] << 4),
            _ => immediate,
        };
        self.assembler.vector(form, bytes, [reg, second], rm, masking, immediate);
        if self.remaining(result).is_none() {
            self.drop_value(result);
        }
    }

    fn effect(&mut self, value: ValueId, effect: Effect) {
        let register = self.in_register(value, &[None; 4]);
        let size = self.code.facts(value).size;
        match effect {
            Effect::Store(slot) => {
                if self.copy.is_masked {
                    let rm = RegisterOrMemory::Memory(self.array(slot, size, 0));
                    self.masked(forms::masked_store(size), self.code.bytes(size), register, rm, false);
                } else {
                    let store = WaitingStore { register, slot, size, offset: self.copy.offset };
                    let is_last = self.plan.uses_of(value).len() == self.wheres[value.index()].used as usize + 1;
                    match is_last && self.plan.pinned[value.index()].is_none() {
                        true => self.waiting.push_back(store),
                        false => self.store(&store),
                    }
                }
            }
            Effect::Fold(fold) => {
                let accumulator = self.plan.accumulator(fold, self.copy.number);
                let bytes = self.code.register_bytes(size);
                let rm = RegisterOrMemory::Register(register);
                if self.copy.is_masked {
                    self.masked(forms::masked_move(size), bytes, accumulator, rm, false);
                } else if register != accumulator {
                    self.vector(forms::MOVE, bytes, accumulator, 0, rm, None);
                }
            }
        }
        self.release(&[Some(value), None, None, None]);
    }

    /// Does the store that has waited longest, if any waits.
    fn store_oldest(&mut self) -> Option<u8> {
        let store = self.waiting.pop_front()?;
        self.store(&store);
        Some(store.register)
    }

    fn store(&mut self, &WaitingStore { register, slot, size, offset }: &WaitingStore) {
        let rm = RegisterOrMemory::Memory(self.array(slot, size, offset));
        let bytes = self.code.bytes(size);
        let form = match bytes {
            4 | 8 => forms::store_short(bytes),
            _ if self.is_streaming && self.streamed.contains(&slot) => forms::STREAM,
            _ => forms::STORE,
        };
        self.vector(form, bytes.max(16), register, 0, rm, None);
    }

    fn vector(
        &mut self,
        form: InstructionForm,
        bytes: usize,
        reg: u8,
        second: u8,
        rm: RegisterOrMemory,
        immediate: Option<u8>,
    ) {
        self.assembler.vector(form, bytes, [reg, second], rm, Masking::default(), immediate);
    }

    /// Moves the elements that are left, of vectors of `bytes`.
    fn masked(&mut self, form: InstructionForm, bytes: usize, register: u8, rm: RegisterOrMemory, zeroes: bool) {
        let masking = Masking { mask: REST_MASK, zeroes };
        self.assembler.vector(form, bytes.max(16), [register, 0], rm, masking, None);
    }

    /// The place of the elements that a slot points to, so many behind the index.
    fn array(&mut self, slot: u32, size: usize, offset: usize) -> Address {
        let pointer = self.plan.pointers.binary_search_by_key(&slot, |pointer| pointer.0);
        let (_, register) = self.plan.pointers[pointer.expect("the slot is walked")];
        let base = register.unwrap_or_else(|| {
            self.assembler.load(SPARE, slot_address(slot));
            SPARE
        });
        Address { base, index: Some((INDEX, size as u8)), displacement: (offset * size) as i32 }
    }

    /// The next event that uses a value.
    fn remaining(&self, value: ValueId) -> Option<u32> {
        self.plan.uses_of(value).get(self.wheres[value.index()].used as usize).copied()
    }

    /// A value in a register.
    fn in_register(&mut self, value: ValueId, locked: &[Option<ValueId>; 4]) -> u8 {
        if let ValueSource::Accumulator(fold) = self.code.facts(value).source {
            return self.plan.accumulator(fold, self.copy.number);
        }
        if let Some(register) = self.wheres[value.index()].register {
            return register;
        }
        let facts = self.code.facts(value);
        let register = self.take(facts.class, locked);
        self.hold(value, register);
        match (self.wheres[value.index()].place, facts.source, facts.class) {
            (Some(place), _, Class::Vector) => {
                self.vector(forms::MOVE, self.plan.vector_bytes, register, 0, frame_operand(place), None);
            }
            (Some(place), _, Class::Mask) => self.vector(mask::MOVE, 16, register, 0, frame_operand(place), None),
            (None, ValueSource::Load { slot, .. }, _) => self.load(slot, facts.size, register),
            _ => unreachable!("a value is in a register, in the frame, or in an array"),
        }
        register
    }

    fn load(&mut self, slot: u32, size: usize, register: u8) {
        let rm = RegisterOrMemory::Memory(self.array(slot, size, self.copy.offset));
        let bytes = self.code.bytes(size);
        if self.copy.is_masked {
            self.masked(forms::masked_move(size), bytes, register, rm, true);
        } else {
            let form = if bytes < 16 { forms::load_short(bytes) } else { forms::MOVE };
            self.vector(form, bytes.max(16), register, 0, rm, None);
        }
    }

    /// A value in a register, or in memory where the instruction can take it from there and nothing else needs it.
    fn anywhere(
        &mut self,
        value: ValueId,
        instruction: &VectorInstruction,
        locked: &[Option<ValueId>; 4],
    ) -> RegisterOrMemory {
        let facts = self.code.facts(value);
        let at = self.wheres[value.index()];
        let is_register = matches!(instruction.form.fields, Fields::VvvvRm(_)) // in VEX these take no memory
            || facts.class == Class::Mask
            || matches!(facts.source, ValueSource::Accumulator(_));
        if at.register.is_some() || is_register {
            return RegisterOrMemory::Register(self.in_register(value, locked));
        }
        let bytes = instruction.bytes >> instruction.form.shorter;
        match (at.place, facts.source) {
            (Some(place), _) if bytes <= self.plan.vector_bytes => frame_operand(place),
            (None, ValueSource::Load { slot, .. }) => {
                let is_last = self.plan.uses_of(value).len() == at.used as usize + 1;
                match is_last && !self.copy.is_masked && bytes == self.code.bytes(facts.size) {
                    true => RegisterOrMemory::Memory(self.array(slot, facts.size, self.copy.offset)),
                    false => RegisterOrMemory::Register(self.in_register(value, locked)),
                }
            }
            _ => RegisterOrMemory::Register(self.in_register(value, locked)),
        }
    }

    /// A free register; if there is none, that of the value which is used last.
    fn take(&mut self, class: Class, locked: &[Option<ValueId>; 4]) -> u8 {
        let range = match class {
            Class::Vector => self.plan.free_vectors.clone(),
            Class::Mask => 1..if self.copy.is_masked { REST_MASK } else { 8 },
        };
        let held = |emit: &Self, register: u8| match class {
            Class::Vector => emit.vectors[register as usize],
            Class::Mask => emit.masks[register as usize],
        };
        let waits = |emit: &Self, register| {
            class == Class::Vector && emit.waiting.iter().any(|store| store.register == register)
        };
        if let Some(free) = range.clone().find(|&register| held(self, register).is_none() && !waits(self, register)) {
            return free;
        }
        if class == Class::Vector
            && let Some(free) = self.store_oldest()
        {
            return free;
        }
        let candidates = range.filter_map(|register| Some((register, held(self, register)?)));
        let candidates = candidates.filter(|(_, value)| !locked.contains(&Some(*value)));
        let (register, value) = candidates
            .max_by_key(|(_, value)| self.remaining(*value).unwrap_or(u32::MAX))
            .expect("an instruction locks fewer registers than there are");
        self.evict(value, register);
        register
    }

    /// Takes the register of a value that is still needed.
    fn evict(&mut self, value: ValueId, register: u8) {
        let facts = self.code.facts(value);
        let may_be_read_again = matches!(facts.source, ValueSource::Load { stays: true, .. });
        if self.wheres[value.index()].place.is_none() && !may_be_read_again {
            let place = self.free_places.pop().unwrap_or_else(|| {
                self.frame_places += 1;
                self.frame_places as u32 - 1
            });
            match facts.class {
                Class::Vector => {
                    self.vector(forms::STORE, self.plan.vector_bytes, register, 0, frame_operand(place), None);
                }
                Class::Mask => self.vector(mask::STORE, 16, register, 0, frame_operand(place), None),
            }
            self.wheres[value.index()].place = Some(place);
        }
        self.wheres[value.index()].register = None;
        match facts.class {
            Class::Vector => self.vectors[register as usize] = None,
            Class::Mask => self.masks[register as usize] = None,
        }
    }

    fn hold(&mut self, value: ValueId, register: u8) {
        self.wheres[value.index()].register = Some(register);
        match self.code.facts(value).class {
            Class::Vector => self.vectors[register as usize] = Some(value),
            Class::Mask => self.masks[register as usize] = Some(value),
        }
    }

    /// Counts uses; gives back what is used no more.
    fn release(&mut self, used: &[Option<ValueId>; 4]) {
        for &value in used.iter().flatten() {
            self.wheres[value.index()].used += 1;
        }
        for &value in used.iter().flatten() {
            if self.remaining(value).is_none() {
                self.drop_value(value);
            }
        }
    }

    fn drop_value(&mut self, value: ValueId) {
        let i = value.index();
        if self.plan.pinned[i].is_some() {
            return;
        }
        if let Some(register) = self.wheres[i].register.take() {
            match self.code.facts(value).class {
                Class::Vector => self.vectors[register as usize] = None,
                Class::Mask => self.masks[register as usize] = None,
            }
        }
        if let Some(place) = self.wheres[i].place.filter(|_| self.plan.placed[i].is_none()) {
            self.wheres[i].place = None;
            self.free_places.push(place);
        }
    }
}

/// Whether a form writes each lane of one operand or the other.
fn is_blend(form: InstructionForm) -> bool {
    matches!((form.map, form.opcode), (2, 0x64 | 0x66))
}

/// Whether a register is the caller's.
fn is_kept(register: &General) -> bool {
    matches!(register.0, 3 | 5 | 12..=15)
}

fn slot_address(slot: u32) -> Address {
    Address::at(SLOTS, slot as i32 * 8)
}

fn frame_operand(place: u32) -> RegisterOrMemory {
    RegisterOrMemory::Memory(Address::at(FRAME, place as i32 * PLACE as i32))
}
