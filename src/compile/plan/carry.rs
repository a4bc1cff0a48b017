//! Keeps a costly value that two passes need where the later one writes.
//!
//! ```text
//! e = exp(x - max(x, axis=1, keepdims=True))      pass 1   the greatest of each row
//! e / sum(e, axis=1, keepdims=True)               pass 2   the sum of e                    out ← e
//!                                                 pass 3   out ← e / the sum               out ← out / the sum
//! ```
//!
//! Passes of a row group run some rows at a time, and what the one before has written of them is still in the
//! second-level cache: to store a value there and to load it takes less than to compute an exponential again. The
//! output has the room, as its elements are written in any case. (A temporary for some rows would do for values of
//! another type too, and be memory that something else has to leave the cache for.)

use super::pass_graph::PassGraph;
use super::planned::Planned;
use crate::compile::graph::{Node, NodeId};
use crate::program::{Memory, Store};

/// What costs less is computed again, in additions.
const LEAST_COST: usize = 8;
/// Bytes of a row of the first axis that still stays in cache.
const LONGEST_ROW: usize = 256 << 10;
/// So many passes before one are looked at.
const FURTHEST: usize = 4;

/// Has an earlier pass of a row group store what the last one computes again, if there is such a value and an output
/// for it; gives the position of that pass.
pub fn carry(passes: &mut [Planned]) -> Option<usize> {
    let last = passes.len().checked_sub(1)?;
    let found = (last.saturating_sub(FURTHEST)..last).rev().find_map(|i| Some((i, find(&passes[i..])?)));
    let (first, Carried { in_first, in_last, store }) = found?;
    passes[last].points = with_loaded(&passes[last].points, in_last, &store);
    passes[first].points.stores.push((store, in_first));
    Some(first)
}

/// A value of two passes, and the store of the last one that it may go to before.
struct Carried {
    in_first: NodeId,
    in_last: NodeId,
    store: Store,
}

/// Looks for a value of the first and the last of some passes.
fn find(passes: &[Planned]) -> Option<Carried> {
    let (first, last) = (passes.first()?, passes.last()?);
    let (x, y) = (&first.points, &last.points);
    if x.extents != y.extents {
        return None;
    }
    let is_room = |store: &Store| is_written_once(store, passes) && row_bytes(store, &y.extents) <= LONGEST_ROW;
    let mut rooms = y.stores.iter().map(|(store, _)| store).filter(|store| is_room(store)).peekable();
    rooms.peek()?;
    let (alike, costs) = (alike(x, y), costs(y));
    rooms.find_map(|store| {
        let fits = |id: &NodeId| y.graph.dtype(*id) == store.dtype && y.graph.axes(*id) == y.axes();
        let costly = |id: &NodeId| alike[id.index()].is_some() && costs[id.index()] >= LEAST_COST;
        let ids = y.graph.nodes().map(|(id, _)| id).filter(fits).filter(costly);
        let in_last = ids.max_by_key(|id| costs[id.index()])?;
        Some(Carried { in_first: alike[in_last.index()]?, in_last, store: store.clone() })
    })
}

/// Whether nothing but one store reads or writes an output in some passes.
fn is_written_once(store: &Store, passes: &[Planned]) -> bool {
    let is_it = |memory: Memory| memory == store.memory;
    let mut loads = passes.iter().flat_map(|pass| &pass.points.loads);
    let stores = passes.iter().flat_map(|pass| &pass.points.stores);
    matches!(store.memory, Memory::Output(_))
        && loads.all(|load| !is_it(load.memory))
        && stores.filter(|(store, _)| is_it(store.memory)).count() == 1
}

/// Bytes of what is stored at a place of the first axis.
fn row_bytes(store: &Store, extents: &[usize]) -> usize {
    extents.iter().skip(1).fold(store.dtype.size(), |bytes, &length| bytes.saturating_mul(length))
}

/// For each value of the last pass the same one of the first, if that computes it.
fn alike(first: &PassGraph, last: &PassGraph) -> Vec<Option<NodeId>> {
    let is_computed = first.graph.reachable(first.roots());
    let mut alike: Vec<Option<NodeId>> = Vec::with_capacity(last.graph.len());
    for (_, node) in last.graph.nodes() {
        let found = match node {
            Node::Constant(value) => first.graph.find(&Node::Constant(value)),
            Node::Leaf(load) => first.find_load(&last.loads[load.index()]),
            Node::Apply(apply) => {
                let operands: Option<Vec<NodeId>> = apply.operands().iter().map(|x| alike[x.index()]).collect();
                operands.and_then(|operands| first.graph.find_apply(&apply, &operands))
            }
            Node::Second(_) => unreachable!("only the selection of instructions makes second results"),
        };
        alike.push(found.filter(|id| is_computed[id.index()]));
    }
    alike
}

/// What each value costs with all that it is made of.
fn costs(points: &PassGraph) -> Vec<usize> {
    let mut costs: Vec<usize> = Vec::with_capacity(points.graph.len());
    for (_, node) in points.graph.nodes() {
        let own = if let Node::Apply(apply) = node { apply.op.cost() } else { 0 };
        costs.push(node.operands().iter().map(|x| costs[x.index()]).fold(own, usize::saturating_add));
    }
    costs
}

/// The same pass with a value loaded from where a store writes, and without what only that was made of.
fn with_loaded(points: &PassGraph, carried: NodeId, store: &Store) -> PassGraph {
    let mut is_needed = vec![false; points.graph.len()];
    points.roots().for_each(|root| is_needed[root.index()] = true);
    for (id, node) in points.graph.nodes().rev().filter(|(id, _)| *id != carried) {
        if is_needed[id.index()] {
            node.operands().iter().for_each(|x| is_needed[x.index()] = true);
        }
    }
    let mut new = PassGraph::new(points.graph.level(), points.extents.clone(), points.span);
    let mut moved: Vec<Option<NodeId>> = vec![None; points.graph.len()];
    for (id, node) in points.graph.nodes().filter(|(id, _)| is_needed[id.index()]) {
        let at = |x: &NodeId| moved[x.index()].expect("operands come before their users");
        moved[id.index()] = Some(match node {
            _ if id == carried => new.load(store.memory, store.dtype, &store.map),
            Node::Constant(value) => new.graph.constant(value),
            Node::Leaf(load) => {
                let load = &points.loads[load.index()];
                new.load_again(load)
            }
            Node::Apply(apply) => {
                let operands: Vec<NodeId> = apply.operands().iter().map(at).collect();
                new.graph.apply_to(apply.op, apply.dtype, apply.result, &operands)
            }
            Node::Second(_) => unreachable!("only the selection of instructions makes second results"),
        });
    }
    let at = |x: NodeId| moved[x.index()].expect("what is stored is needed");
    new.stores = points.stores.iter().map(|(store, value)| (store.clone(), at(*value))).collect();
    new.folds = points.folds.iter().map(|(fold, stores, value)| (*fold, stores.clone(), at(*value))).collect();
    new
}
