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

impl Pick {
    /// All of an axis.
    pub fn whole(length: usize) -> Self {
        Self::Range { start: 0, step: 1, count: length }
    }
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
    /// All modes.
    pub const ALL: [Mode; 5] = [Mode::Constant, Mode::Nearest, Mode::Reflect, Mode::Mirror, Mode::Wrap];
    /// Their names, in the same order.
    pub const NAMES: [&str; 5] = ["constant", "nearest", "reflect", "mirror", "wrap"];

    /// The name that it is written by.
    pub fn name(self) -> &'static str {
        Mode::NAMES[self as usize]
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

/// Index of constants, a view, an order of axes, a shift or a reduction in its table.
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
    /// Constants, one an element.
    Table(PlaceId),
    /// Some characters of the texts of the operand behind a name, from this one on, side by side: as one integer of
    /// this type, which says how many they are.
    Packed(usize, usize, DType),
    /// All of an array, to look elements up in.
    LookedUp(NodeId),
    /// A part of an array.
    View(NodeId, PlaceId),
    /// An array with its axes in another order: axis `i` is the one of this number in the array.
    Permuted(NodeId, PlaceId),
    /// The elements of an array, in C order, with another shape.
    Reshaped(NodeId),
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
            ArraySource::Input(_) | ArraySource::Own(_) | ArraySource::Count(_) | ArraySource::Table(_) => &[],
            ArraySource::Packed(..) | ArraySource::Integer(_) | ArraySource::Converted(_) => &[],
            ArraySource::View(array, _) | ArraySource::Permuted(array, _) | ArraySource::Reshaped(array) => {
                std::slice::from_ref(array)
            }
            ArraySource::LookedUp(array) | ArraySource::Reduced(array, _) | ArraySource::Scanned(array, _) => {
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

/// Indices that must be places of an axis, which is found before anything is written.
#[derive(Clone, Copy, Debug)]
pub struct CheckedIndex {
    /// The least of them.
    pub least: NodeId,
    /// The greatest.
    pub greatest: NodeId,
    /// The axis.
    pub axis: usize,
    /// Its length; indices may count from the end.
    pub length: usize,
    /// Where they are used.
    pub span: Span,
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
    tables: Table<Arc<[Scalar]>>,
    orders: Table<Arc<[usize]>>,
    /// What is written, in the order of the statements.
    pub stores: Vec<Assignment>,
    /// The outputs.
    pub outputs: Vec<OutputArray>,
    /// What must hold of indices.
    pub checks: Vec<CheckedIndex>,
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
            tables: Table::new(),
            orders: Table::new(),
            stores: Vec::new(),
            outputs: Vec::new(),
            checks: Vec::new(),
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

    /// Constants, in C order.
    pub fn table(&self, id: PlaceId) -> &Arc<[Scalar]> {
        &self.tables.all[id.0 as usize]
    }

    /// An order of axes.
    pub fn order(&self, id: PlaceId) -> &Arc<[usize]> {
        &self.orders.all[id.0 as usize]
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

    /// An array of constants of a type, in C order.
    pub fn constants(&mut self, dtype: DType, shape: Shape, values: Arc<[Scalar]>) -> NodeId {
        debug_assert!(values.iter().all(|value| value.dtype() == dtype), "all are of the type");
        let table = self.tables.id(values);
        self.leaf(ArraySource::Table(table), dtype, shape)
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

    /// All of an array, to look elements up in; what an output holds is copied for that.
    pub fn looked_up(&mut self, array: NodeId) -> NodeId {
        let dtype = self.graph.dtype(array);
        let array = match self.graph.node(array) {
            Node::Leaf(ArraySource::Own(_)) => self.apply(Op::Copy, dtype, &[array]).expect("one operand broadcasts"),
            _ => array,
        };
        self.leaf(ArraySource::LookedUp(array), dtype, self.scalar_shape.clone())
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

    /// An array with its axes in another order.
    pub fn permuted(&mut self, array: NodeId, order: &[usize]) -> NodeId {
        if order.iter().enumerate().all(|(axis, &from)| axis == from) {
            return array;
        }
        let (dtype, shape) = (self.graph.dtype(array), self.shape(array).clone());
        let order_id = self.orders.id(order.into());
        self.leaf(ArraySource::Permuted(array, order_id), dtype, order.iter().map(|&axis| shape[axis]).collect())
    }

    /// The elements of an array, in C order, with another shape of as many elements.
    pub fn reshaped(&mut self, array: NodeId, shape: Shape) -> NodeId {
        let dtype = self.graph.dtype(array);
        self.leaf(ArraySource::Reshaped(array), dtype, shape)
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
        let checked = self.checks.iter().flat_map(|check| [check.least, check.greatest]);
        self.stores.iter().map(|store| store.value).chain(checked)
    }
}
