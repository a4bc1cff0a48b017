//! The vector instructions that are used, by the element types that they work on.
//!
//! Opcodes are those of Intel's manual, volume 2. Where the instructions for several widths have opcodes of their own,
//! a function chooses by the width.

use super::assembler::{Encoding, Fields, InstructionForm};

const fn form(encoding: Encoding, prefix: u8, map: u8, opcode: u8) -> InstructionForm {
    let fields = Fields::RegVvvvRm;
    InstructionForm { encoding, prefix, map, wide: false, vex_wide: false, opcode, fields, shorter: 0 }
}

impl InstructionForm {
    /// The same with the bit W set in EVEX.
    const fn wide(self, wide: bool) -> InstructionForm {
        InstructionForm { wide, ..self }
    }

    /// The same with the bit W set in both encodings.
    const fn wide_in_both(self, wide: bool) -> InstructionForm {
        InstructionForm { wide, vex_wide: wide, ..self }
    }

    /// The same with its operands in other fields.
    const fn fields(self, fields: Fields) -> InstructionForm {
        InstructionForm { fields, ..self }
    }

    /// The same with an operand in memory that is shorter than the vector, by a power of two.
    const fn shorter(self, shorter: u8) -> InstructionForm {
        InstructionForm { shorter, ..self }
    }
}

const BOTH: Encoding = Encoding::Both;
const EVEX: Encoding = Encoding::Evex;
const VEX: Encoding = Encoding::Vex;

/// An instruction of map 0F that is there for f32 and, with another prefix, for f64.
const fn float(opcode: u8, size: usize) -> InstructionForm {
    let is_double = size == 8;
    form(BOTH, is_double as u8, 1, opcode).wide(is_double)
}

pub const fn add(size: usize) -> InstructionForm {
    float(0x58, size)
}
pub const fn multiply(size: usize) -> InstructionForm {
    float(0x59, size)
}
pub const fn subtract(size: usize) -> InstructionForm {
    float(0x5c, size)
}
pub const fn divide(size: usize) -> InstructionForm {
    float(0x5e, size)
}
/// The processor's own lesser or greater of two floats: the second operand where one is NaN.
pub const fn extreme(size: usize, is_greatest: bool) -> InstructionForm {
    float(if is_greatest { 0x5f } else { 0x5d }, size)
}
pub const fn square_root(size: usize) -> InstructionForm {
    float(0x51, size).fields(Fields::RegRm)
}

/// x * y + z, the result in place of x.
pub const fn multiply_add(size: usize) -> InstructionForm {
    form(BOTH, 1, 2, 0xa8).wide_in_both(size == 8)
}
/// x * y - z
pub const fn multiply_subtract(size: usize) -> InstructionForm {
    form(BOTH, 1, 2, 0xaa).wide_in_both(size == 8)
}
/// z - x * y
pub const fn subtract_product(size: usize) -> InstructionForm {
    form(BOTH, 1, 2, 0xac).wide_in_both(size == 8)
}

/// Rounding to integers, as the immediate byte says.
pub const fn round(size: usize) -> InstructionForm {
    form(BOTH, 1, 3, if size == 8 { 0x09 } else { 0x08 }).wide(size == 8).fields(Fields::RegRm)
}

/// A comparison of floats as the immediate byte says: to a mask in EVEX, to a vector in VEX.
pub const fn compare_floats(size: usize, to_mask: bool) -> InstructionForm {
    InstructionForm { encoding: if to_mask { EVEX } else { VEX }, ..float(0xc2, size) }
}

/// The predicates of comparisons of floats, none of which raises a flag.
pub mod predicate {
    use crate::ops::Op;

    pub const EQUAL: u8 = 0x00;
    pub const UNORDERED: u8 = 0x03;
    pub const NOT_EQUAL: u8 = 0x04;
    pub const ORDERED: u8 = 0x07;
    pub const LESS: u8 = 0x11;
    pub const LESS_EQUAL: u8 = 0x12;
    pub const GREATER_EQUAL: u8 = 0x1d;
    pub const GREATER: u8 = 0x1e;

    /// That of an operation, if it is a comparison.
    pub fn of(op: Op) -> Option<u8> {
        Some(match op {
            Op::Less => LESS,
            Op::LessEqual => LESS_EQUAL,
            Op::Greater => GREATER,
            Op::GreaterEqual => GREATER_EQUAL,
            Op::Equal => EQUAL,
            Op::NotEqual => NOT_EQUAL,
            _ => return None,
        })
    }
}

/// A comparison of integers to a mask.
pub const fn compare_integers(size: usize, signed: bool) -> InstructionForm {
    let opcode = match (size, signed) {
        (1 | 2, true) => 0x3f,
        (1 | 2, false) => 0x3e,
        (_, true) => 0x1f,
        (_, false) => 0x1e,
    };
    form(EVEX, 1, 3, opcode).wide(size == 2 || size == 8)
}

/// The predicates of comparisons of integers.
pub mod order {
    use crate::ops::Op;

    /// That of an operation, if it is a comparison.
    pub fn of(op: Op) -> Option<u8> {
        Some(match op {
            Op::Equal => 0,
            Op::Less => 1,
            Op::LessEqual => 2,
            Op::NotEqual => 4,
            Op::GreaterEqual => 5,
            Op::Greater => 6,
            _ => return None,
        })
    }
}

/// Whether elements are equal, as a vector.
pub const fn equal_integers(size: usize) -> InstructionForm {
    match size {
        1 => form(VEX, 1, 1, 0x74),
        2 => form(VEX, 1, 1, 0x75),
        4 => form(VEX, 1, 1, 0x76),
        _ => form(VEX, 1, 2, 0x29),
    }
}
/// Whether signed elements are greater, as a vector.
pub const fn greater_integers(size: usize) -> InstructionForm {
    match size {
        1 => form(VEX, 1, 1, 0x64),
        2 => form(VEX, 1, 1, 0x65),
        4 => form(VEX, 1, 1, 0x66),
        _ => form(VEX, 1, 2, 0x37),
    }
}

/// By a mask register: of the second operand where it is set, else of the first.
pub const fn blend_by_mask(size: usize) -> InstructionForm {
    form(EVEX, 1, 2, if size <= 2 { 0x66 } else { 0x64 }).wide(size == 2 || size == 8)
}
/// The same by a vector.
pub const BLEND_BY_VECTOR: InstructionForm = form(VEX, 1, 3, 0x4c).fields(Fields::RegVvvvRmIs4);

pub const AND: InstructionForm = form(BOTH, 1, 1, 0xdb).wide(true);
/// The second operand and not the first.
pub const AND_NOT: InstructionForm = form(BOTH, 1, 1, 0xdf).wide(true);
pub const OR: InstructionForm = form(BOTH, 1, 1, 0xeb).wide(true);
pub const XOR: InstructionForm = form(BOTH, 1, 1, 0xef).wide(true);

pub const fn add_integers(size: usize) -> InstructionForm {
    form(BOTH, 1, 1, by_size(size, [0xfc, 0xfd, 0xfe, 0xd4])).wide(size == 8)
}
pub const fn subtract_integers(size: usize) -> InstructionForm {
    form(BOTH, 1, 1, by_size(size, [0xf8, 0xf9, 0xfa, 0xfb])).wide(size == 8)
}

/// The product of integers of 2, 4 or 8 bytes; of 8 only in EVEX.
pub const fn multiply_integers(size: usize) -> InstructionForm {
    match size {
        2 => form(BOTH, 1, 1, 0xd5),
        4 => form(BOTH, 1, 2, 0x40),
        _ => form(EVEX, 1, 2, 0x40).wide(true),
    }
}

/// The absolute value of signed integers; of 8 bytes only in EVEX.
pub const fn absolute_integers(size: usize) -> InstructionForm {
    let encoding = if size == 8 { EVEX } else { BOTH };
    form(encoding, 1, 2, by_size(size, [0x1c, 0x1d, 0x1e, 0x1f])).wide(size == 8).fields(Fields::RegRm)
}

/// The lesser or greater of integers; of 8 bytes only in EVEX.
pub const fn extreme_integers(size: usize, signed: bool, is_greatest: bool) -> InstructionForm {
    let encoding = if size == 8 { EVEX } else { BOTH };
    let (map, least) = match (size, signed) {
        (1, true) => (2, 0x38),
        (2, true) => (1, 0xea),
        (_, true) => (2, 0x39),
        (1, false) => (1, 0xda),
        (2, false) => (2, 0x3a),
        (_, false) => (2, 0x3b),
    };
    form(encoding, 1, map, if is_greatest { least + 4 } else { least }).wide(size == 8)
}

/// Shifts to the left by the counts of another vector, of 2 (EVEX only), 4 or 8 bytes.
pub const fn shift_left(size: usize) -> InstructionForm {
    match size {
        2 => form(EVEX, 1, 2, 0x12).wide(true),
        _ => form(BOTH, 1, 2, 0x47).wide_in_both(size == 8),
    }
}
/// Shifts to the right, filled with zeros.
pub const fn shift_right(size: usize) -> InstructionForm {
    match size {
        2 => form(EVEX, 1, 2, 0x10).wide(true),
        _ => form(BOTH, 1, 2, 0x45).wide_in_both(size == 8),
    }
}
/// Shifts to the right, filled with the sign; of 2 and 8 bytes only in EVEX.
pub const fn shift_right_signed(size: usize) -> InstructionForm {
    match size {
        2 => form(EVEX, 1, 2, 0x11).wide(true),
        4 => form(BOTH, 1, 2, 0x46),
        _ => form(EVEX, 1, 2, 0x46).wide(true),
    }
}

/// Shifts elements of 2, 4 or 8 bytes to the left by the immediate byte.
pub const fn shift_left_by(size: usize) -> InstructionForm {
    shift_by(size, 6)
}
/// The same to the right, filled with zeros.
pub const fn shift_right_by(size: usize) -> InstructionForm {
    shift_by(size, 2)
}
const fn shift_by(size: usize, digit: u8) -> InstructionForm {
    let opcode = by_size(size, [0, 0x71, 0x72, 0x73]);
    form(BOTH, 1, 1, opcode).wide(size == 8).fields(Fields::VvvvRm(digit))
}

/// Integers as longer ones.
pub const fn widen(from: usize, to: usize, signed: bool) -> InstructionForm {
    let (opcode, shorter) = match (from, to) {
        (1, 2) => (0x20, 1),
        (1, 4) => (0x21, 2),
        (1, _) => (0x22, 3),
        (2, 4) => (0x23, 1),
        (2, _) => (0x24, 2),
        _ => (0x25, 1),
    };
    form(BOTH, 1, 2, if signed { opcode } else { opcode + 0x10 }).fields(Fields::RegRm).shorter(shorter)
}
/// Integers as shorter ones: their lower bits.
pub const fn truncate(from: usize, to: usize) -> InstructionForm {
    let opcode = match (from, to) {
        (2, _) => 0x30,
        (4, 1) => 0x31,
        (8, 1) => 0x32,
        (4, _) => 0x33,
        (8, 2) => 0x34,
        _ => 0x35,
    };
    form(EVEX, 2, 2, opcode).fields(Fields::RmReg).shorter((from / to).trailing_zeros() as u8)
}
/// Two vectors of integers as one of shorter ones, which saturate.
pub const fn pack(from: usize, signed: bool) -> InstructionForm {
    match (from, signed) {
        (4, true) => form(VEX, 1, 1, 0x6b),
        (4, false) => form(VEX, 1, 2, 0x2b),
        (_, true) => form(VEX, 1, 1, 0x63),
        (_, false) => form(VEX, 1, 1, 0x67),
    }
}
/// The upper half of a vector of 32 bytes, with 1 as the immediate byte.
pub const UPPER_HALF: InstructionForm = form(VEX, 1, 3, 0x39).fields(Fields::RmReg);
/// Elements of 4 bytes of two vectors, as the immediate byte says.
pub const SHUFFLE: InstructionForm = form(VEX, 0, 1, 0xc6);

pub const SINGLE_TO_DOUBLE: InstructionForm = form(BOTH, 0, 1, 0x5a).fields(Fields::RegRm).shorter(1);
pub const DOUBLE_TO_SINGLE: InstructionForm = form(BOTH, 1, 1, 0x5a).wide(true).fields(Fields::RegRm);
pub const HALF_TO_SINGLE: InstructionForm = form(BOTH, 1, 2, 0x13).fields(Fields::RegRm).shorter(1);
pub const SINGLE_TO_HALF: InstructionForm = form(BOTH, 1, 3, 0x1d).fields(Fields::RmReg).shorter(1);

/// Integers of 4 or 8 bytes as floats; all but those of i32 are only in EVEX.
pub const fn float_of_integer(from: usize, to: usize, signed: bool) -> InstructionForm {
    let form = match (from, to, signed) {
        (4, 4, true) => form(BOTH, 0, 1, 0x5b),
        (4, _, true) => form(BOTH, 2, 1, 0xe6).shorter(1),
        (4, 4, false) => form(EVEX, 3, 1, 0x7a),
        (4, _, false) => form(EVEX, 2, 1, 0x7a).shorter(1),
        (_, 4, true) => form(EVEX, 0, 1, 0x5b),
        (_, _, true) => form(EVEX, 2, 1, 0xe6),
        (_, 4, false) => form(EVEX, 3, 1, 0x7a),
        (_, _, false) => form(EVEX, 2, 1, 0x7a),
    };
    form.wide(from == 8).fields(Fields::RegRm)
}
/// Floats as integers of 4 or 8 bytes, truncated; all but those to i32 are only in EVEX.
pub const fn integer_of_float(from: usize, to: usize, signed: bool) -> InstructionForm {
    let form = match (from, to, signed) {
        (4, 4, true) => form(BOTH, 2, 1, 0x5b),
        (_, 4, true) => form(BOTH, 1, 1, 0xe6),
        (4, 4, false) | (8, 4, false) => form(EVEX, 0, 1, 0x78),
        (4, _, true) => form(EVEX, 1, 1, 0x7a).shorter(1),
        (_, _, true) => form(EVEX, 1, 1, 0x7a),
        (4, _, false) => form(EVEX, 1, 1, 0x78).shorter(1),
        (_, _, false) => form(EVEX, 1, 1, 0x78),
    };
    form.wide(from == 8).fields(Fields::RegRm)
}

/// One element, from memory or from the first place of a vector, at all places of a vector of `bytes`.
pub const fn broadcast(size: usize, bytes: usize) -> InstructionForm {
    let form = form(BOTH, 1, 2, by_size(size, [0x78, 0x79, 0x58, 0x59])).wide(size == 8);
    form.fields(Fields::RegRm).shorter((bytes / size).trailing_zeros() as u8)
}

/// Copies a vector, or loads it.
pub const MOVE: InstructionForm = form(BOTH, 2, 1, 0x6f).wide(true).fields(Fields::RegRm);
/// Stores a vector.
pub const STORE: InstructionForm = form(BOTH, 2, 1, 0x7f).wide(true).fields(Fields::RmReg);
/// Stores a vector past the caches.
pub const STREAM: InstructionForm = form(BOTH, 1, 1, 0xe7).fields(Fields::RmReg);
/// Copies, loads or stores elements of a size where a mask is set.
pub const fn masked_move(size: usize) -> InstructionForm {
    let (prefix, wide) = match size {
        1 => (3, false),
        2 => (3, true),
        4 => (2, false),
        _ => (2, true),
    };
    form(EVEX, prefix, 1, 0x6f).wide(wide).fields(Fields::RegRm)
}
pub const fn masked_store(size: usize) -> InstructionForm {
    InstructionForm { opcode: 0x7f, fields: Fields::RmReg, ..masked_move(size) }
}
/// Loads 4 or 8 bytes.
pub const fn load_short(bytes: usize) -> InstructionForm {
    let form = if bytes == 8 { form(BOTH, 2, 1, 0x7e).wide(true) } else { form(BOTH, 1, 1, 0x6e) };
    form.fields(Fields::RegRm).shorter(if bytes == 8 { 1 } else { 2 })
}
/// Stores 4 or 8 bytes.
pub const fn store_short(bytes: usize) -> InstructionForm {
    let form = form(BOTH, 1, 1, if bytes == 8 { 0xd6 } else { 0x7e }).wide(bytes == 8);
    form.fields(Fields::RmReg).shorter(if bytes == 8 { 1 } else { 2 })
}
/// A general register as the first element of a vector.
pub const OF_GENERAL: InstructionForm = form(BOTH, 1, 1, 0x6e).wide_in_both(true).fields(Fields::RegRm);

/// Which elements of a size are not zero in both operands, as a mask.
pub const TEST_BYTES: InstructionForm = form(EVEX, 1, 2, 0x26);

/// What is done with masks, of which all 64 bits are used.
pub mod mask {
    use super::*;

    const fn of(opcode: u8) -> InstructionForm {
        form(VEX, 0, 1, opcode).wide_in_both(true)
    }
    pub const AND: InstructionForm = of(0x41);
    /// The second operand and not the first.
    pub const AND_NOT: InstructionForm = of(0x42);
    pub const NOT: InstructionForm = of(0x44).fields(Fields::RegRm);
    pub const OR: InstructionForm = of(0x45);
    pub const XOR: InstructionForm = of(0x47);
    pub const MOVE: InstructionForm = of(0x90).fields(Fields::RegRm);
    pub const STORE: InstructionForm = of(0x91).fields(Fields::RmReg);
    pub const OF_GENERAL: InstructionForm = InstructionForm { prefix: 3, ..of(0x92) }.fields(Fields::RegRm);
}

const fn by_size(size: usize, opcodes: [u8; 4]) -> u8 {
    opcodes[size.trailing_zeros() as usize]
}
