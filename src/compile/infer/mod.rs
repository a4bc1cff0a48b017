//! Gives every node of the tree its type, shape and meaning, and builds the graph of arrays.
//!
//! A value is a node of the graph and whether it is *weak*: literals, constants and scalars given by value take the
//! type of what they meet, as long as their kind is not higher; operators keep weak operands weak, functions do
//! not, both as in Python with NumPy.
//!
//! - [`expression`] has the nodes of the tree one by one, [`call`] the calls, [`types`] the operations;
//! - [`index`] and [`arrange`] have what moves elements: subscripts, shifts and sequences; [`fill`] has what is made of a
//!   shape alone;
//! - [`reduce`] has the reductions;
//! - [`integers`] has integers that no type holds yet, [`compare`] and [`power`] operations that become others.
//!
//! This file goes through the statements: what a name is bound to, and what is written where.

mod arrange;
mod call;
mod compare;
mod expression;
mod fill;
mod index;
mod integers;
mod power;
mod reduce;
mod types;

use super::array_graph::{ArrayGraph, OutputArray, Shape, Store};
use super::graph::NodeId;
use super::signature::{OutputSlot, OutputType, Signature};
use crate::element::{DType, Scalar};
use crate::error::{BindError, CompileError, Error};
use crate::ops::{Op, operation_named};
use crate::span::Span;
use crate::syntax::{NameId, Operator, Statement, Target, Tree};
use crate::{shape, syntax};

/// The value of a node of the tree.
#[derive(Clone, Copy, Debug)]
struct Value {
    node: NodeId,
    weak: bool,
    span: Span,
    /// The name that it is the value of, for messages.
    name: Option<NameId>,
}

/// What a statement bound a name to.
#[derive(Clone, Copy, Debug)]
struct Bound {
    value: Value,
    is_read: bool,
    /// Where.
    target: Span,
}

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
        probes: false,
    };
    for statement in tree.statements() {
        infer.statement(statement)?;
    }
    infer.finish()
}

struct Infer<'t> {
    tree: &'t Tree,
    signature: &'t Signature,
    /// The shapes of the inputs, by name.
    shapes: Vec<&'t [usize]>,
    arrays: ArrayGraph,
    /// One for each node of the tree so far.
    values: Vec<Value>,
    /// What names are bound to, by name.
    bound: Vec<Option<Bound>>,
    /// The outputs that take the values of names, by name, and the one that takes the result.
    outputs: Vec<Option<usize>>,
    result: Option<usize>,
    /// The value whose elements each output holds at this place, if it is a value of the graph.
    held: Vec<Option<NodeId>>,
    /// The shape that the statement is computed in. Until that is known, an index along an axis has none itself, and
    /// may be shifted and sliced all the same.
    statement_shape: Option<Shape>,
    /// Whether the statement has such an index.
    probes: bool,
}

impl Infer<'_> {
    fn value(&self, id: syntax::NodeId) -> Value {
        self.values[id.index()]
    }

    /// Whether a value is an index along an axis whose length is not known yet.
    fn is_unsized(&self, value: Value) -> bool {
        self.statement_shape.is_none() && self.arrays.shape(value.node).is_empty() && self.probes
    }

    fn dtype(&self, value: Value) -> DType {
        self.arrays.graph.dtype(value.node)
    }

    fn constant(&mut self, value: Scalar, span: Span) -> Value {
        Value { node: self.arrays.constant(value), weak: true, span, name: None }
    }

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
        self.probes = self.asks_for_shape(statement);
        self.nodes_of(statement)?;
        if self.statement_shape.is_none() && self.probes {
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
        Ok(())
    }

    fn asks_for_shape(&self, statement: &Statement) -> bool {
        self.tree.nodes_of(statement).any(|(_, node, _)| arrange::asks_for_shape(node))
    }

    fn bind(&mut self, target: Target, value: Value) -> Result<(), Error> {
        let place = self.tree.span(target.node);
        let before = self.bound[target.name.index()].replace(Bound { value, is_read: false, target: place });
        match before {
            Some(before) => self.check_used(target.name, before),
            None => Ok(()),
        }
    }

    /// A value that is bound to a name must be read, or be an output.
    fn check_used(&self, name: NameId, bound: Bound) -> Result<(), Error> {
        if bound.is_read || self.output_of(Some(name)).is_some() {
            return Ok(());
        }
        let name = self.tree.name(name).to_owned();
        Err(Error::compile(CompileError::UnusedName { name }, bound.target)
            .with_help("remove the statement, read the value, or supply an output of this name"))
    }

    /// Writes a value to an output.
    fn store(&mut self, output: Option<usize>, value: Value, span: Span) -> Result<(), Error> {
        let Some(output) = output else {
            return Err(Error::bind(BindError::LostResult, Some(span))
                .with_help("assign it to the name of an output, or use `evaluate` or `eval`"));
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
        self.arrays.stores.push(Store { output, value: node, part: None, holds, span });
        Ok(())
    }

    /// Writes a value to a part of the array that a name is bound to.
    fn replace_part(&mut self, target: Target, value: Value, output: Option<usize>, span: Span) -> Result<(), Error> {
        let (array, view) = self.target_part(target)?;
        let dtype = self.dtype(array);
        let part = self.cast(value, dtype)?;
        let (shape, room) = (self.arrays.shape(part), super::array_graph::view_shape(&view));
        // NumPy lets go of leading axes of length 1.
        let extra = shape.len().saturating_sub(room.len());
        if !shape[..extra].iter().all(|&length| length == 1) || !shape::fits(&shape[extra..], &room) {
            let (result, part) = (shape::display(shape), shape::display(&room));
            return Err(Error::bind(BindError::PartShape { result, part }, Some(value.span)));
        }
        let part = self.without_leading(part, extra);
        let whole = self.arrays.replaced(array.node, view.clone(), part);
        let bound = Value { node: whole, weak: false, span, name: None };
        self.bind(target, bound)?;
        let Some(output) = output else { return Ok(()) };
        if self.arrays.outputs[output].dtype == dtype && self.held[output] == Some(array.node) {
            self.held[output] = Some(whole);
            self.arrays.stores.push(Store { output, value: part, part: Some(view), holds: Some(whole), span });
            return Ok(());
        }
        self.store(Some(output), bound, span)
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
        let mut kept: Vec<Store> = Vec::with_capacity(self.arrays.stores.len());
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

/// The operation of an operator with so many operands.
fn operation_of(operator: Operator, arity: usize) -> Op {
    operation_named(operator.symbol(), arity).expect("each operator is the symbol of a row")
}
