//! Joins operations that one instruction can do: one that uses another, or two of the same operands.
//!
//! In cache an instruction costs its loads and stores, so fewer, fatter instructions are what counts: Horner's form
//! of degree 3 takes 0.49 ns an element with one operation each and 0.29 with fused ones. A fused row rounds after
//! each of its operations; only contracted rows, which the caller must allow, round once.

use super::graph::{Apply, Graph, Node, NodeId};
use super::points::{LaneId, Points};
use crate::dtype::Kind;
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
pub fn fuse(points: &Points, contract: bool) -> Points {
    let graph = &points.graph;
    let uses = count_uses(points);
    // From the root down, so that a chain is cut into pairs from its end; an operation that its user has taken in
    // is neither computed nor fused itself.
    let mut taken = vec![false; uses.len()];
    let mut plans: Vec<Option<Plan>> = vec![None; uses.len()];
    for (id, node) in graph.nodes().rev() {
        let Node::Apply(apply) = node else { continue };
        if uses[id.index()] == 0 || taken[id.index()] {
            continue;
        }
        let inner = |x: NodeId| match graph.node(x) {
            Node::Apply(inner) if uses[x.index()] == 1 && !graph.is_scalar(x) => Some(inner),
            _ => None,
        };
        let plan = plan(graph, &apply, inner, contract).or_else(|| pair(graph, &apply, &uses));
        if let Some(plan) = plan {
            for x in &plan.taken {
                taken[x.index()] = true;
            }
            plans[id.index()] = Some(plan);
        }
    }
    rebuild(points, &uses, &taken, &plans)
}

/// A fused operation and what it takes in.
#[derive(Clone)]
struct Plan {
    op: Op,
    operands: Vec<NodeId>,
    taken: Vec<NodeId>,
    /// Whether the value is the operation's second result.
    is_second: bool,
}

/// How often each node is used; 0 for those that nothing needs.
fn count_uses(points: &Points) -> Vec<u32> {
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
fn plan(graph: &Graph<LaneId>, apply: &Apply, inner: impl Fn(NodeId) -> Option<Apply>, contract: bool) -> Option<Plan> {
    if apply.dtype.kind() != Kind::Float {
        return None;
    }
    let inner = |x: NodeId| inner(x).filter(|inner| inner.dtype == apply.dtype);
    candidates(apply, inner, contract).into_iter().flatten().find(|plan| {
        let mut scalars = Scalars::default();
        for (i, &x) in plan.operands.iter().enumerate() {
            if graph.is_scalar(x) {
                scalars.set(i);
            }
        }
        plan.op.has_kernel(apply.dtype, scalars)
    })
}

/// The fused operations that could do it, the one that takes in most first.
fn candidates(apply: &Apply, inner: impl Fn(NodeId) -> Option<Apply>, contract: bool) -> Vec<Option<Plan>> {
    let fused = |fusion: Fusion, operands: &[&[NodeId]], taken: &[NodeId]| {
        let op = operation_fused(fusion)?;
        Some(Plan { op, operands: operands.concat(), taken: taken.to_vec(), is_second: false })
    };
    match *apply.operands() {
        [x, y] => {
            let commutative = apply.op.row().commutative;
            let mut plans = Vec::new();
            for (taken, other, is_second) in [(x, y, false), (y, x, true)] {
                let Some(first) = inner(taken) else { continue };
                // The other way round is the same for a commutative operation, and has a row for one of them.
                let fusion = match is_second && !commutative {
                    true => Fusion::After(first.op, apply.op),
                    false => Fusion::Then(first.op, apply.op),
                };
                let operands = [first.operands(), &[other]];
                if contract {
                    plans.push(fused(fusion.contracted(), &operands, &[taken]));
                } else if let Fusion::Then(..) = fusion {
                    plans.extend(chains(&first, apply, taken, other, &inner, fused));
                }
                plans.push(fused(fusion, &operands, &[taken]));
            }
            plans
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

/// The steps of Horner's form that end in `apply(first(…), other)`: two pairs of operations as one.
fn chains(
    first: &Apply,
    apply: &Apply,
    taken: NodeId,
    other: NodeId,
    inner: impl Fn(NodeId) -> Option<Apply>,
    fused: impl Fn(Fusion, &[&[NodeId]], &[NodeId]) -> Option<Plan>,
) -> Vec<Option<Plan>> {
    let &[x, y] = first.operands() else { return Vec::new() };
    let chain = |step: NodeId, factor: NodeId| {
        let sum = inner(step)?;
        let &[product, addend] = sum.operands() else { return None };
        let product_or_addend = [(product, addend), (addend, product)];
        let usable = if sum.op.row().commutative { &product_or_addend[..] } else { &product_or_addend[..1] };
        usable.iter().find_map(|&(product, addend)| {
            let innermost = inner(product)?;
            let pair = operation_fused(Fusion::Then(innermost.op, sum.op))?;
            let operands = [innermost.operands(), &[addend, factor, other]];
            fused(Fusion::Chain(pair, first.op, apply.op), &operands, &[taken, step, product])
        })
    };
    vec![chain(x, y), chain(y, x)]
}

/// The operation that does the work of this one and of another one on the same operands that is needed too.
fn pair(graph: &Graph<LaneId>, apply: &Apply, uses: &[u32]) -> Option<Plan> {
    let &(op, other, is_second) = PAIRED.get(&apply.op)?;
    let mut other_apply = *apply;
    other_apply.op = other;
    let other = graph.find(&Node::Apply(other_apply))?;
    let operands = apply.operands().to_vec();
    let is_needed = uses[other.index()] > 0 && !graph.is_scalar(other);
    is_needed.then_some(Plan { op, operands, taken: Vec::new(), is_second })
}

fn rebuild(points: &Points, uses: &[u32], taken: &[bool], plans: &[Option<Plan>]) -> Points {
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
        moved[i] = Some(match (node, &plans[i]) {
            (Node::Constant(value), _) => fused.constant(value),
            (Node::Leaf(lane), _) => fused.leaf(lane, graph.dtype(id), graph.axes(id)),
            (Node::Apply(apply), None) => {
                let operands: Vec<_> = apply.operands().iter().map(new).collect();
                fused.apply(apply.op, apply.dtype, &operands)
            }
            (Node::Apply(apply), Some(plan)) => {
                let operands: Vec<_> = plan.operands.iter().map(new).collect();
                let value = fused.apply(plan.op, apply.dtype, &operands);
                if plan.is_second { fused.second(value) } else { value }
            }
            (Node::Second(_), _) => unreachable!("only this pass makes second results"),
        });
    }
    let new = |x: NodeId| moved[x.index()].expect("what is stored or checked is needed");
    all.stores = points.stores.iter().map(|(store, value)| (store.clone(), new(*value))).collect();
    all.checked = points.checked.iter().map(|&value| new(value)).collect();
    all
}
