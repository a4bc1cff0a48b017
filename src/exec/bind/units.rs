//! The machine code of a pass: compiled when there is enough to do, in one call or in many, and kept with the program.
//!
//! What code there is depends on how a pass is laid out: which operands are one element for all of a row, whether
//! outputs are written past the caches, whether what is folded is a row. So there may be several variants, made as
//! layouts ask for them. They stand in a list that only grows, so that threads read it without a lock; once there
//! are many, a layout that none of them is for is left to kernels.

use crate::level::Level;
use crate::native::{NoMachineCode, Reach, Unit, Variant};
use crate::program::{Pass, Slots};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many variants are kept at most.
const MOST_VARIANTS: usize = 8;

/// The machine code of a pass, as far as it has been asked for.
#[derive(Debug, Default)]
pub struct Units {
    first: OnceLock<Box<Link>>,
    reach: OnceLock<Reach>,
    /// The work of calls that kernels have done as each of them had little; some of them may not have been counted.
    done: AtomicUsize,
}

#[derive(Debug)]
struct Link {
    variant: Variant,
    units: Result<Vec<Unit>, NoMachineCode>,
    next: OnceLock<Box<Link>>,
}

impl Units {
    /// What of the pass machine code does.
    pub fn reach(&self, pass: &Pass, level: Level) -> Reach {
        *self.reach.get_or_init(|| Unit::reach(pass, level))
    }

    /// Counts the work of a call that kernels do; gives that of all so far. Threads that count at the same time may miss
    /// each other: it is to be cheap, and near enough.
    pub fn count(&self, work: usize) -> usize {
        let done = self.done().saturating_add(work);
        self.done.store(done, Ordering::Relaxed);
        done
    }

    /// The work that has been counted.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Whether nothing has been compiled.
    pub fn is_empty(&self) -> bool {
        self.first.get().is_none()
    }

    /// The code for a layout, or why there can be none, if that has been compiled.
    pub fn find(&self, variant: Variant) -> Option<Result<&[Unit], NoMachineCode>> {
        let mut at = &self.first;
        while let Some(link) = at.get() {
            if link.variant == variant {
                return Some(link.units());
            }
            at = &link.next;
        }
        None
    }

    /// The code for a layout, compiled if it has not been; none if there are many variants already.
    pub fn get(&self, variant: Variant, pass: &Pass, slots: &Slots, level: Level) -> Result<&[Unit], NoMachineCode> {
        let mut at = &self.first;
        for _ in 0..MOST_VARIANTS {
            let link = at.get_or_init(|| {
                let units = compile(variant, pass, slots, level);
                Box::new(Link { variant, units, next: OnceLock::new() })
            });
            if link.variant == variant {
                return link.units();
            }
            at = &link.next;
        }
        Err(NoMachineCode::ManyLayouts)
    }
}

impl Link {
    fn units(&self) -> Result<&[Unit], NoMachineCode> {
        self.units.as_deref().map_err(|why| *why)
    }
}

/// The code for a layout: with folds in lanes if it asks for that and there are registers for them.
fn compile(variant: Variant, pass: &Pass, slots: &Slots, level: Level) -> Result<Vec<Unit>, NoMachineCode> {
    let compile = |variant| Unit::compile(pass, level, slots, variant);
    match compile(variant) {
        Err(why) if variant.folds => compile(Variant { folds: false, ..variant }).map_err(|_| why),
        outcome => outcome,
    }
}
