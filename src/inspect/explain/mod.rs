//! Shows what becomes of a program.
//!
//! 1. [`explanation`] has a program compiled and keeps all there is to tell;
//! 2. [`savings`] finds what the compiler saved, [`passes`] describes each pass, with the time that [`estimate`]
//!    expects of it;
//! 3. it is printed by [`as_text`], given to tools by [`as_json`], and to Graphviz by [`as_dot`]; [`machine_code`] gives
//!    the bytes.

mod as_dot;
mod as_json;
mod as_text;
mod estimate;
mod explanation;
mod machine_code;
mod passes;
mod savings;

pub(super) use as_json::{instruction_json, pass_json};
pub(super) use as_text::{fmt_header, fmt_machine_code, fmt_passes};
pub(super) use estimate::{Bottleneck, Figure};
pub use explanation::Explanation;
pub use machine_code::{LoopCode, PassCode};
pub(super) use passes::{InstructionDescription, PassDescription};
