//! The naive interpreter of programs: what every name stands for, statement after statement.
//!
//! Each right-hand side is computed completely before anything is written; nothing is fused, nothing is done in place.

use super::interpret::{Refusal, Typed, interpret};
use super::moves;
use super::program::{Node, Statement, Target};
use super::tree::Tree;
use crate::common::Value;
use fusexpr::{Casting, DType};
use std::collections::BTreeMap;

/// Names and the caller's arrays.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Variables, temporaries, and outputs that were assigned as a whole: these keep the value in its own type.
    values: BTreeMap<String, Typed>,
    /// The outputs.
    arrays: BTreeMap<String, Typed>,
}

impl Memory {
    /// Adds a variable.
    pub fn give(&mut self, name: &str, value: Typed) {
        self.values.insert(name.to_owned(), value);
    }

    /// Adds an output with the elements it has.
    pub fn lend(&mut self, name: &str, array: Typed) {
        self.arrays.insert(name.to_owned(), array);
    }

    /// What a name stands for.
    pub fn get(&self, name: &str) -> Option<&Typed> {
        self.values.get(name).or_else(|| self.arrays.get(name))
    }

    /// An output's array.
    pub fn array(&self, name: &str) -> Option<&Typed> {
        self.arrays.get(name)
    }

    /// Runs a statement; gives the value of a bare expression. An array that it is written into has the shape `out`.
    pub fn execute(&mut self, statement: &Statement, out: Option<&[usize]>) -> Result<Option<Typed>, Refusal> {
        let node = statement.whole_value();
        let region = match &statement.target {
            Some(Target::Part(name, items)) => {
                let array = self.arrays.get(name).ok_or("not an output")?;
                Some(moves::select(&array.shape, items)?)
            }
            _ => None,
        };
        let own = || self.value(&node, None).map(|value| value.shape);
        let frame = match (&statement.target, &region) {
            (_, Some((shape, _))) => shape.clone(),
            (Some(target), _) => self.arrays.get(target.name()).map_or_else(own, |array| Ok(array.shape.clone()))?,
            (None, _) => out.map_or_else(own, |shape| Ok(shape.to_vec()))?,
        };
        let value = self.value(&node, Some(&frame))?;
        match (&statement.target, region) {
            (Some(Target::Part(name, _)), Some((shape, positions))) => {
                let array = self.arrays.get_mut(name).expect("the region was found in it");
                let elements = value.written(array.dtype, &shape, Casting::SameKind)?;
                for (position, element) in positions.into_iter().zip(elements) {
                    array.elements[position] = element;
                }
                self.values.remove(name);
            }
            (Some(target), _) => {
                if let Some(array) = self.arrays.get_mut(target.name()) {
                    array.elements = value.written(array.dtype, &array.shape, Casting::SameKind)?;
                }
                self.give(target.name(), value);
            }
            (None, _) => return Ok(Some(value)),
        }
        Ok(None)
    }

    /// The value of an expression; without a frame, `index` is as if it were one number.
    pub fn value(&self, node: &Node, frame: Option<&[usize]>) -> Result<Typed, Refusal> {
        let operands: Vec<Typed> =
            node.operands().into_iter().map(|x| self.value(x, frame)).collect::<Result<_, _>>()?;
        self.compute(node, &operands, frame)
    }

    /// The value of a node whose operands' values are known.
    pub fn compute(&self, node: &Node, operands: &[Typed], frame: Option<&[usize]>) -> Result<Typed, Refusal> {
        match node {
            Node::Int(value) => interpret(&Tree::Int(*value), &[]),
            Node::Float(value) => interpret(&Tree::Float(*value), &[]),
            Node::Name(name) => self.get(name).cloned().ok_or_else(|| format!("no variable {name}").into()),
            Node::Apply(name, _) => apply(name, operands),
            Node::Index(_, items) => moves::index(&operands[0], items),
            Node::Roll { by, axis, .. } => moves::roll(&operands[0], by.value, *axis),
            Node::Shift { by, axis, mode, value, .. } => moves::shift(&operands[0], by.value, *axis, *mode, *value),
            Node::Arange(numbers) => moves::arange(&numbers.iter().map(|number| number.value).collect::<Vec<_>>()),
            Node::FloatArange(numbers) => moves::float_arange(*numbers),
            Node::Linspace(start, stop, length) => moves::linspace(*start, *stop, length.value),
            Node::Position(axis) => match frame {
                Some(frame) => moves::position(*axis, frame),
                None => Ok(moves::array(DType::I64, Vec::new(), vec![Value::Int(0)])),
            },
            Node::Pick(_) | Node::Line(_) => unreachable!("only fitted programs are run"),
        }
    }
}

/// An operation, element by element.
fn apply(name: &'static str, operands: &[Typed]) -> Result<Typed, Refusal> {
    let operand = |i| Box::new(Tree::Variable(i));
    let tree = match (name, operands.len()) {
        ("+" | "-" | "*", 2) => Tree::Binary(name, operand(0), operand(1)),
        (">", 2) => Tree::Comparison(operand(0), vec![(name, Tree::Variable(1))]),
        ("-", 1) => Tree::Unary(name, operand(0)),
        (_, count) => Tree::Call(name, (0..count).map(Tree::Variable).collect()),
    };
    interpret(&tree, operands)
}
