//! How a user stops what takes too long.
//!
//! What may take long is done in a thread of its own, which costs some 50 µs. Evaluating where one is, with a flag that
//! the evaluation looks at, is simpler, but running sums look at it only in the end, and the system takes 100 ms to
//! take back some gigabytes.

use crate::Failure;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Set when the user wants what runs to end.
#[derive(Clone, Default)]
pub struct Interrupt(Arc<AtomicBool>);

/// How often one looks whether it is set.
const GLANCE: Duration = Duration::from_millis(10);
/// How long work that was asked to end may take to do so.
const GRACE: Duration = Duration::from_millis(60);

impl Interrupt {
    /// The flag, for who sets it.
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

    /// Waits for work in another thread. When the user wants it to end, the flag that it was given is set, and if it
    /// looks at it too late or not at all, as who reads a pipe that nobody writes to, it is left alone, and what it
    /// gives in the end is dropped. Its flag is its own, so that it stays set whatever is run next.
    pub fn wait_for<T: Send + 'static>(
        &self,
        work: impl FnOnce(Arc<AtomicBool>) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (sender, result) = mpsc::channel();
        let flag = Arc::new(AtomicBool::new(false));
        let cancel = flag.clone();
        let work = Arc::new(Mutex::new(Some(work)));
        let take = |work: &Mutex<Option<_>>| work.lock().unwrap_or_else(PoisonError::into_inner).take();
        let worker = thread::Builder::new().spawn({
            let work = work.clone();
            move || {
                if let Some(work) = take(&work) {
                    // Nobody may wait any more.
                    let _ = sender.send(work(cancel));
                }
            }
        });
        let worker = match worker {
            Ok(worker) => worker,
            // Where no thread can be started it is done in this one, and ends when it looks at the flag.
            Err(error) => {
                let failed = || Failure::Plain(format!("a thread could not be started: {error}"));
                return take(&work).map(|work| work(self.flag())).ok_or_else(failed);
            }
        };
        loop {
            let is_set = self.check().is_err();
            flag.store(is_set, Ordering::Relaxed);
            match result.recv_timeout(if is_set { GRACE } else { GLANCE }) {
                Ok(result) => return Ok(result),
                Err(RecvTimeoutError::Timeout) if is_set => return Err(Failure::Interrupted),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => match worker.join() {
                    Err(panic) => panic::resume_unwind(panic),
                    Ok(()) => unreachable!("a worker that ends has sent its result"),
                },
            }
        }
    }
}
