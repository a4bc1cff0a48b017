//! Elements of any type as numbers on an axis, complex ones by their absolute values, and what there is to know of all
//! of them before they are drawn.
//!
//! Each function is compiled for each type of element. Converting an array to f64 first would be one copy of the code
//! instead of one a type, and 800 MB for 100 million elements.

use fusexpr::{Byte, Char, Complex, Datetime, Timedelta, f16};
use ndarray::{ArrayViewD, Axis};

/// An element as a number on an axis. Integers beyond 2⁵³ are rounded: no pixel is as fine.
pub trait Number: Copy {
    /// The nearest number.
    fn number(self) -> f64;
}

macro_rules! numbers {
    ($($type:ty)*) => {
        $(impl Number for $type {
            fn number(self) -> f64 {
                self as f64
            }
        })*
    };
}

numbers!(i8 i16 i32 i64 u8 u16 u32 u64 f32 f64);

impl Number for f16 {
    fn number(self) -> f64 {
        self.to_f64()
    }
}

macro_rules! counts {
    ($($type:ty)*) => {
        $(impl Number for $type {
            fn number(self) -> f64 {
                if self.is_nat() { f64::NAN } else { self.0 as f64 }
            }
        })*
    };
}

counts!(Datetime Timedelta);

/// The number of a character. Texts are refused before their characters are looked at.
macro_rules! characters {
    ($($type:ty)*) => {
        $(impl Number for $type {
            fn number(self) -> f64 {
                self.0.into()
            }
        })*
    };
}

characters!(Byte Char);

impl Number for bool {
    fn number(self) -> f64 {
        f64::from(u8::from(self))
    }
}

/// Its absolute value.
impl<T: Number> Number for Complex<T> {
    fn number(self) -> f64 {
        self.re.number().hypot(self.im.number())
    }
}

/// Evaluates an expression for the array of known type within an `AnyArray`; fails for types that cannot be drawn.
macro_rules! with_array {
    ($any:expr, $array:ident => $body:expr) => {
        fusexpr::for_each_element!(with_array! { @ $any, $array => $body; })
    };
    (@ $any:expr, $array:ident => $body:expr; $($variant:ident = $rust:ty { $($facts:tt)* })*) => {
        match $any {
            $(fusexpr::AnyArray::$variant($array, ..) => Ok($body),)*
            other => Err(format!("{} arrays cannot be plotted", other.dtype())),
        }
    };
}
pub(super) use with_array;

/// What all elements amount to.
#[derive(Clone, Copy, Debug)]
pub struct Summary {
    /// The least finite element; infinite if there is none.
    pub least: f64,
    /// The largest finite element.
    pub most: f64,
    /// How many elements are finite.
    pub finite: usize,
    /// How many are not a number.
    pub nan: usize,
    /// How many are infinite.
    pub infinite: usize,
}

impl Summary {
    /// Of no elements.
    pub const NONE: Self = Self { least: f64::INFINITY, most: f64::NEG_INFINITY, finite: 0, nan: 0, infinite: 0 };

    /// Goes once through the array, in the order in which it lies in memory.
    pub fn of<T: Number>(array: ArrayViewD<'_, T>) -> Self {
        array.fold(Self::NONE, |all, element| all.with(element.number()))
    }

    fn with(mut self, value: f64) -> Self {
        if value.is_finite() {
            self.finite += 1;
            self.least = self.least.min(value);
            self.most = self.most.max(value);
        } else if value.is_nan() {
            self.nan += 1;
        } else {
            self.infinite += 1;
        }
        self
    }

    /// Of the elements of both.
    pub fn and(self, other: Self) -> Self {
        Self {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
            finite: self.finite + other.finite,
            nan: self.nan + other.nan,
            infinite: self.infinite + other.infinite,
        }
    }
}

/// The axes of a shape that count: those of more than one element.
pub fn counting_axes(shape: &[usize]) -> usize {
    shape.iter().filter(|length| **length != 1).count()
}

/// An array without its axes of one element, to be indexed with as many axes as are left.
pub fn squeezed<T>(mut array: ArrayViewD<'_, T>) -> ArrayViewD<'_, T> {
    while let Some(axis) = array.shape().iter().position(|length| *length == 1) {
        array = array.index_axis_move(Axis(axis), 0);
    }
    array
}
