//! Temporary names, which are gone when the process ends, be it by a signal.
//!
//! A thread waits for the signals that end a process, removes the names, and then lets the signal do what it does. It
//! is started with the first name, so most runs have none. A handler that removed them itself would need `unsafe`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::NamedTempFile;

/// What has a temporary name; without another one it is removed.
pub struct Temporary<T>(NamedTempFile<(T, Listed)>);

impl<T> Temporary<T> {
    pub fn content(&self) -> &T {
        &self.0.as_file().0
    }

    /// Gives it another name, in place of what has that.
    pub fn rename(self, target: &Path) -> io::Result<()> {
        self.0.persist(target).map(drop).map_err(|error| error.error)
    }
}

/// Makes something under a name in a folder that nothing has.
pub fn make<T>(folder: &Path, mut make: impl FnMut(&Path) -> io::Result<T>) -> io::Result<Temporary<T>> {
    #[cfg(unix)]
    signals::watch();
    let mut builder = tempfile::Builder::new();
    builder.prefix(".fusexpr-").suffix(".tmp");
    builder
        .make_in(folder, |path| {
            let listed = Listed::new(path);
            Ok((make(path)?, listed))
        })
        .map(Temporary)
}

/// Removes what still has a temporary name, as the work of a thread that nobody waits for any more.
pub fn remove_all() {
    remove(&names());
}

fn remove(names: &[PathBuf]) {
    names.iter().for_each(|name| {
        // It may not have come to be.
        let _ = fs::remove_file(name);
    });
}

/// The temporary names that there are, or are about to be.
static NAMES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn names() -> MutexGuard<'static, Vec<PathBuf>> {
    NAMES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A name in the list.
pub struct Listed(PathBuf);

impl Listed {
    fn new(path: &Path) -> Self {
        names().push(path.to_path_buf());
        Self(path.to_path_buf())
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        names().retain(|name| *name != self.0);
    }
}

static INTERRUPT_IS_SPARED: AtomicBool = AtomicBool::new(false);

/// Leaves SIGINT to the prompt, where it ends what runs and not the process.
pub fn spare_interrupt() {
    INTERRUPT_IS_SPARED.store(true, Ordering::Relaxed);
}

#[cfg(unix)]
mod signals {
    use super::{INTERRUPT_IS_SPARED, names, remove};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    use std::fs;
    use std::sync::Once;
    use std::sync::atomic::Ordering;
    use std::sync::mpsc;
    use std::thread;

    /// Waits for signals from now on. Where no thread can be started for it a signal may leave a name behind, which is
    /// no reason to lose what is to be written.
    pub fn watch() {
        static STARTED: Once = Once::new();
        STARTED.call_once(|| {
            let (ready, is_ready) = mpsc::channel::<()>();
            // Signals are caught in the thread alone: one that is caught and not waited for would be lost.
            let thread = thread::Builder::new().spawn(move || {
                let Ok(mut signals) = Signals::new(ending()) else { return };
                drop(ready);
                for signal in signals.forever() {
                    let names = names(); // to which nothing is added any more
                    remove(&names);
                    let _ = emulate_default_handler(signal);
                }
            });
            if thread.is_ok() {
                let _ = is_ready.recv();
            }
        });
    }

    /// The signals that end the process.
    fn ending() -> impl Iterator<Item = i32> {
        let ignored = ignored();
        let is_spared = |signal| signal == SIGINT && INTERRUPT_IS_SPARED.load(Ordering::Relaxed);
        [SIGHUP, SIGINT, SIGTERM]
            .into_iter()
            .filter(move |signal| ignored >> (signal - 1) & 1 == 0 && !is_spared(*signal))
    }

    /// A bit for each signal that the process was told to ignore, as `nohup` does. Where the system does not tell,
    /// none.
    fn ignored() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    }
}
