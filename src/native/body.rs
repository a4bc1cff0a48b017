//! Writes copies of the body of a loop, and chooses registers as it goes.
//!
//! The body is one straight line, so that what is used again last can be told for each value: where registers run out,
//! that one goes to the frame (Belady's rule), unless it can be read again where it came from. It takes time in
//! proportion to the number of instructions, times that of registers. (Linear scan over intervals, which splits none,
//! kept a value in the frame for all its life.)

use super::assembler::{Address, Assembler, Fields, General, InstructionForm, Masking, RegisterOrMemory};
use super::code::{Class, Code, Effect, ValueId, ValueSource, VectorInstruction};
use super::forms::{self, mask};
use super::plan::{Event, PLACE, RegisterPlan};

/// The mask of the elements that are left.
pub const REST_MASK: u8 = 7;
/// Where the slots are.
pub const SLOTS: General = General::RDI;
/// Where the frame is.
pub const FRAME: General = General::RDX;
/// The elements before those that are computed.
pub const INDEX: General = General::RAX;
/// What is used for a moment.
pub const SPARE: General = General::RCX;

/// Where a value is.
#[derive(Clone, Copy, Default)]
pub struct Where {
    /// Its register, if it is in one.
    pub register: Option<u8>,
    /// Its place in the frame, if it has one.
    pub place: Option<u32>,
    /// How many of its uses have been.
    pub used: u32,
}

/// A copy of the body.
#[derive(Clone, Copy)]
pub struct Copy {
    /// Which of the copies in the main loop it is.
    pub number: usize,
    /// Elements before it.
    pub offset: usize,
    /// Whether only elements of the mask are read and written.
    pub is_masked: bool,
}

/// A loop that is being written.
pub struct LoopWriter<'e> {
    pub code: &'e Code,
    pub plan: &'e RegisterPlan,
    /// The slots that may be written past the caches.
    pub streamed: &'e [u32],
    /// Whether what may be streamed is.
    pub is_streaming: bool,
    pub assembler: Assembler,
    /// Where the values are.
    pub wheres: Vec<Where>,
    vectors: [Option<ValueId>; 32],
    masks: [Option<ValueId>; 8],
    free_places: Vec<u32>,
    /// How many places the frame has.
    pub frame_places: usize,
    copy: Copy,
}

impl<'e> LoopWriter<'e> {
    /// Nothing yet; stores to slots in `streamed` may go past the caches.
    pub fn new(code: &'e Code, plan: &'e RegisterPlan, streamed: &'e [u32]) -> Self {
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
        }
    }

    /// A copy of the body.
    pub fn body(&mut self, copy: Copy) {
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
                let rm = RegisterOrMemory::Memory(self.array(slot, size));
                let bytes = self.code.bytes(size);
                if self.copy.is_masked {
                    self.masked(forms::masked_store(size), bytes, register, rm, false);
                } else {
                    let form = match bytes {
                        4 | 8 => forms::store_short(bytes),
                        _ if self.is_streaming && self.streamed.contains(&slot) => forms::STREAM,
                        _ => forms::STORE,
                    };
                    self.vector(form, bytes.max(16), register, 0, rm, None);
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

    /// A vector instruction without a mask.
    pub fn vector(
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

    /// The place of the elements that a slot points to.
    fn array(&mut self, slot: u32, size: usize) -> Address {
        let pointer = self.plan.pointers.binary_search_by_key(&slot, |pointer| pointer.0);
        let (_, register) = self.plan.pointers[pointer.expect("the slot is walked")];
        let base = register.unwrap_or_else(|| {
            self.assembler.load(SPARE, slot_address(slot));
            SPARE
        });
        Address { base, index: Some((INDEX, size as u8)), displacement: (self.copy.offset * size) as i32 }
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
        let rm = RegisterOrMemory::Memory(self.array(slot, size));
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
                    true => RegisterOrMemory::Memory(self.array(slot, facts.size)),
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
        let held = |writer: &Self, register: u8| match class {
            Class::Vector => writer.vectors[register as usize],
            Class::Mask => writer.masks[register as usize],
        };
        if let Some(free) = range.clone().find(|&register| held(self, register).is_none()) {
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

/// Where a slot's pointer is.
pub fn slot_address(slot: u32) -> Address {
    Address::at(SLOTS, slot as i32 * 8)
}

/// A place of the frame.
pub fn frame_operand(place: u32) -> RegisterOrMemory {
    RegisterOrMemory::Memory(Address::at(FRAME, place as i32 * PLACE as i32))
}
