//! Places in sorted arrays, and what lies between them: a binary search, written out.
//!
//! The length of the array that is searched is known when a program is compiled, and so is the number of steps: each
//! looks one element up and moves the place on, or does not, without a branch, so that a block of values goes through a
//! step together. An array in descending order is searched from its other end.

use super::arguments::Arguments;
use super::parameters::{BINS, FP, HAS_UPPER, LEFT, RIGHT, SIDE, SORTED, V, X, XP};
use crate::compile::graph::NodeId;
use crate::compile::infer::context::{Infer, TypedNode};
use crate::element::{DType, Kind};
use crate::error::{BindError, CompileError, Error};
use crate::ops::Op;
use crate::shape;
use crate::span::Span;

/// On which side of equal elements a place is.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

/// An array of one axis that is searched.
struct Sorted {
    array: TypedNode,
    length: usize,
    /// Whether it is in descending order; never, where nothing is given.
    descends: Option<TypedNode>,
    span: Span,
}

impl Sorted {
    /// The array that an argument is.
    fn new(infer: &Infer<'_>, array: TypedNode, span: Span) -> Result<Self, Error> {
        match infer.arrays.shape(array.node)[..] {
            [length] => Ok(Self { array, length, descends: None, span }),
            ref shape => {
                let error = CompileError::NotOneAxis { shape: shape::display(shape) };
                Err(Error::compile(error, array.span))
            }
        }
    }

    /// The element at a place, counted from the lower end.
    fn at(&self, infer: &mut Infer<'_>, place: TypedNode) -> Result<TypedNode, Error> {
        let place = match self.descends {
            None => place,
            Some(descends) => {
                let last = infer.literal(self.length as u64 - 1, self.span);
                let from_end = infer.apply(Op::Subtract, &[last, place], self.span)?;
                infer.apply(Op::Where, &[descends, from_end, place], self.span)?
            }
        };
        let place = infer.strong(place, DType::I64)?;
        Ok(TypedNode::strong(infer.taken(self.array, place.node, self.length), self.span))
    }

    /// How many elements come before values: those below, and on the right those that are equal too. NaN comes last.
    fn search(&self, infer: &mut Infer<'_>, values: TypedNode, side: Side) -> Result<TypedNode, Error> {
        let span = self.span;
        let zero = infer.apply(Op::ZerosLike, &[values], span)?;
        let mut place = infer.strong(zero, DType::I64)?;
        let mut left = self.length;
        while left > 1 {
            let half = left / 2;
            let (step, last) = (infer.literal(half as u64, span), infer.literal(half as u64 - 1, span));
            let probe = infer.apply(Op::Add, &[place, last], span)?;
            let is_before = self.is_before(infer, probe, values, side)?;
            let next = infer.apply(Op::Add, &[place, step], span)?;
            place = infer.apply(Op::Where, &[is_before, next, place], span)?;
            left -= half;
        }
        if self.length > 0 {
            let is_before = self.is_before(infer, place, values, side)?;
            let one = infer.strong(is_before, DType::I64)?;
            place = infer.apply(Op::Add, &[place, one], span)?;
        }
        match self.descends {
            None => Ok(place),
            Some(descends) => {
                let length = infer.literal(self.length as u64, span);
                let from_end = infer.apply(Op::Subtract, &[length, place], span)?;
                infer.apply(Op::Where, &[descends, from_end, place], span)
            }
        }
    }

    /// Whether the element at a place comes before values.
    fn is_before(
        &self,
        infer: &mut Infer<'_>,
        place: TypedNode,
        values: TypedNode,
        side: Side,
    ) -> Result<TypedNode, Error> {
        let span = self.span;
        let element = self.at(infer, place)?;
        let relation = if side == Side::Left { Op::Less } else { Op::LessEqual };
        let is_before = infer.apply(relation, &[element, values], span)?;
        if infer.dtype(values).kind() != Kind::Float {
            return Ok(is_before);
        }
        let mut is_last = infer.apply(Op::IsNan, &[values], span)?;
        if side == Side::Left {
            let is_equal = infer.apply(Op::IsNan, &[element], span)?;
            let is_number = infer.apply(Op::LogicalNot, &[is_equal], span)?;
            is_last = infer.apply(Op::LogicalAnd, &[is_last, is_number], span)?;
        }
        infer.apply(Op::LogicalOr, &[is_before, is_last], span)
    }
}

/// A sorted array and values in the type that they have in common, which has an order.
fn of_one_type(infer: &mut Infer<'_>, given: &Arguments, values: [TypedNode; 2]) -> Result<[TypedNode; 2], Error> {
    let dtype = infer.resolve(Op::Minimum, &values, given.span)?;
    let [sorted, values] = values;
    Ok([infer.strong(sorted, dtype)?, infer.strong(values, dtype)?])
}

pub(super) fn searchsorted(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let values = [given.value(infer, &SORTED)?, given.value(infer, &V)?];
    let side = [Side::Left, Side::Right][given.word(infer, &SIDE)?];
    let [sorted, values] = of_one_type(infer, given, values)?;
    let sorted = Sorted::new(infer, sorted, given.span)?;
    sorted.search(infer, values, side).map(|place| place.node)
}

/// The bin of each value; bins may descend.
pub(super) fn digitize(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let values = [given.value(infer, &BINS)?, given.value(infer, &X)?];
    let side = if given.flag(infer, &HAS_UPPER)? { Side::Left } else { Side::Right };
    let [bins, values] = of_one_type(infer, given, values)?;
    let mut bins = Sorted::new(infer, bins, given.span)?;
    if bins.length > 1 {
        let [first, last] = [0, bins.length as u64 - 1].map(|place| infer.literal(place, given.span));
        let ends = [bins.at(infer, first)?, bins.at(infer, last)?];
        bins.descends = Some(infer.apply(Op::Greater, &ends, given.span)?);
    }
    bins.search(infer, values, side).map(|place| place.node)
}

/// Straight lines between points, and beyond them the values at the ends, or what is given for them.
pub(super) fn interp(infer: &mut Infer<'_>, given: &Arguments) -> Result<NodeId, Error> {
    let span = given.span;
    let mut values = [given.value(infer, &X)?, given.value(infer, &XP)?, given.value(infer, &FP)?];
    for value in &mut values {
        infer.refuse_time(*value, "`interp`")?;
        *value = infer.strong(*value, DType::F64)?;
    }
    let [x, xp, fp] = values;
    let (points, heights) = (Sorted::new(infer, xp, span)?, Sorted::new(infer, fp, span)?);
    if points.length != heights.length {
        let (left, right) = (shape::display(&[points.length]), shape::display(&[heights.length]));
        return Err(Error::bind(BindError::ShapeMismatch { left, right }, Some(span))
            .with_help("each place in `xp` has its height in `fp`"));
    }
    let last = match points.length.checked_sub(1) {
        Some(last) => last as u64,
        None => return Err(Error::compile(CompileError::NothingToCompare, span).with_help("there must be a point")),
    };
    let after = points.search(infer, x, Side::Right)?;
    // The line from one point to the next, of which there is always one if there are two points.
    let one = infer.literal(1, span);
    let before = infer.apply(Op::Subtract, &[after, one], span)?;
    let [least, most, end] = [0, last.saturating_sub(1), last].map(|place| infer.literal(place, span));
    let from = infer.apply(Op::Clip, &[before, least, most], span)?;
    let to = infer.apply(Op::Add, &[from, one], span)?;
    let to = infer.apply(Op::Minimum, &[to, end], span)?;
    let (x0, x1) = (points.at(infer, from)?, points.at(infer, to)?);
    let (y0, y1) = (heights.at(infer, from)?, heights.at(infer, to)?);
    let along_line = line(infer, x, [x0, x1], [y0, y1], span)?;
    // Points themselves, the last one too, have their own height.
    let is_point = infer.apply(Op::Equal, &[x, x0], span)?;
    let mut value = infer.apply(Op::Where, &[is_point, y0, along_line], span)?;
    let [first_x, last_x] = [points.at(infer, least)?, points.at(infer, end)?];
    let [first_y, last_y] = [heights.at(infer, least)?, heights.at(infer, end)?];
    for (limit, parameter, relations, own) in
        [(first_x, &LEFT, [Op::Less, Op::Less], first_y), (last_x, &RIGHT, [Op::Greater, Op::GreaterEqual], last_y)]
    {
        let at_end = infer.apply(relations[1], &[x, limit], span)?;
        value = infer.apply(Op::Where, &[at_end, own, value], span)?;
        if let Some(beyond) = given.optional(infer, parameter)? {
            let beyond = infer.strong(beyond, DType::F64)?;
            let is_beyond = infer.apply(relations[0], &[x, limit], span)?;
            value = infer.apply(Op::Where, &[is_beyond, beyond, value], span)?;
        }
    }
    // NaN stays NaN, unless there is one height alone.
    let of_nan = if last == 0 { y0 } else { x };
    let is_nan = infer.apply(Op::IsNan, &[x], span)?;
    infer.apply(Op::Where, &[is_nan, of_nan, value], span).map(|value| value.node)
}

/// The height of a line at `x`, from its lower end; from the upper one where that is NaN (NumPy's formula).
fn line(
    infer: &mut Infer<'_>,
    x: TypedNode,
    [x0, x1]: [TypedNode; 2],
    [y0, y1]: [TypedNode; 2],
    span: Span,
) -> Result<TypedNode, Error> {
    let rise = infer.apply(Op::Subtract, &[y1, y0], span)?;
    let run = infer.apply(Op::Subtract, &[x1, x0], span)?;
    let slope = infer.apply(Op::Divide, &[rise, run], span)?;
    let mut from = |x0: TypedNode, y0: TypedNode| {
        let distance = infer.apply(Op::Subtract, &[x, x0], span)?;
        let height = infer.apply(Op::Multiply, &[slope, distance], span)?;
        infer.apply(Op::Add, &[height, y0], span)
    };
    let (lower, upper) = (from(x0, y0)?, from(x1, y1)?);
    let is_level = infer.apply(Op::Equal, &[y0, y1], span)?;
    let [no_lower, no_upper] = [infer.apply(Op::IsNan, &[lower], span)?, infer.apply(Op::IsNan, &[upper], span)?];
    let is_unknown = infer.apply(Op::LogicalAnd, &[no_upper, is_level], span)?;
    let otherwise = infer.apply(Op::Where, &[is_unknown, y0, upper], span)?;
    infer.apply(Op::Where, &[no_lower, otherwise, lower], span)
}
