//! What one pass computes: a graph of elements at a place of a box.
//!
//! Where elements come from has been worked out by [`lower`](super::lower): every leaf is a load, an array walked in
//! even steps along the axes of the box.

use crate::compile::graph::{Axes, Graph, Leaf, Node, NodeId};
use crate::element::DType;
use crate::level::Level;
use crate::ops::Fold;
use crate::program::{Coordinate, Load, Memory, Store};
use crate::span::Span;
use std::collections::HashMap;

/// Index of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LoadId(u32);

impl LoadId {
    /// Position among the loads.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Leaf for LoadId {
    fn operands(&self) -> &[NodeId] {
        &[]
    }
}

/// What one pass computes.
#[derive(Clone, Debug)]
pub struct PassGraph {
    /// The values.
    pub graph: Graph<LoadId>,
    /// What is read.
    pub loads: Vec<Load>,
    known: HashMap<Load, LoadId>,
    /// What is written, and the value.
    pub stores: Vec<(Store, NodeId)>,
    /// What becomes one element for many places, where the parts of the result go, and the value.
    pub folds: Vec<(Fold, Box<[Store]>, NodeId)>,
    /// The lengths of the box; if they are not known, 1 where they are and anything else elsewhere.
    pub extents: Vec<usize>,
    /// The statement, for messages.
    pub span: Span,
}

impl PassGraph {
    /// Nothing yet, over a box.
    pub fn new(level: Level, extents: Vec<usize>, span: Span) -> Self {
        Self {
            graph: Graph::new(level),
            loads: Vec::new(),
            known: HashMap::new(),
            stores: Vec::new(),
            folds: Vec::new(),
            extents,
            span,
        }
    }

    /// The same box, loads and stores with another graph to come.
    pub fn emptied(&self) -> Self {
        Self {
            graph: Graph::new(self.graph.level()),
            loads: self.loads.clone(),
            known: self.known.clone(),
            stores: Vec::new(),
            folds: Vec::new(),
            extents: self.extents.clone(),
            span: self.span,
        }
    }

    /// The element of an array.
    pub fn load(&mut self, memory: Memory, dtype: DType, map: &[Coordinate]) -> NodeId {
        let axes = map.iter().map(|coordinate| match *coordinate {
            Coordinate::Fixed(_) => Axes::default(),
            Coordinate::Along { axis, .. } => Axes::one(axis),
        });
        let axes = axes.fold(Axes::default(), Axes::union);
        self.add(Load { memory, dtype, map: map.into(), looked_up: None }, axes)
    }

    /// All of an array without gaps, of so many elements, to look elements up in.
    pub fn looked_up(&mut self, memory: Memory, dtype: DType, elements: usize) -> NodeId {
        self.add(Load { memory, dtype, map: [].into(), looked_up: Some(elements) }, Axes::default())
    }

    /// What a load of another graph over the same box reads.
    pub fn load_again(&mut self, load: &Load) -> NodeId {
        match load.looked_up {
            Some(elements) => self.looked_up(load.memory, load.dtype, elements),
            None => self.load(load.memory, load.dtype, &load.map),
        }
    }

    fn add(&mut self, load: Load, axes: Axes) -> NodeId {
        let dtype = load.dtype;
        let loads = &mut self.loads;
        let id = *self.known.entry(load).or_insert_with_key(|load| {
            loads.push(load.clone());
            LoadId(loads.len() as u32 - 1)
        });
        self.graph.leaf(id, dtype, axes)
    }

    /// The element that a load reads, if it is one of the values.
    pub fn find_load(&self, load: &Load) -> Option<NodeId> {
        self.graph.find(&Node::Leaf(*self.known.get(load)?))
    }

    /// The values that must be computed.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> {
        let folded = self.folds.iter().map(|(.., value)| *value);
        self.stores.iter().map(|(_, value)| *value).chain(folded)
    }

    /// The axes of the box along which there is more than one place.
    pub fn axes(&self) -> Axes {
        let long = self.extents.iter().enumerate().filter(|(_, length)| **length != 1);
        long.map(|(axis, _)| Axes::one(axis)).fold(Axes::default(), Axes::union)
    }
}
