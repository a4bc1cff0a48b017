//! Arrays that are written out: `[1, 2, 3]`, `[[1, 2], [3, 4]]`, and the shape of an array, which is one.
//!
//! Their elements are values without axes. As long as all of them are weak, so is the array: what it meets decides its
//! type, and each element is converted to that by itself, so that an integer that does not fit is found. Constants
//! become a table that stands in memory before the program runs; what is known only then replaces elements of it, one
//! by one. (Arrays of selections by place, which need no memory, take as many operations as there are elements.)

use super::context::{Infer, TypedNode, WrittenArray};
use crate::compile::array_graph::Pick;
use crate::compile::graph::{Axes, NodeId};
use crate::element::{DType, Scalar};
use crate::error::{CompileError, Error};
use crate::ops::Op;
use crate::shape;
use crate::span::Span;
use crate::syntax::{SyntaxId, SyntaxNode};

impl Infer<'_> {
    /// The value of an array that is written out. What is a row of another array is a part of that, and a list of arrays
    /// is nothing but an argument.
    pub(super) fn written_array(
        &mut self,
        id: SyntaxId,
        items: &[SyntaxId],
        is_row: bool,
        span: Span,
    ) -> Result<TypedNode, Error> {
        if is_row {
            return Ok(self.constant(false.into(), span));
        }
        if items.iter().any(|&item| !self.lengths(self.value(item)).is_empty()) {
            return Ok(self.word(id, span));
        }
        let (shape, items) = self.rows(items, span)?;
        let mut elements = Vec::with_capacity(items.len());
        for id in items {
            elements.push(self.element(id)?);
        }
        self.of_elements(WrittenArray { shape, elements }, span)
    }

    /// The lengths of an array's axes as an array.
    pub(super) fn shape_of(&mut self, shape: &[usize], span: Span) -> Result<TypedNode, Error> {
        let elements = shape.iter().map(|&length| self.literal(length as u64, span)).collect();
        self.of_elements(WrittenArray { shape: vec![shape.len()], elements }, span)
    }

    /// The shape of nested lists, and what stands in the innermost ones.
    fn rows(&self, items: &[SyntaxId], span: Span) -> Result<(Vec<usize>, Vec<SyntaxId>), Error> {
        let row_of = |id: &SyntaxId| match self.tree.node(*id) {
            SyntaxNode::Array { items, .. } | SyntaxNode::Tuple(items) => Some(&**items),
            _ => None,
        };
        let mut shape = vec![items.len()];
        let mut level = items.to_vec();
        while let Some(first) = level.iter().find_map(row_of) {
            let length = first.len();
            let mut next = Vec::with_capacity(level.len() * length);
            for id in &level {
                match row_of(id).filter(|row| row.len() == length) {
                    Some(row) => next.extend_from_slice(row),
                    None => return Err(Error::compile(CompileError::Ragged, self.tree.span(*id))),
                }
            }
            shape.push(length);
            if shape.len() > Axes::MOST {
                return Err(Error::compile(CompileError::TooManyAxes { rank: shape.len() }, span));
            }
            level = next;
        }
        Ok((shape, level))
    }

    /// One element: a value without axes.
    fn element(&self, id: SyntaxId) -> Result<TypedNode, Error> {
        let value = self.value(id);
        if !self.is_value(id) {
            return Err(self.not_a_value(id));
        }
        if self.dtype(value).is_text() {
            return Err(self.refused_texts("an array that is written out", &[value], value.span));
        }
        let shape = self.lengths(value);
        if !shape.is_empty() {
            let error = Error::compile(CompileError::NotOneValue { shape: shape::display(shape) }, value.span);
            return Err(error.with_help("arrays are joined by `stack` and `concatenate`"));
        }
        Ok(value)
    }

    /// An array of elements, weak if all of them are.
    fn of_elements(&mut self, written: WrittenArray, span: Span) -> Result<TypedNode, Error> {
        let weak = written.elements.iter().all(|element| element.weak);
        let dtype = match &written.elements[..] {
            [] => DType::F64,
            elements => self.common_type(Op::Where.row().domain, elements).ok_or_else(|| {
                let types: Vec<_> = elements.iter().map(|&element| self.dtype(element).to_string()).collect();
                let (operation, operands) = ("an array that is written out".to_owned(), types.join(" and "));
                Error::compile(CompileError::UnsupportedTypes { operation, operands }, span)
            })?,
        };
        if !weak {
            let node = self.table(&written, dtype)?;
            return Ok(TypedNode::strong(node, span));
        }
        // What is beyond all integer types may still become a float.
        let node = match self.table(&written, dtype) {
            Ok(node) => node,
            Err(_) => self.table(&written, DType::F64)?,
        };
        self.written.insert(node, written);
        Ok(TypedNode { weak, ..TypedNode::strong(node, span) })
    }

    /// The elements of an array as values of a type.
    fn table(&mut self, written: &WrittenArray, dtype: DType) -> Result<NodeId, Error> {
        let WrittenArray { shape, elements } = written;
        let none = Scalar::from_integer(&0.into(), dtype);
        let mut constants = Vec::with_capacity(elements.len());
        let mut later = Vec::new();
        for (place, &element) in elements.iter().enumerate() {
            let node = self.convert(element, dtype)?;
            let constant = self.arrays.graph.as_constant(node);
            if constant.is_none() {
                later.push((place, node));
            }
            constants.extend(constant.or(none));
        }
        let mut array = self.arrays.constants(dtype, shape.as_slice().into(), constants.into());
        for (place, node) in later {
            let mut rest = place;
            let mut view: Vec<Pick> = Vec::with_capacity(shape.len());
            for &length in shape.iter().rev() {
                view.push(Pick::Range { start: rest % length, step: 1, count: 1 });
                rest /= length;
            }
            view.reverse();
            array = self.arrays.replaced(array, view.into(), node);
        }
        Ok(array)
    }

    /// A weak array that is written out as one of a type; `None` of all other values.
    pub(super) fn typed_elements(&mut self, x: TypedNode, dtype: DType) -> Option<Result<NodeId, Error>> {
        if !x.weak || self.dtype(x) == dtype && !dtype.is_integer() {
            return None;
        }
        let written = self.written.get(&x.node)?.clone();
        Some(self.table(&written, dtype))
    }

    /// Operands of which those that are written out have a type of their own, if there are such: what is compared with
    /// another type's elements need not fit that.
    pub(super) fn with_types(&mut self, operands: &[TypedNode]) -> Result<Option<Vec<TypedNode>>, Error> {
        if self.written.is_empty() || !operands.iter().any(|x| x.weak && self.written.contains_key(&x.node)) {
            return Ok(None);
        }
        let mut typed = Vec::with_capacity(operands.len());
        for &operand in operands {
            typed.push(match self.written.contains_key(&operand.node) {
                true => self.strengthen(operand)?,
                false => operand,
            });
        }
        Ok(Some(typed))
    }

    /// A part of a weak array that is written out: an element, or an array of some.
    pub(super) fn part_of_written(
        &mut self,
        written: &WrittenArray,
        view: &[Pick],
        span: Span,
    ) -> Result<TypedNode, Error> {
        let mut places = vec![0_usize];
        let mut shape = Vec::new();
        let mut lengths = written.shape.iter();
        for pick in view {
            let (start, step, count) = match *pick {
                Pick::New => {
                    shape.push(1);
                    continue;
                }
                Pick::At(place) => (place, 1, 1),
                Pick::Range { start, step, count } => {
                    shape.push(count);
                    (start, step, count)
                }
            };
            let length = lengths.next().expect("an axis for each pick");
            let along = |i: usize| start.wrapping_add_signed(step * i as isize);
            places = places.iter().flat_map(|place| (0..count).map(move |i| place * length + along(i))).collect();
        }
        let elements: Vec<TypedNode> = places.iter().map(|&place| written.elements[place]).collect();
        match (&shape[..], &elements[..]) {
            ([], [element]) => Ok(TypedNode { span, ..*element }),
            _ => self.of_elements(WrittenArray { shape, elements }, span),
        }
    }
}
