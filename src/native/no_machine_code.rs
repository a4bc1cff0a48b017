//! Why a pass has no machine code.
//!
//! It is decided once, where machine code is asked for, and kept beside what the pass got instead; those who explain a
//! program read it there. Whoever asked the same questions once more could come to other answers, as the code that
//! another call has made, or the system's refusal of memory, counts too.

use std::fmt;
use std::io;

/// Why kernels do all the work of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMachineCode {
    /// Kernels were asked for.
    Tier,
    /// The level is `base`, the only one of processors that are no x86-64.
    Level,
    /// The crate was built without the feature `native`.
    Feature,
    /// The pass has less to do than making the code takes, in units of an addition in cache.
    LittleWork { work: usize, least: usize },
    /// Nothing that the pass does has vector instructions.
    NoInstructions,
    /// All that the pass does is folds, and their lanes need more registers than there are.
    Registers,
    /// There is code for so many other layouts of the pass that no more is made.
    ManyLayouts,
    /// The system grants no executable memory.
    Memory(io::ErrorKind),
}

impl NoMachineCode {
    /// Its name, for tools.
    pub fn name(self) -> &'static str {
        match self {
            NoMachineCode::Tier => "tier",
            NoMachineCode::Level => "level",
            NoMachineCode::Feature => "feature",
            NoMachineCode::LittleWork { .. } => "little_work",
            NoMachineCode::NoInstructions => "no_instructions",
            NoMachineCode::Registers => "registers",
            NoMachineCode::ManyLayouts => "many_layouts",
            NoMachineCode::Memory(_) => "memory",
        }
    }
}

impl fmt::Display for NoMachineCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoMachineCode::Tier => write!(f, "the tier is kernels"),
            NoMachineCode::Level => write!(f, "there is none for level base"),
            NoMachineCode::Feature => write!(f, "the library was built without the feature `native`"),
            NoMachineCode::LittleWork { work, least } => {
                write!(f, "the elements cost {work} in all, and it pays from {least} on, in one call or in many")
            }
            NoMachineCode::NoInstructions => write!(f, "no vector instructions do any of it"),
            NoMachineCode::Registers => write!(f, "the folds need more registers than there are"),
            NoMachineCode::ManyLayouts => write!(f, "there is code for many other layouts"),
            NoMachineCode::Memory(kind) => write!(f, "the system grants no executable memory: {kind}"),
        }
    }
}
