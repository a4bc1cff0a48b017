//! The ways to compute a pass: by kernels, or by machine code made for it.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// What computes elements. Results are the same to the bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tier {
    /// Machine code for a pass that has enough to do, kernels for others. The environment variable `FUSEXPR_TIER`
    /// (`auto`, `kernels`, `native`) chooses another tier; of another name an evaluation is the error
    /// [`BindError::UnknownTier`](crate::BindError::UnknownTier).
    #[default]
    Auto,
    /// Kernels that were compiled with the library: an operation after the other, over a block each.
    Kernels,
    /// Machine code made for the expression, however little there is to do: a loop for operations that follow each
    /// other. Kernels compute what there are no vector instructions for; and everything at the base level, on other
    /// processors than x86-64, without the crate's feature `native`, and where the system grants no executable memory.
    Native,
}

impl Tier {
    /// All tiers.
    pub const ALL: &'static [Tier] = &[Tier::Auto, Tier::Kernels, Tier::Native];

    /// The tier that the environment names, or what is wrong with the variable.
    pub(crate) fn asked_for() -> Result<Tier, ParseTierError> {
        DEFAULT.clone()
    }

    /// This tier, or for [`Tier::Auto`] the one that the environment names.
    pub(crate) fn or_asked_for(self) -> Tier {
        match self {
            Tier::Auto => *DEFAULT.as_ref().unwrap_or(&Tier::Auto),
            chosen => chosen,
        }
    }
}

static DEFAULT: LazyLock<Result<Tier, ParseTierError>> = LazyLock::new(|| match std::env::var_os("FUSEXPR_TIER") {
    None => Ok(Tier::Auto),
    Some(name) => name.to_string_lossy().parse(),
});

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Tier::Auto => "auto",
            Tier::Kernels => "kernels",
            Tier::Native => "native",
        })
    }
}

/// A text that names no tier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no tier `{name}`; the tiers are auto, kernels and native")]
pub struct ParseTierError {
    name: String,
}

impl FromStr for Tier {
    type Err = ParseTierError;

    fn from_str(name: &str) -> Result<Tier, ParseTierError> {
        let mut all = Tier::ALL.iter().copied();
        all.find(|tier| tier.to_string() == name).ok_or_else(|| ParseTierError { name: name.to_owned() })
    }
}
