//! Basic indexing, as NumPy has it: integers, slices, `...` and new axes.
//!
//! An index becomes a view, one pick for each axis of the array: a place, or a range that has been clamped to the axis
//! as Python clamps slices. All bounds are known, so later stages see only places that exist, and need no rule of
//! Python's. (Bounds that are found when the program runs would make lengths and passes depend on data.)

use super::context::{Infer, TypedNode};
use super::lookup::{AxisIndex, IndexMode, Indices};
use crate::compile::array_graph::{Pick, View};
use crate::compile::graph::{Axes, NodeId};
use crate::error::{CompileError, Error};
use crate::shape;
use crate::span::Span;
use crate::syntax::{Subscript, SyntaxId, SyntaxNode, Target};

impl Infer<'_> {
    /// The value of `array[…]`.
    pub(super) fn index(&mut self, array: TypedNode, subscripts: &[Subscript], span: Span) -> Result<TypedNode, Error> {
        if self.is_unsized(array) {
            return Ok(TypedNode { weak: false, span, name: None, ..array });
        }
        if array.text.is_some() {
            return Err(self.refused_texts("an index", &[array], span));
        }
        if let Some(written) = self.written.get(&array.node).filter(|_| array.weak).cloned() {
            let view = self.view(array, subscripts, span)?;
            return self.part_of_written(&written, &view, span);
        }
        let array = self.strengthen(array)?;
        let view = self.view(array, subscripts, span)?;
        let indices = self.index_arrays(subscripts, array);
        let node = self.arrays.part(array.node, view);
        let part = TypedNode { node, span, ..array };
        match indices.axes.is_empty() {
            true => Ok(TypedNode::strong(node, span)),
            false => self.elements(part, indices, span),
        }
    }

    /// The array that `name[…]` is a part of, and the part.
    pub(super) fn target_part(&mut self, target: Target) -> Result<(TypedNode, View), Error> {
        let SyntaxNode::Index(array, subscripts) = self.tree.node(target.node) else {
            unreachable!("a part is written as an index");
        };
        let array = self.strengthen(self.value(*array))?;
        let span = self.tree.span(target.node);
        let view = self.view(array, subscripts, span)?;
        match self.index_arrays(subscripts, array).axes.first() {
            None => Ok((array, view)),
            Some(AxisIndex { index, .. }) => {
                Err(Error::compile(CompileError::NotAnInteger { what: "an index that is assigned to" }, index.span))
            }
        }
    }

    /// The value without leading axes of length 1.
    pub(super) fn without_leading(&mut self, node: NodeId, extra: usize) -> NodeId {
        if extra == 0 {
            return node;
        }
        let pick = |(axis, &count): (usize, &usize)| match axis {
            _ if axis < extra => Pick::At(0),
            _ => Pick::Range { start: 0, step: 1, count },
        };
        let view = self.arrays.shape(node).iter().enumerate().map(pick).collect();
        self.arrays.part(node, view)
    }

    /// The arrays of integers among the subscripts of an array, by the axes of its [view](Self::view).
    /// Integers count among them for where their axes stand: as NumPy has it, where the indexed axes are if all these
    /// subscripts follow each other, else first.
    fn index_arrays(&self, subscripts: &[Subscript], array: TypedNode) -> Indices {
        let rank = self.arrays.shape(array.node).len() - usize::from(self.dtype(array).is_text());
        let is_one = |subscript: &&Subscript| matches!(subscript, Subscript::At(..) | Subscript::Slice { .. });
        let left_out = rank.saturating_sub(subscripts.iter().filter(is_one).count());
        let mut indices = Indices { axes: Vec::new(), place: 0 };
        let mut axes = 0;
        let mut places = Vec::new();
        for (i, subscript) in subscripts.iter().enumerate() {
            match subscript {
                Subscript::At(index, _) => {
                    places.push((i, axes));
                    if self.is_index_array(self.value(*index)) {
                        let mode = IndexMode::Raise;
                        indices.axes.push(AxisIndex { axis: axes, index: self.value(*index), mode });
                        axes += 1;
                    }
                }
                Subscript::Ellipsis(_) => axes += left_out,
                Subscript::Slice { .. } | Subscript::NewAxis(_) => axes += 1,
            }
        }
        if let (Some(&(first, place)), Some(&(last, _))) = (places.first(), places.last())
            && last - first + 1 == places.len()
        {
            indices.place = place;
        }
        indices
    }

    /// The view that basic indexing makes of an array; the axes that arrays are indices of are left whole.
    fn view(&mut self, array: TypedNode, subscripts: &[Subscript], span: Span) -> Result<View, Error> {
        let whole_shape = self.arrays.shape(array.node).clone();
        // The axis of the characters of texts is none that is indexed.
        let (shape, characters) = whole_shape.split_at(whole_shape.len() - usize::from(self.dtype(array).is_text()));
        let new = subscripts.iter().filter(|subscript| matches!(subscript, Subscript::NewAxis(_))).count();
        if shape.len() + new > Axes::MOST {
            return Err(Error::compile(CompileError::TooManyAxes { rank: shape.len() + new }, span));
        }
        let takes_axis = |subscript: &&Subscript| matches!(subscript, Subscript::At(..) | Subscript::Slice { .. });
        let given = subscripts.iter().filter(takes_axis).count();
        if given > shape.len() {
            let kind = CompileError::TooManyIndices { given, shape: shape::display(shape) };
            return Err(Error::compile(kind, span));
        }
        let mut ellipses = subscripts.iter().filter(|subscript| matches!(subscript, Subscript::Ellipsis(_)));
        if let (Some(_), Some(second)) = (ellipses.next(), ellipses.next()) {
            return Err(Error::compile(CompileError::TwoEllipses, second.span()));
        }
        let whole = |length: usize| Pick::Range { start: 0, step: 1, count: length };
        let left_out = shape.len() - given;
        let has_ellipsis = subscripts.iter().any(|subscript| matches!(subscript, Subscript::Ellipsis(_)));
        let mut picks = Vec::with_capacity(subscripts.len() + left_out);
        let mut axis = 0;
        for subscript in subscripts {
            match subscript {
                Subscript::NewAxis(_) => picks.push(Pick::New),
                Subscript::Ellipsis(_) => {
                    picks.extend(shape[axis..axis + left_out].iter().map(|&length| whole(length)));
                    axis += left_out;
                }
                Subscript::At(place, _) if self.is_index_array(self.value(*place)) => {
                    picks.push(whole(shape[axis]));
                    axis += 1;
                }
                Subscript::At(place, place_span) => {
                    picks.push(self.at(*place, *place_span, axis, shape[axis])?);
                    axis += 1;
                }
                Subscript::Slice { start, stop, step, .. } => {
                    picks.push(self.range([*start, *stop, *step], shape[axis])?);
                    axis += 1;
                }
            }
        }
        if !has_ellipsis {
            picks.extend(shape[axis..].iter().map(|&length| whole(length)));
        }
        picks.extend(characters.iter().map(|&length| whole(length)));
        Ok(picks.into())
    }

    fn at(&mut self, place: SyntaxId, span: Span, axis: usize, length: usize) -> Result<Pick, Error> {
        let index = self.integer(self.value(place), "an index")?;
        let from_end = if index < 0 { index + length as i128 } else { index };
        match usize::try_from(from_end) {
            Ok(at) if at < length => Ok(Pick::At(at)),
            _ => {
                let kind = CompileError::IndexOutOfRange { index: index.to_string(), axis, length };
                Err(Error::compile(kind, span))
            }
        }
    }

    /// `start:stop:step`, clamped as Python clamps it.
    fn range(&mut self, bounds: [Option<SyntaxId>; 3], length: usize) -> Result<Pick, Error> {
        let mut given = [None; 3];
        for (given, bound) in given.iter_mut().zip(bounds) {
            if let Some(bound) = bound {
                *given = Some(self.integer(self.value(bound), "a bound of a slice")?);
            }
        }
        let [start, stop, step] = given;
        let (step, length) = (step.unwrap_or(1), length as i128);
        if step == 0 {
            let place = bounds[2].expect("a step was given");
            return Err(Error::compile(CompileError::ZeroStep, self.tree.span(place)));
        }
        // Going backwards, the place before the first element is a bound too.
        let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let bound = |given: Option<i128>, default: i128| match given {
            None => default,
            Some(place) => (if place < 0 { place + length } else { place }).clamp(low, high),
        };
        let (first, last) = if step > 0 { (low, high) } else { (high, low) };
        let (start, stop) = (bound(start, first), bound(stop, last));
        let span = if step > 0 { stop - start } else { start - stop };
        let count = if span <= 0 { 0 } else { (span - 1) / step.abs() + 1 };
        // A step beyond the axis leads nowhere, and a single place needs none.
        let step = if count <= 1 { 1 } else { step };
        Ok(Pick::Range { start: start.max(0) as usize, step: step as isize, count: count as usize })
    }
}
