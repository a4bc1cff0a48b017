//! What the machine code of a pass depends on besides the pass: how it is laid out.

/// Some of the first 64 loads or stores of a pass; what lies behind is never among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Few(u64);

impl Few {
    /// All of them.
    pub const ALL: Few = Few(!0);

    /// Whether the one at a position is among them.
    pub fn has(self, position: usize) -> bool {
        position < 64 && self.0 >> position & 1 == 1
    }

    /// Takes one in.
    pub fn add(&mut self, position: usize) {
        self.0 |= u64::from(position < 64) << (position % 64);
    }

    /// Takes one out.
    pub fn remove(&mut self, position: usize) {
        self.0 &= !(u64::from(position < 64) << (position % 64));
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are among others too.
    pub fn among(self, others: Few) -> Few {
        Few(self.0 & others.0)
    }
}

/// A way in which a pass is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// The loads that are one element for all of a row.
    pub same: Few,
    /// The stores that go past the caches.
    pub streamed: Few,
    /// Whether folds are done in lanes.
    pub folds: bool,
}
