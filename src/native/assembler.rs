//! Writes machine code: vector instructions in the VEX and EVEX encodings, and the few others that a loop takes.
//!
//! Vector instructions are regular: an [`InstructionForm`] says where an instruction stands in the opcode maps, and one
//! function encodes them all. The shorter VEX encoding (AVX2) is taken where an instruction has it and no operand needs
//! the other: registers from 16 on, vectors of 64 bytes, masks. Formats are those of Intel's manual, volume 2, chapter
//! 2. (An assembler from a library would be the larger part of what is built: there are some hundred forms, in two
//! encodings.)

/// A general register, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct General(pub u8);

impl General {
    pub const RAX: General = General(0);
    pub const RCX: General = General(1);
    pub const RDX: General = General(2);
    pub const RSI: General = General(6);
    pub const RDI: General = General(7);
}

/// The encodings that an instruction has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// VEX alone.
    Vex,
    /// EVEX alone.
    Evex,
    /// Either.
    Both,
}

/// Which fields of an instruction its operands go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fields {
    /// The result to `reg`, the operand to `rm`.
    RegRm,
    /// The result to `reg`, the operands to `vvvv` and `rm`.
    RegVvvvRm,
    /// The result to `vvvv`, the operand to `rm`, and a digit to `reg`.
    VvvvRm(u8),
    /// The result to `rm`, the operand to `reg`.
    RmReg,
    /// The result to `reg`, the operands to `vvvv`, `rm` and the upper half of the immediate byte.
    RegVvvvRmIs4,
}

/// An instruction: its place in the opcode maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstructionForm {
    pub encoding: Encoding,
    /// 0 for none, 1 for 66, 2 for F3, 3 for F2.
    pub prefix: u8,
    /// 1 for 0F, 2 for 0F38, 3 for 0F3A.
    pub map: u8,
    /// The bit W; in EVEX it may be another than in VEX, where it is mostly ignored.
    pub wide: bool,
    pub vex_wide: bool,
    pub opcode: u8,
    pub fields: Fields,
    /// The power of two by which an operand in memory is shorter than the vector.
    pub shorter: u8,
}

/// A place in memory: `base + index * scale + displacement`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    pub base: General,
    pub index: Option<(General, u8)>,
    pub displacement: i32,
}

impl Address {
    /// The place at a distance from what a register points to.
    pub fn at(base: General, displacement: i32) -> Self {
        Self { base, index: None, displacement }
    }
}

/// An operand that may be in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterOrMemory {
    /// A vector, mask or general register.
    Register(u8),
    /// Memory.
    Memory(Address),
}

/// What is written where the first `count` lanes of a mask say so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Masking {
    /// The mask register; 0 for none.
    pub mask: u8,
    /// Whether other elements become zero; else they stay.
    pub zeroes: bool,
}

/// A place in the code that is jumped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label(usize);

/// A condition, as jumps encode it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Below = 2,
    AboveEqual = 3,
    Equal = 4,
    NotEqual = 5,
    BelowEqual = 6,
    Above = 7,
}

/// The code that has been written.
#[derive(Debug, Default)]
pub struct Assembler {
    code: Vec<u8>,
    /// Where labels are, as far as that is known.
    labels: Vec<Option<usize>>,
    /// Where distances to labels are still to be written.
    jumps: Vec<(usize, Label)>,
}

impl Assembler {
    /// The code, with all jumps.
    pub fn finish(mut self) -> Vec<u8> {
        for (at, label) in &self.jumps {
            let target = self.labels[label.0].expect("every label has a place");
            let distance = target as i64 - (*at as i64 + 4);
            let distance = i32::try_from(distance).expect("code is shorter than 2 GiB");
            self.code[*at..at + 4].copy_from_slice(&distance.to_le_bytes());
        }
        self.code
    }

    /// Makes a label that is placed later.
    pub fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() - 1)
    }

    /// Places a label here.
    pub fn place(&mut self, label: Label) {
        self.labels[label.0] = Some(self.code.len());
    }

    /// Fills up to a multiple of 32 bytes, where a loop begins.
    pub fn align(&mut self) {
        const NOP: [&[u8]; 9] = [
            &[0x90],
            &[0x66, 0x90],
            &[0x0f, 0x1f, 0x00],
            &[0x0f, 0x1f, 0x40, 0x00],
            &[0x0f, 0x1f, 0x44, 0x00, 0x00],
            &[0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
            &[0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
            &[0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
            &[0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
        ];
        let mut missing = self.code.len().next_multiple_of(32) - self.code.len();
        while missing > 0 {
            let nop = NOP[missing.min(NOP.len()) - 1];
            self.code.extend_from_slice(nop);
            missing -= nop.len();
        }
    }

    /// A vector or mask instruction over vectors of `bytes` (16, 32 or 64): what goes to `reg`, `vvvv` and `rm`, and
    /// the immediate byte. `second` is not encoded where the form has none.
    pub fn vector(
        &mut self,
        form: InstructionForm,
        bytes: usize,
        [reg, second]: [u8; 2],
        rm: RegisterOrMemory,
        masking: Masking,
        immediate: Option<u8>,
    ) {
        assert!(matches!(bytes, 16 | 32 | 64), "there are no vectors of {bytes} bytes");
        let is_high = |register: u8| register > 15;
        let needs_evex = bytes == 64
            || is_high(reg)
            || is_high(second)
            || matches!(rm, RegisterOrMemory::Register(register) if is_high(register))
            || masking != Masking::default();
        match form.encoding {
            Encoding::Vex => self.vex(form, bytes, reg, second, rm),
            Encoding::Both if !needs_evex => self.vex(form, bytes, reg, second, rm),
            Encoding::Evex | Encoding::Both => self.evex(form, bytes, [reg, second], rm, masking),
        }
        if let Some(immediate) = immediate {
            self.code.push(immediate);
        }
    }

    fn vex(&mut self, form: InstructionForm, bytes: usize, reg: u8, second: u8, rm: RegisterOrMemory) {
        let (index, base) = high_bits(rm);
        let inverted = |bit: u8| (bit ^ 1) & 1;
        let last = inverted_second(second) << 3 | u8::from(bytes == 32) << 2 | form.prefix;
        if form.map == 1 && !form.vex_wide && index == 0 && base == 0 {
            self.code.extend([0xc5, inverted(reg >> 3) << 7 | last]);
        } else {
            let first = inverted(reg >> 3) << 7 | inverted(index) << 6 | inverted(base) << 5 | form.map;
            self.code.extend([0xc4, first, u8::from(form.vex_wide) << 7 | last]);
        }
        self.code.push(form.opcode);
        self.operand(reg, rm, 1);
    }

    fn evex(
        &mut self,
        form: InstructionForm,
        bytes: usize,
        [reg, second]: [u8; 2],
        rm: RegisterOrMemory,
        masking: Masking,
    ) {
        let (index, base) = match rm {
            RegisterOrMemory::Register(register) => (register >> 4, register >> 3),
            _ => high_bits(rm),
        };
        let inverted = |bit: u8| (bit ^ 1) & 1;
        let first =
            inverted(reg >> 3) << 7 | inverted(index) << 6 | inverted(base) << 5 | inverted(reg >> 4) << 4 | form.map;
        let length = bytes.trailing_zeros() as u8 - 4;
        self.code.extend([
            0x62,
            first,
            u8::from(form.wide) << 7 | inverted_second(second) << 3 | 1 << 2 | form.prefix,
            u8::from(masking.zeroes) << 7 | length << 5 | inverted(second >> 4) << 3 | masking.mask,
        ]);
        self.code.push(form.opcode);
        self.operand(reg, rm, (bytes >> form.shorter) as i32);
    }

    /// The byte that names `reg` and `rm`, and what belongs to an address. A short displacement counts `unit` bytes.
    fn operand(&mut self, reg: u8, rm: RegisterOrMemory, unit: i32) {
        let reg = (reg & 7) << 3;
        let address = match rm {
            RegisterOrMemory::Register(register) => return self.code.push(0xc0 | reg | register & 7),
            RegisterOrMemory::Memory(address) => address,
        };
        let Address { base, index, displacement } = address;
        let short = i8::try_from(displacement / unit).ok().filter(|_| displacement % unit == 0);
        // Without a displacement rbp and r13 stand for other kinds of addresses.
        let mode = match short {
            Some(0) if base.0 & 7 != 5 => 0,
            Some(_) => 0x40,
            None => 0x80,
        };
        if index.is_some() || base.0 & 7 == 4 {
            let (index, scale) = index.map_or((4, 1), |(index, scale)| (index.0, scale));
            self.code.push(mode | reg | 4);
            self.code.push((scale.trailing_zeros() as u8) << 6 | (index & 7) << 3 | base.0 & 7);
        } else {
            self.code.push(mode | reg | base.0 & 7);
        }
        match (mode, short) {
            (0, _) => {}
            (_, Some(short)) => self.code.push(short as u8),
            (_, None) => self.code.extend(displacement.to_le_bytes()),
        }
    }

    /// An instruction on general registers of 64 bits, with `reg` and `rm`.
    fn general(&mut self, opcode: u8, reg: u8, rm: RegisterOrMemory) {
        let (index, base) = high_bits(rm);
        self.code.extend([0x48 | (reg >> 3 & 1) << 2 | index << 1 | base, opcode]);
        self.operand(reg, rm, 1);
    }

    /// Loads a pointer or a number of 64 bits.
    pub fn load(&mut self, to: General, from: Address) {
        self.general(0x8b, to.0, RegisterOrMemory::Memory(from));
    }

    /// Stores a pointer or a number of 64 bits.
    pub fn store(&mut self, to: Address, from: General) {
        self.general(0x89, from.0, RegisterOrMemory::Memory(to));
    }

    /// Adds a register to a number in memory.
    pub fn add_to(&mut self, to: Address, what: General) {
        self.general(0x01, what.0, RegisterOrMemory::Memory(to));
    }

    /// Subtracts one from a number in memory.
    pub fn decrement(&mut self, number: Address) {
        self.general(0xff, 1, RegisterOrMemory::Memory(number));
    }

    /// Copies a register.
    pub fn copy(&mut self, to: General, from: General) {
        self.general(0x8b, to.0, RegisterOrMemory::Register(from.0));
    }

    /// The sum of what an address is made of.
    pub fn address(&mut self, to: General, from: Address) {
        self.general(0x8d, to.0, RegisterOrMemory::Memory(from));
    }

    /// A number of 64 bits.
    pub fn number(&mut self, to: General, value: u64) {
        self.code.extend([0x48 | to.0 >> 3, 0xb8 | to.0 & 7]);
        self.code.extend(value.to_le_bytes());
    }

    /// Sets a register to 0.
    pub fn zero(&mut self, register: General) {
        self.general(0x33, register.0, RegisterOrMemory::Register(register.0));
    }

    /// Adds a constant.
    pub fn add(&mut self, to: General, constant: i32) {
        self.general(0x81, 0, RegisterOrMemory::Register(to.0));
        self.code.extend(constant.to_le_bytes());
    }

    /// Compares two registers.
    pub fn compare(&mut self, left: General, right: General) {
        self.general(0x3b, left.0, RegisterOrMemory::Register(right.0));
    }

    /// Whether any bit of a constant is set in a register.
    pub fn test(&mut self, register: General, bits: i32) {
        self.general(0xf7, 0, RegisterOrMemory::Register(register.0));
        self.code.extend(bits.to_le_bytes());
    }

    /// Compares a register with a constant.
    pub fn compare_constant(&mut self, left: General, constant: i32) {
        self.general(0x81, 7, RegisterOrMemory::Register(left.0));
        self.code.extend(constant.to_le_bytes());
    }

    /// Subtracts a register.
    pub fn subtract(&mut self, from: General, what: General) {
        self.general(0x2b, from.0, RegisterOrMemory::Register(what.0));
    }

    /// Keeps the first `count` bits of what is in `from` (the instruction `bzhi`).
    pub fn keep_bits(&mut self, to: General, from: General, count: General) {
        let first = ((to.0 >> 3) ^ 1) << 7 | 1 << 6 | ((from.0 >> 3) ^ 1) << 5 | 2;
        self.code.extend([0xc4, first, 1 << 7 | inverted_second(count.0) << 3, 0xf5]);
        self.operand(to.0, RegisterOrMemory::Register(from.0), 1);
    }

    /// Keeps a register of the caller's on the stack.
    pub fn push(&mut self, register: General) {
        self.code.extend((register.0 > 7).then_some(0x41).into_iter().chain([0x50 | register.0 & 7]));
    }

    /// Takes it back.
    pub fn pop(&mut self, register: General) {
        self.code.extend((register.0 > 7).then_some(0x41).into_iter().chain([0x58 | register.0 & 7]));
    }

    /// Jumps if a condition holds.
    pub fn jump_if(&mut self, condition: Condition, label: Label) {
        self.code.extend([0x0f, 0x80 | condition as u8]);
        self.distance(label);
    }

    /// Jumps.
    pub fn jump(&mut self, label: Label) {
        self.code.push(0xe9);
        self.distance(label);
    }

    fn distance(&mut self, label: Label) {
        self.jumps.push((self.code.len(), label));
        self.code.extend([0; 4]);
    }

    /// Goes back to the caller, with vector registers as code without them wants them.
    pub fn go_back(&mut self) {
        self.code.extend([0xc5, 0xf8, 0x77, 0xc3]);
    }
}

/// The fourth bits of the registers in an operand's fields: of the index, and of the base or the register itself.
fn high_bits(rm: RegisterOrMemory) -> (u8, u8) {
    match rm {
        RegisterOrMemory::Register(register) => (0, register >> 3 & 1),
        RegisterOrMemory::Memory(address) => (address.index.map_or(0, |(index, _)| index.0 >> 3), address.base.0 >> 3),
    }
}

/// The lower bits of the register in `vvvv`.
fn inverted_second(register: u8) -> u8 {
    !register & 15
}
