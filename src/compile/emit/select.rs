//! Joins operations that one instruction can do: one that uses another, or two of the same operands.
//!
//! In cache an instruction costs its loads and stores, so fewer, fatter instructions are what counts: Horner's form
//! of degree 3 takes 0.49 ns an element with one operation each and 0.29 with fused ones. A fused row rounds after
//! each of its operations; only contracted rows, which the caller must allow, round once.

use crate::compile::graph::{Apply, Graph, Node, NodeId};
use crate::compile::plan::{LoadId, PassGraph};
use crate::element::{DType, Kind};
use crate::ops::{Fusion, Op, Scalars, operation_fused};
use std::collections::HashMap;
use std::sync::LazyLock;

/// For an operation that one with two results can do: that one, the other of the two, and whether this is the second.
static PAIRED: LazyLock<HashMap<Op, (Op, Op, bool)>> = LazyLock::new(|| {
    let both = |&op: &Op| match op.row().fusion {
        Some(Fusion::Both(first, second)) => Some([(first, (op, second, false)), (second, (op, first, true))]),
        _ => None,
    };
    Op::ALL.iter().filter_map(both).flatten().collect()
});

/// The same values with fewer operations.
pub fn select(points: &PassGraph, contract: bool) -> PassGraph {
    let graph = &points.graph;
    let uses = count_uses(points);
    // From the root down, so that a chain is cut into pairs from its end; an operation that its user has taken in
    // is neither computed nor fused itself.
    let mut taken = vec![false; uses.len()];
    let mut selections: Vec<Option<Selection>> = vec![None; uses.len()];
    for (id, node) in graph.nodes().rev() {
        let Node::Apply(apply) = node else { continue };
        if uses[id.index()] == 0 || taken[id.index()] {
            continue;
        }
        let inner = |x: NodeId| match graph.node(x) {
            Node::Apply(inner) if uses[x.index()] == 1 && !graph.is_scalar(x) => Some(inner),
            _ => None,
        };
        let selection = selection(graph, &apply, inner, contract)
            .map(|outer| inside(graph, outer, inner, contract))
            .or_else(|| pair(graph, &apply, &uses));
        if let Some(selection) = selection {
            for x in &selection.taken {
                taken[x.index()] = true;
            }
            selections[id.index()] = Some(selection);
        }
    }
    rebuild(points, &uses, &taken, &selections)
}

/// A fused operation and what it takes in.
#[derive(Clone)]
struct Selection {
    op: Op,
    operands: Vec<NodeId>,
    taken: Vec<NodeId>,
    /// Whether the value is the operation's second result.
    is_second: bool,
}

/// How often each node is used; 0 for those that nothing needs.
fn count_uses(points: &PassGraph) -> Vec<u32> {
    let graph = &points.graph;
    let reachable = graph.reachable(points.roots());
    let mut uses = vec![0; reachable.len()];
    for root in points.roots() {
        uses[root.index()] += 1;
    }
    for (id, node) in graph.nodes() {
        if reachable[id.index()] {
            for operand in node.operands() {
                uses[operand.index()] += 1;
            }
        }
    }
    uses
}

/// The fused operation that does the work of this one and of some that it uses, if there is one. `inner` gives the
/// operation behind an operand that nothing else uses.
fn selection(
    graph: &Graph<LoadId>,
    apply: &Apply,
    inner: impl Fn(NodeId) -> Option<Apply>,
    contract: bool,
) -> Option<Selection> {
    if apply.dtype.kind() != Kind::Float {
        return None;
    }
    let inner = |x: NodeId| inner(x).filter(|inner| inner.dtype == apply.dtype);
    candidates(apply, inner, contract).into_iter().flatten().find(|selection| has_kernel(graph, selection, apply.dtype))
}

fn has_kernel(graph: &Graph<LoadId>, selection: &Selection, dtype: DType) -> bool {
    let mut scalars = Scalars::default();
    for (i, &x) in selection.operands.iter().enumerate() {
        if graph.is_scalar(x) {
            scalars.set(i);
        }
    }
    selection.op.has_kernel(dtype.elem(), scalars)
}

/// The same plan, or one that takes in another fused operation as well.
fn inside(
    graph: &Graph<LoadId>,
    outer: Selection,
    inner: impl Fn(NodeId) -> Option<Apply> + Copy,
    contract: bool,
) -> Selection {
    let taking = |(position, &x): (usize, &NodeId)| {
        let apply = inner(x)?;
        let other = selection(graph, &apply, inner, contract)?;
        let op = operation_fused(Fusion::Inside(outer.op, position, other.op))?;
        let mut operands = other.operands;
        operands.extend(outer.operands.iter().enumerate().filter(|(i, _)| *i != position).map(|(_, x)| *x));
        let taken = [&outer.taken[..], &other.taken, &[x]].concat();
        Some(Selection { op, operands, taken, is_second: false })
            .filter(|selection| has_kernel(graph, selection, apply.dtype))
    };
    outer.operands.iter().enumerate().find_map(taking).unwrap_or(outer)
}

/// The fused operations that could do it, the one that takes in most first.
fn candidates(apply: &Apply, inner: impl Fn(NodeId) -> Option<Apply>, contract: bool) -> Vec<Option<Selection>> {
    let fused = |fusion: Fusion, operands: &[&[NodeId]], taken: &[NodeId]| {
        let op = operation_fused(fusion)?;
        Some(Selection { op, operands: operands.concat(), taken: taken.to_vec(), is_second: false })
    };
    match *apply.operands() {
        [x, y] => {
            let commutative = apply.op.row().commutative;
            let mut selections = Vec::new();
            for (taken, other, is_second) in [(x, y, false), (y, x, true)] {
                let Some(first) = inner(taken) else { continue };
                // The other way round is the same for a commutative operation, and has a row for one of them.
                let fusion = match is_second && !commutative {
                    true => Fusion::After(first.op, apply.op),
                    false => Fusion::Then(first.op, apply.op),
                };
                let operands = [first.operands(), &[other]];
                if contract {
                    selections.push(fused(fusion.contracted(), &operands, &[taken]));
                } else if let Fusion::Then(..) = fusion {
                    let pair = Pair { first, last: *apply, taken, other };
                    selections.extend(chains(pair, &inner, fused));
                    selections.extend(thirds(pair, &inner, fused));
                }
                selections.push(fused(fusion, &operands, &[taken]));
            }
            selections
        }
        [condition, x, y] => {
            let Some(compare) = inner(condition) else { return Vec::new() };
            let other = |node: NodeId, fusion: fn(Op, Op) -> Fusion, kept: NodeId| {
                let branch = inner(node)?;
                let operands = [compare.operands(), &[kept], branch.operands()];
                fused(fusion(compare.op, branch.op), &operands, &[condition, node])
            };
            vec![
                other(y, Fusion::ChooseElse, x),
                other(x, Fusion::ChooseThen, y),
                fused(Fusion::Choose(compare.op), &[compare.operands(), &[x, y]], &[condition]),
            ]
        }
        _ => Vec::new(),
    }
}

/// A pair of operations behind an operand, as one: its fused operation, its operands, and the inner one of the two.
fn pair_behind(outer: &Apply, inner: &impl Fn(NodeId) -> Option<Apply>) -> Vec<(Op, Vec<NodeId>, NodeId)> {
    let &[x, y] = outer.operands() else { return Vec::new() };
    let then = |x: NodeId, y: NodeId, fusion: fn(Op, Op) -> Fusion| {
        let innermost = inner(x)?;
        let pair = operation_fused(fusion(innermost.op, outer.op))?;
        Some((pair, [innermost.operands(), &[y]].concat(), x))
    };
    let second = if outer.op.row().commutative { Fusion::Then } else { Fusion::After };
    [then(x, y, Fusion::Then), then(y, x, second)].into_iter().flatten().collect()
}

/// `last(first(…), other)`, where `taken` is the value of `first`.
#[derive(Clone, Copy)]
struct Pair {
    first: Apply,
    last: Apply,
    taken: NodeId,
    other: NodeId,
}

/// Two pairs of operations as one, such as the steps of Horner's form, that end in a pair.
fn chains(
    Pair { first, last, taken, other }: Pair,
    inner: &impl Fn(NodeId) -> Option<Apply>,
    fused: impl Fn(Fusion, &[&[NodeId]], &[NodeId]) -> Option<Selection>,
) -> Vec<Option<Selection>> {
    let &[x, y] = first.operands() else { return Vec::new() };
    let chain = |step: NodeId, factor: NodeId| {
        let selection = |(pair, operands, innermost): (Op, Vec<NodeId>, NodeId)| {
            let (all, taken) = ([&operands[..], &[factor, other]], [taken, step, innermost]);
            let back = || fused(Fusion::ChainBack(pair, first.op, last.op), &[&operands, &[factor]], &taken);
            let chain = fused(Fusion::Chain(pair, first.op, last.op), &all, &taken);
            chain.or_else(|| back().filter(|_| operands[0] == other))
        };
        inner(step).and_then(|step| pair_behind(&step, inner).into_iter().find_map(selection))
    };
    vec![chain(x, y), chain(y, x)]
}

/// Three operations as one, that end in a pair.
fn thirds(
    Pair { first, last, taken, other }: Pair,
    inner: &impl Fn(NodeId) -> Option<Apply>,
    fused: impl Fn(Fusion, &[&[NodeId]], &[NodeId]) -> Option<Selection>,
) -> Vec<Option<Selection>> {
    let selection = |(pair, operands, innermost): (Op, Vec<NodeId>, NodeId)| {
        fused(Fusion::ThenAgain(pair, last.op), &[&operands, &[other]], &[taken, innermost])
    };
    pair_behind(&first, inner).into_iter().map(selection).collect()
}

/// The operation that does the work of this one and of another one on the same operands that is needed too.
fn pair(graph: &Graph<LoadId>, apply: &Apply, uses: &[u32]) -> Option<Selection> {
    let &(op, other, is_second) = PAIRED.get(&apply.op)?;
    let mut other_apply = *apply;
    other_apply.op = other;
    let other = graph.find(&Node::Apply(other_apply))?;
    let operands = apply.operands().to_vec();
    let is_needed = uses[other.index()] > 0 && !graph.is_scalar(other);
    is_needed.then_some(Selection { op, operands, taken: Vec::new(), is_second })
}

fn rebuild(points: &PassGraph, uses: &[u32], taken: &[bool], selections: &[Option<Selection>]) -> PassGraph {
    let graph = &points.graph;
    let mut all = points.emptied();
    let fused = &mut all.graph;
    let mut moved: Vec<Option<NodeId>> = vec![None; uses.len()];
    for (id, node) in graph.nodes() {
        let i = id.index();
        if uses[i] == 0 || taken[i] {
            continue;
        }
        let new = |x: &NodeId| moved[x.index()].expect("operands come before their users");
        moved[i] = Some(match (node, &selections[i]) {
            (Node::Constant(value), _) => fused.constant(value),
            (Node::Leaf(load), _) => fused.leaf(load, graph.dtype(id), graph.axes(id)),
            (Node::Apply(apply), None) => {
                let operands: Vec<_> = apply.operands().iter().map(new).collect();
                fused.apply(apply.op, apply.dtype, &operands)
            }
            (Node::Apply(apply), Some(selection)) => {
                let operands: Vec<_> = selection.operands.iter().map(new).collect();
                let value = fused.apply(selection.op, apply.dtype, &operands);
                if selection.is_second { fused.second(value) } else { value }
            }
            (Node::Second(_), _) => unreachable!("only this pass makes second results"),
        });
    }
    let new = |x: NodeId| moved[x.index()].expect("what is stored is needed");
    all.stores = points.stores.iter().map(|(store, value)| (store.clone(), new(*value))).collect();
    all.folds = points.folds.iter().map(|(fold, stores, value)| (*fold, stores.clone(), new(*value))).collect();
    all
}
