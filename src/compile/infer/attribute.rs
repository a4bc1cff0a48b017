//! What stands behind a point: parts of complex numbers, shapes, and what modules have.
//!
//! A module is read past: what is behind it is the constant or the type of that name. Types are no values, and only a
//! call knows what to do with them, so their nodes are kept among the [words](Infer::words), which nothing else takes.

use super::context::{Infer, TypedNode};
use super::suggest;
use crate::compile::signature::constant;
use crate::compile::words::{type_named, type_written};
use crate::element::DType;
use crate::error::{CompileError, Error, nearest};
use crate::ops::Op;
use crate::span::Span;
use crate::syntax::tree::NEW_AXIS;
use crate::syntax::{SyntaxId, SyntaxNode};

impl Infer<'_> {
    /// A node that stands for no value, with a value that stands for it where all nodes have one.
    pub(super) fn word(&mut self, id: SyntaxId, span: Span) -> TypedNode {
        self.words.insert(id);
        self.constant(false.into(), span)
    }

    /// The value of `x.field`.
    pub(super) fn field(&mut self, id: SyntaxId, x: SyntaxId, field: &str, span: Span) -> Result<TypedNode, Error> {
        if self.is_module(x) {
            return self.in_module(id, field, span);
        }
        self.check_value(x)?;
        let array = self.value(x);
        let shape: Vec<usize> = self.lengths(array).to_vec();
        match field {
            "real" => self.apply(Op::RealPart, &[array], span),
            "imag" => self.apply(Op::ImaginaryPart, &[array], span),
            "size" => Ok(self.literal(shape.iter().map(|&length| length as u128).product::<u128>(), span)),
            "ndim" => Ok(self.literal(shape.len() as u64, span)),
            "dtype" => Ok(self.word(id, span)),
            "shape" => self.shape_of(&shape, span),
            "T" => {
                let array = self.strengthen(array)?;
                let order: Vec<usize> = (0..self.lengths(array).len())
                    .rev()
                    .chain(shape.len()..self.arrays.shape(array.node).len())
                    .collect();
                Ok(TypedNode::strong(self.arrays.permuted(array.node, &order), span))
            }
            _ => {
                let error = Error::compile(CompileError::UnknownField { name: field.to_owned() }, last(field, span));
                Err(with_help(error, suggest::for_attribute(field)))
            }
        }
    }

    /// Whether an argument is a type and nothing else.
    pub(super) fn is_type(&self, id: SyntaxId) -> bool {
        match self.tree.node(id) {
            SyntaxNode::Text(_) => true,
            _ => self.words.contains(&id) && !self.is_module(id),
        }
    }

    /// The type that an argument is.
    pub(super) fn type_at(&self, id: SyntaxId) -> Result<DType, Error> {
        let span = self.tree.span(id);
        let unknown = |name: &str| Error::compile(CompileError::UnknownType { name: name.to_owned() }, span);
        let found = match self.tree.node(id) {
            SyntaxNode::Text(text) => type_written(text).ok_or(text),
            SyntaxNode::Word(name) => type_named(name).ok_or(name),
            SyntaxNode::Name(_) | SyntaxNode::Field(..) if !self.words.contains(&id) || self.is_module(id) => {
                return Err(unknown("…").with_help("write the name of a type, `dtype=f64`"));
            }
            SyntaxNode::Name(name) => Ok(type_named(self.tree.name(*name)).expect("it is the name of a type")),
            SyntaxNode::Field(x, _) if !self.is_module(*x) => Ok(self.dtype(self.value(*x))),
            SyntaxNode::Field(_, name) => type_named(name).ok_or(name),
            _ => return Err(unknown("…").with_help("write the name of a type, `dtype=f64`")),
        };
        found.map_err(|text| {
            let types = DType::ALL.iter().map(|dtype| dtype.name());
            let help = match type_named(text) {
                Some(DType::I8) => "in NumPy it is `int64`, here `int8`: write one of these".to_owned(),
                Some(_) => "in NumPy it is `uint64`, here `uint8`: write one of these".to_owned(),
                None => match nearest(text, DType::ALL.iter().flat_map(|dtype| [dtype.name(), dtype.numpy_name()])) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the types are {}", types.collect::<Vec<_>>().join(" ")),
                },
            };
            unknown(text).with_help(help)
        })
    }

    /// What a module has under a name.
    fn in_module(&mut self, id: SyntaxId, name: &str, span: Span) -> Result<TypedNode, Error> {
        if let Some(value) = constant(name) {
            return Ok(self.constant(value.into(), span));
        }
        if name == NEW_AXIS || type_named(name).is_some() || self.is_module(id) {
            return Ok(self.word(id, span));
        }
        let error = Error::compile(CompileError::UnknownInModule { name: name.to_owned() }, last(name, span));
        Err(with_help(error, suggest::for_name(name)))
    }
}

/// The place of the name that ends an expression.
fn last(name: &str, span: Span) -> Span {
    Span { start: span.end - name.len() as u32, end: span.end }
}

fn with_help(error: Error, help: Option<String>) -> Error {
    match help {
        Some(help) => error.with_help(help),
        None => error,
    }
}
