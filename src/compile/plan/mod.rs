//! Arranges what an array graph stores into passes over memory.
//!
//! 1. [`materialise`] finds what is computed into temporaries, [`ready`] in which order, [`whole`] which folds must
//!    read a
//!    whole array;
//! 2. [`passes`] puts what has the same shape into one pass;
//! 3. [`lower`] takes arrays apart into elements, by the affine index maps of [`affine`]: each of the [`pieces`] of a
//!    pass
//!    becomes a [`pass_graph`]; [`tiling`] finds what is computed for a tile and its margin first;
//! 4. [`in_place`] has everything read before it is overwritten, by the distances that [`dependence`] finds; [`hoist`]
//!    takes out what depends on some axes only;
//! 5. [`carry`](mod@carry) keeps what two passes of a row group need; [`unfuse`] takes passes apart again, one operation
//!    each, if that is asked for.

mod affine;
mod carry;
mod dependence;
mod hoist;
mod in_place;
mod lower;
mod materialise;
mod pass_graph;
mod passes;
mod pieces;
mod planned;
mod ready;
mod tiling;
mod unfuse;
mod whole;

pub use carry::carry;
pub use pass_graph::{LoadId, PassGraph};
pub use passes::plan;
pub use planned::Planned;
pub use unfuse::unfuse;
