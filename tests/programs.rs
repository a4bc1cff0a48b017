//! Programs of several statements: temporaries, several outputs, slices, moves along an axis, updates in place.
//!
//! - [`oracle`]: random programs give what a naive interpreter gives, which computes every intermediate completely,
//!   one element after the other;
//! - [`offsets`]: an update in place of the inside of an array, for every pair of displaced reads;
//! - [`updates`]: what an update may read and write besides: all of the array, other outputs, views of any strides;
//! - [`kept`]: values that are costly and read at several places;
//! - [`made`]: outputs that the library makes;
//! - [`statements`]: names, temporaries, outputs and static arguments, one by one;
//! - [`refusals`]: what is refused leaves every output as it was.
//!
//! The interpreter of programs ([`memory`], [`moves`]) takes the arithmetic from that of single expressions
//! ([`interpret`]) and nothing from the engine.

#[path = "properties/arrays.rs"]
mod arrays;
#[path = "common/mod.rs"]
#[allow(dead_code)] // what only the tests of single operations use
mod common;
#[path = "programs/compare.rs"]
mod compare;
#[path = "programs/fit.rs"]
mod fit;
#[path = "programs/generate.rs"]
mod generate;
#[path = "properties/interpret.rs"]
#[allow(dead_code)] // what only the tests of single expressions use
mod interpret;
#[path = "programs/kept.rs"]
mod kept;
#[path = "programs/made.rs"]
mod made;
#[path = "programs/materialised.rs"]
mod materialised;
#[path = "programs/memory.rs"]
mod memory;
#[path = "programs/moves.rs"]
mod moves;
#[path = "programs/offsets.rs"]
mod offsets;
#[path = "programs/oracle.rs"]
mod oracle;
#[path = "programs/program.rs"]
mod program;
#[path = "programs/refusals.rs"]
mod refusals;
#[path = "programs/statements.rs"]
mod statements;
#[path = "programs/text.rs"]
mod text;
#[path = "properties/tree.rs"]
#[allow(dead_code)] // only single operations are built here
mod tree;
#[path = "programs/updates.rs"]
mod updates;

use fusexpr::{Options, Threads};

/// Ways of evaluation that must all give the same: blocks shorter than any row, and both threads at work.
fn ways() -> Vec<Options> {
    let threads = [Threads::Exactly(1), Threads::Exactly(2)];
    let blocks = [None, Some(1), Some(7), Some(64)];
    let with = |(threads, block): (Threads, Option<usize>)| {
        block.into_iter().fold(Options::new().threads(threads), Options::block_len)
    };
    threads.into_iter().flat_map(|threads| blocks.map(|block| (threads, block))).map(with).collect()
}
