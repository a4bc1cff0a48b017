//! Elements that are looked up by integer arrays, as NumPy's `x[i]` and `take` do.
//!
//! What is looked up in is a *table*: an array that lies in memory without gaps. The place of an element in it is
//! arithmetic on the indices and on the numbers that count along the axes that are not indexed, so one operation, which
//! takes the element at a place, does for any number of axes and indices. Indices are held against the length of their
//! axis before anything is written.

use super::context::{Infer, TypedNode};
use crate::compile::array_graph::{CheckedIndex, Mismatch, Pick, Reduction};
use crate::compile::graph::{Axes, NodeId};
use crate::element::{DType, Kind};
use crate::error::{CompileError, Error};
use crate::ops::{Fold, Op};
use crate::shape::broadcast_into;
use crate::span::Span;
use std::sync::Arc;

/// What becomes of indices that are no places of their axis (NumPy's names).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexMode {
    /// They are refused; negative ones count from the end.
    Raise,
    /// They are taken for the first or the last place.
    Clip,
    /// They go round.
    Wrap,
}

impl IndexMode {
    /// All modes.
    pub const ALL: [IndexMode; 3] = [IndexMode::Raise, IndexMode::Clip, IndexMode::Wrap];
    /// Their names, in the same order.
    pub const NAMES: [&str; 3] = ["raise", "clip", "wrap"];
}

/// An array of indices, and the axis that it goes along.
pub(super) struct AxisIndex {
    pub axis: usize,
    pub index: TypedNode,
    pub mode: IndexMode,
}

/// Indices along some axes of an array, in ascending order.
pub(super) struct Indices {
    pub axes: Vec<AxisIndex>,
    /// How many of the axes that are not indexed come before those of the indices, which are broadcast.
    pub place: usize,
}

impl Infer<'_> {
    /// Whether a value is an array of integers.
    pub(super) fn is_index_array(&self, value: TypedNode) -> bool {
        matches!(self.dtype(value).kind(), Kind::Unsigned | Kind::Signed) && !self.arrays.shape(value.node).is_empty()
    }

    /// The elements of an array at some indices.
    pub(super) fn elements(&mut self, array: TypedNode, indices: Indices, span: Span) -> Result<TypedNode, Error> {
        let Indices { axes: indices, place } = indices;
        let shape = self.arrays.shape(array.node).clone();
        let mut common = Vec::new();
        for (i, AxisIndex { index, .. }) in indices.iter().enumerate() {
            let own = self.arrays.shape(index.node).clone();
            if !broadcast_into(&mut common, &own) {
                let mismatch = Mismatch { operand: i, before: common };
                let operands: Vec<TypedNode> = indices.iter().map(|index| index.index).collect();
                return Err(self.mismatch(&mismatch, &operands, span));
            }
        }
        let is_indexed = |axis: usize| indices.iter().any(|index| index.axis == axis);
        let kept: Vec<usize> = (0..shape.len()).filter(|&axis| !is_indexed(axis)).collect();
        let rank = kept.len() + common.len();
        if rank > Axes::MOST {
            return Err(Error::compile(CompileError::TooManyAxes { rank }, span));
        }
        let result: Vec<usize> = kept[..place]
            .iter()
            .map(|&axis| shape[axis])
            .chain(common.iter().copied())
            .chain(kept[place..].iter().map(|&axis| shape[axis]))
            .collect();
        let elements: usize = shape.iter().product();
        if elements == 0 && !result.contains(&0) {
            let axis = indices.iter().find(|index| shape[index.axis] == 0).map_or(0, |index| index.axis);
            let kind = CompileError::IndexOutOfRange { index: "any".to_owned(), axis, length: 0 };
            return Err(Error::compile(kind, span));
        }
        let stride = |axis: usize| shape[axis + 1..].iter().product::<usize>() as i64;
        let mut flat = self.arrays.constant(0_i64.into());
        for AxisIndex { axis, index, mode } in indices {
            let places = self.places_of(index, axis, shape[axis], mode)?;
            let places = self.with_axes_behind(places, rank - place - common.len());
            flat = self.plus_product(flat, places, stride(axis));
        }
        for (i, &axis) in kept.iter().enumerate() {
            let at = if i < place { i } else { i + common.len() };
            let places = self.arrays.places(at, &result);
            flat = self.plus_product(flat, places, stride(axis));
        }
        Ok(TypedNode::strong(self.taken(array, flat, elements), span))
    }

    /// The elements of an array at some indices, as if it had one axis.
    pub(super) fn elements_in_order(
        &mut self,
        array: TypedNode,
        index: TypedNode,
        mode: IndexMode,
        span: Span,
    ) -> Result<TypedNode, Error> {
        let elements = self.arrays.shape(array.node).iter().product();
        if elements == 0 && !self.arrays.shape(index.node).contains(&0) {
            let kind = CompileError::IndexOutOfRange { index: "any".to_owned(), axis: 0, length: 0 };
            return Err(Error::compile(kind, span));
        }
        let places = self.places_of(index, 0, elements, mode)?;
        Ok(TypedNode::strong(self.taken(array, places, elements), span))
    }

    /// The elements of an array at some places among so many, in C order.
    pub(super) fn taken(&mut self, array: TypedNode, places: NodeId, elements: usize) -> NodeId {
        let table = self.arrays.looked_up(array.node);
        let length = self.arrays.constant((elements as i64).into());
        let dtype = self.dtype(array);
        self.arrays.apply(Op::Take, dtype, &[table, places, length]).expect("single values broadcast")
    }

    /// Indices as places of an axis.
    pub(super) fn places_of(
        &mut self,
        index: TypedNode,
        axis: usize,
        length: usize,
        mode: IndexMode,
    ) -> Result<NodeId, Error> {
        let own = self.dtype(index);
        let [zero, last, count] = [0, length as i64 - 1, length as i64].map(|value| self.arrays.constant(value.into()));
        let index = match self.dtype(index) {
            // What no i64 holds is no place, and stays beyond all of them.
            DType::U64 => {
                let most = self.arrays.constant((i64::MAX as u64).into());
                let least =
                    self.arrays.apply(Op::Minimum, DType::U64, &[index.node, most]).expect("a constant broadcasts");
                TypedNode { node: self.converted(least, DType::I64), ..index }
            }
            _ => self.strong(index, DType::I64)?,
        };
        let mut apply =
            |op: Op, operands: &[NodeId]| self.arrays.apply(op, DType::I64, operands).expect("constants broadcast");
        let node = index.node;
        match mode {
            IndexMode::Clip => Ok(apply(Op::Clip, &[node, zero, last])),
            IndexMode::Wrap => Ok(apply(Op::Remainder, &[node, count])),
            IndexMode::Raise if is_place(own, length) => Ok(node),
            IndexMode::Raise => {
                let from_end = apply(Op::Add, &[node, count]);
                let is_negative = apply(Op::Less, &[node, zero]);
                let place = apply(Op::Where, &[is_negative, from_end, node]);
                self.check_index(index, axis, length);
                Ok(place)
            }
        }
    }

    /// Has indices held against the length of their axis before anything is written.
    fn check_index(&mut self, index: TypedNode, axis: usize, length: usize) {
        let shape = self.arrays.shape(index.node);
        if shape.contains(&0) {
            return;
        }
        let axes: Arc<[usize]> = (0..shape.len()).collect();
        let [least, greatest] = [Fold::Minimum, Fold::Maximum]
            .map(|fold| self.arrays.reduced(index.node, Reduction { fold, axes: axes.clone() }));
        if !self.arrays.checks.iter().any(|check| check.least == least && check.length == length) {
            self.arrays.checks.push(CheckedIndex { least, greatest, axis, length, span: index.span });
        }
    }

    /// An array with axes of length 1 behind its own.
    fn with_axes_behind(&mut self, array: NodeId, behind: usize) -> NodeId {
        let whole = self.arrays.shape(array).iter().map(|&count| Pick::Range { start: 0, step: 1, count });
        let view: Vec<Pick> = whole.chain(std::iter::repeat_n(Pick::New, behind)).collect();
        self.arrays.part(array, view.into())
    }

    /// `sum + places * stride`
    fn plus_product(&mut self, sum: NodeId, places: NodeId, stride: i64) -> NodeId {
        let stride = self.arrays.constant(stride.into());
        let product = self.arrays.apply(Op::Multiply, DType::I64, &[places, stride]).expect("a constant broadcasts");
        self.arrays.apply(Op::Add, DType::I64, &[sum, product]).expect("axes of one shape broadcast")
    }
}

/// Whether every value of a type is a place of an axis of some length.
fn is_place(dtype: DType, length: usize) -> bool {
    dtype.limits().is_some_and(|(least, most)| least == 0 && most < length as i128)
}
