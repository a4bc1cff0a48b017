//! Loops compiled for the levels that the library has kernels for.

/// Compiles functions at each level, and gives them a first argument to choose it.
macro_rules! at_levels {
    ($($(#[$attribute:meta])* pub fn $name:ident($($argument:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block)*) => {$(
        $(#[$attribute])*
        pub fn $name(level: Level, $($argument: $type),*) $(-> $result)? {
            #[inline(always)]
            fn plain($($argument: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
            fn v3($($argument: $type),*) $(-> $result)? {
                plain($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(
                enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c"
            )]
            fn v4($($argument: $type),*) $(-> $result)? {
                plain($($argument),*)
            }

            assert!(level.is_available());
            match level {
                // SAFETY: the processor has the level.
                #[cfg(target_arch = "x86_64")]
                Level::V4 => unsafe { v4($($argument),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                Level::V3 => unsafe { v3($($argument),*) },
                _ => plain($($argument),*),
            }
        }
    )*};
}

pub(crate) use at_levels;
