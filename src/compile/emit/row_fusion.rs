//! Finds row groups: passes that may be run together, some rows at a time.
//!
//! Softmax along the last axis is three passes, for the extremes, the sums and the quotients of rows. Run one after the
//! other over a matrix larger than the caches, they read it from memory three times; run for some rows each, once.

use crate::program::{Coordinate, Memory, Pass, Purpose};
use std::collections::{HashMap, HashSet};

/// How many passes each row group has, from the first on.
pub fn row_groups(passes: &[Pass]) -> Vec<usize> {
    let mut row_groups = Vec::new();
    let mut rest = passes;
    while let Some((first, others)) = rest.split_first() {
        let mut row_group = FusibleRows::default();
        let mut length = 1;
        if row_group.take(first) {
            length += others.iter().take_while(|pass| row_group.take(pass)).count();
        }
        row_groups.push(length);
        rest = &rest[length..];
    }
    row_groups
}

/// Passes that may be run together, as far as they have been looked at: each of them once, whatever their number.
#[derive(Default)]
struct FusibleRows<'p> {
    /// The length of the first axis.
    length: Option<usize>,
    /// Which elements are read or written of each array.
    used: HashMap<Memory, Vec<&'p [Coordinate]>>,
    /// Those that elements are looked up in.
    tables: HashSet<Memory>,
    /// Of those that are written: which of its axes goes along the first one of the passes, and how.
    written: HashMap<Memory, (usize, Coordinate)>,
}

impl<'p> FusibleRows<'p> {
    /// Takes a pass in, if it may be run together with the others.
    fn take(&mut self, pass: &'p Pass) -> bool {
        // What is read in another shape is no row of what is written.
        let is_simple = pass.scan.is_none()
            && pass.purpose != Purpose::Reshape
            && pass.tile_buffers.is_empty()
            && pass.distances.is_empty();
        let length = pass.extents.first().copied().filter(|&length| length > 1 && is_simple);
        if length.is_none_or(|length| *self.length.get_or_insert(length) != length) {
            return false;
        }
        let written = pass.stores.iter().chain(pass.fold_stores()).map(|store| (store.memory, &*store.map));
        let tables = pass.loads.iter().filter(|load| load.looked_up.is_some()).map(|load| load.memory);
        self.tables.extend(tables);
        let read = pass.loads.iter().filter(|load| load.looked_up.is_none()).map(|load| (load.memory, &*load.map));
        written.clone().all(|(memory, map)| self.write(memory, map))
            && written.chain(read).all(|(memory, map)| self.touch(memory, map))
            && !self.tables.iter().any(|table| self.written.contains_key(table))
    }

    /// Notes that an array is written; what is used of it must be at the same place of the first axis.
    fn write(&mut self, memory: Memory, map: &'p [Coordinate]) -> bool {
        let Some(position) = map.iter().position(|coordinate| coordinate.goes_along(0)) else { return false };
        if self.written.contains_key(&memory) {
            return true; // `touch` sees whether it is at the same place
        }
        self.written.insert(memory, (position, map[position]));
        self.used.get(&memory).is_none_or(|used| used.iter().all(|other| other[position] == map[position]))
    }

    /// Notes that elements of an array are read or written.
    fn touch(&mut self, memory: Memory, map: &'p [Coordinate]) -> bool {
        if let Some(&(position, coordinate)) = self.written.get(&memory) {
            return map[position] == coordinate;
        }
        self.used.entry(memory).or_default().push(map);
        true
    }
}
