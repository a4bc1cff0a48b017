//! A program as a graph of whole arrays: what inference makes of the tree.
//!
//! A value is an array of known type and shape. Slices, shifts and updated parts are leaves that hold on to the array
//! they are made of: nothing is moved here, they only say where elements come from. What is written, and in which
//! order, is the list of stores.

use super::graph::{Axes, Graph, Leaf, Node, NodeId};
use super::integers::{ConversionId, Converted, IntegerGraph};
use crate::element::{DType, Elem, Scalar};
use crate::level::Level;
use crate::ops::{Fold, Op};
use crate::program::IntegerId;
use crate::shape::broadcast_into;
use crate::span::Span;
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

/// Lengths of axes.
pub type Shape = Arc<[usize]>;

/// What becomes of one axis of an array in a view of it, or of none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pick {
    /// One place; the axis goes.
    At(usize),
    /// `count` places from `start`, `step` apart.
    Range {
        /// The first place.
        start: usize,
        /// From one to the next; never 0.
        step: isize,
        /// How many.
        count: usize,
    },
    /// A new axis of length 1.
    New,
}

/// A part of an array, as basic indexing gives it: one pick for each of its axes, and new axes between them.
pub type View = Arc<[Pick]>;

/// The shape of a view.
pub fn view_shape(view: &[Pick]) -> Shape {
    let length = |pick: &Pick| match *pick {
        Pick::At(_) => None,
        Pick::Range { count, .. } => Some(count),
        Pick::New => Some(1),
    };
    view.iter().filter_map(length).collect()
}

/// What lies beyond the ends of a shifted axis (SciPy's names).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// A value.
    Constant,
    /// The last element.
    Nearest,
    /// The elements backwards, the last one again.
    Reflect,
    /// The elements backwards, the last one not again.
    Mirror,
    /// The elements from the other end.
    Wrap,
}

impl Mode {
    /// All modes with their names.
    pub const ALL: [(Mode, &'static str); 5] = [
        (Mode::Constant, "constant"),
        (Mode::Nearest, "nearest"),
        (Mode::Reflect, "reflect"),
        (Mode::Mirror, "mirror"),
        (Mode::Wrap, "wrap"),
    ];

    /// The name that it is written by.
    pub fn name(self) -> &'static str {
        Mode::ALL.iter().find(|(mode, _)| *mode == self).map_or("", |(_, name)| name)
    }
}

/// An array moved along an axis: element `i` is `x[i - by]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shift {
    /// The axis.
    pub axis: usize,
    /// How far.
    pub by: isize,
    /// What enters.
    pub mode: Mode,
}

/// Many elements made one, along some axes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reduction {
    /// How.
    pub fold: Fold,
    /// Along which axes, in ascending order.
    pub axes: Arc<[usize]>,
}

/// Index of a view, shift or reduction in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlaceId(u32);

/// Where an array's elements come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArraySource {
    /// The operand behind the name of this position.
    Input(usize),
    /// An integer that has no type yet; a use of it is a conversion.
    Integer(IntegerId),
    /// An integer as a value of a type, computed when the program is bound.
    Converted(ConversionId),
    /// The elements that an output has before the run.
    Own(usize),
    /// 0, 1, 2 … of this length.
    Count(usize),
    /// Some characters of the texts of the operand behind a name, from this one on, side by side: as one integer of
    /// this type, which says how many they are.
    Packed(usize, usize, DType),
    /// A part of an array.
    View(NodeId, PlaceId),
    /// An array moved along an axis, and the value that enters.
    Shift([NodeId; 2], PlaceId),
    /// An array (the first) with a part of it replaced by another (the second).
    Replaced([NodeId; 2], PlaceId),
    /// An array with some axes folded.
    Reduced(NodeId, PlaceId),
    /// An array in which each element along an axis is the fold of those up to it.
    Scanned(NodeId, PlaceId),
}

impl Leaf for ArraySource {
    fn operands(&self) -> &[NodeId] {
        match self {
            ArraySource::Input(_) | ArraySource::Own(_) | ArraySource::Count(_) => &[],
            ArraySource::Packed(..) | ArraySource::Integer(_) | ArraySource::Converted(_) => &[],
            ArraySource::View(array, _) | ArraySource::Reduced(array, _) | ArraySource::Scanned(array, _) => {
                std::slice::from_ref(array)
            }
            ArraySource::Shift(operands, _) | ArraySource::Replaced(operands, _) => operands,
        }
    }
}

/// A value that is written.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The output's position.
    pub output: usize,
    /// The value, of the output's type.
    pub value: NodeId,
    /// The part of the output that it is written to; the whole if none.
    pub part: Option<View>,
    /// The value whose elements the output then holds, if that is one of the graph.
    pub holds: Option<NodeId>,
    /// The statement.
    pub span: Span,
}

/// An output.
#[derive(Clone, Debug)]
pub struct OutputArray {
    /// Its type.
    pub dtype: DType,
    /// Its shape.
    pub shape: Shape,
}

/// Two shapes that do not broadcast: that of the operands before, and of the one at fault.
#[derive(Debug)]
pub struct Mismatch {
    /// The operand at fault.
    pub operand: usize,
    /// The common shape of those before it.
    pub before: Vec<usize>,
}

/// A program as a graph of arrays.
#[derive(Clone, Debug)]
pub struct ArrayGraph {
    /// The values.
    pub graph: Graph<ArraySource>,
    shapes: Vec<Shape>,
    views: Table<View>,
    shifts: Table<Shift>,
    reductions: Table<Reduction>,
    /// What is written, in the order of the statements.
    pub stores: Vec<Assignment>,
    /// The outputs.
    pub outputs: Vec<OutputArray>,
    /// The integers that have no type yet.
    pub integers: IntegerGraph,
    scalar_shape: Shape,
}

/// Values with an index each, the same for equal ones.
#[derive(Clone, Debug)]
struct Table<T> {
    all: Vec<T>,
    known: HashMap<T, PlaceId>,
}

impl<T: Clone + Eq + Hash> Table<T> {
    fn new() -> Self {
        Self { all: Vec::new(), known: HashMap::new() }
    }

    fn id(&mut self, value: T) -> PlaceId {
        *self.known.entry(value).or_insert_with_key(|value| {
            self.all.push(value.clone());
            PlaceId(self.all.len() as u32 - 1)
        })
    }
}

impl ArrayGraph {
    /// Nothing yet, for a program of this level.
    pub fn new(level: Level) -> Self {
        Self {
            graph: Graph::new(level),
            shapes: Vec::new(),
            views: Table::new(),
            shifts: Table::new(),
            reductions: Table::new(),
            stores: Vec::new(),
            outputs: Vec::new(),
            integers: IntegerGraph::default(),
            scalar_shape: Arc::from([]),
        }
    }

    /// A value's shape.
    pub fn shape(&self, id: NodeId) -> &Shape {
        &self.shapes[id.index()]
    }

    /// A view.
    pub fn view(&self, id: PlaceId) -> &View {
        &self.views.all[id.0 as usize]
    }

    /// A shift.
    pub fn shift(&self, id: PlaceId) -> Shift {
        self.shifts.all[id.0 as usize]
    }

    /// A reduction.
    pub fn reduction(&self, id: PlaceId) -> &Reduction {
        &self.reductions.all[id.0 as usize]
    }

    /// Whether a value is a fold that depends on the order in which elements are folded, and so has a tree.
    pub fn follows_tree(&self, id: NodeId) -> bool {
        self.folds(id).is_some_and(|(fold, elem)| !fold.is_of_any_order(elem))
    }

    /// Whether the order in which elements are folded shows in a value at all, if only by the sign of a zero.
    pub fn shows_order(&self, id: NodeId) -> bool {
        self.folds(id).is_some_and(|(fold, elem)| !fold.is_exact_in_any_order(elem))
    }

    /// If a value is a fold: which one, and of what.
    fn folds(&self, id: NodeId) -> Option<(Fold, Elem)> {
        match self.graph.node(id) {
            Node::Leaf(ArraySource::Reduced(array, reduction)) => {
                Some((self.reduction(reduction).fold, self.graph.dtype(array).elem()))
            }
            _ => None,
        }
    }

    fn shaped(&mut self, id: NodeId, shape: impl FnOnce(&Self) -> Shape) -> NodeId {
        if id.index() == self.shapes.len() {
            let shape = shape(self);
            self.shapes.push(shape);
        }
        id
    }

    /// A constant.
    pub fn constant(&mut self, value: Scalar) -> NodeId {
        let id = self.graph.constant(value);
        self.shaped(id, |arrays| arrays.scalar_shape.clone())
    }

    fn leaf(&mut self, source: ArraySource, dtype: DType, shape: Shape) -> NodeId {
        let from_last = shape.iter().rev().enumerate().filter(|(_, length)| **length != 1);
        let axes = from_last.map(|(axis, _)| Axes::one(axis)).fold(Axes::default(), Axes::union);
        let id = self.graph.leaf(source, dtype, axes);
        self.shaped(id, |_| shape)
    }

    /// An operand.
    pub fn input(&mut self, name: usize, dtype: DType, shape: &[usize]) -> NodeId {
        self.leaf(ArraySource::Input(name), dtype, shape.into())
    }

    /// An integer that has no type yet; its nominal one is i64, or u64 where it is known that only that holds it.
    pub fn integer(&mut self, integer: IntegerId) -> NodeId {
        let fits =
            |dtype| self.integers.as_known(integer).is_none_or(|value| Scalar::from_integer(value, dtype).is_some());
        let dtype = if !fits(DType::I64) && fits(DType::U64) { DType::U64 } else { DType::I64 };
        self.leaf(ArraySource::Integer(integer), dtype, self.scalar_shape.clone())
    }

    /// An integer as a value of a type.
    pub fn converted(&mut self, converted: Converted, dtype: DType) -> NodeId {
        match converted {
            Converted::Known(value) => self.constant(value),
            Converted::Later(conversion) => {
                self.leaf(ArraySource::Converted(conversion), dtype, self.scalar_shape.clone())
            }
        }
    }

    /// The known value of a node as text.
    pub fn known_text(&self, id: NodeId) -> Option<String> {
        match self.graph.node(id) {
            Node::Constant(value) => Some(value.to_string()),
            Node::Leaf(ArraySource::Integer(integer)) => self.integers.as_known(integer).map(|value| value.to_string()),
            _ => None,
        }
    }

    /// What an output holds before the run.
    pub fn own(&mut self, output: usize) -> NodeId {
        let OutputArray { dtype, shape } = self.outputs[output].clone();
        self.leaf(ArraySource::Own(output), dtype, shape)
    }

    /// The numbers from 0 to below `length`.
    pub fn count(&mut self, length: usize) -> NodeId {
        self.leaf(ArraySource::Count(length), DType::I64, Arc::from([length]))
    }

    /// The places along an axis of a shape, of length 1 along the others.
    pub fn places(&mut self, axis: usize, shape: &[usize]) -> NodeId {
        let count = self.count(shape[axis]);
        let pick = |i: usize| match i {
            _ if i == axis => Pick::Range { start: 0, step: 1, count: shape[axis] },
            _ => Pick::New,
        };
        self.part(count, (0..shape.len()).map(pick).collect())
    }

    /// The name of the operand that a value is, if it is one as it is in memory.
    pub fn as_input(&self, id: NodeId) -> Option<usize> {
        match self.graph.node(id) {
            Node::Leaf(ArraySource::Input(name)) => Some(name),
            _ => None,
        }
    }

    /// Characters of the texts of an operand, `array`, as one integer of a type, from a place on.
    pub fn packed(&mut self, name: usize, array: NodeId, first: usize, dtype: DType) -> NodeId {
        let (characters, shape) = (self.graph.dtype(array), self.shape(array));
        let (&width, outer) = shape.split_last().expect("there is an axis of characters");
        assert!(first + dtype.size() / characters.size() <= width, "the characters are there");
        let outer = outer.into();
        self.leaf(ArraySource::Packed(name, first, dtype), dtype, outer)
    }

    /// A part of an array.
    pub fn part(&mut self, array: NodeId, view: View) -> NodeId {
        let is_whole = view.len() == self.shape(array).len()
            && view
                .iter()
                .zip(self.shape(array).iter())
                .all(|(pick, &length)| *pick == Pick::Range { start: 0, step: 1, count: length });
        if is_whole {
            return array;
        }
        let shape = view_shape(&view);
        if self.graph.as_constant(array).is_some() && shape.is_empty() {
            return array;
        }
        let dtype = self.graph.dtype(array);
        let view = self.views.id(view);
        self.leaf(ArraySource::View(array, view), dtype, shape)
    }

    /// An array moved along an axis; `value` is what enters in [`Mode::Constant`].
    pub fn moved(&mut self, array: NodeId, shift: Shift, value: NodeId) -> NodeId {
        let (dtype, shape) = (self.graph.dtype(array), self.shape(array).clone());
        if shift.by == 0 {
            return array;
        }
        let shift = self.shifts.id(shift);
        self.leaf(ArraySource::Shift([array, value], shift), dtype, shape)
    }

    /// An array with a part of it replaced.
    pub fn replaced(&mut self, array: NodeId, view: View, part: NodeId) -> NodeId {
        let (dtype, shape) = (self.graph.dtype(array), self.shape(array).clone());
        let view = self.views.id(view);
        self.leaf(ArraySource::Replaced([array, part], view), dtype, shape)
    }

    /// An array with some axes folded, of which none is empty; if the fold has several parts, along a new first axis.
    pub fn reduced(&mut self, array: NodeId, reduction: Reduction) -> NodeId {
        let dtype = self.graph.dtype(array);
        let kept = self.shape(array).iter().enumerate().filter(|(axis, _)| !reduction.axes.contains(axis));
        let parts = Some(reduction.fold.parts()).filter(|&parts| parts > 1);
        let shape = parts.into_iter().chain(kept.map(|(_, &length)| length)).collect();
        let reduction = self.reductions.id(reduction);
        self.leaf(ArraySource::Reduced(array, reduction), dtype, shape)
    }

    /// An array in which each element along an axis is the fold of those up to it.
    pub fn scanned(&mut self, array: NodeId, fold: Fold, axis: usize) -> NodeId {
        let (dtype, shape) = (self.graph.dtype(array), self.shape(array).clone());
        let reduction = self.reductions.id(Reduction { fold, axes: [axis].into() });
        self.leaf(ArraySource::Scanned(array, reduction), dtype, shape)
    }

    /// The result of an operation, whose operands broadcast.
    pub fn apply(&mut self, op: Op, dtype: DType, operands: &[NodeId]) -> Result<NodeId, Mismatch> {
        self.apply_to(op, dtype, op.result(dtype), operands)
    }

    /// The same, where the result is of another type of the same elements than the operation says.
    pub fn apply_to(&mut self, op: Op, dtype: DType, result: DType, operands: &[NodeId]) -> Result<NodeId, Mismatch> {
        let first = self.shape(operands[0]);
        let same = operands[1..].iter().all(|&x| Arc::ptr_eq(self.shape(x), first) || self.shape(x).is_empty());
        let mut shape = first.clone();
        if !same && !operands[1..].iter().all(|&x| self.shape(x) == first) {
            let mut common = first.to_vec();
            for (i, &x) in operands.iter().enumerate() {
                let before = common.clone();
                if !broadcast_into(&mut common, self.shape(x)) {
                    return Err(Mismatch { operand: i, before });
                }
            }
            let given = operands.iter().map(|&x| self.shape(x)).find(|shape| ***shape == common[..]);
            shape = given.cloned().unwrap_or_else(|| common.into());
        }
        let id = self.graph.apply_to(op, dtype, result, operands);
        Ok(self.shaped(id, |_| shape))
    }

    /// The values that are written.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> {
        self.stores.iter().map(|store| store.value)
    }
}

/// The graph as text: one line a value, as `v3: f64[4,5] = multiply v0, v1`.
pub struct ArraysListing<'a> {
    /// The graph.
    pub arrays: &'a ArrayGraph,
    /// The names of the program.
    pub names: &'a [&'a str],
    /// What the outputs are called.
    pub outputs: &'a [String],
    /// Whether lengths are known.
    pub with_shapes: bool,
}

impl ArraysListing<'_> {
    /// What a value is called where it is used; of a constant, the value.
    pub fn operand(&self, id: NodeId) -> String {
        match self.arrays.graph.node(id) {
            Node::Constant(value) => value.to_string(),
            Node::Leaf(ArraySource::Input(name)) => self.names[name].to_owned(),
            Node::Leaf(ArraySource::Integer(integer)) => self.arrays.integers.text(integer, self.names),
            Node::Leaf(ArraySource::Converted(conversion)) => {
                let integers = &self.arrays.integers;
                integers.text(integers.converted(conversion), self.names)
            }
            Node::Leaf(ArraySource::Own(output)) => self.outputs[output].clone(),
            _ => format!("v{}", id.index()),
        }
    }

    fn view(&self, view: PlaceId) -> String {
        show_view(self.arrays.view(view))
    }

    /// What a value is made of, if it is made of others.
    pub fn value(&self, node: Node<ArraySource>) -> Option<String> {
        let list = |operands: &[NodeId]| {
            let operands: Vec<_> = operands.iter().map(|&x| self.operand(x)).collect();
            operands.join(", ")
        };
        Some(match node {
            Node::Apply(apply) => format!("{}.{} {}", apply.op.mnemonic(), apply.dtype, list(apply.operands())),
            Node::Leaf(ArraySource::Count(length)) => format!("0 to {length}"),
            Node::Leaf(ArraySource::Packed(name, first, _)) => {
                format!("{} from character {first} on", self.names[name])
            }
            Node::Leaf(ArraySource::View(array, view)) => format!("{}[{}]", self.operand(array), self.view(view)),
            Node::Leaf(ArraySource::Shift([array, value], shift)) => {
                let Shift { axis, by, mode } = self.arrays.shift(shift);
                let name = mode.name();
                let value = match mode {
                    Mode::Constant => format!(" {}", self.operand(value)),
                    _ => String::new(),
                };
                format!("shift {}, {by} along {axis}, {name}{value}", self.operand(array))
            }
            Node::Leaf(ArraySource::Replaced([array, part], view)) => {
                format!("{} with {} at [{}]", self.operand(array), self.operand(part), self.view(view))
            }
            Node::Leaf(source @ (ArraySource::Reduced(array, reduction) | ArraySource::Scanned(array, reduction))) => {
                let Reduction { fold, axes } = self.arrays.reduction(reduction);
                let axes: Vec<_> = axes.iter().map(usize::to_string).collect();
                let what = if let ArraySource::Reduced(..) = source { "fold" } else { "scan" };
                format!("{what} {} {} along {}", fold.name(), self.operand(array), axes.join(", "))
            }
            Node::Leaf(_) | Node::Constant(_) | Node::Second(_) => return None,
        })
    }
}

/// A view as it would be written.
pub fn show_view(view: &[Pick]) -> String {
    let pick = |pick: &Pick| match *pick {
        Pick::At(place) => place.to_string(),
        Pick::New => "None".to_owned(),
        Pick::Range { start, step: 1, count } => format!("{start}:{}", start + count),
        Pick::Range { start, step, count } => {
            let stop = start as isize + step * count as isize;
            let stop = if stop < 0 { String::new() } else { stop.to_string() };
            format!("{start}:{stop}:{step}")
        }
    };
    let picks: Vec<_> = view.iter().map(pick).collect();
    picks.join(", ")
}

impl fmt::Display for ArraysListing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrays = self.arrays;
        let reachable = arrays.graph.reachable(arrays.roots());
        for (id, node) in arrays.graph.nodes().filter(|(id, _)| reachable[id.index()]) {
            let shape = arrays.shape(id);
            let shape = match (shape.is_empty(), self.with_shapes) {
                (true, _) => " once".to_owned(),
                (false, true) => {
                    let lengths: Vec<_> = shape.iter().map(usize::to_string).collect();
                    format!("[{}]", lengths.join(","))
                }
                (false, false) => String::new(),
            };
            let dtype = arrays.graph.dtype(id);
            match (node, self.value(node)) {
                (_, Some(value)) => writeln!(f, "  v{}: {dtype}{shape} = {value}", id.index())?,
                (Node::Leaf(_), None) => writeln!(f, "  {}: {dtype}{shape}", self.operand(id))?,
                _ => {}
            }
        }
        for store in &arrays.stores {
            let part = store.part.as_ref().map_or(String::new(), |part| format!("[{}]", show_view(part)));
            writeln!(f, "  {}{part} ← {}", self.outputs[store.output], self.operand(store.value))?;
        }
        Ok(())
    }
}
