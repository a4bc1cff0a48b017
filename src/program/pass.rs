//! A compiled program: passes over memory, one after the other.
//!
//! A pass walks a box of places, and at each place reads elements of some arrays and writes elements of others. Which
//! element stands for a place is a [`Coordinate`] for each axis of the array: slices, shifts, broadcasting and steps
//! are all of that form, so that running a pass means walking pointers and nothing else.

use crate::element::{DType, Scalar};
use crate::ops::Fold;
use crate::program::{Instruction, Integers, Location};
use crate::span::Span;
use std::sync::Arc;

/// What is computed, for operands and outputs of given types (and shapes, unless it only broadcasts).
#[derive(Clone, Debug)]
pub struct Program {
    /// The types of the outputs.
    pub outputs: Vec<DType>,
    /// The shapes of the outputs, as far as they are known.
    pub shapes: Vec<Box<[usize]>>,
    /// The arrays that hold values from one pass to another.
    pub temporaries: Vec<Temporary>,
    /// The operands that elements are looked up in: they must lie in memory without gaps.
    pub looked_up: Vec<usize>,
    /// What must hold before the pass of this number is run, and those behind it, which write to outputs.
    pub checks: (usize, Vec<IndexCheck>),
    /// Whether the lengths of axes are known; if not, they follow from the arrays.
    pub is_sized: bool,
    /// What is computed of integers given by value, before anything else.
    pub integers: Integers,
    /// The passes, in the order they are run in.
    pub passes: Vec<Pass>,
    /// How many passes there are in each row group, from the first on. Those of a *row group* go along the same first
    /// axis, and at each place of it read of what the others write only what is written at that place: so they may be
    /// run for some places one after the other, while these are in cache, and then for others.
    pub row_groups: Vec<usize>,
}

/// Indices that must be places of an axis.
#[derive(Clone, Copy, Debug)]
pub struct IndexCheck {
    /// The temporary that holds the least of them.
    pub least: usize,
    /// The temporary that holds the greatest.
    pub greatest: usize,
    /// The axis.
    pub axis: usize,
    /// Its length; indices may count from the end.
    pub length: usize,
    /// Where they are used.
    pub span: Span,
}

/// An array that holds values from one pass to another.
#[derive(Clone, Debug)]
pub struct Temporary {
    /// The type of its elements.
    pub dtype: DType,
    /// Its shape, of one that passes write to part by part; that of any other is what the pass stores that writes it.
    pub shape: Option<Box<[usize]>>,
    /// What its elements are before the first pass.
    pub initial: Initial,
}

/// What the elements of a temporary are before the first pass.
#[derive(Clone, Debug, PartialEq)]
pub enum Initial {
    /// Anything: a pass writes them before they are read.
    Open,
    /// All are this one, which changes no fold.
    Same(Scalar),
    /// Those of an array that is written out, in C order; no pass writes them.
    Each(Arc<[Scalar]>),
    /// Those of an earlier temporary of as many bytes, whose memory it is; no pass writes them here.
    Of(usize),
}

impl Temporary {
    /// One that a single pass writes to.
    pub fn of_one_pass(dtype: DType) -> Self {
        Self { dtype, shape: None, initial: Initial::Open }
    }
}

/// Why there is a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// It computes what is stored or folded.
    #[default]
    Compute,
    /// The same at an edge of the box, where elements lie differently.
    Edge,
    /// It writes what was computed at an edge to where it goes, now that nobody reads any more what it replaces.
    Place,
    /// It computes values that differ along some axes only, once for those.
    Hoist,
    /// It copies the elements of an output that are still to be read when they have been written over.
    Snapshot,
    /// It folds up to each element along an axis.
    Scan,
    /// It writes what is read in another shape.
    Reshape,
}

/// One walk over a box of places.
#[derive(Clone, Debug, Default)]
pub struct Pass {
    /// Why there is one.
    pub purpose: Purpose,
    /// The lengths of the box, if they are known; else as many numbers that mean nothing.
    pub extents: Box<[usize]>,
    /// What is read.
    pub loads: Vec<Load>,
    /// What is written.
    pub stores: Vec<Store>,
    /// The constants.
    pub constants: Vec<Scalar>,
    /// What is computed once, on single elements.
    pub prologue: Vec<Instruction>,
    /// Registers of the prologue.
    pub scalars: usize,
    /// What is computed for each block.
    pub body: Vec<Instruction>,
    /// Block registers of the body.
    pub registers: usize,
    /// Bytes of the widest element in a block register.
    pub width: usize,
    /// How far from the places that are written elements of the same arrays are read: for each such load the
    /// distance along each axis of the box.
    pub distances: Vec<Box<[isize]>>,
    /// What becomes one element for many places.
    pub folds: Vec<PassFold>,
    /// Values that are read at several offsets around each place: computed for a tile of the box at a time, before the
    /// tile.
    pub tile_buffers: Vec<TileBuffer>,
    /// For a pass that does nothing else: what is scanned.
    pub scan: Option<Scan>,
}

impl Pass {
    /// Where the results of folds go.
    pub fn fold_stores(&self) -> impl Iterator<Item = &Store> + Clone {
        self.folds.iter().flat_map(|fold| &fold.stores)
    }
}

/// Folds up to each element of a temporary along an axis, in place.
#[derive(Clone, Copy, Debug)]
pub struct Scan {
    /// The temporary.
    pub temporary: usize,
    /// How two elements become one.
    pub fold: Fold,
    /// Along which axis.
    pub axis: usize,
}

/// Values that a pass makes one of, for the places along some axes.
#[derive(Clone, Debug)]
pub struct PassFold {
    /// How two become one.
    pub fold: Fold,
    /// Where each part of the result is added: a temporary, which moves along the other axes.
    pub stores: Box<[Store]>,
    /// The value.
    pub value: Location,
}

/// A value that is computed for a tile of a pass and the margin around it, before the tile.
#[derive(Clone, Debug)]
pub struct TileBuffer {
    /// Computes it; the box of places is that of the whole pass and what lies around it.
    pub pass: Pass,
    /// For each axis of that box: the axis of the pass that it goes along, and by how much it is longer.
    pub margins: Box<[(Option<usize>, usize)]>,
}

/// The memory that a pass reads from or writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Memory {
    /// An array or value of the caller's, by the position of its name.
    Input(usize),
    /// An output, by its position.
    Output(usize),
    /// An array that holds values from one pass to another.
    Temporary(usize),
    /// A tile buffer of the pass.
    TileBuffer(usize),
    /// A value that an integer was converted to, by its position among the conversions.
    Converted(usize),
    /// No memory: the element at a place is its coordinate, an i64.
    Count,
}

/// The element of an array along one of its axes, at each place of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coordinate {
    /// The same everywhere.
    Fixed(isize),
    /// `start + step * i` at place `i` along an axis of the pass.
    Along {
        /// The axis of the pass.
        axis: usize,
        /// At place 0.
        start: isize,
        /// From one place to the next.
        step: isize,
    },
}

impl Coordinate {
    /// Whether it moves along an axis of the pass.
    pub fn goes_along(self, of_pass: usize) -> bool {
        matches!(self, Coordinate::Along { axis, .. } if axis == of_pass)
    }

    /// How many elements it stands for, over a box of some lengths.
    pub fn count(self, lengths: &[usize]) -> usize {
        match self {
            Coordinate::Fixed(_) => 1,
            Coordinate::Along { axis, .. } => lengths[axis],
        }
    }

    /// At the first and at the last place of a box of some lengths, of which none is 0.
    pub fn ends(self, lengths: &[usize]) -> (isize, isize) {
        match self {
            Coordinate::Fixed(place) => (place, place),
            Coordinate::Along { axis, start, step } => (start, start + step * (lengths[axis] as isize - 1)),
        }
    }
}

/// Whether all coordinates of a map, over a box of some lengths of which none is 0, are those of elements of an array.
#[inline]
pub fn is_within(map: &[Coordinate], lengths: &[usize], shape: &[usize]) -> bool {
    let is_inside = |(&coordinate, &length): (&Coordinate, &usize)| match coordinate {
        Coordinate::Along { axis, start: 0, step: 1 } => lengths[axis] <= length, // as nearly all do
        coordinate => {
            let (first, last) = coordinate.ends(lengths);
            first.min(last) >= 0 && (first.max(last) as usize) < length
        }
    };
    map.len() == shape.len() && map.iter().zip(shape).all(is_inside)
}

/// What a pass reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Load {
    /// Where.
    pub memory: Memory,
    /// The type of its elements.
    pub dtype: DType,
    /// Which elements, axis by axis.
    pub map: Box<[Coordinate]>,
    /// How many elements the array has, if an instruction looks elements of it up, and so gets the first one of all. It lies in memory without gaps, and no pass writes to it that reads it.
    pub looked_up: Option<usize>,
}

impl Load {
    /// Whether it is the same element everywhere.
    pub fn is_scalar(&self) -> bool {
        self.map.iter().all(|coordinate| matches!(coordinate, Coordinate::Fixed(_)))
    }
}

/// What a pass writes: elements of an output or a temporary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Store {
    /// Where; never an input.
    pub memory: Memory,
    /// The type of its elements.
    pub dtype: DType,
    /// Which elements, axis by axis.
    pub map: Box<[Coordinate]>,
}
