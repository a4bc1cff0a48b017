//! What is computed with: types, numbers and their shapes.

use crate::generator::Generator;
use crate::paged::Paged;
use fusexpr::{Element, c128};
use ndarray::{ArrayView2, ArrayViewMut2, Ix2, NdFloat};
use std::fmt::Debug;
use std::ops::Range;

/// A type of results.
pub trait Answer: Element + Debug {
    /// Whether this is the answer expected, but for so many roundings of it or of 1, whichever is larger.
    fn agrees(self, expected: Self, roundings: f64) -> bool;
}

/// f32 and f64.
pub trait Float: Answer + NdFloat {
    /// The nearest number of this type.
    fn of(value: f64) -> Self;
}

macro_rules! floats {
    ($($type:ty)*) => {$(
        impl Answer for $type {
            fn agrees(self, expected: Self, roundings: f64) -> bool {
                let tolerance = roundings * f64::from(<$type>::EPSILON * expected.abs().max(1.0));
                let is_same = self.to_bits() == expected.to_bits() || self.is_nan() && expected.is_nan();
                is_same || f64::from((self - expected).abs()) <= tolerance
            }
        }

        impl Float for $type {
            #[inline(always)]
            fn of(value: f64) -> Self {
                value as $type
            }
        }
    )*};
}

floats!(f32 f64);

impl Answer for c128 {
    fn agrees(self, expected: Self, roundings: f64) -> bool {
        self.re.agrees(expected.re, roundings) && self.im.agrees(expected.im, roundings)
    }
}

impl Answer for bool {
    fn agrees(self, expected: Self, _: f64) -> bool {
        self == expected
    }
}

/// Numbers spread evenly over a range, the same at every run; another seed gives others. Which of two is greater cannot
/// be guessed, as branches would.
pub fn numbers<T: Float>(len: usize, range: Range<f64>, seed: u64) -> Paged<T> {
    let mut generator = Generator(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(2 * seed + 1));
    let mut numbers = Paged::new(len);
    numbers.elements_mut().fill_with(|| T::of(range.start + (range.end - range.start) * generator.unit()));
    numbers
}

/// Numbers of 0.01 to 1.01: none of them is 0, for the sake of logarithms and quotients.
pub fn positive<T: Float>(len: usize, seed: u64) -> Paged<T> {
    numbers(len, 0.01..1.01, seed)
}

/// Elements as a square.
pub fn square<T>(elements: &[T], n: usize) -> ArrayView2<'_, T> {
    ArrayView2::from_shape(Ix2(n, n), elements).expect("there are n² elements")
}

/// Elements as a square, to be written.
pub fn square_mut<T>(elements: &mut [T], n: usize) -> ArrayViewMut2<'_, T> {
    ArrayViewMut2::from_shape(Ix2(n, n), elements).expect("there are n² elements")
}
