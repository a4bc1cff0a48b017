//! **The one table of element types.**
//!
//! A row reads: variant, `=` Rust type, and its facts: family, what it is moved by, which is the unsigned integer of
//! the same width if it has one and else the type itself, name, NumPy's name, other names of the conversion to it, and
//! the parameter of the type, if it has one: what arrays differ in whose elements are stored and computed alike (the
//! unit of dates). Everything that goes by types is made from the rows: the enumerations of types and the Rust types
//! behind them, arrays of any type, values, conversions and the operations that convert, the kernels of all operations,
//! and the lists that tests go through.
//!
//! A *family* is what has the same code: `Half` are floats that are stored in 16 bits and computed in another type, so
//! they have no arithmetic of their own (see [`super::elem`]); `Complex` are pairs of floats of the family `Float`.

/// Hands the rows of the table to a macro, behind what else that is given.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_element {
    ($consumer:ident! { $($given:tt)* }) => {
        $consumer! { $($given)*
            Bool = bool { Bool u8 "bool" "bool" ["bool_"] }
            I8 = i8 { Signed u8 "i8" "int8" ["byte"] }
            I16 = i16 { Signed u16 "i16" "int16" ["short"] }
            I32 = i32 { Signed u32 "i32" "int32" ["intc"] }
            I64 = i64 { Signed u64 "i64" "int64" ["int" "int_" "intp" "longlong"] }
            U8 = u8 { Unsigned u8 "u8" "uint8" ["ubyte"] }
            U16 = u16 { Unsigned u16 "u16" "uint16" ["ushort"] }
            U32 = u32 { Unsigned u32 "u32" "uint32" ["uintc"] }
            U64 = u64 { Unsigned u64 "u64" "uint64" ["uint" "uintp" "ulonglong"] }
            F16 = $crate::f16 { Half u16 "f16" "float16" ["half"] }
            F32 = f32 { Float u32 "f32" "float32" ["single"] }
            F64 = f64 { Float u64 "f64" "float64" ["float" "double"] }
            C64 = $crate::c64 { Complex c64 "c64" "complex64" ["csingle"] }
            C128 = $crate::c128 { Complex c128 "c128" "complex128" ["complex" "cdouble"] }
            Datetime64 = $crate::Datetime { Datetime u64 "datetime64" "datetime64" [] (unit: $crate::TimeUnit) }
            Timedelta64 = $crate::Timedelta { Timedelta u64 "timedelta64" "timedelta64" [] (unit: $crate::TimeUnit) }
            S1 = $crate::Byte { Bytes u8 "S1" "S1" [] }
            U1 = $crate::Char { Text u32 "U1" "U1" [] }
        }
    };
}
pub(crate) use for_each_element;
