//! What a program needs to know of its operands besides their types.

use super::infer::{array_function_named, static_arguments};
use super::words::{is_module, words};
use crate::syntax::{Argument, SyntaxId, SyntaxNode, Tree};

/// What a program needs to know, found once for a tree.
#[derive(Clone, Debug)]
pub struct Needs {
    /// Whether the program only broadcasts, so that lengths do not matter.
    pub is_plain: bool,
    /// Which names decide where elements are, by position.
    pub statics: Vec<bool>,
    /// Which names are assigned a value that no later statement reads, by position.
    pub is_left: Vec<bool>,
    /// Which names are modules or types where no variable has them, by position.
    pub words: Vec<bool>,
}

impl Needs {
    /// Finds what a program needs.
    pub fn of(tree: &Tree) -> Needs {
        let statics = vec![false; tree.names().len()];
        let mut needs = Needs { is_plain: true, statics, is_left: left(tree), words: words(tree) };
        let mut seen = vec![false; tree.len()];
        for (_, node, _) in tree.nodes() {
            match node {
                SyntaxNode::Index(..) | SyntaxNode::Array { .. } => needs.is_plain = false,
                SyntaxNode::Field(_, field) if is_of_shape(field) => needs.is_plain = false,
                // A text has as many characters as it has.
                SyntaxNode::Text(_) | SyntaxNode::Bytes(_) => needs.is_plain = false,
                SyntaxNode::Call { function, .. } => match array_function_named(function) {
                    Some(function) => needs.is_plain &= function.is_elementwise(),
                    None => continue,
                },
                _ => continue,
            }
            for operand in static_operands(tree, &needs.words, node) {
                needs.mark(tree, operand, &mut seen);
            }
        }
        needs
    }

    /// Marks the names below a node.
    fn mark(&mut self, tree: &Tree, root: SyntaxId, seen: &mut [bool]) {
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if std::mem::replace(&mut seen[id.index()], true) {
                continue;
            }
            match tree.node(id) {
                SyntaxNode::Name(name) => self.statics[name.index()] = true,
                // The shape of an array is known, whatever its elements are.
                SyntaxNode::Field(_, field) if is_of_shape(field) => continue,
                _ => {}
            }
            open.extend(tree.node(id).operands());
        }
    }
}

/// Which names have a value in the end that no statement reads after its assignment.
fn left(tree: &Tree) -> Vec<bool> {
    let mut is_left = vec![false; tree.names().len()];
    for statement in tree.statements() {
        for (id, node, _) in tree.nodes_of(statement) {
            if let SyntaxNode::Name(name) = node
                && statement.target.is_none_or(|target| target.node != id)
            {
                is_left[name.index()] = false;
            }
        }
        if let Some(target) = statement.target {
            is_left[target.name.index()] = true;
        }
    }
    is_left
}

/// Whether an attribute depends on the shape of its array.
fn is_of_shape(field: &str) -> bool {
    matches!(field, "shape" | "size" | "ndim" | "T")
}

/// The operands of a node that decide where elements are, or how many.
pub fn static_operands(tree: &Tree, words: &[bool], node: &SyntaxNode) -> Vec<SyntaxId> {
    match node {
        SyntaxNode::Index(_, subscripts) => subscripts.iter().flat_map(|subscript| subscript.operands()).collect(),
        SyntaxNode::Call { function, receiver, arguments, .. } => match array_function_named(function) {
            Some(function) => {
                let array = receiver.filter(|&receiver| !is_module(tree, receiver, |name| words[name.index()]));
                let array = array.map(|value| Argument { keyword: None, value });
                let arguments: Vec<Argument> = array.into_iter().chain(arguments.iter().cloned()).collect();
                static_arguments(function, &arguments)
            }
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}
