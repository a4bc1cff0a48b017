//! Which values that go to temporaries can be computed: those that are made of no other one that is still to come.
//!
//! Every node counts the operands that it waits for. A value that has been computed lets its users go on, so planning
//! looks at each edge of the graph once, however deep values are nested. (Going down from each of them to see whether
//! anything is missing is cubic: of 480 sums of one another it took two seconds.)

use crate::compile::array_graph::{ArrayGraph, ArraySource, Shape};
use crate::compile::graph::{Node, NodeId};
use std::collections::{BTreeSet, HashMap};

/// The values that go to temporaries, and how far they are.
pub struct Ready {
    /// Which values go to a temporary and have not been computed.
    is_open: Vec<bool>,
    /// How many operands each node waits for.
    waits: Vec<u32>,
    /// The nodes that each is an operand of, once for each time.
    users: Vec<Vec<NodeId>>,
    /// The reductions that can be computed, by the shape of what they fold.
    reductions: HashMap<Shape, BTreeSet<NodeId>>,
}

impl Ready {
    /// Nothing has been computed; `goes_to_temporary` says which nodes are to be.
    pub fn new(arrays: &ArrayGraph, goes_to_temporary: Vec<bool>) -> Self {
        let mut ready =
            Self { is_open: goes_to_temporary, waits: Vec::new(), users: Vec::new(), reductions: HashMap::new() };
        if !ready.is_open.contains(&true) {
            return ready;
        }
        let graph = &arrays.graph;
        ready.waits = vec![0; graph.len()];
        ready.users = vec![Vec::new(); graph.len()];
        for (id, node) in graph.nodes() {
            for &operand in node.operands() {
                if !ready.is_available(operand) {
                    ready.waits[id.index()] += 1;
                    ready.users[operand.index()].push(id);
                }
            }
            if ready.is_open[id.index()] && ready.waits[id.index()] == 0 {
                ready.can_begin(arrays, id);
            }
        }
        ready
    }

    fn is_available(&self, id: NodeId) -> bool {
        !self.is_open[id.index()] && self.waits[id.index()] == 0
    }

    /// A value that goes to a temporary waits for nothing any more.
    fn can_begin(&mut self, arrays: &ArrayGraph, id: NodeId) {
        if let Node::Leaf(ArraySource::Reduced(array, _)) = arrays.graph.node(id) {
            self.reductions.entry(arrays.shape(array).clone()).or_default().insert(id);
        }
    }

    /// A value has been computed.
    pub fn computed(&mut self, arrays: &ArrayGraph, id: NodeId) {
        self.is_open[id.index()] = false;
        if let Node::Leaf(ArraySource::Reduced(array, _)) = arrays.graph.node(id)
            && let Some(reductions) = self.reductions.get_mut(arrays.shape(array))
        {
            reductions.remove(&id);
        }
        let mut available = vec![id];
        while let Some(id) = available.pop() {
            for user in std::mem::take(&mut self.users[id.index()]) {
                self.waits[user.index()] -= 1;
                match (self.waits[user.index()], self.is_open[user.index()]) {
                    (0, true) => self.can_begin(arrays, user),
                    (0, false) => available.push(user),
                    _ => {}
                }
            }
        }
    }

    /// Whether a value goes to a temporary that it has not been computed into.
    pub fn is_open(&self, id: NodeId) -> bool {
        self.is_open[id.index()]
    }

    /// The reductions over a shape that can be computed.
    pub fn reductions(&self, shape: &[usize]) -> Vec<NodeId> {
        self.reductions.get(shape).into_iter().flatten().copied().collect()
    }

    /// What a value is made of that is still to be computed, in an order that it can be computed in.
    pub fn missing(&self, arrays: &ArrayGraph, value: NodeId) -> Vec<NodeId> {
        let (mut missing, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![value]);
        while let Some(id) = open.pop() {
            if self.waits.is_empty() || self.is_available(id) || !seen.insert(id) {
                continue;
            }
            if self.is_open[id.index()] {
                missing.insert(id);
            }
            open.extend(arrays.graph.node(id).operands());
        }
        missing.into_iter().collect()
    }
}
