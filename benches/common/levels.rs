//! Loops compiled for the levels that the library has kernels for.

/// Compiles functions at each level, and gives them a first argument to choose it.
macro_rules! at_levels {
    ($($(#[$attribute:meta])* pub fn $name:ident $(<$($generic:ident: $bound:ident),+>)?
        ($($argument:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block)*) => {$(
        $(#[$attribute])*
        pub fn $name $(<$($generic: $bound),+>)? (level: Level, $($argument: $type),*) $(-> $result)? {
            #[inline(always)]
            fn plain $(<$($generic: $bound),+>)? ($($argument: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
            fn v3 $(<$($generic: $bound),+>)? ($($argument: $type),*) $(-> $result)? {
                plain::<$($($generic),+)?>($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(
                enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c"
            )]
            fn v4 $(<$($generic: $bound),+>)? ($($argument: $type),*) $(-> $result)? {
                plain::<$($($generic),+)?>($($argument),*)
            }

            assert!(level.is_available());
            match level {
                // SAFETY: the processor has the level.
                #[cfg(target_arch = "x86_64")]
                Level::V4 => unsafe { v4::<$($($generic),+)?>($($argument),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                Level::V3 => unsafe { v3::<$($($generic),+)?>($($argument),*) },
                _ => plain::<$($($generic),+)?>($($argument),*),
            }
        }
    )*};
}

pub(crate) use at_levels;
