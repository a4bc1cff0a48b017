//! Goes through the statements: what a name is bound to, and what is written where.
//!
//! The nodes of a statement become values in the order of the tree, operands first. A statement with `index(axis)`
//! needs its own shape for that. Where no output gives the shape, the nodes are gone through twice: the first time the
//! index stands for one element, which broadcasts with all else and so leaves the shape to the others, the second time
//! the shape is known. (Shapes in a pass of their own before the types would do it too, and would need each rule of
//! shapes a second time.)
//!
//! Stores are kept in the order of the statements, and those that later ones overwrite whole are dropped in the end.

use super::context::{BoundName, Infer, TypedNode};
use super::functions;
use crate::compile::array_graph::{ArrayGraph, Assignment, OutputArray, view_shape};
use crate::compile::graph::NodeId;
use crate::compile::signature::{OutputSlot, OutputType, Signature};
use crate::element::{DType, Kind};
use crate::error::{BindError, CompileError, Error};
use crate::ops::Op;
use crate::shape;
use crate::span::Span;
use crate::syntax::{NameId, Statement, SyntaxNode, Target, Tree};
use std::collections::{HashMap, HashSet};

/// Builds the graph of a program for operands and outputs of given types and shapes.
pub fn infer(tree: &Tree, signature: &Signature) -> Result<ArrayGraph, Error> {
    infer_with_values(tree, signature).map(|(arrays, _)| arrays)
}

/// The same, and for each node of the tree the value that it became.
pub fn infer_with_values(tree: &Tree, signature: &Signature) -> Result<(ArrayGraph, Vec<NodeId>), Error> {
    let (shapes, output_shapes) = signature.shapes();
    let mut arrays = ArrayGraph::new(signature.level);
    for (slot, shape) in signature.outputs.iter().zip(output_shapes) {
        let dtype = match slot.output {
            OutputType::Array(dtype, _) => dtype,
            OutputType::New(dtype) => dtype.unwrap_or(DType::Bool), // until the result is known
        };
        arrays.outputs.push(OutputArray { dtype, shape: shape.into() });
    }
    let own = |(output, slot): (usize, &OutputSlot)| match slot.output {
        OutputType::Array(..) => Some(arrays.own(output)),
        OutputType::New(_) => None,
    };
    let held = signature.outputs.iter().enumerate().map(own).collect();
    let mut outputs = vec![None; tree.names().len()];
    let mut result = None;
    for (output, slot) in signature.outputs.iter().enumerate() {
        *slot.name.map_or(&mut result, |name| &mut outputs[name]) = Some(output);
    }
    let mut infer = Infer {
        tree,
        signature,
        shapes,
        arrays,
        values: Vec::with_capacity(tree.len()),
        bound: vec![None; tree.names().len()],
        outputs,
        result,
        held,
        statement_shape: None,
        asks_for_shape: false,
        words: HashSet::new(),
        chosen: HashMap::new(),
        reduced: None,
        written: HashMap::new(),
    };
    for statement in tree.statements() {
        infer.statement(statement)?;
    }
    infer.finish()
}

impl Infer<'_> {
    /// The output that takes the value of a name, or of the result.
    fn output_of(&self, name: Option<NameId>) -> Option<usize> {
        name.map_or(self.result, |name| self.outputs[name.index()])
    }

    fn statement(&mut self, statement: &Statement) -> Result<(), Error> {
        let output = self.output_of(statement.target.map(|target| target.name));
        let given = output.filter(|&output| matches!(self.signature.outputs[output].output, OutputType::Array(..)));
        self.statement_shape = match statement.target {
            Some(target) if target.is_part => None,
            _ => given.map(|output| self.arrays.outputs[output].shape.clone()),
        };
        let begin = self.values.len();
        self.asks_for_shape = self.tree.nodes_of(statement).any(|(_, node, _)| functions::asks_for_shape(node));
        self.nodes_of(statement)?;
        if self.statement_shape.is_none() && self.asks_for_shape {
            let shape_of = |id| self.arrays.shape(self.value(id).node);
            self.statement_shape = Some(match statement.target {
                Some(target) if target.is_part => shape_of(target.node).clone(),
                Some(target) if statement.operator.is_some() => {
                    let mut shape = shape_of(target.node).to_vec();
                    shape::broadcast_into(&mut shape, shape_of(statement.value)); // where not, the operator refuses it
                    shape.into()
                }
                _ => shape_of(statement.value).clone(),
            });
            self.values.truncate(begin);
            self.nodes_of(statement)?;
        }
        let mut value = self.value(statement.value);
        let Some(target) = statement.target else {
            return self.store(output, value, statement.span);
        };
        if let Some(operator) = statement.operator {
            let old = self.value(target.node);
            value = self.operator(operator, &[old, value], statement.span)?;
        }
        if target.is_part {
            return self.replace_part(target, value, output, statement.span);
        }
        self.bind(target, value)?;
        match output {
            Some(_) => self.store(output, value, statement.span),
            None => Ok(()),
        }
    }

    /// The values of a statement's nodes.
    fn nodes_of(&mut self, statement: &Statement) -> Result<(), Error> {
        let skipped = statement.target.filter(|target| !target.is_part && statement.operator.is_none());
        for (id, node, span) in self.tree.nodes_of(statement) {
            let value = match skipped {
                Some(target) if target.node == id => self.constant(false.into(), span),
                _ => self.node(id, node, span)?,
            };
            self.values.push(value);
        }
        self.check_value(statement.value)
    }

    fn bind(&mut self, target: Target, value: TypedNode) -> Result<(), Error> {
        let place = self.tree.span(target.node);
        let before = self.bound[target.name.index()].replace(BoundName { value, is_read: false, target: place });
        match before {
            Some(before) => self.check_used(target.name, before),
            None => Ok(()),
        }
    }

    /// A value that is bound to a name must be read, or be an output.
    fn check_used(&self, name: NameId, bound: BoundName) -> Result<(), Error> {
        if bound.is_read || self.output_of(Some(name)).is_some() {
            return Ok(());
        }
        let name = self.tree.name(name).to_owned();
        Err(Error::compile(CompileError::UnusedName { name }, bound.target)
            .with_help("remove the statement, read the value, or supply an output of this name"))
    }

    /// Writes a value to an output.
    fn store(&mut self, output: Option<usize>, value: TypedNode, span: Span) -> Result<(), Error> {
        let Some(output) = output else {
            return Err(Error::bind(BindError::LostResult, Some(span))
                .with_help("assign it to the name of an output, or use `evaluate` or `eval`"));
        };
        let value = match self.dtype(value).is_text() {
            true => {
                let OutputArray { dtype, shape } = &self.arrays.outputs[output];
                let given = matches!(self.signature.outputs[output].output, OutputType::Array(..));
                let room = shape.last().filter(|_| given).map(|&width| (*dtype, width));
                self.text_to_store(value, room)?
            }
            false => value,
        };
        let shape = self.arrays.shape(value.node).clone();
        let node = match self.signature.outputs[output].output {
            OutputType::New(dtype) => {
                let dtype = dtype.unwrap_or(self.dtype(value));
                self.arrays.outputs[output] = OutputArray { dtype, shape: shape.clone() };
                self.cast(value, dtype)?
            }
            OutputType::Array(dtype, _) => self.cast(value, dtype)?,
        };
        let target = &self.arrays.outputs[output].shape;
        if !shape::fits(&shape, target) {
            let (result, output) = (shape::display(&shape), shape::display(target));
            return Err(Error::bind(BindError::OutputShape { result, output }, Some(value.span))
                .with_help("the output must have the result's shape, or one that the result broadcasts to"));
        }
        let holds = (node == value.node && shape == *target).then_some(node);
        self.held[output] = holds;
        self.arrays.stores.push(Assignment { output, value: node, part: None, holds, span });
        Ok(())
    }

    /// Writes a value to a part of the array that a name is bound to.
    fn replace_part(
        &mut self,
        target: Target,
        value: TypedNode,
        output: Option<usize>,
        span: Span,
    ) -> Result<(), Error> {
        if let SyntaxNode::Field(array, field) = self.tree.node(target.node) {
            let whole = self.with_component(self.value(*array), field, value, span)?;
            self.bind(target, whole)?;
            return output.map_or(Ok(()), |output| self.store(Some(output), whole, span));
        }
        let (array, view) = self.target_part(target)?;
        let dtype = self.dtype(array);
        let value = match self.dtype(value).is_text() {
            true => self.text_to_store(value, self.arrays.shape(array.node).last().map(|&width| (dtype, width)))?,
            false => value,
        };
        let part = self.cast(value, dtype)?;
        let (shape, room) = (self.arrays.shape(part), view_shape(&view));
        // NumPy lets go of leading axes of length 1.
        let extra = shape.len().saturating_sub(room.len());
        if !shape[..extra].iter().all(|&length| length == 1) || !shape::fits(&shape[extra..], &room) {
            let (result, part) = (shape::display(shape), shape::display(&room));
            return Err(Error::bind(BindError::PartShape { result, part }, Some(value.span)));
        }
        let part = self.without_leading(part, extra);
        let whole = self.arrays.replaced(array.node, view.clone(), part);
        let bound = TypedNode::strong(whole, span);
        self.bind(target, bound)?;
        let Some(output) = output else { return Ok(()) };
        if self.arrays.outputs[output].dtype == dtype && self.held[output] == Some(array.node) {
            self.held[output] = Some(whole);
            self.arrays.stores.push(Assignment { output, value: part, part: Some(view), holds: Some(whole), span });
            return Ok(());
        }
        self.store(Some(output), bound, span)
    }

    /// Complex numbers with another real or imaginary part.
    fn with_component(
        &mut self,
        array: TypedNode,
        field: &str,
        value: TypedNode,
        span: Span,
    ) -> Result<TypedNode, Error> {
        let array = self.strengthen(array)?;
        let dtype = self.dtype(array);
        if dtype.kind() != Kind::Complex {
            let (operation, operands) = (format!("assigning to `.{field}`"), dtype.to_string());
            return Err(Error::compile(CompileError::UnsupportedTypes { operation, operands }, span)
                .with_help("only complex numbers have parts; assign to the array itself"));
        }
        let part = self.cast(value, dtype.part())?;
        let (shape, room) = (self.arrays.shape(part), self.arrays.shape(array.node));
        if !shape::fits(shape, room) {
            let (result, part) = (shape::display(shape), shape::display(room));
            return Err(Error::bind(BindError::PartShape { result, part }, Some(value.span)));
        }
        let (kept, kept_first) = if field == "real" { (Op::ImaginaryPart, false) } else { (Op::RealPart, true) };
        let kept = self.apply(kept, &[array], span)?.node;
        let parts = if kept_first { [kept, part] } else { [part, kept] };
        let whole = self.arrays.apply(Op::Complex, dtype.part(), &parts).expect("a part fits the whole");
        Ok(TypedNode::strong(whole, span))
    }

    fn finish(mut self) -> Result<(ArrayGraph, Vec<NodeId>), Error> {
        for i in 0..self.bound.len() {
            if let Some(bound) = self.bound[i] {
                self.check_used(NameId::from_index(i), bound)?;
            }
        }
        self.drop_overwritten();
        let values = self.values.iter().map(|value| value.node).collect();
        Ok((self.arrays, values))
    }

    /// Drops stores to outputs that are written whole later.
    fn drop_overwritten(&mut self) {
        let mut is_overwritten = vec![false; self.arrays.outputs.len()];
        let mut kept: Vec<Assignment> = Vec::with_capacity(self.arrays.stores.len());
        for store in std::mem::take(&mut self.arrays.stores).into_iter().rev() {
            if !is_overwritten[store.output] {
                is_overwritten[store.output] = store.part.is_none();
                kept.push(store);
            }
        }
        kept.reverse();
        self.arrays.stores = kept;
    }
}
