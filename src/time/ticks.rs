//! What memory holds of a date and of a length of time: a number of units, or NaT.

use std::fmt;

macro_rules! ticks {
    ($($(#[doc = $doc:literal])+ $name:ident;)*) => {$(
        $(#[doc = $doc])+
        ///
        /// As a float's NaN, NaT equals nothing, itself included.
        #[derive(Clone, Copy, Debug, Default)]
        #[repr(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// No time at all; NumPy's `NaT`.
            pub const NAT: $name = $name(i64::MIN);

            /// Whether it is no time.
            #[inline(always)]
            pub const fn is_nat(self) -> bool {
                self.0 == i64::MIN
            }
        }

        impl PartialEq for $name {
            #[inline(always)]
            fn eq(&self, other: &Self) -> bool {
                (self.0 == other.0) & !self.is_nat()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                if self.is_nat() { f.pad("NaT") } else { self.0.fmt(f) }
            }
        }
    )*};
}

ticks! {
    /// An element of an array of type `datetime64`: so many units after 1970 began, by the clock of UTC and without
    /// leap seconds. The unit is a part of the array's type.
    Datetime;
    /// An element of an array of type `timedelta64`: so many units of time. The unit is a part of the array's type.
    Timedelta;
}
