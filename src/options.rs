//! How an expression is evaluated.

use crate::element::Casting;
use crate::level::Level;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Who does the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Threads {
    /// The rayon pool that the caller is in. Outside of any a pool of the engine's own, of as many threads as rayon's
    /// global one would have (`RAYON_NUM_THREADS`), so that a forked child, which has no thread of its parent's, can have
    /// another. Small work stays on the calling thread.
    #[default]
    Pool,
    /// A pool of this many threads, started at first use and kept; of fewer, or none, where the system starts no more.
    Exactly(usize),
    /// The calling thread.
    Serial,
}

/// How an expression is evaluated. No option changes the result of an exact operation but `contract`, which is
/// there to change it.
///
/// ```
/// use fusexpr::{Casting, Expr, Options, Threads, vars};
///
/// let options = Options::new().threads(Threads::Serial).casting(Casting::Unsafe);
/// let expr = Expr::parse("x / 3")?.with(options);
/// let mut out = [0_i32; 3];
/// expr.evaluate(&vars! { x: [3, 6, 10] }, &mut out)?;
/// assert_eq!(out, [1, 2, 3]);
/// # Ok::<_, fusexpr::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub(crate) threads: Threads,
    pub(crate) casting: Casting,
    pub(crate) level: Option<Level>,
    pub(crate) contract: bool,
    pub(crate) block_len: Option<usize>,
    pub(crate) cancel: Option<Arc<AtomicBool>>,
}

impl Options {
    /// The defaults: rayon's threads, `same_kind` casts, the processor's highest level, strict rounding.
    pub fn new() -> Self {
        Self::default()
    }

    /// Who does the work.
    #[must_use]
    pub fn threads(self, threads: Threads) -> Self {
        Self { threads, ..self }
    }

    /// Which types a result may be written into.
    #[must_use]
    pub fn casting(self, casting: Casting) -> Self {
        Self { casting, ..self }
    }

    /// The instructions to use, instead of the best that the processor has.
    #[must_use]
    pub fn level(self, level: Level) -> Self {
        Self { level: Some(level), ..self }
    }

    /// Whether `a*b + c` may be rounded once instead of twice where the processor can.
    #[must_use]
    pub fn contract(self, contract: bool) -> Self {
        Self { contract, ..self }
    }

    /// Elements a block, instead of a length chosen by the size of the caches.
    #[must_use]
    pub fn block_len(self, elements: usize) -> Self {
        Self { block_len: Some(elements.clamp(1, 1 << 20)), ..self }
    }

    /// A flag that cancels a run when it is set: it is looked at before each block, and the run then ends with
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled).
    #[must_use]
    pub fn cancel(self, flag: Arc<AtomicBool>) -> Self {
        Self { cancel: Some(flag), ..self }
    }
}
