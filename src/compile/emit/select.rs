//! Joins operations that one instruction can do: one that uses another, or two of the same operands.
//!
//! In cache an instruction costs its loads and stores, so fewer, fatter instructions are what counts where kernels run
//! them: of 200 drawn expressions the geometric mean is 0.86 of what it is with one operation each. More operations in
//! one gain no more than 1 % (`cargo bench --bench suite -- random`, at the base level and with AVX-512), so there are
//! none: machine code does that for all. A fused row rounds after each of its operations; only contracted rows, which
//! the caller must allow, round once.

use crate::compile::graph::{Apply, Graph, Node, NodeId};
use crate::compile::plan::{LoadId, PassGraph};
use crate::element::DType;
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
        let selection = selection(graph, &apply, inner, contract).or_else(|| pair(graph, &apply, &uses));
        if let Some(selection) = selection {
            if let Some(x) = selection.taken {
                taken[x.index()] = true;
            }
            selections[id.index()] = Some(selection);
        }
    }
    rebuild(points, &uses, &taken, &selections)
}

/// A fused operation, and the other one that it takes in.
#[derive(Clone)]
struct Selection {
    op: Op,
    operands: Vec<NodeId>,
    taken: Option<NodeId>,
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

/// The fused operations that could do it, the best first.
fn candidates(apply: &Apply, inner: impl Fn(NodeId) -> Option<Apply>, contract: bool) -> Vec<Option<Selection>> {
    let fused = |fusion: Fusion, operands: &[&[NodeId]], taken: NodeId| {
        let op = operation_fused(fusion)?;
        Some(Selection { op, operands: operands.concat(), taken: Some(taken), is_second: false })
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
                    selections.push(fused(fusion.contracted(), &operands, taken));
                }
                selections.push(fused(fusion, &operands, taken));
            }
            selections
        }
        [condition, x, y] => {
            let Some(compare) = inner(condition) else { return Vec::new() };
            vec![fused(Fusion::Choose(compare.op), &[compare.operands(), &[x, y]], condition)]
        }
        _ => Vec::new(),
    }
}

/// The operation that does the work of this one and of another one on the same operands that is needed too.
fn pair(graph: &Graph<LoadId>, apply: &Apply, uses: &[u32]) -> Option<Selection> {
    let &(op, other, is_second) = PAIRED.get(&apply.op)?;
    let mut other_apply = *apply;
    other_apply.op = other;
    let other = graph.find(&Node::Apply(other_apply))?;
    let operands = apply.operands().to_vec();
    let is_needed = uses[other.index()] > 0 && !graph.is_scalar(other);
    let has_kernel = op.has_kernel(apply.dtype.elem(), Scalars::default());
    (is_needed && has_kernel).then_some(Selection { op, operands, taken: None, is_second })
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
                fused.apply_to(apply.op, apply.dtype, apply.result, &operands)
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
