//! Chooses instructions for operations: the ways to compute each of them over vectors, with the bits that its kernel
//! gives.
//!
//! What is not here (functions, division of integers, …) gives `None`, and stays with its kernel. Truth values are
//! masks: of AVX-512 in mask registers, and else vectors of all ones or zeros, of the width of the widest elements of
//! the loop.

use super::assembler::InstructionForm;
use super::code::{Class, Code, ValueId, VectorInstruction, has_masks};
use super::forms::{self, mask, order, predicate};
use crate::element::{Elem, Family};
use crate::level::Level;
use crate::ops::Op;

/// Whether elements fill the lanes of vectors one by one. Complex numbers are pairs of lanes, for which there are no
/// instructions here; dates and lengths of time do.
pub fn is_in_vectors(elem: Elem) -> bool {
    match elem.family() {
        Family::Bool | Family::Unsigned | Family::Signed | Family::Half | Family::Float => true,
        Family::Datetime | Family::Timedelta => true,
        Family::Complex => false,
    }
}

/// Adds instructions to the body of a loop.
pub struct Select<'c> {
    pub code: &'c mut Code,
    pub level: Level,
    /// Bytes of the widest elements: of truth values, where they are vectors.
    pub widest: usize,
}

impl Select<'_> {
    pub(super) fn has_masks(&self) -> bool {
        has_masks(self.level)
    }

    /// The result of an operation that computes in a type, if there are instructions for it.
    pub fn operation(&mut self, op: Op, elem: Elem, x: &[ValueId]) -> Option<ValueId> {
        if !is_in_vectors(elem) || !is_in_vectors(op.result(elem.dtype()).elem()) {
            return None;
        }
        if let Some(to) = op.converts_to() {
            return self.convert(elem, to.elem(), x[0]);
        }
        match op {
            Op::Positive | Op::RealPart | Op::Conjugate | Op::Copy => return Some(x[0]),
            Op::Where => return Some(self.choose(elem, x[0], x[1], x[2])),
            Op::ZerosLike | Op::ImaginaryPart if elem != Elem::Bool => {
                return Some(self.code.constant(0, elem.size()));
            }
            _ => {}
        }
        match elem.family() {
            Family::Float => self.float(op, elem, x),
            Family::Unsigned | Family::Signed => self.integer(op, elem, x),
            Family::Bool => self.logic(op, x),
            Family::Half | Family::Complex | Family::Datetime | Family::Timedelta => None,
        }
    }

    /// Joins elements to the lanes of a fold; truth values are bytes there.
    pub fn join(&mut self, op: Op, elem: Elem, so_far: ValueId, value: ValueId) -> Option<ValueId> {
        let form = match (elem.family(), op) {
            (Family::Bool, Op::Add | Op::Maximum | Op::Fmax) => forms::OR,
            (Family::Bool, Op::Multiply | Op::Minimum | Op::Fmin) => forms::AND,
            (Family::Bool, _) => return None,
            _ => return self.operation(op, elem, &[so_far, value]),
        };
        Some(self.two(form, 1, so_far, value))
    }

    /// An instruction of two operands of one size.
    pub(super) fn two(&mut self, form: InstructionForm, size: usize, x: ValueId, y: ValueId) -> ValueId {
        self.emit(form, self.code.register_bytes(size), Class::Vector, size, [Some(x), Some(y), None], None, None)
    }

    /// An instruction of one operand.
    pub(super) fn one(
        &mut self,
        form: InstructionForm,
        bytes: usize,
        size: usize,
        x: ValueId,
        immediate: Option<u8>,
    ) -> ValueId {
        self.emit(form, bytes, Class::Vector, size, [Some(x), None, None], None, immediate)
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn emit(
        &mut self,
        form: InstructionForm,
        bytes: usize,
        class: Class,
        size: usize,
        operands: [Option<ValueId>; 3],
        mask: Option<ValueId>,
        immediate: Option<u8>,
    ) -> ValueId {
        let make = |result| VectorInstruction { form, bytes, operands, mask, immediate, is_tied: false, result };
        self.code.instruction(class, size, make)
    }

    // Masks.

    fn mask_of_two(&mut self, masks: InstructionForm, vectors: InstructionForm, x: ValueId, y: ValueId) -> ValueId {
        if self.has_masks() {
            return self.emit(masks, 32, Class::Mask, 1, [Some(x), Some(y), None], None, None);
        }
        self.two(vectors, self.widest, x, y)
    }

    fn and(&mut self, x: ValueId, y: ValueId) -> ValueId {
        self.mask_of_two(mask::AND, forms::AND, x, y)
    }

    fn or(&mut self, x: ValueId, y: ValueId) -> ValueId {
        self.mask_of_two(mask::OR, forms::OR, x, y)
    }

    fn xor(&mut self, x: ValueId, y: ValueId) -> ValueId {
        self.mask_of_two(mask::XOR, forms::XOR, x, y)
    }

    /// `y` and not `x`.
    fn and_not(&mut self, x: ValueId, y: ValueId) -> ValueId {
        self.mask_of_two(mask::AND_NOT, forms::AND_NOT, x, y)
    }

    fn not(&mut self, x: ValueId) -> ValueId {
        if self.has_masks() {
            return self.emit(mask::NOT, 16, Class::Mask, 1, [Some(x), None, None], None, None);
        }
        let ones = self.code.constant(!0, self.widest);
        self.two(forms::XOR, self.widest, x, ones)
    }

    /// Operations on truth values.
    fn logic(&mut self, op: Op, x: &[ValueId]) -> Option<ValueId> {
        Some(match op {
            Op::Add | Op::BitOr | Op::LogicalOr | Op::Maximum | Op::Fmax => self.or(x[0], x[1]),
            Op::Multiply | Op::BitAnd | Op::LogicalAnd | Op::Minimum | Op::Fmin => self.and(x[0], x[1]),
            Op::BitXor | Op::NotEqual => self.xor(x[0], x[1]),
            Op::Equal => {
                let differs = self.xor(x[0], x[1]);
                self.not(differs)
            }
            Op::Invert | Op::LogicalNot => self.not(x[0]),
            Op::Less => self.and_not(x[0], x[1]),
            Op::Greater => self.and_not(x[1], x[0]),
            Op::LessEqual => {
                let above = self.and_not(x[1], x[0]);
                self.not(above)
            }
            Op::GreaterEqual => {
                let below = self.and_not(x[0], x[1]);
                self.not(below)
            }
            Op::Absolute | Op::Floor | Op::Ceil | Op::Trunc => x[0],
            _ => return None,
        })
    }

    /// The truth values that bytes of 0 and 1 stand for.
    pub fn truth(&mut self, bytes: ValueId) -> ValueId {
        if self.has_masks() {
            let length = self.code.register_bytes(1);
            return self.emit(forms::TEST_BYTES, length, Class::Mask, 1, [Some(bytes), Some(bytes), None], None, None);
        }
        let zero = self.code.constant(0, self.widest);
        let wide = if self.widest == 1 { bytes } else { self.extend(bytes, 1, self.widest, false) };
        self.two(forms::greater_integers(self.widest), self.widest, wide, zero)
    }

    /// Bytes of 0 and 1 of truth values.
    pub fn bytes_of_truth(&mut self, truth: ValueId) -> ValueId {
        self.number_of_truth(truth, 1, 1)
    }

    /// A number where a truth value holds, and 0 elsewhere.
    pub(super) fn number_of_truth(&mut self, truth: ValueId, number: u64, size: usize) -> ValueId {
        let number = self.code.constant(number, size);
        self.only_where(truth, number, size)
    }

    /// `x` where a truth value holds, and 0 elsewhere.
    pub(super) fn only_where(&mut self, truth: ValueId, x: ValueId, size: usize) -> ValueId {
        if self.has_masks() {
            let (form, bytes) = (forms::masked_move(size), self.code.register_bytes(size));
            return self.emit(form, bytes, Class::Vector, size, [Some(x), None, None], Some(truth), None);
        }
        let narrow = self.mask_as(truth, size);
        self.two(forms::AND, size, narrow, x)
    }

    /// A truth value in vectors of elements of another size.
    fn mask_as(&mut self, mask: ValueId, size: usize) -> ValueId {
        match self.widest {
            _ if self.has_masks() => mask,
            widest if widest == size => mask,
            widest => self.narrow(mask, widest, size, true),
        }
    }

    /// The truth value that a comparison of elements of a size gave as a vector.
    fn mask_of(&mut self, vector: ValueId, size: usize) -> ValueId {
        if size == self.widest { vector } else { self.extend(vector, size, self.widest, true) }
    }

    /// `x` where a truth value holds, else `y`.
    fn choose(&mut self, elem: Elem, condition: ValueId, x: ValueId, y: ValueId) -> ValueId {
        if elem == Elem::Bool {
            let (x, y) = (self.and(condition, x), self.and_not(condition, y));
            return self.or(x, y);
        }
        self.blend(elem.size(), condition, x, y)
    }

    pub(super) fn blend(&mut self, size: usize, condition: ValueId, x: ValueId, y: ValueId) -> ValueId {
        let bytes = self.code.register_bytes(size);
        if self.has_masks() {
            let operands = [Some(y), Some(x), None];
            return self.emit(forms::blend_by_mask(size), bytes, Class::Vector, size, operands, Some(condition), None);
        }
        let narrow = self.mask_as(condition, size);
        let operands = [Some(y), Some(x), Some(narrow)];
        self.emit(forms::BLEND_BY_VECTOR, bytes, Class::Vector, size, operands, None, None)
    }

    // Comparisons.

    pub(super) fn compare_floats(&mut self, size: usize, predicate: u8, x: ValueId, y: ValueId) -> ValueId {
        let (form, bytes) = (forms::compare_floats(size, self.has_masks()), self.code.register_bytes(size));
        let operands = [Some(x), Some(y), None];
        if self.has_masks() {
            return self.emit(form, bytes, Class::Mask, 1, operands, None, Some(predicate));
        }
        let vector = self.emit(form, bytes, Class::Vector, size, operands, None, Some(predicate));
        self.mask_of(vector, size)
    }

    pub(super) fn compare_integers(&mut self, elem: Elem, comparison: Op, x: ValueId, y: ValueId) -> ValueId {
        let (size, signed) = (elem.size(), elem.family() == Family::Signed);
        if self.has_masks() {
            let predicate = order::of(comparison).expect("it is a comparison");
            let (form, bytes) = (forms::compare_integers(size, signed), self.code.register_bytes(size));
            return self.emit(form, bytes, Class::Mask, 1, [Some(x), Some(y), None], None, Some(predicate));
        }
        let (x, y) = match comparison {
            Op::Equal | Op::NotEqual => (x, y),
            _ if signed => (x, y),
            _ => {
                // Unsigned numbers are in the order of signed ones once their highest bits are turned round.
                let highest = self.code.constant(1 << (8 * size - 1), size);
                (self.two(forms::XOR, size, x, highest), self.two(forms::XOR, size, y, highest))
            }
        };
        let vector = match comparison {
            Op::Equal | Op::NotEqual => self.two(forms::equal_integers(size), size, x, y),
            Op::Greater | Op::LessEqual => self.two(forms::greater_integers(size), size, x, y),
            _ => self.two(forms::greater_integers(size), size, y, x),
        };
        let mask = self.mask_of(vector, size);
        match comparison {
            Op::NotEqual | Op::LessEqual | Op::GreaterEqual => self.not(mask),
            _ => mask,
        }
    }

    // Floats.

    fn float(&mut self, op: Op, elem: Elem, x: &[ValueId]) -> Option<ValueId> {
        let size = elem.size();
        if let Some(predicate) = predicate::of(op) {
            return Some(self.compare_floats(size, predicate, x[0], x[1]));
        }
        let sign = 1 << (8 * size - 1);
        Some(match op {
            Op::Add => self.two(forms::add(size), size, x[0], x[1]),
            Op::Subtract => self.two(forms::subtract(size), size, x[0], x[1]),
            Op::Multiply => self.two(forms::multiply(size), size, x[0], x[1]),
            Op::Divide => self.two(forms::divide(size), size, x[0], x[1]),
            Op::Square => self.two(forms::multiply(size), size, x[0], x[0]),
            Op::Reciprocal => {
                let one = self.float_constant(1.0, size);
                self.two(forms::divide(size), size, one, x[0])
            }
            Op::Negative => {
                let sign = self.code.constant(sign, size);
                self.two(forms::XOR, size, x[0], sign)
            }
            Op::Absolute => self.absolute_float(size, x[0]),
            Op::Sqrt => self.one(forms::square_root(size), self.code.register_bytes(size), size, x[0], None),
            Op::SquareRootPower => self.square_root_power(size, x[0]),
            Op::Floor => self.round(size, x[0], 9),
            Op::Ceil => self.round(size, x[0], 10),
            Op::Trunc => self.round(size, x[0], 11),
            Op::Rint | Op::Round => self.round(size, x[0], 8),
            Op::Fma | Op::ContractedMultiplyAdd => self.fused(forms::multiply_add(size), size, x),
            Op::ContractedMultiplySubtract => self.fused(forms::multiply_subtract(size), size, x),
            Op::ContractedSubtractProduct => self.fused(forms::subtract_product(size), size, x),
            Op::IsNan => self.compare_floats(size, predicate::UNORDERED, x[0], x[0]),
            Op::IsInf | Op::IsFinite => {
                let infinity = self.float_constant(f64::INFINITY, size);
                let magnitude = self.absolute_float(size, x[0]);
                let predicate = if op == Op::IsInf { predicate::EQUAL } else { predicate::LESS };
                self.compare_floats(size, predicate, magnitude, infinity)
            }
            Op::CopySign => {
                let sign = self.code.constant(sign, size);
                let sign = self.two(forms::AND, size, x[1], sign);
                let magnitude = self.absolute_float(size, x[0]);
                self.two(forms::OR, size, magnitude, sign)
            }
            Op::SignBit => {
                let (zero, integer) = (self.code.constant(0, size), if size == 8 { Elem::I64 } else { Elem::I32 });
                self.compare_integers(integer, Op::Less, x[0], zero)
            }
            Op::Minimum => self.extreme(size, predicate::LESS_EQUAL, x[0], x[1], x[0]),
            Op::Maximum => self.extreme(size, predicate::GREATER_EQUAL, x[0], x[1], x[0]),
            Op::Fmin => self.extreme(size, predicate::LESS_EQUAL, x[0], x[1], x[1]),
            Op::Fmax => self.extreme(size, predicate::GREATER_EQUAL, x[0], x[1], x[1]),
            Op::Clip => {
                let above = self.extreme(size, predicate::GREATER_EQUAL, x[0], x[1], x[0]);
                self.extreme(size, predicate::LESS_EQUAL, above, x[2], above)
            }
            Op::Sign | Op::Heaviside => self.step(op, size, x),
            Op::OnesLike => self.float_constant(1.0, size),
            _ => return None,
        })
    }

    pub(super) fn float_constant(&mut self, value: f64, size: usize) -> ValueId {
        let bits = if size == 8 { value.to_bits() } else { u64::from((value as f32).to_bits()) };
        self.code.constant(bits, size)
    }

    fn absolute_float(&mut self, size: usize, x: ValueId) -> ValueId {
        let rest = self.code.constant(!(1 << (8 * size - 1)), size);
        self.two(forms::AND, size, x, rest)
    }

    /// The power 1/2, which of -0 is 0 and of minus infinity infinity.
    fn square_root_power(&mut self, size: usize, x: ValueId) -> ValueId {
        let (zero, infinity) = (self.float_constant(0.0, size), self.float_constant(f64::INFINITY, size));
        let least = self.float_constant(f64::NEG_INFINITY, size);
        let sum = self.two(forms::add(size), size, x, zero);
        let root = self.one(forms::square_root(size), self.code.register_bytes(size), size, sum, None);
        let is_least = self.compare_floats(size, predicate::EQUAL, x, least);
        self.blend(size, is_least, infinity, root)
    }

    fn round(&mut self, size: usize, x: ValueId, way: u8) -> ValueId {
        self.one(forms::round(size), self.code.register_bytes(size), size, x, Some(way))
    }

    /// An instruction that rounds a product and a sum once; its result takes the place of the first factor.
    fn fused(&mut self, form: InstructionForm, size: usize, x: &[ValueId]) -> ValueId {
        let (bytes, operands) = (self.code.register_bytes(size), [Some(x[0]), Some(x[1]), Some(x[2])]);
        let make =
            |result| VectorInstruction { form, bytes, operands, mask: None, immediate: None, is_tied: true, result };
        self.code.instruction(Class::Vector, size, make)
    }

    /// `x` where it compares so with `y`, or where `unordered` is NaN, else `y`.
    fn extreme(&mut self, size: usize, predicate: u8, x: ValueId, y: ValueId, unordered: ValueId) -> ValueId {
        let is_nan = self.compare_floats(size, predicate::UNORDERED, unordered, unordered);
        let compares = self.compare_floats(size, predicate, x, y);
        let condition = self.or(compares, is_nan);
        self.blend(size, condition, x, y)
    }

    /// `sign(x)` or `heaviside(x, at_zero)`.
    fn step(&mut self, op: Op, size: usize, x: &[ValueId]) -> ValueId {
        let (zero, one) = (self.float_constant(0.0, size), self.float_constant(1.0, size));
        let (below, at_zero) = match op {
            Op::Sign => (self.float_constant(-1.0, size), zero),
            _ => (zero, x[1]),
        };
        let is_below = self.compare_floats(size, predicate::LESS, x[0], zero);
        let is_above = self.compare_floats(size, predicate::GREATER, x[0], zero);
        let is_nan = self.compare_floats(size, predicate::UNORDERED, x[0], x[0]);
        let step = self.blend(size, is_below, below, at_zero);
        let step = self.blend(size, is_above, one, step);
        self.blend(size, is_nan, x[0], step)
    }

    // Integers.

    fn integer(&mut self, op: Op, elem: Elem, x: &[ValueId]) -> Option<ValueId> {
        let (size, signed) = (elem.size(), elem.family() == Family::Signed);
        if order::of(op).is_some() {
            return Some(self.compare_integers(elem, op, x[0], x[1]));
        }
        let is_long = size == 8 && !self.has_masks();
        Some(match op {
            Op::Add => self.two(forms::add_integers(size), size, x[0], x[1]),
            Op::Subtract => self.two(forms::subtract_integers(size), size, x[0], x[1]),
            Op::Multiply => self.product(size, x[0], x[1])?,
            Op::Square => self.product(size, x[0], x[0])?,
            Op::Negative => {
                let zero = self.code.constant(0, size);
                self.two(forms::subtract_integers(size), size, zero, x[0])
            }
            Op::Absolute if signed && is_long => {
                let zero = self.code.constant(0, size);
                let negative = self.two(forms::subtract_integers(size), size, zero, x[0]);
                let is_negative = self.compare_integers(elem, Op::Less, x[0], zero);
                self.blend(size, is_negative, negative, x[0])
            }
            Op::Absolute if signed => {
                self.one(forms::absolute_integers(size), self.code.register_bytes(size), size, x[0], None)
            }
            Op::Absolute | Op::Floor | Op::Ceil | Op::Trunc | Op::Round => x[0],
            Op::BitAnd => self.two(forms::AND, size, x[0], x[1]),
            Op::BitOr => self.two(forms::OR, size, x[0], x[1]),
            Op::BitXor => self.two(forms::XOR, size, x[0], x[1]),
            Op::Invert => {
                let ones = self.code.constant(!0, size);
                self.two(forms::XOR, size, x[0], ones)
            }
            Op::ShiftLeft if size > 2 || size == 2 && self.has_masks() => {
                self.two(forms::shift_left(size), size, x[0], x[1])
            }
            Op::ShiftRight if size > 2 && !(signed && is_long) || size == 2 && self.has_masks() => match signed {
                true => self.two(forms::shift_right_signed(size), size, x[0], x[1]),
                false => self.two(forms::shift_right(size), size, x[0], x[1]),
            },
            Op::Minimum | Op::Fmin => self.extreme_integer(elem, false, x[0], x[1]),
            Op::Maximum | Op::Fmax => self.extreme_integer(elem, true, x[0], x[1]),
            Op::Clip => {
                let above = self.extreme_integer(elem, true, x[0], x[1]);
                self.extreme_integer(elem, false, above, x[2])
            }
            Op::Sign => {
                let zero = self.code.constant(0, size);
                let is_above = self.compare_integers(elem, Op::Greater, x[0], zero);
                let is_below = self.compare_integers(elem, Op::Less, x[0], zero);
                let above = self.number_of_truth(is_above, 1, size);
                let below = self.number_of_truth(is_below, !0, size);
                self.two(forms::OR, size, above, below)
            }
            Op::OnesLike => self.code.constant(1, size),
            _ => return None,
        })
    }

    /// The product of integers, wrapping.
    fn product(&mut self, size: usize, x: ValueId, y: ValueId) -> Option<ValueId> {
        match size {
            1 => {
                // Bytes at even and at odd places as numbers of two bytes.
                let bytes = self.code.register_bytes(1);
                let multiply = forms::multiply_integers(2);
                let upper = |select: &mut Self, x| select.one(forms::shift_right_by(2), bytes, 1, x, Some(8));
                let even = self.two(multiply, 1, x, y);
                let (x, y) = (upper(self, x), upper(self, y));
                let odd = self.two(multiply, 1, x, y);
                let odd = self.one(forms::shift_left_by(2), bytes, 1, odd, Some(8));
                let lower = self.code.constant(0x00ff, 2);
                let even = self.two(forms::AND, 1, even, lower);
                Some(self.two(forms::OR, 1, even, odd))
            }
            8 if !self.has_masks() => None,
            _ => Some(self.two(forms::multiply_integers(size), size, x, y)),
        }
    }

    fn extreme_integer(&mut self, elem: Elem, is_greatest: bool, x: ValueId, y: ValueId) -> ValueId {
        let (size, signed) = (elem.size(), elem.family() == Family::Signed);
        if size == 8 && !self.has_masks() {
            let comparison = if is_greatest { Op::Greater } else { Op::Less };
            let condition = self.compare_integers(elem, comparison, x, y);
            return self.blend(size, condition, x, y);
        }
        self.two(forms::extreme_integers(size, signed, is_greatest), size, x, y)
    }
}
