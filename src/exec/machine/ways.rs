//! Chooses how a pass is run, once it is laid out: by which code, and how the blocks of each array get to their places.

use super::stream_store::stream_pays;
use crate::exec::bind::{Layout, Linked, UnitKey, Way};
use crate::level::Level;
use crate::native::Unit;
use crate::options::Options;
use crate::program::{Memory, Pass};
use crate::tier::Tier;

/// An output larger than this will not be in cache when it is next looked at.
const STREAMED_OUTPUT: usize = 32 << 20;

/// Chooses how the blocks of each array get to their places; gives whether any is streamed. What is written once, by
/// one kernel or by machine code, is not streamed from a block.
#[inline]
pub fn choose_ways(pass: &Pass, linked: &Linked, layout: &mut Layout, is_written_once: bool, key: UnitKey) -> bool {
    let places = layout.rows * layout.row_len;
    let holds = !layout.distances.is_empty();
    let mut is_streamed = false;
    for (i, ((store, array), &is_read)) in pass.stores.iter().zip(&mut layout.arrays).zip(&linked.is_read).enumerate() {
        let is_output = matches!(store.memory, Memory::Output(_));
        let is_long = places * array.size > STREAMED_OUTPUT;
        array.way = match array.direct {
            _ if holds && is_output => Way::Delayed,
            true if i < 64 && key.streamed >> i & 1 == 1 => Way::Past,
            false => Way::Copied,
            true if is_output && !is_read && is_long && !is_written_once && pass.folds.is_empty() => Way::Streamed,
            true => Way::Direct,
        };
        is_streamed |= array.way == Way::Streamed;
    }
    let (stores, arrays) = layout.arrays.split_at_mut(pass.stores.len());
    let (folds, arrays) = arrays.split_at_mut(linked.folds_to);
    folds.iter_mut().for_each(|fold| fold.way = Way::Direct); // they are written by other means
    for (array, walked) in arrays.iter_mut().zip(&linked.walked[stores.len() + folds.len()..]) {
        // Kernels want no operand where they write, so one that is overwritten while it is needed is copied first.
        let load = walked.slot - linked.slots.loads;
        if load < 64 && key.same >> load & 1 == 1 {
            array.way = Way::Same;
            continue;
        }
        let is_lost = walked.overwritten_by.is_some_and(|store| stores[store].way == Way::Direct);
        array.way = match array.direct && !is_lost {
            true => Way::Direct,
            false if array.is_transposed => Way::Transposed,
            false => Way::Copied,
        };
    }
    is_streamed
}

/// Work from which on machine code is made for a pass, in units of an addition in cache.
const NATIVE_WORK: usize = 1 << 18;

/// The machine code for a pass as it is laid out, if it is wanted, and what it reads or writes in ways of its own.
pub fn units<'r>(pass: &Pass, linked: &'r Linked, layout: &Layout, options: &Options) -> (&'r [Unit], UnitKey) {
    let none = (&[][..], UnitKey::default());
    let tier = options.tier.or_asked_for();
    if tier == Tier::Kernels || linked.level == Level::Base {
        return none;
    }
    let key = unit_key(pass, linked, layout);
    let work = (layout.rows * layout.row_len).saturating_mul(linked.cost);
    let found = match tier == Tier::Native || work >= NATIVE_WORK {
        true => linked.units.get(key, pass, &linked.slots, linked.level),
        false => linked.units.find(key),
    };
    found.filter(|units| !units.is_empty()).map_or(none, |units| (units, key))
}

/// What the machine code for a pass as it is laid out depends on.
fn unit_key(pass: &Pass, linked: &Linked, layout: &Layout) -> UnitKey {
    let (stores, folds) = (pass.stores.len(), !pass.folds.is_empty());
    let mut key = UnitKey { folds: folds && !layout.kept_axes(stores).1, ..UnitKey::default() };
    for (array, walked) in layout.arrays.iter().zip(&linked.walked).skip(stores + linked.folds_to) {
        let load = walked.slot - linked.slots.loads;
        if array.is_same() && load < 64 {
            key.same |= 1 << load;
        }
    }
    let places = layout.rows * layout.row_len;
    if !folds && layout.distances.is_empty() && layout.rows == 1 && stream_pays() {
        let written = pass.stores.iter().zip(&layout.arrays).zip(&linked.is_read).enumerate();
        for (i, ((store, array), &is_read)) in written.take(64) {
            let is_output = matches!(store.memory, Memory::Output(_)) && !is_read;
            if is_output && array.direct && places * array.size > STREAMED_OUTPUT {
                key.streamed |= 1 << i;
            }
        }
    }
    if key.same | key.streamed != 0 {
        let reach = linked.units.reach(pass, linked.level);
        key = UnitKey { same: key.same & reach.loads, streamed: key.streamed & reach.stores, ..key };
    }
    key
}
