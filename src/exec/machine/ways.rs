//! Chooses how a pass is run, once it is laid out: by which code, and how the blocks of each array get to their places.

use super::stream_store::stream_pays;
use crate::exec::bind::{Layout, Linked, WalkedArray, Way};
use crate::level::Level;
use crate::native::{IS_BUILT, NoMachineCode, Unit, Variant};
use crate::ops::{FOLDED_BLOCK, MOST_LEAVES};
use crate::options::Options;
use crate::program::{Memory, Pass, Store};
use crate::tier::Tier;

/// An output larger than this will not be in cache when it is next looked at.
const STREAMED_OUTPUT: usize = 32 << 20;

/// Whether the elements of an output will not be in cache when they are next looked at, nor be needed before.
fn is_long_output(store: &Store, array: &WalkedArray, is_read: bool, places: usize) -> bool {
    matches!(store.memory, Memory::Output(_)) && !is_read && array.direct && places * array.size > STREAMED_OUTPUT
}

/// Chooses how the blocks of each array get to their places; gives whether any is streamed from a block, as what is
/// written once, by one kernel or by machine code, never is.
#[inline]
pub fn choose_ways(pass: &Pass, linked: &Linked, layout: &mut Layout, is_written_once: bool, variant: Variant) -> bool {
    let places = layout.rows * layout.row_len;
    let holds = !layout.distances.is_empty();
    let mut is_streamed = false;
    for (i, ((store, array), &is_read)) in pass.stores.iter().zip(&mut layout.arrays).zip(&linked.is_read).enumerate() {
        let may_stream = !is_written_once && pass.folds.is_empty();
        array.way = match array.direct {
            _ if holds && matches!(store.memory, Memory::Output(_)) => Way::Delayed,
            _ if variant.streamed.has(i) => Way::Past,
            false => Way::Copied,
            true if may_stream && is_long_output(store, array, is_read, places) => Way::Streamed,
            true => Way::Direct,
        };
        is_streamed |= array.way == Way::Streamed;
    }
    let (stores, arrays) = layout.arrays.split_at_mut(pass.stores.len());
    let (folds, arrays) = arrays.split_at_mut(linked.folds_to);
    folds.iter_mut().for_each(|fold| fold.way = Way::Direct); // they are written by other means
    for (array, walked) in arrays.iter_mut().zip(&linked.walked[stores.len() + folds.len()..]) {
        // Kernels want no operand where they write, so one that is overwritten while it is needed is copied first.
        let is_lost = walked.overwritten_by.is_some_and(|store| stores[store].way == Way::Direct);
        array.way = match array.direct && !is_lost {
            _ if variant.same.has(walked.slot - linked.slots.loads) => Way::Same,
            true => Way::Direct,
            false if array.is_transposed => Way::Transposed,
            false => Way::Copied,
        };
    }
    is_streamed
}

/// Work from which on machine code is made for a pass, in units of an addition in cache: what takes as long as making
/// it. It is that of the whole pass, as by the work of a tile or of a chunk of rows, which is cut so that it stays in
/// cache, no pass would have enough; and of all calls so far, each of which may have little.
const NATIVE_WORK: usize = 1 << 18;
/// A call with less work is not counted: it is about as long on its way to the kernels as in them.
const COUNTED_WORK: usize = 1 << 10;

/// How a pass comes to machine code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supply {
    /// What there is not yet is made.
    Make,
    /// What there is is used, as there is little to do; or else this is why kernels do it.
    Find(NoMachineCode),
}

impl Supply {
    /// Whether a pass can be laid out for a loop over several rows that does all of it.
    pub fn is_by_rows(self, pass: &Pass, linked: &Linked) -> bool {
        self == Supply::Make && linked.units.reach(pass, linked.level).is_one_loop
    }
}

/// How a pass comes to machine code, or why kernels do all of it. The pass has so many places in all: a part of it, some
/// rows or a tile, is one of many that the code is for.
pub fn supply(linked: &Linked, places: usize, options: &Options) -> Result<Supply, NoMachineCode> {
    let tier = options.tier.or_asked_for();
    let work = places.saturating_mul(linked.cost);
    let is_wanted = tier == Tier::Native || work >= NATIVE_WORK || linked.units.done() >= NATIVE_WORK;
    let little = NoMachineCode::LittleWork { work, least: NATIVE_WORK };
    if tier == Tier::Kernels {
        return Err(NoMachineCode::Tier);
    }
    if linked.level == Level::Base {
        return Err(NoMachineCode::Level);
    }
    if !IS_BUILT {
        return Err(NoMachineCode::Feature);
    }
    match is_wanted {
        true => Ok(Supply::Make),
        false if linked.units.is_empty() => Err(little),
        false => Ok(Supply::Find(little)),
    }
}

/// The machine code for a pass as it is laid out and what it is for, or why kernels do all of it.
pub fn units<'r>(
    pass: &Pass,
    linked: &'r Linked,
    layout: &Layout,
    supply: Supply,
) -> Result<(Variant, &'r [Unit]), NoMachineCode> {
    let variant = variant(pass, linked, layout);
    let units = match supply {
        Supply::Make => linked.units.get(variant, pass, &linked.slots, linked.level),
        Supply::Find(why) => linked.units.find(variant).unwrap_or(Err(why)),
    };
    Ok((variant, units?))
}

/// Whether a pass that kernels have done, as it had little to do, has been called so often that machine code pays.
#[inline]
pub fn is_called_often(linked: &Linked, why: NoMachineCode) -> bool {
    match why {
        NoMachineCode::LittleWork { work, least } if work >= COUNTED_WORK => linked.units.count(work) >= least,
        _ => false,
    }
}

/// Elements that are computed between two looks at whether the run has been cancelled, at least.
const WITHOUT_A_LOOK: usize = 64 << 10;

/// Whether machine code does all of a pass in one loop, but for folds.
pub fn is_one_loop(pass: &Pass, units: &[Unit]) -> bool {
    matches!(units, [unit] if unit.instructions.len() == pass.body.len())
}

/// How many rows, or leaves of a tree, of one block each can be computed at a time: several if nothing has to be done
/// for each of them but the loop, or if there is nothing to compute before they are folded.
pub fn most_rows(pass: &Pass, linked: &Linked, layout: &Layout, units: &[Unit]) -> usize {
    let (stores, others) = layout.arrays.split_at(pass.stores.len());
    let mut read = stores.iter().chain(&others[linked.folds_to..]);
    if !layout.distances.is_empty() || !read.all(|array| matches!(array.way, Way::Direct | Way::Same)) {
        return 1;
    }
    match units {
        [unit] if is_one_loop(pass, units) && unit.folds.len() == pass.folds.len() => match pass.folds.is_empty() {
            true => (WITHOUT_A_LOOK / layout.row_len).clamp(1, layout.rows),
            false => unit.most_rows(FOLDED_BLOCK),
        },
        [] if pass.body.is_empty() && linked.folds.iter().all(|fold| fold.kernels.lanes.is_some()) => MOST_LEAVES,
        _ => 1,
    }
}

/// What the machine code for a pass as it is laid out depends on.
fn variant(pass: &Pass, linked: &Linked, layout: &Layout) -> Variant {
    let (stores, folds) = (pass.stores.len(), !pass.folds.is_empty());
    let mut variant = Variant { folds: folds && !layout.kept_axes(stores).1, ..Variant::default() };
    let loads = layout.arrays.iter().zip(&linked.walked).skip(stores + linked.folds_to);
    for (_, walked) in loads.filter(|(array, _)| array.is_same()) {
        variant.same.add(walked.slot - linked.slots.loads);
    }
    if !folds && layout.distances.is_empty() && layout.rows == 1 && stream_pays() {
        let written = pass.stores.iter().zip(&layout.arrays).zip(&linked.is_read).enumerate();
        let is_long = |(_, ((store, array), is_read)): &(_, ((&Store, &WalkedArray), &bool))| {
            is_long_output(store, array, **is_read, layout.row_len)
        };
        written.filter(is_long).for_each(|(i, _)| variant.streamed.add(i));
    }
    if !variant.same.is_empty() || !variant.streamed.is_empty() {
        let reach = linked.units.reach(pass, linked.level);
        variant.same = variant.same.among(reach.loads);
        variant.streamed = variant.streamed.among(reach.stores);
    }
    variant
}
