//! The programs that an expression keeps, each for the signature that it was compiled for.

use crate::compile::Signature;
use crate::exec::Compiled;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};

/// How many programs an expression keeps; the oldest goes first.
const KEPT_PROGRAMS: usize = 16;

/// What an expression was compiled to, by what it was compiled for.
///
/// Nobody waits for the lock: one that another thread held when a process was forked is never given back to the child.
/// What is not found is compiled again, and what cannot be put in is not kept.
pub struct Programs {
    number: usize,
    programs: RwLock<Vec<(Signature, Arc<Compiled>)>>,
}

impl Default for Programs {
    fn default() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        Self { number: COUNT.fetch_add(1, Ordering::Relaxed), programs: RwLock::default() }
    }
}

impl Programs {
    /// The number of the expression, and of its clones: no other has had it since the process began.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The program of a signature.
    pub fn find(&self, signature: &Signature) -> Option<Arc<Compiled>> {
        let programs = self.programs.try_read().ok()?;
        programs.iter().find(|(known, _)| known == signature).map(|(_, compiled)| compiled.clone())
    }

    /// Keeps a program; the oldest goes, if there are too many.
    pub fn keep(&self, signature: Signature, compiled: Arc<Compiled>) {
        if let Ok(mut programs) = self.programs.try_write() {
            if programs.len() == KEPT_PROGRAMS {
                programs.remove(0);
            }
            programs.push((signature, compiled));
        }
    }
}
