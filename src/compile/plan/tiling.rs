//! Decides which values a pass computes into tile buffers.
//!
//! A value that is read at several offsets around each place, as `exp(x)` in `roll(exp(x), 1) - exp(x)`, can be
//! computed at each of them, or once, into a buffer. Computing it again costs its operations, for each offset but one;
//! a buffer costs a store, and loads from the second-level cache instead of registers, about two additions. So there is
//! a buffer if the operations, times the offsets but one, cost [`WORTH_KEEPING`] or more, and if all offsets lie within
//! a margin that is small beside the box. The pass then goes tile by tile: the value is computed for the tile and its
//! margin, and the tile after it.

use crate::compile::array_graph::ArrayGraph;
use crate::compile::graph::{Node, NodeId};
use crate::program::Coordinate;

/// In units of an addition in cache. `exp` alone costs as much.
const WORTH_KEEPING: usize = 8;
/// A box must be this many times as long as the margin along each axis.
const LONGER_THAN_MARGIN: usize = 8;
/// Wider margins do not fit a tile.
const WIDEST_MARGIN: usize = 64;

/// A value that is read at several offsets around each place.
#[derive(Clone, Debug)]
pub struct Scattered {
    /// The value.
    pub value: NodeId,
    /// The coordinates.
    pub maps: Vec<Vec<Coordinate>>,
}

/// What a tile buffer holds: a box of the value's elements, and how that lies to the box of the pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The first coordinate along each axis of the value.
    pub begin: Vec<isize>,
    /// How many there are.
    pub lengths: Vec<usize>,
    /// The axis of the pass that each goes along, and by how much it is longer.
    pub margins: Vec<(Option<usize>, usize)>,
}

/// The region of a tile buffer for a value, if one pays.
pub fn region(arrays: &ArrayGraph, scattered: &Scattered, extents: &[usize]) -> Option<Region> {
    let gain = cost(arrays, scattered.value).saturating_mul(scattered.maps.len() - 1);
    if gain < WORTH_KEEPING {
        return None;
    }
    let rank = arrays.shape(scattered.value).len();
    let mut region = Region { begin: Vec::new(), lengths: Vec::new(), margins: Vec::new() };
    for axis in 0..rank {
        let mut along = None;
        let (mut least, mut most) = (isize::MAX, isize::MIN);
        for (i, map) in scattered.maps.iter().enumerate() {
            let (own, start) = match map[axis] {
                Coordinate::Fixed(place) => (None, place),
                Coordinate::Along { axis, start, step: 1 } => (Some(axis), start),
                Coordinate::Along { .. } => return None,
            };
            if i > 0 && own != along {
                return None;
            }
            along = own;
            (least, most) = (least.min(start), most.max(start));
        }
        let margin = (most - least) as usize;
        let length = along.map_or(1, |axis| extents[axis]);
        if margin > WIDEST_MARGIN || margin > 0 && length < LONGER_THAN_MARGIN * margin {
            return None;
        }
        region.begin.push(least);
        region.lengths.push(length + margin);
        region.margins.push((along, margin));
    }
    // A value of some axes only is computed once for those.
    let goes_along = |axis: usize| region.margins.iter().any(|(along, _)| *along == Some(axis));
    let covers_all = (0..extents.len()).all(|axis| extents[axis] == 1 || goes_along(axis));
    covers_all.then_some(region)
}

/// What it takes to compute an element of a value, in units of an addition in cache; as far as it matters here.
fn cost(arrays: &ArrayGraph, value: NodeId) -> usize {
    let (mut cost, mut open, mut seen) = (0, vec![value], Vec::new());
    while let Some(id) = open.pop() {
        if cost >= WORTH_KEEPING || seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let node = arrays.graph.node(id);
        if let Node::Apply(apply) = node {
            cost += apply.op.cost();
        }
        open.extend(node.operands());
    }
    cost
}
