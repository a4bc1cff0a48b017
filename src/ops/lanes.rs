//! Folds of a block in lanes.
//!
//! A loop that adds up a block one element after the other waits for each addition, and the compiler may not reorder
//! it. Here element `i` goes to lane `i mod 32`, at every level, so the result is the same at every level; the lanes
//! are joined in pairs. 2048 numbers in cache take 0.07 µs compiled for AVX-512, where the vectors of the `wide` crate,
//! which chooses instructions when it is compiled, take 0.13.

use super::kernel::{FOLDED_BLOCK, Loop, MOST_LEAVES, Operands};
use super::number::{Field, Ordered, Span, Value};
use crate::level::Isa;
use std::hint::black_box;
use std::marker::PhantomData;

/// How many there are.
pub const FOLD_LANES: usize = 32;

/// A way to make one element of two.
pub trait Joining<T> {
    /// The one.
    fn join(x: T, y: T) -> T;
}

macro_rules! joining {
    ($($name:ident $method:ident $capability:ident)*) => {$(
        pub struct $name;

        impl<T: $capability> Joining<T> for $name {
            #[inline(always)]
            fn join(x: T, y: T) -> T {
                x.$method(y)
            }
        }
    )*};
}

joining! {
    Adding add Field
    AddingSpans add Span
    Multiplying multiply Field
    Least minimum Ordered
    Greatest maximum Ordered
    LeastNumber fmin Ordered
    GreatestNumber fmax Ordered
}

/// Makes one of the elements of its operand, one at least: of each leaf one, and of these one, in pairs.
pub struct FoldBlock<T, J>(PhantomData<(T, J)>);

#[allow(unsafe_code)]
impl<T: Value, J: Joining<T>> Loop for FoldBlock<T, J> {
    #[inline(always)]
    unsafe fn run<I: Isa>(out: *mut u8, operands: &Operands, len: usize) {
        debug_assert!(len > 0 && operands[0].cast::<T>().is_aligned());
        // SAFETY: the caller's promise for the operand.
        let elements = unsafe { std::slice::from_raw_parts(operands[0].cast::<T>(), len) };
        let joined =
            join_leaves(elements[0], elements.chunks(FOLDED_BLOCK), |leaf| fold(leaf, |x| x, J::join), J::join);
        // SAFETY: the caller's promise for the output.
        unsafe { out.cast::<T>().write(joined) };
    }
}

/// The same of leaves that have been folded already, each to its lanes.
pub struct FoldLanes<T, J>(PhantomData<(T, J)>);

#[allow(unsafe_code)]
impl<T: Value, J: Joining<T>> Loop for FoldLanes<T, J> {
    #[inline(always)]
    unsafe fn run<I: Isa>(out: *mut u8, operands: &Operands, len: usize) {
        debug_assert!(len.is_multiple_of(FOLD_LANES) && operands[0].cast::<T>().is_aligned());
        // SAFETY: the caller's promise for the operand.
        let lanes = unsafe { std::slice::from_raw_parts(operands[0].cast::<[T; FOLD_LANES]>(), len / FOLD_LANES) };
        let joined = join_leaves(lanes[0][0], lanes.iter(), |&lanes| join_lanes(lanes, FOLD_LANES, J::join), J::join);
        // SAFETY: the caller's promise for the output.
        unsafe { out.cast::<T>().write(joined) };
    }
}

/// Makes one of what a function makes of each leaf, in pairs; there is a power of two of them, and `any` is any
/// element. (The function is named once: where it is inlined it is compiled for the level, and else for none.)
#[inline(always)]
fn join_leaves<L, T: Value>(
    any: T,
    leaves: impl ExactSizeIterator<Item = L>,
    of: impl Fn(L) -> T,
    join: impl Fn(T, T) -> T,
) -> T {
    let mut count = leaves.len();
    debug_assert!(count.is_power_of_two() && count <= MOST_LEAVES);
    let mut joined = [any; MOST_LEAVES];
    for (joined, leaf) in joined.iter_mut().zip(leaves) {
        *joined = of(leaf);
    }
    while count > 1 {
        count /= 2;
        (0..count).for_each(|i| joined[i] = join(joined[2 * i], joined[2 * i + 1]));
    }
    joined[0]
}

/// The sum of what a function makes of each element.
#[inline(always)]
pub fn sum<T: Field>(elements: &[T], of: impl Fn(T) -> T) -> T {
    fold(elements, of, T::add)
}

/// Makes one of what a function makes of each element.
#[inline(always)]
fn fold<T: Value>(elements: &[T], of: impl Fn(T) -> T, join: impl Fn(T, T) -> T) -> T {
    let (chunks, rest) = elements.as_chunks::<FOLD_LANES>();
    let mut lanes = [elements[0]; FOLD_LANES];
    let Some((first, chunks)) = chunks.split_first() else {
        lanes.iter_mut().zip(elements).for_each(|(lane, &element)| *lane = of(element));
        return join_lanes(lanes, elements.len(), join);
    };
    for i in 0..FOLD_LANES {
        lanes[i] = of(first[i]);
    }
    for chunk in chunks {
        for i in 0..FOLD_LANES {
            lanes[i] = join(lanes[i], of(chunk[i]));
        }
    }
    // Kept in vectors up to here: seen together, the compiler takes lanes apart for the joining below.
    let mut lanes = black_box(lanes);
    for (lane, &element) in lanes.iter_mut().zip(rest) {
        *lane = join(*lane, of(element));
    }
    join_lanes(lanes, FOLD_LANES, join)
}

/// Joins the first lanes, of which there is one at least: the second half to the first, again and again.
#[inline(always)]
fn join_lanes<T: Value>(mut lanes: [T; FOLD_LANES], count: usize, join: impl Fn(T, T) -> T) -> T {
    let mut half = FOLD_LANES / 2;
    while half > 0 {
        for i in 0..half {
            if i + half < count {
                lanes[i] = join(lanes[i], lanes[i + half]);
            }
        }
        half /= 2;
    }
    lanes[0]
}

#[cfg(test)]
#[allow(unsafe_code)]
mod tests {
    use super::*;
    use crate::level::Level;
    use crate::ops::kernel::at_level;

    #[test]
    fn whole_numbers_add_up_and_zeros_keep_their_sign() {
        for level in Level::ALL.iter().copied().filter(|level| level.is_available()) {
            let kernel = at_level::<FoldBlock<f64, Adding>>(level);
            let sum = |elements: &[f64]| {
                let mut out = 0.0_f64;
                let mut operands = Operands::from([std::ptr::null(); super::super::MAX_OPERANDS]);
                operands[0] = elements.as_ptr().cast();
                // SAFETY: a slice, and a variable; the level is available.
                unsafe { kernel((&raw mut out).cast(), &operands, elements.len()) };
                out
            };
            for len in [1, 7, 8, 31, 32, 33, 100, 1024] {
                let elements: Vec<f64> = (1..=len).map(f64::from).collect();
                assert_eq!(sum(&elements), f64::from(len * (len + 1) / 2), "{len} elements at {level}");
            }
            assert!(sum(&[-0.0; 40]).is_sign_negative());
            assert!(sum(&[-0.0, 0.0]).is_sign_positive());
        }
    }
}
