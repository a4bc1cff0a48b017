//! Arrays made of nothing but a shape: one value everywhere, random numbers.
//!
//! One value everywhere is an array of that shape with all of it replaced, which comes down to the value: nothing is
//! read or counted. A random number is a function of its place in the array and of the seed, so that any element can be
//! computed alone, and blocks, threads and levels cannot matter: the place is a state of the generator SplitMix64
//! (Steele, Lea and Flood, 2014), and the number its output there, made by operations of the table. The seed goes
//! through the same function first, since the sequences of near seeds would overlap.

use super::arguments::Arguments;
use super::parameters::{DTYPE, FILL, SEED, X};
use super::places::places_of_all;
use crate::compile::array_graph::Pick;
use crate::compile::graph::NodeId;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::element::{DType, Scalar};
use crate::error::{BindError, Error};
use crate::ops::Op;
use crate::shape;
use crate::span::Span;

/// From one state of the generator to the next: the golden ratio's fraction of 2**64, made odd.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
/// The output of a state: twice the exclusive or with itself shifted by so many bits, times so much…
const MIXES: [(u64, u64); 2] = [(30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB)];
/// … and the exclusive or with itself shifted by so many bits.
const LAST_MIX: u64 = 31;
/// Bits that an f64 has no room for.
const DROPPED_BITS: u64 = 11;

/// The same integer everywhere, as f64 unless another type is asked for.
pub(super) fn filled_with(infer: &mut Infer<'_>, given: &Arguments, value: i64) -> Result<NodeId, Error> {
    let shape = given.shape(infer)?;
    let dtype = given.dtype(infer, &DTYPE)?.unwrap_or(DType::F64);
    let value = Scalar::from_integer(&value.into(), dtype).expect("every type has a 0 and a 1");
    let value = infer.arrays.constant(value);
    everywhere(infer, value, &shape, given.span)
}

pub(super) fn full(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let shape = given.shape(infer)?;
    let dtype = given.dtype(infer, &DTYPE)?;
    let value = given.value(infer, &FILL)?;
    let value = infer.strong(value, dtype.unwrap_or(infer.dtype(value)))?;
    everywhere(infer, value.node, &shape, given.span)
}

pub(super) fn full_like(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let x = given.value(infer, &X)?;
    let dtype = given.dtype(infer, &DTYPE)?.unwrap_or(infer.dtype(x));
    let value = given.value(infer, &FILL)?;
    let value = infer.strong(value, dtype)?;
    let shape = infer.arrays.shape(x.node).to_vec();
    everywhere(infer, value.node, &shape, given.span)
}

/// An array of a shape with this value everywhere; one that has axes itself is repeated along the others.
pub(super) fn everywhere(infer: &mut Infer<'_>, value: NodeId, shape: &[usize], span: Span) -> Result<NodeId, Error> {
    if !shape::fits(infer.arrays.shape(value), shape) {
        let (result, part) = (shape::display(infer.arrays.shape(value)), shape::display(shape));
        return Err(Error::bind(BindError::PartShape { result, part }, Some(span)));
    }
    let dtype = infer.arrays.graph.dtype(value);
    let places = places_of_all(infer, shape, span)?;
    let any = infer.convert(places, dtype)?;
    Ok(infer.arrays.replaced(any, shape.iter().map(|&length| Pick::whole(length)).collect(), value))
}

/// Multiples of 2**-53 in [0, 1), each as likely as the others.
pub(super) fn random(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let span = given.span;
    let shape = given.shape(infer)?;
    let seed = given.integer(infer, &SEED)?;
    let step = integer(infer, STEP, span);
    let seed = integer(infer, seed as u64, span);
    let seed = infer.apply(Op::Add, &[seed, step], span)?;
    let seed = mixed(infer, seed, span)?;
    let places = places_of_all(infer, &shape, span)?;
    let places = infer.strong(places, DType::U64)?;
    let way = infer.apply(Op::Multiply, &[places, step], span)?;
    let first = infer.apply(Op::Add, &[seed, step], span)?;
    let state = infer.apply(Op::Add, &[way, first], span)?;
    let bits = mixed(infer, state, span)?;
    let dropped = integer(infer, DROPPED_BITS, span);
    let bits = infer.apply(Op::ShiftRight, &[bits, dropped], span)?;
    let float = infer.strong(bits, DType::F64)?;
    let unit = infer.constant((0.5_f64.powi(53)).into(), span);
    Ok(infer.apply(Op::Multiply, &[float, unit], span)?.node)
}

/// The output of a state.
fn mixed(infer: &mut Infer<'_>, mut state: TypedNode, span: Span) -> Result<TypedNode, Error> {
    for (bits, factor) in MIXES {
        state = xor_shifted(infer, state, bits, span)?;
        let factor = integer(infer, factor, span);
        state = infer.apply(Op::Multiply, &[state, factor], span)?;
    }
    xor_shifted(infer, state, LAST_MIX, span)
}

/// The exclusive or of a value and the same shifted to the right.
fn xor_shifted(infer: &mut Infer<'_>, value: TypedNode, bits: u64, span: Span) -> Result<TypedNode, Error> {
    let bits = integer(infer, bits, span);
    let shifted = infer.apply(Op::ShiftRight, &[value, bits], span)?;
    infer.apply(Op::BitXor, &[value, shifted], span)
}

/// A u64.
fn integer(infer: &mut Infer<'_>, value: u64, span: Span) -> TypedNode {
    TypedNode::strong(infer.arrays.constant(value.into()), span)
}
