//! How the elements that a pass reads lie to those that it writes, where both are of one array.

use super::pass_graph::{LoadId, PassGraph};
use crate::compile::graph::Node;
use crate::program::{Coordinate, Load, Store};

/// How the elements read lie to those written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dependence {
    /// None is written.
    Apart,
    /// At each place the one read is the one written.
    Same,
    /// The one read is the one written some places further on, the same distance everywhere.
    Distance(Box<[isize]>),
    /// Otherwise: backwards, in other steps, or one for many places.
    Entangled,
}

/// How the elements that `load` reads lie to those that `store` writes, over a box.
fn dependence(store: &Store, load: &Load, extents: &[usize]) -> Dependence {
    debug_assert_eq!(store.memory, load.memory);
    let mut distance = vec![0; extents.len()];
    let mut is_entangled = false;
    for (&written, &read) in store.map.iter().zip(&load.map) {
        match (written, read) {
            (
                Coordinate::Along { axis, start, step },
                Coordinate::Along { axis: read_axis, start: read_start, step: read_step },
            ) if axis == read_axis && step == read_step => {
                let apart = read_start - start;
                let places = apart / step;
                if apart % step != 0 || places.unsigned_abs() >= extents[axis] {
                    return Dependence::Apart;
                }
                distance[axis] = places;
            }
            (Coordinate::Fixed(written), Coordinate::Fixed(read)) if written == read => {}
            _ => {
                let ((low, high), (read_low, read_high)) = (bounds(written, extents), bounds(read, extents));
                if read_high < low || read_low > high {
                    return Dependence::Apart;
                }
                is_entangled = true;
            }
        }
    }
    match is_entangled {
        true => Dependence::Entangled,
        false if distance.iter().all(|&places| places == 0) => Dependence::Same,
        false => Dependence::Distance(distance.into()),
    }
}

/// The least and the greatest coordinate.
fn bounds(coordinate: Coordinate, extents: &[usize]) -> (isize, isize) {
    let (first, last) = coordinate.ends(extents);
    (first.min(last), first.max(last))
}

/// The loads in use of arrays that a pass writes to, and how they lie to what is written.
pub fn dependences(points: &PassGraph) -> impl Iterator<Item = (LoadId, Dependence)> {
    let reachable = points.graph.reachable(points.roots());
    let loads = points.graph.nodes().filter_map(move |(id, node)| match node {
        Node::Leaf(load) if reachable[id.index()] => Some(load),
        _ => None,
    });
    loads.flat_map(move |load| {
        let read = &points.loads[load.index()];
        let written = points.stores.iter().map(|(store, _)| store).filter(|store| store.memory == read.memory);
        written.map(move |store| (load, dependence(store, read, &points.extents)))
    })
}
