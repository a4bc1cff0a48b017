//! The programs that an expression keeps, each for the signature that it was compiled for.

use crate::compile::Signature;
use crate::exec::Compiled;
use std::sync::{Arc, RwLock};

/// How many programs an expression keeps; the oldest goes first.
const KEPT_PROGRAMS: usize = 16;

/// What an expression was compiled to, by what it was compiled for.
///
/// Nobody waits for the lock: one that another thread held when a process was forked is never given back to the child.
/// What is not found is compiled again, and what cannot be put in is not kept.
#[derive(Default)]
pub struct Programs(RwLock<Vec<(Signature, Arc<Compiled>)>>);

impl Programs {
    /// The program of a signature.
    pub fn find(&self, signature: &Signature) -> Option<Arc<Compiled>> {
        let programs = self.0.try_read().ok()?;
        programs.iter().find(|(known, _)| known == signature).map(|(_, compiled)| compiled.clone())
    }

    /// Keeps a program; the oldest goes, if there are too many.
    pub fn keep(&self, signature: Signature, compiled: Arc<Compiled>) {
        if let Ok(mut programs) = self.0.try_write() {
            if programs.len() == KEPT_PROGRAMS {
                programs.remove(0);
            }
            programs.push((signature, compiled));
        }
    }
}
