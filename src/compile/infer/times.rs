//! Dates and lengths of time: what operations mean for them, and the conversions between units.
//!
//! `+` moves a date by a length of time, `-` measures how far two dates are apart: the types of operands and result
//! differ, where other operations compute in one. So a small table has the meanings by the operands' kinds, each a row
//! of the table of operations with a body of its own. Comparisons, extremes and `where` need none: they compute in the
//! type that the operands have in common.
//!
//! Units are made equal before anything is computed. A conversion is a multiplication or a division rounded down by a
//! constant, and between days and months the calendar; each step is an operation of its own, so it is fused as all are.
//! (Kernels that take the factors along would be one for each operation and pair of units.)

use super::context::{Infer, TypedNode};
use crate::compile::graph::NodeId;
use crate::element::{DType, Kind};
use crate::error::{CompileError, Error};
use crate::ops::Op;
use crate::span::Span;
use crate::time::{self, NoCommonUnit, Step, TimeUnit};

/// What an operation of two operands means for dates and lengths of time.
struct Meaning {
    op: Op,
    /// Whether the operands change places.
    is_swapped: bool,
}

/// The meaning of an operation for operands of two kinds, if dates or lengths of time have one of their own.
fn meaning(op: Op, x: Kind, y: Kind) -> Option<Meaning> {
    use Kind::{Bool, Datetime, Float, Signed, Timedelta, Unsigned};
    let straight = |op| Some(Meaning { op, is_swapped: false });
    let swapped = |op| Some(Meaning { op, is_swapped: true });
    match (op, x, y) {
        (Op::Add, Datetime, Timedelta | Bool | Unsigned | Signed) => straight(Op::Later),
        (Op::Add, Timedelta | Bool | Unsigned | Signed, Datetime) => swapped(Op::Later),
        (Op::Add, Timedelta, Timedelta | Bool | Unsigned | Signed) => straight(Op::SpanAdd),
        (Op::Add, Bool | Unsigned | Signed, Timedelta) => straight(Op::SpanAdd),
        (Op::Subtract, Datetime, Datetime) => straight(Op::Since),
        (Op::Subtract, Datetime, Timedelta | Bool | Unsigned | Signed) => straight(Op::Earlier),
        (Op::Subtract, Timedelta, Timedelta | Bool | Unsigned | Signed) => straight(Op::SpanSubtract),
        (Op::Subtract, Bool | Unsigned | Signed, Timedelta) => straight(Op::SpanSubtract),
        (Op::Multiply, Timedelta, Bool | Unsigned | Signed) => straight(Op::SpanTimes),
        (Op::Multiply, Bool | Unsigned | Signed, Timedelta) => swapped(Op::SpanTimes),
        (Op::Multiply, Timedelta, Float) => straight(Op::SpanScaled),
        (Op::Multiply, Float, Timedelta) => swapped(Op::SpanScaled),
        (Op::Divide | Op::FloorDivide, Timedelta, Unsigned | Signed) => straight(Op::SpanShared),
        (Op::Divide | Op::FloorDivide, Timedelta, Float) => straight(Op::SpanDivided),
        (Op::Divide, Timedelta, Timedelta) => straight(Op::SpanRatio),
        (Op::FloorDivide, Timedelta, Timedelta) => straight(Op::SpanQuotient),
        (Op::Remainder, Timedelta, Timedelta) => straight(Op::SpanRemainder),
        _ => None,
    }
}

/// The unit that a part of a date is read off in.
fn unit_of(op: Op) -> Option<TimeUnit> {
    Some(match op {
        Op::Year => TimeUnit::Year,
        Op::Month => TimeUnit::Month,
        Op::Day | Op::Weekday => TimeUnit::Day,
        Op::Hour => TimeUnit::Hour,
        Op::Minute => TimeUnit::Minute,
        Op::Second => TimeUnit::Second,
        _ => return None,
    })
}

/// The result of an operation on dates or lengths of time, if it is one that has a meaning of its own for them.
pub(super) fn apply(infer: &mut Infer, op: Op, operands: &[TypedNode], span: Span) -> Result<Option<TypedNode>, Error> {
    match *operands {
        [x] if infer.dtype(x).is_time() => of_one(infer, op, x, span),
        [x, y] => {
            let Some(Meaning { op: meant, is_swapped }) = meaning(op, infer.dtype(x).kind(), infer.dtype(y).kind())
            else {
                return Ok(None);
            };
            let operands = if is_swapped { [y, x] } else { [x, y] };
            of_two(infer, meant, operands, span).map(Some)
        }
        _ => Ok(None),
    }
}

fn of_one(infer: &mut Infer, op: Op, x: TypedNode, span: Span) -> Result<Option<TypedNode>, Error> {
    let dtype = infer.dtype(x);
    let meant = match (op, dtype) {
        (Op::IsNan, _) => Op::IsNat,
        (Op::IsFinite, _) => {
            let is_nat = infer.apply(Op::IsNat, &[x], span)?;
            return infer.apply(Op::LogicalNot, &[is_nat], span).map(Some);
        }
        (Op::IsInf, _) => {
            let is_nat = infer.apply(Op::IsNat, &[x], span)?;
            return infer.apply(Op::ZerosLike, &[is_nat], span).map(Some);
        }
        (Op::Positive, DType::Timedelta64(_)) => Op::Copy,
        (Op::Negative, DType::Timedelta64(_)) => Op::SpanNegative,
        (Op::Absolute, DType::Timedelta64(_)) => Op::SpanAbsolute,
        (Op::Sign, DType::Timedelta64(_)) => Op::SpanSign,
        (_, DType::Datetime64(unit)) => {
            let Some(needed) = unit_of(op) else { return Ok(None) };
            if unit == TimeUnit::Generic {
                return Err(without_unit(dtype, x.span));
            }
            let dtype = DType::Datetime64(needed);
            let date = infer.convert(x, dtype)?;
            let node = infer.arrays.apply(op, dtype, &[date]).expect("one operand broadcasts");
            return Ok(Some(TypedNode::strong(node, span)));
        }
        _ => return Ok(None),
    };
    let node = infer.arrays.apply(meant, dtype, &[x.node]).expect("one operand broadcasts");
    Ok(Some(TypedNode::strong(node, span)))
}

/// An operation with a meaning of its own; the first operand is the one that it computes in.
fn of_two(infer: &mut Infer, meant: Op, operands: [TypedNode; 2], span: Span) -> Result<TypedNode, Error> {
    let [x, y] = operands.map(|x| infer.dtype(x));
    let common = match (x, y) {
        (DType::Datetime64(date), DType::Timedelta64(length)) => {
            let unit = time::common_datetime_unit(date, length);
            // The date may go through the calendar, the length of time cannot.
            let unit = unit.and_then(|unit| time::common_timedelta_unit(length, unit).map(|_| unit));
            unit.map(DType::Datetime64)
        }
        (DType::Datetime64(x), DType::Datetime64(y)) => time::common_datetime_unit(x, y).map(DType::Datetime64),
        (DType::Timedelta64(x), DType::Timedelta64(y)) => time::common_timedelta_unit(x, y).map(DType::Timedelta64),
        (time, _) if time.is_time() => Ok(time),
        (_, time) => Ok(time),
    };
    let dtype = common.map_err(|reason| no_conversion(reason, x, y, span))?;
    let mut nodes = [operands[0].node; 2];
    for (i, operand) in operands.into_iter().enumerate() {
        nodes[i] = infer.convert(operand, meant.operand(i, dtype))?;
    }
    let node = infer.arrays.apply(meant, dtype, &nodes);
    let node = node.map_err(|mismatch| infer.mismatch(&mismatch, &operands, span))?;
    Ok(TypedNode::strong(node, span))
}

impl Infer<'_> {
    /// Whether there is a conversion from a type to another one; dates and lengths of time have not all of them.
    pub(super) fn check_conversion(&self, from: DType, to: DType, span: Span) -> Result<(), Error> {
        let common = match (from, to) {
            (DType::Datetime64(from), DType::Datetime64(to)) => time::steps(from, to).map(|_| ()),
            (DType::Timedelta64(from), DType::Timedelta64(to)) => time::common_timedelta_unit(from, to).map(|_| ()),
            (DType::Datetime64(_), DType::Timedelta64(_)) | (DType::Timedelta64(_), DType::Datetime64(_)) => {
                let kind = CompileError::NoConversion { from, to, reason: "a date is no length of time" };
                return Err(Error::compile(kind, span)
                    .with_help("the difference of two dates is a length of time, a date and one are a date"));
            }
            (_, DType::Datetime64(TimeUnit::Generic)) => return Err(without_unit(to, span)),
            _ => Ok(()),
        };
        common.map_err(|reason| no_conversion(reason, from, to, span))
    }

    /// A date or length of time in another unit that it [can be converted](Self::check_conversion) to.
    pub(super) fn in_unit(&mut self, x: NodeId, to: DType) -> NodeId {
        let from = self.arrays.graph.dtype(x);
        let (steps, of): (_, fn(TimeUnit) -> DType) = match (from, to) {
            (DType::Datetime64(from), DType::Datetime64(to)) => (time::steps(from, to), DType::Datetime64),
            (DType::Timedelta64(from), DType::Timedelta64(to)) => (time::steps(from, to), DType::Timedelta64),
            _ => unreachable!("the types differ in nothing but their unit"),
        };
        let mut value = x;
        let mut at = from;
        for (step, unit) in steps.expect("there is a conversion") {
            let (op, count) = match step {
                Step::Times(count) => (Op::ToShorter, Some(count)),
                Step::Over(count) => (Op::ToLonger, Some(count)),
                Step::DaysToMonths => (Op::MonthsOfDays, None),
                Step::MonthsToDays => (Op::DaysOfMonths, None),
            };
            let count = count.map(|count| self.arrays.constant(count.into()));
            let operands: Vec<NodeId> = std::iter::once(value).chain(count).collect();
            value = self.arrays.apply_to(op, at, of(unit), &operands).expect("a constant broadcasts");
            at = of(unit);
        }
        match at == to {
            true => value,
            // A number that had no unit takes one, or one that had one is without.
            false => self.arrays.apply_to(Op::Copy, at, to, &[value]).expect("one operand broadcasts"),
        }
    }
}

fn without_unit(dtype: DType, span: Span) -> Error {
    Error::compile(CompileError::NoUnit { dtype }, span)
        .with_help("say what the numbers count, for instance `datetime64(x, \"s\")`")
}

/// The error of units that have none in common, or no conversion.
pub(super) fn no_conversion(reason: NoCommonUnit, from: DType, to: DType, span: Span) -> Error {
    let (reason, help) = match reason {
        NoCommonUnit::Months => (
            "months differ in length",
            "a date in months becomes days, `datetime64(x, \"D\")`; a length of time does not",
        ),
        NoCommonUnit::Overflow => (
            "64 bits hold too few of the shorter unit",
            "convert to a unit in between, for instance `datetime64(x, \"s\")`",
        ),
    };
    Error::compile(CompileError::NoConversion { from, to, reason }, span).with_help(help)
}

/// Why two types have none in common, if it is a matter of their units.
pub(super) fn reason_for_units(x: DType, y: DType) -> Option<NoCommonUnit> {
    match (x, y) {
        (DType::Datetime64(x), DType::Datetime64(y)) => time::common_datetime_unit(x, y).err(),
        (DType::Timedelta64(x), DType::Timedelta64(y)) => time::common_timedelta_unit(x, y).err(),
        _ => None,
    }
}
