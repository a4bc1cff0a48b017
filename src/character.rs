//! Characters: the elements of arrays of texts.
//!
//! NumPy keeps a text of at most `n` characters in `n` places of memory, filled up with NUL: bytes in arrays of type
//! `S<n>`, code points in those of `U<n>`. An array of such texts is an array of characters with one axis more, the last
//! one, along which the characters of a text stand side by side. That is what it is here: operations on texts take the
//! last axis as a whole, and texts of any length are two types of elements.

use std::fmt;

macro_rules! characters {
    ($($(#[doc = $doc:literal])+ $name:ident($number:ident);)*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[repr(transparent)]
        pub struct $name(pub $number);

        impl fmt::Display for $name {
            /// The character; of NUL nothing.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0 {
                    0 => Ok(()),
                    number => char::from_u32(number.into()).unwrap_or(char::REPLACEMENT_CHARACTER).fmt(f),
                }
            }
        }
    )*};
}

characters! {
    /// A byte of a text: an element of an array of type `S1`, NumPy's `S<n>` with an axis of `n` bytes behind its own.
    Byte(u8);
    /// A character of a text, as its code point: an element of an array of type `U1`, NumPy's `U<n>` with an axis of `n`
    /// characters behind its own.
    Char(u32);
}
