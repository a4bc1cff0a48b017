//! Machine code for passes: a loop that keeps values in vector registers.
//!
//! 1. [`lower`] makes loops of the instructions of a pass, those that follow each other as far as there are vector
//!    instructions for them;
//! 2. [`select`] and [`convert`] choose these, of the [`forms`] that there are, for values of a [`code`];
//! 3. [`plan`] says what a loop needs; [`body`] gives values registers and writes them with the [`assembler`], [`emit`]
//!    what is around;
//! 4. [`memory`] makes it executable, and [`unit`] runs it; there is one for each [`variant`] of a layout, or the reason
//!    why there is [`no_machine_code`].
//!
//! The results have the same bits as those of the kernels. Whatever has no vector instructions stays with its kernel.

mod assembler;
mod body;
mod code;
mod constant_power;
mod convert;
mod emit;
mod forms;
mod lower;
mod memory;
mod no_machine_code;
mod plan;
mod select;
mod unit;
mod variant;

#[cfg(all(test, target_arch = "x86_64"))]
mod encodings;

pub use memory::{IS_BUILT, RowSpan};
pub use no_machine_code::NoMachineCode;
pub use unit::{Reach, Unit};
pub use variant::Variant;
