//! Finds the place of a shape error.
//!
//! Broadcasting is checked over all operands at once, which is fast and says nothing of the place. When it fails,
//! shapes are computed node by node here, and the first one that does not work out is the place.

use super::resolve::Given;
use crate::error::{BindError, Error, ErrorKind};
use crate::exec::shape;
use crate::syntax::{Node, NodeId, Tree};

/// The same error, with the place it happened at if it is one of shapes.
pub fn locate(error: Error, tree: &Tree, given: Given<'_>) -> Error {
    match error.kind() {
        ErrorKind::Bind(BindError::ShapeMismatch { .. }) => mismatch(tree, given).unwrap_or(error),
        ErrorKind::Bind(BindError::OutputShape { .. }) => {
            error.with_help("the output must have the result's shape, or one that the result broadcasts to")
        }
        _ => error,
    }
}

/// The first node whose operands do not broadcast.
fn mismatch(tree: &Tree, given: Given<'_>) -> Option<Error> {
    let mut shapes: Vec<Vec<usize>> = Vec::with_capacity(tree.len());
    for (_, node, span) in tree.nodes() {
        let mut result: Vec<usize> = match node {
            Node::Name(name) => given.get(tree.name(*name)).map_or(Vec::new(), |operand| operand.shape().to_vec()),
            _ => Vec::new(),
        };
        let mut so_far: Option<NodeId> = None;
        for operand in node.operands() {
            let other = &shapes[operand.index()];
            let before = result.clone();
            if !shape::broadcast_into(&mut result, other) {
                let (left, right) = (shape::display(&before), shape::display(other));
                let help = side_by_side(&before, other, tree, so_far, operand);
                return Some(Error::bind(BindError::ShapeMismatch { left, right }, Some(span)).with_help(help));
            }
            so_far = so_far.or(Some(operand));
        }
        shapes.push(result);
    }
    None
}

/// Which axes clash, shapes aligned as broadcasting aligns them.
fn side_by_side(left: &[usize], right: &[usize], tree: &Tree, x: Option<NodeId>, y: NodeId) -> String {
    let name = |node: Option<NodeId>, other: &str| match node.map(|node| tree.node(node)) {
        Some(Node::Name(name)) => format!("`{}`", tree.name(*name)),
        _ => other.to_owned(),
    };
    let clash = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .position(|(&x, &y)| x != y && x != 1 && y != 1)
        .expect("the shapes do not broadcast");
    let (x_length, y_length) = (left[left.len() - 1 - clash], right[right.len() - 1 - clash]);
    let axis = match clash {
        0 => "along the last axis".to_owned(),
        _ => format!("along axis -{}", clash + 1),
    };
    format!(
        "{axis} {} has length {x_length}, {} has {y_length}; lengths must be equal, or one of them 1",
        name(x, "the left side"),
        name(Some(y), "the right side"),
    )
}
