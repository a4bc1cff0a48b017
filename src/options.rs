//! How an expression is evaluated.
//!
//! Options are a plain value that an expression carries. What cannot be followed (no threads, a level that the
//! processor lacks) is refused when the expression is evaluated: setting an option gives no error, so that options can
//! be chained, and nothing is taken silently for something else.

use crate::element::Casting;
use crate::level::Level;
use crate::tier::Tier;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Who does the work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Threads {
    /// The rayon pool that the caller is in. Outside of any a pool of the engine's own, of as many threads as rayon's
    /// global one would have (`RAYON_NUM_THREADS`), so that a forked child, which has no thread of its parent's, can
    /// have another. Small work stays on the calling thread.
    #[default]
    Pool,
    /// A pool of this many threads, one at least, started at first use and kept; of fewer, or none, where the system
    /// starts no more. One thread is the calling thread.
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
///
/// The fields can be read, and so can be set one by one:
///
/// ```
/// use fusexpr::{Options, Threads};
///
/// let mut options = Options::new();
/// options.contract = true;
/// assert!(options == Options::new().contract(true) && options.threads == Threads::Pool);
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// Who does the work.
    pub threads: Threads,
    /// Which types a result may be written into.
    pub casting: Casting,
    /// The instructions to use; if there is none, the best that the processor has.
    pub level: Option<Level>,
    /// What computes the elements.
    pub tier: Tier,
    /// Whether `a*b + c` may be rounded once instead of twice.
    pub contract: bool,
    /// Whether each operation is a pass of its own.
    pub unfused: bool,
    /// Elements a block; if there is none, as many as suit the caches.
    pub block_len: Option<usize>,
    /// The flag that cancels a run.
    pub cancel: Option<Arc<AtomicBool>>,
}

/// Two flags are equal if they are the same flag, whatever it says.
impl PartialEq for Options {
    fn eq(&self, other: &Self) -> bool {
        let Self { threads, casting, level, tier, contract, unfused, block_len, cancel } = self;
        let is_same_flag = match (cancel, &other.cancel) {
            (Some(flag), Some(other)) => Arc::ptr_eq(flag, other),
            (None, None) => true,
            _ => false,
        };
        (threads, casting, level, tier) == (&other.threads, &other.casting, &other.level, &other.tier)
            && (contract, unfused, block_len) == (&other.contract, &other.unfused, &other.block_len)
            && is_same_flag
    }
}

impl Eq for Options {}

impl Options {
    /// The lengths that blocks may have.
    pub(crate) const BLOCK_LENGTHS: RangeInclusive<usize> = 1..=1 << 20;

    /// The defaults: rayon's threads, `same_kind` casts, the processor's highest level, strict rounding.
    pub fn new() -> Self {
        Self::default()
    }

    /// Who does the work. A pool of no threads is refused, with [`BindError::NoThreads`](crate::BindError::NoThreads),
    /// when an expression is evaluated.
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

    /// What computes the elements: kernels, or machine code made for the expression.
    ///
    /// ```
    /// use fusexpr::{Expr, Options, Tier, vars};
    ///
    /// let expr = Expr::parse("where(a > b, a - b, b - a)")?;
    /// let vars = vars! { a: [1.0, 5.0, 2.5], b: [3.0, 1.0, 2.5] };
    /// let [kernels, native] = [Tier::Kernels, Tier::Native].map(|tier| expr.clone().with(Options::new().tier(tier)));
    /// assert_eq!(kernels.eval_any(&vars)?, native.eval_any(&vars)?);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    #[must_use]
    pub fn tier(self, tier: Tier) -> Self {
        Self { tier, ..self }
    }

    /// Whether `a*b + c` may be rounded once instead of twice where the processor can.
    #[must_use]
    pub fn contract(self, contract: bool) -> Self {
        Self { contract, ..self }
    }

    /// Whether operations are done one after the other, each of them in a pass over memory of its own and with a
    /// temporary array for its result, as ndarray and NumPy do them.
    ///
    /// It is there to be compared with: kernels, threads and results are the same, to the bit (unless
    /// [`Options::contract`] is set, which only joined operations can make use of). Slices are no copies here either,
    /// and casts are operations as others are.
    ///
    /// ```
    /// use fusexpr::{Expr, Options, vars};
    ///
    /// let fused = Expr::parse("sqrt(x**2 + y**2)")?;
    /// let unfused = fused.clone().with(Options::new().unfused(true));
    /// let vars = vars! { x: [3.0, 5.0], y: [4.0, 12.0] };
    /// assert_eq!(unfused.eval_any(&vars)?, fused.eval_any(&vars)?);
    /// # Ok::<_, fusexpr::Error>(())
    /// ```
    #[must_use]
    pub fn unfused(self, unfused: bool) -> Self {
        Self { unfused, ..self }
    }

    /// Elements a block, from 1 to 1,048,576, instead of a length chosen by the size of the caches. Blocks of another
    /// length are refused, with [`BindError::BlockLength`](crate::BindError::BlockLength), when an expression is
    /// evaluated.
    #[must_use]
    pub fn block_len(self, elements: usize) -> Self {
        Self { block_len: Some(elements), ..self }
    }

    /// A flag that cancels a run when it is set: it is looked at before each block, and the run then ends with
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled).
    #[must_use]
    pub fn cancel(self, flag: Arc<AtomicBool>) -> Self {
        Self { cancel: Some(flag), ..self }
    }
}
