//! What bounds the time of a pass: the arithmetic, or bringing elements from memory and back.
//!
//! The figures are those of one core of the machine of the README's tables. They are for comparing one with the other:
//! a processor twice as fast has the same bottleneck, if its memory is twice as fast too. If the machine at hand
//! were measured instead, no explanation could be compared with one made elsewhere, or a minute later.

use crate::inspect::json::Json;
use std::fmt;

/// Nanoseconds of an addition in cache, the unit of what operations cost (`cargo bench --bench suite`).
const UNIT: f64 = 0.15;
/// Bytes that a core gets from memory in a nanosecond: `a*b + c` at 16 Mi elements moves 32 bytes an element, and takes
/// 1.07 ns of two threads.
const FROM_MEMORY: f64 = 15.0;
/// The same from its second-level cache: at 32 Ki elements it takes 0.24 ns.
const FROM_CACHE: f64 = 130.0;
/// The arrays of a pass are taken to be in that cache if they have no more bytes together.
const IN_CACHE: usize = 1 << 20;

/// What most of the time goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bottleneck {
    /// Reading and writing elements.
    Memory,
    /// Computing.
    Arithmetic,
}

impl Bottleneck {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Bottleneck::Memory => "memory",
            Bottleneck::Arithmetic => "arithmetic",
        }
    }
}

/// What a pass or an instruction is expected to need for each element.
#[derive(Clone, Copy, Debug, Default)]
pub struct Estimate {
    /// Bytes that are read, an element.
    pub read: f64,
    /// Bytes that are written.
    pub written: f64,
    /// What the operations cost, in additions.
    pub cost: usize,
    /// Whether the arrays are taken to be in cache.
    pub is_cached: bool,
}

impl Estimate {
    /// Whether arrays of so many bytes together are taken to be in cache.
    pub fn is_cached(bytes: f64) -> bool {
        bytes <= IN_CACHE as f64
    }

    /// What the arithmetic takes.
    pub fn arithmetic(&self) -> f64 {
        self.cost as f64 * UNIT
    }

    /// What memory takes.
    pub fn memory(&self) -> f64 {
        (self.read + self.written) / if self.is_cached { FROM_CACHE } else { FROM_MEMORY }
    }

    /// The longer of the two.
    pub fn bound(&self) -> Bottleneck {
        if self.memory() > self.arithmetic() { Bottleneck::Memory } else { Bottleneck::Arithmetic }
    }

    /// The same as JSON.
    pub fn json(&self) -> Json {
        Json::Object(vec![
            ("bytes_read", self.read.into()),
            ("bytes_written", self.written.into()),
            ("cost", self.cost.into()),
            ("in_cache", self.is_cached.into()),
            ("memory_ns", self.memory().into()),
            ("arithmetic_ns", self.arithmetic().into()),
            ("bound", self.bound().name().into()),
        ])
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.is_cached { "cache" } else { "memory" };
        let (read, written, memory) = (Figure(self.read), Figure(self.written), Figure(self.memory()));
        let (cost, arithmetic, bound) = (self.cost, Figure(self.arithmetic()), self.bound().name());
        write!(f, "{read} bytes read and {written} written an element, {memory} ns from {place}; ")?;
        write!(f, "instructions of cost {cost}, {arithmetic} ns; bound by {bound}")
    }
}

/// What the estimates assume.
pub fn assumption() -> String {
    let kibibytes = IN_CACHE >> 10;
    format!(
        "{UNIT} ns for a cost of 1, an addition in cache; {FROM_MEMORY} bytes a ns from memory, {FROM_CACHE} from cache, \
         where all arrays of a pass have at most {kibibytes} KiB or the pass before has just brought them"
    )
}

/// A number with three digits that count, and no more zeros than it takes.
#[derive(Clone, Copy, Debug)]
pub struct Figure(pub f64);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value) = *self;
        let digits = match value.abs() {
            x if x >= 100.0 || x == 0.0 => 0,
            x => (2 - x.log10().floor() as i32).clamp(0, 6) as usize,
        };
        let text = format!("{value:.digits$}");
        let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
        f.pad(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits() {
        let cases = [(0.0, "0"), (1234.5, "1234"), (24.0, "24"), (2.1333, "2.13"), (0.0456, "0.0456"), (1e-9, "0")];
        for (value, text) in cases {
            assert_eq!(Figure(value).to_string(), text);
        }
    }

    #[test]
    fn a_bound_is_the_longer_time() {
        let estimate = |cost, is_cached| Estimate { read: 24.0, written: 8.0, cost, is_cached };
        assert_eq!(estimate(1, false).bound(), Bottleneck::Memory);
        assert_eq!(estimate(20, false).bound(), Bottleneck::Arithmetic);
        assert_eq!(estimate(2, true).bound(), Bottleneck::Arithmetic);
    }
}
