//! Who looks on while a program is run.
//!
//! The block machine tells its probe of each piece of work once it is done. The probe is a type parameter, and that of
//! an ordinary run is `()`, which compiles to nothing: an option that is asked in each block would cost every run
//! something.

/// A piece of work of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Finding pointers, single values, the order of axes: what is done before the first block.
    SetUp,
    /// Going from one block to the next; in a pass that folds, also the folding of the block before.
    Between,
    /// Copying a block of the array of this number, of those that are walked.
    Gather(usize),
    /// The instruction of this number.
    Step(usize),
    /// Writing a block to where the store of this number goes.
    Write(usize),
    /// All of a pass that is not made of instructions.
    Whole,
}

/// Who looks on.
pub trait Probe: Copy + Sync {
    /// The probe for a pass.
    fn of_pass(self, pass: usize) -> Self;
    /// The probe for what computes a value that the pass keeps for a tile.
    fn of_tile_buffer(self, buffer: usize) -> Self;
    /// This has been done since the last call.
    fn done(self, work: Work);
}

impl Probe for () {
    #[inline(always)]
    fn of_pass(self, _: usize) {}

    #[inline(always)]
    fn of_tile_buffer(self, _: usize) {}

    #[inline(always)]
    fn done(self, _: Work) {}
}
