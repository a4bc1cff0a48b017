//! Chooses instructions for powers with exponents known beforehand, by the formulas of
//! [`math::constant_power`](crate::math::constant_power) at a level that has fused multiply-add: for all floats alike.

use super::code::ValueId;
use super::forms::{self, predicate};
use super::select::Select;
use crate::element::Elem;
use crate::math::constant_power::{LEAST_INVERTED, MOST_CUBED, MOST_TO_THE_FOURTH, MOST_TO_THREE_HALVES};

/// The floats that powers are computed in, but for the square root, and their size.
const COMPUTED: Elem = Elem::F64;
const SIZE: usize = COMPUTED.size();

/// The elements that the power of so many halves of some elements is computed in.
pub fn computed_in(halves: i8, elem: Elem) -> Elem {
    if halves == 1 { elem } else { COMPUTED }
}

impl Select<'_> {
    /// `x` to the power of so many halves, if it is one of those that take a few instructions.
    pub fn constant_power(&mut self, halves: i8, elem: Elem, x: ValueId) -> Option<ValueId> {
        if halves == 1 {
            return Some(self.square_root_power(elem.size(), x));
        }
        if elem == COMPUTED {
            return Some(match halves {
                3 => self.three_halves(x),
                6 => self.cube(x),
                8 => self.fourth_power(x),
                -1 => self.reciprocal_square_root(x),
                -4 => self.inverse_square(x),
                _ => return None,
            });
        }
        let wide = self.convert(elem, COMPUTED, x)?;
        let power = self.naive_power(halves, wide)?;
        let narrow = self.convert(COMPUTED, elem, power)?;
        Some(match halves {
            3 => self.where_least(elem.size(), x, f64::INFINITY, narrow),
            -1 => self.where_least(elem.size(), x, 0.0, narrow),
            _ => narrow,
        })
    }

    /// The power of an f32 as an f64, rounded often.
    fn naive_power(&mut self, halves: i8, x: ValueId) -> Option<ValueId> {
        Some(match halves {
            6 | 8 => {
                let square = self.product_of_floats(x, x);
                self.product_of_floats(square, if halves == 6 { x } else { square })
            }
            3 => {
                let (x, root) = self.root(SIZE, x);
                self.product_of_floats(x, root)
            }
            -1 => {
                let (_, root) = self.root(SIZE, x);
                self.inverse(root)
            }
            -4 => {
                let square = self.product_of_floats(x, x);
                self.inverse(square)
            }
            _ => return None,
        })
    }

    fn cube(&mut self, x: ValueId) -> ValueId {
        let [square, rest] = self.two_product(x, x);
        let rest = self.product_of_floats(rest, x);
        let power = self.fused(forms::multiply_add(SIZE), SIZE, &[square, x, rest]);
        let limit = self.product_of_floats(square, x);
        self.up_to(MOST_CUBED, x, power, limit)
    }

    fn fourth_power(&mut self, x: ValueId) -> ValueId {
        let [square, rest] = self.two_product(x, x);
        let twice = self.two(forms::add(SIZE), SIZE, square, square);
        let rest = self.product_of_floats(twice, rest);
        let power = self.fused(forms::multiply_add(SIZE), SIZE, &[square, square, rest]);
        let limit = self.product_of_floats(square, square);
        self.up_to(MOST_TO_THE_FOURTH, x, power, limit)
    }

    fn three_halves(&mut self, number: ValueId) -> ValueId {
        let (x, root) = self.root(SIZE, number);
        let rest = self.fused(forms::subtract_product(SIZE), SIZE, &[root, root, x]);
        let half = self.float_constant(0.5, SIZE);
        let half = self.product_of_floats(half, root);
        let rest = self.product_of_floats(half, rest);
        let power = self.fused(forms::multiply_add(SIZE), SIZE, &[x, root, rest]);
        let limit = self.product_of_floats(x, root);
        let limit = self.where_least(SIZE, number, f64::INFINITY, limit);
        self.up_to(MOST_TO_THREE_HALVES, number, power, limit)
    }

    fn reciprocal_square_root(&mut self, x: ValueId) -> ValueId {
        let (_, root) = self.root(SIZE, x);
        let rough = self.inverse(root);
        let [root, rest] = self.two_product(x, rough);
        let one = self.float_constant(1.0, SIZE);
        let error = self.fused(forms::subtract_product(SIZE), SIZE, &[root, rough, one]);
        let rest = self.product_of_floats(rest, rough);
        let error = self.two(forms::subtract(SIZE), SIZE, error, rest);
        let half = self.float_constant(0.5, SIZE);
        let half = self.product_of_floats(half, rough);
        let correction = self.product_of_floats(half, error);
        let power = self.two(forms::add(SIZE), SIZE, rough, correction);
        let limit = self.where_least(SIZE, x, 0.0, rough);
        let (zero, magnitude) = (self.float_constant(0.0, SIZE), self.absolute_float(SIZE, x));
        let is_zero = self.compare_floats(SIZE, predicate::EQUAL, x, zero);
        let power = self.blend(SIZE, is_zero, limit, power);
        let infinity = self.float_constant(f64::INFINITY, SIZE);
        let is_infinite = self.compare_floats(SIZE, predicate::EQUAL, magnitude, infinity);
        self.blend(SIZE, is_infinite, limit, power)
    }

    fn inverse_square(&mut self, x: ValueId) -> ValueId {
        let (inverse, one) = (self.inverse(x), self.float_constant(1.0, SIZE));
        let error = self.fused(forms::subtract_product(SIZE), SIZE, &[x, inverse, one]);
        let square = self.product_of_floats(inverse, inverse);
        let error = self.two(forms::add(SIZE), SIZE, error, error);
        let error = self.product_of_floats(error, square);
        let power = self.fused(forms::multiply_add(SIZE), SIZE, &[inverse, inverse, error]);
        let (magnitude, least) = (self.absolute_float(SIZE, x), self.float_constant(LEAST_INVERTED, SIZE));
        let has_finite_power = self.compare_floats(SIZE, predicate::GREATER, magnitude, least);
        let power = self.blend(SIZE, has_finite_power, power, square);
        let infinity = self.float_constant(f64::INFINITY, SIZE);
        let is_finite = self.compare_floats(SIZE, predicate::LESS, magnitude, infinity);
        self.blend(SIZE, is_finite, power, square)
    }

    /// `power` where the magnitude of `x` is at most `most`, else `limit`.
    fn up_to(&mut self, most: f64, x: ValueId, power: ValueId, limit: ValueId) -> ValueId {
        let (magnitude, most) = (self.absolute_float(SIZE, x), self.float_constant(most, SIZE));
        let is_common = self.compare_floats(SIZE, predicate::LESS_EQUAL, magnitude, most);
        self.blend(SIZE, is_common, power, limit)
    }

    /// A product as the nearest float and what is left.
    fn two_product(&mut self, x: ValueId, y: ValueId) -> [ValueId; 2] {
        let product = self.product_of_floats(x, y);
        [product, self.fused(forms::multiply_subtract(SIZE), SIZE, &[x, y, product])]
    }

    fn product_of_floats(&mut self, x: ValueId, y: ValueId) -> ValueId {
        self.two(forms::multiply(SIZE), SIZE, x, y)
    }

    fn inverse(&mut self, x: ValueId) -> ValueId {
        let one = self.float_constant(1.0, SIZE);
        self.two(forms::divide(SIZE), SIZE, one, x)
    }

    /// The power 1/2, which of -0 is 0 and of minus infinity infinity.
    fn square_root_power(&mut self, size: usize, x: ValueId) -> ValueId {
        let (_, root) = self.root(size, x);
        self.where_least(size, x, f64::INFINITY, root)
    }

    /// `x + 0`, which is no negative zero, and its square root.
    fn root(&mut self, size: usize, x: ValueId) -> (ValueId, ValueId) {
        let zero = self.float_constant(0.0, size);
        let sum = self.two(forms::add(size), size, x, zero);
        (sum, self.one(forms::square_root(size), self.code.register_bytes(size), size, sum, None))
    }

    /// A constant where `x` is minus infinity, else `y`.
    fn where_least(&mut self, size: usize, x: ValueId, constant: f64, y: ValueId) -> ValueId {
        let (least, constant) = (self.float_constant(f64::NEG_INFINITY, size), self.float_constant(constant, size));
        let is_least = self.compare_floats(size, predicate::EQUAL, x, least);
        self.blend(size, is_least, constant, y)
    }
}
