//! The order of evaluation: depth first, the operand that needs more registers first (Sethi and Ullman).
//!
//! On a tree that order keeps the fewest values alive; on a graph with shared values, where the best order is hard
//! to find, it stays close. The walk keeps its own stack: depth of the graph is not depth of recursion.

use crate::compile::graph::{Graph, Node, NodeId};
use crate::compile::plan::{LoadId, PassGraph};

/// The operations in the order they are computed in.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// Once a call: operations of scalars alone.
    pub prologue: Vec<NodeId>,
    /// For each block.
    pub body: Vec<NodeId>,
}

/// Orders the operations that a pass needs.
pub fn schedule(points: &PassGraph) -> Schedule {
    let graph = &points.graph;
    let needs = registers_needed(graph);
    let mut order = Schedule::default();
    let mut visited = vec![false; needs.len()];
    let mut stack: Vec<(NodeId, bool)> = Vec::new();
    for root in points.roots() {
        stack.push((root, false));
        while let Some((id, operands_done)) = stack.pop() {
            let node = graph.node(id);
            if operands_done {
                if !matches!(node, Node::Apply(_)) {
                    continue;
                }
                let sequence = if graph.is_scalar(id) { &mut order.prologue } else { &mut order.body };
                sequence.push(id);
                continue;
            }
            if std::mem::replace(&mut visited[id.index()], true) {
                continue;
            }
            stack.push((id, true));
            let mut operands = node.operands().to_vec();
            operands.sort_by_key(|x| needs[x.index()]); // stable: the last one pushed is walked first
            stack.extend(operands.into_iter().map(|x| (x, false)));
        }
    }
    order
}

/// How many registers it takes to compute each node, if nothing were shared.
fn registers_needed(graph: &Graph<LoadId>) -> Vec<u32> {
    let mut needs: Vec<u32> = Vec::with_capacity(graph.nodes().len());
    for (_, node) in graph.nodes() {
        needs.push(match node {
            Node::Constant(_) | Node::Leaf(_) => 0,
            Node::Second(first) => needs[first.index()],
            Node::Apply(apply) => {
                let mut operands: Vec<u32> = apply.operands().iter().map(|x| needs[x.index()]).collect();
                operands.sort_unstable_by(|x, y| y.cmp(x));
                // Each operand that is done holds one register while the next is computed.
                let at_once = operands.iter().zip(0..).map(|(need, held)| if *need == 0 { 0 } else { need + held });
                at_once.max().unwrap_or(0).max(1)
            }
        });
    }
    needs
}
