//! The levels that kernels are compiled for, the choice among them, and the size of the cache that blocks lie in.
//!
//! No build flag is involved: the wrappers in `ops::kernel` carry the instruction sets as attributes, and the
//! level is found once, at run time.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// A set of instructions that kernels are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Level {
    /// What every processor of the target has: SSE2 on x86-64, NEON on aarch64.
    Base,
    /// x86-64-v3: AVX2, FMA, BMI.
    V3,
    /// x86-64-v4: AVX-512 F, BW, CD, DQ, VL.
    V4,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: &'static [Level] = &[Level::Base, Level::V3, Level::V4];

    /// Whether this processor has the level's instructions.
    pub fn is_available(self) -> bool {
        self <= *HIGHEST
    }

    /// The level in use by default: the highest there is, or a lower one named by the environment variable
    /// `FUSEXPR_LEVEL` (`base`, `v3`, `v4`). Of another name the level is the highest, and an evaluation the error
    /// [`BindError::UnknownLevel`](crate::BindError::UnknownLevel).
    pub fn detect() -> Level {
        DEFAULT.as_ref().copied().unwrap_or(*HIGHEST)
    }

    /// The level in use by default, or what is wrong with the variable.
    pub(crate) fn asked_for() -> Result<Level, ParseLevelError> {
        DEFAULT.clone()
    }
}

static HIGHEST: LazyLock<Level> = LazyLock::new(|| {
    #[cfg(target_arch = "x86_64")]
    {
        macro_rules! has {
            ($($feature:tt)*) => { $(std::arch::is_x86_feature_detected!($feature))&&* };
        }
        if has!("avx2" "fma" "bmi1" "bmi2" "lzcnt" "popcnt" "f16c") {
            if has!("avx512f" "avx512bw" "avx512cd" "avx512dq" "avx512vl") {
                return Level::V4;
            }
            return Level::V3;
        }
    }
    Level::Base
});

static DEFAULT: LazyLock<Result<Level, ParseLevelError>> = LazyLock::new(|| match std::env::var_os("FUSEXPR_LEVEL") {
    None => Ok(*HIGHEST),
    Some(name) => name.to_string_lossy().parse().map(|level: Level| level.min(*HIGHEST)),
});

/// Bytes of the first-level data cache of a core, where the system tells; else what the smallest ones have.
pub(crate) fn first_cache() -> usize {
    let told = std::fs::read_to_string("/sys/devices/system/cpu/cpu0/cache/index0/size");
    let kibibytes = told.ok().and_then(|text| text.trim().strip_suffix('K')?.parse::<usize>().ok());
    kibibytes.filter(|kibibytes| (16..=1024).contains(kibibytes)).unwrap_or(32) << 10
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Base => "base",
            Level::V3 => "v3",
            Level::V4 => "v4",
        })
    }
}

/// A text that names no level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no level `{name}`; the levels are base, v3 and v4")]
pub struct ParseLevelError {
    name: String,
}

impl FromStr for Level {
    type Err = ParseLevelError;

    fn from_str(name: &str) -> Result<Level, ParseLevelError> {
        let mut all = Level::ALL.iter().copied();
        all.find(|level| level.to_string() == name).ok_or_else(|| ParseLevelError { name: name.to_owned() })
    }
}

/// What a body may ask about the level it is compiled for.
pub trait Isa {
    /// Whether `mul_add` is one instruction; where it is not, it is a slow call.
    const FMA: bool;
    /// Whether rounding to an integer is one instruction; where it is not, it is a call that stops vectorisation.
    const ROUND: bool;
}

/// [`Level::Base`] as a type.
pub struct Base;
/// [`Level::V3`] as a type.
#[cfg(target_arch = "x86_64")]
pub struct V3;
/// [`Level::V4`] as a type.
#[cfg(target_arch = "x86_64")]
pub struct V4;

/// No level: code that rounds a product and a sum once wherever it runs, if need be in software, for the few arguments
/// that it is worth it for.
pub struct RoundsOnce;

impl Isa for RoundsOnce {
    const FMA: bool = true;
    const ROUND: bool = Base::ROUND;
}

impl Isa for Base {
    const FMA: bool = cfg!(target_arch = "aarch64");
    const ROUND: bool = cfg!(target_arch = "aarch64");
}

#[cfg(target_arch = "x86_64")]
impl Isa for V3 {
    const FMA: bool = true;
    const ROUND: bool = true;
}

#[cfg(target_arch = "x86_64")]
impl Isa for V4 {
    const FMA: bool = true;
    const ROUND: bool = true;
}
