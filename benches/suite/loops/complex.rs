//! Loops over complex numbers.

#![allow(unsafe_code)]

use crate::levels::at_levels;
use fusexpr::{Level, c128};

at_levels! {
    /// `z*w + v`
    pub fn multiply_add(z: &[c128], w: &[c128], v: &[c128], out: &mut [c128]) {
        for (((out, z), w), v) in out.iter_mut().zip(z).zip(w).zip(v) {
            *out = z * w + v;
        }
    }
}
