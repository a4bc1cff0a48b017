//! Operations whose result is that of fewer or cheaper ones, to the bit.
//!
//! | instead of | | because |
//! |---|---|---|
//! | `-(-x)`, `abs(abs(x))`, `abs(-x)` | `x`, `abs(x)`, `abs(x)` | of floats; of integers the first two |
//! | `x + -y`, `-x + y`, `x - -y` | `x - y`, `y - x`, `x + y` | subtracting is adding the negative |
//! | `x / c` | `x * (1/c)` | if `c` and `1/c` are powers of two: then both round the same number |
//! | `x * 1`, `x / 1`, `x - 0` | `x` | of f32 and f64; a zero keeps its sign |
//!
//! | `exp(kj * x)` | `complex(cos(k*x + 0.0), sin(k*x + 0.0))` | of real x: e^0 is 1, and the sum a zero of the product |
//!
//! Which NaN comes out is left open anyway. `x - x` or `x * 0` are no such case: NaN and infinity make them NaN. Nor is
//! `where(c, x, x)`, which has the shape of `c` too: no operand may be lost.

use super::graph::{Graph, Leaf, Node, NodeId};
use crate::element::{DType, Kind, Scalar};
use crate::ops::Op;

/// What an operation can be replaced by.
enum Cheaper {
    /// A value that is there.
    Value(NodeId),
    /// Another operation.
    Unary(Op, NodeId),
    Binary(Op, [NodeId; 2]),
    /// The point on the unit circle at an angle, a value of this type.
    OnCircle(NodeId, DType),
}

/// The result of an operation in a type, by fewer or cheaper operations if there are such.
pub fn simplified<L: Leaf>(graph: &mut Graph<L>, op: Op, dtype: DType, operands: &[NodeId]) -> NodeId {
    match cheaper(graph, op, dtype, operands) {
        Some(Cheaper::Value(value)) => value,
        Some(Cheaper::Unary(op, x)) => simplified(graph, op, dtype, &[x]),
        Some(Cheaper::Binary(op, operands)) => simplified(graph, op, dtype, &operands),
        Some(Cheaper::OnCircle(angle, dtype)) => {
            let parts = [Op::Cos, Op::Sin].map(|op| graph.apply(op, dtype, &[angle]));
            graph.apply(Op::Complex, dtype, &parts)
        }
        None => graph.apply(op, dtype, operands),
    }
}

fn cheaper<L: Leaf>(graph: &mut Graph<L>, op: Op, dtype: DType, operands: &[NodeId]) -> Option<Cheaper> {
    match (op, operands) {
        (Op::Negative, &[x]) => under(graph, Op::Negative, x).map(Cheaper::Value),
        (Op::Absolute, &[x]) if under(graph, Op::Absolute, x).is_some() => Some(Cheaper::Value(x)),
        (Op::Absolute, &[x]) if dtype.kind() == Kind::Float => {
            under(graph, Op::Negative, x).map(|x| Cheaper::Unary(Op::Absolute, x))
        }
        (Op::Add, &[x, y]) => match (under(graph, Op::Negative, y), under(graph, Op::Negative, x)) {
            (Some(y), _) => Some(Cheaper::Binary(Op::Subtract, [x, y])),
            (None, x) => x.map(|x| Cheaper::Binary(Op::Subtract, [y, x])),
        },
        (Op::Subtract, &[x, y]) if float(graph, y).is_some_and(|y| y.to_bits() == 0) => Some(Cheaper::Value(x)),
        (Op::Subtract, &[x, y]) => under(graph, Op::Negative, y).map(|y| Cheaper::Binary(Op::Add, [x, y])),
        (Op::Multiply, &[x, y]) if float(graph, y) == Some(1.0) => Some(Cheaper::Value(x)),
        (Op::Multiply, &[x, y]) if float(graph, x) == Some(1.0) => Some(Cheaper::Value(y)),
        (Op::Divide, &[x, y]) => {
            let inverse = inverse(float(graph, y)?, dtype)?;
            Some(Cheaper::Binary(Op::Multiply, [x, graph.constant(inverse)]))
        }
        (Op::Exp, &[x]) => on_circle(graph, x),
        _ => None,
    }
}

/// The angle whose point on the unit circle is e to a product of a real number and an imaginary constant.
fn on_circle<L: Leaf>(graph: &mut Graph<L>, exponent: NodeId) -> Option<Cheaper> {
    let Node::Apply(product) = graph.node(exponent) else { return None };
    let &[x, y] = product.operands() else { return None };
    let (real, constant) = if graph.as_constant(x).is_some() { (y, x) } else { (x, y) };
    let factor = graph.as_constant(constant)?.as_complex()?;
    let Node::Apply(conversion) = graph.node(real) else { return None };
    let part = product.dtype.part();
    let is_real = conversion.op.converts_to() == Some(product.dtype) && conversion.dtype == part;
    // A factor that is 0 or not finite makes other zeros and NaN.
    let is_imaginary = factor.re.to_bits() == 0 && factor.im.is_finite() && factor.im != 0.0;
    if product.op != Op::Multiply || !is_real || !is_imaginary {
        return None;
    }
    let real = conversion.operands()[0];
    let [factor, zero] = [factor.im, 0.0].map(|value| graph.constant(Scalar::from_float(value, part)));
    let angle = simplified(graph, Op::Multiply, part, &[real, factor]);
    Some(Cheaper::OnCircle(graph.apply(Op::Add, part, &[angle, zero]), part))
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
