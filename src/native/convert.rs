//! Chooses instructions for conversions: integers wrap, floats are truncated and saturate, NaN gives 0.

use super::code::{Class, ValueId};
use super::forms::{self, predicate};
use super::select::Select;
use crate::element::{Elem, Family};
use crate::ops::Op;

impl Select<'_> {
    pub(super) fn extend(&mut self, x: ValueId, from: usize, to: usize, signed: bool) -> ValueId {
        self.one(forms::widen(from, to, signed), self.code.register_bytes(to), to, x, None)
    }

    /// Integers as shorter ones: their lower bits. Without masks a vector is halved again and again; what `saturates`
    /// is all ones or zeros, and need not be cut before.
    pub(super) fn narrow(&mut self, x: ValueId, from: usize, to: usize, saturates: bool) -> ValueId {
        if self.has_masks() {
            return self.one(forms::truncate(from, to), self.code.register_bytes(from), to, x, None);
        }
        let mut value = x;
        let mut size = from;
        while size > to {
            let half = size / 2;
            if size < 8 && !saturates {
                let lower = self.code.constant((1 << (8 * half)) - 1, size);
                value = self.two(forms::AND, size, value, lower);
            }
            let upper = match self.code.bytes(size) {
                32 => {
                    let form = forms::UPPER_HALF;
                    self.emit(form, 32, Class::Vector, half, [Some(value), None, None], None, Some(1))
                }
                _ => value,
            };
            let (form, immediate) = match size {
                8 => (forms::SHUFFLE, Some(0x88)),
                _ => (forms::pack(size, saturates), None),
            };
            value = self.emit(form, 16, Class::Vector, half, [Some(value), Some(upper), None], None, immediate);
            size = half;
        }
        value
    }

    pub(super) fn convert(&mut self, from: Elem, to: Elem, x: ValueId) -> Option<ValueId> {
        if from == to {
            return Some(x);
        }
        let (size, result) = (from.size(), to.size());
        let signed = from.family() == Family::Signed;
        match (from.family(), to.family()) {
            (Family::Bool, Family::Float) => {
                let one = if result == 8 { 1.0_f64.to_bits() } else { u64::from(1.0_f32.to_bits()) };
                Some(self.number_of_truth(x, one, result))
            }
            (Family::Bool, Family::Half) => Some(self.number_of_truth(x, 0x3c00, result)),
            (Family::Bool, _) => Some(self.number_of_truth(x, 1, result)),
            (Family::Float, Family::Bool) => {
                let zero = self.code.constant(0, size);
                Some(self.compare_floats(size, predicate::NOT_EQUAL, x, zero))
            }
            (Family::Unsigned | Family::Signed, Family::Bool) => {
                let zero = self.code.constant(0, size);
                Some(self.compare_integers(from, Op::NotEqual, x, zero))
            }
            (Family::Unsigned | Family::Signed, Family::Unsigned | Family::Signed) => Some(match size.cmp(&result) {
                std::cmp::Ordering::Equal => x,
                std::cmp::Ordering::Less => self.extend(x, size, result, signed),
                std::cmp::Ordering::Greater => self.narrow(x, size, result, false),
            }),
            (Family::Unsigned | Family::Signed, Family::Float) => self.float_of_integer(from, result, x),
            (Family::Float, Family::Unsigned | Family::Signed) => self.integer_of_float(size, to, x),
            (Family::Half, Family::Bool) => {
                let single = self.widen_half(x);
                self.convert(Elem::F32, to, single)
            }
            (Family::Half, Family::Float) => {
                let single = self.widen_half(x);
                if to == Elem::F32 { Some(single) } else { self.convert(Elem::F32, to, single) }
            }
            (Family::Float, Family::Half) if from == Elem::F32 => Some(self.narrow_to_half(x)),
            (Family::Float, Family::Float) => {
                let form = if result == 8 { forms::SINGLE_TO_DOUBLE } else { forms::DOUBLE_TO_SINGLE };
                Some(self.one(form, self.code.register_bytes(8), result, x, None))
            }
            _ => None,
        }
    }

    fn widen_half(&mut self, x: ValueId) -> ValueId {
        self.one(forms::HALF_TO_SINGLE, self.code.register_bytes(4), 4, x, None)
    }

    /// The nearest f16; of a NaN only the sign stays, as the kernels have it.
    fn narrow_to_half(&mut self, x: ValueId) -> ValueId {
        let (sign, nan) = (self.code.constant(1 << 31, 4), self.code.constant(0x7fc0_0000, 4));
        let sign = self.two(forms::AND, 4, x, sign);
        let nan = self.two(forms::OR, 4, sign, nan);
        let is_nan = self.compare_floats(4, predicate::UNORDERED, x, x);
        let x = self.blend(4, is_nan, nan, x);
        self.one(forms::SINGLE_TO_HALF, self.code.register_bytes(4), 2, x, Some(0))
    }

    fn float_of_integer(&mut self, from: Elem, to: usize, x: ValueId) -> Option<ValueId> {
        let (size, signed) = (from.size(), from.family() == Family::Signed);
        let (x, size, signed) = match size {
            1 | 2 => (self.extend(x, size, 4, signed), 4, true),
            _ => (x, size, signed),
        };
        let is_i32 = size == 4 && signed;
        if !self.has_masks() && !is_i32 {
            return None;
        }
        let form = forms::float_of_integer(size, to, signed);
        Some(self.one(form, self.code.register_bytes(size.max(to)), to, x, None))
    }

    /// Truncated and saturated; NaN gives 0.
    fn integer_of_float(&mut self, from: usize, to: Elem, x: ValueId) -> Option<ValueId> {
        let (size, signed) = (to.size(), to.family() == Family::Signed);
        if !self.has_masks() && (size == 8 || size == 4 && !signed) {
            return None;
        }
        let (least, most) = to.dtype().limits()?;
        let wide = size.max(4);
        let form = forms::integer_of_float(from, wide, signed || size < 4);
        let bytes = self.code.register_bytes(from.max(wide));
        let is_number = self.compare_floats(from, predicate::ORDERED, x, x);
        // Below the least value the instructions for signed numbers give that, and above the greatest the ones for
        // unsigned ones do.
        let clipped = match (size, signed) {
            (1 | 2, _) => {
                let (least, most) = (self.float_constant(least as f64, from), self.float_constant(most as f64, from));
                let x = self.two(forms::extreme(from, true), from, x, least);
                self.two(forms::extreme(from, false), from, x, most)
            }
            (_, true) => x,
            (_, false) => {
                let zero = self.code.constant(0, from);
                self.two(forms::extreme(from, true), from, x, zero)
            }
        };
        let mut integer = self.one(form, bytes, wide, clipped, None);
        if signed && size >= 4 {
            let beyond = self.float_constant(-(least as f64), from);
            let is_beyond = self.compare_floats(from, predicate::GREATER_EQUAL, x, beyond);
            let most = self.code.constant(most as u64, wide);
            integer = self.blend(wide, is_beyond, most, integer);
        }
        integer = self.only_where(is_number, integer, wide);
        Some(if size < wide { self.narrow(integer, wide, size, false) } else { integer })
    }
}
