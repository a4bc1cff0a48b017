//! Looks at how programs are run: [`stopwatch`] measures the pieces of a run, [`dry_run`] says how a program would be
//! run.

mod dry_run;
mod stopwatch;

pub use dry_run::{Access, BlockPlan, MachineLoop, Portion, Surveyed, survey};
pub use stopwatch::Stopwatch;
