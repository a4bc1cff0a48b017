//! Operations whose result is that of fewer or cheaper ones, to the bit.
//!
//! | instead of | | because |
//! |---|---|---|
//! | `-(-x)`, `abs(abs(x))`, `abs(-x)` | `x`, `abs(x)`, `abs(x)` | of floats; of integers the first two |
//! | `x + -y`, `-x + y`, `x - -y` | `x - y`, `y - x`, `x + y` | subtracting is adding the negative |
//! | `x / c` | `x * (1/c)` | if `c` and `1/c` are powers of two: then both round the same number |
//! | `x * 1`, `x / 1`, `x - 0` | `x` | of floats; a zero keeps its sign |
//!
//! Which NaN comes out is left open anyway. `x - x` or `x * 0` are no such case: NaN and infinity make them NaN. Nor is
//! `where(c, x, x)`, which has the shape of `c` too: no operand may be lost.

use super::graph::{Graph, Leaf, Node, NodeId};
use crate::element::{DType, Kind, Scalar};
use crate::ops::Op;

/// The result of an operation in a type, by fewer or cheaper operations if there are such.
pub fn simplified<L: Leaf>(graph: &mut Graph<L>, op: Op, dtype: DType, operands: &[NodeId]) -> NodeId {
    let is_float = dtype.kind() == Kind::Float;
    match (op, operands) {
        (Op::Negative, &[x]) => match under(graph, Op::Negative, x) {
            Some(of) => of,
            None => graph.apply(op, dtype, operands),
        },
        (Op::Absolute, &[x]) => match (under(graph, Op::Absolute, x), under(graph, Op::Negative, x)) {
            (Some(_), _) => x,
            (None, Some(of)) if is_float => simplified(graph, op, dtype, &[of]),
            _ => graph.apply(op, dtype, operands),
        },
        (Op::Add, &[x, y]) => match (under(graph, Op::Negative, y), under(graph, Op::Negative, x)) {
            (Some(y), _) => simplified(graph, Op::Subtract, dtype, &[x, y]),
            (None, Some(x)) => simplified(graph, Op::Subtract, dtype, &[y, x]),
            (None, None) => graph.apply(op, dtype, operands),
        },
        (Op::Subtract, &[x, y]) => match (under(graph, Op::Negative, y), float(graph, y)) {
            (Some(y), _) => simplified(graph, Op::Add, dtype, &[x, y]),
            (None, Some(zero)) if zero.to_bits() == 0 => x,
            _ => graph.apply(op, dtype, operands),
        },
        (Op::Multiply, &[x, y]) if float(graph, y) == Some(1.0) => x,
        (Op::Multiply, &[x, y]) if float(graph, x) == Some(1.0) => y,
        (Op::Divide, &[x, y]) => match float(graph, y).and_then(|y| inverse(y, dtype)) {
            Some(inverse) => {
                let inverse = graph.constant(inverse);
                simplified(graph, Op::Multiply, dtype, &[x, inverse])
            }
            None => graph.apply(op, dtype, operands),
        },
        _ => graph.apply(op, dtype, operands),
    }
}

/// What an operation was applied to, if a node is the result of that one.
fn under<L: Leaf>(graph: &Graph<L>, op: Op, id: NodeId) -> Option<NodeId> {
    match graph.node(id) {
        Node::Apply(apply) if apply.op == op => Some(apply.operands()[0]),
        _ => None,
    }
}

/// The value of a constant of f32 or f64.
fn float<L: Leaf>(graph: &Graph<L>, id: NodeId) -> Option<f64> {
    let value = graph.as_constant(id)?;
    value.get::<f64>().or_else(|| value.get::<f32>().map(f64::from))
}

/// One over a number, in a type, if both are powers of two that have all their digits there.
fn inverse(number: f64, dtype: DType) -> Option<Scalar> {
    const SIGN_AND_EXPONENT: u32 = 12;
    let inverse = 1.0 / number;
    let is_power_of_two = number.to_bits() << SIGN_AND_EXPONENT == 0;
    match dtype {
        DType::F64 if is_power_of_two && number.is_normal() && inverse.is_normal() => Some(inverse.into()),
        DType::F32 if is_power_of_two && (number as f32).is_normal() && (inverse as f32).is_normal() => {
            Some((inverse as f32).into())
        }
        _ => None,
    }
}
