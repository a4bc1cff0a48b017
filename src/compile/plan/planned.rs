//! The passes of a program before instructions are chosen.

use super::pass_graph::PassGraph;
use super::tiling::Region;
use crate::program::{IndexCheck, Purpose, Scan, Temporary};

/// One pass to be.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Why there is one.
    pub purpose: Purpose,
    /// What is computed.
    pub points: PassGraph,
    /// How far from the places written elements of the same arrays are read.
    pub distances: Vec<Box<[isize]>>,
    /// What is kept for a tile, and how its box lies to that of the pass.
    pub tile_buffers: Vec<(PassGraph, Region)>,
    /// What is scanned, by a pass that does nothing else.
    pub scan: Option<Scan>,
}

impl Planned {
    /// A pass that does nothing beyond what it computes.
    pub fn simple(purpose: Purpose, points: PassGraph) -> Self {
        Self { purpose, points, distances: Vec::new(), tile_buffers: Vec::new(), scan: None }
    }
}

/// The passes of a program.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// In the order they are run in.
    pub passes: Vec<Planned>,
    /// The arrays that hold values from one pass to another.
    pub temporaries: Vec<Temporary>,
    /// What must hold when so many of the passes have been run.
    pub checks: (usize, Vec<IndexCheck>),
}
