//! From arrays to elements: works out, for a box of places, which element of which array each value comes down to.
//!
//! The place of an element is a coordinate for each axis of its array. Going down from what is stored, a slice, a shift
//! or a replaced part changes the coordinates and is gone; operations pass them on to their operands. So
//! `roll(a + b, 1)` comes down to `a` and `b`, both read one place away: nothing is moved.
//!
//! Coordinates advance in even steps (`start + step * i`). At an edge they do not: element -1 of a rolled axis is the
//! last one. Rather than walking uneven paths, or asking at each element whether it is at an edge, the box is split
//! where a step is uneven, until within each piece all of them are even. Of a grid with neighbours on all sides there
//! remain the interior, read in place, and pieces one element thin along the edges, each a pass of its own. (Rows that
//! are assembled at the edges block by block cost a copy of the first and last block of each row, and rows as short as
//! a block have no others.)
//!
//! What is folded along a tree of its shape must not be cut. Where a part of an array is replaced by one value, as the
//! last element of `linspace` is, it *selects* instead: the value where tests of the coordinates hold, the array
//! elsewhere.

use super::affine::{
    Extent, MapId, Maps, Test, Uneven, all_of, along, broadcast, moved, permuted, tests_of_part, through_part,
    through_shift, through_view,
};
use super::pass_graph::PassGraph;
use super::tiling::Scattered;
use crate::compile::array_graph::{ArrayGraph, ArraySource, Assignment, Pick, Reduction};
use crate::compile::graph::{Node, NodeId};
use crate::compile::identities::simplified;
use crate::element::DType;
use crate::ops::Op;
use crate::program;
use crate::program::{Coordinate, Memory};
use crate::span::Span;
use std::collections::{BTreeSet, HashMap};

/// Why a box cannot be lowered as it is.
#[derive(Clone, Copy, Debug)]
pub enum Obstacle {
    /// Steps are uneven along an axis.
    Uneven(Uneven),
    /// An output has been written over whose elements are needed as they were before the run.
    Overwritten(usize),
    /// It falls into too many pieces.
    TooManyPieces,
    /// There are too many values in all its pieces.
    TooManyValues,
}

impl From<Uneven> for Obstacle {
    fn from(uneven: Uneven) -> Self {
        Self::Uneven(uneven)
    }
}

/// The values that are in memory when a pass begins, and where.
pub type InMemory = HashMap<NodeId, Memory>;

/// The values that a pass reads from tile buffers: the number of the buffer, and the coordinates that it begins at.
pub type TileBuffers = HashMap<NodeId, (usize, Vec<isize>)>;

/// What a pass is to compute, all over one shape.
#[derive(Clone, Copy)]
pub struct Group<'g> {
    /// What it stores.
    pub stores: &'g [&'g Assignment],
    /// What goes to temporaries: reductions whose operands have that shape, and values of that shape.
    pub temporaries: &'g [(NodeId, usize)],
    /// The statement, for messages.
    pub span: Span,
}

/// What values come down to.
#[derive(Clone, Copy)]
pub struct Sources<'s> {
    /// The graph that they are of.
    pub arrays: &'s ArrayGraph,
    /// The values that are in memory, which are read from there.
    pub in_memory: &'s InMemory,
}

/// Lowers a group of a shape over a box within it; `budget` is how many values may still come of it.
pub fn lower(
    sources: Sources<'_>,
    Group { stores, temporaries, span }: Group<'_>,
    (shape, extents): (&[usize], &[Extent]),
    tile_buffers: &TileBuffers,
    budget: &mut usize,
) -> Result<(PassGraph, Vec<Scattered>), Obstacle> {
    let counts: Vec<usize> = extents.iter().map(|extent| extent.count).collect();
    let arrays = sources.arrays;
    let mut lower = Lower::new(sources, counts, span, budget);
    lower.tile_buffers = tile_buffers.clone();
    lower.selects = temporaries.iter().any(|&(id, _)| arrays.follows_tree(id));
    let places: Vec<Coordinate> = extents
        .iter()
        .enumerate()
        .map(|(axis, &Extent { start, step, count })| match count {
            1 => Coordinate::Fixed(start),
            _ => Coordinate::Along { axis, start, step },
        })
        .collect();
    for store in stores {
        let target = &arrays.outputs[store.output];
        let map: Box<[Coordinate]> = match &store.part {
            None => places.as_slice().into(),
            Some(part) => through_view(part, &places).into(),
        };
        let own = broadcast(&places, shape, arrays.shape(store.value));
        let value = lower.value(store.value, own)?;
        let memory = Memory::Output(store.output);
        lower.points.stores.push((program::Store { memory, dtype: target.dtype, map }, value));
    }
    for &(id, temporary) in temporaries {
        let (memory, dtype) = (Memory::Temporary(temporary), arrays.graph.dtype(id));
        let (array, reduction) = match arrays.graph.node(id) {
            Node::Leaf(ArraySource::Reduced(array, reduction)) => (array, reduction),
            node => {
                // What is scanned, or read in another shape, is stored first.
                let array = match node {
                    Node::Leaf(ArraySource::Scanned(array, _) | ArraySource::Reshaped(array)) => array,
                    _ => id,
                };
                let value = lower.value(array, places.clone())?;
                lower.points.stores.push((program::Store { memory, dtype, map: places.as_slice().into() }, value));
                continue;
            }
        };
        let Reduction { fold, axes } = arrays.reduction(reduction);
        let own = broadcast(&places, shape, arrays.shape(array));
        let value = lower.value(array, own)?;
        let kept = |(axis, place): (usize, &Coordinate)| (!axes.contains(&axis)).then_some(*place);
        let stores = (0..fold.parts()).map(|part| {
            let part = (fold.parts() > 1).then_some(Coordinate::Fixed(part as isize));
            let map = part.into_iter().chain(places.iter().enumerate().filter_map(kept)).collect();
            program::Store { memory, dtype, map }
        });
        lower.points.folds.push((*fold, stores.collect(), value));
    }
    let scattered = lower.scattered();
    Ok((lower.points, scattered))
}

/// Lowers one value over a box of its own, `lengths` places from `begin` on along each of its axes.
pub fn lower_part(
    sources: Sources<'_>,
    value: NodeId,
    (begin, lengths): (&[isize], Vec<usize>),
    span: Span,
    budget: &mut usize,
) -> Result<(PassGraph, NodeId), Obstacle> {
    let map = along(begin, &lengths);
    let mut lower = Lower::new(sources, lengths, span, budget);
    let value = lower.value(value, map)?;
    Ok((lower.points, value))
}

/// Whether all elements of a value can be computed over one box, `budget` being how many values may come of it at most.
pub fn is_even(sources: Sources<'_>, value: NodeId, span: Span, budget: &mut usize) -> bool {
    let shape = sources.arrays.shape(value);
    let map = all_of(shape);
    let mut lower = Lower::new(sources, shape.to_vec(), span, budget);
    lower.selects = true;
    lower.value(value, map).is_ok()
}

/// A value at some coordinates.
type At = (NodeId, MapId);

struct Lower<'a> {
    arrays: &'a ArrayGraph,
    in_memory: &'a InMemory,
    points: PassGraph,
    maps: Maps,
    done: HashMap<At, NodeId>,
    tile_buffers: TileBuffers,
    /// Whether one value that replaces a part is selected, so that the box need not be cut at the part.
    selects: bool,
    /// Values of operations that slices or shifts are made of.
    moved: BTreeSet<NodeId>,
    budget: &'a mut usize,
}

/// What is to be done about a value.
enum Task {
    /// See what it comes down to.
    Find(At),
    /// Its operands are done: apply its operation.
    Apply(At),
    /// It is the same as another one, which is done.
    Same(At, At),
    /// The array, and the value that replaces a part of it, are done: select among them.
    Select(At, [At; 2]),
}

impl<'a> Lower<'a> {
    fn new(sources: Sources<'a>, counts: Vec<usize>, span: Span, budget: &'a mut usize) -> Self {
        let Sources { arrays, in_memory } = sources;
        let points = PassGraph::new(arrays.graph.level(), counts, span);
        Self {
            arrays,
            in_memory,
            points,
            maps: Maps::default(),
            done: HashMap::new(),
            tile_buffers: TileBuffers::new(),
            selects: false,
            moved: BTreeSet::new(),
            budget,
        }
    }

    /// The values of operations, in no tile buffer, that are read at several offsets; those made of others come first.
    fn scattered(&self) -> Vec<Scattered> {
        if self.moved.is_empty() {
            return Vec::new();
        }
        let mut maps: HashMap<NodeId, Vec<MapId>> = HashMap::new();
        for (value, map) in self.done.keys().filter(|(value, _)| self.moved.contains(value)) {
            maps.entry(*value).or_default().push(*map);
        }
        let scattered =
            self.moved.iter().rev().filter(|value| !self.tile_buffers.contains_key(value)).filter_map(|value| {
                let maps = maps.get(value).filter(|maps| maps.len() > 1)?;
                Some(Scattered { value: *value, maps: maps.iter().map(|map| self.maps[*map].clone()).collect() })
            });
        scattered.collect()
    }

    /// The coordinates in an operand of an operation.
    fn operand_map(&mut self, result: NodeId, operand: NodeId, map: MapId) -> MapId {
        let (whole, own) = (self.arrays.shape(result), self.arrays.shape(operand));
        if whole == own {
            return map;
        }
        let own = broadcast(&self.maps[map], whole, own);
        self.maps.id(own)
    }

    /// The value of an array at some coordinates, without recursion.
    fn value(&mut self, root: NodeId, map: Vec<Coordinate>) -> Result<NodeId, Obstacle> {
        let root = (root, self.maps.id(map));
        let mut tasks = vec![Task::Find(root)];
        while let Some(task) = tasks.pop() {
            match task {
                Task::Find(at) if self.done.contains_key(&at) => {}
                Task::Find(at) => {
                    *self.budget = self.budget.checked_sub(1).ok_or(Obstacle::TooManyValues)?;
                    self.find(at, &mut tasks)?;
                }
                Task::Apply(at) => {
                    let Node::Apply(apply) = self.arrays.graph.node(at.0) else { unreachable!("it is an operation") };
                    let mut operands = Vec::with_capacity(apply.operands().len());
                    for &operand in apply.operands() {
                        let map = self.operand_map(at.0, operand, at.1);
                        operands.push(self.done[&(operand, map)]);
                    }
                    let graph = &mut self.points.graph;
                    let value = match apply.result == apply.op.result(apply.dtype) {
                        true => simplified(graph, apply.op, apply.dtype, &operands),
                        false => graph.apply_to(apply.op, apply.dtype, apply.result, &operands),
                    };
                    self.done.insert(at, value);
                }
                Task::Same(at, other) => {
                    self.done.insert(at, self.done[&other]);
                }
                Task::Select(at, [array, part]) => {
                    let Node::Leaf(ArraySource::Replaced(_, view)) = self.arrays.graph.node(at.0) else {
                        unreachable!("a part of it is replaced")
                    };
                    let is_inside = self.is_inside(self.arrays.view(view), at.1);
                    let operands = [is_inside, self.done[&part], self.done[&array]];
                    let value = self.points.graph.apply(Op::Where, self.arrays.graph.dtype(at.0), &operands);
                    self.done.insert(at, value);
                }
            }
        }
        Ok(self.done[&root])
    }

    /// A value that is a constant there, or read from memory in a way of its own.
    fn alone(&mut self, (id, map): At) -> Option<NodeId> {
        let arrays = self.arrays;
        let coordinates = &self.maps[map];
        Some(match arrays.graph.node(id) {
            Node::Constant(value) => self.points.graph.constant(value),
            Node::Leaf(ArraySource::Count(_)) => match coordinates[..] {
                [Coordinate::Fixed(place)] => self.points.graph.constant((place as i64).into()),
                _ => return None,
            },
            Node::Leaf(ArraySource::LookedUp(array)) => {
                let memory = match arrays.graph.node(array) {
                    Node::Leaf(ArraySource::Input(name)) => Memory::Input(name),
                    _ => *self.in_memory.get(&array).expect("a table is in memory before elements are looked up in it"),
                };
                let elements = arrays.shape(array).iter().product();
                self.points.looked_up(memory, arrays.graph.dtype(id), elements)
            }
            Node::Leaf(ArraySource::Packed(name, first, dtype)) => {
                let map: Vec<_> = coordinates.iter().copied().chain([Coordinate::Fixed(first as isize)]).collect();
                self.points.load(Memory::Input(name), dtype, &map)
            }
            _ => return None,
        })
    }

    /// Computes a value that needs no other one, or adds what is to be done before.
    fn find(&mut self, at: At, tasks: &mut Vec<Task>) -> Result<(), Obstacle> {
        let (id, map) = at;
        let arrays = self.arrays;
        if self.load_held(at) {
            return Ok(());
        }
        if let Some(value) = self.alone(at) {
            self.done.insert(at, value);
            return Ok(());
        }
        let coordinates = &self.maps[map];
        let (other, through) = match arrays.graph.node(id) {
            Node::Apply(apply) => {
                tasks.push(Task::Apply(at));
                for &operand in apply.operands().iter().rev() {
                    let map = self.operand_map(id, operand, map);
                    tasks.push(Task::Find((operand, map)));
                }
                return Ok(());
            }
            Node::Second(_) => unreachable!("arrays are made before operations with two results"),
            Node::Leaf(ArraySource::Input(name)) => {
                self.load(at, Memory::Input(name));
                return Ok(());
            }
            Node::Leaf(ArraySource::Converted(conversion)) => {
                self.load(at, Memory::Converted(conversion.index()));
                return Ok(());
            }
            Node::Leaf(ArraySource::Integer(_)) => unreachable!("integers are converted where they meet a type"),
            Node::Leaf(ArraySource::Own(output)) => return Err(Obstacle::Overwritten(output)),
            Node::Leaf(ArraySource::Table(_)) => unreachable!("constants are in memory before any pass"),
            Node::Leaf(ArraySource::Reduced(..) | ArraySource::Scanned(..) | ArraySource::Reshaped(..)) => {
                unreachable!("it is in memory before any value that is computed from it")
            }
            Node::Leaf(ArraySource::Count(_)) => {
                debug_assert_eq!(arrays.graph.dtype(id), DType::I64);
                self.load(at, Memory::Count);
                return Ok(());
            }
            Node::Constant(_) | Node::Leaf(ArraySource::LookedUp(_) | ArraySource::Packed(..)) => {
                unreachable!("it needs no other value")
            }
            Node::Leaf(ArraySource::View(array, view)) => (array, through_view(arrays.view(view), coordinates)),
            Node::Leaf(ArraySource::Permuted(array, order)) => (array, permuted(arrays.order(order), coordinates)),
            Node::Leaf(ArraySource::Shift([array, value], shift)) => {
                let shift = arrays.shift(shift);
                match through_shift(&self.points.extents, shift, arrays.shape(array)[shift.axis], coordinates)? {
                    Some(through) => (array, through),
                    None => (value, Vec::new()),
                }
            }
            Node::Leaf(ArraySource::Replaced([array, part], view)) => {
                let shape = arrays.shape(part);
                match through_part(&self.points.extents, arrays.view(view), shape, coordinates) {
                    Ok(Some(through)) => (part, through),
                    Ok(None) => (array, coordinates.clone()),
                    Err(_) if self.selects && shape.iter().all(|&length| length == 1) => {
                        let first = self.maps.id(vec![Coordinate::Fixed(0); shape.len()]);
                        let (array, part) = ((array, map), (part, first));
                        tasks.extend([Task::Select(at, [array, part]), Task::Find(array), Task::Find(part)]);
                        return Ok(());
                    }
                    Err(uneven) => return Err(uneven.into()),
                }
            }
        };
        if let Node::Apply(_) = arrays.graph.node(other) {
            self.moved.insert(other);
        }
        let other = (other, self.maps.id(through));
        tasks.push(Task::Same(at, other));
        tasks.push(Task::Find(other));
        Ok(())
    }

    /// Whether coordinates, of which some lie in a part of an array, do.
    fn is_inside(&mut self, view: &[Pick], map: MapId) -> NodeId {
        let tests = tests_of_part(&self.points.extents, view, &self.maps[map]);
        let mut is_inside = None;
        for (coordinate, test) in tests {
            let place = self.points.load(Memory::Count, DType::I64, &[coordinate]);
            let graph = &mut self.points.graph;
            let mut with = |op: Op, x: NodeId, y: isize| {
                let y = graph.constant((y as i64).into());
                graph.apply(op, DType::I64, &[x, y])
            };
            let holds = match test {
                Test::AtLeast(bound) => with(Op::GreaterEqual, place, bound),
                Test::AtMost(bound) => with(Op::LessEqual, place, bound),
                Test::Every { start, step } => {
                    let distance = with(Op::Subtract, place, start);
                    let rest = with(Op::Remainder, distance, step);
                    with(Op::Equal, rest, 0)
                }
            };
            is_inside =
                Some(is_inside.map_or(holds, |other| graph.apply(Op::LogicalAnd, DType::Bool, &[other, holds])));
        }
        is_inside.expect("some of them lie outside")
    }

    /// Reads a value that is in memory or in a tile buffer; says whether it is.
    fn load_held(&mut self, at: At) -> bool {
        let (id, map) = at;
        if let Some(&memory) = self.in_memory.get(&id) {
            self.load(at, memory);
            return true;
        }
        let Some((buffer, begin)) = self.tile_buffers.get(&id) else { return false };
        let map: Vec<_> = self.maps[map].iter().zip(begin).map(|(&c, &begin)| moved(c, -begin)).collect();
        let value = self.points.load(Memory::TileBuffer(*buffer), self.arrays.graph.dtype(id), &map);
        self.done.insert(at, value);
        true
    }

    fn load(&mut self, at: At, memory: Memory) {
        let dtype = self.arrays.graph.dtype(at.0);
        let value = self.points.load(memory, dtype, &self.maps[at.1]);
        self.done.insert(at, value);
    }
}
