//! Sums of a block in lanes.
//!
//! A loop that adds up a block one element after the other waits for each addition; the compiler may not reorder it, and
//! of arrays as accumulators it makes code that stores and loads them again. `wide`'s vectors stay in registers. There are
//! 32 lanes at every level, so the result is the same at every level: element `i` goes to lane `i mod 32`, and the lanes
//! are added in pairs.

#![allow(unsafe_code)]

use super::Fold;
use crate::dtype::DType;
use wide::{f32x8, f64x8};

/// Folds `len` elements, at least one, to one.
///
/// # Safety
/// `block` must be aligned and valid for that many elements, `out` for one.
pub type BlockFold = unsafe fn(block: *const u8, len: usize, out: *mut u8);

/// The way to fold a block in lanes, if there is one.
pub fn block_fold(fold: Fold, dtype: DType) -> Option<BlockFold> {
    match (fold, dtype) {
        (Fold::Add, DType::F64) => Some(sum_f64),
        (Fold::Add, DType::F32) => Some(sum_f32),
        _ => None,
    }
}

macro_rules! sum {
    ($name:ident, $type:ident, $vector:ident) => {
        unsafe fn $name(block: *const u8, len: usize, out: *mut u8) {
            debug_assert!(len > 0 && block.cast::<$type>().is_aligned());
            // SAFETY: the caller's promise.
            let elements = unsafe { std::slice::from_raw_parts(block.cast::<$type>(), len) };
            let (chunks, rest) = elements.as_chunks::<32>();
            let mut lanes = [$vector::splat(-0.0); 4]; // to which adding changes nothing
            let mut add = |chunk: &[$type; 32]| {
                for (lanes, part) in lanes.iter_mut().zip(chunk.as_chunks::<8>().0) {
                    *lanes += $vector::from(*part);
                }
            };
            chunks.iter().for_each(&mut add);
            if !rest.is_empty() {
                let mut last = [-0.0; 32];
                last[..rest.len()].copy_from_slice(rest);
                add(&last);
            }
            let sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])).to_array();
            let pairs = [sum[0] + sum[1], sum[2] + sum[3], sum[4] + sum[5], sum[6] + sum[7]];
            // SAFETY: the caller's promise.
            unsafe { out.cast::<$type>().write((pairs[0] + pairs[1]) + (pairs[2] + pairs[3])) };
        }
    };
}

sum!(sum_f64, f64, f64x8);
sum!(sum_f32, f32, f32x8);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_add_up_and_zeros_keep_their_sign() {
        let sum = |elements: &[f64]| {
            let mut out = 0.0_f64;
            // SAFETY: a slice, and a variable.
            unsafe { sum_f64(elements.as_ptr().cast(), elements.len(), (&raw mut out).cast()) };
            out
        };
        for len in [1, 7, 8, 31, 32, 33, 100, 1024] {
            let elements: Vec<f64> = (1..=len).map(f64::from).collect();
            assert_eq!(sum(&elements), f64::from(len * (len + 1) / 2), "{len} elements");
        }
        assert!(sum(&[-0.0; 40]).is_sign_negative());
        assert!(sum(&[-0.0, 0.0]).is_sign_positive());
    }
}
