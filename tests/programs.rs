//! Programs of several statements: temporaries, several outputs, slices, moves along an axis, updates in place.
//!
//! - [`offsets`]: an update in place of the inside of an array, for every pair of displaced reads;
//! - [`updates`]: what an update may read and write besides: all of the array, other outputs, views of any strides;
//! - [`kept`]: values that are costly and read at several places;
//! - [`made`]: outputs that the library makes;
//! - [`complex`]: complex numbers, whose parts may be assigned to;
//! - [`defaults`]: what is taken for arguments of functions of arrays that are left out;
//! - [`statements`]: names, temporaries, outputs and static arguments, one by one;
//! - [`refusals`]: what is refused leaves every output as it was.
//!
//! What programs should give, the naive interpreter of [`oracle`] says; random ones are tried by the target `fuzz`.

#[path = "common/mod.rs"]
#[allow(dead_code)] // what only the tests of single operations use
mod common;
#[path = "programs/complex.rs"]
mod complex;
#[path = "programs/defaults.rs"]
mod defaults;
#[path = "programs/kept.rs"]
mod kept;
#[path = "programs/made.rs"]
mod made;
#[path = "programs/materialised.rs"]
mod materialised;
#[path = "programs/offsets.rs"]
mod offsets;
#[path = "oracle/mod.rs"]
#[allow(dead_code)] // what only the fuzzer uses
mod oracle;
#[path = "programs/refusals.rs"]
mod refusals;
#[path = "programs/statements.rs"]
mod statements;
#[path = "programs/updates.rs"]
mod updates;

use fusexpr::Threads;
use oracle::case::Way;

/// Ways of evaluation that must all give the same: blocks shorter than any row, and both threads at work.
fn ways() -> Vec<Way> {
    let threads = [Threads::Exactly(1), Threads::Exactly(2)];
    let blocks = [None, Some(1), Some(7), Some(64)];
    threads.into_iter().flat_map(|threads| blocks.map(|block| Way { threads, block })).collect()
}
