//! How a user stops what takes too long: a flag that the evaluation looks at, and a way to wait for what looks at none.

use crate::Failure;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Set when the user wants what runs to end.
#[derive(Clone, Default)]
pub struct Interrupt(Arc<AtomicBool>);

/// How often work that looks at no flag is asked for.
const GLANCE: Duration = Duration::from_millis(20);

impl Interrupt {
    /// The flag itself, for the evaluation and for who sets it.
    pub fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }

    /// Forgets what was asked for.
    pub fn clear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Fails if it is set.
    pub fn check(&self) -> Result<(), Failure> {
        if self.0.load(Ordering::Relaxed) { Err(Failure::Interrupted) } else { Ok(()) }
    }

    /// Waits for work that looks at no flag, such as the reading of a pipe that nobody writes to. When the flag is set
    /// the work is left alone, and what it gives in the end is dropped.
    pub fn wait_for<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let (sender, result) = mpsc::channel();
        let worker = thread::Builder::new().spawn(move || {
            // Nobody may wait any more.
            let _ = sender.send(work());
        });
        let worker = worker.map_err(|error| Failure::Plain(format!("a thread could not be started: {error}")))?;
        loop {
            match result.recv_timeout(GLANCE) {
                Ok(result) => return Ok(result),
                Err(RecvTimeoutError::Timeout) => self.check()?,
                Err(RecvTimeoutError::Disconnected) => match worker.join() {
                    Err(panic) => panic::resume_unwind(panic),
                    Ok(()) => unreachable!("a worker that ends has sent its result"),
                },
            }
        }
    }
}
