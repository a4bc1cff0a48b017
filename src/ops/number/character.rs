//! Characters of texts: what it takes to move values. All else is done with their numbers.

use super::capability::Value;
use crate::character::{Byte, Char};

impl Value for Byte {
    const ONE: Self = Byte(1);
}

impl Value for Char {
    const ONE: Self = Char(1);
}
