//! Finds passes that may be run together, some places of their first axis at a time.
//!
//! Softmax along the last axis is three passes, for the extremes, the sums and the quotients of rows. Run one after the
//! other over a matrix larger than the caches, they read it from memory three times; run for some rows each, once.

use crate::program::{Coordinate, Memory, Pass};

/// How many passes belong together, from the first on.
pub fn bands(passes: &[Pass]) -> Vec<usize> {
    let mut bands = Vec::new();
    let mut rest = passes;
    while !rest.is_empty() {
        let mut length = 1;
        while length < rest.len() && is_band(&rest[..=length]) {
            length += 1;
        }
        bands.push(length);
        rest = &rest[length..];
    }
    bands
}

/// What a pass reads or writes: where, and which elements.
type Place<'p> = (Memory, &'p [Coordinate]);

fn written(pass: &Pass) -> impl Iterator<Item = Place<'_>> {
    let folds = pass.folds.iter().flat_map(|fold| &fold.stores);
    pass.stores.iter().chain(folds).map(|store| (store.memory, &*store.map))
}

fn is_band(passes: &[Pass]) -> bool {
    let length = |pass: &Pass| pass.extents.first().copied().filter(|&length| length > 1);
    let first = length(&passes[0]);
    let is_simple =
        |pass: &Pass| pass.scan.is_none() && length(pass) == first && pass.kept.is_empty() && pass.reaches.is_empty();
    if first.is_none() || !passes.iter().all(is_simple) {
        return false;
    }
    let goes_along = |coordinate: &Coordinate| matches!(coordinate, Coordinate::Along { axis: 0, .. });
    passes.iter().flat_map(written).all(|(memory, map)| {
        let Some(position) = map.iter().position(goes_along) else { return false };
        let read = passes.iter().flat_map(|pass| pass.lanes.iter().map(|lane| (lane.memory, &*lane.map)));
        let mut others = read.chain(passes.iter().flat_map(written)).filter(|(other, _)| *other == memory);
        others.all(|(_, other)| other[position] == map[position])
    })
}
