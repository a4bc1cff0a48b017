//! What conformance and property tests share: elements whose type is known at run time, special values of every
//! type, a small generator of pseudo-random numbers, the levels this processor has, and a reference for every
//! operation.

pub mod arrays;
pub mod complex_references;
pub mod random;
pub mod raw;
pub mod references;
pub mod special_references;

use fusexpr::{Byte, Char, DType, Datetime, Element, Level, Timedelta, c64, c128, f16};
pub use random::Random;

/// Runs an expression with `$T` standing for the Rust type behind a [`DType`].
macro_rules! with_type {
    ($dtype:expr, $T:ident => $body:expr) => {
        fusexpr::for_each_element!(with_type! { @ $dtype, $T => $body; })
    };
    (@ $dtype:expr, $T:ident => $body:expr; $($variant:ident = $type:ty { $($facts:tt)* })*) => {
        match $dtype {
            $(fusexpr::DType::$variant { .. } => { type $T = $type; $body })*
            other => panic!("the tests do not know the type {other}"),
        }
    };
}
pub(crate) use with_type;

/// An element of any type. Integers of all widths are exact numbers here; they wrap when they are given a type.
/// Characters are integers, too.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    Bool(bool),
    Int(i128),
    F16(f16),
    F32(f32),
    F64(f64),
    C64(c64),
    C128(c128),
    /// Units since 1970; the least number is NaT.
    Datetime(i64),
    /// Units; the least number is NaT.
    Timedelta(i64),
}

impl Value {
    /// Whether both are the same number of the same type, to the bit; all NaNs are one.
    pub fn is_same(self, other: Value) -> bool {
        match (self, other) {
            (Value::Bool(x), Value::Bool(y)) => x == y,
            (Value::Int(x), Value::Int(y)) => x == y,
            (Value::F16(x), Value::F16(y)) => x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan()),
            (Value::F32(x), Value::F32(y)) => x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan()),
            (Value::F64(x), Value::F64(y)) => x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan()),
            (Value::C64(x), Value::C64(y)) => {
                Value::F32(x.re).is_same(Value::F32(y.re)) && Value::F32(x.im).is_same(Value::F32(y.im))
            }
            (Value::C128(x), Value::C128(y)) => {
                Value::F64(x.re).is_same(Value::F64(y.re)) && Value::F64(x.im).is_same(Value::F64(y.im))
            }
            (Value::Datetime(x), Value::Datetime(y)) | (Value::Timedelta(x), Value::Timedelta(y)) => x == y,
            _ => false,
        }
    }

    /// The value converted to a type: integers wrap, floats are truncated and saturate, NaN gives 0; of a
    /// complex number the real part is converted.
    pub fn cast(self, dtype: DType) -> Value {
        with_type!(dtype, T => T::convert(self).value())
    }
}

/// A Rust type of elements, convertible from and to a [`Value`].
pub trait Sample: Element {
    /// The element as a value.
    fn value(self) -> Value;
    /// The element that a value converts to.
    fn convert(value: Value) -> Self;
    /// Values that have caused trouble somewhere.
    fn special() -> Vec<Self>;
    /// An element out of 64 random bits.
    fn random(bits: u64) -> Self;
}

impl Sample for bool {
    fn value(self) -> Value {
        Value::Bool(self)
    }

    fn convert(value: Value) -> Self {
        match value {
            Value::Bool(x) => x,
            Value::Int(x) => x != 0,
            Value::F16(x) => x.to_f32() != 0.0,
            Value::F32(x) => x != 0.0,
            Value::F64(x) => x != 0.0,
            Value::C64(x) => x != c64::default(),
            Value::C128(x) => x != c128::default(),
            Value::Datetime(x) | Value::Timedelta(x) => x != 0,
        }
    }

    fn special() -> Vec<Self> {
        vec![false, true]
    }

    fn random(bits: u64) -> Self {
        bits & 1 == 1
    }
}

macro_rules! integer_samples {
    ($($type:ty)*) => {$(
        impl Sample for $type {
            fn value(self) -> Value {
                Value::Int(self.into())
            }

            fn convert(value: Value) -> Self {
                match value {
                    Value::Bool(x) => x.into(),
                    Value::Int(x) => x as $type,
                    Value::F16(x) => x.to_f32() as $type,
                    Value::F32(x) => x as $type,
                    Value::F64(x) => x as $type,
                    Value::C64(x) => x.re as $type,
                    Value::C128(x) => x.re as $type,
                    Value::Datetime(x) | Value::Timedelta(x) => x as $type,
                }
            }

            fn special() -> Vec<Self> {
                let width = <$type>::BITS as i128;
                let (min, max) = (<$type>::MIN as i128, <$type>::MAX as i128);
                let ends = [min, min + 1, min / 2, min / 2 - 1, max / 2, max / 2 + 1, max - 1, max];
                let small = [0, 1, 2, 3, 5, 7, 10, 15, 64, 100, width - 1, width, width + 1];
                let mut all: Vec<i128> = small.iter().flat_map(|&x| [x, -x]).chain(ends).collect();
                all.retain(|x| (min..=max).contains(x));
                all.sort_unstable();
                all.dedup();
                all.into_iter().map(|x| x as $type).collect()
            }

            fn random(bits: u64) -> Self {
                // All sizes alike: the highest bits would make nearly every number a large one.
                (bits as $type) >> ((bits >> 58) as u32 % <$type>::BITS)
            }
        }
    )*};
}
integer_samples!(i8 i16 i32 i64 u8 u16 u32 u64);

macro_rules! float_samples {
    ($($type:ident $variant:ident $bits:ty, $no_fraction:expr;)*) => {$(
        impl Sample for $type {
            fn value(self) -> Value {
                Value::$variant(self)
            }

            fn convert(value: Value) -> Self {
                match value {
                    Value::Bool(x) => u8::from(x).into(),
                    Value::Int(x) => x as $type,
                    Value::F16(x) => x.to_f32() as $type,
                    Value::F32(x) => x as $type,
                    Value::F64(x) => x as $type,
                    Value::C64(x) => x.re as $type,
                    Value::C128(x) => x.re as $type,
                    Value::Datetime(x) | Value::Timedelta(x) => x as $type,
                }
            }

            fn special() -> Vec<Self> {
                let subnormal = $type::from_bits(1);
                let sizes = [
                    0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 0.1, 10.0, 127.5, 255.0, 1e9, 1e-9, 1e30,
                    1.0 - $type::EPSILON / 2.0, 1.0 + $type::EPSILON, $type::EPSILON, $type::MIN_POSITIVE, subnormal,
                    $type::from_bits($type::MIN_POSITIVE.to_bits() - 1), 0.5 - $type::EPSILON / 4.0,
                    $no_fraction - 0.5, $no_fraction, $no_fraction + 1.0, 2.0 * $no_fraction, i32::MAX as $type,
                    9223372036854775808.0, 18446744073709551616.0, $type::MAX / 2.0, $type::MAX, $type::INFINITY,
                ];
                sizes.into_iter().flat_map(|x: $type| [x, -x]).chain([$type::NAN]).collect()
            }

            fn random(bits: u64) -> Self {
                match bits >> 62 {
                    // Any number at all, a decimal fraction of moderate size, a small integer.
                    0 => $type::from_bits(bits as $bits),
                    1 => (bits as i32) as $type * 1e-7,
                    _ => (bits as i8) as $type,
                }
            }
        }
    )*};
}
float_samples! {
    f32 F32 u32, 8388608.0;
    f64 F64 u64, 4503599627370496.0;
}

/// The number of units that a value is converted to: NaT where a float is none of 64 bits.
fn units(value: Value) -> i64 {
    let of_float = |x: f64| if x.abs() < 9223372036854775808.0 { x as i64 } else { i64::MIN };
    match value {
        Value::Bool(x) => x.into(),
        Value::Int(x) => x as i64,
        Value::F16(x) => of_float(x.to_f64()),
        Value::F32(x) => of_float(x.into()),
        Value::F64(x) => of_float(x),
        Value::C64(x) => of_float(x.re.into()),
        Value::C128(x) => of_float(x.re),
        Value::Datetime(x) | Value::Timedelta(x) => x,
    }
}

macro_rules! time_samples {
    ($($type:ident)*) => {$(
        impl Sample for $type {
            fn value(self) -> Value {
                Value::$type(self.0)
            }

            fn convert(value: Value) -> Self {
                $type(units(value))
            }

            fn special() -> Vec<Self> {
                // NaT, the ends, the edges of days, years and centuries in seconds.
                let of_seconds = [86_399, 86_400, 951_782_400, 4_107_542_400, 2_678_400, -62_135_596_800];
                let of_seconds = of_seconds.into_iter().flat_map(|x| [x, x - 1, -x]);
                i64::special().into_iter().chain(of_seconds).map($type).collect()
            }

            fn random(bits: u64) -> Self {
                match bits >> 60 {
                    0 => $type::NAT,
                    1 | 2 => $type(i64::random(bits << 4)),
                    _ => $type(bits as i64 >> 26),
                }
            }
        }
    )*};
}
time_samples!(Datetime Timedelta);

macro_rules! character_samples {
    ($($type:ident($number:ty): $special:expr;)*) => {$(
        impl Sample for $type {
            fn value(self) -> Value {
                Value::Int(self.0.into())
            }

            fn convert(value: Value) -> Self {
                $type(<$number>::convert(value))
            }

            fn special() -> Vec<Self> {
                $special.into_iter().map($type).collect()
            }

            /// Few letters, so that texts are equal now and then, and NUL.
            fn random(bits: u64) -> Self {
                $type([0, 97, 97, 98, 98, 99, 122, <$number>::MAX / 9][(bits >> 61) as usize])
            }
        }
    )*};
}
character_samples! {
    Byte(u8): [0, 1, 32, 97, 98, 127, 128, 255];
    Char(u32): [0, 1, 97, 98, 255, 256, 0x20ac, 0xd7ff, 0xffff, 0x1_f600, 0x10_ffff];
}

impl Sample for f16 {
    fn value(self) -> Value {
        Value::F16(self)
    }

    fn convert(value: Value) -> Self {
        match value {
            Value::Bool(x) => u8::from(x).into(),
            // Integers that f32 rounds are beyond all values.
            Value::Int(x) => f16::from_f32(x as f32),
            Value::F16(x) => x,
            Value::F32(x) => f16::from_f32(x),
            Value::F64(x) => nearest_f16(x),
            Value::C64(x) => f16::from_f32(x.re),
            Value::C128(x) => nearest_f16(x.re),
            Value::Datetime(x) | Value::Timedelta(x) => f16::from_f32(x as f32),
        }
    }

    fn special() -> Vec<Self> {
        let sizes = [
            0.0,
            0.5,
            1.0,
            1.5,
            2.0,
            2.5,
            3.0,
            0.1,
            10.0,
            127.5,
            255.0,
            1e-3,
            6e-8,
            6.1e-5,
            6.104e-5,
            0.9995,
            1.001,
            9.77e-4,
            0.4998,
            1023.5,
            1024.0,
            1025.0,
            2048.0,
            32767.0,
            65472.0,
            65504.0,
            f64::INFINITY,
        ];
        sizes.into_iter().flat_map(|x| [x, -x]).chain([f64::NAN]).map(nearest_f16).collect()
    }

    fn random(bits: u64) -> Self {
        match bits >> 62 {
            0 => f16::from_bits(bits as u16),
            1 => f16::from_f32((bits as i16) as f32 * 1e-3),
            _ => f16::from_f32((bits as i8) as f32),
        }
    }
}

macro_rules! complex_samples {
    ($($type:ident $part:ident $variant:ident;)*) => {$(
        impl Sample for $type {
            fn value(self) -> Value {
                Value::$variant(self)
            }

            fn convert(value: Value) -> Self {
                match value {
                    Value::C64(x) => $type::new(x.re as $part, x.im as $part),
                    Value::C128(x) => $type::new(x.re as $part, x.im as $part),
                    real => $type::new(Sample::convert(real), 0.0),
                }
            }

            fn special() -> Vec<Self> {
                let sizes = [
                    0.0, 0.5, 1.0, 2.5, 1e-9, 1e9, 1.0 + $part::EPSILON, $part::MIN_POSITIVE, $part::from_bits(1),
                    $part::MAX, $part::INFINITY,
                ];
                let parts: Vec<$part> = sizes.into_iter().flat_map(|x| [x, -x]).chain([$part::NAN]).collect();
                // Each part with a third of the others, in turn.
                let pairs = parts.iter().enumerate().flat_map(|(i, &re)| {
                    parts.iter().skip(i % 3).step_by(3).map(move |&im| $type::new(re, im))
                });
                pairs.collect()
            }

            fn random(bits: u64) -> Self {
                let other = bits.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
                $type::new(Sample::random(bits), Sample::random(other))
            }
        }
    )*};
}
complex_samples! {
    c64 f32 C64;
    c128 f64 C128;
}

/// The nearest value, of two the one whose last bit is 0, found among all.
fn nearest_f16(x: f64) -> f16 {
    let near = f16::from_f32(x as f32);
    if near.is_nan() || !x.is_finite() {
        return near;
    }
    let bits = near.to_bits();
    let size = |bits: u16| if bits == 0x7c00 { 65536.0 } else { f64::from(f16::from_bits(bits).to_f32()) };
    let neighbours = [(bits & 0x7fff).saturating_sub(1), bits & 0x7fff, ((bits & 0x7fff) + 1).min(0x7c00)];
    let distance = |bits: u16| (size(bits) - x.abs()).abs();
    let nearest =
        neighbours.into_iter().min_by(|&a, &b| distance(a).total_cmp(&distance(b)).then((a & 1).cmp(&(b & 1))));
    f16::from_bits(nearest.expect("there are three") | bits & 0x8000)
}

/// The levels that this processor has.
pub fn available_levels() -> Vec<Level> {
    Level::ALL.iter().copied().filter(|level| level.is_available()).collect()
}
