//! Cancelling a run.

use crate::error::{Error, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// That the caller has cancelled a run: what it writes is unspecified.
#[derive(Clone, Copy, Debug)]
pub struct Cancelled;

impl Cancelled {
    /// Fails if the caller's flag, if there is one, has been set. It is looked at once a block.
    pub fn look_at(flag: Option<&Arc<AtomicBool>>) -> Result<(), Self> {
        match flag {
            Some(flag) if flag.load(Ordering::Relaxed) => Err(Cancelled),
            _ => Ok(()),
        }
    }

    /// The error that the caller sees.
    pub fn error(self) -> Error {
        Error::new(ErrorKind::Cancelled, None)
    }
}
