//! Folds that a variance is made of.
//!
//! A branch is the number of elements *n*, their mean *m*, and the sum *s* of the squares of their distances from it.
//! Two branches become one by the formula of Chan, Golub and LeVeque ("Updating formulae and a pairwise algorithm for
//! computing sample variances", 1979), and a row joins a branch as a branch of one element for each place does, by
//! Welford's:
//!
//! ```text
//! n = nₗ + nᵣ     m = mₗ + (mᵣ - mₗ) nᵣ/n     s = sₗ + sᵣ + (mᵣ - mₗ)² nₗ nᵣ/n
//! n = nₗ + 1      m = mₗ + (x - mₗ) / n       s = sₗ + (x - mₗ) (x - m)
//! ```
//!
//! Of a block, which is in cache, the mean comes first and the distances from it then, in lanes. So a variance reads
//! memory once, and nothing cancels: the sum of squares less the square of the sum, which reads it once too, has no
//! digits left where the mean is large.
//!
//! Where all elements count, *n* is the same for all places of a branch, and divisions are done once for all of them.

#![allow(unsafe_code)]

use super::domain::{if_in_domain, loop_type, with_loop_type};
use super::kernel::{FoldKernels, Loop, Operands, at_level};
use super::lanes::sum;
use super::number::Field;
use crate::Complex;
use crate::element::{Elem, for_each_element};
use crate::level::{Isa, Level};
use std::marker::PhantomData;
use std::ops::{Add, Sub};

/// The parts of a branch: for each place the number, then for each the mean, then the sums of squares.
pub struct Moments;

impl Moments {
    /// How many there are.
    pub const PARTS: usize = 3;
    /// What an element costs, in units of an addition: two for the mean, and the square of a distance.
    pub const COST: usize = 4;
    /// The number of elements.
    pub const COUNT: usize = 0;
    /// The sum of the squares of their distances from the mean.
    pub const SQUARES: usize = 2;
}

/// A number that has a mean. Counts and squares of distances are real; those of complex numbers stand in the real
/// parts.
trait Averaged: Field + Add<Output = Self> + Sub<Output = Self> {
    /// So many elements.
    fn count(count: f64) -> Self;
    /// The number times a real one.
    fn times(self, real: Self) -> Self;
    /// The number divided by a real one.
    fn over(self, real: Self) -> Self;
    /// The product of two distances: of complex numbers that of their real parts, and that of their imaginary ones.
    fn product(self, y: Self) -> Self;
}

macro_rules! averaged {
    ($($float:ident)*) => {$(
        impl Averaged for $float {
            #[inline(always)]
            fn count(count: f64) -> $float {
                count as $float
            }
            #[inline(always)]
            fn times(self, real: $float) -> $float {
                self * real
            }
            #[inline(always)]
            fn over(self, real: $float) -> $float {
                self / real
            }
            #[inline(always)]
            fn product(self, y: $float) -> $float {
                self * y
            }
        }

        impl Averaged for Complex<$float> {
            #[inline(always)]
            fn count(count: f64) -> Self {
                Self { re: count as $float, im: 0.0 }
            }
            #[inline(always)]
            fn times(self, real: Self) -> Self {
                self * real.re
            }
            #[inline(always)]
            fn over(self, real: Self) -> Self {
                self / real.re
            }
            #[inline(always)]
            fn product(self, y: Self) -> Self {
                Self { re: self.re * y.re + self.im * y.im, im: 0.0 }
            }
        }
    )*};
}
averaged! { f32 f64 }

/// The kernels, for floats and complex numbers; where NaN is skipped it counts as no element.
pub fn kernels(skips_nan: bool, elem: Elem, level: Level) -> Option<FoldKernels> {
    with_loop_type!(Functions typed, elem, T => match skips_nan {
        false => kernels_for::<T, false>(level),
        true => kernels_for::<T, true>(level),
    })
}

fn kernels_for<T: Averaged, const SKIPS_NAN: bool>(level: Level) -> FoldKernels {
    FoldKernels {
        join: at_level::<JoinBranches<T, SKIPS_NAN>>(level),
        row: Some(at_level::<BranchOfRow<T, SKIPS_NAN>>(level)),
        add_row: at_level::<AddRow<T, SKIPS_NAN>>(level),
        block: at_level::<BranchOfBlock<T, SKIPS_NAN>>(level),
        lanes: None,
    }
}

/// The parts of a branch of `len` places.
///
/// # Safety
/// `start` must be aligned and valid for the parts, for as long as the result is used.
#[inline(always)]
unsafe fn parts<'a, T>(start: *const u8, len: usize) -> [&'a [T]; Moments::PARTS] {
    let start = start.cast::<T>();
    debug_assert!(start.is_aligned());
    // SAFETY: the caller's promise.
    std::array::from_fn(|part| unsafe { std::slice::from_raw_parts(start.add(part * len), len) })
}

/// The same to write to.
///
/// # Safety
/// As for [`parts`], and nothing else may use them meanwhile.
#[inline(always)]
unsafe fn parts_mut<'a, T>(start: *mut u8, len: usize) -> [&'a mut [T]; Moments::PARTS] {
    let start = start.cast::<T>();
    debug_assert!(start.is_aligned());
    // SAFETY: the caller's promise, and the parts do not overlap.
    std::array::from_fn(|part| unsafe { std::slice::from_raw_parts_mut(start.add(part * len), len) })
}

/// The elements of a row.
///
/// # Safety
/// As for [`parts`].
#[inline(always)]
unsafe fn elements<'a, T>(start: *const u8, len: usize) -> &'a [T] {
    let start = start.cast::<T>();
    debug_assert!(start.is_aligned());
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(start, len) }
}

/// 1 where an element counts, else 0.
#[inline(always)]
fn count<T: Averaged, const SKIPS_NAN: bool>(x: T) -> T {
    if SKIPS_NAN { T::choose(x.is_nan(), T::default(), T::ONE) } else { T::ONE }
}

/// Two branches become one.
struct JoinBranches<T, const SKIPS_NAN: bool>(PhantomData<T>);

impl<T: Averaged, const SKIPS_NAN: bool> Loop for JoinBranches<T, SKIPS_NAN> {
    #[inline(always)]
    unsafe fn run<I: Isa>(out: *mut u8, operands: &Operands, len: usize) {
        // SAFETY: the caller's promise for the output and the operands, which are branches.
        let ([count, mean, squares], [left, right]) =
            unsafe { (parts_mut::<T>(out, len), [operands[0], operands[1]].map(|branch| parts::<T>(branch, len))) };
        let zero = T::default();
        for i in 0..len {
            let at = if SKIPS_NAN { i } else { 0 };
            let (from_left, from_right) = (left[0][at], right[0][at]);
            count[i] = from_left + from_right;
            let share = T::choose(from_right == zero, zero, from_right.over(from_left + from_right));
            let weight = from_left.times(share);
            let distance = right[1][i] - left[1][i];
            mean[i] = left[1][i] + distance.times(share);
            // Of an empty branch, whose mean is 0, the distance says nothing and may overflow.
            squares[i] =
                left[2][i] + right[2][i] + T::choose(weight == zero, zero, distance.product(distance).times(weight));
        }
    }
}

/// The branch of a row alone.
struct BranchOfRow<T, const SKIPS_NAN: bool>(PhantomData<T>);

impl<T: Averaged, const SKIPS_NAN: bool> Loop for BranchOfRow<T, SKIPS_NAN> {
    #[inline(always)]
    unsafe fn run<I: Isa>(out: *mut u8, operands: &Operands, len: usize) {
        // SAFETY: the caller's promise for the output, a branch, and the operand, a row.
        let ([counts, mean, squares], row) = unsafe { (parts_mut::<T>(out, len), elements::<T>(operands[0], len)) };
        for i in 0..len {
            counts[i] = count::<T, SKIPS_NAN>(row[i]);
            let x = if SKIPS_NAN { T::choose(row[i].is_nan(), T::default(), row[i]) } else { row[i] };
            mean[i] = x;
            let nothing = x.product(T::default()); // NaN where x is infinite
            squares[i] = nothing.product(nothing);
        }
    }
}

/// A row joins a branch.
struct AddRow<T, const SKIPS_NAN: bool>(PhantomData<T>);

impl<T: Averaged, const SKIPS_NAN: bool> Loop for AddRow<T, SKIPS_NAN> {
    #[inline(always)]
    unsafe fn run<I: Isa>(out: *mut u8, operands: &Operands, len: usize) {
        // SAFETY: the caller's promise for the output and the operands, a branch and a row.
        let ([counts, mean, squares], left, row) =
            unsafe { (parts_mut::<T>(out, len), parts::<T>(operands[0], len), elements::<T>(operands[1], len)) };
        for i in 0..len {
            let one = count::<T, SKIPS_NAN>(row[i]);
            let n = left[0][if SKIPS_NAN { i } else { 0 }] + one;
            counts[i] = n;
            let x = if SKIPS_NAN { T::choose(row[i].is_nan(), left[1][i], row[i]) } else { row[i] };
            let distance = x - left[1][i];
            let share = T::ONE.over(if SKIPS_NAN { T::choose(n == T::default(), T::ONE, n) } else { n });
            mean[i] = left[1][i] + distance.times(share);
            squares[i] = left[2][i] + distance.product(x - mean[i]);
        }
    }
}

/// The branch of one place that a block is.
struct BranchOfBlock<T, const SKIPS_NAN: bool>(PhantomData<T>);

impl<T: Averaged, const SKIPS_NAN: bool> Loop for BranchOfBlock<T, SKIPS_NAN> {
    #[inline(always)]
    unsafe fn run<I: Isa>(out: *mut u8, operands: &Operands, len: usize) {
        debug_assert!(len > 0);
        // SAFETY: the caller's promise for the output, a branch of one place, and the operand, a block.
        let ([n, mean, squares], block) = unsafe { (parts_mut::<T>(out, 1), elements::<T>(operands[0], len)) };
        let zero = T::default();
        n[0] = if SKIPS_NAN { sum(block, count::<T, true>) } else { T::count(len as f64) };
        let numbers = |x: T, instead: T| if SKIPS_NAN { T::choose(x.is_nan(), instead, x) } else { x };
        let total = sum(block, |x| numbers(x, zero));
        let centre = T::choose(n[0] == zero, zero, total.over(n[0]));
        mean[0] = centre;
        squares[0] = sum(block, |x| {
            let distance = numbers(x, centre) - centre;
            distance.product(distance)
        });
    }
}
